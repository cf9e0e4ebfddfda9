"""Where the room stands in bình xét, and what comes next: the course of all ballots of a conference."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from console.ballot import nomination, seal, voting
from console.ballot.round import Method, RoundState
from console.conference import Conference
from console.step import Event


class Phase(StrEnum):
    """The one step that is on; each ends in exactly one next one."""

    LIST = "list"
    """The list of the award is to be made."""
    TELLERS = "tellers"
    """The room elects its tellers."""
    SEALING = "sealing"
    """The tellers seal the boxes to their phrases, before the first ballot on this laptop."""
    OPENING = "opening"
    """The room chooses how it votes, and the ballot is opened."""
    VOTING = "voting"
    """Delegates come to the laptop."""
    PAPER = "paper"
    """Paper ballots are out; the tellers collect them."""
    CLOSED = "closed"
    """The ballots are in; the tellers open the box and count."""
    COUNTED = "counted"
    """The tellers know the totals and announce them."""
    SETTLING = "settling"
    """Announced; the room decides what follows."""
    DONE = "done"
    """Every award is decided."""


def phase(conference: Conference, trail: Iterable[Event]) -> Phase:
    """The step that is on.

    Args:
        trail: the audit trail; whether a list was made stands there alone.
    """
    row = voting.running(conference)
    if row is not None:
        match row.state:
            case RoundState.VOTING:
                return Phase.VOTING if row.method is Method.LAPTOP else Phase.PAPER
            case RoundState.CLOSED:
                return Phase.CLOSED
            case RoundState.COUNTED:
                return Phase.COUNTED
            case _:
                return Phase.SETTLING
    award = voting.next_award(conference)
    if award is None:
        return Phase.DONE
    fresh = not any(r.award == award for r in conference.rounds)
    if (fresh and not list_made(trail, award)) or _outdated(conference, award):
        return Phase.LIST
    if len(conference.tellers) != conference.rules.ballot.tellers:
        return Phase.TELLERS
    if conference.rules.scoring.combine != "consensus" and seal.lacking(conference):
        return Phase.SEALING
    return Phase.OPENING


def _outdated(conference: Conference, award: str) -> bool:
    """Whether a list still to be voted on was made before a higher award took one of its units."""
    begun = nomination.latest_round(conference, award) is not None
    return not begun and bool(nomination.taken(conference, award))


def award_on(conference: Conference) -> str | None:
    """The award that is on: that of the running round, or the first that is not decided."""
    row = voting.running(conference)
    return row.award if row is not None else voting.next_award(conference)


def list_made(trail: Iterable[Event], award: str) -> bool:
    """Whether the list of an award was made, and not taken back."""
    events: Sequence[Event] = tuple(trail)
    taken_back = {event.undoes for event in events}
    return any(
        event.kind == "ballot.list_made" and event.detail.get("award") == award
        for event in events
        if event.seq not in taken_back
    )
