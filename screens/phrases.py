"""The tellers' phrases on the screen: seen for ten seconds by one, typed by one, and never shown otherwise.

Nothing here can be left by a key of the app, photographed by it or selected. A syllable stands in letters
only while it is typed; then it is a dot like every other.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult

from console.ballot import phrases
from console.ballot.box import TellerKey
from console.ballot.round import Teller
from console.errors import ConsoleError
from console.language import _
from screens.dialogs.dialog import Dialog
from screens.text import Text, fill, plain, stacked
from screens.widgets import Banner, Words

SECONDS = 10
"""How long a phrase stays on the screen; shown again on request."""

HINTS = 8
"""Syllables offered while one is typed."""


@dataclass(slots=True)
class Entry:
    """Five syllables being typed: letters, then Space for the next."""

    done: list[str] = field(default_factory=list)
    typed: str = ""

    @property
    def complete(self) -> bool:
        """Whether all five stand."""
        return len(self.done) == phrases.LENGTH

    @property
    def phrase(self) -> str:
        """What was typed."""
        return " ".join(self.done)

    def press(self, key: str, character: str | None) -> None:
        """Take a key: a letter, Backspace, or Space (Enter, Tab) after a syllable."""
        if key in ("space", "enter", "tab"):
            word = phrases.chosen(self.typed)
            if word is not None and not self.complete:
                self.done.append(word)
                self.typed = ""
        elif key == "backspace":
            if self.typed:
                self.typed = self.typed[:-1]
            elif self.done:
                self.typed = self.done.pop()
        elif character is not None and character.isalpha() and not self.complete:
            self.typed += character

    def wipe(self) -> None:
        """Nothing was typed."""
        self.done.clear()
        self.typed = ""

    def words(self) -> list[Text]:
        """What may be seen: dots, the syllable that is being typed, and what it may become."""
        cells = ["●●●"] * len(self.done)
        if not self.complete:
            cells.append(f"{self.typed}_")
        cells += ["···"] * (phrases.LENGTH - len(cells))
        found = phrases.complete(self.typed)
        if not self.typed:
            hint = plain(_("Type a syllable without accents, then press Space."), "$text-muted")
        elif not found:
            hint = plain(_("No syllable of the list begins like this. Look at the card."), "$warning")
        else:
            more = " ..." if len(found) > HINTS else ""
            hint = plain("   ".join(found[:HINTS]) + more)
        return [plain("   ".join(cells), "bold $key"), hint]


class _At(Enum):
    """Where a teller stands."""

    CURTAIN = auto()
    SHOWN = auto()
    HIDDEN = auto()
    TYPING = auto()


class _Locked(Dialog[bool]):
    """What both windows share: every key ends here."""

    LOCKED = True
    DEFAULT_CSS = """
    _Locked Words { margin-bottom: 1; }
    _Locked Banner { margin: 1 0; color: $key; }
    """

    def on_key(self, event: events.Key) -> None:
        """Nothing but what is named works here."""
        event.stop()
        event.prevent_default()
        self.press(event.key, event.character)

    def on_paste(self, event: events.Paste) -> None:
        """A phrase is typed from a card, never pasted."""
        event.stop()

    def press(self, key: str, character: str | None) -> None:
        """Take a key."""


class TellerTurn(_Locked):
    """One teller's turn of the sealing: sees the phrase, copies it, types it back. True when it is done."""

    def __init__(self, teller: Teller, phrase: str, type_back: Callable[[str], bool]) -> None:
        """The turn of `teller`.

        Args:
            type_back: whether what was typed is the phrase.
        """
        super().__init__(_("{name}: the phrase that opens the box").format(name=teller.name))
        self._who = teller.name
        self._phrase = phrase
        self._type_back = type_back
        self._at = _At.CURTAIN
        self._left = 0
        self._entry = Entry()
        self._said = ""

    def inside(self) -> ComposeResult:
        """What to do, and the phrase while it is shown."""
        yield Words(id="what")
        yield Banner(id="phrase")
        yield Words(id="how")

    def on_mount(self) -> None:
        """The curtain, and a clock for the ten seconds."""
        self.app.clear_notifications()
        self.set_interval(1, self._tick)
        self._show()

    def on_unmount(self) -> None:
        """Nothing stays."""
        self._phrase = ""
        self._entry.wipe()

    def press(self, key: str, character: str | None) -> None:
        """Any key hides; Enter shows, then types."""
        match self._at:
            case _At.SHOWN:
                self._go(_At.HIDDEN)
            case _At.CURTAIN:
                if key == "enter":
                    self._reveal()
                elif key == "escape":
                    self.dismiss(False)
            case _At.HIDDEN:
                if key == "space":
                    self._reveal()
                elif key == "enter":
                    self._said = ""
                    self._go(_At.TYPING)
                elif key == "escape":
                    self.dismiss(False)
            case _At.TYPING:
                if key == "escape":
                    self._entry.wipe()
                    self._go(_At.HIDDEN)
                    return
                self._entry.press(key, character)
                if self._entry.complete:
                    self._compare()
                self._show()

    def _compare(self) -> None:
        typed = self._entry.phrase
        self._entry.wipe()
        if self._type_back(typed):
            self.dismiss(True)
            return
        self._said = _("That is not the phrase. Look at the card, or see the phrase once more.")
        self._go(_At.HIDDEN)

    def _reveal(self) -> None:
        self._left = SECONDS
        self._go(_At.SHOWN)

    def _tick(self) -> None:
        if self._at is _At.SHOWN:
            self._left -= 1
            if self._left <= 0:
                self._go(_At.HIDDEN)
            else:
                self._show()

    def _go(self, at: _At) -> None:
        self._at = at
        self._show()

    def _show(self) -> None:
        what, how = self.query_one("#what", Words), self.query_one("#how", Words)
        self.query_one("#phrase", Banner).show(self._phrase if self._at is _At.SHOWN else "")
        match self._at:
            case _At.CURTAIN:
                what.say(
                    stacked(
                        [
                            fill(_("Only {name} looks at the screen now."), name=plain(self._who, "bold")),
                            _("Everybody else turns away; the projector is off."),
                        ]
                    )
                )
                how.say(_("Enter: show the phrase for {n} seconds.   Esc: not now.").format(n=SECONDS))
            case _At.SHOWN:
                what.say(_("Copy these five syllables on the card. Any key hides them."))
                how.say(_("Hidden in {n} seconds.").format(n=self._left))
            case _At.HIDDEN:
                said: list[Text] = [plain(self._said, "bold $error")] if self._said else []
                what.say(stacked([*said, _("The phrase is hidden.")]))
                how.say(_("Enter: type it back from the card.   Space: see it once more.   Esc: not now."))
            case _At.TYPING:
                what.say(_("Type the five syllables back from the card."))
                how.say(stacked([*self._entry.words(), "", plain(_("Esc: back."), "$text-muted")]))


class TypePhrases(_Locked):
    """Two tellers type their phrases; what they open is done while the window is up. True when it was.

    Which of two phrases is wrong cannot be known: either teller types again, or the third types as well, and
    any two that are right open.
    """

    NEEDED: ClassVar[int] = 2

    def __init__(
        self,
        title: str,
        holders: Mapping[int, str],
        accept: Callable[[tuple[TellerKey, ...]], object],
        *,
        lost: str = "",
    ) -> None:
        """Ask the tellers.

        Args:
            holders: id -> name of those whose phrases open.
            accept: does what two phrases allow; runs beside the screen, for it takes seconds.
            lost: what is to be done when two phrases are lost.
        """
        super().__init__(title)
        self._holders = tuple(holders.items())
        self._accept = accept
        self._lost = lost
        self._typed: dict[int, str] = {}
        self._now: int | None = None
        self._entry = Entry()
        self._said = ""
        self._busy = False

    def inside(self) -> ComposeResult:
        """Who has typed, the syllables, what to do."""
        yield Words(id="who")
        yield Words(id="entry")
        yield Words(id="said")

    def on_mount(self) -> None:
        """Nobody has typed."""
        self.app.clear_notifications()
        self._show()

    def on_unmount(self) -> None:
        """Nothing stays."""
        self._typed.clear()
        self._entry.wipe()

    def press(self, key: str, character: str | None) -> None:
        """A letter chooses a teller; then letters are letters."""
        if self._busy:
            return
        if self._now is None:
            place = "abcdefghi".find(key) if len(key) == 1 else -1
            if 0 <= place < len(self._holders):
                self._now = self._holders[place][0]
                self._said = ""
            elif key == "enter" and len(self._typed) >= self.NEEDED:
                self._try()
            elif key == "escape":
                self.dismiss(False)
        elif key == "escape":
            self._entry.wipe()
            self._now = None
        else:
            self._entry.press(key, character)
            if self._entry.complete:
                self._typed[self._now] = self._entry.phrase
                self._entry.wipe()
                self._now = None
                if len(self._typed) >= self.NEEDED:
                    self._try()
        self._show()

    @work
    async def _try(self) -> None:
        """Open, beside the screen."""
        keys = tuple(TellerKey(teller, phrase) for teller, phrase in self._typed.items())
        self._busy = True
        self._show()
        try:
            await asyncio.to_thread(self._accept, keys)
        except ConsoleError as error:
            self._said = str(error)
            if len(self._typed) == len(self._holders):
                self._typed.clear()
            self._busy = False
            self._show()
            return
        self._typed.clear()
        self.dismiss(True)

    def _show(self) -> None:
        who: list[Text] = []
        for letter, (teller, name) in zip("ABCDEFGHI", self._holders, strict=False):
            done = teller in self._typed
            here = teller == self._now
            words = _("typed") if done else _("types now") if here else _("press {key}").format(key=letter)
            sign = "[X]" if done else " ► " if here else "[ ]"
            who.append(plain(f"{letter} {sign} {name}: {words}", "bold" if done or here else ""))
        self.query_one("#who", Words).say(stacked(who))
        entry, said = self.query_one("#entry", Words), self.query_one("#said", Words)
        below: list[Text] = [plain(self._said, "bold $error")] if self._said else []
        if self._busy:
            entry.say(plain(_("Opening; this takes a few seconds ..."), "bold"))
        elif self._now is not None:
            entry.say(stacked(self._entry.words()))
            below.append(plain(_("Only this teller looks at the screen. Esc: back."), "$text-muted"))
        else:
            ready = len(self._typed) >= self.NEEDED
            entry.say(
                _("Press a letter: the third teller types, or one types again.   Enter: try once more.")
                if ready
                else _("Two of these tellers type their phrases; press the letter before the name.")
            )
            if self._said and self._lost:
                below.append(plain(self._lost, "$warning"))
            below.append(plain(_("Esc: not now; nothing is lost."), "$text-muted"))
        said.say(stacked(below))
