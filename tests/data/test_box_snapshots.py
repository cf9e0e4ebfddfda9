"""Somebody copies the whole folder between every two casts, and one teller helps: nothing of a choice shows.

The copies do show which slot and which row of the roll changed at a cast: whoever is called is public, and
no file can hide that it changed. That is why an open box is never mirrored, and why a single phrase must be
worth nothing: here it is.
"""

import itertools
import random
import shutil
from pathlib import Path

import pytest

from console.ballot.box import TellerKey
from console.errors import ConsoleError, NotAllowed
from data.box import FolderBoxes
from data.box_file import SEALED, Elector, Image
from data.box_keys import unseal
from data.box_tellers import TRIAL
from data.disk import RealDisk
from tests.data.box_contract import NINE, vote

PHRASES = {1: "ba bac bach bai bam", 2: "tham chen nhac xiu toi", 3: "coc gac dung sinh khuc"}
CHOICES = (b'{"CO":"x--"}', b'{"CO":"-x-"}', b'{"CO":"..."}')
"""Three choices of unlike kinds; the voter at place n takes the one at n modulo 3."""


def program(folder: Path, *, sealed: bool) -> FolderBoxes:
    boxes = FolderBoxes(folder, RealDisk(), random.SystemRandom(), cost=TRIAL)
    if sealed:
        boxes.vault.use(1)
    return boxes


def watched(folder: Path, copies: Path, *, sealed: bool) -> list[Path]:
    """Nine vote; a copy of the folder before the first cast and after each."""
    boxes = FolderBoxes(folder, RealDisk(), random.SystemRandom(), cost=TRIAL)
    if sealed:
        boxes.vault.seal(1, PHRASES)
    box = boxes.seal("CO-1", NINE, 0)
    taken = []
    for number, credential in enumerate(NINE):
        taken.append(Path(shutil.copytree(folder, copies / str(number))))
        vote(box, credential, CHOICES[number % 3])
    taken.append(Path(shutil.copytree(folder, copies / "after")))
    box.close()
    return taken


def image(copy: Path) -> Image:
    return Image.parse((copy / "CO-1.a.json").read_bytes())


def cast_between(before: Path, after: Path) -> tuple[int, bytes]:
    """The place of the roll that voted, and the sealed ballot that came, as two copies tell."""
    old, new = image(before), image(after)
    voters = [
        place
        for place, (was, now) in enumerate(zip(old.roll(), new.roll(), strict=True))
        if was.state is not now.state and now.state is Elector.VOTED
    ]
    slots = [now for was, now in zip(old.slots(), new.slots(), strict=True) if was != now]
    assert len(voters) == len(slots) == 1
    return voters[0], slots[0].sealed


@pytest.mark.parametrize("teller", [1, 2, 3])
def test_with_one_phrase_and_every_copy_nothing_is_read(tmp_path: Path, teller: int) -> None:
    copies = watched(tmp_path / "boxes", tmp_path / "copies", sealed=True)
    known = PHRASES[teller]
    guesses = [known, "", " ".join(reversed(known.split())), "ba bac bach bai bam"]
    for copy in (copies[0], copies[5], copies[-1]):
        boxes = program(copy, sealed=True)
        for other, guess in itertools.product((1, 2, 3, 4), guesses):
            if PHRASES.get(other) == guess and other != teller:
                continue  # the second phrase itself
            with pytest.raises(NotAllowed):
                boxes.vault.unlock("CO-1", (TellerKey(teller, known), TellerKey(other, guess)))


def test_no_copy_holds_a_choice_and_all_seals_are_as_long_and_never_alike(tmp_path: Path) -> None:
    copies = watched(tmp_path / "boxes", tmp_path / "copies", sealed=True)
    for copy in copies:
        for path in copy.iterdir():
            content = path.read_bytes()
            assert not any(choice in content for choice in CHOICES)
    casts = [cast_between(before, after) for before, after in itertools.pairwise(copies)]
    assert {len(sealed) for _voter, sealed in casts} == {SEALED}
    assert len({sealed for _voter, sealed in casts}) == len(NINE)
    assert len({sealed[:32] for _voter, sealed in casts}) == len(NINE)


def test_two_phrases_and_the_copies_do_link_a_voter_to_a_choice(tmp_path: Path) -> None:
    """What is said of two tellers who act together is true: the copies and two phrases tell all."""
    copies = watched(tmp_path / "boxes", tmp_path / "copies", sealed=True)
    boxes = program(copies[-1], sealed=True)
    keys = boxes.vault.unlock("CO-1", tuple(TellerKey(t, PHRASES[t]) for t in (1, 3)))
    told = [cast_between(before, after) for before, after in itertools.pairwise(copies)]
    assert [unseal(sealed, "CO-1", keys) for _voter, sealed in told] == [
        CHOICES[number % 3] for number in range(len(NINE))
    ]


def test_in_quick_mode_one_copy_of_the_folder_is_enough(tmp_path: Path) -> None:
    """The control: where the key lies beside the box, the same search reads every ballot."""
    copies = watched(tmp_path / "boxes", tmp_path / "copies", sealed=False)
    boxes = program(copies[-1], sealed=False)
    keys = boxes._keeper.unlock("CO-1", (TellerKey(1), TellerKey(2)))
    told = [cast_between(before, after) for before, after in itertools.pairwise(copies)]
    assert {unseal(sealed, "CO-1", keys) for _voter, sealed in told} == set(CHOICES)


def test_a_copy_without_the_tellers_file_is_read_by_nobody(tmp_path: Path) -> None:
    copies = watched(tmp_path / "boxes", tmp_path / "copies", sealed=True)
    (copies[-1] / "tellers-1.keys.json").unlink()
    with pytest.raises(ConsoleError):
        program(copies[-1], sealed=True)
