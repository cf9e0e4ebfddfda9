"""Bình xét: a round from its opening to what the room makes of it.

voting -> closed -> counted -> announced, or void. The method (this laptop, paper, open vote) is asked
each time. Everything here is public business of the room; who cast what never comes through here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from console import agenda
from console.ballot import forms, nomination, slips, walk
from console.ballot.ground import (
    Ground,
    Notice,
    before_opening,
    disclosures,
    ground,
    next_award,
    proposed,
    running,
    unanimous,
)
from console.ballot.majority import Counts
from console.ballot.outcome import Scores, decide
from console.ballot.round import AdmittedBy, Line, Method, Round, RoundState
from console.ballot.tally import Tally
from console.ballot.walk import finished, rounds_of
from console.conference import Conference, Stage, Unit, next_id, with_row
from console.errors import NotAllowed
from console.language import _
from console.step import Detail, Step
from console.text import tidy

__all__ = [
    "Ground",
    "Notice",
    "acclaim",
    "announce",
    "ballot_form",
    "before_opening",
    "called_order",
    "close_round",
    "count_round",
    "counts_of",
    "disclosures",
    "finished",
    "form_of",
    "ground",
    "next_award",
    "open_round",
    "proposed",
    "rounds_of",
    "running",
    "scores_of",
    "settle",
    "unanimous",
    "void",
]


def ballot_form(conference: Conference, award: str, nominees: Sequence[int], seats: int) -> forms.Form:
    """The ballot paper of a round: lines are nominee ids as text, in the order of the list."""
    rule = conference.award(award)
    lines = tuple(str(n) for n in nominees)
    return forms.Form(rule.ballot, lines, max(1, min(rule.max_choices or seats, len(lines))))


def form_of(conference: Conference, row: Round) -> forms.Form:
    """The ballot paper that a round uses."""
    return ballot_form(conference, row.award, row.nominees, row.seats)


def open_round(
    conference: Conference,
    award: str,
    method: Method,
    at: datetime,
    box: str = "",
    code: str = "",
    plate: str = "",
    together: Sequence[str] = (),
) -> Step:
    """Open a secret round; its roll, list and seats are fixed from here.

    Args:
        box: name of the sealed, empty box on this laptop; empty for paper.
        code: its mã niêm phong, announced and minuted.
        plate: what that code is made of (`Box.plate`).
        together: awards whose ballots go into the same box on the same walk; a round opens for each.

    Raises:
        NotAllowed: the first notice of `before_opening` that stops.
    """
    if method == Method.OPEN:
        raise NotAllowed(_("An open vote has no round to open; note its result."))
    for notice in before_opening(conference, award, method, together):
        if notice.stops:
            raise NotAllowed(notice.text)
    coded = method is Method.LAPTOP and slips.by_codes(conference)
    rows: list[Round] = []
    for place, code_of_award in enumerate((award, *together)):
        base = ground(conference, code_of_award)
        rows.append(
            Round(
                id=next_id(conference.rounds) + place,
                award=code_of_award,
                number=base.number,
                method=method,
                state=RoundState.VOTING,
                nominees=base.nominees,
                seats=base.seats,
                electors=base.electors,
                voters=base.takers,
                members=len(base.electors),
                present=len(base.voters),
                written=base.written,
                opened=at,
                box=box,
                code=code,
                plate=plate,
                admission=AdmittedBy.CODE if coded else AdmittedBy.CALL,
            )
        )
    row = rows[0]
    detail: dict[str, str | int | bool | None] = {
        "round": row.id,
        "award": award,
        "number": row.number,
        "method": method.value,
        "members": row.members,
        "present": row.present,
        "written": row.written,
        "code": code,
    }
    if together:
        detail["together"] = ", ".join(together)
    return _step(conference, rows, "opened", detail)


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

    The rounds of one walk close together, with one code.

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
    if issued < 0 or collected < 0 or issued > len(row.voters):
        raise NotAllowed(
            _("Issued {issued}, but {present} units may vote here. Count again.").format(
                issued=issued, present=len(row.voters)
            )
        )
    too_many = f"Số phiếu thu vào ({collected:02d}) nhiều hơn số phiếu phát ra ({issued:02d})"
    closed = [
        replace(
            each,
            state=RoundState.VOID if collected > issued else RoundState.CLOSED,
            reason=too_many if collected > issued else "",
            issued=issued,
            collected=collected,
            written=written,
            closed=at,
            closing_code=closing_code,
        )
        for each in walk.of(conference, row)
    ]
    detail: Detail = {
        "round": row.id,
        "issued": issued,
        "collected": collected,
        "written": written,
        "code": closing_code,
        "void": collected > issued,
    }
    return _step(conference, closed, "closed", detail)


def count_round(
    conference: Conference, round_id: int, tally: Tally, at: datetime, statement: str = ""
) -> Step:
    """The tellers' totals, checked against what was collected, and what they mean by the rules.

    Nominees that are struck by now (`walk.struck`) leave the tally; validity is that of the ballots as cast.

    Raises:
        NotAllowed: the totals are not those of the ballots collected, or the round waits for another one.
    """
    row = _in_state(conference, round_id, RoundState.CLOSED)
    if walk.waits(conference, row):
        raise NotAllowed(_("The award before it in this walk is not decided yet; it is counted afterwards."))
    struck = walk.struck(conference, row)
    tally = tally.without([str(n) for n in struck])
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
        struck=struck,
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

    With it goes every other round of its walk that is not announced: they lie in the same box.

    Raises:
        NotAllowed: announced already, or no reason.
    """
    row = conference.round(round_id)
    if row.state not in nomination.RUNNING:
        raise NotAllowed(_("What was announced stays. Correct it with an appended paper."))
    if not tidy(reason):
        raise NotAllowed(_("Type the reason; the minutes will say it."))
    voided = [
        replace(each, state=RoundState.VOID, reason=tidy(reason), closed=each.closed or at)
        for each in walk.of(conference, row)
        if each.state in nomination.RUNNING
    ]
    return _step(conference, voided, "voided", {"round": row.id, "reason": tidy(reason)})


def settle(
    conference: Conference,
    round_id: int,
    nominees: Sequence[int],
    decision: str,
    following: str = "",
    again: Sequence[int] = (),
) -> Step:
    """What the room makes of an announced round, in the words of the minutes.

    Args:
        nominees: whom the room proposes after this round (may be nobody).
        following: `revote` or `run_off` where another round follows, else empty.
        again: who stands in that round; by default those whom the count left level or in the run-off.

    Raises:
        NotAllowed: not announced, settled already, more than the seats, or not on this ballot.
    """
    row = _in_state(conference, round_id, RoundState.ANNOUNCED)
    if row.settled:
        raise NotAllowed(_("The room has decided on this round."))
    if len(set(nominees)) != len(nominees) or not set(nominees) <= set(row.standing):
        raise NotAllowed(_("Only units on this ballot can be proposed, each once."))
    if len(nominees) > row.seats:
        raise NotAllowed(_("No more than {seats:02d} can be proposed here.").format(seats=row.seats))
    if following and row.number >= conference.award(row.award).max_rounds:
        raise NotAllowed(_("The rules allow no further round for this award."))
    settled = replace(
        row,
        settled=True,
        proposed=tuple(nominees),
        decision=tidy(decision),
        following=following,
        again=tuple(again),
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
    conference: Conference,
    changed: Round | Sequence[Round],
    kind: str,
    detail: Mapping[str, str | int | bool | None],
) -> Step:
    rounds = conference.rounds
    for row in [changed] if isinstance(changed, Round) else changed:
        rounds = with_row(rounds, row)
    after = conference.change(rounds=rounds)
    return Step(after, Stage.BALLOT, f"ballot.{kind}", detail, final=True)
