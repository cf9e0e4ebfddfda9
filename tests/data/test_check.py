"""`check`: sound, mended by itself, or a person must look; with what and where."""

import io
from pathlib import Path

import pytest

from console import agenda, attendance
from console.ballot import tellers
from console.ballot.polling import Polling
from console.errors import BadInput
from data.check import check_command
from data.folder import CONFERENCE, Opened, found, opened
from data.lock import FolderInUse
from tests.console.desk import bloc
from tests.data.test_store import Clock, chance


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found(tmp_path / "hoi-nghi", bloc(), Clock())
    return tmp_path / "hoi-nghi"


def check(folder: Path) -> tuple[int, str]:
    out = io.StringIO()
    return check_command(folder, out), out.getvalue()


def begin_ballot(place: Opened) -> Polling:
    desk = place.desk
    desk.do(attendance.mark_all_present, desk.now())
    desk.do(attendance.open_conference, desk.now())
    people = tuple(tellers.Candidate(f"Kiểm Phiếu {n}", n) for n in (7, 8, 9))
    desk.do(tellers.elect, people, 9, 0, 0, 9, desk.now())
    polling = Polling(desk, place.boxes)
    polling.open("CO")
    return polling


def test_a_sound_folder(folder: Path) -> None:
    before = (folder / CONFERENCE).read_bytes()
    code, said = check(folder)
    assert code == 0
    assert "sound" in said
    assert "1 events" in said
    assert (folder / CONFERENCE).read_bytes() == before


def test_what_opening_mended_is_said_once(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "after a power cut"
    with opened(folder, Clock(), chance()) as place:
        place.desk.do(agenda.go_on, place.desk.now())
        copy.mkdir()
        for path in folder.iterdir():
            if path.is_file():
                (copy / path.name).write_bytes(path.read_bytes())
    code, said = check(copy)
    assert code == 0
    assert "1 saved step was recovered" in said
    assert "recovered" not in check(copy)[1]


def test_an_open_box_is_told_by_its_counts(folder: Path) -> None:
    with opened(folder, Clock(), chance()) as place:
        polling = begin_ballot(place)
        from console.ballot.forms import Ballot

        size = len(polling.current().nominees)
        polling.cast(polling.call(3), Ballot("x" * size))
    code, said = check(folder)
    assert code == 0
    assert "Box CO-1-1: 01 of 09" in said


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_a_changed_byte_needs_a_person_and_the_file_is_named(folder: Path, place: float) -> None:
    path = folder / CONFERENCE
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 1
    path.write_bytes(bytes(content))
    code, said = check(folder)
    assert code == 1
    assert "conference.json" in said
    assert path.read_bytes() == bytes(content), "nothing is mended that nobody understands"


def test_a_box_that_is_gone_needs_a_person(folder: Path) -> None:
    with opened(folder, Clock(), chance()) as place:
        begin_ballot(place)
    for path in (folder / "boxes").glob("CO-1-1*"):
        path.write_bytes(b"x")
    code, said = check(folder)
    assert code == 1
    assert "CO-1-1" in said


def test_no_conference_and_a_folder_in_use_are_no_verdict(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        check(tmp_path)
    with opened(folder, Clock(), chance()), pytest.raises(FolderInUse):
        check(folder)
