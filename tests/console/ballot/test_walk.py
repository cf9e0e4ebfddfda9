"""Two awards in one walk: one box and one ballot, two counts, the second only when the first is decided."""

import json
from dataclasses import replace

import pytest

from console import public, record
from console.ballot import nomination, voting, walk
from console.ballot.box import TellerKey
from console.ballot.course import Phase, phase
from console.ballot.forms import Ballot, BallotKind
from console.ballot.paper import LIMIT, encode
from console.ballot.round import Method, Round, RoundState
from console.conference import Conference, Presence, Stage
from console.errors import BadInput, NotAllowed
from console.rules import CERTIFICATE, FLAG, BallotRule, Rules
from tests.console.desk import KEYS, Room, approvals, bloc

CO, BK = [1, 2], [1, 2, 3]
"""Units on the two lists; unit 1 stands on both."""


def hall(rules: Rules | None = None, present: int | None = None, written: int = 0) -> Room:
    """Both lists are made, the tellers elected."""
    room = Room(bloc(rules or Rules(awards=(FLAG, replace(CERTIFICATE, seats=2))))).open(present, written)
    room.list_only("CO", CO)
    room.list_only("BK", BK)
    return room


def cast(room: Room, flag: list[str], certificate: list[str]) -> None:
    """One ballot a delegate, both papers in it."""
    for delegate, one, two in zip(room.polling.waiting(), flag, certificate, strict=False):
        room.polling.cast(room.polling.call(delegate), Ballot(one), Ballot(two))


def walked(flag: list[int], certificate: list[int], rules: Rules | None = None) -> Room:
    """Both voted on and the box closed; votes by line, nine ballots."""
    room = hall(rules)
    room.polling.open("CO", "BK")
    cast(room, approvals(flag, 9), approvals(certificate, 9))
    room.polling.close()
    return room


def counted(room: Room) -> Round:
    """The round under way, counted and announced."""
    room.polling.count(KEYS)
    return room.polling.announce()


def settle(room: Room, code: str) -> None:
    from console.ballot import settling

    row = room.polling.current()
    option = next(o for o in settling.options(room.conference, row) if o.code == code)
    room.desk.do(settling.take, row.id, option)


def at(room: Room) -> Phase:
    return phase(room.conference, room.desk.events())


def test_one_box_one_roll_and_one_ballot_a_delegate_for_two_rounds() -> None:
    room = hall(present=7, written=2)
    row = room.polling.open("CO", "BK")
    one, two = room.conference.rounds
    assert row == one
    assert (one.award, two.award) == ("CO", "BK")
    assert (one.box, one.code, one.voters) == (two.box, two.code, two.voters)
    assert room.polling.papers() == (one, two)
    assert len(room.boxes.boxes) == 1
    assert room.polling.turnout().entitled == 9
    room.polling.cast(room.polling.call(4), Ballot("x-"), Ballot("xx-"))
    assert room.boxes.find(one.box).ballots == [b'{"BK":"xx-","CO":"x-"}']
    assert 4 not in room.polling.waiting()
    written = room.polling.admit_written()
    assert written is not None
    room.polling.cast(written, Ballot("x-"), Ballot("---"))


@pytest.mark.parametrize("papers", [("x-",), ("x-", "xx"), ("x-", "xx-", "x")])
def test_a_ballot_with_other_papers_never_reaches_the_box(papers: tuple[str, ...]) -> None:
    room = hall()
    room.polling.open("CO", "BK")
    with pytest.raises(BadInput):
        room.polling.cast(room.polling.call(1), *map(Ballot, papers))
    assert room.polling.turnout().voted == 0


def test_both_close_with_one_code_and_the_second_waits() -> None:
    room = walked([9, 0], [9, 8, 7])
    one, two = room.conference.rounds
    assert one.state is two.state is RoundState.CLOSED
    assert one.closing_code == two.closing_code != ""
    assert (one.collected, two.collected) == (9, 9)
    assert voting.running(room.conference) == one
    assert walk.waiting(room.conference) == (two,)
    assert at(room) is Phase.CLOSED


def test_nothing_of_the_second_is_counted_while_the_first_is_not_decided() -> None:
    room = walked([9, 0], [9, 8, 7])
    counted(room)
    two = room.conference.rounds[1]
    assert (two.state, two.lines, two.valid, two.statement) == (RoundState.CLOSED, (), 0, "")
    assert at(room) is Phase.SETTLING
    with pytest.raises(NotAllowed):
        room.polling.count(KEYS)
    tally = room.polling.totals(valid=9, invalid=0, blank=0, votes_for=(9, 0), votes_against=(0, 9))
    with pytest.raises(NotAllowed, match="not decided"):
        voting.count_round(room.conference, two.id, tally, room.now())


def test_the_winner_of_the_first_is_struck_from_the_second_and_its_places_go_to_others() -> None:
    room = walked([9, 0], [9, 8, 7])
    counted(room)
    settle(room, "accept")
    assert voting.running(room.conference) == room.conference.rounds[1]
    assert at(room) is Phase.CLOSED
    row = counted(room)
    assert room.units(row.struck) == (1,)
    assert room.units(tuple(line.nominee for line in row.lines)) == (2, 3), "no total of a struck line"
    assert room.units(row.elected) == (2, 3)
    settle(room, "accept")
    assert room.proposed("BK") == (2, 3)
    assert voting.next_award(room.conference) is None


def test_a_struck_line_changes_no_base_and_no_validity() -> None:
    certificate = replace(
        CERTIFICATE, seats=2, ballot=BallotKind.CHOOSE_UP_TO, max_choices=2, base=FLAG.base, shortlist=0
    )
    room = hall(Rules(awards=(FLAG, certificate)))
    room.polling.open("CO", "BK")
    papers = ["x.."] * 3 + ["xx."] * 4 + ["xxx"] + ["..."]
    cast(room, ["x-"] * 9, papers)
    room.polling.close()
    counted(room)
    settle(room, "accept")
    row = counted(room)
    assert (row.valid, row.invalid, row.blank) == (7, 2, 1), "as cast: choosing only the struck unit is valid"
    assert {room.units((line.nominee,))[0]: line.votes for line in row.lines} == {2: 4, 3: 0}
    assert {line.share for line in row.lines} == {"4/9", "0/9"}


def test_where_nobody_is_proposed_for_the_first_nobody_is_struck() -> None:
    room = walked([3, 2], [9, 8, 7])
    counted(room)
    settle(room, "none")
    row = counted(room)
    assert row.struck == ()
    assert len(row.lines) == 3
    assert room.units(row.elected) == (1, 2)


def test_a_run_off_of_the_first_is_voted_in_a_walk_of_its_own_while_the_second_waits() -> None:
    room = walked([5, 4], [9, 8, 7])
    counted(room)
    settle(room, "run_off")
    assert voting.running(room.conference) is None
    assert not voting.finished(room.conference, "CO")
    assert voting.next_award(room.conference) == "CO"
    assert at(room) is Phase.OPENING
    with pytest.raises(NotAllowed, match="in the box already"):
        room.polling.open("BK")
    row = room.polling.open("CO")
    assert (row.number, row.box) == (2, "CO-2-3")
    assert room.polling.papers() == (row,)
    room.cast(approvals([1, 9], 9))
    room.polling.close()
    counted(room)
    settle(room, "accept")
    row = counted(room)
    assert (row.award, room.units(row.struck), room.units(row.elected)) == ("BK", (2,), (1, 3))


def test_a_run_off_of_the_second_leaves_the_struck_unit_out() -> None:
    room = walked([9, 0], [9, 3, 2])
    counted(room)
    settle(room, "accept")
    counted(room)
    settle(room, "run_off")
    base = voting.ground(room.conference, "BK")
    assert room.units(base.nominees) == (2, 3)


def test_a_second_round_for_the_places_left_has_neither_the_struck_nor_the_proposed_units() -> None:
    room = walked([9, 0], [9, 8, 3])
    counted(room)
    settle(room, "accept")
    counted(room)
    settle(room, "run_off")
    assert room.units(voting.ground(room.conference, "BK").nominees) == (3,)


def test_no_second_round_is_offered_where_only_the_struck_unit_is_left() -> None:
    from console.ballot import settling

    room = hall()
    room.list_only("CO", [1])
    room.list_only("BK", [1, 2])
    room.polling.open("CO", "BK")
    cast(room, ["x"] * 9, ["xx"] * 9)
    room.polling.close()
    counted(room)
    settle(room, "accept")
    row = counted(room)
    assert [o.code for o in settling.options(room.conference, row)] == ["accept"]


def test_in_a_box_of_its_own_no_line_is_left_out_of_a_count() -> None:
    room = hall()
    room.vote("CO", approvals([9, 0], 9))
    settle(room, "accept")
    room.desk.do(nomination.make_list, "BK")
    row = room.polling.open("BK")
    with_winner = replace(row, nominees=(*row.nominees, room.conference.rounds[0].proposed[0]))
    assert walk.struck(room.conference, with_winner) == ()


def test_a_struck_unit_is_not_proposed_and_does_not_withdraw() -> None:
    room = walked([9, 0], [9, 8, 7])
    counted(room)
    settle(room, "accept")
    row = counted(room)
    from console.ballot import settling

    with pytest.raises(NotAllowed, match="on this ballot"):
        settling.withdraw(room.conference, row.id, row.struck[0], "xin rút")
    with pytest.raises(NotAllowed, match="on this ballot"):
        voting.settle(room.conference, row.id, row.struck, "")


def test_voiding_a_walk_voids_what_is_not_announced_of_it() -> None:
    room = walked([9, 0], [9, 8, 7])
    room.polling.count(KEYS)
    room.polling.void("hòm phiếu bị hỏng")
    assert [r.state for r in room.conference.rounds] == [RoundState.VOID, RoundState.VOID]
    assert room.boxes.find(room.round.box).forgotten
    room.polling.open("CO", "BK")
    assert [r.number for r in room.conference.rounds[2:]] == [1, 1]


def test_voiding_the_second_leaves_the_announced_first() -> None:
    room = walked([9, 0], [9, 8, 7])
    counted(room)
    settle(room, "accept")
    room.polling.void("không mở được hòm phiếu")
    assert [r.state for r in room.conference.rounds] == [RoundState.ANNOUNCED, RoundState.VOID]
    assert room.proposed("CO") == (1,)


def test_a_round_that_waits_is_voided_where_no_other_is_under_way() -> None:
    room = walked([5, 4], [9, 8, 7])
    counted(room)
    settle(room, "run_off")
    room.polling.void("không mở được hòm phiếu")
    assert [r.state for r in room.conference.rounds] == [RoundState.ANNOUNCED, RoundState.VOID]
    assert at(room) is Phase.OPENING


def test_more_ballots_than_were_handed_out_void_the_whole_walk() -> None:
    room = hall()
    room.polling.open("CO", "BK")
    room.desk.do(voting.close_round, 1, 8, 9, 0, room.now())
    assert {r.state for r in room.conference.rounds} == {RoundState.VOID}


def test_the_room_sees_one_ballot_while_it_is_voted_and_never_the_one_that_waits() -> None:
    room = walked([5, 4], [9, 8, 7])
    voted = [v["round"] for v in room.board.views if v["round"] and v["round"]["state"] == "voting"]  # type: ignore[index]
    assert {r["award"] for r in voted} == {f"{FLAG.name}; {CERTIFICATE.name}"}  # type: ignore[index]
    counted(room)
    settle(room, "run_off")
    shown = public.view(room.conference, Stage.BALLOT, None, "", room.now())["round"]
    assert isinstance(shown, dict)
    assert (shown["award"], shown["state"]) == (FLAG.name, "announced")
    assert all(CERTIFICATE.name not in json.dumps(v, ensure_ascii=False) for v in room.board.views[-4:])
    room.vote("CO", approvals([9, 0], 9))
    settle(room, "accept")
    counted(room)
    shown = public.view(room.conference, Stage.BALLOT, None, "", room.now())["round"]
    assert isinstance(shown, dict)
    assert (shown["award"], len(shown["lines"])) == (CERTIFICATE.name, 2)


def test_a_recount_of_the_second_leaves_the_same_lines_out() -> None:
    room = walked([9, 0], [9, 8, 7])
    counted(room)
    settle(room, "accept")
    first = room.polling.count(KEYS)
    again = room.polling.recount(KEYS, room.conference.tellers[0].id)
    assert again.struck == first.struck != ()
    assert again.lines == first.lines
    assert again.recount is not None
    assert again.recount.lines == first.lines


def test_the_box_keeps_its_keys_until_every_round_of_the_walk_is_settled() -> None:
    room = walked([9, 0], [9, 8, 7])
    counted(room)
    settle(room, "accept")
    room.polling.lock()
    assert not room.boxes.find("CO-1-1").forgotten
    counted(room)
    settle(room, "accept")
    room.polling.lock()
    assert room.boxes.find("CO-1-1").forgotten


def test_the_conference_is_not_closed_over_a_ballot_that_waits() -> None:
    room = walked([5, 4], [9, 8, 7])
    counted(room)
    settle(room, "run_off")
    with pytest.raises(NotAllowed, match="under way"):
        record.close(room.conference, room.now())


def test_one_teller_alone_does_not_open_the_box_a_second_time() -> None:
    room = walked([9, 0], [9, 8, 7])
    counted(room)
    settle(room, "accept")
    with pytest.raises(NotAllowed):
        room.polling.count((TellerKey(1),))
    assert room.polling.current().state is RoundState.CLOSED


def obstacles(conference: Conference, method: Method = Method.LAPTOP) -> str:
    notices = voting.before_opening(conference, "CO", method, ("BK",))
    return " | ".join(n.text for n in notices if n.stops)


def test_what_follows_for_the_second_award_is_said_before_the_opening() -> None:
    room = hall()
    assert obstacles(room.conference) == ""
    said = " | ".join(n.text for n in voting.before_opening(room.conference, "CO", Method.LAPTOP, ("BK",)))
    assert "Bằng khen is counted after Cờ thi đua" in said
    assert "Cờ thi đua: " in said
    assert "Bằng khen: " in said


def test_only_on_the_laptop_and_only_first_rounds_go_together() -> None:
    room = hall()
    assert "Only on this laptop" in obstacles(room.conference, Method.PAPER)
    room.vote("CO", approvals([5, 4], 9))
    settle(room, "run_off")
    assert "Only first rounds" in obstacles(room.conference)


def test_where_a_unit_may_vote_on_one_award_alone_they_do_not_go_together() -> None:
    rules = Rules(awards=(FLAG, CERTIFICATE), ballot=BallotRule(self_vote=False))
    room = hall(rules)
    room.list_only("CO", [4])
    assert "whose it is" in obstacles(room.conference)


def test_the_second_list_may_not_be_empty() -> None:
    room = hall()
    room.list_only("BK", [])
    assert "Bằng khen: There is no unit on the ballot" in obstacles(room.conference)


def test_papers_too_long_for_one_place_of_the_box_are_refused() -> None:
    thirty = {award: Ballot("x" * 30) for award in ("CO", "BK")}
    assert len(encode(thirty)) <= LIMIT
    assert walk.fits({"CO": range(30), "BK": range(30)})
    assert not walk.fits({"CO": range(120), "BK": range(120)})
    room = Room(bloc(units=130, scores=["90"] * 130)).open()
    room.list_only("CO", range(1, 130))
    room.list_only("BK", range(1, 130))
    assert "too long" in obstacles(room.conference)
    room.list_only("CO", range(1, 3))
    assert "too long" not in obstacles(room.conference)


def test_a_list_made_before_the_flag_was_decided_is_made_anew_where_they_are_voted_one_by_one() -> None:
    room = hall()
    room.desk.do(nomination.make_list, "BK")
    room.vote("CO", approvals([9, 0], 9))
    settle(room, "accept")
    assert at(room) is Phase.LIST
    with pytest.raises(NotAllowed, match="anew"):
        room.polling.open("BK")
    room.desk.do(nomination.make_list, "BK")
    assert at(room) is Phase.OPENING
    assert 1 not in room.units(voting.ground(room.conference, "BK").nominees)


def test_a_delegate_who_leaves_between_the_two_counts_changes_nothing() -> None:
    from console import attendance

    room = walked([9, 0], [9, 8, 7])
    counted(room)
    settle(room, "accept")
    room.desk.do(attendance.mark, 9, Presence.LEFT, room.now())
    row = counted(room)
    assert (row.members, row.present, row.valid) == (9, 9, 9)


def test_one_list_too_long_for_a_place_of_the_box_is_voted_on_paper() -> None:
    room = Room(bloc(units=260, scores=["90"] * 260)).open()
    room.list_only("CO", range(1, 260))
    for method, stopped in ((Method.LAPTOP, True), (Method.PAPER, False)):
        said = voting.before_opening(room.conference, "CO", method)
        assert any("too long" in n.text for n in said if n.stops) is stopped
