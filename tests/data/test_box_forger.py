"""Who has the folder and the public key: nothing added, dropped, swapped or put back is counted."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tinydb import TinyDB

from console.ballot.box import Box
from console.errors import ConsoleError, Damaged, NotAllowed
from data.box import FolderBoxes
from data.box_file import Elector, Image, Slot
from data.box_keys import QuickKeeper, head_mac, seal, slot_mac
from data.disk import RealDisk
from tests.console.desk import bloc
from tests.data.box_contract import NINE, TWO, vote
from tests.data.hall import AWARD, BOXES, Hall

Forgery = Callable[[Image, bytes], Mapping[int, bytes]]
"""From the box as it lies and the MAC key of ANOTHER box to the lines put in place of its own."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "boxes"


def program(folder: Path) -> FolderBoxes:
    return FolderBoxes(folder, RealDisk(), random.SystemRandom())


def files(folder: Path) -> tuple[Path, Path]:
    return folder / "CO-1.a.json", folder / "CO-1.b.json"


def six_of_nine(folder: Path) -> Box:
    """A closed box in which six have voted."""
    box = program(folder).seal("CO-1", NINE, 0)
    for credential in NINE[:6]:
        vote(box, credential, credential.encode())
    box.close()
    return box


def used_and_free(image: Image) -> tuple[list[int], list[int]]:
    places = {True: [], False: []}  # type: dict[bool, list[int]]
    for place, slot in enumerate(image.slots()):
        places[slot.used].append(place)
    return places[True], places[False]


def voters(image: Image, state: Elector) -> list[int]:
    return [place for place, row in enumerate(image.roll()) if row.state is state]


def set_roll(image: Image, place: int, state: Elector) -> dict[int, bytes]:
    return {image.roll_line(place): image.roll_bytes(place, replace(image.roll_row(place), state=state))}


def set_slot(image: Image, place: int, slot: Slot) -> dict[int, bytes]:
    return {image.slot_line(place): image.slot_bytes(place, slot)}


def stuffed(image: Image, key: bytes) -> Mapping[int, bytes]:
    """One ballot more, sealed to the true public key, and one elector more who has voted."""
    place = used_and_free(image)[1][0]
    slot = image.slot(place)
    sealed = seal(b"forged", "CO-1", image.plate.seal_to)
    mac = slot_mac(key, image.plate, slot.id, True, sealed)
    return set_slot(image, place, Slot(slot.id, True, sealed, mac)) | set_roll(
        image, voters(image, Elector.WAITING)[0], Elector.VOTED
    )


def dropped(image: Image, key: bytes) -> Mapping[int, bytes]:
    place = used_and_free(image)[0][0]
    slot = image.slot(place)
    mac = slot_mac(key, image.plate, slot.id, False, slot.sealed)
    return set_slot(image, place, replace(slot, used=False, mac=mac)) | set_roll(
        image, voters(image, Elector.VOTED)[0], Elector.WAITING
    )


def swapped(image: Image, key: bytes) -> Mapping[int, bytes]:
    """A true seal with its true mark in the place of another: one elector counted twice."""
    one, other = used_and_free(image)[0][:2]
    return set_slot(image, one, replace(image.slot(other), id=image.slot(one).id))


def replaced(image: Image, key: bytes) -> Mapping[int, bytes]:
    place = used_and_free(image)[0][0]
    return set_slot(
        image, place, replace(image.slot(place), sealed=seal(b"forged", "CO-1", image.plate.seal_to))
    )


def roll_only(image: Image, key: bytes) -> Mapping[int, bytes]:
    return set_roll(image, voters(image, Elector.WAITING)[0], Elector.VOTED)


def other_voting(image: Image, key: bytes) -> Mapping[int, bytes]:
    place = used_and_free(image)[0][0]
    sealed = seal(b"1", "BK-1", image.plate.seal_to)
    return set_slot(image, place, replace(image.slot(place), sealed=sealed))


FORGERIES = (stuffed, dropped, swapped, replaced, roll_only, other_voting)


def put(folder: Path, forge: Forgery, mark: Callable[[Image, int], bytes] | None = None) -> None:
    """Write a forgery into both copies with a sum that holds; the head's mark is the old one unless made."""
    for path in files(folder):
        image = Image.parse(path.read_bytes())
        lines = forge(image, bytes(32))
        total = image.total_after(lines)
        head = replace(image.head, total=total)
        image.change(replace(head, mac=mark(image, total)) if mark else head, lines)
        path.write_bytes(image.content())
        Image.parse(path.read_bytes())


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_box_is_refused_after_a_restart(folder: Path, forge: Forgery) -> None:
    six_of_nine(folder)
    put(folder, forge)
    with pytest.raises(Damaged):
        program(folder).find("CO-1")


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_box_is_refused_at_opening(folder: Path, forge: Forgery) -> None:
    box = six_of_nine(folder)
    put(folder, forge)
    with pytest.raises(Damaged):
        box.empty(TWO)


@pytest.mark.parametrize("forge", [forge for forge in FORGERIES if forge is not dropped])
def test_each_row_is_checked_even_where_the_head_is_marked(folder: Path, forge: Forgery) -> None:
    # A forger who could mark heads, and nothing else: the marks of the slots and the count stand alone.
    six_of_nine(folder)
    key = QuickKeeper(folder, RealDisk(), random.Random()).mac_key("CO-1")

    def mark(image: Image, total: int) -> bytes:
        return head_mac(key, image.plate, image.head.generation, image.head.closed, total)

    put(folder, forge, mark)
    with pytest.raises(Damaged, match=r"slot|roll"):
        program(folder).find("CO-1").empty(TWO)


def test_a_true_box_passes_the_same_road(folder: Path) -> None:
    six_of_nine(folder)
    put(folder, lambda image, key: {})
    assert program(folder).find("CO-1").empty(TWO).voted == 6


def test_one_forged_copy_is_mended_from_the_true_one(folder: Path) -> None:
    six_of_nine(folder)
    true = files(folder)[1].read_bytes()
    put(folder, stuffed)
    forged = Image.parse(files(folder)[0].read_bytes())
    forged.head = replace(forged.head, generation=forged.head.generation + 5)
    files(folder)[0].write_bytes(forged.content())
    files(folder)[1].write_bytes(true)
    box = program(folder).find("CO-1")
    assert files(folder)[0].read_bytes() == true
    assert box.empty(TWO).voted == 6


def test_the_copies_of_another_box_are_refused(folder: Path) -> None:
    six_of_nine(folder)
    other = program(folder).seal("BK-1", NINE, 0)
    other.close()
    for copy, path in zip("ab", files(folder), strict=True):
        path.write_bytes((folder / f"BK-1.{copy}.json").read_bytes())
    with pytest.raises(Damaged):
        program(folder).find("CO-1")


class TestOlderPairs:
    """Both files as they were before; only what people noted can find it where no program runs."""

    def older(self, folder: Path) -> tuple[bytes, ...]:
        return tuple(path.read_bytes() for path in files(folder))

    def put_back(self, folder: Path, older: tuple[bytes, ...]) -> None:
        for path, content in zip(files(folder), older, strict=True):
            path.write_bytes(content)

    def test_refused_while_the_program_runs(self, folder: Path) -> None:
        box = program(folder).seal("CO-1", NINE, 0)
        vote(box, NINE[0], b"1")
        older = self.older(folder)
        vote(box, NINE[1], b"1")
        self.put_back(folder, older)
        for step in (lambda: vote(box, NINE[2], b"1"), box.close):
            with pytest.raises(Damaged, match="older state"):
                step()

    def test_refused_between_closing_and_opening(self, folder: Path) -> None:
        box = program(folder).seal("CO-1", NINE, 0)
        vote(box, NINE[0], b"1")
        older = self.older(folder)
        vote(box, NINE[1], b"1")
        box.close()
        self.put_back(folder, older)
        with pytest.raises(ConsoleError):
            box.empty(TWO)
        with pytest.raises(NotAllowed, match="not closed"):
            program(folder).find("CO-1").empty(TWO)

    def test_a_pair_that_was_closed_elsewhere_is_refused_and_has_another_code(self, folder: Path) -> None:
        boxes = program(folder)
        box = boxes.seal("CO-1", NINE, 0)
        vote(box, NINE[0], b"1")
        open_pair = self.older(folder)
        other_code = program(folder).find("CO-1").close()
        closed_elsewhere = self.older(folder)
        self.put_back(folder, open_pair)
        vote(box, NINE[1], b"1")
        code = box.close()
        self.put_back(folder, closed_elsewhere)
        with pytest.raises(Damaged, match="changed"):
            box.empty(TWO)
        assert code != other_code == program(folder).find("CO-1").close()


def test_plain_tinydb_changing_both_copies_is_refused(folder: Path) -> None:
    six_of_nine(folder)
    for path in files(folder):
        with TinyDB(path) as db:
            db.table("slots").update({"s": 1})
    with pytest.raises(Damaged):
        program(folder).find("CO-1")


class TestAtTheDesk:
    """The same through the whole console, started anew between closing and opening."""

    @pytest.fixture
    def closed(self, tmp_path: Path) -> Path:
        """A room whose ballot is closed, not opened, and whose console is not running."""
        hall = Hall.found(RealDisk(), random.Random(1), bloc(), tmp_path / "room").to_the_ballot()
        hall.polling.open(AWARD)
        self.older: dict[Path, bytes] = {}
        for delegate in hall.round.voters[:8]:
            hall.vote(delegate)
            if delegate == 5:
                self.older = {path: path.read_bytes() for path in self.pair(tmp_path / "room")}
        hall.polling.close()
        hall.store.close()
        self.true = {path: path.read_bytes() for path in self.pair(tmp_path / "room")}
        return tmp_path / "room"

    def pair(self, room: Path) -> tuple[Path, Path]:
        return room / BOXES / "CO-1-1.a.json", room / BOXES / "CO-1-1.b.json"

    def put(self, contents: Mapping[Path, bytes]) -> None:
        for path, content in contents.items():
            path.write_bytes(content)

    def refused_then_counted(self, room: Path, why: type[ConsoleError], words: str | None) -> None:
        """Nothing is kept of the forgery; once the true files are back the count goes on."""
        hall = Hall(RealDisk(), random.Random(2), room)
        before = hall.desk.head()
        with pytest.raises(why, match=words):
            hall.polling.count(TWO)
        assert hall.desk.head() == before
        assert hall.round.lines == ()
        hall.store.close()
        self.put(self.true)
        hall = Hall(RealDisk(), random.Random(3), room)
        assert hall.polling.count(TWO).valid == 8

    def test_an_older_pair_that_is_still_open_is_refused(self, closed: Path) -> None:
        self.put(self.older)
        self.refused_then_counted(closed, NotAllowed, "read aloud")

    def test_an_older_pair_that_was_closed_elsewhere_is_refused(self, closed: Path) -> None:
        self.put(self.older)
        FolderBoxes(closed / BOXES, RealDisk(), random.Random(4)).find("CO-1-1").close()
        self.refused_then_counted(closed, NotAllowed, "read aloud")

    def test_one_older_copy_is_mended_from_the_closed_one(self, closed: Path) -> None:
        for path in self.pair(closed):
            self.put(self.true | {path: self.older[path]})
            hall = Hall(RealDisk(), random.Random(2), closed)
            assert hall.boxes.find("CO-1-1").close() == hall.round.closing_code
            hall.store.close()
            assert {path: path.read_bytes() for path in self.pair(closed)} == self.true

    @pytest.mark.parametrize("forge", FORGERIES)
    def test_a_forged_box_is_not_counted_and_the_true_one_still_is(
        self, closed: Path, forge: Forgery
    ) -> None:
        for path in self.pair(closed):
            image = Image.parse(path.read_bytes())
            lines = forge(image, bytes(32))
            image.change(replace(image.head, total=image.total_after(lines)), lines)
            path.write_bytes(image.content())
        self.refused_then_counted(closed, Damaged, None)

    def test_a_box_that_was_never_this_ballot_s_is_refused(self, closed: Path) -> None:
        for path in self.pair(closed):
            path.unlink()
        keys = (closed / BOXES / "CO-1-1.keys.json").read_bytes()
        boxes = FolderBoxes(closed / BOXES, RealDisk(), random.Random(4))
        box = boxes.seal("CO-1-1", [f"D{n:05d}" for n in range(1, 10)], 0)
        for n in range(1, 9):
            vote(box, f"D{n:05d}", b'{"CO":"--x"}')
        box.close()
        hall = Hall(RealDisk(), random.Random(2), closed)
        with pytest.raises(NotAllowed, match="read aloud"):
            hall.polling.count(TWO)
        hall.store.close()
        (closed / BOXES / "CO-1-1.keys.json").write_bytes(keys)
        self.put(self.true)
        assert Hall(RealDisk(), random.Random(3), closed).polling.count(TWO).valid == 8

    def test_an_older_pair_put_back_while_the_ballot_is_open_shows_in_the_turnout(
        self, tmp_path: Path
    ) -> None:
        """No program can know it from its own disk; the tellers can, who noted how many had voted."""
        hall = Hall.found(RealDisk(), random.Random(1), bloc(), tmp_path / "room").to_the_ballot()
        hall.polling.open(AWARD)
        for delegate in (1, 2, 3):
            hall.vote(delegate)
        older = {path: path.read_bytes() for path in self.pair(tmp_path / "room")}
        hall.vote(4)
        hall.store.close()
        self.put(older)
        hall = Hall(RealDisk(), random.Random(2), tmp_path / "room")
        assert hall.polling.turnout().voted == 3
        assert 4 in hall.polling.waiting()
