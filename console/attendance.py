"""Điểm danh: who is here, who stands in for whom, and whether there are enough to go on."""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Literal

from console.conference import Conference, Delegate, Guest, Presence, Stage, next_id, with_row, without_row
from console.errors import NotAllowed
from console.language import _
from console.step import Detail, Step
from console.text import tidy

HERE = (Presence.PRESENT, Presence.LATE)
"""In the room: someone who came late is as present as any."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """The room in numbers. All are counts of electors (units, or delegates of a congress)."""

    members: int
    present: int
    written: int
    absent: int
    expected: int
    needed: int
    """How many must be present for the quorum."""
    enough: bool


def attendance(conference: Conference) -> Attendance:
    """Count the room against the quorum rule (domain 5.2; default 2/3 of all member units)."""
    members = len(conference.delegates)
    present = sum(d.presence in HERE for d in conference.delegates)
    written = sum(d.presence == Presence.WRITTEN for d in conference.delegates)
    expected = sum(d.presence == Presence.EXPECTED for d in conference.delegates)
    rule = conference.rules.quorum
    quorum = rule.quorum()
    counted = present + (written if rule.count_written else 0)
    return Attendance(
        members=members,
        present=present,
        written=written,
        absent=members - present - written - expected,
        expected=expected,
        needed=quorum.threshold.needed(members),
        enough=members > 0 and quorum.threshold.reached(counted, members),
    )


def share_present(conference: Conference) -> Fraction:
    """Present over members, exactly; 0 for an empty roll."""
    room = attendance(conference)
    return Fraction(room.present, room.members) if room.members else Fraction(0)


def _changed(conference: Conference, delegate: Delegate, kind: str, at: datetime) -> Step:
    after = conference.change(delegates=with_row(conference.delegates, delegate))
    unit = conference.unit(delegate.unit)
    detail: Detail = {"unit": unit.code, "name": delegate.name, "presence": delegate.presence.value}
    return Step(after, Stage.ATTENDANCE, f"attendance.{kind}", detail)


def mark(
    conference: Conference, delegate_id: int, presence: Presence, at: datetime, reason: str = ""
) -> Step:
    """Note where one delegate is.

    Raises:
        NotAllowed: a written opinion where the bloc's rules do not take any.
    """
    if presence == Presence.WRITTEN and not conference.rules.ballot.written_opinions:
        raise NotAllowed(
            _(
                "The bloc's rules take no written opinions. Mark the unit as absent, or change the rules "
                "before the ballot."
            )
        )
    delegate = conference.delegate(delegate_id)
    if presence == Presence.PRESENT and conference.meeting.opened is not None:
        # Whoever comes after the opening is late, however often the key is pressed.
        presence = delegate.presence if delegate.presence in HERE else Presence.LATE
    since = delegate.since if presence == delegate.presence and delegate.since else at
    return _changed(
        conference, replace(delegate, presence=presence, since=since, reason=tidy(reason)), "marked", at
    )


def mark_all_present(conference: Conference, at: datetime) -> Step:
    """Everyone still expected is here, in one key; after the opening they are late."""
    presence = Presence.PRESENT if conference.meeting.opened is None else Presence.LATE
    here = tuple(
        replace(d, presence=presence, since=at) if d.presence == Presence.EXPECTED else d
        for d in conference.delegates
    )
    marked = sum(d.presence == Presence.EXPECTED for d in conference.delegates)
    if not marked:
        raise NotAllowed(_("Everyone has been marked already."))
    return Step(
        conference.change(delegates=here), Stage.ATTENDANCE, "attendance.all_present", {"marked": marked}
    )


def substitute(
    conference: Conference, delegate_id: int, name: str, position: str, letter: str, at: datetime
) -> Step:
    """Someone else comes for the unit; the name flows into every paper from here.

    Args:
        letter: number of the giấy ủy quyền, or "có"; empty for a head who needs none.
    """
    name = tidy(name)
    if not name:
        raise NotAllowed(_("A substitute needs a name. Type the name of who has come."))
    old = conference.delegate(delegate_id)
    presence = old.presence if old.presence in HERE else Presence.PRESENT
    if conference.meeting.opened is not None and old.presence not in HERE:
        presence = Presence.LATE
    return _changed(
        conference,
        replace(
            old,
            name=name,
            position=tidy(position),
            letter=tidy(letter),
            replaces=old.replaces or old.name,
            presence=presence,
            since=at,
            helper="",
        ),
        "substituted",
        at,
    )


def name_representative(conference: Conference, delegate_id: int, name: str, position: str) -> Step:
    """Write down, or correct, who represents a unit."""
    delegate = replace(conference.delegate(delegate_id), name=tidy(name), position=tidy(position))
    after = conference.change(delegates=with_row(conference.delegates, delegate))
    unit = conference.unit(delegate.unit)
    return Step(after, Stage.ATTENDANCE, "attendance.named", {"unit": unit.code, "name": delegate.name})


def add_delegate(conference: Conference, unit: int, name: str, position: str) -> Step:
    """One more delegate of a unit, in a congress (one ballot a delegate).

    Raises:
        NotAllowed: each unit has one ballot here, a ballot was opened, or there is no name.
    """
    if conference.meeting.electorate != "delegate":
        raise NotAllowed(
            _("Each unit has one ballot here. Let each delegate vote first, then add delegates.")
        )
    if conference.rounds:
        raise NotAllowed(_("A ballot has been opened; who votes stays as it was then."))
    if not tidy(name):
        raise NotAllowed(_("A delegate needs a name."))
    row = Delegate(next_id(conference.delegates), unit, tidy(name), tidy(position))
    after = conference.change(delegates=with_row(conference.delegates, row))
    detail: Detail = {"unit": conference.unit(unit).code, "name": row.name}
    return Step(after, Stage.ATTENDANCE, "attendance.delegate_added", detail)


def remove_delegate(conference: Conference, delegate_id: int) -> Step:
    """Take a delegate of a congress off the roll; each unit keeps its first.

    Raises:
        NotAllowed: a ballot was opened, or it is the unit's only delegate.
    """
    delegate = conference.delegate(delegate_id)
    if conference.rounds:
        raise NotAllowed(_("A ballot has been opened; who votes stays as it was then."))
    if sum(d.unit == delegate.unit for d in conference.delegates) == 1:
        raise NotAllowed(_("A unit keeps its last delegate."))
    after = conference.change(delegates=without_row(conference.delegates, delegate_id))
    detail: Detail = {"unit": conference.unit(delegate.unit).code, "name": delegate.name}
    return Step(after, Stage.ATTENDANCE, "attendance.delegate_removed", detail)


def add_guest(
    conference: Conference, name: str, position: str, organisation: str, officer: bool, present: bool
) -> Step:
    """A guest or officer, without a vote (domain 2.7)."""
    if not tidy(name):
        raise NotAllowed(_("A guest needs a name."))
    guest = Guest(
        next_id(conference.guests), tidy(name), tidy(position), tidy(organisation), officer, present
    )
    after = conference.change(guests=with_row(conference.guests, guest))
    return Step(after, Stage.ATTENDANCE, "attendance.guest_added", {"name": guest.name})


def mark_guest(conference: Conference, guest_id: int, present: bool) -> Step:
    """A guest has come, or has not."""
    guest = replace(next(g for g in conference.guests if g.id == guest_id), present=present)
    after = conference.change(guests=with_row(conference.guests, guest))
    detail: Detail = {"name": guest.name, "present": present}
    return Step(after, Stage.ATTENDANCE, "attendance.guest_marked", detail)


def remove_guest(conference: Conference, guest_id: int) -> Step:
    """Take a guest off the list."""
    after = conference.change(guests=without_row(conference.guests, guest_id))
    return Step(after, Stage.ATTENDANCE, "attendance.guest_removed", {"guest": guest_id})


def set_electorate(conference: Conference, electorate: Literal["unit", "delegate"]) -> Step:
    """One ballot a unit, or one a delegate; fixed once a ballot has been opened.

    Raises:
        NotAllowed: a ballot was opened, or a unit has more than one delegate and would vote twice.
    """
    if conference.rounds:
        raise NotAllowed(_("A ballot has been opened; who votes stays as it was then."))
    if electorate == "unit":
        units = [d.unit for d in conference.delegates]
        if len(units) != len(set(units)):
            raise NotAllowed(
                _("Some units have more than one delegate. Keep one representative a unit first.")
            )
    meeting = replace(conference.meeting, electorate=electorate)
    after = conference.change(meeting=meeting)
    return Step(after, Stage.ATTENDANCE, "attendance.electorate_set", {"electorate": electorate})


def open_conference(conference: Conference, at: datetime) -> Step:
    """The chair declares the conference open: the quorum as it is at this moment is noted.

    Raises:
        NotAllowed: opened already, or too few are here; the sentence says how many are missing.
    """
    if conference.meeting.opened is not None:
        raise NotAllowed(_("The conference is open."))
    room = attendance(conference)
    if not room.enough:
        raise NotAllowed(
            _(
                "Present: {present:02d} of {members:02d}. At least {needed:02d} must be present to go on. "
                "Wait, or mark who has come."
            ).format(present=room.present, members=room.members, needed=room.needed)
        )
    meeting = replace(conference.meeting, opened=at)
    detail: Detail = {"present": room.present, "members": room.members, "written": room.written}
    return Step(conference.change(meeting=meeting), Stage.ATTENDANCE, "attendance.opened", detail, final=True)
