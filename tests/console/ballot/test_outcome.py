"""Who is elected, who is level, what the room is asked next."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ballot.forms import Ballot, BallotKind, Form
from console.ballot.majority import Base, Comparison, Quorum, Threshold
from console.ballot.outcome import (
    Next,
    Outcome,
    OutcomeKind,
    Scores,
    VoidReason,
    decide,
    leaders_by_score,
    next_list,
    settle,
)
from console.ballot.tally import Tally, count_ballots
from console.errors import NotAllowed
from console.rules import AwardRule

FLAG = AwardRule(code="CO", name="Cờ", authority="UBND tỉnh")
CODES = ("A", "B", "C", "D")
LEVEL = {"A": "93", "B": "93,0"}


def outcome_of(votes: Mapping[str, int], award: AwardRule = FLAG, members: int = 9, **more: Any) -> Outcome:
    """The outcome when all members vote on paper with two boxes and these votes are for."""
    against = tuple(members - number for number in votes.values())
    tally = Tally(tuple(votes), members, 0, 0, tuple(votes.values()), against)
    counts = tally.counts(members=members, present=members, issued=members, written=0)
    return decide(award, tally, counts, **more)


def test_the_seats_with_most_votes_are_elected_of_those_who_pass() -> None:
    outcome = outcome_of({"A": 8, "B": 9, "C": 7}, replace(FLAG, seats=2))
    assert (outcome.kind, outcome.elected, outcome.next) == (OutcomeKind.DECIDED, ("B", "A"), None)
    assert [line.code for line in outcome.lines] == ["B", "A", "C"]


def test_fewer_who_pass_than_seats_leave_seats_open() -> None:
    outcome = outcome_of({"A": 8, "B": 7}, replace(FLAG, seats=2))
    assert (outcome.elected, outcome.open_seats, outcome.next) == (("A",), 1, None)


def test_a_tie_at_the_cut_elects_the_clear_ones_and_lists_the_tied() -> None:
    outcome = outcome_of({"A": 8, "B": 8, "C": 9}, replace(FLAG, seats=2))
    assert (outcome.kind, outcome.elected, outcome.tied) == (OutcomeKind.TIE, ("C",), ("A", "B"))
    assert outcome.next is Next.REVOTE
    assert next_list(outcome, ("A", "B", "C")) == ("A", "B")


def test_level_units_that_all_find_a_seat_are_no_tie() -> None:
    assert outcome_of({"A": 8, "B": 8}, replace(FLAG, seats=2)).kind is OutcomeKind.DECIDED


@pytest.mark.parametrize(
    ("tie_break", "total", "section_1", "round_number", "expected"),
    [
        (("revote", "total_score"), {}, {}, 1, Next.REVOTE),
        (("revote", "total_score"), {"A": "93,5", "B": "93"}, {}, 2, Next.TOTAL_SCORE),
        (("total_score", "room_decides"), {"A": "93,5", "B": "93"}, {}, 1, Next.TOTAL_SCORE),
        (("total_score", "section_1_score"), LEVEL, {"A": "50", "B": "49"}, 1, Next.SECTION_1_SCORE),
        (("total_score", "revote"), {"A": "93"}, {}, 1, Next.REVOTE),
        (("total_score",), LEVEL, {}, 1, Next.ROOM_DECIDES),
        (("room_decides", "revote"), {}, {}, 1, Next.ROOM_DECIDES),
        ((), {}, {}, 1, Next.ROOM_DECIDES),
    ],
)  # fmt: skip
def test_a_tie_asks_for_the_first_step_that_can_help(
    tie_break: Any, total: dict[str, str], section_1: dict[str, str], round_number: int, expected: Next
) -> None:
    scores = Scores(
        {code: Decimal(score.replace(",", ".")) for code, score in total.items()},
        {code: Decimal(score) for code, score in section_1.items()},
    )
    award = replace(FLAG, tie_break=tie_break)
    outcome = outcome_of({"A": 8, "B": 8}, award, scores=scores, round_number=round_number)
    assert outcome.next is expected
    assert (outcome.elected, outcome.tied) == ((), ("A", "B"))


def test_a_score_need_separate_the_tied_only_at_the_cut() -> None:
    scores = Scores({"A": Decimal(90), "B": Decimal(95), "C": Decimal(90)})
    tied = ("A", "B", "C")
    assert leaders_by_score(Next.TOTAL_SCORE, tied, 1, scores) == ("B",)
    assert leaders_by_score(Next.TOTAL_SCORE, tied, 2, scores) == ()
    assert leaders_by_score(Next.SECTION_1_SCORE, tied, 1, scores) == ()


def test_nobody_passing_proposes_a_run_off_of_the_top_two_and_of_all_level_with_the_second() -> None:
    outcome = outcome_of({"A": 2, "B": 5, "C": 4, "D": 4})
    assert (outcome.kind, outcome.next, outcome.run_off) == (
        OutcomeKind.NOBODY,
        Next.RUN_OFF,
        ("B", "C", "D"),
    )
    assert next_list(outcome, CODES) == ("B", "C", "D")


def test_after_the_last_round_the_room_decides_and_the_threshold_stays() -> None:
    outcome = outcome_of({"A": 5, "B": 4}, round_number=2)
    assert (outcome.kind, outcome.next, outcome.run_off) == (OutcomeKind.NOBODY, Next.ROOM_DECIDES, ())


def test_a_void_round_elects_nobody_and_is_held_again_with_the_same_list() -> None:
    tally = Tally(("A",), 10, 0, 0, (10,), (0,))
    counts = tally.counts(members=9, present=9, issued=9, written=0)
    outcome = decide(FLAG, tally, counts)
    assert (outcome.kind, outcome.next, outcome.elected) == (OutcomeKind.VOID, Next.REVOTE, ())
    assert outcome.void is VoidReason.TOO_MANY_BALLOTS
    assert next_list(outcome, ("A",)) == ("A",)


def test_a_round_without_quorum_is_void() -> None:
    quorum = Quorum(Threshold.parse("2/3", ">=", "members"))
    tally = Tally(("A",), 5, 0, 0, (5,), (0,))
    counts = tally.counts(members=9, present=5, issued=5, written=0)
    assert decide(FLAG, tally, counts, quorum=quorum).void is VoidReason.NO_QUORUM


def test_changing_the_way_of_voting_in_mid_item_voids_the_round() -> None:
    outcome = outcome_of({"A": 9}, void=VoidReason.WAY_CHANGED)
    assert (outcome.kind, outcome.elected) == (OutcomeKind.VOID, ())
    assert len({reason.words() for reason in VoidReason}) == len(VoidReason)


def test_who_withdraws_after_the_count_makes_room_for_the_next_that_passes() -> None:
    assert outcome_of({"A": 9, "B": 8, "C": 5}, withdrawn={"A"}).elected == ("B",)
    nobody = outcome_of({"A": 9, "B": 5, "C": 4, "D": 3}, withdrawn={"A"})
    assert (nobody.kind, nobody.run_off) == (OutcomeKind.NOBODY, ("B", "C"))


def test_an_empty_base_gives_no_share_and_nobody() -> None:
    award = replace(FLAG, ballot=BallotKind.CHOOSE_UP_TO, base=Base.VALID, threshold="0")
    tally = Tally(("A", "B"), 0, 3, 3, (0, 0), None)
    outcome = decide(award, tally, tally.counts(members=3, present=3, issued=3, written=0))
    assert outcome.kind is OutcomeKind.NOBODY
    assert {(line.share, line.percent, line.passes) for line in outcome.lines} == {(None, None, False)}


def test_shares_are_shown_as_they_stand() -> None:
    line = outcome_of({"A": 6}).lines[0]
    assert (line.share, line.percent) == ("6/9", "66,67")


def test_the_room_settles_a_tie_and_nobody_else() -> None:
    tie = outcome_of({"A": 8, "B": 8, "C": 9}, replace(FLAG, seats=2))
    settled = settle(tie, ["B"])
    assert (settled.kind, settled.elected, settled.open_seats) == (OutcomeKind.DECIDED, ("C", "B"), 0)
    for wrong in (["C"], ["A", "B"]):
        with pytest.raises(NotAllowed):
            settle(tie, wrong)
    with pytest.raises(NotAllowed):
        settle(settled, ["B"])


def test_tally_and_counts_of_different_rounds_are_a_mistake_of_the_program() -> None:
    tally = Tally(("A",), 9, 0, 0, (9,), (0,))
    other = Tally(("A",), 8, 1, 0, (8,), (0,)).counts(members=9, present=9, issued=9, written=0)
    with pytest.raises(ValueError, match="different rounds"):
        decide(FLAG, tally, other)


awards = st.builds(
    AwardRule,
    code=st.just("CO"),
    name=st.just("Cờ"),
    authority=st.just("UBND tỉnh"),
    seats=st.integers(1, 3),
    ballot=st.sampled_from(BallotKind),
    max_choices=st.integers(0, 4),
    threshold=st.sampled_from(["0", "1/2", "2/3", "80/100", "100/100"]),
    comparison=st.sampled_from(Comparison),
    base=st.sampled_from(Base),
)


@st.composite
def rounds(draw: st.DrawFn) -> tuple[AwardRule, Form, list[Ballot]]:
    award = draw(awards)
    nominees = CODES[: draw(st.integers(1, 4))]
    form = Form(award.ballot, nominees, award.choices)
    size = len(nominees)
    cells = st.text(st.sampled_from(sorted(form.alphabet)), min_size=size, max_size=size)
    return award, form, [Ballot(text) for text in draw(st.lists(cells, min_size=1, max_size=12))]


def held(award: AwardRule, form: Form, ballots: list[Ballot], **more: Any) -> Outcome:
    tally = count_ballots(form, ballots)
    here = len(ballots)
    return decide(award, tally, tally.counts(members=12, present=here, issued=here, written=0), **more)


@given(rounds(), st.data())
def test_an_added_approval_never_unseats(
    drawn: tuple[AwardRule, Form, list[Ballot]], data: st.DataObject
) -> None:
    award, form, ballots = drawn
    before = held(award, form, ballots)
    if not before.elected:
        return
    code = data.draw(st.sampled_from(before.elected))
    line = form.nominees.index(code)
    number = data.draw(st.integers(0, len(ballots) - 1))
    cells = ballots[number].cells
    added = cells[:line] + "x" + cells[line + 1 :]
    if form.judge(cells).valid and not form.judge(added).valid:
        return  # One choice too many spoils the ballot: that is not an approval added.
    after = held(award, form, [*ballots[:number], Ballot(added), *ballots[number + 1 :]])
    assert code in after.elected


@given(rounds(), st.data())
def test_one_vote_less_for_someone_is_no_gain_for_that_one(
    drawn: tuple[AwardRule, Form, list[Ballot]], data: st.DataObject
) -> None:
    award, form, ballots = drawn
    before = held(award, form, ballots)
    losers = [code for code in form.nominees if code not in (*before.elected, *before.tied)]
    if award.base is Base.VALID or not losers:
        return
    code = data.draw(st.sampled_from(losers))
    line = form.nominees.index(code)
    struck = "." if form.kind is BallotKind.CHOOSE_UP_TO else "-"
    number = data.draw(st.integers(0, len(ballots) - 1))
    cells = ballots[number].cells[:line] + struck + ballots[number].cells[line + 1 :]
    if form.judge(cells).valid and not form.judge(ballots[number].cells).valid:
        return
    after = held(award, form, [*ballots[:number], Ballot(cells), *ballots[number + 1 :]])
    assert code not in after.elected


@given(rounds())
def test_the_same_ballots_under_five_bases_pass_more_as_the_base_shrinks(
    drawn: tuple[AwardRule, Form, list[Ballot]],
) -> None:
    award, form, ballots = drawn
    found = {base: held(replace(award, base=base), form, ballots) for base in Base}
    order = sorted(Base, key=lambda base: -found[base].size)
    for larger, smaller in pairwise(order):
        passing = {line.code for line in found[larger].lines if line.passes}
        if found[smaller].size:
            assert passing <= {line.code for line in found[smaller].lines if line.passes}
    assert len({tuple(line.votes_for for line in outcome.lines) for outcome in found.values()}) == 1


@given(rounds())
def test_elected_tied_and_seats_always_fit(drawn: tuple[AwardRule, Form, list[Ballot]]) -> None:
    award, form, ballots = drawn
    outcome = held(award, form, ballots)
    passing = {line.code for line in outcome.lines if line.passes}
    assert set(outcome.elected) | set(outcome.tied) <= passing
    assert not set(outcome.elected) & set(outcome.tied)
    assert len(outcome.elected) + outcome.open_seats == award.seats
    assert (outcome.kind is OutcomeKind.TIE) == (len(outcome.tied) > outcome.open_seats)
    assert (outcome.kind is OutcomeKind.NOBODY) == (not passing)


@given(rounds(), st.data())
def test_run_offs_end(drawn: tuple[AwardRule, Form, list[Ballot]], data: st.DataObject) -> None:
    """However people vote, after `max_rounds` rounds no further ballot is proposed."""
    award, form, ballots = drawn
    max_rounds = data.draw(st.integers(1, 4))
    award = replace(award, max_rounds=max_rounds)
    for number in range(1, max_rounds + 1):
        outcome = held(award, form, ballots, round_number=number)
        again = next_list(outcome, form.nominees)
        if not again:
            return
        assert number < max_rounds
        assert set(again) <= set(form.nominees)
        form = Form(form.kind, again, form.max_choices)
        size = len(again)
        cells = st.text(st.sampled_from(sorted(form.alphabet)), min_size=size, max_size=size)
        ballots = [Ballot(text) for text in data.draw(st.lists(cells, min_size=1, max_size=6))]
    pytest.fail("a ballot was proposed after the last round")
