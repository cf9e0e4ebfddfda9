"""The booth: a curtain, one ballot (a paper or several), a review, one confirmation, and the curtain again.

Nothing leads out of here but the act that the curtain names, done by the operator or a teller. Nothing is
typed. What was marked lives in this screen alone, and is gone when the ballot is in the box or the curtain
falls; whatever is chosen, the same area is painted again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import Screen

from console.ballot.forms import Ballot, BallotKind, Flaw, Form, Mark
from console.clock import Chance
from console.errors import ConsoleError
from console.language import _
from console.wording import count
from screens.acting import HEIGHTS, WIDTHS, Acting
from screens.sheet import LargeView, PaperView, Sheet, SheetView
from screens.text import fill, plain, stacked
from screens.widgets import Banner, Words

REPEAT = 0.8
"""Seconds within which the same key again is a held key or a double press, and marks nothing."""

LEAVE_KEY, LEAVE_CONFIRM = "b", "enter"
"""The operator's act on the curtain: one key, then the other, nothing between."""

LARGE_KEYS = frozenset({"plus", "equals_sign"})
"""Large letters and back: + with or without shift."""

BLANK_KEY = "ctrl+x"
"""Wipes an unfinished ballot from the screen; the curtain falls."""


class At(Enum):
    """Where the delegate stands."""

    CURTAIN = auto()
    MARKING = auto()
    REVIEW = auto()
    REFUSED = auto()
    THANKS = auto()
    OVER = auto()


_CYCLES: dict[BallotKind, tuple[Mark, ...]] = {
    BallotKind.APPROVE_REJECT: (Mark.NONE, Mark.FOR, Mark.AGAINST),
    BallotKind.CHOOSE_UP_TO: (Mark.NONE, Mark.FOR),
    BallotKind.STRIKE_OUT: (Mark.NONE, Mark.AGAINST),
}


@dataclass(slots=True)
class Idle:
    """How long nobody has pressed anything, in seconds of the screen's own ticking."""

    seconds: int = 0


class BoothScreen(Acting, Screen[None]):
    """One delegate's ballot."""

    LOCKED = True
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = []
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    THANKS_SECONDS: ClassVar[float] = 4.0
    WARN_AFTER, BLANK_AFTER = 120, 150
    """Seconds without a key: a warning, then the curtain (VVSG 2.0, 7.2-O: 2-5 minutes, then 20-45 s)."""
    AT_LEISURE: ClassVar[int] = 120
    """Seconds more in large letters, where somebody may read aloud."""
    DEFAULT_CSS = """
    BoothScreen #room { height: 1fr; padding: 1 2; align-horizontal: center; }
    BoothScreen #curtain { height: 1fr; align: center middle; }
    BoothScreen #curtain Words { text-align: center; margin-top: 2; }
    BoothScreen #act { dock: bottom; height: auto; color: $text-muted; text-align: center; }
    BoothScreen PaperView { display: none; }
    BoothScreen.-paper SheetView { display: block; }
    BoothScreen.-paper.-large SheetView { display: none; }
    BoothScreen.-paper.-large LargeView { display: block; }
    BoothScreen.-paper #curtain, BoothScreen.-paper #act { display: none; }
    """

    def __init__(
        self,
        sheets: Sequence[Sheet],
        *,
        cast: Callable[[tuple[Ballot, ...]], None],
        leave: Callable[[], None],
        chance: Chance,
    ) -> None:
        """A booth for one released ballot.

        Args:
            sheets: what stands on each of its papers, at least one, in the order of the walk.
            cast: puts the ballot in, a `Ballot` a paper in the order of `sheets`; when it returns, all of
                them are in the box.
            leave: takes the released ballot back, uncast.
            chance: for the row that is marked at first, and for the order where the rules want one a ballot.
        """
        super().__init__()
        if not sheets:
            raise ValueError("a ballot has at least one paper")
        self._sheets = tuple(sheets)
        self._paper = 0
        self._seen = False
        self._put, self._take_back, self._chance = cast, leave, chance
        self._at = At.CURTAIN
        self._marks: list[list[Mark]] = []
        self._orders: list[list[int]] = []
        self._said = ""
        self._armed = False
        self._last_key, self._last_time = "", float("-inf")
        self._idle = Idle()
        self._large = False

    def compose(self) -> ComposeResult:
        """The paper, hidden at first, and the curtain."""
        with Vertical(id="room"):
            yield SheetView()
            yield LargeView()
            with Vertical(id="curtain"):
                yield Banner(id="big")
                yield Words(id="words")
            yield Words(id="act")

    def on_mount(self) -> None:
        """The curtain; whatever the operator was told before is wiped."""
        self.app.clear_notifications()
        self.set_interval(1, self._tick)
        self._show()

    def on_unmount(self) -> None:
        """Nothing stays."""
        self._forget()

    # --- keys --------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Every key ends here; what is not named below does nothing."""
        event.stop()
        event.prevent_default()
        self._press(event.key, event.time)

    def on_paste(self, event: events.Paste) -> None:
        """Nothing is typed here, and nothing pasted."""
        event.stop()

    def _press(self, key: str, time: float) -> None:
        again = key == self._last_key and time - self._last_time < REPEAT
        self._last_key, self._last_time = key, time
        self._awake()
        armed, self._armed = self._armed, False
        if key in LARGE_KEYS:
            if not again and self._at in (At.CURTAIN, At.MARKING, At.REVIEW):
                self._enlarge()
            return
        match self._at:
            case At.CURTAIN | At.OVER:
                self._on_curtain(key, again, armed)
            case At.MARKING:
                self._on_paper(key, again)
            case At.REVIEW:
                if key == "enter" and not again:
                    self._after_review()
                elif key == "escape":
                    self._turn_to(self._paper, At.MARKING)
                elif key in ("up", "down"):
                    self._view.move(-1 if key == "up" else 1)
                elif key == BLANK_KEY:
                    self._blank()
            case At.REFUSED:
                if key == "enter" and not again:
                    self._cast()
                elif key == BLANK_KEY:
                    self._blank()
            case At.THANKS:
                pass

    def _on_curtain(self, key: str, again: bool, armed: bool) -> None:
        if key == "space" and self._at is At.CURTAIN and not again:
            self._begin()
        elif key == LEAVE_KEY:
            self._armed = True
            self._show()
        elif key == LEAVE_CONFIRM and armed:
            self._leave()
        elif armed:
            self._show()

    def _on_paper(self, key: str, again: bool) -> None:
        view = self._view
        if key == "enter":
            if not again:
                self._after_paper()
        elif key == "escape":
            if self._paper and not again:
                self._turn_to(self._paper - 1, At.MARKING)
        elif key == BLANK_KEY:
            self._blank()
        elif key in ("up", "down"):
            view.move(-1 if key == "up" else 1)
        elif again:
            return
        elif key in ("space", "left", "right"):
            wanted = {"left": Mark.FOR, "right": Mark.AGAINST}.get(key)
            if wanted is None or self._sheet.form.kind is BallotKind.APPROVE_REJECT:
                self._mark(view.line_marked, wanted)
        else:
            line = view.line_of_key(key)
            if line is not None:
                view.stand_on(line)
                if self._mark(line, None) and not self._large:
                    view.move(1)

    def on_click(self, event: events.Click) -> None:
        """The mouse does what keys do: a box, a line, and the way on at the foot."""
        event.stop()
        if self._at not in (At.MARKING, At.REVIEW) or event.widget is not self._view:
            return
        view = self._view
        if view.is_foot(event.y):
            self._press("enter", event.time)
            return
        line, wanted = view.at(event.x, event.y)
        if line is None or self._at is At.REVIEW:
            return
        key = f"click {line} {wanted}"
        again = key == self._last_key and event.time - self._last_time < REPEAT
        self._last_key, self._last_time = key, event.time
        self._awake()
        if not again:
            view.stand_on(line)
            self._mark(line, wanted)

    @property
    def _view(self) -> PaperView:
        return self.query_one(LargeView if self._large else SheetView)

    def _enlarge(self) -> None:
        """Large letters, one unit at a time; the same key leads back. Nothing that was marked changes."""
        before = self._view
        self._large = not self._large
        self._view.take_place_of(before)
        before.blank()
        self.set_class(self._large, "-large")
        self._show()

    # --- the ballot --------------------------------------------------------------------------------

    @property
    def _sheet(self) -> Sheet:
        return self._sheets[self._paper]

    def _begin(self) -> None:
        """Raise the curtain over unmarked papers, in an order of chance where the rules want one."""
        for sheet in self._sheets:
            lines = list(range(len(sheet.form.nominees)))
            self._marks.append([Mark.NONE if n in sheet.open_lines else sheet.form.barred for n in lines])
            if sheet.shuffled:
                self._chance.shuffle(lines)
            self._orders.append(lines)
        self._seen = False
        self._turn_to(0, At.MARKING)

    def _turn_to(self, paper: int, at: At) -> None:
        """Lay a paper before the delegate, to mark it or to look through it."""
        self._paper = paper
        lines = self._orders[paper]
        start = self._chance.randrange(len(lines)) if at is At.MARKING else 0
        page = paper + 1, len(self._sheets)
        self._view.begin(self._sheet, lines, start, page=page, seen=self._seen)
        self._go(at)

    def _after_paper(self) -> None:
        """The next paper; after the last one, or when this one was only corrected, the review."""
        last = len(self._sheets) - 1
        if self._seen:
            self._turn_to(self._paper, At.REVIEW)
        elif self._paper < last:
            self._turn_to(self._paper + 1, At.MARKING)
        else:
            self._seen = True
            self._turn_to(0, At.REVIEW)

    def _after_review(self) -> None:
        """The next paper is looked through; after the last one all of them go into the box, once."""
        if self._paper < len(self._sheets) - 1:
            self._turn_to(self._paper + 1, At.REVIEW)
        else:
            self._cast()

    def _mark(self, line: int, wanted: Mark | None) -> bool:
        """Put the next mark (or the wanted one) on a line; False where the form does not take it."""
        if line not in self._sheet.open_lines:
            return False
        cycle = _CYCLES[self._sheet.form.kind]
        marks = self._marks[self._paper]
        before = marks[line]
        following = cycle[(cycle.index(before) + 1) % len(cycle)]
        marks[line] = wanted if wanted is not None and wanted in cycle else following
        choosing = self._sheet.form.kind is BallotKind.CHOOSE_UP_TO
        if choosing and self._sheet.form.judge(self._cells()).flaw is Flaw.TOO_MANY:
            marks[line] = before
            self._said = _("No more than {n:02d} units. Take one mark away first.").format(
                n=self._sheet.form.max_choices
            )
            self._show()
            return False
        self._said = ""
        self._show()
        return True

    def _cells(self) -> str:
        return "".join(self._marks[self._paper])

    def _cast(self) -> None:
        """Put the ballot in; only when the disk has it are the marks forgotten."""
        try:
            self._put(tuple(Ballot("".join(marks)) for marks in self._marks))
        except ConsoleError as error:
            self._said = str(error)
            self._go(At.REFUSED, keep=True)
            return
        self._forget()
        self._go(At.THANKS)
        self.set_timer(self.THANKS_SECONDS, self._curtain_again)

    def _curtain_again(self) -> None:
        if self._at is At.THANKS:
            self._go(At.OVER)

    def _blank(self) -> None:
        """Wipe first, then say so; no ballot goes in."""
        self._forget()
        self._go(At.CURTAIN)

    def _forget(self) -> None:
        self._marks, self._orders = [], []
        self._paper, self._said = 0, ""
        for view in self.query(PaperView):
            view.blank()

    def _leave(self) -> None:
        """The operator's act: back to the polling place."""
        if self._at is At.CURTAIN:
            try:
                self._take_back()
            except ConsoleError as error:
                self._said = str(error)
                self._show()
                return
        self._forget()
        self.dismiss()

    def _awake(self) -> None:
        """Somebody is there: the warning goes."""
        if self._idle.seconds >= self._warn_after:
            self._said = ""
            self._show()
        self._idle.seconds = 0

    @property
    def _warn_after(self) -> int:
        return self.WARN_AFTER + (self.AT_LEISURE if self._large else 0)

    def _tick(self) -> None:
        if self._at not in (At.MARKING, At.REVIEW):
            self._idle.seconds = 0
            return
        self._idle.seconds += 1
        if self._idle.seconds >= self._warn_after + self.BLANK_AFTER - self.WARN_AFTER:
            self._blank()
        elif self._idle.seconds == self._warn_after:
            self._said = _("Are you still there? Without a key this ballot is wiped soon.")
            self._show()

    # --- what is seen ------------------------------------------------------------------------------

    def _go(self, at: At, *, keep: bool = False) -> None:
        self._at = at
        if not keep:
            self._said = ""
        self._show()

    def _show(self) -> None:
        """Paint what belongs to where the delegate stands."""
        paper = self._at in (At.MARKING, At.REVIEW)
        if paper:
            words = self._said or (review(self._sheet.form, self._cells()) if self._at is At.REVIEW else "")
            self._view.show(self._marks[self._paper], reviewing=self._at is At.REVIEW, words=words)
        else:
            self._show_curtain()
        self.set_class(paper, "-paper")

    def _show_curtain(self) -> None:
        big, words = self.query_one("#big", Banner), self.query_one("#words", Words)
        act = self.query_one("#act", Words)
        leave = _("Operator: press B, then Enter.")
        leave = _("Operator: press Enter to go back, any other key to stay.") if self._armed else leave
        act.say(leave)
        match self._at:
            case At.THANKS:
                big.show(_("The ballot is in the box.\nThank you."))
                words.say("")
                act.say("")
            case At.OVER:
                big.show(_("The booth is free"))
                words.say(self._said)
            case At.REFUSED:
                big.show(_("Please wait for a teller"))
                words.say(
                    stacked(
                        [
                            plain(self._said, "bold $error"),
                            "",
                            plain(_("Enter: try again. The ballot goes into the box once, however often.")),
                            plain(_("Ctrl+X: wipe the marks and draw the curtain.")),
                        ]
                    )
                )
                act.say("")
            case _:
                big.show(_("Please vote"))
                begin = fill(_("Press {key} to begin."), key=plain(_("Space"), "bold $key"))
                words.say(stacked([plain(self._said), begin] if self._said else [begin]))
                size = _("+: small letters") if self._large else _("+: large letters, one unit at a time")
                helper = _(
                    "Who cannot see or press chooses a helper, who reads aloud and presses; "
                    "tell the operator first, who notes it in the minutes."
                )
                act.say(stacked([plain(size, "bold"), helper, "", leave]))


def review(form: Form, cells: str) -> str:
    """What a ballot amounts to, in neutral words."""
    verdict = form.judge(cells)
    chosen = cells.count(Mark.FOR)
    match form.kind:
        case BallotKind.CHOOSE_UP_TO:
            said = _("You choose {n} units.").format(n=count(chosen)) if chosen else _("You choose no unit.")
        case BallotKind.STRIKE_OUT:
            said = _("You strike out {n} units.").format(n=count(cells.count(Mark.AGAINST)))
        case BallotKind.APPROVE_REJECT:
            said = _("You agree to {yes}, do not agree to {no}, leave {blank} unmarked.").format(
                yes=count(chosen),
                no=count(cells.count(Mark.AGAINST)),
                blank=count(cells.count(Mark.NONE)),
            )
    if verdict.flaw is not None:
        said += " " + _("Such a ballot is counted as invalid: {why}.").format(why=verdict.flaw.words())
    return said
