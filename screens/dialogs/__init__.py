"""The few windows that open above a screen: a question, a form, a list to choose from, a message.

Each is a `ModalScreen[T]`: `await self.app.push_screen_wait(Confirm(...))` inside a worker, or
`self.app.push_screen(Confirm(...), callback)`. Enter goes on, Esc goes back, nothing typed is lost by either.

A dialog is imported when its name is first asked for: the screen that is shown first waits for none of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.dialogs.ask import Ask, Entry, Line, OneOf, Paragraph, Tick
    from screens.dialogs.choose import Choice, Choose
    from screens.dialogs.confirm import Confirm
    from screens.dialogs.dialog import Dialog
    from screens.dialogs.hands import ShowOfHands, whole
    from screens.dialogs.message import Message
    from screens.dialogs.secret import AskSecret

__all__ = [
    "Ask",
    "AskSecret",
    "Choice",
    "Choose",
    "Confirm",
    "Dialog",
    "Entry",
    "Line",
    "Message",
    "OneOf",
    "Paragraph",
    "ShowOfHands",
    "Tick",
    "whole",
]

_HOMES = {
    "Ask": "ask",
    "AskSecret": "secret",
    "Choice": "choose",
    "Choose": "choose",
    "Confirm": "confirm",
    "Dialog": "dialog",
    "Entry": "ask",
    "Line": "ask",
    "Message": "message",
    "OneOf": "ask",
    "Paragraph": "ask",
    "ShowOfHands": "hands",
    "Tick": "ask",
    "whole": "hands",
}


def __getattr__(name: str) -> object:
    """What stands in `__all__`, from the module it lives in (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
