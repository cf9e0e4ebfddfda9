"""Numbers, days and times as papers write them."""

from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.errors import BadInput
from console.wording import (
    clock,
    count,
    date_long,
    date_short,
    decimal,
    in_words,
    join_names,
    minutes,
    parse_decimal,
    rank_words,
    time_words,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("96.5"), "96,5"),
        (Decimal("96.50"), "96,5"),
        (Decimal("96.00"), "96"),
        (Decimal("1E+2"), "100"),
        (Decimal("0.25"), "0,25"),
        (Decimal("-0.0"), "0"),
        (Decimal("-1.5"), "-1,5"),
        (100, "100"),
    ],
)
def test_a_decimal_has_a_comma_and_no_zeros_at_its_end(value: Decimal | int, written: str) -> None:
    assert decimal(value) == written


@given(st.decimals(-10_000, 10_000, places=3))
def test_a_written_decimal_is_read_back_as_the_same_number(value: Decimal) -> None:
    assert parse_decimal(decimal(value)) == value


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (Decimal("96.5"), 2, "96,50"),
        (96, 1, "96,0"),
        (Fraction(800, 9), 2, "88,89"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(1, 200), 2, "0,01"),
        (Fraction(-1, 300), 2, "0,00"),
        (Fraction(-3, 2), 1, "-1,5"),
        (Decimal("1234.5"), 1, "1234,5"),
    ],
)
def test_asked_for_places_are_always_all_there(
    value: Decimal | int | Fraction, places: int, written: str
) -> None:
    assert decimal(value, places) == written


@given(st.decimals(-10_000, 10_000, places=4), st.integers(0, 4))
def test_halves_are_rounded_away_from_zero(value: Decimal, places: int) -> None:
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert decimal(value, places) == format(rounded if rounded else abs(rounded), "f").replace(".", ",")


def test_a_fraction_without_an_end_needs_places() -> None:
    assert decimal(Fraction(8, 2)) == "4"
    with pytest.raises(ValueError, match="1/3"):
        decimal(Fraction(1, 3))


@pytest.mark.parametrize("typed", ["1.234", "100.000", "-1.000"])
def test_what_may_be_thousands_or_a_fraction_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="two ways"):
        parse_decimal(typed)


@pytest.mark.parametrize("typed", ["1,234", "0.125", "1.2340", "1234.567", "96.50"])
def test_what_can_be_read_in_one_way_only_is_read(typed: str) -> None:
    assert parse_decimal(typed) == Decimal(typed.replace(",", "."))


@pytest.mark.parametrize("typed", ["96,5", "96.5", " 96,50 ", "+96,5"])
def test_comma_and_point_are_the_same_number(typed: str) -> None:
    assert parse_decimal(typed) == Decimal("96.5")


@pytest.mark.parametrize(
    "typed",
    ["", " ", "abc", "1e5", "nan", "inf", "1.000,5", "1 000", "9_6", "96,", ",5", "٩٦", "0x10", "96%"],
)
def test_anything_else_is_no_number_and_the_sentence_says_what_may_stand_there(typed: str) -> None:
    with pytest.raises(BadInput, match="such as 96,5"):
        parse_decimal(typed)
    with pytest.raises(ValueError, match="such as 96,5"):
        parse_decimal(typed)


def test_counts_have_two_digits_at_least() -> None:
    assert [count(n) for n in (0, 8, 10, 200)] == ["00", "08", "10", "200"]


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2023, 1, 9), "ngày 09 tháng 01 năm 2023"),
        (date(2023, 2, 28), "ngày 28 tháng 02 năm 2023"),
        (date(2023, 3, 1), "ngày 01 tháng 3 năm 2023"),
        (date(2023, 9, 10), "ngày 10 tháng 9 năm 2023"),
        (date(2022, 12, 31), "ngày 31 tháng 12 năm 2022"),
    ],
)
def test_days_below_ten_and_the_first_two_months_lead_with_zero(day: date, written: str) -> None:
    assert date_long(day) == written


def test_short_dates_and_times() -> None:
    assert date_short(date(2023, 1, 9)) == "09/01/2023"
    assert time_words(time(8, 0)) == "08 giờ 00 phút"
    assert clock(time(8, 5)) == clock(datetime(2023, 1, 9, 8, 5, tzinfo=UTC)) == "08:05"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "00:00"), (450, "07:30"), (4500, "75:00"), (-15, "-00:15")]
)
def test_minutes_run_on_beyond_the_hour_and_below_zero(seconds: int, shown: str) -> None:
    assert minutes(seconds) == shown


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (115, "một trăm mười lăm"),
        (1000, "một nghìn"),
        (1001, "một nghìn không trăm linh một"),
        (2023, "hai nghìn không trăm hai mươi ba"),
        (9999, "chín nghìn chín trăm chín mươi chín"),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


def test_no_two_numbers_have_the_same_words() -> None:
    assert len({in_words(n) for n in range(10_000)}) == 10_000


@pytest.mark.parametrize("number", [-1, 10_000])
def test_numbers_beyond_the_words_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        in_words(number)


def test_ranks_have_names_up_to_the_third() -> None:
    ranks = [rank_words(n) for n in (1, 2, 3, 4, 5, 21)]
    assert ranks == ["Nhất", "Nhì", "Ba", "thứ tư", "thứ năm", "thứ hai mươi mốt"]
    with pytest.raises(ValueError, match="0"):
        rank_words(0)


@pytest.mark.parametrize(
    ("names", "written"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A và B"),
        (["A", "B", "C"], "A, B và C"),
        (["A, phó", "B", "C"], "A, phó; B và C"),
    ],
)
def test_names_are_listed_as_a_sentence_lists_them(names: list[str], written: str) -> None:
    assert join_names(names) == written
