"""Xóa dữ liệu cá nhân: what stays of a closed conference once its persons are forgotten.

Stays: units, rules, scores, totals, rounds, what the room decided and handed over, counts of attendance; the
trail's chain, event by event, without what the events said. So the next year's folder can start from it, and
the chain still leads to the head on the signed paper. Goes: every name, office, reason and note of a person,
and who was entitled in which round. The papers and the signed record lie apart and stay as they are
(docs/retention.md).
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from console import events
from console.ballot.round import Seal, SealEnd
from console.conference import Conference
from console.errors import NotAllowed
from console.language import _
from console.programme import default_checklist, default_programme
from console.step import Event
from console.text import nfc, tidy

ERASED = "[đã xóa tên]"
"""Stands where a person's name stood in a text."""

TELLERS = "Ban kiểm phiếu"
"""Subject of the show of hands that elected the tellers, without them."""

T = TypeVar("T")

_MOST_WORDS = 6


def must_be_ready(conference: Conference) -> None:
    """Whether persons may be forgotten at all.

    Raises:
        NotAllowed: the conference is not closed.
    """
    if conference.meeting.closed is None:
        raise NotAllowed(
            _(
                "The conference is not closed. Personal data are erased after its closing, once its record "
                "is exported and verified."
            )
        )


def must_hold_persons(conference: Conference) -> None:
    """Whether papers can be written anew.

    Raises:
        NotAllowed: the persons were forgotten: new papers would lack their names.
    """
    if conference.meeting.forgotten is not None:
        raise NotAllowed(
            _(
                "Personal data were erased from this folder: new papers would lack the names. The papers and "
                "the signed record of the day are in its folder record."
            )
        )


def persons(conference: Conference) -> frozenset[str]:
    """Names of persons, of two words and more; names that are also a unit's are left out.

    One word alone (An, Hà, Mai) also stands in other names and words, and is not looked for in texts.
    """
    found: set[str] = {conference.meeting.secretary, conference.handover.witness_name, *conference.seal.names}
    for delegate in conference.delegates:
        found |= {delegate.name, delegate.replaces, delegate.helper}
    found.update(guest.name for guest in conference.guests)
    found.update(teller.name for teller in conference.tellers)
    found.update(speaker.name for speaker in conference.speakers)
    found.update(signature.name for signature in conference.handover.signatures)
    found.update(row.recount.asked_by for row in conference.rounds if row.recount is not None)
    units = {text for unit in conference.units for text in (unit.name, unit.short_name)}
    units |= {nominee.name for nominee in conference.nominees}
    units |= {item.performer for item in default_programme(conference.rules)}
    return names({nfc(tidy(name)) for name in found} - {nfc(tidy(name)) for name in units})


def names(texts: Iterable[str]) -> frozenset[str]:
    """Those of the texts that are looked for as names."""
    return frozenset(text for text in texts if 2 <= len(text.split()) <= _MOST_WORDS)


def without_persons(conference: Conference, at: datetime, known: Collection[str] = ()) -> Conference:
    """The conference as it stays.

    Args:
        at: when this was done.
        known: names beside those that the conference holds now, as earlier events held them.

    Raises:
        NotAllowed: the conference is not closed.
    """
    must_be_ready(conference)
    searched = persons(conference) | names(known)
    offices = {item.performer for item in default_programme(conference.rules)}
    titles = {row.title for row in default_checklist()}
    given = conference.handover
    bare = conference.change(
        meeting=replace(conference.meeting, secretary="", secretary_position="", summary="", forgotten=at),
        delegates=tuple(
            replace(d, name="", position="", letter="", replaces="", since=None, reason="", helper="")
            for d in conference.delegates
        ),
        guests=(),
        agenda=tuple(
            replace(item, reason="", performer=item.performer if item.performer in offices else "")
            for item in conference.agenda
        ),
        notes=(),
        speakers=(),
        hands=tuple(
            replace(h, note="", subject=TELLERS if h.subject.startswith(TELLERS) else h.subject)
            for h in conference.hands
        ),
        reports=tuple(
            replace(r, highlights="", shortcomings="", bonus_reason="", penalty_reason="", note="")
            for r in conference.reports
        ),
        amendments=(),
        nominees=tuple(replace(n, reason="") for n in conference.nominees),
        tellers=tuple(replace(t, name="", position="") for t in conference.tellers),
        rounds=tuple(
            replace(
                row,
                electors=(),
                voters=(),
                recount=replace(row.recount, asked_by="") if row.recount is not None else None,
            )
            for row in conference.rounds
        ),
        corrections=tuple(replace(c, about="", text="") for c in conference.corrections),
        handover=replace(
            given,
            witness_name="",
            witness_position="",
            rows=tuple(
                replace(row, condition="", note="", quantity=row.quantity if row.title in titles else "")
                for row in given.rows
            ),
            signatures=tuple(replace(s, name="", position="") for s in given.signatures),
        ),
        seal=_ended(replace(conference.seal, names=()), at),
    )
    if not searched:
        return bare
    # What people typed elsewhere may hold a name as well; units and rules name no persons.
    pattern = _pattern(searched)
    return bare.change(
        **{
            table: _cleared(getattr(bare, table), pattern)
            for table in ("meeting", "agenda", "hands", "reports", "directions", "rounds", "handover")
        }
    )


def trail_without_details(trail: Sequence[Event]) -> list[Event]:
    """The audit trail as it stays: what each event was called, when, its seal and its link."""
    return [
        Event(
            seq=event.seq,
            at=event.at,
            stage=event.stage,
            kind=event.kind,
            detail={},
            final=True,
            rows=(),
            link=event.link,
            sealed=event.sealed or events.seal(event),
        )
        for event in trail
    ]


def _ended(seal: Seal, at: datetime) -> Seal:
    """The sealing as it stays: keys that nobody had forgotten yet go with the persons."""
    if not seal.code or seal.end is not None:
        return seal
    return replace(seal, end=SealEnd.FORGOTTEN, ended=at)


def _pattern(searched: Collection[str]) -> re.Pattern[str]:
    longest = sorted(searched, key=lambda name: (-len(name), name))
    words = ("\\s+".join(re.escape(word) for word in name.split()) for name in longest)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def _cleared(value: T, pattern: re.Pattern[str]) -> T:
    """The value with every name in its texts replaced; what holds none is the same object."""
    made: Any = value
    if isinstance(value, str) and not isinstance(value, Enum):
        made = pattern.sub(ERASED, nfc(value))
    elif isinstance(value, tuple):
        made = tuple(_cleared(each, pattern) for each in value)
    elif is_dataclass(value) and not isinstance(value, type):
        changed: Mapping[str, object] = {
            field.name: _cleared(getattr(value, field.name), pattern) for field in fields(value)
        }
        made = replace(value, **changed)
    result: T = made
    return result if result != value else value
