"""A conference over any disk: store, boxes and `public.json`, joined as `data.folder.opened` joins them.

    hall = Hall.found(disk, random.Random(1), bloc())
    hall.to_the_ballot()
    hall.vote(3, "x--")

Nothing here locks or looks at the machine, so that a model of a disk can stand below it.
"""

import random
from pathlib import Path

from console import attendance
from console.ballot import nomination, tellers
from console.ballot.box import TellerKey
from console.ballot.forms import Ballot
from console.ballot.polling import Polling
from console.ballot.round import NomineeState, Round
from console.clock import Chance
from console.conference import Conference, Stage
from console.desk import Desk
from console.step import Event
from data.board import PublicFile
from data.box import FolderBoxes
from data.disk import Disk
from data.journal import JournalDB
from data.store import FolderStore
from tests.console.desk import StepClock

ROOM = Path("/room")
CONFERENCE, JOURNAL, PUBLIC, BOXES = "conference.json", "conference.json.journal", "public.json", "boxes"
TWO = (TellerKey(1), TellerKey(2))
AWARD = "CO"
CHOICES = ("x--", "-x-", "--x")
"""Ballots on the short list of `to_the_ballot`; the delegate `n` casts the one at n modulo 3."""


def choice(delegate: int) -> str:
    """What a delegate chooses."""
    return CHOICES[delegate % 3]


class Hall:
    """The people and the files; closing is left to the test, as a power cut does."""

    def __init__(self, disk: Disk, chance: Chance, folder: Path = ROOM) -> None:
        """Open what the disk holds, as the program does when it starts."""
        self.disk, self.folder = disk, folder
        self.db = JournalDB.open(disk, folder / CONFERENCE)
        self.store = FolderStore(self.db)
        self.boxes = FolderBoxes(folder / BOXES, disk, chance)
        self.desk = Desk(self.store, PublicFile(disk, folder / PUBLIC), StepClock(), chance)
        self.polling = Polling(self.desk, self.boxes)
        self.desk.enter(Stage.BALLOT)
        self.polling.show()

    @classmethod
    def found(cls, disk: Disk, chance: Chance, conference: Conference, folder: Path = ROOM) -> "Hall":
        """Found a conference and open it."""
        disk.mkdir(folder)
        db = JournalDB.create(disk, folder / CONFERENCE)
        first = Event(1, StepClock().now(), Stage.AGENDA, "conference.founded", {}, True, ())
        FolderStore.found(db, conference, first).close()
        return cls(disk, chance, folder)

    @property
    def conference(self) -> Conference:
        return self.desk.conference

    @property
    def round(self) -> Round:
        return self.polling.current()

    def to_the_ballot(self) -> "Hall":
        """Everyone comes, the conference opens, tellers are elected, three units are listed."""
        self.desk.do(attendance.mark_all_present, self.desk.now())
        self.desk.do(attendance.open_conference, self.desk.now())
        here = attendance.attendance(self.conference).present
        names = tuple(tellers.Candidate(f"Kiểm Phiếu {n}", n) for n in (7, 8, 9))
        self.desk.do(tellers.elect, names, here, 0, 0, here, self.desk.now())
        for row in nomination.of_award(self.conference, AWARD):
            state = NomineeState.LISTED if row.unit in (3, 4, 5) else NomineeState.LEFT_OUT
            if row.state is not state:
                self.desk.do(nomination.set_state, row.id, state)
        return self

    def vote(self, delegate: int, cells: str = "") -> None:
        """Called, and the ballot is in."""
        self.polling.cast(self.polling.call(delegate), Ballot(cells or choice(delegate)))


def files(disk: Disk, folder: Path = ROOM) -> dict[str, bytes]:
    """Every file of the folder but the copies of boxes, by its name."""
    found = {}
    for place in (folder, folder / BOXES):
        for name in disk.listdir(place):
            if not name.endswith((".a.json", ".b.json")) and name != BOXES:
                found[name] = disk.read(place / name)
    return found


def shuffled(people: tuple[int, ...], seed: int) -> list[int]:
    """An order of voting."""
    return random.Random(seed).sample(people, len(people))
