"""Which ballots are valid, which are blank, which lines count."""

from dataclasses import replace

import pytest

from console.ballot.forms import Ballot, BallotKind, Flaw, Form, Mark
from console.ballot.tally import count_ballots
from console.errors import BadInput

APPROVE = Form(BallotKind.APPROVE_REJECT, ("A", "B", "C"))
SINGLE = Form(BallotKind.APPROVE_REJECT, ("A",))
CHOOSE = Form(BallotKind.CHOOSE_UP_TO, ("A", "B", "C"), 2)
STRIKE = Form(BallotKind.STRIKE_OUT, ("A", "B", "C"), 2)


@pytest.mark.parametrize(
    ("form", "cells", "flaw", "blank"),
    [
        (APPROVE, "xxx", None, False),
        (APPROVE, "x-.", None, False),
        (APPROVE, "***", None, False),
        (APPROVE, "...", None, True),
        (APPROVE, "!!!", Flaw.SPOILED, False),
        (SINGLE, "x", None, False),
        (SINGLE, "-", None, False),
        (SINGLE, ".", Flaw.EMPTY, True),
        (SINGLE, "*", Flaw.BOTH_BOXES, False),
        (CHOOSE, "x..", None, False),
        (CHOOSE, "xx.", None, False),
        (CHOOSE, "xxx", Flaw.TOO_MANY, False),
        (CHOOSE, "...", Flaw.EMPTY, True),
        (STRIKE, "-..", None, False),
        (STRIKE, "x--", None, False),
        (STRIKE, "...", Flaw.TOO_MANY, False),
        (STRIKE, "---", Flaw.ALL_STRUCK, False),
    ],
)
def test_validity_by_kind_of_ballot(form: Form, cells: str, flaw: Flaw | None, blank: bool) -> None:
    verdict = form.judge(cells)
    assert (verdict.flaw, verdict.blank, verdict.valid) == (flaw, blank, flaw is None)


@pytest.mark.parametrize(
    ("form", "cells"),
    [(CHOOSE, "x-."), (CHOOSE, "*.."), (STRIKE, "*.."), (APPROVE, "xx"), (APPROVE, "xxo"), (APPROVE, "x!x")],
)
def test_what_cannot_stand_on_the_paper_is_refused(form: Form, cells: str) -> None:
    with pytest.raises(BadInput):
        form.check(cells)


def test_a_form_needs_nominees_each_once_and_a_choice() -> None:
    for nominees, most in (((), 1), (("A", "A"), 1), (("A",), 0)):
        with pytest.raises(BadInput):
            Form(BallotKind.CHOOSE_UP_TO, nominees, most)


def test_a_unit_barred_from_its_own_line_marks_all_others() -> None:
    assert APPROVE.lines_for("B", self_vote=False) == (0, 2)
    assert APPROVE.lines_for("B", self_vote=True) == (0, 1, 2)
    assert APPROVE.lines_for("Z", self_vote=False) == (0, 1, 2)
    assert SINGLE.lines_for("A", self_vote=False) == ()


def test_a_barred_line_is_never_a_vote_for_oneself() -> None:
    for form in (APPROVE, CHOOSE, STRIKE):
        cells = "".join(
            Mark.NONE if line in form.lines_for("B", self_vote=False) else form.barred for line in range(3)
        )
        tally = count_ballots(replace(form, max_choices=3), [Ballot(cells)])
        assert tally.votes_for[1] == 0
    assert STRIKE.barred is Mark.AGAINST


def test_a_voters_own_name_that_is_struck_out_is_not_among_those_left() -> None:
    own = STRIKE.barred
    assert STRIKE.judge(f".{own}.").valid
    assert STRIKE.judge("...").flaw is Flaw.TOO_MANY


def test_a_ballot_is_its_marks_and_nothing_else() -> None:
    ballot = Ballot.of(Mark.FOR, Mark.AGAINST, Mark.NONE)
    assert ballot == Ballot("x-.")
    assert ballot.marks == (Mark.FOR, Mark.AGAINST, Mark.NONE)
    assert Ballot.spoiled(3) == Ballot("!!!")
    assert not hasattr(ballot, "__dict__")


def test_every_flaw_has_its_words() -> None:
    assert len({flaw.words() for flaw in Flaw}) == len(Flaw)
