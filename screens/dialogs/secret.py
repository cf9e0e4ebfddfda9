"""A form for phrases: dots instead of letters, and nothing of them left when it closes."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import work
from textual.widgets import Static

from console.errors import ConsoleError
from console.language import _
from screens.actions import Action
from screens.dialogs.ask import Answers, Ask, Entry
from screens.fields import Hidden
from screens.text import Text, plain


class AskSecret(Ask):
    """A form with hidden lines, whose answers go to `accept` alone: it dismisses with an empty dict, or None.

    `accept` runs beside the screen, because trying a phrase takes its time. What it refuses is said in the
    form, which stays; a crash leaves no log (`LOCKED`).
    """

    LOCKED: ClassVar[bool] = True

    def __init__(
        self,
        title: Text,
        entries: Sequence[Entry],
        *,
        accept: Callable[[Mapping[str, str]], object],
        intro: Text = "",
    ) -> None:
        """A form; `accept` runs in a thread of its own."""
        super().__init__(title, entries, intro=intro, accept=accept)
        self._busy = False

    def available(self, action: Action) -> bool:
        """Nothing while a phrase is being tried."""
        return not self._busy and super().available(action)

    def say(self, sentence: Text) -> None:
        """What is being done, while `accept` runs."""
        if self.is_attached:
            self.query_one("#wrong", Static).update(plain(sentence, "$foreground"))

    def _take(self, answers: Answers) -> None:
        answers.clear()  # asked for again by `_try`: what a worker is called with stands in its description
        if not self._busy:
            self._busy = True
            self.refresh_bindings()
            self._try()

    @work
    async def _try(self) -> None:
        """Give the answers to `accept`, beside the screen."""
        assert self._accept is not None
        self.say(_("One moment ..."))
        answers = self.answers()
        try:
            await asyncio.to_thread(self._accept, answers)
        except ConsoleError as error:
            self._busy = False
            self.refresh_bindings()
            self._complain(str(error))
            next(iter(self.query(Hidden))).focus()
            return
        finally:
            answers.clear()
        self.dismiss({})

    def on_unmount(self) -> None:
        """Nothing stays."""
        self._at_first.clear()
