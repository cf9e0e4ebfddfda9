"""The box in the folder: its files, its codes, its keys."""

import base64
import os
import random
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from tinydb import TinyDB
from tinydb.table import Document

from console.ballot.box import TellerKey
from console.errors import BadInput, ConsoleError, Damaged, NotAllowed
from data.box import FolderBoxes
from data.box_file import Elector, Image, slots_for
from data.box_keys import BALLOT_LIMIT, BoxKeys, seal, unseal
from data.disk import FILE_TIME, RealDisk
from tests.data.box_contract import NINE, TWO, BoxContract, vote

Make = Callable[[], FolderBoxes]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Each call is a program started anew on the same folder."""
    return lambda: FolderBoxes(tmp_path / "boxes", RealDisk(), random.SystemRandom())


@pytest.fixture
def boxes(make: Make) -> FolderBoxes:
    return make()


@pytest.fixture
def a(tmp_path: Path) -> Path:
    return tmp_path / "boxes" / "CO-1.a.json"


@pytest.fixture
def b(tmp_path: Path) -> Path:
    return tmp_path / "boxes" / "CO-1.b.json"


class TestFolderBox(BoxContract):
    """The contract, kept by files."""


class TestFiles:
    def test_plain_tinydb_opens_it(self, boxes: FolderBoxes, a: Path) -> None:
        box = boxes.seal("CO-1", NINE, 2)
        for credential in NINE[:4]:
            vote(box, credential, b"1")
        box.admit(NINE[4])
        with TinyDB(a) as db:
            assert db.tables() == {"_head", "roll", "slots"}
            slots = db.table("slots").all()
            assert len(slots) == slots_for(9, 2) == 15
            assert sorted(slot["s"] for slot in slots) == [0] * 11 + [1] * 4
            assert sorted(row["s"] for row in db.table("roll").all()) == [0] * 4 + [1] + [2] * 4
            assert all(2**52 <= slot.doc_id < 2**53 for slot in slots)
            assert [slot.doc_id for slot in slots] == sorted(slot.doc_id for slot in slots)

    @pytest.mark.parametrize(
        ("electors", "written", "slots"), [(1, 0, 5), (9, 0, 13), (40, 0, 44), (41, 0, 46)]
    )
    def test_a_tenth_and_at_least_four_slots_are_spare(self, electors: int, written: int, slots: int) -> None:
        assert slots_for(electors, written) == slots

    def test_a_box_never_grows_and_its_lines_stay_as_wide_as_their_neighbours(
        self, boxes: FolderBoxes, a: Path, b: Path
    ) -> None:
        box = boxes.seal("CO-1", NINE, 0)
        shape = [len(line) for line in a.read_bytes().splitlines()]
        for n, credential in enumerate(NINE):
            vote(box, credential, b"x" * (28 * n))
            assert [len(line) for line in a.read_bytes().splitlines()] == shape
            assert a.read_bytes() == b.read_bytes()
        box.close()
        assert [len(line) for line in a.read_bytes().splitlines()] == shape
        assert len({len(line) for line in a.read_bytes().splitlines() if b'"b":' in line}) == 1

    def test_no_file_says_when(self, make: Make, tmp_path: Path) -> None:
        box = make().seal("CO-1", NINE, 0)

        def times() -> set[float]:
            return {path.stat().st_mtime for path in (tmp_path / "boxes").iterdir()}

        assert times() == {FILE_TIME}
        folder = (tmp_path / "boxes").stat().st_mtime_ns
        for credential in NINE[:3]:
            vote(box, credential, b"1")
            assert times() == {FILE_TIME}
        box = make().find("CO-1")
        box.close()
        box.empty(TWO)
        assert times() == {FILE_TIME}
        assert (tmp_path / "boxes").stat().st_mtime_ns == folder, "a file was made, renamed or removed"

    def test_only_the_copies_and_the_keys_are_there(self, boxes: FolderBoxes, tmp_path: Path) -> None:
        box = boxes.seal("CO-1", NINE, 0)
        for credential in NINE:
            vote(box, credential, b"1")
        box.close()
        box.empty(TWO)
        assert sorted(os.listdir(tmp_path)) == ["boxes"]
        assert sorted(os.listdir(tmp_path / "boxes")) == ["CO-1.a.json", "CO-1.b.json", "CO-1.keys.json"]

    @pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such permissions")
    def test_no_other_user_reads_the_files(self, boxes: FolderBoxes, tmp_path: Path) -> None:
        boxes.seal("CO-1", NINE, 0)
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "boxes").iterdir()}
        assert modes == {0o600}

    def test_a_choice_is_found_in_no_file(self, boxes: FolderBoxes, tmp_path: Path) -> None:
        planted = b"Cuc Thi hanh an dan su"
        box = boxes.seal("CO-1", NINE, 0)
        box.cast(box.admit(NINE[0]), planted)
        box.close()
        box.empty(TWO)
        traces = {planted, planted.hex().encode()}
        for shift in range(3):
            traces.add(base64.b64encode(b"\0" * shift + planted)[4:-4])
        everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert not [trace for trace in traces if trace in everything]
        assert traces & {t for t in traces if t in base64.b64encode(planted) + planted}, "the search is blind"


class TestMending:
    def test_a_write_by_plain_tinydb_is_found_and_mended(self, make: Make, a: Path, b: Path) -> None:
        box = make().seal("CO-1", NINE, 0)
        vote(box, NINE[0], b"1")
        before = b.read_bytes()
        with TinyDB(a) as db:
            db.table("slots").insert(Document({"s": 1, "b": "", "m": ""}, doc_id=2**52))
        box = make().find("CO-1")
        assert a.read_bytes() == b.read_bytes() == before
        assert "mended" in box.mended[0]

    def test_a_write_by_plain_tinydb_is_found_while_voting(self, make: Make, a: Path, b: Path) -> None:
        boxes = make()
        box = boxes.seal("CO-1", NINE, 0)
        with TinyDB(b) as db:
            db.table("slots").truncate()
        vote(box, NINE[0], b"1")
        assert a.read_bytes() == b.read_bytes()
        assert len(box.mended) == 1
        assert box.turnout().voted == 1

    @pytest.mark.parametrize("at", [20, None], ids=["head", "length"])
    def test_a_copy_changed_elsewhere_is_found_at_the_next_step(
        self, make: Make, a: Path, b: Path, at: int | None
    ) -> None:
        box = make().seal("CO-1", NINE, 0)
        content = b.read_bytes()
        b.write_bytes(content + b"\n" if at is None else content[:at] + b" " + content[at + 1 :])
        vote(box, NINE[0], b"1")
        assert a.read_bytes() == b.read_bytes()
        assert len(box.mended) == 1

    @pytest.mark.parametrize("lost", ["a", "b"])
    @pytest.mark.parametrize("how", ["removed", "emptied", "doubled", "one digit"])
    def test_one_copy_is_enough(self, make: Make, a: Path, b: Path, lost: str, how: str) -> None:
        box = make().seal("CO-1", NINE, 0)
        for credential in NINE[:5]:
            vote(box, credential, b"1")
        path = {"a": a, "b": b}[lost]
        before = path.read_bytes()
        if how == "removed":
            path.unlink()
        else:
            one_digit = re.sub(rb'"s":2', b'"s":0', before, count=1)
            path.write_bytes({"emptied": b"", "doubled": before * 2, "one digit": one_digit}[how])
        box = make().find("CO-1")
        assert a.read_bytes() == b.read_bytes() == before
        assert box.turnout().voted == 5
        assert len(box.mended) == 1

    def test_every_single_flipped_bit_of_a_copy_is_found(self, make: Make, a: Path) -> None:
        vote(make().seal("CO-1", NINE[:2], 0), NINE[0], b"1")
        content = a.read_bytes()
        chance = random.Random(1)
        for at in [*range(0, 1200, 7), *chance.sample(range(len(content)), 400)]:
            flipped = bytearray(content)
            flipped[at] ^= 1 << chance.randrange(8)
            with pytest.raises(Exception, match=r"(line|length|tables|roll|slots)"):
                Image.parse(bytes(flipped))
        Image.parse(content)

    def test_two_broken_copies_are_refused_and_left_alone(self, make: Make, a: Path, b: Path) -> None:
        vote(make().seal("CO-1", NINE, 0), NINE[0], b"1")
        a.write_bytes(b"{}")
        b.write_bytes(b"")
        with pytest.raises(Damaged, match=r"CO-1\.a\.json"):
            make().find("CO-1")
        with pytest.raises(Damaged, match=r"CO-1\.a\.json"):
            make().seal("CO-1", NINE, 0)
        assert (a.read_bytes(), b.read_bytes()) == (b"{}", b"")

    def test_a_healthy_closed_box_is_not_written_to(
        self, make: Make, tmp_path: Path, a: Path, b: Path
    ) -> None:
        box = make().seal("CO-1", NINE, 0)
        vote(box, NINE[0], b"1")
        code = box.close()
        marks = [(path.stat().st_ctime_ns, path.read_bytes()) for path in (a, b)]
        box = make().find("CO-1")
        assert box.close() == code
        assert box.empty(TWO).ballots == (b"1",)
        assert [(path.stat().st_ctime_ns, path.read_bytes()) for path in (a, b)] == marks


class TestRestart:
    def test_who_was_released_is_released_after_a_restart(self, make: Make) -> None:
        admission = make().seal("CO-1", NINE, 0).admit(NINE[0])
        box = make().find("CO-1")
        assert box.turnout().released == 1
        assert box.admit(NINE[0]) == admission
        box.cast(admission, b"1")
        assert make().find("CO-1").turnout().voted == 1

    def test_codes_are_the_same_after_a_restart(self, make: Make) -> None:
        box = make().seal("CO-1", NINE, 0)
        code, closed = box.code, box.close()
        again = make().find("CO-1")
        assert (again.code, again.close()) == (code, closed)
        assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", code)
        assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", closed)

    def test_the_closing_code_says_what_is_in_the_box(self, make: Make) -> None:
        box = make().seal("CO-1", NINE, 0)
        vote(box, NINE[0], b"1")
        first = box.close()
        box = make().seal("CO-2", NINE, 0)
        vote(box, NINE[0], b"1")
        assert box.close() != first


class TestKeys:
    def test_the_signature_is_the_boxs_own(self, boxes: FolderBoxes) -> None:
        box = boxes.seal("CO-1", NINE, 0)
        box.close()
        signed = box.empty(TWO).sign("kết quả".encode())
        key, signature = (base64.b64decode(part) for part in signed.split(":"))
        VerifyKey(key).verify("kết quả".encode(), signature)
        with pytest.raises(BadSignatureError):
            VerifyKey(key).verify("kết quả khác".encode(), signature)

    def test_forgetting_leaves_no_key_in_the_file(self, make: Make, tmp_path: Path) -> None:
        box = make().seal("CO-1", NINE, 0)
        vote(box, NINE[0], b"1")
        box.close()
        box.forget()
        assert (tmp_path / "boxes" / "CO-1.keys.json").read_bytes() == b""
        with pytest.raises(NotAllowed, match="forgotten"):
            make().find("CO-1").empty(TWO)

    def test_the_keys_of_another_box_open_nothing(self, make: Make, tmp_path: Path) -> None:
        boxes = make()
        vote(boxes.seal("CO-1", NINE, 0), NINE[0], b"1")
        boxes.seal("CO-2", NINE, 0)
        boxes.find("CO-1").close()
        folder = tmp_path / "boxes"
        (folder / "CO-1.keys.json").write_bytes((folder / "CO-2.keys.json").read_bytes())
        with pytest.raises(Damaged):
            make().find("CO-1")

    def test_damaged_keys_are_named(self, make: Make, tmp_path: Path) -> None:
        make().seal("CO-1", NINE, 0).close()
        (tmp_path / "boxes" / "CO-1.keys.json").write_text('{"keys": {}}')
        box = make().find("CO-1")
        with pytest.raises(Damaged, match=r"CO-1\.keys\.json"):
            box.empty(TWO)

    def test_any_two_tellers_will_do(self, boxes: FolderBoxes) -> None:
        box = boxes.seal("CO-1", NINE, 0)
        box.close()
        for pair in ((1, 3), (3, 2), (2, 1)):
            assert box.empty([TellerKey(teller) for teller in pair]).ballots == ()

    def test_a_ballot_sealed_for_another_voting_is_not_unsealed(self) -> None:
        keys = BoxKeys.draw(random.Random(1))
        sealed = seal(b"1", "CO-1", keys.public.seal_to)
        assert unseal(sealed, "CO-1", keys) == b"1"
        for voting in ("CO-2", "CO-10", "CO"):
            with pytest.raises(ValueError, match="another voting"):
                unseal(sealed, voting, keys)

    def test_keys_are_never_printed(self) -> None:
        keys = BoxKeys.draw(random.Random(1))
        assert keys.seed.hex() not in repr(keys)
        assert repr(keys.seed) not in repr(keys)


class TestRefusals:
    @pytest.mark.parametrize("name", ["", "co-1", "CO 1", "../CO", "CO-1\n", "C" * 30])
    def test_a_name_must_be_a_name(self, boxes: FolderBoxes, name: str) -> None:
        with pytest.raises(BadInput):
            boxes.seal(name, NINE, 0)

    @pytest.mark.parametrize("roll", [(), ("a", "a")])
    def test_a_roll_must_be_a_roll(self, boxes: FolderBoxes, roll: tuple[str, ...]) -> None:
        with pytest.raises(BadInput):
            boxes.seal("CO-1", roll, 0)

    def test_a_ballot_that_is_too_long_is_refused_and_the_admission_stays(self, boxes: FolderBoxes) -> None:
        box = boxes.seal("CO-1", NINE, 0)
        admission = box.admit(NINE[0])
        with pytest.raises(BadInput):
            box.cast(admission, b"x" * (BALLOT_LIMIT + 1))
        box.cast(admission, b"x" * BALLOT_LIMIT)
        assert box.turnout().voted == 1

    def test_a_closed_box_is_not_replaced_even_if_empty(self, boxes: FolderBoxes) -> None:
        boxes.seal("CO-1", NINE, 0).close()
        with pytest.raises(ConsoleError):
            boxes.seal("CO-1", NINE, 0)

    def test_states_of_the_roll_are_single_digits(self) -> None:
        assert {int(state) for state in Elector} == {0, 1, 2}
