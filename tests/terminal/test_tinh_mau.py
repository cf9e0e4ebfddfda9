"""The whole of tinh-mau in the real program, by keys alone, nine delegates voting in turn."""

import json
from pathlib import Path

import pytest

from tests.terminal import day
from tests.terminal.terminal import Terminal

NOTE = "Đề nghị rút ngắn tham luận"


@pytest.mark.slow
def test_a_chair_runs_the_whole_day_by_keys(tmp_path: Path) -> None:
    folder = day.sample("tinh-mau", tmp_path / "hoi-nghi")
    with Terminal("open", str(folder), home=tmp_path, brisk=True) as terminal:
        roll_call(terminal)
        morning(terminal, folder)
        phrases = flag(terminal)
        certificates(terminal, phrases)
        day.enter(terminal, "Mục tiếp theo")
        day.follow(terminal, "Vào nội dung")
        terminal.wait_for("► Giới thiệu, biểu quyết")
        day.hand_over(terminal, "Ban Mẫu Hai tỉnh Mẫu", "mau ba")
        day.close_and_export(terminal)
        assert terminal.end() == 0, terminal.text
    the_record_says_what_was_voted(folder)


def roll_call(terminal: Terminal) -> None:
    terminal.wait_for(day.on("Bắt đầu"))
    day.enter(terminal, "Vào nội dung", "Có mặt đủ")
    terminal.press("down")
    terminal.go("s", "Ai dự thay?", "Ban Mẫu Hai")
    day.fill(terminal, "Phạm Văn Thế", "Phó Trưởng ban", "12/GUQ")
    terminal.wait_for("Phạm Văn Thế*", gone="Ai dự thay?")
    terminal.go("g", "Làm việc cho chủ trì")
    day.fill(terminal, "Khách Mời Một", "Phó Chủ tịch", "UBND tỉnh Mẫu", "")
    terminal.wait_for("✓ Khách Mời Một", gone="Làm việc cho chủ trì")
    day.enter(terminal, "Khai mạc hội nghị", "Về chương trình", "Mục tiếp theo")


def morning(terminal: Terminal, folder: Path) -> None:
    day.items(terminal, "Ổn định tổ chức →", "Chào cờ →")
    terminal.go("c", "CHÀO CỜ")
    day.enter(terminal, "Mục tiếp theo")
    day.items(
        terminal,
        "Tuyên bố lý do",
        "Giới thiệu chủ trì",
        "Phát biểu khai mạc",
        "Báo cáo tổng kết",
        "Tham luận",
    )
    terminal.press("s")
    day.choose(terminal, "phát biểu?", "mau c", "Phút")
    terminal.press("f4")
    terminal.wait_for("Nguyễn Văn Mẫu C", gone="Phút *")
    terminal.press("f")
    terminal.go("g", "Ghi chú")
    terminal.type(NOTE)
    terminal.go("f4", "Ghi chú: 1")
    assert NOTE not in (folder / "public.json").read_text(encoding="utf-8")
    terminal.go("h", "Biểu quyết")
    terminal.press("enter")
    terminal.go("f4", day.on("Mục tiếp theo"), gone="Nhất trí")
    day.items(terminal, "Thảo luận")
    day.enter(terminal, "Biểu quyết thông qua")
    terminal.go("enter", "Nhất trí *")
    for _field in range(3):
        terminal.press("enter")
    day.enter(terminal, "Về chương trình", "Mục tiếp theo")
    day.items(terminal, "Phát biểu chỉ đạo", "Tiếp thu ý kiến", "Thông qua kết quả chấm điểm")
    terminal.go("enter", "BÁO CÁO, CHẤM ĐIỂM", day.on("Về chương trình"))
    day.enter(terminal, "Mục tiếp theo")


def flag(terminal: Terminal) -> dict[str, str]:
    day.items(terminal, "Bầu Ban kiểm phiếu")
    day.enter(terminal, "Lập danh sách", "Bầu Ban kiểm phiếu")
    terminal.press("enter")
    day.tellers(terminal, "mau c", "pham van the", "mau d")
    phrases = day.seal(terminal)
    day.open_on_laptop(terminal)
    for _delegate in range(8):
        day.vote(terminal, "1")
    day.vote(terminal, "2")
    day.close_and_count(terminal, phrases)
    day.announce(terminal)
    day.settle(terminal, "Lập danh sách")
    return phrases


def certificates(terminal: Terminal, phrases: dict[str, str]) -> None:
    """Nine again: eight choose the first five of the list, one the last three."""
    day.enter(terminal, "Mở bỏ phiếu")
    day.open_on_laptop(terminal)
    for _delegate in range(8):
        day.vote(terminal, *"12345")
    day.vote(terminal, *"678")
    day.close_and_count(terminal, phrases)
    day.announce(terminal)
    day.settle(terminal, "Về chương trình")


def the_record_says_what_was_voted(folder: Path) -> None:
    checked = day.program("check", str(folder))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    record = folder / "record"
    verified = day.program("verify", str(record))
    assert verified.returncode == 0, verified.stdout + verified.stderr
    said = json.loads((record / "record.json").read_text(encoding="utf-8"))
    votes = [[line["votes"] for line in row["lines"]] for row in said["rounds"]]
    assert votes == [[8, 1, 0], [8, 8, 8, 8, 8, 1, 1, 1]]
    papers = list(record.rglob("*.html"))
    assert len(papers) >= 5
    for paper in papers:
        assert "được tặng" not in paper.read_text(encoding="utf-8").lower(), paper.name
    minutes = "".join(paper.read_text(encoding="utf-8") for paper in papers)
    assert "Phạm Văn Thế" in minutes
    assert "Khách Mời Một" in minutes
    assert NOTE in minutes
