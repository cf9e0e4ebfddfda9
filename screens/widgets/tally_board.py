"""The board beside which votes are called out: a line a unit, its squares, its number."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from screens.text import line, short, stacked, together
from screens.widgets.squares import squares


@dataclass(frozen=True, slots=True)
class TallyLine:
    """One unit's votes; `value` is the number as it is read out, `07`."""

    label: str
    count: int
    value: str
    strong: bool = False


class TallyBoard(Widget):
    """All lines with their marks; small squares where large ones do not fit."""

    DEFAULT_CSS = """
    TallyBoard { height: auto; width: 100%; }
    """

    def __init__(
        self, lines: Sequence[TallyLine] = (), *, large: bool = False, id: str | None = None
    ) -> None:
        """A board; `large` asks for the projector's squares."""
        super().__init__(id=id)
        self._lines = tuple(lines)
        self._large = large

    def show(self, lines: Sequence[TallyLine]) -> None:
        """Show these from now on."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self.refresh(layout=True)

    def _rows(self, width: int) -> list[Content]:
        labels = min(max((line(li.label).cell_length for li in self._lines), default=0) + 2, width * 2 // 5)
        values = max((line(li.value).cell_length for li in self._lines), default=0)
        room = max(8, width - labels - values - 4)
        rows: list[Content] = []
        for one in self._lines:
            drawn = squares(one.count, room, large=self._large) or [""]
            drawn += [""] * ((4 if self._large else 2) - len(drawn))
            sign = "► " if one.strong else "  "
            for y, marks in enumerate(drawn):
                label = together(sign, short(one.label, labels - 2, "bold")) if y == 0 else Content("")
                label = label.append(" " * max(0, labels - label.cell_length))
                value = line(one.value, "bold $key") if y == 0 else Content("")
                value = Content(" " * (values - value.cell_length)).append(value)
                rows.append(together(label, " ", value, "  ", Content(marks).stylize("bold $primary")))
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """All lines."""
        return len(self._rows(width))

    def render(self) -> RenderResult:
        """The board."""
        return stacked(self._rows(self.size.width))
