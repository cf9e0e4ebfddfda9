"""What the screens of one ballot share: the operator's, the polling place, the tellers' table."""

from datetime import datetime

from console.ballot import course, nomination, voting, walk
from console.ballot.course import Phase
from console.ballot.round import Method, Round
from console.conference import Stage
from console.errors import NotAllowed
from console.language import _, mark
from screens.actions import Action
from screens.dialogs import Ask, Line, Message
from screens.text import plain, stacked
from screens.workplace import ConferenceScreen, Corner

PHASES: dict[Phase, str] = {
    Phase.LIST: mark("MAKING THE LIST"),
    Phase.TELLERS: mark("ELECTING TELLERS"),
    Phase.SEALING: mark("BEFORE SEALING"),
    Phase.OPENING: mark("BEFORE THE BALLOT"),
    Phase.VOTING: mark("VOTING"),
    Phase.PAPER: mark("VOTING ON PAPER"),
    Phase.CLOSED: mark("BALLOT CLOSED"),
    Phase.COUNTED: mark("COUNTED"),
    Phase.SETTLING: mark("ANNOUNCED"),
    Phase.DONE: mark("ALL DECIDED"),
}
"""The state word of each phase."""

METHODS: dict[Method, str] = {
    Method.LAPTOP: mark("secret ballot on this laptop"),
    Method.PAPER: mark("secret ballot on paper"),
    Method.OPEN: mark("open vote"),
}

VOID = Action(
    "void",
    "v",
    mark("Void"),
    help=mark("Void this round with a reason, to vote again or in another way."),
)

PRINT = Action(
    "print_ballots",
    "i",
    mark("Print ballots"),
    help=mark("Write the ballot papers of the coming round, two to an A5 sheet, to be printed."),
)
TWICE = Action(
    "twice",
    "d",
    mark("Every ballot, twice"),
    help=mark("Two tellers key every paper ballot; the entries are compared line by line."),
)
RECOUNT = Action(
    "recount",
    "k",
    mark("Recount"),
    help=mark("Count once more because a teller asks; the minutes state both counts."),
)


class BallotStage(ConferenceScreen):
    """A screen of bình xét over the round that is on."""

    STAGE = Stage.BALLOT

    def on_mount(self) -> None:
        """The room is told how far an open ballot is."""
        with self.guard():
            self.desk.polling.show()

    @property
    def phase(self) -> Phase:
        """The step that is on."""
        return course.phase(self.conference, self.desk.desk.events())

    @property
    def row(self) -> Round | None:
        """The round under way."""
        return voting.running(self.conference)

    def state(self) -> str:
        """The state word of the phase."""
        return _(PHASES[self.phase])

    def now(self) -> datetime:
        """The time now."""
        return self.desk.now()

    def names(self, nominees: tuple[int, ...]) -> str:
        """Nominees by name, as a list in a sentence."""
        return ", ".join(self.conference.nominee(n).name for n in nominees)

    def action_print_ballots(self) -> None:
        """The ballot papers of the award that is on, as a file to be opened and printed."""
        award = course.award_on(self.conference)
        if award is None:
            self.app.complain(NotAllowed(_("Every award is decided; there is no ballot to print.")))
            return
        with self.guard():
            path = self.desk.print_ballots(award)
            words = _("The ballot papers are written. Open this file in a browser and print it:")
            self.app.push_screen(
                Message(stacked([words, plain(str(path), "bold")]), title=_("Print ballots"))
            )

    def action_void(self) -> None:
        """Hủy kết quả: the round counts for nothing; the room votes again, the same way or another."""

        def leave(answers: dict[str, str] | None) -> None:
            if answers is not None:
                self.go_to(Stage.BALLOT, Corner.OPERATOR)

        waiting = walk.waiting(self.conference)
        row = self.row or (waiting[0] if waiting else None)
        rows = walk.of(self.conference, row) if row is not None else ()
        lost = [self.conference.award(r.award).name for r in rows if r.state in nomination.RUNNING]
        self.app.push_screen(
            Ask(
                _("Void this round?") if len(lost) < 2 else _("Void the whole walk?"),
                [Line("reason", _("Reason"), required=True, hint=_("the minutes will say it"))],
                intro=stacked(
                    [
                        plain("; ".join(lost), "bold"),
                        _(
                            "Its ballots count for nothing and are never opened. "
                            "The room then chooses again how it votes."
                        ),
                    ]
                ),
                accept=lambda a: self.desk.polling.void(a["reason"]),
            ),
            leave,
        )
