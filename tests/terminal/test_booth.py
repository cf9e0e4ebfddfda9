"""The real program at its booth: whatever a terminal can send, nobody gets out, nothing of a choice stays."""

import os
import random
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.ballot import nomination
from tests.screens.conference import elect_tellers, workplace
from tests.terminal import day
from tests.terminal.terminal import Terminal
from tests.terminal.test_crash import voted

pytestmark = pytest.mark.slow

CURTAIN, MARKING, REVIEW = "Mời đồng chí bỏ phiếu", "xem lại phiếu ►", "bỏ phiếu vào hòm ►"
MARKED = b"[ X ]"

CONTROLS = [bytes([code]) for code in range(0x20) if code not in (0x0D, 0x18, 0x1B)] + [b"\x7f"]
"""Every control byte but Enter, ctrl+x (which wipes the ballot) and the beginning of a sequence."""

FUNCTION_KEYS = [
    *(b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS"),
    *(
        f"\x1b[{n}~".encode()
        for n in (1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25)
    ),
    *(f"\x1b[{n};{m}~".encode() for n in (2, 3, 15, 20, 24) for m in range(2, 9)),
    *(f"\x1b[1;{m}{end}".encode() for m in range(2, 9) for end in "HFPQRS"),
    *(f"\x1b[{key};{m}u".encode() for key in (99, 113, 112, 122, 92, 27, 57344) for m in (3, 5, 7, 9)),
]
ESCAPES = [b"\x1b" * n for n in (2, 3, 7, 40)] + [b"\x1b[", b"\x1bO", b"\x1b]0;x\x07", b"\x1bP1$r\x1b\\"]
WITH_ALT = [b"\x1b" + bytes([letter]) for letter in range(0x21, 0x7F) if chr(letter) not in "[O]PX^_+="]
PASTES = [b"\x1b[200~1\r\rb\r\x11 \x1b[201~", b"\x1b[200~" + b"1" * 5000 + b"\x1b[201~"]
FOCUS = [b"\x1b[I", b"\x1b[O"] * 3
REPORTS = [
    b"\x1b[1;1R",
    b"\x1b[?2026;2$y",
    b"\x1b[?2048;0$y",
    b"\x1b[?62;22c",
    b"\x1b[>0;276;0c",
    b"\x1b[?1;2c",
]
SIZES = [b"\x1b[48;0;0;0;0t", b"\x1b[48;99999;99999;9;9t", b"\x1b[8;24;80t"]
NOT_TEXT = [
    b"\xff\xfe",
    b"\xc3(",
    b"\xed\xa0\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\x1b[99999999999u",
    b"\x80" * 300,
]
MOUSE = [
    f"\x1b[<{button};{x};{y}{end}".encode()
    for button in (0, 1, 2, 3, 4, 8, 16, 28, 32, 35, 64, 65, 66, 67, 128, 255)
    for x, y in ((1, 1), (60, 2), (9999, 9999), (0, 0))
    for end in "Mm"
] + [b"\x1b[M !!", b"\x1b[M\xff\xff\xff", b"\x1b[32;1;1M"]

SENT = CONTROLS + FUNCTION_KEYS + ESCAPES + WITH_ALT + PASTES + FOCUS + REPORTS + SIZES + NOT_TEXT + MOUSE

PASSED_BY = (
    "SIGTSTP",
    "SIGCONT",
    "SIGTTIN",
    "SIGTTOU",
    "SIGUSR1",
    "SIGUSR2",
    "SIGALRM",
    "SIGVTALRM",
    "SIGPROF",
)
ENDING = ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGXCPU")


def noise(seed: int) -> list[bytes]:
    """Bytes of chance without those that mean something in the booth."""
    chance = random.Random(seed)
    letters = [n for n in [*range(0x80, 0x100), *b"\x1b\x1b\x1b[[<;?MmOIR~$tu"] if n not in b"\r \x18"]
    return [bytes(chance.choices(letters, k=chance.randrange(1, 40))) for _time in range(60)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A conference with a ballot under way on this laptop, the box empty."""
    with workplace(tmp_path) as place:
        place.desk.do(nomination.make_list, "CO")
        elect_tellers(place)
        place.polling.open("CO")
        return place.folder


@pytest.fixture
def booth(folder: Path, tmp_path: Path) -> Iterator[Terminal]:
    """The program, at the curtain, for the first unit of the list."""
    with Terminal("open", str(folder), home=tmp_path) as terminal:
        to_the_curtain(terminal)
        yield terminal


def to_the_curtain(terminal: Terminal) -> None:
    """From the start to the curtain."""
    terminal.wait_for("F1 Trợ giúp")
    terminal.go("5", day.on("Mời bỏ phiếu"))
    terminal.go("enter", "niêm phong", "Công an tỉnh Mẫu")
    terminal.go("enter", CURTAIN)


def send_all(terminal: Terminal, sequences: list[bytes]) -> None:
    """Send these one by one, taking in what the program paints."""
    for sequence in sequences:
        os.write(terminal.process.child_fd, sequence)
        terminal.read(0.012)
    terminal.settle()
    assert terminal.process.isalive(), terminal.text


def until_it_answers(terminal: Terminal) -> None:
    """Press an arrow until it moves something; a key that comes while the terminal is taken anew is lost."""
    before = terminal.text
    for _time in range(20):
        terminal.press("down")
        if terminal.text != before:
            return
    raise AssertionError(f"no answer any more:\n{terminal.text}")


def test_nothing_that_a_terminal_sends_leads_out(booth: Terminal, folder: Path) -> None:
    send_all(booth, SENT + noise(1))
    booth.wait_for(CURTAIN, "Phím cách")
    booth.go("space", MARKING)
    booth.go("1", "[ X ]")
    send_all(booth, SENT + noise(2))
    booth.wait_for(MARKING)
    booth.go("enter", REVIEW)
    shown = booth.text
    send_all(booth, [sent for sent in SENT if not sent.startswith(b"\x1b\x1b")] + noise(3))
    if booth.shows(MARKING):  # a lone Esc among them leads back to the paper, as it should
        booth.go("enter", REVIEW)
    assert booth.text == shown
    assert voted(folder) == 0
    booth.press("down")
    booth.go("enter", "Người điều hành: bấm B")
    assert voted(folder) == 1


def test_a_window_of_any_size_is_no_way_out_and_loses_nothing(booth: Terminal) -> None:
    booth.go("space", MARKING)
    booth.go("1", "[ X ]")
    for rows, columns in ((1, 1), (2, 200), (200, 2), (24, 79), (23, 80), (5, 5), (60, 200), (24, 80)):
        booth.process.setwinsize(rows, columns)
        booth.settle()
        send_all(booth, [b"\x11", b"\x03", b"\x1bOQ", b"\x10"])
    booth.process.setwinsize(36, 120)
    booth.wait_for(MARKING, "[ X ]")


@pytest.mark.skipif(not hasattr(signal, "SIGTSTP"), reason="NOT CHECKED HERE: signals of POSIX")
def test_signals_that_mean_nothing_here_do_nothing(booth: Terminal) -> None:
    booth.go("space", MARKING)
    booth.go("1", "[ X ]")
    for name in PASSED_BY:
        booth.process.kill(getattr(signal, name))
        until_it_answers(booth)
    booth.process.kill(signal.SIGSTOP)
    booth.process.kill(signal.SIGCONT)
    until_it_answers(booth)
    booth.wait_for(MARKING, "[ X ]")
    booth.go("enter", REVIEW)


@pytest.mark.skipif(not hasattr(signal, "SIGQUIT"), reason="NOT CHECKED HERE: signals of POSIX")
def test_a_signal_that_ends_it_shows_no_choice_and_the_next_start_stands_before_that_ballot(
    folder: Path, tmp_path: Path
) -> None:
    for at, name in enumerate(ENDING):
        with Terminal("open", str(folder), home=tmp_path) as terminal:
            to_the_curtain(terminal)
            terminal.go("space", MARKING)
            terminal.go("1", "[ X ]")
            if at % 2:
                terminal.go("enter", REVIEW)
            before = len(terminal.raw)
            terminal.process.kill(getattr(signal, name))
            assert terminal.end() == 128 + getattr(signal, name), name
            assert_clean(bytes(terminal.raw), bytes(terminal.raw[before:]))
            assert voted(folder) == 0
    with Terminal("open", str(folder), home=tmp_path) as terminal:
        to_the_curtain(terminal)
        terminal.press("b")
        terminal.go("enter", "niêm phong")
        day.vote(terminal, "1")
        assert voted(folder) == 1
        assert not terminal.shows("Công an tỉnh Mẫu")


def test_a_window_that_is_closed_ends_it_and_the_ballot_is_not_lost(folder: Path, tmp_path: Path) -> None:
    with Terminal("open", str(folder), home=tmp_path) as terminal:
        to_the_curtain(terminal)
        terminal.go("space", MARKING)
        terminal.go("1", "[ X ]")
        terminal.process.ptyproc.fileobj.close()
        assert terminal.process.ptyproc.wait() in (2, 129)
    assert not (folder / "crash.log").exists()
    assert voted(folder) == 0
    with Terminal("open", str(folder), home=tmp_path) as terminal:
        to_the_curtain(terminal)
        terminal.press("b")
        terminal.go("enter", "niêm phong")
        day.vote(terminal, "1")
        assert voted(folder) == 1


def test_after_the_curtain_nothing_painted_holds_the_choice_and_the_way_out_is_clean(
    booth: Terminal, folder: Path
) -> None:
    booth.go("space", MARKING)
    booth.go("1", "[ X ]")
    booth.go("\x18", CURTAIN)
    assert "[ X ]" not in booth.text
    after = len(booth.raw)
    booth.press("b")
    booth.go("enter", "niêm phong")
    booth.press("\x11")
    booth.settle()
    if booth.process.isalive():
        booth.process.kill(signal.SIGTERM)
    booth.end()
    assert MARKED not in booth.raw[after:]
    assert_clean(bytes(booth.raw), bytes(booth.raw[after:]))


def assert_clean(everything: bytes, last: bytes) -> None:
    """Alternate screen left, cursor shown, mouse and paste reports off; no mark after the end began."""
    for on, off in ((1049, 1049), (25, 25), (1000, 1000), (1003, 1003), (2004, 2004), (1004, 1004)):
        first, then = ("l", "h") if on == 25 else ("h", "l")
        started = everything.rfind(f"\x1b[?{on}{first}".encode())
        assert everything.rfind(f"\x1b[?{off}{then}".encode()) > started, on
    assert MARKED not in last
    words = last[last.rindex(b"\x1b[?1049l") :]
    assert not re.search("Mẫu|Đồng ý".encode(), words)


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="NOT CHECKED HERE: /proc is Linux's")
def test_the_real_program_dumps_no_core(booth: Terminal) -> None:
    limits = Path(f"/proc/{booth.process.pid}/limits").read_text(encoding="utf-8")
    assert re.search(r"Max core file size +0 +0 ", limits)
