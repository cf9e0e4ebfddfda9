"""One writer a folder, and the second is told who has it open."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.disk import RealDisk
from data.lock import HOLDER, LOCK, FolderInUse, FolderLock, holder

ROOT = Path(__file__).resolve().parents[2]

HOLD = """
import sys
from pathlib import Path
from data.lock import FolderLock
lock = FolderLock(Path(sys.argv[1]), program="other console")
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


class Noon:
    def now(self) -> datetime:
        return datetime(2023, 1, 9, 12, 0, tzinfo=UTC)


def test_the_second_writer_is_told_who_has_the_folder_open(tmp_path: Path) -> None:
    with FolderLock(tmp_path, clock=Noon(), program="first"):
        with pytest.raises(FolderInUse, match="12:00 09/01/2023") as caught:
            FolderLock(tmp_path).acquire()
        assert caught.value.holder is not None
        assert caught.value.holder.program == "first"
        assert caught.value.holder == holder(RealDisk(), tmp_path)


def test_a_released_folder_is_free_and_nobody_is_named(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    lock.acquire()
    lock.release()
    lock.release()
    assert holder(RealDisk(), tmp_path) is None
    with FolderLock(tmp_path):
        pass


def test_a_note_left_by_a_crash_blocks_nobody(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_bytes(b"")
    (tmp_path / HOLDER).write_bytes(b'{"program":"gone","user":"a","host":"b","pid":1,"since":"2020"}')
    with FolderLock(tmp_path, program="now"):
        found = holder(RealDisk(), tmp_path)
        assert found is not None
        assert found.program == "now"


@pytest.mark.parametrize("note", [b"", b"[]", b"{}", b"\xff", b'{"pid":"x"}'])
def test_an_unreadable_note_still_gives_a_sentence(tmp_path: Path, note: bytes) -> None:
    with FolderLock(tmp_path):
        (tmp_path / HOLDER).write_bytes(note)
        with pytest.raises(FolderInUse, match="open in another console"):
            FolderLock(tmp_path).acquire()


def test_the_lock_ends_with_the_program_that_holds_it_even_when_it_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(FolderInUse, match=f"process {other.pid}"):
            FolderLock(tmp_path).acquire()
        other.kill()
        other.wait()
    with FolderLock(tmp_path):
        pass
