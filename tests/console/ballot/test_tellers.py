"""The ban kiểm phiếu: three persons of three units, none of the chair's, elected by hands."""

from collections.abc import Sequence

import pytest

from console import attendance
from console.ballot import tellers
from console.ballot.round import TellerRole
from console.ballot.tellers import Candidate
from console.errors import NotAllowed
from console.rules import BallotRule, Rules
from tests.console.desk import KEYS, Room, approvals, bloc

THREE = (Candidate("An", 3), Candidate("Bình", 4), Candidate("Chung", 5))


def elect(room: Room, people: Sequence[Candidate] = THREE, agree: int = 9) -> None:
    room.desk.do(tellers.elect, tuple(people), agree, 9 - agree, 0, 9, room.now())


def room_of(people: Sequence[Candidate], rules: Rules | None = None) -> Room:
    room = Room(bloc(rules))
    elect(room, people)
    return room


def test_head_secretary_and_member_are_elected_by_more_than_half() -> None:
    room = room_of(THREE)
    assert [(t.name, t.role) for t in room.conference.tellers] == [
        ("An", TellerRole.HEAD),
        ("Bình", TellerRole.SECRETARY),
        ("Chung", TellerRole.MEMBER),
    ]
    assert {t.hands for t in room.conference.tellers} == {room.conference.hands[-1].id}
    assert room.store.trail[-1].final


def test_a_lost_vote_elects_nobody_and_is_minuted() -> None:
    room = Room()
    elect(room, agree=4)
    assert room.conference.tellers == ()
    assert not room.conference.hands[-1].adopted
    elect(room)
    assert len(room.conference.tellers) == 3


@pytest.mark.parametrize("number", [0, 2, 4])
def test_another_number_than_the_rules_ask_is_refused(number: int) -> None:
    with pytest.raises(NotAllowed, match="3 tellers"):
        room_of([Candidate(f"Người {n}", n + 1) for n in range(1, number + 1)])


def test_a_bloc_may_ask_for_five() -> None:
    people = [Candidate(f"Người {n}", n + 1) for n in range(1, 6)]
    room = room_of(people, Rules(ballot=BallotRule(tellers=5)))
    assert [t.role for t in room.conference.tellers][1:] == [TellerRole.SECRETARY] + [TellerRole.MEMBER] * 3


@pytest.mark.parametrize(
    ("people", "why"),
    [
        ((Candidate("An", 3), Candidate("Bình", 3), Candidate("Chung", 5)), "one unit"),
        ((Candidate("An", 3), Candidate(" an ", 4), Candidate("Chung", 5)), "another person"),
        ((Candidate("An", 3), Candidate("A\u0301n", 4), Candidate("Án", 5)), "another person"),
        ((Candidate("An", 3), Candidate(" ", 4), Candidate("Chung", 5)), "another person"),
        ((Candidate("An", 3), Candidate("Bình", 4), Candidate("Lê Văn Giúp", None)), "works for the chair"),
        ((Candidate("An", 3), Candidate("Bình", 4), Candidate("TRẦN THỊ THƯ", None)), "works for the chair"),
        ((Candidate("Người Đại Diện 1", 1), Candidate("Bình", 4), Candidate("C", 5)), "works for the chair"),
    ],
)
def test_who_cannot_be_a_teller(people: tuple[Candidate, ...], why: str) -> None:
    with pytest.raises(NotAllowed, match=why):
        room_of(people)


def test_accents_tell_persons_apart() -> None:
    room = room_of((Candidate("Lê Thị Hà", 3), Candidate("Lê Thị Hạ", 4), Candidate("Trần Thị Thu", 5)))
    assert len(room.conference.tellers) == 3, "Hà is not Hạ, and Thu is not the secretary Thư"


def test_officers_of_the_province_without_a_unit_and_guests_may_count() -> None:
    people = (Candidate("An", None), Candidate("Bình", None), Candidate("Phạm Thị Khách", None))
    assert len(room_of(people).conference.tellers) == 3


def test_who_chairs_is_whoever_has_come_for_the_unit() -> None:
    room = Room()
    room.desk.do(attendance.substitute, 1, "Phạm Văn Thay", "", "", room.now())
    with pytest.raises(NotAllowed, match="works for the chair"):
        elect(room, (Candidate("Phạm Văn Thay", 3), *THREE[1:]))
    elect(room, (Candidate("Người Đại Diện 1", 3), *THREE[1:]))


def test_what_speaks_against_a_teller_is_said_and_forbids_nothing() -> None:
    people = (Candidate("An", 1), Candidate("Bình", None), Candidate("Chung", 5))
    said = tellers.concerns(bloc(), people)
    assert len(said) == 3
    assert sum("chair's own unit" in sentence for sentence in said) == 1
    assert len(room_of(people).conference.tellers) == 3


def test_tellers_stay_from_the_opening_of_a_box_until_its_result_is_announced() -> None:
    room = Room().open()
    room.list_only("CO", [1, 2])
    room.polling.open("CO")
    for step in (
        lambda: room.cast(approvals([9, 1], 9)),
        room.polling.close,
        lambda: room.polling.count(KEYS),
    ):
        with pytest.raises(NotAllowed, match="tellers stay"):
            elect(room)
        step()
    with pytest.raises(NotAllowed, match="tellers stay"):
        elect(room)
    room.polling.announce()
    elect(room)
    assert [t.name for t in room.conference.tellers] == ["An", "Bình", "Chung"]
