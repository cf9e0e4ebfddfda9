"""Opening a conference folder of 2,000 delegates, beside reading the same rows from SQLite.

    python -m benchmarks.opening [--delegates 2000] [--times 15]

SQLite holds the same tables with a column a field and gives back the same rows; it checks nothing. Opening
takes the lock, checks the snapshot and its journal, checks every row against its type and builds the values
of the console. Both take turns on the same disk; medians, and only the ratio means something.
"""

import argparse
import dataclasses
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import msgspec

from console.clock import SystemClock
from console.conference import Conference
from console.rehearsal import prepared
from data import folder as folders
from data import layout
from data.samples import load_sample

LIMIT = 2.0
"""Opening costs at most this many times the reading."""


def folder_of(path: Path, delegates: int) -> Conference:
    """A folder of a congress; what it holds."""
    conference = prepared(load_sample("tinh-mau"), delegates)
    folders.found(path, conference, SystemClock())
    return folders.read(path)[0]


def sqlite_of(path: Path, conference: Conference) -> Callable[[], int]:
    """The same rows in SQLite, and how they are read back: every column of every row."""
    base = sqlite3.connect(path)
    kinds = {**layout.TABLES, **layout.SINGLES}
    for name, rows in layout.rows_of(conference).items():
        columns = [field.name for field in dataclasses.fields(kinds[name])]
        base.execute(f'CREATE TABLE "{name}" ({", ".join(f"{column!r}" for column in columns)})')
        marks = ",".join("?" * len(columns))
        base.executemany(
            f'INSERT INTO "{name}" VALUES ({marks})',
            [[_cell(getattr(row, column)) for column in columns] for row in rows.values()],
        )
    base.commit()
    base.close()

    def read() -> int:
        found = 0
        connection = sqlite3.connect(path)
        connection.row_factory = sqlite3.Row
        for name in kinds:
            found += len([dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')])
        connection.close()
        return found

    return read


def _cell(value: Any) -> Any:
    plain = msgspec.to_builtins(value, str_keys=True)
    return plain if isinstance(plain, (str, int, float, type(None))) else msgspec.json.encode(plain).decode()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--delegates", type=int, default=2000)
    parser.add_argument("--times", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "conference"
        conference = folder_of(path, options.delegates)
        read = sqlite_of(Path(name) / "rows.sqlite", conference)
        rows = read()

        def opening() -> None:
            with folders.opened(path, SystemClock(), random.SystemRandom(), watched=False):
                times["opening"].append(time.perf_counter() - start)

        times: dict[str, list[float]] = {"opening": [], "SQLite": []}
        for _turn in range(options.times):
            start = time.perf_counter()
            read()
            times["SQLite"].append(time.perf_counter() - start)
            start = time.perf_counter()
            opening()
    middle = {way: statistics.median(taken) for way, taken in times.items()}
    print(f"{rows} rows, {options.delegates} delegates among them")
    for way, taken in middle.items():
        print(f"{way:<10} {taken * 1000:8.2f} ms")
    print(f"opening / SQLite {middle['opening'] / middle['SQLite']:.2f}   (at most {LIMIT:.2f})")


if __name__ == "__main__":
    main()
