"""The desk: a step becomes a fact on the disk and on the wall together, or not at all."""

import pytest

from console import agenda, attendance, directions, handover, record, reports
from console.conference import Presence, Stage
from console.errors import ConsoleError, NotAllowed
from tests.console.desk import KEYS, Room, approvals


def test_a_step_is_kept_with_its_event_and_shown() -> None:
    room = Room()
    shown = len(room.board.views)
    room.desk.do(agenda.go_on, room.now())
    event = room.store.trail[-1]
    assert (event.seq, event.stage, event.kind, event.rows) == (
        1,
        Stage.AGENDA,
        "agenda.went_on",
        ("agenda/1",),
    )
    assert len(event.salt) == 32
    assert room.desk.head() == event.link
    assert room.store.kept is room.conference
    assert len(room.board.views) == shown + 1


def test_a_forbidden_step_leaves_no_trace() -> None:
    room = Room()
    before = room.conference
    with pytest.raises(NotAllowed):
        room.desk.do(attendance.open_conference, room.now())
    assert room.conference is before
    assert not room.store.trail


def test_a_failed_save_leaves_the_desk_with_what_the_store_holds() -> None:
    room = Room()
    room.desk.do(agenda.go_on, room.now())
    kept, views = room.store.kept, len(room.board.views)
    room.store.failing = True
    with pytest.raises(ConsoleError, match="disk is full"):
        room.desk.do(agenda.go_on, room.now())
    with pytest.raises(ConsoleError, match="disk is full"):
        room.desk.undo(Stage.AGENDA)
    assert room.conference is kept
    assert len(room.board.views) == views, "the room never sees what is not kept"
    room.store.failing = False
    room.desk.do(agenda.go_on, room.now())
    assert [e.seq for e in room.store.trail] == [1, 2]


def test_taking_back_is_one_more_event_that_sets_the_rows_back() -> None:
    room = Room()
    before = room.conference
    room.desk.do(agenda.go_on, room.now())
    taken = room.desk.undo(Stage.AGENDA)
    undo = room.store.trail[-1]
    assert (taken.seq, undo.undoes, undo.kind, undo.rows) == (1, 1, "agenda.undone", ("agenda/1",))
    assert undo.detail == {"undoes": 1, "kind": "agenda.went_on"}
    assert room.conference == before
    assert len(room.store.trail) == 2


def test_a_row_that_was_added_goes_again_and_one_that_was_removed_comes_back() -> None:
    room = Room()
    before = room.conference
    room.desk.do(agenda.add_item, "Văn nghệ", 5, "")
    room.desk.undo(Stage.AGENDA)
    room.desk.do(agenda.remove_item, 7)
    room.desk.undo(Stage.AGENDA)
    assert room.conference == before


def test_each_stage_takes_back_its_own_last_step() -> None:
    room = Room()
    room.desk.do(attendance.mark, 1, Presence.ABSENT, room.now())
    room.desk.do(agenda.go_on, room.now())
    room.desk.do(directions.add, "Một")
    assert room.desk.undo(Stage.ATTENDANCE).kind == "attendance.marked"
    assert room.conference.delegate(1).presence == Presence.EXPECTED
    assert agenda.place(room.conference).current is not None
    assert len(room.conference.directions) == 1


def test_never_past_the_opening_of_the_conference() -> None:
    room = Room()
    room.desk.do(attendance.mark_all_present, room.now())
    room.desk.do(attendance.open_conference, room.now())
    with pytest.raises(NotAllowed, match="appended paper"):
        room.desk.undo(Stage.ATTENDANCE)
    room.desk.do(attendance.mark, 9, Presence.LEFT, room.now())
    room.desk.undo(Stage.ATTENDANCE)
    with pytest.raises(NotAllowed, match="appended paper"):
        room.desk.undo(Stage.ATTENDANCE)


def test_never_past_the_steps_of_a_ballot() -> None:
    room = Room().open()
    room.list_only("CO", [1, 2])
    room.polling.open("CO")
    steps = (
        lambda: room.cast(approvals([9, 2], 9)),
        room.polling.close,
        lambda: room.polling.count(KEYS),
        room.polling.announce,
        lambda: room.take("accept"),
    )
    for step in (lambda: None, *steps):
        step()
        rounds = room.conference.rounds
        with pytest.raises(NotAllowed, match="appended paper"):
            room.desk.undo(Stage.BALLOT)
        assert room.conference.rounds == rounds


def test_never_past_a_signature() -> None:
    room = Room().open()
    here = room.here()
    room.desk.do(handover.choose, "deputy_steps_up", 2, 3, here, 0, 0, here, room.now())
    room.desk.do(handover.check_all)
    room.desk.undo(Stage.HANDOVER)
    room.desk.do(handover.check_all)
    room.desk.do(handover.sign, "giver", "An", "", room.now())
    with pytest.raises(NotAllowed, match="appended paper"):
        room.desk.undo(Stage.HANDOVER)


def test_a_closed_conference_takes_no_step_and_gives_none_back() -> None:
    room = Room().open()
    room.desk.do(reports.mark_received, 1, True)
    room.desk.do(record.close, room.now())
    kept = room.conference
    for change in (
        lambda: room.desk.do(reports.mark_received, 1, False),
        lambda: room.desk.undo(Stage.REPORTS),
        lambda: room.desk.do(attendance.mark, 1, Presence.LEFT, room.now()),
    ):
        with pytest.raises(NotAllowed, match="closed"):
            change()
    assert room.conference is kept


def test_entering_a_stage_brings_the_files_to_rest_and_shows_it() -> None:
    room = Room()
    room.desk.enter(Stage.REPORTS)
    assert room.store.rests == 1
    assert room.desk.stage == Stage.REPORTS
    assert room.board.views[-1]["stage"] == "reports"
