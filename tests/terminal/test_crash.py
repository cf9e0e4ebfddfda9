"""The program is ended in the middle: nothing that was confirmed is lost, and no choice is shown."""

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import day
from tests.terminal.terminal import Terminal

ALTERNATE_SCREEN_LEFT, CURSOR_SHOWN, MOUSE_OFF = b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l"
MARKED = b"[ X ]"


def voted(folder: Path) -> int:
    """How many have voted, as the room sees it."""
    shown = json.loads((folder / "public.json").read_text(encoding="utf-8"))
    return int(shown["round"]["voted"])


def back_to_the_box(terminal: Terminal, phrases: dict[str, str]) -> None:
    """From the agenda to the polling place, where two tellers let the ballot go on."""
    terminal.wait_for("F1 Trợ giúp")
    terminal.go("5", day.on("Mời bỏ phiếu"))
    terminal.go("enter", "niêm phong", day.on("Hai thành viên gõ cụm từ"))
    terminal.press("enter")
    day.two_type(terminal, phrases, "bc")
    terminal.wait_for(day.on("Mời đơn vị này"))


@pytest.mark.slow
def test_a_kill_in_the_middle_loses_no_confirmed_ballot_and_no_name(tmp_path: Path) -> None:
    folder = day.sample("tinh-mau", tmp_path / "hoi-nghi")
    with Terminal("open", str(folder), home=tmp_path) as terminal:
        phrases = day.to_the_ballot(terminal, sealed=True)
        day.vote(terminal, "1")
        day.vote(terminal, "2")
        terminal.process.kill(signal.SIGKILL)
        terminal.end()
    with (folder / "conference.json.journal").open("ab") as journal:
        journal.write(b'{"torn')  # what a power cut leaves of a step that was never confirmed
    with Terminal("open", str(folder), home=tmp_path) as terminal:
        terminal.wait_for("Đã khôi phục", day.on("Đã rõ"))
        terminal.go("enter", day.on("Bắt đầu"))
        back_to_the_box(terminal, phrases)
        assert voted(folder) == 2
        terminal.wait_for("Cục Mẫu Ba", "Văn phòng Mẫu Chín")
        assert not terminal.shows("Sở Mẫu Một")
        assert not terminal.shows("Ban Mẫu Hai")
        the_booth_is_left_clean(terminal, signal.SIGTERM)
    with Terminal("open", str(folder), home=tmp_path) as terminal:
        back_to_the_box(terminal, phrases)
        the_booth_is_left_clean(terminal, signal.SIGHUP)
    with Terminal("open", str(folder), home=tmp_path) as terminal:
        back_to_the_box(terminal, phrases)
        terminal.wait_for("Cục Mẫu Ba")
        day.vote(terminal, "1")
        assert voted(folder) == 3
        assert not terminal.shows("Cục Mẫu Ba")
    assert day.program("check", str(folder)).returncode == 0


def the_booth_is_left_clean(terminal: Terminal, how: signal.Signals) -> None:
    terminal.go("enter", "Mời đồng chí bỏ phiếu")
    terminal.go("space", "xem lại phiếu")
    terminal.go("1", "[ X ]")
    before = len(terminal.raw)
    terminal.process.kill(how)
    assert terminal.end() != 0
    after = bytes(terminal.raw[before:])
    assert ALTERNATE_SCREEN_LEFT in after
    assert after.rindex(CURSOR_SHOWN) > after.rfind(b"\x1b[?25l")
    assert MOUSE_OFF in after
    assert MARKED not in after
    assert "Mẫu".encode() not in after[after.index(ALTERNATE_SCREEN_LEFT) :]


def test_a_second_console_is_told_who_has_the_folder(tmp_path: Path) -> None:
    folder = day.sample("tinh-mau", tmp_path / "hoi-nghi")
    with Terminal("open", str(folder), home=tmp_path) as first:
        first.wait_for(day.on("Bắt đầu"))
        with Terminal("open", str(folder), home=tmp_path) as second:
            assert second.end() == 2
            second.wait_for(str(first.process.pid))
            assert "Traceback" not in second.text
        first.go("enter", day.on("Vào nội dung"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if os.name != "posix" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("NOT CHECKED HERE: a full disk needs root, to mount a disk of 1 MB")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill_up(filler: Path) -> None:
    """Leave no byte free."""
    with filler.open("wb", buffering=0) as full, contextlib.suppress(OSError):
        while True:
            full.write(bytes(512))


def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path: Path, small_disk: Path) -> None:
    folder = day.sample("tinh-mau", small_disk / "hoi-nghi")
    with Terminal("open", str(folder), home=tmp_path) as terminal:
        terminal.wait_for(day.on("Bắt đầu"))
        day.enter(terminal, "Vào nội dung", "Có mặt đủ")
        filler = small_disk / "filler"
        fill_up(filler)
        terminal.go("enter", day.on("Đã rõ"))
        filler.unlink()
        terminal.press("enter")
        terminal.wait_until(lambda: not terminal.shows(day.on("Đã rõ")))
        if terminal.shows(day.on("Có mặt đủ")):
            terminal.press("enter")
        terminal.wait_for(day.on("Khai mạc hội nghị"))
        terminal.process.kill(signal.SIGKILL)
        terminal.end()
    assert day.program("check", str(folder)).returncode == 0
    with Terminal("open", str(folder), home=tmp_path) as terminal:
        terminal.wait_for(day.on("Vào nội dung"))
        terminal.go("enter", "Có mặt 09/09")
