"""The nouns of the ballot: who may be proposed, who counts, and a round from its opening to its end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NomineeState(StrEnum):
    """Whether a nominee may stand on a ballot."""

    LISTED = "listed"
    WITHDRAWN = "withdrawn"
    NOT_CONSIDERED = "not_considered"
    LEFT_OUT = "left_out"
    """Off the list for another reason: below the cut of points, or proposed for a higher award."""


@dataclass(frozen=True, slots=True)
class Nominee:
    """Who may be proposed for an award: a unit, or a part of one (a nominee is not a voter, domain 1.3).

    Attributes:
        reason: of a withdrawal, or of "chưa xét": the latter for the chair's eyes alone (domain 1.5).
    """

    id: int
    award: str
    unit: int
    name: str
    rank: int
    state: NomineeState = NomineeState.LISTED
    reason: str = ""


class TellerRole(StrEnum):
    """The three of the ban kiểm phiếu."""

    HEAD = "head"
    SECRETARY = "secretary"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Teller:
    """A member of the ban kiểm phiếu, elected by show of hands (`hands`)."""

    id: int
    name: str
    unit: int | None
    role: TellerRole
    hands: int
    position: str = ""


class SealEnd(StrEnum):
    """What became of the keys of the boxes once nothing was left to open or to count again."""

    FORGOTTEN = "forgotten"
    """Forgotten by this program, which cannot promise more."""
    ARCHIVED = "archived"
    """Boxes, wraps and the tellers' cards are kept in an envelope."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The one sealing of all ballot boxes of a conference to its tellers' phrases (cụm từ mở hòm).

    Attributes:
        code: the mã niêm phong announced with the empty box; empty while nothing is sealed.
        tellers: ids of the three whose phrases open the boxes; any two do.
        names: their names, in the same order; who leaves the tellers still opens until it is sealed anew.
        number: how often it was sealed: 1, and one more each time a teller was replaced or phrases were lost.
        at: when it was sealed.
        end: what became of the keys; None while they may still be needed.
    """

    id: int = 1
    code: str = ""
    tellers: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    number: int = 0
    at: datetime | None = None
    end: SealEnd | None = None
    ended: datetime | None = None


class Method(StrEnum):
    """How a round is voted: asked each time, never assumed."""

    LAPTOP = "laptop"
    PAPER = "paper"
    OPEN = "open"


class AdmittedBy(StrEnum):
    """How a ballot on this laptop is released."""

    CALL = "called"
    """To the unit that the operator calls."""
    CODE = "codes"
    """To whoever drew a folded slip with a code, tied to no name."""


class RoundState(StrEnum):
    """Where a round stands; only an announced one is public."""

    VOTING = "voting"
    CLOSED = "closed"
    COUNTED = "counted"
    ANNOUNCED = "announced"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Line:
    """One nominee's total in a counted round; `against` None where the form has no such box."""

    nominee: int
    votes: int
    against: int | None
    share: str | None
    percent: str | None
    passes: bool


@dataclass(frozen=True, slots=True)
class Recount:
    """Kiểm lại: the first count of a round that was counted once more; its round holds the second.

    Attributes:
        asked_by: the teller who asked, by name.
        at: when it was counted again.
        valid, invalid, blank, lines: what the first count had found.
    """

    asked_by: str
    at: datetime
    valid: int
    invalid: int
    blank: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One round of voting for one award: its frozen electorate, and, once counted, its totals.

    Attributes:
        electors: ids of the delegates entitled in this round, frozen over the rounds of one award.
        voters: ids of those who may take a ballot here and now (present at the opening).
        seats: how many may still be elected in this round.
        box: the name of the ballot box; empty where none is used. Rounds voted in one walk share it.
        struck: nominees that the room proposes for an award this one excludes, known only after this ballot
            was cast: marks for them count for nothing, and no total of them is kept.
        code: the mã niêm phong announced at the opening; `closing_code` the box's code read at closing.
        plate: what the mã niêm phong is made of (`Box.plate`): the box's public keys among it.
        outcome: decided, tie, nobody or void; empty until counted.
        decision: what the room decided after the announcement, in words of the minutes.
        proposed: nominees the room proposes after this round.
    """

    id: int
    award: str
    number: int
    method: Method
    state: RoundState
    nominees: tuple[int, ...]
    seats: int
    electors: tuple[int, ...]
    voters: tuple[int, ...]
    members: int
    present: int
    written: int
    opened: datetime
    box: str = ""
    code: str = ""
    plate: str = ""
    closing_code: str = ""
    closed: datetime | None = None
    counted: datetime | None = None
    announced: datetime | None = None
    issued: int = 0
    collected: int = 0
    valid: int = 0
    invalid: int = 0
    blank: int = 0
    lines: tuple[Line, ...] = ()
    outcome: str = ""
    elected: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()
    run_off: tuple[int, ...] = ()
    following: str = ""
    again: tuple[int, ...] = ()
    """Who stands in the round that follows, as the room decided, withdrawals after the count included."""
    decision: str = ""
    proposed: tuple[int, ...] = ()
    settled: bool = False
    reason: str = ""
    statement: str = ""
    """The box's signed statement over the totals, base64; empty where no box was used."""
    hands: int | None = None
    """The show of hands that carried an open vote."""
    recount: Recount | None = None
    """What stood before the tellers counted again, when one of them asked; once at most."""
    struck: tuple[int, ...] = ()
    admission: AdmittedBy = AdmittedBy.CALL

    @property
    def standing(self) -> tuple[int, ...]:
        """The nominees whose marks count, in list order."""
        return tuple(n for n in self.nominees if n not in self.struck)
