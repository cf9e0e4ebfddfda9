"""Chương trình: what is on now, what is next, who has the floor, who chairs."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from console.conference import (
    Conference,
    Delegate,
    Hands,
    Item,
    ItemState,
    Note,
    Role,
    Speaker,
    SpeakerState,
    Stage,
    Unit,
    next_id,
    with_row,
    without_row,
)
from console.errors import NotAllowed
from console.language import _
from console.step import Detail, Step
from console.text import tidy


@dataclass(frozen=True, slots=True)
class Place:
    """Where the conference stands in its running order."""

    current: Item | None
    next: Item | None
    done: int
    total: int


def running_order(conference: Conference) -> tuple[Item, ...]:
    """The items as they are to be taken."""
    return tuple(sorted(conference.agenda, key=lambda item: (item.rank, item.id)))


def place(conference: Conference) -> Place:
    """What is on now and what comes next."""
    items = running_order(conference)
    current = next((i for i in items if i.state == ItemState.CURRENT), None)
    following = next((i for i in items if i.state == ItemState.PLANNED), None)
    done = sum(i.state in (ItemState.DONE, ItemState.SKIPPED) for i in items)
    return Place(current, following, done, len(items))


def chair(conference: Conference) -> tuple[Unit | None, Delegate | None]:
    """Who chairs now: this year's leader, and after the handover the next one (domain 6.1)."""
    unit = conference.with_role(Role.LEADER)
    handover = conference.handover
    if handover.chair_switched is not None and handover.leader is not None:
        unit = conference.unit(handover.leader)
    return unit, conference.representative(unit.id) if unit else None


def planned_times(conference: Conference) -> dict[int, str]:
    """When each item should begin, `HH:MM` by id: from the planned start, or from when the last one began.

    Skipped items take no time; a current or finished item counts from its real start.
    """
    hours, minutes = (int(part) for part in conference.meeting.begins.split(":"))
    at = timedelta(hours=hours, minutes=minutes)
    times: dict[int, str] = {}
    for item in running_order(conference):
        if item.started is not None:
            at = timedelta(hours=item.started.hour, minutes=item.started.minute)
        total = int(at.total_seconds()) // 60 % (24 * 60)
        times[item.id] = f"{total // 60:02d}:{total % 60:02d}"
        if item.state == ItemState.SKIPPED:
            continue
        if item.started is not None and item.ended is not None:
            at += item.ended - item.started
        else:
            at += timedelta(minutes=item.minutes)
    return times


def used_seconds(item: Item, now: datetime) -> int:
    """Seconds an item has taken so far; 0 before it began."""
    if item.started is None:
        return 0
    return max(0, int(((item.ended or now) - item.started).total_seconds()))


def go_on(conference: Conference, at: datetime) -> Step:
    """End the current item and begin the next: the one key of the agenda."""
    here = place(conference)
    if here.current is None and here.next is None:
        raise NotAllowed(_("All items are done. Go to the closing of the conference."))
    agenda = conference.agenda
    if here.current is not None:
        agenda = with_row(agenda, replace(here.current, state=ItemState.DONE, ended=at))
    if here.next is not None:
        agenda = with_row(agenda, replace(here.next, state=ItemState.CURRENT, started=at))
    after = conference.change(agenda=agenda, speakers=_floor_taken_back(conference, at))
    detail: Detail = {
        "ended": here.current.title if here.current else None,
        "begun": here.next.title if here.next else None,
    }
    return Step(after, Stage.AGENDA, "agenda.went_on", detail)


def _floor_taken_back(conference: Conference, at: datetime) -> tuple[Speaker, ...]:
    """The speakers once an item is over: nobody has the floor."""
    return tuple(
        replace(s, state=SpeakerState.DONE, ended=at) if s.state == SpeakerState.SPEAKING else s
        for s in conference.speakers
    )


def go_to(conference: Conference, item_id: int, at: datetime) -> Step:
    """Take an item out of its turn: end the current one and begin this one.

    Raises:
        NotAllowed: the item is the current one. A done item may be taken up again.
    """
    item = conference.item(item_id)
    if item.state == ItemState.CURRENT:
        raise NotAllowed(_("This item is on now."))
    here = place(conference)
    agenda = conference.agenda
    if here.current is not None:
        agenda = with_row(agenda, replace(here.current, state=ItemState.DONE, ended=at))
    began = item.started if item.state == ItemState.DONE else at
    agenda = with_row(
        agenda, replace(item, state=ItemState.CURRENT, started=began or at, ended=None, reason="")
    )
    after = conference.change(agenda=agenda, speakers=_floor_taken_back(conference, at))
    return Step(after, Stage.AGENDA, "agenda.went_to", {"item": item.title})


def skip(conference: Conference, item_id: int, reason: str) -> Step:
    """Leave an item out, with the reason that the minutes will give."""
    item = conference.item(item_id)
    if not tidy(reason):
        raise NotAllowed(_("An item is skipped with a reason. Type why; the minutes will say it."))
    if item.state != ItemState.PLANNED:
        raise NotAllowed(_("Only an item that has not begun can be skipped."))
    skipped = replace(item, state=ItemState.SKIPPED, reason=tidy(reason))
    after = conference.change(agenda=with_row(conference.agenda, skipped))
    return Step(after, Stage.AGENDA, "agenda.skipped", {"item": item.title, "reason": tidy(reason)})


def edit_item(conference: Conference, item_id: int, title: str, minutes: int, performer: str) -> Step:
    """Change an item's words or minutes."""
    if not tidy(title):
        raise NotAllowed(_("An item needs a title."))
    if not 0 <= minutes <= 480:
        raise NotAllowed(_("The minutes of an item are a whole number from 0 to 480."))
    item = replace(conference.item(item_id), title=tidy(title), minutes=minutes, performer=tidy(performer))
    after = conference.change(agenda=with_row(conference.agenda, item))
    return Step(after, Stage.AGENDA, "agenda.edited", {"item": item.title, "minutes": minutes})


def add_item(
    conference: Conference,
    title: str,
    minutes: int,
    performer: str,
    stage: Stage = Stage.AGENDA,
    after_item: int | None = None,
) -> Step:
    """A new item, behind `after_item` or at the end."""
    if not tidy(title):
        raise NotAllowed(_("An item needs a title."))
    if not 0 <= minutes <= 480:
        raise NotAllowed(_("The minutes of an item are a whole number from 0 to 480."))
    order = list(running_order(conference))
    item = Item(next_id(conference.agenda), 0, tidy(title), minutes, tidy(performer), stage)
    index = next((n for n, i in enumerate(order) if i.id == after_item), len(order) - 1) + 1
    order.insert(index, item)
    return Step(_ranked(conference, order), Stage.AGENDA, "agenda.added", {"item": item.title})


def remove_item(conference: Conference, item_id: int) -> Step:
    """Take a planned item off the agenda."""
    item = conference.item(item_id)
    if item.state != ItemState.PLANNED:
        raise NotAllowed(_("Only an item that has not begun can be removed. Skip it with a reason instead."))
    after = conference.change(agenda=without_row(conference.agenda, item_id))
    return Step(after, Stage.AGENDA, "agenda.removed", {"item": item.title})


def move_item(conference: Conference, item_id: int, places: int) -> Step:
    """Move a planned item up (negative) or down among the items that have not begun."""
    order = list(running_order(conference))
    index = next(n for n, i in enumerate(order) if i.id == item_id)
    target = index + places
    moved = order[index]
    if moved.state != ItemState.PLANNED:
        raise NotAllowed(_("Only an item that has not begun can be moved."))
    if not 0 <= target < len(order) or order[target].state != ItemState.PLANNED:
        raise NotAllowed(_("The item cannot be moved further."))
    order.insert(target, order.pop(index))
    return Step(_ranked(conference, order), Stage.AGENDA, "agenda.moved", {"item": moved.title})


def _ranked(conference: Conference, order: list[Item]) -> Conference:
    ranks = {item.id: rank for rank, item in enumerate(order, start=1)}
    rows = {item.id: replace(item, rank=ranks[item.id]) for item in order}
    return conference.change(agenda=tuple(rows[key] for key in sorted(rows)))


def add_note(conference: Conference, item_id: int, text: str, at: datetime) -> Step:
    """A private note at an item: it goes into the minutes, never onto the projector."""
    if not text.strip():
        raise NotAllowed(_("The note is empty."))
    note = Note(next_id(conference.notes), item_id, text.strip(), at)
    after = conference.change(notes=with_row(conference.notes, note))
    return Step(after, Stage.AGENDA, "agenda.noted", {"item": item_id, "length": len(note.text)})


def add_speaker(
    conference: Conference, item_id: int, name: str, unit: int | None, seconds: int = 420
) -> Step:
    """Someone asks for the floor (đăng ký phát biểu); 7 minutes by default (domain 6.2, item 7)."""
    if not tidy(name):
        raise NotAllowed(_("A speaker needs a name."))
    if not 10 <= seconds <= 7200:
        raise NotAllowed(_("A speaker's time is between 10 seconds and 2 hours."))
    speaker = Speaker(
        next_id(conference.speakers), item_id, tidy(name), unit, seconds, next_id(conference.speakers)
    )
    after = conference.change(speakers=with_row(conference.speakers, speaker))
    return Step(after, Stage.AGENDA, "agenda.speaker_added", {"name": speaker.name})


def next_speaker(conference: Conference, at: datetime) -> Step:
    """End who speaks and give the floor to the next in the queue."""
    speaking = floor(conference)
    waiting = queue(conference)
    if speaking is None and not waiting:
        raise NotAllowed(_("Nobody is waiting to speak."))
    speakers = conference.speakers
    if speaking is not None:
        speakers = with_row(speakers, replace(speaking, state=SpeakerState.DONE, ended=at))
    if waiting:
        speakers = with_row(speakers, replace(waiting[0], state=SpeakerState.SPEAKING, started=at))
    after = conference.change(speakers=speakers)
    name = waiting[0].name if waiting else None
    return Step(after, Stage.AGENDA, "agenda.floor_given", {"name": name})


def remove_speaker(conference: Conference, speaker_id: int) -> Step:
    """Someone no longer wishes to speak."""
    after = conference.change(speakers=without_row(conference.speakers, speaker_id))
    return Step(after, Stage.AGENDA, "agenda.speaker_removed", {"speaker": speaker_id})


def floor(conference: Conference) -> Speaker | None:
    """Who speaks now."""
    return next((s for s in conference.speakers if s.state == SpeakerState.SPEAKING), None)


def queue(conference: Conference) -> tuple[Speaker, ...]:
    """Who waits to speak, in order."""
    waiting = [s for s in conference.speakers if s.state == SpeakerState.WAITING]
    return tuple(sorted(waiting, key=lambda s: s.rank))


def seconds_left(speaker: Speaker, now: datetime) -> int:
    """Seconds of the speaker's time that remain; negative when it is over."""
    if speaker.started is None:
        return speaker.seconds
    return speaker.seconds - int((now - speaker.started).total_seconds())


def show_of_hands(
    conference: Conference,
    subject: str,
    agree: int,
    disagree: int,
    other: int,
    present: int,
    at: datetime,
    item: int | None = None,
    note: str = "",
) -> Hands:
    """A vote of hands, checked: the three answers add up to those present, more than half adopts.

    The base is who is present (domain 5.4: > 50 % of those present).

    Raises:
        NotAllowed: a negative number, nobody present, or a sum that is not the number present.
    """
    if min(agree, disagree, other) < 0 or present <= 0:
        raise NotAllowed(_("Votes are whole numbers from 0, and somebody must be present."))
    if agree + disagree + other != present:
        raise NotAllowed(
            _(
                "Agree {agree}, disagree {disagree}, other opinions {other} make {sum}, but {present} are "
                "present. Count again."
            ).format(
                agree=agree,
                disagree=disagree,
                other=other,
                sum=agree + disagree + other,
                present=present,
            )
        )
    return Hands(
        id=next_id(conference.hands),
        item=item,
        subject=tidy(subject),
        agree=agree,
        disagree=disagree,
        other=other,
        present=present,
        adopted=2 * agree > present,
        at=at,
        note=tidy(note),
    )


def vote_by_hands(
    conference: Conference, subject: str, agree: int, disagree: int, other: int, present: int, at: datetime
) -> Step:
    """The room decides something on the agenda by show of hands (agenda, secretary, minutes ...)."""
    here = place(conference).current
    hands = show_of_hands(conference, subject, agree, disagree, other, present, at, here.id if here else None)
    after = conference.change(hands=with_row(conference.hands, hands))
    detail: Detail = {"subject": hands.subject, "agree": agree, "present": present, "adopted": hands.adopted}
    return Step(after, Stage.AGENDA, "agenda.hands_counted", detail, final=True)
