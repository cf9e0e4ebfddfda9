"""Numbers, days and times as Vietnamese papers write them (domain 4.2, 5.7, 8.3)."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

from console.errors import BadInput
from console.language import _


class NotANumber(BadInput, ValueError):
    """A text that is no number; the sentence says what may stand there."""


def decimal(value: Decimal | int | Fraction, places: int | None = None) -> str:
    """`96,5`: a comma, no thousands marks.

    Args:
        places: digits behind the comma, always all of them, halves rounded away from 0; without it every
            digit the number has and no zeros at the end (a `Fraction` needs it).
    """
    if places is not None:
        scaled = Fraction(value) * 10**places
        units = (2 * abs(scaled).numerator + scaled.denominator) // (2 * scaled.denominator)
        digits = str(units).rjust(places + 1, "0")
        sign = "-" if scaled < 0 and units else ""
        return sign + (f"{digits[:-places]},{digits[-places:]}" if places else digits)
    text = format(value if isinstance(value, Decimal) else Decimal(int(value)), "f")
    if isinstance(value, Fraction) and value.denominator != 1:
        raise ValueError(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace(".", ",")


_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,12})?")

_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
"""`1.234`: 1234 to a Vietnamese reader, a little over 1 to a program."""


def parse_decimal(text: str) -> Decimal:
    """A number as people type it: `96,5` and `96.5` are the same; no thousands marks, no exponents.

    `1.234,5` and `1 234` are refused, and so is `1.234`, which may be read in two ways (`1,234` may not:
    the comma is the decimal mark, and `0.125` can have no thousands).

    Raises:
        NotANumber: anything else.
    """
    written = text.strip()
    if _GROUPED.fullmatch(written):
        raise NotANumber(
            _('"{text}" can be read in two ways. Write {thousands} or {decimal}.').format(
                text=written, thousands=written.replace(".", ""), decimal=written.replace(".", ",")
            )
        )
    if not _DECIMAL.fullmatch(written):
        shown = written if len(written) <= 30 else f"{written[:29]}…"
        raise NotANumber(
            _('"{text}" is not a number. Write digits with one comma or point at most, such as 96,5.').format(
                text=shown
            )
        )
    return Decimal(written.replace(",", "."))


def count(number: int) -> str:
    """`08`: officials write counts with two digits at least."""
    return f"{number:02d}"


def date_short(day: date) -> str:
    """`09/01/2023`."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def date_long(day: date) -> str:
    """`ngày 09 tháng 01 năm 2023`: days below 10 and months 1 and 2 lead with 0 (NĐ 30/2020, Phụ lục I)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def time_words(at: time | datetime) -> str:
    """`08 giờ 00 phút`."""
    return f"{at.hour:02d} giờ {at.minute:02d} phút"


def clock(at: time | datetime) -> str:
    """`08:05`, as a clock shows it."""
    return f"{at.hour:02d}:{at.minute:02d}"


def minutes(seconds: int) -> str:
    """`07:30`: minutes and seconds that are left or were used; more than an hour stays in minutes.

    Time overdrawn is negative: `-00:15`.
    """
    whole, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{whole:02d}:{rest:02d}"


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def in_words(number: int) -> str:
    """`hai mươi mốt`: a whole number from 0 to 9999 in words, as minutes repeat numbers in brackets.

    Raises:
        ValueError: outside of 0 to 9999.
    """
    if not 0 <= number <= 9999:
        raise ValueError(number)
    thousands, below = divmod(number, 1000)
    hundreds, last = divmod(below, 100)
    words = []
    if thousands:
        words.append(f"{_DIGITS[thousands]} nghìn")
    if hundreds or (thousands and below):
        words.append(f"{_DIGITS[hundreds]} trăm")
    if last or not words:
        words.append(f"linh {_DIGITS[last]}" if words and last < 10 else _below_hundred(last))
    return " ".join(words)


def _below_hundred(number: int) -> str:
    """0 to 99; after a ten 1 is "mốt" (not after mười), 4 is "tư" (not after mười), 5 is "lăm"."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    ten = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if not ones:
        return ten
    after_tens = {1: "mốt", 4: "tư", 5: "lăm"} if tens > 1 else {5: "lăm"}
    return f"{ten} {after_tens.get(ones, _DIGITS[ones])}"


_RANKS = {1: "Nhất", 2: "Nhì", 3: "Ba", 4: "thứ tư"}


def rank_words(rank: int) -> str:
    """`Nhất`, `Nhì`, `Ba`, `thứ tư`, `thứ năm` ...

    Raises:
        ValueError: a rank below 1 or above 9999.
    """
    if rank < 1:
        raise ValueError(rank)
    return _RANKS.get(rank) or f"thứ {in_words(rank)}"


def join_names(names: Sequence[str]) -> str:
    """`A, B và C`, as a sentence of a paper lists names; a semicolon where a name holds a comma itself."""
    if len(names) < 2:
        return "".join(names)
    mark = "; " if any("," in name for name in names) else ", "
    return f"{mark.join(names[:-1])} và {names[-1]}"
