"""Before a ballot opens: reach, chance, recusal, time."""

from datetime import timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ballot.majority import Base, Threshold
from console.ballot.prospects import (
    Pace,
    Room,
    can_pass,
    chance_somebody_passes,
    laptop_time,
    most_votes,
    needed_sentence,
    paper_time,
    recusal_effect,
    unreachable_warning,
)
from console.errors import BadInput

FLAG = Threshold.parse("80/100", ">=", "members")


def test_written_opinions_help_to_reach_the_threshold() -> None:
    assert not can_pass(FLAG, Room(9, 7))
    assert can_pass(FLAG, Room(9, 7, written=1))
    assert unreachable_warning(FLAG, Room(9, 8)) is None


def test_no_self_vote_costs_every_nominee_one_vote() -> None:
    room = Room(9, 8)
    assert (most_votes(room, self_vote=True), most_votes(room, self_vote=False)) == (8, 7)
    assert not can_pass(FLAG, room, self_vote=False)


def test_the_warning_names_the_base_and_the_comparison() -> None:
    warning = unreachable_warning(Threshold.parse("1/2", ">", "members"), Room(8, 4))
    assert warning == "04/08 units are present: more than 50% of all members is out of reach"


def test_the_settings_say_how_many_votes_are_needed() -> None:
    assert needed_sentence(FLAG, Room(9, 9)) == "at least 08 votes are needed"


def test_choosing_one_of_nine_at_eighty_percent_proposes_somebody_in_44_or_20_rooms_of_100() -> None:
    assert round(chance_somebody_passes(9, 9, 8, Fraction(4, 5)) * 100) == 44
    assert round(chance_somebody_passes(9, 9, 8, Fraction(7, 10)) * 100) == 20


@given(st.integers(1, 4), st.integers(0, 5), st.integers(1, 6), st.fractions(0, 1, max_denominator=5))
def test_the_chance_is_that_of_going_through_every_way_to_vote(
    nominees: int, voters: int, needed: int, favourite: Fraction
) -> None:
    if nominees == 1:
        weights = [Fraction(1)]
    else:
        weights = [favourite] + [(1 - favourite) / (nominees - 1)] * (nominees - 1)
    total = Fraction(0)
    for votes in product(range(nominees), repeat=voters):
        if any(votes.count(choice) >= needed for choice in range(nominees)):
            weight = Fraction(1)
            for choice in votes:
                weight *= weights[choice]
            total += weight
    assert chance_somebody_passes(nominees, voters, needed, favourite) == total


@pytest.mark.parametrize("wrong", [(0, 9, 8, 0), (9, -1, 8, 0), (9, 9, 0, 0), (9, 9, 8, 2)])
def test_a_chance_of_nonsense_is_refused(wrong: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="from 1"):
        chance_somebody_passes(*wrong[:3], Fraction(wrong[3]))


@pytest.mark.parametrize(
    ("base", "before", "after"), [("members", 9, 9), ("present", 9, 9), ("issued", 9, 8), ("valid", 9, 8)]
)
def test_a_recusal_shrinks_only_the_bases_that_count_ballots(base: str, before: int, after: int) -> None:
    effect = recusal_effect(Threshold.parse("80/100", ">=", base), Room(9, 9))
    assert (effect.size_before, effect.size_after, effect.most_after) == (before, after, 8)
    assert effect.needed_after == {9: 8, 8: 7}[after]
    assert effect.words(Base(base)).startswith("Without this unit's ballot")


def test_nobody_is_left_to_stand_aside() -> None:
    with pytest.raises(BadInput):
        recusal_effect(FLAG, Room(9, 1, recused=1))


def test_the_laptop_takes_voters_one_by_one_and_paper_all_at_once() -> None:
    pace = Pace(
        opening=60, walk=20, mark_line=5, hand_out=5, read_ballot=4, read_line=2, key_line=6, closing=30
    )
    assert laptop_time(9, 3, pace) == timedelta(seconds=60 + 9 * 35 + 30)
    assert paper_time(9, 3, pace) == timedelta(seconds=60 + 90 + 15 + 9 * 10 + 18)
    assert paper_time(9, 3) < laptop_time(9, 3)
