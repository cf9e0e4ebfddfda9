"""A folder that layout 1 wrote is brought to the layout of today; at every moment one of the two opens."""

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from console import agenda
from console.ballot.round import Seal
from console.conference import SCHEMA, Conference, Stage
from console.errors import ConsoleError, Damaged
from console.events import first_break
from data import layout, migrate
from data.disk import RealDisk
from data.folder import CONFERENCE, opened, read
from data.journal import JournalDB
from data.journal_file import JOURNAL, as_json
from data.migrate import MIGRATED, brought_up
from data.snapshot import pack, unpack
from data.store import EVENTS, read_events
from tests.data.model_disk import FAULTS, FaultDisk, SimDisk, as_disk
from tests.data.test_store import Clock, chance

OLD = Path(__file__).parent / "folders" / "schema-1"
NAMES = (CONFERENCE, CONFERENCE + JOURNAL)
PATH = Path("/hoi-nghi") / CONFERENCE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as layout 1 wrote it: five steps in the snapshot, two in the journal of a crash."""
    shutil.copytree(OLD, tmp_path / "hoi-nghi")
    return tmp_path / "hoi-nghi"


def old_tables() -> dict[str, dict[int, Any]]:
    return JournalDB.read(RealDisk(), OLD / CONFERENCE)


def conference(tables: dict[str, dict[int, Any]]) -> Conference:
    return layout.from_tables(brought_up(tables), "x")


def test_the_folder_kept_for_this_test_is_of_layout_1() -> None:
    tables = old_tables()
    assert tables["meeting"][1]["schema"] == 1 < SCHEMA
    assert "seal" not in tables
    assert (OLD / NAMES[1]).stat().st_size > 0
    with pytest.raises(Damaged):
        layout.from_tables(tables, "x")


def test_opening_brings_it_up_says_so_and_keeps_the_old_files_untouched(folder: Path) -> None:
    before = {name: (folder / name).read_bytes() for name in NAMES}
    with opened(folder, Clock(), chance()) as place:
        assert "layout 1" in place.recovered[0]
        assert str(folder / "schema-1") in place.recovered[0]
        assert place.desk.conference.seal == Seal()
        place.desk.do(agenda.go_on, place.desk.now())
    assert {name: (folder / "schema-1" / name).read_bytes() for name in NAMES} == before
    with opened(folder, Clock(), chance()) as place:
        assert "layout" not in " ".join(place.recovered), "once"
        assert len(place.desk.events()) == 9


def test_the_trail_goes_on_and_every_old_event_and_row_is_as_it_was(folder: Path) -> None:
    tables = old_tables()
    with opened(folder, Clock(), chance()):
        pass
    after, trail = read(folder)
    assert first_break(trail) is None
    assert [event.link for event in trail[:-1]] == [tables[EVENTS][n]["link"] for n in range(1, 8)]
    assert (trail[-1].kind, trail[-1].detail) == (MIGRATED, {"from": 1, "to": SCHEMA})
    new = JournalDB.read(RealDisk(), folder / CONFERENCE)
    same = tables.keys() - {"meeting", EVENTS}
    assert {name: new[name] for name in same} == {name: tables[name] for name in same}
    assert after == conference(tables)


def test_a_step_before_it_can_still_be_taken_back(folder: Path) -> None:
    with opened(folder, Clock(), chance()) as place:
        place.desk.undo(Stage.ATTENDANCE)
    after, _trail = read(folder)
    assert after.meeting.schema == SCHEMA
    assert after.delegates[0].name != "Lò Văn An"


def test_reading_alone_writes_nothing(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    there, trail = read(folder)
    assert there.meeting.schema == SCHEMA
    assert len(trail) == 7
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def old_disk(*, folded: bool = False) -> SimDisk:
    files = {PATH.with_name(name): (OLD / name).read_bytes() for name in NAMES}
    if folded:  # a crash in a compaction: the journal stands in the snapshot already
        snapshot = unpack(files[PATH], "x")
        tables = {name: {str(key): row for key, row in rows.items()} for name, rows in old_tables().items()}
        last = files[PATH.with_name(NAMES[1])].split(b"\n")[-2][:32].decode()
        files[PATH] = pack(tables, snapshot.seq + 2, last, snapshot.sum)
    return SimDisk(files)


@pytest.mark.parametrize("folded", [False, True])
def test_a_power_cut_at_any_call_leaves_the_old_folder_or_the_new_one(folded: bool) -> None:
    disk = old_disk(folded=folded)
    expected = conference(old_tables())
    migrate.migrate(as_disk(disk), PATH, Clock())
    assert disk.moments
    tried = set()
    for moment in disk.moments:
        for after in moment.disks(random.Random(1), most=8):
            after.recording = False
            tables = JournalDB.read(as_disk(after), PATH)
            schema = tables["meeting"][1]["schema"]
            tried.add(schema)
            assert conference(tables) == expected, moment.call
            assert len(read_events(tables[EVENTS], "x")) == (7 if schema == 1 else 8), moment.call
            migrate.migrate(as_disk(after), PATH, Clock())
            again = JournalDB.read(as_disk(after), PATH)
            assert again["meeting"][1]["schema"] == SCHEMA
            assert layout.from_tables(again, "x") == expected
            assert any(
                after.read(PATH.parent / f"schema-1{n}" / CONFERENCE) == old_disk(folded=folded).read(PATH)
                for n in ("", "-2")
                if after.exists(PATH.parent / f"schema-1{n}" / CONFERENCE)
            ), "the old file is kept"
    assert tried == {1, SCHEMA}


def test_the_model_catches_a_rename_over_a_journal_of_another_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "pack", lambda tables, seq, link, over: pack(tables, seq, link, "other"))
    with pytest.raises(ConsoleError):
        test_a_power_cut_at_any_call_leaves_the_old_folder_or_the_new_one(folded=False)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_disk_that_fails_at_any_call_leaves_the_folder_readable(fault: str) -> None:
    expected = conference(old_tables())
    k, done = 0, False
    while not done:
        k += 1
        under = old_disk()
        disk = FaultDisk(under, k, fault)
        try:
            migrate.migrate(as_disk(disk), PATH, Clock())
            done = True
        except ConsoleError:
            pass
        tables = JournalDB.read(as_disk(under), PATH)
        assert conference(tables) == expected
        disk.mend()
        migrate.migrate(as_disk(disk), PATH, Clock())
        assert layout.from_tables(JournalDB.read(as_disk(under), PATH), "x") == expected
    assert k > 8


def test_what_does_not_verify_never_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def lossy(delta: Any) -> Any:
        change = as_json(delta)
        change["units"] = {"del": [1]}
        return change

    monkeypatch.setattr(migrate, "as_json", lossy)
    disk = old_disk()
    before = disk.files()
    with pytest.raises(Damaged):
        migrate.migrate(as_disk(disk), PATH, Clock())
    after = disk.files()
    assert {path: after[path] for path in before} == before


def test_a_damaged_old_folder_is_refused_like_any_other(folder: Path) -> None:
    content = (folder / CONFERENCE).read_bytes()
    (folder / CONFERENCE).write_bytes(content.replace("Kiểm".encode("unicode_escape"), b"Kiem", 1) + b" ")
    with pytest.raises(Damaged), opened(folder, Clock(), chance()):
        pass
    assert not (folder / "schema-1").exists()


def test_a_folder_of_today_is_not_even_looked_through(tmp_path: Path) -> None:
    assert not migrate._may_be_older(RealDisk(), *write_new(tmp_path))


def write_new(tmp_path: Path) -> tuple[Path, Path]:
    from data.folder import found
    from tests.console.desk import bloc

    found(tmp_path / "mới", bloc(), Clock())
    path = tmp_path / "mới" / CONFERENCE
    assert json.loads(path.read_text())["meeting"]["1"]["schema"] == SCHEMA
    return path, path.with_name(path.name + JOURNAL)
