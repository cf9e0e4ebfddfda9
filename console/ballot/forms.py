"""The kinds of ballot paper, which ballots are valid, and which lines of them count.

A ballot is kept as one short string, one character a nominee in the order of the list: `x` agreed or
chosen, `-` disagreed or struck out, `*` both boxes marked, `.` neither, `!` on every line when the
tellers found the whole paper invalid (not issued by them, signed, names added). Equal ballots are equal
strings: a hundred thousand of them are counted by counting strings.

Source: domain 2.8 (Regulation 244-QĐ/TW article 17 and the election law 2015 article 74, as models).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from console.errors import BadInput
from console.language import _


class BallotKind(StrEnum):
    """How a ballot paper is filled in."""

    APPROVE_REJECT = "approve_reject"
    """Two boxes a line, đồng ý and không đồng ý; as many lines as one likes."""
    CHOOSE_UP_TO = "choose_up_to"
    """One box a line; at most `max_choices` may be marked."""
    STRIKE_OUT = "strike_out"
    """Names not wanted are struck out; at most `max_choices` may be left."""


class Mark(StrEnum):
    """What stands on one line of a ballot."""

    FOR = "x"
    AGAINST = "-"
    BOTH = "*"
    NONE = "."
    SPOILED = "!"


class Flaw(StrEnum):
    """Why a whole ballot does not count."""

    EMPTY = "empty"
    BOTH_BOXES = "both_boxes"
    TOO_MANY = "too_many"
    ALL_STRUCK = "all_struck"
    SPOILED = "spoiled"

    def words(self) -> str:
        """The reason as it stands in the minutes of the count, in the language of the screens."""
        match self:
            case Flaw.EMPTY:
                return _("nothing is marked")
            case Flaw.BOTH_BOXES:
                return _("both boxes are marked")
            case Flaw.TOO_MANY:
                return _("more units are chosen than allowed")
            case Flaw.ALL_STRUCK:
                return _("every unit is struck out")
            case Flaw.SPOILED:
                return _("the tellers found the paper invalid")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a ballot is worth: `flaw` is None for a valid one; `blank` when nothing is marked on it."""

    flaw: Flaw | None
    blank: bool

    @property
    def valid(self) -> bool:
        """Whether its lines count."""
        return self.flaw is None


@dataclass(frozen=True, slots=True)
class Ballot:
    """One ballot: the marks, one character a nominee (see the module). It knows nothing else."""

    cells: str

    @classmethod
    def of(cls, *marks: Mark) -> "Ballot":
        """A ballot from its marks, in list order."""
        return cls("".join(marks))

    @classmethod
    def spoiled(cls, nominees: int) -> "Ballot":
        """A paper of so many nominees that the tellers found invalid as a whole."""
        return cls(Mark.SPOILED * nominees)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks, in list order."""
        return tuple(Mark(cell) for cell in self.cells)


_VERDICT_VALID: Final = Verdict(None, blank=False)
_VERDICT_BLANK: Final = Verdict(None, blank=True)


@dataclass(frozen=True, slots=True)
class Form:
    """One ballot paper: its kind, the codes on it in order, and how many may be chosen.

    Attributes:
        kind: how it is filled in.
        nominees: unit codes, in the order of the lines.
        max_choices: for choose_up_to and strike_out, at least 1; not looked at in approve_reject.

    Raises:
        BadInput: no nominee, one twice, or no choice allowed.
    """

    kind: BallotKind
    nominees: tuple[str, ...]
    max_choices: int = 1

    def __post_init__(self) -> None:
        if not self.nominees:
            raise BadInput(_("There is no unit on the ballot. Put at least one on the list."))
        if len(set(self.nominees)) != len(self.nominees):
            twice = next(code for code in self.nominees if self.nominees.count(code) > 1)
            raise BadInput(
                _("Unit {code} stands on the ballot twice. Take one line away.").format(code=twice)
            )
        if self.kind is not BallotKind.APPROVE_REJECT and self.max_choices < 1:
            raise BadInput(_("A ballot must allow at least one choice. Set max_choices to 1 or more."))

    @property
    def alphabet(self) -> frozenset[str]:
        """The characters a line may hold on this form.

        choose_up_to has one box a line; on strike_out a name is left or struck, nothing between.
        """
        match self.kind:
            case BallotKind.APPROVE_REJECT:
                return frozenset("x-*.")
            case BallotKind.CHOOSE_UP_TO:
                return frozenset("x.")
            case BallotKind.STRIKE_OUT:
                return frozenset("x-.")

    def check(self, cells: str) -> None:
        """Refuse what cannot stand on this form.

        Raises:
            BadInput: wrong number of lines, or a mark that the form does not have.
        """
        if len(cells) != len(self.nominees):
            raise BadInput(
                _("A ballot has {found} lines where the list has {expected}. Enter it again.").format(
                    found=len(cells), expected=len(self.nominees)
                )
            )
        if cells == Mark.SPOILED * len(cells):
            return
        for code, cell in zip(self.nominees, cells, strict=True):
            if cell not in self.alphabet:
                raise BadInput(
                    _('The mark "{mark}" at unit {code} cannot stand on this kind of ballot.').format(
                        mark=cell, code=code
                    )
                )

    def judge(self, cells: str) -> Verdict:
        """Whether a ballot counts, and whether it is blank (domain 2.8).

        - approve_reject, several names: valid always; empty is valid and blank. A line with both boxes
          or neither counts for neither side.
        - approve_reject, a single name: exactly one box. Empty is invalid and blank, both is invalid.
        - choose_up_to: empty is invalid and blank, more than `max_choices` invalid, fewer valid.
        - strike_out: more than `max_choices` left, or all struck, is invalid. An untouched paper agrees
          with everybody, so none is called blank.
        """
        if cells.startswith(Mark.SPOILED):
            return Verdict(Flaw.SPOILED, blank=False)
        match self.kind:
            case BallotKind.APPROVE_REJECT:
                empty = cells.count(Mark.NONE) == len(cells)
                if len(cells) > 1:
                    return _VERDICT_BLANK if empty else _VERDICT_VALID
                if empty:
                    return Verdict(Flaw.EMPTY, blank=True)
                return Verdict(Flaw.BOTH_BOXES, blank=False) if cells == Mark.BOTH else _VERDICT_VALID
            case BallotKind.CHOOSE_UP_TO:
                chosen = cells.count(Mark.FOR)
                if not chosen:
                    return Verdict(Flaw.EMPTY, blank=True)
                return Verdict(Flaw.TOO_MANY, blank=False) if chosen > self.max_choices else _VERDICT_VALID
            case BallotKind.STRIKE_OUT:
                left = len(cells) - cells.count(Mark.AGAINST)
                if not left:
                    return Verdict(Flaw.ALL_STRUCK, blank=False)
                return Verdict(Flaw.TOO_MANY, blank=False) if left > self.max_choices else _VERDICT_VALID

    def lines_for(self, voter: str, *, self_vote: bool) -> tuple[int, ...]:
        """The lines (from 0) that `voter` may mark: all, or all but its own where self-votes are barred.

        A barred line bears `barred` and is no vote for oneself; no base changes with it. Empty only
        when the voter is the single nominee: then it does not vote, which is a recusal.
        """
        return tuple(i for i, code in enumerate(self.nominees) if self_vote or code != voter)

    @property
    def barred(self) -> Mark:
        """What stands on a line that its voter may not mark.

        approve_reject and choose_up_to: nothing, which counts for neither side. On strike_out a name that
        is not struck is left, and left means chosen: so a voter's own name is struck out, on the laptop
        before the delegate begins, on paper by the delegate. It is counted as struck, not among those left,
        and cannot be told from a name that anybody else struck; a mark of its own would say whose ballot
        it is.
        """
        return Mark.AGAINST if self.kind is BallotKind.STRIKE_OUT else Mark.NONE
