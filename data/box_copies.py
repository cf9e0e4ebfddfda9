"""The two copies of a box on the disk: read, compared, mended, changed one after the other.

At every moment at least one copy is whole and durable: a change goes to A, is synced, then goes to B, is
synced. Whatever a power cut leaves, the copy whose sum holds wins (of two, the higher generation), and
the change is in it wholly or not at all.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from console.errors import Damaged
from console.language import _, mark
from data.box_file import SECTOR, Head, Image, Unreadable, head_bytes, size
from data.box_keys import head_holds
from data.disk import FILE_TIME, Disk, DiskError, DiskFile, write_over


@dataclass(frozen=True, slots=True)
class Found:
    """What the disk holds.

    Attributes:
        image: the copy that wins.
        winner: its path; `other` is the path of the second copy.
        equal: the second copy is the same, byte for byte.
        lost: why the second copy cannot be used; empty when it was merely older or the same.
    """

    image: Image
    winner: Path
    other: Path
    equal: bool
    lost: str


class Copies:
    """Both files of one box."""

    def __init__(self, folder: Path, voting: str, disk: Disk) -> None:
        """The copies of a voting in `folder`, there or not."""
        self.voting = voting
        self.folder = folder
        self.paths = (folder / f"{voting}.a.json", folder / f"{voting}.b.json")
        self._disk = disk

    def exist(self) -> tuple[bool, bool]:
        """Whether A and B are there."""
        a, b = self.paths
        return self._disk.exists(a), self._disk.exists(b)

    def sealed(self) -> bool:
        """Whether a box was ever sealed here: a B that does not hold and no A is a sealing cut off.

        Raises:
            DiskError: B alone is there and cannot be read.
        """
        a, b = self.exist()
        if a or not b:
            return a
        try:
            self._parse(self._disk.read(self.paths[1]), None)
        except Unreadable:
            return False
        return True

    def load(self, mac_key: bytes | None) -> Found:
        """Choose the copy that counts; writes nothing.

        Args:
            mac_key: also ask for the head's MAC; None when the key is not at hand.

        Raises:
            Damaged: neither copy is a box as the console wrote it.
            DiskError: a copy cannot be read and the other does not hold.
        """
        images: dict[Path, Image] = {}
        contents: dict[Path, bytes] = {}
        lost: dict[Path, str] = {}
        refused: DiskError | None = None
        for path in self.paths:
            try:
                contents[path] = self._disk.read(path)
                images[path] = self._parse(contents[path], mac_key)
            except DiskError as error:
                refused = error
                lost[path] = str(error)
            except Unreadable as error:
                lost[path] = _(str(error))
        if not images:
            if refused is not None and any(self.exist()):
                raise refused
            raise self._damaged(", ".join(f"{path.name}: {lost[path]}" for path in self.paths))
        if len(images) == 2 and len({image.line(0) for image in images.values()}) == 2:
            raise self._damaged(_("the copies belong to two different boxes"))
        winner = max(images, key=lambda path: images[path].head.generation)
        other = self.paths[1 - self.paths.index(winner)]
        equal = contents.get(other) == contents[winner]
        return Found(images[winner], winner, other, equal, lost.get(other, ""))

    def _parse(self, content: bytes, mac_key: bytes | None) -> Image:
        image = Image.parse(content)
        if image.plate.voting != self.voting:
            raise Unreadable(mark("it belongs to another voting"))
        if mac_key is not None and not head_holds(mac_key, image.plate, image.head):
            raise Unreadable(mark("its mark is not the box's own"))
        return image

    def _damaged(self, what: str) -> Damaged:
        return Damaged(
            _(
                "The box {voting} is not as the console left it, in neither of its two files ({what}). "
                "Nothing in it may be counted: hold this ballot again."
            ).format(voting=self.voting, what=what)
        )

    def mend(self, found: Found) -> None:
        """Make both copies whole, equal and durable.

        The winner is written first, onto itself: what was read may have stood in the system's memory
        only, and the other copy may be the one whole thing on the disk.
        """
        content = found.image.content()
        write_over(self._disk, found.winner, content)
        write_over(self._disk, found.other, content)

    def create(self, image: Image) -> None:
        """Write a new box at full size, B before A: without A nothing was ever sealed."""
        a, b = self.paths
        for path in (b, a):
            write_over(self._disk, path, image.content())

    def remove(self) -> None:
        """Remove both copies, A first."""
        for path in self.paths:
            if self._disk.exists(path):
                self._disk.remove(path)
                self._disk.sync_folder(self.folder)

    def change(self, image: Image, head: Head, lines: Mapping[int, bytes]) -> bool:
        """Write lines and head in place, A durably before B. `image` still is the box before the change.

        Costs nothing that grows with the box.

        Returns:
            False when a copy is not what memory says in head, plate, length or these lines, because
            somebody else wrote it meanwhile; then nothing was written.

        Raises:
            DiskError: the disk says which state it holds once it is read again (`load`, `mend`).
        """
        sector = head_bytes(head)
        with contextlib.ExitStack() as stack:
            try:
                files = [stack.enter_context(contextlib.closing(self._disk.open(p))) for p in self.paths]
                if not all(_holds(file, image, lines) for file in files):
                    return False
            except DiskError:
                return False
            for path, file in zip(self.paths, files, strict=True):
                for number in sorted(lines):
                    file.pwrite(image.place(number), lines[number])
                file.pwrite(0, sector)
                self._disk.set_times(path, FILE_TIME)
                file.sync()
        return True


def _holds(file: DiskFile, image: Image, lines: Mapping[int, bytes]) -> bool:
    start = head_bytes(image.head) + image.line(0)
    if file.size() != size(image.plate) or file.pread(0, 2 * SECTOR) != start:
        return False
    return all(
        file.pread(image.place(number), len(line)) == line
        for number, line in ((number, image.line(number)) for number in lines)
    )
