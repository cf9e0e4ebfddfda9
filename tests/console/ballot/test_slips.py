"""Folded slips: a code opens one ballot, is tied to no name, and nobody is called."""

import itertools
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from console.ballot import slips, voting
from console.ballot.box import AlreadyVoted
from console.ballot.forms import Ballot
from console.ballot.polling import Polling, written_credentials
from console.ballot.round import AdmittedBy, Method
from console.conference import Presence
from console.errors import BadInput, ConsoleError, NotAllowed
from console.rules import CERTIFICATE, FLAG, BallotRule, Rules
from tests.console.desk import KEYS, Room, approvals, bloc


class Printer:
    """Implements `console.ballot.slips.Slips`: keeps what was written."""

    def __init__(self) -> None:
        self.codes: tuple[str, ...] = ()
        self.failing = False

    def write(self, codes: Sequence[str]) -> str:
        if self.failing:
            raise ConsoleError("the disk is full")
        self.codes = tuple(codes)
        return "papers/phieu-ma.html"

    def remove(self) -> None:
        if self.failing:
            raise ConsoleError("the stick is gone")
        self.codes = ()


CODED = Rules(awards=(FLAG, CERTIFICATE), ballot=BallotRule(admission="codes"))


def hall(present: int | None = None, written: int = 0, rules: Rules = CODED) -> tuple[Room, Printer]:
    room = Room(bloc(rules)).open(present, written)
    room.list_only("CO", (1, 2))
    room.list_only("BK", (1, 2, 3))
    printer = Printer()
    room.polling = Polling(room.desk, room.boxes, printer)
    return room, printer


def opened(present: int | None = None, written: int = 0, *together: str) -> tuple[Room, tuple[str, ...]]:
    room, printer = hall(present, written)
    room.polling.draw_slips("CO")
    codes = printer.codes
    room.polling.open("CO", *together)
    return room, codes


def test_a_code_for_each_who_may_take_a_ballot_and_the_box_knows_nothing_else() -> None:
    room, codes = opened(7, 2)
    assert len(codes) == 7
    assert set(room.boxes.find(room.round.box).state) == {*codes, *written_credentials(2)}
    assert room.round.admission is AdmittedBy.CODE
    assert room.polling.still_to_vote() == 7


def test_codes_stand_in_no_event_no_row_and_no_view() -> None:
    room, codes = opened()
    room.polling.cast(room.polling.admit(codes[0]), Ballot("x-"))
    kept = repr((room.store.trail, room.conference)) + json.dumps(room.board.views)
    for code in codes:
        assert code not in kept
        assert slips.spaced(code) not in kept


@pytest.mark.parametrize("form", ["{}", "{} ", " {}", "-".join(["{}"])])
def test_a_code_opens_one_ballot_however_it_is_typed(form: str) -> None:
    room, codes = opened()
    said = form.format(slips.spaced(codes[3]).lower())
    room.polling.cast(room.polling.admit(said), Ballot("x-"))
    assert (room.polling.turnout().voted, room.polling.still_to_vote()) == (1, 8)
    with pytest.raises(AlreadyVoted, match="used already"):
        room.polling.admit(said)


def test_a_code_whose_ballot_was_not_cast_opens_the_same_one_ballot_again() -> None:
    room, codes = opened()
    first = room.polling.admit(codes[3])
    room.polling.leave(first)
    assert room.polling.admit(codes[3]) == first
    assert room.polling.turnout().released == 1


@pytest.mark.parametrize("text", ["", "ABC", "W00001", "D00001", "2345678", "ĐẶNG12"])
def test_what_no_slip_can_say_opens_nothing(text: str) -> None:
    room, _codes = opened(7, 2)
    with pytest.raises(BadInput, match="no code of a slip"):
        room.polling.admit(text)
    assert room.polling.turnout().released == 0


def test_a_code_of_another_ballot_opens_nothing() -> None:
    room, codes = opened()
    stranger = next(c for c in slips.draw(20, random.Random(9)) if c not in codes)
    with pytest.raises(BadInput, match="No slip of this ballot"):
        room.polling.admit(stranger)


def test_nobody_is_called_and_nobody_knows_who_has_voted() -> None:
    room, _codes = opened()
    with pytest.raises(NotAllowed, match="nobody is called"):
        room.polling.call(1)
    assert room.polling.waiting() == ()


def test_a_ballot_of_called_units_takes_no_code() -> None:
    room, _printer = hall(rules=replace(CODED, ballot=BallotRule()))
    room.polling.open("CO")
    with pytest.raises(NotAllowed):
        room.polling.admit("222333")
    with pytest.raises(NotAllowed):
        room.polling.draw_slips("CO")


def test_without_slips_for_all_who_are_here_now_the_ballot_does_not_open() -> None:
    from console import attendance

    room, _printer = hall()
    with pytest.raises(NotAllowed, match="09 slips"):
        room.polling.open("CO")
    room.polling.draw_slips("CO")
    room.desk.do(attendance.mark, 9, Presence.LEFT, room.now())
    with pytest.raises(NotAllowed, match="08 slips"):
        room.polling.open("CO")
    room.polling.draw_slips("CO")
    assert room.polling.open("CO").admission is AdmittedBy.CODE


def test_slips_are_used_for_one_ballot_alone() -> None:
    room, codes = opened()
    room.polling.void("bỏ phiếu lại")
    with pytest.raises(NotAllowed, match="slips"):
        room.polling.open("CO")
    room.polling.draw_slips("CO")
    room.polling.open("CO")
    with pytest.raises(BadInput):
        room.polling.admit(codes[0])


def test_slips_that_could_not_be_written_count_for_nothing() -> None:
    room, printer = hall()
    printer.failing = True
    with pytest.raises(ConsoleError):
        room.polling.draw_slips("CO")
    with pytest.raises(NotAllowed, match="slips"):
        room.polling.open("CO")


def test_the_file_goes_when_the_ballot_closes_or_is_void_and_at_the_next_start() -> None:
    ends: tuple[Callable[[Room], object], ...] = (
        lambda room: room.polling.close(),
        lambda room: room.polling.void("mất điện"),
    )
    for end in ends:
        room, printer = hall()
        room.polling.draw_slips("CO")
        room.polling.open("CO")
        assert printer.codes
        printer.failing = True
        end(room)
        assert printer.codes, "the ballot is over although the file could not be removed"
        printer.failing = False
        Polling(room.desk, room.boxes, printer)
        assert not printer.codes
    room, printer = hall()
    room.polling.draw_slips("CO")
    room.polling.open("CO")
    again = Polling(room.desk, room.boxes, printer)
    assert printer.codes, "after a restart the ballot goes on with the slips in hand"
    again.cast(again.admit(printer.codes[0]), Ballot("x-"))
    again.close()
    assert not printer.codes


def test_codes_admit_to_a_walk_and_written_opinions_go_in_as_ever() -> None:
    room, codes = opened(7, 2, "BK")
    for code in codes:
        room.polling.cast(room.polling.admit(code), Ballot("x-"), Ballot("xx-"))
    assert (room.polling.still_to_vote(), room.polling.written_left()) == (0, 2)
    while (admission := room.polling.admit_written()) is not None:
        room.polling.cast(admission, Ballot("-x"), Ballot("---"))
    row = room.polling.close()
    assert (row.issued, row.collected, row.written) == (7, 7, 2)
    assert room.polling.count(KEYS).lines[0].votes == 7


def test_where_a_vote_for_oneself_is_barred_codes_admit_nobody() -> None:
    barred = Rules(awards=(FLAG, CERTIFICATE), ballot=BallotRule(admission="codes", self_vote=False))
    room, _printer = hall(rules=barred)
    said = [n.text for n in voting.before_opening(room.conference, "CO", Method.LAPTOP) if n.stops]
    assert any("cannot be barred" in text for text in said)
    paper = voting.before_opening(room.conference, "CO", Method.PAPER)
    assert not any("cannot be barred" in n.text for n in paper)


def test_codes_are_in_memory_until_the_ballot_opens_and_no_longer() -> None:
    room, printer = hall()
    room.polling.draw_slips("CO")
    codes = printer.codes
    assert codes[0] in repr(vars(room.polling))
    room.polling.open("CO")
    held = {name: value for name, value in vars(room.polling).items() if name not in ("_box", "_printer")}
    assert not any(code in repr(held) for code in codes)


def test_a_code_that_differs_in_one_sign_from_another_is_drawn_anew() -> None:
    class Loaded(random.Random):
        places = iter([0] * 6 + [0, 0, 7, 0, 0, 0] + [0, 0, 7, 0, 0, 7])

        def randrange(self, *bounds: int) -> int:  # type: ignore[override]
            return next(self.places)

    one, two = slips.draw(2, Loaded())
    assert [a == b for a, b in zip(one, two, strict=True)].count(False) == 2


def test_one_wrong_key_never_gives_another_code_and_codes_are_no_sequence() -> None:
    codes = slips.draw(300, random.Random(3))
    assert len(set(codes)) == 300
    for one, two in itertools.combinations(codes, 2):
        assert sum(a != b for a, b in zip(one, two, strict=True)) >= 2
    assert list(codes) != sorted(codes)
    assert set("".join(codes)) == set(slips.ALPHABET)


def test_the_signs_cannot_be_mistaken_for_one_another_nor_changed_by_a_vietnamese_keyboard() -> None:
    for alike in ("0ODQ", "1IL", "5S", "8B", "2Z", "6G", "UV", "VY", "VW", "CG"):
        assert len(set(alike) & set(slips.ALPHABET)) <= 1
    assert not set("AEIOUYDW") & set(slips.ALPHABET)


def test_a_called_round_still_counts_who_is_left() -> None:
    room, _printer = hall(7, 2, replace(CODED, ballot=BallotRule()))
    room.polling.open("CO")
    room.cast(approvals([3, 3], 3))
    assert room.polling.still_to_vote() == 4
