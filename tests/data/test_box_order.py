"""Position, number, width and bytes of a box say nothing about the order in which ballots were cast."""

import argparse
import itertools
import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

import app
from console.errors import ConsoleError
from data.box import FolderBoxes, SlotBox
from data.box_file import Image, digest_of
from data.box_keys import QuickKeeper, unseal
from tests.data.box_contract import NINE, TWO
from tests.data.model_disk import SimDisk

FOLDER = Path("/conference/boxes")
ELECTIONS = 150


class InTurn(random.Random):
    """A negative control: a box that fills its slots from the front."""

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        return 0


def hold(chance: random.Random, order: Sequence[str]) -> tuple[SimDisk, SlotBox]:
    """An election in which the n-th to vote casts the ballot `n`."""
    disk = SimDisk()
    disk.recording = False
    disk.mkdir(FOLDER)
    box = FolderBoxes(FOLDER, disk, chance).seal("CO-1", NINE, 0)
    for n, credential in enumerate(order):
        box.cast(box.admit(credential), bytes([n]))
    box.close()
    return disk, box


def turns_by_place(disk: SimDisk) -> list[int]:
    """The turn of each ballot in the order of the file: what an attacker who could read them would see."""
    image = Image.parse(disk.read(FOLDER / "CO-1.a.json"))
    keys = QuickKeeper(FOLDER, disk, random.Random()).unlock("CO-1", TWO)
    return [unseal(slot.sealed, "CO-1", keys)[0] for slot in image.slots() if slot.used]


def link(elections: Sequence[Sequence[int]]) -> float:
    """Chi-square of place against turn over its degrees of freedom: near 1 where they are not linked."""
    size = len(elections[0])
    counts = [[0] * size for _place in range(size)]
    for turns in elections:
        for place, turn in enumerate(turns):
            counts[place][turn] += 1
    expected = len(elections) / size
    return sum((n - expected) ** 2 / expected for row in counts for n in row) / (size - 1) ** 2


@pytest.fixture(scope="module")
def held() -> list[tuple[SimDisk, SlotBox]]:
    """Elections in which everybody votes in the order of the list."""
    return [hold(random.Random(seed), NINE) for seed in range(ELECTIONS)]


Held = list[tuple[SimDisk, SlotBox]]


# Degrees of freedom are 64: 1.9 is beyond five standard deviations.


def test_the_place_of_a_ballot_says_nothing_about_its_turn(held: Held) -> None:
    assert link([turns_by_place(disk) for disk, _box in held]) < 1.9


def test_the_test_finds_a_box_that_fills_up_from_the_front() -> None:
    in_turn = [turns_by_place(hold(InTurn(seed), NINE)[0]) for seed in range(30)]
    assert link(in_turn) > 20


def test_the_program_draws_places_from_the_system_and_no_seed_repeats_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A generator that can be wound back gives the order away, however evenly it draws (DVSorder, 2022).
    drawn: list[object] = []

    def opened(_folder: Path, _clock: object, chance: object, **_more: object) -> object:
        drawn.append(chance)
        raise ConsoleError("far enough")

    monkeypatch.setattr("screens.base_app.check_terminal", lambda: None)
    monkeypatch.setattr("data.folder.opened", opened)
    with pytest.raises(ConsoleError):
        app._screen(argparse.Namespace(), tmp_path)
    assert [type(chance) for chance in drawn] == [random.SystemRandom]


def test_what_an_opened_box_gives_back_says_nothing_about_turns_or_places(held: Held) -> None:
    opened, placed = [], []
    for disk, box in held:
        turns = [ballot[0] for ballot in box.empty(TWO).ballots]
        rank = {turn: place for place, turn in enumerate(turns_by_place(disk))}
        opened.append(turns)
        placed.append([rank[turn] for turn in turns])
    assert link(opened) < 1.9
    assert link(placed) < 1.9


def test_the_place_on_the_roll_says_nothing_about_the_place_of_a_ballot(held: Held) -> None:
    by_roll = []
    for disk, _box in held:
        image = Image.parse(disk.read(FOLDER / "CO-1.a.json"))
        digests = [row.digest for row in image.roll()]
        roll_place = [digests.index(digest_of(name, image.plate.salt)) for name in NINE]
        by_roll.append([roll_place[turn] for turn in turns_by_place(disk)])
    assert link(by_roll) < 1.9


def test_the_same_slots_filled_in_another_order_give_the_same_file() -> None:
    # Everything but what is random in itself (seals, and marks and sums over them) must be equal.
    shown = set()
    for order in itertools.islice(itertools.permutations(NINE[:4]), 0, None, 5):
        shown.add(_without_randomness(_filled(order)))
    assert len(shown) == 1


def test_used_and_free_slots_cannot_be_told_apart_by_their_bytes() -> None:
    ones = {False: [0, 0], True: [0, 0]}
    for seed in range(40):
        disk, _box = hold(random.Random(seed), NINE[:6])
        for slot in Image.parse(disk.read(FOLDER / "CO-1.a.json")).slots():
            assert len(slot.sealed) == 336
            # An X25519 key begins a seal: its top bit is never set, in ballots as in dummies.
            assert slot.sealed[31] < 128
            ones[slot.used][0] += sum(byte.bit_count() for byte in slot.sealed)
            ones[slot.used][1] += 8 * len(slot.sealed)
    shares = [found / bits for found, bits in ones.values()]
    assert all(abs(share - 0.4995) < 0.003 for share in shares), shares


class Chosen(random.Random):
    """Gives each elector the slot that is meant for it, whoever comes first."""

    slot = 0
    free: list[int]

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        return self.free.index(self.slot)


def _filled(order: Sequence[str]) -> bytes:
    chance = Chosen(1)
    disk = SimDisk()
    disk.recording = False
    disk.mkdir(FOLDER)
    box = FolderBoxes(FOLDER, disk, chance).seal("CO-1", NINE, 0)
    for credential in order:
        chance.slot, chance.free = 2 * NINE.index(credential) + 1, box._free
        box.cast(box.admit(credential), credential.encode())
    return disk.read(FOLDER / "CO-1.a.json")


def _without_randomness(content: bytes) -> bytes:
    return re.sub(rb'"(b|m|sum|mac|check)":"[^"]*"', b"-", content)
