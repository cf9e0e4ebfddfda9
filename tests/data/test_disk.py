"""The real disk keeps what it is given, and says in words when it cannot."""

import errno
import os
from pathlib import Path

import pytest

from data.disk import DiskError, RealDisk, disk_error, make_folder, write_whole


@pytest.fixture
def disk() -> RealDisk:
    return RealDisk()


def test_a_file_is_read_and_written_at_positions(disk: RealDisk, tmp_path: Path) -> None:
    path = tmp_path / "box"
    file = disk.open(path, create=True)
    file.pwrite(0, b"0123456789")
    file.pwrite(4, b"xy")
    file.pwrite(12, b"!")
    file.sync()
    assert file.pread(3, 4) == b"3xy6"
    assert file.pread(10, 100) == b"\0\0!"
    file.truncate(5)
    assert file.size() == disk.size(path) == 5
    file.close()
    file.close()
    assert disk.open(path).pread(0, 9) == b"0123x"
    disk.set_times(path, 1_000_000_000)
    assert path.stat().st_mtime == 1_000_000_000
    disk.open(path, create=True)
    assert disk.read(path) == b""


def test_write_whole_replaces_and_leaves_nothing_beside(disk: RealDisk, tmp_path: Path) -> None:
    write_whole(disk, tmp_path / "a", b"old")
    write_whole(disk, tmp_path / "a", b"new")
    assert disk.read(tmp_path / "a") == b"new"
    assert disk.listdir(tmp_path) == ["a"]


def test_write_whole_keeps_the_old_file_when_it_fails(
    disk: RealDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(disk, tmp_path / "a", b"old")

    def fail(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", fail)
    with pytest.raises(DiskError, match="full"):
        write_whole(disk, tmp_path / "a", b"new")
    assert disk.read(tmp_path / "a") == b"old"
    assert disk.listdir(tmp_path) == ["a"]


def test_folders_are_made_with_those_above(disk: RealDisk, tmp_path: Path) -> None:
    make_folder(disk, tmp_path / "a" / "b" / "c")
    make_folder(disk, tmp_path / "a" / "b" / "c")
    assert disk.exists(tmp_path / "a" / "b" / "c")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "full"),
        (errno.EACCES, "permission"),
        (errno.EROFS, "read-only"),
        (errno.ENOENT, "missing"),
        (errno.EIO, "fault"),
        (errno.EFBIG, "too large"),
        (errno.ENOTDIR, "Not a directory"),
    ],
)
def test_an_error_says_which_file_and_what_is_wrong(code: int, words: str) -> None:
    error = disk_error(OSError(code, os.strerror(code)), Path("/x/y"))
    assert words in str(error)
    assert "/x/y" in str(error)
    assert error.exit_code == 2
    assert error.full == (code == errno.ENOSPC)


def test_every_call_on_a_missing_file_is_a_sentence(disk: RealDisk, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    for call in (disk.read, disk.size, disk.listdir, disk.open, disk.remove, disk.sync_folder):
        with pytest.raises(DiskError, match="missing"):
            call(gone)
    with pytest.raises(DiskError, match="missing"):
        disk.replace(gone, tmp_path / "x")
    with pytest.raises(DiskError, match="missing"):
        disk.set_times(gone, 0)
