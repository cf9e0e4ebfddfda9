"""The way out of a damaged folder: which copies there are, and a new folder made from one of them.

The damaged folder is never touched: nothing in it is mended, moved or removed. What a copy lacks is lost
and said; boxes of a ballot under way are never copied (two copies of a box taken at two moments link a
voter to a slot), so such a ballot is held again, as on a spare laptop (`data.resume`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from console.clock import Chance, Clock
from console.errors import BadInput, ConsoleError, Damaged, NotAllowed
from console.language import _
from console.step import Event
from data import folder as folders
from data import layout
from data.disk import RealDisk
from data.folder import CONFERENCE
from data.journal_file import JOURNAL, together
from data.migrate import brought_up
from data.resume import Resumed, begin_epoch, copy_into
from data.store import EVENTS, read_events


@dataclass(frozen=True, slots=True)
class Copy:
    """A whole state of a conference that a new folder can be made from.

    Attributes:
        path: the folder it lies in.
        steps: events it holds; `last` is when the last of them happened.
        journal: for what is left of the damaged folder itself: the lines that can be believed, else None.
    """

    path: Path
    steps: int
    last: datetime
    journal: bytes | None = None

    def words(self) -> str:
        """What it is, for a list."""
        at = self.last.strftime("%H:%M %d/%m/%Y")
        if self.journal is not None:
            return _("what the folder itself still holds whole: {n} steps, the last at {time}").format(
                n=self.steps, time=at
            )
        return _("{path}: {n} steps, the last at {time}").format(path=self.path, n=self.steps, time=at)


def damage(folder: Path) -> Damaged | None:
    """What is wrong with a folder, with file and place; None when it can be read."""
    try:
        folders.read(folder)
    except Damaged as error:
        return error
    return None


def copies(folder: Path, known: Iterable[Path]) -> tuple[Copy, ...]:
    """The copies a damaged folder can be made anew from, the one with the most steps first.

    Args:
        known: folders that may hold one: the mirror remembered, what a person names.
    """
    found = [copy for copy in (_inside(folder), *(_other(path) for path in known)) if copy is not None]
    return tuple(sorted(found, key=lambda copy: -copy.steps))


def restore(copy: Copy, folder: Path, clock: Clock, chance: Chance) -> Resumed:
    """Make a new folder from a copy.

    Raises:
        BadInput: the new folder is there already.
        Damaged: the copy is not whole after all; nothing was made.
        DiskError: it cannot be written; nothing was made.
    """
    told: list[str] = []

    def begin(made: Path) -> None:
        told.extend(begin_epoch(made, clock, chance))

    copy_into(copy.path, folder, begin, journal=copy.journal)
    return Resumed(folder, tuple(told))


def restore_command(
    folder: Path, target: Path, source: Path | None, mirror: Path | None, clock: Clock, chance: Chance
) -> list[str]:
    """`python app.py restore`: sentences that say what was done.

    Args:
        source: the copy to take; the one with the most steps when None.
        mirror: where the folder's mirror was kept last.

    Raises:
        NotAllowed: the folder is sound, or there is no copy.
        BadInput: `source` holds no conference.
    """
    wrong = damage(folder)
    if wrong is None:
        raise NotAllowed(_("{folder} is sound. Open it as it is.").format(folder=folder))
    if source is not None:
        chosen = named(source)
    else:
        there = copies(folder, [mirror] if mirror is not None else [])
        if not there:
            raise NotAllowed(no_copies(wrong))
        chosen = there[0]
    done = restore(chosen, target, clock, chance)
    return [
        str(wrong),
        _("Restored from {copy}.").format(copy=chosen.words()),
        *done.told,
        _("{folder} stays as it is, for whoever looks into the damage.").format(folder=folder),
    ]


def named(path: Path) -> Copy:
    """The copy in a folder that a person names: a mirror, or a copy of the folder.

    Raises:
        BadInput: no whole conference is there.
    """
    copy = _other(path)
    if copy is None:
        raise BadInput(_("{path} holds no whole conference to restore from.").format(path=path))
    return copy


def no_copies(wrong: ConsoleError) -> str:
    """What is said where nothing is left to restore from."""
    return _(
        "{what} No whole copy is known on this machine. With a mirror or a copy of the folder at hand: "
        "python app.py restore FOLDER NEW-FOLDER --from COPY"
    ).format(what=wrong)


def _other(path: Path) -> Copy | None:
    try:
        _conference, events = folders.read(path)
    except ConsoleError:
        return None
    return _copy(path, events)


def _copy(path: Path, events: Iterable[Event], journal: bytes | None = None) -> Copy | None:
    trail = list(events)
    return Copy(path, len(trail), trail[-1].at, journal) if trail else None


def _inside(folder: Path) -> Copy | None:
    """What can be believed of the damaged folder itself: its snapshot and the journal before the damage."""
    disk, path = RealDisk(), folder / CONFERENCE
    try:
        whole = disk.read(path)
        journal = path.with_name(path.name + JOURNAL)
        lines = disk.read(journal).split(b"\n")[:-1] if disk.exists(journal) else []
    except ConsoleError:
        return None
    good, bad = -1, len(lines) + 1
    while bad - good > 1:  # a journal can be believed up to a line, and not beyond
        most = (good + bad) // 2
        if _events(whole, lines[:most], path) is not None:
            good = most
        else:
            bad = most
    if good < 0:
        return None
    return _copy(
        folder, _events(whole, lines[:good], path) or (), b"".join(line + b"\n" for line in lines[:good])
    )


def _events(whole: bytes, lines: list[bytes], path: Path) -> list[Event] | None:
    try:
        found = together(whole, b"".join(line + b"\n" for line in lines), path)
        tables = {name: {int(key): row for key, row in rows.items()} for name, rows in found.tables.items()}
        layout.from_tables(brought_up(tables), str(path))
        return read_events(tables.get(EVENTS, {}), str(path))
    except Damaged:
        return None
