"""Rounds played through the rules: what totals betray was warned of, the roll is frozen, a recount is one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count as numbers

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.ballot import disclosure, recount, settling, voting
from console.ballot.disclosure import Danger, Disclosure, ForcedVote, Published, Roll, Totals
from console.ballot.forms import Ballot, BallotKind, Form, Mark
from console.ballot.round import Method, Nominee, Round, RoundState, Teller, TellerRole
from console.ballot.tally import Tally, count_ballots
from console.conference import Conference, Delegate, Meeting, Presence, Unit
from console.documents import ballot_count
from console.errors import NotAllowed
from console.rules import FLAG, BallotRule, QuorumRule, Rules

NOW = datetime(2023, 1, 9, 10, 0, tzinfo=UTC)
HERE, AWAY, WRITTEN = Presence.PRESENT, Presence.ABSENT, Presence.WRITTEN


def room(presence: list[Presence], nominees: int, *, self_vote: bool = True, **award: object) -> Conference:
    """Units U1, U2, ...; the first ones are nominees."""
    units = tuple(Unit(n, f"U{n}", f"U{n}", f"U{n}") for n in range(1, len(presence) + 1))
    rules = Rules(
        awards=(replace(FLAG, shortlist=0, max_rounds=3, threshold="1", base=FLAG.base, **award),),  # type: ignore[arg-type]
        ballot=BallotRule(self_vote=self_vote, box="quick"),
        quorum=QuorumRule(share="0"),
    )
    return Conference(
        Meeting(1, "Mẫu", date(2023, 1, 9), opened=NOW, sample=True),
        rules,
        units=units,
        delegates=tuple(Delegate(n, n, f"D{n}", presence=p) for n, p in enumerate(presence, start=1)),
        nominees=tuple(Nominee(n, "CO", n, f"U{n}", n) for n in range(1, nominees + 1)),
        tellers=tuple(Teller(n, f"T{n}", None, role, 1) for n, role in enumerate(TellerRole, start=1)),
    )


def placed(conference: Conference, presence: Mapping[int, Presence]) -> Conference:
    return conference.change(
        delegates=tuple(replace(d, presence=presence.get(d.id, d.presence)) for d in conference.delegates)
    )


def opened(conference: Conference) -> tuple[Conference, tuple[Disclosure, ...]]:
    """The next round on paper, and what was said of disclosure before it."""
    told = voting.disclosures(conference, "CO", voting.ground(conference, "CO"))
    notices = [notice.text for notice in voting.before_opening(conference, "CO", Method.PAPER)]
    assert all(one.words() in notices for one in told)
    return voting.open_round(conference, "CO", Method.PAPER, NOW).after, told


def counted(conference: Conference, marks: Mapping[int, Mapping[int, str]]) -> Conference:
    """Everybody on the roll casts; `marks` is delegate -> nominee -> mark."""
    row = conference.rounds[-1]
    writers = [d.id for d in conference.delegates if d.presence is WRITTEN][: row.written]
    after = voting.close_round(conference, row.id, len(row.voters), len(row.voters), row.written, NOW).after
    own = conference.rules.ballot.self_vote
    form = voting.form_of(conference, row)
    ballots = [
        Ballot(
            "".join(form.barred if not own and d == n else _fitting(form, marks[d][n]) for n in row.nominees)
        )
        for d in (*row.voters, *writers)
    ]
    tally = count_ballots(form, ballots)
    return voting.count_round(after, row.id, tally, NOW).after


def _fitting(form: Form, mark: str) -> str:
    """On strike_out a name that is not struck is left, which is a vote for it."""
    return "x" if form.kind is BallotKind.STRIKE_OUT and mark == "." else mark


def published(conference: Conference, row: Round) -> Published:
    """What an onlooker knows, written down without the console's help."""
    lines = {line.nominee: line for line in row.lines}
    written = frozenset(f"U{d.id}" for d in conference.delegates if d.presence is WRITTEN)
    voters = frozenset(f"U{v}" for v in row.voters)
    barred = not conference.rules.ballot.self_vote and conference.award("CO").ballot is BallotKind.STRIKE_OUT

    def struck_freely(nominee: int) -> int:
        own = barred and f"U{nominee}" in voters | written
        return max(0, (lines[nominee].against or 0) - own)

    return Published(
        Roll(voters, written),
        tuple(f"U{n}" for n in row.nominees),
        Totals(tuple(lines[n].votes for n in row.nominees), tuple(map(struck_freely, row.nominees))),
        self_vote=conference.rules.ballot.self_vote,
    )


def forced_within(rounds: list[Published]) -> tuple[ForcedVote, ...]:
    return disclosure.forced_votes(rounds)


@st.composite
def afternoons(draw: st.DrawFn) -> tuple[Conference, list[dict[int, Presence]], dict[int, dict[int, str]]]:
    size, nominees = draw(st.integers(2, 6)), draw(st.integers(1, 3))
    nominees = min(nominees, size)
    presence = draw(
        st.lists(st.sampled_from([HERE, HERE, HERE, AWAY, WRITTEN]), min_size=size, max_size=size)
    )
    presence[0] = HERE
    presence[1] = HERE
    kind = draw(st.sampled_from([BallotKind.APPROVE_REJECT, BallotKind.STRIKE_OUT]))
    conference = room(
        presence, nominees, self_vote=draw(st.booleans()), ballot=kind, max_choices=draw(st.integers(1, 3))
    )
    moves = [
        {
            d: draw(st.sampled_from([HERE, AWAY]))
            for d in range(2, size + 1)
            if presence[d - 1] is not WRITTEN and draw(st.booleans())
        }
        for _round in range(2)
    ]
    marks = {
        d: {n: draw(st.sampled_from("xx-.")) for n in range(1, nominees + 1)} for d in range(1, size + 1)
    }
    return conference, moves, marks


@settings(max_examples=150)
@given(afternoons())
def test_every_vote_that_follows_from_what_is_public_was_warned_of(
    afternoon: tuple[Conference, list[dict[int, Presence]], dict[int, dict[int, str]]],
) -> None:
    conference, moves, marks = afternoon
    public: list[Published] = []
    warned: set[tuple[str, str]] = set()
    for number in numbers():
        if not voting.ground(conference, "CO").takers:
            break
        conference, before = opened(conference)
        conference = counted(conference, marks)
        row = conference.rounds[-1]
        for told in (*before, *voting.unanimous(conference, row)):
            lines = told.nominees or tuple(f"U{n}" for n in row.nominees)
            warned |= {(unit, line) for unit in told.units for line in lines}
        public.append(published(conference, row))
        for vote in forced_within(public):
            assert (vote.unit, vote.nominee) in warned, vote
            if vote.mark is not Mark.NONE and not any(other.invalid for other in conference.rounds):
                mark = marks[int(vote.unit[1:])][int(vote.nominee[1:])]
                assert _fitting(voting.form_of(conference, row), mark) == vote.mark
        conference = voting.announce(conference, row.id, NOW).after
        again = [o for o in settling.options(conference, conference.rounds[-1]) if o.following]
        if number >= len(moves) or not again:
            break
        conference = settling.take(conference, row.id, again[0]).after
        conference = placed(conference, moves[number])


def test_the_room_above_plays_more_than_one_round() -> None:
    conference = room([HERE] * 4, 3)
    marks = {d: {1: "x", 2: "x" if d > 1 else "-", 3: "-"} for d in range(1, 5)}
    conference, _before = opened(placed(conference, {4: AWAY}))
    conference = counted(conference, marks)
    conference = voting.announce(conference, 1, NOW).after
    assert settling.options(conference, conference.rounds[-1])[0].code == "run_off"


def test_whoever_comes_between_the_rounds_of_an_award_stays_off_its_roll() -> None:
    conference, _told = opened(room([HERE, HERE, HERE, AWAY], 2))
    marks = {d: {1: "x", 2: "-"} for d in range(1, 5)}
    conference = voting.announce(counted(conference, marks), 1, NOW).after
    option = next(o for o in settling.options(conference, conference.rounds[0]) if o.following)
    conference = placed(settling.take(conference, 1, option).after, {4: HERE, 3: AWAY})
    base = voting.ground(conference, "CO")
    assert base.voters == (1, 2)
    told = voting.disclosures(conference, "CO", base)
    assert {one.danger: one.units for one in told} == {Danger.LEFT: ("U3",)}


def test_the_single_nominee_takes_no_ballot_where_nobody_votes_for_itself() -> None:
    conference = room([HERE] * 4, 1, self_vote=False)
    base = voting.ground(conference, "CO")
    assert (base.voters, base.recused, base.takers) == ((1, 2, 3, 4), (1,), (2, 3, 4))
    notices = [notice.text for notice in voting.before_opening(conference, "CO", Method.PAPER)]
    assert any("base stays 04" in text for text in notices)
    conference, _told = opened(conference)
    row = conference.rounds[0]
    assert (row.members, row.present, row.voters) == (4, 4, (2, 3, 4))
    with pytest.raises(NotAllowed):
        voting.close_round(conference, row.id, 4, 3, 0, NOW)
    conference = counted(conference, {d: {1: "x"} for d in range(1, 5)})
    (line,) = conference.rounds[0].lines
    assert line.share == "3/4"
    assert {one.danger for one in voting.unanimous(conference, conference.rounds[0])} == {Danger.UNANIMOUS}


# --- kiểm lại ------------------------------------------------------------------------------------------


def after_the_count() -> Conference:
    conference, _told = opened(room([HERE] * 4, 2))
    return counted(conference, {d: {1: "x", 2: "-" if d == 1 else "x"} for d in range(1, 5)})


def again(votes: tuple[int, int]) -> Tally:
    return Tally(("1", "2"), 4, 0, 0, votes, tuple(4 - n for n in votes))


def test_a_recount_takes_the_place_of_the_first_count_which_is_kept_beside_it() -> None:
    step = recount.recount(after_the_count(), 1, again((4, 2)), 3, NOW)
    row = step.after.round(1)
    assert row.state is RoundState.COUNTED
    assert {line.nominee: line.votes for line in row.lines} == {1: 4, 2: 2}
    assert row.recount is not None
    assert (row.recount.asked_by, {line.nominee: line.votes for line in row.recount.lines}) == (
        "T3",
        {1: 4, 2: 3},
    )
    assert step.kind == "ballot.recounted"
    assert step.detail["differences"] == 2
    said = recount.differences(row, lambda nominee: f"U{nominee}")
    assert said[0] == "U2, for: 3 in the first count, 2 in the recount."


def test_the_ballots_are_counted_again_once_by_a_teller_before_the_announcement() -> None:
    conference = after_the_count()
    with pytest.raises(NotAllowed, match="teller"):
        recount.recount(conference, 1, again((4, 3)), 9, NOW)
    with pytest.raises(NotAllowed, match="collected"):
        recount.recount(conference, 1, replace(again((4, 3)), valid=5), 1, NOW)
    once = recount.recount(conference, 1, again((4, 3)), 1, NOW).after
    assert not recount.allowed(once.round(1))
    with pytest.raises(NotAllowed, match="already"):
        recount.recount(once, 1, again((4, 3)), 1, NOW)
    announced = voting.announce(conference, 1, NOW).after
    with pytest.raises(NotAllowed, match="goes into an appended paper"):
        recount.recount(announced, 1, again((4, 3)), 1, NOW)


def test_a_recount_that_agrees_is_minuted_as_well() -> None:
    conference = recount.recount(after_the_count(), 1, again((4, 3)), 2, NOW).after
    conference = voting.announce(conference, 1, NOW).after
    said = " ".join(ballot_count.build(conference, "CO").texts())
    assert "T2, Ban kiểm phiếu đã kiểm lại phiếu 01 lần" in said
    assert "kết quả kiểm lại trùng với lần kiểm thứ nhất" in said


def test_a_name_its_own_voter_had_to_strike_hides_nobody_who_left_it() -> None:
    conference = room([HERE] * 3, 2, self_vote=False, ballot=BallotKind.STRIKE_OUT, max_choices=2)
    conference, _told = opened(conference)
    conference = counted(conference, {d: {1: "x", 2: "x" if d == 1 else "-"} for d in range(1, 4)})
    row = conference.rounds[0]
    assert {line.nominee: (line.votes, line.against) for line in row.lines} == {1: (2, 1), 2: (1, 2)}
    (told,) = voting.unanimous(conference, row)
    assert (told.danger, told.nominees) == (Danger.UNANIMOUS, ("U1",))


def test_a_strike_out_round_is_counted_by_what_is_left() -> None:
    conference, _told = opened(room([HERE] * 3, 2, ballot=BallotKind.STRIKE_OUT, max_choices=1))
    conference = counted(conference, {d: {1: ".", 2: "-"} for d in range(1, 4)})
    assert conference.rounds[0].elected == (1,)
