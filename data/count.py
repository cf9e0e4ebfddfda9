"""`python app.py count`: ballots and rules in, the outcome out, as text or as JSON."""

import json
import sys
from pathlib import Path
from typing import TextIO

from console.ballot.forms import BallotKind, Form
from console.ballot.majority import Counts
from console.ballot.outcome import Line, Next, Outcome, OutcomeKind, decide
from console.ballot.tally import count_patterns
from console.errors import BadInput, ConsoleError
from console.language import _
from data.ballots_csv import BallotFile, read_ballots
from data.count_rules import CountRules, read_count_rules


def count_command(
    ballots_path: Path, rules_path: Path, as_json: bool, out: TextIO, err: TextIO | None = None
) -> int:
    """Count a file of ballots under a file of rules and print the outcome.

    Args:
        ballots_path: CSV, see `data.ballots_csv`.
        rules_path: TOML, see `data.count_rules`.
        as_json: print JSON instead of text in the language of the screens.
        out: where the outcome goes; untouched when the input is bad.
        err: where one sentence about bad input goes; standard error by default.

    Returns:
        0 whatever the outcome is; 2 for bad input.
    """
    try:
        rules, counts, outcome = count_files(ballots_path, rules_path)
    except ConsoleError as error:
        print(" ".join(str(error).split()), file=err or sys.stderr)
        return error.exit_code
    if as_json:
        text = json.dumps(as_document(rules, counts, outcome), ensure_ascii=False, indent=2)
    else:
        text = as_text(rules, counts, outcome)
    out.write(text + "\n")
    return 0


def count_files(ballots_path: Path, rules_path: Path) -> tuple[CountRules, Counts, Outcome]:
    """Read both files, count, decide.

    Raises:
        BadInput: see the readers; also a score for a unit that cannot be meant.
    """
    rules = read_count_rules(rules_path)
    kind = BallotKind(rules.award.ballot)
    ballots = read_ballots(ballots_path, kind)
    _require_known_codes(rules, ballots, rules_path, ballots_path)
    tally = count_patterns(Form(kind, ballots.codes, rules.award.choices), ballots.patterns)
    counts = tally.counts(
        members=rules.members, present=rules.present, issued=rules.issued, written=rules.written
    )
    outcome = decide(
        rules.award, tally, counts, rules.scores, round_number=rules.round_number, quorum=rules.quorum
    )
    return rules, counts, outcome


def _require_known_codes(
    rules: CountRules, ballots: BallotFile, rules_path: Path, ballots_path: Path
) -> None:
    """Refuse a score whose unit is not on the ballot, unless every unit that is there has its own.

    A table with a score for each unit of the list may hold the rest of the bloc too: only leaders stand on
    a shortlist, and fewer in a run-off. A table that misses one of them and names a stranger is a slip.
    """
    for table, scores in (("scores", rules.scores.total), ("section_1_scores", rules.scores.section_1)):
        strangers = [code for code in scores if code not in ballots.codes]
        missing = [code for code in ballots.codes if code not in scores]
        if strangers and missing:
            raise BadInput(
                _(
                    "{rules}, [{table}] {code}: no unit of this code in row 1 of {ballots}; column {column} "
                    "({unit}) has no score. Correct one of them."
                ).format(
                    rules=rules_path,
                    table=table,
                    code=strangers[0],
                    ballots=ballots_path,
                    column=ballots.codes.index(missing[0]) + 1,
                    unit=missing[0],
                )
            )


def as_document(rules: CountRules, counts: Counts, outcome: Outcome) -> dict[str, object]:
    """The outcome as the JSON of `count --json`; every count is an integer."""
    return {
        "award": rules.award.code,
        "round": rules.round_number,
        "counts": {
            "members": counts.members,
            "present": counts.present,
            "issued": counts.issued,
            "collected": counts.collected,
            "written": counts.written,
            "valid": counts.valid,
            "invalid": counts.invalid,
            "blank": counts.blank,
        },
        "base": {"name": outcome.base.value, "size": outcome.size},
        "threshold": rules.award.threshold,
        "comparison": rules.award.comparison.value,
        "units": [
            {
                "code": line.code,
                "for": line.votes_for,
                "against": line.votes_against,
                "share": line.share,
                "percent": line.percent,
                "passes": line.passes,
            }
            for line in outcome.lines
        ],
        "outcome": outcome.kind.value,
        "elected": list(outcome.elected),
        "tied": list(outcome.tied),
        "next": outcome.next.value if outcome.next else None,
        "run_off": list(outcome.run_off),
    }


def as_text(rules: CountRules, counts: Counts, outcome: Outcome) -> str:
    """The outcome in the language of the screens, in the order in which it is announced (domain 2.8)."""
    threshold = rules.award.rule()
    parts = [
        _("{award}, round {round}").format(award=rules.award.code, round=rules.round_number),
        _("Members: {members:02d}, present: {present:02d}, written opinions: {written:02d}").format(
            members=counts.members, present=counts.present, written=counts.written
        ),
        _(
            "Ballots handed out: {issued:02d}, collected: {collected:02d}, valid: {valid:02d}, "
            "invalid: {invalid:02d}, blank: {blank:02d}"
        ).format(
            issued=counts.issued,
            collected=counts.collected,
            valid=counts.valid,
            invalid=counts.invalid,
            blank=counts.blank,
        ),
        _("Rule: {rule}. Base: {size:02d}, needed: {needed:02d} votes").format(
            rule=threshold.words(), size=outcome.size, needed=threshold.needed(outcome.size)
        ),
        "",
        *_table(outcome),
        "",
        *_conclusion(rules, outcome),
    ]
    return "\n".join(parts)


def _table(outcome: Outcome) -> list[str]:
    heads = [_("Unit"), _("For"), _("Against"), _("Share"), "%", ""]
    rows = [heads, *([*_row(line, void=outcome.kind is OutcomeKind.VOID)] for line in outcome.lines)]
    if all(line.votes_against is None for line in outcome.lines):
        rows = [row[:2] + row[3:] for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if column in (0, len(row) - 1) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _row(line: Line, *, void: bool) -> tuple[str, ...]:
    verdict = "" if void else (_("passes") if line.passes else _("does not pass"))
    return (
        line.code,
        f"{line.votes_for:02d}",
        "" if line.votes_against is None else f"{line.votes_against:02d}",
        line.share or "-",
        f"{line.percent}%" if line.percent else "-",
        verdict,
    )


def _conclusion(rules: CountRules, outcome: Outcome) -> list[str]:
    said: list[str] = []
    if outcome.void:
        said.append(_("This round is void: {reason}.").format(reason=outcome.void.words()))
    if outcome.elected:
        said.append(_("Proposed: {units}").format(units=", ".join(outcome.elected)))
    if outcome.tied:
        said.append(
            _("Equal votes: {units}, for {seats:02d} places").format(
                units=", ".join(outcome.tied), seats=outcome.open_seats
            )
        )
    if outcome.kind is OutcomeKind.NOBODY:
        said.append(_("No unit reaches {rule}.").format(rule=rules.award.rule().words()))
    step = _next_words(outcome)
    if step:
        said.append(_("Next, if the conference agrees: {step}").format(step=step))
    return said


def _next_words(outcome: Outcome) -> str:
    match outcome.next:
        case None:
            return ""
        case Next.REVOTE:
            return _("vote again")
        case Next.TOTAL_SCORE:
            return _("the higher total score goes first")
        case Next.SECTION_1_SCORE:
            return _("the higher score of section I goes first")
        case Next.ROOM_DECIDES:
            return _("the conference decides")
        case Next.RUN_OFF:
            return _("a second round between {units}").format(units=", ".join(outcome.run_off))
