"""Phương hướng: next year's directions, what units say to them, and their adoption by hands."""

from dataclasses import replace
from datetime import datetime

from console import agenda
from console.conference import (
    Amendment,
    Conference,
    Direction,
    DirectionState,
    Stage,
    next_id,
    with_row,
)
from console.errors import NotAllowed
from console.language import _
from console.step import Detail, Step
from console.text import tidy


def listed(conference: Conference) -> tuple[Direction, ...]:
    """The directions in order, without the dropped."""
    rows = [d for d in conference.directions if d.state != DirectionState.DROPPED]
    return tuple(sorted(rows, key=lambda d: (d.rank, d.id)))


def adopted(conference: Conference) -> bool:
    """Whether the room has adopted the directions as they stand."""
    rows = listed(conference)
    return bool(rows) and all(d.state == DirectionState.ADOPTED for d in rows)


def open_amendments(conference: Conference) -> tuple[Amendment, ...]:
    """What nobody has decided yet."""
    return tuple(a for a in conference.amendments if a.accepted is None)


def _draft_only(conference: Conference) -> None:
    if adopted(conference):
        raise NotAllowed(_("The directions are adopted. A change now needs an appended paper."))


def add(conference: Conference, text: str) -> Step:
    """A new direction at the end."""
    _draft_only(conference)
    if not tidy(text):
        raise NotAllowed(_("A direction needs words."))
    rank = max((d.rank for d in conference.directions), default=0) + 1
    row = Direction(next_id(conference.directions), rank, tidy(text))
    return _step(conference.change(directions=with_row(conference.directions, row)), "added", row.text)


def edit(conference: Conference, direction: int, text: str) -> Step:
    """Change the words of a draft."""
    _draft_only(conference)
    if not tidy(text):
        raise NotAllowed(_("A direction needs words."))
    row = replace(_direction(conference, direction), text=tidy(text))
    return _step(conference.change(directions=with_row(conference.directions, row)), "edited", row.text)


def drop(conference: Conference, direction: int) -> Step:
    """Take a draft off the list."""
    _draft_only(conference)
    row = replace(_direction(conference, direction), state=DirectionState.DROPPED)
    return _step(conference.change(directions=with_row(conference.directions, row)), "dropped", row.text)


def move(conference: Conference, direction: int, places: int) -> Step:
    """Move a draft up (negative) or down."""
    _draft_only(conference)
    order = list(listed(conference))
    index = next(n for n, d in enumerate(order) if d.id == direction)
    if not 0 <= index + places < len(order):
        raise NotAllowed(_("The item cannot be moved further."))
    moved = order.pop(index)
    order.insert(index + places, moved)
    rows = conference.directions
    for rank, row in enumerate(order, start=1):
        rows = with_row(rows, replace(row, rank=rank))
    return _step(conference.change(directions=rows), "moved", moved.text)


def propose(
    conference: Conference, direction: int | None, unit: int | None, text: str, wording: str = ""
) -> Step:
    """A unit comments on a direction, or proposes another wording of it.

    Args:
        direction: None for a comment on the whole.
        wording: the new words proposed; empty for a comment alone.
    """
    _draft_only(conference)
    if not tidy(text) and not tidy(wording):
        raise NotAllowed(_("Type the comment or the new wording."))
    before = _direction(conference, direction).text if direction is not None else ""
    row = Amendment(next_id(conference.amendments), direction, unit, tidy(text), tidy(wording), before)
    after = conference.change(amendments=with_row(conference.amendments, row))
    return _step(after, "proposed", tidy(wording) or tidy(text))


def answer(conference: Conference, amendment: int, accepted: bool) -> Step:
    """Accept or decline a proposal; an accepted wording takes the direction's place, or joins the list."""
    _draft_only(conference)
    row = next(a for a in conference.amendments if a.id == amendment)
    if row.accepted is not None:
        raise NotAllowed(_("This proposal has been answered."))
    directions = conference.directions
    if accepted and row.wording:
        if row.direction is None:
            rank = max((d.rank for d in directions), default=0) + 1
            directions = with_row(directions, Direction(next_id(directions), rank, row.wording))
        else:
            old = _direction(conference, row.direction)
            directions = with_row(directions, replace(old, text=row.wording))
    amendments = with_row(conference.amendments, replace(row, accepted=accepted))
    after = conference.change(directions=directions, amendments=amendments)
    return _step(after, "accepted" if accepted else "declined", row.wording or row.text)


def adopt(conference: Conference, agree: int, disagree: int, other: int, present: int, at: datetime) -> Step:
    """The room adopts the directions by show of hands (nhất trí, không nhất trí, ý kiến khác).

    Raises:
        NotAllowed: nothing to adopt, or a proposal is still open.
    """
    _draft_only(conference)
    if not listed(conference):
        raise NotAllowed(_("There is no direction to adopt. Add one first."))
    if open_amendments(conference):
        raise NotAllowed(_("Some proposals are unanswered. Accept or decline each first."))
    subject = f"Phương hướng, nhiệm vụ năm {conference.rules.bloc.next_year}"
    hands = agenda.show_of_hands(conference, subject, agree, disagree, other, present, at)
    directions = conference.directions
    if hands.adopted:
        for row in listed(conference):
            directions = with_row(directions, replace(row, state=DirectionState.ADOPTED))
    after = conference.change(directions=directions, hands=with_row(conference.hands, hands))
    detail: Detail = {"agree": agree, "present": present, "adopted": hands.adopted}
    return Step(after, Stage.DIRECTIONS, "directions.adopted", detail, final=True)


def _direction(conference: Conference, direction: int) -> Direction:
    return next(d for d in conference.directions if d.id == direction)


def _step(after: Conference, kind: str, text: str) -> Step:
    return Step(after, Stage.DIRECTIONS, f"directions.{kind}", {"text": text})
