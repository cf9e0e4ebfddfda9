"""What the room may make of an announced round: proposals in the order of the bloc's rules (domain 5.6).

The console proposes, the room decides, the minutes say it. Nothing is resolved by itself, and a threshold
is never lowered.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from console.ballot import voting
from console.ballot.outcome import Next, Outcome, OutcomeKind, decide, leaders_by_score
from console.ballot.round import NomineeState, Round
from console.ballot.tally import Tally
from console.conference import Conference, Stage, with_row
from console.errors import NotAllowed
from console.language import _
from console.step import Detail, Step
from console.text import tidy
from console.wording import count


@dataclass(frozen=True, slots=True)
class Option:
    """One way on.

    Attributes:
        code: accept, run_off, revote, total_score, section_1_score, room_decides, highest or none.
        label: for the screen, translated.
        nominees: who is proposed if the room takes it.
        decision: the sentence for the minutes, Vietnamese.
        following: `revote` or `run_off` where another round follows, else empty.
        again: who stands in that round; empty: whoever is not proposed yet.
        among: for room_decides: whom the room chooses from; `seats` of them at most.
        seats: how many of `among` may be chosen.
    """

    code: str
    label: str
    nominees: tuple[int, ...]
    decision: str
    following: str = ""
    again: tuple[int, ...] = ()
    among: tuple[int, ...] = ()
    seats: int = 0


def outcome_of(conference: Conference, row: Round, withdrawn: Collection[int] = ()) -> Outcome:
    """The outcome of a counted round again, without those who withdrew after the count (xin rút)."""
    against = [line.against for line in row.lines]
    tally = Tally(
        nominees=tuple(str(line.nominee) for line in row.lines),
        valid=row.valid,
        invalid=row.invalid,
        blank=row.blank,
        votes_for=tuple(line.votes for line in row.lines),
        votes_against=None if None in against else tuple(number or 0 for number in against),
    )
    rule = replace(conference.award(row.award), seats=row.seats)
    return decide(
        rule,
        tally,
        voting.counts_of(row, tally),
        voting.scores_of(conference, row),
        round_number=row.number,
        withdrawn=[str(n) for n in withdrawn],
    )


def withdrawn_after(conference: Conference, row: Round) -> tuple[int, ...]:
    """Nominees of a round that have withdrawn since it was opened."""
    return tuple(n for n in row.standing if conference.nominee(n).state == NomineeState.WITHDRAWN)


def options(conference: Conference, row: Round) -> tuple[Option, ...]:
    """The ways on after an announced round, best first."""
    outcome = outcome_of(conference, row, withdrawn_after(conference, row))
    rule = conference.award(row.award)
    more = row.number < rule.max_rounds
    clear = tuple(int(code) for code in outcome.elected)
    found: list[Option] = []
    if outcome.kind == OutcomeKind.DECIDED:
        found.append(
            Option(
                "accept",
                _("Propose by the result of the count: {names}").format(names=names(conference, clear)),
                clear,
                f"Hội nghị thống nhất đề nghị theo kết quả kiểm phiếu: {names(conference, clear)}.",
            )
        )
        left = row.seats - len(clear)
        if left > 0 and more and len(row.standing) > len(clear) + len(withdrawn_after(conference, row)):
            found.append(
                Option(
                    "run_off",
                    _("Second round for the {left:02d} places left").format(left=left),
                    clear,
                    f"Hội nghị thống nhất bỏ phiếu vòng {row.number + 1} cho {count(left)} đơn vị còn lại.",
                    "run_off",
                )
            )
    elif outcome.kind == OutcomeKind.TIE:
        found.extend(_after_tie(conference, row, outcome, clear, more))
    else:
        found.extend(_after_nobody(conference, row, outcome, more))
    return tuple(found)


def take(conference: Conference, round_id: int, option: Option, chosen: Sequence[int] = ()) -> Step:
    """The room takes an option.

    Args:
        chosen: for room_decides: whom the room chose among the option's `among`.

    Raises:
        NotAllowed: chosen outside the list or more than the places.
    """
    nominees = option.nominees
    decision = option.decision
    if option.among:
        if not set(chosen) <= set(option.among) or len(set(chosen)) != len(chosen):
            raise NotAllowed(_("Choose among the units with equal votes, each once."))
        if len(chosen) > option.seats:
            raise NotAllowed(_("No more than {seats:02d} can be proposed here.").format(seats=option.seats))
        nominees = (*nominees, *chosen)
        decision = f"{decision} {names(conference, chosen) or 'không chọn thêm đơn vị nào'}."
    return voting.settle(conference, round_id, nominees, decision, option.following, option.again)


def withdraw(conference: Conference, round_id: int, nominee: int, reason: str) -> Step:
    """A unit gives up its place after the count (xin rút, domain 5.6, 4): the next by votes moves up.

    Raises:
        NotAllowed: the room has decided already, the unit is not on this ballot, or no reason is given.
    """
    row = conference.round(round_id)
    if row.settled or row.state.value != "announced":
        raise NotAllowed(_("A unit can withdraw between the announcement and the room's decision."))
    if nominee not in row.standing:
        raise NotAllowed(_("This unit is not on this ballot."))
    if not tidy(reason):
        raise NotAllowed(_("Type the reason; the minutes will say it."))
    gone = replace(conference.nominee(nominee), state=NomineeState.WITHDRAWN, reason=tidy(reason))
    after = conference.change(nominees=with_row(conference.nominees, gone))
    detail: Detail = {"round": row.id, "name": gone.name, "reason": gone.reason}
    return Step(after, Stage.BALLOT, "ballot.withdrew", detail, final=True)


def names(conference: Conference, nominees: Sequence[int]) -> str:
    """Nominees by name, as a list in a sentence."""
    return ", ".join(conference.nominee(n).name for n in nominees)


def _after_tie(
    conference: Conference, row: Round, outcome: Outcome, clear: tuple[int, ...], more: bool
) -> list[Option]:
    tied = tuple(int(code) for code in outcome.tied)
    said = names(conference, tied)
    found = []
    for entry in conference.award(row.award).tie_break:
        step = Next(entry)
        if step is Next.REVOTE and more:
            found.append(
                Option(
                    "revote",
                    _("Vote again among the units with equal votes: {names}").format(names=said),
                    clear,
                    f"Các đơn vị có số phiếu bằng nhau ({said}); Hội nghị thống nhất bỏ phiếu lại.",
                    "revote",
                    tied,
                )
            )
        elif step in (Next.TOTAL_SCORE, Next.SECTION_1_SCORE):
            leaders = leaders_by_score(
                step, outcome.tied, outcome.open_seats, voting.scores_of(conference, row)
            )
            if leaders:
                added = tuple(int(code) for code in leaders)
                which = "tổng điểm" if step is Next.TOTAL_SCORE else "điểm mục I"
                label = (
                    _("By the higher total score: {names}")
                    if step is Next.TOTAL_SCORE
                    else _("By the higher score of section I: {names}")
                )
                found.append(
                    Option(
                        step.value,
                        label.format(names=names(conference, added)),
                        (*clear, *added),
                        f"Các đơn vị có số phiếu bằng nhau ({said}); Hội nghị thống nhất xét theo {which} "
                        f"cao hơn: {names(conference, added)}.",
                    )
                )
    found.append(
        Option(
            "room_decides",
            _("The room chooses among: {names}").format(names=said),
            clear,
            f"Các đơn vị có số phiếu bằng nhau ({said}); Hội nghị biểu quyết lựa chọn:",
            among=tied,
            seats=outcome.open_seats,
        )
    )
    return found


def _after_nobody(conference: Conference, row: Round, outcome: Outcome, more: bool) -> list[Option]:
    found = []
    award = conference.award(row.award)
    noun = award.noun or award.name
    if more and outcome.run_off:
        again = tuple(int(code) for code in outcome.run_off)
        found.append(
            Option(
                "run_off",
                _("Second round between: {names}").format(names=names(conference, again)),
                (),
                f"Không đơn vị nào đủ tỷ lệ; Hội nghị thống nhất bỏ phiếu vòng {row.number + 1} giữa: "
                f"{names(conference, again)}.",
                "run_off",
                again,
            )
        )
    found.append(
        Option(
            "none",
            _("Propose nobody for this award"),
            (),
            f"Không đơn vị nào đủ tỷ lệ; Hội nghị thống nhất không đề nghị {noun}.",
        )
    )
    gone = {str(n) for n in withdrawn_after(conference, row)}
    standing = [line for line in outcome.lines if line.code not in gone]
    first = standing[0] if standing else None
    if first is not None and first.votes_for > max((line.votes_for for line in standing[1:]), default=0):
        top = (int(first.code),)
        found.append(
            Option(
                "highest",
                _("Propose the unit with the most votes, its share stated: {names}").format(
                    names=names(conference, top)
                ),
                top,
                f"Không đơn vị nào đủ tỷ lệ; Hội nghị thống nhất đề nghị đơn vị có số phiếu cao nhất là "
                f"{names(conference, top)} ({first.share} phiếu), ghi rõ tỷ lệ để Hội đồng Thi đua - Khen "
                "thưởng tỉnh xem xét.",
            )
        )
    return found
