"""Horizontal bars: a name, a bar, and the exact value in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from screens.text import line, short, stacked, together

_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        label: user text.
        share: how much of the full length, 0 to 1; the caller divides, exactly.
        value: the number as it is to be read, `96,5`.
        strong: drawn in the colour of what counts now, with a sign before the label.
    """

    label: str
    share: Fraction | int
    value: str
    strong: bool = False


def strip(share: Fraction | int, width: int) -> str:
    """A bar of `width` cells, full to an eighth of a cell; more than nothing is never drawn as nothing."""
    eighths = round(min(max(Fraction(share), Fraction(0)), Fraction(1)) * width * 8)
    if share > 0 and width > 0:
        eighths = max(eighths, 1)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


class Bars(Widget):
    """The bars below each other, their starts and values in line."""

    DEFAULT_CSS = """
    Bars { height: auto; width: 100%; }
    """

    def __init__(
        self, bars: Sequence[Bar] = (), *, mark: Fraction | None = None, id: str | None = None
    ) -> None:
        """Bars.

        Args:
            mark: a share at which a line is drawn through all bars (a threshold).
        """
        super().__init__(id=id)
        self._bars = tuple(bars)
        self._mark = mark

    def show(self, bars: Sequence[Bar], mark: Fraction | None = None) -> None:
        """Show these from now on."""
        if (tuple(bars), mark) != (self._bars, self._mark):
            self._bars, self._mark = tuple(bars), mark
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row a bar."""
        return len(self._bars)

    def render(self) -> RenderResult:
        """The rows; labels take at most two fifths of the width."""
        width = self.size.width
        labels = min(max((line(b.label).cell_length for b in self._bars), default=0) + 2, width * 2 // 5)
        values = max((line(b.value).cell_length for b in self._bars), default=0)
        room = max(0, width - labels - values - 2)
        rows: list[Content] = []
        for bar in self._bars:
            sign = "► " if bar.strong else "  "
            label = together(sign, short(bar.label, labels - 2)).pad_right(0)
            label = label.append(" " * max(0, labels - label.cell_length))
            drawn = strip(bar.share, room)
            if self._mark is not None and room:
                at = min(room - 1, int(self._mark * room))
                drawn = drawn[:at] + ("│" if drawn[at] == " " else "┃") + drawn[at + 1 :]
            value = line(bar.value, "bold")
            gap = " " * (values - value.cell_length)
            colour = "$key on $panel" if bar.strong else "$primary on $panel"
            rows.append(together(label, " ", line_of(drawn, colour), " ", gap, value))
        return stacked(rows)


def line_of(drawn: str, style: str) -> Content:
    """Drawn cells, blanks kept."""
    return Content(drawn).stylize(style)
