"""Disks that misbehave as POSIX allows: one loses power at any moment, one fails at the k-th call.

`SimDisk` keeps what was written apart from what was synced. After every call it notes a `Moment`; each
moment stands for many disks that a power cut may leave: unsynced data lost, kept or torn at 512 bytes,
names not yet synced lost or kept. Folders themselves always survive (a test starts in a made folder).
"""

import errno
import itertools
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from data.disk import Disk, DiskError, DiskFile, disk_error

SECTOR = 512

Write = tuple[int, bytes]
"""A write at an offset; a truncation is (length, None)."""


@dataclass(frozen=True)
class DataOp:
    """An unsynced change of a file: `data` written at `at`, or, when None, cut to `at`."""

    at: int
    data: bytes | None

    def onto(self, content: bytes) -> bytes:
        if self.data is None:
            return content[: self.at] + bytes(max(0, self.at - len(content)))
        content += bytes(max(0, self.at - len(content)))
        return content[: self.at] + self.data + content[self.at + len(self.data) :]

    def torn(self, keep: Callable[[int, int], bool]) -> "list[DataOp]":
        """The sectors of this write for which `keep(index, count)`; the file always has its new length."""
        if self.data is None:
            return [self]
        edges = [self.at, *range((self.at // SECTOR + 1) * SECTOR, self.at + len(self.data), SECTOR)]
        spans = list(zip(edges, [*edges[1:], self.at + len(self.data)], strict=True))
        return [
            DataOp(start, self.data[start - self.at : end - self.at])
            for index, (start, end) in enumerate(spans)
            if keep(index, len(spans))
        ]


@dataclass
class Node:
    """A file without its name."""

    durable: bytes = b""
    now: bytes = b""
    pending: list[DataOp] = field(default_factory=list)


@dataclass(frozen=True)
class NameOp:
    """An unsynced change of names: `path` becomes `node` (None: no file), `source` is gone."""

    path: Path
    node: Node | None
    source: Path | None = None

    def onto(self, names: dict[Path, Node]) -> None:
        if self.source is not None:
            names.pop(self.source, None)
        if self.node is None:
            names.pop(self.path, None)
        else:
            names[self.path] = self.node


@dataclass(frozen=True)
class Moment:
    """All that a power cut after one call can work with.

    Attributes:
        mark: what the test had noted as confirmed by then.
        call: the call, for messages.
    """

    mark: object
    call: str
    names: dict[Path, Node]
    name_ops: tuple[NameOp, ...]
    data: dict[int, tuple[bytes, tuple[DataOp, ...]]]

    def disks(self, chance: random.Random, *, most: int = 40) -> Iterator["SimDisk"]:
        """The disks that may come up after the cut, without repeats; at most `most`, chosen by `chance`."""
        seen: set[tuple[tuple[Path, bytes], ...]] = set()
        for files in _sampled(self._states(chance), chance, most):
            key = tuple(sorted(files.items()))
            if key not in seen:
                seen.add(key)
                yield SimDisk(files)

    def _states(self, chance: random.Random) -> list[dict[Path, bytes]]:
        states = []
        ops = self.name_ops
        # Names reach the disk in their order (a prefix) or not (one of them missing).
        subsets = [ops[:n] for n in range(len(ops) + 1)]
        subsets += [ops[:n] + ops[n + 1 :] for n in range(len(ops) - 1)]
        for subset in subsets:
            names = dict(self.names)
            for op in subset:
                op.onto(names)
            nodes = {id(node): node for node in names.values()}
            choices = [self._contents(number, chance) for number in nodes]
            for contents in itertools.product(*choices):
                by_node = dict(zip(nodes, contents, strict=True))
                states.append({path: by_node[id(node)] for path, node in names.items()})
        return states

    def _contents(self, number: int, chance: random.Random) -> list[bytes]:
        base, ops = self.data[number]
        found = [base]
        for length in range(1, len(ops) + 1):
            done, last = list(ops[: length - 1]), ops[length - 1]
            halves = [
                last.torn(lambda index, count: index < count // 2),
                last.torn(lambda index, count: index >= count - count // 2),
                last.torn(lambda index, count: chance.random() < 0.5),
                last.torn(lambda index, count: True),
            ]
            for half in halves:
                content = base
                for op in [*done, *half]:
                    content = op.onto(content)
                found.append(content)
                if last.data is not None:
                    # The length may reach the disk before the data: zeros where they are missing.
                    found.append(content + bytes(max(0, last.at + len(last.data) - len(content))))
            if last.data is not None:
                cut = chance.randrange(len(last.data) + 1)
                content = base
                for op in [*done, DataOp(last.at, last.data[:cut])]:
                    content = op.onto(content)
                found.append(content)
        # A later change may also reach the disk without an earlier one.
        if len(ops) > 1:
            found.append(ops[-1].onto(base))
        return list(dict.fromkeys(found))


def _sampled(
    states: list[dict[Path, bytes]], chance: random.Random, most: int
) -> Iterator[dict[Path, bytes]]:
    yield from states if len(states) <= most else [states[0], states[-1], *chance.sample(states, most - 2)]


class SimDisk:
    """A disk in memory that can lose power.

    Attributes:
        moments: one after each call that changes something.
        mark: set by the test: what is confirmed now.
    """

    def __init__(self, files: dict[Path, bytes] | None = None) -> None:
        self._nodes = {path: Node(content, content) for path, content in (files or {}).items()}
        self._durable_names = dict(self._nodes)
        self._name_ops: list[NameOp] = []
        self._folders: set[Path] = set()
        self.mark: object = None
        self.moments: list[Moment] = []
        self.recording = True

    def files(self) -> dict[Path, bytes]:
        """What a program sees now."""
        return {path: node.now for path, node in self._nodes.items()}

    def note(self, call: str) -> None:
        """Remember this moment."""
        if not self.recording:
            return
        nodes = {id(node): node for node in (*self._durable_names.values(), *self._nodes.values())}
        nodes |= {id(op.node): op.node for op in self._name_ops if op.node is not None}
        self.moments.append(
            Moment(
                self.mark,
                call,
                dict(self._durable_names),
                tuple(self._name_ops),
                {number: (node.durable, tuple(node.pending)) for number, node in nodes.items()},
            )
        )

    def lose(self, path: Path) -> None:
        """What a failed sync does: the data look saved and will never be on the disk."""
        self._nodes[path].pending.clear()

    def read(self, path: Path) -> bytes:
        return self._node(path).now

    def exists(self, path: Path) -> bool:
        return (
            path in self._nodes or path in self._folders or any(path in name.parents for name in self._nodes)
        )

    def size(self, path: Path) -> int:
        return len(self._node(path).now)

    def listdir(self, folder: Path) -> list[str]:
        return sorted(path.name for path in self._nodes if path.parent == folder)

    def open(self, path: Path, *, create: bool = False) -> DiskFile:
        if create:
            if path not in self._nodes:
                self._nodes[path] = Node()
                self._name_ops.append(NameOp(path, self._nodes[path]))
                self.note(f"create {path.name}")
            elif self._nodes[path].now:
                SimFile(self, path, self._nodes[path]).truncate(0)
        return SimFile(self, path, self._node(path))

    def replace(self, source: Path, target: Path) -> None:
        self._nodes[target] = self._node(source)
        del self._nodes[source]
        self._name_ops.append(NameOp(target, self._nodes[target], source))
        self.note(f"rename to {target.name}")

    def remove(self, path: Path) -> None:
        self._node(path)
        del self._nodes[path]
        self._name_ops.append(NameOp(path, None))
        self.note(f"remove {path.name}")

    def mkdir(self, folder: Path) -> None:
        self._folders.update((folder, *folder.parents))

    def sync_folder(self, folder: Path) -> None:
        kept = []
        for op in self._name_ops:
            if op.path.parent == folder:
                op.onto(self._durable_names)
            else:
                kept.append(op)
        self._name_ops = kept
        self.note(f"sync folder {folder.name}")

    def set_times(self, path: Path, seconds: int) -> None:
        self._node(path)

    def _node(self, path: Path) -> Node:
        if path not in self._nodes:
            raise disk_error(FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)), path)
        return self._nodes[path]


class SimFile:
    def __init__(self, disk: SimDisk, path: Path, node: Node) -> None:
        self._disk, self.path, self._node = disk, path, node

    def pread(self, offset: int, length: int) -> bytes:
        return self._node.now[offset : offset + length]

    def pwrite(self, offset: int, data: bytes) -> None:
        self._do(DataOp(offset, bytes(data)), "write")

    def size(self) -> int:
        return len(self._node.now)

    def truncate(self, length: int) -> None:
        self._do(DataOp(length, None), "truncate")

    def sync(self) -> None:
        for op in self._node.pending:
            self._node.durable = op.onto(self._node.durable)
        self._node.pending.clear()
        self._disk.note(f"sync {self.path.name}")

    def close(self) -> None:
        pass

    def _do(self, op: DataOp, call: str) -> None:
        self._node.now = op.onto(self._node.now)
        self._node.pending.append(op)
        self._disk.note(f"{call} {self.path.name}")


FAULTS = ("EIO before", "EIO after", "ENOSPC short")
"""The ways in which a call fails: nothing done; done, yet reported as failed; half of it done, then full."""


class FaultDisk:
    """A `SimDisk` whose changing calls k (from 1) to k + times - 1 fail.

    Attributes:
        calls: changing calls so far.
        fault_at: how many moments the disk below had noted when the first fault came; None before.
    """

    def __init__(self, disk: SimDisk, k: int, fault: str = "EIO before", *, times: int = 1) -> None:
        self.under = disk
        self.k = k
        self._fault = fault
        self._times = times
        self.calls = 0
        self.fault_at: int | None = None

    def mend(self) -> None:
        """No more faults."""
        self._times = 0

    def run(self, path: Path, call: Callable[[], None], short: Callable[[], None] | None = None) -> None:
        self.calls += 1
        if not self.k <= self.calls < self.k + self._times:
            call()
            return
        if self.fault_at is None:
            self.fault_at = len(self.under.moments)
        if self._fault == "EIO after":
            call()
        if self._fault == "ENOSPC short" and short is not None:
            short()
        code = errno.ENOSPC if self._fault == "ENOSPC short" else errno.EIO
        raise disk_error(OSError(code, os.strerror(code)), path)

    def lose(self, path: Path) -> None:
        if path in self.under.files():
            self.under.lose(path)

    def read(self, path: Path) -> bytes:
        return self.under.read(path)

    def exists(self, path: Path) -> bool:
        return self.under.exists(path)

    def size(self, path: Path) -> int:
        return self.under.size(path)

    def listdir(self, folder: Path) -> list[str]:
        return self.under.listdir(folder)

    def open(self, path: Path, *, create: bool = False) -> DiskFile:
        if create:
            self.run(path, lambda: None)
        return FaultFile(self, self.under.open(path, create=create), path)

    def replace(self, source: Path, target: Path) -> None:
        self.run(target, lambda: self.under.replace(source, target))

    def remove(self, path: Path) -> None:
        self.run(path, lambda: self.under.remove(path))

    def mkdir(self, folder: Path) -> None:
        self.run(folder, lambda: self.under.mkdir(folder))

    def sync_folder(self, folder: Path) -> None:
        self.run(folder, lambda: self.under.sync_folder(folder))

    def set_times(self, path: Path, seconds: int) -> None:
        self.run(path, lambda: self.under.set_times(path, seconds))


class FaultFile:
    def __init__(self, disk: FaultDisk, file: DiskFile, path: Path) -> None:
        self._disk, self._file, self._path = disk, file, path

    def pread(self, offset: int, length: int) -> bytes:
        return self._file.pread(offset, length)

    def pwrite(self, offset: int, data: bytes) -> None:
        self._disk.run(
            self._path,
            lambda: self._file.pwrite(offset, data),
            lambda: self._file.pwrite(offset, data[: len(data) // 2]),
        )

    def size(self) -> int:
        return self._file.size()

    def truncate(self, length: int) -> None:
        self._disk.run(self._path, lambda: self._file.truncate(length))

    def sync(self) -> None:
        try:
            self._disk.run(self._path, self._file.sync)
        except DiskError:
            self._disk.lose(self._path)
            raise

    def close(self) -> None:
        self._file.close()


class ForgetfulDisk(SimDisk):
    """A disk whose `sync` (of the files whose name ends so) does nothing: a negative control."""

    def __init__(self, ending: str) -> None:
        super().__init__()
        self._ending = ending

    def open(self, path: Path, *, create: bool = False) -> DiskFile:
        file = super().open(path, create=create)
        if path.name.endswith(self._ending):
            file.sync = lambda: None  # type: ignore[method-assign]
        return file


def as_disk(disk: SimDisk | FaultDisk) -> Disk:
    """For the type checker: both are disks."""
    return disk
