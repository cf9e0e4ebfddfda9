"""Text on the screen that is never markup: what to use instead of `Static` and `Label`."""

from typing import Any

from textual.widgets import Static

from screens.text import Text, plain


class Words(Static):
    """Shows text literally; grows with it."""

    DEFAULT_CSS = """
    Words { width: 100%; height: auto; }
    """

    def __init__(self, text: Text = "", **more: Any) -> None:
        """Text, a string taken literally; the further keywords are those of `Static`."""
        super().__init__(plain(text), **more)

    def say(self, text: Text) -> None:
        """Show this from now on; repaints only what changed."""
        content = plain(text)
        if content != self.content:
            self.update(content)
