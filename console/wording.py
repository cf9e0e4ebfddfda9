"""Numbers, days and times as Vietnamese papers write them (domain 4.2, 5.7, 8.3)."""

import re
from datetime import date, datetime, time
from decimal import Decimal

from console.errors import BadInput
from console.language import _


class NotANumber(BadInput, ValueError):
    """A text that is no number; the sentence says what may stand there."""


def decimal(value: Decimal | int) -> str:
    """`96,5`: a comma, no zeros at the end, no thousands marks."""
    text = format(Decimal(value), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace(".", ",")


_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,12})?")


def parse_decimal(text: str) -> Decimal:
    """A number as people type it: `96,5` and `96.5` are the same; no thousands marks, no exponents.

    Raises:
        NotANumber: anything else.
    """
    written = text.strip()
    if not _DECIMAL.fullmatch(written):
        raise NotANumber(
            _('"{text}" is not a number. Write digits with one comma or point at most, such as 96,5.').format(
                text=written
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
