"""CHẠY THỬ: a whole conference played by simulated delegates, through the same rules as the screens."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from console import agenda, attendance, directions, handover, record, reports
from console.ballot import nomination, settling, tellers, voting
from console.ballot.box import TellerKey
from console.ballot.forms import Ballot, BallotKind, Form, Mark
from console.ballot.polling import Polling
from console.ballot.round import Method, NomineeState
from console.ballot.sealing import Need, Sealing
from console.clock import Chance
from console.conference import (
    Conference,
    Delegate,
    DirectionState,
    Handover,
    ItemState,
    Presence,
    Stage,
    next_id,
)
from console.desk import Desk

Progress = Callable[[str, int, int], None]
"""Told the stage, how many steps are done, how many there are."""


class SteppingClock:
    """A clock for rehearsals: it starts at the conference's own morning and steps by a minute a look."""

    def __init__(self, start: datetime) -> None:
        """Start at `start`, timezone-aware."""
        self._now = start

    def now(self) -> datetime:
        """The time now; each look takes a second."""
        self._now += timedelta(seconds=1)
        return self._now

    def pass_minutes(self, minutes: int) -> None:
        """Let time pass."""
        self._now += timedelta(minutes=minutes)


def prepared(conference: Conference, delegates: int | None) -> Conference:
    """A conference cleared for a trial run and marked CHẠY THỬ: what was done on the day is not yet done.

    Notes, reasons and who is "chưa xét" stay behind: a trial run is shown around.

    Args:
        delegates: number of electors; above the number of units it becomes a congress with one ballot a
            delegate, dealt to the units in turn.
    """
    meeting = replace(conference.meeting, rehearsal=True, opened=None, closed=None, forgotten=None)
    people = tuple(
        replace(d, presence=Presence.EXPECTED, since=None, reason="", helper="") for d in conference.delegates
    )
    wanted = delegates if delegates is not None else len(people)
    if wanted > len(conference.units):
        meeting = replace(meeting, electorate="delegate")
        extra = range(len(people), wanted)
        beyond = next_id(people) - 1 - len(people)
        people += tuple(
            Delegate(
                id=n + 1 + beyond,
                unit=conference.units[n % len(conference.units)].id,
                name=f"Đại biểu chạy thử {n + 1}",
            )
            for n in extra
        )
    before = conference.handover
    # Nobody draws folded slips in a trial run; its delegates are called.
    called = replace(conference.rules, ballot=replace(conference.rules.ballot, admission="called"))
    return conference.change(
        meeting=meeting,
        rules=called,
        delegates=people[:wanted],
        agenda=tuple(
            replace(i, state=ItemState.PLANNED, started=None, ended=None, reason="")
            for i in conference.agenda
        ),
        notes=(),
        speakers=(),
        hands=(),
        directions=tuple(
            replace(d, state=DirectionState.DRAFT) if d.state == DirectionState.ADOPTED else d
            for d in conference.directions
        ),
        nominees=tuple(replace(n, state=NomineeState.LISTED, reason="") for n in conference.nominees),
        tellers=(),
        rounds=(),
        handover=Handover(
            mode=conference.rules.rotation.mode,
            witness_name=before.witness_name,
            witness_position=before.witness_position,
            rows=tuple(replace(row, ready=None) for row in before.rows),
        ),
    )


def rehearse(
    desk: Desk,
    polling: Polling,
    sealing: Sealing,
    chance: Chance,
    progress: Progress,
    *,
    together: bool = False,
) -> None:
    """Play the whole day.

    Args:
        desk: at a fresh folder made for this run.
        chance: of the simulated delegates' choices, `random.Random(seed)`: the same seed gives the same
            decisions and totals. The box keeps its own unguessable randomness.
        together: all awards are voted in one walk, where the rules and lists let them.
    """
    stages = ("attendance", "agenda", "reports", "directions", "ballot", "handover", "record")

    def tell(stage: str) -> None:
        progress(stage, stages.index(stage), len(stages))

    tell("attendance")
    desk.enter(Stage.ATTENDANCE)
    desk.do(attendance.mark_all_present, desk.now())
    desk.do(attendance.open_conference, desk.now())
    tell("agenda")
    _go_to(desk, Stage.REPORTS)
    tell("reports")
    _fill_reports(desk, chance)
    tell("directions")
    _adopt_directions(desk)
    tell("ballot")
    _elect_tellers(desk)
    keys = _seal(desk, sealing)
    awards = [award.code for award in desk.conference.rules.awards]
    if together:
        for award in awards:
            desk.do(nomination.make_list, award)
        notices = voting.before_opening(desk.conference, awards[0], Method.LAPTOP, awards[1:])
        if not any(notice.stops for notice in notices):
            _vote(desk, polling, chance, *awards)
    for award in awards:
        if not voting.rounds_of(desk.conference, award):
            desk.do(nomination.make_list, award)
        while not voting.finished(desk.conference, award):
            if voting.running(desk.conference) is None:
                _vote(desk, polling, chance, award)
            _decide(desk, polling, keys)
    tell("handover")
    _hand_over(desk)
    tell("record")
    _finish_agenda(desk)
    polling.lock()
    sealing.end()
    desk.enter(Stage.RECORD)
    desk.do(record.close, desk.now())
    progress("record", len(stages), len(stages))


def _room(desk: Desk) -> int:
    return attendance.attendance(desk.conference).present


def _go_to(desk: Desk, stage: Stage) -> None:
    desk.enter(Stage.AGENDA)
    while True:
        here = agenda.place(desk.conference)
        if here.next is None or (here.current is not None and here.current.stage == stage):
            return
        desk.do(agenda.go_on, desk.now())


def _finish_agenda(desk: Desk) -> None:
    while agenda.place(desk.conference).next is not None:
        desk.do(agenda.go_on, desk.now())


def _fill_reports(desk: Desk, chance: Chance) -> None:
    desk.enter(Stage.REPORTS)
    for unit in desk.conference.units:
        if desk.conference.report(unit.id).total is None:
            score = Decimal(chance.randrange(360, 392)) / 4
            desk.do(reports.set_scores, unit.id, score, score, score)


def _adopt_directions(desk: Desk) -> None:
    desk.enter(Stage.DIRECTIONS)
    if not directions.listed(desk.conference):
        desk.do(directions.add, "Phương hướng chạy thử")
    for row in directions.open_amendments(desk.conference):
        desk.do(directions.answer, row.id, True)
    if not directions.adopted(desk.conference):
        here = _room(desk)
        desk.do(directions.adopt, here, 0, 0, here, desk.now())


def _elect_tellers(desk: Desk) -> None:
    desk.enter(Stage.BALLOT)
    conference = desk.conference
    if len(conference.tellers) == conference.rules.ballot.tellers:
        return
    units = list(conference.units)[-conference.rules.ballot.tellers :]
    people = tuple(
        tellers.Candidate(f"Thành viên Ban kiểm phiếu {n} (chạy thử)", unit.id)
        for n, unit in enumerate(units, start=1)
    )
    while len(people) < conference.rules.ballot.tellers:
        people += (tellers.Candidate(f"Thành viên Ban kiểm phiếu {len(people) + 1} (chạy thử)", None),)
    here = _room(desk)
    desk.do(tellers.elect, people, here, 0, 0, here, desk.now())


def simulated(form: Form, chance: Chance, lines: Collection[int] | None = None) -> Ballot:
    """A ballot as a delegate might fill it in: the first names are liked most.

    Args:
        lines: those that the delegate may mark; all by default.
    """
    size = len(form.nominees)
    free = range(size) if lines is None else sorted(lines)
    if form.kind is BallotKind.APPROVE_REJECT:
        marks = [
            Mark.FOR if chance.random() < 0.97 - 0.35 * line / max(1, size - 1) else Mark.AGAINST
            for line in range(size)
        ]
        return Ballot.of(*(mark if line in free else form.barred for line, mark in enumerate(marks)))
    liked = sorted(free, key=lambda line: line + chance.random() * 3)[: form.max_choices]
    other = Mark.NONE if form.kind is BallotKind.CHOOSE_UP_TO else Mark.AGAINST
    return Ballot.of(*(Mark.FOR if line in liked else other for line in range(size)))


def _seal(desk: Desk, sealing: Sealing) -> tuple[TellerKey, ...]:
    """The tellers seal, where the rules ask for it; what two of them open a box with."""
    people = desk.conference.tellers
    if sealing.need is Need.NOTHING:
        return tuple(TellerKey(teller.id) for teller in people[:2])
    ceremony = sealing.begin()
    for teller in people:
        ceremony.type_back(teller.id, ceremony.phrase(teller.id))
    keys = tuple(TellerKey(teller.id, ceremony.phrase(teller.id)) for teller in people[:2])
    sealing.seal(ceremony)
    ceremony.drop()
    return keys


def _vote(desk: Desk, polling: Polling, chance: Chance, award: str, *together: str) -> None:
    """Everybody votes, and the box is closed."""
    row = polling.open(award, *together)
    forms = [(voting.form_of(desk.conference, each), each) for each in polling.papers()]
    for delegate in row.voters:
        papers = [simulated(form, chance, polling.lines_for(delegate, each)) for form, each in forms]
        polling.cast(polling.call(delegate), *papers)
    while (admission := polling.admit_written()) is not None:
        polling.cast(admission, *(simulated(form, chance) for form, _each in forms))
    polling.close()


def _decide(desk: Desk, polling: Polling, keys: tuple[TellerKey, ...]) -> None:
    """The closed round is counted and announced, and the room takes the first way on."""
    polling.count(keys)
    row = polling.announce()
    option = settling.options(desk.conference, row)[0]
    desk.do(settling.take, row.id, option, option.among[: option.seats])


def _hand_over(desk: Desk) -> None:
    desk.enter(Stage.HANDOVER)
    conference = desk.conference
    leader = handover.proposed_leader(conference) or conference.units[-1]
    deputy = next(u for u in reversed(conference.units) if u.id != leader.id)
    here = _room(desk)
    mode = conference.rules.rotation.mode
    desk.do(handover.choose, mode, leader.id, deputy.id, here, 0, 0, here, desk.now())
    desk.do(handover.check_all)
    for side, name in (("giver", "Bên giao"), ("receiver", "Bên nhận"), ("witness", "Bên chứng kiến")):
        desk.do(handover.sign, side, f"{name} (chạy thử)", "", desk.now())  # type: ignore[arg-type]
    desk.do(handover.switch_chair, desk.now())
    desk.do(handover.sign_pact_all)
    desk.do(handover.close_pact, desk.now())
