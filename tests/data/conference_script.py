"""A whole ballot day as one operator plays it, over the real desk, boxes, journal and public.json.

The operator always does what comes next, so that the same script plays the day, goes on after a power cut
and goes on after a refusal. What the screen has confirmed by a moment is `Told`; `doubts` holds a folder
that came up again against it.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from console import agenda, attendance
from console.ballot import nomination, settling, tellers
from console.ballot.box import AlreadyVoted, TellerKey
from console.ballot.course import Phase, phase
from console.ballot.forms import Ballot
from console.ballot.polling import Polling, credential
from console.ballot.round import Round, RoundState, SealEnd
from console.ballot.sealing import Need, Sealing
from console.conference import Conference, Stage
from console.errors import BadInput, ConsoleError, NotAllowed
from data.box import FolderBoxes, NotWritten
from data.box_tellers import TRIAL
from data.disk import Disk, DiskError
from data.folder import Opened, found, opened, read
from tests.console.desk import bloc, congress
from tests.data.model_disk import FaultDisk, SimDisk
from tests.data.test_store import Clock


@dataclass(frozen=True)
class Told:
    """What the screen had confirmed by a moment.

    Attributes:
        conference: as the desk showed it; None before the folder was founded.
        trail: links of the events that stand.
        box: the box that is or was voted with; `voted` are the delegates whose ballots it took.
        trying: the delegate whose ballot is going in just now.
        closing: the box is being closed.
        cards: the phrases on the tellers' cards, which no power cut takes away.
    """

    conference: Conference | None = None
    trail: tuple[str, ...] = ()
    box: str = ""
    voted: frozenset[int] = frozenset()
    trying: int | None = None
    closing: bool = False
    cards: Mapping[int, str] = field(default_factory=dict)


def day(delegates: int) -> Conference:
    """A conference with one award, whose boxes are sealed to the tellers' phrases."""
    base = bloc(units=delegates) if delegates <= 9 else congress(delegates)
    rules = replace(
        base.rules, awards=base.rules.awards[:1], ballot=replace(base.rules.ballot, box="tellers")
    )
    return base.change(rules=rules)


def marks_of(delegate: int, size: int) -> Ballot:
    """How a delegate votes: known to the test alone."""
    line = delegate % size
    return Ballot("-" * line + "x" + "-" * (size - line - 1))


class Operator:
    """Plays the day on a disk, step by step.

    Attributes:
        told: what the screen has confirmed; also the `mark` of the model disk below.
    """

    def __init__(
        self,
        path: Path,
        disk: SimDisk | FaultDisk,
        chance: random.Random,
        *,
        delegates: int = 9,
        told: Told | None = None,
        all_vote: bool = True,
    ) -> None:
        """Prepare to play.

        Args:
            path: an empty folder of the real disk: the lock lies there, all else on `disk`.
            all_vote: False to close a ballot with those who have voted.
        """
        self.path, self.disk, self.chance = path, disk, chance
        self.under = disk.under if isinstance(disk, FaultDisk) else disk
        self.delegates = delegates
        self.all_vote = all_vote
        self.left = not all_vote
        self.over = False
        self.told = told or Told()
        self.note()

    def note(self, **changes: object) -> None:
        """The screen says something new."""
        self.told = replace(self.told, **changes)  # type: ignore[arg-type]
        self.under.mark = self.told

    # --- the folder ----------------------------------------------------------------------------

    def stand_in(self) -> None:
        """The real folder shows the names that the modelled one has."""
        there = {name.name for name in self.path.iterdir()}
        names = {path.name for path in self.under.files() if path.parent == self.path}
        for name in there - names:
            (self.path / name).unlink()
        for name in names - there:
            (self.path / name).touch()

    @contextmanager
    def seated(self) -> Iterator[None]:
        """The folder open, founded where it is not yet; the desk says what it holds."""
        disk: Disk = self.disk
        self.stand_in()
        if self.told.conference is None:
            try:
                with opened(self.path, Clock(), self.chance, disk=disk, cost=TRIAL):
                    pass
            except BadInput:
                found(self.path, day(self.delegates), Clock(), disk)
            self.stand_in()
        with opened(self.path, Clock(), self.chance, disk=disk, cost=TRIAL) as place:
            self.place: Opened = place
            self.sealing = Sealing(place.desk, place.boxes.vault)
            self.polling = Polling(place.desk, place.boxes)
            yield

    def seen(self) -> None:
        """Note what the desk shows now."""
        desk = self.place.desk
        self.note(conference=desk.conference, trail=tuple(event.link for event in desk.events()))

    def play(self) -> None:
        """Go on from where the folder stands to the end of the day."""
        with self.seated():
            self.seen()
            while self.step():
                pass

    def play_until(self, steps: int) -> None:
        """Go on for some steps after a power cut, then come to rest."""
        with self.seated():
            ballots_lost(self, self.told)
            self.seen()
            for _n in range(steps):
                self.step()

    def play_on(self) -> str:
        """Play to the end on a disk that may refuse, doing again what was refused.

        Returns:
            What the screen said after a refusal and the disk did not; empty when all was true.
        """
        for _start in range(6):
            try:
                with self.seated():
                    self.seen()
                    for _n in range(60 + 2 * self.delegates):
                        try:
                            if not self.step():
                                return not_ended(self)
                        except ConsoleError as error:
                            said = untrue(self, error)
                            if said:
                                return f"{said}; the screen said: {error}"
                    return "the day comes to no end"
            except DiskError:
                continue
        return "the folder cannot be opened"

    # --- the day -------------------------------------------------------------------------------

    def step(self) -> bool:
        """Do what comes next; False when the day is over."""
        more = self.act()
        self.seen()
        return more

    def act(self) -> bool:
        """What comes next."""
        desk = self.place.desk
        conference, now = desk.conference, desk.now()
        here = attendance.attendance(conference).present
        kinds = [event.kind for event in desk.events()]
        if not here:
            desk.do(attendance.mark_all_present, now)
        elif conference.meeting.opened is None:
            desk.do(attendance.open_conference, now)
        elif "agenda.undone" not in kinds:
            if kinds[-1].startswith("agenda."):
                desk.undo(Stage.AGENDA)
            else:
                desk.do(agenda.go_on, now)
        else:
            return self._ballot(phase(conference, desk.events()), here)
        return True

    def _ballot(self, now: Phase, here: int) -> bool:
        desk = self.place.desk
        if self.sealing.need is Need.UNLOCK and now in (Phase.OPENING, Phase.VOTING):
            self.sealing.give_back(self.keys())
            return True
        match now:
            case Phase.LIST:
                desk.do(nomination.make_list, "CO")
            case Phase.TELLERS:
                units = [unit.id for unit in desk.conference.units][-3:]
                people = tuple(tellers.Candidate(f"Kiểm Phiếu {n}", n) for n in units)
                desk.do(tellers.elect, people, here, 0, 0, here, desk.now())
            case Phase.SEALING:
                self._seal()
            case Phase.OPENING:
                row = self.polling.open("CO")
                self.note(box=row.box, voted=frozenset(), trying=None, closing=False)
            case Phase.VOTING:
                self._vote()
            case Phase.CLOSED:
                self.polling.count(self.keys())
            case Phase.COUNTED:
                self.polling.announce()
            case Phase.SETTLING:
                row = self.polling.current()
                option = settling.options(desk.conference, row)[0]
                desk.do(settling.take, row.id, replace(option, following=""), option.among[: option.seats])
            case _:
                if self.over:
                    return False
                self.polling.lock()
                self.sealing.end()
                self.over = True
        return True

    def keys(self) -> list[TellerKey]:
        """Two of the three, any two."""
        return [TellerKey(n, self.told.cards[n]) for n in self.chance.sample(sorted(self.told.cards), 2)]

    def _seal(self) -> None:
        ceremony = self.sealing.begin()
        cards = {teller.id: ceremony.phrase(teller.id) for teller in ceremony.tellers}
        for teller, phrase in cards.items():
            assert ceremony.type_back(teller, phrase)
        self.note(cards=cards)
        self.sealing.seal(ceremony)

    def _vote(self) -> None:
        row, waiting = self.polling.current(), self.polling.waiting()
        cast = len(row.voters) - len(waiting)
        if len(self.place.desk.conference.rounds) == 1 and cast >= 2 and self.all_vote:
            self.polling.void("Mất điện khi thử máy")
        elif self.told.closing or not waiting or (cast and not self.all_vote):
            self.note(closing=True)
            self.polling.close()
        else:
            self._next(row, self.chance.choice(waiting))

    def _next(self, row: Round, delegate: int) -> None:
        admission = self.polling.call(delegate)
        if not self.left:
            self.left = True
            self.polling.leave(admission)
            admission = self.polling.call(delegate)
        self.note(trying=delegate)
        self.polling.cast(admission, marks_of(delegate, len(row.nominees)))
        self.note(voted=self.told.voted | {delegate}, trying=None)


# --- what must hold ------------------------------------------------------------------------------


def doubts(
    path: Path, disk: SimDisk, told: Told, chance: random.Random, *, delegates: int = 9, all_vote: bool = True
) -> str:
    """What does not hold on one disk that came up after a cut, the day played to its end; empty: all does."""
    disk.recording = False
    again = Operator(path, disk, chance, delegates=delegates, told=told, all_vote=all_vote)
    try:
        with again.seated():
            said = steps_lost(again, told) or ballots_lost(again, told)
            if said:
                return said
            again.seen()
            while again.step():
                pass
        return not_ended(again)
    except ConsoleError as error:
        return f"{type(error).__name__}: {error}"


def steps_lost(again: Operator, told: Told) -> str:
    desk = again.place.desk
    links = tuple(event.link for event in desk.events())
    if links[: len(told.trail)] != told.trail:
        return "a confirmed step is gone"
    if len(links) > len(told.trail) + 1:
        return "more steps than were ever begun"
    if len(links) == len(told.trail) and told.conference not in (None, desk.conference):
        return "the tables are not what was confirmed"
    seal = desk.conference.seal
    keys = again.path / "boxes" / f"tellers-{seal.number}.keys.json"
    if seal.end is SealEnd.FORGOTTEN and again.under.read(keys).strip():
        return "keys that the minutes call forgotten are still there"
    if again.place.missing:
        return f"said to be missing: {again.place.missing}"
    return f"lost: {again.sealing.lost}" if again.sealing.lost else ""


def ballots_lost(again: Operator, told: Told) -> str:
    """Roll and ballots of the box that is open."""
    conference = again.place.desk.conference
    row = conference.rounds[-1] if conference.rounds else None
    if row is None or row.state is not RoundState.VOTING:
        return ""
    if row.box != told.box:
        again.note(box=row.box, voted=frozenset(), trying=None, closing=False)
    if again.sealing.need is not Need.UNLOCK:
        return "the box goes on without its tellers"
    again.sealing.give_back(again.keys())
    voted = frozenset(row.voters) - frozenset(again.polling.waiting())
    least, extra = again.told.voted, {again.told.trying} - {None}
    if not least <= voted <= least | extra:
        return "the roll is not what was confirmed"
    again.note(voted=voted, trying=None)
    for delegate in voted:
        try:
            again.polling.call(delegate)
            return "a second ballot was released"
        except AlreadyVoted:
            continue
    try:
        for delegate in set(row.voters) - voted:
            again.polling.leave(again.polling.call(delegate))
    except NotAllowed:
        if not again.told.closing:
            return "who has not voted cannot vote"
    return ""


def untrue(operator: Operator, error: ConsoleError) -> str:
    """After a refusal: what a power cut at this moment would leave that the screen does not show."""
    desk, polling, under = operator.place.desk, operator.polling, operator.under
    conference, told = desk.conference, operator.told
    links = [event.link for event in desk.events()]
    row = conference.rounds[-1] if conference.rounds else None
    open_box = row is not None and row.state is RoundState.VOTING
    if row is not None and open_box:
        if row.box != told.box:
            operator.note(box=row.box, voted=frozenset(), trying=None, closing=False)
        told = operator.told
        voted = frozenset(row.voters) - frozenset(polling.waiting())
        hoped = {told.trying} - {None} if not isinstance(error, NotWritten) else set()
        if not told.voted <= voted <= told.voted | hoped:
            return "the screen shows another roll than it confirmed"
        operator.note(voted=voted, trying=None)
    operator.seen()
    under.note("refused")
    for after in under.moments[-1].disks(operator.chance, most=3):
        after.recording = False
        kept, trail = read(operator.path, after)
        if kept != conference or [event.link for event in trail] != links:
            return "the disk holds other steps"
        if row is not None and open_box:
            box = FolderBoxes(operator.path / "boxes", after, operator.chance, cost=TRIAL).find(row.box)
            if {d for d in row.voters if box.has_voted(credential(d))} != operator.told.voted:
                return "the disk holds another roll"
    return ""


def not_ended(again: Operator) -> str:
    told = again.told
    assert told.conference is not None
    row = told.conference.rounds[-1]
    size = len(row.nominees)
    lines = Counter(delegate % size for delegate in told.voted)
    if row.box != told.box or (row.collected, row.valid) != (len(told.voted), len(told.voted)):
        return (
            f"{row.valid} of {row.collected} ballots were counted for {len(told.voted)} that were confirmed"
        )
    if {line.nominee: line.votes for line in row.lines} != {row.nominees[n]: lines[n] for n in range(size)}:
        return "the totals are not those of the ballots"
    a, b = (again.under.read(again.path / "boxes" / f"{row.box}.{copy}.json") for copy in "ab")
    if a != b:
        return "the copies differ"
    keys = again.under.read(again.path / "boxes" / f"tellers-{told.conference.seal.number}.keys.json")
    if told.conference.seal.end is not SealEnd.FORGOTTEN or keys.strip():
        return "the keys were not forgotten"
    return ""
