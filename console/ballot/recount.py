"""Kiểm lại: the tellers count once more, when one of them asks (domain 5.6, 8).

Before the announcement only: what was announced is never edited. The second count takes the place of the
first; what the first had found is kept beside it, and the minutes state both.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from console.ballot import voting
from console.ballot.round import Line, Recount, Round, RoundState
from console.ballot.tally import Tally, may_recount, recount_differences
from console.conference import Conference, Stage, with_row
from console.errors import NotAllowed
from console.language import _
from console.step import Detail, Step


def allowed(row: Round) -> bool:
    """Whether the tellers may still count this round again: counted, not announced, not counted twice."""
    return row.state is RoundState.COUNTED and may_recount(0 if row.recount is None else 1)


def recount(
    conference: Conference, round_id: int, tally: Tally, asked_by: int, at: datetime, statement: str = ""
) -> Step:
    """The totals of the second count, checked as those of the first.

    Args:
        asked_by: id of the teller who asked.
        statement: the box's signature over the new totals; empty on paper.

    Raises:
        NotAllowed: not counted yet, announced already, counted again before, or the totals are not those of
            the ballots collected.
    """
    row = conference.round(round_id)
    if row.state is RoundState.ANNOUNCED:
        raise NotAllowed(
            _(
                "What was announced stays. A recount is held before the announcement; what is found later "
                "goes into an appended paper."
            )
        )
    if row.state is not RoundState.COUNTED:
        raise NotAllowed(_("The ballots are counted again after the count and before the announcement."))
    if not allowed(row):
        raise NotAllowed(_("This round was counted again already. Announce it, or void it with a reason."))
    teller = next((t for t in conference.tellers if t.id == asked_by), None)
    if teller is None:
        raise NotAllowed(_("One of the tellers asks for a recount. Name which."))
    closed = replace(row, state=RoundState.CLOSED)
    again = conference.change(rounds=with_row(conference.rounds, closed))
    counted = voting.count_round(again, round_id, tally, at, statement).after.round(round_id)
    kept = Recount(teller.name, at, row.valid, row.invalid, row.blank, row.lines)
    after = replace(counted, counted=row.counted, recount=kept)
    detail: Detail = {
        "round": row.id,
        "asked_by": teller.name,
        "differences": len(differences(after, lambda nominee: str(nominee))),
        "outcome": after.outcome,
    }
    rounds = with_row(conference.rounds, after)
    return Step(conference.change(rounds=rounds), Stage.BALLOT, "ballot.recounted", detail, final=True)


def differences(row: Round, name: Callable[[int], str]) -> tuple[str, ...]:
    """What the second count found otherwise, one sentence each, in the language of the screens.

    Args:
        name: a nominee's id -> what it is called.
    """
    first = row.recount
    if first is None:
        return ()
    before = _tally(first.lines, first.valid, first.invalid, first.blank, name)
    return recount_differences(before, _tally(row.lines, row.valid, row.invalid, row.blank, name))


def _tally(
    lines: tuple[Line, ...], valid: int, invalid: int, blank: int, name: Callable[[int], str]
) -> Tally:
    """Totals of one count in the order of nominees, so that two counts stand line against line."""
    ordered = sorted(lines, key=lambda line: line.nominee)
    against = [line.against for line in ordered]
    return Tally(
        nominees=tuple(name(line.nominee) for line in ordered),
        valid=valid,
        invalid=invalid,
        blank=blank,
        votes_for=tuple(line.votes for line in ordered),
        votes_against=None if None in against else tuple(number or 0 for number in against),
    )
