"""The tellers' entry of paper ballots: totals that must add up, or every ballot twice by two tellers.

What is keyed here lives on this screen alone until it is a total; then it is wiped. The room sees nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult

from console.ballot import recount, voting
from console.ballot.box import TellerKey
from console.ballot.double_entry import DoubleEntry
from console.ballot.forms import BallotKind, Form, Mark
from console.ballot.round import Method, Round
from console.ballot.seal import by_tellers
from console.ballot.tally import Difference, Tally
from console.conference import Conference, Stage
from console.errors import BadInput, ConsoleError, NotAllowed
from console.language import _, mark
from screens.actions import Action
from screens.balloting import BallotStage
from screens.dialogs import Ask, Choice, Choose, Confirm, Line, Message
from screens.dialogs.hands import whole
from screens.phrases import TypePhrases
from screens.sheet import KEYS, Sheet
from screens.text import Text, line, plain, stacked
from screens.widgets import Column, Table, Words
from screens.workplace import ConferenceScreen, Corner, Workplace

Take = Callable[[Tally], object]
"""What becomes of the totals; refuses with a sentence."""

CYCLES: dict[BallotKind, tuple[Mark, ...]] = {
    BallotKind.APPROVE_REJECT: (Mark.NONE, Mark.FOR, Mark.AGAINST, Mark.BOTH),
    BallotKind.CHOOSE_UP_TO: (Mark.NONE, Mark.FOR),
    BallotKind.STRIKE_OUT: (Mark.NONE, Mark.AGAINST),
}
"""What a line's key goes through, in turn."""

READ: dict[Mark, str] = {
    Mark.FOR: mark("agree"),
    Mark.AGAINST: mark("disagree"),
    Mark.BOTH: mark("both boxes"),
    Mark.NONE: mark("no mark"),
    Mark.SPOILED: mark("whole paper invalid"),
}
"""How a mark is read aloud."""


def named_form(conference: Conference, row: Round) -> Form:
    """The round's form with names in place of ids, so that what does not add up is said by name."""
    form = voting.form_of(conference, row)
    return replace(form, nominees=tuple(conference.nominee(n).name for n in row.nominees))


def read_mark(kind: BallotKind, what: Mark | None) -> str:
    """A mark in the words of its form."""
    if what is None:
        return ""
    if kind is BallotKind.CHOOSE_UP_TO and what is Mark.FOR:
        return _("chosen")
    if kind is BallotKind.STRIKE_OUT and what in (Mark.AGAINST, Mark.NONE):
        return _("struck out") if what is Mark.AGAINST else _("left standing")
    return _(READ[what])


def _choose(stage: BallotStage, title: str, take: Take) -> None:
    row = stage.row
    if row is None:
        return

    def chosen(way: str | None) -> None:
        if way == "totals":
            ask_totals(stage, take)
        elif way == "twice":
            stage.app.switch_screen(PaperEntryScreen(stage.desk, take))

    stage.app.push_screen(
        Choose(
            title,
            [
                Choice("totals", _("Totals"), _("the tellers have counted by hand")),
                Choice("twice", _("Every ballot, twice"), _("two tellers key the same pile")),
            ],
        ),
        chosen,
    )


def begin_recount(stage: BallotStage) -> None:
    """Kiểm lại: which teller asks, then the count again, on paper or from the box."""
    row = stage.row
    if row is None or not recount.allowed(row):
        stage.app.complain(NotAllowed(_("This round cannot be counted again now.")))
        return
    polling = stage.desk.polling

    def asked(teller: str | None) -> None:
        if teller is None:
            return
        who = int(teller)
        if row.method is Method.PAPER:
            _choose(
                stage,
                _("How do the tellers enter the second count?"),
                lambda tally: polling.recount_on_paper(tally, who),
            )
            return
        if by_tellers(stage.conference):
            window = TypePhrases(
                _("Two tellers open the box once more"),
                stage.desk.sealing.holders(),
                lambda keys: polling.recount(keys, who),
            )
            stage.app.push_screen(window, lambda done: tell_recount(stage) if done else None)
            return
        with stage.guard():
            polling.recount([TellerKey(t.id) for t in stage.conference.tellers], who)
            tell_recount(stage)

    people = [Choice(str(t.id), t.name) for t in stage.conference.tellers]
    stage.app.push_screen(Choose(_("Which teller asks for a recount?"), people), asked)


def tell_recount(stage: ConferenceScreen) -> None:
    """What the second count found otherwise."""
    row = voting.running(stage.conference)
    if row is None or row.recount is None:
        return
    found = recount.differences(row, lambda nominee: stage.conference.nominee(nominee).name)
    words: list[Text] = [plain(words) for words in found]
    said = stacked(words) if words else plain(_("The recount agrees with the first count."))
    stage.app.push_screen(Message(said, title=_("Recount")))


# --- totals -----------------------------------------------------------------------------------------------


def ask_totals(stage: BallotStage, take: Take) -> None:
    """A form of whole numbers; what does not add up is said in it, and nothing typed is lost."""
    row = stage.row
    if row is None:
        return
    conference, polling = stage.conference, stage.desk.polling
    form = named_form(conference, row)
    against = form.kind is not BallotKind.CHOOSE_UP_TO
    yes, no = _labels(form.kind)
    labels = {
        "valid": _("Valid"),
        "invalid": _("Invalid"),
        "blank": _("Nothing marked (among these)"),
    }
    for n, name in enumerate(form.nominees):
        labels[f"for_{n}"] = f"{name}: {yes}"
        if against:
            labels[f"against_{n}"] = f"{name}: {no}"
    size = len(form.nominees)

    def accept(answers: Mapping[str, str]) -> None:
        n = {name: whole(answers[name], label) for name, label in labels.items()}
        take(
            polling.totals(
                valid=n["valid"],
                invalid=n["invalid"],
                blank=n["blank"],
                votes_for=[n[f"for_{i}"] for i in range(size)],
                votes_against=[n[f"against_{i}"] for i in range(size)] if against else None,
            )
        )

    def done(answers: dict[str, str] | None) -> None:
        if answers is not None:
            tell_recount(stage)

    at_first = {"invalid": "00", "blank": "00"}
    entries = [
        Line(name, label, at_first.get(name, ""), required=True, max_length=6)
        for name, label in labels.items()
    ]
    intro = _(
        "{n:02d} ballots were collected, written opinions among them: valid and invalid add up to that."
    )
    stage.app.push_screen(
        Ask(
            _("Totals counted from paper"),
            entries,
            intro=intro.format(n=row.collected + row.written),
            accept=accept,
        ),
        done,
    )


def _labels(kind: BallotKind) -> tuple[str, str]:
    match kind:
        case BallotKind.APPROVE_REJECT:
            return _("agree"), _("disagree")
        case BallotKind.CHOOSE_UP_TO:
            return _("votes"), ""
        case BallotKind.STRIKE_OUT:
            return _("left standing"), _("struck out")


# --- every ballot twice -----------------------------------------------------------------------------------


class PaperEntryScreen(BallotStage):
    """Two tellers key the same pile one after the other; where they differ they look at it together."""

    LOCKED = True
    """No other screen's keys, and a crash here leaves no log: rows of ballots are in memory."""
    DEFAULT_CSS = """
    PaperEntryScreen #top { margin-bottom: 1; }
    PaperEntryScreen Table { height: 1fr; }
    PaperEntryScreen #foot { margin-top: 1; min-height: 3; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("put", "enter", mark("Next ballot"), primary=True),
        Action("second", "enter", mark("Second teller"), primary=True),
        Action("compare", "enter", mark("Compare"), primary=True),
        Action("finish", "enter", mark("Take the totals"), primary=True),
        Action("take_back", "backspace", mark("Ballot before")),
        Action("spoiled", "slash", mark("Whole paper invalid")),
        Action("leave", "escape", mark("Leave the entry")),
    )

    def __init__(self, desk: Workplace, take: Take) -> None:
        """An empty entry over the round that is at the tellers' table.

        Args:
            take: what becomes of the totals.
        """
        super().__init__(desk)
        self._take = take
        row = self.row
        assert row is not None
        self._entry = DoubleEntry(named_form(self.conference, row), row.collected + row.written)
        self._cells: list[Mark] = []
        self._clear()
        self._said = ""

    def body(self) -> ComposeResult:
        """What is keyed now, the lines, what it amounts to."""
        yield Words(id="top")
        yield Table(
            [
                Column("key", _("Key"), 5, right=True),
                Column("name", _("Unit"), grow=True),
                Column("one", ""),
                Column("two", ""),
                Column("both", ""),
            ]
        )
        yield Words(id="foot")

    # --- what stands there -------------------------------------------------------------------------

    @property
    def _form(self) -> Form:
        return self._entry.form

    @property
    def _full(self) -> bool:
        """Whether the reading that is on has all ballots of the pile."""
        return self._entry.reading < 2 and self._entry.keyed >= self._entry.ballots

    @property
    def _differences(self) -> tuple[Difference, ...]:
        return self._entry.differences() if self._entry.reading == 2 else ()

    @property
    def _open(self) -> bool:
        return any(self._entry.decided(d) is None for d in self._differences)

    def draw(self) -> None:
        """The ballot being keyed, the pause between the tellers, or the differences."""
        if self._entry.reading == 2:
            self._draw_differences()
        elif self._full:
            self._draw_pause()
        else:
            self._draw_ballot()

    def _say(self, top: str, foot: list[Text]) -> None:
        self.query_one("#top", Words).say(plain(top, "bold $primary"))
        wrong: list[Text] = [plain(self._said, "bold $error")] if self._said else []
        self.query_one("#foot", Words).say(stacked([*wrong, *foot]))

    def _teller(self) -> str:
        return _("First entry") if self._entry.reading == 0 else _("Second entry")

    def _draw_ballot(self) -> None:
        boxes = Sheet("", self._form, self._form.nominees, ()).columns()
        rows = []
        for n, name in enumerate(self._form.nominees):
            cells = [plain(KEYS[n].upper() if n < len(KEYS) else ""), line(name)]
            for box, label in boxes:
                marked = self._cells[n] is box or (self._cells[n] is Mark.BOTH)
                cells.append(plain(f"{'[X]' if marked else '[ ]'} {label}", "bold" if marked else ""))
            cells += [plain("")] * (5 - len(cells))
            rows.append((str(n), tuple(cells)))
        self.query_one(Table).show(rows)
        verdict = self._form.judge("".join(self._cells))
        worth = _("valid") if verdict.flaw is None else _("invalid: {why}").format(why=verdict.flaw.words())
        top = _("{teller}: ballot {n:02d} of {all:02d}").format(
            teller=self._teller(), n=self._entry.keyed + 1, all=self._entry.ballots
        )
        keys = _("A line's key goes through its marks; + and - mark every line; Space marks the line.")
        self._say(top, [plain(_("This ballot: {worth}").format(worth=worth)), plain(keys, "$text-muted")])

    def _draw_pause(self) -> None:
        self.query_one(Table).show([])
        if self._entry.reading == 0:
            words = _("The first teller is through. Hand the same pile, in the same order, to the second.")
        else:
            words = _("The second teller is through. The two entries are compared now.")
        self._say(words, [])

    def _draw_differences(self) -> None:
        kind = self._form.kind
        rows: list[tuple[str, tuple[Text, ...]]] = []
        for n, one in enumerate(self._differences):
            name = _("Ballot {n:02d}: {unit}").format(n=one.ballot, unit=one.nominee)
            decided = self._entry.decided(one)
            said = f"► {read_mark(kind, decided)}" if decided is not None else _("to decide")
            rows.append(
                (
                    str(n),
                    (
                        "",
                        line(name),
                        plain(f"1 {read_mark(kind, one.first)}"),
                        plain(f"2 {read_mark(kind, one.second)}"),
                        plain(said, "bold"),
                    ),
                )
            )
        self.query_one(Table).show(rows)
        if not rows:
            self._say(_("The two entries agree on every line."), [])
            return
        top = _("{n:02d} lines differ. Look at the paper together and decide.").format(n=len(rows))
        keys = _("1: as the first teller read   2: as the second   3: something else, in turn")
        self._say(top, [plain(keys)])

    def available(self, action: Action) -> bool:
        """One way on: the next ballot, the second teller, the comparison, the totals."""
        reading, full = self._entry.reading, self._full
        match action.id:
            case "put":
                return reading < 2 and not full
            case "second":
                return reading == 0 and full
            case "compare":
                return reading == 1 and full
            case "finish":
                return reading == 2
            case "take_back":
                return reading < 2
            case "spoiled":
                return reading < 2 and not full
        return True

    # --- keys --------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """The direct keys of the lines; everything else is an action."""
        deciding = self._entry.reading == 2
        if self._decide(event.key) if deciding else (not self._full and self._mark(event)):
            event.stop()
            event.prevent_default()
            self.redraw()

    def _mark(self, event: events.Key) -> bool:
        """Put the next mark on a line; True when the key was one of ours."""
        cycle = CYCLES[self._form.kind]
        if event.character in ("+", "-"):
            wanted = Mark.FOR if event.character == "+" else Mark.AGAINST
            if wanted not in cycle:
                wanted = Mark.NONE
            self._cells = [wanted] * len(self._cells)
            return True
        place = KEYS.find(event.key) if len(event.key) == 1 else -1
        if event.key == "space":
            place = int(self.query_one(Table).marked or 0)
        if not 0 <= place < len(self._cells):
            return len(event.key) == 1
        before = self._cells[place]
        if before is Mark.SPOILED:
            self._clear()
            before = Mark.NONE
        self._cells[place] = cycle[(cycle.index(before) + 1) % len(cycle)]
        self.query_one(Table).mark(str(place))
        return True

    def _decide(self, key: str) -> bool:
        if key not in ("1", "2", "3"):
            return len(key) == 1
        rows = self._differences
        at = self.query_one(Table).marked
        if at is None:
            return True
        row = rows[int(at)]
        chosen = {"1": row.first, "2": row.second}.get(key)
        if key == "3":
            cycle = CYCLES[self._form.kind]
            now = self._entry.decided(row)
            chosen = cycle[(cycle.index(now) + 1) % len(cycle)] if now in cycle else cycle[0]
        if chosen is not None:
            self._entry.decide(row, chosen)
            following = [n for n, d in enumerate(rows) if self._entry.decided(d) is None]
            if following and key != "3":
                self.query_one(Table).mark(str(following[0]))
        return True

    def _clear(self) -> None:
        self._cells = [Mark.NONE] * len(self._form.nominees)

    # --- going on ----------------------------------------------------------------------------------

    def action_put(self) -> None:
        """The ballot is keyed; the next one."""
        self._said = ""
        try:
            self._entry.put("".join(self._cells))
            self._clear()
        except BadInput as error:
            self._said = str(error)
        self.redraw()
        if not self._full and self._form.nominees:
            self.query_one(Table).mark("0")

    def action_second(self) -> None:
        """The pile goes to the second teller."""
        self._next_reading()

    def action_compare(self) -> None:
        """Line by line."""
        self._next_reading()

    def _next_reading(self) -> None:
        with self.guard():
            self._entry.finish_reading()
            self._clear()

    def action_take_back(self) -> None:
        """The ballot before, to be corrected."""
        cells = self._entry.take_back()
        if cells is not None:
            self._cells = [Mark(cell) for cell in cells]
        self.redraw()

    def action_spoiled(self) -> None:
        """A paper that the tellers find invalid as a whole; once more takes it back."""
        if self._cells and self._cells[0] is Mark.SPOILED:
            self._clear()
        else:
            self._cells = [Mark.SPOILED] * len(self._cells)
        self.redraw()

    def action_finish(self) -> None:
        """The totals, when every difference is decided; the rows are wiped with it."""
        row = self.row
        if row is None:
            return
        try:
            form = voting.form_of(self.conference, row)
            self._take(replace(self._entry.tally(), nominees=form.nominees))
        except ConsoleError as error:
            self._said = str(error)
            self.redraw()
            return
        self._go_back()

    def action_leave(self) -> None:
        """Back to the tellers' table; what was keyed is lost, so it is asked for."""
        if not self._entry.begun:
            self._go_back()
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._go_back()

        self.app.push_screen(
            Confirm(_("Leave the entry?"), _("What the tellers have keyed is wiped; the papers stay.")),
            answered,
        )

    def _go_back(self) -> None:
        self._forget()
        self.go_to(Stage.BALLOT, Corner.COUNT, tell_recount)

    def _forget(self) -> None:
        """Nothing of a ballot stays."""
        self._entry.forget()
        self._clear()
        self._said = ""
        if self.is_mounted:
            self.query_one(Table).show([])

    def on_unmount(self) -> None:
        """Nothing stays, however this screen was left."""
        self._entry.forget()
        self._cells = []
