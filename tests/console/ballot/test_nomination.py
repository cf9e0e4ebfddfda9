"""Who stands on a ballot: the cut of points, winners of the flag, withdrawals, and "chưa xét"."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from console.ballot import nomination, settling
from console.ballot.round import NomineeState, RoundState
from console.errors import NotAllowed
from console.rules import CERTIFICATE, FLAG, BallotRule, Rules, ScoringRule
from tests.console.desk import KEYS, SCORES, Room, approvals, bloc

SECRET = "đang có đơn thư tố cáo"


def hall(scores: Sequence[str] = SCORES, shortlist: int = 3, **rest: object) -> Room:
    rules = replace(Rules(awards=(replace(FLAG, shortlist=shortlist), CERTIFICATE)), **rest)  # type: ignore[arg-type]
    return Room(bloc(rules, scores=scores))


def listed(room: Room, award: str = "CO") -> tuple[int, ...]:
    """Units on the list once it is made."""
    room.desk.do(nomination.make_list, award)
    return room.units([n.id for n in nomination.on_ballot(room.conference, award)])


def state(room: Room, unit: int, to: NomineeState, award: str = "CO", reason: str = "vì thế") -> None:
    row = next(n for n in nomination.of_award(room.conference, award) if n.unit == unit)
    room.desk.do(nomination.set_state, row.id, to, reason)


def test_the_leaders_by_points_stand_in_the_order_of_the_list() -> None:
    assert listed(hall()) == (1, 2, 3)


@pytest.mark.parametrize(
    ("scores", "units"),
    [
        (("98", "96", "96", "96", "90"), (1, 2, 3, 4)),
        (("98", "98", "98", "98", "98", "98", "98", "98", "98"), tuple(range(1, 10))),
        (("98", "97", "96", "95.75"), (1, 2, 3)),
        (("98", "96", "96.0", "96.00"), (1, 2, 3, 4)),
        (("98",), (1,)),
        ((), tuple(range(1, 10))),
    ],
)
def test_whoever_is_level_at_the_cut_stays_on(scores: Sequence[str], units: tuple[int, ...]) -> None:
    assert listed(hall(scores)) == units


def test_no_shortlist_leaves_everyone_on() -> None:
    assert len(listed(hall(shortlist=0))) == 9
    assert len(listed(hall(scoring=ScoringRule(combine="vote_only")))) == 9


def test_the_cut_moves_down_for_whoever_withdrew_or_is_not_considered() -> None:
    room = hall()
    state(room, 1, NomineeState.WITHDRAWN)
    state(room, 3, NomineeState.NOT_CONSIDERED)
    assert listed(room) == (2, 4, 5)
    states = {n.unit: n.state for n in nomination.of_award(room.conference, "CO")}
    assert (states[1], states[3]) == (NomineeState.WITHDRAWN, NomineeState.NOT_CONSIDERED)


def test_the_list_is_drawn_again_when_the_points_change_hands() -> None:
    room = hall()
    assert listed(room) == (1, 2, 3)
    state(room, 4, NomineeState.LISTED)
    assert listed(room) == (1, 2, 3)


def test_points_may_order_the_ballot() -> None:
    assert listed(hall(ballot=BallotRule(order="score"))) == (1, 3, 2)


def test_whoever_is_proposed_for_the_flag_is_off_the_list_of_certificates() -> None:
    room = hall().open()
    listed(room)
    room.vote("CO", approvals([1, 9, 2], 9))
    assert 2 in listed(room, "BK"), "not before the room has decided"
    room.take("accept")
    assert listed(room, "BK") == (1, 3, 4, 5, 6, 7, 8, 9)


def test_a_unit_that_gave_up_the_flag_after_all_may_have_a_certificate() -> None:
    room = hall().open()
    listed(room)
    room.vote("CO", approvals([1, 9, 2], 9))
    room.take("accept")
    state(room, 2, NomineeState.WITHDRAWN)
    assert nomination.proposed_units(room.conference, ("CO",)) == frozenset()
    assert 2 in listed(room, "BK")


def test_both_reasons_are_asked_for() -> None:
    for to in (NomineeState.WITHDRAWN, NomineeState.NOT_CONSIDERED):
        with pytest.raises(NotAllowed, match="reason"):
            state(hall(), 1, to, reason="  ")
    state(hall(), 1, NomineeState.LEFT_OUT, reason="")


def test_why_a_unit_is_not_considered_stands_in_no_event_and_why_it_withdrew_does() -> None:
    room = hall()
    state(room, 1, NomineeState.NOT_CONSIDERED, reason=SECRET)
    state(room, 2, NomineeState.WITHDRAWN, reason="nhường đơn vị bạn")
    trail = str([event.detail for event in room.store.trail])
    assert SECRET not in trail
    assert "nhường đơn vị bạn" in trail


def test_a_part_of_a_unit_may_be_nominated_once() -> None:
    room = hall()
    room.desk.do(nomination.nominate, "BK", 3, " Phòng  Nghiệp vụ 1 ")
    row = nomination.of_award(room.conference, "BK")[-1]
    assert (row.name, row.unit, row.rank) == ("Phòng Nghiệp vụ 1", 3, 10)
    for name in ("Phòng Nghiệp vụ 1", " "):
        with pytest.raises(NotAllowed):
            room.desk.do(nomination.nominate, "BK", 3, name)


def test_the_list_is_fixed_from_the_opening_until_the_room_has_decided() -> None:
    room = hall().open()
    listed(room)
    room.polling.open("CO")

    def fixed() -> None:
        for change in (
            lambda: listed(room),
            lambda: state(room, 4, NomineeState.LISTED),
            lambda: state(room, 1, NomineeState.WITHDRAWN),
            lambda: room.desk.do(nomination.nominate, "CO", 3, "Phòng Nghiệp vụ 1"),
        ):
            with pytest.raises(NotAllowed, match="list stays"):
                change()

    fixed()
    assert listed(room, "BK"), "the list of another award is free"
    room.cast(approvals([1, 9, 2], 9))
    room.polling.close()
    fixed()
    room.polling.count(KEYS)
    fixed()
    room.polling.announce()
    fixed()
    room.take("accept")
    state(room, 4, NomineeState.LISTED)


def test_a_voided_round_frees_the_list() -> None:
    room = hall().open()
    listed(room)
    room.polling.open("CO")
    room.polling.void("mất điện")
    assert room.round.state == RoundState.VOID
    state(room, 1, NomineeState.WITHDRAWN)
    assert listed(room) == (2, 3, 4)


# --- xin rút after the count ---------------------------------------------------------------------------


def counted(
    votes: Sequence[int], units: Sequence[int] = (1, 2, 3), award: str = "CO", **rest: object
) -> Room:
    room = hall(**rest).open()  # type: ignore[arg-type]
    room.list_only(award, units)
    room.vote(award, approvals(votes, 9))
    return room


def withdraw(room: Room, line: int) -> None:
    room.desk.do(settling.withdraw, room.round.id, room.round.nominees[line], "nhường đơn vị bạn")


def test_after_the_count_the_next_by_votes_that_passes_moves_up() -> None:
    room = counted([9, 7, 8])
    withdraw(room, 0)
    room.take("accept")
    assert room.proposed("CO") == (3,)
    assert [line.votes for line in room.round.lines] == [9, 8, 7], "the totals stay as announced"


def test_after_a_withdrawal_nobody_may_be_left_who_passes() -> None:
    room = counted([9, 7, 6])
    withdraw(room, 0)
    assert [o.code for o in room.options()] == ["run_off", "none", "highest"]
    assert room.units(room.option("highest").nominees) == (2,)
    room.take("run_off")
    room.polling.open("CO")
    assert room.units(room.round.nominees) == (2, 3)


def test_whoever_withdrew_is_never_the_highest() -> None:
    room = counted([7, 6, 5])
    withdraw(room, 0)
    assert room.units(room.option("highest").nominees) == (2,)


def test_the_run_off_is_between_those_who_still_stand() -> None:
    room = counted([7, 6, 5])
    withdraw(room, 0)
    room.take("run_off")
    room.polling.open("CO")
    assert room.units(room.round.nominees) == (2, 3)


def test_a_tie_that_a_withdrawal_made_is_voted_again() -> None:
    room = counted([9, 8, 8])
    withdraw(room, 0)
    assert room.options()[0].code == "revote"
    room.take("revote")
    room.polling.open("CO")
    assert room.units(room.round.nominees) == (2, 3)


def test_a_withdrawal_is_reasoned_once_announced_and_before_the_decision() -> None:
    room = counted([9, 7, 8])
    row = room.round
    with pytest.raises(NotAllowed, match="reason"):
        room.desk.do(settling.withdraw, row.id, row.nominees[0], " ")
    stranger = nomination.of_award(room.conference, "BK")[0]
    with pytest.raises(NotAllowed, match="not on this ballot"):
        room.desk.do(settling.withdraw, row.id, stranger.id, "x")
    room.take("accept")
    with pytest.raises(NotAllowed, match="between"):
        withdraw(room, 1)
