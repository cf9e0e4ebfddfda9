"""Báo cáo, chấm điểm: what each unit did this year, its points, and the bloc's totals and ranking."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from console.ballot.round import RoundState
from console.conference import Commendation, Conference, Report, Stage, Target, Unit, with_row
from console.errors import NotAllowed
from console.language import _
from console.step import Detail, Step
from console.text import tidy
from console.wording import decimal


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit's place: `rank` as told to people, shared where totals are equal (đồng hạng)."""

    unit: Unit
    total: Decimal
    rank: int
    shared: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """The bloc in numbers."""

    units: int
    received: int
    scored: int
    targets: int
    targets_met: int
    collectives: int
    persons: int


def ranking(conference: Conference) -> tuple[Ranked, ...]:
    """Units by total, highest first; equal totals share a rank and the next rank is skipped (domain 2.5)."""
    scored = [
        (conference.unit(report.id), report.total)
        for report in conference.reports
        if report.total is not None
    ]
    scored.sort(key=lambda pair: (-pair[1], pair[0].id))
    totals = [total for _unit, total in scored]
    return tuple(
        Ranked(unit, total, totals.index(total) + 1, totals.count(total) > 1) for unit, total in scored
    )


def by_points(conference: Conference) -> bool:
    """Whether points count in this bloc: not where the room only votes or agrees (domain 2.6, M2 and M4)."""
    return conference.rules.scoring.combine not in ("vote_only", "consensus")


def totals(conference: Conference) -> Totals:
    """What the report's opening page says."""
    reports = conference.reports
    targets = [target for report in reports for target in report.targets]
    commendations = [c for report in reports for c in report.commendations]
    return Totals(
        units=len(conference.units),
        received=sum(report.received for report in reports),
        scored=sum(report.total is not None for report in reports),
        targets=len(targets),
        targets_met=sum(target.met is True for target in targets),
        collectives=sum(c.collectives for c in commendations),
        persons=sum(c.persons for c in commendations),
    )


def check_score(conference: Conference, name: str, score: Decimal | None, most: Decimal) -> None:
    """Refuse a score off the bloc's step or outside 0..most.

    Raises:
        NotAllowed: saying which score, what it is and what is allowed.
    """
    if score is None:
        return
    step = conference.rules.scoring.step
    if not 0 <= score <= most:
        raise NotAllowed(
            _("{name}: {score} is outside 0 to {most}.").format(
                name=name, score=decimal(score), most=decimal(most)
            )
        )
    if step and score % step:
        raise NotAllowed(
            _("{name}: {score} is not a multiple of {step}.").format(
                name=name, score=decimal(score), step=decimal(step)
            )
        )


def set_scores(
    conference: Conference,
    unit: int,
    self_score: Decimal | None,
    cross_score: Decimal | None,
    agreed_score: Decimal | None,
    note: str = "",
    section_1: Decimal | None = None,
) -> Step:
    """Tự chấm, chấm chéo, thống nhất. A difference above the rule's bound needs a note (domain 7.4)."""
    scale = conference.rules.scoring.scale
    check_score(conference, _("Self-score"), self_score, scale)
    check_score(conference, _("Cross-score"), cross_score, scale)
    check_score(conference, _("Agreed score"), agreed_score, scale)
    check_score(conference, _("Section I"), section_1, scale)
    bound = conference.rules.scoring.note_above
    apart = (
        abs(self_score - cross_score) if self_score is not None and cross_score is not None else Decimal(0)
    )
    if apart > bound and not tidy(note):
        raise NotAllowed(
            _(
                "Self-score and cross-score differ by {difference}, more than {bound}. Add a note that says "
                "why."
            ).format(difference=decimal(apart), bound=decimal(bound))
        )
    report = replace(
        conference.report(unit),
        self_score=self_score,
        cross_score=cross_score,
        agreed_score=agreed_score,
        section_1=section_1,
        note=tidy(note),
        received=True,
    )
    return _step(conference, report, "scored")


def set_bonus(
    conference: Conference,
    unit: int,
    bonus: Decimal,
    bonus_reason: str,
    penalty: Decimal,
    penalty_reason: str,
) -> Step:
    """Điểm thưởng, điểm trừ: live, each with its reason; the total may pass the scale (domain 2.5)."""
    scoring = conference.rules.scoring
    check_score(conference, _("Bonus"), bonus, scoring.max_bonus)
    check_score(conference, _("Penalty"), penalty, scoring.max_penalty)
    old = conference.report(unit)
    if bonus != old.bonus and bonus and not tidy(bonus_reason):
        raise NotAllowed(_("A bonus needs its reason: what is it for?"))
    if penalty != old.penalty and penalty and not tidy(penalty_reason):
        raise NotAllowed(_("A penalty needs its reason: what is it for?"))
    report = replace(
        old,
        bonus=bonus,
        bonus_reason=tidy(bonus_reason),
        penalty=penalty,
        penalty_reason=tidy(penalty_reason),
    )
    if not scoring.above_scale and report.total is not None and report.total > scoring.scale:
        raise NotAllowed(
            _("The total {total} passes the scale of {scale}, which the bloc's rules do not allow.").format(
                total=decimal(report.total), scale=decimal(scoring.scale)
            )
        )
    return _step(conference, report, "bonus_set")


def set_targets(conference: Conference, unit: int, targets: Sequence[Target]) -> Step:
    """Targets registered and reached."""
    kept = tuple(
        replace(t, name=tidy(t.name), registered=tidy(t.registered), reached=tidy(t.reached))
        for t in targets
        if tidy(t.name)
    )
    return _step(conference, replace(conference.report(unit), targets=kept, received=True), "targets_set")


def set_commendations(conference: Conference, unit: int, commendations: Sequence[Commendation]) -> Step:
    """Commendations of the year."""
    for row in commendations:
        if row.collectives < 0 or row.persons < 0:
            raise NotAllowed(_("{name}: counts start at 0.").format(name=row.name))
    kept = tuple(replace(c, name=tidy(c.name)) for c in commendations if tidy(c.name))
    report = replace(conference.report(unit), commendations=kept, received=True)
    return _step(conference, report, "commendations_set")


def set_text(conference: Conference, unit: int, highlights: str, shortcomings: str) -> Step:
    """Highlights and shortcomings, in the unit's own words."""
    report = replace(
        conference.report(unit),
        highlights=highlights.strip(),
        shortcomings=shortcomings.strip(),
        received=True,
    )
    return _step(conference, report, "text_set")


def mark_received(conference: Conference, unit: int, received: bool) -> Step:
    """The unit's report has come, or not."""
    return _step(conference, replace(conference.report(unit), received=received), "received")


def require_no_ballot(conference: Conference) -> None:
    """Refuse a change of scores while a ballot is under way: they decide its list and its ties.

    Raises:
        NotAllowed: a round is open, or the room has not decided on it yet.
    """
    if any(r.state != RoundState.VOID and not r.settled for r in conference.rounds):
        raise NotAllowed(
            _("A ballot is under way. Scores can be changed when the room has decided on its result.")
        )


def _step(conference: Conference, report: Report, kind: str) -> Step:
    require_no_ballot(conference)
    after = conference.change(reports=with_row(conference.reports, report))
    detail: Detail = {
        "unit": conference.unit(report.id).code,
        "total": str(report.total) if report.total is not None else None,
        "bonus": str(report.bonus),
        "bonus_reason": report.bonus_reason,
        "penalty": str(report.penalty),
        "penalty_reason": report.penalty_reason,
    }
    return Step(after, Stage.REPORTS, f"reports.{kind}", detail)
