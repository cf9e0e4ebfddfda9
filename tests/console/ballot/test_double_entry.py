"""Every ballot keyed twice: the totals both stand by, and nothing else."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ballot.double_entry import DoubleEntry
from console.ballot.forms import Ballot, BallotKind, Form, Mark
from console.ballot.tally import count_ballots, count_patterns
from console.errors import BadInput

FORM = Form(BallotKind.APPROVE_REJECT, ("A", "B"))


def keyed(form: Form, first: list[str], second: list[str]) -> DoubleEntry:
    entry = DoubleEntry(form, len(first))
    for reading in (first, second):
        for cells in reading:
            entry.put(cells)
        entry.finish_reading()
    return entry


@given(st.lists(st.text("x-*.", min_size=2, max_size=2), min_size=1, max_size=9))
def test_two_equal_readings_are_the_count_of_their_ballots(pile: list[str]) -> None:
    entry = keyed(FORM, pile, pile)
    assert entry.differences() == ()
    assert entry.tally() == count_patterns(FORM, Counter(pile))


@given(
    st.lists(st.text("x-*.", min_size=2, max_size=2), min_size=1, max_size=6),
    st.data(),
)
def test_every_difference_is_decided_before_there_are_totals(pile: list[str], data: st.DataObject) -> None:
    other = [data.draw(st.text("x-*.", min_size=2, max_size=2)) for _cells in pile]
    entry = keyed(FORM, pile, other)
    for difference in entry.differences():
        with pytest.raises(BadInput, match="differ"):
            entry.tally()
        assert difference.first is not None
        entry.decide(difference, difference.first)
    assert entry.tally() == count_ballots(FORM, [Ballot(cells) for cells in pile])


@pytest.mark.parametrize(("mark", "invalid"), [(Mark.SPOILED, 1), (Mark.FOR, 0)])
def test_a_paper_found_invalid_by_one_is_decided_as_a_whole(mark: Mark, invalid: int) -> None:
    entry = keyed(FORM, ["x-", "!!"], ["x-", "x-"])
    entry.decide(entry.differences()[0], mark)
    tally = entry.tally()
    assert (tally.valid, tally.invalid) == (2 - invalid, invalid)
    assert tally.votes_for == (2 - invalid, 0)


def test_a_reading_ends_with_the_pile_not_before_and_not_after() -> None:
    entry = DoubleEntry(FORM, 2)
    entry.put("xx")
    with pytest.raises(BadInput, match="01 of 02"):
        entry.finish_reading()
    entry.put("xx")
    with pytest.raises(BadInput, match="all of them are keyed"):
        entry.put("xx")


def test_a_ballot_taken_back_is_keyed_again() -> None:
    entry = DoubleEntry(FORM, 2)
    entry.put("xx")
    assert entry.take_back() == "xx"
    assert entry.keyed == 0
    assert entry.take_back() is None


def test_forgetting_leaves_no_row() -> None:
    entry = keyed(FORM, ["xx"], ["x-"])
    entry.decide(entry.differences()[0], Mark.FOR)
    entry.forget()
    assert not entry.begun
    assert "x" not in repr([vars(entry)[name] for name in ("_readings", "_decided")])
