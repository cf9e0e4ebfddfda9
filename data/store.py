"""The store of one conference: its tables, its audit trail, its way back; one transaction a step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from console import events
from console.conference import Conference
from console.errors import Damaged
from console.language import _
from console.step import Event
from data import layout
from data.journal import JournalDB

EVENTS = "events"
"""The table of the audit trail: a row an event, its `before` rows beside it for the way back."""


class FolderStore:
    """Implements `console.store.Store` over `conference.json` and its journal."""

    def __init__(self, db: JournalDB) -> None:
        """Keep the conference in an open database."""
        self._db = db
        self._events: list[Event] = read_events(db.rows(EVENTS), str(db.path))
        self.confirmed: Callable[[int], None] = lambda step: None
        """Told, after each step, how many the disk holds; it must return at once."""

    @classmethod
    def found(cls, db: JournalDB, conference: Conference, event: Event) -> "FolderStore":
        """Write a new conference and its first event into an empty database."""
        store = cls(db)
        store._keep(layout.difference(None, conference), event)
        return store

    def load(self) -> Conference:
        """The conference as the disk holds it; after a failed write the database is opened again first."""
        if self._db.dead:
            self._db.reopen()
            self._events = read_events(self._db.rows(EVENTS), str(self._db.path))
            self.confirmed(self._db.seq)
        tables = {name: self._db.lent(name) for name in (*layout.TABLES, *layout.SINGLES)}
        return layout.from_tables(tables, str(self._db.path))

    @property
    def steps(self) -> int:
        """Transactions that the disk holds."""
        return self._db.seq

    def events(self) -> Sequence[Event]:
        """The audit trail, oldest first."""
        return self._events

    def commit(self, before: Conference, after: Conference, event: Event) -> Event:
        """Keep the change and its event in one journal line."""
        return self._keep(layout.difference(before, after), event)

    def _keep(self, delta: layout.Delta, event: Event) -> Event:
        touched = tuple(sorted(f"{table}/{key}" for table, rows in delta.items() for key in rows))
        event = replace(event, rows=touched)
        event = replace(event, link=events.link(events.head(self._events), event))
        old: dict[str, dict[str, Any]] = {}
        for table, rows in delta.items():
            kept = self._db.rows(table)
            old[table] = {str(key): kept.get(key) for key in rows}
        document = event_row(event, {} if event.final else old)
        change: dict[str, Mapping[int, Mapping[str, Any] | None]] = {**delta, EVENTS: {event.seq: document}}
        self._db.commit(change)
        self._events.append(event)
        self.confirmed(self._db.seq)
        return event

    def before(self, conference: Conference, event: Event) -> Conference:
        """`conference` with the rows that `event` changed set back."""
        kept = self._db.rows(EVENTS)[event.seq].get("before", {})
        tables = {name: dict(self._db.rows(name)) for name in (*layout.TABLES, *layout.SINGLES)}
        for table, rows in kept.items():
            for key, document in rows.items():
                if document is None:
                    tables[table].pop(int(key), None)
                else:
                    tables[table][int(key)] = document
        return layout.from_tables(tables, str(self._db.path))

    def rest(self) -> None:
        """Fold the journal into `conference.json`."""
        self._db.compact()

    def close(self) -> None:
        """Come to rest and let go of the files."""
        self._db.close()


def event_row(event: Event, before: Mapping[str, Any]) -> dict[str, Any]:
    """The row of an event in its table."""
    document = layout.to_document(event)
    if not event.sealed:
        del document["sealed"]
    document["before"] = before
    return document


def read_events(rows: Mapping[int, Mapping[str, Any]], where: str) -> list[Event]:
    """The audit trail from its table; its chain must hold.

    Raises:
        Damaged: a row that is no event, or the chain breaks, with the number of the event.
    """
    trail = []
    for seq in sorted(rows):
        document = {key: value for key, value in rows[seq].items() if key != "before"}
        try:
            trail.append(msgspec.convert(document, Event))
        except (msgspec.ValidationError, ValueError) as error:
            raise Damaged(
                _(
                    "{where}: event {seq} is not what the console wrote ({what}). Restore the folder from a "
                    "copy."
                ).format(where=where, seq=seq, what=error)
            ) from error
    broken = events.first_break(trail)
    if broken is not None:
        raise Damaged(
            _(
                "{where}: the chain of events breaks at event {seq}. The file was changed outside the "
                "console; restore the folder from a copy."
            ).format(where=where, seq=broken)
        )
    return trail
