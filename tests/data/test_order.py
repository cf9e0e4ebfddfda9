"""Nothing in the whole folder, between casts or after them, says in which order ballots came.

Everything but the box must be the same bytes whatever the order was; of the box, what is not random in
itself (`test_box_order`). The controls at the end are stores that do leak, and the same search finds it.
"""

import json
import os
import random
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from tinydb import TinyDB
from tinydb.table import Document

from console.ballot.forms import Ballot
from console.conference import Stage
from console.step import Step
from data.box_copies import Copies
from data.box_file import Head, Image, head_bytes
from data.disk import FILE_TIME, Disk, RealDisk, write_whole
from tests.console.desk import bloc
from tests.data.hall import AWARD, BOXES, CONFERENCE, JOURNAL, PUBLIC, ROOM, TWO, Hall, files, shuffled
from tests.data.model_disk import SimDisk
from tests.data.platter import Platter, copies, told_by_copies
from tests.data.test_box_order import link

ELECTORATE = tuple(range(1, 10))

Snapshot = Mapping[str, bytes]
Cast = Callable[[Hall, int], None]


def in_the_room(disk: Disk, seed: int = 1) -> Hall:
    """A conference whose ballot is open."""
    hall = Hall.found(disk, random.Random(seed), bloc()).to_the_ballot()
    hall.polling.open(AWARD)
    return hall


def held(order: Sequence[int], cast: Cast = Hall.vote, *, strayed: bool = False) -> list[Snapshot]:
    """All files but the box, before the first cast and after each; at the end the trail without its codes.

    Args:
        strayed: after each cast the next but one is called first and leaves without a ballot.
    """
    disk = SimDisk()
    disk.recording = False
    hall = in_the_room(disk)
    taken: list[Snapshot] = [files(disk)]
    for place, delegate in enumerate(order):
        if strayed and place + 2 < len(order):
            hall.polling.leave(hall.polling.call(order[place + 2]))
        cast(hall, delegate)
        taken.append(files(disk))
    hall.polling.close()
    hall.polling.count(TWO)
    hall.polling.announce()
    hall.desk.enter(Stage.RECORD)
    taken.append({"the end": without_codes(files(disk)[CONFERENCE])})
    return taken


def without_codes(content: bytes) -> bytes:
    """`conference.json` without what covers the random bytes of the seals: codes, signatures, sums."""
    text = re.sub(rb'"(statement|link)": ?"[^"]*"|(\d{4} ){3}\d{4}', b"-", content)
    return text[text.index(b'"units"', text.index(b"}}", 10)) :]


def same(hall: Hall, delegate: int) -> None:
    """The n-th to come casts the n-th ballot, so that totals do not differ where only the order does."""
    hall.vote(delegate, "x--")


def test_every_other_file_is_the_same_byte_for_byte_whatever_the_order_was() -> None:
    usual = held(ELECTORATE, same)
    assert len(usual) == 11
    assert set(usual[0]) == {CONFERENCE, JOURNAL, PUBLIC, "CO-1-1.keys.json"}
    for seed in range(20):
        assert held(shuffled(ELECTORATE, seed), same) == usual


def test_who_was_called_and_left_is_in_no_file_afterwards() -> None:
    usual = held(ELECTORATE, same, strayed=True)
    for seed in range(5):
        assert held(shuffled(ELECTORATE, seed), same, strayed=True) == usual


def test_between_opening_and_closing_only_the_count_of_the_room_changes() -> None:
    taken = held(shuffled(ELECTORATE, 3))[:-1]
    for name in taken[0]:
        if name != PUBLIC:
            assert len({snapshot[name] for snapshot in taken}) == 1, f"{name}: a cast left something"
    views = [json.loads(snapshot[PUBLIC]) for snapshot in taken]
    for view in views:
        view.pop("check")
    assert [view["round"].pop("voted") for view in views] == list(range(10))
    assert all(view == views[0] for view in views)
    assert views[0]["round"]["called"] == ""


class TestTimes:
    """What a file system notes by itself. Its change time cannot be set: it tells when the LAST cast was."""

    def casting(self, tmp_path: Path) -> tuple[Hall, list[Path]]:
        hall = Hall.found(RealDisk(), random.Random(1), bloc(), tmp_path / "room").to_the_ballot()
        hall.polling.open(AWARD)
        return hall, [tmp_path / "room", *sorted((tmp_path / "room").rglob("*"))]

    def test_no_cast_changes_the_time_the_size_or_the_place_of_any_file(self, tmp_path: Path) -> None:
        hall, places = self.casting(tmp_path)
        assert len(places) == 8

        def seen() -> dict[str, tuple[int, ...]]:
            return {
                p.name: (s.st_mtime_ns, s.st_size, s.st_ino, s.st_mode, s.st_nlink)
                for p in places
                for s in [p.stat()]
            }

        before = seen()
        for delegate in shuffled(ELECTORATE, 1):
            hall.vote(delegate)
            assert seen() == before
            assert [tmp_path / "room", *sorted((tmp_path / "room").rglob("*"))] == places
        written = [tmp_path / "room" / BOXES / f"CO-1-1.{copy}.json" for copy in "ab"]
        written.append(tmp_path / "room" / PUBLIC)
        assert {p.stat().st_mtime for p in written} == {FILE_TIME}

    def test_files_that_a_cast_does_not_write_are_not_touched_at_all(self, tmp_path: Path) -> None:
        hall, places = self.casting(tmp_path)
        untouched = {CONFERENCE, JOURNAL, "CO-1-1.keys.json", BOXES, "room"}
        before = {p: p.stat().st_ctime_ns for p in places if p.name in untouched}
        assert len(before) == 5
        for delegate in ELECTORATE:
            hall.vote(delegate)
        assert {p: p.stat().st_ctime_ns for p in before} == before

    @pytest.mark.skipif(os.name == "nt", reason="NOT CHECKED HERE: Windows has another change time")
    def test_a_box_has_one_change_time_that_of_its_last_write(self, tmp_path: Path) -> None:
        hall, _places = self.casting(tmp_path)
        boxes = [tmp_path / "room" / BOXES / f"CO-1-1.{copy}.json" for copy in "ab"]
        last = 0
        for delegate in ELECTORATE:
            hall.vote(delegate)
            first, second = (path.stat().st_ctime_ns for path in boxes)
            assert last <= first <= second, "A is written, then B, always"
            last = first


class TestRawDisk:
    """Block by block, as after the disk was taken out. `test_raw_disk` does this on a real file system."""

    def cast_order(self, disk: Platter, order: Sequence[int]) -> tuple[bytes, list[bytes]]:
        """The raw disk after the ballot, and the sealed ballots in the order in which they came."""
        hall = in_the_room(disk)
        path = ROOM / BOXES / "CO-1-1.a.json"
        came: list[bytes] = []
        for delegate in order:
            before = set(disk.read(path).splitlines())
            hall.polling.cast(hall.polling.call(delegate), Ballot("x--"))
            came += [line for line in disk.read(path).splitlines() if line not in before and b'"b":' in line]
        hall.polling.close()
        assert len(came) == len(order)
        return disk.raw(), came

    def test_each_ballot_stands_in_its_two_copies_and_nowhere_else(self) -> None:
        raw, came = self.cast_order(Platter(), shuffled(ELECTORATE, 2))
        assert [copies(raw, line) for line in came] == [2] * 9

    def test_no_name_that_was_called_is_left(self) -> None:
        raw, _came = self.cast_order(Platter(), shuffled(ELECTORATE, 2))
        assert raw.count(b'"called": "') == raw.count(b'"called": ""') == 0

    def test_a_box_saved_by_renaming_tells_the_order(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Copies, "change", saved_by_renaming)
        raw, came = self.cast_order(Platter(), shuffled(ELECTORATE, 2))
        assert told_by_copies(raw, came) == list(range(9))

    def test_a_disk_that_copies_on_write_tells_the_order(self) -> None:
        raw, came = self.cast_order(Platter(copying=True), shuffled(ELECTORATE, 2))
        assert told_by_copies(raw, came)[0] == 0
        assert {copies(raw, line) for line in came} != {2}

    def test_a_view_saved_by_renaming_tells_who_was_called(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("data.board.PublicFile._write", shown_by_renaming)
        raw, _came = self.cast_order(Platter(), shuffled(ELECTORATE, 2))
        assert raw.count(b'"called": "') - raw.count(b'"called": ""') == 9


def saved_by_renaming(self: Copies, image: Image, head: Head, lines: Mapping[int, bytes]) -> bool:
    """The usual safe saving, in place of `Copies.change`: a negative control."""
    rows = [lines.get(number, image.line(number)) for number in range(1 + image.plate.electors)]
    slots = [
        lines.get(image.slot_line(place), image.line(image.slot_line(place)))
        for place in range(image.plate.slots)
    ]
    content = b"".join([head_bytes(head), *rows, b'},"slots":{\n', *slots, b"}}\n"])
    for path in self.paths:
        write_whole(self._disk, path, content)
    return True


def shown_by_renaming(self: object, content: bytes) -> None:
    """The same for what the room sees."""
    write_whole(self._disk, self._path, content)  # type: ignore[attr-defined]


class TestControls:
    """Each of these leaks, and what looks for leaks above finds it."""

    def test_an_event_a_cast_is_found(self) -> None:
        def noted(hall: Hall, delegate: int) -> None:
            hall.vote(delegate, "x--")
            hall.desk.keep(Step(hall.conference, Stage.BALLOT, "ballot.cast", {"delegate": delegate}))

        assert held(ELECTORATE, noted) != held(shuffled(ELECTORATE, 1), noted)

    def test_a_line_of_a_log_a_cast_is_found(self) -> None:
        def logged(hall: Hall, delegate: int) -> None:
            hall.vote(delegate, "x--")
            log = hall.disk.open(ROOM / "log.txt", create=not hall.disk.exists(ROOM / "log.txt"))
            log.pwrite(log.size(), f"{delegate} has voted\n".encode())

        assert held(ELECTORATE, logged) != held(shuffled(ELECTORATE, 1), logged)

    def test_a_name_that_stays_on_the_projector_is_found(self) -> None:
        def stays(hall: Hall, delegate: int) -> None:
            hall.vote(delegate, "x--")
            hall.desk.polling(hall.polling.turnout(), f"Đơn vị {delegate}")

        assert held(ELECTORATE, stays)[5] != held(shuffled(ELECTORATE, 1), stays)[5]

    @pytest.mark.parametrize("ids", ["its own", "random"])
    def test_a_plain_tinydb_is_found_by_the_place_of_its_rows(self, tmp_path: Path, ids: str) -> None:
        elections = []
        for seed in range(20):
            chance = random.Random(seed)
            with TinyDB(tmp_path / f"{seed}.json") as db:
                for turn in range(9):
                    row = {"turn": turn}
                    db.insert(row if ids == "its own" else Document(row, 2**52 + chance.getrandbits(52)))
            rows = json.loads((tmp_path / f"{seed}.json").read_text())["_default"]
            elections.append([row["turn"] for row in rows.values()])
        assert link(elections) > 15

    def test_random_ids_that_are_sorted_are_not_found(self) -> None:
        # What the box does; with this the figure above is known to mean the place, and nothing else.
        elections = []
        for seed in range(150):
            chance = random.Random(seed)
            ids = {turn: chance.getrandbits(52) for turn in range(9)}
            elections.append(sorted(ids, key=lambda turn: ids[turn]))
        assert link(elections) < 1.9
