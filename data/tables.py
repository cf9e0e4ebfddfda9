"""TinyDB tables whose every change is a delta: which rows are set, which are gone.

All changes of a TinyDB table pass through `Table._update_table`. Here its updater works on a `Draft`, a
copy-on-write view of the rows; what the draft has collected goes to the storage as one change, all of it
or nothing. Reading gives copies, so that nobody changes the kept rows by accident.
"""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, Protocol, cast

from tinydb.table import Document, Table

Row = dict[str, Any]
Rows = Mapping[int, Row]
Delta = Mapping[str, Mapping[int, Mapping[str, Any] | None] | None]
"""Table name -> row id -> the row's new content, or None: gone. None in place of a table: dropped."""


class Keeper(Protocol):
    """What a `JournalTable` asks of its storage."""

    def kept(self, table: str) -> Mapping[str, Row] | None:
        """The rows of a table under their ids as text, or None: no such table."""
        ...

    def change(self, delta: Delta) -> None:
        """Keep a change."""
        ...


def copied(value: Any) -> Any:
    """A copy of a JSON value that shares no list or dict with it."""
    if isinstance(value, dict):
        return {key: copied(item) if isinstance(item, (dict, list)) else item for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) if isinstance(item, (dict, list)) else item for item in value]
    return value


class Overlay(MutableMapping[str, Row]):
    """A table inside a transaction: changes lie over the kept rows, which stay as they are."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = rows
        self._set: dict[str, Row] = {}
        self._gone: set[str] = set()

    def __getitem__(self, row_id: str) -> Row:
        if row_id in self._set:
            return self._set[row_id]
        if row_id in self._gone:
            raise KeyError(row_id)
        return self._rows[row_id]

    def __setitem__(self, row_id: str, row: Row) -> None:
        self._set[row_id] = row

    def __delitem__(self, row_id: str) -> None:
        if row_id not in self:
            raise KeyError(row_id)
        self._set.pop(row_id, None)
        self._gone.add(row_id)

    def __contains__(self, row_id: object) -> bool:
        return row_id in self._set or (row_id in self._rows and row_id not in self._gone)

    def __iter__(self) -> Iterator[str]:
        yield from (row_id for row_id in self._rows if row_id not in self._gone or row_id in self._set)
        yield from (row_id for row_id in self._set if row_id not in self._rows)

    def __len__(self) -> int:
        return sum(1 for _row_id in self)


class RowsView(Rows):
    """The rows of a table as they stand now: live and cheap; each row handed out is the caller's own copy."""

    def __init__(self, keeper: Keeper, table: str) -> None:
        self._keeper = keeper
        self._table = table

    def _rows(self) -> Mapping[str, Row]:
        return self._keeper.kept(self._table) or {}

    def __getitem__(self, row_id: int) -> Row:
        return cast(Row, copied(self._rows()[str(row_id)]))

    def __iter__(self) -> Iterator[int]:
        return map(int, self._rows())

    def __len__(self) -> int:
        return len(self._rows())

    def __contains__(self, row_id: object) -> bool:
        return type(row_id) is int and str(row_id) in self._rows()

    def __repr__(self) -> str:
        return f"RowsView({dict(self)!r})"


class LentRows(RowsView):
    """The same rows without a copy, for whoever reads them at once and changes nothing."""

    def __getitem__(self, row_id: int) -> Row:
        return self._rows()[str(row_id)]


class _EveryDocument(type):
    """TinyDB tells "a document with an id" by `isinstance(it, table.document_class)`: any Document is one."""

    def __instancecheck__(cls, instance: object) -> bool:
        return type.__instancecheck__(Document, instance)


class KeptDocument(Document, metaclass=_EveryDocument):
    """A row as TinyDB hands it out: a copy to the bottom, not only of its first level."""

    def __init__(self, value: Mapping[str, Any], doc_id: int) -> None:
        super().__init__(copied(dict(value)), doc_id)


class Draft(MutableMapping[int, Row]):
    """A table being changed: reads fall through to the kept rows, changes stay here."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = rows
        self._touched: dict[int, Row] = {}
        self._gone: set[int] = set()

    def __getitem__(self, row_id: int) -> Row:
        if row_id in self._touched:
            return self._touched[row_id]
        if row_id in self._gone:
            raise KeyError(row_id)
        # Whoever asks for a row may change it in place, so it is a copy from here on.
        self._touched[row_id] = row = copied(self._rows[str(row_id)])
        return cast(Row, row)

    def __setitem__(self, row_id: int, row: Row) -> None:
        if type(row_id) is not int:
            raise TypeError(f"a row's id is a whole number, not {row_id!r}")
        self._touched[row_id] = row
        self._gone.discard(row_id)

    def __delitem__(self, row_id: int) -> None:
        if row_id not in self:
            raise KeyError(row_id)
        self._touched.pop(row_id, None)
        if str(row_id) in self._rows:
            self._gone.add(row_id)

    def __contains__(self, row_id: object) -> bool:
        return row_id in self._touched or (str(row_id) in self._rows and row_id not in self._gone)

    def __iter__(self) -> Iterator[int]:
        for text in self._rows:
            if (row_id := int(text)) not in self._gone:
                yield row_id
        for row_id in self._touched:
            if str(row_id) not in self._rows:
                yield row_id

    def __len__(self) -> int:
        added = sum(str(row_id) not in self._rows for row_id in self._touched)
        return len(self._rows) - len(self._gone) + added

    def clear(self) -> None:
        """Remove all rows."""
        self._touched.clear()
        self._gone.update(map(int, self._rows))

    def changes(self) -> dict[int, Row | None]:
        """What differs from the kept rows."""
        changes: dict[int, Row | None] = dict.fromkeys(self._gone)
        for row_id, row in self._touched.items():
            if self._rows.get(str(row_id)) != row:
                changes[row_id] = row
        return changes


class JournalTable(Table):
    """A TinyDB table that hands its changes to the storage as deltas."""

    document_class = KeptDocument

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        keeper = cast(Keeper, self._storage)
        rows = keeper.kept(self.name)
        draft = Draft(rows or {})
        try:
            updater(cast(dict[int, Mapping[str, Any]], draft))
            changes = draft.changes()
            if changes or rows is None:
                keeper.change({self.name: changes})
        except BaseException:
            self._next_id = None
            raise

    def changed(self, highest: int | None) -> None:
        """Follow a change that did not come through this table.

        Args:
            highest: the highest id that was set; None after a rollback: anything may have changed.
        """
        if highest is None:
            self._next_id = None
        elif self._next_id is not None and highest >= self._next_id:
            self._next_id = highest + 1
