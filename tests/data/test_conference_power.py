"""A whole day on a disk that loses power or fails: nothing confirmed is lost, and the day goes on."""

import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from console.ballot.box import TellerKey
from data.box_tellers import TRIAL, TellersKeeper
from data.disk import Disk, DiskError
from tests.data.conference_script import Operator, Told, doubts
from tests.data.model_disk import FAULTS, FaultDisk, ForgetfulDisk, Moment, SimDisk


def played(path: Path, disk: SimDisk, seed: int, delegates: int = 9) -> list[Moment]:
    """A day without faults; every moment of it."""
    Operator(path, disk, random.Random(seed), delegates=delegates).play()
    return disk.moments


def broken(
    path: Path, moments: list[Moment], chance: random.Random, most: int, *, delegates: int = 9, rest: float
) -> list[str]:
    """What does not hold after a cut at these moments.

    Args:
        most: disks tried a moment, from 2.
        rest: share of them on which all who have not voted do; on the others the ballot is closed at once.
    """
    found = []
    for moment in moments:
        assert isinstance(moment.mark, Told)
        for after in moment.disks(chance, most=most):
            everyone = chance.random() < rest
            said = doubts(path, after, moment.mark, chance, delegates=delegates, all_vote=everyone)
            if said:
                found.append(f"{moment.call}: {said}")
    return found


def under_seal(moment: Moment) -> bool:
    """Whether the screen has said by then that the boxes are sealed, and not that the keys are forgotten."""
    told = moment.mark
    return (
        isinstance(told, Told)
        and bool(told.cards)
        and told.conference is not None
        and (told.conference.seal.end is None)
    )


# --- power -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
def test_a_power_cut_at_any_step_of_the_day_loses_nothing_confirmed(tmp_path: Path, seed: int) -> None:
    moments = played(tmp_path, SimDisk(), seed)
    assert len(moments) > 250
    chance = random.Random(seed)
    # The last step of the day is followed by the forgetting of the keys, which a start has to make good.
    last = [
        moment for moment in moments if moment.call == "sync conference.json.journal" and under_seal(moment)
    ][-1]
    assert broken(tmp_path, [*chance.sample(moments, 10), last], chance, 2, rest=0.2) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 4, 5])
def test_every_power_cut_of_the_day_loses_nothing_confirmed(tmp_path: Path, seed: int) -> None:
    moments = played(tmp_path, SimDisk(), seed)
    assert broken(tmp_path, moments, random.Random(seed), 5, rest=0.25) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [6, 7])
def test_a_power_cut_in_a_congress_of_two_hundred_loses_nothing_confirmed(tmp_path: Path, seed: int) -> None:
    moments = played(tmp_path, SimDisk(), seed, delegates=200)
    assert len(moments) > 3000
    chance = random.Random(seed)
    assert broken(tmp_path, chance.sample(moments, 40), chance, 2, delegates=200, rest=0.2) == []


@pytest.mark.slow
def test_a_second_cut_while_the_day_goes_on_after_the_first_loses_nothing_either(tmp_path: Path) -> None:
    chance = random.Random(8)
    moments = played(tmp_path, SimDisk(), 8)
    cuts = 0
    for moment in chance.sample(moments, 25):
        assert isinstance(moment.mark, Told)
        for disk in moment.disks(chance, most=2):
            Operator(tmp_path, disk, chance, told=moment.mark).play_until(chance.randrange(4))
            for again in chance.sample(disk.moments, min(3, len(disk.moments))):
                assert broken(tmp_path, [again], chance, 2, rest=0.2) == []
                cuts += 1
    assert cuts > 80


@pytest.mark.parametrize(
    ("ending", "call"),
    [
        ("conference.json.journal", "sync CO-1-2.b.json"),
        (".a.json", "write CO-1-2.b.json"),
        ("tellers-1.keys.json", "sync CO-1-2.b.json"),
    ],
)
def test_the_power_cut_test_finds_a_disk_that_does_not_sync(tmp_path: Path, ending: str, call: str) -> None:
    moments = played(tmp_path, ForgetfulDisk(ending), 1)
    voting_on = [m for m in moments if isinstance(m.mark, Told) and m.mark.voted and m.call == call]
    assert broken(tmp_path, voting_on[:3], random.Random(1), 3, rest=0)


@pytest.mark.parametrize("flips", [12, pytest.param(600, marks=pytest.mark.slow)])
def test_a_changed_bit_is_refused_or_mended_and_never_changes_what_was_confirmed(
    tmp_path: Path, flips: int
) -> None:
    chance = random.Random(flips)
    at_rest = [m for m in played(tmp_path, SimDisk(), 9) if m.call.startswith("sync CO-1-2.b.json")]
    assert len(at_rest) > 9
    refused = 0
    for _n in range(flips):
        moment = chance.choice(at_rest)
        files = next(moment.disks(chance, most=2)).files()
        assert isinstance(moment.mark, Told)
        path = chance.choice(sorted(path for path, content in files.items() if content))
        content = bytearray(files[path])
        place = chance.randrange(len(content))
        content[place] ^= 1 << chance.randrange(8)
        if path.name.endswith(".journal") and (not content[place] or place == len(content) - 1):
            continue  # that is how a save looks which the power cut
        said = doubts(tmp_path, SimDisk({**files, path: bytes(content)}), moment.mark, chance, all_vote=False)
        refused += bool(said)
        # A changed wrap opens to no pair that needs it; the screen names the third teller then.
        ways_out = ("Damaged: ", "said to be missing: ", "lost: ", "WrongPhrase: ")
        assert not said or said.startswith(ways_out), (path, place)
    assert refused < flips


# --- the tellers' keys -------------------------------------------------------------------------------

FOLDER = Path("/conference/boxes")
PHRASES = {1: "ao am an anh ang", 2: "ba bam ban banh bang", 3: "ca cam can canh cang"}
TWO = [TellerKey(n, PHRASES[n]) for n in (1, 3)]


def sealed(disk: SimDisk) -> TellersKeeper:
    keeper = TellersKeeper(FOLDER, disk, random.Random(1), TRIAL)
    keeper.seal(1, PHRASES)
    return keeper


def started_again(disk: SimDisk | FaultDisk) -> TellersKeeper:
    keeper = TellersKeeper(FOLDER, disk, random.Random(2), TRIAL)
    keeper.use(1)
    keeper.give_back(TWO)
    return keeper


def rewritings() -> Iterator[tuple[bytes, bytes]]:
    """The keys' file before and after a box got its set, and after it was forgotten."""
    disk = SimDisk()
    keeper = sealed(disk)
    path = keeper.path(1)
    for number in range(1, 12):
        steps: list[Callable[[str], object]] = [keeper.make, keeper.forget]
        for step in steps:
            before = disk.read(path)
            step(f"CO-{number}-1")
            yield before, disk.read(path)


def test_keys_that_were_half_written_when_the_power_went_do_not_lock_out_the_other_boxes() -> None:
    torn = 0
    for before, after in rewritings():
        changed = [place for place in range(len(before)) if before[place] != after[place]]
        for cut in range(changed[0] // 512 * 512 + 512, changed[-1], 512):
            for content in (before[:cut] + after[cut:], after[:cut] + before[cut:]):
                disk = SimDisk({FOLDER / "tellers-1.keys.json": content})
                started_again(disk).make("BK-9-1")
                assert started_again(disk).mac_key("BK-9-1")
                torn += 1
    assert torn > 10


@pytest.mark.parametrize("fault", FAULTS)
def test_a_box_sealed_again_after_refusals_has_the_keys_that_the_disk_gives_it(fault: str) -> None:
    for k in range(1, 12):
        under = SimDisk()
        sealed(under)
        disk = FaultDisk(under, k, fault, times=2)
        keeper = started_again(disk)
        public = None
        for _try in range(4):
            try:
                public = keeper.make("CO-1-1")
                keeper.forget("CO-1-1")
                public = keeper.make("CO-1-1")
                break
            except DiskError:
                continue
        under.note("cut")
        for after in under.moments[-1].disks(random.Random(k)):
            assert started_again(after).unlock("CO-1-1", TWO).public == public, f"call {k}"


def test_keys_that_the_disk_refused_to_forget_are_forgotten_when_it_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator = Operator(tmp_path, SimDisk(), random.Random(1), delegates=3)

    def refused(_disk: Disk, path: Path) -> None:
        raise DiskError("refused", path)

    with operator.seated():
        desk, sealing = operator.place.desk, operator.sealing
        while desk.events()[-1].kind != "ballot.settled":
            operator.step()
        with monkeypatch.context() as broken_disk:
            broken_disk.setattr("data.box_tellers.wipe", refused)
            with pytest.raises(DiskError):
                sealing.end()
        keys = tmp_path / "boxes" / "tellers-1.keys.json"
        assert operator.under.read(keys)
        sealing.end()
        assert not operator.under.read(keys)


# --- a disk that fails -------------------------------------------------------------------------------


def refused_once(path: Path, k: int, fault: str, delegates: int) -> tuple[bool, str]:
    """The day on a disk whose k-th call fails: whether it did, and what was not true then."""
    disk = FaultDisk(SimDisk(), k, fault)
    operator = Operator(path, disk, random.Random(k), delegates=delegates)
    said = operator.play_on()
    return disk.fault_at is not None, said


def calls_of_a_day(path: Path, delegates: int) -> int:
    disk = FaultDisk(SimDisk(), 10**9)
    assert Operator(path, disk, random.Random(1), delegates=delegates).play_on() == ""
    return disk.calls


@pytest.mark.parametrize("fault", FAULTS)
def test_after_a_refusal_the_screen_says_what_the_disk_holds_and_the_day_goes_on(
    tmp_path: Path, fault: str
) -> None:
    calls = calls_of_a_day(tmp_path, 3)
    chance = random.Random(fault)
    for k in chance.sample(range(1, calls), 5):
        assert refused_once(tmp_path, k, fault, 3) == (True, ""), f"call {k}"


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_whichever_call_of_the_day_fails_the_screen_says_what_the_disk_holds(
    tmp_path: Path, fault: str
) -> None:
    for k in itertools.count(1):
        failed, said = refused_once(tmp_path, k, fault, 4)
        assert said == "", f"call {k}"
        if not failed:
            break
    assert k > 150
