"""The polling place: one ballot a unit, written opinions among the others, and box and desk never apart."""

from dataclasses import replace

import pytest

from console.ballot import voting
from console.ballot.box import AlreadyVoted, TellerKey
from console.ballot.forms import Ballot
from console.ballot.polling import credential, written_credentials
from console.ballot.round import Method, RoundState
from console.errors import BadInput, ConsoleError, NotAllowed
from console.rules import FLAG, BallotRule, Rules
from tests.console.desk import KEYS, Room, approvals, bloc, congress


def polling_place(present: int | None = None, written: int = 0, units: tuple[int, ...] = (1, 2)) -> Room:
    room = Room().open(present, written)
    room.list_only("CO", units)
    room.polling.open("CO")
    return room


def test_a_box_is_sealed_for_the_roll_and_its_code_is_minuted() -> None:
    room = polling_place(present=7, written=2)
    box = room.boxes.find(room.round.box)
    assert set(box.state) == {credential(n) for n in range(1, 8)} | set(written_credentials(2))
    assert room.round.code == box.code
    assert room.store.trail[-1].detail["code"] == box.code


def test_a_second_call_gives_the_same_one_ballot() -> None:
    room = polling_place()
    first, second = room.polling.call(3), room.polling.call(3)
    assert first == second
    room.polling.cast(first, Ballot("x-"))
    room.polling.cast(second, Ballot("-x"))
    assert room.boxes.find(room.round.box).ballots == [b'{"CO":"x-"}'], "the first ballot stands"
    with pytest.raises(AlreadyVoted):
        room.polling.call(3)
    assert room.polling.turnout().voted == 1


def test_whoever_leaves_without_casting_may_come_again() -> None:
    room = polling_place()
    room.polling.leave(room.polling.call(3))
    assert room.polling.turnout().released == 0
    assert 3 in room.polling.waiting()
    room.polling.cast(room.polling.call(3), Ballot("x-"))
    assert room.polling.waiting() == (1, 2, 4, 5, 6, 7, 8, 9)


@pytest.mark.parametrize("cells", ["x", "x--", "?-", "", "xX"])
def test_a_ballot_that_cannot_be_on_this_form_never_reaches_the_box(cells: str) -> None:
    room = polling_place()
    with pytest.raises(BadInput):
        room.polling.cast(room.polling.call(1), Ballot(cells))
    assert room.polling.turnout().voted == 0


def test_nobody_off_the_roll_is_called() -> None:
    room = polling_place(present=7)
    with pytest.raises(NotAllowed, match="roll"):
        room.polling.call(8)


def test_written_opinions_go_in_before_the_closing_and_are_among_the_others() -> None:
    room = polling_place(present=7, written=2)
    room.cast(approvals([7, 7], 7))
    assert room.polling.written_left() == 2
    with pytest.raises(NotAllowed, match="2 written opinions"):
        room.polling.close()
    assert room.round.state == RoundState.VOTING
    for left in (1, 0):
        admission = room.polling.admit_written()
        assert admission is not None
        room.polling.cast(admission, Ballot("xx"))
        assert room.polling.written_left() == left
    assert room.polling.admit_written() is None
    row = room.polling.close()
    assert (row.issued, row.collected, row.written) == (7, 7, 2)
    row = room.polling.count(KEYS)
    assert (row.valid, row.lines[0].votes, row.lines[0].share) == (9, 9, "9/9")


def test_a_ballot_taken_and_not_cast_is_issued_and_not_collected() -> None:
    room = polling_place()
    room.cast(approvals([8, 1], 8))
    room.polling.call(9)
    row = room.polling.close()
    assert (row.issued, row.collected) == (9, 8)


def test_after_the_closing_nobody_votes() -> None:
    room = polling_place()
    admission = room.polling.call(1)
    room.polling.close()
    for step in (
        lambda: room.polling.call(2),
        lambda: room.polling.cast(admission, Ballot("x-")),
        lambda: room.polling.leave(admission),
        lambda: room.polling.admit_written(),
        lambda: room.polling.close(),
    ):
        with pytest.raises(NotAllowed, match="closed"):
            step()


def test_one_teller_alone_opens_no_box() -> None:
    room = polling_place()
    room.polling.close()
    for keys in ((), (TellerKey(1),), (TellerKey(1), TellerKey(1))):
        with pytest.raises(NotAllowed):
            room.polling.count(keys)
    assert room.round.state == RoundState.CLOSED


def test_a_box_that_lost_a_ballot_is_not_counted() -> None:
    room = polling_place()
    room.cast(approvals([9, 1], 9))
    room.polling.close()
    room.boxes.find(room.round.box).lost = 1
    with pytest.raises(NotAllowed, match="8 ballots, but 9"):
        room.polling.count(KEYS)
    room.polling.void("hòm phiếu thiếu phiếu")
    assert room.round.state == RoundState.VOID


def test_a_voided_box_is_forgotten_and_the_room_votes_anew_by_another_way() -> None:
    room = polling_place()
    first = room.round.box
    room.cast(approvals([3, 3], 5))
    room.polling.void("chuyển sang phiếu giấy")
    assert room.boxes.find(first).forgotten
    row = room.polling.open_on_paper("CO")
    assert (row.number, row.method, row.box) == (1, Method.PAPER, "")
    with pytest.raises(NotAllowed, match="on paper"):
        room.polling.call(1)
    room.polling.void("trở lại máy")
    row = room.polling.open("CO")
    assert row.box not in ("", first)
    assert room.polling.turnout().voted == 0


def test_a_closing_that_was_not_kept_is_done_again() -> None:
    room = polling_place()
    room.cast(approvals([9, 1], 9))
    room.store.failing = True
    with pytest.raises(ConsoleError, match="disk is full"):
        room.polling.close()
    assert room.round.state == RoundState.VOTING
    room.store.failing = False
    assert room.polling.close().collected == 9


def test_an_opening_that_was_not_kept_is_done_again() -> None:
    room = Room().open()
    room.store.failing = True
    with pytest.raises(ConsoleError, match="disk is full"):
        room.polling.open("CO")
    assert room.conference.rounds == ()
    room.store.failing = False
    assert room.polling.open("CO").box == "CO-1-1"


def test_each_round_of_an_award_has_a_box_of_its_own_and_all_are_forgotten_at_last() -> None:
    room = polling_place()
    room.cast(approvals([5, 4], 9))
    room.polling.close()
    room.polling.count(KEYS)
    room.polling.announce()
    room.take("run_off")
    room.vote("CO", approvals([9, 4], 9))
    assert not any(box.forgotten for box in room.boxes.boxes.values())
    room.polling.lock()
    assert [box.forgotten for box in room.boxes.boxes.values()] == [True, False], "settled rounds alone"
    room.take("accept")
    room.polling.lock()
    assert all(box.forgotten for box in room.boxes.boxes.values())
    assert len({row.box for row in room.conference.rounds}) == 2


def test_without_a_ballot_under_way_there_is_nothing_to_do() -> None:
    room = Room().open()
    for step in (room.polling.current, room.polling.turnout, room.polling.close, room.polling.announce):
        with pytest.raises(NotAllowed, match="No ballot"):
            step()


def test_a_unit_may_not_mark_its_own_line_where_the_rules_bar_it() -> None:
    room = Room(bloc(Rules(ballot=BallotRule(self_vote=False)))).open()
    room.list_only("CO", [1, 3])
    room.polling.open("CO")
    assert room.polling.lines_for(1) == (1,)
    assert room.polling.lines_for(3) == (0,)
    assert room.polling.lines_for(5) == (0, 1)


def test_a_congress_calls_persons_and_a_bloc_calls_units() -> None:
    room = Room(congress(30)).open()
    room.list_only("CO", [1, 2])
    row = room.polling.open("CO")
    assert len(row.voters) == 30
    room.polling.call(12)
    shown = room.board.views[-1]["round"]
    assert isinstance(shown, dict)
    assert shown["called"] == "Đại biểu 12"
    bloc_room = polling_place()
    bloc_room.polling.call(3)
    shown = bloc_room.board.views[-1]["round"]
    assert isinstance(shown, dict)
    assert shown["called"] == "Đơn vị 3 tỉnh Mẫu"


def test_keyed_totals_are_checked_and_named_by_their_units() -> None:
    room = Room(bloc(Rules(awards=(replace(FLAG, shortlist=0),)))).open()
    room.list_only("CO", [1, 2])
    row = room.polling.open_on_paper("CO")
    room.desk.do(voting.close_round, row.id, 9, 9, 0, room.now())
    with pytest.raises(BadInput, match="Đơn vị 2"):
        room.polling.totals(valid=9, invalid=0, blank=0, votes_for=(5, 10), votes_against=(4, 0))
    tally = room.polling.totals(valid=9, invalid=0, blank=0, votes_for=(9, 1), votes_against=(0, 8))
    assert room.polling.count_on_paper(tally).lines[0].votes == 9
