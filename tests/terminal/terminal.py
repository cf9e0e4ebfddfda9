"""The real program in a pseudo-terminal: keys go in, the painted screen comes out.

Waiting is for words on the screen, never for time; a test that waits in vain fails with the screen it saw.
"""

import os
import shlex
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

ROOT = Path(__file__).resolve().parents[2]

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "space": " ",
    "tab": "\t",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "f4": "\x1bOS",
    "ctrl+s": "\x13",
    "ctrl+q": "\x11",
}
"""What a terminal sends for a key; a single character is sent as itself."""

MISLEADING = ("TEXTUAL", "TMUX", "COLUMNS", "LINES")
"""Variables of the caller that would steer the program, or tell it another size than the terminal's."""

PATIENCE = 30.0
"""Seconds before a wait fails; generous, for a busy machine."""


class Terminal:
    """A terminal of `columns` x `rows` with the program running in it."""

    def __init__(
        self,
        *arguments: str,
        columns: int = 120,
        rows: int = 36,
        home: Path,
        brisk: bool = False,
        program: Path = ROOT / "app.py",
        within: Sequence[str] = (),
    ) -> None:
        """Start `python app.py` with these arguments.

        Args:
            home: a folder for what the program remembers of this user, so that a test leaves nothing behind.
            brisk: through `brisk.py`, which shortens how long the booth says thanks and nothing else.
            program: another program in the place of `app.py`.
            within: a command that runs the whole in a terminal of its own, named as its last argument.
        """
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(MISLEADING)},
            "TERM": "xterm-256color",
            "HOME": str(home),
            "XDG_STATE_HOME": str(home / "state"),
            "PYTHONUTF8": "1",
        }
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = bytearray()
        script = ROOT / "tests" / "terminal" / "brisk.py" if brisk else program
        command = [sys.executable, str(script), *arguments]
        if within:
            command = [*within, shlex.join(command)]
        self.process = pexpect.spawn(
            command[0],
            command[1:],
            dimensions=(rows, columns),
            env=environment,
            timeout=PATIENCE,
        )
        self.process.delaybeforesend = None

    def __enter__(self) -> Self:
        """A running program."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left running."""
        self.process.close(force=True)

    @property
    def columns(self) -> int:
        """How many cells a row has."""
        return int(self._screen.columns)

    @property
    def lines(self) -> list[str]:
        """The rows of the screen as painted."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    def read(self, seconds: float = 0.05) -> None:
        """Take in what the program has painted meanwhile."""
        self._take(seconds)

    def _take(self, seconds: float) -> bool:
        """Feed what came within this time to the screen; False where nothing came."""
        try:
            got = self.process.read_nonblocking(65536, timeout=seconds)
        except (pexpect.TIMEOUT, pexpect.EOF, ValueError):  # ValueError: it has ended and was closed
            return False
        self.raw += got
        self._stream.feed(got)
        return True

    def wait_for(self, *words: str, gone: str = "") -> None:
        """Wait until all these words stand on the screen, and `gone` does not.

        Blanks do not count: large letters are spaced out.

        Raises:
            AssertionError: they never came; the message is the screen.
        """
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.read()
            if self.shows(*words) and (not gone or not self.shows(gone)):
                return
            if not self.process.isalive():
                while self._take(0.05):
                    pass
                if self.shows(*words):
                    return
                break
        raise AssertionError(f"waited in vain for {words} (without {gone!r}):\n{self.text}")

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Wait until this is true of the screen.

        Raises:
            AssertionError: it never was; the message is the screen.
        """
        end = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > end or not self.process.isalive():
                raise AssertionError(f"waited in vain:\n{self.text}")
            self.read()

    def shows(self, *words: str) -> bool:
        """Whether all these words stand on the screen now; blanks do not count."""
        seen = self.text.replace(" ", "")
        return all(word.replace(" ", "") in seen for word in words)

    def go(self, key: str, *words: str, gone: str = "") -> None:
        """Press one key and wait for what it leads to."""
        self.press(key)
        self.wait_for(*words, gone=gone)

    def press(self, *keys: str) -> None:
        """Press keys one after another, as a person does: the screen settles between them."""
        for key in keys:
            self.process.send(KEYS.get(key, key))
            self.settle()

    def type(self, words: str) -> None:
        """Type text into a field."""
        self.process.send(words)
        self.settle()

    def settle(self) -> None:
        """Wait until the program has answered and paints nothing more."""
        self._take(0.4)
        while self._take(0.08):
            pass

    def end(self) -> int:
        """Wait until the program ends by itself; its exit code."""
        end = time.monotonic() + PATIENCE
        while self.process.isalive() and time.monotonic() < end:
            self.read()
        while self._take(0.05):
            pass
        self.process.close()
        return self.process.exitstatus if self.process.exitstatus is not None else -1
