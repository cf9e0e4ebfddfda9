"""The window itself: a title, what is inside, and the keys that work in it."""

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Static

from console.language import _
from screens.acting import HEIGHTS, WIDTHS, Acting
from screens.actions import Where, key_name
from screens.text import Text, line, plain, together

T = TypeVar("T")


class Dialog(Acting, ModalScreen[T], Generic[T]):
    """A window above the screen. A subclass composes `inside` and declares its `ACTIONS`."""

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > #window {
        width: 76; max-width: 100%; height: auto; max-height: 100%;
        background: $surface; border: heavy $primary; padding: 0 1;
    }
    Dialog #title { width: 100%; height: auto; padding: 0 0 1 0; color: $primary; text-style: bold; }
    Dialog #keys { width: 100%; height: 1; margin-top: 1; }
    """
    ALLOW_SELECT = False
    FIXED_ROWS: ClassVar[int] = 7
    """Rows of the window that do not scroll: frame, title, keys, and what a subclass adds."""
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, title: Text) -> None:
        """A window called `title`."""
        super().__init__()
        self._heading = plain(title)

    def inside(self) -> ComposeResult:
        """What stands between the title and the keys."""
        yield from ()

    def compose(self) -> ComposeResult:
        """Title, inside, keys."""
        with Vertical(id="window"):
            yield Static(self._heading, id="title")
            yield from self.inside()
            keys = Static(self._keys(), id="keys")
            keys.auto_links = False  # a clickable key keeps its colours
            yield keys

    def on_resize(self) -> None:
        """What scrolls (class `scrolling`) takes the height that the rest of the window leaves."""
        for scrolling in self.query(".scrolling"):
            scrolling.styles.max_height = max(3, self.size.height - self.FIXED_ROWS)

    def on_mount(self) -> None:
        """Keep the keys line true."""
        self.bindings_updated_signal.subscribe(self, lambda _screen: self._show_keys())

    def _show_keys(self) -> None:
        for keys in self.query("#keys").results(Static):
            keys.update(self._keys())

    def _keys(self) -> Content:
        parts: list[Content] = []
        for action in self.ACTIONS:
            if Where.FOOTER not in action.where or not self.available(action):
                continue
            if action.primary:
                words = together(plain(key_name(action.key)), line(_(action.label)), gap=": ")
                part = together(" ", words, " ► ").stylize("bold $on-key on $key")
            else:
                part = together(plain(key_name(action.key), "bold $primary"), line(_(action.label)), gap=" ")
            parts.append(part.stylize(Style.from_meta({"@click": f"screen.{action.id}"})))
        return together(*parts, gap="   ")
