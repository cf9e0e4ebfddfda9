"""Kết thúc: what is still open, the closing, and the public record of the whole conference."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from console import agenda, directions, handover, reports
from console.ballot import voting, walk
from console.ballot.round import Method, NomineeState, Round, RoundState
from console.ballot.tellers import in_order
from console.conference import (
    Conference,
    Correction,
    DirectionState,
    ItemState,
    Presence,
    Stage,
    next_id,
    with_row,
)
from console.errors import NotAllowed
from console.language import _
from console.step import Event, Step
from console.text import fold, nfc, tidy

VERSION = 2
"""Version of the record's layout."""

SUMMARY_LENGTH = 90
"""Characters of QR's alphanumeric mode that fit version 4 at error correction M."""

_ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
_FINGERPRINT = 16

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
"""A value of the record: no floats, so that its canonical form is one."""


def missing(conference: Conference) -> tuple[str, ...]:
    """What a complete conference would still have, one sentence each; none of it forbids the closing."""
    said: list[str] = []
    if not conference.meeting.secretary:
        said.append(_("The secretary has no name; the minutes will show a dotted line."))
    items = [i for i in conference.agenda if i.state in (ItemState.PLANNED, ItemState.CURRENT)]
    if items:
        said.append(_("{n:02d} items of the agenda are not done.").format(n=len(items)))
    if not directions.adopted(conference):
        said.append(_("The directions of next year are not adopted."))
    said += [
        _("{award}: the room has not decided whom to propose.").format(award=award.name)
        for award in conference.rules.awards
        if not voting.finished(conference, award.code)
    ]
    if conference.handover.leader is None:
        said.append(_("Next year's leader is not chosen."))
    elif handover.missing_sides(conference.handover):
        said.append(_("The handover is not confirmed by both sides and the witness."))
    elif conference.handover.chair_switched is None:
        said.append(_("The new leader does not chair yet."))
    if conference.handover.leader is not None and conference.handover.pact_closed is None:
        said.append(_("The pact of next year is not closed."))
    return tuple(said)


def close(conference: Conference, at: datetime) -> Step:
    """The chair closes the conference; what is open then stands as open in the minutes.

    The agenda's current item ends with it. The screen shows `missing` and asks once before.

    Raises:
        NotAllowed: not opened, closed already, or a ballot is under way.
    """
    meeting = conference.meeting
    if meeting.opened is None:
        raise NotAllowed(_("The conference has not been opened. Open it at the roll call first."))
    if meeting.closed is not None:
        raise NotAllowed(_("The conference is closed. Corrections go into an appended paper."))
    waiting = walk.waiting(conference)
    running = voting.running(conference) or (waiting[0] if waiting else None)
    if running is not None:
        raise NotAllowed(
            _("{award}: a round is under way. Announce it and let the room decide, or void it.").format(
                award=conference.award(running.award).name
            )
        )
    current = agenda.place(conference).current
    rows = tuple(
        replace(item, state=ItemState.DONE, ended=at)
        if current is not None and item.id == current.id
        else item
        for item in conference.agenda
    )
    after = conference.change(meeting=replace(meeting, closed=at), agenda=rows)
    return Step(after, Stage.RECORD, "record.closed", {"open": len(missing(conference))}, final=True)


def correct(conference: Conference, about: str, text: str, at: datetime) -> Step:
    """Append a paper (biên bản bổ sung, điều chỉnh): what was announced or signed is never edited.

    Raises:
        NotAllowed: nothing to correct yet, or words are missing.
    """
    if conference.meeting.opened is None:
        raise NotAllowed(_("Nothing has been announced yet; change it where it stands."))
    if not tidy(about) or not text.strip():
        raise NotAllowed(_("Say what the paper adds to or corrects, and how it reads now."))
    row = Correction(next_id(conference.corrections), tidy(about), nfc(text).strip(), at)
    after = conference.change(corrections=with_row(conference.corrections, row))
    return Step(after, Stage.RECORD, "record.corrected", {"about": row.about}, final=True)


def public_record(conference: Conference, head: str, event_count: int, release: str = "") -> dict[str, Json]:
    """All that is public of the conference, as JSON values without floats.

    It holds counts of attendance, never notes, reasons of absence, nominees "chưa xét", or anything of a
    round before its announcement. The hashes of the papers are added by whoever writes them.

    Args:
        head: head of the audit trail.
        event_count: how many events it has.
        release: fingerprint of the program that writes it.
    """
    meeting, bloc = conference.meeting, conference.rules.bloc
    return {
        "format": "emulation-bloc-record",
        "version": VERSION,
        "conference": {
            "title": meeting.title,
            "bloc": bloc.name,
            "province": bloc.province,
            "year": bloc.year,
            "next_year": bloc.next_year,
            "date": meeting.held_on.isoformat(),
            "place": meeting.place,
            "electorate": meeting.electorate,
            "sample": meeting.sample,
            "rehearsal": meeting.rehearsal,
            "opened": _time(meeting.opened),
            "closed": _time(meeting.closed),
            "key": meeting.key,
        },
        "release": release,
        "rules": _rules(conference),
        "units": [{"code": u.code, "name": u.name, "role": u.role.value} for u in conference.units],
        "attendance": _attendance(conference),
        "agenda": [
            {
                "title": item.title,
                "state": item.state.value,
                "started": _time(item.started),
                "ended": _time(item.ended),
                "reason": item.reason,
            }
            for item in agenda.running_order(conference)
        ],
        "hands": [
            {
                "id": h.id,
                "subject": h.subject,
                "agree": h.agree,
                "disagree": h.disagree,
                "other": h.other,
                "present": h.present,
                "adopted": h.adopted,
                "at": _time(h.at),
                "note": h.note,
            }
            for h in conference.hands
        ],
        "scores": [
            {"unit": row.unit.code, "total": str(row.total), "rank": row.rank}
            for row in reports.ranking(conference)
        ],
        "directions": [
            {"text": row.text, "adopted": row.state == DirectionState.ADOPTED}
            for row in directions.listed(conference)
        ],
        "tellers": [
            {
                "name": t.name,
                "role": t.role.value,
                "unit": conference.unit(t.unit).code if t.unit is not None else None,
                "hands": t.hands,
            }
            for t in in_order(conference)
        ],
        "seal": _seal(conference),
        "rounds": [
            _round(conference, row)
            for row in conference.rounds
            if row.state in (RoundState.ANNOUNCED, RoundState.VOID)
        ],
        "withdrawn": [
            {"award": n.award, "name": n.name, "reason": n.reason}
            for n in conference.nominees
            if n.state == NomineeState.WITHDRAWN
        ],
        "proposals": [
            {
                "award": award.code,
                "name": award.name,
                "authority": award.authority,
                "nominees": [conference.nominee(n).name for n in voting.proposed(conference, award.code)],
            }
            for award in conference.rules.awards
        ],
        "handover": _handover(conference),
        "corrections": [
            {"about": row.about, "text": row.text, "at": _time(row.at)} for row in conference.corrections
        ],
        "trail": {"head": head, "events": event_count},
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at is not None else None


def _rules(conference: Conference) -> Json:
    rules = conference.rules
    return {
        "quorum": {
            "share": rules.quorum.share,
            "comparison": rules.quorum.comparison.value,
            "count_written": rules.quorum.count_written,
            "basis": rules.quorum.basis,
        },
        "box": rules.ballot.box,
        "self_vote": rules.ballot.self_vote,
        "bases": list(rules.bases),
        "awards": [
            {
                "code": a.code,
                "name": a.name,
                "authority": a.authority,
                "seats": a.seats,
                "ballot": a.ballot.value,
                "max_choices": a.max_choices,
                "threshold": a.threshold,
                "comparison": a.comparison.value,
                "base": a.base.value,
                "excludes": list(a.excludes),
                "max_rounds": a.max_rounds,
                "tie_break": list(a.tie_break),
                "basis": a.basis,
            }
            for a in rules.awards
        ],
    }


def _attendance(conference: Conference) -> Json:
    counted = {
        presence.value: sum(d.presence == presence for d in conference.delegates) for presence in Presence
    }
    return {"members": len(conference.delegates), **counted}


class Ground(StrEnum):
    """What a round's numbers rest on, and so what the record's signature says of them (docs/record.md)."""

    BOX = "box"
    """A statement signed by the key of the box, which two tellers opened."""
    PAPER = "paper"
    """The tellers' minutes of the count, signed in ink."""
    HANDS = "hands"
    """A show of hands that the whole room saw."""


def rests_on(row: Round) -> Ground:
    """What the numbers of a round rest on."""
    match row.method:
        case Method.LAPTOP:
            return Ground.BOX
        case Method.PAPER:
            return Ground.PAPER
        case Method.OPEN:
            return Ground.HANDS


def _round(conference: Conference, row: Round) -> dict[str, Json]:
    kept: dict[str, Json] = {
        "award": row.award,
        "number": row.number,
        "method": row.method.value,
        "state": row.state.value,
        "seats": row.seats,
        "members": row.members,
        "present": row.present,
        "opened": _time(row.opened),
        "nominees": [conference.nominee(n).name for n in row.nominees],
        "rests_on": rests_on(row).value,
    }
    if row.state == RoundState.VOID:
        return kept | {
            "reason": row.reason,
            "closed": _time(row.closed),
            "issued": row.issued,
            "collected": row.collected,
        }
    kept |= {
        "announced": _time(row.announced),
        "outcome": row.outcome,
        "elected": _names(conference, row.elected),
        "tied": _names(conference, row.tied),
        "run_off": _names(conference, row.run_off),
        "settled": row.settled,
        "decision": row.decision,
        "following": row.following,
        "proposed": _names(conference, row.proposed),
    }
    if row.method == Method.OPEN:
        return kept | {"hands": row.hands}
    by_nominee = {line.nominee: line for line in row.lines}
    return kept | {
        "closed": _time(row.closed),
        "counted": _time(row.counted),
        "box": row.box,
        "code": row.code,
        "plate": json.loads(row.plate) if row.plate else None,
        "closing_code": row.closing_code,
        "issued": row.issued,
        "collected": row.collected,
        "written": row.written,
        "valid": row.valid,
        "invalid": row.invalid,
        "blank": row.blank,
        "lines": [
            {
                "name": conference.nominee(n).name,
                "votes": by_nominee[n].votes,
                "against": by_nominee[n].against,
                "share": by_nominee[n].share,
                "percent": by_nominee[n].percent,
                "passes": by_nominee[n].passes,
            }
            for n in row.nominees
            if n in by_nominee
        ],
        "struck": _names(conference, row.struck),
        "admission": row.admission.value,
        "statement": row.statement,
        "recount": _recount(conference, row),
    }


def _recount(conference: Conference, row: Round) -> Json:
    """Kiểm lại: who asked, when, and what the first count had found; None where there was none."""
    first = row.recount
    if first is None:
        return None
    by_nominee = {line.nominee: line for line in first.lines}
    return {
        "asked_by": first.asked_by,
        "at": _time(first.at),
        "valid": first.valid,
        "invalid": first.invalid,
        "blank": first.blank,
        "lines": [
            {
                "name": conference.nominee(n).name,
                "votes": by_nominee[n].votes,
                "against": by_nominee[n].against,
            }
            for n in row.nominees
            if n in by_nominee
        ],
    }


def _names(conference: Conference, nominees: tuple[int, ...]) -> Json:
    return [conference.nominee(n).name for n in nominees]


def _handover(conference: Conference) -> Json:
    given = conference.handover
    return {
        "mode": given.mode,
        "leader": conference.unit(given.leader).code if given.leader is not None else None,
        "deputy": conference.unit(given.deputy).code if given.deputy is not None else None,
        "hands": given.hands,
        "signatures": [
            {"side": s.side, "name": s.name, "position": s.position, "at": _time(s.at)}
            for s in given.signatures
        ],
        "chair_switched": _time(given.chair_switched),
        "pact": [conference.unit(u).code for u in given.pact],
        "pact_closed": _time(given.pact_closed),
    }


# --- the summary that a phone reads ------------------------------------------------------------------


def alphanumeric(text: str) -> str:
    """Upper-case ASCII of QR's 45 alphanumeric characters: "Điện Biên" is "DIEN BIEN"."""
    kept = "".join(c if c in _ALPHANUMERIC else " " for c in fold(text).upper())
    return " ".join(kept.split())


def outcome_in_short(conference: Conference) -> str:
    """Awards with how many are proposed, and the one who is where it is one: "CO:CUC THADS BK:05"."""
    parts = []
    for award in conference.rules.awards:
        chosen = voting.proposed(conference, award.code)
        if len(chosen) == 1:
            nominee = conference.nominee(chosen[0])
            unit = conference.unit(nominee.unit)
            name = unit.short_name if nominee.name == unit.name and unit.short_name else nominee.name
            parts.append(f"{alphanumeric(award.code)}:{alphanumeric(name)}")
        else:
            parts.append(f"{alphanumeric(award.code)}:{len(chosen):02d}")
    return " ".join(parts)


def summary_text(conference: Conference, fingerprint: str) -> str:
    """What the QR code on the screen says: conference, date, outcome in short, fingerprint of the record.

    Args:
        fingerprint: 16 base32 characters, hyphens allowed.

    Returns:
        At most `SUMMARY_LENGTH` characters of QR's alphanumeric set: name and outcome are cut, never the
        date or the fingerprint.
    """
    meeting, bloc = conference.meeting, conference.rules.bloc
    mark = "CHAY THU " if meeting.rehearsal else "MAU " if meeting.sample else ""
    date = meeting.held_on.strftime("%d/%m/%Y")
    code = fingerprint.replace("-", "")[:_FINGERPRINT]
    # "<mark><name> <date> <outcome> <code>"
    room = SUMMARY_LENGTH - len(mark) - len(date) - len(code) - 3
    name = alphanumeric(f"{bloc.name} {bloc.province}").replace("KHOI THI DUA", "KTD")
    outcome = outcome_in_short(conference)
    outcome = outcome[: max(room - len(name), room * 3 // 5)].strip()
    name = name[: room - len(outcome)].strip()
    return " ".join(part for part in (f"{mark}{name}", date, outcome, code) if part)


# --- what of the audit trail may be published --------------------------------------------------------


COUNTS = ("ballot.counted", "ballot.recounted")
"""Events that tell of a count, which is the tellers' until it is announced."""


def sealed_events(conference: Conference, trail: Sequence[Event]) -> frozenset[int]:
    """The events (by seq) of which a published trail shows the seal alone.

    - Who was put on a list or taken off it: row names and counts would tell who is "chưa xét" (domain 1.5).
      A withdrawal is public.
    - A count whose round was not announced.
    - What takes one of these back.
    """
    public = {row.id for row in conference.rounds if row.state == RoundState.ANNOUNCED}
    sealed: set[int] = set()
    for event in trail:
        listing = event.kind == "ballot.list_made" or (
            event.kind == "ballot.nominee_set" and event.detail.get("state") != NomineeState.WITHDRAWN.value
        )
        counting = event.kind in COUNTS and event.detail.get("round") not in public
        if listing or counting or event.undoes in sealed:
            sealed.add(event.seq)
    return frozenset(sealed)


def _seal(conference: Conference) -> dict[str, Json] | None:
    """The sealing to the tellers' phrases that stood last; None where no box was sealed to phrases."""
    seal = conference.seal
    if not seal.code:
        return None
    return {
        "code": seal.code,
        "number": seal.number,
        "sealed": _time(seal.at),
        "keys": seal.end.value if seal.end is not None else None,
    }
