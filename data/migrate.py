"""A folder of an older layout is brought to the layout of today, on a copy that is verified first.

The copy lies inside the folder and holds `conference.json` and its journal alone, byte for byte as they
were (`schema-1/` for a folder of layout 1): nothing else of a folder changes between layouts. A copy of
the whole folder would also copy its ballot boxes, and two copies of a box taken at two moments can link a
voter to a slot.

The new content is built in memory from the old one, written beside it under a name of its own, read back
and verified: every table, the chain of events, every row that was not to change. Then one rename puts it in
the place of the old. A crash before the rename leaves the old folder, a crash after it the new one; the
journal that the rename leaves behind is known to be part of what was renamed (`data.journal_file`).

Adding a layout: raise `console.conference.SCHEMA`, add a function to `STEPS`, keep a folder of the old
layout under tests/data/folders.
"""

import copy
import json
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from console import events
from console.ballot.round import Seal
from console.clock import Clock
from console.conference import SCHEMA, Stage
from console.errors import Damaged
from console.language import _
from console.step import Event
from data import layout
from data.disk import Disk, make_folder, write_whole
from data.journal_file import JOURNAL, Found, apply, as_json, line, load
from data.snapshot import encoded, pack, unpack
from data.store import EVENTS, event_row, read_events

Rows = MutableMapping[Any, Any]
"""A table: row by id; the ids are text in a file and numbers where a folder is only read."""

MIGRATED = "conference.migrated"
_BEFORE = "before"


def _to_2(tables: MutableMapping[str, Rows], one: str | int) -> None:
    """Layout 2: the tellers' seal has a table; what rules and rounds lack has its default."""
    tables.setdefault("seal", {})[one] = json.loads(encoded(layout.to_document(Seal())))


STEPS: Mapping[int, Callable[[MutableMapping[str, Rows], str | int], None]] = {1: _to_2}
"""From which layout -> what brings it to the next one."""


def brought_up(tables: Mapping[str, Mapping[Any, Any]], *, one: str | int = 1) -> dict[str, Rows]:
    """Tables in the layout of today, the given ones untouched; those of today's layout as they are.

    Args:
        one: how the id 1 is written in these tables.
    """
    fresh: dict[str, Rows] = {name: dict(rows) for name, rows in tables.items()}
    found = schema_of(tables, one)
    if not 1 <= found < SCHEMA:
        return fresh
    fresh = {name: copy.deepcopy(dict(rows)) for name, rows in tables.items()}
    for schema in range(found, SCHEMA):
        STEPS[schema](fresh, one)
    fresh["meeting"][one]["schema"] = SCHEMA
    for row in fresh.get(EVENTS, {}).values():
        # What a step back would set must be of today's layout as well; it is no part of the chain.
        for document in row.get(_BEFORE, {}).get("meeting", {}).values():
            if document is not None:
                document["schema"] = SCHEMA
    return fresh


def schema_of(tables: Mapping[str, Mapping[Any, Any]], one: str | int = 1) -> int:
    """The layout that tables are in; today's where nothing says otherwise."""
    written = tables.get("meeting", {}).get(one, {}).get("schema", SCHEMA)
    return written if isinstance(written, int) else SCHEMA


def migrate(disk: Disk, path: Path, clock: Clock) -> tuple[str, ...]:
    """Bring a folder's `conference.json` to the layout of today, where it is of an older one.

    Args:
        path: of `conference.json`; the folder is locked by the caller.

    Returns:
        What was done, in a sentence; nothing where there was nothing to do.

    Raises:
        Damaged: the old files cannot be read, or the new content did not verify; nothing was changed.
        DiskError: the disk refused; the folder is still the old one.
    """
    journal = path.with_name(path.name + JOURNAL)
    if not _may_be_older(disk, path, journal):
        return ()
    found = load(disk, path, journal)
    old = schema_of(found.tables, "1")
    if not 1 <= old < SCHEMA:
        return ()
    kept = _keep_old(disk, path, journal, old)
    content = _content(found, clock, old)
    _verify(content, found, path)
    work = path.with_name(f"{path.name}.schema-{SCHEMA}")
    write_whole(disk, work, content)
    _verify(disk.read(work), found, path)
    if found.stale:
        _empty(disk, journal)  # all of it stands in the snapshot already
    disk.replace(work, path)
    disk.sync_folder(path.parent)
    _empty(disk, journal)
    return (
        _(
            "This folder was made by an older version of the console (layout {old}); it was brought to "
            "layout {new}. Its old files are kept in {folder}."
        ).format(old=old, new=SCHEMA, folder=kept),
    )


def _may_be_older(disk: Disk, path: Path, journal: Path) -> bool:
    """A quick look at the bytes, so that opening a folder of today costs no second reading."""
    content = disk.read(path) + (disk.read(journal) if disk.exists(journal) else b"")
    return any(f'"schema":{old}'.encode() in content for old in STEPS)


def _keep_old(disk: Disk, path: Path, journal: Path, old: int) -> Path:
    """Copy both files, byte for byte, to a folder inside; an earlier copy of other content stays too."""
    content = {file.name: disk.read(file) for file in (journal, path) if disk.exists(file)}
    number, kept = 1, path.parent / f"schema-{old}"
    while any(disk.exists(kept / name) and disk.read(kept / name) != data for name, data in content.items()):
        number += 1
        kept = path.parent / f"schema-{old}-{number}"
    make_folder(disk, kept)
    for name, data in content.items():
        write_whole(disk, kept / name, data)
    return kept


def _content(found: Found, clock: Clock, old: int) -> bytes:
    """The new `conference.json`: one transaction more than the old folder, with its event."""
    fresh = brought_up(found.tables, one="1")
    trail = read_events(_numbered(found.tables.get(EVENTS, {})), str(EVENTS))
    changed = {
        name: {int(key): row for key, row in rows.items() if found.tables.get(name, {}).get(key) != row}
        for name, rows in fresh.items()
    }
    delta: dict[str, Any] = {name: rows for name, rows in changed.items() if rows}
    event = Event(
        seq=len(trail) + 1,
        at=clock.now(),
        stage=Stage.RECORD,
        kind=MIGRATED,
        detail={"from": old, "to": SCHEMA},
        final=True,
        rows=tuple(sorted(f"{name}/{key}" for name, rows in delta.items() if name != EVENTS for key in rows)),
    )
    event = replace(event, link=events.link(events.head(trail), event))
    delta.setdefault(EVENTS, {})[event.seq] = event_row(event, {})
    change = as_json(delta)
    over = found.over if found.lines else found.base[0]
    link, _body, _written = line(found, [change])
    tables = copy.deepcopy(found.tables)
    apply(tables, change)
    return pack(tables, found.seq + 1, link, over)


def _verify(content: bytes, found: Found, path: Path) -> None:
    """The new content must be a whole conference that holds every row of the old one.

    Raises:
        Damaged: it is not; the old folder is still as it was.
    """
    tables = unpack(content, str(path)).tables
    layout.from_tables({name: _numbered(rows) for name, rows in tables.items()}, str(path))
    trail = read_events(_numbered(tables.get(EVENTS, {})), str(path))
    expected = brought_up(found.tables, one="1")
    expected.get(EVENTS, {})[str(len(trail))] = tables[EVENTS][str(len(trail))]
    if {name: dict(rows) for name, rows in tables.items()} != expected:
        raise Damaged(
            _(
                "{file} could not be brought to the layout of today and stays as it was. Open it with the "
                "version of the console that made it."
            ).format(file=path)
        )


def _numbered(rows: Mapping[str, Any]) -> dict[int, Any]:
    return {int(key): row for key, row in rows.items()}


def _empty(disk: Disk, journal: Path) -> None:
    if not disk.exists(journal):
        return
    file = disk.open(journal)
    try:
        file.truncate(0)
        file.sync()
    finally:
        file.close()
