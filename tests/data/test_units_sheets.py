"""Lists of units as offices keep them: formulas, two header rows, totals; and written back to a file."""

import csv
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from console.conference import Role
from console.errors import BadInput
from console.text import is_legacy_encoding, tidy, tone_style
from data.units_file import UnitRow, read_units, write_units_csv

Cells = list[list[object]]


def sheet_file(folder: Path, rows: Cells, then: Callable[[Worksheet], object] | None = None) -> Path:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    if then:
        then(sheet)
    path = folder / "units.xlsx"
    workbook.save(path)
    return path


def units(path: Path) -> list[tuple[str, str, str, str]]:
    return [(u.code, u.name, u.short_name, str(u.score or "")) for u in read_units(path)]


def mistakes(path: Path) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_units(path)
    return str(caught.value).replace(f"{path}, ", "").split("\n")


def with_cell(path: Path, before: str, after: str) -> Path:
    """The workbook with a piece of its sheet's XML replaced."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = "xl/worksheets/sheet1.xml"
    assert before.encode() in parts[name]
    parts[name] = parts[name].replace(before.encode(), after.encode())
    with zipfile.ZipFile(path, "w") as new:
        for part, content in parts.items():
            new.writestr(part, content)
    return path


# --- formulas --------------------------------------------------------------------------------------------


def test_the_value_of_a_formula_is_read(tmp_path: Path) -> None:
    path = sheet_file(tmp_path, [["Mã", "Tên", "Điểm"], ["A", "Sở", "=95+1.5"]])
    with_cell(path, "<f>95+1.5</f><v />", "<f>95+1.5</f><v>96.5</v>")
    assert units(path) == [("A", "Sở", "Sở", "96.5")]


def test_a_formula_that_no_program_calculated_is_not_taken_for_an_empty_cell(tmp_path: Path) -> None:
    path = sheet_file(tmp_path, [["Mã", "Tên", "Điểm"], ["A", "Sở", "=95+1.5"]])
    (told,) = mistakes(path)
    assert told.startswith("row 2, column C (Điểm): the formula has no value yet")


def test_a_formula_whose_value_is_an_empty_text_is_an_empty_cell(tmp_path: Path) -> None:
    path = sheet_file(tmp_path, [["Mã", "Tên", "Điểm"], ["A", "Sở", '=""']])
    with_cell(path, '<c r="C2"><f>""</f><v /></c>', '<c r="C2" t="str"><f>""</f><v></v></c>')
    assert units(path) == [("A", "Sở", "Sở", "")]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!"])
def test_a_failed_formula_is_told_with_its_place(tmp_path: Path, error: str) -> None:
    table: Cells = [["Mã", "Tên", "Điểm"], ["A", error, 1], ["B", "Sở", error]]
    (tmp_path / "units.csv").write_text("\n".join(";".join(map(str, row)) for row in table), "utf-8")
    for path in (sheet_file(tmp_path, table), tmp_path / "units.csv"):
        assert [line.split(". ")[0] for line in mistakes(path)] == [
            f'row 2, column B (Tên đầy đủ): the formula gives "{error}"',
            f'row 3, column C (Điểm): the formula gives "{error}"',
        ]


def test_a_row_that_holds_nothing_but_a_failed_formula_is_told(tmp_path: Path) -> None:
    assert mistakes(sheet_file(tmp_path, [["Tên"], ["A"], ["#N/A"]]))[0].startswith("row 3, column A")


def test_faults_of_another_sheet_and_of_other_columns_do_not_matter(tmp_path: Path) -> None:
    workbook = Workbook()
    first = workbook.active
    assert isinstance(first, Worksheet)
    first.sheet_state = "hidden"
    first.append(["Tên", "Điểm"])
    first.append(["Sở", "#N/A"])
    second = workbook.create_sheet("Khối & <cụm>")
    second.append(["Tên", "Điểm", "Khác"])
    second.append(["Sở", 1, "#N/A"])
    path = tmp_path / "units.xlsx"
    workbook.save(path)
    assert units(path) == [("DV01", "Sở", "Sở", "1")]
    second["B2"] = "#N/A"
    workbook.save(path)
    assert len(mistakes(path)) == 1


def test_a_score_that_a_spreadsheet_made_a_day_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("Tên;Điểm\nSở;09/05/2023\nBan;1.000\n", "utf-8")
    told = mistakes(path)
    assert '"09/05/2023" is not a number' in told[0]
    assert "two ways. Write 1000 or 1,000." in told[1]


def test_numbers_of_a_sheet_are_taken_as_they_are_shown(tmp_path: Path) -> None:
    table: Cells = [["Mã", "Tên", "Điểm"], [1, "A", 95.1 + 1.2], [2.0, "B", 96.125], [3, "C", " 96,5 "]]
    assert [(u.code, u.score) for u in read_units(sheet_file(tmp_path, table))] == [
        ("1", Decimal("96.3")),
        ("2", Decimal("96.125")),
        ("3", Decimal("96.5")),
    ]


# --- how offices lay a table out -------------------------------------------------------------------------

BODY: Cells = [["A1", "Cục Mẫu", "Cục", 96.5], ["A2", "Sở Mẫu", "Sở", 95]]
READ = [("A1", "Cục Mẫu", "Cục", "96.5"), ("A2", "Sở Mẫu", "Sở", "95")]
HEADER: list[object] = ["Mã", "Tên đầy đủ", "Tên ngắn", "Điểm"]


@pytest.mark.parametrize(
    "head",
    [
        [HEADER, ["(1)", "(2)", "(3)", "(4)"]],
        [HEADER, [1, 2, 3, 4]],
        [HEADER, ["code", "name", "short name", "score"]],
        [["Mã", "Đơn vị", None, "Điểm"], [None, "Tên đầy đủ", "Tên ngắn", None]],
        [["Mã", None, None, "Điểm"], [None, "Tên đầy đủ", "Tên ngắn", "Điểm thống nhất"]],
        [["DANH SÁCH ĐƠN VỊ"], [None], HEADER, [None], [1, 2, 3, 4], [None]],
    ],
)
def test_two_header_rows_and_a_row_of_column_numbers(tmp_path: Path, head: Cells) -> None:
    assert units(sheet_file(tmp_path, [*head, *BODY])) == READ


@pytest.mark.parametrize(
    "total", [["Tổng cộng", None, None, 2], [None, "TỔNG SỐ: 02 đơn vị"], [None, "Cộng"]]
)
def test_a_row_of_totals_is_no_unit(tmp_path: Path, total: list[object]) -> None:
    assert units(sheet_file(tmp_path, [HEADER, *BODY, total])) == READ


def test_a_unit_is_never_taken_for_a_total_or_for_column_names(tmp_path: Path) -> None:
    body: Cells = [["A", "Tổng cục Mẫu", "a", 1], ["B", "Tổng cộng", "b", 2], [3, "4", "c", 3]]
    assert len(units(sheet_file(tmp_path, [HEADER, *body]))) == 3


@pytest.mark.parametrize(
    "table",
    [
        [["Mã", "Tên"], [1, 2]],
        [["Mã", "Tên", "Điểm"], [7, 8, 9]],
        [["Tên", "Mã"], ["Tổng cộng", "X"]],
    ],
)
def test_a_short_list_of_odd_names_loses_none(tmp_path: Path, table: Cells) -> None:
    assert len(units(sheet_file(tmp_path, table))) == 1


def test_merged_names_leave_a_unit_without_one_and_that_is_told(tmp_path: Path) -> None:
    body: Cells = [["A1", "Cục Mẫu"], ["A2", None], ["A3", "Sở Mẫu"]]
    path = sheet_file(tmp_path, [["Mã", "Tên"], *body], lambda sheet: sheet.merge_cells("B2:B3"))
    (told,) = mistakes(path)
    assert told.startswith("row 3, column B (Tên đầy đủ): the name is missing")


def test_only_totals_are_no_units(tmp_path: Path) -> None:
    assert "there is no unit" in mistakes(sheet_file(tmp_path, [HEADER, ["Tổng cộng"]]))[0]


def test_a_mistake_quotes_no_more_than_a_line(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text(
        f"Tên;Vai trò;Điểm\nA;{'x' * 9000};{'9' * 9000}\n{'B' * 9000};;\n{'B' * 9000};;\n", "utf-8"
    )
    told = mistakes(path)
    assert len(told) == 3
    assert max(map(len, told)) < 200


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("cp1258", "Windows-1258"), ("latin-1", "TCVN3")],
)
def test_the_likely_encoding_is_named(tmp_path: Path, encoding: str, said: str) -> None:
    text = "Mã;Tên\nA;Sông Lô, Công an, nhà ãâêôé\n" if encoding == "latin-1" else "Mã;Tên\nA;Sở Mẫu\n"
    if encoding == "cp1258":
        text = text.replace("ã", "a\u0303").replace("ở", "ơ\u0309").replace("ẫ", "â\u0303")
    path = tmp_path / "units.csv"
    path.write_bytes(text.encode(encoding))
    assert said in mistakes(path)[0]


# --- written and read back -------------------------------------------------------------------------------

WORDS = st.text(st.characters(codec="utf-8") | st.sampled_from("ăâđêôơưạ;,'\"=+-@\n\t"), max_size=12).map(
    tidy
)
FREE = WORDS.filter(lambda text: not is_legacy_encoding(text) and not text.startswith("#"))
ROWS = st.lists(
    st.builds(
        UnitRow,
        code=st.integers(1, 99).map(str),
        name=FREE.filter(bool),
        short_name=FREE.filter(bool),
        role=st.just(Role.MEMBER),
        representative=FREE,
        position=FREE,
        score=st.none() | st.decimals(0, 1000, places=2),
        note=FREE,
    ),
    min_size=1,
    max_size=8,
    unique_by=(lambda row: row.code, lambda row: tone_style(row.name).casefold()),
)


@given(ROWS)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[UnitRow]) -> None:
    path = tmp_path_factory.getbasetemp() / "written.csv"
    path.write_bytes(write_units_csv(rows))
    assert read_units(path) == tuple(rows)


@pytest.mark.parametrize("name", ["=1+1", "'=1+1", "''-x", "'x", "@x", '"', "a;b", "#1", "[/] x", "{n}"])
def test_no_name_is_changed_on_the_way(tmp_path: Path, name: str) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes(write_units_csv([UnitRow("A", name, name)]))
    assert [(row.name, row.short_name) for row in read_units(path)] == [(name, name)]


def test_the_written_file_opens_in_excel() -> None:
    written = write_units_csv(
        [
            UnitRow("A1", "Cục Mẫu; [/] x", 'Cục "M"', Role.LEADER, score=Decimal("96.50")),
            UnitRow("A2", "=1+1", "-x", Role.DEPUTY),
        ]
    )
    assert written.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig")), delimiter=";")) == [
        ["Mã", "Tên đầy đủ", "Tên ngắn", "Vai trò", "Đại diện", "Chức vụ", "Điểm", "Ghi chú"],
        ["A1", "Cục Mẫu; [/] x", 'Cục "M"', "Trưởng khối", "", "", "96,5", ""],
        ["A2", "'=1+1", "'-x", "Phó Trưởng khối", "", "", "", ""],
    ]
