"""F1: what every key of the screen in front does, from the registry of actions."""

import asyncio
from collections.abc import Sequence
from textwrap import wrap
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen

from console.language import _, mark
from screens.actions import Action, grouped, keys_name
from screens.base_app import BaseApp
from screens.dialogs.dialog import Dialog
from screens.text import line, plain, stacked, together
from screens.widgets.words import Words

LINE = 68
"""Cells that a line of the help has in the smallest window."""


class Help(Dialog[None]):
    """The keys of a screen, by group; Enter or Esc closes it."""

    DEFAULT_CSS = """
    Help #help { height: auto; }
    Help #release { margin-top: 1; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("close", "enter", mark("Close"), also="escape,f1", primary=True),
    )

    def __init__(self, screen: Screen[Any], actions: Sequence[Action]) -> None:
        """Help on `screen`, whose actions (and the app's own) are given."""
        super().__init__(_("Help"))
        self._about: str = getattr(screen, "ABOUT", "")
        self._actions = tuple(actions)

    def inside(self) -> ComposeResult:
        """A paragraph on the screen, then the keys."""
        with VerticalScroll(id="help", classes="scrolling"):
            yield Words(self.words())
            yield Words(id="release")

    def on_mount(self) -> None:
        """Say which program this is."""
        self._say_release()

    @work
    async def _say_release(self) -> None:
        """Which program this is, in the last line."""
        app = self.app
        release = await asyncio.to_thread(app.release) if isinstance(app, BaseApp) else ""
        if release:
            said = plain(_("Release {code}").format(code=release), "$text-muted")
            self.query_one("#release", Words).say(said)

    def words(self) -> Content:
        """The whole help as text."""
        width = max((len(keys_name(action)) for action in self._actions), default=0)
        rows: list[Content] = []
        if self._about:
            rows += [plain(_(self._about)), Content("")]
        for group, members in grouped(self._actions):
            rows.append(line(_(group), "bold $primary"))
            for action in members:
                keys = plain(keys_name(action).ljust(width), "bold")
                mark_ = " ►" if action.primary else "  "
                rows.append(together(" ", keys, mark_, " ", line(_(action.label))))
                if action.help:
                    indent = " " * (width + 5)
                    for words in wrap(_(action.help), max(LINE - len(indent), 20)):
                        rows.append(together(indent, line(words, "$text-muted")))
            rows.append(Content(""))
        return stacked(rows[:-1] if rows else rows)

    def action_close(self) -> None:
        """Back to the screen."""
        self.dismiss(None)
