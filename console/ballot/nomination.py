"""Who stands on a ballot: the list, the cut of points, withdrawals, and those not considered now."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from console import reports
from console.ballot.round import Nominee, NomineeState, Round, RoundState
from console.conference import Conference, Stage, next_id, with_row
from console.errors import NotAllowed
from console.language import _
from console.step import Step
from console.text import tidy

RUNNING = (RoundState.VOTING, RoundState.CLOSED, RoundState.COUNTED)
"""A round in one of these holds the list of its award fixed."""


def of_award(conference: Conference, award: str) -> tuple[Nominee, ...]:
    """Every nominee of an award, whatever its state, in list order."""
    rows = [n for n in conference.nominees if n.award == award]
    return tuple(sorted(rows, key=lambda n: (n.rank, n.id)))


def on_ballot(conference: Conference, award: str) -> tuple[Nominee, ...]:
    """Who stands on the ballot now, in the order of the rules: list, or points (highest first)."""
    rows = [n for n in of_award(conference, award) if n.state == NomineeState.LISTED]
    if conference.rules.ballot.order == "score":
        rows.sort(key=lambda n: (-(conference.report(n.unit).total or Decimal(-1)), n.rank))
    return tuple(rows)


def proposed_units(conference: Conference, awards: Iterable[str]) -> frozenset[int]:
    """Units that the room proposes for any of these awards."""
    wanted = set(awards)
    return frozenset(
        conference.nominee(nominee).unit
        for done in conference.rounds
        if done.award in wanted and done.settled
        for nominee in done.proposed
        if conference.nominee(nominee).state != NomineeState.WITHDRAWN
    )


def taken(conference: Conference, award: str) -> tuple[Nominee, ...]:
    """Who stands on the list although the room proposes the unit for an award that this one excludes.

    That happens where the list was made before the other award was decided.
    """
    units = proposed_units(conference, conference.award(award).excludes)
    return tuple(n for n in on_ballot(conference, award) if n.unit in units)


def make_list(conference: Conference, award: str) -> Step:
    """Draw the list by the rules: points leaders where a shortlist is set, without units already proposed.

    Ties at the cut of points stay on together. Where no points are known everyone stays on. Withdrawn and
    not considered nominees stay as they are.
    """
    _not_running(conference, award)
    rule = conference.award(award)
    taken = proposed_units(conference, rule.excludes)
    ranked = reports.ranking(conference)
    leaders: frozenset[int] | None = None
    if rule.shortlist and ranked and conference.rules.scoring.combine == "shortlist_then_vote":
        barred = {
            n.unit
            for n in of_award(conference, award)
            if n.state in (NomineeState.WITHDRAWN, NomineeState.NOT_CONSIDERED)
        }
        able = [r for r in ranked if r.unit.id not in taken | barred]
        cut = able[min(rule.shortlist, len(able)) - 1].total if able else Decimal(0)
        leaders = frozenset(r.unit.id for r in able if r.total >= cut)
    rows = conference.nominees
    for nominee in of_award(conference, award):
        if nominee.state in (NomineeState.WITHDRAWN, NomineeState.NOT_CONSIDERED):
            continue
        off = nominee.unit in taken or (leaders is not None and nominee.unit not in leaders)
        state = NomineeState.LEFT_OUT if off else NomineeState.LISTED
        rows = with_row(rows, replace(nominee, state=state))
    after = conference.change(nominees=rows)
    names = len(on_ballot(after, award))
    return Step(after, Stage.BALLOT, "ballot.list_made", {"award": award, "names": names})


def set_state(conference: Conference, nominee: int, state: NomineeState, reason: str = "") -> Step:
    """List a nominee, leave it out, note that it withdraws (xin rút), or that it is not considered now.

    Withdrawal and "chưa xét" need a reason; the latter's is for the chair's eyes alone and stays out of
    the event (domain 1.5). A withdrawal after the count is `settle`'s business.
    """
    row = conference.nominee(nominee)
    _not_running(conference, row.award)
    needs_reason = state in (NomineeState.WITHDRAWN, NomineeState.NOT_CONSIDERED)
    if needs_reason and not tidy(reason):
        raise NotAllowed(_("Type the reason."))
    changed = replace(row, state=state, reason=tidy(reason))
    after = conference.change(nominees=with_row(conference.nominees, changed))
    detail: dict[str, str | int | bool | None] = {
        "award": row.award,
        "name": row.name,
        "state": state.value,
    }
    if state == NomineeState.WITHDRAWN:
        detail["reason"] = changed.reason
    return Step(after, Stage.BALLOT, "ballot.nominee_set", detail)


def nominate(conference: Conference, award: str, unit: int, name: str) -> Step:
    """Put a part of a unit on the list (a nominee may be a sub-unit of a member, domain 1.3)."""
    _not_running(conference, award)
    if not tidy(name):
        raise NotAllowed(_("A nominee needs a name."))
    if any(n.name == tidy(name) for n in of_award(conference, award)):
        raise NotAllowed(_("This name stands on the list."))
    rank = max((n.rank for n in of_award(conference, award)), default=0) + 1
    row = Nominee(next_id(conference.nominees), award, unit, tidy(name), rank)
    after = conference.change(nominees=with_row(conference.nominees, row))
    return Step(after, Stage.BALLOT, "ballot.nominated", {"award": award, "name": row.name})


def latest_round(conference: Conference, award: str) -> Round | None:
    """The newest round of an award that was not voided, or None."""
    rows = [r for r in conference.rounds if r.award == award and r.state != RoundState.VOID]
    return rows[-1] if rows else None


def _not_running(conference: Conference, award: str) -> None:
    last = latest_round(conference, award)
    if last is not None and (last.state in RUNNING or not last.settled):
        raise NotAllowed(_("A round of this award is under way; its list stays."))
