"""A list of things in columns; cells are user text and never markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.text import Text as RichText
from textual.style import Style
from textual.widgets import DataTable

from screens.text import Text, line, short


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        key: its name in the code.
        label: its heading, translated.
        width: cells; None for what its longest cell needs.
        right: numbers stand at the right.
        grow: takes the room that the others leave, and is cut where there is none. One column at most.
    """

    key: str
    label: str
    width: int | None = None
    right: bool = False
    grow: bool = False


Rows = Sequence[tuple[str, Sequence[Text]]]
"""Each row with its key and one cell a column."""


class Table(DataTable[RichText]):
    """Rows under columns, with a cursor on a whole row.

    `show` replaces what stands there and keeps the cursor on the same row, so a screen can simply draw its
    state again. Enter belongs to the screen unless `enter=True` (then `RowSelected` is posted).
    """

    DEFAULT_CSS = """
    Table { height: 1fr; width: 100%; }
    """
    NARROWEST = 8
    """Cells that a growing column keeps at least."""

    def __init__(self, columns: Sequence[Column], *, enter: bool = False, **more: Any) -> None:
        """A table; the further keywords are those of `DataTable`."""
        super().__init__(cursor_type="row", zebra_stripes=False, **more)
        self._wanted_columns = tuple(columns)
        self._enter = enter
        self._shown: list[tuple[str, tuple[Text, ...]]] = []
        self._widths: tuple[int, ...] = ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Enter to the screen, unless it is wanted here."""
        if action == "select_cursor" and not self._enter:
            return False
        return super().check_action(action, parameters)

    def show(self, rows: Rows) -> None:
        """Show these rows from now on."""
        wanted = [(key, tuple(cells)) for key, cells in rows]
        if wanted == self._shown and self._widths:
            return
        before, shown = self._shown, self.marked
        at = self.cursor_row
        self._shown = wanted
        widths = self._fit_columns()
        keys = [key for key, _cells in wanted]
        if widths == self._widths and keys == [key for key, _cells in before]:
            for (key, cells), (_key, old) in zip(wanted, before, strict=True):
                for n, column in enumerate(self._wanted_columns):
                    if cells[n] != old[n]:
                        self.update_cell(key, column.key, self._cell(n, cells[n]))
            return
        self._widths = widths
        self._fill(keys.index(shown) if shown in keys else min(at, len(keys) - 1))

    def on_mount(self) -> None:
        """Cells hold the theme's colours, so they are drawn again when it changes."""
        self.watch(
            self.app, "theme", lambda: self._fill(self.cursor_row) if self._widths else None, init=False
        )

    def on_resize(self) -> None:
        """The growing column takes what is left."""
        widths = self._fit_columns()
        if widths != self._widths:
            self._widths = widths
            self._fill(self.cursor_row)

    def _fit_columns(self) -> tuple[int, ...]:
        widths: list[int] = []
        for n, column in enumerate(self._wanted_columns):
            needed = [
                line(column.label).cell_length,
                *(line(cells[n]).cell_length for _k, cells in self._shown),
            ]
            widths.append(max(needed) if column.width is None else column.width)
        room = self.scrollable_content_region.width or self.size.width
        for n, column in enumerate(self._wanted_columns):
            if column.grow and room:
                rest = sum(widths) - widths[n] + 2 * self.cell_padding * len(widths)
                widths[n] = max(self.NARROWEST, room - rest)
        return tuple(widths)

    def _fill(self, cursor: int) -> None:
        self.clear(columns=True)
        for n, column in enumerate(self._wanted_columns):
            self.add_column(self._cell(n, column.label), width=self._widths[n], key=column.key)
        for key, cells in self._shown:
            self.add_row(*[self._cell(n, cell) for n, cell in enumerate(cells)], key=key)
        if self._shown:
            self.move_cursor(row=max(cursor, 0))

    def _cell(self, n: int, cell: Text) -> RichText:
        """A cell for Rich, which draws tables here: no markup, the theme's colours looked up."""
        width = self._widths[n]
        content = short(cell, width)
        if self._wanted_columns[n].right:
            content = content.pad_left(max(0, width - content.cell_length))
        drawn = RichText(content.plain, no_wrap=True, end="")
        for start, end, style in content.spans:
            found = style if isinstance(style, Style) else Style.parse(style, self.app.theme_variables)
            drawn.stylize(found.rich_style, start, end)
        return drawn

    @property
    def marked(self) -> str | None:
        """The key of the row under the cursor, None in an empty table."""
        if 0 <= self.cursor_row < len(self._shown):
            return self._shown[self.cursor_row][0]
        return None

    def mark(self, key: str) -> None:
        """Put the cursor on a row."""
        keys = [shown for shown, _cells in self._shown]
        if key in keys:
            self.move_cursor(row=keys.index(key))
