"""The one door to the disk: every file the console writes goes through a `Disk`.

Production has `RealDisk`. Tests put a model of a disk that loses power, fills up or fails in its place,
which is why the calls are few and each does one thing that a disk can promise.
"""

import contextlib
import errno
import os
import sys
import time
from pathlib import Path
from typing import Protocol

from console.errors import ConsoleError
from console.language import _

FILE_TIME = 1_577_836_800
"""What both times of every file of a box, and of what the room sees, are set to after each write: 2020-01-01,
UTC."""

TEMPORARY = ".new"
"""What `write_whole` appends to a file's name while the new content is not yet whole."""

_WINDOWS = sys.platform == "win32"
_REPLACE_PAUSES = (0.01, 0.03, 0.1, 0.3, 1.0)
"""Seconds between tries: on Windows a virus scanner may hold a file for a moment after it was written."""


class DiskError(ConsoleError):
    """The disk refused: full, read-only, no permission, missing, broken. Says which file and what to do.

    Attributes:
        path: the file or folder.
        code: the system's error number (`errno`), 0 when unknown.
    """

    def __init__(self, message: str, path: Path, code: int = 0) -> None:
        super().__init__(message)
        self.path = path
        self.code = code

    @property
    def full(self) -> bool:
        """Whether there was no room left."""
        return self.code in _FULL


class DiskFile(Protocol):
    """An open file, read and written at positions (bytes from its start). One user at a time."""

    def pread(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes from `offset`; fewer only at the end of the file."""
        ...

    def pwrite(self, offset: int, data: bytes) -> None:
        """Write all of `data` at `offset`, growing the file as needed. Durable only after `sync`."""
        ...

    def size(self) -> int:
        """Length in bytes."""
        ...

    def truncate(self, length: int) -> None:
        """Cut (or fill with zeros) to `length`. Durable only after `sync`."""
        ...

    def sync(self) -> None:
        """Return when content and length are on the disk.

        Never call it again after it failed: the system may have dropped what it could not write and
        would then answer "done". Open the file anew and look at what it holds.
        """
        ...

    def close(self) -> None:
        """Let go of the file; does not sync."""
        ...


class Disk(Protocol):
    """What the console asks of a file system. Every method raises `DiskError` and nothing else."""

    def read(self, path: Path) -> bytes:
        """The whole content."""
        ...

    def exists(self, path: Path) -> bool:
        """Whether there is a file or a folder of this name."""
        ...

    def size(self, path: Path) -> int:
        """Length in bytes."""
        ...

    def listdir(self, folder: Path) -> list[str]:
        """The names in a folder, sorted."""
        ...

    def open(self, path: Path, *, create: bool = False) -> DiskFile:
        """Open for reading and writing; with `create` a new, empty file (an old one is emptied)."""
        ...

    def replace(self, source: Path, target: Path) -> None:
        """Rename, in one step, over whatever `target` was. Durable only after `sync_folder`."""
        ...

    def remove(self, path: Path) -> None:
        """Remove a file."""
        ...

    def mkdir(self, folder: Path) -> None:
        """Make a folder and those above it; fine when it is there."""
        ...

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in the folder (new, renamed, removed) are on the disk."""
        ...

    def set_times(self, path: Path, seconds: int) -> None:
        """Set both times of a file to a moment (seconds since 1970, UTC)."""
        ...


def write_whole(disk: Disk, path: Path, data: bytes) -> None:
    """Replace a file's content, durably: after a crash it is the old or the new one, never a mixture.

    Old content stays in free blocks of the disk, so a ballot box is never written this way.

    Raises:
        DiskError: `path` holds the old content, or (only when the folder could not be synced) the new.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        file = disk.open(temporary, create=True)
        try:
            file.pwrite(0, data)
            file.sync()
        finally:
            file.close()
        disk.replace(temporary, path)
    except DiskError:
        with contextlib.suppress(DiskError):
            disk.remove(temporary)
        raise
    disk.sync_folder(path.parent)


def write_over(disk: Disk, path: Path, data: bytes) -> None:
    """Write a file where it lies, made when it is not there; both its times are `FILE_TIME`. Durable.

    For what must leave no old content in free blocks; unlike `write_whole`, a power cut may leave a mixture.
    """
    there = disk.exists(path)
    file = disk.open(path, create=not there)
    try:
        file.pwrite(0, data)
        file.truncate(len(data))
        disk.set_times(path, FILE_TIME)
        file.sync()
    finally:
        file.close()
    if not there:
        disk.sync_folder(path.parent)


def wipe(disk: Disk, path: Path) -> None:
    """Overwrite a file with blanks where it lies, then empty it; what a disk keeps by itself stays."""
    file = disk.open(path)
    try:
        file.pwrite(0, b" " * file.size())
        file.sync()
        file.truncate(0)
        disk.set_times(path, FILE_TIME)
        file.sync()
    finally:
        file.close()


def make_folder(disk: Disk, folder: Path) -> None:
    """Make a folder and those above it, durably."""
    if disk.exists(folder):
        return
    missing = [folder]
    while not disk.exists(missing[-1].parent) and missing[-1].parent != missing[-1]:
        missing.append(missing[-1].parent)
    disk.mkdir(folder)
    for made in reversed(missing):
        disk.sync_folder(made.parent)


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC})


def disk_error(error: OSError, path: Path) -> DiskError:
    """The system's error in a sentence: which file, what is wrong, what to do."""
    code = error.errno or 0
    if code in _FULL:
        sentence = _("The disk is full: {path} could not be saved. Free some space, then try again.")
    elif code in (errno.EACCES, errno.EPERM):
        sentence = _("No permission for {path}. Change the folder's permissions or take another folder.")
    elif code == errno.EROFS:
        sentence = _("{path} is on a read-only disk. Copy the folder to a disk that can be written.")
    elif code == errno.ENOENT:
        sentence = _("{path} is missing. Check the path, or put the file back from a copy.")
    elif code == errno.EIO:
        sentence = _("The disk reports a fault at {path}. Copy the folder to another disk and go on there.")
    elif code == errno.EFBIG:
        sentence = _("{path} has become too large for this disk. Copy the folder to another disk.")
    else:
        sentence = _("{path} cannot be used. The system says: {reason}.")
    return DiskError(sentence.format(path=path, reason=error.strerror or error), path, code)


class _RealFile:
    """A file descriptor; on Windows, which has no pread, with a seek before each call."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    def pread(self, offset: int, length: int) -> bytes:
        parts: list[bytes] = []
        try:
            while length > 0 and (part := self._read_at(offset, length)):
                parts.append(part)
                offset += len(part)
                length -= len(part)
        except OSError as error:
            raise disk_error(error, self._path) from error
        return b"".join(parts)

    def pwrite(self, offset: int, data: bytes) -> None:
        try:
            written = self._write_at(offset, data)
            while written < len(data):
                written += self._write_at(offset + written, data[written:])
        except OSError as error:
            raise disk_error(error, self._path) from error

    def size(self) -> int:
        try:
            return os.fstat(self._descriptor).st_size
        except OSError as error:
            raise disk_error(error, self._path) from error

    def truncate(self, length: int) -> None:
        try:
            os.ftruncate(self._descriptor, length)
        except OSError as error:
            raise disk_error(error, self._path) from error

    def sync(self) -> None:
        try:
            _sync(self._descriptor)
        except OSError as error:
            raise disk_error(error, self._path) from error

    def close(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor < 0:
            return
        try:
            os.close(descriptor)
        except OSError as error:
            raise disk_error(error, self._path) from error

    if sys.platform == "win32":

        def _read_at(self, offset: int, length: int) -> bytes:
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            return os.read(self._descriptor, length)

        def _write_at(self, offset: int, data: bytes) -> int:
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            return os.write(self._descriptor, data)

    else:

        def _read_at(self, offset: int, length: int) -> bytes:
            return os.pread(self._descriptor, length, offset)

        def _write_at(self, offset: int, data: bytes) -> int:
            return os.pwrite(self._descriptor, data, offset)


def _sync(descriptor: int) -> None:
    """The strongest promise the system has that content and length are on the disk."""
    if sys.platform == "darwin":
        import fcntl

        # There fsync stops at the drive's cache; some disks know no F_FULLFSYNC.
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
        os.fsync(descriptor)
    elif sys.platform == "win32":
        os.fsync(descriptor)
    else:
        os.fdatasync(descriptor)


class RealDisk:
    """The disk of this machine."""

    def read(self, path: Path) -> bytes:
        """The whole content."""
        try:
            return path.read_bytes()
        except OSError as error:
            raise disk_error(error, path) from error

    def exists(self, path: Path) -> bool:
        """Whether there is a file or a folder of this name."""
        return os.path.lexists(path)

    def size(self, path: Path) -> int:
        """Length in bytes."""
        try:
            return path.stat().st_size
        except OSError as error:
            raise disk_error(error, path) from error

    def listdir(self, folder: Path) -> list[str]:
        """The names in a folder, sorted."""
        try:
            return sorted(os.listdir(folder))
        except OSError as error:
            raise disk_error(error, folder) from error

    def open(self, path: Path, *, create: bool = False) -> DiskFile:
        """Open for reading and writing; with `create` a new, empty file."""
        flags = os.O_RDWR | getattr(os, "O_BINARY", 0) | (os.O_CREAT | os.O_TRUNC if create else 0)
        try:
            return _RealFile(path, os.open(path, flags, 0o600))
        except OSError as error:
            raise disk_error(error, path) from error

    def replace(self, source: Path, target: Path) -> None:
        """Rename in one step."""
        for pause in (*_REPLACE_PAUSES, None):
            try:
                os.replace(source, target)
                return
            except OSError as error:
                if not _WINDOWS or pause is None or not isinstance(error, PermissionError):
                    raise disk_error(error, target) from error
                time.sleep(pause)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        try:
            path.unlink()
        except OSError as error:
            raise disk_error(error, path) from error

    def mkdir(self, folder: Path) -> None:
        """Make a folder and those above it."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise disk_error(error, folder) from error

    def sync_folder(self, folder: Path) -> None:
        """Make the folder's names durable; Windows does so by itself and offers no call for it."""
        if _WINDOWS:
            return
        try:
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            except OSError as error:
                # Some file systems (USB sticks through FUSE) know no fsync of a folder.
                if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                    raise
            finally:
                os.close(descriptor)
        except OSError as error:
            raise disk_error(error, folder) from error

    def set_times(self, path: Path, seconds: int) -> None:
        """Set both times of a file."""
        try:
            os.utime(path, (seconds, seconds))
        except OSError as error:
            raise disk_error(error, path) from error
