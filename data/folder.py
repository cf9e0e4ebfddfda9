"""The conference folder: founded, opened by one writer, read by anyone.

One conference = one folder that can be copied to a USB stick: `conference.json` and its journal, `boxes/`,
`public.json`, `conference.key`, `record/`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from console.clock import Chance, Clock
from console.conference import Conference, Stage
from console.desk import Desk
from console.errors import BadInput, ConsoleError
from console.language import _
from console.step import Event
from console.store import Board
from data import completeness, layout, migrate, signing
from data.board import Nobody, PublicFile
from data.disk import TEMPORARY, Disk, DiskError, RealDisk, write_whole
from data.journal import JournalDB
from data.journal_file import JOURNAL
from data.lock import HOLDER, LOCK, FolderLock
from data.mirror import MARK, Mark
from data.mirror_worker import FolderMirror
from data.store import EVENTS, FolderStore, read_events

if TYPE_CHECKING:  # boxes and their ciphers are imported when a box is first asked for
    from data.box import FolderBoxes
    from data.box_tellers import Cost

CONFERENCE = "conference.json"
PUBLIC = "public.json"
BOXES = "boxes"
RECORD = "record"
FOUNDING = ".founding"
"""Stands in a folder from the first to the last moment of its founding."""
FORGETTING = ".forgetting"
"""Stands in a folder while its personal data are erased (`data.forget`)."""
_MADE = (
    CONFERENCE,
    CONFERENCE + TEMPORARY,
    CONFERENCE + JOURNAL,
    signing.KEY_FILE,
    signing.KEY_FILE + TEMPORARY,
    FOUNDING + TEMPORARY,
    FOUNDING,
)
"""What a founding writes, beside the lock, in the order in which a sweep takes it away."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder open for writing.

    Attributes:
        recovered: what opening had to mend and what it missed, in words; empty when all was well.
        missing: those of them that a person must see to.
        mirror: where it is kept is told to it; until then it keeps none.
        open_boxes: gives the boxes, the same ones each time.
    """

    path: Path
    desk: Desk
    recovered: tuple[str, ...]
    missing: tuple[str, ...]
    disk: Disk
    mirror: FolderMirror
    open_boxes: "Callable[[], FolderBoxes]"

    @property
    def boxes(self) -> "FolderBoxes":
        """The ballot boxes."""
        return self.open_boxes()

    def key(self, phrase: str | None = None) -> signing.Key:
        """The conference's signing key.

        Raises:
            PhraseNeeded, WrongPhrase: it is under the secretary's phrase.
            NotAllowed: it was erased with the persons of the conference.
        """
        from console.forgetting import must_hold_persons  # not needed before something is signed

        must_hold_persons(self.desk.conference)
        return signing.load_key(self.disk, self.path, phrase)

    @property
    def protected(self) -> bool:
        """Whether the key is under the secretary's phrase; False where it was erased with its persons."""
        if self.desk.conference.meeting.forgotten is not None:
            return False
        return signing.protected(self.disk, self.path)

    def protect(self, old_phrase: str | None, new_phrase: str) -> None:
        """Put the key under a phrase, or under none; see `data.signing.protect`."""
        signing.protect(self.disk, self.path, old_phrase, new_phrase)


def found(path: Path, conference: Conference, clock: Clock, disk: Disk | None = None) -> None:
    """Make a new conference folder: the signing key, then the conference with its first event.

    A founding that fails leaves nothing behind; one that was cut off (power, kill) left a folder without a
    first event, which is founded anew.

    Raises:
        BadInput: the folder holds a conference, or other files.
        ConsoleError: it cannot be written.
    """
    disk = disk or RealDisk()
    if path.exists() and not path.is_dir():
        raise BadInput(_("{path} is a file. Name a folder that does not exist yet.").format(path=path))
    try:
        path.mkdir(parents=True, exist_ok=True)
        names = {entry.name for entry in path.iterdir()}
    except OSError as error:
        raise ConsoleError(
            _("{path} cannot be made: {what}. Choose a folder that you may write to.").format(
                path=path, what=error.strerror
            )
        ) from error
    if not names <= {LOCK, HOLDER, FOUNDING + TEMPORARY} and not half_founded(path, disk):
        raise BadInput(
            _("{path} is not empty. Name a folder that does not exist yet, or open this one.").format(
                path=path
            )
        )
    with FolderLock(path):
        if half_founded(path, disk):
            _sweep(path, disk)
        try:
            _found(path, conference, clock, disk)
        except BaseException:
            with suppress(DiskError):
                _sweep(path, disk)
            raise


def _found(path: Path, conference: Conference, clock: Clock, disk: Disk) -> None:
    write_whole(disk, path / FOUNDING, b"")
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
    disk.remove(path / FOUNDING)


def half_founded(path: Path, disk: Disk) -> bool:
    """Whether a founding was cut off here before the conference had its first event."""
    if not disk.exists(path / FOUNDING):
        return False
    try:
        return not disk.exists(path / CONFERENCE) or not JournalDB.read(disk, path / CONFERENCE)
    except ConsoleError:
        return False


def _sweep(path: Path, disk: Disk) -> None:
    """Take away what a founding that was cut off left; the mark last, so that a sweep can be repeated."""
    for name in _MADE:
        if name == FOUNDING:
            # Names may reach the disk in any order; without its mark what is left would not be ours to take.
            disk.sync_folder(path)
        if disk.exists(path / name):
            disk.remove(path / name)


@contextmanager
def opened(
    path: Path,
    clock: Clock,
    chance: Chance,
    *,
    watched: bool = True,
    disk: Disk | None = None,
    cost: "Cost | None" = None,
) -> Iterator[Opened]:
    """Open a folder for writing, alone; closed and at rest when the block ends.

    Args:
        watched: False to write no `public.json` (a rehearsal, a check).
        cost: of a try of a teller's phrase; None for the ordinary one.

    Raises:
        BadInput: there is no conference here.
        FolderInUse: someone else has it open, with who.
        Damaged: a file is not what the console wrote, with the place.
    """
    disk = disk or RealDisk()
    _must_hold_a_conference(path, disk)
    if disk.exists(path / MARK):
        raise BadInput(
            _(
                "{path} is the mirror of a conference and is never opened itself. To go on from it on this "
                "machine: python app.py resume {path} NEW-FOLDER"
            ).format(path=path)
        )

    @cache
    def boxes() -> "FolderBoxes":
        from data.box import FolderBoxes
        from data.box_tellers import MODERATE

        return FolderBoxes(path / BOXES, disk, chance, cost=cost or MODERATE)

    with FolderLock(path):
        brought_up = migrate.migrate(disk, path / CONFERENCE, clock)
        db = JournalDB.open(disk, path / CONFERENCE)
        store = FolderStore(db)
        board: Board = PublicFile(disk, path / PUBLIC) if watched else Nobody()
        mirror: FolderMirror | None = None
        try:
            desk = Desk(store, board, clock, chance)
            meeting = desk.conference.meeting
            mirror = FolderMirror(path, Mark(meeting.key, meeting.title), store.steps, disk)
            store.confirmed = mirror.confirmed
            missing = completeness.missing(path, desk.conference, disk)
            mended = completeness.mended(path, desk.conference, boxes, disk)
            told = (*brought_up, *_forgotten(desk.conference), *db.recovery.sentences(), *mended, *missing)
            yield Opened(path, desk, told, tuple(missing), disk, mirror, boxes)
        finally:
            store.close()
            if mirror is not None:
                mirror.stop()


def _forgotten(conference: Conference) -> list[str]:
    at = conference.meeting.forgotten
    if at is None:
        return []
    return [
        _(
            "Personal data were erased from this folder on {date}: it holds units, totals and decisions, and "
            "changes no more. The papers of the day are in its folder record."
        ).format(date=at.strftime("%d/%m/%Y"))
    ]


def read(path: Path, disk: Disk | None = None) -> tuple[Conference, Sequence[Event]]:
    """The conference and its audit trail as they stand, without locking or writing anything."""
    disk = disk or RealDisk()
    _must_hold_a_conference(path, disk)
    tables = migrate.brought_up(JournalDB.read(disk, path / CONFERENCE))
    where = str(path / CONFERENCE)
    return layout.from_tables(tables, where), read_events(tables.get(EVENTS, {}), where)


def _must_hold_a_conference(path: Path, disk: Disk) -> None:
    if not path.is_dir():
        raise BadInput(
            _("{path} is not a folder. Name a conference folder, or make one with: python app.py new").format(
                path=path
            )
        )
    if half_founded(path, disk):
        raise BadInput(
            _(
                "The making of {path} was cut off before anything was in it. Make it again under the same "
                "name: python app.py new"
            ).format(path=path)
        )
    if disk.exists(path / FORGETTING):
        raise BadInput(
            _(
                "The erasing of personal data in {path} was cut off. Finish it: python app.py forget {path}"
            ).format(path=path)
        )
    if not (path / CONFERENCE).is_file():
        raise BadInput(
            _("{path} holds no conference (no conference.json). Make one with: python app.py new").format(
                path=path
            )
        )
