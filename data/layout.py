"""How a conference lies in tables: one table for each thing a person would look for, a row a value."""

from collections.abc import Mapping
from typing import Any

import msgspec

from console.ballot.round import Nominee, Round, Seal, Teller
from console.conference import (
    SCHEMA,
    Amendment,
    Conference,
    Correction,
    Delegate,
    Direction,
    Guest,
    Handover,
    Hands,
    Item,
    Meeting,
    Note,
    Report,
    Row,
    Speaker,
    Unit,
)
from console.errors import Damaged
from console.language import _
from console.rules import Rules

TABLES: Mapping[str, type[Any]] = {
    "units": Unit,
    "delegates": Delegate,
    "guests": Guest,
    "agenda": Item,
    "notes": Note,
    "speakers": Speaker,
    "hands": Hands,
    "reports": Report,
    "directions": Direction,
    "amendments": Amendment,
    "nominees": Nominee,
    "tellers": Teller,
    "rounds": Round,
    "corrections": Correction,
}
"""Tables of many rows: field of `Conference` = name of the table."""

SINGLES: Mapping[str, type[Any]] = {
    "meeting": Meeting,
    "rules": Rules,
    "handover": Handover,
    "seal": Seal,
}
"""Tables of one row, id 1."""

Delta = dict[str, dict[int, dict[str, Any] | None]]
"""Table -> id -> the row as it now is, None where it is gone."""


def to_document(row: object) -> dict[str, Any]:
    """A value as a JSON object; decimals and times as text, the id left to TinyDB."""
    document: dict[str, Any] = msgspec.to_builtins(row, str_keys=True)
    document.pop("id", None)
    return document


def rows_of(conference: Conference) -> dict[str, dict[int, Row]]:
    """The conference as tables of values by id."""
    tables: dict[str, dict[int, Row]] = {
        name: {row.id: row for row in getattr(conference, name)} for name in TABLES
    }
    for name in SINGLES:
        row: Row = getattr(conference, name)
        tables[name] = {row.id: row}
    return tables


def difference(before: Conference | None, after: Conference) -> Delta:
    """The rows that differ. Values are shared between versions, so identity settles nearly all of them."""
    delta: Delta = {}
    for name in (*TABLES, *SINGLES):
        if before is not None and getattr(before, name) is getattr(after, name):
            continue
        old = rows_of_table(before, name) if before is not None else {}
        new = rows_of_table(after, name)
        rows: dict[int, dict[str, Any] | None] = {key: None for key in old if key not in new}
        for key, row in new.items():
            if old.get(key) is not row and old.get(key) != row:
                rows[key] = to_document(row)
        if rows:
            delta[name] = rows
    return delta


def rows_of_table(conference: Conference, name: str) -> dict[int, Row]:
    """One table of the conference, by id."""
    value = getattr(conference, name)
    return {row.id: row for row in value} if name in TABLES else {value.id: value}


def from_tables(tables: Mapping[str, Mapping[int, Mapping[str, Any]]], where: str) -> Conference:
    """The conference that the tables hold.

    Raises:
        Damaged: a row that the console did not write, with table, row and field.
    """
    meeting = tables.get("meeting", {}).get(1)
    written = meeting.get("schema", SCHEMA) if meeting is not None else SCHEMA
    if meeting is not None and isinstance(written, int) and written > SCHEMA:
        raise Damaged(
            _(
                "{where} was written by a newer version of the console (layout {found}, this one knows "
                "{known}). Open it with the newer version."
            ).format(where=where, found=meeting["schema"], known=SCHEMA)
        )
    values: dict[str, Any] = {}
    for name, kind in TABLES.items():
        rows = tables.get(name, {})
        values[name] = tuple(_row(kind, name, key, rows[key], where) for key in sorted(rows))
    for name, kind in SINGLES.items():
        rows = tables.get(name, {})
        if 1 not in rows:
            raise Damaged(
                _("{where}: the table {table} is missing. Restore the folder from a copy.").format(
                    where=where, table=name
                )
            )
        values[name] = _row(kind, name, 1, rows[1], where)
    return Conference(**values)


def _row(kind: type[Any], table: str, key: int, document: Mapping[str, Any], where: str) -> Any:
    try:
        return msgspec.convert({**document, "id": key}, kind)
    except (msgspec.ValidationError, ValueError) as error:
        raise Damaged(
            _(
                "{where}: table {table}, row {row} is not what the console wrote ({what}). "
                "Restore the folder from a copy."
            ).format(where=where, table=table, row=key, what=error)
        ) from error
