"""Shares, thresholds, quorum, and what the numbers of a round must add up to."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ballot.majority import (
    PRESETS,
    QUORUM_PRESETS,
    Base,
    Comparison,
    Counts,
    Quorum,
    Threshold,
    parse_share,
    percent,
)
from console.errors import BadInput

FLAG = Threshold.parse("80/100", ">=", "members")

shares = st.fractions(min_value=0, max_value=1, max_denominator=200)
thresholds = st.builds(
    lambda share, comparison: Threshold(
        share, comparison, Base.MEMBERS, f"{share.numerator}/{share.denominator}"
    ),
    shares,
    st.sampled_from(Comparison),
)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("80/100", Fraction(4, 5)),
        ("2/3", Fraction(2, 3)),
        ("80%", Fraction(4, 5)),
        ("66,5%", Fraction(133, 200)),
        ("0", Fraction(0)),
        ("1", Fraction(1)),
    ],
)
def test_a_share_is_read_as_the_rules_write_it(text: str, share: Fraction) -> None:
    assert parse_share(text) == share


@pytest.mark.parametrize(
    "text", ["", "80", "0.8", "-1/2", "1/0", "3/2", "101%", "2 / 3", "a", "1/2/3", "٨/٩"]
)
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput, match="share"):
        parse_share(text)


def test_what_was_written_is_kept_for_the_papers() -> None:
    assert FLAG.text == "80/100"
    assert FLAG.share_words() == "80%"
    assert Threshold.parse("2/3", ">", "valid").words() == "more than 2/3 of valid ballots"


@pytest.mark.parametrize(("comparison", "base"), [("=>", "members"), (">=", "everyone")])
def test_an_unknown_comparison_or_base_is_refused(comparison: str, base: str) -> None:
    with pytest.raises(BadInput, match="is not a"):
        Threshold.parse("1/2", comparison, base)


def test_six_of_nine_is_exactly_two_thirds() -> None:
    assert Threshold.parse("2/3", ">=", "members").reached(6, 9)
    assert not Threshold.parse("2/3", ">", "members").reached(6, 9)
    assert not Threshold.parse("6667/10000", ">=", "members").reached(6, 9)


def test_half_is_not_more_than_half() -> None:
    assert not Threshold.parse("1/2", ">", "members").reached(5, 10)
    assert Threshold.parse("1/2", ">=", "members").reached(5, 10)


def test_eighty_percent_of_nine_needs_eight() -> None:
    assert FLAG.needed(9) == 8


def test_a_threshold_of_zero_still_needs_one_vote() -> None:
    for comparison in Comparison:
        zero = Threshold.parse("0", comparison, "members")
        assert not zero.reached(0, 9)
        assert zero.reached(1, 9)
        assert zero.needed(9) == 1


def test_an_empty_base_passes_nobody() -> None:
    assert not Threshold.parse("0", ">=", "valid").reached(3, 0)


@given(thresholds, st.integers(1, 400), st.integers(0, 400))
def test_needed_is_the_smallest_number_that_is_enough(rule: Threshold, size: int, votes: int) -> None:
    assert rule.reached(votes, size) == (votes >= rule.needed(size))


@given(thresholds, st.integers(1, 10**6), st.integers(0, 10**6))
def test_reached_is_the_plain_comparison_of_fractions(rule: Threshold, size: int, votes: int) -> None:
    given_share = Fraction(votes, size)
    above = rule.comparison is Comparison.MORE_THAN
    expected = given_share > rule.share if above else given_share >= rule.share
    assert rule.reached(votes, size) == (expected and votes > 0)


@pytest.mark.parametrize(
    ("votes", "size", "shown"),
    [
        (6, 9, "66,67"),
        (8, 9, "88,89"),
        (1, 3, "33,33"),
        (9, 9, "100,00"),
        (0, 7, "0,00"),
        (1, 32, "3,13"),
        (1, 800, "0,13"),
        (1, 160, "0,63"),
        (1, 20000, "0,01"),
        (1, 20001, "0,00"),
    ],
)
def test_percent_has_two_digits_a_comma_and_rounds_half_up(votes: int, size: int, shown: str) -> None:
    assert percent(votes, size) == shown


ROUND = {
    "members": 9,
    "present": 8,
    "issued": 8,
    "collected": 7,
    "written": 1,
    "valid": 6,
    "invalid": 2,
    "blank": 1,
}


def test_written_opinions_are_added_to_present_issued_and_collected_only() -> None:
    counts = Counts(**ROUND)
    assert [counts.base(base) for base in Base] == [9, 9, 9, 8, 6]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"present": 10}, "present = 10"),
        ({"written": 2}, "written = 2"),
        ({"valid": 7}, "do not add up"),
        ({"collected": 8}, "do not add up"),
        ({"blank": 9}, "blank"),
        ({"issued": -1}, "issued = -1"),
    ],
)
def test_numbers_that_contradict_each_other_are_refused(change: dict[str, int], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        Counts(**(ROUND | change))


def test_more_ballots_than_were_handed_out_void_the_round() -> None:
    assert Counts(9, 9, 9, 10, 0, 10, 0, 0).void
    assert not Counts(9, 9, 9, 9, 0, 9, 0, 0).void


def test_more_ballots_than_units_present_void_it_too() -> None:
    assert Counts(9, 8, 9, 9, 0, 9, 0, 0).void


@given(st.data())
def test_no_share_exceeds_one_while_the_round_is_not_void(data: st.DataObject) -> None:
    members = data.draw(st.integers(0, 30))
    present = data.draw(st.integers(0, members))
    written = data.draw(st.integers(0, members - present))
    collected = data.draw(st.integers(0, members))
    issued = data.draw(st.integers(0, members))
    invalid = data.draw(st.integers(0, collected + written))
    valid = collected + written - invalid
    counts = Counts(members, present, issued, collected, written, valid, invalid, 0)
    if not counts.void:
        assert all(valid <= counts.base(base) for base in Base)


def test_the_quorum_counts_those_present_and_written_opinions_only_where_the_rules_say_so() -> None:
    two_thirds = Threshold.parse("2/3", ">=", "members")
    assert Quorum(two_thirds).reached(6, 0, 9)
    assert not Quorum(two_thirds).reached(5, 1, 9)
    assert Quorum(two_thirds, count_written=True).reached(5, 1, 9)
    assert not Quorum(two_thirds).reached(0, 0, 0)


def test_the_presets_are_those_of_the_domain_file() -> None:
    written = {
        p.code: (p.flag.text, p.flag.comparison, p.certificate.text, p.certificate.comparison)
        for p in PRESETS
    }
    assert written["default"] == ("80/100", ">=", "1/2", ">")
    assert list(written) == ["default", "strict", "two_thirds", "half", "ranked"]
    assert [quorum.threshold.needed(9) for quorum in QUORUM_PRESETS] == [6, 5, 7, 9, 9]
