"""Before a ballot opens: can it pass at all, what are the chances, what does a recusal do, how long it takes.

Said before, not after. Source: domain 5.3, 5.6, 7.5 (T6) and 9.7; the sentences are settled there.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from math import comb

from console.ballot.majority import Base, Comparison, Threshold, require_electorate
from console.language import _


@dataclass(frozen=True, slots=True)
class Room:
    """Who can vote in the round that is about to open, in units.

    Attributes:
        members: all units that may vote.
        present: units in the room.
        written: written opinions of absent units.
        recused: units present that do not vote in this round.

    Raises:
        BadInput: the numbers contradict each other.
    """

    members: int
    present: int
    written: int = 0
    recused: int = 0

    def __post_init__(self) -> None:
        require_electorate(self.members, self.present, self.present - self.recused, self.written)

    @property
    def voters(self) -> int:
        """The most ballots there can be: units present that vote, and written opinions."""
        return self.present - self.recused + self.written

    def size(self, base: Base) -> int:
        """The size of a base when every voter hands in a valid ballot.

        A recused unit stays a member and stays present; it takes no ballot, so that issued, collected and
        valid are smaller by one.
        """
        match base:
            case Base.MEMBERS:
                return self.members
            case Base.PRESENT:
                return self.present + self.written
            case Base.ISSUED | Base.COLLECTED | Base.VALID:
                return self.voters


def most_votes(room: Room, *, self_vote: bool) -> int:
    """The most votes a nominee can have. Where self-votes are barred, a nominee that votes has one less."""
    return max(0, room.voters - (0 if self_vote else 1))


def can_pass(threshold: Threshold, room: Room, *, self_vote: bool = True) -> bool:
    """Whether anybody can reach the threshold with those who vote, if all of them agree."""
    return threshold.reached(most_votes(room, self_vote=self_vote), room.size(threshold.base))


def unreachable_warning(threshold: Threshold, room: Room, *, self_vote: bool = True) -> str | None:
    """The sentence to show before opening when nobody can pass; None when somebody can (domain 7.5, T6)."""
    if can_pass(threshold, room, self_vote=self_vote):
        return None
    if threshold.comparison is Comparison.MORE_THAN:
        sentence = _(
            "{present:02d}/{members:02d} units are present: more than {share} of {base} is out of reach"
        )
    else:
        sentence = _("{present:02d}/{members:02d} units are present: {share} of {base} is out of reach")
    return sentence.format(
        present=room.present,
        members=room.members,
        share=threshold.share_words(),
        base=threshold.base.words(),
    )


def needed_sentence(threshold: Threshold, room: Room) -> str:
    """How many votes a unit needs, e.g. "cần ít nhất 08 phiếu"."""
    return _("at least {votes:02d} votes are needed").format(
        votes=threshold.needed(room.size(threshold.base))
    )


def chance_somebody_passes(nominees: int, voters: int, needed: int, favourite: Fraction) -> Fraction:
    """The chance that choosing ONE of several proposes anybody, exactly, under simple assumptions.

    Every voter decides alone: with probability `favourite` for one and the same favourite, else for any of
    the others alike. Nine voters, 80 % of members (08 votes): 44 % of rooms at 0.8, 20 % at 0.7.

    Args:
        nominees: names on the ballot, at least 1.
        voters: ballots cast, all valid.
        needed: the votes a unit needs, at least 1.
        favourite: between 0 and 1.

    Returns:
        Between 0 and 1.

    Raises:
        ValueError: an argument outside its range.
    """
    if nominees < 1 or voters < 0 or needed < 1 or not 0 <= favourite <= 1:
        raise ValueError("nominees and needed from 1, voters from 0, favourite between 0 and 1")
    if nominees == 1:
        others: list[Fraction] = []
        favourite = Fraction(1)
    else:
        others = [(1 - favourite) / (nominees - 1)] * (nominees - 1)
    # ways[v]: probability weight that v voters have been placed and no unit so far has enough.
    ways = [Fraction(1)] + [Fraction(0)] * voters
    for probability in (favourite, *others):
        powers = [probability**k for k in range(min(needed, voters + 1))]
        ways = [
            sum((ways[v - k] * comb(v, k) * powers[k] for k in range(min(len(powers), v + 1))), Fraction(0))
            for v in range(voters + 1)
        ]
    return 1 - ways[voters]


@dataclass(frozen=True, slots=True)
class RecusalEffect:
    """What one more unit standing aside does to one rule.

    Attributes:
        size_before: the base with it.
        size_after: the base without its ballot.
        needed_before: votes needed with it.
        needed_after: votes needed then.
        most_after: the most votes anybody can have then.
    """

    size_before: int
    size_after: int
    needed_before: int
    needed_after: int
    most_after: int

    def words(self, base: Base) -> str:
        """The effect in one sentence, with the base named."""
        if self.size_before == self.size_after:
            sentence = _(
                "Without this unit's ballot the base stays {before:02d} ({base}): its ballot is missing for "
                "every nominee. Needed: {needed:02d} of at most {most:02d} votes."
            )
        else:
            sentence = _(
                "Without this unit's ballot the base goes from {before:02d} to {after:02d} ({base}). "
                "Needed: {needed:02d} of at most {most:02d} votes."
            )
        return sentence.format(
            before=self.size_before,
            after=self.size_after,
            base=base.words(),
            needed=self.needed_after,
            most=self.most_after,
        )


def recusal_effect(threshold: Threshold, room: Room) -> RecusalEffect:
    """What it does to the threshold when one more of those present does not vote.

    Raises:
        BadInput: everybody present has stood aside already.
    """
    after = replace(room, recused=room.recused + 1)
    before_size, after_size = room.size(threshold.base), after.size(threshold.base)
    return RecusalEffect(
        size_before=before_size,
        size_after=after_size,
        needed_before=threshold.needed(before_size),
        needed_after=threshold.needed(after_size),
        most_after=after.voters,
    )


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take in a room, in whole seconds; rough defaults, a bloc may set its own.

    Attributes:
        opening: explaining the rules, showing the empty box, sealing it.
        walk: one voter walks up to the laptop and is admitted, and leaves.
        mark_line: reading and marking one line.
        hand_out: handing out or collecting one paper.
        read_ballot: reading and writing down one paper at the count.
        read_line: the same for each line on it.
        key_line: keying the totals of one line.
        closing: unlocking and counting on the laptop, tellers' phrases included.
    """

    opening: int = 120
    walk: int = 30
    mark_line: int = 5
    hand_out: int = 5
    read_ballot: int = 5
    read_line: int = 2
    key_line: int = 6
    closing: int = 120


def laptop_time(voters: int, lines: int, pace: Pace | None = None) -> timedelta:
    """How long a ballot on one laptop takes: voters come one after another.

    Args:
        voters: how many come to the laptop.
        lines: names on all ballots of the same walk together.
        pace: how long each step takes.
    """
    pace = pace or Pace()
    return timedelta(seconds=pace.opening + voters * (pace.walk + lines * pace.mark_line) + pace.closing)


def paper_time(voters: int, lines: int, pace: Pace | None = None) -> timedelta:
    """How long the same ballot takes on paper: everybody marks at once, the tellers read one by one."""
    pace = pace or Pace()
    handling = voters * 2 * pace.hand_out + lines * pace.mark_line
    count = voters * (pace.read_ballot + lines * pace.read_line) + lines * pace.key_line
    return timedelta(seconds=pace.opening + handling + count)
