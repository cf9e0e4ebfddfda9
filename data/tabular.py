"""Tables of CSV files and spreadsheets, read as text cells with the numbers of their rows."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from console.errors import BadInput
from console.language import _
from console.text import tidy
from data.xlsx_cells import UNPACKING, column_number, without_value

TEXT_FILES: Final = (".csv", ".tsv", ".txt")
SPREADSHEETS: Final = (".xlsx", ".xlsm", ".xls", ".ods")

_MOST_BYTES: Final = 20_000_000
"""No list of units is larger; above it the file is something else."""
_MOST_UNPACKED: Final = 100_000_000
_MOST_CELLS: Final = 5_000_000
_PLACE: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
"""A cell of a worksheet and where it stands."""

_ERRORS: Final = frozenset(["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"])
"""What a spreadsheet shows, and writes to a CSV file, where a formula failed."""

_TOP: Final = 30
"""Rows in which the header is looked for."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row that is not blank.

    Attributes:
        number: as a spreadsheet numbers it, the first row of the file is 1.
        cells: text in NFC on one line, without spaces at the ends; "" where a cell is empty.
        faults: columns, counted from 0, whose formula failed (`#N/A`) or was never calculated (`=`); their
            cells are "".
    """

    number: int
    cells: tuple[str, ...]
    faults: Mapping[int, str] = field(default_factory=dict)

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


def _filled(
    rows: Iterable[tuple[int, Iterable[str]]],
    most_rows: int,
    faulty: Mapping[tuple[int, int], str] | None = None,
) -> tuple[TableRow, ...]:
    """The rows that hold something, at most one above `most_rows`.

    Args:
        faulty: cells that seem empty and are not, by row and column.
    """
    kept: list[TableRow] = []
    for number, cells in rows:
        said = [tidy(cell) for cell in cells]
        faults = {at: cell for at, cell in enumerate(said) if cell in _ERRORS}
        if faulty:
            faults |= {at: faulty[number, at] for at in range(len(said)) if (number, at) in faulty}
        row = TableRow(number, tuple("" if at in faults else cell for at, cell in enumerate(said)), faults)
        if any(row.cells) or faults:
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
                "{file}, row {row}: byte {at} of the file is not UTF-8 text. It looks like {encoding}. "
                'In Excel save the table as "CSV UTF-8" or as .xlsx, and try again.'
            ).format(file=path, row=raw.count(b"\n", 0, at) + 1, at=at + 1, encoding=_likely(raw))
        ) from error
    return _filled(_records(path, text, _separator(text, likeness)), most_rows)


def _likely(raw: bytes) -> str:
    """The encoding that a file which is not UTF-8 most probably has."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:200]:
        return "UTF-16 (Unicode Text)"
    # Excel on a Vietnamese Windows writes the tone as a letter of its own: combining marks of Windows-1258.
    tones = sum(raw.count(bytes([byte])) for byte in (0xCC, 0xD2, 0xDE, 0xEC, 0xF2))
    others = sum(byte >= 0x80 for byte in raw)
    return "Windows-1258" if tones * 5 >= others else "Windows-1252, VNI, TCVN3"


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
    if raw.startswith(b"PK") and not _fits(raw):
        raise BadInput(
            _(
                "{file} holds far more cells than a list of units. Copy the list into a new sheet, "
                "without empty rows and columns before it, and save that."
            ).format(file=path)
        )
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            for at, sheet in enumerate(book.sheets_metadata):
                if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet:
                    table = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                    numbered = ((number, map(_text, cells)) for number, cells in enumerate(table, 1))
                    rows = _filled(numbered, most_rows, without_value(raw, at))
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
            ).format(file=path, reason=" ".join(str(error).split()) or type(error).__name__)
        ) from error
    return ()


def _fits(raw: bytes) -> bool:
    """Whether a packed workbook can be unpacked here.

    The reader makes room for the whole rectangle up to the farthest cell, and ends the program when there
    is none: one stray cell in XFD1048576 is enough.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_UNPACKED:
                return False
            return all(
                _area(_sheet_xml(parts, name)) <= _MOST_CELLS
                for name in parts.namelist()
                if name.startswith("xl/worksheets/") and name.endswith(".xml")
            )
    except UNPACKING:
        return True  # no such rectangle is read; the reader says what is wrong


def _sheet_xml(parts: zipfile.ZipFile, name: str) -> bytes:
    """A worksheet's XML; empty where it is damaged, and the reader will say so."""
    try:
        return parts.read(name)
    except UNPACKING:
        return b""


def _area(sheet: bytes) -> int:
    """The cells up to the farthest one of a worksheet's XML."""
    places = _PLACE.findall(sheet)
    wide = max((column_number(letters) + 1 for letters, _row in places), default=0)
    return wide * max((int(row) for _letters, row in places), default=0)


def _text(cell: object) -> str:
    """A cell as its text; whole numbers without a comma, others without the noise of binary fractions."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(round(cell, 9)).replace(".", ",")
    return str(cell)
