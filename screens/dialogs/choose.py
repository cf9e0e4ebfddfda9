"""A list to choose from, with a search that ignores accents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from console.language import _, mark
from console.text import search_key
from screens.actions import Action, Where
from screens.dialogs.dialog import Dialog
from screens.fields import Field
from screens.text import Text, line, plain, together


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its id, what is shown, and a hint beside it (searched as well)."""

    id: str
    label: str
    hint: str = ""


class Choose(Dialog[str | None]):
    """Answers with the id of the choice, or None after Esc. What is typed narrows the list."""

    DEFAULT_CSS = """
    Choose #found { height: auto; max-height: 14; min-height: 3; }
    Choose #nothing { height: 1; color: $text-muted; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("take", "enter", mark("Choose"), primary=True),
        Action("back", "escape", mark("Back")),
        Action("up", "up", mark("Up"), also="pageup", where=Where.HELP),
        Action("down", "down", mark("Down"), also="pagedown"),
    )

    def __init__(self, title: Text, choices: Sequence[Choice], *, marked: str | None = None) -> None:
        """A list under a title.

        Args:
            choices: in the order they are to stand.
            marked: the id that is marked at first; default the first.
        """
        super().__init__(title)
        self._choices = tuple(choices)
        self._keys_of = {c.id: search_key(f"{c.label} {c.hint}") for c in choices}
        self._marked = marked

    def inside(self) -> ComposeResult:
        """The search field above the list."""
        yield Field(placeholder=_("Type to search; accents do not matter"), id="search")
        yield OptionList(id="found")
        yield Static("", id="nothing")

    def on_mount(self) -> None:
        """The whole list, the field ready for typing."""
        self._fill("")
        self.query_one("#search", Field).focus()

    def found(self, words: str) -> list[Choice]:
        """The choices in which every typed word occurs, in their order."""
        parts = search_key(words).split()
        return [c for c in self._choices if all(part in self._keys_of[c.id] for part in parts)]

    def _fill(self, words: str) -> None:
        listing = self.query_one("#found", OptionList)
        listing.clear_options()
        found = self.found(words)
        listing.add_options([Option(self._row(choice), id=choice.id) for choice in found])
        if found:
            places = [choice.id for choice in found]
            listing.highlighted = places.index(self._marked) if self._marked in places else 0
        nothing = "" if found else _("Nothing is called that. Delete a letter to see more.")
        self.query_one("#nothing", Static).update(plain(nothing))

    def _row(self, choice: Choice) -> Content:
        return together(line(choice.label), line(choice.hint), gap="   ")

    @on(Field.Changed, "#search")
    def _search(self, event: Field.Changed) -> None:
        event.stop()
        self._fill(event.value)

    @on(Field.Submitted, "#search")
    def _submitted(self, event: Field.Submitted) -> None:
        event.stop()
        self.action_take()

    @on(OptionList.OptionSelected, "#found")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id)

    def action_take(self) -> None:
        """The marked choice; nothing while the list is empty."""
        listing = self.query_one("#found", OptionList)
        if listing.highlighted is not None:
            self.dismiss(listing.get_option_at_index(listing.highlighted).id)

    def action_back(self) -> None:
        """No choice."""
        self.dismiss(None)

    def action_up(self) -> None:
        """Mark the one above."""
        self.query_one("#found", OptionList).action_cursor_up()

    def action_down(self) -> None:
        """Mark the one below."""
        self.query_one("#found", OptionList).action_cursor_down()
