"""Tables of CSV files and spreadsheets, read as text cells with the numbers of their rows."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from console.errors import BadInput
from console.language import _
from console.text import tidy

TEXT_FILES: Final = (".csv", ".tsv", ".txt")
SPREADSHEETS: Final = (".xlsx", ".xlsm", ".xls", ".ods")

_MOST_BYTES: Final = 20_000_000
"""No list of units is larger; above it the file is something else."""
_MOST_UNPACKED: Final = 200_000_000
_TOP: Final = 30
"""Rows in which the header is looked for."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row that is not blank.

    Attributes:
        number: as a spreadsheet numbers it, the first row of the file is 1.
        cells: text in NFC on one line, without spaces at the ends; "" where a cell is empty.
    """

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """The cell of a column, counted from 0; "" beyond the end of the row."""
        return self.cells[column] if column < len(self.cells) else ""


def column_letters(column: int) -> str:
    """The name a spreadsheet gives a column, counted from 0: A, B ... Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_table(path: Path, likeness: Callable[[Sequence[str]], int], most_rows: int) -> tuple[TableRow, ...]:
    """The rows of a CSV file, or of the first visible sheet that holds any.

    Args:
        likeness: how many header names a row holds; it decides between the separators of a CSV file.
        most_rows: reading stops one row above; the caller says what is wrong then.

    Raises:
        BadInput: the file cannot be read, is no table, or is empty.
    """
    raw = _bytes(path)
    if path.suffix.lower() in SPREADSHEETS or raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        rows = _spreadsheet(path, raw, most_rows)
    elif path.suffix.lower() in TEXT_FILES:
        rows = _csv(path, raw, likeness, most_rows)
    else:
        raise BadInput(
            _("{file}: this kind of file is not read. Save the table as .csv (UTF-8) or .xlsx.").format(
                file=path
            )
        )
    if not rows:
        raise BadInput(
            _("{file} is empty. The first row must hold the column names, each further row a unit.").format(
                file=path
            )
        )
    return rows


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(
            _("{file} cannot be read ({reason}). Check the name and the right to read it.").format(
                file=path, reason=error.strerror or error
            )
        ) from error
    if len(raw) > _MOST_BYTES:
        raise BadInput(
            _("{file} is larger than 20 MB: this is no list of units. Choose another file.").format(file=path)
        )
    return raw


def _filled(rows: Iterable[tuple[int, Iterable[str]]], most_rows: int) -> tuple[TableRow, ...]:
    """The rows that hold something, at most one above `most_rows`."""
    kept: list[TableRow] = []
    for number, cells in rows:
        row = TableRow(number, tuple(tidy(cell) for cell in cells))
        if any(row.cells):
            kept.append(row)
            if len(kept) > most_rows:
                break
    return tuple(kept)


# --- CSV -------------------------------------------------------------------------------------------------


def _csv(
    path: Path, raw: bytes, likeness: Callable[[Sequence[str]], int], most_rows: int
) -> tuple[TableRow, ...]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Counted in the bytes of the file: a mark at its start is not part of what was decoded.
        at = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
        raise BadInput(
            _(
                "{file}, row {row}: byte {at} of the file is not UTF-8 text. "
                'In Excel save the table as "CSV UTF-8" or as .xlsx, and try again.'
            ).format(file=path, row=raw.count(b"\n", 0, at) + 1, at=at + 1)
        ) from error
    return _filled(_records(path, text, _separator(text, likeness)), most_rows)


def _records(path: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered records. Quotes inside a bare cell are part of it, as spreadsheets read them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            yield number, record
    except csv.Error as error:
        raise BadInput(
            _(
                "{file}, row {row}: the quotes are not closed or not in place ({reason}). Correct the row."
            ).format(file=path, row=number + 1, reason=error)
        ) from error


def _separator(text: str, likeness: Callable[[Sequence[str]], int]) -> str:
    """The separator under which the top of the file looks most like a header, then like a table."""

    def looks(separator: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        best = cells = 0
        try:
            for _number, record in zip(range(_TOP), reader, strict=False):
                best = max(best, likeness([tidy(cell) for cell in record]))
                cells += len(record)
        except csv.Error:
            return 0, 0
        return best, cells

    return max(",;\t", key=looks)


# --- spreadsheets ----------------------------------------------------------------------------------------


def _spreadsheet(path: Path, raw: bytes, most_rows: int) -> tuple[TableRow, ...]:
    _not_too_large(path, raw)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            for sheet in book.sheets_metadata:
                if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet:
                    table = book.get_sheet_by_name(sheet.name)
                    first, left = table.start or (0, 0)
                    rows = _filled(
                        (
                            (first + at, [*[""] * left, *map(_text, cells)])
                            for at, cells in enumerate(table.iter_rows(), 1)
                        ),
                        most_rows,
                    )
                    if rows:
                        return rows
    except BaseException as error:
        # A damaged file can end in any error of the reader, even one of its own that is no `Exception`.
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise BadInput(
            _(
                "{file} cannot be read as a spreadsheet ({reason}). Open it in Excel or LibreOffice, take a "
                "password off, and save it again as .xlsx or as CSV UTF-8."
            ).format(file=path, reason=str(error) or type(error).__name__)
        ) from error
    return ()


def _not_too_large(path: Path, raw: bytes) -> None:
    """A small packed file can unpack to more than the memory holds."""
    if raw.startswith(b"PK"):
        try:
            size = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(raw)).infolist())
        except (zipfile.BadZipFile, ValueError):
            return  # the reader says what is wrong
        if size > _MOST_UNPACKED:
            raise BadInput(
                _("{file} is larger than 20 MB: this is no list of units. Choose another file.").format(
                    file=path
                )
            )


def _text(cell: object) -> str:
    """A cell as its text; whole numbers without a point, others without the noise of binary fractions."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(round(cell, 9))
    return str(cell)
