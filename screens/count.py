"""The tellers' table: the code of the closed box first, two tellers, the totals, công bố."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from console.ballot import recount, voting, walk
from console.ballot.box import TellerKey
from console.ballot.course import Phase
from console.ballot.majority import Base
from console.ballot.round import Method, RoundState, Teller
from console.ballot.seal import by_tellers
from console.conference import Stage
from console.language import _, mark
from console.wording import count
from screens.actions import Action
from screens.balloting import RECOUNT, TWICE, VOID, BallotStage
from screens.dialogs import Ask, Confirm, Line, Message
from screens.dialogs.hands import whole
from screens.paper_entry import PaperEntryScreen, ask_totals, begin_recount
from screens.phrases import TypePhrases
from screens.sealing import TROUBLE, quick_mode, ways_out
from screens.text import Text, fill, plain, stacked
from screens.widgets import Banner, TallyBoard, TallyLine, Words
from screens.workplace import Corner

BASES: dict[Base, str] = {
    Base.MEMBERS: mark("of all member units"),
    Base.PRESENT: mark("of the units present"),
    Base.ISSUED: mark("of the ballots handed out"),
    Base.COLLECTED: mark("of the ballots collected"),
    Base.VALID: mark("of the valid ballots"),
}


def _primary(name: str, label: str, help_text: str) -> Action:
    return Action(name, "enter", label, primary=True, help=help_text)


class CountScreen(BallotStage):
    """For the tellers alone. Nothing of a count reaches the room before công bố."""

    ABOUT = mark(
        "Only the tellers go on from here. The projector's window shows nothing of a count before it is "
        "announced; if the whole laptop is projected, switch the projector off first."
    )
    DEFAULT_CSS = """
    CountScreen #scroll { height: 1fr; scrollbar-size: 1 1; }
    CountScreen Banner { margin: 1 0; color: $key; }
    CountScreen #numbers { margin: 0 0 1 0; }
    CountScreen #below { margin-top: 1; }
    CountScreen TallyBoard, CountScreen #big { display: none; }
    CountScreen.-counted TallyBoard, CountScreen.-code #big { display: block; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        _primary("collect", mark("Ballots collected"), mark("Note how many were handed out and collected.")),
        _primary("noted", mark("Read aloud and noted"), mark("The code was read aloud and written down.")),
        _primary("unseal", mark("Open the box"), mark("Two tellers open the box; the ballots are counted.")),
        _primary("totals", mark("Enter the totals"), mark("Type the totals counted from paper.")),
        _primary("announce", mark("Announce"), mark("Công bố: from here the result is public.")),
        _primary("decide", mark("The room decides"), mark("Back to the awards, for the room's decision.")),
        Action("teller_1", "a", mark("First teller"), help=mark("The first teller confirms.")),
        Action("teller_2", "b", mark("Second teller"), help=mark("The second teller confirms.")),
        Action("teller_3", "c", mark("Third teller"), help=mark("The third teller confirms.")),
        TWICE,
        RECOUNT,
        VOID,
        Action("operator", "escape", mark("Back"), help=mark("Back to the list of awards.")),
        TROUBLE,
    )

    noted: bool = False
    confirmed: frozenset[int] = frozenset()
    """Ids of the tellers who have confirmed."""

    def body(self) -> ComposeResult:
        """What is said, the code or the board, what follows."""
        with VerticalScroll(id="scroll", can_focus=False):
            yield Words(id="numbers")
            yield Banner(id="big")
            yield TallyBoard()
            yield Words(id="below")

    # --- what stands there -------------------------------------------------------------------------

    def draw(self) -> None:
        """The step of the count that is on."""
        phase, row = self.phase, self.row
        counted = phase in (Phase.COUNTED, Phase.SETTLING)
        self.set_class(counted, "-counted")
        self.set_class(phase is Phase.CLOSED and bool(row and row.closing_code), "-code")
        if counted:
            self._draw_result()
        elif phase is Phase.CLOSED:
            self._draw_closed()
        elif phase is Phase.PAPER:
            self._say(self._head(), [plain(_("The ballots are out on paper. Collect them and count them."))])
        else:
            self._say([], [plain(_("No ballot is at the tellers' table."))])

    def _say(self, above: list[Text], below: list[Text]) -> None:
        self.query_one("#numbers", Words).say(stacked(above))
        self.query_one("#below", Words).say(stacked(below))

    def _head(self) -> list[Text]:
        row = self.row
        if row is None:
            return []
        award = self.conference.award(row.award).name
        return [plain(_("{award}, round {n}").format(award=award, n=row.number), "bold $primary")]

    def _draw_closed(self) -> None:
        row = self.row
        assert row is not None
        numbers = _("Handed out: {issued:02d}. Collected: {collected:02d}. Written opinions: {written:02d}.")
        above = [
            *self._head(),
            plain(numbers.format(issued=row.issued, collected=row.collected, written=row.written)),
        ]
        if row.method is Method.PAPER:
            self._say(above, [plain(_("The tellers count the papers and enter the totals."))])
            return
        self.query_one("#big", Banner).show(row.closing_code)
        above.append(
            plain(_("Code of the closed box: read it aloud and write it down BEFORE the box is opened."))
        )
        below: list[Text] = []
        if self.noted and by_tellers(self.conference):
            below.append(
                plain(_("Two of the tellers type their phrases; only they look at the screen."), "bold")
            )
        elif self.noted:
            below += [plain(_("Two of the tellers confirm that the box may be opened:"), "bold")]
            below += [
                self._teller(key, teller) for key, teller in zip("ABC", self.conference.tellers, strict=False)
            ]
            below += ["", plain(quick_mode(), "$warning")]
        self._say(above, below)

    def _teller(self, key: str, teller: Teller) -> Text:
        done = teller.id in self.confirmed
        box = "[X]" if done else "[ ]"
        words = _("confirmed") if done else _("press {key}").format(key=key)
        return plain(f"  {key} {box} {teller.name}: {words}", "bold" if done else "")

    def _draw_result(self) -> None:
        row = self.row
        assert row is not None
        conference = self.conference
        base = _(BASES[conference.award(row.award).base])
        numbers = _(
            "Handed out: {issued:02d}. Collected: {collected:02d}. "
            "Valid: {valid:02d}. Invalid: {invalid:02d}."
        ).format(issued=row.issued, collected=row.collected, valid=row.valid, invalid=row.invalid)
        above = [*self._head(), plain(numbers, "bold")]
        if row.written:
            above.append(plain(_("Written opinions among them: {n:02d}.").format(n=row.written)))
        passes, fails = _("enough"), _("not enough")
        longest = max(len(passes), len(fails))
        lines = [
            TallyLine(
                conference.nominee(line.nominee).name,
                line.votes,
                f"{count(line.votes)} {line.percent or '':>7}%  "
                f"{passes if line.passes else fails:<{longest}}",
                strong=line.nominee in row.elected,
            )
            for line in row.lines
        ]
        self.query_one(TallyBoard).show(lines)
        below: list[Text] = [fill(_("Percentages are {base}."), base=base)]
        if row.struck:
            words = _("Not counted, proposed for {award}: {names}")
            awards = ", ".join(rule.noun or rule.name for rule in walk.struck_for(conference, row))
            below.append(plain(words.format(award=awards, names=self.names(row.struck)), "bold"))
        if row.elected:
            below.append(
                fill(_("Proposed by the count: {names}"), names=plain(self.names(row.elected), "bold"))
            )
        if row.tied:
            below.append(fill(_("Equal votes: {names}"), names=plain(self.names(row.tied), "bold")))
        if row.recount is not None:
            below.append(plain(_("Counted again, asked for by {name}.").format(name=row.recount.asked_by)))
            below += [plain(f"■ {found}") for found in recount.differences(row, self._named)]
        if row.state is RoundState.COUNTED:
            below += [plain(f"■ {told.words()}", "$warning") for told in voting.unanimous(conference, row)]
        self._say(above, below)

    def _named(self, nominee: int) -> str:
        return self.conference.nominee(nominee).name

    def available(self, action: Action) -> bool:
        """One way on for each step of the count."""
        phase, row = self.phase, self.row
        laptop = row is not None and row.method is Method.LAPTOP
        opening = phase is Phase.CLOSED and laptop
        match action.id:
            case "collect":
                return phase is Phase.PAPER
            case "totals":
                return phase is Phase.CLOSED and not laptop
            case "noted":
                return opening and not self.noted
            case "unseal":
                return opening and self.noted
            case "twice":
                return phase is Phase.CLOSED and not laptop
            case "recount":
                return row is not None and recount.allowed(row)
            case "announce":
                return phase is Phase.COUNTED
            case "decide":
                return phase not in (Phase.PAPER, Phase.CLOSED, Phase.COUNTED)
            case "void":
                return phase in (Phase.PAPER, Phase.CLOSED, Phase.COUNTED)
            case "operator":
                return phase is not Phase.SETTLING
            case "trouble":
                return laptop
        return opening and self.noted and not by_tellers(self.conference)

    # --- paper -------------------------------------------------------------------------------------

    def _ask_numbers(
        self, title: str, rows: Mapping[str, tuple[str, str]], take: Callable[[Mapping[str, int]], object]
    ) -> None:
        """A form of whole numbers; what is refused is said in it and nothing typed is lost."""

        def accept(answers: Mapping[str, str]) -> None:
            take({name: whole(answers[name], label) for name, (label, _value) in rows.items()})

        entries = [
            Line(name, label, value, required=True, max_length=6) for name, (label, value) in rows.items()
        ]
        self.app.push_screen(Ask(title, entries, accept=accept))

    def action_collect(self) -> None:
        """Phát ra, thu vào."""
        row = self.row
        if row is None:
            return
        rows = {
            "issued": (_("Handed out"), count(row.present)),
            "collected": (_("Collected"), ""),
            "written": (_("Written opinions"), count(row.written)),
        }
        desk, now = self.desk.desk, self.now()

        def take(n: Mapping[str, int]) -> None:
            desk.do(voting.close_round, row.id, n["issued"], n["collected"], n["written"], now)

        self._ask_numbers(_("How many ballots?"), rows, take)

    def action_totals(self) -> None:
        """The totals from paper, checked before they are kept."""
        ask_totals(self, self.desk.polling.count_on_paper)

    # --- the box -----------------------------------------------------------------------------------

    def action_noted(self) -> None:
        """The code was read aloud and written down."""
        self.noted = True
        self.redraw()

    def _confirm(self, place: int) -> None:
        people = self.conference.tellers
        if place < len(people):
            self.confirmed ^= {people[place].id}
            self.redraw()

    def action_teller_1(self) -> None:
        """The first teller confirms."""
        self._confirm(0)

    def action_teller_2(self) -> None:
        """The second teller confirms."""
        self._confirm(1)

    def action_teller_3(self) -> None:
        """The third teller confirms."""
        self._confirm(2)

    def action_unseal(self) -> None:
        """Two tellers open the box; totals are kept, ballots are not."""
        if by_tellers(self.conference):
            self._type_phrases()
            return
        with self.guard():
            self.desk.polling.count([TellerKey(teller) for teller in sorted(self.confirmed)])

    def _type_phrases(self) -> None:
        window = TypePhrases(
            _("Two tellers open the box"),
            self.desk.sealing.holders(),
            self.desk.polling.count,
            lost=_("Two phrases lost: void this round, seal anew, and vote again."),
        )
        self.app.push_screen(window, lambda _opened: self.redraw())

    # --- công bố -----------------------------------------------------------------------------------

    def action_announce(self) -> None:
        """Công bố, when it is confirmed."""

        def answered(yes: bool | None) -> None:
            if yes:
                with self.guard():
                    self.desk.polling.announce()

        self.app.push_screen(
            Confirm(
                _("Announce the result?"),
                _(
                    "The head of the tellers reads it aloud. It appears on the projector and is never "
                    "changed; a correction is an appended paper."
                ),
            ),
            answered,
        )

    def action_decide(self) -> None:
        """On to the room's decision."""
        self.action_operator()

    def action_twice(self) -> None:
        """Every ballot by two tellers."""
        self.app.switch_screen(PaperEntryScreen(self.desk, self.desk.polling.count_on_paper))

    def action_trouble(self) -> None:
        """What may go wrong, and what is done then."""
        self.app.push_screen(Message(ways_out(), title=_("If something breaks")))

    def action_recount(self) -> None:
        """Kiểm lại."""
        begin_recount(self)

    def action_operator(self) -> None:
        """Back to the awards."""
        self.go_to(Stage.BALLOT, Corner.OPERATOR)
