"""What a rule means in this room, in sentences: before the rules are adopted, and before a ballot opens.

Votes needed, the chance that choosing one of several proposes anybody, what a vote for oneself or a unit
standing aside changes, how long it takes (domain 5.3, 5.4, 7.5, 9.7).
"""

from fractions import Fraction

from console.ballot.forms import BallotKind
from console.ballot.prospects import (
    Room,
    chance_somebody_passes,
    laptop_time,
    most_votes,
    needed_sentence,
    paper_time,
    recusal_effect,
    unreachable_warning,
)
from console.language import _
from console.rules import AwardRule

FAVOURITE = (Fraction(8, 10), Fraction(7, 10))
"""How likely each voter backs the same unit, in the two rooms that the sentence tells of."""


def sentences(rule: AwardRule, room: Room, lines: int, *, self_vote: bool) -> tuple[str, ...]:
    """What a rule asks of this room.

    Args:
        rule: the award's rule.
        room: who votes, with those who stand aside.
        lines: names on the ballot, at least 1.
        self_vote: whether a unit may mark its own line.
    """
    threshold = rule.rule()
    warning = unreachable_warning(threshold, room, self_vote=self_vote)
    said = [warning or needed_sentence(threshold, room)]
    if rule.ballot is BallotKind.CHOOSE_UP_TO and rule.choices == 1 and lines > 1 and not warning:
        said.append(chance_sentence(lines, room, threshold.needed(room.size(threshold.base))))
    if not self_vote:
        said.append(
            _(
                "No unit marks its own line; the base stays as it is. A unit has at most {most:02d} votes."
            ).format(most=most_votes(room, self_vote=False))
        )
    if room.recused:
        before = Room(room.members, room.present, room.written, room.recused - 1)
        said.append(recusal_effect(threshold, before).words(threshold.base))
    return tuple(said)


def chance_sentence(lines: int, room: Room, needed: int) -> str:
    """The chance that choosing one of several proposes anybody, under two simple assumptions."""
    likely, less = (
        round(100 * chance_somebody_passes(lines, room.voters, needed, favourite)) for favourite in FAVOURITE
    )
    return _(
        "Choosing 01 of {lines:02d} units with at least {needed:02d} votes: when each voter backs the same "
        "unit with a chance of 80 %, somebody passes in {likely} of 100 such rooms; with 70 %, in {less}."
    ).format(lines=lines, needed=needed, likely=likely, less=less)


def minutes_taken(voters: int, lines: int, *, on_paper: bool) -> int:
    """How long a round takes in whole minutes, rounded up."""
    pace = paper_time if on_paper else laptop_time
    return -(-int(pace(voters, lines).total_seconds()) // 60)


def time_sentence(voters: int, lines: int) -> str:
    """How long a round takes on this laptop and on paper."""
    return _("It takes about {laptop} minutes on this laptop, about {paper} on paper.").format(
        laptop=minutes_taken(voters, lines, on_paper=False), paper=minutes_taken(voters, lines, on_paper=True)
    )


def adoption(rule: AwardRule, members: int, lines: int, *, self_vote: bool) -> tuple[str, ...]:
    """What a rule asks when every unit is there: to be read before the room adopts its rules."""
    if not members or not lines:
        return ()
    return sentences(rule, Room(members, members), lines, self_vote=self_vote)
