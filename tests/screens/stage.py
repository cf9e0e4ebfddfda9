"""A small stage for the tests of the frame: the desk says what it is told, the screen shows it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from PIL import Image
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from console.errors import ConsoleError
from console.language import mark
from screens.actions import Action
from screens.base_app import BaseApp
from screens.frame import Heading, StageScreen
from screens.widgets import Words

HOSTILE = (
    "[/] x",
    "[@click=app.quit]x[/]",
    "[red]đỏ",
    "$primary",
    "\x1b[2Jx",
    "Ngo\u0302 Thi\u0323",
    "a\u202eb",
    "x\\[",
)


class SmallDesk:
    """A desk with one heading and a clock that stands."""

    def __init__(self, **said: str) -> None:
        self.said = Heading(
            **{
                "title": "Hội nghị tổng kết năm 2022",
                "stage": "Điểm danh",
                "current": "03. Chào cờ",
                "next": "04. Khai mạc",
                "chair": "Nguyễn Văn A",
                "state": "ĐANG ĐIỂM DANH",
            }
            | said
        )
        self.time = datetime(2023, 1, 9, 8, 5, tzinfo=UTC)
        self.steps = 0

    def now(self) -> datetime:
        return self.time

    def heading(self) -> Heading:
        return self.said

    def step(self) -> None:
        self.steps += 1

    def refuse(self) -> None:
        raise ConsoleError("Chưa đủ số lượng theo quy định. [/] x")


class SmallStage(StageScreen[SmallDesk]):
    ABOUT = mark("About this stage.")
    ACTIONS = (
        Action("go_on", "enter", mark("Go on"), primary=True, help=mark("To the next.")),
        Action("refuse", "f5", mark("Refuse"), also="d"),
        Action("wait", "w", mark("Wait")),
    )

    def body(self) -> ComposeResult:
        yield Words(id="steps")

    def draw(self) -> None:
        self.query_one("#steps", Words).say(f"steps: {self.desk.steps}")

    def action_go_on(self) -> None:
        with self.guard():
            self.desk.step()

    def action_refuse(self) -> None:
        with self.guard():
            self.desk.refuse()

    def action_wait(self) -> None:
        self.desk.refuse()


class OneScreen(BaseApp):
    """An app that opens on one screen."""

    def __init__(self, screen: Screen[Any], **more: Any) -> None:
        super().__init__(**more)
        self.first = screen

    def get_default_screen(self) -> Screen[Any]:
        return self.first


class Shelf(BaseApp):
    """An app that shows some widgets."""

    def __init__(self, *widgets: Widget, **more: Any) -> None:
        super().__init__(**more)
        self.widgets = widgets

    def compose(self) -> ComposeResult:
        yield from self.widgets


def strips(app: App[Any]) -> Iterable[Any]:
    return app.screen._compositor.render_strips()


def picture(app: App[Any]) -> str:
    """What stands on the screen, as text; a golden that can be read in a review."""
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips(app))


def photographed(app: App[Any], widget: Widget, cell: int = 4) -> Image.Image:
    """The cells of a widget as a phone sees them, half a cell `cell` pixels high; no font is needed."""
    region = widget.region
    shot = Image.new("RGB", (region.width, region.height * 2))
    for y, row in enumerate(list(strips(app))[region.y : region.bottom]):
        x = -region.x
        for text, style, _control in row:
            ink, paper = style.color, style.bgcolor
            for letter in text:
                if 0 <= x < region.width:
                    for half, inked in enumerate((letter in "▀█", letter in "▄█")):
                        colour = ink if inked else paper
                        shot.putpixel((x, 2 * y + half), tuple(colour.get_truecolor(foreground=inked)))
                x += 1
    return shot.resize((shot.width * cell, shot.height * cell), Image.Resampling.NEAREST)
