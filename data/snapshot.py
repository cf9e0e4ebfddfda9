"""`conference.json` as a file: any plain TinyDB opens it, and a change by hand shows.

One row a line, tables one after the other, ASCII alone (so that it reads the same under every system's
encoding). The first table, `_seal`, holds one row: the sum over every byte that follows the sum, the
number of transactions so far, the journal's link after the last of them, the sum of the snapshot that
the folded journal went on from, and a sum for each table so that damage can be named. The sums find
accidents and edits, not a forger.
"""

import hashlib
import json
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from console.errors import Damaged
from console.language import _

SEAL = "_seal"
"""The table of the seal; no other table may have this name."""

FORMAT = 1

Tables = dict[str, MutableMapping[str, Any]]
"""What TinyDB calls the storage's data: table name -> row id as text -> row."""

_OPENING = b'{"_seal": {"1": {"sum": "'
_SUM = 64
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What `conference.json` holds.

    Attributes:
        seq: transactions since the conference was made.
        link: the journal's link after transaction `seq`.
        over: whole sum of the snapshot that the journal folded into this one went on from; "" at first.
        sum: SHA-256 of the whole file, hex.
    """

    tables: Tables
    seq: int
    link: str
    over: str
    sum: str


def whole_sum(data: bytes) -> str:
    """The sum by which the journal names the snapshot it goes on from."""
    return hashlib.sha256(data).hexdigest()


def encoded(value: object) -> str:
    """Compact ASCII JSON.

    Raises:
        TypeError: a value that JSON has no word for.
        ValueError: NaN, infinity, or a structure that contains itself.
    """
    return _encode(value)


def pack(tables: Mapping[str, Mapping[str, Any]], seq: int, link: str, over: str) -> bytes:
    """The file's bytes; the same tables in the same order give the same bytes."""
    bodies: list[str] = []
    sums: dict[str, str] = {}
    for name, rows in tables.items():
        body = ",\n".join([f'"{row_id}": {_encode(row)}' for row_id, row in rows.items()])
        sums[name] = _table_sum(body)
        bodies.append(f",\n{_encode(name)}: {{\n{body}\n}}" if body else f",\n{_encode(name)}: {{}}")
    seal = _encode({"format": FORMAT, "seq": seq, "link": link, "over": over, "tables": sums})
    rest = ('", ' + seal[1:] + "}" + "".join(bodies) + "\n}\n").encode("ascii")
    return b"".join((_OPENING, hashlib.sha256(rest).hexdigest().encode("ascii"), rest))


def unpack(data: bytes, name: str) -> Snapshot:
    """Read a `conference.json`.

    Args:
        data: the whole file.
        name: how to call the file in a message.

    Raises:
        Damaged: with the place (line and column, or table and row) and what to do.
    """
    try:
        content = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line, column = _place(data, error.start)
        raise _damaged(
            name, _("line {line}, column {column}: not text").format(line=line, column=column)
        ) from error
    except json.JSONDecodeError as error:
        raise _damaged(
            name,
            _("line {line}, column {column}: not JSON ({what})").format(
                line=error.lineno, column=error.colno, what=error.msg
            ),
        ) from error
    except RecursionError as error:
        raise _damaged(name, _("brackets are nested without end")) from error
    except ValueError as error:  # Python refuses to read a number of thousands of digits
        raise _damaged(name, _("a number is beyond all bounds")) from error
    tables = _shaped(content, data, name)
    seal = _seal(tables.pop(SEAL, {}), name)
    start = len(_OPENING) + _SUM
    if not data.startswith(_OPENING) or data[len(_OPENING) : start] != _sum_of_rest(data[start:]):
        raise _edited(tables, seal, data, name)
    return Snapshot(tables, seal["seq"], seal["link"], seal["over"], whole_sum(data))


def _table_sum(body: str) -> str:
    return hashlib.blake2b(body.encode("ascii"), digest_size=8).hexdigest()


def _sum_of_rest(rest: bytes) -> bytes:
    return hashlib.sha256(rest).hexdigest().encode("ascii")


def _shaped(content: object, data: bytes, name: str) -> Tables:
    """The content as tables of rows under whole-number ids, or the place where it is something else."""
    if not isinstance(content, dict):
        raise _damaged(name, _("line 1, column 1: no tables"))
    for table, rows in content.items():
        if not isinstance(rows, dict):
            raise _damaged(name, _place_of(data, table) + _("“{table}” is not a table").format(table=table))
        for row_id, row in rows.items():
            if not isinstance(row, dict) or not row_id.isascii() or not row_id.lstrip("-").isdigit():
                raise _damaged(
                    name,
                    _place_of(data, table, row_id)
                    + _("row “{row}” of table “{table}” is not a row").format(row=row_id, table=table),
                )
    return content


def _seal(rows: Mapping[str, Any], name: str) -> dict[str, Any]:
    seal = rows.get("1")
    if seal is None:
        raise _damaged(name, _("line 1, column 1: its seal is missing, so the console did not write it"))
    if isinstance(seal.get("format"), int) and seal["format"] > FORMAT:
        raise _damaged(name, _("a newer console wrote it; open it with that one"))
    shape = {"sum": str, "seq": int, "link": str, "over": str, "tables": dict}
    if any(not isinstance(seal.get(key), kind) for key, kind in shape.items()):
        raise _damaged(name, _("line 1, column 1: its seal is broken"))
    return dict(seal)


def _edited(tables: Tables, seal: Mapping[str, Any], data: bytes, name: str) -> Damaged:
    """Which table was changed outside the console, as far as the sums can tell."""
    for table in (*tables, *seal["tables"]):
        if table not in tables:
            return _damaged(name, _("table “{table}” was removed outside the console").format(table=table))
        if table not in seal["tables"]:
            what = _("table “{table}” was added outside the console").format(table=table)
            return _damaged(name, _place_of(data, table) + what)
        if _sum_of_rows(tables[table]) != seal["tables"][table]:
            what = _("table “{table}” was changed outside the console").format(table=table)
            return _damaged(name, _place_of(data, table) + what)
    return _damaged(name, _("another program saved it again; its rows are unchanged, its layout is not"))


def _sum_of_rows(rows: Mapping[str, Any]) -> str | None:
    """The sum of a table as it was read; None for rows that the console cannot have written (1e400)."""
    try:
        return _table_sum(",\n".join(f'"{row_id}": {_encode(row)}' for row_id, row in rows.items()))
    except (ValueError, RecursionError):
        return None


def _damaged(name: str, what: str) -> Damaged:
    return Damaged(
        _("{file} is not as the console wrote it: {what}. Nothing was changed. Put back the last good copy "
          "of the folder (for example from the USB stick).").format(file=name, what=what)
    )  # fmt: skip


def _place(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of a byte."""
    return data.count(b"\n", 0, offset) + 1, offset - data.rfind(b"\n", 0, offset)


def _place_of(data: bytes, table: str, row_id: str | None = None) -> str:
    """The words "line L, column C: " of a table's name, or of a row in it; empty when it cannot be found."""
    text = data.decode("utf-8")
    decoder = json.JSONDecoder()
    at = _find(decoder, text, text.find("{"), table)
    if at is not None and row_id is not None:
        at = _find(decoder, text, text.find("{", decoder.raw_decode(text, at)[1]), row_id)
    if at is None:
        return ""
    line, column = _place(text.encode(), len(text[:at].encode()))
    return _("line {line}, column {column}: ").format(line=line, column=column)


def _find(decoder: json.JSONDecoder, text: str, brace: int, key: str) -> int | None:
    """Where `"key"` stands among the keys of the object that opens at `brace` (valid JSON)."""
    at = brace + 1
    while (at := _blanks(text, at)) < len(text) and text[at] == '"':
        name, end = decoder.raw_decode(text, at)
        if name == key:
            return at
        value = _blanks(text, _blanks(text, end) + 1)
        at = _blanks(text, decoder.raw_decode(text, value)[1])
        at += text[at : at + 1] == ","
    return None


def _blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at
