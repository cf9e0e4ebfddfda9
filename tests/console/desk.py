"""A desk without a disk: a store and boxes in memory, so that the rules are tested alone.

room = Room(bloc())
room.open()
room.vote("CO", ["x--"] * 9)
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from console import attendance, events
from console.ballot import settling, tellers, voting
from console.ballot.box import Admission, AlreadyVoted, Contents, TellerKey, Turnout
from console.ballot.forms import Ballot
from console.ballot.polling import Polling
from console.ballot.round import Round
from console.ballot.sealing import Sealing
from console.conference import Conference, Delegate, Guest, Meeting, Presence, Report, Role, Unit
from console.desk import Desk
from console.errors import ConsoleError, NotAllowed
from console.founding import found
from console.rules import BlocRule, Rules
from console.step import Event, Step

MORNING = datetime(2023, 1, 9, 8, 0, tzinfo=UTC)
SCORES = ("98", "96", "96.5", "95.5", "94.5", "93.5", "93", "92", "92")
"""Totals of domain 7.4."""
KEYS = (TellerKey(1), TellerKey(2))


class StepClock:
    """Every look takes a second."""

    def __init__(self) -> None:
        self.at = MORNING

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def differing(before: Conference, after: Conference) -> dict[str, dict[int, object]]:
    """Table -> id -> the row as it was (None where it was not) for every row that differs."""
    rows: dict[str, dict[int, object]] = {}
    for name in Conference.__slots__:
        old, new = getattr(before, name), getattr(after, name)
        olds = {r.id: r for r in (old if isinstance(old, tuple) else (old,))}
        news = {r.id: r for r in (new if isinstance(new, tuple) else (new,))}
        changed = {key: olds.get(key) for key in olds | news if olds.get(key) != news.get(key)}
        if changed:
            rows[name] = changed
    return rows


class MemoryStore:
    """Implements `console.store.Store`; `failing` makes the next commits fail."""

    def __init__(self, conference: Conference) -> None:
        self.kept = conference
        self.trail: list[Event] = []
        self.old: dict[int, dict[str, dict[int, object]]] = {}
        self.failing = False
        self.rests = 0

    def load(self) -> Conference:
        return self.kept

    def events(self) -> Sequence[Event]:
        return tuple(self.trail)

    def commit(self, before: Conference, after: Conference, event: Event) -> Event:
        if self.failing:
            raise ConsoleError("the disk is full")
        changed = differing(before, after)
        rows = tuple(sorted(f"{table}/{key}" for table, ids in changed.items() for key in ids))
        event = replace(event, rows=rows)
        event = replace(event, link=events.link(events.head(self.trail), event))
        self.trail.append(event)
        self.old[event.seq] = changed
        self.kept = after
        return event

    def before(self, conference: Conference, event: Event) -> Conference:
        tables: dict[str, object] = {}
        for name, changed in self.old[event.seq].items():
            value = getattr(conference, name)
            if not isinstance(value, tuple):
                tables[name] = changed[value.id]
                continue
            rows = {row.id: row for row in value} | changed
            tables[name] = tuple(rows[key] for key in sorted(rows) if rows[key] is not None)
        return conference.change(**tables)

    def rest(self) -> None:
        self.rests += 1


class MemoryBoard:
    """Keeps every view the room was ever shown."""

    def __init__(self) -> None:
        self.views: list[Mapping[str, object]] = []

    def show(self, view: Mapping[str, object]) -> None:
        self.views.append(view)


class MemoryBox:
    """Implements `console.ballot.box.Box` without any secrecy."""

    def __init__(self, name: str, credentials: Sequence[str]) -> None:
        self.name = name
        self.state = dict.fromkeys(credentials, "waiting")
        self.ballots: list[bytes] = []
        self.closed = False
        self.forgotten = False
        self.lost = 0

    @property
    def code(self) -> str:
        return f"CODE-{self.name}"

    @property
    def plate(self) -> str:
        return ""

    def turnout(self) -> Turnout:
        states = list(self.state.values())
        return Turnout(len(states), states.count("released"), states.count("voted"))

    def has_voted(self, credential: str) -> bool:
        self._known(credential)
        return self.state[credential] == "voted"

    def admit(self, credential: str) -> Admission:
        self._known(credential)
        if self.state[credential] == "voted":
            raise AlreadyVoted("the ballot is in the box")
        if self.closed:
            raise NotAllowed("closed")
        self.state[credential] = "released"
        return Admission(self.name, credential)

    def release(self, admission: Admission) -> None:
        if self.state[admission.token] == "released":
            self.state[admission.token] = "waiting"

    def cast(self, admission: Admission, ballot: bytes) -> None:
        if self.closed or admission.voting != self.name:
            raise NotAllowed("closed, or of another box")
        if self.state[admission.token] == "voted":
            return
        self.state[admission.token] = "voted"
        self.ballots.append(ballot)

    def close(self) -> str:
        self.closed = True
        return self.code

    def empty(self, keys: Sequence[TellerKey]) -> Contents:
        if not self.closed or len({key.teller for key in keys}) < 2:
            raise NotAllowed("closed first, and two tellers")
        ballots = sorted(self.ballots)[self.lost :]
        return Contents(tuple(ballots), len(self.state), len(ballots), lambda said: f"key:{len(said)}")

    def forget(self) -> None:
        self.forgotten = True

    def _known(self, credential: str) -> None:
        if credential not in self.state:
            raise NotAllowed("not on the roll")


class MemoryBoxes:
    """Implements `console.ballot.box.Boxes`."""

    def __init__(self) -> None:
        self.boxes: dict[str, MemoryBox] = {}

    def seal(self, voting: str, credentials: Sequence[str], written: int) -> MemoryBox:
        if voting in self.boxes and self.boxes[voting].ballots:
            raise NotAllowed("used")
        self.boxes[voting] = MemoryBox(voting, credentials)
        return self.boxes[voting]

    def find(self, voting: str) -> MemoryBox:
        if voting not in self.boxes:
            raise NotAllowed(f"no box {voting}")
        return self.boxes[voting]


class MemoryVault:
    """Implements `console.ballot.sealing.Vault` by comparing phrases; `seals` are what a disk would hold."""

    def __init__(self) -> None:
        self.seals: dict[int, dict[int, str]] = {}
        self.number = 0
        self.locked = False
        self.gone = False
        self.failing = False

    @property
    def in_use(self) -> bool:
        return self.number > 0

    def use(self, number: int) -> None:
        if number and number not in self.seals:
            raise ConsoleError("the seal is gone")
        self.locked = number > 0 and number != self.number
        self.number = number

    def seal(self, number: int, phrases: Mapping[int, str]) -> str:
        if self.failing:
            raise ConsoleError("the disk is full")
        self.seals[number] = dict(phrases)
        self.number, self.locked = number, False
        return f"SEAL-{number}"

    def renew(
        self, number: int, keys: Sequence[TellerKey], tellers: Sequence[int], phrases: Mapping[int, str]
    ) -> str:
        self.give_back(keys)
        typed = {key.teller: key.phrase for key in keys} | dict(phrases)
        return self.seal(number, {teller: typed[teller] for teller in tellers})

    def give_back(self, keys: Sequence[TellerKey]) -> None:
        held = self.seals[self.number]
        if sum(held.get(key.teller) == key.phrase for key in keys) < 2:
            raise NotAllowed("wrong phrase")
        self.locked = False

    def retire(self, number: int) -> None:
        self.seals = {n: held for n, held in self.seals.items() if n >= number}

    def forget_all(self) -> None:
        self.seals, self.number, self.locked = {}, 0, False


def quick(rules: Rules) -> Rules:
    """The same rules without the tellers' phrases: where the sealing is not what is looked at."""
    return replace(rules, ballot=replace(rules.ballot, box="quick"))


def bloc(rules: Rules | None = None, units: int = 9, scores: Sequence[str] = SCORES) -> Conference:
    """An invented bloc with its default lists; unit n has totals `scores[n - 1]`, none beyond them."""
    chosen = quick(rules or Rules(bloc=BlocRule(name="Khối thi đua Mẫu")))
    rows = tuple(
        Unit(
            n,
            f"DV{n:02d}",
            f"Đơn vị {n} tỉnh Mẫu",
            f"ĐV{n}",
            {1: Role.LEADER, 2: Role.DEPUTY}.get(n, Role.MEMBER),
        )
        for n in range(1, units + 1)
    )
    return found(
        Meeting(1, "Hội nghị mẫu", date(2023, 1, 9), secretary="Trần Thị Thư", sample=True),
        chosen,
        rows,
        [(f"Người Đại Diện {n}", "Thủ trưởng") for n in range(1, units + 1)],
        guests=[Guest(1, "Lê Văn Giúp", officer=True), Guest(2, "Phạm Thị Khách")],
        reports=[
            Report(n, received=True, agreed_score=Decimal(score), section_1=Decimal(60 - n))
            for n, score in enumerate(scores[:units], start=1)
        ],
    )


def congress(delegates: int, rules: Rules | None = None) -> Conference:
    """One ballot a delegate, dealt to the nine units in turn."""
    base = bloc(rules)
    people = tuple(Delegate(n, (n - 1) % 9 + 1, f"Đại biểu {n}") for n in range(1, delegates + 1))
    return base.change(delegates=people, meeting=replace(base.meeting, electorate="delegate"))


class Room:
    """A desk, its polling place and its memory."""

    def __init__(self, conference: Conference | None = None) -> None:
        self.store = MemoryStore(conference or bloc())
        self.board = MemoryBoard()
        self.boxes = MemoryBoxes()
        self.clock = StepClock()
        self.desk = Desk(self.store, self.board, self.clock, random.Random(1))
        self.polling = Polling(self.desk, self.boxes)
        self.vault = MemoryVault()
        self.sealing = Sealing(self.desk, self.vault)

    @property
    def conference(self) -> Conference:
        return self.desk.conference

    @property
    def round(self) -> Round:
        return self.conference.rounds[-1]

    def keep(self, step: Step) -> Conference:
        return self.desk.keep(step)

    def now(self) -> datetime:
        return self.clock.now()

    def here(self) -> int:
        return attendance.attendance(self.conference).present

    def open(self, present: int | None = None, written: int = 0) -> "Room":
        """The first `present` delegates come, the next `written` send an opinion; opened, tellers elected."""
        people = self.conference.delegates
        present = len(people) - written if present is None else present
        for d in people[present : present + written]:
            self.desk.do(attendance.mark, d.id, Presence.WRITTEN, self.now())
        for d in people[present + written :]:
            self.desk.do(attendance.mark, d.id, Presence.ABSENT, self.now())
        self.desk.do(attendance.mark_all_present, self.now())
        self.desk.do(attendance.open_conference, self.now())
        self.elect()
        return self

    def elect(self) -> None:
        names = tuple(tellers.Candidate(f"Kiểm Phiếu {n}", n) for n in (7, 8, 9))
        self.desk.do(tellers.elect, names, self.here(), 0, 0, self.here(), self.now())

    def list_only(self, award: str, units: Sequence[int]) -> None:
        """Put exactly these units on the list of an award."""
        from console.ballot import nomination
        from console.ballot.round import NomineeState

        for row in nomination.of_award(self.conference, award):
            state = NomineeState.LISTED if row.unit in units else NomineeState.LEFT_OUT
            self.desk.do(nomination.set_state, row.id, state)

    def cast(self, cells: Sequence[str]) -> None:
        """The first of those who wait cast these ballots, then the tellers mix in the rest as written."""
        waiting = self.polling.waiting()
        for delegate, marks in zip(waiting, cells, strict=False):
            self.polling.cast(self.polling.call(delegate), Ballot(marks))
        for marks in cells[len(waiting) :]:
            admission = self.polling.admit_written()
            assert admission is not None
            self.polling.cast(admission, Ballot(marks))

    def vote(self, award: str, cells: Sequence[str]) -> Round:
        """One laptop round, announced and not settled."""
        self.polling.open(award)
        self.cast(cells)
        self.polling.close()
        self.polling.count(KEYS)
        return self.polling.announce()

    def options(self) -> tuple[settling.Option, ...]:
        return settling.options(self.conference, self.round)

    def option(self, code: str) -> settling.Option:
        return next(option for option in self.options() if option.code == code)

    def take(self, code: str, chosen: Sequence[int] = ()) -> None:
        self.desk.do(settling.take, self.round.id, self.option(code), chosen)

    def units(self, nominees: Sequence[int]) -> tuple[int, ...]:
        return tuple(self.conference.nominee(n).unit for n in nominees)

    def proposed(self, award: str) -> tuple[int, ...]:
        """Units proposed for an award so far."""
        return self.units(voting.proposed(self.conference, award))


def steps(*each: Callable[[], object]) -> tuple[Callable[[], object], ...]:
    """Things to do, one after the other."""
    return each


def approvals(votes: Sequence[int], ballots: int) -> list[str]:
    """Ballots of đồng ý / không đồng ý that give line n `votes[n]` votes."""
    return ["".join("x" if b < v else "-" for v in votes) for b in range(ballots)]
