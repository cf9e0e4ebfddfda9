"""The app under every screen: themes, the way out, and what happens when something breaks.

A crash never shows a traceback or a value: one sentence, and, where a log file is given, the traceback
without local variables in it. The terminal is left clean after an exit, a crash, SIGTERM and a hang-up.
"""

import gc
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from rich.console import RenderableType
from rich.text import Text as RichText
from textual import events
from textual.actions import ActionParseResult
from textual.app import App, ScreenError
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.driver import Driver
from textual.geometry import Size
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import WorkerFailed

from console.errors import ConsoleError
from console.language import _
from screens import actions, signals
from screens.actions import Action, Where
from screens.text import Text, plain
from screens.themes import THEMES

MIN_WIDTH, MIN_HEIGHT = 80, 24
"""The smallest window, in cells, that every screen is made for."""

CRASHED = 2
"""Exit code: something broke. A signal that ended the program: `signals.EXIT` and its number."""


_HOW_TO_LEAVE = Binding("ctrl+c", "how_to_leave", show=False, system=True)


class NotATerminal(ConsoleError):
    """The console is to be drawn, but there is nothing to draw on or nobody to press a key."""


class BaseApp(App[int], inherit_bindings=False):
    """What every app of the console has.

    Attributes:
        ACTIONS: the actions of the app itself, on every screen whose `LOCKED` is not set.
        crash_log: where the traceback of a crash is appended (never a local variable); None writes nothing.
        release: gives the fingerprint of the program, "" where it is not known; takes a moment at first.
    """

    ENABLE_COMMAND_PALETTE = False
    ACTIONS: ClassVar[tuple[Action, ...]] = actions.COMMON
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings(actions.COMMON), _HOW_TO_LEAVE]
    CSS_PATH = Path(__file__).with_name("console.tcss")

    def __init__(
        self,
        *,
        theme: str = "projector",
        crash_log: Path | None = None,
        release: Callable[[], str] = lambda: "",
    ) -> None:
        """An app in one of the three themes (`screens.themes.THEMES`).

        Args:
            release: the fingerprint of the program, which takes a moment: asked for after a first paint only.
        """
        # Known before Textual asks: set later, all styles would be read a second time.
        self.set_reactive(App.theme, theme)
        super().__init__()
        self.animation_level = "none"
        self.crash_log = crash_log
        self.release = release

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Ours beside Textual's."""
        return super().available_themes | {name: own for name, (own, _label) in THEMES.items()}

    def __init_subclass__(cls, **more: Any) -> None:
        """Make the bindings of an app that declares its own `ACTIONS` (`actions.COMMON` among them)."""
        own = cls.__dict__.get("ACTIONS")
        if own is not None:
            cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *actions.bindings(own), _HOW_TO_LEAVE]
        super().__init_subclass__(**more)

    # --- the way out -------------------------------------------------------------------------------

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver of this platform, made fast where we can (`screens.driver`)."""
        textuals = super().get_driver_class()
        if textuals.__name__ != "LinuxDriver":
            return textuals
        from screens.driver import SteadyDriver

        return SteadyDriver

    def on_ready(self) -> None:
        """The garbage collector, paused by the door while the first screen is built, goes on (`app.main`)."""
        if not gc.isenabled():
            self.set_timer(1, self._collect_again)

    def _collect_again(self) -> None:
        gc.enable()
        gc.collect()  # what the start dropped
        gc.freeze()  # what stands now stays: no later collection walks over it

    def on_load(self) -> None:
        """Leave the terminal as it was found, whoever ends the program."""
        self.answer_signals()

    def answer_signals(self) -> None:
        """Each signal ends the console cleanly or does nothing (`screens.signals`)."""
        signals.answer(self._stop)

    def _stop(self, code: int) -> None:
        self.exit(code, return_code=code)

    def action_how_to_leave(self) -> None:
        """Ctrl+C, pressed by habit, ends nothing: say what does."""
        key = actions.key_name(actions.LEAVE.key)
        self.tell(_("To leave the console press {key}.").format(key=key))

    async def action_leave(self) -> None:
        """Close the console; from a dialog only after the dialog, so that nothing typed is lost."""
        from screens.too_small import TooSmall

        if self.screen.is_modal and not isinstance(self.screen, TooSmall):
            self.tell(_("Close this window first: press {key}.").format(key=actions.key_name("escape")))
            return
        await self.leave()

    async def leave(self) -> None:
        """What leaving means; a subclass that has something open asks first."""
        self.exit(0)

    async def action_quit(self) -> None:
        """Textual's own name for leaving."""
        await self.run_action("leave")

    # --- what every screen may use ---------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On a locked screen (a voting booth) none of the app's own actions exist."""
        if self._locked and action not in ("focus_next", "focus_previous", "bell"):
            return False
        return super().check_action(action, parameters)

    def get_system_commands(self, screen: Screen[Any]) -> Any:
        """None of Textual's own: the palette is made from the registry of actions."""
        return ()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """A notification, never markup, whoever asks; none before a delegate in the booth."""
        if self._locked:
            return
        super().notify(
            plain(message).plain, title=plain(title).plain, severity=severity, timeout=timeout, markup=False
        )

    def tell(self, sentence: Text, severity: SeverityLevel = "information") -> None:
        """Say a sentence that may pass by unread."""
        self.notify(plain(sentence).plain, severity=severity)

    def complain(self, error: ConsoleError) -> None:
        """Show what is wrong, in a dialog that stays until it is read."""
        from screens.dialogs import Message

        self.push_screen(Message(str(error), title=_("This cannot be done now"), bad=True))

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run what a key, the footer or the palette asked for; what the rules refuse becomes a sentence."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except ConsoleError as error:
            self.complain(error)
            return True

    def screen_actions(self) -> tuple[Action, ...]:
        """The actions of the screen in front, then the app's own; what a dialog covers is not among them."""
        screen = self.screen
        own: tuple[Action, ...] = getattr(screen, "ACTIONS", ())
        if screen.is_modal or getattr(screen, "LOCKED", False):
            return own
        return own + self.ACTIONS

    def is_available(self, action: Action) -> bool:
        """True if the action's key would do something now."""
        node = self.screen if action in getattr(self.screen, "ACTIONS", ()) else self
        return bool(node.check_action(action.id, ()))

    async def perform(self, action: Action) -> None:
        """Do what the action's key would do; the palette and the footer come through here."""
        node = self.screen if action in getattr(self.screen, "ACTIONS", ()) else self
        await self.run_action(action.id, node)

    async def action_help(self) -> None:
        """F1: what every key does here."""
        from screens.help import Help

        if isinstance(self.screen, Help):
            return
        # Of several ways on, which take turns at one key, the one that is on now is told of.
        told = [a for a in self.screen_actions() if not a.primary or self.is_available(a)]
        self.push_screen(Help(self.screen, told))

    async def action_palette(self) -> None:
        """F2: every action by name."""
        from screens.dialogs import Choice, Choose

        offered = [a for a in self.screen_actions() if Where.PALETTE in a.where and self.is_available(a)]
        by_id = {action.id: action for action in offered if action is not actions.PALETTE}
        choices = [Choice(a.id, _(a.label), actions.keys_name(a)) for a in by_id.values()]

        def chosen(name: str | None) -> None:
            if name is not None:
                self.call_later(self.perform, by_id[name])

        if not self.screen.is_modal:
            self.push_screen(Choose(_("All actions"), choices), chosen)

    def action_theme(self) -> None:
        """F8: the next of the three themes."""
        names = list(THEMES)
        after = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]
        self.theme = after
        self.tell(_("Colours: {name}").format(name=_(THEMES[after][1])))

    # --- a window that is too small ----------------------------------------------------------------

    def on_mount(self) -> None:
        """Listen for new screens: one that opens in a window that is too small is covered as well."""
        self.screen_change_signal.subscribe(self, self._fit_again, immediate=True)

    def _fit_again(self, _screen: Screen[Any]) -> None:
        self.call_next(lambda: self._fit(self.size))

    def on_resize(self, event: events.Resize) -> None:
        """Cover the screen while the window is too small; what stands below is kept as it is."""
        self._fit(event.size)

    def _fit(self, size: Size) -> None:
        from screens.too_small import TooSmall

        small = size.width < MIN_WIDTH or size.height < MIN_HEIGHT
        covered = isinstance(self.screen, TooSmall)
        if small and not covered:
            self.push_screen(TooSmall(MIN_WIDTH, MIN_HEIGHT))
        elif covered and not small:
            self.pop_screen()

    # --- when something breaks -----------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """A sentence of the rules that a background worker raised is shown; all else ends the program."""
        if isinstance(error, WorkerFailed) and isinstance(error.error, ConsoleError):
            self.complain(error.error)
            return
        super()._handle_exception(error)

    def panic(self, *_renderables: RenderableType) -> None:
        """As `_fatal_error`: Textual's own renderings may hold values too."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        """One sentence instead of Textual's traceback, which prints every local variable."""
        written = self._write_crash()
        words = [
            _("The console had to stop because of an error in the program."),
            _("Whatever the screen confirmed is kept. Start the console again and go on."),
        ]
        if written is not None:
            words.append(_("Technical details: {path}").format(path=written))
        self._exit_renderables.append(RichText("\n".join(words)))
        self._close_messages_no_wait()

    def _write_crash(self) -> Path | None:
        """Append the traceback, without local variables, to the log; nothing from a locked screen."""
        error = self._exception
        if self.crash_log is None or error is None or self._locked:
            return None
        if isinstance(error, WorkerFailed):
            error = error.error if isinstance(error.error, Exception) else error
        told = traceback.TracebackException.from_exception(error, capture_locals=False)
        stamp = datetime.now().astimezone().isoformat(timespec="seconds")
        try:
            with os.fdopen(
                os.open(self.crash_log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8"
            ) as log:
                log.write(f"{stamp}\n{''.join(told.format())}\n")
        except OSError:
            return None
        return self.crash_log

    @property
    def _locked(self) -> bool:
        """True while a locked screen is in front, or stands below what covers a window that is too small."""
        try:
            return any(getattr(screen, "LOCKED", False) for screen in self.screen_stack)
        except ScreenError:
            return False


def check_terminal() -> None:
    """Refuse politely where there is no window to draw on.

    Raises:
        NotATerminal: stdin, stdout or stderr is no terminal (Textual draws on stderr), or TERM is dumb.
    """
    for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
        try:
            real = stream is not None and stream.isatty()
        except ValueError:
            real = False
        if not real:
            raise NotATerminal(
                _(
                    "The console needs a terminal window, and its input or output goes elsewhere. "
                    "Open a terminal and start it there without < > or |."
                )
            )
    if sys.platform != "win32" and os.environ.get("TERM", "") in ("", "dumb", "unknown"):
        raise NotATerminal(
            _(
                "This terminal cannot place text on the screen (TERM is not set). "
                "Open an ordinary terminal window and start the console there."
            )
        )


def run_app(app: BaseApp) -> int:
    """Run an app to its end.

    Returns:
        The exit code: 0, or what `App.exit(return_code=...)` was given; `CRASHED` after an error in the
        program.

    Raises:
        NotATerminal: there is no terminal to run in; nothing was drawn.
    """
    check_terminal()
    app.run()
    if app._exception is not None:
        return CRASHED
    return app.return_code or 0
