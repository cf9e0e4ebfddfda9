"""Niêm phong: the tellers seal the boxes of all ballots to their phrases, once for the conference."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from console.ballot import tellers
from console.ballot.box import TellerKey
from console.ballot.ground import Notice
from console.ballot.round import Teller
from console.ballot.sealing import Ceremony, Need
from console.conference import Stage
from console.errors import ConsoleError
from console.language import _, mark
from screens.actions import Action
from screens.balloting import BallotStage
from screens.dialogs import Confirm, Message
from screens.phrases import TellerTurn, TypePhrases
from screens.text import Text, plain, stacked
from screens.widgets import Banner, Words
from screens.workplace import Corner

WAYS_OUT: tuple[tuple[str, str], ...] = (
    (
        mark("One phrase is lost, or a teller has left"),
        mark("The other two open every box. To have three again, elect the tellers anew and seal once more."),
    ),
    (
        mark("The phrases do not open"),
        mark(
            "One of them is mistyped or misread: type it again from the card, or let the third teller type. "
            "Trying costs nothing."
        ),
    ),
    (
        mark("Two phrases are lost"),
        mark(
            "Nobody can open the box, and that is its purpose. Void the round, seal anew, and vote again, "
            "on this laptop or on paper."
        ),
    ),
    (
        mark("Power cut or crash while sealing"),
        mark("Nothing was sealed before the code was shown: begin again, and tear up the cards."),
    ),
    (
        mark("Power cut or crash while voting"),
        mark(
            "Start the program on the same machine. Every ballot that was confirmed is in the box; two "
            "tellers type their phrases, and voting goes on."
        ),
    ),
    (
        mark("Power cut or crash while opening"),
        mark("The box on the disk was not touched: open it once more."),
    ),
    (
        mark("The laptop is dead"),
        mark(
            "The open box died with it: it is on no other disk. Go on with the copy on another machine, "
            "where this ballot is held again."
        ),
    ),
)
"""What may go wrong and what is done then."""


CANNOT: tuple[str, ...] = (
    mark("Someone who owns the machine, or has changed the program or the system, could see everything."),
    mark("Two tellers who act together and hold copies made between the votes could tell who voted what."),
    mark("A camera, a mirror, or a person behind the voter sees the screen."),
    mark("A line on which all votes are equal tells how everybody voted."),
    mark("What a disk or its swap keeps of its own accord is out of reach of this program."),
)
"""What one laptop cannot promise, in the words of the README."""


def ways_out() -> Text:
    """All of it, to be read."""
    said: list[Text] = []
    for what, way in WAYS_OUT:
        said += [plain(_(what), "bold"), plain(_(way)), ""]
    said.append(plain(_("What one laptop cannot promise"), "bold"))
    said += [plain(f"■ {_(each)}") for each in CANNOT]
    said.append(
        plain(_("Where the laptop is not trusted, vote on paper: the tellers count with this program."))
    )
    return stacked(said)


def quick_mode() -> str:
    """What the quick mode does not promise, in plain words."""
    return _(
        "Quick mode: the key of the box lies beside it. Whoever has this folder could read the ballots; two "
        "confirmations keep an order, not a secret."
    )


TROUBLE = Action(
    "trouble", "o", mark("If something breaks"), help=mark("What to do when something goes wrong.")
)


async def unlocked(stage: BallotStage) -> bool:
    """After a restart, two tellers give back what marks rows. True when nothing is in the way."""
    side = stage.desk.sealing
    if side.need is Need.NOTHING:
        return True
    if side.need is not Need.UNLOCK:
        stage.go_to(Stage.BALLOT, Corner.SEALING)
        return False
    return bool(
        await stage.app.push_screen_wait(
            TypePhrases(
                _("The program was started again: two tellers let the ballot go on"),
                side.holders(),
                side.give_back,
                lost=_("Two phrases lost: void this round, seal anew, and vote again."),
            )
        )
    )


class SealingScreen(BallotStage):
    """Teller after teller sees a phrase and types it back; then the empty box and its code are announced."""

    ABOUT = mark(
        "Each teller keeps five syllables, and any two tellers together open a box: nobody else, and no one "
        "of them alone. The boxes of all ballots are sealed once. Nothing is written before all three have "
        "typed their phrase back."
    )
    DEFAULT_CSS = """
    SealingScreen #scroll { height: 1fr; scrollbar-size: 1 1; }
    SealingScreen Banner { display: none; margin: 1 0; color: $key; }
    SealingScreen.-done Banner { display: block; }
    SealingScreen #below { margin-top: 1; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action(
            "begin",
            "enter",
            mark("The projector is off"),
            primary=True,
            help=mark("A teller confirms; the first one steps up."),
        ),
        Action(
            "former",
            "enter",
            mark("Two former tellers type"),
            primary=True,
            help=mark("They open the seal to the new tellers; boxes in use go on."),
        ),
        Action(
            "turn",
            "enter",
            mark("The next teller"),
            primary=True,
            help=mark("Show the next teller a phrase, and take it back."),
        ),
        Action(
            "announced",
            "enter",
            mark("Read aloud and noted"),
            primary=True,
            help=mark("The empty box and its code were announced and written down."),
        ),
        TROUBLE,
        Action("cards", "i", mark("Print cards"), help=mark("Write the tellers' cards to be printed.")),
        Action("anew", "m", mark("Seal anew"), help=mark("Two phrases are lost: draw new keys.")),
        Action("quick", "n", mark("Quick mode"), help=mark("Vote without phrases: an order, not a secret.")),
        Action("operator", "escape", mark("Back"), help=mark("Back to the awards; nothing was sealed.")),
    )

    ceremony: Ceremony | None = None
    keys: tuple[TellerKey, ...] = ()
    """What two former tellers typed, in a renewal."""
    waiting: tuple[Teller, ...] = ()
    """Who has still to type a phrase back."""
    renewing: bool = False
    done: bool = False
    busy: bool = False

    def body(self) -> ComposeResult:
        """What is said, the code, who has done what."""
        with VerticalScroll(id="scroll", can_focus=False):
            yield Words(id="above")
            yield Banner(id="code")
            yield Words(id="below")

    def on_mount(self) -> None:
        """What of the surroundings speaks against sealing is looked at once."""
        self.notices: Sequence[Notice] = self.desk.surroundings()
        self.renewing = self.desk.sealing.need is Need.RENEW
        self.redraw()

    def on_unmount(self) -> None:
        """Phrases live no longer than this screen."""
        self._forget()

    def _forget(self) -> None:
        if self.ceremony is not None:
            self.ceremony.drop()
        self.ceremony, self.keys, self.waiting = None, (), ()

    # --- what stands there -------------------------------------------------------------------------

    def state(self) -> str:
        """The one state word."""
        return _("SEALED") if self.done else _("SEALING")

    @property
    def stopped(self) -> bool:
        """Whether the surroundings forbid sealing."""
        return any(notice.stops for notice in getattr(self, "notices", ()))

    def draw(self) -> None:
        """The step of the sealing that is on."""
        above, below = self.query_one("#above", Words), self.query_one("#below", Words)
        seal = self.conference.seal
        self.query_one("#code", Banner).show(seal.code if self.done else "")
        self.set_class(self.done, "-done")
        if self.done:
            above.say(
                stacked(
                    [
                        plain(_("The box is empty (00 ballots) and sealed."), "bold"),
                        _("Code of this sealing: read it aloud and write it down."),
                    ]
                )
            )
            below.say(
                stacked(
                    [
                        _("Each teller keeps the card folded, out of sight, until the boxes are opened."),
                        _("Any two of them open a box. It serves all ballots of this conference."),
                    ]
                )
            )
            return
        if self.busy:
            above.say(plain(_("Sealing; this takes a few seconds ..."), "bold"))
            below.say("")
            return
        above.say(stacked(self._intro()))
        below.say(stacked([self._teller(t) for t in tellers.in_order(self.conference)]))

    def _intro(self) -> list[Text]:
        said: list[Text] = []
        if self.ceremony is None:
            if self.renewing:
                said.append(
                    plain(
                        _(
                            "The tellers have changed. Two of the former ones open the seal to the new ones; "
                            "boxes in use go on. An old copy of this folder, if somebody has one, still "
                            "opens with the card of who left."
                        )
                    )
                )
            else:
                said.append(
                    plain(
                        _(
                            "Each teller sees five syllables for ten seconds, copies them on a card, and "
                            "types them back. Any two cards open the boxes."
                        )
                    )
                )
            if self.desk.sealing.lost:
                said.append(plain(self.desk.sealing.lost, "bold $error"))
            for notice in self.notices:
                said.append(plain(f"■ {notice.text}", "bold $error" if notice.stops else "$warning"))
            if self.stopped:
                said.append(
                    plain(_("Sealing is refused here. Vote on paper, or move the folder as said."), "bold")
                )
            elif self.notices:
                said.append(plain(_("The tellers decide whether to go on or to vote on paper.")))
        said.append("")
        return said

    def _teller(self, teller: Teller) -> Text:
        kept = self.ceremony is not None and teller not in self.ceremony.tellers
        done = self.ceremony is not None and not kept and teller not in self.waiting
        words = _("keeps the phrase") if kept else _("has typed it back") if done else _("still to come")
        return plain(f"{'[X]' if kept or done else '[ ]'} {teller.name}: {words}", "bold" if done else "")

    def available(self, action: Action) -> bool:
        """One way on for each step."""
        started = self.ceremony is not None
        free = not self.busy and not self.done
        match action.id:
            case "begin":
                return free and not started and not self.renewing and not self.stopped
            case "former":
                return free and not started and self.renewing and not self.stopped
            case "turn":
                return free and started
            case "announced":
                return self.done
            case "anew":
                return free and self.renewing and not started and not self.stopped
            case "quick" | "cards":
                return free and not started
            case "operator":
                return free
        return True

    # --- the steps -----------------------------------------------------------------------------------

    async def _projector_off(self) -> bool:
        return bool(
            await self.app.push_screen_wait(
                Confirm(
                    _("Is the projector off?"),
                    _("A teller looks at the wall and answers. Phrases must be seen by one person only."),
                )
            )
        )

    @work
    async def action_begin(self) -> None:
        """The projector is off; phrases are drawn; the first teller steps up."""
        if await self._projector_off():
            with self.guard():
                self.desk.sealing.must_be_free()
                self.ceremony = self.desk.sealing.begin()
                self.waiting = tellers.in_order(self.conference)
            await self._turns()

    @work
    async def action_former(self) -> None:
        """Two former tellers type; then whoever needs a new phrase gets one."""
        if not await self._projector_off():
            return
        side = self.desk.sealing
        typed: list[TellerKey] = []

        def take(keys: tuple[TellerKey, ...]) -> None:
            side.give_back(keys)
            typed[:] = keys

        window = TypePhrases(
            _("Two of the former tellers open the seal"),
            side.holders(),
            take,
            lost=_("Two phrases lost: seal anew (key M), when no box is in use."),
        )
        if not await self.app.push_screen_wait(window):
            return
        with self.guard():
            self.keys = tuple(typed)
            stay = [key.teller for key in self.keys]
            self.ceremony = side.begin(keep=stay)
            self.waiting = tuple(t for t in tellers.in_order(self.conference) if t.id not in stay)
        await self._turns()

    @work
    async def action_turn(self) -> None:
        """The next teller's turn."""
        await self._turns()

    async def _turns(self) -> None:
        """One teller after another, until all have typed back or somebody says: not now."""
        while self.ceremony is not None and self.waiting:
            teller, ceremony = self.waiting[0], self.ceremony

            def type_back(typed: str, who: int = teller.id, under: Ceremony = ceremony) -> bool:
                return under.type_back(who, typed)

            window = TellerTurn(teller, ceremony.phrase(teller.id), type_back)
            if not await self.app.push_screen_wait(window):
                self.redraw()
                return
            self.waiting = self.waiting[1:]
            self.redraw()
        if self.ceremony is not None:
            await self._seal(self.ceremony)

    async def _seal(self, ceremony: Ceremony) -> None:
        side = self.desk.sealing
        self.busy = True
        self.redraw()
        try:
            if self.keys:
                await asyncio.to_thread(side.renew, self.keys, ceremony)
            else:
                await asyncio.to_thread(side.seal, ceremony)
        except ConsoleError as error:
            self.app.complain(error)
        else:
            self.done = True
        self.busy = False
        self._forget()
        self.redraw()

    def action_announced(self) -> None:
        """On to the ballot."""
        self.go_to(Stage.BALLOT, Corner.OPERATOR)

    def action_anew(self) -> None:
        """Two phrases are lost: new keys, where no box waits for the former ones."""
        with self.guard():
            self.desk.sealing.must_be_free()
            self.renewing = False

    def action_trouble(self) -> None:
        """What may go wrong, and what is done then."""
        self.app.push_screen(Message(ways_out(), title=_("If something breaks")))

    def action_cards(self) -> None:
        """The tellers' cards, to be printed."""
        with self.guard():
            path = self.desk.print_cards()
            words = _("The tellers' cards are written. Open this file in a browser and print it:")
            self.app.push_screen(Message(stacked([words, plain(str(path), "bold")]), title=_("Print cards")))

    def action_quick(self) -> None:
        """Without phrases, when it is confirmed."""

        def answered(yes: bool | None) -> None:
            if yes:
                with self.guard():
                    self.desk.sealing.go_quick()
                    self.go_to(Stage.BALLOT, Corner.OPERATOR)

        detail = stacked([plain(quick_mode(), "$warning"), plain(_("The minutes will say so."))])
        self.app.push_screen(Confirm(_("Vote without the tellers' phrases?"), detail), answered)

    def action_operator(self) -> None:
        """Back; nothing was sealed, and phrases seen so far are worth nothing."""
        self._forget()
        self.go_to(Stage.BALLOT, Corner.OPERATOR)
