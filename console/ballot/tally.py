"""Ballots into totals. The order of ballots never matters, and only totals leave this room.

Three ways to the same `Tally`: counting ballots, totals keyed by the tellers (they must add up), or every
ballot keyed twice by two tellers and compared line by line (domain 5.5).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from console.ballot.forms import Ballot, BallotKind, Form, Mark
from console.ballot.majority import Counts
from console.errors import BadInput
from console.language import _


@dataclass(frozen=True, slots=True)
class Tally:
    """The totals of one round.

    Attributes:
        nominees: unit codes in list order.
        valid: valid ballots. `valid + invalid` are all, written opinions included.
        invalid: invalid ballots; their lines count nowhere.
        blank: ballots with nothing marked, already in valid or invalid.
        votes_for: votes a nominee, in list order.
        votes_against: the same for "không đồng ý" or struck; None for choose_up_to.
    """

    nominees: tuple[str, ...]
    valid: int
    invalid: int
    blank: int
    votes_for: tuple[int, ...]
    votes_against: tuple[int, ...] | None

    @property
    def ballots(self) -> int:
        """All ballots counted, written opinions among them."""
        return self.valid + self.invalid

    def without(self, codes: Collection[str]) -> "Tally":
        """The same ballots with the lines of these nominees left out; valid, invalid and blank stay."""
        kept = [line for line, code in enumerate(self.nominees) if code not in codes]
        against = self.votes_against
        return replace(
            self,
            nominees=tuple(self.nominees[line] for line in kept),
            votes_for=tuple(self.votes_for[line] for line in kept),
            votes_against=None if against is None else tuple(against[line] for line in kept),
        )

    def counts(self, *, members: int, present: int, issued: int, written: int) -> Counts:
        """The numbers of the round, with `collected` taken from the ballots: all but the written opinions.

        Raises:
            BadInput: the numbers contradict each other.
        """
        if self.ballots < written:
            raise BadInput(
                _(
                    "{written} written opinions are more than the {ballots} ballots counted. "
                    "The written opinions are counted with the ballots: add them, or correct written."
                ).format(written=written, ballots=self.ballots)
            )
        return Counts(
            members=members,
            present=present,
            issued=issued,
            collected=self.ballots - written,
            written=written,
            valid=self.valid,
            invalid=self.invalid,
            blank=self.blank,
        )

    @classmethod
    def from_totals(
        cls,
        form: Form,
        *,
        valid: int,
        invalid: int,
        blank: int,
        votes_for: Sequence[int],
        votes_against: Sequence[int] | None = None,
    ) -> "Tally":
        """Totals as the tellers keyed them from paper.

        Raises:
            BadInput: they cannot be the totals of any ballots; the sentence says what does not add up.
        """
        problems = total_problems(
            form,
            valid=valid,
            invalid=invalid,
            blank=blank,
            votes_for=votes_for,
            votes_against=votes_against,
        )
        if problems:
            raise BadInput(" ".join(problems))
        against = None if votes_against is None else tuple(votes_against)
        return cls(form.nominees, valid, invalid, blank, tuple(votes_for), against)


def count_ballots(form: Form, ballots: Iterable[Ballot]) -> Tally:
    """Count ballots one by one, in any order.

    Raises:
        BadInput: a ballot that cannot stand on this form.
    """
    return count_patterns(form, Counter(ballot.cells for ballot in ballots))


def count_patterns(form: Form, patterns: Mapping[str, int]) -> Tally:
    """Count packed ballots: `patterns` maps the cells of a ballot (see `forms`) to how often it occurs.

    Args:
        form: the paper that was used.
        patterns: at most one entry for each way to fill the paper in.

    Raises:
        BadInput: a ballot that cannot stand on this form.
    """
    size = len(form.nominees)
    single = size == 1
    _check_patterns(form, patterns)
    # Valid ballots are joined by how often they occur, so that a column is one slice and one C-speed count.
    by_times: defaultdict[int, list[str]] = defaultdict(list)
    valid = invalid = blank = 0
    if form.kind is BallotKind.APPROVE_REJECT and not single:
        empty = Mark.NONE * size
        spoiled = Mark.SPOILED * size
        blank = patterns.get(empty, 0)
        invalid = patterns.get(spoiled, 0)
        valid = sum(patterns.values()) - invalid
        for cells, times in patterns.items():
            by_times[times].append(cells)
    else:
        for cells, times in patterns.items():
            verdict = form.judge(cells)
            if verdict.blank:
                blank += times
            if verdict.valid:
                valid += times
                by_times[times].append(cells)
            else:
                invalid += times
    votes_for = [0] * size
    votes_against = [0] * size
    striking = form.kind is BallotKind.STRIKE_OUT
    for times, group in by_times.items():
        joined = "".join(group)
        for line in range(size):
            column = joined[line::size]
            struck = column.count(Mark.AGAINST)
            votes_for[line] += times * ((len(group) - struck) if striking else column.count(Mark.FOR))
            votes_against[line] += times * struck
    against = None if form.kind is BallotKind.CHOOSE_UP_TO else tuple(votes_against)
    return Tally(form.nominees, valid, invalid, blank, tuple(votes_for), against)


def _check_patterns(form: Form, patterns: Mapping[str, int]) -> None:
    """All at once where all is well; one by one only to name what is wrong."""
    joined = "".join(patterns)
    if set(map(len, patterns)) <= {len(form.nominees)} and joined.isascii():
        strangers = joined.encode().translate(None, "".join(form.alphabet).encode())
        if not strangers:
            return
    for cells in patterns:
        form.check(cells)


def total_problems(
    form: Form,
    *,
    valid: int,
    invalid: int,
    blank: int,
    votes_for: Sequence[int],
    votes_against: Sequence[int] | None,
) -> tuple[str, ...]:
    """What does not add up in keyed totals, one sentence each; empty when some ballots have these totals."""
    lines = len(form.nominees)
    choosing = form.kind is BallotKind.CHOOSE_UP_TO
    against = votes_against if votes_against is not None else [0] * lines
    if len(votes_for) != lines or len(against) != lines or choosing != (votes_against is None):
        return (
            _("The totals need one number a unit and a column ({count} units). Fill in all of them.").format(
                count=lines
            ),
        )
    if min(valid, invalid, blank, *votes_for, *against) < 0:
        return (_("A total is below zero. Write how many there were."),)
    problems: list[str] = []
    approving = form.kind is BallotKind.APPROVE_REJECT
    blank_is_valid = approving and lines > 1
    # Every line of these forms has one of the two marks on every valid ballot.
    exact = form.kind is BallotKind.STRIKE_OUT or (approving and lines == 1)
    marked = valid - (blank if blank_is_valid else 0)
    for code, yes, no in zip(form.nominees, votes_for, against, strict=True):
        if yes + no > marked or (exact and yes + no != marked):
            problems.append(
                _("{code}: {yes} for and {no} against do not fit {marked} valid ballots.").format(
                    code=code, yes=yes, no=no, marked=marked
                )
            )
    chosen = sum(votes_for)
    if not approving and not valid <= chosen <= valid * min(form.max_choices, lines):
        problems.append(
            _("{chosen} votes in all do not fit {valid} valid ballots of one to {most} choices each.").format(
                chosen=chosen, valid=valid, most=min(form.max_choices, lines)
            )
        )
    holder = 0 if form.kind is BallotKind.STRIKE_OUT else (valid if blank_is_valid else invalid)
    if blank > holder:
        problems.append(
            _("{blank} blank ballots are more than the {holder} they are counted among.").format(
                blank=blank, holder=holder
            )
        )
    return tuple(problems)


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that two tellers read differently.

    Attributes:
        ballot: place in the pile of this entry, from 1; it ends with the entry and is never kept.
        nominee: unit code.
        first: what the first teller keyed; None when that teller has no such ballot.
        second: what the second keyed, likewise.
    """

    ballot: int
    nominee: str
    first: Mark | None
    second: Mark | None


def compare_entries(form: Form, first: Sequence[Ballot], second: Sequence[Ballot]) -> tuple[Difference, ...]:
    """Every ballot keyed twice from the same pile, compared line by line.

    Raises:
        BadInput: a ballot that cannot stand on this form.
    """
    for ballot in (*first, *second):
        form.check(ballot.cells)
    differences: list[Difference] = []
    for place in range(max(len(first), len(second))):
        one = first[place].marks if place < len(first) else None
        two = second[place].marks if place < len(second) else None
        for line, code in enumerate(form.nominees):
            left = one[line] if one else None
            right = two[line] if two else None
            if left is not right:
                differences.append(Difference(place + 1, code, left, right))
    return tuple(differences)


def agree(
    form: Form,
    first: Sequence[Ballot],
    second: Sequence[Ballot],
    decided: Mapping[tuple[int, str], Mark],
) -> tuple[Ballot, ...]:
    """The ballots both tellers stand by.

    Args:
        form: the paper that was used.
        first: the first teller's entry.
        second: the second's; of the same length.
        decided: for each `Difference` what the tellers decided together, by (ballot, nominee).

    Raises:
        BadInput: one entry has more ballots, or a difference is still open; the sentence names the place.
    """
    if len(first) != len(second):
        raise BadInput(
            _("One teller keyed {first} ballots and the other {second}. Go through the pile again.").format(
                first=len(first), second=len(second)
            )
        )
    lines = {code: line for line, code in enumerate(form.nominees)}
    agreed = [list(ballot.cells) for ballot in first]
    for difference in compare_entries(form, first, second):
        mark = decided.get((difference.ballot, difference.nominee))
        if mark is None:
            raise BadInput(
                _(
                    "Ballot {ballot}, unit {code}: the two entries differ. Look at the paper and decide."
                ).format(ballot=difference.ballot, code=difference.nominee)
            )
        agreed[difference.ballot - 1][lines[difference.nominee]] = mark
    ballots = tuple(Ballot("".join(cells)) for cells in agreed)
    for ballot in ballots:
        form.check(ballot.cells)
    return ballots


def recount_differences(first: Tally, second: Tally) -> tuple[str, ...]:
    """What a recount (kiểm lại, domain 5.6, 8) found otherwise, one sentence each; empty: it agrees.

    Raises:
        ValueError: the two are not tallies of the same list.
    """
    if first.nominees != second.nominees:
        raise ValueError("a recount counts the same list")
    rows = [
        (_("valid ballots"), first.valid, second.valid),
        (_("invalid ballots"), first.invalid, second.invalid),
        (_("blank ballots"), first.blank, second.blank),
    ]
    for line, code in enumerate(first.nominees):
        rows.append((_("{code}, for").format(code=code), first.votes_for[line], second.votes_for[line]))
        if first.votes_against is not None and second.votes_against is not None:
            name = _("{code}, against").format(code=code)
            rows.append((name, first.votes_against[line], second.votes_against[line]))
    return tuple(
        _("{what}: {first} in the first count, {second} in the recount.").format(what=what, first=a, second=b)
        for what, a, b in rows
        if a != b
    )


def may_recount(recounts_held: int) -> bool:
    """Once, when any teller asks (domain 5.6, 8)."""
    return recounts_held < 1
