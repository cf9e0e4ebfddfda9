"""A form: labelled fields, answered together.

Enter goes to the next field and, from the last one, on; in a paragraph Enter makes a new line and Tab
leaves it.
What the rules refuse is said inside the form, with everything that was typed still there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Checkbox, OptionList, Static
from textual.widgets.option_list import Option

from console.errors import ConsoleError
from console.language import _, mark
from screens.actions import Action
from screens.dialogs.choose import Choice
from screens.dialogs.dialog import Dialog
from screens.fields import Area, Field, Hidden
from screens.text import Text, line, plain, together


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. `required` refuses an empty one; `hidden` shows dots, in an `AskSecret` alone."""

    id: str
    label: str
    value: str = ""
    hint: str = ""
    required: bool = False
    max_length: int = 0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Several lines of text."""

    id: str
    label: str
    value: str = ""
    hint: str = ""
    required: bool = False
    rows: int = 4


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few choices; the answer is its id. `value` is marked at first, otherwise the first one."""

    id: str
    label: str
    choices: Sequence[Choice] = field(default_factory=tuple)
    value: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """Yes or no; the answer is `"yes"` or `""`."""

    id: str
    label: str
    value: bool = False
    hint: str = ""


Entry = Line | Paragraph | OneOf | Tick
Answers = dict[str, str]


class TickBox(Checkbox, inherit_bindings=False):
    """A checkbox that shows its state by a sign, not by colour alone. Space ticks it; Enter goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "toggle_button", show=False)]

    @property
    def _button(self) -> Content:
        """`X` or a blank in the box."""
        return plain("[X]" if self.value else "[ ]", "bold")


class Ask(Dialog[Answers | None]):
    """Answers with a dict from each entry's id to its text, or None after Esc."""

    DEFAULT_CSS = """
    Ask #form { height: auto; }
    Ask .entry { height: auto; }
    Ask .label { height: auto; color: $foreground; }
    Ask OptionList { height: auto; max-height: 8; }
    Ask Checkbox { width: 100%; height: 1; }
    Ask #wrong { height: auto; color: $error; text-style: bold; }
    """
    FIXED_ROWS = 9
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("on", "enter", mark("Next field, then on"), primary=True),
        Action("new_line", "enter", mark("New line"), primary=True),
        Action("finish", "f4", mark("Finish"), also="ctrl+s", everywhere=True),
        Action("back", "escape", mark("Back")),
    )

    def __init__(
        self,
        title: Text,
        entries: Sequence[Entry],
        *,
        intro: Text = "",
        accept: Callable[[Mapping[str, str]], object] | None = None,
    ) -> None:
        """A form.

        Args:
            intro: what is asked, above the fields.
            accept: called with the answers before the form closes, the place for the call of the console:
                a `ConsoleError` that it raises is shown in the form, which stays open.
        """
        super().__init__(title)
        self._entries = tuple(entries)
        self._intro = plain(intro)
        self._accept = accept
        self._warned = False
        self._at_first: Answers = {}

    def inside(self) -> ComposeResult:
        """The fields, each below its label."""
        if self._intro.cell_length:
            yield Static(self._intro)
        with VerticalScroll(id="form", classes="scrolling", can_focus=False):
            for entry in self._entries:
                with Vertical(classes="entry"):
                    if not isinstance(entry, Tick):
                        yield Static(self._label(entry), classes="label")
                    yield self._widget(entry)
        yield Static("", id="wrong")

    def _label(self, entry: Entry) -> Text:
        must = isinstance(entry, (Line, Paragraph)) and entry.required
        named = plain(entry.label, "bold")
        return together(
            named, plain("*", "bold $error") if must else "", plain(entry.hint, "$text-muted"), gap=" "
        )

    def _widget(self, entry: Entry) -> Widget:
        name = f"entry-{entry.id}"
        if isinstance(entry, Line):
            kind = Hidden if entry.hidden else Field
            return kind(entry.value, max_length=entry.max_length, id=name)
        if isinstance(entry, Paragraph):
            area = Area(entry.value, id=name)
            area.styles.height = entry.rows
            return area
        if isinstance(entry, Tick):
            label = together(plain(entry.label, "bold"), plain(entry.hint, "$text-muted"), gap=" ")
            return TickBox(label, entry.value, id=name)
        options = [Option(self._row(c, chosen=False), id=c.id) for c in entry.choices]
        return OptionList(*options, id=name)

    def on_mount(self) -> None:
        """The first field is ready."""
        for entry in self._entries:
            if isinstance(entry, OneOf) and entry.choices:
                ids = [choice.id for choice in entry.choices]
                listing = self.query_one(f"#entry-{entry.id}", OptionList)
                listing.highlighted = ids.index(entry.value) if entry.value in ids else 0
        self._at_first = self.answers()
        if self._entries:
            self._of(self._entries[0]).focus()

    def _of(self, entry: Entry) -> Widget:
        return self.query_one(f"#entry-{entry.id}", Widget)

    def answers(self) -> Answers:
        """What the fields hold now; outer blanks are cut off."""
        found: Answers = {}
        for entry in self._entries:
            widget = self._of(entry)
            if isinstance(widget, Field):
                found[entry.id] = widget.value.strip()
            elif isinstance(widget, Area):
                found[entry.id] = widget.text.strip()
            elif isinstance(widget, Checkbox):
                found[entry.id] = "yes" if widget.value else ""
            elif isinstance(widget, OptionList):
                at = widget.highlighted
                found[entry.id] = "" if at is None else widget.get_option_at_index(at).id or ""
        return found

    @on(OptionList.OptionHighlighted)
    def _show_choice(self, event: OptionList.OptionHighlighted) -> None:
        """The choice bears a sign, also while another field has the focus."""
        event.stop()
        listing = event.option_list
        for entry in self._entries:
            if isinstance(entry, OneOf) and listing.id == f"entry-{entry.id}":
                for n, choice in enumerate(entry.choices):
                    listing.replace_option_prompt_at_index(n, self._row(choice, n == listing.highlighted))

    @staticmethod
    def _row(choice: Choice, chosen: bool) -> Content:
        return together(
            "(•) " if chosen else "( ) ", line(choice.label), f"   {choice.hint}" if choice.hint else ""
        )

    # --- going on ----------------------------------------------------------------------------------

    def available(self, action: Action) -> bool:
        """In a paragraph Enter is a new line, and the keys line says so."""
        in_words = isinstance(self.focused, Area)
        return {"on": not in_words, "new_line": in_words}.get(action.id, True)

    def on_descendant_focus(self) -> None:
        """What Enter does depends on the field."""
        self.refresh_bindings()

    def action_new_line(self) -> None:
        """The paragraph itself takes Enter."""

    @on(Field.Submitted)
    @on(OptionList.OptionSelected)
    def _entered(self, event: Field.Submitted | OptionList.OptionSelected) -> None:
        event.stop()
        self.action_on()

    def action_on(self) -> None:
        """To the next field; from the last one, on."""
        widgets = [self._of(entry) for entry in self._entries]
        here = widgets.index(self.focused) if self.focused in widgets else len(widgets) - 1
        if here + 1 < len(widgets):
            widgets[here + 1].focus()
        else:
            self.action_finish()

    def action_finish(self) -> None:
        """Close with the answers, unless something is missing or refused."""
        answers = self.answers()
        for entry in self._entries:
            if isinstance(entry, (Line, Paragraph)) and entry.required and not answers[entry.id]:
                self._complain(_("Please fill in: {label}.").format(label=entry.label))
                self._of(entry).focus()
                return
        self._take(answers)

    def _take(self, answers: Answers) -> None:
        """The form is filled in."""
        if self._accept is not None:
            try:
                self._accept(answers)
            except ConsoleError as error:
                self._complain(str(error))
                return
        self.dismiss(answers)

    def action_back(self) -> None:
        """Leave without an answer; where something was typed, only when asked for twice."""
        if self.answers() != self._at_first and not self._warned:
            self._warned = True
            self._complain(_("What you typed is not kept yet. Press Esc once more to leave it."))
            return
        self.dismiss(None)

    def _complain(self, sentence: str) -> None:
        self.query_one("#wrong", Static).update(plain(sentence))
