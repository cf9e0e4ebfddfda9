"""The projector's window: the ONE thing that the room needs to see now, from the public view alone.

Everything here comes from the mapping that `console.public.view` made, and nothing else can: the window
has no desk. A value that the view does not hold is not guessed.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen

from console import agenda
from console.ballot.majority import Base
from console.clock import SystemClock
from console.conference import Speaker, SpeakerState, Stage
from console.language import _, mark
from console.wording import count
from screens import actions
from screens.acting import HEIGHTS, WIDTHS, Acting
from screens.actions import Action, Where
from screens.base_app import BaseApp
from screens.text import Text, fill, line, plain, stacked, together
from screens.widgets import Banner, Bar, Bars, Clock, Countdown, TallyBoard, TallyLine, Words
from screens.widgets.banner import Face, Plain, Spaced, big

View = Mapping[str, object]
POLL = 0.1
"""Seconds between two looks at the view."""
TURN = 10
"""Seconds that a page of a list too long for the window stays."""
SIZES = 3
"""Steps of the letters' size."""


def part(view: View, name: str) -> View:
    """A mapping inside the view; an empty one where there is none."""
    inner = view.get(name)
    return inner if isinstance(inner, Mapping) else {}


def text(view: View, name: str) -> str:
    """A text of the view; empty where there is none."""
    value = view.get(name)
    return value if isinstance(value, str) else ""


def number(view: View, name: str) -> int | None:
    """A whole number of the view; None where there is none."""
    value = view.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _two(value: int | None) -> str:
    return count(value) if value is not None else "…"


class Large(Banner):
    """A banner whose letters the operator makes larger or smaller."""

    level = 1

    def sized(self, level: int) -> None:
        """Letters of this size from now on, 0 the smallest."""
        if level != self.level:
            self.level = level
            self.refresh(layout=True)

    def _rows(self, width: int) -> list[str]:
        faces: tuple[Sequence[Face], ...] = ([Plain()], [Spaced(), Plain()], self.FACES)
        return big(self._text, width, self._max_rows, faces[self.level])


class ProjectorScreen(Acting, Screen[None]):
    """Title above, one thing in the middle, nothing else."""

    ABOUT = mark(
        "What the room sees. It follows the console by itself; black and freeze hold it back until you press "
        "the key again."
    )
    DEFAULT_CSS = """
    ProjectorScreen { layout: vertical; padding: 1 3; }
    ProjectorScreen #top { text-align: center; text-style: bold; }
    ProjectorScreen #small { dock: bottom; text-align: center; color: $text-muted; height: 1; }
    ProjectorScreen #thing { height: 1fr; align: center middle; }
    ProjectorScreen #thing > * { margin-bottom: 1; text-align: center; }
    ProjectorScreen #thing > .-empty { display: none; }
    ProjectorScreen #words { text-style: bold; }
    ProjectorScreen #below { color: $text-muted; }
    ProjectorScreen #floor { width: 100%; align-horizontal: center; }
    ProjectorScreen #floor Words { width: 100%; text-align: center; }
    ProjectorScreen #floor Digits { width: 100%; text-align: center; }
    ProjectorScreen #clock { width: 100%; text-align: center; }
    ProjectorScreen #board { text-align: left; }
    ProjectorScreen #bars { text-align: left; }
    ProjectorScreen.-black { background: #000000; }
    ProjectorScreen.-black * { display: none; }
    ProjectorScreen.-size2 #thing > * { margin-bottom: 2; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("black", "b", mark("Black"), help=mark("Nothing is shown until the key is pressed again.")),
        Action(
            "freeze", "f", mark("Freeze"), help=mark("What is shown stays until the key is pressed again.")
        ),
        Action("bigger", "plus", mark("Bigger"), also="equals_sign", help=mark("Larger letters.")),
        Action("smaller", "minus", mark("Smaller"), help=mark("Smaller letters.")),
        Action("away", "q", mark("Leave"), where=Where.QUIET, help=mark("Close the projector's window.")),
    )
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, read: Callable[[], View | None], now: Callable[[], datetime]) -> None:
        """A screen that asks `read` what the room may see."""
        super().__init__()
        self._read, self._now = read, now
        self._view: View = {}
        self._gone = True
        self._frozen = False
        self._level = 1

    def compose(self) -> ComposeResult:
        """All that may ever be shown; most of it empty at any moment."""
        yield Words(id="top")
        with Vertical(id="thing"):
            yield Large(id="big", max_rows=12)
            yield Words(id="words")
            yield Countdown(id="floor")
            yield Bars(id="bars")
            yield TallyBoard(id="board")
            yield Words(id="below")
            yield Clock(self._now, id="clock")
        yield Words(id="small")

    def on_mount(self) -> None:
        """Follow the view."""
        self.poll()
        self.set_interval(POLL, self.poll)

    def poll(self) -> None:
        """Look at the view and show it, unless frozen."""
        if self._frozen:
            return
        view = self._read()
        self._gone = view is None
        if view is not None:
            self._view = view
        self._show()

    def on_resize(self) -> None:
        """The board chooses its squares anew."""
        if self.is_mounted:
            self._show()

    # --- what is shown --------------------------------------------------------------------------------

    def _say(
        self,
        big: Text = "",
        words: Text = "",
        below: Text = "",
        *,
        clock: bool = False,
        floor: int | None = None,
        bars: tuple[Bar, ...] = (),
        board: tuple[TallyLine, ...] = (),
    ) -> None:
        """Show these and nothing else."""
        banner = self.query_one("#big", Large)
        banner.show(big)
        banner.sized(self._level)
        self.query_one("#words", Words).say(words)
        self.query_one("#below", Words).say(below)
        self.query_one(Countdown).show(floor)
        self.query_one(Bars).show(bars)
        self.query_one(TallyBoard).show(board)
        for name, shown in (
            ("big", bool(plain(big).plain)),
            ("words", bool(plain(words).plain)),
            ("below", bool(plain(below).plain)),
            ("clock", clock),
            ("floor", floor is not None),
            ("bars", bool(bars)),
            ("board", bool(board)),
        ):
            self.query_one(f"#{name}").set_class(not shown, "-empty")

    def _show(self) -> None:
        view = self._view
        title = text(view, "title")
        if view.get("rehearsal") is True:
            title = f"CHẠY THỬ · {title}"
        elif view.get("sample") is True:
            title = f"DỮ LIỆU MẪU · {title}"
        self.query_one("#top", Words).say(line(title))
        small = _("The console is not running") if self._gone else ""
        self.query_one("#small", Words).say(_("Frozen") if self._frozen else small)
        self._thing(view)

    def _thing(self, view: View) -> None:
        """Which one thing it is."""
        stage, speaker, ballot = text(view, "stage"), part(view, "speaker"), part(view, "round")
        if not view:
            self._say(_("PLEASE WAIT"), clock=True)
        elif view.get("closed") is True:
            self._say(_("THE CONFERENCE IS CLOSED"), line(text(view, "place")))
        elif stage == Stage.BALLOT and ballot:
            self._ballot(ballot)
        elif speaker:
            self._speaker(speaker)
        elif stage == Stage.HANDOVER and part(view, "handover"):
            self._handover(part(view, "handover"))
        elif stage == Stage.ATTENDANCE:
            self._room(part(view, "attendance"))
        else:
            self._agenda(view)

    def _agenda(self, view: View) -> None:
        chair = part(view, "chair")
        after = text(view, "next")
        chairs = text(chair, "name") or text(chair, "unit")
        self._say(
            text(view, "now") or _("WELCOME"),
            together(plain(_("Next:")), line(after), gap=" ") if after else "",
            together(plain(_("Chair:")), line(chairs), gap=" ") if chairs else "",
            clock=True,
        )

    def _room(self, room: View) -> None:
        present, members = number(room, "present"), number(room, "members")
        enough = room.get("enough") is True
        written = number(room, "written")
        self._say(
            f"{_two(present)}/{_two(members)}",
            "✓ " + _("Enough by the rules.") if enough else _("Roll call: please come in"),
            _("Written opinions: {n}").format(n=_two(written)) if written else "",
            clock=True,
        )

    def _speaker(self, speaker: View) -> None:
        seconds, started = number(speaker, "seconds"), text(speaker, "started")
        left = None
        if seconds is not None and started:
            speaking = Speaker(
                id=0,
                item=0,
                name=text(speaker, "name"),
                unit=None,
                seconds=seconds,
                rank=0,
                state=SpeakerState.SPEAKING,
                started=datetime.fromisoformat(started),
            )
            left = agenda.seconds_left(speaking, self._now())
        over = left is not None and left < 0
        self._say(text(speaker, "name"), _("Time is over") if over else _("Time left"), floor=left)

    def _ballot(self, ballot: View) -> None:
        award = text(ballot, "award")
        turn = number(ballot, "number")
        if turn is not None and turn > 1:
            award = _("{award}, round {number}").format(award=award, number=turn)
        match text(ballot, "state"):
            case "voting":
                self._voting(ballot, award)
            case "announced":
                self._announced(ballot, award)
            case _:
                self._say(_("VOTING IS CLOSED"), line(award), self._papers(ballot))

    def _voting(self, ballot: View, award: str) -> None:
        voted, entitled = number(ballot, "voted"), number(ballot, "entitled")
        called = text(ballot, "called")
        told: Text = ""
        bars: tuple[Bar, ...] = ()
        if voted is not None and entitled:
            told = _("{voted}/{entitled} have voted").format(voted=_two(voted), entitled=_two(entitled))
            bars = (Bar(_("Have voted"), Fraction(voted, entitled), f"{_two(voted)}/{_two(entitled)}"),)
        calling = together(plain(_("Please come to vote:")), line(award), gap=" ")
        if called:
            self._say(called, calling, bars=bars)
        else:
            self._say(_("THE VOTE IS OPEN"), line(award), "" if bars else told, bars=bars)

    def _papers(self, ballot: View) -> Text:
        return fill(
            _("Ballots issued {issued}, collected {collected}"),
            issued=_two(number(ballot, "issued")),
            collected=_two(number(ballot, "collected")),
        )

    def _announced(self, ballot: View, award: str) -> None:
        found = ballot.get("lines")
        lines = [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []
        board = []
        for row in lines:
            votes = number(row, "votes") or 0
            percent, share = text(row, "percent"), text(row, "share")
            value = f"{_two(votes)} = {percent}% ({share})" if percent else _two(votes)
            board.append(TallyLine(text(row, "name"), votes, value, strong=row.get("proposed") is True))
        papers = together(
            self._papers(ballot),
            fill(
                _("valid {valid}, invalid {invalid}"),
                valid=_two(number(ballot, "valid")),
                invalid=_two(number(ballot, "invalid")),
            ),
            _("written opinions {n}").format(n=_two(number(ballot, "written")))
            if number(ballot, "written")
            else "",
            gap=", ",
        )
        base = text(ballot, "base")
        measured = _("share of {base}").format(base=Base(base).words()) if base in list(Base) else ""
        proposed = any(row.strong for row in board)
        sign = _("► proposed for the award") if proposed else ""
        names = ballot.get("struck")
        struck = ", ".join(str(name) for name in names) if isinstance(names, list) else ""
        words = _("not counted, proposed for {award}: {names}")
        out = fill(words, award=text(ballot, "struck_for"), names=struck) if struck else ""
        below = together(measured, sign, out, gap="   ")
        told = stacked([line(award, "$primary"), papers])
        room = max(4, self.size.height - 11)
        if 2 * len(board) <= room:
            self._say("", told, below, board=tuple(board))
            return
        pages = -(-len(board) // room)
        page = self._now().second // TURN % pages
        most = max(row.count for row in board)
        bars = tuple(
            Bar(row.label, Fraction(row.count, most) if most else 0, row.value, strong=row.strong)
            for row in board[page * room : (page + 1) * room]
        )
        below = together(below, f"{page + 1}/{pages}" if pages > 1 else "", gap="   ")
        self._say("", told, below, bars=bars)

    def _handover(self, handover: View) -> None:
        leader, deputy = text(handover, "leader"), text(handover, "deputy")
        switched = handover.get("switched") is True
        self._say(
            leader,
            _("The new leader chairs") if switched else _("Next year's leader"),
            together(plain(_("Deputy:")), line(deputy), gap=" ") if deputy else "",
        )

    # --- keys -----------------------------------------------------------------------------------------

    def action_black(self) -> None:
        """Nothing is shown, or again what is true now."""
        self.toggle_class("-black")

    def action_freeze(self) -> None:
        """What is shown stays, or follows again."""
        self._frozen = not self._frozen
        if self._frozen:
            self._show()
        else:
            self.poll()

    def action_bigger(self) -> None:
        """Larger letters."""
        self._resize_by(1)

    def action_smaller(self) -> None:
        """Smaller letters."""
        self._resize_by(-1)

    def _resize_by(self, step: int) -> None:
        self._level = min(SIZES - 1, max(0, self._level + step))
        self.set_class(self._level == SIZES - 1, "-size2")
        self._show()

    def action_away(self) -> None:
        """Close the window."""
        self.app.exit(0)


class ProjectorApp(BaseApp):
    """A window over one public view."""

    ACTIONS: ClassVar[tuple[Action, ...]] = actions.COMMON

    def __init__(self, read: Callable[[], View | None], *, now: Callable[[], datetime] | None = None) -> None:
        """Show what `read` answers; None means that the console is not there.

        Args:
            now: the time, timezone-aware; the machine's clock unless given.
        """
        super().__init__()
        self._read = read
        self._now = now or SystemClock().now

    def get_default_screen(self) -> Screen[None]:
        """The one screen."""
        return ProjectorScreen(self._read, self._now)
