"""Điểm danh: who is here, the quorum, substitutes, and what fixes the electorate."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from console import attendance
from console.conference import Conference, Presence
from console.errors import NotAllowed
from console.rules import BallotRule, QuorumRule, Rules
from tests.console.desk import MORNING, Room, bloc, congress

LATER = MORNING + timedelta(minutes=20)


def present(conference: Conference, *delegates: int) -> Conference:
    for each in delegates:
        conference = attendance.mark(conference, each, Presence.PRESENT, MORNING).after
    return conference


@pytest.mark.parametrize(("here", "enough"), [(5, False), (6, True), (9, True)])
def test_six_of_nine_are_exactly_two_thirds(here: int, enough: bool) -> None:
    conference = present(bloc(), *range(1, here + 1))
    room = attendance.attendance(conference)
    assert (room.present, room.members, room.needed, room.enough) == (here, 9, 6, enough)
    assert attendance.share_present(conference) == Fraction(here, 9)
    if enough:
        assert attendance.open_conference(conference, LATER).final
    else:
        with pytest.raises(NotAllowed, match=r"05 of 09.*06"):
            attendance.open_conference(conference, LATER)


@pytest.mark.parametrize(("counted", "enough"), [(False, False), (True, True)])
def test_written_opinions_fill_the_quorum_only_where_the_rules_say_so(counted: bool, enough: bool) -> None:
    conference = present(bloc(Rules(quorum=QuorumRule(count_written=counted))), 1, 2, 3, 4, 5)
    conference = attendance.mark(conference, 6, Presence.WRITTEN, MORNING, "đi công tác").after
    room = attendance.attendance(conference)
    assert (room.present, room.written, room.expected, room.enough) == (5, 1, 3, enough)


def test_an_empty_roll_is_never_enough() -> None:
    nobody = bloc(units=0)
    assert not attendance.attendance(nobody).enough
    assert attendance.share_present(nobody) == 0


def test_every_delegate_stands_in_one_number_alone() -> None:
    conference = present(bloc(), 1, 2)
    for delegate, presence in ((3, Presence.WRITTEN), (4, Presence.ABSENT), (5, Presence.LEFT)):
        conference = attendance.mark(conference, delegate, presence, MORNING).after
    conference = attendance.mark(conference, 6, Presence.LATE, MORNING).after
    room = attendance.attendance(conference)
    assert (room.present, room.written, room.absent, room.expected) == (3, 1, 2, 3)
    assert room.present + room.written + room.absent + room.expected == room.members


def test_no_written_opinion_where_the_rules_take_none() -> None:
    conference = bloc(Rules(ballot=BallotRule(written_opinions=False)))
    with pytest.raises(NotAllowed, match="no written opinions"):
        attendance.mark(conference, 1, Presence.WRITTEN, MORNING)


def test_all_present_in_one_key_leaves_the_marked_alone() -> None:
    conference = attendance.mark(bloc(), 9, Presence.ABSENT, MORNING, "ốm").after
    step = attendance.mark_all_present(conference, MORNING)
    assert step.detail["marked"] == 8
    assert step.after.delegate(9) == conference.delegate(9)
    with pytest.raises(NotAllowed):
        attendance.mark_all_present(step.after, MORNING)


def test_whoever_comes_after_the_opening_is_late_by_either_key() -> None:
    opened = attendance.open_conference(present(bloc(), 1, 2, 3, 4, 5, 6), MORNING).after
    one = attendance.mark(opened, 7, Presence.PRESENT, LATER).after
    assert one.delegate(7).presence == Presence.LATE
    both = attendance.mark_all_present(one, LATER).after
    assert {both.delegate(n).presence for n in (7, 8, 9)} == {Presence.LATE}
    again = attendance.mark(both, 1, Presence.PRESENT, LATER).after
    assert again.delegate(1) == both.delegate(1), "who was here stays present since then"
    assert attendance.attendance(both).present == 9


def test_the_conference_is_opened_once_and_that_stays() -> None:
    room = Room()
    room.desk.do(attendance.mark_all_present, room.now())
    room.desk.do(attendance.open_conference, room.now())
    assert room.store.trail[-1].final
    assert room.store.trail[-1].detail == {"present": 9, "members": 9, "written": 0}
    with pytest.raises(NotAllowed):
        room.desk.do(attendance.open_conference, room.now())


def test_a_substitute_takes_the_place_and_the_first_name_is_kept() -> None:
    conference = attendance.substitute(bloc(), 3, "  Phạm  Văn Thay ", "Trưởng phòng", "12/GUQ", LATER).after
    first = conference.delegate(3)
    assert (first.name, first.letter, first.replaces) == ("Phạm Văn Thay", "12/GUQ", "Người Đại Diện 3")
    assert first.presence == Presence.PRESENT
    second = attendance.substitute(conference, 3, "Lò Thị Hai", "", "", LATER).after.delegate(3)
    assert (second.name, second.replaces) == ("Lò Thị Hai", "Người Đại Diện 3")
    with pytest.raises(NotAllowed):
        attendance.substitute(conference, 3, "  ", "", "", LATER)


def test_a_substitute_who_comes_after_the_opening_is_late() -> None:
    opened = attendance.open_conference(present(bloc(), 1, 2, 3, 4, 5, 6), MORNING).after
    after = attendance.substitute(opened, 8, "Lò Thị Hai", "", "", LATER).after
    assert after.delegate(8).presence == Presence.LATE
    assert attendance.substitute(opened, 1, "Lò Thị Hai", "", "", LATER).after.delegate(1).presence == (
        Presence.PRESENT
    )


def test_the_substitute_chairs_and_is_called_by_name() -> None:
    room = Room()
    room.desk.do(attendance.substitute, 1, "Phạm Văn Thay", "", "", room.now())
    assert room.desk.chair_name() == "Phạm Văn Thay"
    room.desk.do(attendance.name_representative, 1, "Phạm Văn Thay Đổi", "Phó Cục trưởng")
    assert room.board.views[-1]["chair"] == {"unit": "Đơn vị 1 tỉnh Mẫu", "name": "Phạm Văn Thay Đổi"}


def test_one_ballot_a_unit_needs_one_delegate_a_unit() -> None:
    with pytest.raises(NotAllowed, match="more than one delegate"):
        attendance.set_electorate(congress(20), "unit")
    assert attendance.set_electorate(bloc(), "delegate").after.meeting.electorate == "delegate"


def test_who_votes_is_fixed_by_the_first_ballot() -> None:
    room = Room().open()
    room.polling.open("CO")
    with pytest.raises(NotAllowed):
        room.desk.do(attendance.set_electorate, "delegate")
    room.polling.void("mất điện")
    with pytest.raises(NotAllowed):
        room.desk.do(attendance.set_electorate, "delegate")


def test_guests_come_and_go_without_a_vote() -> None:
    conference = attendance.add_guest(bloc(), "Bùi Thị Khách", "", "Sở Nội vụ", False, False).after
    guest = conference.guests[-1]
    assert not guest.present
    conference = attendance.mark_guest(conference, guest.id, True).after
    assert conference.guests[-1] == replace(guest, present=True)
    assert attendance.attendance(conference).members == 9
    assert guest.id not in {g.id for g in attendance.remove_guest(conference, guest.id).after.guests}
    with pytest.raises(NotAllowed):
        attendance.add_guest(conference, " ", "", "", False, True)
