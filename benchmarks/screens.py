"""What a person waits for: first paint, key to repaint, memory; beside a bare Textual app in the same run.

    python -m benchmarks.screens [--times 9] [--keys 300] [--delegates 200]

Both are whole processes in a pseudo-terminal of 120x36 that take turns. The bare app is a header, an
`OptionList` of the same delegates, a footer, and nothing else: what Textual itself costs.

Where the first paint goes (CPU ms, Python 3.11, two slow cores that others use too; medians of five runs):

    Python and Textual imported                      305     the bare app pays the same
    our modules: 62 of them                          165     of which 65 frozen dataclasses 80, libsodium 9,
                                                             filelock 9, tinydb and msgspec 7
    folder locked, read, checked                       6
    app started, styles read                          50     the bare app: about 100 from here to its paint
    screen composed and styled                        60
    layout and first drawing                          65     of which the agenda's table 35

So about 1.45 to 1.65 times the bare app, as busy as the machine is. What is left above it is the values of a
conference (`dataclass` compiles six functions a class, 1.2 ms each class) and a table instead of a list.
What the first screen does not need is imported when it is asked for; no garbage is collected until it stands.
"""

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

BARE = """
import sys
from textual.app import App
from textual.widgets import Footer, Header, OptionList
class Bare(App):
    def compose(self):
        yield Header()
        yield OptionList(*[f"Dai bieu {n}" for n in range(1, int(sys.argv[1]) + 1)])
        yield Footer()
    def on_mount(self):
        self.query_one(OptionList).focus()
Bare().run()
"""
LIMITS = {"first paint": 1.5, "key to repaint, p99": 1.5, "memory": 1.6}
DOWN, UP = b"\x1b[B", b"\x1b[A"


class Running:
    """A program in a pseudo-terminal of its own."""

    def __init__(self, command: list[str], home: Path, shown: bytes) -> None:
        """Start it and wait until `shown` was painted; `first_paint` is how long that took, in seconds."""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TEXTUAL", "TMUX", "PYTHONDONT"))}
        start = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env={**kept, "TERM": "xterm-256color", "HOME": str(home), "XDG_STATE_HOME": str(home)},
            start_new_session=True,
        )
        os.close(slave)
        seen = b""
        while shown not in seen:
            if not select.select([self._master], [], [], 20)[0]:
                raise SystemExit(f"{command}: {shown!r} was never painted")
            seen += os.read(self._master, 65536)
        self.first_paint = time.perf_counter() - start

    def settle(self, seconds: float = 0.3) -> None:
        """Wait until nothing more is painted."""
        while select.select([self._master], [], [], seconds)[0]:
            os.read(self._master, 65536)

    def press(self, key: bytes) -> float:
        """Seconds from a key to the first bytes of its repaint."""
        start = time.perf_counter()
        os.write(self._master, key)
        select.select([self._master], [], [], 5)
        taken = time.perf_counter() - start
        self.settle(0.02)
        return taken

    def memory(self) -> int:
        """Resident memory, in KiB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])

    def stop(self) -> None:
        """End it."""
        self._process.send_signal(signal.SIGTERM)
        while self._process.poll() is None:
            if select.select([self._master], [], [], 0.05)[0]:
                try:
                    os.read(self._master, 65536)
                except OSError:
                    break
        self._process.wait()
        os.close(self._master)


def folder_of(path: Path, delegates: int) -> None:
    """A congress of so many delegates."""
    from console.clock import SystemClock
    from console.rehearsal import prepared
    from data import folder as folders
    from data.samples import load_sample

    folders.found(path, prepared(load_sample("tinh-mau"), delegates), SystemClock())


def share(taken: list[float], part: float) -> float:
    """The value below which this part of all lies."""
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * part))]


def line(name: str, ours: float, bare: float, unit: str) -> None:
    """One result, with its limit."""
    limit = LIMITS[name]
    print(
        f"{name:<22} ours {ours:8.1f} {unit}   bare {bare:8.1f} {unit}   ratio {ours / bare:5.2f}   "
        f"(at most {limit:.2f})"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--keys", type=int, default=300)
    parser.add_argument("--delegates", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home, folder = Path(name) / "home", Path(name) / "conference"
        home.mkdir()
        folder_of(folder, options.delegates)
        commands = {
            "ours": ([sys.executable, str(ROOT / "app.py"), "open", str(folder)], "Đón tiếp".encode()),
            "bare": ([sys.executable, "-c", BARE, str(options.delegates)], b"Dai bieu 1"),
        }
        paints: dict[str, list[float]] = {which: [] for which in commands}
        for _turn in range(options.times):
            for which, (command, shown) in commands.items():
                program = Running(command, home, shown)
                program.settle()
                paints[which].append(program.first_paint * 1000)
                program.stop()
        both = {which: Running(command, home, shown) for which, (command, shown) in commands.items()}
        for program in both.values():
            program.settle()
        both["ours"].press(b"1")  # the roll call lists the delegates
        both["ours"].settle(1.0)
        keys: dict[str, list[float]] = {which: [] for which in both}
        for n in range(options.keys):
            for which, program in both.items():
                keys[which].append(program.press(DOWN if n % 60 < 30 else UP) * 1000)
        memory = {which: program.memory() / 1024 for which, program in both.items()}
        for program in both.values():
            program.stop()
    print(f"120x36, {options.delegates} delegates; medians, and for keys the 99th of a hundred")
    line("first paint", statistics.median(paints["ours"]), statistics.median(paints["bare"]), "ms")
    line("key to repaint, p99", share(keys["ours"], 0.99), share(keys["bare"], 0.99), "ms")
    line("memory", memory["ours"], memory["bare"], "MiB")


if __name__ == "__main__":
    main()
