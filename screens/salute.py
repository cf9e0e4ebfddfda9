"""CHÀO CỜ: the flag salute, full screen, nothing else."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.screen import ModalScreen

from console.language import _, mark
from screens.acting import Acting
from screens.actions import Action
from screens.widgets import Banner


class Salute(Acting, ModalScreen[None]):
    """Two words, as large as the screen allows, until Enter."""

    DEFAULT_CSS = """
    Salute { align: center middle; background: $background; }
    Salute Banner { width: 100%; height: auto; text-align: center; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("done", "enter", mark("Done"), also="escape,space", primary=True),
    )

    def compose(self) -> ComposeResult:
        """The words."""
        yield Banner(_("FLAG SALUTE"))

    def action_done(self) -> None:
        """Back to the agenda."""
        self.dismiss(None)
