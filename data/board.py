"""`public.json`: what the room may see, written over in place so that no earlier view stays on the disk.

A file that is replaced by a renamed one leaves its old content in free blocks, and with it who was called to
the laptop one after another. So the file has its full size from the beginning, padded with spaces; whoever
reads it while it is written finds a check that does not hold, and looks again.
"""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

from console.errors import ConsoleError
from data.disk import FILE_TIME, Disk

STEP = 4096
"""Bytes by which the file grows."""

FIRST = 4 * STEP
"""Bytes of a new file: room for the announced totals of thirty units."""

LOOKS = 4
"""How often a reader looks before it believes that nobody writes the file any more."""

_CHECK = "check"


class PublicFile:
    """Implements `console.store.Board` over one small file that the projector's window reads.

    A view that cannot be written never stops the conference: the projector shows the old one.
    """

    def __init__(self, disk: Disk, path: Path) -> None:
        """Show through the file `path`."""
        self._disk = disk
        self._path = path
        self._shown: bytes = b""

    def show(self, view: Mapping[str, object]) -> None:
        """Write the view over the last one where it has changed."""
        content = content_of(view)
        if content == self._shown:
            return
        self._shown = b""  # until it is written: half a view is written over, even by the last one
        try:
            self._write(content)
        except ConsoleError:
            return
        self._shown = content

    def _write(self, content: bytes) -> None:
        there = self._disk.exists(self._path)
        with closing(self._disk.open(self._path, create=not there)) as file:
            size = file.size()
            wanted = max(size, FIRST, len(content) + 1)
            wanted += -wanted % STEP
            file.pwrite(0, content.ljust(wanted - 1) + b"\n")
            # Nothing here must last; but places on the disk are taken once, before names pass through them.
            if wanted > size:
                file.sync()
            self._disk.set_times(self._path, FILE_TIME)


class Nobody:
    """A board that nobody watches: for rehearsals and checks."""

    def show(self, view: Mapping[str, object]) -> None:
        """Show nothing."""


def content_of(view: Mapping[str, object]) -> bytes:
    """The view as JSON with a check over it, without the padding."""
    body = json.dumps(view, ensure_ascii=False, sort_keys=True, indent=1)
    return f'{{\n "{_CHECK}": "{_check(body)}",{body[1:]}'.encode()


def view_of(content: bytes) -> Mapping[str, object] | None:
    """The view that a file holds; None where it is not one moment's, wholly."""
    try:
        view = json.loads(content)
        check = view.pop(_CHECK)
        body = json.dumps(view, ensure_ascii=False, sort_keys=True, indent=1)
        held = check == _check(body)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return view if held else None


def reader(
    path: Path, wait: Callable[[float], object] = time.sleep
) -> Callable[[], Mapping[str, object] | None]:
    """A function that answers what the room may see now; None while there is nothing to read."""

    def read() -> Mapping[str, object] | None:
        for look in range(LOOKS):
            try:
                view = view_of(path.read_bytes())
            except OSError:
                return None
            if view is not None:
                return view
            if look < LOOKS - 1:
                wait(0.002)
        return None

    return read


def _check(body: str) -> str:
    return blake2b(body.encode(), digest_size=8, person=b"public view").hexdigest()
