"""Ballots from a CSV file: a row a ballot, a column a unit, read into patterns without order.

UTF-8 (a BOM may stand in front), separated by `,` or `;`, quoted as spreadsheets quote. The first row holds
unit codes. A cell is `x` (agreed or chosen), `-` (disagreed or struck out), `x-` (both boxes) or empty.
"""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from console.ballot.forms import BallotKind
from console.errors import BadInput
from console.language import _
from data.disk import disk_error

_PACKED: Final = {"x": "x", "-": "-", "x-": "*", "": "."}
"""A cell of the file and the character of `console.ballot.forms` it becomes."""


@dataclass(frozen=True, slots=True)
class BallotFile:
    """What a file of ballots holds.

    Attributes:
        codes: the units of the header, in order.
        patterns: packed ballots (see `console.ballot.forms`) and how often each occurs.
    """

    codes: tuple[str, ...]
    patterns: dict[str, int]


def read_ballots(path: Path, kind: BallotKind) -> BallotFile:
    """Read a file of ballots that were cast on a form of this kind.

    Raises:
        BadInput: the file cannot be read or is not such a table; the sentence names row (as a spreadsheet
            numbers them, the header is row 1) and column.
    """
    text = _text(path)
    header, _newline, body = text.partition("\n")
    separator = _separator(header)
    if '"' in text:
        rows = _quoted_rows(path, text, separator)
        codes = _codes(path, next(rows)[1])
    else:
        codes = _codes(path, header.split(separator))
        packed = _pack_lines(body, separator, kind, len(codes))
        if packed is not None:
            return BallotFile(codes, packed)
        rows = _plain_rows(text, separator)
        next(rows)
    return BallotFile(codes, _pack_rows(path, rows, codes, kind, separator))


def _text(path: Path) -> str:
    """The file in one piece, in NFC, each line ended by a line feed."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput(str(disk_error(error, path))) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise BadInput(
            _(
                '{file}, row {row}: this is not UTF-8 text. Save the table as "CSV UTF-8" and try again.'
            ).format(file=path, row=row)
        ) from error
    if not text.strip():
        raise BadInput(_("{file} is empty. The first row must hold the unit codes.").format(file=path))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _separator(header: str) -> str:
    """`;` or `,`: whichever stands in the header more often, outside of quotes."""
    bare = re.sub('"[^"]*"', "", header)
    return ";" if bare.count(";") > bare.count(",") else ","


def _codes(path: Path, cells: list[str]) -> tuple[str, ...]:
    codes = [cell.strip() for cell in cells]
    for column, code in enumerate(codes or [""], 1):
        if not code:
            raise BadInput(
                _(
                    "{file}, row 1, column {column}: the unit code is missing. "
                    "Write it, or take the column out."
                ).format(file=path, column=column)
            )
        if code in codes[: column - 1]:
            raise BadInput(
                _(
                    "{file}, row 1, column {column}: unit {code} stands here twice. Take one column out."
                ).format(file=path, column=column, code=code)
            )
    return tuple(codes)


def _pack_lines(body: str, separator: str, kind: BallotKind, size: int) -> dict[str, int] | None:
    """The fast way for a file without quotes, on the whole text at once. None: something is wrong.

    Each line is fenced with separators, and every gap between two of them filled with one character: a line
    of `size` cells then has `size` characters and `size + 1` separators.
    """
    if not body:
        return {}
    if not body.isascii() or "*" in body or "." in body:
        return None
    lines = body.removesuffix("\n").encode()
    if not lines or lines.startswith(b"\n") or lines.endswith(b"\n") or b"\n\n" in lines:
        return None
    mark = separator.encode()
    fenced = mark + lines.replace(b"x-", b"*").replace(b"\n", mark + b"\n" + mark) + mark
    for _again in range(2):  # Gaps overlap, so that one pass fills every other one.
        fenced = fenced.replace(mark + mark, mark + b"." + mark)
    joined = fenced.translate(None, mark)
    strangers = joined.translate(None, "".join(_allowed(kind).values()).encode() + b"\n")
    packed = joined.decode().split("\n")
    rows = len(packed)
    # A line of `size` characters has at most `size` cells, so all have it when the sum is right.
    if strangers or set(map(len, packed)) != {size} or len(fenced) != 2 * rows * (size + 1) - 1:
        return None
    return dict(Counter(packed))


def _allowed(kind: BallotKind) -> dict[str, str]:
    """What may stand in a cell of this kind of ballot."""
    match kind:
        case BallotKind.APPROVE_REJECT:
            return _PACKED
        case BallotKind.CHOOSE_UP_TO:
            return {cell: _PACKED[cell] for cell in ("x", "")}
        case BallotKind.STRIKE_OUT:
            return {cell: _PACKED[cell] for cell in ("x", "-", "")}


def _plain_rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows of a file without quotes; an empty line is an empty list."""
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        yield number, (line.split(separator) if line.strip() else [])


def _quoted_rows(path: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows of a file with quotes; an empty line is an empty list, `""` is one empty cell."""
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        for row in reader:
            empty = len(row) == 1 and row[0].isspace()
            yield reader.line_num, ([] if empty else row)
    except csv.Error as error:
        raise BadInput(
            _(
                "{file}, row {row}: the quotes are not closed or not in place ({reason}). Correct the row."
            ).format(file=path, row=reader.line_num, reason=error)
        ) from error


def _pack_rows(
    path: Path,
    rows: Iterator[tuple[int, list[str]]],
    codes: tuple[str, ...],
    kind: BallotKind,
    separator: str,
) -> dict[str, int]:
    """Row by row, with the place of whatever is wrong."""
    allowed = _allowed(kind)
    packed: Counter[str] = Counter()
    for ballot, (row, cells) in enumerate(rows, 1):
        place = {"file": path, "row": row, "ballot": ballot}
        if not cells:
            blank = separator * (len(codes) - 1) or '""'
            raise BadInput(
                _(
                    "{file}, row {row} (ballot {ballot}), column 1 ({code}): the line is empty. "
                    "Is it a blank ballot? Then write «{blank}» there; if not, take the line out."
                ).format(**place, code=codes[0], blank=blank)
            )
        if len(cells) != len(codes):
            column = min(len(cells), len(codes)) + 1
            raise BadInput(
                _(
                    "{file}, row {row} (ballot {ballot}), column {column}: {found} cells where the header "
                    "has {expected}. Every unit needs its cell, empty or not."
                ).format(**place, column=column, found=len(cells), expected=len(codes))
            )
        marks = [cell.strip() for cell in cells]
        for column, (code, cell) in enumerate(zip(codes, marks, strict=True), 1):
            if cell not in allowed:
                raise BadInput(
                    _(
                        '{file}, row {row} (ballot {ballot}), column {column} ({code}): "{cell}" cannot '
                        "stand on this kind of ballot. It takes {allowed} or an empty cell."
                    ).format(
                        **place,
                        column=column,
                        code=code,
                        cell=cell,
                        allowed=", ".join(mark for mark in allowed if mark),
                    )
                )
        packed["".join([allowed[cell] for cell in marks])] += 1
    return dict(packed)
