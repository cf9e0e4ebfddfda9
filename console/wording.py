"""Numbers, days and times as Vietnamese papers write them."""

import re
from datetime import date, time
from decimal import Decimal


def decimal(value: Decimal | int) -> str:
    """`96,5`."""
    text = format(Decimal(value), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")


def count(number: int) -> str:
    """`08`."""
    return f"{number:02d}"


def date_short(day: date) -> str:
    """`09/01/2023`."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def date_long(day: date) -> str:
    """`ngày 09 tháng 01 năm 2023`."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def time_words(at: time) -> str:
    """`08 giờ 00 phút`."""
    return f"{at.hour:02d} giờ {at.minute:02d} phút"


_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,12})?")


def parse_decimal(text: str) -> Decimal:
    """A number as people type it: `96,5` and `96.5` are the same; no thousands marks.

    Raises:
        ValueError: anything else.
    """
    written = text.strip()
    if not _DECIMAL.fullmatch(written):
        raise ValueError(text)
    return Decimal(written.replace(",", "."))
