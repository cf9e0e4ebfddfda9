"""A screen whose keys come from its tuple of actions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.geometry import Size
from textual.screen import Screen

from screens import actions
from screens.actions import Action

if TYPE_CHECKING:
    _Screen = Screen[Any]
else:
    _Screen = object  # a mixin that were a Screen itself would cut ModalScreen's styles off


WIDE = 110
"""Cells from which on a screen is wide."""
WIDTHS: list[tuple[int, str]] = [(0, "-narrow"), (WIDE, "-wide")]
"""CSS classes of a screen by its width in cells."""
HEIGHTS: list[tuple[int, str]] = [(0, "-low"), (30, "-tall")]
"""CSS classes of a screen by its height in cells."""


def classes_of(size: Size) -> str:
    """The classes that a window of this size gives a screen; Textual sets them too, after a first layout."""
    width = max(step for step in WIDTHS if step[0] <= size.width)[1]
    height = max(step for step in HEIGHTS if step[0] <= size.height)[1]
    return f"{width} {height}"


class Acting(_Screen):
    """Mixin, before `Screen` or `ModalScreen`.

    Attributes:
        ACTIONS: what can be done here; a method `action_<id>` for each.
        LOCKED: True in a voting booth: the app's own actions do not exist there, and a crash leaves no log.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    LOCKED: ClassVar[bool] = False

    def __init_subclass__(cls, **more: Any) -> None:
        """Make the bindings of the class from its actions.

        Raises:
            ValueError: two actions want one key.
            TypeError: an action has no method.
        """
        own = cls.__dict__.get("ACTIONS")
        if own is not None:
            cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *actions.bindings(own)]
            for action in own:
                if not callable(getattr(cls, f"action_{action.id}", None)):
                    raise TypeError(f"{cls.__name__} has no method action_{action.id}")
        super().__init_subclass__(**more)

    def available(self, action: Action) -> bool:
        """Whether the action can be done now; the footer and the palette show only those. Override at will.

        This is for the eye; what may happen is decided by the rules when the key is pressed.
        """
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Textual's question, answered by `available`."""
        for own in self.ACTIONS:
            if own.id == action:
                return self.available(own)
        return super().check_action(action, parameters)

    def primary(self) -> Action | None:
        """The ONE action that goes on now."""
        return actions.the_one(self.ACTIONS, self.available)

    def offered(self) -> Sequence[Action]:
        """The other actions that the footer may show now, in the order they were declared."""
        return [a for a in self.ACTIONS if not a.primary and self.available(a)]
