"""Totals into an outcome: who passes, who is elected, who is level, and what the room is asked next.

Nothing is resolved here: a tie lists the tied and names the next step of the bloc's own order, and the room
decides. No law was found on ties or on "nobody reaches it" (domain 1.6); the defaults are domain 5.6.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from console.ballot.majority import Base, Counts, Quorum, percent
from console.ballot.tally import Tally
from console.errors import NotAllowed
from console.language import _
from console.rules import AwardRule


class OutcomeKind(StrEnum):
    """How a round ended."""

    DECIDED = "decided"
    TIE = "tie"
    NOBODY = "nobody"
    VOID = "void"


class Next(StrEnum):
    """What is proposed to the room after a round that did not decide."""

    REVOTE = "revote"
    TOTAL_SCORE = "total_score"
    SECTION_1_SCORE = "section_1_score"
    ROOM_DECIDES = "room_decides"
    RUN_OFF = "run_off"


class VoidReason(StrEnum):
    """Why a round counts for nothing and is held again."""

    TOO_MANY_BALLOTS = "too_many_ballots"
    """More collected than issued (domain 5.6, 5)."""
    MORE_THAN_PRESENT = "more_than_present"
    """More collected than units are present: a share of those present would exceed 1."""
    NO_QUORUM = "no_quorum"
    WAY_CHANGED = "way_changed"
    """The room went from the laptop to paper, or to an open vote, in mid-item."""
    ROOM_DECIDED = "room_decided"

    def words(self) -> str:
        """The reason as the screens and the draft of the minutes give it."""
        match self:
            case VoidReason.TOO_MANY_BALLOTS:
                return _("more ballots were collected than handed out")
            case VoidReason.MORE_THAN_PRESENT:
                return _("more ballots were collected than units are present")
            case VoidReason.NO_QUORUM:
                return _("too few units were present")
            case VoidReason.WAY_CHANGED:
                return _("the way of voting was changed while the ballot was open")
            case VoidReason.ROOM_DECIDED:
                return _("the conference decided to vote again")


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores by unit code, exact; units without one may be missing."""

    total: Mapping[str, Decimal] = field(default_factory=dict)
    section_1: Mapping[str, Decimal] = field(default_factory=dict)


NO_SCORES: Final = Scores()


@dataclass(frozen=True, slots=True)
class Line:
    """One nominee's result.

    Attributes:
        code: unit code.
        votes_for: votes for it.
        votes_against: votes against it; None where the form has no such box.
        size: the size of the base its share is taken of.
        passes: whether the threshold is reached.
    """

    code: str
    votes_for: int
    votes_against: int | None
    size: int
    passes: bool

    @property
    def share(self) -> str | None:
        """The share as it stands, not reduced: "6/9"; None on an empty base."""
        return f"{self.votes_for}/{self.size}" if self.size else None

    @property
    def percent(self) -> str | None:
        """The share in percent, "66,67"; None on an empty base."""
        return percent(self.votes_for, self.size) if self.size else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round came to. A proposal, never an award.

    Attributes:
        kind: decided, tie, nobody or void.
        lines: every nominee, most votes first, then list order.
        elected: unit codes to be proposed, most votes first; in a tie those that are clear of it.
        tied: level at the cut, in list order.
        next: what is proposed to the room now; None when decided.
        run_off: who stands in the next round when `next` is run_off.
        base: what shares are taken of.
        size: the size of that base.
        open_seats: seats the round has not filled.
        void: why the round counts for nothing, when it does not.
    """

    kind: OutcomeKind
    lines: tuple[Line, ...]
    elected: tuple[str, ...]
    tied: tuple[str, ...]
    next: Next | None
    run_off: tuple[str, ...]
    base: Base
    size: int
    open_seats: int
    void: VoidReason | None = None


def decide(
    award: AwardRule,
    tally: Tally,
    counts: Counts,
    scores: Scores = NO_SCORES,
    *,
    round_number: int = 1,
    quorum: Quorum | None = None,
    withdrawn: Collection[str] = (),
    void: VoidReason | None = None,
) -> Outcome:
    """What a round came to under the bloc's rules (domain 5.6).

    - Of those who pass, the `seats` with most votes are elected.
    - Level at the cut: the clear ones are elected, the others listed; `next` is the first entry of
      `tie_break` that can still help (a score only where it separates the tied, a revote only while
      `max_rounds` leaves one), the room at last.
    - Nobody passes: a run-off of the two with most votes, more if level with the second; after the last
      round the room decides. The threshold is never lowered.
    - Void (more collected than issued, no quorum, or as told): the same round again.

    Args:
        award: the bloc's rule for this award.
        tally: the totals.
        counts: the numbers of the round; valid and invalid as in `tally`.
        scores: for tie-breaking.
        round_number: 1 for the first round; a void round is held again under its own number.
        quorum: checked when given.
        withdrawn: units that withdrew after the count (xin rút); the next by votes that passes moves up.
        void: a reason from outside the numbers.

    Raises:
        ValueError: tally and counts are not of one round.
    """
    if (tally.valid, tally.invalid, tally.blank) != (counts.valid, counts.invalid, counts.blank):
        raise ValueError("tally and counts are of different rounds")
    threshold = award.rule()
    size = counts.base(threshold.base)
    against: tuple[int | None, ...] = tally.votes_against or (None,) * len(tally.nominees)
    in_list_order = [
        Line(code, votes, no, size, threshold.reached(votes, size))
        for code, votes, no in zip(tally.nominees, tally.votes_for, against, strict=True)
    ]
    lines = tuple(sorted(in_list_order, key=lambda line: -line.votes_for))
    undecided = Outcome(
        kind=OutcomeKind.VOID,
        lines=lines,
        elected=(),
        tied=(),
        next=Next.REVOTE,
        run_off=(),
        base=threshold.base,
        size=size,
        open_seats=award.seats,
    )
    if void is None and counts.void:
        handed = counts.collected > counts.issued
        void = VoidReason.TOO_MANY_BALLOTS if handed else VoidReason.MORE_THAN_PRESENT
    if void is None and quorum and not quorum.reached(counts.present, counts.written, counts.members):
        void = VoidReason.NO_QUORUM
    if void is not None:
        return replace(undecided, void=void)

    standing = [line for line in lines if line.code not in withdrawn]
    passing = [line for line in standing if line.passes]
    if not passing:
        last = round_number >= award.max_rounds or not standing
        return replace(
            undecided,
            kind=OutcomeKind.NOBODY,
            next=Next.ROOM_DECIDES if last else Next.RUN_OFF,
            run_off=() if last else _top_two(standing),
        )
    seats = award.seats
    if len(passing) <= seats or passing[seats - 1].votes_for > passing[seats].votes_for:
        elected = tuple(line.code for line in passing[:seats])
        return replace(
            undecided, kind=OutcomeKind.DECIDED, elected=elected, next=None, open_seats=seats - len(elected)
        )
    cut = passing[seats].votes_for
    clear = tuple(line.code for line in passing if line.votes_for > cut)
    tied = tuple(line.code for line in in_list_order if line in passing and line.votes_for == cut)
    left = seats - len(clear)
    return replace(
        undecided,
        kind=OutcomeKind.TIE,
        elected=clear,
        tied=tied,
        next=_tie_step(award, tied, left, scores, round_number),
        open_seats=left,
    )


def _top_two(standing: list[Line]) -> tuple[str, ...]:
    second = standing[min(1, len(standing) - 1)].votes_for
    return tuple(line.code for line in standing if line.votes_for >= second)


def _tie_step(award: AwardRule, tied: tuple[str, ...], seats: int, scores: Scores, round_number: int) -> Next:
    for entry in award.tie_break:
        step = Next(entry)
        match step:
            case Next.REVOTE:
                helps = round_number < award.max_rounds
            case Next.TOTAL_SCORE | Next.SECTION_1_SCORE:
                helps = bool(leaders_by_score(step, tied, seats, scores))
            case _:
                helps = True
        if helps:
            return step
    return Next.ROOM_DECIDES


def leaders_by_score(step: Next, tied: tuple[str, ...], seats: int, scores: Scores) -> tuple[str, ...]:
    """The `seats` of the tied with the highest score, highest first: what a score would propose.

    Empty where it does not separate them at the cut, or where one of them has no score.
    """
    score = scores.total if step is Next.TOTAL_SCORE else scores.section_1
    if not all(code in score for code in tied) or not 0 < seats < len(tied):
        return ()
    ranked = sorted(tied, key=lambda code: -score[code])
    return tuple(ranked[:seats]) if score[ranked[seats - 1]] > score[ranked[seats]] else ()


def settle(outcome: Outcome, chosen: Collection[str]) -> Outcome:
    """A tie as the room settled it: by score, by show of hands, or as it likes.

    Raises:
        NotAllowed: not a tie, someone not tied, or more than the seats that are left.
    """
    if outcome.kind is not OutcomeKind.TIE:
        raise NotAllowed(_("No units are level here; there is nothing to settle."))
    strangers = [code for code in chosen if code not in outcome.tied]
    if strangers:
        raise NotAllowed(
            _("Unit {code} is not among those with equal votes ({tied}). Choose among them.").format(
                code=strangers[0], tied=", ".join(outcome.tied)
            )
        )
    if len(set(chosen)) > outcome.open_seats:
        raise NotAllowed(
            _("{chosen} units are chosen for {seats} places. Choose fewer.").format(
                chosen=len(set(chosen)), seats=outcome.open_seats
            )
        )
    added = tuple(code for code in outcome.tied if code in chosen)
    return replace(
        outcome,
        kind=OutcomeKind.DECIDED,
        elected=outcome.elected + added,
        tied=(),
        next=None,
        open_seats=outcome.open_seats - len(added),
    )


def next_list(outcome: Outcome, nominees: tuple[str, ...]) -> tuple[str, ...]:
    """Who stands on the ballot of the next round, in list order; empty when no ballot is next."""
    if outcome.next is Next.RUN_OFF:
        return tuple(code for code in nominees if code in outcome.run_off)
    if outcome.next is Next.REVOTE:
        return nominees if outcome.kind is OutcomeKind.VOID else outcome.tied
    return ()
