"""What people do on the day, in keys: steps that the tests of whole conferences share."""

import re
import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests.screens.readers import by_zxing
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
    terminal.go("f4", "nhất trí: được thông qua", on("Niêm phong hòm phiếu"))


def seal(terminal: Terminal) -> dict[str, str]:
    """The tellers seal: each sees five syllables, hides them, types them back. Letter -> phrase."""
    terminal.go("enter", on("Máy chiếu đã tắt"))
    terminal.go("enter", "Máy chiếu đã tắt?", "Có (C)")
    terminal.press("c")
    phrases = {}
    for letter in "abc":
        terminal.wait_for("Lúc này chỉ đồng chí", "hiện cụm từ trong 10 giây")
        terminal.go("enter", "Chép năm từ này vào thẻ")
        phrases[letter] = shown_phrase(terminal)
        terminal.go("x", "Đã ẩn cụm từ", gone="Chép năm từ")
        terminal.go("enter", "Gõ lại năm từ theo thẻ")
        type_phrase(terminal, phrases[letter])
    terminal.wait_for("Hòm phiếu trống (00 phiếu)", on("Đã đọc và ghi lại"))
    terminal.go("enter", on("Mở bỏ phiếu"))
    return phrases


def shown_phrase(terminal: Terminal) -> str:
    """The five syllables on the screen: letters are spaced out, words further."""
    lines = terminal.lines
    first = next(n for n, line in enumerate(lines) if "Chép năm từ" in line)
    last = next(n for n, line in enumerate(lines) if "Ẩn sau" in line)
    words = "    ".join(line.strip(" ┃│┏┓┗┛") for line in lines[first + 1 : last])
    if re.search(r"\b\w \w \w\b", words):
        words = " ".join(word.replace(" ", "") for word in re.split(r" {3,}", words))
    assert len(words.split()) == 5, words
    return " ".join(words.split())


def type_phrase(terminal: Terminal, phrase: str) -> None:
    """Five syllables, Space after each."""
    for word in phrase.split():
        terminal.type(word + " ")


def go_quick(terminal: Terminal) -> None:
    """Without phrases: where the sealing is not what is looked at."""
    terminal.go("enter", on("Máy chiếu đã tắt"))
    terminal.go("n", "Bỏ phiếu không dùng cụm từ mở hòm?", "Có (C)")
    terminal.go("c", on("Mở bỏ phiếu"))


def two_type(terminal: Terminal, phrases: dict[str, str], letters: str = "ab") -> None:
    """Two tellers type their phrases."""
    terminal.wait_for("gõ cụm từ mở hòm; bấm chữ cái")
    for letter in letters:
        terminal.go(letter, "đang gõ")
        type_phrase(terminal, phrases[letter])


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


def close_and_count(terminal: Terminal, phrases: dict[str, str]) -> None:
    """Close the box; two tellers open it."""
    terminal.wait_for(on("Đóng bỏ phiếu"))
    terminal.go("enter", "Đóng bỏ phiếu?")
    terminal.go("c", on("Đã đọc và ghi lại"))
    enter(terminal, "Mở hòm kiểm phiếu")
    terminal.press("enter")
    two_type(terminal, phrases, "ac")
    terminal.wait_for(on("Công bố"))


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
    terminal.go("enter", "Mã khóa ký, đọc to", "01-danh-sach")
    if terminal.columns < 120:
        terminal.go("m", "Mã này cần cửa sổ lớn hơn: 120 × 36", "13-to-xac-thuc.pdf")
    else:
        terminal.go("m", "Mã QR 01 trong", "mã vẫn đọc được hồ sơ")
        assert code_on_screen(terminal).startswith("EBR1:D:1:")
        terminal.go("enter", "Mã QR 02 trong")
        assert code_on_screen(terminal).startswith("EBR1:D:2:")
    terminal.go("escape", "Mã khóa ký, đọc to", "01-danh-sach")
    terminal.press("ctrl+q")


def code_on_screen(terminal: Terminal) -> str:
    """What a reader makes of the blocks on the screen: half a cell a module."""
    shot = Image.new("L", (max(map(len, terminal.lines)) + 4, 2 * len(terminal.lines)), 255)
    for y, row in enumerate(terminal.lines):
        for x, letter in enumerate(row):
            for half, blocks in enumerate(("▀█", "▄█")):
                if letter in blocks:
                    shot.putpixel((x, 2 * y + half), 0)
    found = by_zxing(shot.resize((shot.width * 4, shot.height * 4), Image.Resampling.NEAREST))
    return found[0] if found else ""


def to_the_ballot(terminal: Terminal, *, sealed: bool = False) -> dict[str, str]:
    """The shortest way of tinh-mau to an open box: everybody present, three nominees, three tellers.

    Args:
        sealed: to the tellers' phrases, which are returned; else in quick mode.
    """
    terminal.wait_for(on("Bắt đầu"))
    terminal.go("1", on("Có mặt đủ"))
    enter(terminal, "Khai mạc hội nghị", "Về chương trình")
    terminal.go("5", on("Lập danh sách"))
    enter(terminal, "Bầu Ban kiểm phiếu")
    terminal.press("enter")
    tellers(terminal, "mau c", "mau b", "mau d")
    phrases: dict[str, str] = {}
    if sealed:
        phrases = seal(terminal)
    else:
        go_quick(terminal)
    open_on_laptop(terminal)
    return phrases
