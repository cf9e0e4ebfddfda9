"""What a rule means in this room, said before it is adopted and before a ballot opens."""

from dataclasses import replace

import pytest

from console.ballot.forecast import adoption, minutes_taken, sentences
from console.ballot.forms import BallotKind
from console.ballot.majority import Base
from console.ballot.prospects import Room
from console.rules import FLAG

CHOOSE = replace(FLAG, ballot=BallotKind.CHOOSE_UP_TO, max_choices=1)


def test_choosing_one_of_nine_at_80_percent_says_the_votes_needed_and_the_chance() -> None:
    needed, chance = adoption(CHOOSE, 9, 9, self_vote=True)
    assert needed == "at least 08 votes are needed"
    assert "somebody passes in 44 of 100 such rooms; with 70 %, in 20." in chance


def test_the_default_of_the_flag_has_no_chance_to_tell() -> None:
    assert adoption(FLAG, 9, 3, self_vote=True) == ("at least 08 votes are needed",)


def test_out_of_reach_is_said_instead_of_a_chance() -> None:
    (said,) = sentences(CHOOSE, Room(9, 6), 9, self_vote=True)
    assert said == "06/09 units are present: 80% of all members is out of reach"


def test_a_barred_vote_for_oneself_is_spelled_out() -> None:
    said = sentences(FLAG, Room(9, 9), 3, self_vote=False)
    assert said[-1].endswith("A unit has at most 08 votes.")


@pytest.mark.parametrize(
    ("base", "told"), [(Base.MEMBERS, "the base stays 09"), (Base.VALID, "goes from 09 to 08")]
)
def test_what_a_recusal_does_to_the_base_is_spelled_out(base: Base, told: str) -> None:
    said = sentences(replace(FLAG, base=base), Room(9, 9, recused=1), 1, self_vote=True)
    assert told in said[-1]


def test_nobody_in_the_bloc_yet_is_no_error() -> None:
    assert adoption(FLAG, 0, 0, self_vote=True) == ()


def test_paper_and_laptop_have_their_own_time() -> None:
    assert minutes_taken(9, 3, on_paper=False) > minutes_taken(9, 3, on_paper=True) > 0
