"""Whoever sits in the last row can read it: 7:1 for every text, 4.5:1 for muted text."""

from collections.abc import Iterator
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.color import Color
from textual.widget import Widget
from textual.widgets import Static

from screens.dialogs import Ask, Choice, Choose, Confirm, Entry, Line, Message, OneOf, Paragraph, Tick
from screens.fields import Area, Field
from screens.help import Help
from screens.text import plain
from screens.themes import CONTRAST, DARK, PROJECTOR, THEMES, Palette
from screens.widgets import (
    Banner,
    Bar,
    Bars,
    Clock,
    Column,
    Countdown,
    Squares,
    Table,
    TallyBoard,
    TallyLine,
    Words,
)
from tests.screens.stage import OneScreen, Shelf, SmallDesk, SmallStage, strips

PALETTES = {"projector": PROJECTOR, "dark": DARK, "contrast": CONTRAST}


def luminance(colour: Color) -> float:
    """Relative luminance of WCAG 2.1."""
    parts = [v / 255 for v in (colour.r, colour.g, colour.b)]
    red, green, blue = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Contrast of WCAG 2.1, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_that_of_wcag() -> None:
    assert contrast(Color.parse("#000"), Color.parse("#fff")) == 21
    assert round(contrast(Color.parse("#767676"), Color.parse("#fff")), 2) == 4.54


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_every_pair_of_a_palette(palette: Palette) -> None:
    for paper in (palette.paper, palette.sheet, palette.band):
        for ink in (palette.ink, palette.accent, palette.good, palette.warn, palette.bad):
            assert contrast(Color.parse(ink), Color.parse(paper)) >= 7, (ink, paper)
        assert contrast(Color.parse(palette.faint), Color.parse(paper)) >= 4.5
        assert contrast(Color.parse(palette.edge), Color.parse(paper)) >= 3
    assert contrast(Color.parse(palette.on_key), Color.parse(palette.key)) >= 7
    assert contrast(Color.parse(palette.paper), Color.parse(palette.accent)) >= 7


def painted(app: App[Any]) -> Iterator[tuple[str, Color, Color]]:
    """Every run of letters on the screen with the two colours it is painted in."""
    for strip in strips(app):
        for text, style, _control in strip:
            if style is None or not any(c.isalnum() for c in text):
                continue
            assert style.color is not None, text
            assert style.bgcolor is not None, text
            ink, paper = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
            if style.reverse:
                ink, paper = paper, ink
            assert not style.dim, text
            yield text, ink, paper


def too_faint(app: App[Any], muted: str) -> list[tuple[str, str, str, float]]:
    faint = Color.parse(muted)
    return [
        (text, ink.hex, paper.hex, round(contrast(ink, paper), 2))
        for text, ink, paper in painted(app)
        if contrast(ink, paper) < (4.5 if ink == faint else 7)
    ]


def dialogs() -> list[Any]:
    choices = [Choice("a", "Công an tỉnh", "CA"), Choice("b", "Viện kiểm sát", "VKS")]
    entries: list[Entry] = [
        Line("name", "Họ và tên", required=True, hint="như trong giấy"),
        Paragraph("note", "Ghi chú", "đã có"),
        OneOf("kind", "Loại", choices, value="b"),
        Tick("letter", "Có giấy ủy quyền", True),
    ]
    return [
        Confirm("Đóng bỏ phiếu?", "Không mở lại được."),
        Ask("Người đi thay", entries, intro="Ai đi thay?"),
        Choose("Đơn vị", choices),
        Message("Chưa đủ số lượng.", bad=True),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
async def test_every_letter_that_a_dialog_paints(theme: str) -> None:
    stage = SmallStage(SmallDesk())
    app = OneScreen(stage, theme=theme)
    async with app.run_test(size=(100, 36)) as pilot:
        await pilot.pause()
        assert not too_faint(app, PALETTES[theme].faint)
        for dialog in [*dialogs(), Help(stage, app.screen_actions())]:
            dialog.styles.background = "black 100%"  # what lies below is not read while a dialog is open
            app.push_screen(dialog)
            await pilot.pause()
            seen = -1
            for _ in range(6):  # every widget with the focus, and without
                assert not too_faint(app, PALETTES[theme].faint), dialog
                await pilot.press("tab")
                await pilot.pause()
                seen += 1
            await app.pop_screen()


@pytest.mark.parametrize("theme", THEMES)
async def test_every_letter_that_a_widget_paints(theme: str) -> None:
    desk = SmallDesk()
    board = TallyBoard([TallyLine("Công an", 12, "12", strong=True), TallyLine("Viện", 3, "03")])
    table = Table([Column("a", "Đơn vị"), Column("b", "Điểm", right=True)])
    countdown = Countdown()
    widgets: list[Widget] = [
        Banner("Đại hội"),
        Bars([Bar("Công an", 1, "96,5", strong=True), Bar("Viện", 0, "0")]),
        Squares(7),
        Words(plain("mờ", "$text-muted")),
        Words(plain("tốt", "$success")),
        Words(plain("chú ý", "$warning")),
        Words(plain("sai", "$error")),
        Clock(desk.now),
        countdown,
        board,
        table,
        Field(placeholder="gõ ở đây"),
        Area(),
    ]
    app = Shelf(*widgets, theme=theme)
    async with app.run_test(size=(100, 60), notifications=True) as pilot:
        table.show([("1", ("Công an", "96,5")), ("2", ("Viện", "7"))])
        table.styles.height = 4
        countdown.show(-30, "hết giờ")
        app.notify("đã lưu", title="Tin")
        app.notify("chú ý", severity="warning")
        app.notify("sai", severity="error")
        await pilot.pause()
        for _ in range(4):
            assert not too_faint(app, PALETTES[theme].faint)
            await pilot.press("tab")
            await pilot.pause()


class Stock(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(plain("chú ý", "$text-warning"))


async def test_a_stock_theme_fails_the_same_test() -> None:
    """The measuring itself works: Textual's own light theme is found too faint."""
    app = Stock()
    async with app.run_test() as pilot:
        app.theme = "textual-light"
        await pilot.pause()
        assert too_faint(app, "#123456")
