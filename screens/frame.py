"""What frames every stage: on top what is on and what is next, below the ONE key that goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, Protocol, TypeVar

from textual import getters
from textual.app import ComposeResult, RenderResult
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.timer import Timer
from textual.widget import Widget

from console.errors import ConsoleError
from console.language import _
from screens.acting import HEIGHTS, WIDE, WIDTHS, Acting, classes_of
from screens.actions import Action, Where, key_name
from screens.base_app import BaseApp
from screens.text import Text, line, plain, short, stacked, together


@dataclass(frozen=True, slots=True)
class Heading:
    """What the frame says of the conference. User text as it is; the frame makes it safe.

    Attributes:
        title: the name of the conference.
        stage: the name of the stage, translated.
        current, next: the agenda items that are on and that follow; empty when there is none.
        chair: who chairs now.
        state: the ONE state word of the stage ("ĐANG BỎ PHIẾU"), translated; may be empty.
        mirror: how far the copy on the stick lags, translated; empty while it follows.
    """

    title: str
    stage: str = ""
    current: str = ""
    next: str = ""
    chair: str = ""
    state: str = ""
    mirror: str = ""


class Desk(Protocol):
    """What the frame needs to know of the chair's desk."""

    def now(self) -> datetime:
        """The time now, timezone-aware."""
        ...

    def heading(self) -> Heading:
        """What the frame says."""
        ...


DeskT = TypeVar("DeskT")


def between(left: Content, right: Content, width: int) -> Content:
    """`left` and `right` at the two ends of a line of `width` cells; the left one is cut where they meet."""
    left = short(left, max(0, width - right.cell_length - 1))
    return left.append(Content(" " * max(0, width - left.cell_length - right.cell_length))).append(right)


class Head(Widget):
    """The lines on top: title, stage, state, current and next item, who chairs, the clock."""

    DEFAULT_CSS = """
    Head { dock: top; height: 2; background: $band; color: $foreground; padding: 0 1; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        """An empty head; `show` fills it."""
        super().__init__()
        self._heading = Heading("")
        self._clock = ""

    def show(self, heading: Heading, now: datetime) -> None:
        """Show this from now on; repaints only what changed."""
        clock = now.strftime("%H:%M")
        if (heading, clock) != (self._heading, self._clock):
            self._heading, self._clock = heading, clock
            self.refresh()

    def render(self) -> RenderResult:
        """Two lines in a low window, three in a tall one."""
        said, width = self._heading, self.size.width
        clock = plain(self._clock, "bold")
        state = line(f" {said.state.upper()} ", "bold $on-key on $key") if said.state else Content("")
        stage = line(said.stage.upper(), "bold $primary")
        mirror = line(f"! {said.mirror}", "bold $text-warning") if said.mirror else Content("")
        chair = together(plain(_("Chair:"), "$text-muted"), short(said.chair, width // 3), gap=" ")
        if not said.chair:
            chair = Content("")
        if self.size.height >= 3:
            return stacked(
                [
                    between(line(said.title, "bold"), clock, width),
                    self._items(width),
                    between(together(stage, state, mirror, gap="  "), chair, width),
                ]
            )
        title = together(stage, line(said.title), gap=" · ")
        ends = together(mirror, state, clock, gap=" ")
        chair_width = chair.cell_length
        items = self._items(width - chair_width - 2 if chair_width else width)
        return stacked([between(title, ends, width), between(items, chair, width)])

    def _items(self, width: int) -> Content:
        """`► current → next`, each cut to its share of the line; either may take what the other leaves.

        Before the first item there is only what comes next.
        """
        said = self._heading
        following = line(said.next)
        room = width - 6
        if said.next and not said.current:
            return together(plain("→", "$text-muted"), short(following, room), gap=" ")
        share = min(following.cell_length, max(room // 2, room - line(said.current).cell_length))
        after = short(following, share)
        current = short(said.current or _("no item is on"), room - after.cell_length, "bold")
        parts = together(plain("►", "bold $primary"), current, gap=" ")
        return together(parts, plain("→", "$text-muted"), after, gap=" ") if said.next else parts


class Keys(Widget):
    """The footer: the ONE key that goes on, drawn as a block, then the keys that fit; all of them in F1."""

    DEFAULT_CSS = """
    Keys { dock: bottom; height: 1; background: $band; color: $foreground; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        """The keys of the screen it stands on."""
        super().__init__()
        self.auto_links = False  # a clickable key keeps its colours

    def on_mount(self) -> None:
        """Follow what is available."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def render(self) -> RenderResult:
        """One line in a low window; in a tall one the block is three lines high."""
        width, tall = self.size.width, self.size.height >= 3
        screen = self.screen
        assert isinstance(screen, Acting)
        first = screen.primary()
        block, pad = Content(""), Content("")
        if first is not None:
            space = "   " if tall else " "
            words = together(plain(key_name(first.key)), line(_(first.label)), gap=": ")
            block = self._click(together(space, short(words, width // 2), f" ►{space}"), first)
            block = block.stylize("bold $on-key on $key")
            pad = self._click(Content(" " * block.cell_length), first).stylize("$on-key on $key")
        app = screen.app
        common = app.ACTIONS if isinstance(app, BaseApp) and not screen.LOCKED else ()
        told = [a for a in common if Where.FOOTER in a.where]
        end = together(*[self._key(a) for a in (told if width >= WIDE else told[:1])], gap="  ")
        end = end.append(" ") if end.cell_length else end
        room = width - block.cell_length - end.cell_length - 3
        others = Content("")
        for action in screen.offered():
            if Where.FOOTER not in action.where or (first and action.label == first.label):
                continue
            longer = together(others, self._key(action), gap="  ")
            if longer.cell_length <= room:
                others = longer
        row = between(together(block, others, gap="  "), end, width)
        return stacked([pad, row, pad]) if tall else row

    def _key(self, action: Action) -> Content:
        named = together(plain(key_name(action.key), "bold $primary"), line(_(action.label)), gap=" ")
        return self._click(named, action)

    def _click(self, content: Content, action: Action) -> Content:
        """The mouse does what the key does."""
        return content.stylize(Style.from_meta({"@click": f"perform('{action.id}')"}))

    async def action_perform(self, name: str) -> None:
        """Do what the clicked key does."""
        app = self.app
        if isinstance(app, BaseApp):
            for action in app.screen_actions():
                if action.id == name and app.is_available(action):
                    await app.perform(action)
                    return


class StageScreen(Acting, Screen[None], Generic[DeskT]):
    """The base of every stage's screen.

    A subclass declares `ACTIONS`, composes its middle in `body` and puts the desk's state into it in `draw`.
    `draw` runs when the screen appears, when a dialog above it closes, and after every `guard`.

    Attributes:
        desk: the chair's desk; the base uses only `now()` and `heading()`.
        ABOUT: message id of a paragraph that F1 shows above the keys.
    """

    DEFAULT_CSS = """
    StageScreen { layout: vertical; }
    StageScreen > #body { height: 1fr; padding: 0 1; }
    """
    ABOUT: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    app = getters.app(BaseApp)

    def __init__(self, desk: DeskT) -> None:
        """A screen over `desk`."""
        super().__init__()
        self.desk = desk
        self._ticking: Timer | None = None

    # --- what a subclass writes ---------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """The middle of the screen."""
        yield from ()

    def draw(self) -> None:
        """Put what the desk says now into the widgets of `body`."""

    def heading(self) -> Heading:
        """What the head says; the desk knows."""
        desk: Desk = self.desk  # type: ignore[assignment]
        return desk.heading()

    # --- what a subclass uses -------------------------------------------------------------------------

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Around every call of the console: what it refuses becomes a sentence, and the screen is redrawn."""
        try:
            yield
        except ConsoleError as error:
            self.app.complain(error)
        self.redraw()

    def redraw(self) -> None:
        """Show the state as it is now: body, head and keys."""
        self.draw()
        self._tick()
        self.refresh_bindings()

    def tell(self, sentence: Text) -> None:
        """Say a sentence that may pass by unread."""
        self.app.tell(sentence)

    # --- the frame itself -----------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Head, body, keys."""
        self.add_class(*classes_of(self.app.size).split())  # so that the first layout is the right one
        yield Head()
        with Container(id="body"):
            yield from self.body()
        yield Keys()

    def on_mount(self) -> None:
        """Draw for the first time and follow the clock."""
        self.redraw()
        if self._ticking is None:
            self._ticking = self.set_interval(1, self._tick)

    def on_screen_resume(self) -> None:
        """A dialog closed, or another stage was left: show what is true now."""
        if self.is_mounted:
            self.redraw()

    def _tick(self) -> None:
        desk: Desk = self.desk  # type: ignore[assignment]
        self.query_one(Head).show(self.heading(), desk.now())
