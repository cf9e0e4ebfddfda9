"""The stick in the room: pulled out and back, the laptop dies in a ballot, another one goes on."""

import signal
from pathlib import Path

import pytest

from tests.data.test_mirror import secrets_on
from tests.terminal import day
from tests.terminal.terminal import Terminal


@pytest.mark.slow
def test_a_laptop_that_dies_in_a_ballot_is_followed_by_another_that_votes_again(tmp_path: Path) -> None:
    folder, usb = day.sample("tinh-mau", tmp_path / "hoi-nghi"), tmp_path / "usb"
    with Terminal("open", str(folder), "--mirror", str(usb), home=tmp_path) as terminal:
        terminal.wait_for(day.on("Bắt đầu"))
        usb.rename(tmp_path / "pocket")
        terminal.go("g", "Ghi chú cho biên bản")
        terminal.type("Rút USB ra.")
        terminal.press("f4")
        terminal.wait_for("bản sao chậm 1 bước")
        (tmp_path / "pocket").rename(usb)
        terminal.wait_for(day.on("Bắt đầu"), gone="bản sao chậm")
        day.to_the_ballot(terminal, sealed=True)
        day.vote(terminal, "1")
        terminal.process.kill(signal.SIGKILL)
        terminal.end()
    assert (folder / "boxes").exists()
    assert not (usb / "boxes").exists()
    assert secrets_on(usb) == []
    told = day.program("resume", str(usb), str(tmp_path / "du-phong")).stdout
    assert "phải bỏ phiếu lại" in told
    assert "niêm phong lại" in told
    with Terminal("open", str(tmp_path / "du-phong"), home=tmp_path) as terminal:
        terminal.wait_for("F1 Trợ giúp")
        terminal.go("5", day.on("Niêm phong hòm phiếu"))
        day.seal(terminal)


@pytest.mark.slow
def test_the_start_screen_leads_out_of_a_damaged_folder(tmp_path: Path) -> None:
    folder, usb = day.sample("tinh-mau", tmp_path / "hoi-nghi"), tmp_path / "usb"
    with Terminal("open", str(folder), "--mirror", str(usb), home=tmp_path) as terminal:
        terminal.wait_for(day.on("Bắt đầu"))
        terminal.press("ctrl+q")
        assert terminal.end() == 0
    path = folder / "conference.json"
    path.write_bytes(path.read_bytes().replace(b"units", b"unitz", 1))
    with Terminal(home=tmp_path) as terminal:
        terminal.wait_for("hoi-nghi", day.on("Mở"))
        terminal.go("enter", "Thư mục này bị hỏng", "conference.json")
        terminal.go("enter", "Khôi phục từ bản nào?", str(usb)[-20:])
        terminal.go("enter", "Thư mục mới")
        terminal.press("enter")
        terminal.wait_for("Đã khôi phục", "Tiếp tục sau bước")
        terminal.go("enter", day.on("Bắt đầu"))
    assert (tmp_path / "hoi-nghi-2" / "conference.json").is_file()
