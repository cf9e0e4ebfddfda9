"""A round from its opening to its announcement: the quorum, the frozen roll, and T1 to T8 through rounds."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from console import attendance, reports
from console.ballot import voting
from console.ballot.forms import BallotKind
from console.ballot.majority import Base
from console.ballot.round import Method, NomineeState, Round, RoundState
from console.ballot.tally import Tally
from console.conference import Conference, Presence
from console.errors import NotAllowed
from console.rules import CERTIFICATE, FLAG, BallotRule, QuorumRule, Rules
from tests.console.desk import Room, bloc

CHOOSE_ONE = replace(FLAG, ballot=BallotKind.CHOOSE_UP_TO, max_choices=1, shortlist=0)


def hall(present: int | None = None, written: int = 0, **rest: Any) -> Room:
    """The flag with one choice a ballot, as in the vectors of domain 7.5, and five certificates."""
    return Room(bloc(replace(Rules(awards=(CHOOSE_ONE, CERTIFICATE)), **rest))).open(present, written)


def on_paper(
    room: Room, votes: dict[int, int], award: str = "CO", invalid: int = 0, collected: int | None = None
) -> Round:
    """A round on paper, announced: votes by unit."""
    row = room.polling.open_on_paper(award)
    taken = row.present if collected is None else collected
    room.desk.do(voting.close_round, row.id, row.present, taken, row.written, room.now())
    if room.round.state == RoundState.VOID:
        return room.round
    units = room.units(row.nominees)
    unknown = votes.keys() - set(units)
    assert not unknown, f"units {unknown} are not on the ballot"
    valid = taken + row.written - invalid
    kind = room.conference.award(award).ballot
    given = tuple(votes.get(u, 0) for u in units)
    against = None if kind is BallotKind.CHOOSE_UP_TO else tuple(valid - v for v in given)
    room.polling.count_on_paper(Tally(tuple(map(str, row.nominees)), valid, invalid, 0, given, against))
    return room.polling.announce()


def first_line(row: Round) -> tuple[int, str | None, str | None, bool]:
    line = row.lines[0]
    return line.votes, line.share, line.percent, line.passes


# --- the vectors of domain 7.5 -------------------------------------------------------------------------


def test_t1_eight_of_nine_with_a_written_opinion_is_proposed() -> None:
    room = hall(present=8, written=1)
    row = on_paper(room, {1: 8, 3: 1})
    assert first_line(row) == (8, "8/9", "88,89", True)
    room.take("accept")
    assert room.proposed("CO") == (1,)
    assert voting.finished(room.conference, "CO")
    assert voting.next_award(room.conference) == "BK"


def test_t2_six_of_nine_goes_to_a_second_round_between_the_first_two() -> None:
    room = hall(present=8)
    row = on_paper(room, {1: 6, 3: 1}, invalid=1)
    assert first_line(row) == (6, "6/9", "66,67", False)
    assert [o.code for o in room.options()] == ["run_off", "none", "highest"]
    room.take("run_off")
    assert not voting.finished(room.conference, "CO")
    row = on_paper(room, {1: 8})
    assert (row.number, room.units(row.nominees)) == (2, (1, 3))
    room.take("accept")
    assert room.proposed("CO") == (1,)


@pytest.mark.parametrize(("base", "threshold"), [(Base.VALID, "80/100"), (Base.MEMBERS, "2/3")])
def test_t2_passes_of_the_valid_ballots_and_exactly_meets_two_thirds(base: Base, threshold: str) -> None:
    award = replace(CHOOSE_ONE, base=base, threshold=threshold)
    room = Room(bloc(Rules(awards=(award, CERTIFICATE)))).open(8)
    assert on_paper(room, {1: 6, 3: 1}, invalid=1).lines[0].passes


def test_t3_five_to_four_twice_is_not_enough_and_the_room_decides() -> None:
    room = hall()
    on_paper(room, {1: 5, 3: 4})
    room.take("run_off")
    on_paper(room, {1: 5, 3: 4})
    assert [o.code for o in room.options()] == ["none", "highest"]
    room.take("none")
    assert room.proposed("CO") == ()
    assert voting.finished(room.conference, "CO")


def t4(room: Room) -> None:
    room.list_only("BK", [2, 3, 4, 5, 6, 7, 8, 9])
    on_paper(room, {3: 9, 2: 9, 4: 8, 5: 7, 6: 6, 7: 6, 8: 3, 9: 2}, "BK")


def test_t4_a_tie_for_the_fifth_place_is_voted_again_and_then_the_score_decides() -> None:
    room = hall()
    t4(room)
    assert room.units(room.round.elected) == (2, 3, 4, 5)
    assert [o.code for o in room.options()] == ["revote", "total_score", "section_1_score", "room_decides"]
    room.take("revote")
    assert room.proposed("BK") == (2, 3, 4, 5)
    row = on_paper(room, {6: 5, 7: 5}, "BK")
    assert (row.seats, room.units(row.nominees)) == (1, (6, 7))
    assert [o.code for o in room.options()] == ["total_score", "section_1_score", "room_decides"]
    room.take("total_score")
    assert room.proposed("BK") == (2, 3, 4, 5, 6)


def test_t5_five_of_nine_are_no_quorum_for_a_ballot() -> None:
    room = hall()
    for delegate in (6, 7, 8, 9):
        room.desk.do(attendance.mark, delegate, Presence.LEFT, room.now())
    with pytest.raises(NotAllowed, match=r"05 of 09.*06"):
        room.polling.open("CO")
    assert room.conference.rounds == ()
    assert room.boxes.boxes == {}, "no box is sealed for a ballot that cannot open"


def test_t6_six_of_nine_are_told_that_eighty_percent_is_out_of_reach() -> None:
    room = hall(present=6)
    notices = voting.before_opening(room.conference, "CO", Method.PAPER)
    assert any("06/09" in n.text and "80%" in n.text for n in notices)
    assert not any(n.stops for n in notices)
    assert first_line(on_paper(room, {1: 6})) == (6, "6/9", "66,67", False)


def test_t7_a_ballot_that_is_not_returned_leaves_the_base() -> None:
    room = hall()
    row = on_paper(room, {1: 8}, collected=8)
    assert (row.issued, row.collected) == (9, 8)
    assert first_line(row) == (8, "8/9", "88,89", True)


def test_t8_more_collected_than_issued_voids_the_round_and_it_is_held_again() -> None:
    room = hall()
    row = on_paper(room, {}, collected=10)
    assert row.state == RoundState.VOID
    assert "10" in row.reason
    assert voting.running(room.conference) is None
    again = room.polling.open("CO")
    assert (again.number, again.method) == (1, Method.LAPTOP), "the same round, by another way"


# --- before a ballot opens -----------------------------------------------------------------------------


def stopped(conference: Conference, award: str = "CO", method: Method = Method.PAPER) -> str:
    return " ".join(n.text for n in voting.before_opening(conference, award, method) if n.stops)


def test_every_ballot_asks_for_the_quorum_anew() -> None:
    room = hall(present=6)
    on_paper(room, {1: 6})
    room.take("run_off")
    room.desk.do(attendance.mark, 6, Presence.LEFT, room.now())
    assert "05 of 09" in stopped(room.conference)
    with pytest.raises(NotAllowed, match="05 of 09"):
        room.polling.open_on_paper("CO")
    room.desk.do(attendance.mark, 6, Presence.PRESENT, room.now())
    assert stopped(room.conference) == ""


def test_written_opinions_help_the_quorum_only_where_the_rules_say_so() -> None:
    counted = QuorumRule(count_written=True)
    for rule, stops in ((QuorumRule(), True), (counted, False)):
        room = hall(quorum=rule)
        for delegate in (1, 2, 3, 4):
            room.desk.do(attendance.mark, delegate, Presence.WRITTEN, room.now())
        assert bool(stopped(room.conference)) is stops


def test_what_must_come_first_is_said() -> None:
    assert "tellers" in stopped(bloc())
    assert "roll call" in stopped(bloc())
    assert "tellers" not in stopped(bloc(), method=Method.OPEN)
    room = hall()
    room.list_only("CO", [])
    assert "no unit on the ballot" in stopped(room.conference)
    room.list_only("CO", [1, 2])
    room.polling.open("CO")
    assert "under way" in stopped(room.conference, "BK")
    with pytest.raises(NotAllowed, match="under way"):
        room.polling.open_on_paper("BK")


def test_an_award_that_is_decided_is_not_voted_again() -> None:
    room = hall()
    on_paper(room, {1: 9})
    room.take("accept")
    with pytest.raises(NotAllowed, match="done with this award"):
        room.polling.open("CO")


# --- the roll over the rounds of an award --------------------------------------------------------------


def test_whoever_comes_between_two_rounds_of_an_award_waits_for_the_next_award() -> None:
    room = hall(present=7)
    on_paper(room, {1: 4, 3: 3})
    room.take("run_off")
    for delegate in (8, 9):
        room.desk.do(attendance.mark, delegate, Presence.PRESENT, room.now())
    room.desk.do(attendance.mark, 1, Presence.LEFT, room.now())
    row = room.polling.open("CO")
    assert (row.voters, row.members) == ((2, 3, 4, 5, 6, 7), 9)
    with pytest.raises(NotAllowed, match="roll"):
        room.polling.call(8)
    room.polling.void("thử")
    assert voting.ground(room.conference, "BK").voters == (2, 3, 4, 5, 6, 7, 8, 9)


def test_a_written_opinion_stays_one_over_the_rounds_though_its_unit_has_come() -> None:
    room = hall(present=7, written=1)
    on_paper(room, {1: 5, 3: 3})
    room.take("run_off")
    room.desk.do(attendance.mark, 8, Presence.PRESENT, room.now())
    base = voting.ground(room.conference, "CO")
    assert (base.written, 8 in base.voters) == (1, False), "one unit never has two ballots"


def test_no_unit_has_a_paper_and_a_written_opinion() -> None:
    room = hall(present=8, written=1)
    base = voting.ground(room.conference, "CO")
    assert len(base.voters) + base.written == len(base.electors) == 9


def test_opinions_are_left_out_where_the_rules_take_none() -> None:
    room = hall(present=8, written=1)
    rules = replace(room.conference.rules, ballot=BallotRule(written_opinions=False, box="quick"))
    assert voting.ground(room.conference.change(rules=rules), "CO").written == 0


# --- closing, counting, announcing, voiding ------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued", "collected", "written"), [(10, 9, 0), (9, 9, 1), (9, 9, -1), (-1, 0, 0), (9, -1, 0)]
)
def test_numbers_that_cannot_be_are_refused_at_the_closing(issued: int, collected: int, written: int) -> None:
    room = hall()
    row = room.polling.open_on_paper("CO")
    with pytest.raises(NotAllowed):
        room.desk.do(voting.close_round, row.id, issued, collected, written, room.now())
    assert room.round.state == RoundState.VOTING


def test_a_count_of_other_ballots_than_were_collected_is_refused() -> None:
    room = hall()
    row = room.polling.open_on_paper("CO")
    room.desk.do(voting.close_round, row.id, 9, 9, 0, room.now())
    zeros = (0,) * len(row.nominees)
    with pytest.raises(NotAllowed, match=r"08 ballots.*09"):
        room.polling.count_on_paper(Tally(tuple(map(str, row.nominees)), 8, 0, 0, zeros, None))


def test_each_step_of_a_round_is_taken_once_and_in_order() -> None:
    room = hall()
    row = room.polling.open_on_paper("CO")
    now = room.now()
    with pytest.raises(NotAllowed):
        voting.announce(room.conference, row.id, now)
    with pytest.raises(NotAllowed):
        voting.settle(room.conference, row.id, (), "")
    room.desk.do(voting.close_round, row.id, 9, 9, 0, now)
    with pytest.raises(NotAllowed):
        voting.close_round(room.conference, row.id, 9, 9, 0, now)
    with pytest.raises(NotAllowed):
        voting.announce(room.conference, row.id, now)


def test_a_voided_round_counts_for_nothing_and_an_announced_one_stays() -> None:
    room = hall()
    room.polling.open("CO")
    with pytest.raises(NotAllowed, match="reason"):
        room.polling.void(" ")
    room.polling.void("chuyển sang phiếu giấy")
    assert voting.rounds_of(room.conference, "CO") == ()
    row = on_paper(room, {1: 9})
    assert (row.number, row.method, row.id) == (1, Method.PAPER, 2)
    with pytest.raises(NotAllowed, match="appended paper"):
        voting.void(room.conference, row.id, "x", room.now())


def test_every_step_of_a_round_is_final_and_no_event_says_who_voted_or_how() -> None:
    room = hall()
    room.list_only("CO", [1, 2])
    room.vote("CO", ["x."] * 8 + [".x"])
    steps = [e for e in room.store.trail if e.kind.startswith("ballot.") and "nominee" not in e.kind]
    assert all(event.final for event in steps)
    assert [e.kind for e in steps][1:] == [
        "ballot.opened",
        "ballot.closed",
        "ballot.counted",
        "ballot.announced",
    ]
    allowed = {"round", "award", "number", "method", "members", "present", "written", "code", "issued"}
    allowed |= {"collected", "void", "valid", "invalid", "outcome", "recused"}
    assert {key for event in steps[1:] for key in event.detail} <= allowed


# --- thống nhất suy tôn --------------------------------------------------------------------------------


def acclaim(
    room: Room, units: list[int], agree: int = 9, award: str = "CO", present: int = 9
) -> Round | None:
    rows = [n.id for n in room.conference.nominees if n.award == award and n.unit in units]
    room.desk.do(voting.acclaim, award, rows, agree, present - agree, 0, present, room.now())
    return room.conference.rounds[-1] if room.conference.rounds else None


def test_consensus_is_settled_and_public_at_once() -> None:
    room = hall()
    row = acclaim(room, [1])
    assert row is not None
    assert (row.state, row.settled, row.method, row.outcome) == (
        RoundState.ANNOUNCED,
        True,
        Method.OPEN,
        "decided",
    )
    assert room.proposed("CO") == (1,)
    assert room.conference.hands[-1].id == row.hands
    assert voting.finished(room.conference, "CO")


def test_consensus_needs_no_tellers_and_more_than_half() -> None:
    room = Room()
    room.desk.do(attendance.mark_all_present, room.now())
    room.desk.do(attendance.open_conference, room.now())
    assert acclaim(room, [1], agree=4) is None
    assert not room.conference.hands[-1].adopted
    assert acclaim(room, [1], agree=5) is not None


def test_consensus_never_proposes_more_than_the_seats_nor_strangers_nor_nobody() -> None:
    room = hall()
    room.list_only("CO", [1, 2])
    for units in ([1, 2], [3], []):
        with pytest.raises(NotAllowed):
            acclaim(room, units)
    for present in (8, 10):
        with pytest.raises(NotAllowed, match="Count again"):
            acclaim(room, [1], agree=present, present=present)
    twice = [room.conference.nominees[0].id] * 2
    with pytest.raises(NotAllowed):
        room.desk.do(voting.acclaim, "BK", twice, 9, 0, 0, 9, room.now())


def test_five_certificates_by_consensus() -> None:
    room = hall()
    acclaim(room, [2, 3, 4, 5, 6], award="BK")
    assert room.proposed("BK") == (2, 3, 4, 5, 6)


def test_a_withdrawn_nominee_is_no_longer_proposed() -> None:
    room = hall()
    acclaim(room, [1])
    from console.ballot import nomination

    room.desk.do(nomination.set_state, room.round.proposed[0], NomineeState.WITHDRAWN, "nhường")
    assert room.proposed("CO") == ()


def test_scores_of_a_tie_are_those_the_bloc_agreed() -> None:
    room = hall()
    room.desk.do(reports.set_bonus, 7, Decimal(2), "sáng kiến", Decimal(0), "")
    t4(room)
    room.take("revote")
    on_paper(room, {6: 5, 7: 5}, "BK")
    assert room.units(room.option("total_score").nominees) == (7,)
