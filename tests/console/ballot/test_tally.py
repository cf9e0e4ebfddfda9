"""Ballots into totals, totals keyed by hand, double entry, recount."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ballot.forms import Ballot, BallotKind, Form, Mark
from console.ballot.tally import (
    Difference,
    Tally,
    agree,
    compare_entries,
    count_ballots,
    count_patterns,
    may_recount,
    recount_differences,
    total_problems,
)
from console.errors import BadInput

CODES = ("A", "B", "C", "D")
FORM = Form(BallotKind.APPROVE_REJECT, ("A", "B"))


@st.composite
def piles(draw: st.DrawFn) -> tuple[Form, list[Ballot]]:
    kind = draw(st.sampled_from(BallotKind))
    nominees = CODES[: draw(st.integers(1, 4))]
    form = Form(kind, nominees, draw(st.integers(1, 4)))
    size = len(nominees)
    cells = st.text(st.sampled_from(sorted(form.alphabet)), min_size=size, max_size=size)
    ballots = draw(st.lists(st.one_of(cells, st.just("!" * size)).map(Ballot), max_size=25))
    return form, ballots


def tally_one_by_one(form: Form, ballots: list[Ballot]) -> Tally:
    valid = [b for b in ballots if form.judge(b.cells).valid]
    left = {Mark.FOR, Mark.NONE} if form.kind is BallotKind.STRIKE_OUT else {Mark.FOR}
    lines = range(len(form.nominees))
    against = tuple(sum(b.marks[i] is Mark.AGAINST for b in valid) for i in lines)
    return Tally(
        nominees=form.nominees,
        valid=len(valid),
        invalid=len(ballots) - len(valid),
        blank=sum(form.judge(b.cells).blank for b in ballots),
        votes_for=tuple(sum(b.marks[i] in left for b in valid) for i in lines),
        votes_against=None if form.kind is BallotKind.CHOOSE_UP_TO else against,
    )


@given(piles())
def test_the_fast_count_agrees_with_counting_one_by_one(pile: tuple[Form, list[Ballot]]) -> None:
    form, ballots = pile
    assert count_ballots(form, ballots) == tally_one_by_one(form, ballots)


@given(piles(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_never_matters(pile: tuple[Form, list[Ballot]], random: object) -> None:
    form, ballots = pile
    shuffled = ballots.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert count_ballots(form, shuffled) == count_ballots(form, ballots)


@given(piles())
def test_sums_always_hold(pile: tuple[Form, list[Ballot]]) -> None:
    form, ballots = pile
    tally = count_ballots(form, ballots)
    assert tally.valid + tally.invalid == len(ballots) == tally.ballots
    against = tally.votes_against or (0,) * len(form.nominees)
    assert all(yes + no <= tally.valid for yes, no in zip(tally.votes_for, against, strict=True))


@given(piles())
def test_totals_of_real_ballots_always_pass_the_check_of_keyed_totals(
    pile: tuple[Form, list[Ballot]],
) -> None:
    form, ballots = pile
    tally = count_ballots(form, ballots)
    again = Tally.from_totals(
        form,
        valid=tally.valid,
        invalid=tally.invalid,
        blank=tally.blank,
        votes_for=tally.votes_for,
        votes_against=tally.votes_against,
    )
    assert again == tally


def test_a_line_with_both_or_neither_box_counts_for_neither_side() -> None:
    tally = count_ballots(FORM, [Ballot("*x"), Ballot(".-"), Ballot("..")])
    assert (tally.valid, tally.blank, tally.votes_for, tally.votes_against) == (3, 1, (0, 1), (0, 1))


def test_many_equal_ballots_are_counted_as_many() -> None:
    tally = count_patterns(FORM, Counter({"xx": 60_000, "x-": 40_000}))
    assert (tally.votes_for, tally.votes_against) == ((100_000, 60_000), (0, 40_000))


def test_a_ballot_of_another_form_is_refused() -> None:
    with pytest.raises(BadInput, match="lines"):
        count_ballots(FORM, [Ballot("xxx")])
    with pytest.raises(BadInput, match="mark"):
        count_ballots(FORM, [Ballot("xo")])


@pytest.mark.parametrize(
    ("kind", "nominees", "most", "valid", "invalid", "blank", "votes_for", "votes_against"),
    [
        (BallotKind.APPROVE_REJECT, "AB", 1, 9, 0, 0, (9, 8), (0, 2)),
        (BallotKind.APPROVE_REJECT, "AB", 1, 9, 0, 2, (8, 0), (0, 0)),
        (BallotKind.APPROVE_REJECT, "AB", 1, 9, 0, 10, (0, 0), (0, 0)),
        (BallotKind.APPROVE_REJECT, "A", 1, 9, 0, 0, (7,), (1,)),
        (BallotKind.APPROVE_REJECT, "A", 1, 9, 0, 1, (9,), (0,)),
        (BallotKind.CHOOSE_UP_TO, "AB", 1, 9, 0, 0, (5, 3), None),
        (BallotKind.CHOOSE_UP_TO, "AB", 1, 9, 0, 0, (5, 5), None),
        (BallotKind.CHOOSE_UP_TO, "AB", 1, 9, 0, 0, (5, 4), (0, 0)),
        (BallotKind.CHOOSE_UP_TO, "AB", 1, 9, 1, 2, (5, 4), None),
        (BallotKind.STRIKE_OUT, "AB", 1, 9, 0, 0, (5, 4), (4, 4)),
        (BallotKind.STRIKE_OUT, "AB", 1, 9, 0, 0, (5, 5), (4, 4)),
        (BallotKind.APPROVE_REJECT, "AB", 1, 9, 0, 0, (9,), (0,)),
        (BallotKind.APPROVE_REJECT, "AB", 1, 9, 0, 0, (9, -1), (0, 0)),
    ],
)
def test_keyed_totals_that_no_ballots_can_have_are_refused(
    kind: BallotKind,
    nominees: str,
    most: int,
    valid: int,
    invalid: int,
    blank: int,
    votes_for: tuple[int, ...],
    votes_against: tuple[int, ...] | None,
) -> None:
    form = Form(kind, tuple(nominees), most)
    numbers = {"valid": valid, "invalid": invalid, "blank": blank}
    assert total_problems(form, **numbers, votes_for=votes_for, votes_against=votes_against)
    with pytest.raises(BadInput):
        Tally.from_totals(form, **numbers, votes_for=votes_for, votes_against=votes_against)


def test_collected_is_what_was_counted_without_the_written_opinions() -> None:
    tally = count_ballots(FORM, [Ballot("xx")] * 9)
    counts = tally.counts(members=9, present=8, issued=8, written=1)
    assert (counts.collected, counts.valid) == (8, 9)
    with pytest.raises(BadInput, match="written opinions"):
        tally.counts(members=30, present=8, issued=8, written=10)


def test_two_entries_are_compared_line_by_line() -> None:
    first = [Ballot("xx"), Ballot("x-")]
    second = [Ballot("xx"), Ballot("xx")]
    (difference,) = compare_entries(FORM, first, second)
    assert difference == Difference(2, "B", Mark.AGAINST, Mark.FOR)
    with pytest.raises(BadInput, match="Ballot 2, unit B"):
        agree(FORM, first, second, {})
    assert agree(FORM, first, second, {(2, "B"): Mark.FOR}) == tuple(second)


def test_equal_entries_are_agreed_at_once() -> None:
    pile = [Ballot("x."), Ballot("!!")]
    assert compare_entries(FORM, pile, pile) == ()
    assert agree(FORM, pile, pile, {}) == tuple(pile)


def test_a_ballot_missing_from_one_entry_is_a_difference_that_no_word_can_settle() -> None:
    first, second = [Ballot("xx"), Ballot("--")], [Ballot("xx")]
    assert [d.ballot for d in compare_entries(FORM, first, second)] == [2, 2]
    with pytest.raises(BadInput, match="2 ballots and the other 1"):
        agree(FORM, first, second, {(2, "A"): Mark.FOR, (2, "B"): Mark.FOR})


def test_a_recount_says_each_number_that_changed() -> None:
    first = count_ballots(FORM, [Ballot("xx"), Ballot("x-")])
    second = count_ballots(FORM, [Ballot("xx"), Ballot("xx")])
    assert recount_differences(first, first) == ()
    assert [text.split(":")[0] for text in recount_differences(first, second)] == ["B, for", "B, against"]
    assert may_recount(0)
    assert not may_recount(1)
