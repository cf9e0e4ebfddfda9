"""Ballots from a CSV file: what is read, and where a mistake stands."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.ballot.forms import BallotKind
from console.errors import BadInput
from data.ballots_csv import BallotFile, read_ballots

APPROVE = BallotKind.APPROVE_REJECT


def read(folder: Path, text: str | bytes, kind: BallotKind = APPROVE) -> BallotFile:
    path = folder / "ballots.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_ballots(path, kind)


EXPECTED = BallotFile(("A", "B"), {"x-": 2, "*.": 1})


@pytest.mark.parametrize(
    "text",
    [
        "A,B\nx,-\nx-,\nx,-\n",
        "A;B\nx;-\nx-;\nx;-",
        "\ufeffA,B\r\nx,-\r\nx-,\r\nx,-\r\n",
        '"A","B"\n"x","-"\n"x-",""\nx,-\n',
        '\ufeff"A";B\r\nx;-\r\nx-;""\r\nx;-\r\n',
        " A , B \n x , - \nx-, \nx,-\n",
    ],
)
def test_the_same_ballots_in_every_way_a_spreadsheet_writes_them(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == EXPECTED


cells = st.text("x-,;\n", max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(["A", "A,B", "A;B;C"]), cells, st.sampled_from(BallotKind))
def test_the_fast_way_and_the_careful_way_agree_on_every_text(
    tmp_path: Path, header: str, body: str, kind: BallotKind
) -> None:
    """A quoted header sends the same rows the careful way."""
    results: list[BallotFile | str] = []
    for quoted in (False, True):
        first = f'"{header[0]}"{header[1:]}' if quoted else header
        try:
            results.append(read(tmp_path, f"{first}\n{body}", kind))
        except BadInput as error:
            results.append(str(error))
    assert results[0] == results[1]


def test_a_header_alone_is_no_ballots(tmp_path: Path) -> None:
    for text in ("A,B", "A,B\n", '"A"\n'):
        assert read(tmp_path, text).patterns == {}


def test_codes_may_be_vietnamese_and_hold_a_separator_in_quotes(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Điện")
    assert read(tmp_path, f'{decomposed};"a,b"\nx;x\n').codes == ("Điện", "a,b")


def test_with_one_column_a_blank_ballot_is_a_pair_of_quotes(tmp_path: Path) -> None:
    assert read(tmp_path, 'A\nx\n""\n-\n').patterns == {"x": 1, ".": 1, "-": 1}


@pytest.mark.parametrize(
    "text", ["A\nx\n\nx\n", "A,B\nx,x\n\n", "A,B\nx,x\n   \nx,x", 'A,B\n"x",x\n\nx,x', '"A"\nx\n\n']
)
def test_an_empty_line_asks_whether_it_is_a_blank_ballot(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match=r"row 3 \(ballot 2\).* blank ballot\?"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("A,B\nx,-\nx,o\n", APPROVE, "row 3 (ballot 2), column 2 (B)"),
        ("A,B\nX,\n", APPROVE, "row 2 (ballot 1), column 1 (A)"),
        ("A,B\n-x,\n", APPROVE, "column 1 (A)"),
        ("A,B\n.,*\n", APPROVE, "column 1 (A)"),
        ('A,B\n"x","x\n', APPROVE, "row 2"),
        ("A,B\nx,-\n", BallotKind.CHOOSE_UP_TO, "row 2 (ballot 1), column 2 (B)"),
        ("A,B\nx-,\n", BallotKind.CHOOSE_UP_TO, "row 2 (ballot 1), column 1 (A)"),
        ("A,B\n-,x-\n", BallotKind.STRIKE_OUT, "row 2 (ballot 1), column 2 (B)"),
        ("A,B\nx\n", APPROVE, "row 2 (ballot 1), column 2"),
        ("A,B\nxx\n", APPROVE, "row 2 (ballot 1), column 2"),
        ("A,B\nx,x\nxx,\n,\n", APPROVE, "row 3 (ballot 2), column 1"),
        ("A,B\nx,x,x\n", APPROVE, "row 2 (ballot 1), column 3"),
        ("A;B\nx,x\n", APPROVE, "row 2 (ballot 1), column 2"),
        ("A,,B\n", APPROVE, "row 1, column 2"),
        ("A,B,A\n", APPROVE, "row 1, column 3"),
        ("\nx\n", APPROVE, "row 1, column 1"),
        (b"A,B\nx,x\n\xe9,x\n", APPROVE, "row 3"),
        ("", APPROVE, "is empty"),
        ("\ufeff \n", APPROVE, "is empty"),
    ],
)
def test_a_mistake_is_named_with_row_and_column(
    tmp_path: Path, text: str | bytes, kind: BallotKind, place: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, text, kind)
    assert place in str(caught.value)
    assert "ballots.csv" in str(caught.value)


def test_the_first_mistake_of_a_long_file_is_named(tmp_path: Path) -> None:
    rows = ["x,-"] * 5_000
    rows[3_000] = "x,?"
    rows[4_000] = "!,-"
    with pytest.raises(BadInput, match="row 3002 "):
        read(tmp_path, "A,B\n" + "\n".join(rows))


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is missing"):
        read_ballots(tmp_path / "none.csv", APPROVE)
