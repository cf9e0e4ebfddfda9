"""Bàn giao: next year's leader, what is handed over, who confirms it, and the signing of the pact."""

from typing import ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.content import Content

from console import attendance, handover
from console.conference import Delegate, Role, Stage, Unit
from console.language import _, mark
from console.rules import RotationMode
from screens.actions import Action, Where
from screens.dialogs import Ask, Choice, Choose, Confirm, Line, Tick
from screens.dialogs.hands import ShowOfHands
from screens.text import line, plain, short, stacked, together
from screens.widgets import Column, Table, Words
from screens.workplace import ConferenceScreen

MODES: dict[RotationMode, str] = {
    "deputy_steps_up": mark("the deputy steps up"),
    "list_order": mark("in the order of the list"),
    "show_of_hands": mark("elected by show of hands"),
    "secret_ballot": mark("elected by secret ballot"),
    "leading_unit": mark("the unit that leads this year"),
    "assigned": mark("named by the province"),
}
"""How the next leader comes (domain 2.3)."""
SIDES: dict[handover.Side, str] = {
    "giver": mark("Handing party"),
    "receiver": mark("Receiving party"),
    "witness": mark("Witnessing party"),
}
_READY = {None: " ", True: "✓", False: "✗"}


def _primary(name: str, label: str, help_text: str) -> Action:
    return Action(name, "enter", label, primary=True, help=help_text)


class HandoverScreen(ConferenceScreen):
    """The steps of the handover from above to below, and the list of the step that is on."""

    STAGE = Stage.HANDOVER
    ABOUT = mark(
        "Next year's leader and deputy, the checklist, three confirmations by name, the change of the chair, "
        "and the signatures under the pact. Enter goes through it all. The paper is signed by hand beside it."
    )
    DEFAULT_CSS = """
    HandoverScreen #steps { margin-bottom: 1; }
    HandoverScreen Table { height: 1fr; }
    HandoverScreen #pact { display: none; }
    HandoverScreen.-pact #pact { display: block; }
    HandoverScreen.-pact #rows { display: none; }
    HandoverScreen #row { height: auto; max-height: 2; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        _primary("choose", mark("Next leader"), mark("Choose next year's leader and deputy.")),
        _primary("all_ready", mark("All ready"), mark("Every row nobody has looked at is ready.")),
        _primary("name_witness", mark("Witness"), mark("Write down who witnesses.")),
        _primary("sign", mark("Confirm"), mark("The next side confirms by typed name.")),
        _primary("switch", mark("New chair"), mark("From here the new leader chairs.")),
        _primary("pact_all", mark("All have signed"), mark("All heads have signed the pact.")),
        _primary("close_pact", mark("Close the pact"), mark("Nobody signs after this.")),
        _primary("home", mark("To the agenda"), mark("Back to the running order.")),
        Action("tick", "space", mark("Ready / signed"), help=mark("Ready, or signed, for the marked row.")),
        Action("edit", "e", mark("Edit"), help=mark("Quantity, condition and note of the marked row.")),
        Action("add", "a", mark("Add"), help=mark("One more thing to hand over.")),
        Action("witness", "w", mark("Witness"), help=mark("Write down or correct who witnesses.")),
        Action("leader", "l", mark("Leader"), help=mark("Choose leader and deputy again.")),
        Action("other_list", "v", mark("Other list"), help=mark("The checklist, or the pact.")),
        Action(
            "close_now",
            "p",
            mark("Close the pact"),
            help=mark("Close it though some have not signed."),
            where=Where.QUIET,
        ),
        Action("undo", "u", mark("One step back"), help=mark("Take back the last step of this stage.")),
    )

    def body(self) -> ComposeResult:
        """The steps; below them the checklist or the pact."""
        yield Words(id="steps")
        yield Table(
            [
                Column("ready", "", 1),
                Column("title", _("What is handed over"), grow=True),
                Column("measure", _("Measure"), 7),
                Column("quantity", _("Quantity"), 8, right=True),
                Column("condition", _("Condition"), 14),
            ],
            id="rows",
        )
        yield Table(
            [Column("signed", "", 1), Column("unit", _("Unit"), grow=True), Column("person", _("Head"), 26)],
            id="pact",
        )
        yield Words(id="row")

    def on_resize(self) -> None:
        """The steps are cut to the width."""
        if self.is_mounted:
            self.draw()

    def on_mount(self) -> None:
        """The list of the step that is on."""
        self.set_class(self.conference.handover.chair_switched is not None, "-pact")
        self._listing.focus()

    @property
    def _listing(self) -> Table:
        return self.query_one("#pact" if self.has_class("-pact") else "#rows", Table)

    # --- what is shown ------------------------------------------------------------------------------

    def draw(self) -> None:
        """Put the steps and both lists on the screen."""
        conference = self.conference
        done = conference.handover
        self.query_one("#steps", Words).say(stacked(self._steps()))
        self.query_one("#rows", Table).show(
            [
                (
                    str(n),
                    (
                        _READY[row.ready],
                        line(row.title),
                        line(row.measure),
                        line(row.quantity),
                        line(row.condition),
                    ),
                )
                for n, row in enumerate(done.rows)
            ]
        )
        self.query_one("#pact", Table).show(
            [
                (str(u.id), ("✓" if u.id in done.pact else "", line(u.name), line(self._head(u).name)))
                for u in conference.units
            ]
        )
        self._draw_row()

    def _draw_row(self) -> None:
        at = self._row()
        said = plain("")
        if at is not None:
            row = self.conference.handover.rows[at]
            said = together(line(row.title, "bold"), line(row.note), gap="\n")
        self.query_one("#row", Words).say(said)

    def on_data_table_row_highlighted(self) -> None:
        """Tell the marked row in full."""
        self._draw_row()

    def _steps(self) -> list[Content]:
        """One line a step: done, on, or to come."""
        conference, done = self.conference, self.conference.handover
        bloc = conference.rules.bloc
        signed = {s.side: s for s in done.signatures}
        offices = ""
        if done.leader is not None and done.deputy is not None:
            offices = _("{leader}; deputy: {deputy}").format(
                leader=conference.unit(done.leader).name, deputy=conference.unit(done.deputy).name
            )
        ready = _("{ready:02d}/{rows:02d} rows ready").format(
            ready=sum(row.ready is True for row in done.rows), rows=len(done.rows)
        )
        looked = all(row.ready is not None for row in done.rows)
        witness = done.witness_name
        if witness and done.witness_position:
            witness = f"{witness} ({done.witness_position})"
        named = {"giver": "", "receiver": "", "witness": witness}
        steps = [
            (
                _("{title} of {year}").format(title=bloc.leader_title, year=bloc.next_year),
                offices,
                bool(offices),
            ),
            (_("Checklist"), ready, looked),
            *(
                (
                    _(label),
                    _("{name}, {time}").format(name=signed[side].name, time=signed[side].at.strftime("%H:%M"))
                    if side in signed
                    else named[side],
                    side in signed,
                )
                for side, label in SIDES.items()
            ),
            (
                _("New chair"),
                done.chair_switched.strftime("%H:%M") if done.chair_switched else "",
                done.chair_switched is not None,
            ),
            (
                _("Pact"),
                _("{signed:02d}/{units:02d} units have signed").format(
                    signed=len(done.pact), units=len(conference.units)
                ),
                done.pact_closed is not None,
            ),
        ]
        now = next((n for n, (_label, _said, over) in enumerate(steps) if not over), None)
        rows = []
        for n, (label, said, over) in enumerate(steps):
            sign = "✓" if over else "►" if n == now else " "
            style = "bold $primary" if n == now else ""
            told = together(plain(f"{sign} {label}", style), line(said, "bold" if over else ""), gap=": ")
            rows.append(short(told, self.size.width - 2))
        return rows

    def state(self) -> str:
        """How far the handover is."""
        done = self.conference.handover
        if done.pact_closed is not None:
            return _("handed over")
        return _("new chair") if done.chair_switched is not None else ""

    def _row(self) -> int | None:
        """The place of the marked row of the checklist; None while the pact is shown."""
        key = self.query_one("#rows", Table).marked
        return int(key) if key is not None and not self.has_class("-pact") else None

    def _head(self, unit: Unit) -> Delegate:
        return self.conference.representative(unit.id) or Delegate(0, unit.id)

    def available(self, action: Action) -> bool:
        """Which of the ways on is the one now."""
        done = self.conference.handover
        if action.primary:
            return action.id == self._way_on()
        match action.id:
            case "edit" | "add":
                return not done.signatures and not self.has_class("-pact")
            case "witness" | "leader":
                return not done.signatures
            case "tick":
                if self.has_class("-pact"):
                    return done.chair_switched is not None and done.pact_closed is None
                return not done.signatures
            case "close_now":
                return done.chair_switched is not None and done.pact_closed is None
            case _:
                return True

    def _way_on(self) -> str:
        """The first step that is not done."""
        done = self.conference.handover
        if done.leader is None:
            return "choose"
        if any(row.ready is None for row in done.rows):
            return "all_ready"
        missing = handover.missing_sides(done)
        if missing:
            return "sign" if done.witness_name or done.signatures else "name_witness"
        if done.chair_switched is None:
            return "switch"
        if done.pact_closed is None:
            return "close_pact" if done.pact else "pact_all"
        return "home"

    # --- who leads ----------------------------------------------------------------------------------

    def action_leader(self) -> None:
        """Choose leader and deputy again."""
        self.action_choose()

    @work
    async def action_choose(self) -> None:
        """How the leader comes, who it is, who is deputy, and the room's hands."""
        conference, app = self.conference, self.app
        modes = [Choice(mode, _(words)) for mode, words in MODES.items()]
        wanted = await app.push_screen_wait(
            Choose(
                _("How does next year's leader come?"),
                modes,
                marked=conference.handover.mode or conference.rules.rotation.mode,
            )
        )
        if wanted is None:
            return
        mode = cast(RotationMode, wanted)
        proposed = handover.proposed_leader(conference, mode)
        units = [
            Choice(
                str(u.id),
                u.name,
                _("proposed") if proposed is not None and u.id == proposed.id else u.short_name,
            )
            for u in conference.units
        ]
        titles = conference.rules.bloc
        leader = await app.push_screen_wait(
            Choose(
                _("{title} of {year}").format(title=titles.leader_title, year=titles.next_year),
                units,
                marked=str(proposed.id) if proposed is not None else None,
            )
        )
        if leader is None:
            return
        deputy = await app.push_screen_wait(
            Choose(
                _("{title} of {year}").format(title=titles.deputy_title, year=titles.next_year),
                [choice for choice in units if choice.id != leader],
            )
        )
        if deputy is None:
            return
        self._ask_hands(mode, conference.unit(int(leader)), conference.unit(int(deputy)))

    def _ask_hands(self, mode: RotationMode, leader: Unit, deputy: Unit) -> None:
        def choose(agree: int, disagree: int, other: int, present: int) -> None:
            self.desk.desk.do(
                handover.choose,
                mode,
                leader.id,
                deputy.id,
                agree,
                disagree,
                other,
                present,
                self.desk.now(),
            )

        offices = stacked([line(leader.name, "bold"), together(_("Deputy:"), line(deputy.name), gap=" ")])
        self.app.push_screen(
            ShowOfHands(
                _("Noted as the province named them") if mode == "assigned" else _("Show of hands"),
                attendance.attendance(self.conference).present,
                choose,
                intro=offices,
            )
        )

    # --- the checklist ------------------------------------------------------------------------------

    def action_all_ready(self) -> None:
        """Every row nobody has looked at is ready."""
        with self.guard():
            self.desk.desk.do(handover.check_all)

    def action_tick(self) -> None:
        """Ready or not, for a row of the checklist; signed or not, for a unit of the pact."""
        if self.has_class("-pact"):
            key = self.query_one("#pact", Table).marked
            if key is not None:
                with self.guard():
                    self.desk.desk.do(handover.sign_pact, int(key))
            return
        at = self._row()
        if at is not None:
            row = self.conference.handover.rows[at]
            with self.guard():
                self.desk.desk.do(
                    handover.check, at, row.quantity, row.condition, row.note, row.ready is not True
                )

    def action_edit(self) -> None:
        """Quantity, condition and note of the marked row."""
        at = self._row()
        if at is None:
            return
        row = self.conference.handover.rows[at]
        self.app.push_screen(
            Ask(
                _("What is handed over"),
                [
                    Line("quantity", _("Quantity"), row.quantity, row.measure),
                    Line("condition", _("Condition"), row.condition),
                    Line("note", _("Note"), row.note),
                    Tick("ready", _("Ready"), row.ready is not False),
                ],
                intro=line(row.title),
                accept=lambda a: self.desk.desk.do(
                    handover.check, at, a["quantity"], a["condition"], a["note"], bool(a["ready"])
                ),
            )
        )

    def action_add(self) -> None:
        """One more thing to hand over."""
        self.app.push_screen(
            Ask(
                _("One more thing to hand over"),
                [
                    Line("title", _("What is handed over"), required=True),
                    Line("measure", _("Unit of measure")),
                ],
                accept=lambda a: self.desk.desk.do(handover.add_row, a["title"], a["measure"]),
            )
        )

    # --- who confirms -------------------------------------------------------------------------------

    def action_witness(self) -> None:
        """Write down or correct who witnesses."""
        self.action_name_witness()

    def action_name_witness(self) -> None:
        """Write down who witnesses."""
        done = self.conference.handover
        self.app.push_screen(
            Ask(
                _("Who witnesses the handover?"),
                [
                    Line("name", _("Name"), done.witness_name, required=True),
                    Line("position", _("Position"), done.witness_position),
                ],
                intro=line(self.conference.rules.bloc.office),
                accept=lambda a: self.desk.desk.do(handover.name_witness, a["name"], a["position"]),
            )
        )

    def action_sign(self) -> None:
        """The next side confirms by typed name."""
        conference, done = self.conference, self.conference.handover
        missing = handover.missing_sides(done)
        if not missing:
            return
        side = missing[0]
        leader = conference.with_role(Role.LEADER) if side == "giver" else None
        if side == "receiver" and done.leader is not None:
            leader = conference.unit(done.leader)
        name, position, whose = done.witness_name, done.witness_position, conference.rules.bloc.office
        if leader is not None:
            head = self._head(leader)
            name, position, whose = head.name, head.position, leader.name
        elif side != "witness":
            name, position, whose = "", "", ""
        self.app.push_screen(
            Ask(
                together(_(SIDES[side]), _("confirms"), gap=" "),
                [
                    Line("name", _("Name"), name, required=True),
                    Line("position", _("Position"), position),
                ],
                intro=stacked(
                    [
                        line(whose, "bold"),
                        plain(_("A confirmation stays. The paper is signed by hand beside it.")),
                    ]
                ),
                accept=lambda a: self.desk.desk.do(
                    handover.sign, side, a["name"], a["position"], self.desk.now()
                ),
            )
        )

    # --- the chair and the pact -----------------------------------------------------------------------

    @work
    async def action_switch(self) -> None:
        """From here the new leader chairs."""
        done = self.conference.handover
        leader = self.conference.unit(done.leader) if done.leader is not None else None
        if leader is None or not await self.app.push_screen_wait(
            Confirm(_("Does the new leader take the chair?"), line(leader.name))
        ):
            return
        with self.guard():
            self.desk.desk.do(handover.switch_chair, self.desk.now())
        if self.conference.handover.chair_switched is not None:
            self._show_pact(True)

    def action_pact_all(self) -> None:
        """All heads have signed the pact."""
        with self.guard():
            self.desk.desk.do(handover.sign_pact_all)

    def action_close_now(self) -> None:
        """Close the pact though some have not signed."""
        self.action_close_pact()

    @work
    async def action_close_pact(self) -> None:
        """Nobody signs after this."""
        signed = self.conference.handover.pact
        without = [line(u.name) for u in self.conference.units if u.id not in signed]
        detail = stacked([plain(_("Not signed:"), "bold"), *without]) if without else plain("")
        if await self.app.push_screen_wait(Confirm(_("Close the pact?"), detail)):
            with self.guard():
                self.desk.desk.do(handover.close_pact, self.desk.now())

    def action_home(self) -> None:
        """Back to the running order."""
        self.go_to(Stage.AGENDA)

    def action_other_list(self) -> None:
        """The checklist, or the pact."""
        self._show_pact(not self.has_class("-pact"))

    def _show_pact(self, pact: bool) -> None:
        self.set_class(pact, "-pact")
        self._listing.focus()
        self.redraw()
