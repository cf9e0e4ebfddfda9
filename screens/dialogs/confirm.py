"""Yes or no; no unless somebody says yes."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Static

from console.language import _, mark
from screens.actions import Action, Where
from screens.dialogs.dialog import Dialog
from screens.text import Text, plain


class Confirm(Dialog[bool]):
    """A question before something that cannot be undone. Enter takes the marked answer, at first "no".

    C or Y says yes at once, K or N (and Esc) no: Có and Không, yes and no.
    """

    DEFAULT_CSS = """
    Confirm #told { height: auto; }
    Confirm #detail { height: auto; margin-bottom: 1; }
    Confirm #more { display: none; height: 1; text-style: bold; color: $key; }
    Confirm.-longer #more { display: block; }
    Confirm #answers { height: 3; width: 100%; align-horizontal: center; }
    Confirm #answers Button { margin: 0 2; min-width: 20; }
    """
    FIXED_ROWS = 13
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("take", "enter", mark("Take the marked answer"), primary=True),
        Action("no", "escape", mark("Back"), also="k,n"),
        Action("yes", "c", mark("Yes"), also="y", where=Where.QUIET),
        Action("further", "pagedown", mark("Read on"), where=Where.QUIET),
        Action("other", "left", mark("Mark the other"), also="right,up,down"),
    )

    def __init__(
        self, question: Text, detail: Text = "", *, yes: Text | None = None, no: Text | None = None
    ) -> None:
        """A question.

        Args:
            question: one sentence that names what will happen.
            detail: what it means, what it cannot undo.
            yes, no: the answers, default "Yes (C)" and "No (K)" (translated).
        """
        super().__init__(question)
        self._detail = plain(detail)
        self._yes = plain(_("Yes (Y)") if yes is None else yes)
        self._no = plain(_("No (N)") if no is None else no)

    def inside(self) -> ComposeResult:
        """The detail and the two answers."""
        if self._detail.cell_length:
            with VerticalScroll(id="told", classes="scrolling", can_focus=False):
                yield Static(self._detail, id="detail")
            yield Static(_("PgDn: read on"), id="more")
        with Horizontal(id="answers"):
            yield Button(self._no, id="no")
            yield Button(self._yes, id="yes")

    def action_further(self) -> None:
        """The next part of a long detail, and after the last one its beginning."""
        for told in self.query("#told").results(VerticalScroll):
            if told.scroll_offset.y >= told.max_scroll_y:
                told.scroll_home(animate=False)
            else:
                told.scroll_page_down(animate=False)

    def on_mount(self) -> None:
        """No is marked."""
        self.query_one("#no", Button).focus()
        self.call_after_refresh(self._tell_more)

    def on_resize(self) -> None:
        """What does not fit is told of."""
        super().on_resize()
        self.call_after_refresh(self._tell_more)

    def _tell_more(self) -> None:
        longer = any(told.max_scroll_y > 0 for told in self.query("#told").results(VerticalScroll))
        self.set_class(longer, "-longer")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A click, or Enter on the marked answer."""
        event.stop()
        self.dismiss(event.button.id == "yes")

    def action_take(self) -> None:
        """Enter where no answer is marked: nothing was said, so no."""
        self.dismiss(False)

    def action_no(self) -> None:
        """No."""
        self.dismiss(False)

    def action_yes(self) -> None:
        """Yes."""
        self.dismiss(True)

    def action_other(self) -> None:
        """Mark the other answer."""
        marked = self.focused.id if self.focused is not None else None
        self.query_one("#no" if marked == "yes" else "#yes", Button).focus()
