"""The one registry of actions: keys, footer, help and palette all read these, so none can drift.

A screen declares a tuple of `Action`s; each has a method `action_<id>` there. Labels and helps are English
message ids (`console.language.mark`), translated at the moment they are shown.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Flag, auto

from textual.binding import Binding

from console.language import _, mark


class Where(Flag):
    """Where an action is told of; its keys work wherever its screen is."""

    FOOTER = auto()
    HELP = auto()
    PALETTE = auto()
    QUIET = HELP | PALETTE
    """Told of in help and palette alone: the footer has room for the few that matter."""
    EVERYWHERE = FOOTER | HELP | PALETTE


_SENDABLE = re.compile(
    r"[a-z0-9]|f([1-9]|10)|ctrl\+[a-z]|space|enter|escape|tab|backspace|delete|insert|home|end"
    r"|up|down|left|right|pageup|pagedown"
    r"|question_mark|plus|minus|slash|comma|full_stop|equals_sign|left_square_bracket|right_square_bracket"
)
"""Keys that every terminal can send and that arrive as themselves."""

_TAKEN = {"ctrl+c", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m"}
"""ctrl+h, i, j and m *are* backspace, tab, newline and enter; ctrl+c means "stop" or "copy" to people."""

_SYMBOLS = {
    "question_mark": "?",
    "plus": "+",
    "minus": "-",
    "slash": "/",
    "comma": ",",
    "full_stop": ".",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}

_NAMES = {
    "enter": mark("Enter"),
    "escape": mark("Esc"),
    "space": mark("Space"),
    "tab": mark("Tab"),
    "backspace": mark("Backspace"),
    "delete": mark("Del"),
    "insert": mark("Ins"),
    "home": mark("Home"),
    "end": mark("End"),
    "pageup": mark("PgUp"),
    "pagedown": mark("PgDn"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a key does.

    Attributes:
        id: the screen has a method `action_<id>`.
        key: Textual's name of the key, `f5`, `enter`, `d`, `ctrl+p`.
        also: a second key, or several with commas. Every F-key needs one: some terminals keep theirs.
        label: message id of two or three words, for the footer and the palette.
        help: message id of one sentence, for F1 and the palette.
        group: message id under which F1 lists it.
        where: the places that tell of it.
        primary: it goes on. A screen may have several, of which one at a time is available.
        everywhere: it works while a text field has the focus as well (then never a letter or a digit).
    """

    id: str
    key: str
    label: str
    also: str = ""
    help: str = ""
    group: str = mark("This screen")
    where: Where = Where.EVERYWHERE
    primary: bool = False
    everywhere: bool = False

    def __post_init__(self) -> None:
        """Refuse, at import, a key that cannot be typed everywhere.

        Raises:
            ValueError: names the action and the key.
        """
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.id):
            raise ValueError(f"action {self.id!r}: the id must be the rest of a method's name")
        if not self.label:
            raise ValueError(f"action {self.id!r} has no label")
        for key in self.keys:
            if not _SENDABLE.fullmatch(key) or key in _TAKEN:
                raise ValueError(f"action {self.id!r}: not every terminal can send {key!r}")
        if re.fullmatch(r"f\d+", self.key) and not self.also:
            raise ValueError(f"action {self.id!r}: {self.key!r} needs a second key")

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys, the shown one first."""
        return (self.key, *(key.strip() for key in self.also.split(",") if key.strip()))


def key_name(key: str) -> str:
    """What is printed on the key: `F5`, `Enter`, `Ctrl+P`, `?`."""
    if key in _NAMES:
        return _(_NAMES[key])
    if key in _SYMBOLS:
        return _SYMBOLS[key]
    return "+".join(part.capitalize() for part in key.split("+"))


def keys_name(action: Action) -> str:
    """All keys of an action as they are printed: `F5, D`."""
    return ", ".join(key_name(key) for key in action.keys)


def bindings(actions: Iterable[Action]) -> list[Binding]:
    """The Textual bindings of the actions.

    Raises:
        ValueError: two actions claim one key (only primaries may share one: they take turns) or one id.
    """
    owner: dict[str, Action] = {}
    made: list[Binding] = []
    ids: set[str] = set()
    for action in actions:
        if action.id in ids:
            raise ValueError(f"two actions are called {action.id!r}")
        ids.add(action.id)
        for key in action.keys:
            other = owner.setdefault(key, action)
            if other is not action and not (other.primary and action.primary):
                raise ValueError(f"actions {other.id!r} and {action.id!r} both want the key {key!r}")
        made.append(
            Binding(",".join(action.keys), action.id, action.label, id=action.id, priority=action.everywhere)
        )
    return made


def the_one(actions: Iterable[Action], available: Callable[[Action], bool]) -> Action | None:
    """The one action that goes on now, or None.

    Raises:
        ValueError: two are available at once; a screen must never offer two ways on.
    """
    found = [action for action in actions if action.primary and available(action)]
    if len(found) > 1:
        raise ValueError("two ways on at once: " + ", ".join(action.id for action in found))
    return found[0] if found else None


def grouped(actions: Sequence[Action]) -> list[tuple[str, list[Action]]]:
    """The actions that help tells of, by group, both in the order they were declared."""
    groups: dict[str, list[Action]] = {}
    for action in actions:
        if Where.HELP in action.where:
            groups.setdefault(action.group, []).append(action)
    return list(groups.items())


APP_GROUP = mark("Everywhere")

HELP = Action(
    "help", "f1", mark("Help"), also="question_mark", help=mark("What every key does."), group=APP_GROUP
)
PALETTE = Action(
    "palette",
    "f2",
    mark("All actions"),
    also="ctrl+p",
    help=mark("Search an action by its name and run it."),
    group=APP_GROUP,
    everywhere=True,
)
THEME = Action(
    "theme",
    "ctrl+t",
    mark("Colours"),
    help=mark("Light for the projector, dark, or high contrast."),
    group=APP_GROUP,
    where=Where.QUIET,
)
LEAVE = Action(
    "leave",
    "f10",
    mark("Leave"),
    also="ctrl+q",
    help=mark("Close the console. Whatever the screen confirmed is kept."),
    group=APP_GROUP,
    where=Where.QUIET,
    everywhere=True,
)
COMMON: tuple[Action, ...] = (HELP, PALETTE, THEME, LEAVE)
"""The actions of the app itself, on every screen that is not locked."""
