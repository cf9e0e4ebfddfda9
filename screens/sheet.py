"""The ballot paper on the screen: a line a unit, its key, its boxes. Painted whole whatever is marked."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from console.ballot.forms import BallotKind, Form, Mark
from console.language import _
from screens.text import line, plain, short, stacked, together

KEYS = "123456789" + ascii_lowercase
"""The direct keys of the lines, in order; further lines are reached with the arrows."""

HEAD, FOOT = 4, 4
"""Rows above and below the lines."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a ballot paper.

    Attributes:
        title: the award.
        form: how it is filled in.
        names: the units, in the order of the form's lines.
        open_lines: lines that this delegate may mark.
        shuffled: the rules want another order on each ballot.
    """

    title: str
    form: Form
    names: tuple[str, ...]
    open_lines: tuple[int, ...]
    shuffled: bool = False

    def instruction(self) -> str:
        """What the delegate is asked to do."""
        barred = len(self.open_lines) < len(self.names)
        match self.form.kind:
            case BallotKind.APPROVE_REJECT:
                return _("Mark one of the two boxes for each unit.")
            case BallotKind.CHOOSE_UP_TO:
                return _("Choose no more than {n:02d} units.").format(n=self.form.max_choices)
            case BallotKind.STRIKE_OUT if barred:
                return _("Strike out others; your own unit is struck. Leave no more than {n:02d}.").format(
                    n=self.form.max_choices
                )
            case BallotKind.STRIKE_OUT:
                return _("Strike out whom you do not choose; leave no more than {n:02d} units.").format(
                    n=self.form.max_choices
                )

    def columns(self) -> tuple[tuple[Mark, str], ...]:
        """The boxes of a line and what stands above them."""
        match self.form.kind:
            case BallotKind.APPROVE_REJECT:
                return (Mark.FOR, _("Agree")), (Mark.AGAINST, _("Disagree"))
            case BallotKind.CHOOSE_UP_TO:
                return ((Mark.FOR, _("Choose")),)
            case BallotKind.STRIKE_OUT:
                return ((Mark.AGAINST, _("Strike out")),)


class SheetView(Widget):
    """Draws a sheet with its marks. It keeps the marks only while they are shown."""

    DEFAULT_CSS = """
    SheetView { height: 1fr; width: 100%; max-width: 84; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        """A blank paper."""
        super().__init__()
        self._sheet = Sheet("", Form(BallotKind.CHOOSE_UP_TO, ("",)), ("",), ())
        self._page, self._seen = (1, 1), False
        self._order: list[int] = []
        self._cursor = 0
        self._marks: Sequence[Mark] = ()
        self._reviewing = False
        self._words = ""

    # --- what the booth asks -----------------------------------------------------------------------

    def begin(
        self,
        sheet: Sheet,
        order: list[int],
        start: int,
        *,
        page: tuple[int, int] = (1, 1),
        seen: bool = False,
    ) -> None:
        """Lay a paper.

        Args:
            order: its lines in the order in which they are drawn.
            start: the place in `order` where the cursor stands.
            page: number of the paper, from 1, and how many there are.
            seen: the review was reached before: the way on leads back to it.
        """
        self._sheet, self._order, self._cursor = sheet, order, start
        self._page, self._seen = page, seen
        self._marks = ()

    def show(self, marks: Sequence[Mark], *, reviewing: bool, words: str) -> None:
        """Paint these marks, with a sentence at the foot."""
        self._marks, self._reviewing, self._words = tuple(marks), reviewing, words
        self.refresh()

    def blank(self) -> None:
        """Nothing is shown, nothing is kept."""
        self._marks, self._words, self._order = (), "", []
        self.refresh()

    def move(self, places: int) -> None:
        """Move the cursor, from the last line to the first."""
        if self._order:
            self._cursor = (self._cursor + places) % len(self._order)
            self.refresh()

    def stand_on(self, number: int) -> None:
        """Move the cursor to a line of the form."""
        self._cursor = self._order.index(number)
        self.refresh()

    @property
    def line_marked(self) -> int:
        """The line of the form under the cursor."""
        return self._order[self._cursor]

    def line_of_key(self, key: str) -> int | None:
        """The line of the form that a direct key stands for."""
        place = KEYS.find(key) if len(key) == 1 else -1
        return self._order[place] if 0 <= place < len(self._order) else None

    def is_foot(self, y: int) -> bool:
        """Whether a row belongs to the way on."""
        return y >= self.size.height - 1

    def at(self, x: int, y: int) -> tuple[int | None, Mark | None]:
        """The line of the form at a cell, and the box when the cell is in one."""
        rows = self._rows()
        if not 0 <= y - HEAD < len(rows):
            return None, None
        place = rows[y - HEAD][0]
        if place is None:
            return None, None
        for mark, start, end in self._boxes():
            if start <= x < end:
                return self._order[place], mark
        return self._order[place], None

    # --- drawing -----------------------------------------------------------------------------------

    def _boxes(self) -> list[tuple[Mark, int, int]]:
        """Each box's mark with the cells its column takes."""
        at = self.size.width
        found: list[tuple[Mark, int, int]] = []
        for mark, label in reversed(self._sheet.columns()):
            width = max(line(label).cell_length, 5) + 3
            found.insert(0, (mark, at - width, at))
            at -= width
        return found

    def _rows(self) -> list[tuple[int | None, Content]]:
        """The visible rows between head and foot, each with the place it belongs to."""
        boxes = self._boxes()
        room = boxes[0][1] - 7
        room_below = max(1, self.size.height - HEAD - FOOT)
        blocks = [self._block(place, room, boxes) for place in range(len(self._order))]
        loose = sum(len(block) + 1 for block in blocks) <= room_below
        rows: list[tuple[int | None, Content]] = []
        first = last = 0
        for place, block in enumerate(blocks):
            if place == self._cursor:
                first, last = len(rows), len(rows) + len(block)
            rows += [(place, row) for row in block]
            if loose:
                rows.append((None, Content("")))
        top = 0 if last <= room_below else min(first, last - room_below + 1, len(rows) - room_below)
        return rows[max(0, top) : max(0, top) + room_below]

    def _block(self, place: int, room: int, boxes: list[tuple[Mark, int, int]]) -> list[Content]:
        number = self._order[place]
        here = place == self._cursor and not self._reviewing
        style = "bold $on-key on $key" if here else "bold"
        key = KEYS[place].upper() if place < len(KEYS) else " "
        parts = textwrap.wrap(line(self._sheet.names[number]).plain, max(8, room)) or [""]
        rows: list[Content] = []
        for n, part in enumerate(parts):
            sign = ("► " if here else "  ") + f"{key:>2}  " if n == 0 else " " * 6
            row = plain(f"{sign}{part}")
            for mark, start, end in boxes:
                row = row.append(" " * max(0, start - row.cell_length))
                row = row.append(self._box(number, mark) if n == 0 else "").pad_right(0)
                row = row.append(" " * max(0, end - row.cell_length))
            rows.append(row.stylize_before(style))
        return rows

    def _box(self, number: int, mark: Mark) -> str:
        if number not in self._sheet.open_lines:
            return "  X  " if self._marks[number] is mark else "  -  "
        return "[ X ]" if self._marks[number] is mark else "[   ]"

    def render(self) -> RenderResult:
        """Head, lines, foot; nothing while the paper is blank."""
        sheet, width = self._sheet, self.size.width
        if not self._order or not self._marks or width < 1:
            return Content("")
        title = sheet.title
        if self._reviewing:
            title = _("Look through your ballot") + ": " + title
        if self._page[1] > 1:
            title = _("Paper {n}/{all}").format(n=self._page[0], all=self._page[1]) + " · " + title
        header = Content("")
        labels = dict(sheet.columns())
        for mark, start, _end in self._boxes():
            header = header.append(" " * max(0, start - header.cell_length))
            header = header.append(line(labels[mark]))
        rows = [short(title, width, "bold $primary"), short(sheet.instruction(), width), Content("")]
        rows.append(header.stylize("bold"))
        rows += [row for _place, row in self._rows()]
        rows += [Content("")] * max(0, self.size.height - FOOT - len(rows))
        said = textwrap.wrap(line(self._words).plain, width)[:2]
        rows += [plain(words, "bold") for words in said]
        rows += [Content("")] * (self.size.height - 1 - len(rows))
        rows.append(self._foot(width))
        return stacked(rows)

    def _foot(self, width: int) -> Content:
        last = self._page[0] == self._page[1]
        if self._reviewing:
            way_on = _(" Enter: put it into the box ► ") if last else _(" Enter: look through the next ► ")
            keys = _("Esc: change it")
        else:
            way_on = _(" Enter: look through it ► ") if last or self._seen else _(" Enter: the next paper ► ")
            keys = _("key of a line: mark   ↑ ↓ Space: mark")
            if len(self._sheet.columns()) > 1:
                keys = _("key of a line: mark   ↑ ↓ ← →: line, box")
        return short(together(plain(way_on, "bold $on-key on $key"), keys, gap="   "), width)
