"""What a round would stand on, and all that is said before it opens and before its result is announced.

The list, the seats, the frozen roll; what speaks against opening; where totals could betray a vote.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from console import attendance
from console.ballot import disclosure, forecast, nomination, seal, slips, walk
from console.ballot.disclosure import Disclosure
from console.ballot.forms import BallotKind
from console.ballot.prospects import Room
from console.ballot.round import Method, NomineeState, Round, RoundState
from console.ballot.walk import finished, rounds_of
from console.conference import Conference, Presence
from console.language import _


@dataclass(frozen=True, slots=True)
class Notice:
    """What the chair must know before a round opens; one that `stops` does not let it open."""

    text: str
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What a round of an award would be opened on now: its list, its seats, its frozen roll.

    Attributes:
        voters: who is here and on the roll; they raise hands in an open vote.
        recused: those of `voters` who may mark no line of a secret ballot (they are its single nominee, and
            the rules bar a vote for oneself): they stay present and take no ballot.
    """

    number: int
    nominees: tuple[int, ...]
    seats: int
    electors: tuple[int, ...]
    voters: tuple[int, ...]
    written: int
    recused: tuple[int, ...] = ()

    @property
    def takers(self) -> tuple[int, ...]:
        """Who takes a ballot."""
        return tuple(d for d in self.voters if d not in self.recused)


def running(conference: Conference) -> Round | None:
    """The round under way: voting, closed, counted, or announced and not yet settled.

    A round that waits for an earlier award of its walk is not under way (`walk.waits`).
    """
    for row in reversed(conference.rounds):
        unsettled = row.state == RoundState.ANNOUNCED and not row.settled
        if (row.state in nomination.RUNNING or unsettled) and not walk.waits(conference, row):
            return row
    return None


def proposed(conference: Conference, award: str) -> tuple[int, ...]:
    """The nominees the room proposes for an award so far, over its settled rounds."""
    withdrawn = {n.id for n in nomination.of_award(conference, award) if n.state == NomineeState.WITHDRAWN}
    return tuple(
        n for row in rounds_of(conference, award) if row.settled for n in row.proposed if n not in withdrawn
    )


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
    if not rows:
        nominees = tuple(n.id for n in nomination.on_ballot(conference, award))
        aside = barred(conference, nominees)
        written = (
            sum(d.presence == Presence.WRITTEN and d.id not in aside for d in conference.delegates)
            if conference.rules.ballot.written_opinions
            else 0
        )
        everyone = tuple(d.id for d in conference.delegates)
        return Ground(1, nominees, rule.seats, everyone, here, written, tuple(d for d in here if d in aside))
    last = rows[-1]
    listed = {n.id for n in nomination.of_award(conference, award) if n.state == NomineeState.LISTED}
    rest = tuple(n for n in last.nominees if n not in last.proposed)
    counted = last.tied if last.following == "revote" else (last.run_off or rest)
    again = last.again or counted
    nominees = tuple(n for n in last.standing if n in again and n in listed)
    seats = rule.seats - len(proposed(conference, award))
    roll = {*last.voters, *barred(conference, last.nominees)}
    voters = tuple(d for d in here if d in roll)
    aside = barred(conference, nominees)
    recused = tuple(d for d in voters if d in aside)
    return Ground(last.number + 1, nominees, seats, last.electors, voters, last.written, recused)


def barred(conference: Conference, nominees: Sequence[int]) -> frozenset[int]:
    """Delegates who could mark no line of this list: the rules bar a vote for oneself, and it holds no other.

    Such a delegate takes no ballot, which is a recusal (`forms.Form.lines_for`).
    """
    units = {conference.nominee(n).unit for n in nominees}
    if conference.rules.ballot.self_vote or len(units) != 1:
        return frozenset()
    return frozenset(d.id for d in conference.delegates if d.unit in units)


def before_opening(
    conference: Conference, award: str, method: Method, together: Sequence[str] = ()
) -> tuple[Notice, ...]:
    """All that speaks against opening a round now, or should be said before it (domain 5.2, 5.3, 5.6).

    Args:
        together: awards whose ballots are filled in on the same walk to the booth, after `award`.
    """
    base = ground(conference, award)
    members, present = len(base.electors), len(base.voters)
    notices: list[Notice] = []
    if running(conference) is not None:
        notices.append(Notice(_("Another round is under way. Finish or void it first."), stops=True))
    for code in (award, *together):
        notices += _named(conference, code, _against(conference, code), together)
    if together:
        notices += _in_one_walk(conference, award, method, together)
    if method != Method.OPEN and len(conference.tellers) != conference.rules.ballot.tellers:
        notices.append(Notice(_("Elect the tellers first."), stops=True))
    if method == Method.LAPTOP and seal.lacking(conference):
        notices.append(Notice(_("The tellers seal the boxes to their phrases first."), stops=True))
    if method == Method.LAPTOP and slips.barred(conference):
        notices.append(Notice(slips.barred(conference), stops=True))
    lists = {code: ground(conference, code).nominees for code in (award, *together)}
    if method == Method.LAPTOP and not walk.fits(lists):
        notices.append(Notice(walk.too_long(), stops=True))
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
        lines = 0
        for code in (award, *together):
            notices += _named(conference, code, _prospects(conference, code), together)
            lines += len(ground(conference, code).nominees)
        notices.append(Notice(forecast.time_sentence(len(base.takers), lines)))
    return tuple(dict.fromkeys(notices))


def _against(conference: Conference, award: str) -> list[Notice]:
    """What in the state of an award itself does not let it open."""
    last = nomination.latest_round(conference, award)
    if finished(conference, award):
        return [Notice(_("The room is done with this award."), stops=True)]
    if last is not None and walk.waits(conference, last):
        return [Notice(_("Its ballots are in the box already and wait for their count."), stops=True)]
    if not ground(conference, award).nominees:
        return [Notice(_("There is no unit on the ballot. Put at least one on the list."), stops=True)]
    taken = nomination.taken(conference, award) if last is None else ()
    if taken:
        names = ", ".join(n.name for n in taken)
        return [
            Notice(
                _("{names}: proposed for a higher award. Make the list of this one anew.").format(
                    names=names
                ),
                stops=True,
            )
        ]
    return []


def _in_one_walk(conference: Conference, award: str, method: Method, together: Sequence[str]) -> list[Notice]:
    """What speaks against one walk for several awards, and what follows from it."""
    grounds = {code: ground(conference, code) for code in (award, *together)}
    first = grounds[award]
    found: list[Notice] = []
    if method is not Method.LAPTOP or len(grounds) != len(together) + 1:
        found.append(
            Notice(_("Only on this laptop are several awards voted in one walk, each once."), stops=True)
        )
    if any(base.number > 1 for base in grounds.values()):
        found.append(
            Notice(
                _("Only first rounds go together: the roll of a later round was fixed before."), stops=True
            )
        )
    if any((base.takers, base.written) != (first.takers, first.written) for base in grounds.values()):
        found.append(
            Notice(
                _(
                    "Not everybody may vote on each of these awards: a ballot with fewer papers would say "
                    "whose it is. Open the awards one by one."
                ),
                stops=True,
            )
        )
    for place, code in enumerate(together, start=1):
        rule = conference.award(code)
        before = [conference.award(c) for c in (award, *together)[:place] if c in rule.excludes]
        if before:
            names = ", ".join(other.noun or other.name for other in before)
            found.append(
                Notice(
                    _(
                        "{award} is counted after {before}. Marks for a unit that is then proposed for "
                        "{before} are not counted."
                    ).format(award=rule.noun or rule.name, before=names)
                )
            )
    return found


def _prospects(conference: Conference, award: str) -> list[Notice]:
    """What the rule asks of this room, and where totals could betray a vote."""
    rule, base = conference.award(award), ground(conference, award)
    members, present = len(base.electors), len(base.voters)
    room = Room(members, present, min(base.written, members - present), len(base.recused))
    self_vote = conference.rules.ballot.self_vote
    said = forecast.sentences(rule, room, max(1, len(base.nominees)), self_vote=self_vote)
    told = [disclosure.words() for disclosure in disclosures(conference, award, base)]
    return [Notice(text) for text in (*said, *told)]


def _named(
    conference: Conference, award: str, notices: Sequence[Notice], together: Sequence[str]
) -> list[Notice]:
    """Notices of one award, each beginning with its name where several are opened."""
    if not together:
        return list(notices)
    rule = conference.award(award)
    name = rule.noun or rule.name
    return [Notice(f"{name}: {notice.text}", notice.stops) for notice in notices]


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
        _roll(conference, base.takers, base.recused),
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
    """What the room knows of a counted round.

    A name that its own voters had to strike out (`forms.Form.barred`) says nothing of them: these marks are
    taken out of its total, as the voters themselves are taken out of the line.
    """
    roll = _roll(conference, row.voters)
    own = tuple(frozenset(_own(conference, line.nominee)) for line in row.lines)
    rules = conference.rules.ballot
    struck = not rules.self_vote and conference.award(row.award).ballot is BallotKind.STRIKE_OUT
    against = [
        max(0, line.against - len(voters & roll.everyone)) if struck and line.against else line.against
        for line, voters in zip(row.lines, own, strict=True)
    ]
    totals = disclosure.Totals(
        tuple(line.votes for line in row.lines),
        None if None in against else tuple(number or 0 for number in against),
    )
    names = tuple(conference.nominee(line.nominee).name for line in row.lines)
    return disclosure.Published(
        roll,
        names,
        totals,
        self_vote=rules.self_vote,
        own=own,
    )


def _own(conference: Conference, nominee: int) -> list[str]:
    """The voters, as the disclosure rules call them, whose own line this is."""
    unit = conference.nominee(nominee).unit
    return [_called(conference, d.id) for d in conference.delegates if d.unit == unit]


def _called(conference: Conference, delegate: int) -> str:
    """What a voter is called in a warning: the unit, or the delegate where one unit sends several."""
    person = conference.delegate(delegate)
    unit = conference.unit(person.unit).short_name
    if conference.meeting.electorate == "unit":
        return unit
    return f"{person.name or person.id} ({unit})"


def _roll(conference: Conference, voters: Sequence[int], recused: Sequence[int] = ()) -> disclosure.Roll:
    written = {
        _called(conference, d.id)
        for d in conference.delegates
        if d.presence == Presence.WRITTEN and conference.rules.ballot.written_opinions
    }
    here = {_called(conference, v) for v in voters}
    aside = {_called(conference, v) for v in recused}
    return disclosure.Roll(frozenset(here), frozenset(written - here), frozenset(aside))
