"""The conference folder: founded, opened by one writer, read by anyone.

One conference = one folder that can be copied to a USB stick: `conference.json` and its journal, `boxes/`,
`public.json`, `conference.key`, `record/`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from console.clock import Chance, Clock
from console.conference import Conference, Stage
from console.desk import Desk
from console.errors import BadInput, ConsoleError
from console.language import _
from console.step import Event
from console.store import Board
from data import layout, signing
from data.board import Nobody, PublicFile
from data.box import FolderBoxes
from data.box_tellers import MODERATE, Cost
from data.disk import Disk, RealDisk
from data.journal import JournalDB
from data.lock import FolderLock
from data.store import EVENTS, FolderStore, read_events

CONFERENCE = "conference.json"
PUBLIC = "public.json"
BOXES = "boxes"
RECORD = "record"


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder open for writing.

    Attributes:
        recovered: what opening had to mend, in words; empty when all was well.
    """

    path: Path
    desk: Desk
    boxes: FolderBoxes
    recovered: tuple[str, ...]
    disk: Disk

    def key(self) -> signing.Key:
        """The conference's signing key."""
        return signing.load_key(self.disk, self.path)


def found(path: Path, conference: Conference, clock: Clock, disk: Disk | None = None) -> None:
    """Make a new conference folder: the signing key, then the conference with its first event.

    Raises:
        BadInput: the folder holds a conference, or other files.
        ConsoleError: it cannot be written.
    """
    disk = disk or RealDisk()
    if path.exists() and not path.is_dir():
        raise BadInput(_("{path} is a file. Name a folder that does not exist yet.").format(path=path))
    try:
        path.mkdir(parents=True, exist_ok=True)
        empty = not any(path.iterdir())
    except OSError as error:
        raise ConsoleError(
            _("{path} cannot be made: {what}. Choose a folder that you may write to.").format(
                path=path, what=error.strerror
            )
        ) from error
    if not empty:
        raise BadInput(
            _("{path} is not empty. Name a folder that does not exist yet, or open this one.").format(
                path=path
            )
        )
    with FolderLock(path):
        key = signing.create_key(disk, path)
        meeting = replace(conference.meeting, key=signing.fingerprint(key))
        conference = conference.change(meeting=meeting)
        db = JournalDB.create(disk, path / CONFERENCE)
        event = Event(
            seq=1,
            at=clock.now(),
            stage=Stage.AGENDA,
            kind="conference.founded",
            detail={"title": meeting.title, "key": meeting.key},
            final=True,
            rows=(),
        )
        FolderStore.found(db, conference, event).close()


@contextmanager
def opened(
    path: Path,
    clock: Clock,
    chance: Chance,
    *,
    watched: bool = True,
    disk: Disk | None = None,
    cost: Cost = MODERATE,
) -> Iterator[Opened]:
    """Open a folder for writing, alone; closed and at rest when the block ends.

    Args:
        watched: False to write no `public.json` (a rehearsal, a check).
        cost: of a try of a teller's phrase.

    Raises:
        BadInput: there is no conference here.
        FolderInUse: someone else has it open, with who.
        Damaged: a file is not what the console wrote, with the place.
    """
    disk = disk or RealDisk()
    _must_hold_a_conference(path)
    with FolderLock(path):
        db = JournalDB.open(disk, path / CONFERENCE)
        store = FolderStore(db)
        board: Board = PublicFile(disk, path / PUBLIC) if watched else Nobody()
        try:
            desk = Desk(store, board, clock, chance)
            boxes = FolderBoxes(path / BOXES, disk, chance, cost=cost)
            yield Opened(path, desk, boxes, tuple(db.recovery.sentences()), disk)
        finally:
            store.close()


def read(path: Path, disk: Disk | None = None) -> tuple[Conference, Sequence[Event]]:
    """The conference and its audit trail as they stand, without locking or writing anything."""
    disk = disk or RealDisk()
    _must_hold_a_conference(path)
    tables = JournalDB.read(disk, path / CONFERENCE)
    where = str(path / CONFERENCE)
    return layout.from_tables(tables, where), read_events(tables.get(EVENTS, {}), where)


def _must_hold_a_conference(path: Path) -> None:
    if not path.is_dir():
        raise BadInput(
            _("{path} is not a folder. Name a conference folder, or make one with: python app.py new").format(
                path=path
            )
        )
    if not (path / CONFERENCE).is_file():
        raise BadInput(
            _("{path} holds no conference (no conference.json). Make one with: python app.py new").format(
                path=path
            )
        )
