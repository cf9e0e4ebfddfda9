"""A units file: what is read, and that every mistake is told with its place."""

import unicodedata
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from console.conference import Role
from console.errors import BadInput
from data.units_file import UnitRow, read_units

FULL = """Mã;Tên đầy đủ;Tên ngắn;Vai trò;Họ và tên;Chức vụ;Điểm;Ghi chú
A1;Cục Mẫu;Cục;Trưởng khối;Nguyễn Văn Mẫu A;Cục trưởng;96,5;
A2;Sở Mẫu;;Phó Trưởng khối;;;96.5;mới
A3;Ban Mẫu;;Thành viên;;;;
"""

EXPECTED = (
    UnitRow("A1", "Cục Mẫu", "Cục", Role.LEADER, "Nguyễn Văn Mẫu A", "Cục trưởng", Decimal("96.5")),
    UnitRow("A2", "Sở Mẫu", "Sở Mẫu", Role.DEPUTY, score=Decimal("96.5"), note="mới"),
    UnitRow("A3", "Ban Mẫu", "Ban Mẫu"),
)


def csv(folder: Path, text: str | bytes) -> Path:
    path = folder / "units.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def book(folder: Path) -> tuple[Workbook, Worksheet]:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    return workbook, sheet


def saved(folder: Path, workbook: Workbook) -> Path:
    path = folder / "units.xlsx"
    workbook.save(path)
    return path


def mistakes(path: Path) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_units(path)
    return str(caught.value).replace(f"{path}, ", "").split("\n")


# --- what is read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        FULL,
        "\ufeff" + FULL,
        FULL.replace("\n", "\r\n"),
        FULL.replace("96,5", "96.5").replace(";", ","),
        FULL.replace(";", "\t"),
        unicodedata.normalize("NFD", FULL),
        "DANH SÁCH, ĐƠN VỊ, KHỐI, a, b, c, d, e, f, g, h;\n;;;\n" + FULL.replace("A2", "\n;;;;\nA2"),
        FULL.replace("Mã;Tên đầy đủ;Tên ngắn;Vai trò", "ma;TEN_DAY_DU;ten_ngan;vai_tro_2022"),
        "sep=;\n" + FULL,
        "code;name;short_name;role;representative;position;score;note\n" + FULL.split("\n", 1)[1],
        FULL.replace("Cục Mẫu", "\u200bCục\u00a0Mẫu ").replace("Điểm", "Điểm (thống nhất)"),
    ],
    ids=[
        "plain", "BOM", "CRLF", "commas", "tabs", "NFD", "title and blank rows", "no accents", "sep",
        "English", "invisible characters",
    ],
)  # fmt: skip
def test_the_same_units_in_every_way_a_table_is_saved(tmp_path: Path, text: str) -> None:
    assert read_units(csv(tmp_path, text)) == EXPECTED


def test_a_spreadsheet_with_a_title_and_numbers_as_numbers(tmp_path: Path) -> None:
    workbook, sheet = book(tmp_path)
    sheet["B2"] = "DANH SÁCH ĐƠN VỊ"
    for row, line in enumerate(FULL.splitlines(), 4):
        for column, cell in enumerate(line.split(";"), 2):
            sheet.cell(row, column, 96.5 if cell in ("96,5", "96.5") else cell or None)
    workbook.create_sheet("Ghi chú")["A1"] = "không đọc"
    assert read_units(saved(tmp_path, workbook)) == EXPECTED


def test_an_opendocument_sheet(tmp_path: Path) -> None:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            if cell
            else "<table:table-cell/>"
            for cell in line.split(";")
        )
        + "</table:table-row>"
        for line in FULL.splitlines()
    )
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    path = tmp_path / "units.ods"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("META-INF/manifest.xml", "<manifest/>")
        parts.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="Khối">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    assert read_units(path) == EXPECTED


def test_an_empty_first_sheet_and_a_hidden_one_are_passed_over(tmp_path: Path) -> None:
    workbook, _empty = book(tmp_path)
    hidden = workbook.create_sheet("hidden")
    hidden.append(["Tên đơn vị"])
    hidden.append(["Cũ"])
    hidden.sheet_state = "hidden"
    shown = workbook.create_sheet("shown")
    shown.append(["Tên đơn vị", "Mã"])
    shown.append(["Cục Mẫu", 1.0])
    assert read_units(saved(tmp_path, workbook)) == (UnitRow("1", "Cục Mẫu", "Cục Mẫu"),)


def test_missing_codes_are_numbered_around_those_that_are_there(tmp_path: Path) -> None:
    rows = read_units(csv(tmp_path, "Mã,Tên\n,A\ndv02,B\n,C\nDV03,D\n"))
    assert [row.code for row in rows] == ["DV01", "dv02", "DV04", "DV03"]


@pytest.mark.parametrize(
    "name", ["[/] x", 'Công ty "Mẫu"', "<b>Sở & Ban</b>", "'; DROP", "=1+1", "{n}", "%s"]
)
def test_a_name_may_hold_any_sign(tmp_path: Path, name: str) -> None:
    assert [row.name for row in read_units(csv(tmp_path, f"Mã,Tên đơn vị\nA,{name}\n"))] == [name]
    workbook, sheet = book(tmp_path)
    sheet.append(["Tên đơn vị"])
    sheet.append([name])
    sheet["A2"].data_type = "s"
    assert [row.name for row in read_units(saved(tmp_path, workbook))] == [name]


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("Trưởng khối", Role.LEADER),
        ("KHỐI TRƯỞNG", Role.LEADER),
        ("cum truong", Role.LEADER),
        ("Phó khối (MẪU)", Role.DEPUTY),
        ("phó trưởng khối", Role.DEPUTY),
        ("deputy", Role.DEPUTY),
        ("Thành viên", Role.MEMBER),
        ("", Role.MEMBER),
    ],
)
def test_roles_by_the_names_that_blocs_use(tmp_path: Path, written: str, role: Role) -> None:
    assert read_units(csv(tmp_path, f"Tên,Vai trò\nA,{written}\n"))[0].role is role


# --- what is refused -------------------------------------------------------------------------------------


def test_all_mistakes_are_told_at_once_in_the_order_of_the_rows(tmp_path: Path) -> None:
    told = mistakes(
        csv(
            tmp_path,
            "Mã;Tên đơn vị;Vai trò;Điểm\n"
            "A;Ban Hoà;Trưởng khối;96,5\n"
            "a;Sở;Trưởng khối;abc\n"
            "B;BAN HÒA;vua;1e5\n"
            "C;;;nan\n"
            "D;Sở E;;-1\n",
        )
    )
    assert [line.split(": ")[0] for line in told] == [
        "row 3, column A (Mã)",
        "row 3, column C (Vai trò)",
        "row 3, column D (Điểm)",
        "row 4, column B (Tên đầy đủ)",
        "row 4, column C (Vai trò)",
        "row 4, column D (Điểm)",
        "row 5, column B (Tên đầy đủ)",
        "row 5, column D (Điểm)",
        "row 6, column D (Điểm)",
    ]
    assert '"a" stands already in row 2' in told[0]
    assert "row 2 holds this office already" in told[1]
    assert '"abc" is not a number' in told[2]


def test_names_that_differ_in_their_accents_are_two_names(tmp_path: Path) -> None:
    assert len(read_units(csv(tmp_path, "Tên\nXã Ba Vì\nXã Bá Vị\n"))) == 2


def test_twenty_mistakes_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    told = mistakes(csv(tmp_path, "Tên,Điểm\n" + "".join(f"Đơn vị {n},x{n}\n" for n in range(25))))
    assert len(told) == 21
    assert told[-1] == "... and 5 more mistakes."


def test_a_missing_name_column_is_told_with_those_that_are_there(tmp_path: Path) -> None:
    assert mistakes(csv(tmp_path, "Mã;Vai trò;Điểm\nA;;1\n")) == [
        'row 1: the column "Tên đầy đủ" is missing. There are: "Mã", "Vai trò", "Điểm". '
        "Name the column of the units' names so, in the row above the first unit."
    ]


def test_a_misspelt_column_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    assert mistakes(csv(tmp_path, "Tên;Chứcc vụ\nA;x\n")) == [
        'row 1, column B (Chứcc vụ): this column is not known. Should it be "Chức vụ"? Correct the name.'
    ]
    assert "same thing as column A" in mistakes(csv(tmp_path, "Tên;Đơn vị\nA;x\n"))[0]
    assert len(read_units(csv(tmp_path, "TT;Tên;Số điện thoại\n1;A;x\n"))) == 1


@pytest.mark.parametrize("raw", ["Mã;Tên\nA;Sở\n".encode("utf-16"), "Mã;Tên\nA;S\xf4\n".encode("latin-1")])
def test_other_encodings_are_refused_with_the_place_of_the_byte(tmp_path: Path, raw: bytes) -> None:
    at = 1 if raw.startswith(b"\xff\xfe") else 2
    (told,) = mistakes(csv(tmp_path, raw))
    assert told.startswith(f"row 1: byte {at} of the file is not UTF-8 text. ")
    assert "CSV UTF-8" in told


@pytest.mark.parametrize("name", ["Céng hßa x· héi chñ nghÜa ViÖt Nam", "Coäng hoøa xaõ hoäi Vieät Nam"])
def test_text_of_an_old_font_is_refused_with_its_row(tmp_path: Path, name: str) -> None:
    (told,) = mistakes(csv(tmp_path, f"Tên\nCông an\n{name}\n"))
    assert told.startswith("row 3, column A")
    assert "Unikey" in told


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "is empty"),
        ("\n;;\n ; \n", "is empty"),
        ("Mã;Tên\n", "there is no unit"),
        ('Mã;Tên\nA;"Sở\n', "row 2: the quotes are not closed"),
        ("Tên\n" + "".join(f"Đơn vị {n}\n" for n in range(2001)), "more than 2000 rows"),
        ("Tên\n" + "Đơn vị\n" * 10_000, "more than 2000 rows"),
    ],
)
def test_a_file_without_units_or_with_far_too_many_is_refused_in_one_sentence(
    tmp_path: Path, text: str, what: str
) -> None:
    (told,) = mistakes(csv(tmp_path, text))
    assert what in told


def test_two_thousand_rows_are_still_read(tmp_path: Path) -> None:
    assert len(read_units(csv(tmp_path, "Tên\n" + "".join(f"Đơn vị {n}\n" for n in range(2000))))) == 2000


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    workbook, _sheet = book(tmp_path)
    (told,) = mistakes(saved(tmp_path, workbook))
    assert "is empty" in told


def test_one_stray_cell_at_the_end_of_a_sheet_does_not_fill_the_memory(tmp_path: Path) -> None:
    workbook, sheet = book(tmp_path)
    sheet["A1"] = "Tên"
    sheet["XFD1048576"] = "x"
    (told,) = mistakes(saved(tmp_path, workbook))
    assert "far more cells" in told


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04" + b"x" * 100, b"\xd0\xcf\x11\xe0" + b"x" * 600, b"text"])
def test_a_damaged_spreadsheet_is_refused_in_a_sentence(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "units.xlsx"
    path.write_bytes(raw)
    (told,) = mistakes(path)
    assert "cannot be read as a spreadsheet" in told


def test_a_cut_spreadsheet_is_refused_in_a_sentence(tmp_path: Path) -> None:
    workbook, sheet = book(tmp_path)
    for row in range(50):
        sheet.append([f"Tên {row}"])
    path = saved(tmp_path, workbook)
    raw = path.read_bytes()
    for end in range(0, len(raw), len(raw) // 20):
        path.write_bytes(raw[:end])
        with pytest.raises(BadInput):
            read_units(path)


def test_a_file_that_is_not_there_or_of_another_kind(tmp_path: Path) -> None:
    assert "cannot be read" in mistakes(tmp_path / "none.csv")[0]
    assert "cannot be read" in mistakes(tmp_path)[0]
    other = tmp_path / "units.docx"
    other.write_bytes(b"x")
    assert "this kind of file is not read" in mistakes(other)[0]


def test_the_header_decides_on_the_separator_not_the_commas_of_a_title(tmp_path: Path) -> None:
    text = "Danh sách gồm a, b, c, d, e, g, h, i, k, l, m\nTên;Mã\nSở Mẫu, Ban Mẫu;A\n"
    assert read_units(csv(tmp_path, text)) == (UnitRow("A", "Sở Mẫu, Ban Mẫu", "Sở Mẫu, Ban Mẫu"),)


def test_a_mistake_in_a_spreadsheet_has_the_place_that_the_spreadsheet_shows(tmp_path: Path) -> None:
    workbook, sheet = book(tmp_path)
    sheet["C4"], sheet["D4"] = "Tên", "Điểm"
    sheet["C7"], sheet["D7"] = "Sở Mẫu", "9x"
    assert mistakes(saved(tmp_path, workbook))[0].startswith("row 7, column D (Điểm)")
