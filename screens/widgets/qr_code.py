"""A QR code from its modules: black on white in every theme, the quiet zone drawn along."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

QUIET = 4
"""Width of the white border in modules, as ISO/IEC 18004 wants it."""

NARROW_QUIET = 2
"""What readers make do with where the whole border has no room."""

Matrix = Sequence[Sequence[bool]]

_INK = Style.parse("#000000 on #ffffff")
_DARK = Style.parse("#ffffff on #000000")
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def size_in_cells(modules: int, *, wide: bool = False, quiet: int = QUIET) -> tuple[int, int]:
    """Columns and rows that a code of `modules` x `modules` takes, quiet zone included."""
    side = modules + 2 * quiet
    return (side * 2, side) if wide else (side, (side + 1) // 2)


def quiet_that_fits(modules: int, columns: int, rows: int, *, wide: bool = False) -> int | None:
    """The widest quiet zone with which a code has room in so many cells; None where it has none."""
    for quiet in (QUIET, NARROW_QUIET):
        across, down = size_in_cells(modules, wide=wide, quiet=quiet)
        if across <= columns and down <= rows:
            return quiet
    return None


class QrCode(Widget):
    """A code as large as it must be; the caller sees to the room (`quiet_that_fits`).

    Half blocks put two modules into a cell. Where the font of a terminal has none, `wide` draws a module as
    two blanks with a background colour: any font will do, at four times the area.
    """

    DEFAULT_CSS = """
    QrCode { width: auto; height: auto; }
    """
    ALLOW_SELECT = False

    def __init__(
        self, matrix: Matrix = (), *, wide: bool = False, quiet: int = QUIET, id: str | None = None
    ) -> None:
        """A code.

        Args:
            matrix: rows of modules, True is dark, without a quiet zone.
            quiet: width of the quiet zone in modules.
        """
        super().__init__(id=id)
        self._modules = self._bordered(matrix, quiet)
        self._wide = wide

    @staticmethod
    def _bordered(matrix: Matrix, quiet: int) -> list[list[bool]]:
        side = len(matrix) + 2 * quiet
        blank = [False] * side
        rows = [[False] * quiet + [bool(module) for module in row] + [False] * quiet for row in matrix]
        return (
            [list(blank) for _ in range(quiet)] + rows + [list(blank) for _ in range(quiet)] if matrix else []
        )

    def show(self, matrix: Matrix, *, wide: bool | None = None, quiet: int = QUIET) -> None:
        """Show this code from now on."""
        before = (len(self._modules), self._wide)
        self._modules = self._bordered(matrix, quiet)
        if wide is not None:
            self._wide = wide
        self.refresh(layout=(len(self._modules), self._wide) != before)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Cells across."""
        return len(self._modules) * (2 if self._wide else 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Cells down."""
        return len(self._modules) if self._wide else (len(self._modules) + 1) // 2

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows as they are.

        Textual's own way would put them through the filters of the app: without colours (NO_COLOR on a theme
        of the terminal's own colours) a code comes out as light on dark, which phones do not read.
        """
        return [self.render_line(y).crop(crop.x, crop.right) for y in crop.line_range]

    def render_line(self, y: int) -> Strip:
        """One row of cells, in explicit colours."""
        modules = self._modules
        if self._wide:
            if y >= len(modules):
                return Strip.blank(self.size.width, _INK)
            return Strip([Segment("  ", _DARK if dark else _INK) for dark in modules[y]])
        if 2 * y >= len(modules):
            return Strip.blank(self.size.width, _INK)
        above = modules[2 * y]
        below = modules[2 * y + 1] if 2 * y + 1 < len(modules) else [False] * len(above)
        return Strip([Segment("".join(_HALVES[pair] for pair in zip(above, below, strict=True)), _INK)])
