"""Bình xét: a round from its opening to what the room makes of it.

voting -> closed -> counted -> announced, or void. The method (this laptop, paper, open vote) is asked
each time. Everything here is public business of the room; who cast what never comes through here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from console import agenda, attendance
from console.ballot import disclosure, forms, nomination
from console.ballot.disclosure import Disclosure
from console.ballot.majority import Counts
from console.ballot.outcome import Scores, decide
from console.ballot.prospects import Room, laptop_time, needed_sentence, paper_time, unreachable_warning
from console.ballot.tally import Tally
from console.conference import (
    Conference,
    Line,
    Method,
    NomineeState,
    Presence,
    Round,
    RoundState,
    Stage,
    Unit,
    next_id,
    with_row,
)
from console.errors import NotAllowed
from console.language import _
from console.step import Detail, Step
from console.text import tidy


@dataclass(frozen=True, slots=True)
class Notice:
    """What the chair must know before a round opens; one that `stops` does not let it open."""

    text: str
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What a round of an award would be opened on now: its list, its seats, its frozen roll."""

    number: int
    nominees: tuple[int, ...]
    seats: int
    electors: tuple[int, ...]
    voters: tuple[int, ...]
    written: int


def ballot_form(conference: Conference, award: str, nominees: Sequence[int], seats: int) -> forms.Form:
    """The ballot paper of a round: lines are nominee ids as text, in the order of the list."""
    rule = conference.award(award)
    lines = tuple(str(n) for n in nominees)
    return forms.Form(rule.ballot, lines, max(1, min(rule.max_choices or seats, len(lines))))


def form_of(conference: Conference, row: Round) -> forms.Form:
    """The ballot paper that a round uses."""
    return ballot_form(conference, row.award, row.nominees, row.seats)


def rounds_of(conference: Conference, award: str) -> tuple[Round, ...]:
    """The rounds of an award that count, oldest first."""
    return tuple(r for r in conference.rounds if r.award == award and r.state != RoundState.VOID)


def running(conference: Conference) -> Round | None:
    """The round under way: voting, closed, counted, or announced and not yet settled."""
    for row in reversed(conference.rounds):
        if row.state in nomination.RUNNING or (row.state == RoundState.ANNOUNCED and not row.settled):
            return row
    return None


def proposed(conference: Conference, award: str) -> tuple[int, ...]:
    """The nominees the room proposes for an award so far, over its settled rounds."""
    withdrawn = {n.id for n in nomination.of_award(conference, award) if n.state == NomineeState.WITHDRAWN}
    return tuple(
        n for row in rounds_of(conference, award) if row.settled for n in row.proposed if n not in withdrawn
    )


def finished(conference: Conference, award: str) -> bool:
    """Whether the room is done with an award."""
    rows = rounds_of(conference, award)
    return bool(rows) and rows[-1].settled and rows[-1].following not in ("revote", "run_off")


def next_award(conference: Conference) -> str | None:
    """The first award, in the order of the rules, that the room is not done with."""
    return next((a.code for a in conference.rules.awards if not finished(conference, a.code)), None)


def ground(conference: Conference, award: str) -> Ground:
    """What the next round of an award stands on.

    The roll is frozen over the rounds of one award: whoever comes between rounds does not join, or the
    difference of two totals would be that one vote. Whoever left cannot vote but stays a member.
    """
    rows = rounds_of(conference, award)
    rule = conference.award(award)
    here = tuple(d.id for d in conference.delegates if d.presence in attendance.HERE)
    written = (
        sum(d.presence == Presence.WRITTEN for d in conference.delegates)
        if conference.rules.ballot.written_opinions
        else 0
    )
    if not rows:
        nominees = tuple(n.id for n in nomination.on_ballot(conference, award))
        return Ground(1, nominees, rule.seats, tuple(d.id for d in conference.delegates), here, written)
    last = rows[-1]
    listed = {n.id for n in nomination.of_award(conference, award) if n.state == NomineeState.LISTED}
    rest = tuple(n for n in last.nominees if n not in last.proposed)
    again = last.tied if last.following == "revote" else (last.run_off or rest)
    nominees = tuple(n for n in last.nominees if n in again and n in listed)
    seats = rule.seats - len(proposed(conference, award))
    voters = tuple(d for d in last.voters if d in here)
    return Ground(last.number + 1, nominees, seats, last.electors, voters, last.written)


def before_opening(conference: Conference, award: str, method: Method) -> tuple[Notice, ...]:
    """All that speaks against opening a round now, or should be said before it (domain 5.2, 5.3, 5.6)."""
    notices: list[Notice] = []
    rule = conference.award(award)
    base = ground(conference, award)
    members, present = len(base.electors), len(base.voters)
    if running(conference) is not None:
        notices.append(Notice(_("Another round is under way. Finish or void it first."), stops=True))
    if finished(conference, award):
        notices.append(Notice(_("The room is done with this award."), stops=True))
    if not base.nominees:
        notices.append(Notice(_("There is no unit on the ballot. Put at least one on the list."), stops=True))
    if method != Method.OPEN and len(conference.tellers) != conference.rules.ballot.tellers:
        notices.append(Notice(_("Elect the tellers first."), stops=True))
    if conference.meeting.opened is None:
        notices.append(Notice(_("Open the conference at the roll call first."), stops=True))
    if not conference.rules.quorum.quorum().reached(present, base.written, members):
        needed = conference.rules.quorum.quorum().threshold.needed(members)
        notices.append(
            Notice(
                _("Present: {present:02d} of {members:02d}. A ballot needs at least {needed:02d}.").format(
                    present=present, members=members, needed=needed
                ),
                stops=True,
            )
        )
    if method != Method.OPEN and base.voters:
        room = Room(members, present, min(base.written, members - present))
        warning = unreachable_warning(rule.rule(), room, self_vote=conference.rules.ballot.self_vote)
        notices.append(Notice(warning or needed_sentence(rule.rule(), room)))
        notices.extend(Notice(told.words()) for told in disclosures(conference, award, base))
        lines = len(base.nominees)
        pace = laptop_time if method == Method.LAPTOP else paper_time
        minutes = -(-int(pace(present, lines).total_seconds()) // 60)
        notices.append(Notice(_("This will take about {minutes} minutes.").format(minutes=minutes)))
    return tuple(notices)


def disclosures(conference: Conference, award: str, base: Ground) -> tuple[Disclosure, ...]:
    """Where the totals of the coming round could betray a vote, against the rounds announced before it."""
    earlier = rounds_of(conference, award)
    lines = set(base.nominees)
    withdrawn = [
        conference.unit(n.unit).short_name
        for n in nomination.of_award(conference, award)
        if n.state == NomineeState.WITHDRAWN and any(n.id in row.nominees for row in earlier)
    ]
    return disclosure.before_opening(
        _roll(conference, base.voters),
        [_roll(conference, row.voters) for row in earlier if lines & set(row.nominees)],
        withdrawn,
    )


def unanimous(conference: Conference, row: Round) -> tuple[Disclosure, ...]:
    """What the tellers should know before they announce.

    Lines on which everybody voted alike, and votes that follow from these totals together with those of
    earlier rounds.
    """
    earlier = [r for r in rounds_of(conference, row.award) if r.id < row.id and r.lines]
    return disclosure.before_publishing(
        _published(conference, row), [_published(conference, other) for other in earlier]
    )


def _published(conference: Conference, row: Round) -> disclosure.Published:
    against = [line.against for line in row.lines]
    totals = disclosure.Totals(
        tuple(line.votes for line in row.lines),
        None if None in against else tuple(number or 0 for number in against),
    )
    names = tuple(conference.nominee(line.nominee).name for line in row.lines)
    return disclosure.Published(_roll(conference, row.voters), names, totals)


def _roll(conference: Conference, voters: Sequence[int]) -> disclosure.Roll:
    written = {
        conference.unit(d.unit).short_name
        for d in conference.delegates
        if d.presence == Presence.WRITTEN and conference.rules.ballot.written_opinions
    }
    here = {conference.unit(conference.delegate(v).unit).short_name for v in voters}
    return disclosure.Roll(frozenset(here), frozenset(written - here))


def open_round(
    conference: Conference, award: str, method: Method, at: datetime, box: str = "", code: str = ""
) -> Step:
    """Open a secret round; its roll, list and seats are fixed from here.

    Args:
        box: name of the sealed, empty box on this laptop; empty for paper.
        code: its mã niêm phong, announced and minuted.

    Raises:
        NotAllowed: the first notice of `before_opening` that stops.
    """
    if method == Method.OPEN:
        raise NotAllowed(_("An open vote has no round to open; note its result."))
    for notice in before_opening(conference, award, method):
        if notice.stops:
            raise NotAllowed(notice.text)
    base = ground(conference, award)
    row = Round(
        id=next_id(conference.rounds),
        award=award,
        number=base.number,
        method=method,
        state=RoundState.VOTING,
        nominees=base.nominees,
        seats=base.seats,
        electors=base.electors,
        voters=base.voters,
        members=len(base.electors),
        present=len(base.voters),
        written=base.written,
        opened=at,
        box=box,
        code=code,
    )
    detail: Detail = {
        "round": row.id,
        "award": award,
        "number": row.number,
        "method": method.value,
        "members": row.members,
        "present": row.present,
        "written": row.written,
        "code": code,
    }
    return _step(conference, row, "opened", detail)


def close_round(
    conference: Conference,
    round_id: int,
    issued: int,
    collected: int,
    written: int,
    at: datetime,
    closing_code: str = "",
) -> Step:
    """No ballot goes in any more. Only how many were issued and collected is known.

    More collected than issued voids the round (domain 5.6, 5): it is closed as void.

    Args:
        collected: ballots out of the box, without the written opinions.
        written: written opinions that were mixed in.
    """
    row = _in_state(conference, round_id, RoundState.VOTING)
    if not 0 <= written <= row.written:
        raise NotAllowed(
            _("{written} written opinions were put in, but {expected} units sent one.").format(
                written=written, expected=row.written
            )
        )
    if issued < 0 or collected < 0 or issued > row.present:
        raise NotAllowed(
            _("Issued {issued}, but {present} units may vote here. Count again.").format(
                issued=issued, present=row.present
            )
        )
    closed = replace(
        row,
        state=RoundState.CLOSED,
        issued=issued,
        collected=collected,
        written=written,
        closed=at,
        closing_code=closing_code,
    )
    if collected > issued:
        closed = replace(
            closed,
            state=RoundState.VOID,
            reason=f"Số phiếu thu vào ({collected:02d}) nhiều hơn số phiếu phát ra ({issued:02d})",
        )
    detail: Detail = {
        "round": row.id,
        "issued": issued,
        "collected": collected,
        "written": written,
        "code": closing_code,
        "void": closed.state == RoundState.VOID,
    }
    return _step(conference, closed, "closed", detail)


def count_round(
    conference: Conference, round_id: int, tally: Tally, at: datetime, statement: str = ""
) -> Step:
    """The tellers' totals, checked against what was collected, and what they mean by the rules.

    Raises:
        NotAllowed: the totals are not those of the ballots collected.
    """
    row = _in_state(conference, round_id, RoundState.CLOSED)
    if tally.ballots != row.collected + row.written:
        raise NotAllowed(
            _("{counted:02d} ballots were counted, but {collected:02d} were collected. Count again.").format(
                counted=tally.ballots, collected=row.collected + row.written
            )
        )
    rule = replace(conference.award(row.award), seats=row.seats)
    outcome = decide(rule, tally, counts_of(row, tally), scores_of(conference, row), round_number=row.number)
    counted = replace(
        row,
        state=RoundState.COUNTED,
        counted=at,
        valid=tally.valid,
        invalid=tally.invalid,
        blank=tally.blank,
        lines=tuple(
            Line(int(u.code), u.votes_for, u.votes_against, u.share, u.percent, u.passes)
            for u in outcome.lines
        ),
        outcome=outcome.kind.value,
        elected=tuple(int(code) for code in outcome.elected),
        tied=tuple(int(code) for code in outcome.tied),
        run_off=tuple(int(code) for code in outcome.run_off),
        following=outcome.next.value if outcome.next else "",
        statement=statement,
    )
    detail: Detail = {
        "round": row.id,
        "valid": tally.valid,
        "invalid": tally.invalid,
        "outcome": counted.outcome,
    }
    return _step(conference, counted, "counted", detail)


def counts_of(row: Round, tally: Tally) -> Counts:
    """The numbers of a round as the majority rules take them."""
    return Counts(
        members=row.members,
        present=row.present,
        issued=row.issued,
        collected=row.collected,
        written=row.written,
        valid=tally.valid,
        invalid=tally.invalid,
        blank=tally.blank,
    )


def announce(conference: Conference, round_id: int, at: datetime) -> Step:
    """Công bố: the tellers read the result aloud; from here it is public and never edited."""
    row = _in_state(conference, round_id, RoundState.COUNTED)
    announced = replace(row, state=RoundState.ANNOUNCED, announced=at)
    detail: Detail = {"round": row.id, "award": row.award, "outcome": row.outcome}
    return _step(conference, announced, "announced", detail)


def void(conference: Conference, round_id: int, reason: str, at: datetime) -> Step:
    """Hủy kết quả: the round counts for nothing, and the minutes say why; the room votes again.

    Raises:
        NotAllowed: announced already, or no reason.
    """
    row = conference.round(round_id)
    if row.state not in nomination.RUNNING:
        raise NotAllowed(_("What was announced stays. Correct it with an appended paper."))
    if not tidy(reason):
        raise NotAllowed(_("Type the reason; the minutes will say it."))
    voided = replace(row, state=RoundState.VOID, reason=tidy(reason), closed=row.closed or at)
    return _step(conference, voided, "voided", {"round": row.id, "reason": tidy(reason)})


def settle(
    conference: Conference, round_id: int, nominees: Sequence[int], decision: str, following: str = ""
) -> Step:
    """What the room makes of an announced round, in the words of the minutes.

    Args:
        nominees: whom the room proposes after this round (may be nobody).
        following: `revote` or `run_off` where another round follows, else empty.

    Raises:
        NotAllowed: not announced, settled already, more than the seats, or not on this ballot.
    """
    row = _in_state(conference, round_id, RoundState.ANNOUNCED)
    if row.settled:
        raise NotAllowed(_("The room has decided on this round."))
    if len(set(nominees)) != len(nominees) or not set(nominees) <= set(row.nominees):
        raise NotAllowed(_("Only units on this ballot can be proposed, each once."))
    if len(nominees) > row.seats:
        raise NotAllowed(_("No more than {seats:02d} can be proposed here.").format(seats=row.seats))
    if following and row.number >= conference.award(row.award).max_rounds:
        raise NotAllowed(_("The rules allow no further round for this award."))
    settled = replace(
        row, settled=True, proposed=tuple(nominees), decision=tidy(decision), following=following
    )
    detail: Detail = {
        "round": row.id,
        "proposed": ", ".join(conference.nominee(n).name for n in nominees),
        "decision": tidy(decision),
        "following": following,
    }
    return _step(conference, settled, "settled", detail)


def acclaim(
    conference: Conference,
    award: str,
    nominees: Sequence[int],
    agree: int,
    disagree: int,
    other: int,
    present: int,
    at: datetime,
) -> Step:
    """Thống nhất suy tôn: an open vote or consensus, by show of hands (domain 2.6, M4; the seed's own).

    More than half of those present must agree; it is settled and public at once.
    """
    for notice in before_opening(conference, award, Method.OPEN):
        if notice.stops:
            raise NotAllowed(notice.text)
    base = ground(conference, award)
    if not nominees or not set(nominees) <= set(base.nominees) or len(set(nominees)) != len(nominees):
        raise NotAllowed(_("Choose at least one unit of the list, each once."))
    if len(nominees) > base.seats:
        raise NotAllowed(_("No more than {seats:02d} can be proposed here.").format(seats=base.seats))
    if present != len(base.voters):
        raise NotAllowed(
            _("{present:02d} votes were noted, but {here:02d} are present. Count again.").format(
                present=present, here=len(base.voters)
            )
        )
    names = ", ".join(conference.nominee(n).name for n in nominees)
    subject = f"Thống nhất suy tôn, đề nghị tặng {conference.award(award).name}: {names}"
    hands = agenda.show_of_hands(conference, subject, agree, disagree, other, present, at)
    after = conference.change(hands=with_row(conference.hands, hands))
    if not hands.adopted:
        lost: Detail = {"award": award, "agree": agree, "present": present, "adopted": False}
        return Step(after, Stage.BALLOT, "ballot.not_acclaimed", lost, final=True)
    row = Round(
        id=next_id(conference.rounds),
        award=award,
        number=base.number,
        method=Method.OPEN,
        state=RoundState.ANNOUNCED,
        nominees=base.nominees,
        seats=base.seats,
        electors=base.electors,
        voters=base.voters,
        members=len(base.electors),
        present=len(base.voters),
        written=0,
        opened=at,
        announced=at,
        outcome="decided",
        elected=tuple(nominees),
        proposed=tuple(nominees),
        settled=True,
        decision=subject,
        hands=hands.id,
    )
    detail: Detail = {"round": row.id, "award": award, "proposed": names, "agree": agree, "present": present}
    return _step(after, row, "acclaimed", detail)


def called_order(conference: Conference, row: Round) -> tuple[Unit, ...]:
    """The units that may vote in a round, in list order: the order in which the room calls them."""
    return tuple(conference.unit(conference.delegate(d).unit) for d in row.voters)


def scores_of(conference: Conference, row: Round) -> Scores:
    """What scores could say about a tie of this round."""
    reports = {n: conference.report(conference.nominee(n).unit) for n in row.nominees}
    return Scores(
        total={str(n): r.total for n, r in reports.items() if r.total is not None},
        section_1={str(n): r.section_1 for n, r in reports.items() if r.section_1 is not None},
    )


def _in_state(conference: Conference, round_id: int, state: RoundState) -> Round:
    row = conference.round(round_id)
    if row.state != state:
        raise NotAllowed(_("This round cannot do that now ({state}).").format(state=row.state.value))
    return row


def _step(
    conference: Conference, row: Round, kind: str, detail: Mapping[str, str | int | bool | None]
) -> Step:
    after = conference.change(rounds=with_row(conference.rounds, row))
    return Step(after, Stage.BALLOT, f"ballot.{kind}", detail, final=True)
