"""What papers say of two awards in one walk, of slips with codes, and of help at the ballots."""

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from console.ballot import assistance, settling
from console.ballot.forms import Ballot
from console.ballot.polling import Polling
from console.documents import papers
from console.documents.model import Table
from console.rules import CERTIFICATE, FLAG, BallotRule, Rules
from tests.console.ballot.test_slips import Printer
from tests.console.desk import KEYS, Room, approvals, bloc

AWARDS = (FLAG, replace(CERTIFICATE, seats=2))


def decided(room: Room) -> None:
    """The round under way is counted, announced and settled by its first way on."""
    room.polling.count(KEYS)
    row = room.polling.announce()
    room.desk.do(settling.take, row.id, settling.options(room.conference, row)[0])


@pytest.fixture(scope="module")
def walked() -> Room:
    """Unit 1 is proposed for the flag, and had 9 marks for the certificate on the same walk."""
    room = Room(bloc(Rules(awards=AWARDS))).open(8, 1)
    room.list_only("CO", (1, 2))
    room.list_only("BK", (1, 2, 3, 4))
    room.desk.do(assistance.note, 5, "Hà Văn Giúp")
    room.polling.open("CO", "BK")
    flag, certificate = approvals([9, 0], 9), approvals([9, 8, 7, 1], 9)
    for delegate, one, two in zip(room.polling.waiting(), flag, certificate, strict=False):
        room.polling.cast(room.polling.call(delegate), Ballot(one), Ballot(two))
    written = room.polling.admit_written()
    assert written is not None
    room.polling.cast(written, Ballot(flag[-1]), Ballot(certificate[-1]))
    room.polling.close()
    decided(room)
    decided(room)
    return room


def paper(room: Room, stem: str) -> list[str]:
    made = next(p for p in papers(room.conference, "ab" * 32) if p.stem.endswith(stem))
    return list(made.document.texts())


@pytest.mark.parametrize("stem", ["kiem-phieu-bk", "binh-xet", "bien-ban-hoi-nghi"])
def test_the_papers_say_who_was_not_counted_and_give_no_number_for_it(walked: Room, stem: str) -> None:
    text = "\n".join(paper(walked, stem))
    assert "Đơn vị 1 tỉnh Mẫu đã được Hội nghị đề nghị Cờ thi đua nên không tính" in text
    assert "Đã được đề nghị Cờ thi đua, không tính" in text
    made = next(p for p in papers(walked.conference) if p.stem.endswith(stem)).document
    struck = [
        row
        for block in made.blocks
        if isinstance(block, Table)
        for row in block.rows
        if row[-1].endswith("không tính")
    ]
    assert struck == [("04", "Đơn vị 1 tỉnh Mẫu", "-", "-", "-", struck[0][-1])]


def test_the_first_award_says_that_it_was_voted_with_the_second(walked: Room) -> None:
    text = "\n".join(paper(walked, "kiem-phieu-co"))
    assert "Bỏ phiếu cùng một lượt với Bằng khen" in text
    assert "chỉ kiểm phiếu phần này sau" not in text
    assert "nên không tính" not in text


@pytest.mark.parametrize("stem", ["kiem-phieu-co", "kiem-phieu-bk", "binh-xet", "bien-ban-hoi-nghi"])
def test_help_at_the_ballot_is_minuted(walked: Room, stem: str) -> None:
    said = [text for text in paper(walked, stem) if "trợ giúp khi bỏ phiếu" in text]
    assert said == [
        "Đồng chí Người Đại Diện 5 (Đơn vị 5 tỉnh Mẫu) được Hà Văn Giúp, do đồng chí tự chọn, trợ giúp khi "
        "bỏ phiếu."
    ]


def test_help_is_not_told_where_nothing_secret_was_voted() -> None:
    room = Room(bloc()).open()
    room.desk.do(assistance.note, 5, "Hà Văn Giúp")
    assert not [t for p in papers(room.conference) for t in p.document.texts() if "trợ giúp" in t]


def test_slips_with_codes_are_told_once_a_paper_and_only_where_they_were_drawn(walked: Room) -> None:
    room = Room(bloc(Rules(awards=AWARDS, ballot=BallotRule(admission="codes")))).open()
    room.list_only("CO", (1, 2))
    printer = Printer()
    room.polling = Polling(room.desk, room.boxes, printer)
    room.polling.draw_slips("CO")
    codes = printer.codes
    room.polling.open("CO")
    for code in codes:
        room.polling.cast(room.polling.admit(code), Ballot("x-"))
    room.polling.close()
    decided(room)
    for stem in ("kiem-phieu-co", "binh-xet"):
        assert "\n".join(paper(room, stem)).count("bốc một phiếu mã") == 1
        assert "phiếu mã" not in "\n".join(paper(walked, stem))
    every = "\n".join(t for p in papers(room.conference) for t in p.document.texts())
    assert not any(code in every.replace(" ", "") for code in codes)


def test_how_the_count_of_the_second_award_reads(walked: Room, snapshot: SnapshotAssertion) -> None:
    assert "\n".join(paper(walked, "kiem-phieu-bk")) == snapshot
