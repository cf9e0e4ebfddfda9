"""A number that matters is drawn, then printed; a code on the screen is read by a reader of codes."""

import unicodedata
from fractions import Fraction

import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from textual.filter import DimFilter, LineFilter, Monochrome, NoColor

from screens.text import tame
from screens.themes import THEMES
from screens.widgets import (
    Banner,
    Bar,
    Bars,
    Clock,
    Column,
    Countdown,
    QrCode,
    Squares,
    Table,
    TallyBoard,
    TallyLine,
)
from screens.widgets.banner import Plain, Spaced, big
from screens.widgets.bars import strip
from screens.widgets.clock import minutes_and_seconds
from screens.widgets.qr_code import quiet_that_fits, size_in_cells
from screens.widgets.squares import squares
from tests.screens.readers import read
from tests.screens.stage import HOSTILE, Shelf, SmallDesk, photographed, picture

# --- bars ------------------------------------------------------------------------------------------------


@given(st.fractions(0, 1), st.integers(1, 100))
def test_a_bar_is_as_long_as_its_share(share: Fraction, width: int) -> None:
    drawn = strip(share, width)
    assert len(drawn) == width
    full = drawn.count("█")
    assert abs(share * width - full) <= 1
    assert (drawn.strip() == "") == (share == 0)


def test_more_than_everything_is_everything() -> None:
    assert strip(Fraction(105, 100), 4) == "████"


async def test_bars_say_the_exact_value(snapshot: SnapshotAssertion) -> None:
    bars = [
        Bar("Công an tỉnh", Fraction(965, 1000), "96,5", strong=True),
        Bar("Viện kiểm sát nhân dân tỉnh có tên rất là dài", Fraction(1, 2), "50"),
        Bar("Không", 0, "0"),
    ]
    app = Shelf(Bars(bars, mark=Fraction(4, 5)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert picture(app) == snapshot


# --- tally squares ---------------------------------------------------------------------------------------


def test_five_votes_make_a_square_with_a_diagonal() -> None:
    assert squares(5, 80) == ["┌─╱┐", "└╱─┘"]
    assert squares(7, 80) == ["┌─╱┐ ┌──", "└╱─┘ │"]
    assert squares(0, 80) == []


@pytest.mark.parametrize("large", [False, True])
def test_every_number_looks_different_and_fits(large: bool) -> None:
    seen = {tuple(squares(n, 40, large=large)) for n in range(60)}
    assert len(seen) == 60
    for n in range(60):
        rows = squares(n, 40, large=large)
        assert all(len(row) <= 40 for row in rows)
        assert len(rows) % (4 if large else 2) == 0
        assert sum(row.count("╱") for row in rows) == n // 5 * (4 if large else 2)


async def test_the_board_as_it_looks(snapshot: SnapshotAssertion) -> None:
    lines = [
        TallyLine("Công an tỉnh", 13, "13", strong=True),
        TallyLine("Viện kiểm sát", 4, "04"),
        TallyLine("Sở", 0, "00"),
    ]
    board, marks = TallyBoard(lines, large=True), Squares(8)
    app = Shelf(board, marks)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        marks.show(11)
        await pilot.pause()
        assert picture(app) == snapshot


# --- QR --------------------------------------------------------------------------------------------------


def matrix(payload: str) -> list[list[bool]]:
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(payload)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "payload", ["A", "HTTPS://EXAMPLE.VN/DB2022/0123456789ABCDEFGHJKMNPQRSTVWX", "x" * 62]
)
async def test_the_code_on_the_screen_is_read(payload: str, theme: str, wide: bool) -> None:
    code = QrCode(matrix(payload), wide=wide)
    app = Shelf(code, theme=theme)
    async with app.run_test(size=(120, 50)) as pilot:
        await pilot.pause()
        assert read(app, code) == payload


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("made", [NoColor, Monochrome, DimFilter])
async def test_a_code_is_black_on_white_whatever_a_terminal_asks_for(
    made: type[LineFilter], narrow: bool, wide: bool
) -> None:
    code = QrCode(matrix("A"), wide=wide, quiet=2 if narrow else 4)
    app = Shelf(code, theme="dark")
    app._filters.append(made())
    app.ansi_color = True
    async with app.run_test(size=(120, 50)) as pilot:
        code.styles.opacity = 0.4
        await pilot.pause()
        shot = photographed(app, code)
        assert {colour for _n, colour in shot.getcolors() or ()} == {(0, 0, 0), (255, 255, 255)}
        assert read(app, code) == "A"


async def test_a_code_that_is_cut_keeps_what_is_left_of_it_where_it_was() -> None:
    code = QrCode(matrix("A"))
    app = Shelf(code, theme="dark")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        whole = picture(app).splitlines()
        code.styles.offset = (-9, -3)
        await pilot.pause()
        assert picture(app).splitlines()[0] == whole[3][9:]


def test_the_quiet_zone_is_as_wide_as_the_room_allows() -> None:
    assert quiet_that_fits(57, 65, 33) == 4
    assert quiet_that_fits(57, 65, 32) == 2
    assert quiet_that_fits(57, 60, 40) is None
    assert quiet_that_fits(33, 74, 37, wide=True) == 2


async def test_the_quiet_zone_is_white_all_around_in_a_dark_theme() -> None:
    code = QrCode(matrix("A"))
    app = Shelf(code, theme="dark")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = photographed(app, code, 1)
        edge = {shown.getpixel((x, y)) for x in range(shown.width) for y in (0, 3, shown.height - 5)}
        edge |= {
            shown.getpixel((x, y))
            for y in range(shown.height)
            for x in (0, 3, shown.width - 1, shown.width - 4)
        }
        assert edge == {(255, 255, 255)}


def test_62_bytes_fit_between_head_and_keys_of_the_smallest_window() -> None:
    assert size_in_cells(len(matrix("x" * 62))) == (41, 21)


# --- clock -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "said"), [(300, "5:00"), (61, "1:01"), (0, "0:00"), (-30, "-0:30"), (-75, "-1:15")]
)
def test_time_left(seconds: int, said: str) -> None:
    assert minutes_and_seconds(seconds) == said


async def test_the_countdown_says_when_the_time_is_over() -> None:
    countdown, clock = Countdown(), Clock(SmallDesk().now)
    app = Shelf(clock, countdown)
    async with app.run_test() as pilot:
        countdown.show(90, "còn lại")
        await pilot.pause()
        assert not countdown.has_class("-over")
        countdown.show(-1, "hết giờ [/]")
        await pilot.pause()
        assert countdown.has_class("-over")
        assert "hết giờ [/]" in picture(app)
        assert clock.value == "08:05"


# --- banner ----------------------------------------------------------------------------------------------

VIETNAMESE = [
    letter
    for base in "aăâeêioôơuưyđAĂÂEÊIOÔƠUƯYĐ"
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    for letter in [unicodedata.normalize("NFC", base + tone)]
    if len(letter) == 1
]


@pytest.mark.parametrize("width", [20, 40, 80, 160])
def test_no_letter_is_ever_dropped(width: int) -> None:
    words = " ".join("".join(VIETNAMESE[n : n + 6]) for n in range(0, len(VIETNAMESE), 6))
    drawn = big(words, width, 99, [Spaced(), Plain()])
    assert [c for row in drawn for c in row if c != " "] == [c for c in words if c != " "]
    assert all(len(row) <= width for row in drawn)


def test_a_word_that_fits_nowhere_is_shown_all_the_same() -> None:
    assert big("x" * 50, 20, 3, [Spaced(), Plain()]) == ["x" * 50]


def test_a_face_that_lacks_a_letter_gives_way_to_one_that_has_it() -> None:
    class Ascii:
        def rows(self, words: str, width: int) -> list[str] | None:
            return [f"#{words}#"] * 3 if words.isascii() else None

    assert big("abc", 80, 8, [Ascii(), Plain()]) == ["#abc#"] * 3
    assert big("ấbc", 80, 8, [Ascii(), Plain()]) == ["ấbc"]


async def test_a_banner_wraps_what_is_too_long_for_it() -> None:
    banner = Banner("đ" * 100)
    app = Shelf(banner)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert picture(app).count("đ") == 100


# --- table -----------------------------------------------------------------------------------------------


async def test_a_table_keeps_its_cursor_and_shows_cells_literally() -> None:
    table = Table([Column("unit", "Đơn vị", grow=True), Column("points", "Điểm", 8, right=True)])
    app = Shelf(table)
    async with app.run_test(size=(80, 24)) as pilot:
        table.show([(str(n), (text, f"{n},5")) for n, text in enumerate(HOSTILE)])
        await pilot.pause()
        for text in HOSTILE:
            assert tame(text) in picture(app)
        table.mark("3")
        table.show([(str(n), (f"đơn vị {n}", "7")) for n in reversed(range(8))])
        await pilot.pause()
        assert table.marked == "3"
        table.show([(str(n), (f"đơn vị {n}", "8,25")) for n in reversed(range(8)) if n != 3])
        await pilot.pause()
        assert table.marked == "2"
        assert "8,25" in picture(app)
        table.show([])
        await pilot.pause()
        assert table.marked is None


async def test_the_growing_column_follows_the_window() -> None:
    table = Table([Column("unit", "Đơn vị", grow=True), Column("points", "Điểm", 8, right=True)])
    app = Shelf(table)
    async with app.run_test(size=(80, 24)) as pilot:
        table.show([("1", ("Văn phòng " * 12, "96,5"))])
        await pilot.pause()
        assert "…" in picture(app)
        assert "96,5" in picture(app)
        await pilot.resize_terminal(160, 40)
        await pilot.pause(0.05)
        assert "…" not in picture(app)
