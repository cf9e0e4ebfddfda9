"""The units of a bloc from a file: each mistake named with row and column, all at once, nothing half read."""

import csv
import difflib
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from console.conference import Role
from console.errors import BadInput
from console.language import _, n_
from console.text import is_legacy_encoding, search_key, tidy, tone_style
from console.wording import NotANumber, decimal, parse_decimal
from data.tabular import TableRow, column_letters, read_table

MOST_ROWS: Final = 2000
"""Rows of a units file; a bloc has 6 to 30 units."""

_SHOWN: Final = 20
_TOP: Final = 30


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as the file gives it; `score` is the agreed score in points, None where the cell is empty."""

    code: str
    name: str
    short_name: str
    role: Role = Role.MEMBER
    representative: str = ""
    position: str = ""
    score: Decimal | None = None
    note: str = ""


COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "code": ("Mã", "Mã đơn vị", "Mã số", "Ký hiệu", "code", "unit code"),
    "name": (
        "Tên đầy đủ", "Tên đơn vị", "Đơn vị", "Tên", "Tên cơ quan", "Cơ quan", "Tên cơ quan, đơn vị",
        "Cơ quan, đơn vị", "name", "unit", "full name",
    ),
    "short_name": ("Tên ngắn", "Tên viết tắt", "Tên gọn", "Viết tắt", "short name"),
    "role": ("Vai trò", "Vai trò trong khối", "role"),
    "representative": ("Đại diện", "Người đại diện", "Họ và tên", "Họ tên", "Đại biểu", "representative"),
    "position": ("Chức vụ", "Chức danh", "position"),
    "score": ("Điểm", "Điểm thống nhất", "Tổng điểm", "score", "agreed score"),
    "note": ("Ghi chú", "note", "notes"),
}  # fmt: skip
"""Header names, the first of each is the one told to people; case, accents, `_` and brackets do not count."""

_ROLES: Final[dict[Role, tuple[str, ...]]] = {
    Role.LEADER: (
        "truong khoi", "khoi truong", "truong cum", "cum truong", "truong", "don vi truong khoi", "leader",
    ),
    Role.DEPUTY: (
        "pho truong khoi", "pho khoi truong", "khoi pho", "pho khoi", "pho truong cum", "pho cum truong",
        "cum pho", "pho truong", "don vi pho truong khoi", "deputy",
    ),
    Role.MEMBER: ("thanh vien", "don vi thanh vien", "uy vien", "member", ""),
}  # fmt: skip


_WRITTEN_ROLES: Final = {
    Role.LEADER: "Trưởng khối",
    Role.DEPUTY: "Phó Trưởng khối",
    Role.MEMBER: "Thành viên",
}

_FORMULA: Final = re.compile("'*[=+@-]")
_GUARDED: Final = re.compile("'+[=+@-]")
"""Text that a spreadsheet would take for a formula, and the same with the apostrophe that keeps it text."""


def _plain(text: str) -> str:
    """A header or a role as its bare words: no accents, case, brackets, year or signs."""
    words = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", search_key(text).replace("_", " "))
    return " ".join(re.sub(r"[^\w\s]|\b20\d\d\b", " ", words).split())


_KNOWN: Final = {_plain(name): key for key, names in COLUMNS.items() for name in names}
_KNOWN_ROLES: Final = {name: role for role, names in _ROLES.items() for name in names}


def _likeness(cells: Sequence[str]) -> int:
    """How many columns of a units file a row names."""
    return len({_KNOWN[_plain(cell)] for cell in cells if _plain(cell) in _KNOWN})


def read_units(path: Path) -> tuple[UnitRow, ...]:
    """The units of a .csv, .xlsx, .xls or .ods file, in its order.

    Rows above the header (a title), a second row of headers or of column numbers, blank rows and a row of
    totals are passed over. A missing code becomes the first free of DV01, DV02 ...; a missing short name is
    the name.

    Raises:
        BadInput: all mistakes of the file in one text, a line each: file, row, column, what, what to do.
    """
    rows = read_table(path, _likeness, MOST_ROWS + _TOP)
    header, first = _header(rows)
    if len(rows) - first > MOST_ROWS:
        raise BadInput(
            _(
                "{file} has more than {most} rows: this is no list of a bloc's units (a bloc has 6 to 30). "
                "Choose another file."
            ).format(file=path, most=MOST_ROWS)
        )
    reading = _Reading(path, _columns(path, header))
    units = [row for row in rows[first:] if not reading.is_total(row)]
    if not units:
        raise BadInput(
            _("{file}: below the column names of row {row} there is no unit. Write one row for each.").format(
                file=path, row=header.number
            )
        )
    return reading.units(units)


def write_units_csv(rows: Iterable[UnitRow]) -> bytes:
    """The units as a CSV file that Excel opens by itself and `read_units` reads back as it was.

    UTF-8 with a BOM, `;` between cells because numbers have a comma, Vietnamese column names, CRLF. A text
    that begins like a formula gets an apostrophe in front, so that no spreadsheet computes a unit's name.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";")
    writer.writerow(names[0] for names in COLUMNS.values())
    for row in rows:
        cells = {
            "code": row.code,
            "name": row.name,
            "short_name": row.short_name,
            "role": _WRITTEN_ROLES[row.role],
            "representative": row.representative,
            "position": row.position,
            "score": "" if row.score is None else decimal(row.score),
            "note": row.note,
        }
        writer.writerow(
            f"'{cell}" if _FORMULA.match(cell) else cell
            for cell in map(cells.get, COLUMNS)
            if cell is not None
        )
    return file.getvalue().encode("utf-8-sig")


def _header(rows: Sequence[TableRow]) -> tuple[TableRow, int]:
    """The column names, gathered from up to two rows, and the index of the first row below them."""
    at = max(range(min(len(rows), _TOP)), key=lambda row: (_likeness(rows[row].cells), -row))
    header, below = rows[at], at + 1
    if at and _likeness(header.cells):
        above = ("" if _plain(cell) not in _KNOWN else cell for cell in rows[at - 1].cells)
        header = _laid_over(header, tuple(above))
    if below < len(rows) and _names_columns(rows[below]):
        header = _laid_over(rows[below], header.cells)
        below += 1
    if below < len(rows) and _numbers_columns(rows[below]):
        below += 1
    return header, below


def _laid_over(upper: TableRow, lower: Sequence[str]) -> TableRow:
    """The row, with the cells of another where its own are empty."""
    width = max(len(upper.cells), len(lower))
    under = [*lower, *[""] * (width - len(lower))]
    return TableRow(upper.number, tuple(upper.cell(at) or under[at] for at in range(width)))


def _names_columns(row: TableRow) -> bool:
    """Whether a row below the header holds column names and nothing else."""
    cells = [cell for cell in row.cells if cell]
    return len(cells) > 1 and all(_plain(cell) in _KNOWN for cell in cells)


def _numbers_columns(row: TableRow) -> bool:
    """Whether a row below the header counts the columns: (1), (2), (3)."""
    cells = [re.fullmatch(r"\(([0-9]{1,2})\)|([0-9]{1,2})", cell) for cell in row.cells if cell]
    numbers = [int(cell[1] or cell[2]) for cell in cells if cell]
    bare = any(cell and cell[2] for cell in cells)
    return len(cells) > (2 if bare else 1) and numbers == list(range(1, len(cells) + 1))


def _columns(path: Path, header: TableRow) -> dict[str, int]:
    """Where each column of a unit stands, counted from 0."""
    found: dict[str, int] = {}
    said: list[str] = []
    for column, cell in enumerate(header.cells):
        key = _KNOWN.get(_plain(cell))
        if key in found:
            said.append(
                _('{place}: "{header}" names the same thing as column {other}. Take one of them out.').format(
                    place=_place(path, header.number, column, cell),
                    header=cell,
                    other=column_letters(found[key]),
                )
            )
        elif key:
            found[key] = column
    if "name" not in found:
        there = ", ".join(f'"{cell}"' for cell in header.cells if cell)
        raise BadInput(
            _(
                '{file}, row {row}: the column "{column}" is missing. There are: {there}. '
                "Name the column of the units' names so, in the row above the first unit."
            ).format(file=path, row=header.number, column=COLUMNS["name"][0], there=there)
        )
    absent = {name: key for name, key in _KNOWN.items() if key not in found}
    for column, cell in enumerate(header.cells):
        if _plain(cell) not in _KNOWN and (near := difflib.get_close_matches(_plain(cell), absent, 1, 0.8)):
            said.append(
                _('{place}: this column is not known. Should it be "{meant}"? Correct the name.').format(
                    place=_place(path, header.number, column, cell), meant=COLUMNS[absent[near[0]]][0]
                )
            )
    _raise(said)
    return found


def _place(path: Path, row: int, column: int, header: str) -> str:
    return _("{file}, row {row}, column {column} ({header})").format(
        file=path, row=row, column=column_letters(column), header=header
    )


def _raise(said: list[str]) -> None:
    if not said:
        return
    rest = len(said) - _SHOWN
    if rest > 0:
        said = [
            *said[:_SHOWN],
            n_("... and {n} more mistake.", "... and {n} more mistakes.", rest).format(n=rest),
        ]
    raise BadInput("\n".join(said))


class _Reading:
    """One pass over the rows: units on one side, mistakes on the other."""

    def __init__(self, path: Path, columns: dict[str, int]) -> None:
        self._path = path
        self._columns = columns
        self._said: list[tuple[int, int, str]] = []

    def is_total(self, row: TableRow) -> bool:
        """Whether a row sums up the list: it begins with "Tổng cộng" or the like and lacks code or name."""
        said = _plain(next((cell for cell in row.cells if cell), ""))
        sums_up = said in ("tong", "cong", "total") or said.startswith(("tong cong", "tong so"))
        return sums_up and not (self._cell(row, "code") and self._cell(row, "name"))

    def units(self, rows: Sequence[TableRow]) -> tuple[UnitRow, ...]:
        """The units; BadInput with everything that is wrong."""
        taken = {search_key(self._cell(row, "code")) for row in rows}
        units: list[UnitRow] = []
        for number, row in enumerate(rows, 1):
            self._faults(row)
            self._legacy(row)
            name = self._cell(row, "name")
            if not name and self._columns["name"] not in row.faults:
                self._say(
                    row,
                    "name",
                    _(
                        "the name is missing. Write it (a merged cell holds its text in its first row only), "
                        "or clear the whole row."
                    ),
                )
            code = self._cell(row, "code") or _free_code(number, taken)
            taken.add(search_key(code))
            units.append(
                UnitRow(
                    code=code,
                    name=name,
                    short_name=self._cell(row, "short_name") or name,
                    role=self._role(row),
                    representative=self._cell(row, "representative"),
                    position=self._cell(row, "position"),
                    score=self._score(row),
                    note=self._cell(row, "note"),
                )
            )
        self._twice(rows, "code", lambda row: search_key(self._cell(row, "code")))
        self._twice(rows, "name", lambda row: _same_name(self._cell(row, "name")))
        self._offices(rows, units)
        _raise([sentence for _row, _column, sentence in sorted(self._said)])
        return tuple(units)

    def _cell(self, row: TableRow, key: str) -> str:
        text = row.cell(self._columns[key]) if key in self._columns else ""
        return text[1:] if _GUARDED.match(text) else text

    def _say(self, row: TableRow, key: str, what: str) -> None:
        place = _place(self._path, row.number, self._columns[key], COLUMNS[key][0])
        self._said.append((row.number, self._columns[key], f"{place}: {what}"))

    def _role(self, row: TableRow) -> Role:
        written = self._cell(row, "role")
        role = _KNOWN_ROLES.get(_plain(written))
        if role is None:
            self._say(
                row,
                "role",
                _('"{role}" is not known. Write Trưởng khối, Phó Trưởng khối or Thành viên.').format(
                    role=_cut(written)
                ),
            )
        return role or Role.MEMBER

    def _score(self, row: TableRow) -> Decimal | None:
        written = self._cell(row, "score")
        if not written:
            return None
        try:
            score = parse_decimal(written)
        except NotANumber as error:
            self._say(row, "score", str(error))
            return None
        if score < 0:
            self._say(
                row, "score", _("{number} is below 0. Write the points reached.").format(number=written)
            )
        return score

    def _faults(self, row: TableRow) -> None:
        for key, column in self._columns.items():
            if row.faults.get(column) == "=":
                self._say(
                    row,
                    key,
                    _("the formula has no value yet. Open the file in Excel, save it, and try again."),
                )
            elif column in row.faults:
                self._say(
                    row,
                    key,
                    _('the formula gives "{error}". Correct it, or write the value.').format(
                        error=row.faults[column]
                    ),
                )

    def _legacy(self, row: TableRow) -> None:
        for key in self._columns:
            if is_legacy_encoding(self._cell(row, key)):
                self._say(
                    row,
                    key,
                    _(
                        '"{text}" is text of an old font (VNI, TCVN3). Convert the file to Unicode '
                        "with Unikey (Ctrl+Shift+F6) and try again."
                    ).format(text=_cut(self._cell(row, key))),
                )

    def _twice(self, rows: Sequence[TableRow], key: str, value: Callable[[TableRow], str]) -> None:
        first: dict[str, int] = {}
        for row in rows:
            if not value(row):
                continue
            if value(row) in first:
                self._say(
                    row,
                    key,
                    _('"{value}" stands already in row {first}. Give each unit its own.').format(
                        value=_cut(self._cell(row, key)), first=first[value(row)]
                    ),
                )
            first.setdefault(value(row), row.number)

    def _offices(self, rows: Sequence[TableRow], units: Sequence[UnitRow]) -> None:
        for office in (Role.LEADER, Role.DEPUTY):
            holders = [row for row, unit in zip(rows, units, strict=True) if unit.role == office]
            for row in holders[1:]:
                self._say(
                    row,
                    "role",
                    _(
                        "row {first} holds this office already. Only one unit leads and one is its deputy."
                    ).format(first=holders[0].number),
                )


def _cut(text: str) -> str:
    """What a person needs to see of a cell to find it again."""
    return text if len(text) <= 60 else f"{text[:59]}…"


def _same_name(name: str) -> str:
    """What tells names apart: their accents do, case and tone placement (Hoà, Hòa) do not."""
    return tone_style(tidy(name)).casefold()


def _free_code(number: int, taken: set[str]) -> str:
    """DV01 for the first unit; the next free one where that is taken."""
    while search_key(f"DV{number:02d}") in taken:
        number += 1
    return f"DV{number:02d}"
