"""The ballot paper on the screen: a line a unit, its key, its boxes. Painted whole whatever is marked."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from console.ballot.forms import BallotKind, Form, Mark
from console.language import _
from screens.text import line, plain, short, stacked, together
from screens.widgets import Banner
from screens.widgets.banner import big

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


class PaperView(Widget):
    """A sheet with its marks and a cursor. It keeps the marks only while they are shown."""

    DEFAULT_CSS = """
    PaperView { height: 1fr; width: 100%; max-width: 84; text-wrap: nowrap; text-overflow: clip; }
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
            self._cursor = self._moved(places)
            self.refresh()

    def _moved(self, places: int) -> int:
        return (self._cursor + places) % len(self._order)

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

    def take_place_of(self, other: "PaperView") -> None:
        """Go on where another view of the same paper stands."""
        self.begin(other._sheet, other._order, other._cursor, page=other._page, seen=other._seen)

    def at(self, x: int, y: int) -> tuple[int | None, Mark | None]:
        """The line of the form at a cell, and the box when the cell is in one."""
        raise NotImplementedError

    # --- drawing -----------------------------------------------------------------------------------

    @property
    def _shown(self) -> bool:
        return bool(self._order and self._marks) and self.size.width > 0

    def _title(self) -> Content:
        title = self._sheet.title
        if self._reviewing:
            title = _("Look through your ballot") + ": " + title
        if self._page[1] > 1:
            title = _("Paper {n}/{all}").format(n=self._page[0], all=self._page[1]) + " · " + title
        return short(title, self.size.width, "bold $primary")

    def _box(self, number: int, mark: Mark) -> str:
        if number not in self._sheet.open_lines:
            return "  X  " if self._marks[number] is mark else "  -  "
        return "[ X ]" if self._marks[number] is mark else "[   ]"

    def _foot(self) -> Content:
        last = self._page[0] == self._page[1]
        if self._reviewing:
            way_on = _(" Enter: put it into the box ► ") if last else _(" Enter: look through the next ► ")
            keys = _("Esc: change it") + (_("   ↑ ↓: the other units") if self._more() else "")
        else:
            way_on = _(" Enter: look through it ► ") if last or self._seen else _(" Enter: the next paper ► ")
            keys = self._keys()
        return short(together(plain(way_on, "bold $on-key on $key"), keys, gap="   "), self.size.width)

    def _keys(self) -> str:
        if len(self._sheet.columns()) > 1:
            return _("key of a line: mark   ↑ ↓ ← →: line, box")
        return _("key of a line: mark   ↑ ↓ Space: mark")

    def _more(self) -> bool:
        """Whether the paper has units that do not stand on the screen now."""
        raise NotImplementedError

    def _said(self) -> list[Content]:
        return [plain(words, "bold") for words in textwrap.wrap(line(self._words).plain, self.size.width)[:2]]

    def _page_of(self, rows: list[Content]) -> Content:
        """The rows, the sentence, and the way on at the foot."""
        rows += [Content("")] * max(0, self.size.height - FOOT + 1 - len(rows))
        rows += self._said()
        rows += [Content("")] * (self.size.height - 1 - len(rows))
        rows.append(self._foot())
        return stacked(rows)


class SheetView(PaperView):
    """The whole paper: a line a unit."""

    def __init__(self) -> None:
        """A blank paper."""
        super().__init__()
        self._laid: tuple[int, tuple[tuple[str, ...], ...]] | None = None

    def begin(
        self,
        sheet: Sheet,
        order: list[int],
        start: int,
        *,
        page: tuple[int, int] = (1, 1),
        seen: bool = False,
    ) -> None:
        """As every view; the names of another paper are laid out anew."""
        if sheet is not self._sheet:
            self._laid = None
        super().begin(sheet, order, start, page=page, seen=seen)

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

    def _all_rows(self) -> tuple[list[tuple[int | None, Content]], int]:
        """Every row between head and foot, each with the place it belongs to, and how many have room."""
        boxes = self._boxes()
        room = max(1, self.size.height - HEAD - FOOT)
        blocks = [self._block(place, boxes[0][1] - 7, boxes) for place in range(len(self._order))]
        loose = sum(len(block) + 1 for block in blocks) <= room
        rows: list[tuple[int | None, Content]] = []
        for place, block in enumerate(blocks):
            rows += [(place, row) for row in block]
            if loose:
                rows.append((None, Content("")))
        return rows, room

    def _rows(self) -> list[tuple[int | None, Content]]:
        """The visible rows: those around the cursor; in the review from the cursor on."""
        rows, room = self._all_rows()
        mine = [n for n, (place, _row) in enumerate(rows) if place == self._cursor]
        first, last = mine[0], mine[-1] + 1
        top = 0 if last <= room else min(first, last - room + 1)
        top = max(0, min(first if self._reviewing else top, len(rows) - room))
        return rows[top : top + room]

    def _more(self) -> bool:
        rows, room = self._all_rows()
        return len(rows) > room

    def _moved(self, places: int) -> int:
        if not self._reviewing:
            return super()._moved(places)
        rows, room = self._all_rows()
        lowest = rows[max(0, len(rows) - room)][0] or 0
        return max(0, min(self._cursor + places, lowest))

    def _wrapped(self, room: int) -> tuple[tuple[str, ...], ...]:
        """Each name in lines of at most `room` cells; kept, for they are drawn anew at every key."""
        if self._laid is None or self._laid[0] != room:
            names = (
                tuple(textwrap.wrap(line(name).plain, max(8, room))) or ("",) for name in self._sheet.names
            )
            self._laid = room, tuple(names)
        return self._laid[1]

    def _block(self, place: int, room: int, boxes: list[tuple[Mark, int, int]]) -> list[Content]:
        number = self._order[place]
        here = place == self._cursor and not self._reviewing
        style = "bold $on-key on $key" if here else "bold"
        key = KEYS[place].upper() if place < len(KEYS) else " "
        left, right = boxes[0][1], boxes[-1][2]
        rows: list[Content] = []
        for n, part in enumerate(self._wrapped(room)[number]):
            sign = ("► " if here else "  ") + f"{key:>2}  " if n == 0 else " " * 6
            row = sign + part
            row += " " * (left - cell_len(row))
            for mark, start, end in boxes if n == 0 else ():
                row += self._box(number, mark).ljust(end - start)
            rows.append(Content.styled(row.ljust(right), style))
        return rows

    def render(self) -> RenderResult:
        """Head, lines, foot; nothing while the paper is blank."""
        if not self._shown:
            return Content("")
        header = Content("")
        labels = dict(self._sheet.columns())
        for mark, start, _end in self._boxes():
            header = header.append(" " * max(0, start - header.cell_length))
            header = header.append(line(labels[mark]))
        seen = self._rows()
        places = [place for place, _row in seen if place is not None]
        above, below = places[0], len(self._order) - 1 - places[-1]
        rows = [self._title(), short(self._sheet.instruction(), self.size.width)]
        rows.append(plain(_("      ▲ {n:02d} more above").format(n=above), "bold") if above else Content(""))
        rows.append(header.stylize("bold"))
        rows += [row for _place, row in seen]
        if below:
            rows.append(plain(_("      ▼ {n:02d} more below").format(n=below), "bold"))
        return self._page_of(rows)


class LargeView(PaperView):
    """One unit at a time, in large letters, its state in a sentence that can be read aloud."""

    DEFAULT_CSS = """
    LargeView { max-width: 100%; }
    """

    def state(self) -> str:
        """The sentence of the unit under the cursor."""
        number = self.line_marked
        return _("Unit {n} of {all}: {name}; now: {state}.").format(
            n=self._cursor + 1,
            all=len(self._order),
            name=line(self._sheet.names[number]).plain,
            state=state_of(self._sheet.form.kind, self._marks[number]),
        )

    def at(self, x: int, y: int) -> tuple[int | None, Mark | None]:
        """The unit that is shown, and the box when the row is a box's."""
        rows = self._drawn() if self._shown else []
        if not 0 <= y < len(rows) or rows[y][0] is None:
            return None, None
        return self.line_marked, rows[y][0]

    def _more(self) -> bool:
        return len(self._order) > 1

    def _keys(self) -> str:
        if len(self._sheet.columns()) > 1:
            return _("↑ ↓  ←: agree  →: disagree  +: small letters")
        return _("↑ ↓   Space: mark   +: small letters")

    def _drawn(self) -> list[tuple[Mark | None, Content]]:
        """The rows above the foot, each with the box it belongs to."""
        width, number = self.size.width, self.line_marked
        top = [self._title(), short(self._sheet.instruction(), width), Content("")]
        top += [plain(part, "bold") for part in textwrap.wrap(self.state(), width)]
        boxes: list[tuple[Mark | None, Content]] = []
        for mark, label in self._sheet.columns():
            style = "bold reverse" if self._marks[number] is mark else "bold"
            widely = " ".join(line(label).plain.upper().replace(" ", "  "))
            drawn = short(f"{self._box(number, mark)}   {widely} ", width, style)
            boxes += [(None, Content("")), (mark, drawn)]
        left = self.size.height - FOOT - len(top) - len(boxes) - 2
        name = big(line(self._sheet.names[number]).plain.upper(), width, max(1, left), Banner.FACES)
        rows: list[tuple[Mark | None, Content]] = [(None, row) for row in top]
        rows.append((None, Content("")))
        for part in name:
            rows += [(None, short(row, width, "bold $primary")) for row in textwrap.wrap(part, width) or [""]]
        return rows + boxes

    def render(self) -> RenderResult:
        """The unit under the cursor; nothing while the paper is blank."""
        if not self._shown:
            return Content("")
        return self._page_of([row for _mark, row in self._drawn()])


def state_of(kind: BallotKind, mark: Mark) -> str:
    """What a mark says of its unit, as it is read aloud."""
    match kind:
        case BallotKind.APPROVE_REJECT:
            states = {Mark.FOR: _("agreed"), Mark.AGAINST: _("not agreed")}
            return states.get(mark, _("not marked"))
        case BallotKind.CHOOSE_UP_TO:
            return _("is chosen") if mark is Mark.FOR else _("is not chosen")
        case BallotKind.STRIKE_OUT:
            return _("struck out") if mark is Mark.AGAINST else _("left on the list")
