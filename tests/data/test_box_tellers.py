"""Boxes sealed to the phrases of three tellers: any two open, one does not, and nothing of it is written."""

import json
import random
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from tinydb import TinyDB

from console.ballot import phrases
from console.ballot.box import Box, Boxes, TellerKey
from console.errors import ConsoleError, Damaged, NotAllowed
from data.box import FolderBoxes
from data.box_tellers import POOL, TRIAL, TellersKeeper, WrongPhrase
from data.disk import RealDisk
from tests.data.box_contract import NINE, BoxContract, vote

PHRASES = {1: "ba bac bach bai bam", 2: "tham toi chen nhac xiu", 3: "coc gac dung sinh khuc"}
KEYS = tuple(TellerKey(teller, phrase) for teller, phrase in PHRASES.items())
TWO = KEYS[:2]


def boxes_in(folder: Path, number: int = 0) -> FolderBoxes:
    """The boxes after a start of the program; `number` the seal that the conference knows."""
    found = FolderBoxes(folder / "boxes", RealDisk(), random.Random(5), cost=TRIAL)
    found.vault.use(number)
    return found


@pytest.fixture
def boxes(tmp_path: Path) -> FolderBoxes:
    made = boxes_in(tmp_path)
    made.vault.seal(1, PHRASES)
    return made


class TestSealedBox(BoxContract):
    """Whatever a box must do, it does when it is sealed to phrases."""

    @pytest.fixture
    def keys(self) -> tuple[TellerKey, ...]:
        return TWO

    @pytest.fixture
    def boxes(self, tmp_path: Path) -> Boxes:
        made = boxes_in(tmp_path)
        made.vault.seal(1, PHRASES)
        return made


def closed_box(boxes: FolderBoxes, name: str = "CO-1") -> Box:
    box = boxes.seal(name, NINE, 0)
    vote(box, NINE[0], b"mot")
    box.close()
    return box


@pytest.mark.parametrize("pair", tuple(combinations(KEYS, 2)), ids=("12", "13", "23"))
def test_any_two_tellers_open(boxes: FolderBoxes, pair: tuple[TellerKey, ...]) -> None:
    box = closed_box(boxes)
    assert box.empty(pair).ballots == (b"mot",)
    assert box.empty(pair[::-1]).ballots == (b"mot",)


def test_one_phrase_given_for_two_tellers_opens_nothing(boxes: FolderBoxes) -> None:
    box = closed_box(boxes)
    for keys in (
        (KEYS[0], TellerKey(2, PHRASES[1])),
        (KEYS[0], TellerKey(2, "")),
        (KEYS[0], TellerKey(9, PHRASES[2])),
        (TellerKey(1, PHRASES[2]), TellerKey(2, PHRASES[1])),
    ):
        with pytest.raises(NotAllowed):
            box.empty(keys)


def test_a_wrong_phrase_is_a_sentence_and_the_third_teller_helps(boxes: FolderBoxes) -> None:
    box = closed_box(boxes)
    wrong = TellerKey(2, "tham toi chen nhac xoi")
    with pytest.raises(WrongPhrase, match="third teller"):
        box.empty((KEYS[0], wrong))
    assert box.empty((KEYS[0], wrong, KEYS[2])).ballots == (b"mot",)


def test_marks_capitals_and_spaces_do_not_matter(boxes: FolderBoxes) -> None:
    box = closed_box(boxes)
    typed = (TellerKey(1, "  BÁ bạc Bách  bãi băm "), TellerKey(3, "cóc gác đứng sinh khúc"))
    assert box.empty(typed).ballots == (b"mot",)


class TestRestart:
    def test_after_a_restart_nothing_is_marked_before_two_tellers_come(
        self, boxes: FolderBoxes, tmp_path: Path
    ) -> None:
        vote(boxes.seal("CO-1", NINE, 0), NINE[0], b"mot")
        again = boxes_in(tmp_path, 1)
        assert again.vault.locked
        box = again.find("CO-1")
        assert box.turnout().voted == 1
        with pytest.raises(NotAllowed, match="two tellers"):
            vote(box, NINE[1], b"hai")
        with pytest.raises(NotAllowed, match="two tellers"):
            again.seal("BK-1", NINE, 0)
        with pytest.raises(WrongPhrase):
            again.vault.give_back((KEYS[0], TellerKey(3, "sai")))
        again.vault.give_back(KEYS[1:])
        vote(again.find("CO-1"), NINE[1], b"hai")
        box.close()
        assert sorted(box.empty(TWO).ballots) == [b"hai", b"mot"]

    def test_opening_right_after_a_restart_needs_no_step_before(
        self, boxes: FolderBoxes, tmp_path: Path
    ) -> None:
        closed_box(boxes)
        assert boxes_in(tmp_path, 1).find("CO-1").empty(TWO).ballots == (b"mot",)

    def test_a_seal_whose_file_is_gone_says_so(self, boxes: FolderBoxes, tmp_path: Path) -> None:
        closed_box(boxes)
        (tmp_path / "boxes" / "tellers-1.keys.json").unlink()
        with pytest.raises(Damaged, match=r"tellers-1\.keys\.json"):
            boxes_in(tmp_path, 1)


class TestRenewal:
    """A teller leaves: two of the three open the seal to a new third."""

    NEW = TellerKey(4, "vuon xanh la chuoi non")

    def test_the_new_third_opens_and_boxes_in_use_go_on(self, boxes: FolderBoxes, tmp_path: Path) -> None:
        box = boxes.seal("CO-1", NINE, 0)
        vote(box, NINE[0], b"mot")
        boxes.vault.renew(2, TWO, (1, 2, 4), {4: self.NEW.phrase})
        boxes.vault.retire(2)
        vote(box, NINE[1], b"hai")
        box.close()
        assert len(box.empty((KEYS[0], self.NEW)).ballots) == 2
        assert len(box.empty(TWO).ballots) == 2
        with pytest.raises(NotAllowed):
            box.empty((KEYS[0], KEYS[2]))
        assert (tmp_path / "boxes" / "tellers-1.keys.json").read_bytes() == b""
        assert len(boxes_in(tmp_path, 2).find("CO-1").empty((KEYS[1], self.NEW)).ballots) == 2

    def test_who_leaves_may_open_the_seal_to_who_comes(self, boxes: FolderBoxes) -> None:
        box = closed_box(boxes)
        boxes.vault.renew(2, (KEYS[0], KEYS[2]), (1, 2, 4), {2: "ao am an anh ang", 4: self.NEW.phrase})
        assert box.empty((TellerKey(2, "ao am an anh ang"), self.NEW)).ballots == (b"mot",)
        with pytest.raises(NotAllowed):
            box.empty((TellerKey(2, PHRASES[2]), self.NEW))

    def test_nobody_keeps_the_seal_without_a_phrase(self, boxes: FolderBoxes) -> None:
        with pytest.raises(NotAllowed):
            boxes.vault.renew(2, (KEYS[0], KEYS[2]), (1, 2, 4), {4: self.NEW.phrase})

    def test_one_teller_alone_renews_nothing(self, boxes: FolderBoxes) -> None:
        with pytest.raises(NotAllowed):
            boxes.vault.renew(2, KEYS[:1], (1, 4), {4: self.NEW.phrase})

    def test_until_the_desk_knows_the_former_seal_still_opens(
        self, boxes: FolderBoxes, tmp_path: Path
    ) -> None:
        closed_box(boxes)
        boxes.vault.renew(2, TWO, (1, 2, 4), {4: self.NEW.phrase})
        assert boxes_in(tmp_path, 1).find("CO-1").empty(KEYS[1:]).ballots == (b"mot",)


class TestFile:
    def test_no_phrase_no_private_key_and_no_mark_is_in_it(self, boxes: FolderBoxes, tmp_path: Path) -> None:
        closed_box(boxes)
        keys = boxes.vault.unlock("CO-1", TWO)
        for path in (tmp_path / "boxes").iterdir():
            content = path.read_bytes()
            for secret in (keys.private, keys.seed, keys.mac):
                assert secret.hex().encode() not in content
                assert secret not in content
            assert not any(phrase.encode() in content for phrase in PHRASES.values())

    def test_quick_keys_would_be_found_by_the_same_search(self, tmp_path: Path) -> None:
        quick = boxes_in(tmp_path)
        box = closed_box(quick)
        mac = quick._keeper.mac_key("CO-1")
        assert box.turnout().voted == 1
        files = [path.read_bytes() for path in (tmp_path / "boxes").iterdir()]
        assert any(mac.hex().encode() in content for content in files)

    def test_plain_tinydb_opens_it(self, boxes: FolderBoxes, tmp_path: Path) -> None:
        with TinyDB(tmp_path / "boxes" / "tellers-1.keys.json") as db:
            assert db.tables() == {"_head", "wraps", "keys"}
            assert len(db.table("wraps")) == 3
            assert len(db.table("keys")) == POOL

    def test_every_changed_character_is_noticed(self, boxes: FolderBoxes, tmp_path: Path) -> None:
        closed_box(boxes)
        path = tmp_path / "boxes" / "tellers-1.keys.json"
        content = path.read_bytes()
        rng = random.Random(3)
        for at in rng.sample(range(len(content)), 60):
            changed = bytearray(content)
            changed[at] ^= 1 << rng.randrange(7)
            path.write_bytes(changed)
            try:
                opened = boxes_in(tmp_path, 1).find("CO-1").empty(TWO)
            except ConsoleError:
                continue
            # A bit of the set of a box that is not this one, or of the pair that did not type.
            assert opened.ballots == (b"mot",)

    def test_a_set_of_keys_put_in_by_a_forger_is_refused(self, boxes: FolderBoxes, tmp_path: Path) -> None:
        """Somebody with the folder puts own keys under a box: the wraps are bound to the keys sealed."""
        closed_box(boxes)
        path = tmp_path / "boxes" / "tellers-1.keys.json"
        forger = TellersKeeper(tmp_path / "else", RealDisk(), random.Random(9), TRIAL)
        forger.seal(1, PHRASES)
        mine, theirs = (json.loads(p.read_bytes()) for p in (path, forger.path(1)))
        row = {**theirs["keys"]["001"], "voting": mine["keys"]["001"]["voting"]}
        text = path.read_text()
        for name in ("locked", "seal", "sign"):
            text = text.replace(mine["keys"]["001"][name], row[name])
        path.write_text(text)
        with pytest.raises(ConsoleError):
            boxes_in(tmp_path, 1).find("CO-1").empty(TWO)

    def test_forgetting_one_box_leaves_the_others(self, boxes: FolderBoxes, tmp_path: Path) -> None:
        first, second = closed_box(boxes), closed_box(boxes, "BK-1")
        path = tmp_path / "boxes" / "tellers-1.keys.json"
        locked = json.loads(path.read_bytes())["keys"]["001"]["locked"]
        first.forget()
        assert locked not in path.read_text()
        with pytest.raises(NotAllowed, match="forgotten"):
            first.empty(TWO)
        assert second.empty(TWO).ballots == (b"mot",)
        with pytest.raises(NotAllowed, match="forgotten"):
            boxes_in(tmp_path, 1).find("CO-1").empty(TWO)

    def test_forgetting_all_leaves_nothing(self, boxes: FolderBoxes, tmp_path: Path) -> None:
        box = closed_box(boxes)
        boxes.vault.forget_all()
        assert (tmp_path / "boxes" / "tellers-1.keys.json").read_bytes() == b""
        with pytest.raises(ConsoleError):
            box.empty(TWO)
        with pytest.raises(NotAllowed, match="forgotten"):
            boxes_in(tmp_path, 1)

    def test_when_the_pool_is_used_up_the_tellers_seal_again(self, boxes: FolderBoxes) -> None:
        for n in range(POOL):
            boxes.vault.make(f"CO-{n}")
        with pytest.raises(NotAllowed, match="used up"):
            boxes.vault.make("CO-X")


class TestPhrases:
    def test_1024_syllables_that_an_input_method_leaves_alone(self) -> None:
        assert len(set(phrases.SYLLABLES)) == 1024
        assert list(phrases.SYLLABLES) == sorted(phrases.SYLLABLES)
        for word in phrases.SYLLABLES:
            assert word.isascii()
            assert word.islower()
            # Telex: a letter typed twice becomes another one, w s f r x j after a vowel a mark.
            assert not any(word.count(letter) > 1 for letter in "aeod")
            assert word[-1] not in "wsfrxj"

    def test_each_is_typed_by_itself_or_by_an_unambiguous_beginning(self) -> None:
        for word in phrases.SYLLABLES:
            assert phrases.chosen(word) == word
        assert phrases.chosen("nghiên") == "nghien"
        assert phrases.chosen("xuye") == "xuyen"
        assert phrases.chosen("ng") is None
        assert phrases.chosen("") is None

    def test_a_phrase_is_five_and_no_pair_of_it_is_to_be_avoided(self) -> None:
        drawn = [phrases.draw(random.Random(seed)).split() for seed in range(300)]
        assert {len(words) for words in drawn} == {5}
        for words in drawn:
            assert not phrases.AVOIDED & set(pairwise(words))

    def test_a_pair_to_be_avoided_is_drawn_again(self) -> None:
        class Planned(random.Random):
            def __init__(self, words: str) -> None:
                super().__init__(1)
                self.words = [phrases.SYLLABLES.index(word) for word in words.split()]

            def randrange(self, *args: int, **more: int) -> int:  # type: ignore[override]
                return self.words.pop(0)

        assert ("ba", "que") in phrases.AVOIDED
        plan = Planned("xanh ba que la an xanh la chuoi non moi")
        assert phrases.draw(plan) == "xanh la chuoi non moi"

    def test_every_syllable_to_be_avoided_is_in_the_list(self) -> None:
        assert {word for pair in phrases.AVOIDED for word in pair} <= set(phrases.SYLLABLES)
