"""Where published totals could betray a vote, and which votes they do betray.

With ten voters secrecy is lost through arithmetic: a unit that comes late between two rounds, a single
written opinion, a line on which everybody agreed. The console says so before, not after. `forced_votes`
is the other side: from all that is public it works out what is logically certain, and the tests require
that every certain vote had been warned of.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from console.ballot.forms import Mark
from console.errors import NotAllowed
from console.language import _


@dataclass(frozen=True, slots=True)
class Roll:
    """Who has a ballot in a round, by unit code. Everybody in the room can see this.

    Attributes:
        voters: units that vote in the room.
        written: units whose written opinion is counted.
        recused: units present that do not vote.
    """

    voters: frozenset[str]
    written: frozenset[str] = frozenset()
    recused: frozenset[str] = frozenset()

    @property
    def everyone(self) -> frozenset[str]:
        """All whose ballot is in the totals."""
        return self.voters | self.written


class Danger(StrEnum):
    """Why totals could betray a vote."""

    JOINED = "joined"
    LEFT = "left"
    RECUSED = "recused"
    WITHDRAWN = "withdrawn"
    ONE_WRITTEN = "one_written"
    ONE_BALLOT = "one_ballot"
    UNANIMOUS = "unanimous"
    COMPARED = "compared"


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One warning.

    Attributes:
        danger: why.
        units: whose vote could be worked out; for withdrawn the nominees that left the list; for unanimous
            everybody whose ballot is in the totals.
        nominees: the lines concerned, for unanimous and compared only.
    """

    danger: Danger
    units: tuple[str, ...]
    nominees: tuple[str, ...] = ()

    def words(self) -> str:
        """The warning for the tellers and the chair, in the language of the screens."""
        units = ", ".join(self.units)
        match self.danger:
            case Danger.JOINED:
                return _(
                    "{units} did not vote in the earlier round: comparing the totals may show how they vote."
                ).format(units=units)
            case Danger.LEFT:
                return _(
                    "{units} voted in the earlier round and do not vote now: comparing the totals may show "
                    "how they voted."
                ).format(units=units)
            case Danger.RECUSED:
                return _(
                    "{units} voted in the earlier round and stand aside now: comparing the totals may show "
                    "how they voted."
                ).format(units=units)
            case Danger.WITHDRAWN:
                return _(
                    "{units} left the list between the rounds: comparing the totals may show "
                    "whose votes moved."
                ).format(units=units)
            case Danger.ONE_WRITTEN:
                return _(
                    "There is one written opinion ({units}): counted apart, it is public. "
                    "Put it into the box unopened, among the other ballots."
                ).format(units=units)
            case Danger.ONE_BALLOT:
                return _("Only {units} votes: the totals are that unit's ballot.").format(units=units)
            case Danger.UNANIMOUS:
                return _("Everybody voted alike on {nominees}: these totals show every vote there.").format(
                    nominees=", ".join(self.nominees)
                )
            case Danger.COMPARED:
                return _(
                    "Compared with the earlier rounds these totals show how {units} voted on {nominees}. "
                    "Announce them only if the conference accepts that."
                ).format(units=units, nominees=", ".join(self.nominees))


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of some ballots, in list order; `votes_against` is None where the form has no such box."""

    votes_for: tuple[int, ...]
    votes_against: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """All that the room knows of one round.

    Attributes:
        roll: who has a ballot in it.
        nominees: the list.
        totals: what was announced, written opinions included.
        written_apart: the totals of the written opinions alone, where somebody publishes them.
        self_vote: False when nobody may mark the line of its own unit.
        own: for each line the voters whose own line it is; empty: each nominee is called as its voter is.
    """

    roll: Roll
    nominees: tuple[str, ...]
    totals: Totals
    written_apart: Totals | None = None
    self_vote: bool = True
    own: tuple[frozenset[str], ...] = ()


def require_same_roll(first: Roll, now: Roll) -> None:
    """The roll is frozen over the rounds of one award.

    Raises:
        NotAllowed: somebody came or left; the sentence names the units.
    """
    came = sorted((now.voters - first.voters) | (now.written - first.written))
    left = sorted((first.voters - now.voters) | (first.written - now.written))
    if came or left:
        raise NotAllowed(
            _(
                "The roll of an award stays as it was in its first round (came: {came}; left: {left}). "
                "Go on with the same units, or void the award and begin it again."
            ).format(came=", ".join(came) or "0", left=", ".join(left) or "0")
        )


def before_opening(
    roll: Roll, earlier: Sequence[Roll] = (), withdrawn: Collection[str] = ()
) -> tuple[Disclosure, ...]:
    """What to warn of before a ballot opens.

    Args:
        roll: who is about to vote.
        earlier: the rolls of rounds whose totals are public and whose nominees stand again.
        withdrawn: nominees that left the list since.
    """
    found: list[Disclosure] = []
    joined: set[str] = set()
    left: set[str] = set()
    for other in earlier:
        joined |= (roll.voters - other.voters) | (roll.written - other.written)
        left |= (other.voters - roll.voters) | (other.written - roll.written)
    recused = left & roll.recused
    for danger, units in (
        (Danger.JOINED, joined),
        (Danger.LEFT, left - recused),
        (Danger.RECUSED, recused),
        (Danger.WITHDRAWN, set(withdrawn)),
        (Danger.ONE_WRITTEN, set(roll.written) if len(roll.written) == 1 else set()),
        (Danger.ONE_BALLOT, set(roll.everyone) if len(roll.everyone) == 1 else set()),
    ):
        if units:
            found.append(Disclosure(danger, tuple(sorted(units))))
    return tuple(found)


def before_publishing(round_: Published, earlier: Sequence[Published] = ()) -> tuple[Disclosure, ...]:
    """What to warn the tellers of when they have counted, before they announce.

    Unanimous lines, and every vote that follows from these totals together with those of earlier rounds of
    the same nominees. Exact, where `before_opening` can only say what might happen.
    """
    found: list[Disclosure] = []
    alike = tuple(
        code
        for line, code in enumerate(round_.nominees)
        if any(_alike(group) for group in _groups(round_, line, code))
    )
    if alike:
        found.append(Disclosure(Danger.UNANIMOUS, tuple(sorted(round_.roll.everyone)), alike))
    compared = [vote for vote in forced_votes((*earlier, round_)) if len(vote.rounds) > 1]
    if compared:
        units = tuple(sorted({vote.unit for vote in compared}))
        lines = tuple(dict.fromkeys(vote.nominee for vote in compared))
        found.append(Disclosure(Danger.COMPARED, units, lines))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ForcedVote:
    """A vote that follows from what is public.

    Attributes:
        unit: whose vote.
        nominee: on which line.
        mark: FOR, AGAINST, or NONE (neither counted; in choose_up_to: not chosen).
        rounds: the rounds it follows from, counted from 0 in the order given.
    """

    unit: str
    nominee: str
    mark: Mark
    rounds: tuple[int, ...]


def forced_votes(rounds: Sequence[Published], *, steady: bool = True) -> tuple[ForcedVote, ...]:
    """Every vote that is logically certain, line by line, from all that was published.

    Each round by itself first. With `steady`, also all rounds together, on the assumption an onlooker would
    make: who votes on the same unit again votes the same. Lines are looked at one by one: what the limit of
    choices on one ballot adds across lines is not drawn.

    Returns:
        In the order of rounds, nominees and unit codes; each (unit, nominee, rounds) once.
    """
    found: list[ForcedVote] = []
    for number, round_ in enumerate(rounds):
        for line, code in enumerate(round_.nominees):
            marks = _solve(_groups(round_, line, code))
            found.extend(ForcedVote(unit, code, mark, (number,)) for unit, mark in sorted(marks.items()))
    if not steady:
        return tuple(found)
    known = {(vote.unit, vote.nominee) for vote in found}
    codes = dict.fromkeys(code for round_ in rounds for code in round_.nominees)
    for code in codes:
        numbers = tuple(number for number, round_ in enumerate(rounds) if code in round_.nominees)
        if len(numbers) < 2:
            continue
        groups = [
            group
            for number in numbers
            for group in _groups(rounds[number], rounds[number].nominees.index(code), code)
        ]
        for unit, mark in sorted(_solve(groups).items()):
            if (unit, code) not in known:
                found.append(ForcedVote(unit, code, mark, numbers))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Group:
    """Some voters and how many of them are for and against on one line; the others count for neither."""

    units: frozenset[str]
    votes_for: int
    votes_against: int


def _alike(group: _Group) -> bool:
    size = len(group.units)
    counted = (group.votes_for, group.votes_against)
    return size > 0 and counted in ((size, 0), (0, size), (0, 0))


def _groups(round_: Published, line: int, code: str) -> list[_Group]:
    """What the round says about one line: one group of voters, or two where written ones are apart."""
    own = round_.own[line] if round_.own else frozenset({code})

    def group(units: frozenset[str], votes_for: int, votes_against: int) -> _Group:
        return _Group(units if round_.self_vote else units - own, votes_for, votes_against)

    votes_for = round_.totals.votes_for[line]
    votes_against = round_.totals.votes_against[line] if round_.totals.votes_against else 0
    apart = round_.written_apart
    if apart is None:
        return [group(round_.roll.everyone, votes_for, votes_against)]
    apart_against = apart.votes_against[line] if apart.votes_against else 0
    return [
        group(round_.roll.written, apart.votes_for[line], apart_against),
        group(round_.roll.voters, votes_for - apart.votes_for[line], votes_against - apart_against),
    ]


_Rest = tuple[tuple[int, int], ...]
"""Votes for and against that are still to be placed, one pair a group."""


def _solve(groups: Sequence[_Group]) -> dict[str, Mark]:
    """The mark of every unit that is the same in all solutions; nothing where there is no solution.

    Units in the same groups are interchangeable, so a class of them is certain only when all its members
    have one mark. Classes are placed one after another; `ahead` holds what can be left over after each.
    """
    groups = [group for group in groups if group.units]  # without voters a group says nothing
    if not groups:
        return {}
    classes: dict[tuple[bool, ...], list[str]] = {}
    for unit in sorted(frozenset().union(*(group.units for group in groups))):
        classes.setdefault(tuple(unit in group.units for group in groups), []).append(unit)
    if len(classes) == 1 and all(next(iter(classes))):  # all in every group: not placed one by one
        return _solve_alike(groups, next(iter(classes.values())))
    members = list(classes.items())
    start: _Rest = tuple((group.votes_for, group.votes_against) for group in groups)
    ahead: list[set[_Rest]] = [{start}]
    for signature, units in members:
        ahead.append({after for rest in ahead[-1] for __, after in _placings(rest, signature, len(units))})
    done: _Rest = ((0, 0),) * len(groups)
    solvable = ahead[-1] & {done}
    marks: dict[str, Mark] = {}
    for place in range(len(members) - 1, -1, -1):
        signature, units = members[place]
        ways: set[tuple[int, int]] = set()
        before: set[_Rest] = set()
        for rest in ahead[place]:
            for way, after in _placings(rest, signature, len(units)):
                if after in solvable:
                    ways.add(way)
                    before.add(rest)
        solvable = before
        size = len(units)
        certain = {(size, 0): Mark.FOR, (0, size): Mark.AGAINST, (0, 0): Mark.NONE}
        if len(ways) == 1 and (mark := certain.get(next(iter(ways)))):
            marks.update(dict.fromkeys(units, mark))
    return marks


def _solve_alike(groups: Sequence[_Group], units: Sequence[str]) -> dict[str, Mark]:
    """`_solve` where all groups are the same units: certain only when all of them voted alike."""
    counted = {(group.votes_for, group.votes_against) for group in groups}
    if len(counted) != 1:
        return {}
    size = len(units)
    certain = {(size, 0): Mark.FOR, (0, size): Mark.AGAINST, (0, 0): Mark.NONE}
    mark = certain.get(next(iter(counted)))
    return dict.fromkeys(units, mark) if mark else {}


def _placings(rest: _Rest, signature: tuple[bool, ...], size: int) -> list[tuple[tuple[int, int], _Rest]]:
    """Every way a class of `size` units can vote, and what is left to place after it."""
    inside = [pair for pair, belongs in zip(rest, signature, strict=True) if belongs]
    most_for = min(size, *(pair[0] for pair in inside))
    most_against = min(size, *(pair[1] for pair in inside))
    placings: list[tuple[tuple[int, int], _Rest]] = []
    for yes in range(most_for + 1):
        for no in range(min(most_against, size - yes) + 1):
            after = tuple(
                (pair[0] - yes, pair[1] - no) if belongs else pair
                for pair, belongs in zip(rest, signature, strict=True)
            )
            placings.append(((yes, no), after))
    return placings
