"""Where people type: one line (`Field`) and several lines (`Area`), safe for Vietnamese input methods.

UniKey and ibus send one burst for a letter: backspaces, then the letters that replace what was there. Textual
inserts printable keys inside the widget but runs `backspace` as a binding, after the event has bubbled up to
the app, so all letters land before the first backspace: `tie⌫ên⌫⌫ếng` became `tieênếng`. `BurstSafe` runs the
widget's own bindings where the key arrives, so that every key takes effect in the order it was sent.
"""

import unicodedata
from typing import TYPE_CHECKING, Any

from textual import events
from textual.binding import BindingsMap
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.widgets.text_area import EditResult, Location

from console.language import _, n_
from screens.text import tame

if TYPE_CHECKING:
    _Typed = Widget
else:
    _Typed = object  # a mixin that were a Widget itself would cut the stock widget's styles off

_SAME_KEY = {"ctrl+h": "backspace"}
"""Terminals that send 0x08 for backspace (some Windows set-ups)."""


class BurstSafe(_Typed):
    """Mixin, before `Input` or `TextArea`: keys act one after another, in the order they were sent."""

    async def on_key(self, event: events.Key) -> None:
        """Run the widget's own binding for the key here and now; anything else goes its usual way."""
        if event.is_printable:
            return
        key = _SAME_KEY.get(event.key, event.key)
        bindings: BindingsMap = self._bindings
        for binding in bindings.key_to_bindings.get(key, ()):
            if not binding.priority and await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return


def compose(before: str, text: str) -> tuple[str, str]:
    """Join a typed mark to the letter before it.

    Args:
        before: what stands left of the cursor, in NFC.
        text: what is put in there; may begin with combining marks (a decomposing keyboard).

    Returns:
        The part of `before` that stays, and the NFC text that follows it.
    """
    text = tame(text)
    if not text or not before or not unicodedata.combining(text[0]):
        return before, text
    keep = len(before) - 1
    while keep > 0 and unicodedata.combining(before[keep]):
        keep -= 1
    return before[:keep], unicodedata.normalize("NFC", before[keep:] + text)


class Field(BurstSafe, Input):
    """One line of text. Its `value` is always NFC and without line breaks.

    A paste of several lines keeps them all, joined by `; `, and says so. What does not fit in `max_length`
    is not put in, and that is said too.
    """

    DEFAULT_CSS = """
    Field { border: tall $border-blurred; background: $surface; color: $foreground; }
    Field:focus { border: tall $primary; }
    """

    def __init__(self, value: str = "", *, placeholder: str = "", max_length: int = 0, **more: Any) -> None:
        """A field; the further keywords are those of `textual.widgets.Input`."""
        super().__init__(
            value=tame(value).replace("\n", "; "),
            placeholder=placeholder,
            max_length=max_length,
            **more,
        )
        self.set_reactive(Input.cursor_blink, False)

    def validate_value(self, value: str) -> str:
        """Whatever sets the value, it is NFC and one line."""
        return " ".join(tame(value).split("\n"))

    def replace(self, text: str, start: int, end: int) -> None:
        """Put `text` in place of `start:end`; a combining mark joins the letter before it."""
        start, end = sorted((max(0, start), min(len(self.value), end)))
        kept, text = compose(self.value[:start], " ".join(text.splitlines()) or text)
        super().replace(text, len(kept), end)

    def restricted(self) -> None:
        """Say why nothing was put in, instead of the bell of the stock widget."""
        if self.max_length:
            self.notify(
                _("This field holds {n} letters at most.").format(n=self.max_length), severity="warning"
            )

    def on_paste(self, event: events.Paste) -> None:
        """Keep every line of a paste."""
        event.stop()
        event.prevent_default()
        lines = [words for raw in event.text.splitlines() if (words := raw.strip())]
        if not lines:
            return
        text = tame("; ".join(lines)) if len(lines) > 1 else tame(event.text.strip("\r\n"))
        before = self.value
        self.replace(text, *sorted(self.selection))
        if len(lines) > 1 and self.value != before:
            self.notify(
                n_(
                    "{n} line was pasted into one line.",
                    "{n} lines were pasted into one line, parted by semicolons.",
                    len(lines),
                ).format(n=len(lines))
            )


class Hidden(Field):
    """One line that nobody reads from the screen: dots, no way to the clipboard, gone when it closes."""

    def __init__(self, value: str = "", *, max_length: int = 0, **more: Any) -> None:
        """A field for a phrase."""
        super().__init__(value, max_length=max_length or 200, password=True, **more)

    def action_copy(self) -> None:
        """What is hidden is not copied."""

    def action_cut(self) -> None:
        """What is hidden is not copied."""

    def on_unmount(self) -> None:
        """Nothing stays."""
        self.set_reactive(Input.value, "")


class Area(BurstSafe, TextArea):
    """Several lines of text. Its `text` is always NFC; Tab leaves it, Enter makes a new line."""

    DEFAULT_CSS = """
    Area { border: tall $border-blurred; background: $surface; color: $foreground; }
    Area:focus { border: tall $primary; }
    """

    def __init__(self, text: str = "", *, placeholder: str = "", **more: Any) -> None:
        """An area; the further keywords are those of `textual.widgets.TextArea`."""
        super().__init__(tame(text), placeholder=tame(placeholder), tab_behavior="focus", **more)
        self.set_reactive(TextArea.cursor_blink, False)

    def load_text(self, text: str) -> None:
        """Replace the whole text, undo history included."""
        super().load_text(tame(text))

    def _replace_via_keyboard(self, insert: str, start: Location, end: Location) -> EditResult | None:
        """What a key or a paste puts in; a combining mark joins the letter before it."""
        start, end = sorted((start, end))
        row, column = start
        kept, insert = compose(self.document.get_line(row)[:column], insert)
        return super()._replace_via_keyboard(insert, (row, len(kept)), end)
