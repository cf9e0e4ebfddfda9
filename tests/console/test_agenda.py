"""Chương trình: what is on, what is next, who has the floor, who chairs, and votes by hands."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from console import agenda
from console.conference import Conference, ItemState, SpeakerState, Stage
from console.errors import NotAllowed
from console.rules import Rules
from tests.console.desk import MORNING, bloc


def at(minutes: int) -> Any:
    return MORNING + timedelta(minutes=minutes)


def begun(steps: int = 1) -> Conference:
    conference = bloc()
    for n in range(steps):
        conference = agenda.go_on(conference, at(n)).after
    return conference


def test_the_default_programme_has_the_23_items_of_the_half_day() -> None:
    items = agenda.running_order(bloc())
    assert len(items) == 23
    assert [item.rank for item in items] == list(range(1, 24))
    times = agenda.planned_times(bloc())
    assert (times[1], times[2]) == ("08:00", "08:30")
    assert {item.stage for item in items} == set(Stage)


def test_one_key_ends_the_item_and_begins_the_next() -> None:
    conference = begun(2)
    here = agenda.place(conference)
    assert here.current is not None
    assert here.next is not None
    assert (here.current.id, here.next.id, here.done, here.total) == (2, 3, 1, 23)
    assert conference.item(1).ended == here.current.started == at(1)


def test_the_last_item_is_ended_and_then_nothing_goes_on() -> None:
    conference = begun(24)
    assert agenda.place(conference).done == 23
    with pytest.raises(NotAllowed):
        agenda.go_on(conference, at(99))


def test_going_on_or_elsewhere_takes_the_floor_back() -> None:
    conference = agenda.add_speaker(begun(), 1, "Lò Văn An", 3).after
    conference = agenda.next_speaker(conference, at(1)).after
    assert agenda.floor(conference) is not None
    assert agenda.floor(agenda.go_on(conference, at(2)).after) is None
    assert agenda.floor(agenda.go_to(conference, 5, at(2)).after) is None


def test_an_item_out_of_turn_and_taken_up_again_keeps_its_start() -> None:
    conference = agenda.go_to(begun(), 10, at(5)).after
    assert conference.item(1).state == ItemState.DONE
    conference = agenda.go_to(conference, 1, at(9)).after
    first = conference.item(1)
    assert (first.state, first.started, first.ended) == (ItemState.CURRENT, at(0), None)
    with pytest.raises(NotAllowed):
        agenda.go_to(conference, 1, at(10))
    here = agenda.place(conference)
    assert here.next is not None
    assert here.next.id == 2, "what was passed over comes next"


def test_an_item_is_skipped_with_a_reason_and_only_before_it_begins() -> None:
    with pytest.raises(NotAllowed):
        agenda.skip(begun(), 2, "  ")
    with pytest.raises(NotAllowed):
        agenda.skip(begun(), 1, "hết giờ")
    conference = agenda.skip(begun(), 2, "hết giờ").after
    assert conference.item(2).reason == "hết giờ"
    here = agenda.place(conference)
    assert here.next is not None
    assert here.next.id == 3
    times = agenda.planned_times(conference)
    assert times[2] == times[3], "a skipped item takes no time"
    assert agenda.go_to(conference, 2, at(3)).after.item(2).reason == ""


def test_planned_times_follow_what_really_happened() -> None:
    conference = agenda.go_on(begun(), at(45)).after
    times = agenda.planned_times(conference)
    assert (times[1], times[2], times[3]) == ("08:00", "08:45", "08:50")


@pytest.mark.parametrize("minutes", [-1, 481])
def test_minutes_are_within_a_day_of_work(minutes: int) -> None:
    with pytest.raises(NotAllowed):
        agenda.edit_item(bloc(), 1, "Chào cờ", minutes, "")
    with pytest.raises(NotAllowed):
        agenda.add_item(bloc(), "Văn nghệ", minutes, "")


def test_items_are_edited_added_moved_and_removed_before_they_begin() -> None:
    conference = agenda.edit_item(bloc(), 3, " Chào  cờ ", 4, "Ban tổ chức").after
    assert conference.item(3).title == "Chào cờ"
    conference = agenda.add_item(conference, "Văn nghệ", 10, "", after_item=1).after
    assert [i.title for i in agenda.running_order(conference)][1] == "Văn nghệ"
    new = agenda.running_order(conference)[1]
    conference = agenda.move_item(conference, new.id, 2).after
    assert agenda.running_order(conference)[3].id == new.id
    conference = agenda.remove_item(conference, new.id).after
    assert len(conference.agenda) == 23
    for title in ("", "  "):
        with pytest.raises(NotAllowed):
            agenda.edit_item(conference, 3, title, 5, "")


def test_what_has_begun_stays_in_its_place() -> None:
    conference = begun(2)
    for item in (1, 2):
        with pytest.raises(NotAllowed):
            agenda.move_item(conference, item, 1)
        with pytest.raises(NotAllowed):
            agenda.remove_item(conference, item)
    with pytest.raises(NotAllowed, match="further"):
        agenda.move_item(conference, 3, -1)
    with pytest.raises(NotAllowed, match="further"):
        agenda.move_item(conference, 23, 1)


def test_speakers_get_the_floor_in_turn_and_their_time_runs() -> None:
    conference = begun()
    for name in ("An", "Bình", "Chung"):
        conference = agenda.add_speaker(conference, 1, name, None, 60).after
    conference = agenda.remove_speaker(conference, 2).after
    conference = agenda.next_speaker(conference, at(1)).after
    speaker = agenda.floor(conference)
    assert speaker is not None
    assert (speaker.name, [s.name for s in agenda.queue(conference)]) == ("An", ["Chung"])
    assert agenda.seconds_left(speaker, at(1) + timedelta(seconds=75)) == -15
    conference = agenda.next_speaker(conference, at(3)).after
    assert conference.speakers[0].state == SpeakerState.DONE
    conference = agenda.next_speaker(conference, at(4)).after
    with pytest.raises(NotAllowed):
        agenda.next_speaker(conference, at(5))


@pytest.mark.parametrize(("name", "seconds"), [("", 60), ("An", 9), ("An", 7201)])
def test_a_speaker_has_a_name_and_a_sensible_time(name: str, seconds: int) -> None:
    with pytest.raises(NotAllowed):
        agenda.add_speaker(begun(), 1, name, None, seconds)


def test_a_note_is_in_the_table_and_never_in_the_event() -> None:
    step = agenda.add_note(begun(), 1, " Nhắc Sở nộp báo cáo ", at(1))
    assert step.after.notes[0].text == "Nhắc Sở nộp báo cáo"
    assert "Nhắc" not in str(step.detail)
    with pytest.raises(NotAllowed):
        agenda.add_note(begun(), 1, " \n ", at(1))


@pytest.mark.parametrize(
    ("agree", "disagree", "other", "present", "adopted"),
    [(5, 4, 0, 9, True), (4, 4, 0, 8, False), (5, 3, 0, 8, True), (4, 0, 5, 9, False), (0, 0, 1, 1, False)],
)
def test_more_than_half_of_those_present_adopts(
    agree: int, disagree: int, other: int, present: int, adopted: bool
) -> None:
    step = agenda.vote_by_hands(begun(), "Thông qua chương trình", agree, disagree, other, present, at(1))
    assert step.after.hands[0].adopted is adopted
    assert step.after.hands[0].item == 1
    assert step.final


@pytest.mark.parametrize("votes", [(9, 1, 0, 9), (8, 0, 0, 9), (-1, 10, 0, 9), (0, 0, 0, 0)])
def test_hands_that_do_not_add_up_are_counted_again(votes: tuple[int, int, int, int]) -> None:
    with pytest.raises(NotAllowed):
        agenda.vote_by_hands(begun(), "Thông qua", *votes, at(1))


def test_the_leader_chairs_until_the_chair_is_handed_over() -> None:
    conference = bloc(Rules())
    chosen = replace(conference.handover, leader=2)
    for handover, unit in ((conference.handover, 1), (chosen, 1), (replace(chosen, chair_switched=at(0)), 2)):
        chair, person = agenda.chair(conference.change(handover=handover))
        assert chair is not None
        assert person is not None
        assert (chair.id, person.unit) == (unit, unit)
    assert agenda.chair(bloc(units=0)) == (None, None)
