"""What draws a number, a list or a code. Each takes plain values; user text in them is never markup."""

from screens.widgets.banner import Banner
from screens.widgets.bars import Bar, Bars
from screens.widgets.clock import Clock, Countdown
from screens.widgets.qr_code import QrCode
from screens.widgets.squares import Squares, squares
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
    "squares",
]
