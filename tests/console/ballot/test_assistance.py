"""Help at the ballots: chosen by the delegate, minuted, and noted at no time that tells of a vote."""

import pytest

from console.ballot import assistance
from console.errors import NotAllowed
from tests.console.desk import KEYS, Room, approvals


def hall() -> Room:
    room = Room().open()
    room.list_only("CO", (1, 2))
    return room


def test_who_is_helped_by_whom_is_noted_and_taken_back() -> None:
    room = hall()
    room.desk.do(assistance.note, 4, "  Trần  Thị Thân ")
    assert [(d.id, d.helper) for d in assistance.helped(room.conference)] == [(4, "Trần Thị Thân")]
    assert room.store.trail[-1].detail == {
        "unit": "DV04",
        "name": "Người Đại Diện 4",
        "helper": "Trần Thị Thân",
    }
    room.desk.do(assistance.note, 4, "")
    assert assistance.helped(room.conference) == ()


def test_nothing_is_noted_while_delegates_vote() -> None:
    room = hall()
    room.polling.open("CO")
    before = len(room.store.trail)
    with pytest.raises(NotAllowed, match="when the ballot is closed"):
        room.desk.do(assistance.note, 4, "Trần Thị Thân")
    assert len(room.store.trail) == before
    room.cast(approvals([9, 0], 9))
    room.polling.close()
    room.desk.do(assistance.note, 4, "Trần Thị Thân")
    room.polling.count(KEYS)


def test_on_paper_the_order_of_ballots_is_known_to_nobody_and_help_is_noted_at_any_time() -> None:
    room = hall()
    room.polling.open_on_paper("CO")
    room.desk.do(assistance.note, 4, "Trần Thị Thân")
    assert assistance.helped(room.conference)


@pytest.mark.parametrize(
    ("helper", "why"),
    [
        ("kiểm phiếu 7", "counts the ballots"),
        ("Người Đại Diện 1", "chairs"),
        ("người đại diện 4", "another person"),
    ],
)
def test_neither_a_teller_nor_the_chair_nor_oneself_helps(helper: str, why: str) -> None:
    room = hall()
    with pytest.raises(NotAllowed, match=why):
        assistance.note(room.conference, 4, helper)


def test_calling_leaving_and_casting_leave_no_event_and_change_nothing_that_is_kept() -> None:
    room = hall()
    room.polling.open("CO")
    events, kept, rests = len(room.store.trail), room.store.kept, room.store.rests
    room.polling.leave(room.polling.call(3))
    room.cast(approvals([5, 4], 9))
    assert (len(room.store.trail), room.store.kept, room.store.rests) == (events, kept, rests)
