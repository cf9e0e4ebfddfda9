"""What a cast costs, beside SQLite doing the same two writes as durably on the same disk.

    python benchmarks/box.py [FOLDER]

One run alternates between the box and SQLite (`journal_mode=DELETE`, `synchronous=FULL`, one transaction:
a flag of the roll, a slot), so that both meet the same disk at the same time. Ratios count, not times.
"""

import random
import secrets
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data.box import FolderBoxes  # noqa: E402
from data.box_file import SLOT_WIDTH  # noqa: E402
from data.disk import RealDisk  # noqa: E402

SLOTS = (10, 2_000, 10_000)
CASTS = 150
BALLOT = b'{"CO":"xx.xxx.xx"}'


def electors_for(slots: int) -> int:
    """The largest roll whose box has no more than this many slots."""
    return slots - max(4, -(-slots // 11))


class Box:
    """A box with an elector for each cast; only `cast` is timed."""

    def __init__(self, folder: Path, slots: int) -> None:
        """Seal it."""
        self._electors = [f"D{n:05d}" for n in range(electors_for(slots))]
        self._boxes = FolderBoxes(folder / "boxes", RealDisk(), secrets.SystemRandom())
        self._round = 0
        self._turns: list[str] = []

    def seal(self) -> None:
        """A fresh box when all have voted."""
        self._round += 1
        self._box = self._boxes.seal(f"CO-{self._round}", self._electors, 0)
        self._turns = random.sample(self._electors, len(self._electors))

    def cast(self) -> float:
        """Seconds of one cast."""
        if not self._turns:
            self.seal()
        admission = self._box.admit(self._turns.pop())
        start = time.perf_counter()
        self._box.cast(admission, BALLOT)
        return time.perf_counter() - start


class Sqlite:
    """The same two writes."""

    def __init__(self, folder: Path, slots: int) -> None:
        """Fill both tables."""
        self._db = sqlite3.connect(folder / "box.sqlite", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=DELETE")
        self._db.execute("PRAGMA synchronous=FULL")
        self._electors = electors_for(slots)
        self._slots = slots
        row = secrets.token_hex(SLOT_WIDTH // 2 - 20)
        self._db.execute("CREATE TABLE roll (id INTEGER PRIMARY KEY, digest TEXT, state INTEGER)")
        self._db.execute("CREATE TABLE slots (id INTEGER PRIMARY KEY, state INTEGER, sealed TEXT)")
        self._db.execute("BEGIN")
        roll = [(n, secrets.token_hex(16), 0) for n in range(self._electors)]
        self._db.executemany("INSERT INTO roll VALUES (?,?,?)", roll)
        self._db.executemany("INSERT INTO slots VALUES (?,?,?)", [(n, 0, row) for n in range(slots)])
        self._db.execute("COMMIT")

    def cast(self) -> float:
        """Seconds of one transaction; no sealing, no mark."""
        elector, slot = random.randrange(self._electors), random.randrange(self._slots)
        # SQLite writes nothing where a row stays the same, so every row it is given is new.
        sealed = secrets.token_hex(SLOT_WIDTH // 2 - 20)
        start = time.perf_counter()
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("UPDATE roll SET state = (state + 1) % 100 WHERE id = ?", (elector,))
        self._db.execute("UPDATE slots SET state = 1, sealed = ? WHERE id = ?", (sealed, slot))
        self._db.execute("COMMIT")
        return time.perf_counter() - start


def measure(folder: Path) -> dict[int, tuple[float, float]]:
    """Slots -> median seconds of a cast and of SQLite's transaction; all sizes are taken in turn."""
    sides: dict[int, tuple[Box, Sqlite]] = {}
    for slots in SLOTS:
        (folder / str(slots)).mkdir()
        sides[slots] = Box(folder / str(slots), slots), Sqlite(folder / str(slots), slots)
    times: dict[int, tuple[list[float], list[float]]] = {slots: ([], []) for slots in SLOTS}
    for _turn in range(CASTS):
        for slots, (box, sqlite) in sides.items():
            times[slots][0].append(box.cast())
            times[slots][1].append(sqlite.cast())
    return {slots: (statistics.median(cast), statistics.median(sql)) for slots, (cast, sql) in times.items()}


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as name:
        medians = measure(Path(name))
    least = min(cast for cast, _sqlite in medians.values())
    print("slots    cast / SQLite FULL DELETE    cast / cheapest cast")
    for slots, (cast, sqlite) in medians.items():
        print(
            f"{slots:>6}   {cast / sqlite:>10.2f}   (at most 0.80)    {cast / least:>10.2f}   (at most 1.40)"
        )


if __name__ == "__main__":
    main()
