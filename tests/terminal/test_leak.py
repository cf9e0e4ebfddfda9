"""A choice that can be recognised is cast in the real program; then it is looked for everywhere."""

import base64
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.rules import Rules
from tests.screens.conference import NAMES, elect_tellers, small_conference, workplace
from tests.terminal import day
from tests.terminal.terminal import ROOT, Terminal
from tests.terminal.test_booth import CURTAIN, MARKED, MARKING, REVIEW

pytestmark = pytest.mark.slow

KEYS, PLANTED = "1467", "x..x.xx.."
"""What the delegate presses, and how that choice is written down inside the program."""

WRONG = ROOT / "tests" / "terminal" / "wrong.py"


def traces() -> set[bytes]:
    """The choice in the shapes in which a program might write it."""
    shapes = {PLANTED.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")}
    shapes |= {PLANTED.encode().hex().encode(), ", ".join(KEYS).encode(), ",".join(KEYS).encode()}
    shapes |= {", ".join(str(int(key) - 1) for key in KEYS).encode()}
    shapes |= {base64.b64encode(b"\0" * shift + PLANTED.encode())[4:12] for shift in range(3)}
    return shapes


def found(*folders: Path) -> list[str]:
    """Files in which the choice stands in any shape."""
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert len(paths) > 5, "nothing to search"
    return [path.name for path in paths if any(trace in path.read_bytes() for trace in traces())]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ballot over nine nominees is open; the program keeps its temporary files and cores here too."""
    with workplace(tmp_path / "room", small_conference(Rules())) as place:
        elect_tellers(place)
        row = place.polling.open("CO")
        assert len(row.nominees) == len(PLANTED) == len(NAMES)
    own = tmp_path / "tmp"
    own.mkdir()
    monkeypatch.setenv("TMPDIR", str(own))
    monkeypatch.chdir(own)
    return place.folder


def to_the_review(terminal: Terminal) -> None:
    """From the start to the planted choice, not yet confirmed."""
    terminal.wait_for("F1 Trợ giúp")
    terminal.go("5", day.on("Mời bỏ phiếu"))
    terminal.go("enter", "niêm phong", NAMES[0][0])
    terminal.go("enter", CURTAIN)
    terminal.go("space", MARKING)
    terminal.press(*KEYS)
    terminal.go("enter", REVIEW)
    terminal.press("down")


def cast_and_leave(terminal: Terminal) -> int:
    """The ballot is cast, the operator takes over, the program is left; bytes painted up to the curtain."""
    terminal.go("enter", "Người điều hành: bấm B")
    painted = len(terminal.raw)
    terminal.go("b", "Người điều hành: bấm Enter")
    terminal.go("enter", "phiếu đã vào hòm.", "niêm phong")
    return painted


def leave(terminal: Terminal) -> None:
    """The program ends."""
    terminal.press("ctrl+q")
    if terminal.shows("Có (C)"):
        terminal.press("c")
    terminal.end()


def test_a_choice_is_in_no_file_and_in_nothing_painted_after_the_curtain(
    folder: Path, tmp_path: Path
) -> None:
    with Terminal("open", str(folder), home=tmp_path / "home") as terminal:
        to_the_review(terminal)
        assert found(tmp_path) == [], "while the delegate stands before it"
        painted = cast_and_leave(terminal)
        assert found(tmp_path) == []
        leave(terminal)
    assert found(tmp_path) == []
    assert MARKED in terminal.raw[:painted], "the search is blind"
    assert MARKED not in terminal.raw[painted:]


@pytest.mark.skipif(shutil.which("script") is None, reason="NOT CHECKED HERE: script(1) is not installed")
def test_what_script_captured_holds_no_choice_after_the_curtain(folder: Path, tmp_path: Path) -> None:
    """Before it, everything painted is captured: that is why the console says that script runs."""
    typescript = tmp_path / "typescript"
    within = ["script", "-qfe", str(typescript), "-c"]
    with Terminal("open", str(folder), home=tmp_path / "home", within=within) as terminal:
        to_the_review(terminal)
        cast_and_leave(terminal)
        before = typescript.read_bytes()
        leave(terminal)
    after = typescript.read_bytes()
    curtain = before.rindex(MARKED)
    assert len(after) > len(before)
    assert MARKED not in after[curtain + len(MARKED) :]
    assert not any(trace in after for trace in traces())


@pytest.fixture
def server() -> Iterator[list[str]]:
    """A tmux of its own, gone afterwards."""
    if shutil.which("tmux") is None:
        pytest.skip("NOT CHECKED HERE: tmux is not installed")
    command = ["tmux", "-L", f"console-{os.getpid()}", "-f", "/dev/null"]
    yield command
    subprocess.run([*command, "kill-server"], capture_output=True)


def test_tmux_keeps_no_choice_to_scroll_back_to(folder: Path, tmp_path: Path, server: list[str]) -> None:

    def kept(terminal: Terminal) -> str:
        told = subprocess.run(
            [*server, "capture-pane", "-p", "-S", "-", "-E", "-"], capture_output=True, text=True, check=True
        )
        assert terminal.process.isalive()
        return told.stdout

    within = [*server, "new-session"]
    with Terminal("open", str(folder), home=tmp_path / "home", within=within) as terminal:
        to_the_review(terminal)
        assert "[ X ]" in kept(terminal), "the search is blind"
        terminal.press("escape")
        terminal.go("\x18", CURTAIN)
        assert "[ X ]" not in kept(terminal)
        terminal.go("space", MARKING)
        terminal.press(*KEYS)
        terminal.go("enter", REVIEW)
        terminal.press("down")
        cast_and_leave(terminal)
        assert "[ X ]" not in kept(terminal)
        leave(terminal)


def test_a_crash_at_the_cast_leaves_one_sentence_and_no_choice(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRONG", "crash")
    with Terminal("open", str(folder), home=tmp_path / "home", program=WRONG) as terminal:
        to_the_review(terminal)
        before = len(terminal.raw)
        terminal.press("enter")
        assert terminal.end() == 2
    said = bytes(terminal.raw[before:])
    assert b"Traceback" not in said
    assert b"RuntimeError" not in said
    assert MARKED not in said[said.rindex(b"\x1b[?1049l") :]
    assert not any(trace in said for trace in traces())
    assert not (folder / "crash.log").exists()
    assert found(tmp_path) == []


@pytest.mark.skipif(not hasattr(signal, "SIGABRT"), reason="NOT CHECKED HERE: signals of POSIX")
def test_a_program_that_is_aborted_leaves_no_core(folder: Path, tmp_path: Path) -> None:
    with Terminal("open", str(folder), home=tmp_path / "home") as terminal:
        to_the_review(terminal)
        terminal.process.kill(signal.SIGABRT)
        terminal.end()
    assert list((tmp_path / "tmp").iterdir()) == []
    assert found(tmp_path) == []


def test_a_program_that_logs_choices_is_found(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same search, a program with a debug log."""
    monkeypatch.setenv("WRONG", "log")
    monkeypatch.setenv("WRONG_LOG", str(tmp_path / "debug.log"))
    with Terminal("open", str(folder), home=tmp_path / "home", program=WRONG) as terminal:
        to_the_review(terminal)
        cast_and_leave(terminal)
    assert found(tmp_path) == ["debug.log"]
