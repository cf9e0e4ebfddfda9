"""Vietnamese tally marks: five strokes make a square with a diagonal (domain, chapter 10, 15).

The strokes come in the order in which they are drawn on the board: left, top, right, bottom, diagonal.
"""

from textual.app import RenderResult
from textual.geometry import Size
from textual.widget import Widget

from screens.text import plain

STROKES = 5
"""Votes in a full square."""

_SMALL = (
    ("    ", "    "),
    ("│   ", "│   "),
    ("┌── ", "│   "),
    ("┌──┐", "│  │"),
    ("┌──┐", "└──┘"),
    ("┌─╱┐", "└╱─┘"),
)
_LARGE = (
    ("      ", "      ", "      ", "      "),
    ("┃     ", "┃     ", "┃     ", "┃     "),
    ("┏━━━━ ", "┃     ", "┃     ", "┃     "),
    ("┏━━━━┓", "┃    ┃", "┃    ┃", "┃    ┃"),
    ("┏━━━━┓", "┃    ┃", "┃    ┃", "┗━━━━┛"),
    ("┏━━━╱┓", "┃  ╱ ┃", "┃ ╱  ┃", "┗╱━━━┛"),
)


def squares(count: int, width: int, *, large: bool = False) -> list[str]:
    """The marks for `count` votes, as rows of text.

    Args:
        count: votes, 0 or more.
        width: cells of a row; further squares go into the next row of squares.
        large: 6 x 4 cells a square for the projector, otherwise 4 x 2.

    Returns:
        Rows of equal height for each row of squares; none for no votes.
    """
    shapes = _LARGE if large else _SMALL
    cell = len(shapes[0][0]) + 1
    across = max(1, (width + 1) // cell)
    full, rest = divmod(max(0, count), STROKES)
    marks = [shapes[STROKES]] * full + ([shapes[rest]] if rest else [])
    rows: list[str] = []
    for start in range(0, len(marks), across):
        group = marks[start : start + across]
        rows += [" ".join(mark[y] for mark in group).rstrip() for y in range(len(shapes[0]))]
    return rows


class Squares(Widget):
    """Tally marks for one number, followed by nothing: the number in words stands beside it."""

    DEFAULT_CSS = """
    Squares { height: auto; width: 100%; color: $primary; text-style: bold; }
    """

    def __init__(self, count: int = 0, *, large: bool = False, id: str | None = None) -> None:
        """Marks for `count` votes."""
        super().__init__(id=id)
        self._count = count
        self._large = large

    def show(self, count: int) -> None:
        """Show this many from now on."""
        if count != self._count:
            self._count = count
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the marks need; one row of squares at least, so that no vote moves the screen."""
        return max(len(squares(self._count, width, large=self._large)), 4 if self._large else 2)

    def render(self) -> RenderResult:
        """The marks."""
        return plain("\n".join(squares(self._count, self.size.width, large=self._large)))
