"""Where totals betray a vote, and that every betrayed vote was warned of."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.ballot.disclosure import (
    Danger,
    Disclosure,
    ForcedVote,
    Published,
    Roll,
    Totals,
    before_opening,
    before_publishing,
    forced_votes,
    require_same_roll,
)
from console.ballot.forms import Mark
from console.errors import NotAllowed


def roll(voters: str, written: str = "", recused: str = "") -> Roll:
    return Roll(frozenset(voters), frozenset(written), frozenset(recused))


def published(voters: str, votes_for: int, votes_against: int, **more: object) -> Published:
    return Published(roll(voters), ("N",), Totals((votes_for,), (votes_against,)), **more)  # type: ignore[arg-type]


def dangers(found: tuple[Disclosure, ...]) -> dict[Danger, tuple[str, ...]]:
    return {one.danger: one.units for one in found}


def test_a_unanimous_line_shows_every_vote() -> None:
    (one, two, three) = forced_votes([published("ABC", 3, 0)])
    assert one == ForcedVote("A", "N", Mark.FOR, (0,))
    assert {two.unit, three.unit} == {"B", "C"}
    assert dangers(before_publishing(published("ABC", 3, 0))) == {Danger.UNANIMOUS: ("A", "B", "C")}


def test_a_divided_line_shows_none() -> None:
    assert forced_votes([published("ABC", 2, 1)]) == ()
    assert before_publishing(published("ABC", 2, 1)) == ()


def test_whoever_comes_between_two_rounds_is_betrayed_by_the_difference() -> None:
    rounds = [published("ABC", 2, 1), published("ABCD", 2, 2)]
    assert forced_votes(rounds) == (ForcedVote("D", "N", Mark.AGAINST, (0, 1)),)
    assert dangers(before_opening(roll("ABCD"), [roll("ABC")])) == {Danger.JOINED: ("D",)}


def test_without_assuming_that_people_vote_the_same_again_the_difference_shows_nothing() -> None:
    assert forced_votes([published("ABC", 2, 1), published("ABCD", 2, 2)], steady=False) == ()


def test_whoever_leaves_or_stands_aside_is_betrayed_the_same_way() -> None:
    rounds = [published("ABCD", 3, 1), published("ABC", 2, 1)]
    assert forced_votes(rounds) == (ForcedVote("D", "N", Mark.FOR, (0, 1)),)
    assert dangers(before_opening(roll("ABC"), [roll("ABCD")])) == {Danger.LEFT: ("D",)}
    assert dangers(before_opening(roll("ABC", recused="D"), [roll("ABCD")])) == {Danger.RECUSED: ("D",)}


def test_one_written_opinion_counted_apart_is_public() -> None:
    apart = Published(roll("ABC", "D"), ("N",), Totals((3,), (1,)), written_apart=Totals((1,), (0,)))
    assert forced_votes([apart]) == (ForcedVote("D", "N", Mark.FOR, (0,)),)
    assert dangers(before_opening(apart.roll)) == {Danger.ONE_WRITTEN: ("D",)}


def test_written_opinions_that_are_all_there_is_are_read_off_the_totals() -> None:
    alone = Published(roll("", "AB"), ("N",), Totals((2,), (0,)), written_apart=Totals((2,), (0,)))
    assert {(vote.unit, vote.mark) for vote in forced_votes([alone])} == {("A", Mark.FOR), ("B", Mark.FOR)}


def test_a_single_ballot_and_a_withdrawal_are_warned_of() -> None:
    assert dangers(before_opening(roll("A"))) == {Danger.ONE_BALLOT: ("A",)}
    assert dangers(before_opening(roll("ABC"), withdrawn=["N"])) == {Danger.WITHDRAWN: ("N",)}


def test_a_unit_barred_from_its_own_line_is_not_among_those_betrayed_there() -> None:
    barred = Published(roll("ABN"), ("N",), Totals((2,), (0,)), self_vote=False)
    assert {vote.unit for vote in forced_votes([barred])} == {"A", "B"}


def test_the_roll_is_frozen_over_the_rounds_of_one_award() -> None:
    require_same_roll(roll("AB", "C"), roll("AB", "C"))
    with pytest.raises(NotAllowed, match="came: D; left: B"):
        require_same_roll(roll("AB"), roll("AD"))
    with pytest.raises(NotAllowed):
        require_same_roll(roll("AB", "C"), roll("ABC"))


def test_every_warning_has_its_words() -> None:
    texts = {Disclosure(danger, ("DV01",), ("DV02",)).words() for danger in Danger}
    assert len(texts) == len(Danger)


MARKS = {"f": (1, 0), "a": (0, 1), "n": (0, 0)}


def by_trying_every_way(rounds: list[Published]) -> dict[str, Mark]:
    """What is the same in every assignment of one mark a unit that yields all totals of the one line."""
    everyone = sorted(frozenset().union(*(r.roll.everyone for r in rounds)))
    possible: dict[str, set[str]] = {unit: set() for unit in everyone}
    for ways in product("fan", repeat=len(everyone)):
        votes = dict(zip(everyone, ways, strict=True))
        if all(totals_of(votes, r) == totals_seen(r) for r in rounds):
            for unit, way in votes.items():
                possible[unit].add(way)
    certain = {"f": Mark.FOR, "a": Mark.AGAINST, "n": Mark.NONE}
    return {unit: certain[next(iter(ways))] for unit, ways in possible.items() if len(ways) == 1}


def totals_of(votes: dict[str, str], round_: Published) -> list[tuple[int, int]]:
    groups = [round_.roll.everyone]
    if round_.written_apart:
        groups.append(round_.roll.written)
    return [
        (sum(MARKS[votes[u]][0] for u in group), sum(MARKS[votes[u]][1] for u in group)) for group in groups
    ]


def totals_seen(round_: Published) -> list[tuple[int, int]]:
    seen = [round_.totals] + ([round_.written_apart] if round_.written_apart else [])
    return [(t.votes_for[0], (t.votes_against or (0,))[0]) for t in seen]


@st.composite
def courses(draw: st.DrawFn) -> list[Published]:
    """Up to three rounds on one nominee, as published; votes may change from round to round."""
    units = "ABCDE"
    steady = draw(st.booleans())
    fixed = {unit: draw(st.sampled_from("ffan")) for unit in units}
    rounds: list[Published] = []
    for _round in range(draw(st.integers(1, 3))):
        states = {unit: draw(st.sampled_from("vvvvw-")) for unit in units}
        same_roll = draw(st.booleans())
        if rounds and same_roll:
            who = rounds[0].roll
        else:
            voters = frozenset(u for u in units if states[u] == "v")
            who = Roll(voters, frozenset(u for u in units if states[u] == "w"))
        votes = fixed if steady else {unit: draw(st.sampled_from("ffan")) for unit in units}

        def totals(group: frozenset[str], votes: dict[str, str] = votes) -> Totals:
            return Totals(
                (sum(MARKS[votes[u]][0] for u in group),), (sum(MARKS[votes[u]][1] for u in group),)
            )

        counted_apart = draw(st.booleans())
        apart = totals(who.written) if who.written and counted_apart else None
        rounds.append(Published(who, ("N",), totals(who.everyone), apart))
    return rounds


def test_written_opinions_alone_and_counted_apart_are_certain_when_they_agree() -> None:
    totals = Totals((5,), (0,))
    everybody = Published(Roll(frozenset(), frozenset("ABCDE")), ("N",), totals, totals)
    assert {(vote.unit, vote.mark) for vote in forced_votes([everybody])} == {(u, Mark.FOR) for u in "ABCDE"}


@settings(max_examples=50)
@given(courses())
def test_forced_votes_are_those_that_are_the_same_in_every_way_to_vote(rounds: list[Published]) -> None:
    expected = set(by_trying_every_way(rounds).items())
    for round_ in rounds:
        expected |= set(by_trying_every_way([round_]).items())
    assert {(vote.unit, vote.mark) for vote in forced_votes(rounds)} == expected


@settings(max_examples=100)
@given(courses())
def test_every_forced_vote_had_been_warned_of(rounds: list[Published]) -> None:
    warned: set[str] = set()
    for number, round_ in enumerate(rounds):
        earlier = rounds[:number]
        before = before_opening(round_.roll, [other.roll for other in earlier])
        for warning in (*before, *before_publishing(round_, earlier)):
            warned.update(warning.units)
    assert {vote.unit for vote in forced_votes(rounds)} <= warned


@settings(max_examples=100)
@given(courses())
def test_rounds_betray_together_only_where_a_warning_came_before_the_later_one_opened(
    rounds: list[Published],
) -> None:
    if any(len(vote.rounds) > 1 for vote in forced_votes(rounds)):
        assert any(
            warning.danger in (Danger.JOINED, Danger.LEFT, Danger.RECUSED)
            for number, round_ in enumerate(rounds)
            for warning in before_opening(round_.roll, [other.roll for other in rounds[:number]])
        )


def test_rounds_with_one_roll_never_betray_more_together_than_each_alone() -> None:
    assert forced_votes([published("ABC", 2, 1), published("ABC", 2, 1)]) == ()


def test_what_follows_only_from_several_rounds_is_said_before_the_last_is_announced() -> None:
    """D and E wrote one yes and one no, so that A, B and C turn out to have been of one mind."""
    apart = Published(roll("ABCF", "DE"), ("N",), Totals((4,), (2,)), written_apart=Totals((1,), (1,)))
    later = published("ABCDE", 4, 1)
    (warning,) = before_publishing(later, [apart])
    assert (warning.danger, warning.units) == (Danger.COMPARED, ("A", "B", "C", "F"))
