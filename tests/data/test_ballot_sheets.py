"""Ballot papers: the exact number, two to a sheet, unsigned, unnumbered, every line on them."""

import re
from dataclasses import replace

import pytest

from console.ballot.forms import BallotKind
from console.conference import Conference, Presence
from console.documents import ballot_paper
from console.errors import NotAllowed
from console.rules import FLAG, BlocRule, Rules
from data.ballot_sheets import render
from tests.screens.conference import small_conference


def conference(present: int = 9, kind: BallotKind = BallotKind.APPROVE_REJECT) -> Conference:
    made = small_conference(
        Rules(bloc=BlocRule(name="Khối thi đua Mẫu"), awards=(replace(FLAG, ballot=kind, shortlist=0),))
    )
    rows = tuple(
        replace(d, presence=Presence.PRESENT if d.id <= present else Presence.ABSENT) for d in made.delegates
    )
    return made.change(delegates=rows)


def sheet_of(made: Conference) -> str:
    return render(ballot_paper.build(made, "CO")).decode()


@pytest.mark.parametrize(("present", "papers"), [(9, 12), (8, 10), (7, 10), (1, 4)])
def test_there_are_as_many_papers_as_voters_and_spares_two_to_a_sheet(present: int, papers: int) -> None:
    page = sheet_of(conference(present))
    assert page.count('<article class="paper">') == papers
    assert page.count('<section class="sheet') * 2 == papers
    assert "size: A5 landscape" in page
    assert f"{present:02d} phiếu phát ra và {papers - present:02d} phiếu dự phòng" in page


@pytest.mark.parametrize("kind", list(BallotKind))
def test_every_paper_is_the_same_unsigned_and_without_a_number(kind: BallotKind) -> None:
    page = sheet_of(conference(kind=kind))
    papers = set(re.findall(r'<article class="paper">.*?</article>', page, re.DOTALL))
    assert len(papers) == 1
    (paper,) = papers
    assert "Phiếu không ký tên." in paper
    assert "Số:" not in paper
    assert paper.index('class="seal"') < paper.index("CỘNG HÒA XÃ HỘI")
    assert "DỮ LIỆU MẪU" in paper


def test_the_three_forms_have_their_own_columns_and_notes() -> None:
    assert "Không đồng ý" in sheet_of(conference())
    choose = sheet_of(conference(kind=BallotKind.CHOOSE_UP_TO))
    assert "PHIẾU SUY TÔN" in choose
    assert "Phiếu hợp lệ chọn không quá 01 đơn vị." in choose
    assert "Gạch ngang tên đơn vị không chọn" in sheet_of(conference(kind=BallotKind.STRIKE_OUT))


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (BallotKind.APPROVE_REJECT, "Không đánh dấu ở dòng của đơn vị mình."),
        (BallotKind.CHOOSE_UP_TO, "Không đánh dấu ở dòng của đơn vị mình."),
        (BallotKind.STRIKE_OUT, "Gạch cả tên đơn vị mình, nếu có trong danh sách."),
    ],
)
def test_a_barred_vote_for_oneself_is_said_on_the_paper(kind: BallotKind, told: str) -> None:
    made = conference(kind=kind)
    assert told not in sheet_of(made)
    barred = replace(made.rules, ballot=replace(made.rules.ballot, self_vote=False))
    assert told in sheet_of(made.change(rules=barred))


def test_a_list_too_long_for_half_a_sheet_gets_sheets_of_its_own() -> None:
    papers = ballot_paper.build(conference(), "CO")
    long = render(replace(papers, rows=papers.rows * 5)).decode()
    assert long.count('class="sheet long"') == papers.papers
    assert long.count("Công an tỉnh Mẫu") == 5 * papers.papers


def test_a_rehearsal_is_marked() -> None:
    made = conference()
    assert "CHẠY THỬ" in sheet_of(made.change(meeting=replace(made.meeting, rehearsal=True)))


def test_nobody_present_is_nothing_to_print() -> None:
    with pytest.raises(NotAllowed, match="nothing to print"):
        ballot_paper.build(conference(0), "CO")
