"""An export: the same bytes each time, nothing edited lost, nothing private in it."""

import os
import stat
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from console import record
from console.errors import BadInput, Damaged
from data import qr, signing
from data.disk import RealDisk
from data.export import Exported, export
from tests.console.documents import halls

HOSTILE = (
    "<b>Đơn vị</b>",
    "[/] x",
    "Sở \"Một\" & 'Hai'",
    unicodedata.normalize("NFD", "Viện kiểm sát tỉnh"),
    "</style><script>alert(1)</script>",
    "{{ 7*7 }} {% raw %} \x00\x1b[31m",
)


def write(hall: halls.Hall, out: Path) -> Exported:
    return export(hall.conference, hall.trail, halls.KEY, out, RealDisk())


def contents(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_same_conference_gives_the_same_bytes(tmp_path: Path) -> None:
    write(halls.full(), tmp_path / "one")
    write(halls.full(), tmp_path / "two")
    write(halls.full(), tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.parametrize("hall", [halls.Hall(halls.empty()), halls.Hall(halls.planned()), halls.half_way()])
def test_an_unfinished_conference_can_be_exported(hall: halls.Hall, tmp_path: Path) -> None:
    done = write(hall, tmp_path)
    assert sorted(contents(tmp_path)) == list(done.files)


def test_nothing_private_is_in_any_file(tmp_path: Path) -> None:
    write(halls.full(), tmp_path)
    for name, content in contents(tmp_path).items():
        assert halls.SECRET.encode() not in content, name
        assert b"not_considered" not in content, name
        assert b'"before"' not in content, name


def test_hostile_names_are_text_and_nothing_else(tmp_path: Path) -> None:
    write(halls.full(HOSTILE), tmp_path)
    for path in tmp_path.glob("*.html"):
        page = Tags()
        page.feed(path.read_text(encoding="utf-8"))
        assert "script" not in page.tags, path.name
        assert "\x00" not in page.text
        assert "\x1b" not in page.text
    minutes = Tags()
    minutes.feed((tmp_path / "11-bien-ban-hoi-nghi.html").read_text(encoding="utf-8"))
    for name in ("<b>Đơn vị</b>", "[/] x", "Viện kiểm sát tỉnh", "{{ 7*7 }}"):
        assert name in minutes.text


def test_a_paper_needs_nothing_from_outside(tmp_path: Path) -> None:
    write(halls.full(), tmp_path)
    for path in tmp_path.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "http://" not in text
        assert "https://" not in text
        assert "url(" not in text


def test_a_paper_edited_by_hand_is_never_overwritten(tmp_path: Path) -> None:
    write(halls.full(), tmp_path)
    edited = tmp_path / "08-to-trinh.html"
    edited.write_bytes(b"mine")
    done = write(halls.full(), tmp_path)
    assert edited.read_bytes() == b"mine"
    assert done.kept == ("08-to-trinh.html",)
    assert "08-to-trinh-2.html" in done.files
    again = write(halls.full(), tmp_path)
    assert edited.read_bytes() == b"mine"
    assert not (tmp_path / "08-to-trinh-3.html").exists()
    assert again.files == done.files


def test_a_paper_that_no_longer_stands_is_taken_away_unless_it_was_edited(tmp_path: Path) -> None:
    write(halls.full(), tmp_path)
    (tmp_path / "09-bien-ban-ban-giao.html").write_bytes(b"mine")
    write(halls.half_way(), tmp_path)
    assert not (tmp_path / "08-to-trinh.html").exists()
    assert (tmp_path / "09-bien-ban-ban-giao.html").read_bytes() == b"mine"


def test_the_record_of_another_conference_is_not_overwritten(tmp_path: Path) -> None:
    write(halls.full(), tmp_path)
    other = signing.Key(b"o" * 32)
    hall = halls.full()
    meeting = replace(hall.conference.meeting, key=signing.fingerprint(other))
    with pytest.raises(BadInput):
        export(hall.conference.change(meeting=meeting), hall.trail, other, tmp_path, RealDisk())
    with pytest.raises(BadInput):
        export(hall.conference, hall.trail, other, tmp_path / "new", RealDisk())


def test_progress_only_grows_and_ends_at_its_total(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    hall = halls.full()
    export(
        hall.conference,
        hall.trail,
        halls.KEY,
        tmp_path,
        RealDisk(),
        lambda what, done, total: seen.append((done, total)),
    )
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def painted(modules: Sequence[Sequence[bool]], scale: int = 4) -> Image.Image:
    side = len(modules) + 2 * qr.QUIET_ZONE
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((x + qr.QUIET_ZONE, y + qr.QUIET_ZONE), 0)
    return image.resize((side * scale, side * scale), Image.Resampling.NEAREST)


def test_the_summary_is_read_from_its_code_by_another_program(tmp_path: Path) -> None:
    done = write(halls.full(), tmp_path)
    modules = qr.matrix(done.summary, 4)
    assert len(modules) <= 33
    read = zxingcpp.read_barcode(painted(modules))
    assert read is not None
    assert read.text == done.summary


def test_the_longest_summary_still_fits_version_4() -> None:
    assert len(qr.matrix("Z" * record.SUMMARY_LENGTH, 4)) == 33
    with pytest.raises(BadInput):
        qr.matrix("Z" * (record.SUMMARY_LENGTH + 1), 4)
    with pytest.raises(BadInput):
        qr.matrix("Z" * 10_000)


def test_the_key_is_kept_for_its_owner_and_comes_back(tmp_path: Path) -> None:
    made = signing.create_key(RealDisk(), tmp_path)
    assert signing.load_key(RealDisk(), tmp_path) == made
    assert made.seed.hex() not in repr(made)
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / signing.KEY_FILE).stat().st_mode) == 0o600
    (tmp_path / signing.KEY_FILE).write_bytes(b"emulation-bloc-console key 1\nAAAA\n")
    with pytest.raises(Damaged):
        signing.load_key(RealDisk(), tmp_path)


def test_a_fingerprint_is_80_bits_in_four_groups() -> None:
    code = signing.fingerprint(halls.KEY)
    assert signing.is_code(code)
    assert [len(part) for part in code.split("-")] == [4, 4, 4, 4]
    assert signing.same_code(code, code.replace("-", "").lower())
