"""dien-bien-2022 in the real program at 80x24: by consensus, to the handover to the deputy."""

import json
from pathlib import Path

import pytest

from tests.terminal import day
from tests.terminal.terminal import Terminal


@pytest.mark.slow
def test_the_bloc_of_the_seed_agrees_and_hands_over(tmp_path: Path) -> None:
    folder = day.sample("dien-bien-2022", tmp_path / "hoi-nghi")
    with Terminal("open", str(folder), columns=80, rows=24, home=tmp_path) as terminal:
        terminal.wait_for(day.on("Bắt đầu"))
        day.enter(terminal, "Vào nội dung", "Có mặt đủ", "Khai mạc hội nghị", "Về chương trình")
        day.follow(terminal, "Vào nội dung")
        day.enter(terminal, "Biểu quyết thông qua")
        terminal.go("enter", "Nhất trí *")
        terminal.go("f4", day.on("Về chương trình"))
        day.follow(terminal, "Vào nội dung")
        day.enter(terminal, "Về chương trình")
        day.follow(terminal, "Vào nội dung")
        consensus(terminal)
        day.follow(terminal, "Vào nội dung")
        terminal.wait_for("► Giới thiệu, biểu quyết")
        day.hand_over(
            terminal, "Bộ Chỉ huy quân sự tỉnh Điện Biên", "đơn vị thành viên 3", witness="Bùi Thị Quế Anh"
        )
        day.close_and_export(terminal)
        assert terminal.end() == 0, terminal.text
    assert day.program("check", str(folder)).returncode == 0
    verified = day.program("verify", str(folder / "record"))
    assert verified.returncode == 0, verified.stdout + verified.stderr
    said = json.loads((folder / "record" / "record.json").read_text(encoding="utf-8"))
    assert [row["method"] for row in said["rounds"]] == ["open", "open"]
    minutes = "".join(p.read_text(encoding="utf-8") for p in (folder / "record").rglob("*.html"))
    assert "suy tôn" in minutes
    assert "được tặng" not in minutes.lower()


def consensus(terminal: Terminal) -> None:
    """The flag for the one, certificates for the five others; no tellers, no box."""
    day.enter(terminal, "Lập danh sách", "Hình thức bỏ phiếu")
    terminal.go("enter", "bằng phiếu giấy")
    terminal.go("enter", "suy tôn đơn vị nào?")
    terminal.type("thads")
    terminal.go("enter", "Nhất trí *")
    terminal.go("f4", day.on("Lập danh sách"))
    day.enter(terminal, "Hình thức bỏ phiếu")
    terminal.go("enter", "bằng phiếu giấy")
    terminal.go("enter", "suy tôn đơn vị nào?")
    for _unit in range(5):
        terminal.press("space", "enter")
    terminal.wait_for("Nhất trí *")
    terminal.go("f4", day.on("Về chương trình"))
    day.enter(terminal, "Mục tiếp theo")
