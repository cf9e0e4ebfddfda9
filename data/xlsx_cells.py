"""Cells of an .xlsx file that look empty to the reader but are not: errors, formulas never calculated.

The reader gives both as an empty cell, so a score of `#N/A` would be lost without a word.
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from typing import Final

_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\b[^>]*?\b\w+:id=\"([^\"]+)\"")
_LINK: Final = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE: Final = re.compile(rb"\b(\w+)=\"([^\"]*)\"")
_CELL: Final = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE: Final = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)<")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f\b")
_PLACE: Final = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")

UNPACKING: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, ValueError, RuntimeError, EOFError
)  # fmt: skip
"""What `zipfile` raises on a damaged file: its own errors and those of each decompressor (OSError: bzip2)."""

Place = tuple[int, int]
"""Row counted from 1, column counted from 0."""


def column_number(letters: bytes) -> int:
    """The column counted from 0: A is 0, Z is 25, AA is 26."""
    number = 0
    for byte in letters:
        number = number * 26 + byte - 64
    return number - 1


def without_value(raw: bytes, sheet: int) -> dict[Place, str]:
    """Where the `sheet`-th sheet (counted from 0) holds an error or a formula without a value.

    The text is the error (`#N/A`), or `=` for a formula that no program has calculated. A formula whose
    value is an empty text is an empty cell like any other and is not among them. Empty for a file that is
    no .xlsx, or that the reader will refuse.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            xml = parts.read(_part(parts, sheet))
    except (*UNPACKING, KeyError, IndexError):
        return {}
    return dict(cell for cell in map(_faulty, _CELL.finditer(xml)) if cell) if _may_hold(xml) else {}


def _part(parts: zipfile.ZipFile, sheet: int) -> str:
    """The name of the part that holds a sheet."""
    wanted = _SHEET.findall(parts.read("xl/workbook.xml"))[sheet]
    for link in _LINK.findall(parts.read("xl/_rels/workbook.xml.rels")):
        of_link = dict(_ATTRIBUTE.findall(link))
        if of_link[b"Id"] == wanted:
            target: str = of_link[b"Target"].decode()
            return target[1:] if target.startswith("/") else f"xl/{target}"
    raise KeyError(wanted)


def _may_hold(xml: bytes) -> bool:
    return b't="e"' in xml or _FORMULA.search(xml) is not None


def _faulty(cell: re.Match[bytes]) -> tuple[Place, str] | None:
    attributes: dict[bytes, bytes] = dict(_ATTRIBUTE.findall(cell[1]))
    value = _VALUE.search(cell[2])
    kind = attributes.get(b"t", b"n")
    place = _PLACE.fullmatch(attributes.get(b"r", b""))
    if place is None:
        return None
    at = int(place[2]), column_number(place[1])
    if kind == b"e":
        return at, value[1].decode() if value else "="
    if _FORMULA.search(cell[2]) and not value and kind != b"str":
        return at, "="
    return None
