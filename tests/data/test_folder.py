"""The folder: founded once, one writer who is named to the second, read by anyone at any time."""

import contextlib
import os
from pathlib import Path

import pytest

from console import agenda
from console.errors import BadInput, ConsoleError
from data.disk import DiskError, DiskFile, RealDisk
from data.folder import CONFERENCE, PUBLIC, found, opened, read
from data.lock import FolderInUse
from tests.console.desk import bloc
from tests.data.test_store import Clock, chance


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found(tmp_path / "Khối Nội chính", bloc(), Clock())
    return tmp_path / "Khối Nội chính"


def test_a_new_folder_holds_the_conference_its_key_and_its_first_event(folder: Path) -> None:
    conference, trail = read(folder)
    assert [event.kind for event in trail] == ["conference.founded"]
    assert trail[0].final
    assert conference.meeting.key == trail[0].detail["key"]
    assert len(conference.meeting.key.replace("-", "")) == 16
    with opened(folder, Clock(), chance()) as place:
        from data import signing

        assert signing.fingerprint(place.key()) == conference.meeting.key


def test_two_folders_of_one_conference_have_two_keys(folder: Path, tmp_path: Path) -> None:
    found(tmp_path / "b", bloc(), Clock())
    assert read(folder)[0].meeting.key != read(tmp_path / "b")[0].meeting.key


def test_nothing_is_founded_over_what_is_there(folder: Path, tmp_path: Path) -> None:
    before = (folder / CONFERENCE).read_bytes()
    with pytest.raises(BadInput, match="not empty"):
        found(folder, bloc(), Clock())
    assert (folder / CONFERENCE).read_bytes() == before
    (tmp_path / "tệp").write_text("x")
    with pytest.raises(BadInput, match="is a file"):
        found(tmp_path / "tệp", bloc(), Clock())
    (tmp_path / "khác").mkdir()
    (tmp_path / "khác" / "thư.txt").write_text("x")
    with pytest.raises(BadInput, match="not empty"):
        found(tmp_path / "khác", bloc(), Clock())


def test_an_empty_folder_and_missing_parents_are_right(tmp_path: Path) -> None:
    (tmp_path / "trống").mkdir()
    for path in (tmp_path / "trống", tmp_path / "a" / "b" / "c"):
        found(path, bloc(), Clock())
        assert (path / CONFERENCE).is_file()


def test_a_place_that_may_not_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("x")
    with pytest.raises(ConsoleError, match="cannot be made"):
        found(tmp_path / "tệp" / "hoi-nghi", bloc(), Clock())


@pytest.mark.parametrize("call", ["mkdir", "listdir"])
def test_a_folder_without_permission_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def denied(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "hoi-nghi"
    if call == "listdir":
        path.mkdir()
        monkeypatch.setattr(Path, "iterdir", denied)
    else:
        monkeypatch.setattr(os, "mkdir", denied)
    with pytest.raises(ConsoleError, match="Permission denied"):
        found(path, bloc(), Clock())


def test_the_second_writer_is_told_who_has_it_open(folder: Path) -> None:
    with (
        opened(folder, Clock(), chance()) as first,
        pytest.raises(FolderInUse, match=str(os.getpid())) as refused,
        opened(folder, Clock(), chance()),
    ):
        first.desk.now()
    assert refused.value.exit_code == 2
    with opened(folder, Clock(), chance()) as later:
        assert later.recovered == ()


def test_anyone_may_read_while_it_is_open(folder: Path) -> None:
    with opened(folder, Clock(), chance()) as place:
        place.desk.do(agenda.go_on, place.desk.now())
        there = sorted(folder.iterdir())
        conference, trail = read(folder)
        assert conference == place.desk.conference
        assert len(trail) == 2
        assert sorted(folder.iterdir()) == there


def test_reading_writes_nothing(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    read(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("make", [lambda p: None, lambda p: p.mkdir(), lambda p: p.write_text("x")])
def test_where_no_conference_is_none_is_opened_or_made(tmp_path: Path, make: object) -> None:
    path = tmp_path / "không có"
    make(path)  # type: ignore[operator]
    for look in (lambda: read(path), lambda: opened(path, Clock(), chance()).__enter__()):
        with pytest.raises(BadInput, match=r"new"):
            look()
    assert path.is_dir() is (path.exists() and not path.is_file())
    assert not (path / ".lock").exists()


def test_the_room_s_view_is_written_only_where_somebody_watches(folder: Path) -> None:
    with opened(folder, Clock(), chance(), watched=False) as place:
        place.desk.do(agenda.go_on, place.desk.now())
    assert not (folder / PUBLIC).exists()
    with opened(folder, Clock(), chance()) as place:
        place.desk.do(agenda.go_on, place.desk.now())
    assert "Ổn định tổ chức" in (folder / PUBLIC).read_text("utf-8")


def test_a_view_that_cannot_be_written_stops_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise ConsoleError("the disk is full")

    monkeypatch.setattr("data.board.PublicFile._write", full)
    with opened(folder, Clock(), chance()) as place:
        place.desk.do(agenda.go_on, place.desk.now())
    assert len(read(folder)[1]) == 2


class FullAt(RealDisk):
    """A disk that is full from the n-th changing call on, or loses its program there."""

    def __init__(self, n: int, error: BaseException) -> None:
        self.left, self.error = n, error

    def _call(self) -> None:
        self.left -= 1
        if self.left <= 0:
            raise self.error

    def open(self, path: Path, *, create: bool = False) -> DiskFile:
        if create:
            self._call()
        file = super().open(path, create=create)
        write = file.pwrite

        def pwrite(offset: int, data: bytes) -> None:
            self._call()
            write(offset, data)

        file.pwrite = pwrite  # type: ignore[method-assign]
        return file

    def replace(self, source: Path, target: Path) -> None:
        self._call()
        super().replace(source, target)


def founding_calls(tmp_path: Path) -> int:
    counting = FullAt(10_000, RuntimeError())
    found(tmp_path / "đếm", bloc(), Clock(), counting)
    return 10_000 - counting.left


def test_a_founding_on_a_full_disk_leaves_nothing_and_can_be_repeated(tmp_path: Path) -> None:
    for n in range(1, founding_calls(tmp_path) + 1):
        path = tmp_path / f"{n}"
        with contextlib.suppress(DiskError):
            found(path, bloc(), Clock(), FullAt(n, DiskError("full", path)))
            continue  # the last calls only bring the files to rest; that may fail
        assert {entry.name for entry in path.iterdir()} <= {".lock"}
        found(path, bloc(), Clock())
        assert len(read(path)[1]) == 1


class Killed(BaseException):
    """The program is gone: nothing is cleaned up."""


def test_a_founding_that_was_killed_is_said_and_founded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(1, founding_calls(tmp_path) + 1):
        path = tmp_path / f"{n}"
        with monkeypatch.context() as dead:
            dead.setattr("data.folder._sweep", lambda *_: None)
            with contextlib.suppress(Killed):
                found(path, bloc(), Clock(), FullAt(n, Killed()))
        with contextlib.suppress(BadInput):
            assert len(read(path)[1]) == 1, "founded, or said to be none"
            continue
        found(path, bloc(), Clock())
        assert len(read(path)[1]) == 1
        assert not (path / ".founding").exists()


def test_a_folder_that_lost_its_conference_is_never_founded_over(folder: Path) -> None:
    (folder / CONFERENCE).unlink()
    with pytest.raises(BadInput, match="not empty"):
        found(folder, bloc(), Clock())
    assert (folder / "conference.key").exists()
