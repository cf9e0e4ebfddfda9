"""CHẠY THỬ: a whole day through the real rules, the same for the same seed."""

import random
from dataclasses import replace

import pytest

from console import attendance, record
from console.ballot import nomination, voting
from console.ballot.forms import BallotKind, Form
from console.ballot.round import NomineeState, RoundState
from console.conference import Conference, ItemState, Stage
from console.events import first_break
from console.rehearsal import prepared, rehearse, simulated
from console.step import Event
from console.trail import KINDS
from tests.console.desk import Room, bloc, congress


def played(conference: Conference, seed: int = 1, delegates: int | None = None) -> Room:
    room = Room(prepared(conference, delegates))
    rehearse(room.desk, room.polling, room.sealing, random.Random(seed), lambda stage, done, total: None)
    return room


@pytest.mark.parametrize("seed", range(1, 7))
def test_a_day_in_which_all_awards_are_voted_in_one_walk_is_played_to_its_end(seed: int) -> None:
    room = Room(prepared(bloc(), None))
    chance = random.Random(seed)
    rehearse(room.desk, room.polling, room.sealing, chance, lambda *told: None, together=True)
    assert record.missing(room.conference) == ()
    one, two = room.conference.rounds[:2]
    assert (one.box, one.award, two.award) == (two.box, "CO", "BK")
    taken = {room.conference.nominee(n).unit for n in voting.proposed(room.conference, "CO")}
    assert set(room.units(two.struck)) == taken & set(room.units(two.nominees))
    assert all(box.forgotten for box in room.boxes.boxes.values())


def decisions(trail: list[Event]) -> list[tuple[str, dict[str, object]]]:
    return [(event.kind, dict(event.detail)) for event in trail]


@pytest.mark.parametrize("seed", range(1, 9))
def test_a_day_of_nine_is_played_to_its_end(seed: int) -> None:
    room = played(bloc(), seed)
    assert record.missing(room.conference) == ()
    assert room.conference.meeting.closed is not None
    assert room.conference.meeting.rehearsal
    assert first_break(room.store.trail) is None
    assert all(box.forgotten for box in room.boxes.boxes.values())
    assert {event.kind for event in room.store.trail} <= KINDS.keys(), "every kind of event has its words"


def test_the_same_seed_gives_the_same_decisions_and_totals() -> None:
    first, again, other = (played(bloc(), seed) for seed in (5, 5, 6))
    assert decisions(first.store.trail) == decisions(again.store.trail)
    assert first.conference.rounds == again.conference.rounds
    assert decisions(first.store.trail) != decisions(other.store.trail)


def test_a_congress_of_two_hundred_votes_one_ballot_a_delegate() -> None:
    room = played(bloc(), 3, 200)
    assert room.conference.meeting.electorate == "delegate"
    assert len(room.conference.delegates) == 200
    row = next(r for r in room.conference.rounds if r.state == RoundState.ANNOUNCED)
    assert (row.members, row.issued, row.collected, row.valid + row.invalid) == (200, 200, 200, 200)


@pytest.mark.parametrize(("have", "wanted", "number"), [(9, None, 9), (9, 4, 4), (9, 30, 30), (60, 20, 20)])
def test_as_many_electors_as_asked(have: int, wanted: int | None, number: int) -> None:
    conference = bloc() if have == 9 else congress(have)
    people = prepared(conference, wanted).delegates
    assert len(people) == len({d.id for d in people}) == number


def test_ids_of_added_delegates_never_meet_those_there_are() -> None:
    conference = bloc()
    gap = conference.change(delegates=conference.delegates[1:])
    people = prepared(gap, 30).delegates
    assert len({d.id for d in people}) == 30


def test_a_trial_run_of_a_conference_half_way_starts_clean() -> None:
    room = Room().open()
    row = nomination.of_award(room.conference, "CO")[4]
    room.desk.do(nomination.set_state, row.id, NomineeState.NOT_CONSIDERED, "đơn thư tố cáo")
    room.list_only("BK", [1, 2])
    room.desk.do(
        voting.acclaim,
        "BK",
        [n.id for n in nomination.on_ballot(room.conference, "BK")],
        9,
        0,
        0,
        9,
        room.now(),
    )
    clean = prepared(room.conference, None)
    assert not any((clean.rounds, clean.hands, clean.tellers, clean.notes, clean.speakers))
    assert {n.state for n in clean.nominees} == {NomineeState.LISTED}
    assert not any(n.reason for n in clean.nominees), "who is not considered is nobody's business here"
    assert {i.state for i in clean.agenda} == {ItemState.PLANNED}
    assert attendance.attendance(clean).expected == 9
    assert record.missing(played(room.conference).conference) == ()


def test_a_trial_run_of_a_finished_conference_starts_clean() -> None:
    over = played(bloc()).conference
    again = played(over.change(meeting=replace(over.meeting, rehearsal=False)), 2)
    assert record.missing(again.conference) == ()
    assert again.desk.stage == Stage.RECORD


@pytest.mark.parametrize("kind", list(BallotKind))
def test_a_simulated_delegate_marks_no_line_that_is_barred(kind: BallotKind) -> None:
    form = Form(kind, ("A", "B", "C"), 2)
    for seed in range(30):
        ballot = simulated(form, random.Random(seed), form.lines_for("A", self_vote=False))
        assert ballot.marks[0] is form.barred
        assert form.judge(ballot.cells).valid
