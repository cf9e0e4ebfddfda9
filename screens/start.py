"""The start screen: conferences opened last, a new one, the samples."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.screen import Screen

from console.errors import BadInput
from console.language import _, mark
from screens import actions
from screens.acting import HEIGHTS, WIDTHS, Acting
from screens.actions import Action
from screens.base_app import BaseApp
from screens.dialogs import Ask, Line
from screens.frame import Keys
from screens.text import line, plain
from screens.widgets import Banner, Column, Table, Words


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the person wants opened.

    Attributes:
        sample: make `folder` from this sample first; empty where none.
        new: make a conference in `folder` first.
        units: the bloc's list of units for a new conference; None for an empty bloc.
    """

    folder: Path
    sample: str = ""
    new: bool = False
    units: Path | None = None


Make = Callable[[Chosen], None]
"""Makes the folder of a sample or of a new conference; what it refuses is said in the form."""


def folder_named(text: str) -> Path:
    """A typed folder; `~` is the person's own.

    Raises:
        BadInput: no usable path.
    """
    try:
        return Path(text.strip().strip('"')).expanduser()
    except (RuntimeError, ValueError):
        raise BadInput(_("{text} is no folder. Type a path, such as ~/hoi-nghi.").format(text=text)) from None


class StartScreen(Acting, Screen[None]):
    """The name of the program in big letters, and one list to choose from."""

    ABOUT = mark(
        "Open a conference you had open before, begin a new one with the bloc's list of units from a file, "
        "or look at a sample."
    )
    DEFAULT_CSS = """
    StartScreen { layout: vertical; }
    StartScreen #name { margin: 1 0; }
    StartScreen #about { text-align: center; color: $text-muted; margin-bottom: 1; }
    StartScreen.-tall #name { margin: 3 0 1 0; }
    StartScreen.-tall #about { margin-bottom: 2; }
    StartScreen Table { height: 1fr; margin: 0 2; }
    StartScreen #hint { height: auto; padding: 0 2; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("open", "enter", mark("Open"), primary=True, help=mark("Open the marked row.")),
        Action("new", "n", mark("New conference"), help=mark("A conference of your own in a new folder.")),
    )
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, recent: Sequence[Path], samples: Sequence[str]) -> None:
        """A screen that offers these folders and samples."""
        super().__init__()
        self._recent = tuple(recent)
        self._samples = tuple(samples)

    def compose(self) -> ComposeResult:
        """Name, list, keys."""
        yield Banner(_("EMULATION BLOC CONFERENCE"), id="name")
        yield Words(_("Annual summary conference: from roll call to the signed handover"), id="about")
        yield Table([Column("what", "", 12), Column("name", _("Conference"), grow=True)])
        yield Words(id="hint")
        yield Keys()

    def on_mount(self) -> None:
        """Fill the list; what was open last is marked."""
        rows = [
            (f"r{n}", (plain(_("recent")), line(f"{path.name}  ({path.parent})")))
            for n, path in enumerate(self._recent)
        ]
        rows.append(("new", (plain(_("new"), "bold"), plain(_("A conference of your own in a new folder")))))
        rows += [(f"s{n}", (plain(_("sample")), line(name))) for n, name in enumerate(self._samples)]
        table = self.query_one(Table)
        table.show(rows)
        table.focus()
        self._hint()

    def on_data_table_row_highlighted(self) -> None:
        """Say what the marked row is."""
        self._hint()

    def _hint(self) -> None:
        marked = self.query_one(Table).marked or ""
        said = ""
        if marked.startswith("r"):
            said = str(self._recent[int(marked[1:])])
        elif marked == "new":
            said = _("A conference of your own; a list of units may come from a file.")
        elif marked.startswith("s"):
            said = _("A copy of the sample in a folder of your own; the sample itself stays as it is.")
        self.query_one("#hint", Words).say(line(said, "$text-muted"))

    def action_open(self) -> None:
        """Open what is marked."""
        marked = self.query_one(Table).marked or ""
        if marked.startswith("r"):
            self._take(Chosen(self._recent[int(marked[1:])]))
        elif marked.startswith("s"):
            self._ask_sample(self._samples[int(marked[1:])])
        elif marked:
            self.action_new()

    def action_new(self) -> None:
        """A conference of one's own in a new folder."""
        self.app.push_screen(
            Ask(
                _("A new conference"),
                [
                    Line("folder", _("Folder"), str(Path.home() / "hoi-nghi"), required=True),
                    Line("units", _("List of units (.csv or .xlsx; empty for none yet)")),
                ],
                intro=_("The list has one row a unit: name, and code, role, representative where known."),
                accept=lambda a: self._make(
                    Chosen(
                        folder_named(a["folder"]),
                        new=True,
                        units=folder_named(a["units"]) if a["units"].strip() else None,
                    )
                ),
            )
        )

    def _ask_sample(self, name: str) -> None:
        self.app.push_screen(
            Ask(
                _("A copy of the sample"),
                [Line("folder", _("Folder"), str(Path.home() / f"hoi-nghi-{name}"), required=True)],
                intro=line(name),
                accept=lambda a: self._make(Chosen(folder_named(a["folder"]), sample=name)),
            )
        )

    def _make(self, chosen: Chosen) -> None:
        app = self.app
        if isinstance(app, StartApp):
            app.make(chosen)
        self._take(chosen)

    def _take(self, chosen: Chosen) -> None:
        app = self.app
        if isinstance(app, StartApp):
            app.chosen = chosen
            app.exit(0)


class StartApp(BaseApp):
    """Asks what to open.

    Attributes:
        chosen: what was chosen; None when the person left.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = actions.COMMON

    def __init__(
        self, recent: Sequence[Path], samples: Sequence[str], make: Make = lambda chosen: None
    ) -> None:
        """Offer these folders, newest first, and these samples; `make` makes what does not exist yet."""
        super().__init__()
        self.make = make
        self._recent, self._samples = tuple(recent), tuple(samples)
        self.chosen: Chosen | None = None

    def get_default_screen(self) -> Screen[None]:
        """The one screen."""
        return StartScreen(self._recent, self._samples)
