"""Một lượt lên máy: the ballots of several awards filled in on one walk to the booth, in one box.

Each award stays a round of its own, with its own list, threshold and count. All of them close with one
code. They are counted one after another: a later one waits, its totals unknown to anybody, until the room is
done with those before it, run-offs included. Only then is it known who is proposed for an award that the
later one excludes: marks for that nominee are not counted, and the places go to the others.
"""

from collections.abc import Mapping, Sequence

from console.ballot import nomination, paper
from console.ballot.forms import Ballot, Mark
from console.ballot.round import Round, RoundState
from console.conference import Conference
from console.language import _
from console.rules import AwardRule


def of(conference: Conference, row: Round) -> tuple[Round, ...]:
    """The rounds voted in one walk with `row`, itself among them, in the order in which they are counted."""
    return tuple(r for r in conference.rounds if r.id == row.id or (row.box and r.box == row.box))


def together(conference: Conference, row: Round) -> bool:
    """Whether `row` was voted in one walk with another award."""
    return len(of(conference, row)) > 1


def rounds_of(conference: Conference, award: str) -> tuple[Round, ...]:
    """The rounds of an award that count, oldest first."""
    return tuple(r for r in conference.rounds if r.award == award and r.state != RoundState.VOID)


def finished(conference: Conference, award: str) -> bool:
    """Whether the room is done with an award."""
    rows = rounds_of(conference, award)
    return bool(rows) and rows[-1].settled and rows[-1].following not in ("revote", "run_off")


def waits(conference: Conference, row: Round) -> bool:
    """Whether a round waits until the room is done with an award voted before it in the same walk."""
    if row.state not in (RoundState.VOTING, RoundState.CLOSED):
        return False
    before = (r for r in of(conference, row) if r.id < row.id and r.state != RoundState.VOID)
    return any(not finished(conference, r.award) for r in before)


def waiting(conference: Conference) -> tuple[Round, ...]:
    """Closed rounds that wait for an earlier award of their walk, in the order of their counts."""
    return tuple(r for r in conference.rounds if r.state is RoundState.CLOSED and waits(conference, r))


def struck(conference: Conference, row: Round) -> tuple[int, ...]:
    """Nominees of `row` whose marks count for nothing (`Round.struck`), as the room has decided so far."""
    if not together(conference, row):
        return ()
    taken = nomination.proposed_units(conference, conference.award(row.award).excludes)
    return tuple(n for n in row.nominees if conference.nominee(n).unit in taken)


def struck_for(conference: Conference, row: Round) -> tuple[AwardRule, ...]:
    """The awards for which the struck nominees of a counted round are proposed."""
    rule = conference.award(row.award)
    units = {conference.nominee(n).unit for n in row.struck}
    return tuple(
        conference.award(code)
        for code in rule.excludes
        if units & nomination.proposed_units(conference, [code])
    )


def may_join(conference: Conference, award: str) -> tuple[str, ...]:
    """The awards after this one, in the order of the rules, that could be voted on the same walk."""
    codes = [rule.code for rule in conference.rules.awards]
    if award not in codes or rounds_of(conference, award):
        return ()
    after = codes[codes.index(award) + 1 :]
    return tuple(code for code in after if not rounds_of(conference, code))


def fits(lists: Mapping[str, Sequence[int]]) -> bool:
    """Whether the papers of these lists (by award) go into one ballot of the box, whatever is marked."""
    papers = {award: Ballot(Mark.NONE * len(lines)) for award, lines in lists.items()}
    return len(paper.encode(papers)) <= paper.LIMIT


def too_long() -> str:
    """Why papers do not go into one ballot."""
    return _("The lists are too long for one ballot of the box. Open the awards one by one, or on paper.")
