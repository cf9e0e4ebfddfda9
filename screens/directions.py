"""Phương hướng: next year's directions, what units propose, and their adoption by show of hands."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from console import attendance, directions
from console.conference import Amendment, Direction, DirectionState, Stage
from console.language import _, mark
from screens.actions import Action, Where
from screens.dialogs import Ask, Choice, Choose, Confirm, OneOf, Paragraph
from screens.dialogs.hands import ShowOfHands
from screens.text import line, plain, stacked, together
from screens.widgets import Column, Table, Words
from screens.workplace import ConferenceScreen

_ANSWERS = {None: mark("unanswered"), True: mark("accepted"), False: mark("declined")}
_SIGNS = {None: "?", True: "✓", False: "✗"}
_ALL = "all"


class DirectionsScreen(ConferenceScreen):
    """The numbered list, each direction with the proposals made to it below."""

    STAGE = Stage.DIRECTIONS
    ABOUT = mark(
        "The directions and tasks of next year. Units comment or propose other words; each proposal is "
        "accepted or declined; then the room adopts the whole by show of hands."
    )
    DEFAULT_CSS = """
    DirectionsScreen Table { height: 1fr; }
    DirectionsScreen #detail { height: 8; border-top: solid $primary; }
    DirectionsScreen.-tall #detail { height: 12; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action(
            "first",
            "enter",
            mark("First direction"),
            primary=True,
            help=mark("Write the first direction of next year."),
        ),
        Action(
            "answer",
            "enter",
            mark("Answer a proposal"),
            primary=True,
            help=mark("Accept or decline the next open proposal."),
        ),
        Action("adopt", "enter", mark("Adopt"), primary=True, help=mark("The room adopts by show of hands.")),
        Action("home", "enter", mark("To the agenda"), primary=True, help=mark("Back to the running order.")),
        Action("add", "a", mark("Add"), help=mark("A new direction at the end.")),
        Action("edit", "e", mark("Edit"), help=mark("Change the words of the marked direction.")),
        Action("propose", "p", mark("Proposal"), help=mark("A unit comments, or proposes other words.")),
        Action("accept", "c", mark("Accept"), help=mark("Accept the marked proposal.")),
        Action("decline", "x", mark("Decline"), help=mark("Decline the marked proposal.")),
        Action("up", "k", mark("Move up"), also="left_square_bracket", where=Where.QUIET),
        Action("down", "j", mark("Move down"), also="right_square_bracket", where=Where.QUIET),
        Action(
            "drop",
            "delete",
            mark("Drop"),
            also="d",
            help=mark("Take the marked direction off the list."),
            where=Where.QUIET,
        ),
        Action("undo", "u", mark("One step back"), help=mark("Take back the last step of this stage.")),
    )

    def body(self) -> ComposeResult:
        """The list; below it the marked row in full."""
        yield Table(
            [
                Column("number", "", 3, right=True),
                Column("text", _("Direction or task"), grow=True),
                Column("state", _("State"), 17),
            ]
        )
        with VerticalScroll(id="detail", can_focus=False):
            yield Words(id="words")

    def draw(self) -> None:
        """Put the list on the screen."""
        conference = self.conference
        rows: list[tuple[str, tuple[str | Content, ...]]] = []
        for number, row in enumerate(directions.listed(conference), start=1):
            done = row.state == DirectionState.ADOPTED
            state = together("✓", _("adopted"), gap=" ") if done else plain(_("draft"), "$text-muted")
            rows.append((f"d{row.id}", (f"{number}.", line(row.text), state)))
            rows += [self._amendment(a) for a in conference.amendments if a.direction == row.id]
        listed = {row.id for row in directions.listed(conference)}
        rows += [self._amendment(a) for a in conference.amendments if a.direction not in listed]
        self.query_one(Table).show(rows)
        self._draw_words()

    def _amendment(self, row: Amendment) -> tuple[str, tuple[str | Content, ...]]:
        style = "bold $warning" if row.accepted is None else "$text-muted"
        said = together(line(self._who(row), style), line(row.wording or row.text, style), gap=": ")
        state = plain(f"{_SIGNS[row.accepted]} {_(_ANSWERS[row.accepted])}", style)
        return f"a{row.id}", ("", together(plain("  ↳", style), said, gap=" "), state)

    def _who(self, row: Amendment) -> str:
        return self.conference.unit(row.unit).short_name if row.unit is not None else _("The room")

    def _draw_words(self) -> None:
        direction, amendment = self._direction(), self._amended()
        if amendment is not None:
            said = self._before_after(amendment)
        elif direction is not None:
            said = plain(direction.text)
        else:
            said = plain(_("No direction is written down yet."), "$text-muted")
        self.query_one("#words", Words).say(said)

    def _before_after(self, row: Amendment) -> Content:
        """A proposal: who, what was said, the words before and after."""
        said: list[Content] = [line(self._who(row), "bold $primary")]
        if row.text:
            said.append(together(plain(_("Comment:"), "bold"), plain(row.text), gap=" "))
        if row.wording:
            if row.before:
                said.append(together(plain(_("Before:"), "bold"), plain(row.before), gap=" "))
            said.append(together(plain(_("After:"), "bold"), plain(row.wording), gap=" "))
        elif row.before:
            said.append(together(plain(_("On:"), "bold"), plain(row.before), gap=" "))
        return stacked(said)

    def on_data_table_row_highlighted(self) -> None:
        """Tell the marked row in full."""
        self.query_one("#detail", VerticalScroll).scroll_home(animate=False)
        self._draw_words()
        self.refresh_bindings()

    def state(self) -> str:
        """Whether the room has adopted them."""
        return _("adopted") if directions.adopted(self.conference) else ""

    def _direction(self) -> Direction | None:
        """The marked direction, or the one that the marked proposal is about."""
        key = self.query_one(Table).marked
        amendment = self._amended()
        wanted = f"d{amendment.direction}" if amendment is not None else key
        return next((d for d in directions.listed(self.conference) if f"d{d.id}" == wanted), None)

    def _amended(self) -> Amendment | None:
        key = self.query_one(Table).marked
        return next((a for a in self.conference.amendments if f"a{a.id}" == key), None)

    def available(self, action: Action) -> bool:
        """Which of the ways on is the one now; a proposal is answered once."""
        conference = self.conference
        adopted, waiting = directions.adopted(conference), bool(directions.open_amendments(conference))
        listed = bool(directions.listed(conference))
        match action.id:
            case "first":
                return not listed and not waiting
            case "answer":
                return waiting
            case "adopt":
                return listed and not waiting and not adopted
            case "home":
                return adopted and not waiting
            case "accept" | "decline":
                row = self._amended() if self.is_mounted else None
                return row is not None and row.accepted is None
            case "add" | "edit" | "propose" | "up" | "down" | "drop":
                return not adopted
            case _:
                return True

    # --- going on -----------------------------------------------------------------------------------

    def action_first(self) -> None:
        """Write the first direction."""
        self.action_add()

    def action_answer(self) -> None:
        """Accept or decline the marked open proposal, or else the first one."""
        marked = self._amended()
        waiting = directions.open_amendments(self.conference)
        row = marked if marked in waiting and marked is not None else waiting[0]
        self.query_one(Table).mark(f"a{row.id}")
        self.app.push_screen(
            Ask(
                _("A proposal"),
                [
                    OneOf(
                        "answer",
                        _("What does the room say?"),
                        [Choice("yes", _("accept")), Choice("no", _("decline"))],
                    )
                ],
                intro=self._before_after(row),
                accept=lambda a: self.desk.desk.do(directions.answer, row.id, a["answer"] == "yes"),
            )
        )

    def action_adopt(self) -> None:
        """The room adopts the directions by show of hands."""
        room = attendance.attendance(self.conference)
        self.app.push_screen(
            ShowOfHands(
                _("Adopt the directions"),
                room.present,
                lambda agree, disagree, other, here: self.desk.desk.do(
                    directions.adopt, agree, disagree, other, here, self.desk.now()
                ),
                intro=_("Directions and tasks of {year}").format(year=self.conference.rules.bloc.next_year),
            )
        )

    def action_home(self) -> None:
        """Back to the running order."""
        self.go_to(Stage.AGENDA)

    # --- proposals ----------------------------------------------------------------------------------

    @work
    async def action_propose(self) -> None:
        """A unit comments on the marked direction, or proposes other words."""
        direction = self._direction()
        choices = [Choice(str(u.id), u.name, u.short_name) for u in self.conference.units]
        chosen = await self.app.push_screen_wait(
            Choose(_("Which unit proposes?"), [*choices, Choice(_ALL, _("The room"))])
        )
        if chosen is None:
            return
        unit = None if chosen == _ALL else int(chosen)
        self.app.push_screen(
            Ask(
                _("A proposal"),
                [
                    Paragraph("text", _("Comment"), rows=3),
                    Paragraph(
                        "wording", _("New words"), direction.text if direction is not None else "", rows=4
                    ),
                ],
                intro=line(direction.text) if direction is not None else _("On the directions as a whole"),
                accept=lambda a: self.desk.desk.do(
                    directions.propose,
                    direction.id if direction is not None else None,
                    unit,
                    a["text"],
                    "" if direction is not None and a["wording"] == direction.text else a["wording"],
                ),
            )
        )

    def action_accept(self) -> None:
        """Accept the marked proposal."""
        self._answer(True)

    def action_decline(self) -> None:
        """Decline the marked proposal."""
        self._answer(False)

    def _answer(self, accepted: bool) -> None:
        row = self._amended()
        if row is not None:
            with self.guard():
                self.desk.desk.do(directions.answer, row.id, accepted)

    # --- the list -----------------------------------------------------------------------------------

    def action_add(self) -> None:
        """A new direction at the end."""
        self.app.push_screen(
            Ask(
                _("A new direction"),
                [Paragraph("text", _("Direction or task"), required=True)],
                accept=lambda a: self.desk.desk.do(directions.add, a["text"]),
            )
        )

    def action_edit(self) -> None:
        """Change the words of the marked direction."""
        row = self._direction()
        if row is None:
            return
        self.app.push_screen(
            Ask(
                _("Edit the direction"),
                [Paragraph("text", _("Direction or task"), row.text, required=True)],
                accept=lambda a: self.desk.desk.do(directions.edit, row.id, a["text"]),
            )
        )

    @work
    async def action_drop(self) -> None:
        """Take the marked direction off the list."""
        row = self._direction()
        if row is None:
            return
        if await self.app.push_screen_wait(Confirm(_("Take this direction off the list?"), plain(row.text))):
            with self.guard():
                self.desk.desk.do(directions.drop, row.id)

    def action_up(self) -> None:
        """Move the marked direction up."""
        self._move(-1)

    def action_down(self) -> None:
        """Move the marked direction down."""
        self._move(1)

    def _move(self, places: int) -> None:
        row = self._direction()
        if row is not None:
            with self.guard():
                self.desk.desk.do(directions.move, row.id, places)
