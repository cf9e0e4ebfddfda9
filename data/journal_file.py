"""The journal's lines, and what journal and snapshot say together.

`conference.json.journal` holds one line for each transaction since the snapshot:

    <link> {"n":12,"on":[<sum>,<link>],"d":[{"units":{"set":{"3":{...}},"del":[4]},"guests":null}]}

`link` is BLAKE2b over the link before it and the rest of the line; `n` counts the transactions since the
conference was made; `on`, in the first line alone, names the snapshot (SHA-256 of the file, its link);
`d` lists changes, to be made in their order; a table that is null was dropped.

What a crash can leave behind, and what loading makes of it:
- a torn last line (no line end, or zeros where a sector was not written): never confirmed, left out;
- a snapshot newer than the journal's start, when the crash fell into a compaction: the journal contains the
  snapshot's own link, and what follows it counts; or (when a sync had failed before) the journal lacks its
  last lines, and the snapshot, which was made over it, holds them all;
- anything else is damage and is refused with file and line.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console.errors import BadInput, Damaged
from console.language import _
from data.disk import Disk
from data.snapshot import SEAL, Snapshot, Tables, encoded, unpack
from data.tables import Delta

JOURNAL = ".journal"
"""What the journal's name adds to the snapshot's."""

ORIGIN = "0" * 32
"""The link before the first transaction."""

Change = dict[str, dict[str, Any] | None]
"""A `Delta` as it stands in the journal: table -> {"set": {id: row}, "del": [ids]}, or None: dropped."""

_LINK = 32
_READ_TRIES = 20


@dataclass(slots=True)
class Found:
    """What the two files say together.

    Attributes:
        lines: complete lines of the journal; `length` is their bytes; `cut` those of a torn rest.
        stale: bytes of lines that the snapshot holds already.
        base: whole sum and link of the snapshot, for the next first line.
        over: for the next snapshot: whole sum of the snapshot that the journal goes on from.
    """

    tables: Tables
    seq: int
    link: str
    base: tuple[str, str]
    over: str
    lines: int = 0
    length: int = 0
    replayed: int = 0
    cut: int = 0
    stale: int = 0
    no_journal: bool = False


def as_json(delta: Delta) -> Change:
    """A change as the journal holds it; refuses ids and table names that no plain TinyDB could read."""
    change: Change = {}
    for name, rows in delta.items():
        if type(name) is not str or name == SEAL:
            raise ValueError(f"no table may be called {name!r}")
        if rows is None:
            change[name] = None
            continue
        if any(type(row_id) is not int for row_id in rows):
            raise TypeError("a row's id is a whole number")
        entry: dict[str, Any] = {}
        if kept := {str(row_id): dict(row) for row_id, row in rows.items() if row is not None}:
            entry["set"] = kept
        if gone := [row_id for row_id, row in rows.items() if row is None]:
            entry["del"] = gone
        change[name] = entry
    return change


def apply(tables: Tables, change: Change) -> None:
    """Make a change in `tables`; it takes over the rows, so they must be nobody else's."""
    for name, entry in change.items():
        if entry is None:
            tables.pop(name, None)
            continue
        rows = tables.setdefault(name, {})
        for row_id in entry.get("del", ()):
            rows.pop(str(row_id), None)
        rows.update(entry.get("set", {}))


def line(found: Found, changes: list[Change]) -> tuple[str, str, bytes]:
    """The next line of the journal: its link, its body, its bytes.

    Raises:
        TypeError, ValueError: something in the changes is no JSON.
    """
    record: dict[str, object] = {"n": found.seq + 1}
    if found.lines == 0:
        record["on"] = found.base
    record["d"] = changes
    body = encoded(record)
    link = _link(found.link, body)
    return link, body, f"{link} {body}\n".encode("ascii")


def _link(before: str, body: str) -> str:
    return hashlib.blake2b(f"{before} {body}".encode("ascii"), digest_size=_LINK // 2).hexdigest()


def load_live(disk: Disk, path: Path, journal: Path) -> Found:
    """Load beside a writer: again when the snapshot was replaced between the two readings."""
    for _attempt in range(_READ_TRIES):
        before = disk.read(path) if disk.exists(path) else b""
        try:
            found = load(disk, path, journal)
        except Damaged:
            if disk.exists(path) and disk.read(path) == before:
                raise
            continue
        if disk.read(path) == before:
            return found
    return load(disk, path, journal)


def load(disk: Disk, path: Path, journal: Path) -> Found:
    """Both files as one state."""
    there = disk.exists(journal)
    if not disk.exists(path):
        if there and disk.size(journal):
            raise no_snapshot(path, journal)
        raise BadInput(_("There is no conference in {folder}: {name} is missing.").format(
            folder=path.parent, name=path.name))  # fmt: skip
    # The journal first: a writer replaces the snapshot before it empties the journal.
    tail = disk.read(journal) if there else b""
    found = together(disk.read(path), tail, path)
    found.no_journal = not there
    return found


def together(whole: bytes, tail: bytes, path: Path) -> Found:
    """The contents of both files as one state.

    Args:
        whole: what `conference.json` holds; `tail` what its journal holds.
        path: how the snapshot is called in a message.

    Raises:
        Damaged: with file and place.
    """
    snapshot = unpack(whole, str(path))
    found = Found(snapshot.tables, snapshot.seq, snapshot.link, (snapshot.sum, snapshot.link), snapshot.over)
    if tail:
        _replay(found, snapshot, tail, f"{path}{JOURNAL}")
    return found


def extend(found: Found, more: bytes, name: str) -> None:
    """Take in lines that were appended since.

    Args:
        more: whole lines that follow the first `found.length` bytes of the journal.
        name: how the journal is called in a message.

    Raises:
        Damaged: they do not follow; what stands before the bad line was taken in.
    """
    for written in more.split(b"\n")[:-1]:
        record = _record(written, found.link if found.lines else None)
        if isinstance(record, str):
            raise _bad_line(name, found.lines + 1, record)
        if not found.lines:
            if record["on"] != list(found.base):
                raise _bad_line(name, 1, _("it is not a line of the console"))
            found.over = found.base[0]
        for change in record["d"]:
            apply(found.tables, change)
        found.seq, found.link = record["n"], written[:_LINK].decode("ascii")
        found.lines += 1
        found.length += len(written) + 1


def no_snapshot(path: Path, journal: Path) -> Damaged:
    """The refusal of a journal without its snapshot."""
    return Damaged(
        _("{path} is missing, but its journal {journal} is there. Put back both files from the last good "
          "copy of the folder.").format(path=path, journal=journal.name)
    )  # fmt: skip


def _replay(found: Found, snapshot: Snapshot, tail: bytes, name: str) -> None:
    *lines, rest = tail.split(b"\n")
    records: list[dict[str, Any]] = []
    link: str | None = None
    for place, line in enumerate(lines, start=1):
        record = _record(line, link)
        if isinstance(record, str):
            # A confirmed line holds no zero byte, so a last line with one was torn by the crash.
            if place == len(lines) and not rest and b"\0" in line:
                rest = line + b"\n"
                break
            raise _bad_line(name, place, record)
        records.append(record)
        link = line[:_LINK].decode("ascii")
    found.cut = len(rest)
    if not records:
        return
    links = [line[:_LINK].decode("ascii") for line in lines[: len(records)]]
    done = _done(snapshot, records, links)
    if done is None:
        what = _("it does not belong to {file}; one of the two was replaced or changed")
        raise _bad_line(name, 1, what.format(file=Path(name).name.removesuffix(JOURNAL)))
    length = len(tail) - len(rest)
    if done == len(records):
        found.stale = length
        return
    for record in records[done:]:
        for change in record["d"]:
            apply(found.tables, change)
    found.lines, found.length, found.replayed = len(records), length, len(records) - done
    found.seq, found.link, found.over = records[-1]["n"], links[-1], records[0]["on"][0]


def _done(snapshot: Snapshot, records: list[dict[str, Any]], links: list[str]) -> int | None:
    """How many of the journal's lines the snapshot holds; None when the two do not belong together."""
    first, on = records[0]["n"], records[0]["on"]
    done = snapshot.seq - first + 1
    if on == [snapshot.sum, snapshot.link] and done == 0:
        return 0
    if 1 <= done <= len(records) and links[done - 1] == snapshot.link:
        return int(done)
    if done > len(records) and on[0] == snapshot.over:
        return len(records)
    return None


def _record(line: bytes, link: str | None) -> dict[str, Any] | str:
    """A line's record, or what is wrong with it."""
    try:
        head, body = line.decode("ascii").split(" ", 1)
        record = json.loads(body)
        first = link is None
        link = record["on"][1] if link is None else link
        if _link(link, body) == head and (first or "on" not in record):
            return dict(record)
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return _("it is not a line of the console")
    return _("its sum does not fit; it was changed outside the console, or a line before it is gone")


def _bad_line(name: str, place: int, what: str) -> Damaged:
    return Damaged(
        _("{file}, line {line}: {what}. Nothing was changed. Put back the last good copy of the folder (for "
          "example from the USB stick).").format(file=name, line=place, what=what)
    )  # fmt: skip
