"""What each round of a record rests on: the box's own signature, paper, or hands in the room.

The signature of a box says that two tellers opened it and that it held these totals; its plate ties it to the
mã niêm phong that was read aloud and stands in the signed minutes. Where there was no box, it is said what
the record's signature then proves, and what it does not (docs/record.md).
"""

import base64
from collections.abc import Iterator

from console import events
from console.ballot.box import code_of_plate
from console.ballot.round import Method, RoundState
from console.language import _
from console.record import Ground
from data import signing
from data.record_file import RecordFile, RoundRow
from data.verify_sums import Check, title

_GROUNDS = {Method.LAPTOP: Ground.BOX, Method.PAPER: Ground.PAPER, Method.OPEN: Ground.HANDS}


def grounds(record: RecordFile) -> list[Check]:
    """What each announced round rests on, and whether that holds."""
    checks: list[Check] = []
    for row in record.rounds:
        if row.state != RoundState.VOID:
            checks += _ground(record, row)
    return checks


def _ground(record: RecordFile, row: RoundRow) -> Iterator[Check]:
    name = title(record, row)
    if row.rests_on != _GROUNDS[row.method].value:
        yield Check(
            False,
            _("{round}: it says that it rests on “{ground}”, but it was taken in another way.").format(
                round=name, ground=row.rests_on
            ),
        )
    match row.method:
        case Method.LAPTOP:
            yield from _box(record, row, name)
        case Method.PAPER:
            yield Check(
                None,
                _(
                    "{round}: counted on paper. The signature says only that these numbers were entered on "
                    "the console and have not changed since: compare them with the tellers' signed minutes."
                ).format(round=name),
            )
        case Method.OPEN:
            yield Check(
                None,
                _(
                    "{round}: a show of hands. The signature says only that these numbers were entered on "
                    "the console and have not changed since: whoever was in the room saw the hands."
                ).format(round=name),
            )


def _box(record: RecordFile, row: RoundRow, name: str) -> Iterator[Check]:
    if not row.statement:
        yield Check(
            False, _("{round}: voted on a laptop, but the box's signature is missing.").format(round=name)
        )
        return
    public = _signer(record, row)
    if public is None:
        yield Check(False, _("{round}: the box's signature does not fit these totals.").format(round=name))
        return
    yield Check(True, _("{round}: the box's signature over the totals holds.").format(round=name))
    yield from _plate(row, public, name)


def _signer(record: RecordFile, row: RoundRow) -> bytes | None:
    """The public key whose signature over the round's totals holds; None where it does not."""
    body: dict[str, object] = {
        "conference": record.conference.key,
        "award": row.award,
        "round": row.number,
        "box": row.box,
        "code": row.code,
        "closing_code": row.closing_code,
        "issued": row.issued,
        "collected": row.collected,
        "written": row.written,
        "valid": row.valid,
        "invalid": row.invalid,
        "lines": [{"name": line.name, "for": line.votes, "against": line.against} for line in row.lines],
    }
    if row.struck:
        body["struck"] = list(row.struck)
    key, _colon, signature = row.statement.partition(":")
    try:
        public, value = (base64.b64decode(part, validate=True) for part in (key, signature))
    except ValueError:
        return None
    # One form alone, so that no letter of it can change unnoticed.
    if f"{base64.b64encode(public).decode()}:{base64.b64encode(value).decode()}" != row.statement:
        return None
    return public if signing.verify(public, events.canonical(body), value) else None


def _plate(row: RoundRow, public: bytes, name: str) -> Iterator[Check]:
    """Whether the box that signed is the one whose mã niêm phong was read aloud."""
    if row.plate is None:
        yield Check(
            False, _("{round}: the plate of the box is missing, so its code stands alone.").format(round=name)
        )
        return
    problems = []
    if row.plate.get("sign") != public.hex():
        problems.append(_("the plate names another key than the one that signed the totals"))
    if row.plate.get("box") != row.box:
        problems.append(_("the plate is that of another box"))
    try:
        code = code_of_plate(events.canonical(row.plate).decode())
    except (ValueError, RecursionError):
        code = ""
    if code != row.code:
        problems.append(_("its code does not follow from the plate"))
    for problem in problems:
        yield Check(False, _("{round}: {problem}.").format(round=name, problem=problem))
    if not problems:
        yield Check(
            True,
            _("{round}: the key of box {box} belongs to its code: {code}").format(
                round=name, box=row.box, code=row.code
            ),
        )
        yield Check(
            None,
            _(
                "{round}: compare with the signed minutes: code at the sealing {code}, at the closing "
                "{closing}."
            ).format(round=name, code=row.code, closing=row.closing_code),
        )
