"""Something to read; Enter or Esc closes it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from console.language import _, mark
from screens.actions import Action
from screens.dialogs.dialog import Dialog
from screens.text import Text, plain


class Message(Dialog[None]):
    """A sentence, or several, that stays until it was read."""

    DEFAULT_CSS = """
    Message #words { height: auto; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("close", "enter", mark("Understood"), also="escape", primary=True),
    )

    def __init__(self, words: Text, title: Text | None = None, *, bad: bool = False) -> None:
        """A message.

        Args:
            words: what is to be read; literal.
            title: default "Message" (translated).
            bad: something went wrong; the frame says so in colour, the title in words.
        """
        super().__init__(_("Message") if title is None else title)
        self._words = plain(words)
        self.set_class(bad, "-bad")

    def inside(self) -> ComposeResult:
        """The words."""
        with VerticalScroll(id="words", classes="scrolling"):
            yield Static(self._words)

    def action_close(self) -> None:
        """It was read."""
        self.dismiss(None)
