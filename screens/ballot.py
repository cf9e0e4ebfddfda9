"""Bình xét, for the operator: which award is on, its list, its rounds, and the one step that goes on."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult

from console import reports
from console.ballot import assistance, course, nomination, settling, voting, walk
from console.ballot.course import Phase
from console.ballot.round import Method, Nominee, NomineeState, Round, RoundState, TellerRole
from console.conference import Stage
from console.language import _, mark
from console.wording import count, decimal
from screens.actions import Action, Where
from screens.balloting import METHODS, PHASES, PRINT, VOID, BallotStage
from screens.deciding import settle
from screens.dialogs import Ask, Choice, Line, OneOf
from screens.electing import elect
from screens.helping import note_help
from screens.opening import open_ballot, said_of
from screens.text import Text, fill, plain, stacked
from screens.widgets import Column, Table, Words
from screens.workplace import Corner

STATES: dict[NomineeState, str] = {
    NomineeState.LISTED: mark("on the list"),
    NomineeState.WITHDRAWN: mark("withdraws"),
    NomineeState.NOT_CONSIDERED: mark("not considered"),
    NomineeState.LEFT_OUT: mark("left out"),
}
ROLES: dict[TellerRole, str] = {
    TellerRole.HEAD: mark("head"),
    TellerRole.SECRETARY: mark("secretary"),
    TellerRole.MEMBER: mark("member"),
}


def _primary(name: str, label: str, help_text: str) -> Action:
    return Action(name, "enter", label, primary=True, help=help_text)


class BallotScreen(BallotStage):
    """The award that is on (or one to look at), its list, its tellers, its rounds."""

    ABOUT = mark(
        "The room proposes units for each award in turn. The console never decides: it lists, counts by the "
        "bloc's rules, and asks the room."
    )
    DEFAULT_CSS = """
    BallotScreen #awards { margin-bottom: 1; }
    BallotScreen Table { height: 1fr; }
    BallotScreen #facts { max-height: 9; }
    BallotScreen.-tall #facts { max-height: 14; margin-top: 1; }
    BallotScreen #eyes { display: none; color: $warning; text-style: bold; }
    BallotScreen.-eyes #eyes { display: block; }
    """
    BY_PHASE: ClassVar[dict[str, tuple[Phase, ...]]] = {
        "make_list": (Phase.LIST,),
        "form": (Phase.TELLERS,),
        "elect": (Phase.TELLERS,),
        "seal": (Phase.SEALING,),
        "open": (Phase.OPENING,),
        "poll": (Phase.VOTING,),
        "count": (Phase.PAPER, Phase.CLOSED, Phase.COUNTED),
        "settle": (Phase.SETTLING,),
        "back": (Phase.DONE,),
    }
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        _primary("make_list", mark("Make the list"), mark("Draw the list of this award by the rules.")),
        _primary("form", mark("How to vote"), mark("Choose how the room votes.")),
        _primary("elect", mark("Elect tellers"), mark("Name three tellers and count the hands.")),
        _primary("seal", mark("Seal the boxes"), mark("The tellers seal the boxes to their phrases.")),
        _primary("open", mark("Open the ballot"), mark("Choose how the room votes, read the notices, open.")),
        _primary("poll", mark("To the laptop"), mark("Call the units to the laptop one after another.")),
        _primary("count", mark("To the tellers"), mark("The tellers collect, open, count and announce.")),
        _primary("settle", mark("The room decides"), mark("What the room makes of the announced result.")),
        _primary("back", mark("Back to the agenda"), mark("Every award is decided.")),
        Action("method", "h", mark("How to vote"), help=mark("Choose how the room votes.")),
        Action("withdraw", "w", mark("Withdraws"), help=mark("The marked unit withdraws (xin rút).")),
        Action("list", "l", mark("On / off"), help=mark("Put the marked unit on the list or take it off.")),
        VOID,
        Action("nominate", "n", mark("Nominate"), help=mark("Put a part of a unit on the list.")),
        Action(
            "later", "x", mark("Not considered"), help=mark("The marked unit is not considered this year.")
        ),
        PRINT,
        Action(
            "assist",
            "g",
            mark("Help at the ballot"),
            help=mark("Note that a delegate is helped by a person it has chosen; the minutes say it."),
            where=Where.QUIET,
        ),
        Action("eyes", "e", mark("Chair's eyes"), help=mark("Show or hide who is not considered, and why.")),
        Action("undo", "u", mark("Undo"), also="ctrl+z", help=mark("Take back the last step here.")),
        Action(
            "again",
            "m",
            mark("List anew"),
            help=mark("Draw the list by the rules again."),
            where=Where.QUIET,
        ),
        Action("tellers", "t", mark("Tellers"), help=mark("Elect the tellers anew."), where=Where.QUIET),
        Action("after", "right", mark("Next award"), help=mark("Look at another award."), where=Where.QUIET),
        Action(
            "before", "left", mark("Award before"), help=mark("Look at another award."), where=Where.QUIET
        ),
    )

    looking: str = ""
    """The award that is looked at; empty for the one that is on."""

    def body(self) -> ComposeResult:
        """Awards, list, facts."""
        yield Words(id="awards")
        yield Words(id="eyes")
        yield Table(
            [
                Column("place", _("No."), 3, right=True),
                Column("name", _("Unit"), grow=True),
                Column("score", _("Score"), 6, right=True),
                Column("rank", _("Rank"), 4, right=True),
                Column("votes", _("Votes"), 5, right=True),
                Column("state", _("State")),
            ]
        )
        yield Words(id="facts")

    # --- what stands there -------------------------------------------------------------------------

    def state(self) -> str:
        """The state word of the phase; a bloc that agrees on names elects no tellers."""
        electing = self.phase is Phase.TELLERS and self._by_consensus
        return _(PHASES[Phase.OPENING]) if electing else super().state()

    @property
    def award(self) -> str:
        """The award shown."""
        on = course.award_on(self.conference)
        return self.looking or on or self.conference.rules.awards[-1].code

    def draw(self) -> None:
        """Awards, list, facts as they are."""
        self.query_one("#awards", Words).say(stacked(self._awards()))
        self.query_one("#eyes", Words).say(_("FOR THE CHAIR'S EYES: press E to hide."))
        self.query_one(Table).show([(str(n.id), self._cells(n)) for n in self._listed()])
        self.query_one("#facts", Words).say(stacked(self._facts()))

    def _awards(self) -> list[Text]:
        conference, on = self.conference, course.award_on(self.conference)
        first = conference.award(on).name if on is not None else ""
        waiting = {row.award: first for row in conference.rounds if walk.waits(conference, row)}
        said: list[Text] = []
        for rule in conference.rules.awards:
            style = "bold" if rule.code == self.award else "$text-muted"
            sign = "► " if rule.code == self.award else "  "
            if voting.finished(conference, rule.code):
                names = self.names(voting.proposed(conference, rule.code))
                where = _("proposed: {names}").format(names=names or _("nobody"))
            elif rule.code == on:
                where = _("on now")
            elif rule.code in waiting:
                where = _("in the box; counted after {award}").format(award=waiting[rule.code])
            else:
                where = _("to come")
            seats = _("{n:02d} places").format(n=rule.seats)
            said.append(plain(f"{sign}{rule.name} ({seats}): {where}", style))
        return said

    def _listed(self) -> list[Nominee]:
        rows = nomination.of_award(self.conference, self.award)
        on = nomination.on_ballot(self.conference, self.award)
        off = [n for n in rows if n not in on]
        return [*on, *(n for n in off if self._eyes or n.state != NomineeState.NOT_CONSIDERED)]

    @property
    def _eyes(self) -> bool:
        return self.has_class("-eyes")

    def _cells(self, nominee: Nominee) -> Sequence[Text]:
        conference = self.conference
        listed = nominee.state == NomineeState.LISTED
        place = [n.id for n in nomination.on_ballot(conference, self.award)]
        ranked = next((r for r in reports.ranking(conference) if r.unit.id == nominee.unit), None)
        style = "" if listed else "$text-muted"
        return (
            plain(count(place.index(nominee.id) + 1) if listed else "", style),
            plain(nominee.name, style),
            plain(decimal(ranked.total) if ranked else "", style),
            plain(str(ranked.rank) if ranked else "", style),
            plain(self._votes(nominee), style),
            plain(_(STATES[nominee.state]), style),
        )

    def _votes(self, nominee: Nominee) -> str:
        for row in reversed(voting.rounds_of(self.conference, self.award)):
            if row.state == RoundState.ANNOUNCED:
                found = [line.share or "" for line in row.lines if line.nominee == nominee.id]
                return found[0] if found else ""
        return ""

    def _facts(self) -> list[Text]:
        conference = self.conference
        said: list[Text] = []
        if conference.tellers:
            people = ", ".join(f"{t.name} ({_(ROLES[t.role])})" for t in conference.tellers)
            said.append(fill(_("Tellers: {names}."), names=people))
        else:
            said.append(plain(_("Tellers: not elected yet.")))
        for nominee in self._listed():
            withdrew = nominee.state == NomineeState.WITHDRAWN
            if nominee.reason and (withdrew or self._eyes):
                state = _(STATES[nominee.state])
                said.append(
                    fill("{name}: {state}: {reason}", name=nominee.name, state=state, reason=nominee.reason)
                )
        said += [
            fill(
                _("{name} is helped at the ballot by {helper}."),
                name=person.name or conference.unit(person.unit).short_name,
                helper=person.helper,
            )
            for person in assistance.helped(conference)
        ]
        said += [self._round(r) for r in conference.rounds if r.award == self.award]
        if self.phase in (Phase.TELLERS, Phase.SEALING, Phase.OPENING) and not self.looking:
            method = Method.OPEN if self._by_consensus else Method.LAPTOP
            for notice in voting.before_opening(conference, self.award, method):
                said.append(said_of(notice))
        return said

    def _round(self, row: Round) -> Text:
        method = _(METHODS[row.method])
        match row.state:
            case RoundState.VOID:
                where = _("void: {reason}").format(reason=row.reason)
            case RoundState.VOTING:
                where = _("voting")
            case RoundState.CLOSED if walk.waits(self.conference, row):
                where = _("closed; waits for the award before it")
            case RoundState.CLOSED:
                where = _("closed, to be counted")
            case RoundState.COUNTED:
                where = _("counted, to be announced")
            case _:
                where = row.decision if row.settled else _("announced; the room decides")
        return plain(_("Round {n}, {method}: {where}").format(n=row.number, method=method, where=where))

    # --- the one way on ----------------------------------------------------------------------------

    def available(self, action: Action) -> bool:
        """The primary of the phase; the others where the rules may allow them."""
        phase = self.phase
        if action.primary:
            if action.id in ("form", "elect"):
                return phase is Phase.TELLERS and (action.id == "form") == self._by_consensus
            return phase in self.BY_PHASE[action.id]
        running = phase in (Phase.VOTING, Phase.PAPER, Phase.CLOSED, Phase.COUNTED)
        match action.id:
            case "void":
                idle = phase in (Phase.TELLERS, Phase.SEALING, Phase.OPENING)
                return running or (idle and bool(walk.waiting(self.conference)))
            case "assist":
                return assistance.allowed(self.conference)
            case "method":
                return phase in (Phase.LIST, Phase.TELLERS, Phase.SEALING)
            case "withdraw":
                return not running and phase is not Phase.DONE
            case "print_ballots":
                return phase is not Phase.DONE
            case "list" | "later" | "nominate" | "again":
                return phase in (Phase.LIST, Phase.TELLERS, Phase.SEALING, Phase.OPENING)
            case "tellers":
                return phase in (Phase.SEALING, Phase.OPENING) or (
                    phase is Phase.TELLERS and self._by_consensus
                )
        return True

    def action_make_list(self) -> None:
        """The list by the rules."""
        self.looking = ""
        self.action_again()

    def action_again(self) -> None:
        """The list by the rules, again."""
        with self.guard():
            self.desk.desk.do(nomination.make_list, self.award)

    def action_seal(self) -> None:
        """To the sealing."""
        self.go_to(Stage.BALLOT, Corner.SEALING)

    def action_poll(self) -> None:
        """To the polling place."""
        self.go_to(Stage.BALLOT, Corner.POLLING)

    def action_count(self) -> None:
        """To the tellers' table."""
        self.go_to(Stage.BALLOT, Corner.COUNT)

    def action_back(self) -> None:
        """Back to the agenda."""
        self.go_to(Stage.AGENDA)

    @property
    def _by_consensus(self) -> bool:
        """A bloc that agrees on names asks how to vote before it elects tellers."""
        return self.conference.rules.scoring.combine == "consensus"

    def action_form(self) -> None:
        """How the room votes."""
        self.action_open()

    def action_method(self) -> None:
        """The way of voting, before the tellers are elected: an open vote needs none."""
        self.action_open()

    @work
    async def action_open(self) -> None:
        """How the room votes, the notices, the opening."""
        self.looking = ""
        marked = Method.OPEN if self._by_consensus else None
        opened = await open_ballot(self, self.award, marked)
        if opened is Method.OPEN:
            self._tell_hands()
        elif opened is Method.LAPTOP:
            self.action_poll()

    def _tell_hands(self) -> None:
        hands = self.conference.hands[-1]
        words = _("adopted") if hands.adopted else _("not adopted")
        self.tell(
            _("{agree:02d} of {present:02d} agree: {words}.").format(
                agree=hands.agree, present=hands.present, words=words
            )
        )
        self.redraw()

    @work
    async def action_settle(self) -> None:
        """What the room makes of the announced round."""
        await settle(self)

    # --- the tellers -------------------------------------------------------------------------------

    def action_tellers(self) -> None:
        """The tellers, elected anew."""
        self.action_elect()

    @work
    async def action_elect(self) -> None:
        """Three persons, what speaks against them, the hands."""
        if await elect(self):
            self._tell_hands()

    # --- the list ----------------------------------------------------------------------------------

    @property
    def _marked(self) -> Nominee | None:
        key = self.query_one(Table).marked
        return self.conference.nominee(int(key)) if key is not None else None

    def action_list(self) -> None:
        """On the list, or off it."""
        nominee = self._marked
        if nominee is None:
            return
        on = nominee.state == NomineeState.LISTED
        state = NomineeState.LEFT_OUT if on else NomineeState.LISTED
        with self.guard():
            self.desk.desk.do(nomination.set_state, nominee.id, state)

    def action_withdraw(self) -> None:
        """Xin rút, before the ballot or after the count."""
        nominee = self._marked
        if nominee is None:
            return
        row, desk = self.row, self.desk.desk

        def take(reason: str) -> None:
            if row is not None and row.award == nominee.award:
                desk.do(settling.withdraw, row.id, nominee.id, reason)
            else:
                desk.do(nomination.set_state, nominee.id, NomineeState.WITHDRAWN, reason)

        self._ask_reason(_("{name} withdraws").format(name=nominee.name), _("the minutes will say it"), take)

    def action_later(self) -> None:
        """Chưa xét."""
        nominee = self._marked
        if nominee is None:
            return
        self._ask_reason(
            _("{name} is not considered this year").format(name=nominee.name),
            _("for the chair's eyes alone"),
            lambda reason: self.desk.desk.do(
                nomination.set_state, nominee.id, NomineeState.NOT_CONSIDERED, reason
            ),
        )

    def _ask_reason(self, title: str, hint: str, take: Callable[[str], object]) -> None:
        self.app.push_screen(
            Ask(
                title,
                [Line("reason", _("Reason"), required=True, hint=hint)],
                accept=lambda answers: take(answers["reason"]),
            )
        )

    def action_nominate(self) -> None:
        """A part of a unit."""
        award, desk = self.award, self.desk.desk
        units = [Choice(str(u.id), u.name) for u in self.conference.units]
        self.app.push_screen(
            Ask(
                _("Nominate a part of a unit"),
                [OneOf("unit", _("Unit"), units), Line("name", _("Name as on the ballot"), required=True)],
                accept=lambda a: desk.do(nomination.nominate, award, int(a["unit"]), a["name"]),
            )
        )

    @work
    async def action_assist(self) -> None:
        """Who is helped at the ballots, by whom."""
        await note_help(self)

    def action_eyes(self) -> None:
        """Who is not considered, and why: shown until the key is pressed again."""
        self.toggle_class("-eyes")
        self.redraw()

    # --- looking at another award ------------------------------------------------------------------

    def action_after(self) -> None:
        """The award after the one shown."""
        self._look(1)

    def action_before(self) -> None:
        """The award before the one shown."""
        self._look(-1)

    def _look(self, step: int) -> None:
        codes = [rule.code for rule in self.conference.rules.awards]
        self.looking = codes[(codes.index(self.award) + step) % len(codes)]
        if self.looking == course.award_on(self.conference):
            self.looking = ""
        self.redraw()
