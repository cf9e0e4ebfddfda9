"""What was announced is never edited: a paper is appended, even after the closing."""

import pytest

from console import attendance, record
from console.conference import Stage
from console.documents import papers
from console.errors import NotAllowed
from console.language import _
from tests.console.desk import Room, bloc, congress


def test_a_closed_conference_takes_an_appended_paper_and_nothing_else() -> None:
    room = Room(bloc()).open()
    room.desk.do(record.close, room.now())
    with pytest.raises(NotAllowed):
        room.desk.do(attendance.add_guest, "Khách", "", "", False, True)
    room.desk.do(record.correct, "Biên bản kiểm phiếu, mục III", "Số phiếu thu vào: 09.", room.now())
    assert [row.about for row in room.conference.corrections] == ["Biên bản kiểm phiếu, mục III"]


def test_an_appended_paper_stays_and_becomes_a_paper_and_a_line_of_the_record() -> None:
    room = Room(bloc()).open()
    room.desk.do(record.correct, "Chương trình", "Mục 5 do [/] x trình bày.\nHai dòng.", room.now())
    with pytest.raises(NotAllowed):
        room.desk.undo(Stage.RECORD)
    made = [paper for paper in papers(room.conference) if "bo-sung" in paper.stem]
    assert len(made) == 1
    assert "Mục 5 do [/] x trình bày." in "\n".join(made[0].document.texts())
    told = record.public_record(room.conference, "0" * 64, 1)["corrections"]
    assert isinstance(told, list)
    assert len(told) == 1


def test_before_the_opening_nothing_was_announced_that_could_be_corrected() -> None:
    room = Room(bloc())
    with pytest.raises(NotAllowed, match=_("Nothing has been announced yet")):
        room.desk.do(record.correct, "Chương trình", "Khác", room.now())


def test_only_a_congress_takes_more_delegates_and_each_unit_keeps_one() -> None:
    room = Room(bloc())
    with pytest.raises(NotAllowed):
        room.desk.do(attendance.add_delegate, 1, "Lò Văn An", "")
    room = Room(congress(12))
    before = len(room.conference.delegates)
    room.desk.do(attendance.add_delegate, 1, "Lò Văn An", "")
    assert len(room.conference.delegates) == before + 1
    room.desk.do(attendance.remove_delegate, room.conference.delegates[-1].id)
    alone = next(
        d for d in room.conference.delegates if sum(o.unit == d.unit for o in room.conference.delegates) == 1
    )
    with pytest.raises(NotAllowed):
        room.desk.do(attendance.remove_delegate, alone.id)
