"""One writer a folder: a lock of the operating system, and a note beside it that says who holds it.

The lock alone decides. It ends with the program that holds it, however that ends; the note
may outlive it and then means nothing.
"""

import contextlib
import getpass
import json
import os
import socket
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from console.clock import Clock, SystemClock
from console.errors import ConsoleError
from console.language import _
from data.disk import Disk, DiskError, RealDisk, disk_error, write_whole

LOCK = ".lock"
HOLDER = ".lock-holder.json"

_TEXT = 200


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a folder open.

    Attributes:
        program: what it calls itself.
        since: local time, ISO 8601 with offset.
    """

    program: str
    user: str
    host: str
    pid: int
    since: str


class FolderInUse(ConsoleError):
    """Another program has the folder open; `holder` is None when its note cannot be read."""

    def __init__(self, message: str, holder: Holder | None) -> None:
        super().__init__(message)
        self.holder = holder


class FolderLock:
    """The right to write in a folder; a context manager, or `acquire` and `release`.

    Keep the object: the lock is given back when it is forgotten.
    """

    def __init__(
        self,
        folder: Path,
        disk: Disk | None = None,
        clock: Clock | None = None,
        program: str = "emulation-bloc-console",
    ) -> None:
        """Prepare the lock of a folder that is there; nothing is locked yet."""
        self._folder = folder
        self._disk = disk or RealDisk()
        self._clock = clock or SystemClock()
        self._program = program
        self._lock = FileLock(folder / LOCK)

    def acquire(self) -> None:
        """Take the lock, without waiting.

        Raises:
            FolderInUse: with who has it open, since when, and what to do.
            DiskError: no lock can be kept in this folder.
        """
        try:
            self._lock.acquire(blocking=False)
        except Timeout as error:
            raise _in_use(self._folder, holder(self._disk, self._folder)) from error
        except OSError as error:
            raise disk_error(error, self._folder / LOCK) from error
        mine = Holder(
            self._program,
            _user(),
            socket.gethostname(),
            os.getpid(),
            self._clock.now().isoformat("T", "seconds"),
        )
        # A full disk must not keep anyone from opening the folder: the note only helps the second one.
        with contextlib.suppress(DiskError):
            write_whole(self._disk, self._folder / HOLDER, json.dumps(asdict(mine)).encode())

    def release(self) -> None:
        """Give the lock back. Does nothing when it is not held."""
        if not self._lock.is_locked:
            return
        with contextlib.suppress(DiskError):
            self._disk.remove(self._folder / HOLDER)
        self._lock.release()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def holder(disk: Disk, folder: Path) -> Holder | None:
    """Who says to hold the folder, or None; whether the lock is really held only `acquire` knows."""
    try:
        note = json.loads(disk.read(folder / HOLDER))
        program, user, host, since = (str(note[key])[:_TEXT] for key in ("program", "user", "host", "since"))
        return Holder(program, user, host, int(note["pid"]), since)
    except (DiskError, ValueError, TypeError, KeyError):
        return None


def _in_use(folder: Path, who: Holder | None) -> FolderInUse:
    if who is None:
        sentence = _("{folder} is open in another console. Close it there first.")
        return FolderInUse(sentence.format(folder=folder), None)
    try:
        since = datetime.fromisoformat(who.since).strftime("%H:%M %d/%m/%Y")
    except (ValueError, TypeError):
        since = "?"
    sentence = _(
        "{folder} is open in another console: user {user} on {host} (process {pid}), since {since}. "
        "Close it there first."
    )
    return FolderInUse(
        sentence.format(folder=folder, user=who.user, host=who.host, pid=who.pid, since=since), who
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
