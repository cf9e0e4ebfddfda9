"""What draws a number, a list or a code. Each takes plain values; user text in them is never markup.

A widget is imported when its name is first asked for: a screen waits only for those it shows.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.widgets.banner import Banner
    from screens.widgets.bars import Bar, Bars
    from screens.widgets.clock import Clock, Countdown
    from screens.widgets.qr_code import QrCode
    from screens.widgets.squares import Squares
    from screens.widgets.table import Column, Table
    from screens.widgets.tally_board import TallyBoard, TallyLine
    from screens.widgets.words import Words

__all__ = [
    "Banner",
    "Bar",
    "Bars",
    "Clock",
    "Column",
    "Countdown",
    "QrCode",
    "Squares",
    "Table",
    "TallyBoard",
    "TallyLine",
    "Words",
]

_HOMES = {
    "Banner": "banner",
    "Bar": "bars",
    "Bars": "bars",
    "Clock": "clock",
    "Column": "table",
    "Countdown": "clock",
    "QrCode": "qr_code",
    "Squares": "squares",
    "Table": "table",
    "TallyBoard": "tally_board",
    "TallyLine": "tally_board",
    "Words": "words",
}


def __getattr__(name: str) -> object:
    """What stands in `__all__`, from the module it lives in (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
