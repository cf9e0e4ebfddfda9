"""The door: the start screen, the projector's window, no terminal, a terminal that is too small."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import day
from tests.terminal.terminal import ROOT, Terminal


def test_the_start_screen_makes_a_copy_of_a_sample_and_opens_it(tmp_path: Path) -> None:
    with Terminal(home=tmp_path) as terminal:
        terminal.wait_for("tinh-mau", "dien-bien-2022", day.on("Mở"))
        terminal.press("down", "down")
        terminal.go("enter", "hoi-nghi-tinh-mau")
        terminal.type(str(tmp_path / "thu"))  # the proposed folder is marked: typing replaces it
        terminal.go("enter", "DỮ LIỆU MẪU", day.on("Bắt đầu"))
    assert (tmp_path / "thu" / "conference.json").is_file()


@pytest.mark.slow
def test_the_projector_follows_and_shows_no_total_before_it_is_announced(tmp_path: Path) -> None:
    folder = day.sample("tinh-mau", tmp_path / "hoi-nghi")
    with (
        Terminal("open", str(folder), home=tmp_path, brisk=True) as console,
        Terminal("present", str(folder), home=tmp_path) as room,
    ):
        room.wait_for("Hội nghị tổng kết công tác thi đua")
        day.to_the_ballot(console)
        room.wait_for("00/09")
        day.vote(console, "1")
        room.wait_for("01/09")
        assert not room.shows("%")
        console.go("d", "Đóng bỏ phiếu?")
        console.go("c", day.on("Đã đọc và ghi lại"))
        day.enter(console, "Mở hòm kiểm phiếu")
        console.press("a", "b")
        day.enter(console, "Công bố")
        room.wait_for("Số phiếu phát ra 01, thu vào 01")
        room.settle()
        assert not room.shows("%")
        assert "votes" not in (folder / "public.json").read_text(encoding="utf-8")
        assert not room.shows("Sở Mẫu Một")
        day.announce(console)
        room.wait_for("Sở Mẫu Một", "11,11")


def test_without_a_terminal_there_is_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    folder = day.sample("tinh-mau", tmp_path / "hoi-nghi")
    for arguments in (("open", str(folder)), ("present", str(folder)), ()):
        ended = subprocess.run(
            [sys.executable, str(ROOT / "app.py"), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
        )
        assert ended.returncode == 2
        assert ended.stdout == ""
        assert len(ended.stderr.strip().splitlines()) == 1
        assert "Traceback" not in ended.stderr


def test_a_terminal_that_is_too_small_says_so(tmp_path: Path) -> None:
    folder = day.sample("tinh-mau", tmp_path / "hoi-nghi")
    with Terminal("open", str(folder), columns=70, rows=20, home=tmp_path) as terminal:
        terminal.wait_for("Cửa sổ quá nhỏ: 70 × 20", "80 × 24")
