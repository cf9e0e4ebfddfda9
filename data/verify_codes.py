"""Puts the codes that were read together, row by row, within bounds of work."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from console.language import _
from data.record_codes import Assembled, Row, assemble, parse
from data.verify_sources import Text
from data.verify_sums import Check

_MOST_ROWS: Final = 20
"""Rows of codes that are looked at; everything of one conference is one row, or two of different sizes."""

_MOST_WORK: Final = 24_000_000
"""Of Reed-Solomon, in bytes of a code times codes times parity codes: the largest row takes 6 million."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """One row of codes.

    Attributes:
        where: the paths in which its codes were read, each once.
        record: the bytes of record.json; None where the codes do not give it.
        findings: each in words.
        short: no code speaks against it, there are just too few.
    """

    row: Row
    where: tuple[str, ...]
    record: bytes | None
    findings: tuple[Check, ...]
    short: bool = False


def gather(texts: Iterable[Text]) -> tuple[list[Gathered], list[Check]]:
    """Every row that the codes make up, and what is to be said beyond them.

    Args:
        texts: codes in any order, with the path in which each was read.
    """
    rows: dict[Row, list[Text]] = {}
    for text in texts:
        code = parse(text.text)
        if code is not None:
            rows.setdefault(code.row, []).append(text)
    ordered = sorted(rows.items(), key=lambda item: -len({text.text for text in item[1]}))
    gathered: list[Gathered] = []
    work = 0
    for row, read in ordered[:_MOST_ROWS]:
        where = tuple(dict.fromkeys(text.where for text in read))
        if len({text.text for text in read}) >= row.data:
            work += row.piece * (row.data + row.parity) * row.parity
        if work > _MOST_WORK:
            too_much = Check(
                False,
                _(
                    "Code row {id}: it would take too long to put together, and no console writes such codes."
                ).format(id=spaced(row.id)),
            )
            gathered.append(Gathered(row, where, None, (too_much,)))
            continue
        (made,) = assemble(text.text for text in read)
        gathered.append(Gathered(row, where, made.record, made.findings, _short(made)))
    said: list[Check] = []
    if len(ordered) > _MOST_ROWS:
        said.append(
            Check(
                False,
                _("These are codes of {n} different records; {most} were looked at.").format(
                    n=len(ordered), most=_MOST_ROWS
                ),
            )
        )
    return gathered, said


def spaced(fingerprint: str) -> str:
    """A fingerprint as people read it: "ABCD-EFGH-IJKL-MNOP"."""
    return "-".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


def _short(made: Assembled) -> bool:
    return (
        made.record is None and made.have < made.row.data and sum(c.ok is False for c in made.findings) == 1
    )
