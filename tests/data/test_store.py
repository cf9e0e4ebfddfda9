"""The store: every table there and back, one way back, and damage named by its place."""

import json
import random
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from console import agenda, attendance, record, reports
from console.conference import SCHEMA, Conference, Stage
from console.errors import ConsoleError, Damaged, NotAllowed
from console.events import first_break
from console.rehearsal import prepared, rehearse
from data import layout
from data.disk import RealDisk
from data.folder import CONFERENCE, found, opened, read
from data.journal import JournalDB
from data.store import EVENTS, FolderStore, read_events
from tests.console.desk import Room, bloc
from tests.console.documents import halls

START = datetime(2023, 1, 9, 8, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def chance() -> Any:

    return random.Random(3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found(tmp_path / "hoi-nghi", bloc(), Clock())
    return tmp_path / "hoi-nghi"


@pytest.fixture
def db(folder: Path) -> Iterator[JournalDB]:
    db = JournalDB.open(RealDisk(), folder / CONFERENCE)
    yield db
    db.close()


def tables(conference: Conference) -> dict[str, dict[int, dict[str, Any]]]:
    return {
        name: {key: layout.to_document(row) for key, row in layout.rows_of(conference)[name].items()}
        for name in (*layout.TABLES, *layout.SINGLES)
    }


def test_every_field_of_a_conference_has_its_table() -> None:
    assert {field.name for field in fields(Conference)} == {*layout.TABLES, *layout.SINGLES}


def test_a_full_day_goes_to_json_and_back_unchanged() -> None:
    hall = halls.full().conference
    played = Room(prepared(bloc(), None))
    rehearse(played.desk, played.polling, played.sealing, random.Random(1), lambda *_: None)
    played.desk.do(record.correct, "Biên bản", "Bổ sung.", played.now())
    full = (hall, played.conference)
    used = {name for day in full for name in layout.TABLES if getattr(day, name)}
    for day in full:
        assert layout.from_tables(json.loads(json.dumps(tables(day)), object_hook=_ids), "x") == day
    assert used >= layout.TABLES.keys() - {"speakers"}, "the example fills every table"


def _ids(document: dict[str, Any]) -> dict[Any, Any]:
    return {int(key) if key.isdigit() else key: value for key, value in document.items()}


def test_no_row_says_its_id_twice_and_no_number_is_a_float() -> None:
    numbers: list[str] = []
    text = json.dumps(tables(halls.full().conference))
    json.loads(text, parse_float=numbers.append)
    assert not numbers
    assert all("id" not in row for rows in tables(bloc()).values() for row in rows.values())


def test_only_the_rows_that_differ_are_written() -> None:
    before = bloc()
    after = reports.mark_received(before, 3, False).after
    delta = layout.difference(before, after)
    assert {name: set(rows) for name, rows in delta.items()} == {"reports": {3}}
    assert layout.difference(after, after) == {}
    gone = layout.difference(before, agenda.remove_item(before, 5).after)
    assert gone == {"agenda": {5: None}}


def test_what_was_kept_is_there_after_opening_again(folder: Path) -> None:
    with opened(folder, Clock(), chance()) as first:
        first.desk.do(attendance.mark_all_present, first.desk.now())
        first.desk.do(attendance.open_conference, first.desk.now())
        kept, trail = first.desk.conference, list(first.desk.events())
    with opened(folder, Clock(), chance()) as second:
        assert second.desk.conference == kept
        assert list(second.desk.events()) == trail
        assert second.recovered == ()
    assert first_break(trail) is None
    assert trail[0].kind == "conference.founded"


def test_a_step_is_taken_back_through_the_journal(folder: Path) -> None:
    with opened(folder, Clock(), chance()) as place:
        before = place.desk.conference
        place.desk.do(agenda.add_item, "Văn nghệ", 5, "")
        place.desk.do(agenda.remove_item, 3)
        for kind in ("agenda.removed", "agenda.added"):
            assert place.desk.undo(Stage.AGENDA).kind == kind
        assert place.desk.conference == before
        with pytest.raises(NotAllowed):
            place.desk.undo(Stage.AGENDA)
    conference, trail = read(folder)
    assert conference == before
    assert [event.undoes for event in trail] == [None, None, None, 3, 2]


def test_a_step_is_taken_back_after_the_program_was_started_again(folder: Path) -> None:
    with opened(folder, Clock(), chance()) as place:
        before = place.desk.conference
        place.desk.do(reports.mark_received, 2, False)
        place.desk.enter(Stage.REPORTS)
    with opened(folder, Clock(), chance()) as place:
        place.desk.undo(Stage.REPORTS)
        assert place.desk.conference == before


def test_a_founding_and_an_opening_keep_no_rows_to_go_back_to(folder: Path) -> None:
    with opened(folder, Clock(), chance()) as place:
        place.desk.do(attendance.mark_all_present, place.desk.now())
        place.desk.do(attendance.open_conference, place.desk.now())
    rows = JournalDB.read(RealDisk(), folder / CONFERENCE)[EVENTS]
    assert [bool(rows[seq]["before"]) for seq in sorted(rows)] == [False, True, False]


def test_the_store_reads_what_it_keeps(db: JournalDB) -> None:
    store = FolderStore(db)
    assert store.load() == layout.from_tables({n: db.rows(n) for n in db.tables()}, "x")
    assert len(store.events()) == 1


@pytest.mark.parametrize(
    ("table", "row", "change", "said"),
    [
        ("units", 2, {"role": "king"}, r"units.*2.*role"),
        ("reports", 3, {"bonus": "nhiều"}, r"reports.*3.*bonus"),
        ("agenda", 5, {"minutes": "x"}, r"agenda.*5.*minutes"),
        ("delegates", 1, {"since": "hôm qua"}, r"delegates.*1.*since"),
        ("meeting", 1, {"held_on": 3}, r"meeting.*1.*held_on"),
        ("rules", 1, {"awards": [{"code": "CO"}]}, r"rules.*1.*awards"),
        ("meeting", 1, {"schema": "mới"}, r"meeting.*1.*schema"),
    ],
)
def test_a_damaged_row_is_named_by_table_row_and_field(
    table: str, row: int, change: dict[str, Any], said: str
) -> None:
    damaged = tables(bloc())
    damaged[table][row] |= change
    with pytest.raises(Damaged, match=said):
        layout.from_tables(damaged, "conference.json")


@pytest.mark.parametrize("table", list(layout.SINGLES))
def test_a_missing_table_is_named(table: str) -> None:
    damaged = tables(bloc())
    damaged[table] = {}
    with pytest.raises(Damaged, match=table):
        layout.from_tables(damaged, "conference.json")


def test_a_folder_of_a_newer_version_is_refused_with_both_numbers() -> None:
    newer = tables(bloc())
    newer["meeting"][1]["schema"] = SCHEMA + 1
    newer["units"][1]["a field of the future"] = 1
    with pytest.raises(Damaged, match=rf"newer version.*{SCHEMA + 1}.*{SCHEMA}"):
        layout.from_tables(newer, "conference.json")


@pytest.mark.parametrize(
    ("seq", "change"),
    [
        (2, {"detail": {"marked": 8}}),
        (2, {"salt": "0" * 32}),
        (3, {"final": False}),
        (3, {"at": "2023-01-09T10:00:00+00:00"}),
        (2, None),
    ],
)
def test_an_edited_trail_breaks_at_the_event_that_was_edited(
    folder: Path, seq: int, change: dict[str, Any] | None
) -> None:
    with opened(folder, Clock(), chance()) as place:
        place.desk.do(attendance.mark_all_present, place.desk.now())
        place.desk.do(attendance.open_conference, place.desk.now())
    with opened(folder, Clock(), chance()):
        pass
    db = JournalDB.open(RealDisk(), folder / CONFERENCE)
    row = dict(db.rows(EVENTS)[seq])
    db.commit({EVENTS: {seq: None if change is None else row | change}})
    db.close()
    for look in (lambda: read(folder), lambda: opened(folder, Clock(), chance()).__enter__()):
        with pytest.raises(Damaged, match=rf"breaks at event {seq}"):
            look()


def test_an_event_that_is_none_is_named_by_its_number() -> None:
    with pytest.raises(Damaged, match="event 4"):
        read_events({4: {"seq": 4, "kind": 7}}, "conference.json")


def test_a_failed_save_leaves_desk_and_disk_alike(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(folder, Clock(), chance()) as place:
        before = place.desk.conference

        def full(*_args: object) -> None:
            raise ConsoleError("the disk is full")

        monkeypatch.setattr(JournalDB, "commit", full)
        with pytest.raises(ConsoleError, match="full"):
            place.desk.do(agenda.go_on, place.desk.now())
        assert place.desk.conference == before
        assert len(place.desk.events()) == 1
        monkeypatch.undo()
        place.desk.do(agenda.go_on, place.desk.now())
        assert [event.seq for event in place.desk.events()] == [1, 2]
    assert replace(read(folder)[0].item(1), started=None) != before.item(1)
