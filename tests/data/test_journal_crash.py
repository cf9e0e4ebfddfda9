"""No confirmed transaction is lost, and the folder never becomes unreadable: whatever the disk does."""

import contextlib
import itertools
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from console.errors import BadInput, ConsoleError, Damaged
from data import journal
from data.disk import Disk, DiskError, write_whole
from data.journal import JournalDB, Recovery
from tests.data.model_disk import FAULTS, FaultDisk, ForgetfulDisk, Moment, SimDisk, SimFile

PATH = Path("/room/conference.json")
BIG = "ô" * 400
"""A row that lies over several sectors."""

State = dict[str, dict[int, Any]]


def state(db: JournalDB) -> State:
    return {name: dict(db.rows(name)) for name in sorted(db.tables())}


def steps(db: JournalDB) -> Iterator[Callable[[], object]]:
    """A conference in small: each step is one transaction (or a compaction)."""
    units = db.table("units")
    yield lambda: db.commit(
        {"units": {1: {"name": "Sở Tư pháp"}, 2: {"name": "Tòa án"}}, "agenda": {1: {"n": 1}}}
    )
    yield lambda: units.insert({"name": BIG})
    yield lambda: db.commit({"units": {2: None}, "guests": {7: {"text": BIG + BIG}}})
    yield db.compact

    def several() -> None:
        with db.transaction():
            units.insert({"name": "Công an"})
            db.commit({"agenda": {1: {"n": 2}, 2: {"n": 3}}})
            units.remove(doc_ids=[1])

    yield several
    yield lambda: units.update({"score": "96,5"}, doc_ids=[3])
    yield db.compact
    yield lambda: db.commit({"guests": None})
    yield lambda: db.commit({"guests": {1: {"text": "x"}}})
    yield db.close


def play(disk: Disk, mark: Callable[[State], None]) -> None:
    db = JournalDB.create(disk, PATH)
    mark(state(db))
    for step in steps(db):
        step()
        mark(state(db))


def confirmed_states(disk: SimDisk) -> list[State]:
    """Play on a disk that is marked with the number of the last confirmed state."""
    states: list[State] = []

    def mark(now: State) -> None:
        if not states or states[-1] != now:
            states.append(now)
        disk.mark = len(states) - 1

    play(disk, mark)
    return states


def survives(moment: Moment, disk: SimDisk, states: list[State]) -> State | None:
    """Open what a power cut left: the last confirmed state, or the one that was being saved."""
    mark = moment.mark
    try:
        db = JournalDB.open(disk, PATH)
    except BadInput:
        assert mark is None, f"{moment.call}: the conference is gone"
        assert state(JournalDB.create(disk, PATH)) == {}
        return None
    except ConsoleError as error:
        raise AssertionError(f"{moment.call}: unreadable: {error}") from error
    found = state(db)
    reached = -1 if mark is None else int(str(mark))
    assert found in states[max(reached, 0) : reached + 2], f"{moment.call}: a confirmed step is gone"
    return found


def every_disk(moments: list[Moment], chance: random.Random, most: int) -> Iterator[tuple[Moment, SimDisk]]:
    for moment in moments:
        for disk in moment.disks(chance, most=most):
            yield moment, disk


def all_survive(disk: SimDisk, states: list[State], chance: random.Random) -> int:
    """Every power cut; how many were tried."""
    tried = 0
    for moment, after in every_disk(disk.moments, chance, most=60):
        after.recording = False
        survives(moment, after, states)
        tried += 1
    return tried


def test_a_power_cut_at_any_call_loses_no_confirmed_transaction() -> None:
    disk = SimDisk()
    states = confirmed_states(disk)
    tried = sum(all_survive(disk, states, random.Random(seed)) for seed in range(8))
    assert len(states) == 8
    assert tried > 1_000


def test_a_power_cut_while_recovering_loses_nothing_either() -> None:
    disk = SimDisk()
    states = confirmed_states(disk)
    chance = random.Random(2)
    for moment, after in every_disk(disk.moments, chance, most=4):
        found = survives(moment, after, states)
        if found is None:
            continue
        for _second, again in every_disk(after.moments, chance, most=4):
            again.recording = False
            assert state(JournalDB.open(again, PATH)) == found


def test_after_a_power_cut_the_next_step_is_kept() -> None:
    disk = SimDisk()
    states = confirmed_states(disk)
    for moment, after in every_disk(disk.moments, random.Random(3), most=8):
        after.recording = False
        found = survives(moment, after, states)
        if found is None:
            continue
        again = SimDisk(after.files())
        again.recording = False
        db = JournalDB.open(again, PATH)
        db.commit({"notes": {1: {"text": "after"}}})
        assert state(JournalDB.open(SimDisk(again.files()), PATH)) == found | {
            "notes": {1: {"text": "after"}}
        }


def test_a_plain_tinydb_could_read_the_snapshot_at_every_moment() -> None:
    disk = SimDisk()
    confirmed_states(disk)
    for _moment, after in every_disk(disk.moments, random.Random(4), most=10):
        if after.exists(PATH):
            tables = json.loads(after.read(PATH))
            assert all(int(row) >= 0 for rows in tables.values() for row in rows)


@pytest.mark.parametrize("ending", [".journal", ".new"])
def test_the_model_catches_a_missing_sync(ending: str) -> None:
    disk = ForgetfulDisk(ending)
    states = confirmed_states(disk)
    with pytest.raises(AssertionError):
        all_survive(disk, states, random.Random(5))


def test_the_model_catches_a_rename_that_is_not_synced() -> None:
    class NoFolderSync(SimDisk):
        def sync_folder(self, folder: Path) -> None:
            if self.mark is not None:
                return
            super().sync_folder(folder)

    disk = NoFolderSync()
    states = confirmed_states(disk)
    with pytest.raises(AssertionError):
        all_survive(disk, states, random.Random(6))


def test_the_model_catches_a_snapshot_that_is_written_in_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def write_in_place(disk: Disk, path: Path, data: bytes) -> None:
        file = disk.open(path, create=True)
        file.pwrite(0, data)
        file.sync()

    monkeypatch.setattr(journal, "write_whole", write_in_place)
    disk = SimDisk()
    states = confirmed_states(disk)
    with pytest.raises(AssertionError):
        all_survive(disk, states, random.Random(7))


class Operator:
    """Plays the conference on a failing disk: after an error, opens again and believes what that says."""

    def __init__(self, disk: FaultDisk) -> None:
        self.disk = disk

    def play(self, states: list[State]) -> JournalDB:
        """Play; the disk is marked with the number, in `states`, of the last confirmed one."""
        db = self._create()
        self.disk.under.mark = 0
        for step in steps(db):
            before = state(db)
            try:
                step()
            except DiskError:
                assert db.dead
                assert state(db) == before, "a step that failed shows in memory"
                with pytest.raises(DiskError):
                    db.commit({"units": {99: {}}})
                recovery = self._reopen(db)
                if recovery.in_doubt:
                    assert state(db) != before
                else:
                    assert state(db) == before
                    step()
            if db.dead:
                self._reopen(db)
            self.disk.under.mark = states.index(state(db))
        return db

    def _create(self) -> JournalDB:
        while True:
            try:
                if self.disk.exists(PATH):
                    return JournalDB.open(self.disk, PATH)
                return JournalDB.create(self.disk, PATH)
            except DiskError:
                continue

    def _reopen(self, db: JournalDB) -> Recovery:
        while True:
            try:
                return db.reopen()
            except DiskError:
                continue


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("fault", FAULTS)
def test_failing_the_first_the_second_the_third_call_loses_nothing(fault: str, times: int) -> None:
    states = confirmed_states(SimDisk())
    for k in itertools.count(1):
        under = SimDisk()
        disk = FaultDisk(under, k, fault, times=times)
        db = Operator(disk).play(states)
        assert state(db) == states[-1], f"call {k}"
        if disk.fault_at is None:
            break
        under.note("at rest")
        later = [*under.moments[disk.fault_at : disk.fault_at + 15], under.moments[-1]]
        for moment, after in every_disk(later, random.Random(k), most=2):
            after.recording = False
            survives(moment, after, states)
    assert k > 30


@pytest.mark.parametrize("fault", FAULTS)
def test_a_disk_that_stays_broken_keeps_every_confirmed_step(fault: str) -> None:
    for k in itertools.count(1):
        under = SimDisk()
        disk = FaultDisk(under, k, fault, times=10**9)
        states: list[State] = []
        with contextlib.suppress(DiskError):
            play(disk, states.append)
        if states:
            under.note("cut")
            for after in under.moments[-1].disks(random.Random(k), most=10):
                after.recording = False
                found = state(JournalDB.open(after, PATH))
                assert found == states[-1] or found not in states, f"call {k}"
        if disk.fault_at is None:
            break


def test_a_failed_sync_is_never_trusted_the_step_is_written_anew() -> None:
    under = SimDisk()
    db = JournalDB.create(under, PATH)
    disk = FaultDisk(under, 10**9)
    db = JournalDB.open(disk, PATH)
    disk.k = disk.calls + 2  # the write passes, its sync fails and drops what it should have written
    with pytest.raises(DiskError):
        db.commit({"units": {1: {"name": "a"}}})
    disk.k = disk.calls + 2  # the folder is synced, the new snapshot cannot be made
    with pytest.raises(DiskError):
        db.reopen()
    assert db.dead
    assert db.reopen().in_doubt is True
    under.note("cut")
    for after in under.moments[-1].disks(random.Random(8)):
        assert state(JournalDB.open(after, PATH)) == {"units": {1: {"name": "a"}}}


def test_a_step_that_a_killed_program_left_in_memory_alone_is_synced_before_it_is_reported() -> None:
    under = SimDisk()
    db = JournalDB.create(under, PATH)
    db.commit({"units": {1: {}}})
    db.commit({"units": {2: {}}})
    whole = under.read(PATH.with_name("conference.json.journal"))
    unsynced = SimDisk(
        {**under.files(), PATH.with_name("conference.json.journal"): whole[: whole.find(b"\n") + 1]}
    )
    left = unsynced.open(PATH.with_name("conference.json.journal"))
    left.pwrite(left.size(), whole[left.size() :])
    full = FaultDisk(unsynced, 2, "ENOSPC short")  # no room for a new snapshot
    db = JournalDB.open(full, PATH)
    assert db.warning is not None
    assert db.recovery.replayed == 2
    unsynced.note("cut")
    for after in unsynced.moments[-1].disks(random.Random(10)):
        assert state(JournalDB.open(after, PATH)) == {"units": {1: {}, 2: {}}}


def test_nothing_of_a_torn_line_shows_behind_the_next_one() -> None:
    under = SimDisk()
    db = JournalDB.create(under, PATH)
    journal_path = PATH.with_name("conference.json.journal")
    db.commit({"units": {1: {"text": BIG}}})
    line = under.read(journal_path)
    torn = SimDisk({**under.files(), journal_path: bytes(512) + line[512:]})
    db = JournalDB.open(torn, PATH)
    assert db.recovery.cut == len(line)
    db.commit({"units": {1: {"text": "x" * 600}}})
    assert JournalDB.read(torn, PATH) == {"units": {1: {"text": "x" * 600}}}


def test_a_compaction_cut_off_half_way_recovers_without_a_word() -> None:
    under = SimDisk()
    db = JournalDB.create(under, PATH)
    db.commit({"units": {1: {}}})
    journal_path = PATH.with_name("conference.json.journal")
    line = under.read(journal_path)
    db.compact()
    db = JournalDB.open(SimDisk({**under.files(), journal_path: line}), PATH)
    assert db.recovery.clean
    assert state(db) == {"units": {1: {}}}


def test_an_interrupted_save_is_looked_up_before_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    under = SimDisk()
    db = JournalDB.create(under, PATH)

    def interrupted(_file: SimFile) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SimFile, "sync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            db.commit({"units": {1: {"text": BIG}}})
    assert db.dead
    with pytest.raises(DiskError, match="interrupted"):
        db.commit({"units": {2: {}}})
    assert db.reopen().in_doubt is True
    db.commit({"units": {2: {}}})
    assert state(JournalDB.open(SimDisk(under.files()), PATH)) == {"units": {1: {"text": BIG}, 2: {}}}


def test_a_compaction_that_fails_is_a_warning_never_a_failed_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "COMPACT_LINES", 2)
    under = SimDisk()
    JournalDB.create(under, PATH)
    disk = FaultDisk(under, 10**9)
    db = JournalDB.open(disk, PATH)
    db.commit({"units": {1: {}}})
    disk.k = disk.calls + 3  # line and sync pass, making the new snapshot fails
    db.commit({"units": {2: {}}})
    assert db.warning is not None
    assert not db.dead
    db.commit({"units": {3: {}}})
    db.commit({"units": {4: {}}})
    assert db.warning is None
    assert set(JournalDB.read(under, PATH)["units"]) == {1, 2, 3, 4}
    assert under.size(PATH.with_name("conference.json.journal")) == 0


def test_a_full_disk_refuses_the_step_and_the_folder_goes_on_when_there_is_room() -> None:
    under = SimDisk()
    JournalDB.create(under, PATH)
    disk = FaultDisk(under, 10**9, "ENOSPC short", times=10**9)
    db = JournalDB.open(disk, PATH)
    db.commit({"units": {1: {"name": "a"}}})
    disk.k = disk.calls + 1
    with pytest.raises(DiskError, match="full") as caught:
        db.commit({"units": {2: {"name": "b"}}})
    assert caught.value.full
    assert state(db) == {"units": {1: {"name": "a"}}}
    disk.mend()
    recovery = db.reopen()
    assert recovery.in_doubt is False
    assert len(recovery.sentences()) == 1
    db.commit({"units": {2: {"name": "b"}}})
    assert state(JournalDB.open(SimDisk(under.files()), PATH)) == {
        "units": {1: {"name": "a"}, 2: {"name": "b"}}
    }


def test_one_changed_bit_anywhere_is_refused_or_changes_nothing() -> None:
    under = SimDisk()
    db = JournalDB.create(under, PATH)
    db.commit({"units": {1: {"name": "a"}, 2: {"name": "b"}}})
    db.compact()
    db.commit({"units": {3: {"name": "c"}}})
    db.commit({"units": {4: {"name": "d"}}})
    good = state(db)
    files = under.files()
    last = files[PATH.with_name("conference.json.journal")].rstrip(b"\n").rfind(b"\n") + 1
    for path, content in files.items():
        for place in range(len(content)):
            changed = content[:place] + bytes([content[place] ^ (1 << place % 7)]) + content[place + 1 :]
            disk = SimDisk({**files, path: changed})
            disk.recording = False
            try:
                found = state(JournalDB.open(disk, PATH))
            except Damaged:
                continue
            # A last line that lost its end, or holds a zero, is what a cut save leaves.
            assert path.name.endswith(".journal"), f"{path.name}, byte {place}"
            assert place >= last
            assert changed[place] == 0 or place == len(content) - 1
            assert found != good


def test_write_whole_leaves_the_old_or_the_new_content() -> None:
    disk = SimDisk({PATH: b"old" * 300})
    write_whole(disk, PATH, b"new" * 500)
    disk.mark = "done"
    disk.note("done")
    for moment, after in every_disk(disk.moments, random.Random(9), most=60):
        content = after.read(PATH)
        assert content == b"new" * 500 or (moment.mark is None and content == b"old" * 300), moment.call
