"""The ballot vectors T1 to T8 of the domain file (section 7.5), nine units."""

from dataclasses import replace
from decimal import Decimal

from console.ballot.forms import BallotKind, Form
from console.ballot.majority import QUORUM_PRESETS, Base, Comparison
from console.ballot.outcome import (
    Next,
    Outcome,
    OutcomeKind,
    Scores,
    decide,
    leaders_by_score,
    next_list,
    settle,
)
from console.ballot.prospects import Room, can_pass, unreachable_warning
from console.ballot.tally import Tally
from console.rules import CERTIFICATE, FLAG

ONE_OF_NINE = replace(FLAG, ballot=BallotKind.CHOOSE_UP_TO, max_choices=1)
UNITS = tuple(f"DV{number:02d}" for number in range(1, 10))
QUORUM = QUORUM_PRESETS[0]
SCORES = Scores({"DV06": Decimal("93.5"), "DV07": Decimal("93.0")})


def choose_one(
    votes: dict[str, int],
    present: int,
    issued: int,
    written: int = 0,
    invalid: int = 0,
    round_number: int = 1,
) -> Outcome:
    valid = sum(votes.values())
    form = Form(BallotKind.CHOOSE_UP_TO, UNITS)
    tally = Tally.from_totals(
        form, valid=valid, invalid=invalid, blank=0, votes_for=[votes.get(code, 0) for code in UNITS]
    )
    counts = tally.counts(members=9, present=present, issued=issued, written=written)
    return decide(ONE_OF_NINE, tally, counts, quorum=QUORUM, round_number=round_number)


def test_t1_eight_of_nine_with_a_written_opinion_is_proposed() -> None:
    outcome = choose_one({"DV01": 8, "DV03": 1}, present=8, issued=8, written=1)
    assert (outcome.kind, outcome.elected) == (OutcomeKind.DECIDED, ("DV01",))
    assert (outcome.lines[0].share, outcome.lines[0].percent) == ("8/9", "88,89")


def test_t2_six_of_nine_goes_to_a_second_round_but_passes_on_other_bases() -> None:
    outcome = choose_one({"DV01": 6, "DV03": 1}, present=8, issued=8, invalid=1)
    assert (outcome.kind, outcome.next, outcome.run_off) == (
        OutcomeKind.NOBODY,
        Next.RUN_OFF,
        ("DV01", "DV03"),
    )
    assert outcome.lines[0].percent == "66,67"
    tally = Tally(("DV01", "DV03"), 7, 1, 0, (6, 1), None)
    counts = tally.counts(members=9, present=8, issued=8, written=0)
    percents = {}
    passes = {}
    for base in Base:
        line = decide(replace(ONE_OF_NINE, base=base), tally, counts).lines[0]
        percents[base.value], passes[base.value] = line.percent, line.passes
    assert percents == {
        "members": "66,67",
        "present": "75,00",
        "issued": "75,00",
        "collected": "75,00",
        "valid": "85,71",
    }
    assert [base for base, passed in passes.items() if passed] == ["valid"]
    two_thirds = replace(ONE_OF_NINE, threshold="2/3")
    assert decide(two_thirds, tally, counts).elected == ("DV01",)
    assert not decide(replace(two_thirds, comparison=Comparison.MORE_THAN), tally, counts).elected


def test_t3_five_to_four_twice_reaches_nothing_and_the_room_decides() -> None:
    first = choose_one({"DV01": 5, "DV03": 4}, present=9, issued=9)
    assert (first.next, next_list(first, UNITS)) == (Next.RUN_OFF, ("DV01", "DV03"))
    second = choose_one({"DV01": 5, "DV03": 4}, present=9, issued=9, round_number=2)
    assert (second.kind, second.next, second.elected) == (OutcomeKind.NOBODY, Next.ROOM_DECIDES, ())


def test_t4_four_are_clear_and_the_fifth_place_is_voted_on_again_then_the_score_speaks() -> None:
    votes = {"DV02": 9, "DV03": 9, "DV04": 8, "DV05": 7, "DV06": 6, "DV07": 6, "DV08": 3, "DV09": 2}
    tally = Tally(tuple(votes), 9, 0, 0, tuple(votes.values()), tuple(9 - n for n in votes.values()))
    counts = tally.counts(members=9, present=9, issued=9, written=0)
    first = decide(CERTIFICATE, tally, counts, SCORES)
    assert first.elected == ("DV02", "DV03", "DV04", "DV05")
    assert (first.tied, first.next, first.open_seats) == (("DV06", "DV07"), Next.REVOTE, 1)

    level = Tally(first.tied, 9, 0, 0, (6, 6), (3, 3))
    one_seat = replace(CERTIFICATE, seats=first.open_seats)
    second = decide(one_seat, level, counts, SCORES, round_number=2)
    assert (second.tied, second.next) == (("DV06", "DV07"), Next.TOTAL_SCORE)
    proposal = leaders_by_score(Next.TOTAL_SCORE, second.tied, second.open_seats, SCORES)
    assert proposal == ("DV06",)
    assert settle(second, proposal).elected == ("DV06",)


def test_t5_five_of_nine_are_too_few_to_open() -> None:
    assert not QUORUM.reached(5, 0, 9)
    assert choose_one({"DV01": 5}, present=5, issued=5).kind is OutcomeKind.VOID


def test_t6_six_of_nine_may_open_but_eighty_percent_is_out_of_reach_and_it_is_said_before() -> None:
    assert QUORUM.reached(6, 0, 9)
    room = Room(members=9, present=6)
    assert not can_pass(FLAG.rule(), room)
    assert (
        unreachable_warning(FLAG.rule(), room)
        == "06/09 units are present: 80% of all members is out of reach"
    )
    unanimous = choose_one({"DV01": 6}, present=6, issued=6)
    assert (unanimous.kind, unanimous.lines[0].percent) == (OutcomeKind.NOBODY, "66,67")


def test_t7_a_ballot_that_was_kept_leaves_the_rate_on_nine() -> None:
    outcome = choose_one({"DV01": 8}, present=9, issued=9)
    assert (outcome.kind, outcome.lines[0].share) == (OutcomeKind.DECIDED, "8/9")


def test_t8_ten_ballots_for_nine_are_void_and_voted_again() -> None:
    outcome = choose_one({"DV01": 10}, present=9, issued=9)
    assert (outcome.kind, outcome.next, outcome.elected) == (OutcomeKind.VOID, Next.REVOTE, ())
