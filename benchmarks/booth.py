"""From a key to the painted frame in the booth, beside a bare Textual SelectionList of the same 30 rows.

    python benchmarks/booth.py [--keys N]

Two real programs, each in a pseudo-terminal of 120 x 36: our booth with 30 nominees, and a Textual app that
has nothing but a SelectionList. A key is written to the terminal; its time runs until the last frame that it
causes has been read (Textual marks the end of a frame where the terminal asks for it, as ours does here).
The two take turns, so that both meet the same machine at the same time.
"""

import argparse
import os
import pty
import select
import subprocess
import sys
import termios
import time
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

ROWS, COLUMNS, NOMINEES = 36, 120, 30
FRAME_END = b"\x1b[?2026l"
FRAMES_PLEASE = b"\x1b[?2026;2$y"
QUIET = 0.03
"""Seconds without a further frame after which a key is taken for answered."""
LIMIT = 0.050
DOWN = b"\x1b[B"
NAMES = tuple(f"Sở Nông nghiệp và Môi trường tỉnh Mẫu số {n:02d}" for n in range(1, NOMINEES + 1))


class Program:
    """One of the two, in its terminal."""

    def __init__(self, which: str) -> None:
        """Start it and wait until it has painted."""
        self._terminal, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (ROWS, COLUMNS))
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--program", which],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=ROOT,
            env=os.environ | {"TERM": "xterm-256color"},
            start_new_session=True,
        )
        os.close(theirs)
        os.write(self._terminal, FRAMES_PLEASE)
        self._frames(5.0, quiet=1.0)

    def press(self, key: bytes) -> float:
        """Seconds from a key to the end of its last frame."""
        start = time.perf_counter()
        os.write(self._terminal, key)
        last = self._frames(1.0, quiet=QUIET)
        if last is None:
            raise SystemExit(f"no frame after {key!r}")
        return last - start

    def _frames(self, patience: float, *, quiet: float) -> float | None:
        """When the last frame ended."""
        last: float | None = None
        wait = patience
        tail = b""
        while select.select([self._terminal], [], [], wait)[0]:
            tail = tail[-len(FRAME_END) :] + os.read(self._terminal, 65536)
            if FRAME_END in tail:
                last, wait, tail = time.perf_counter(), quiet, b""
        return last

    def end(self) -> None:
        """Stop it."""
        self.process.terminate()
        os.close(self._terminal)
        self.process.wait()


def our_booth() -> None:
    """The booth over nothing: what is cast goes nowhere."""
    import random
    from typing import Any

    from textual.screen import Screen

    from console.ballot.forms import BallotKind, Form
    from screens.base_app import BaseApp, run_app
    from screens.booth import BoothScreen
    from screens.sheet import Sheet

    form = Form(BallotKind.APPROVE_REJECT, tuple(map(str, range(NOMINEES))))
    sheet = Sheet("Cờ thi đua", form, NAMES, tuple(range(NOMINEES)))

    class House(BaseApp):
        def get_default_screen(self) -> Screen[Any]:
            return Screen()

        def on_ready(self) -> None:
            nowhere = BoothScreen(
                (sheet,), cast=lambda _ballots: None, leave=lambda: None, chance=random.Random(1)
            )
            self.push_screen(nowhere)

    run_app(House())


def bare_list() -> None:
    """A Textual app with one SelectionList."""
    from textual.app import App, ComposeResult
    from textual.widgets import SelectionList

    class Bare(App[None]):
        def compose(self) -> ComposeResult:
            yield SelectionList(*((name, n) for n, name in enumerate(NAMES)))

    Bare().run()


def percentile(times: list[float], share: float) -> float:
    """The value below which this share of the times lies."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def main() -> None:
    """Measure and print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--keys", type=int, default=200)
    reader.add_argument("--program", choices=("booth", "list"), help=argparse.SUPPRESS)
    options = reader.parse_args()
    if options.program is not None:
        our_booth() if options.program == "booth" else bare_list()
        return
    booth, bare = Program("booth"), Program("list")
    booth.press(b" ")
    marks = cycle(letter.encode() for letter in "123456789abcdefghijklmnopqrstu")
    times: dict[str, tuple[list[float], list[float]]] = {"an arrow": ([], []), "a mark": ([], [])}
    for _turn in range(options.keys):
        times["an arrow"][0].append(booth.press(DOWN))
        times["an arrow"][1].append(bare.press(DOWN))
        times["a mark"][0].append(booth.press(next(marks)))
        times["a mark"][1].append(bare.press(b" "))
    booth.end()
    bare.end()
    size = f"{NOMINEES} nominees, {COLUMNS} x {ROWS}, {options.keys} keys each"
    print(f"{size}; p99 at most {LIMIT * 1000:.0f} ms")
    print("            booth p50   p99      SelectionList p50   p99      p99 ratio")
    for what, (ours, theirs) in times.items():
        cells = [1000 * percentile(side, share) for side in (ours, theirs) for share in (0.5, 0.99)]
        print(
            f"{what:<10}  {cells[0]:>6.1f} ms {cells[1]:>5.1f} ms  {cells[2]:>11.1f} ms {cells[3]:>5.1f} ms"
            f"   {cells[1] / cells[3]:>8.2f}"
        )


if __name__ == "__main__":
    main()
