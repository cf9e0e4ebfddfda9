"""A disk down to its blocks: what a file gave up stays on it, as a search of the raw disk would find it.

`Platter()` writes a changed block where it stood, as ext4, NTFS or exFAT do; `Platter(copying=True)` writes
it elsewhere, as btrfs, ZFS or APFS do. Freed blocks are never used again: the worst that can happen.
"""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from data.disk import DiskFile, disk_error

BLOCK = 4096


class Platter:
    """Implements `data.disk.Disk` over numbered blocks."""

    def __init__(self, *, copying: bool = False) -> None:
        self.copying = copying
        self.blocks: list[bytes] = []
        self._files: dict[Path, PlatterFile] = {}
        self._folders: set[Path] = set()

    def raw(self) -> bytes:
        """The whole disk."""
        return b"".join(self.blocks)

    def read(self, path: Path) -> bytes:
        file = self._file(path)
        return file.pread(0, file.length)

    def exists(self, path: Path) -> bool:
        return path in self._files or path in self._folders

    def size(self, path: Path) -> int:
        return self._file(path).length

    def listdir(self, folder: Path) -> list[str]:
        return sorted(path.name for path in self._files if path.parent == folder)

    def open(self, path: Path, *, create: bool = False) -> DiskFile:
        if create:
            self._files.setdefault(path, PlatterFile(self)).truncate(0)
        return self._file(path)

    def replace(self, source: Path, target: Path) -> None:
        self._files[target] = self._file(source)
        del self._files[source]

    def remove(self, path: Path) -> None:
        self._file(path)
        del self._files[path]

    def mkdir(self, folder: Path) -> None:
        self._folders.update((folder, *folder.parents))

    def sync_folder(self, folder: Path) -> None:
        pass

    def set_times(self, path: Path, seconds: int) -> None:
        self._file(path)

    def _file(self, path: Path) -> "PlatterFile":
        if path not in self._files:
            raise disk_error(FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)), path)
        return self._files[path]


class PlatterFile:
    def __init__(self, disk: Platter) -> None:
        self._disk = disk
        self._at: list[int] = []
        self.length = 0

    def pread(self, offset: int, length: int) -> bytes:
        end = min(self.length, offset + length)
        content = b"".join(self._disk.blocks[number] for number in self._at)
        return content[offset:end]

    def pwrite(self, offset: int, data: bytes) -> None:
        self._room(offset + len(data))
        blocks = self._disk.blocks
        for place in range(offset // BLOCK, -(-(offset + len(data)) // BLOCK)):
            start = place * BLOCK
            old = blocks[self._at[place]]
            here, there = max(offset, start) - start, min(offset + len(data), start + BLOCK) - start
            part = data[start + here - offset : start + there - offset]
            new = old[:here] + part + old[there:]
            if self._disk.copying:
                blocks.append(new)
                self._at[place] = len(blocks) - 1
            else:
                blocks[self._at[place]] = new
        self.length = max(self.length, offset + len(data))

    def size(self) -> int:
        return self.length

    def truncate(self, length: int) -> None:
        self._room(length)
        self._at = self._at[: -(-length // BLOCK)]
        self.length = length

    def sync(self) -> None:
        pass

    def close(self) -> None:
        pass

    def _room(self, length: int) -> None:
        while len(self._at) * BLOCK < length:
            self._disk.blocks.append(bytes(BLOCK))
            self._at.append(len(self._disk.blocks) - 1)


def copies(raw: bytes, line: bytes) -> int:
    """How often a line stands on a raw disk; a line that lies across two blocks still has a whole end."""
    return max(raw.count(line[:60]), raw.count(line[-60:]))


def told_by_copies(raw: bytes, lines: Iterable[bytes]) -> list[int]:
    """Places of the lines from most to fewest copies: the order of casting, where old content stays."""
    counts = [copies(raw, line) for line in lines]
    return sorted(range(len(counts)), key=lambda n: -counts[n])
