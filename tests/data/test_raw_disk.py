"""A ballot on a real ext4 file system, then the raw disk is searched: nothing of an earlier moment is there.

Needs root, to mount an image. `test_order` asks the same of a model of a disk, everywhere.
"""

import os
import random
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from console.ballot.box import TellerKey
from console.ballot.forms import Ballot
from console.ballot.polling import Polling
from console.ballot.sealing import Sealing
from console.clock import SystemClock
from console.conference import Conference, Stage
from console.rules import Rules
from data import folder as folders
from data.box_copies import Copies
from data.box_tellers import TRIAL
from data.disk import RealDisk, write_whole
from tests.data.platter import copies, told_by_copies
from tests.data.test_order import saved_by_renaming, shown_by_renaming
from tests.screens.conference import NAMES, elect_tellers, small_conference, workplace

MEGABYTES = 24
MARK = "DauVetTrenDia"
"""Planted in an ordinary file and removed: shows that the search would find what a disk keeps."""

Mount = Callable[[str], "Disk"]


@dataclass
class Disk:
    """A disk of its own: `image` holds its bytes, `folder` is where it is mounted."""

    image: Path
    folder: Path

    def raw(self) -> bytes:
        """Everything on it, mounted no more."""
        run("umount", str(self.folder))
        return self.image.read_bytes()


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """Makes disks."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("NOT CHECKED HERE: searching a raw disk needs root, to mount an image of ext4")
    mounted: list[Disk] = []

    def make(name: str) -> Disk:
        disk = Disk(tmp_path / f"{name}.img", tmp_path / name)
        disk.folder.mkdir()
        with disk.image.open("wb") as image:
            image.truncate(MEGABYTES << 20)
        try:
            run("mkfs.ext4", "-q", "-F", str(disk.image))
            run("mount", "-o", "loop", str(disk.image), str(disk.folder))
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"NOT CHECKED HERE: no image of ext4 can be mounted ({error})")
        mounted.append(disk)
        return disk

    yield make
    for disk in mounted:
        if os.path.ismount(disk.folder):
            run("umount", "-l", str(disk.folder))


def run(*command: str) -> None:
    """Run a command of the system.

    Raises:
        CalledProcessError: it failed.
    """
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def sealed(conference: Conference) -> Conference:
    """The same, with boxes sealed to phrases."""
    return conference.change(
        rules=replace(conference.rules, ballot=replace(conference.rules.ballot, box="tellers"))
    )


@dataclass
class Held:
    """What a test knows of a ballot that was held.

    Attributes:
        came: the sealed line of each ballot, in the order in which they came.
        were: lines of slots and of the roll that no longer stand in the box.
        stand: lines that stand.
        secrets: what the keys were locked in, hex as in the file, before they were forgotten.
    """

    came: list[bytes]
    were: set[bytes]
    stand: set[bytes]
    secrets: list[bytes]


def hold(folder: Path, seed: int, stick: Path | None = None) -> Held:
    """All nine vote, in an order of their own; one leaves first, the chair looks elsewhere, a restart.

    Args:
        stick: where a mirror follows from the restart on.
    """
    watch = Watch(random.Random(seed))
    with workplace(folder, sealed(small_conference(Rules()))) as place:
        elect_tellers(place)
        ceremony = place.sealing.begin()
        cards = {teller.id: ceremony.phrase(teller.id) for teller in ceremony.tellers}
        for teller, phrase in cards.items():
            ceremony.type_back(teller, phrase)
        place.sealing.seal(ceremony)
        place.desk.enter(Stage.BALLOT)
        row = place.polling.open("CO")
        home = place.folder
        watch.box = home / "boxes" / f"{row.box}.a.json"
        order = watch.chance.sample(row.voters, len(row.voters))
        watch.look()
        for delegate in order[:3]:
            watch.vote(place.polling, delegate)
        place.polling.leave(place.polling.call(order[8]))
        place.desk.enter(Stage.AGENDA)
        place.desk.enter(Stage.BALLOT)
        for delegate in order[3:5]:
            watch.vote(place.polling, delegate)
    keys = [TellerKey(teller, phrase) for teller, phrase in list(cards.items())[:2]]
    with folders.opened(home, SystemClock(), random.Random(seed), cost=TRIAL) as again:
        polling, sealing = Polling(again.desk, again.boxes), Sealing(again.desk, again.boxes.vault)
        sealing.give_back(keys)
        again.desk.enter(Stage.BALLOT)
        polling.show()
        assert again.mirror is not None
        if stick is not None:
            again.mirror.put(str(stick))
        for delegate in order[5:]:
            watch.vote(polling, delegate)
            again.mirror.wait()
        polling.close()
        polling.count(keys)
        polling.announce()
        again.mirror.wait()
        watch.look()
        pool = (home / "boxes" / "tellers-1.keys.json").read_bytes()
        again.boxes.vault.forget_all()
        again.desk.enter(Stage.RECORD)
    assert len(watch.came) == len(order)
    secrets = re.findall(rb'"(?:locked|wrap)":"([0-9a-f]+)"', pool)
    return Held(watch.came, watch.every - watch.seen, watch.seen, secrets)


class Watch:
    """Looks into the box after every step, as nobody can who is not at the laptop."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.box = Path()
        self.came: list[bytes] = []
        self.seen: set[bytes] = set()
        self.every: set[bytes] = set()

    def look(self) -> set[bytes]:
        """The lines that are new."""
        now = {line.rstrip() for line in self.box.read_bytes().splitlines() if len(line) > 30}
        new, self.seen = now - self.seen, now
        self.every |= now
        return new

    def vote(self, polling: Polling, delegate: int) -> None:
        """A delegate is called and casts."""
        admission = polling.call(delegate)
        self.look()
        polling.cast(admission, Ballot("x" + "-" * (len(NAMES) - 1)))
        self.came += [line for line in self.look() if b'"b":' in line]


def names_told(raw: bytes) -> list[int]:
    """How often each unit's name stands on the disk, as JSON writes it and as the projector's file does."""
    found = []
    for name, _short in NAMES:
        escaped = name.encode("ascii", "backslashreplace")
        found.append(raw.count(name.encode()) + raw.count(escaped))
    return found


def test_the_raw_disk_holds_the_last_moment_and_nothing_before_it(mount: Mount) -> None:
    disk = mount("disk")
    planted = disk.folder / "planted"
    write_whole(RealDisk(), planted, MARK.encode() * 9)
    planted.unlink()
    known = hold(disk.folder, 1)
    raw = disk.raw()
    assert MARK.encode() in raw, "the search is blind"
    assert [copies(raw, line) for line in known.came] == [2] * 9, "a ballot is not in its two copies alone"
    assert len(known.were) > 30
    assert [line for line in known.were if copies(raw, line)] == [], (
        "an older state of the box is on the disk"
    )
    assert {copies(raw, line) for line in known.stand} == {2}
    assert b'"called": "' not in raw, "who was called is on the disk"
    assert len(known.secrets) > 40
    assert [secret for secret in known.secrets if secret in raw] == [], "forgotten keys are on the disk"


def test_names_stand_on_the_raw_disk_as_often_whatever_the_order_was(mount: Mount) -> None:
    one, other = mount("one"), mount("other")
    hold(one.folder, 1)
    hold(other.folder, 2)
    assert names_told(one.raw()) == names_told(other.raw())


def test_the_raw_stick_of_a_mirror_holds_the_closed_box_and_never_held_the_open_one(mount: Mount) -> None:
    disk, stick = mount("disk"), mount("stick")
    known = hold(disk.folder, 1, stick.folder)
    disk.raw()
    raw = stick.raw()
    assert [copies(raw, line) for line in known.came] == [2] * 9
    assert [line for line in known.were if copies(raw, line)] == [], "an open box was on the stick"
    assert [secret for secret in known.secrets if secret in raw] == [], "keys were on the stick"
    assert b'"called": "' not in raw, "who was called is on the stick"


def test_saving_by_renaming_is_found_on_the_raw_disk(mount: Mount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Copies, "change", saved_by_renaming)
    monkeypatch.setattr("data.board.PublicFile._write", shown_by_renaming)
    disk = mount("disk")
    known = hold(disk.folder, 1)
    raw = disk.raw()
    assert told_by_copies(raw, known.came[:3] + known.came[-3:])[0] < 3, "the first ballots stand most often"
    assert max(copies(raw, line) for line in known.came) > 2
    assert [line for line in known.were if line in raw]
    called = re.findall(rb'"called": "([^"]+)"', raw)
    assert called, "names that were called stay in free blocks"


def test_keys_whose_file_is_only_removed_are_found_on_the_raw_disk(
    mount: Mount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.box_tellers.wipe", lambda _disk, path: path.unlink())
    disk = mount("disk")
    known = hold(disk.folder, 1)
    raw = disk.raw()
    assert [secret for secret in known.secrets if secret in raw]
