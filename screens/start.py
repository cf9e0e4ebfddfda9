"""The start screen: conferences opened last, a new one, the samples, and the ways out when one fails."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.screen import Screen

from console.errors import BadInput
from console.language import _, mark
from screens import actions
from screens.acting import HEIGHTS, WIDTHS, Acting
from screens.actions import Action
from screens.base_app import BaseApp
from screens.dialogs import Ask, Choice, Choose, Line, Message
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
        source: make `folder` from this mirror (or, out of trouble, from this copy) first.
        copy: make `folder` from this one of the copies that the trouble names first.
    """

    folder: Path
    sample: str = ""
    new: bool = False
    units: Path | None = None
    source: Path | None = None
    copy: int | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A conference that could not be opened.

    Attributes:
        what: what is damaged: file and place.
        copies: what it can be made anew from, in words.
    """

    folder: Path
    what: str
    copies: tuple[str, ...] = ()


Make = Callable[[Chosen], None]
"""Makes the folder that is to be opened where it is not there yet; what it refuses is said in the form."""


def folder_named(text: str) -> Path:
    """A typed folder; `~` is the person's own.

    Raises:
        BadInput: no usable path.
    """
    try:
        return Path(text.strip().strip('"')).expanduser()
    except (RuntimeError, ValueError):
        raise BadInput(_("{text} is no folder. Type a path, such as ~/hoi-nghi.").format(text=text)) from None


def _fresh(folder: Path) -> str:
    """A name beside `folder` that nothing has yet."""
    number, name = 2, folder
    while name.exists():
        name = folder.with_name(f"{folder.name}-{number}")
        number += 1
    return str(name)


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
    StartScreen #release { height: 1; padding: 0 2; text-align: right; color: $text-muted; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("open", "enter", mark("Open"), primary=True, help=mark("Open the marked row.")),
        Action("new", "n", mark("New conference"), help=mark("A conference of your own in a new folder.")),
        Action(
            "resume",
            "m",
            mark("Go on from a mirror"),
            help=mark("The laptop of the conference failed: go on here from the stick."),
        ),
    )
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(
        self, recent: Sequence[Path], samples: Sequence[str], trouble: Trouble | None = None
    ) -> None:
        """A screen that offers these folders and samples; first of all the way out of `trouble`."""
        super().__init__()
        self._trouble = trouble
        self._recent = tuple(recent)
        self._samples = tuple(samples)

    def compose(self) -> ComposeResult:
        """Name, list, keys."""
        yield Banner(_("EMULATION BLOC CONFERENCE"), id="name")
        yield Words(_("Annual summary conference: from roll call to the signed handover"), id="about")
        yield Table([Column("what", "", 12), Column("name", _("Conference"), grow=True)])
        yield Words(id="hint")
        yield Words(id="release")
        yield Keys()

    def on_mount(self) -> None:
        """Fill the list; what was open last is marked."""
        rows = [
            (f"r{n}", (plain(_("recent")), line(f"{path.name}  ({path.parent})")))
            for n, path in enumerate(self._recent)
        ]
        rows.append(("new", (plain(_("new"), "bold"), plain(_("A conference of your own in a new folder")))))
        rows += [(f"s{n}", (plain(_("sample")), line(name))) for n, name in enumerate(self._samples)]
        rows.append(("mirror", (plain(_("mirror")), plain(_("Go on from a mirror on a stick")))))
        table = self.query_one(Table)
        table.show(rows)
        table.focus()
        self._hint()
        if self._trouble is not None:
            self._way_out(self._trouble)
        self.call_after_refresh(self._say_release)

    @work
    async def _say_release(self) -> None:
        """Which program this is: computed beside the screen, once that is painted."""
        app = self.app
        release = await asyncio.to_thread(app.release) if isinstance(app, BaseApp) else ""
        if release:
            self.query_one("#release", Words).say(_("Release {code}").format(code=release))

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
        elif marked == "mirror":
            said = _("The laptop of the conference failed: go on here from the stick.")
        self.query_one("#hint", Words).say(line(said, "$text-muted"))

    def action_open(self) -> None:
        """Open what is marked."""
        marked = self.query_one(Table).marked or ""
        if marked.startswith("r"):
            self._take(Chosen(self._recent[int(marked[1:])]))
        elif marked.startswith("s"):
            self._ask_sample(self._samples[int(marked[1:])])
        elif marked == "mirror":
            self.action_resume()
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

    def action_resume(self) -> None:
        """Tiếp tục trên máy dự phòng."""
        self._ask_source(_("Go on from a mirror"), _("The mirror's folder on the stick"))

    def _ask_source(self, title: str, label: str) -> None:
        self.app.push_screen(
            Ask(
                title,
                [
                    Line("source", label, required=True),
                    Line("folder", _("New folder"), _fresh(Path.home() / "hoi-nghi"), required=True),
                ],
                intro=_(
                    "The copy is checked as a whole first. Steps after its last one are lost; a ballot under "
                    "way is held again."
                ),
                accept=lambda a: self._make(
                    Chosen(folder_named(a["folder"]), source=folder_named(a["source"]))
                ),
            )
        )

    def _way_out(self, trouble: Trouble) -> None:
        """A conference is damaged: which copy is it made anew from?"""
        choices = [Choice(f"c{n}", words) for n, words in enumerate(trouble.copies)]
        choices.append(Choice("other", _("another copy: I name its folder")))

        def chosen(answer: str | None) -> None:
            if answer == "other":
                self._ask_source(_("Restore from a copy"), _("The folder of the copy"))
            elif answer is not None:
                self._ask_restored(trouble, int(answer[1:]))

        def read(_answer: None) -> None:
            self.app.push_screen(Choose(_("Restore from which copy?"), choices), chosen)

        said = _("{what} The damaged folder stays as it is; a new one can be made from a copy.")
        self.app.push_screen(
            Message(line(said.format(what=trouble.what)), title=_("This folder is damaged"), bad=True), read
        )

    def _ask_restored(self, trouble: Trouble, copy: int) -> None:
        self.app.push_screen(
            Ask(
                _("Restore from a copy"),
                [Line("folder", _("New folder"), _fresh(trouble.folder), required=True)],
                intro=line(trouble.copies[copy]),
                accept=lambda a: self._make(Chosen(folder_named(a["folder"]), copy=copy)),
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
        self,
        recent: Sequence[Path],
        samples: Sequence[str],
        make: Make = lambda chosen: None,
        trouble: Trouble | None = None,
        release: Callable[[], str] = lambda: "",
    ) -> None:
        """Offer these folders, newest first, and these samples; `make` makes what does not exist yet.

        Args:
            trouble: what could not be opened the last time; its way out is offered first.
            release: the fingerprint of the program; asked for after the first paint.
        """
        super().__init__(release=release)
        self.make = make
        self._trouble = trouble
        self._recent, self._samples = tuple(recent), tuple(samples)
        self.chosen: Chosen | None = None

    def get_default_screen(self) -> Screen[None]:
        """The one screen."""
        return StartScreen(self._recent, self._samples, self._trouble)
