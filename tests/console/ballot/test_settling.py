"""What the room makes of a result: the ways on in the order of its rules, and no more than the seats."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from console.ballot import settling, voting
from console.ballot.round import Round
from console.documents import ballot_review
from console.errors import NotAllowed
from console.rules import CERTIFICATE, FLAG, Rules
from tests.console.desk import KEYS, SCORES, Room, approvals, bloc


def counted(
    votes: Sequence[int], units: Sequence[int], award: str = "CO", scores: Sequence[str] = SCORES, **rule: Any
) -> Room:
    awards = tuple(replace(a, **rule) if a.code == award else a for a in (FLAG, CERTIFICATE))
    room = Room(bloc(Rules(awards=awards), scores=scores)).open()
    room.list_only(award, units)
    room.vote(award, approvals(votes, 9))
    return room


def codes(room: Room) -> list[str]:
    return [option.code for option in room.options()]


def test_a_clear_result_is_accepted_in_the_words_of_the_minutes() -> None:
    room = counted([9, 2], [1, 2])
    assert codes(room) == ["accept"]
    room.take("accept")
    assert room.round.decision == ("Hội nghị thống nhất đề nghị theo kết quả kiểm phiếu: Đơn vị 1 tỉnh Mẫu.")


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (("revote", "total_score", "section_1_score", "room_decides"), None),
        (("section_1_score", "total_score", "revote", "room_decides"), None),
        (("total_score", "room_decides"), None),
        (("room_decides",), None),
        ((), ["room_decides"]),
        (("revote",), ["revote", "room_decides"]),
    ],
)
def test_a_tie_offers_the_steps_in_the_order_of_the_rules(
    order: tuple[Any, ...], expected: list[str] | None
) -> None:
    room = counted([8, 8], [1, 2], tie_break=order)
    assert codes(room) == (expected if expected is not None else list(order))


def test_a_score_that_does_not_separate_is_not_offered() -> None:
    room = counted([8, 8], [8, 9])
    assert codes(room) == ["revote", "section_1_score", "room_decides"], "both have 92"
    room = counted([8, 8], [1, 2], scores=("98",))
    assert "total_score" not in codes(room), "one has no score"


def test_the_last_round_offers_no_further_one() -> None:
    assert "revote" not in codes(counted([8, 8], [1, 2], max_rounds=1))
    assert codes(counted([5, 4], [1, 2], max_rounds=1)) == ["none", "highest"]
    assert codes(counted([9] * 3 + [1] * 3, range(1, 7), "BK", max_rounds=1)) == ["accept"]


def test_places_left_may_go_to_a_second_round_among_the_rest() -> None:
    room = counted([9, 9, 9, 2, 1, 0], range(1, 7), "BK")
    assert codes(room) == ["accept", "run_off"]
    room.take("run_off")
    assert room.proposed("BK") == (1, 2, 3)
    row = room.polling.open("BK")
    assert (row.seats, room.units(row.nominees)) == (2, (4, 5, 6))
    room.cast(approvals([9, 1, 1], 9))
    room.polling.close()
    room.polling.count(KEYS)
    room.polling.announce()
    room.take("accept")
    assert room.proposed("BK") == (1, 2, 3, 4)
    assert voting.finished(room.conference, "BK")


def test_nobody_enough_goes_to_a_run_off_or_nobody_or_the_highest_and_in_that_order() -> None:
    room = counted([6, 5, 4], [1, 2, 3])
    assert codes(room) == ["run_off", "none", "highest"]
    assert room.option("none").nominees == ()
    assert "6/9" in room.option("highest").decision
    assert "ghi rõ tỷ lệ" in room.option("highest").decision


def test_two_level_at_the_top_are_no_highest() -> None:
    room = counted([6, 6, 4], [1, 2, 3])
    assert codes(room) == ["run_off", "none"]


def test_a_run_off_takes_along_whoever_is_level_with_the_second() -> None:
    room = counted([6, 5, 5, 1], [1, 2, 3, 4])
    room.take("run_off")
    room.polling.open("CO")
    assert room.units(room.round.nominees) == (1, 2, 3)


def test_the_threshold_is_the_same_in_the_second_round() -> None:
    room = counted([6, 5], [1, 2])
    room.take("run_off")
    room.vote("CO", approvals([7, 2], 9))
    assert not room.round.lines[0].passes
    assert codes(room) == ["none", "highest"]


def test_the_room_chooses_among_the_level_and_no_more_than_the_places() -> None:
    room = counted([8, 8, 8], [1, 2, 3])
    option = room.option("room_decides")
    level = room.round.nominees
    with pytest.raises(NotAllowed):
        room.take("room_decides", level[:2])
    with pytest.raises(NotAllowed):
        room.take("room_decides", (999,))
    assert option.seats == 1
    room.take("room_decides", level[1:2])
    assert room.proposed("CO") == (2,)
    assert room.round.decision.endswith("Đơn vị 2 tỉnh Mẫu.")


def test_the_room_may_choose_nobody() -> None:
    room = counted([8, 8], [1, 2])
    room.take("room_decides", ())
    assert room.proposed("CO") == ()
    assert "không chọn thêm đơn vị nào" in room.round.decision


def test_a_round_is_decided_once() -> None:
    room = counted([9, 2], [1, 2])
    option = room.option("accept")
    room.take("accept")
    with pytest.raises(NotAllowed, match="has decided"):
        room.desk.do(settling.take, room.round.id, option)


def test_never_more_than_the_seats_nor_anyone_from_elsewhere_nor_anyone_twice() -> None:
    room = counted([9, 9, 2], [1, 2, 3])
    row: Round = room.round
    first, second, _third = row.nominees
    for nominees in ((first, second), (first, first), (999,)):
        with pytest.raises(NotAllowed):
            voting.settle(room.conference, row.id, nominees, "x")


def test_no_round_beyond_those_the_rules_allow() -> None:
    room = counted([8, 8], [1, 2], max_rounds=1)
    with pytest.raises(NotAllowed, match="no further round"):
        voting.settle(room.conference, room.round.id, (), "x", "revote")


def test_nothing_is_settled_before_it_is_announced() -> None:
    room = Room().open()
    room.list_only("CO", [1, 2])
    room.polling.open("CO")
    room.cast(approvals([9, 1], 9))
    room.polling.close()
    row = room.polling.count(KEYS)
    option = settling.options(room.conference, row)[0]
    with pytest.raises(NotAllowed, match="counted"):
        room.desk.do(settling.take, row.id, option)


def test_who_withdraws_after_the_count_makes_room_and_the_minutes_say_so() -> None:
    room = counted([9, 8, 2], [1, 2, 3])
    first, second, _third = room.round.nominees
    with pytest.raises(NotAllowed, match="reason"):
        settling.withdraw(room.conference, room.round.id, first, " ")
    room.desk.do(settling.withdraw, room.round.id, first, "nhường đơn vị bạn")
    assert room.option("accept").nominees == (second,)
    room.take("accept")
    assert room.proposed("CO") == (2,)
    said = " ".join(ballot_review.build(room.conference).texts())
    assert "xin rút khỏi danh sách đề nghị tặng Cờ thi đua. Lý do: nhường đơn vị bạn" in said


def test_when_the_only_one_who_passed_withdraws_nobody_moves_up_below_the_threshold() -> None:
    room = counted([9, 7, 2], [1, 2, 3])
    room.desk.do(settling.withdraw, room.round.id, room.round.nominees[0], "xin rút")
    assert codes(room) == ["run_off", "none", "highest"]
    assert room.option("run_off").again == room.round.nominees[1:]
