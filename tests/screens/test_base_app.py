"""The terminal is left clean, a crash shows no value, and nothing in the environment drives the app."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pexpect
import pytest
from textual.app import ComposeResult
from textual.screen import Screen

from console.errors import ConsoleError
from console.language import mark
from screens.acting import Acting
from screens.actions import Action
from screens.base_app import CRASHED, BaseApp
from screens.themes import THEMES
from screens.widgets import Words
from tests.screens.stage import OneScreen, SmallDesk, SmallStage, picture

ROOT = Path(__file__).parents[2]
SECRET = "Cục Thi hành án đồng ý"

PROGRAM = """
import sys
from pathlib import Path
from screens.base_app import BaseApp, NotATerminal, run_app
from screens.widgets import Words

class Small(BaseApp):
    def compose(self):
        yield Words("ready here")
    def on_key(self, event):
        if event.key == "x":
            ballot = {"choice": "SECRET-CHOICE"}
            raise RuntimeError("broken")

try:
    code = run_app(Small(crash_log=Path(sys.argv[1]) if sys.argv[1:] else None))
except NotATerminal as error:
    print(error, file=sys.stderr)
    code = error.exit_code
sys.exit(code)
"""


def start(tmp_path: Path, *, log: bool = False, **environment: str) -> "pexpect.spawn[str]":
    program = tmp_path / "small.py"
    program.write_text(PROGRAM, encoding="utf-8")
    arguments = [str(program)] + ([str(tmp_path / "crash.log")] if log else [])
    known = {key: value for key, value in os.environ.items() if not key.startswith("TEXTUAL")}
    known |= {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color"} | environment
    return pexpect.spawn(
        sys.executable, arguments, env=known, dimensions=(24, 80), encoding="utf-8", timeout=20
    )


def rest(child: "pexpect.spawn[str]") -> str:
    """Everything that came until the end, and its exit status in `child`."""
    child.expect(pexpect.EOF)
    text = child.before or ""
    child.close()
    return text


def is_clean(text: str) -> bool:
    """The alternate screen is left, the cursor shown, mouse reports and bracketed paste are off."""
    return all(
        text.rfind(off) > text.rfind(on)
        for on, off in (
            ("\x1b[?1049h", "\x1b[?1049l"),
            ("\x1b[?25l", "\x1b[?25h"),
            ("\x1b[?1000h", "\x1b[?1000l"),
            ("\x1b[?2004h", "\x1b[?2004l"),
        )
    )


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_a_signal_leaves_the_terminal_clean(tmp_path: Path, number: int, code: int) -> None:
    child = start(tmp_path)
    child.expect("ready here")
    before = child.before or ""
    child.kill(number)
    assert is_clean(before + rest(child))
    assert child.exitstatus == code


def test_what_no_terminal_should_send_does_nothing(tmp_path: Path) -> None:
    child = start(tmp_path)
    child.expect("ready here")
    before = child.before or ""
    garbage = (
        b"\xff\xfe\x80",
        b"\x1b[99999999999u",
        b"\x1b[48;0;0;0;0t",
        b"\x1b[48;99999;99999;1;1t",
        b"\xc3(",
    )
    for sent in garbage:
        os.write(child.fileno(), sent)
    for number in (signal.SIGTSTP, signal.SIGCONT, signal.SIGUSR1, signal.SIGALRM, signal.SIGTTIN):
        child.kill(number)
    for _time in range(20):  # what comes while the terminal is taken anew after SIGCONT is lost
        child.send("\x03")
        if child.expect(["F10", pexpect.TIMEOUT], timeout=1) == 0:
            break
    else:
        raise AssertionError("no answer any more")
    child.send("\x11")
    assert is_clean(before + rest(child))
    assert child.exitstatus == 0


def test_leaving_by_key_is_clean_and_answers_0(tmp_path: Path) -> None:
    child = start(tmp_path)
    child.expect("ready here")
    before = child.before or ""
    child.send("\x03")  # ctrl+c ends nothing
    child.expect("F10")
    child.send("\x11")
    assert is_clean(before + rest(child))
    assert child.exitstatus == 0


@pytest.mark.parametrize("log", [False, True])
def test_a_crash_shows_a_sentence_and_no_value(tmp_path: Path, log: bool) -> None:
    child = start(tmp_path, log=log)
    child.expect("ready here")
    before = child.before or ""
    child.send("x")
    told = rest(child)
    assert child.exitstatus == CRASHED
    assert is_clean(before + told)
    assert "because of an error in the program" in told
    assert "Traceback" not in told
    assert "SECRET-CHOICE" not in told
    assert (tmp_path / "crash.log").exists() == log
    if log:
        written = (tmp_path / "crash.log").read_text(encoding="utf-8")
        assert "RuntimeError: broken" in written
        assert "small.py" in written
        assert 'raise RuntimeError("broken")' in written
        assert "SECRET-CHOICE" not in written
        assert (tmp_path / "crash.log").stat().st_mode & 0o077 == 0


def test_textuals_own_switches_in_the_environment_do_nothing(tmp_path: Path) -> None:
    child = start(
        tmp_path,
        TEXTUAL_PRESS="x",
        TEXTUAL_SCREENSHOT="0",
        TEXTUAL_SCREENSHOT_LOCATION=str(tmp_path),
        TEXTUAL_LOG=str(tmp_path / "log"),
        TEXTUAL="debug,devtools",
        TEXTUAL_DRIVER="no.such:Driver",
    )
    child.expect("ready here")
    time.sleep(0.3)
    assert child.isalive()
    child.send("\x11")
    rest(child)
    assert child.exitstatus == 0
    assert [path.name for path in tmp_path.iterdir()] == ["small.py"]


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
def test_without_a_terminal_there_is_a_sentence_and_no_drawing(tmp_path: Path, stream: str) -> None:
    program = tmp_path / "small.py"
    program.write_text(PROGRAM, encoding="utf-8")
    controller, terminal = os.openpty()
    try:
        streams: dict[str, int] = dict.fromkeys(("stdin", "stdout", "stderr"), terminal)
        streams[stream] = subprocess.DEVNULL if stream == "stdin" else subprocess.PIPE
        done = subprocess.run(
            [sys.executable, str(program)],
            **streams,  # type: ignore[call-overload]
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
            timeout=20,
        )
        shown = (done.stderr or b"").decode()
        if stream != "stderr":
            shown += os.read(controller, 10_000).decode()
    finally:
        os.close(controller)
        os.close(terminal)
    assert done.returncode == 2
    assert "needs a terminal" in shown
    assert "\x1b" not in shown
    assert not done.stdout


def test_a_terminal_that_cannot_place_text_is_refused(tmp_path: Path) -> None:
    child = start(tmp_path, TERM="dumb")
    told = rest(child)
    assert child.exitstatus == 2
    assert "TERM" in told
    assert "\x1b" not in told


# --- inside the app -----------------------------------------------------------------------------------------


class Booth(Acting, Screen[None]):
    LOCKED = True
    ACTIONS = (Action("done", "enter", mark("Done"), primary=True),)

    def compose(self) -> ComposeResult:
        yield Words("booth")

    def action_done(self) -> None:
        ballot = {"choice": SECRET}
        raise RuntimeError(str(ballot))


async def test_a_locked_screen_has_no_way_out() -> None:
    app = OneScreen(Booth())
    async with app.run_test() as pilot:
        await pilot.pause()
        keys = ["f1", "f2", "f8", "f10", "ctrl+q", "ctrl+p", "ctrl+t", "ctrl+c", "escape", "question_mark"]
        for key in [*keys, "ctrl+z", "ctrl+s", "f4", "tab", "q", "ctrl+backslash"]:
            await pilot.press(key)
            await pilot.pause()
            assert app.is_running
            assert isinstance(app.screen, Booth), key
        assert len(app._notifications) == 0
        assert app.theme == "projector"


async def crash(app: BaseApp, key: str) -> None:
    async with app.run_test() as pilot:
        await pilot.press(key)
        await pilot.pause()


async def test_a_crash_on_a_locked_screen_leaves_no_log(tmp_path: Path) -> None:
    app = OneScreen(Booth(), crash_log=tmp_path / "crash.log")
    with pytest.raises(RuntimeError):
        await crash(app, "enter")
    assert list(tmp_path.iterdir()) == []


async def test_a_log_that_cannot_be_written_does_not_matter(tmp_path: Path) -> None:
    class Broken(SmallStage):
        def action_wait(self) -> None:
            raise RuntimeError("broken")

    app = OneScreen(Broken(SmallDesk()), crash_log=tmp_path / "no" / "crash.log")
    with pytest.raises(RuntimeError):
        await crash(app, "w")
    assert app.return_code == 1


async def test_a_refusal_from_a_background_worker_is_a_sentence() -> None:
    app = OneScreen(SmallStage(SmallDesk()))

    async def late() -> None:
        await asyncio.sleep(0)
        raise ConsoleError("Đĩa đầy. [/] x")

    async with app.run_test() as pilot:
        app.run_worker(late())
        await pilot.pause(0.1)
        assert "Đĩa đầy. [/] x" in picture(app)


async def test_notifications_are_never_markup() -> None:
    app = OneScreen(SmallStage(SmallDesk()))
    async with app.run_test(notifications=True) as pilot:
        app.screen.notify("[@click=app.quit]x[/] [/] y", title="[red]z")  # a widget passes markup=True itself
        await pilot.pause(0.1)
        assert "[@click=app.quit]x[/] [/] y" in picture(app)
        assert "[red]z" in picture(app)


async def test_the_three_themes_follow_each_other() -> None:
    app = OneScreen(SmallStage(SmallDesk()))
    async with app.run_test() as pilot:
        seen = []
        for _ in range(3):
            seen.append(app.theme)
            await pilot.press("ctrl+t")
            await pilot.pause()
        assert seen == list(THEMES)
        assert app.theme == seen[0]


ENGLISH = ("Palette", "Search for commands", "Screenshot", "Quit", "Maximize", "Show keys", "Theme")


async def test_nothing_of_textuals_own_is_offered() -> None:
    app = OneScreen(SmallStage(SmallDesk()))
    async with app.run_test(size=(120, 36)) as pilot:
        assert list(app.get_system_commands(app.screen)) == []
        for key in ("f1", "f2"):
            await pilot.press(key)
            await pilot.pause()
            assert not [words for words in ENGLISH if words in picture(app)]
            await pilot.press("escape")
            await pilot.pause()
        keys = set(app._bindings.key_to_bindings)
        assert keys == {key for action in app.ACTIONS for key in action.keys} | {"ctrl+c"}


def test_an_app_may_add_actions_of_its_own() -> None:
    class More(BaseApp):
        ACTIONS = (*BaseApp.ACTIONS, Action("more", "f3", mark("More"), also="m"))

        def action_more(self) -> None: ...

    kept: Any = More()._bindings.key_to_bindings
    assert {"f3", "m", "f1", "ctrl+c"} <= set(kept)
