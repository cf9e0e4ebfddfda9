"""The few windows that open above a screen: a question, a form, a list to choose from, a message.

Each is a `ModalScreen[T]`: `await self.app.push_screen_wait(Confirm(...))` inside a worker, or
`self.app.push_screen(Confirm(...), callback)`. Enter goes on, Esc goes back, nothing typed is lost by either.
"""

from screens.dialogs.ask import Ask, Entry, Line, OneOf, Paragraph, Tick
from screens.dialogs.choose import Choice, Choose
from screens.dialogs.confirm import Confirm
from screens.dialogs.dialog import Dialog
from screens.dialogs.message import Message

__all__ = [
    "Ask",
    "Choice",
    "Choose",
    "Confirm",
    "Dialog",
    "Entry",
    "Line",
    "Message",
    "OneOf",
    "Paragraph",
    "Tick",
]
