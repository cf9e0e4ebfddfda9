"""What people do on the day, in keys: steps that the tests of whole conferences share."""

import subprocess
import sys
from pathlib import Path

from tests.terminal.terminal import ROOT, Terminal

WAY_ON = "Enter: {words} ►"


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command without a screen to its end."""
    return subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


def sample(name: str, folder: Path) -> Path:
    """A conference folder made from a sample."""
    made = program("sample", name, str(folder))
    assert made.returncode == 0, made.stderr
    return folder


def on(words: str) -> str:
    """The ONE key as the footer shows it."""
    return WAY_ON.format(words=words)


def enter(terminal: Terminal, *ways_on: str) -> None:
    """Press Enter for each, and wait until the ONE key is what is named."""
    for words in ways_on:
        terminal.go("enter", on(words))


def items(terminal: Terminal, *titles: str) -> None:
    """Begin these agenda items one after another, by Enter."""
    for title in titles:
        terminal.go("enter", f"► {title}")


def fill(terminal: Terminal, *values: str) -> None:
    """Type into the fields of a form one after another, Enter between and after them."""
    for value in values:
        if value:
            terminal.type(value)
        terminal.press("enter")


def choose(terminal: Terminal, title: str, words: str, then: str) -> None:
    """Narrow a list by typing, take what is left, and wait for what follows."""
    terminal.wait_for(title, "Gõ để tìm")
    terminal.type(words)
    terminal.go("enter", then, gone=title)


def tellers(terminal: Terminal, head: str, secretary: str, member: str) -> None:
    """Elect three tellers by a unanimous show of hands."""
    choose(terminal, "Trưởng Ban kiểm phiếu", head, "Thư ký Ban kiểm phiếu")
    choose(terminal, "Thư ký Ban kiểm phiếu", secretary, "Ủy viên Ban kiểm phiếu")
    choose(terminal, "Ủy viên Ban kiểm phiếu", member, "Biểu quyết danh sách Ban kiểm phiếu")
    terminal.go("f4", "nhất trí: được thông qua", on("Mở bỏ phiếu"))


def open_on_laptop(terminal: Terminal) -> None:
    """Open a secret ballot on the laptop."""
    terminal.go("enter", "Gõ để tìm", "bỏ phiếu kín tại máy này")
    terminal.go("enter", "Mở bỏ phiếu:", "Có (C)")
    terminal.go("c", "niêm phong", "Hòm phiếu trống")


def vote(terminal: Terminal, *marks: str) -> None:
    """One delegate walks to the laptop, votes with these keys, and walks away."""
    terminal.go("enter", "Mời đồng chí bỏ phiếu")
    terminal.go("space", "xem lại phiếu")
    for mark in marks:
        terminal.press(mark)
    terminal.go("enter", "bỏ phiếu vào hòm")
    terminal.press("down")  # another key between: Enter twice in a hurry is one Enter
    terminal.go("enter", "Người điều hành: bấm B")
    terminal.go("b", "Người điều hành: bấm Enter")
    terminal.go("enter", "phiếu đã vào hòm.", "niêm phong")


def close_and_count(terminal: Terminal) -> None:
    """Close the box; two tellers open it."""
    terminal.wait_for(on("Đóng bỏ phiếu"))
    terminal.go("enter", "Đóng bỏ phiếu?")
    terminal.go("c", on("Đã đọc và ghi lại"))
    enter(terminal, "Mở hòm kiểm phiếu")
    terminal.go("a", "A [X]")
    terminal.go("b", "B [X]")
    enter(terminal, "Công bố")


def announce(terminal: Terminal) -> None:
    """Công bố."""
    terminal.go("enter", "Có (C)")
    terminal.go("c", on("Hội nghị quyết định"))


def settle(terminal: Terminal, then: str) -> None:
    """The room takes the first option: what the count proposes."""
    terminal.go("enter", on("Hội nghị quyết định"), "Tình trạng")
    terminal.go("enter", "Gõ để tìm")
    terminal.go("enter", "Có (C)")
    terminal.go("c", on(then))


def hand_over(terminal: Terminal, leader: str, deputy: str, witness: str = "") -> None:
    """From the agenda and back: the deputy steps up, checklist, confirmations, chair, pact."""
    enter(terminal, "Chọn Trưởng khối")
    terminal.go("enter", "Phó Trưởng khối lên Trưởng khối")
    terminal.go("enter", f"{leader}   đề nghị")
    terminal.go("enter", "Phó Trưởng khối năm", gone="đề nghị")
    terminal.type(deputy)
    terminal.go("enter", "Nhất trí *")
    terminal.go("f4", on("Tất cả đã đủ"))
    terminal.go("enter", "10/10 mục đủ")
    if witness:
        terminal.go("enter", "Ai chứng kiến bàn giao?")
        terminal.type(witness)
        terminal.press("f4")
    for side in ("Bên giao", "Bên nhận", "Bên chứng kiến"):
        terminal.wait_for(on("Xác nhận"))
        terminal.go("enter", f"{side} xác nhận")
        terminal.go("f4", f"✓ {side}:")
    terminal.wait_for(on("Trưởng khối mới điều hành"))
    terminal.go("enter", "Có (C)")
    terminal.go("c", on("Tất cả đã ký"))
    enter(terminal, "Kết thúc ký giao ước")
    terminal.go("enter", "Có (C)")
    terminal.go("c", on("Về chương trình"))
    enter(terminal, "Mục tiếp theo")


def follow(terminal: Terminal, until: str, most: int = 20) -> None:
    """Press Enter and nothing else until the ONE key is `until`."""
    for _press in range(most):
        if terminal.shows(on(until)):
            return
        before = terminal.text
        terminal.press("enter")
        terminal.wait_until(lambda before=before: terminal.text != before)  # type: ignore[misc]
    terminal.wait_for(on(until))


def close_and_export(terminal: Terminal) -> None:
    """Bế mạc, every paper, and out."""
    follow(terminal, "Bế mạc Hội nghị")
    terminal.go("enter", "Bế mạc Hội nghị?")
    terminal.go("c", on("Xuất toàn bộ văn bản"))
    terminal.go("enter", "Mã hồ sơ, đọc to", "01-danh-sach")
    terminal.press("ctrl+q")


def to_the_ballot(terminal: Terminal) -> None:
    """The shortest way of tinh-mau to an open box: everybody present, three nominees, three tellers."""
    terminal.wait_for(on("Bắt đầu"))
    terminal.go("1", on("Có mặt đủ"))
    enter(terminal, "Khai mạc hội nghị", "Về chương trình")
    terminal.go("5", on("Lập danh sách"))
    enter(terminal, "Bầu Ban kiểm phiếu")
    terminal.press("enter")
    tellers(terminal, "mau c", "mau b", "mau d")
    open_on_laptop(terminal)
