"""The polling place: who is still to vote, how many have, and the ONE ballot that is released next."""

from collections.abc import Mapping
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Digits

from console.ballot import voting
from console.ballot.box import Admission
from console.ballot.course import Phase
from console.ballot.round import AdmittedBy, Round
from console.ballot.sealing import Need
from console.conference import Stage
from console.language import _, mark
from console.wording import count
from screens.actions import Action, Where
from screens.balloting import VOID, BallotStage
from screens.dialogs import Ask, Confirm, Line, Message
from screens.sealing import TROUBLE, unlocked, ways_out
from screens.text import Text, fill, plain, stacked
from screens.widgets import Column, Table, Words
from screens.workplace import Corner

SLIPS = "slips"
"""The row that counts the slips whose ballot is not cast; it names nobody."""

WRITTEN = "written"
"""The row of the written opinions that the tellers mix in."""


class PollingScreen(BallotStage):
    """Units that have not voted yet, in list order, and how many have. Never who voted when."""

    ABOUT = mark(
        "Call one unit after another to the laptop. Only how many have voted is known; nothing is kept "
        "of the order or the time."
    )
    DEFAULT_CSS = """
    PollingScreen #turnout { width: 34; height: 1fr; padding: 0 2 0 0; }
    PollingScreen.-wide #turnout { width: 44; }
    PollingScreen Digits { width: 100%; height: 3; color: $primary; text-style: bold; margin-top: 1; }
    PollingScreen #code { margin-top: 1; }
    PollingScreen #what { text-style: bold; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action(
            "unlock",
            "enter",
            mark("Two tellers type"),
            primary=True,
            help=mark("The program was started again: two tellers type their phrases, and voting goes on."),
        ),
        Action(
            "call",
            "enter",
            mark("Call the marked unit"),
            primary=True,
            help=mark("Release ONE ballot and draw the curtain for the delegate."),
        ),
        Action(
            "admit",
            "enter",
            mark("Type a slip's code"),
            primary=True,
            help=mark("A teller types the code of the slip that the delegate drew; ONE ballot is released."),
        ),
        Action(
            "written",
            "w",
            mark("Written opinion"),
            help=mark("The tellers mix in the next written opinion."),
        ),
        Action(
            "close",
            "enter",
            mark("Close the ballot"),
            primary=True,
            help=mark("Nobody votes any more; the box is closed for good."),
        ),
        Action("close_now", "d", mark("Close"), help=mark("Close although some have not voted.")),
        VOID,
        Action("operator", "escape", mark("Back"), also="b", help=mark("Back to the list of awards.")),
        TROUBLE,
        Action("up", "up", mark("Up"), where=Where.HELP),
        Action("down", "down", mark("Down"), where=Where.HELP),
    )

    def body(self) -> ComposeResult:
        """The turnout beside the list."""
        with Horizontal():
            with Vertical(id="turnout"):
                yield Words(id="what")
                yield Digits("", id="voted")
                yield Words(id="of")
                yield Words(id="code")
            yield Table([Column("unit", _("Still to vote"), grow=True)])

    def draw(self) -> None:
        """Counts, the seal, and who is still to vote."""
        row = self.row
        if row is None or self.phase is not Phase.VOTING:
            return
        turnout, conference = self.desk.polling.turnout(), self.conference
        self.query_one("#what", Words).say(
            stacked(
                [
                    _("{award}, round {n}").format(award=conference.award(each.award).name, n=each.number)
                    for each in self.desk.polling.papers()
                ]
            )
        )
        self.query_one("#voted", Digits).update(f"{count(turnout.voted)} / {count(turnout.entitled)}")
        empty = _("The box is empty (00 ballots).")
        inside = _("ballots are in the box.")
        self.query_one("#of", Words).say(inside if turnout.voted else empty)
        self.query_one("#code", Words).say(
            stacked(
                [
                    plain(_("Seal of the box, to be read aloud and written down:")),
                    plain(row.code, "bold $key"),
                ]
            )
        )
        rows: list[tuple[str, tuple[Text]]] = []
        for delegate in self.desk.polling.waiting():
            person = conference.delegate(delegate)
            unit = conference.unit(person.unit)
            named = unit.name
            if conference.meeting.electorate == "delegate" and person.name:
                named = f"{person.name} ({unit.short_name})"
            rows.append((str(delegate), (named,)))
        drawn = self.desk.polling.still_to_vote() if self._by_code else 0
        if drawn:
            words = fill(_("Slips still out: {n}"), n=plain(count(drawn), "bold"))
            rows.append((SLIPS, (words,)))
        left = self.desk.polling.written_left()
        if left:
            words = fill(_("Written opinions, entered by the tellers: {n}"), n=plain(count(left), "bold"))
            rows.append((WRITTEN, (words,)))
        self.query_one(Table).show(rows)

    def available(self, action: Action) -> bool:
        """Calling while somebody is left, closing as the way on when nobody is."""
        if self.phase is not Phase.VOTING:
            return action.id == "operator"
        polling = self.desk.polling
        voting_left, written_left = bool(polling.still_to_vote()), bool(polling.written_left())
        left = voting_left or written_left
        locked = self.desk.sealing.need is Need.UNLOCK
        match action.id:
            case "unlock":
                return locked
            case "admit":
                return self._by_code and voting_left and not locked
            case "written":
                return self._by_code and written_left and not locked
            case "call":
                return left and not locked and not (self._by_code and voting_left)
            case "close_now":
                return left and not locked
            case "close":
                return not left and not locked
        return True

    def action_operator(self) -> None:
        """Back to the awards; the ballot stays open."""
        self.go_to(Stage.BALLOT, Corner.OPERATOR)

    @work
    async def action_unlock(self) -> None:
        """After a restart, two tellers let the ballot go on."""
        await unlocked(self)
        self.redraw()

    def action_trouble(self) -> None:
        """What may go wrong, and what is done then."""
        self.app.push_screen(Message(ways_out(), title=_("If something breaks")))

    def action_up(self) -> None:
        """Mark the unit above."""
        self.query_one(Table).action_cursor_up()

    def action_down(self) -> None:
        """Mark the unit below."""
        self.query_one(Table).action_cursor_down()

    def action_call(self) -> None:
        """Release one ballot and draw the curtain."""
        marked = self.query_one(Table).marked
        if marked is None:
            return
        if marked == WRITTEN:
            self.action_written()
            return
        with self.guard():
            self._draw_curtain(self.desk.polling.call(int(marked)), int(marked))

    def action_written(self) -> None:
        """The tellers mix in the next written opinion."""
        with self.guard():
            admission = self.desk.polling.admit_written()
            if admission is not None:
                self._draw_curtain(admission)

    @work
    async def action_admit(self) -> None:
        """A teller types the code of a slip; nobody is named."""
        admitted: list[Admission] = []

        def accept(answers: Mapping[str, str]) -> None:
            admitted.append(self.desk.polling.admit(answers["code"]))

        form = Ask(
            _("The code of the slip"),
            [
                Line(
                    "code",
                    _("Code"),
                    required=True,
                    hint=_("capitals or small letters; blanks do not matter"),
                )
            ],
            accept=accept,
        )
        if await self.app.push_screen_wait(form) is not None and admitted:
            self._draw_curtain(admitted[0])

    @property
    def _by_code(self) -> bool:
        row = self.row
        return row is not None and row.admission is AdmittedBy.CODE

    def _draw_curtain(self, admission: Admission, delegate: int | None = None) -> None:
        """The booth for one released ballot, with a paper for each award of the walk.

        Args:
            delegate: who was called; None for a slip or a written opinion, which may mark every line.
        """
        from screens.booth import BoothScreen
        from screens.sheet import Sheet

        conference, polling = self.conference, self.desk.polling

        def open_lines(row: Round) -> tuple[int, ...]:
            return tuple(range(len(row.nominees))) if delegate is None else polling.lines_for(delegate, row)

        sheets = [
            Sheet(
                title=conference.award(row.award).name,
                form=voting.form_of(conference, row),
                names=tuple(conference.nominee(n).name for n in row.nominees),
                open_lines=open_lines(row),
                shuffled=conference.rules.ballot.order == "random",
            )
            for row in polling.papers()
        ]
        self.app.push_screen(
            BoothScreen(
                sheets,
                cast=lambda ballots: polling.cast(admission, *ballots),
                leave=lambda: polling.leave(admission),
                chance=self.desk.desk.chance,
            )
        )

    def action_close_now(self) -> None:
        """Close although some have not voted."""
        self.action_close()

    def action_close(self) -> None:
        """Close the box for good, when it is confirmed."""
        waiting = self.desk.polling.still_to_vote()
        detail = _("Nobody can vote in this round afterwards.")
        if waiting:
            detail = stacked(
                [plain(_("{n:02d} units have not voted.").format(n=waiting), "bold $warning"), plain(detail)]
            ).plain

        def closed(yes: bool | None) -> None:
            if not yes:
                return
            with self.guard():
                self.desk.polling.close()
                self.go_to(Stage.BALLOT, Corner.COUNT)

        self.app.push_screen(Confirm(_("Close the ballot?"), detail), closed)
