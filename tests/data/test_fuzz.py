"""Every file that comes in, changed at random: a sentence or an answer, never anything else.

`FUZZ_SECONDS` says how long each parser is tried: 60 where CI is set, 2 elsewhere; a quarter of it where
little is parsed, or by a parser that is tried already. A failure names the seed and leaves the file.
"""

import io
import os
import random
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Picture

from console.ballot.forms import BallotKind
from console.errors import ConsoleError
from console.events import canonical
from console.rules import Rules
from data import board, qr, rules_file, signing
from data.ballots_csv import read_ballots
from data.box import FolderBoxes
from data.box_file import Image, Unreadable
from data.box_tellers import TRIAL
from data.count_rules import read_count_rules
from data.disk import RealDisk
from data.export import export
from data.folder import opened
from data.journal import JournalDB
from data.record_codes import encode
from data.record_file import signed_file
from data.units_file import read_units
from data.verify import verify, verify_command
from tests.data.box_contract import NINE, vote
from tests.data.test_count_rules import LEAST
from tests.screens.conference import small_conference, workplace

SECONDS = float(os.environ.get("FUZZ_SECONDS") or (60 if os.environ.get("CI") else 2))
LEAST_TRIES = 21
"""However little time there is."""

MEMORY = 512 * 1024
"""KiB that the process may grow by while one parser is tried."""

pytestmark = pytest.mark.slow

BITS = (
    b"", b"\0", b"\xff\xfe", b'"', b"{", b"}", b"[", b"]]", b"\\u0000", b"1e400", b"-1", b"null", b"9" * 40,
    b"\r\n", b",", b";", b"\t", b"=1+1", "Hoà".encode(), b"\xed\xa0\x80", b"[[awards]]", b'"_head"',
    b"x" * 5000,
)  # fmt: skip


def changed(content: bytes, rng: random.Random) -> bytes:
    """The content with a few places flipped, cut, doubled, or replaced by what parsers trip over."""
    out = bytearray(content)
    for _change in range(rng.choice((1, 1, 1, 2, 3, 8))):
        at = rng.randrange(len(out) + 1)
        match rng.randrange(7):
            case 0 if out:
                out[at % len(out)] ^= 1 << rng.randrange(8)
            case 1:
                del out[at : at + rng.choice((1, 2, 16, 512))]
            case 2:
                out[at:at] = rng.choice(BITS)
            case 3:
                piece = out[at : at + rng.choice((1, 8, 64, 600))]
                out[at:at] = piece
            case 4:
                del out[at:]
            case 5 if out:
                out[at % len(out)] = rng.randrange(256)
            case _:
                other = rng.randrange(len(out) + 1)
                out[at:at] = out[other : other + 40]
    return bytes(out)


def try_out(
    path: Path, parse: Callable[[], object], *, also: tuple[type[Exception], ...] = (), share: int = 1
) -> None:
    """Feed changed versions of the file at `path` to `parse` until time is up.

    Args:
        also: exceptions that this parser's own callers turn into sentences.
        share: how many tests share the seconds of this parser.
    """
    good = path.read_bytes()
    parse()
    before = peak()
    end = time.monotonic() + SECONDS / share
    seed = 0
    while seed < LEAST_TRIES or time.monotonic() < end:
        seed += 1
        path.write_bytes(changed(good, random.Random(seed)))
        problem = tried(parse, also)
        assert problem is None, f"seed {seed}: {problem}; the file is {path}"
    path.write_bytes(good)
    parse()
    assert peak() - before < MEMORY, "memory grew without bound"


def tried(parse: Callable[[], object], also: tuple[type[Exception], ...]) -> str | None:
    """What is wrong with how a file was taken; None for an answer or a sentence."""
    try:
        parse()
    except ConsoleError as error:
        return None if str(error).strip() else "an error without a sentence"
    except also:
        return None
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return f"{type(error).__name__}: {error}"
    return None


def peak() -> int:
    """The most memory this process ever had, in KiB; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.fixture
def box(tmp_path: Path) -> Path:
    boxes = FolderBoxes(tmp_path / "boxes", RealDisk(), random.SystemRandom(), cost=TRIAL)
    boxes.vault.seal(1, {1: "ba bac bach bai bam", 2: "an anh am ao ap", 3: "be beo bep bet bia"})
    made = boxes.seal("CO-1", NINE, 0)
    vote(made, NINE[0], b"{}")
    return tmp_path / "boxes"


def test_a_box(box: Path) -> None:
    path = box / "CO-1.a.json"
    try_out(path, lambda: Image.parse(path.read_bytes()), also=(Unreadable,), share=2)


def test_a_box_as_the_program_finds_it(box: Path) -> None:
    path = box / "CO-1.a.json"
    spare = path.read_bytes(), (box / "CO-1.b.json").read_bytes()

    def find() -> None:
        boxes = FolderBoxes(box, RealDisk(), random.SystemRandom(), cost=TRIAL)
        boxes.vault.use(1)
        (box / "CO-1.b.json").write_bytes(path.read_bytes())
        assert boxes.find("CO-1").turnout().voted <= len(NINE)

    try_out(path, find, share=2)
    assert path.read_bytes() == spare[0]


def test_the_tellers_seal(box: Path) -> None:
    def use() -> None:
        FolderBoxes(box, RealDisk(), random.SystemRandom(), cost=TRIAL).vault.use(1)

    try_out(box / "tellers-1.keys.json", use, share=4)


@pytest.mark.parametrize("name", ["conference.json", "conference.json.journal"])
def test_the_store(tmp_path: Path, name: str) -> None:
    db = JournalDB.create(RealDisk(), tmp_path / "conference.json")
    db.commit({"units": {n: {"name": f"Đơn vị {n}"} for n in range(1, 9)}})
    db.compact()
    for n in range(9, 14):
        db.commit({"units": {n: {"name": f"Đơn vị {n}"}}})
    whole = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def load() -> None:
        for other, content in whole.items():
            if other != name:
                (tmp_path / other).write_bytes(content)
        JournalDB.read(RealDisk(), tmp_path / "conference.json")

    try_out(tmp_path / name, load, share=2)


def test_a_whole_folder(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        clock, folder = place.desk._clock, place.folder
    name = "conference.json"

    def load() -> None:
        with opened(folder, clock, random.Random(1), watched=False):
            pass

    good = (folder / name).read_bytes()

    def load_and_put_back() -> None:
        try:
            load()
        finally:
            for extra in folder.glob("conference.json*"):
                if extra.name != name:
                    extra.unlink()

    try_out(folder / name, load_and_put_back, share=4)
    assert (folder / name).read_bytes() == good


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_list_of_units(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"units.{ending}"
    rows = [("STT", "Tên đơn vị", "Tên ngắn", "Vai trò", "Đại diện", "Chức vụ")]
    rows += [(str(n), f"Sở Mẫu {n}", f"Sở {n}", "", f"Nguyễn Văn {n}", "Giám đốc") for n in range(1, 7)]
    if ending == "csv":
        path.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    else:
        from openpyxl import Workbook

        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for row in rows:
            sheet.append(row)
        book.save(path)
    try_out(path, lambda: read_units(path), share=2)


def test_a_table_of_ballots(tmp_path: Path) -> None:
    path = tmp_path / "ballots.csv"
    path.write_text("Đơn vị A,Đơn vị B,Đơn vị C\nx,,\n,x,\n,,x\nx,x,\n", encoding="utf-8")
    try_out(path, lambda: read_ballots(path, BallotKind.CHOOSE_UP_TO))


def test_rules(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(rules_file.write_rules(Rules()), encoding="utf-8")
    try_out(path, lambda: rules_file.read_rules(path))


def test_rules_of_a_count(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(LEAST, encoding="utf-8")
    try_out(path, lambda: read_count_rules(path), share=4)


@pytest.mark.parametrize("name", ["record.json", "manifest.json", "manifest.sig", "summary.txt"])
def test_a_record(tmp_path: Path, name: str) -> None:
    with workplace(tmp_path) as place:
        out = tmp_path / "record"
        export(place.conference, place.desk.events(), _key(place.folder), out, RealDisk(), lambda *_: None)
    found = next(out.rglob(name))
    try_out(found, lambda: verify([out]), share=4)
    shutil.rmtree(out)


VECTORS = Path(__file__).resolve().parents[2] / "docs" / "vectors"


@pytest.mark.parametrize("name", ["record.json", "events.json"])
def test_a_file_of_a_record_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    shutil.copy(VECTORS / name, path)
    try_out(path, lambda: said_of(path), share=4)


def test_the_text_of_codes(tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    key = signing.Key(b"f" * 32)
    units = [f"{random.Random(n).random()}" for n in range(20)]
    body = canonical({"format": "emulation-bloc-record", "units": units})
    path.write_text("\n".join(encode(signed_file(body, key.public, key.sign(body)), 10)), encoding="ascii")
    try_out(path, lambda: said_of(path), share=2)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tiff"])
def test_a_picture_of_codes(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"photo.{ending}"
    small_picture().save(path)
    try_out(path, lambda: said_of(path), share=4)


def test_a_pdf_of_codes(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    small_picture().save(path, resolution=200)
    try_out(path, lambda: said_of(path), share=2)


def said_of(path: Path) -> str:
    """What the verifier says of one thing that it was given."""
    out = io.StringIO()
    assert verify_command([path], None, out) in (0, 1, 2)
    return out.getvalue()


def small_picture() -> Picture.Image:
    """A picture with the code of a summary, small enough to be tried often."""
    modules = qr.matrix("MAU 18/12/2026 CO:SO MAU MOT BK:05 NUFNUUFU4F6LXTSJ")
    side = len(modules) + 2 * qr.QUIET_ZONE
    picture = Picture.new("L", (side, side), 255)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x + qr.QUIET_ZONE, y + qr.QUIET_ZONE), 0)
    return picture.resize((2 * side, 2 * side), Picture.Resampling.NEAREST)


def _key(folder: Path) -> signing.Key:
    return signing.load_key(RealDisk(), folder)


def test_what_the_projector_reads(tmp_path: Path) -> None:
    with workplace(tmp_path, small_conference()) as place:
        place.desk.show()
        path = place.folder / "public.json"
        path.write_bytes(path.read_bytes())
        read = board.reader(path)
        try_out(path, lambda: read(), share=4)
