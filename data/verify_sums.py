"""The arithmetic of a record, done again: sums, bases, percentages, outcomes."""

from collections.abc import Iterator
from dataclasses import dataclass

from console.ballot.majority import SHOW_OF_HANDS, Counts, Threshold, percent
from console.ballot.outcome import decide
from console.ballot.round import Method, RoundState
from console.ballot.tally import Tally
from console.errors import ConsoleError
from console.language import _
from console.rules import AwardRule
from data.record_file import AwardRow, HandsRow, RecordFile, RoundRow


@dataclass(frozen=True, slots=True)
class Check:
    """One check in words: `ok` True, False, or None where it cannot be known here."""

    ok: bool | None
    sentence: str


def sums(record: RecordFile) -> list[Check]:
    """Every sum and every outcome of the record, recomputed by the rules it names."""
    checks = list(_hands(record))
    for row in record.rounds:
        if row.state == RoundState.VOID:
            continue
        checks += _open_vote(record, row) if row.method == Method.OPEN else _round(record, row)
    checks += _proposals(record)
    return checks


def title(record: RecordFile, row: RoundRow) -> str:
    """How a round is called in a sentence."""
    award = _award(record, row.award)
    return _("{award}, round {number}").format(award=award.name if award else row.award, number=row.number)


def _award(record: RecordFile, code: str) -> AwardRow | None:
    return next((award for award in record.rules.awards if award.code == code), None)


def _hands(record: RecordFile) -> Iterator[Check]:
    wrong = [row for row in record.hands if not _hands_hold(row)]
    for row in wrong:
        yield Check(
            False, _("Show of hands “{subject}”: the numbers do not agree.").format(subject=row.subject)
        )
    if record.hands and not wrong:
        yield Check(True, _("{n} shows of hands add up.").format(n=len(record.hands)))


def _hands_hold(row: HandsRow) -> bool:
    return (
        min(row.agree, row.disagree, row.other) >= 0
        and row.agree + row.disagree + row.other == row.present
        and row.adopted == SHOW_OF_HANDS.reached(row.agree, row.present)
    )


def _open_vote(record: RecordFile, row: RoundRow) -> list[Check]:
    name = title(record, row)
    carried = next((hands for hands in record.hands if hands.id == row.hands), None)
    if carried is None or not carried.adopted or not set(row.proposed) <= set(row.nominees):
        return [Check(False, _("{round}: no show of hands carried this open vote.").format(round=name))]
    return [
        Check(
            True,
            _("{round}: open vote, carried by {agree} of {present} present.").format(
                round=name, agree=carried.agree, present=carried.present
            ),
        )
    ]


def _round(record: RecordFile, row: RoundRow) -> list[Check]:
    name = title(record, row)
    award = _award(record, row.award)
    if award is None:
        return [Check(False, _("{round}: the record has no rule for this award.").format(round=name))]
    try:
        problems = [*_struck(record, award, row), *_problems(award, row)]
    except (ConsoleError, ValueError, ArithmeticError) as error:
        problems = [str(error)]
    checks = [
        Check(False, _("{round}: {problem}").format(round=name, problem=problem)) for problem in problems
    ]
    if not problems:
        checks.append(
            Check(
                True,
                _(
                    "{round}: issued {issued}, collected {collected} + written {written} = valid {valid} "
                    "+ invalid {invalid}; every share and the outcome follow from the rules."
                ).format(
                    round=name,
                    issued=row.issued,
                    collected=row.collected,
                    written=row.written,
                    valid=row.valid,
                    invalid=row.invalid,
                ),
            )
        )
    return checks


def _problems(award: AwardRow, row: RoundRow) -> Iterator[str]:
    counts = Counts(
        members=row.members,
        present=row.present,
        issued=row.issued,
        collected=row.collected,
        written=row.written,
        valid=row.valid,
        invalid=row.invalid,
        blank=row.blank,
    )
    if row.collected > row.issued:
        yield _("more ballots were collected than issued, yet the round was not voided.")
    names = tuple(line.name for line in row.lines)
    if names != tuple(name for name in row.nominees if name not in row.struck):
        yield _("the lines are not those of the ballot.")
        return
    threshold = Threshold.parse(award.threshold, award.comparison.value, award.base.value)
    size = counts.base(threshold.base)
    for line in row.lines:
        if (
            line.votes < 0
            or line.votes > min(size, row.valid)
            or line.votes + (line.against or 0) > row.valid
        ):
            yield _("{name}: more votes than ballots.").format(name=line.name)
        share = f"{line.votes}/{size}" if size else None
        shown = percent(line.votes, size) if size else None
        if line.share != share or line.percent != shown:
            yield _("{name}: the share should be {share}, {percent}%.").format(
                name=line.name, share=share, percent=shown
            )
        if line.passes != threshold.reached(line.votes, size):
            yield _("{name}: whether it reaches the threshold is stated wrongly.").format(name=line.name)
    yield from _outcome(award, row, counts)


def _struck(record: RecordFile, award: AwardRow, row: RoundRow) -> Iterator[str]:
    """Lines may be left out of a count for one reason alone: what another award in the same box came to."""
    if not row.struck:
        return
    others = [r for r in record.rounds if r.award in award.excludes and r.state == RoundState.ANNOUNCED]
    proposed = {name for r in others if r.settled for name in r.proposed}
    if not proposed or not any(row.box and r.box == row.box for r in others):
        yield _("units are struck out, but no award before it in the same box proposes them.")
    if not set(row.struck) <= set(row.nominees) - set(row.proposed):
        yield _("units are struck out that are not on the ballot, or proposed all the same.")


def _outcome(award: AwardRow, row: RoundRow, counts: Counts) -> Iterator[str]:
    against = [line.against for line in row.lines]
    tally = Tally(
        nominees=tuple(str(place) for place in range(len(row.lines))),
        valid=row.valid,
        invalid=row.invalid,
        blank=row.blank,
        votes_for=tuple(line.votes for line in row.lines),
        votes_against=None if None in against else tuple(number or 0 for number in against),
    )
    rule = AwardRule(
        code=award.code,
        name=award.name,
        authority=award.authority,
        seats=row.seats,
        ballot=award.ballot,
        max_choices=award.max_choices,
        threshold=award.threshold,
        comparison=award.comparison,
        base=award.base,
        max_rounds=award.max_rounds,
    )
    outcome = decide(rule, tally, counts, round_number=row.number)

    def named(codes: tuple[str, ...]) -> list[str]:
        return sorted(row.lines[int(code)].name for code in codes)

    if (
        outcome.kind.value != row.outcome
        or named(outcome.elected) != sorted(row.elected)
        or named(outcome.tied) != sorted(row.tied)
    ):
        yield _("the outcome does not follow from the totals.")
    if not set(row.proposed) <= set(row.nominees) or len(row.proposed) > row.seats:
        yield _("units are proposed that this round cannot propose.")


def _proposals(record: RecordFile) -> Iterator[Check]:
    """Nobody is proposed whom no settled round proposed."""
    wrong = False
    for proposal in record.proposals:
        settled = {
            name
            for row in record.rounds
            if row.award == proposal.award and row.settled and row.state == RoundState.ANNOUNCED
            for name in row.proposed
        }
        for name in proposal.nominees:
            if name not in settled:
                wrong = True
                yield Check(
                    False, _("{name} is proposed, but no announced round proposes it.").format(name=name)
                )
    if not wrong:
        yield Check(True, _("Every proposal comes from an announced round."))
