"""Mã QR hồ sơ: the whole record as a row of QR codes, one at a time, for a stranger's phone or camera.

As large as the window allows: version 10 from 120x36 on, version 15 from 160x45. The two are different rows:
a code of one does not go with codes of the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.geometry import Size
from textual.timer import Timer
from textual.widgets import Digits

from console.conference import Stage
from console.errors import ConsoleError
from console.language import _, mark
from screens.actions import Action, Where
from screens.code_words import where_else, where_pictures_lie, window_too_small
from screens.frame import Head, Keys
from screens.text import Text, fill, line, plain, stacked
from screens.widgets import QrCode, Words
from screens.widgets.qr_code import NARROW_QUIET, quiet_that_fits, size_in_cells
from screens.workplace import ConferenceScreen, Exported, Workplace

VERSIONS: tuple[tuple[int, int], ...] = ((15, 77), (10, 57))
"""Versions of the codes that a screen shows and their modules a side, the larger first."""

SIDE = 38
"""Cells across that the words beside a code need."""

ENOUGH = (120, 36)
"""Columns and rows of the smallest window that these codes are made for."""

SECONDS = 1.5
"""How long each code stands while they run by themselves."""

_NEW_ROW = mark(
    "The window has another size, and the record was divided anew, into {n} codes. Codes of before do not go "
    "with these: photograph all of these."
)

_SLASH = "  ╱\n ╱\n╱"


@dataclass(frozen=True, slots=True)
class Row:
    """The codes of one version.

    Attributes:
        texts: of the codes: data, then parity (docs/record.md).
        data, parity: how many there are of each; as many as there are of parity may be lost.
    """

    version: int
    texts: tuple[str, ...]
    data: int
    parity: int

    @classmethod
    def of(cls, version: int, texts: Sequence[str]) -> "Row":
        """The row that these texts say they are."""
        data, parity = texts[0].split(":")[3:5]
        return cls(version, tuple(texts), int(data), int(parity))

    def like(self, other: "Row", place: int) -> int:
        """The place in this row of what stands at `place` of another one of the same record."""
        if place < other.data:
            return place * self.data // other.data
        return self.data + (place - other.data) * self.parity // other.parity


class CodesScreen(ConferenceScreen):
    """One code at a time, with its number in big digits beside it."""

    STAGE = Stage.RECORD
    ABOUT = mark(
        "The whole record in a row of QR codes. Whoever photographs them all, or all but a few, has the "
        "signed record and can verify it without this laptop. Type a number to go to that code; a click or "
        "the wheel of the mouse goes on, too."
    )
    DEFAULT_CSS = """
    CodesScreen Head { display: none; }
    CodesScreen > #body { padding: 0; }
    CodesScreen #side { width: 1fr; height: 1fr; padding: 1 2 0 2; scrollbar-size: 1 1; }
    CodesScreen #number { display: none; height: 3; margin: 1 0; }
    CodesScreen #number Digits { width: auto; }
    CodesScreen #number Words { width: 3; margin: 0 1; }
    CodesScreen Digits { text-style: bold; color: $key; }
    CodesScreen QrCode { display: none; }
    CodesScreen.-fits #number, CodesScreen.-fits QrCode { display: block; }
    CodesScreen #room { height: 1fr; width: auto; align: center middle; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("next", "enter", mark("Next code"), also="right,pagedown", primary=True),
        Action(
            "done",
            "enter",
            mark("To the summary"),
            primary=True,
            help=mark("Back to the code of the summary."),
        ),
        Action("previous", "left", mark("Before"), also="pageup"),
        Action(
            "run",
            "a",
            mark("Run"),
            help=mark("Go through all codes, one and a half seconds each, round and round."),
        ),
        Action("stop", "space", mark("Stop")),
        Action("first", "home", mark("First code"), where=Where.QUIET),
        Action("last", "end", mark("Last code"), where=Where.QUIET),
        Action(
            "wide", "w", mark("Wide code"), help=mark("Draw the QR code of blanks, for fonts without blocks.")
        ),
        Action(
            "pictures",
            "l",
            mark("Save the code's picture"),
            help=mark("Where the pictures of the codes lie, for printing and sending."),
        ),
        Action("back", "escape", mark("Back")),
    )

    def __init__(self, desk: Workplace, written: Exported, back: Callable[[], object]) -> None:
        """The codes of the record that an export left behind; `back` shows the summary again."""
        super().__init__(desk)
        self._back = back
        self.written = written
        self.place = 0
        """Of the code that is shown, from 0 on."""
        self.row: Row | None = None
        """The row that it belongs to; None where the window has no room for any."""
        self._rows: dict[int, Row] = {}
        self._anchor: tuple[Row, int] | None = None
        """What was gone to last by a key: a window that grows and shrinks again comes back to it."""
        self._wide = False
        self._walk: Timer | None = None
        self._typed = ""
        self._typing: Timer | None = None
        self._resized = ""
        self._wrong = ""

    # --- what is seen --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Words at the left, the code as large as may be, one line of keys."""
        yield Head()
        with Horizontal(id="body"):
            with VerticalScroll(id="side", can_focus=False):
                yield Words(id="title")
                with Horizontal(id="number"):
                    yield Digits(id="at")
                    yield Words(plain(_SLASH, "bold $key"))
                    yield Digits(id="of")
                yield Words(id="words")
            with Horizontal(id="room"):
                yield QrCode()
        yield Keys()

    def on_resize(self) -> None:
        """Another window may have room for other codes."""
        self.redraw()

    def draw(self) -> None:
        """The code at `place`, or in words why there is none."""
        self.query_one("#title", Words).say(
            stacked([plain(_("QR codes of the record"), "bold $primary"), line(self.heading().title)])
        )
        quiet = self._settle(self.size)
        self.set_class(self.row is not None, "-fits")
        if self.row is None:
            self.query_one("#words", Words).say(stacked(self._no_room()))
            return
        text = self.row.texts[self.place]
        self.query_one(QrCode).show(self.desk.qr(text), wide=self._wide, quiet=quiet)
        self.query_one("#at", Digits).update(f"{self.place + 1:02d}")
        self.query_one("#of", Digits).update(f"{len(self.row.texts):02d}")
        self.query_one("#words", Words).say(stacked(self._words(self.row)))

    def _settle(self, size: Size) -> int:
        """Take the row that has room in the window, at the place where the reader is; its quiet zone."""
        columns, rows = size.width - SIDE, size.height - 1
        for version, modules in VERSIONS:
            quiet = quiet_that_fits(modules, columns, rows, wide=self._wide)
            if quiet is None or (version, quiet) == (VERSIONS[0][0], NARROW_QUIET):
                continue  # a smaller code with its whole border is read more easily
            row = self._row(version)
            if row is not None:
                if row is not self.row:
                    self._turn_to(row)
                return quiet
        self.row = None
        return 0

    def _row(self, version: int) -> Row | None:
        if version not in self._rows:
            try:
                self._rows[version] = Row.of(version, self.desk.record_codes(version))
            except ConsoleError as error:
                self._wrong = str(error)
                return None
        return self._rows[version]

    def _turn_to(self, row: Row) -> None:
        """Another row, at the place that the reader was at; warn, unless it is the row that was read."""
        if self._anchor is None:
            self._anchor = (row, self.place)
        former, place = self._anchor
        self.place, self._resized = (place, "") if former is row else (row.like(former, place), _NEW_ROW)
        self.row = row

    def _words(self, row: Row) -> list[Text]:
        if self.place < row.data:
            kind = fill(_("Data code {n} of {of}"), n=f"{self.place + 1:02d}", of=f"{row.data:02d}")
        else:
            kind = fill(
                _("Parity code {n} of {of}"), n=f"{self.place - row.data + 1:02d}", of=f"{row.parity:02d}"
            )
        said: list[Text] = [
            plain(kind, "bold"),
            fill(
                _("{n} codes may be missing at most: the record can still be read."),
                n=plain(f"{row.parity:02d}", "bold"),
            ),
            "",
        ]
        if self._walk is not None:
            said += [plain(_("Running by itself. Space: stop."), "bold $key"), ""]
        if self._typed:
            said += [plain(_("To code: {n}").format(n=self._typed), "bold $key"), ""]
        if self._resized:
            said += [plain(_(self._resized).format(n=len(row.texts)), "$warning"), ""]
        said += [
            plain(_("Fingerprint of the conference's key:"), "$text-muted"),
            plain(self.written.key, "bold"),
            plain(_("Fingerprint of the record:"), "$text-muted"),
            plain(self.written.fingerprint, "bold"),
            "",
            plain(_("Go: ← → PgUp PgDn Home End, or type a number."), "$text-muted"),
            plain(where_else(self.written), "$text-muted"),
        ]
        return said

    def _no_room(self) -> list[Text]:
        if self._wrong:
            return ["", plain(self._wrong, "bold $error"), "", where_else(self.written)]
        columns, rows = ENOUGH
        if self._wide:
            across, down = size_in_cells(VERSIONS[-1][1], wide=True, quiet=NARROW_QUIET)
            columns, rows = across + SIDE, down + 1
        said: list[Text] = ["", window_too_small(columns, rows), ""]
        if self._wide:
            said += [_("W: back to half blocks, which need a quarter of the room."), ""]
        said += [where_else(self.written), ""]
        return [
            *said,
            plain(_("The code of the summary is on the screen before this one: Esc."), "$text-muted"),
        ]

    # --- going on ------------------------------------------------------------------------------------

    def available(self, action: Action) -> bool:
        """What goes somewhere from here."""
        row = self.row
        last = row is None or self.place + 1 >= len(row.texts)
        match action.id:
            case "next":
                return not last
            case "done":
                return last
            case "previous" | "first":
                return row is not None and self.place > 0
            case "last":
                return not last
            case "run":
                return row is not None and self._walk is None
            case "stop":
                return self._walk is not None
        return True

    def _go(self, place: int) -> None:
        """To the code at `place`."""
        row = self.row
        if row is not None and 0 <= place < len(row.texts):
            self.place = place
            self._anchor = (row, place)
            if self._walk is not None:
                self._walk.reset()
            else:
                self._resized = ""
            self.redraw()

    def action_next(self) -> None:
        """The next code."""
        self._go(self.place + 1)

    def action_previous(self) -> None:
        """The code before."""
        self._go(self.place - 1)

    def action_first(self) -> None:
        """Back to 01."""
        self._go(0)

    def action_last(self) -> None:
        """To the last parity code."""
        if self.row is not None:
            self._go(len(self.row.texts) - 1)

    def on_key(self, event: events.Key) -> None:
        """Digits are a number being typed, not a stage to go to."""
        if event.character is None or event.character not in "0123456789":
            return
        event.stop()
        event.prevent_default()
        if self.row is None:
            return
        typed = (self._typed + event.character).lstrip("0")
        if typed and int(typed) > len(self.row.texts):
            typed = event.character.lstrip("0")
        self._typed = typed
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(SECONDS, self._typed_enough)
        if typed and int(typed) <= len(self.row.texts):
            self._go(int(typed) - 1)

    def _typed_enough(self) -> None:
        self._typed = ""
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """A click on the code goes on."""
        if isinstance(event.widget, QrCode):
            self.action_next()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel goes on."""
        event.stop()
        self.action_next()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel goes back."""
        event.stop()
        self.action_previous()

    def action_run(self) -> None:
        """All of them, round and round, until Space."""
        self._walk = self.set_interval(SECONDS, self.step)
        self.redraw()

    def step(self) -> None:
        """The next code of the round; nothing while a window lies above, or the code has no room."""
        if self.app.screen is self and self.row is not None:
            self._go((self.place + 1) % len(self.row.texts))

    def action_stop(self) -> None:
        """Stay at this code."""
        if self._walk is not None:
            self._walk.stop()
            self._walk = None
        self.redraw()

    def action_wide(self) -> None:
        """The code of blanks, or of half blocks again."""
        self._wide = not self._wide
        self.redraw()

    def action_pictures(self) -> None:
        """Where the pictures lie."""
        self.app.push_screen(where_pictures_lie(self.written))

    def action_done(self) -> None:
        """Back to the summary."""
        self.action_back()

    def action_back(self) -> None:
        """Back to the summary, with what was written."""
        self._back()
