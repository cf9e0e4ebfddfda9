"""Power cuts and a failing disk: what was confirmed is in the box, and nobody votes twice."""

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from console.ballot.box import AlreadyVoted, Box
from console.errors import ConsoleError, Damaged, NotAllowed
from data.box import FolderBoxes, NotWritten
from data.disk import DiskError
from tests.data.box_contract import NINE, TWO
from tests.data.model_disk import FAULTS, FaultDisk, ForgetfulDisk, Moment, SimDisk

FOLDER = Path("/conference/boxes")


@dataclass(frozen=True)
class Confirmed:
    """What the screen had said by a moment: a box is sealed, who has voted, that it is closed."""

    sealed: bool = False
    voted: tuple[str, ...] = ()
    trying: str = ""
    closing: bool = False
    code: str = ""


def ballot_of(credential: str) -> bytes:
    return credential.encode()


def fresh(disk: SimDisk | FaultDisk, seed: int = 7) -> FolderBoxes:
    return FolderBoxes(FOLDER, disk, random.Random(seed))


def script(disk: SimDisk, chance: random.Random) -> None:
    """Seal, nine electors in some order (one is released and leaves first), close."""
    disk.mkdir(FOLDER)
    disk.mark = Confirmed()
    box = FolderBoxes(FOLDER, disk, chance).seal("CO-1", NINE, 0)
    done: tuple[str, ...] = ()
    disk.mark = Confirmed(True)
    for credential in chance.sample(NINE, 9):
        if len(done) == 4:
            box.release(box.admit(credential))
        admission = box.admit(credential)
        disk.mark = Confirmed(True, done, credential)
        box.cast(admission, ballot_of(credential))
        done = (*done, credential)
        disk.mark = Confirmed(True, done)
    disk.mark = Confirmed(True, done, closing=True)
    code = box.close()
    disk.mark = Confirmed(True, done, closing=True, code=code)


def check(disk: SimDisk, seen: Confirmed, *, to_the_end: bool = True) -> str:
    """The rule, on one disk that came up after a cut (voting goes on, `to_the_end`); empty when it holds."""
    disk.recording = False
    disk.mkdir(FOLDER)
    boxes = fresh(disk)
    try:
        box: Box = boxes.find("CO-1")
    except NotAllowed:
        if seen.sealed:
            return "a sealed box is gone"
        box = boxes.seal("CO-1", NINE, 0)
    except ConsoleError as error:
        return f"unreadable: {error}"
    names = set(seen.voted)
    extra = seen.trying if seen.trying and box.has_voted(seen.trying) else ""
    expected = names | ({extra} if extra else set())
    if {name for name in NINE if box.has_voted(name)} != expected:
        return "the roll is not what was confirmed"
    if seen.code and box.close() != seen.code:
        return "the closing code changed"
    try:
        for name in NINE:
            if box.has_voted(name):
                try:
                    box.admit(name)
                    return "a second ballot was released"
                except AlreadyVoted:
                    continue
            if not to_the_end:
                continue
            box.cast(box.admit(name), ballot_of(name))
            expected.add(name)
    except NotAllowed:
        if not seen.closing:
            return "closed by itself"
    box.close()
    contents = box.empty(TWO)
    if Counter(contents.ballots) != Counter(ballot_of(name) for name in expected):
        return "the ballots are not those that were cast"
    a, b = (disk.read(FOLDER / f"CO-1.{copy}.json") for copy in "ab")
    return "" if a == b else "the copies differ"


def broken(moments: list[Moment], chance: random.Random, most: int) -> list[str]:
    found = []
    for moment in moments:
        assert isinstance(moment.mark, Confirmed)
        for disk in moment.disks(chance, most=most):
            try:
                why = check(disk, moment.mark, to_the_end=chance.random() < 0.25)
            except ConsoleError as error:
                why = str(error)
            if why:
                found.append(f"{moment.call}: {why}")
    return found


SEEDS = [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_power_cut_at_any_call_loses_nothing_confirmed(seed: int) -> None:
    disk = SimDisk()
    chance = random.Random(seed)
    script(disk, chance)
    assert len(disk.moments) > 150
    assert broken(disk.moments, chance, most=4) == []


@pytest.mark.parametrize("ending", [".a.json", ".keys.json"])
def test_the_power_cut_test_finds_a_disk_that_does_not_sync(ending: str) -> None:
    disk = ForgetfulDisk(ending)
    chance = random.Random(1)
    script(disk, chance)
    assert broken(disk.moments[-30:], chance, most=4)


def test_a_second_cut_while_mending_loses_nothing_either() -> None:
    chance = random.Random(5)
    first = SimDisk()
    script(first, chance)
    cuts = 0
    for moment in chance.sample(first.moments[20:], 30):
        assert isinstance(moment.mark, Confirmed)
        for disk in moment.disks(chance, most=2):
            disk.mkdir(FOLDER)
            fresh(disk).find("CO-1")
            for cut in chance.sample(disk.moments, min(3, len(disk.moments))):
                for again in cut.disks(chance, most=2):
                    cuts += 1
                    assert check(again, moment.mark) == ""
    assert cuts > 80


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("times", [1, 10**9], ids=["once", "until repaired"])
def test_whichever_call_fails_the_screen_says_what_the_disk_holds(fault: str, times: int) -> None:
    chance = random.Random(11)
    k = 0
    while True:
        k += 1
        under = SimDisk()
        under.mkdir(FOLDER)
        disk = FaultDisk(under, k, fault, times=times)
        last = run_with_faults(disk, chance)
        if disk.fault_at is None:
            break
        assert last == "", f"call {k}, {fault}: {last}"
    assert k > 60


def run_with_faults(disk: FaultDisk, chance: random.Random) -> str:
    """Three electors on a disk with one fault, each step repeated after a refusal; then the power goes."""
    electors = NINE[:3]
    boxes = fresh(disk, seed=chance.randrange(2**32))
    for _try in range(2):
        try:
            box = boxes.seal("CO-1", electors, 0)
            break
        except DiskError:
            disk.mend()
    said: set[str] = set()
    for name in electors:
        for _try in range(3):
            try:
                box.cast(box.admit(name), ballot_of(name))
                said.add(name)
                break
            except AlreadyVoted:
                said.add(name)
                break
            except NotWritten:
                if box.has_voted(name):
                    return "told it was not written, and it was"
                disk.mend()
            except DiskError:
                disk.mend()
        disk.under.recording = True
        disk.under.note("confirmed")
        moment = disk.under.moments[-1]
        for after in moment.disks(chance, most=3):
            after.mkdir(FOLDER)
            found = fresh(after).find("CO-1")
            if not all(found.has_voted(voter) for voter in said):
                return "a confirmed ballot is not on the disk"
        disk.under.moments.clear()
    for _try in range(3):
        try:
            box.close()
            break
        except (NotWritten, DiskError):
            disk.mend()
    ballots = Counter(box.empty(TWO).ballots)
    return "" if ballots == Counter(ballot_of(name) for name in electors) else "roll and ballots differ"


def test_a_program_killed_after_a_refused_sync_leaves_nothing_in_memory_only() -> None:
    disk = SimDisk()
    disk.mkdir(FOLDER)
    box = fresh(disk).seal("CO-1", NINE, 0)
    b = FOLDER / "CO-1.b.json"
    for name in NINE[:2]:
        before = disk.read(b)
        box.cast(box.admit(name), ballot_of(name))
    # As if the last write of B had been refused: it can be read, and will never be on the disk.
    disk._nodes[b].durable = before
    fresh(disk).find("CO-1")
    assert disk._nodes[b].durable == disk.read(b)


@pytest.mark.parametrize("k", range(1, 11))
def test_a_kill_after_a_refusal_and_then_a_power_cut_while_mending_is_survived(k: int) -> None:
    disk = SimDisk()
    disk.mkdir(FOLDER)
    admission = fresh(disk).seal("CO-1", NINE, 0).admit(NINE[0])
    faults = FaultDisk(disk, 10**9, times=10**9)
    box = fresh(faults).find("CO-1")
    faults.k = faults.calls + k
    with pytest.raises(DiskError):
        box.cast(admission, ballot_of(NINE[0]))
    disk.moments.clear()
    disk.mark = Confirmed(True, (), NINE[0])
    fresh(disk).find("CO-1")
    assert broken(disk.moments, random.Random(k), most=20) == []


def test_an_older_pair_put_back_under_a_running_program_is_refused() -> None:
    disk = SimDisk()
    disk.mkdir(FOLDER)
    boxes = fresh(disk)
    box = boxes.seal("CO-1", NINE, 0)
    older = {path: content for path, content in disk.files().items() if "keys" not in path.name}
    box.cast(box.admit(NINE[0]), b"1")
    for path, content in older.items():
        file = disk.open(path)
        file.pwrite(0, content)
    with pytest.raises(Damaged, match="older state"):
        box.admit(NINE[1])
    with pytest.raises(Damaged, match="older state"):
        box.close()
    with pytest.raises(Damaged, match="older state"):
        boxes.find("CO-1")
