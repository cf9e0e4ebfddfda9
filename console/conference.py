"""The nouns of a conference, on one page: small immutable values and the whole they make.

Every other module of the console holds verbs: functions from one `Conference` to the next. A value with
an `id` is one row of the table its class names; `Conference` is all tables together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal, Protocol, Self, TypeVar

from console.ballot.round import Nominee, Round, Seal, Teller
from console.rules import AwardRule, Rules

SCHEMA = 2
"""The version of the layout of the tables; a folder of a newer one is refused, an older one migrated."""


class Stage(StrEnum):
    """The stages, in the order of the day; each is one module, one screen, one paper."""

    ATTENDANCE = "attendance"
    AGENDA = "agenda"
    REPORTS = "reports"
    DIRECTIONS = "directions"
    BALLOT = "ballot"
    HANDOVER = "handover"
    RECORD = "record"


# --- who ---------------------------------------------------------------------------------------------


class Role(StrEnum):
    """What a unit is in its bloc this year (domain 2.2: the office belongs to the unit)."""

    LEADER = "leader"
    DEPUTY = "deputy"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Unit:
    """A member unit of the bloc; `code` is what stands on ballots files and lists."""

    id: int
    code: str
    name: str
    short_name: str
    role: Role = Role.MEMBER
    named: bool = True
    """False where the source does not name the unit (the seed's five certificates)."""


class Presence(StrEnum):
    """Where a delegate is (domain 5.1)."""

    EXPECTED = "expected"
    PRESENT = "present"
    LATE = "late"
    WRITTEN = "written"
    ABSENT = "absent"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Delegate:
    """An elector: the one representative of a unit, or each delegate of a congress.

    Attributes:
        letter: the giấy ủy quyền of a substitute, as its number or "có"; empty when none.
        replaces: the name of the person whose place a substitute takes.
        since: when the presence last changed, None while expected.
        helper: who helps at the ballots, chosen by the delegate (`ballot.assistance`); empty where nobody.
    """

    id: int
    unit: int
    name: str = ""
    position: str = ""
    letter: str = ""
    replaces: str = ""
    presence: Presence = Presence.EXPECTED
    since: datetime | None = None
    reason: str = ""
    helper: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """A guest or officer without a vote."""

    id: int
    name: str
    position: str = ""
    organisation: str = ""
    officer: bool = False
    """True for staff of the bloc (tổ giúp việc, thư ký), who may not be tellers."""
    present: bool = False


# --- the running order ---------------------------------------------------------------------------------


class ItemState(StrEnum):
    """Where an agenda item stands."""

    PLANNED = "planned"
    CURRENT = "current"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the agenda; `rank` orders the list, `stage` is the screen that carries it out."""

    id: int
    rank: int
    title: str
    minutes: int
    performer: str = ""
    stage: Stage = Stage.AGENDA
    state: ItemState = ItemState.PLANNED
    started: datetime | None = None
    ended: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What the secretary noted at an item: for the minutes, never for the projector."""

    id: int
    item: int
    text: str
    at: datetime


class SpeakerState(StrEnum):
    """Where a speaker stands in the queue."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Someone who asked for the floor; `seconds` is the time allotted."""

    id: int
    item: int
    name: str
    unit: int | None
    seconds: int
    rank: int
    state: SpeakerState = SpeakerState.WAITING
    started: datetime | None = None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hands:
    """A vote by show of hands: the three questions of domain 6.3, on the base of those present."""

    id: int
    item: int | None
    subject: str
    agree: int
    disagree: int
    other: int
    present: int
    adopted: bool
    at: datetime
    note: str = ""


# --- the year ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """A target as registered and as reached, both as the unit wrote them; `met` None while unknown."""

    name: str
    registered: str = ""
    reached: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Commendation:
    """Commendations received in the year: how many collectives and persons."""

    name: str
    collectives: int = 0
    persons: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A unit's report of the year; `id` is the unit's. Scores are points of the bloc's scale, None = open."""

    id: int
    received: bool = False
    targets: tuple[Target, ...] = ()
    commendations: tuple[Commendation, ...] = ()
    highlights: str = ""
    shortcomings: str = ""
    self_score: Decimal | None = None
    cross_score: Decimal | None = None
    agreed_score: Decimal | None = None
    section_1: Decimal | None = None
    bonus: Decimal = Decimal(0)
    bonus_reason: str = ""
    penalty: Decimal = Decimal(0)
    penalty_reason: str = ""
    note: str = ""

    @property
    def total(self) -> Decimal | None:
        """Agreed + bonus - penalty, never clamped to the scale (domain 2.5); None while not agreed."""
        if self.agreed_score is None:
            return None
        return self.agreed_score + self.bonus - self.penalty


class DirectionState(StrEnum):
    """Where a direction of next year stands."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Direction:
    """One numbered direction or task of next year."""

    id: int
    rank: int
    text: str
    state: DirectionState = DirectionState.DRAFT


@dataclass(frozen=True, slots=True)
class Amendment:
    """A comment on, or a new wording of, a direction; `accepted` None while open."""

    id: int
    direction: int | None
    unit: int | None
    text: str
    wording: str = ""
    before: str = ""
    accepted: bool | None = None


# --- the handover --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A row of the handover checklist (domain 3.8); `ready` None while nobody looked."""

    title: str
    measure: str = ""
    quantity: str = ""
    condition: str = ""
    note: str = ""
    ready: bool | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A typed confirmation: who, for which side, when. Paper is signed by hand beside it."""

    side: Literal["giver", "receiver", "witness"]
    name: str
    position: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Handover:
    """The rotation: who leads next year, what is handed over, who confirmed."""

    id: int = 1
    mode: str = ""
    leader: int | None = None
    deputy: int | None = None
    hands: int | None = None
    witness_name: str = ""
    witness_position: str = ""
    rows: tuple[CheckRow, ...] = ()
    signatures: tuple[Signature, ...] = ()
    chair_switched: datetime | None = None
    pact: tuple[int, ...] = ()
    """Units whose head has signed the giao ước."""
    pact_closed: datetime | None = None


# --- afterwards ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Correction:
    """An appended paper (biên bản bổ sung, điều chỉnh): what was announced is never edited (domain 5.6, 10).

    Attributes:
        about: what it adds to or corrects, in the words of the minutes.
        text: the correction itself.
    """

    id: int
    about: str
    text: str
    at: datetime


# --- the whole -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Meeting:
    """The conference itself.

    Attributes:
        electorate: one ballot a unit, or one a delegate (a congress); fixed once a ballot was opened.
        sample: the data are invented (DỮ LIỆU MẪU).
        rehearsal: everything is a trial run (CHẠY THỬ).
        key: fingerprint of the conference's signing key, 16 base32 characters in groups of four.
        source: where facts come from when they are a real event's.
        forgotten: when its persons were erased from this folder (`console.forgetting`); nothing changes then.
    """

    id: int
    title: str
    held_on: date
    begins: str = "08:00"
    place: str = ""
    secretary: str = ""
    secretary_position: str = ""
    electorate: Literal["unit", "delegate"] = "unit"
    sample: bool = False
    rehearsal: bool = False
    key: str = ""
    source: str = ""
    summary: str = ""
    """The bloc's own text of achievements and limits for the report, paragraphs by line."""
    opened: datetime | None = None
    closed: datetime | None = None
    forgotten: datetime | None = None
    schema: int = SCHEMA


class Row(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> int:
        """The id of the row in its table."""
        ...


R = TypeVar("R", bound=Row)


def next_id(rows: Iterable[Row]) -> int:
    """The first free id of a table that grows in order (never used for ballots)."""
    return max((row.id for row in rows), default=0) + 1


def with_row(rows: tuple[R, ...], row: R) -> tuple[R, ...]:
    """The table with `row` in place of the one with its id, or appended."""
    if any(old.id == row.id for old in rows):
        return tuple(row if old.id == row.id else old for old in rows)
    return (*rows, row)


def without_row(rows: tuple[R, ...], row_id: int) -> tuple[R, ...]:
    """The table without the row `row_id`."""
    return tuple(row for row in rows if row.id != row_id)


@dataclass(frozen=True, slots=True)
class Conference:
    """All that is known of one conference. Tables are tuples in order of id."""

    meeting: Meeting
    rules: Rules
    units: tuple[Unit, ...] = ()
    delegates: tuple[Delegate, ...] = ()
    guests: tuple[Guest, ...] = ()
    agenda: tuple[Item, ...] = ()
    notes: tuple[Note, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    hands: tuple[Hands, ...] = ()
    reports: tuple[Report, ...] = ()
    directions: tuple[Direction, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    nominees: tuple[Nominee, ...] = ()
    tellers: tuple[Teller, ...] = ()
    rounds: tuple[Round, ...] = ()
    corrections: tuple[Correction, ...] = ()
    handover: Handover = field(default_factory=Handover)
    seal: Seal = field(default_factory=Seal)

    def unit(self, unit_id: int) -> Unit:
        """The unit with this id."""
        return _row(self.units, unit_id)

    def delegate(self, delegate_id: int) -> Delegate:
        """The delegate with this id."""
        return _row(self.delegates, delegate_id)

    def item(self, item_id: int) -> Item:
        """The agenda item with this id."""
        return _row(self.agenda, item_id)

    def nominee(self, nominee_id: int) -> Nominee:
        """The nominee with this id."""
        return _row(self.nominees, nominee_id)

    def round(self, round_id: int) -> Round:
        """The round with this id."""
        return _row(self.rounds, round_id)

    def report(self, unit_id: int) -> Report:
        """The report of a unit; an empty one where none has come."""
        return next((r for r in self.reports if r.id == unit_id), Report(unit_id))

    def award(self, code: str) -> AwardRule:
        """The rule of an award."""
        return next(a for a in self.rules.awards if a.code == code)

    def with_role(self, role: Role) -> Unit | None:
        """The unit that is leader or deputy this year."""
        return next((u for u in self.units if u.role == role), None)

    def representative(self, unit_id: int) -> Delegate | None:
        """The first delegate of a unit."""
        return next((d for d in self.delegates if d.unit == unit_id), None)

    def change(self, **tables: object) -> Self:
        """A copy with some tables replaced."""
        return replace(self, **tables)  # type: ignore[arg-type]


def _row(rows: tuple[R, ...], row_id: int) -> R:
    for row in rows:
        if row.id == row_id:
            return row
    raise KeyError(row_id)
