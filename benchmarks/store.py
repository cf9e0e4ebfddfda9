"""One durable commit: the store against SQLite and plain TinyDB, side by side, as ratios.

    python benchmarks/store.py [--rows 100,1000,10000] [--commits 300]

All take turns on the same disk, so that a slow moment hits each. Medians; only the ratios mean something.
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tinydb import TinyDB

from data.disk import RealDisk
from data.journal import JournalDB

ROW = {"name": "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "score": "96,5", "present": True, "note": "x" * 60}


def journal_commit(folder: Path, rows: int) -> Callable[[int], object]:
    """A row set through `commit`."""
    db = JournalDB.create(RealDisk(), folder / "commit" / "conference.json")
    db.commit({"units": {n: dict(ROW) for n in range(1, rows + 1)}})
    db.compact()
    return lambda n: db.commit({"units": {rows + n: {**ROW, "n": n}}})


def journal_insert(folder: Path, rows: int) -> Callable[[int], object]:
    """A row inserted through TinyDB's API."""
    db = JournalDB.create(RealDisk(), folder / "insert" / "conference.json")
    db.commit({"units": {n: dict(ROW) for n in range(1, rows + 1)}})
    db.compact()
    table = db.table("units")
    return lambda n: table.insert({**ROW, "n": n})


def journal_transaction(folder: Path, rows: int) -> Callable[[int], object]:
    """Two tables in one transaction."""
    db = JournalDB.create(RealDisk(), folder / "transaction" / "conference.json")
    db.commit({"units": {n: dict(ROW) for n in range(1, rows + 1)}})
    db.compact()

    def both(n: int) -> None:
        with db.transaction():
            db.commit({"units": {rows + n: {**ROW, "n": n}}})
            db.commit({"events": {n: {"n": n}}})

    return both


def sqlite(mode: str) -> Callable[[Path, int], Callable[[int], object]]:
    """A row inserted into SQLite, `synchronous=FULL`."""

    def prepare(folder: Path, rows: int) -> Callable[[int], object]:
        base = sqlite3.connect(folder / f"{mode}.sqlite", isolation_level=None)
        base.execute(f"PRAGMA journal_mode={mode}")
        base.execute("PRAGMA synchronous=FULL")
        base.execute("CREATE TABLE units (id INTEGER PRIMARY KEY, name, score, present, note, n)")
        base.execute("BEGIN")
        row = tuple(ROW.values())
        base.executemany("INSERT INTO units VALUES (?,?,?,?,?,0)", ((n, *row) for n in range(1, rows + 1)))
        base.execute("COMMIT")
        return lambda n: base.execute("INSERT INTO units VALUES (?,?,?,?,?,?)", (rows + n, *row, n))

    return prepare


def plain_tinydb(folder: Path, rows: int) -> Callable[[int], object]:
    """A row inserted into TinyDB's own JSON file."""
    table = TinyDB(folder / "plain.json").table("units")
    table.insert_multiple(dict(ROW) for _ in range(rows))
    return lambda n: table.insert({**ROW, "n": n})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", default="100,1000,10000")
    parser.add_argument("--commits", type=int, default=300)
    parser.add_argument("--folder", type=Path, help="measure on the disk of this folder")
    options = parser.parse_args()
    ways: dict[str, Callable[[Path, int], Callable[[int], object]]] = {
        "SQLite WAL": sqlite("WAL"),
        "SQLite DELETE": sqlite("DELETE"),
        "commit": journal_commit,
        "insert": journal_insert,
        "transaction": journal_transaction,
        "plain TinyDB": plain_tinydb,
    }
    print("one durable commit, SQLite WAL synchronous=FULL = 1.00")
    print(f"{'rows':>7}  " + "".join(f"{name:>14}" for name in ways))
    for rows in map(int, options.rows.split(",")):
        with tempfile.TemporaryDirectory(dir=options.folder) as name:
            commits = {way: prepare(Path(name), rows) for way, prepare in ways.items()}
            times: dict[str, list[float]] = {way: [] for way in ways}
            for n in range(1, options.commits + 1):
                for way, commit in commits.items():
                    if way == "plain TinyDB" and n > 15:
                        continue
                    start = time.perf_counter()
                    commit(n)
                    times[way].append(time.perf_counter() - start)
        middle = {way: statistics.median(taken) for way, taken in times.items()}
        print(f"{rows:>7}  " + "".join(f"{middle[way] / middle['SQLite WAL']:>14.2f}" for way in ways))


if __name__ == "__main__":
    main()
