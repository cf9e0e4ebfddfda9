"""What covers every screen while the window is too small: one sentence, nothing lost below."""

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from console.language import _
from screens.text import plain


class TooSmall(ModalScreen[None]):
    """Says how large the window must be and how large it is."""

    DEFAULT_CSS = """
    TooSmall { align: center middle; background: $background; }
    TooSmall > Static { width: 100%; height: auto; text-align: center; padding: 0 1; }
    """

    def __init__(self, width: int, height: int) -> None:
        """Ask for at least `width` x `height` cells."""
        super().__init__()
        self._wanted = (width, height)

    def compose(self) -> ComposeResult:
        """One sentence in the middle."""
        yield Static(self._sentence())

    def on_resize(self) -> None:
        """The size is said as it is now."""
        self.query_one(Static).update(self._sentence())

    def _sentence(self) -> Content:
        width, height = self._wanted
        size = self.app.size
        return plain(
            _(
                "The window is too small: {now_width} × {now_height}. Make it at least {width} × {height}, "
                "or the letters smaller. Nothing is lost."
            ).format(now_width=size.width, now_height=size.height, width=width, height=height)
        )
