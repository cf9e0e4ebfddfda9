"""`public.json`: what the room may see, replaced whole at each change."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from console.errors import ConsoleError
from data.disk import Disk, write_whole


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
        """Replace the file when the view has changed."""
        content = json.dumps(view, ensure_ascii=False, sort_keys=True, indent=1).encode()
        if content == self._shown:
            return
        try:
            write_whole(self._disk, self._path, content)
        except ConsoleError:
            return
        self._shown = content


class Nobody:
    """A board that nobody watches: for rehearsals and checks."""

    def show(self, view: Mapping[str, object]) -> None:
        """Show nothing."""


def reader(path: Path) -> Callable[[], Mapping[str, object] | None]:
    """A function that answers what the room may see now; None while there is nothing to read."""

    def read() -> Mapping[str, object] | None:
        try:
            view = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return None
        return view if isinstance(view, dict) else None

    return read
