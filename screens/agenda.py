"""Chương trình: the running order, what is on now, and the one key that goes on. The console's home."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from console import agenda, attendance, guide
from console.conference import Item, ItemState, Stage
from console.language import _, mark
from screens import dialogs  # each is imported when it opens
from screens.actions import Action, Where
from screens.text import fill, line, plain, short, together
from screens.widgets import Column, Countdown, Table, Words
from screens.workplace import STAGES, ConferenceScreen

_STATES = {
    ItemState.PLANNED: "",
    ItemState.CURRENT: "►",
    ItemState.DONE: "✓",
    ItemState.SKIPPED: "–",
}

_DONE_TODAY = (Stage.ATTENDANCE, Stage.DIRECTIONS, Stage.BALLOT, Stage.HANDOVER)
"""Stages whose work is only ever done in the room: once done there is nothing left to look at first."""


class AgendaScreen(ConferenceScreen):
    """The running order of the day."""

    STAGE = Stage.AGENDA
    AUTO_FOCUS = "Table"
    ABOUT = mark(
        "The running order. Enter goes on: it opens the stage that carries the current item out, or begins "
        "the next item. Everything that was done can be looked at again."
    )
    DEFAULT_CSS = """
    AgendaScreen #middle { height: 1fr; }
    AgendaScreen Table { width: 3fr; }
    AgendaScreen #side { width: 38; padding: 0 0 0 2; display: none; }
    AgendaScreen.-wide #side { display: block; }
    AgendaScreen #below { height: auto; max-height: 3; }
    AgendaScreen.-wide #below { display: none; }
    AgendaScreen #side Words { margin: 0 0 1 0; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("begin", "enter", mark("Begin"), primary=True, help=mark("Begin the first item.")),
        Action(
            "enter_stage", "enter", mark("Open the stage"), primary=True, help=mark("Carry the item out.")
        ),
        Action(
            "go_on", "enter", mark("Next item"), primary=True, help=mark("End this item, begin the next.")
        ),
        Action("finish", "enter", mark("To the closing"), primary=True, help=mark("All items are done.")),
        Action(
            "next_item", "n", mark("Next item"), help=mark("End this item, begin the next, whatever it is.")
        ),
        Action(
            "speaker", "s", mark("Speaker"), help=mark("Somebody asks for the floor."), group=mark("Floor")
        ),
        Action("next_speaker", "f", mark("Give the floor"), help=mark("End who speaks, next in the queue.")),
        Action(
            "drop_speaker",
            "r",
            mark("Off the queue"),
            help=mark("Take somebody off the queue."),
            where=Where.QUIET,
        ),
        Action("note", "g", mark("Note"), help=mark("A private note; it goes into the minutes.")),
        Action("hands", "h", mark("Show of hands"), help=mark("The room decides something by hands.")),
        Action(
            "rules",
            "y",
            mark("Rules"),
            help=mark("The bloc's rules in words, with what each asks of this room."),
            where=Where.QUIET,
        ),
        Action(
            "mirror",
            "m",
            mark("Mirror on a stick"),
            help=mark("A live copy on a USB stick, from which another laptop can go on."),
            where=Where.QUIET,
        ),
        Action("undo", "u", mark("One step back"), help=mark("Take back the last step of this stage.")),
        Action("edit", "e", mark("Edit"), help=mark("Change the marked item."), group=mark("Items")),
        Action("add", "a", mark("Add"), help=mark("A new item behind the marked one."), where=Where.QUIET),
        Action(
            "remove",
            "delete",
            mark("Remove"),
            also="d",
            help=mark("Remove the marked item."),
            where=Where.QUIET,
        ),
        Action("up", "k", mark("Move up"), also="left_square_bracket", where=Where.QUIET),
        Action("down", "j", mark("Move down"), also="right_square_bracket", where=Where.QUIET),
        Action("skip", "b", mark("Skip"), help=mark("Leave the marked item out, with a reason.")),
        Action("jump", "t", mark("Take up"), help=mark("Take the marked item out of turn, or again.")),
        Action(
            "salute", "c", mark("Flag salute"), help=mark("The flag salute, full screen."), where=Where.QUIET
        ),
    )

    def body(self) -> ComposeResult:
        """The list, and beside it the floor and what the marked item is about."""
        with Horizontal(id="middle"):
            yield Table(
                [
                    Column("state", "", 1),
                    Column("at", _("Time"), 5),
                    Column("title", _("Item"), grow=True),
                    Column("minutes", _("Minutes"), 9, right=True),
                ]
            )
            with Vertical(id="side"):
                yield Words(id="about")
                yield Countdown(id="floor")
                yield Words(id="queue")
                yield Words(id="room")
        yield Words(id="below")

    def on_mount(self) -> None:
        """The clock of a speaker and of the current item runs on; the cursor stands on the current item."""
        self.call_after_refresh(self._mark_current)
        self.set_interval(1, self.draw)

    def _mark_current(self) -> None:
        here = agenda.place(self.conference)
        if here.current is not None:
            self.query_one(Table).mark(str(here.current.id))

    def draw(self) -> None:
        """Put the running order and the floor on the screen."""
        conference, now = self.conference, self.desk.now()
        times = agenda.planned_times(conference)
        rows = []
        for item in agenda.running_order(conference):
            style = {
                ItemState.CURRENT: "bold $primary",
                ItemState.DONE: "$text-muted",
                ItemState.SKIPPED: "$text-muted",
            }.get(item.state, "")
            used = agenda.used_seconds(item, now) // 60
            minutes = f"{used}/{item.minutes}" if item.started is not None else str(item.minutes)
            title = line(item.title, style)
            if item.state == ItemState.SKIPPED:
                title = fill(_("{item} (skipped: {reason})"), item=line(item.title), reason=line(item.reason))
            rows.append(
                (
                    str(item.id),
                    (
                        plain(_STATES[item.state], style),
                        plain(times[item.id], style),
                        title,
                        plain(minutes, style),
                    ),
                )
            )
        self.query_one(Table).show(rows)
        self._draw_side()

    def _draw_side(self) -> None:
        conference, now = self.conference, self.desk.now()
        item = self._marked()
        if item is not None:
            stage = _(dict(STAGES)[item.stage])
            said = together(
                line(item.title, "bold"), line(item.performer, "$text-muted"), plain(stage), gap="\n"
            )
            notes = sum(note.item == item.id for note in conference.notes)
            if notes:
                said = together(said, plain(_("Notes: {n}").format(n=notes)), gap="\n")
            self.query_one("#about", Words).say(said)
        speaker = agenda.floor(conference)
        floor = self.query_one("#floor", Countdown)
        if speaker is None:
            floor.show(None)
        else:
            floor.show(agenda.seconds_left(speaker, now), line(speaker.name, "bold"))
        queue = agenda.queue(conference)
        waiting = [line(f"{n}. {s.name}") for n, s in enumerate(queue, start=1)]
        title = [plain(_("Waiting to speak:"), "bold")] if waiting else []
        self.query_one("#queue", Words).say(together(*title, *waiting, gap="\n"))
        room = attendance.attendance(conference)
        here = _("Present {present:02d}/{members:02d}").format(present=room.present, members=room.members)
        enough = _("enough by the rules") if room.enough else _("not enough by the rules")
        self.query_one("#room", Words).say(f"{here}: {enough}")
        below = together(plain(f"{here}: {enough}"), gap="  ")
        if speaker is not None:
            left = agenda.seconds_left(speaker, now)
            sign, left = ("-", -left) if left < 0 else ("", left)
            clock = plain(f"{sign}{left // 60}:{left % 60:02d}", "bold")
            below = together(below, clock, short(speaker.name, 30), gap="  ")
        self.query_one("#below", Words).say(below)

    def on_data_table_row_highlighted(self) -> None:
        """Tell about the marked item."""
        self._draw_side()

    def state(self) -> str:
        """How far the day is."""
        here = agenda.place(self.conference)
        return f"{here.done}/{here.total}"

    def _marked(self) -> Item | None:
        key = self.query_one(Table).marked
        return next((i for i in self.conference.agenda if str(i.id) == key), None)

    def available(self, action: Action) -> bool:
        """Which of the ways on is the one now."""
        here = agenda.place(self.conference)
        staged = here.current is not None and not self._behind(here.current)
        if action.primary and self.conference.meeting.closed is not None:
            return action.id == "finish"
        match action.id:
            case "begin":
                return here.current is None and here.next is not None
            case "enter_stage":
                return staged
            case "go_on":
                return here.current is not None and not staged and here.next is not None
            case "finish":
                return here.next is None and not staged
            case "next_item":
                return here.next is not None and staged
            case "next_speaker":
                return bool(agenda.queue(self.conference)) or agenda.floor(self.conference) is not None
            case "drop_speaker":
                return bool(agenda.queue(self.conference))
            case _:
                return True

    def _behind(self, item: Item) -> bool:
        """Whether the item's stage has done what the item asks for; looked at, where that is in doubt."""
        if item.stage == Stage.AGENDA:
            return True
        seen = item.id in self.desk.seen or item.stage in _DONE_TODAY
        return seen and guide.carried_out(self.conference, item)

    # --- going on -----------------------------------------------------------------------------------

    def action_begin(self) -> None:
        """Begin the first item."""
        self.action_go_on()

    def action_go_on(self) -> None:
        """End this item, begin the next."""
        with self.guard():
            self.desk.desk.do(agenda.go_on, self.desk.now())
        self._mark_current()

    def action_next_item(self) -> None:
        """End this item, begin the next, whatever its stage says."""
        self.action_go_on()

    def action_enter_stage(self) -> None:
        """Open the stage that carries the current item out."""
        here = agenda.place(self.conference)
        if here.current is not None:
            self.desk.seen.add(here.current.id)
            self.go_to(here.current.stage)

    def action_finish(self) -> None:
        """All items are done: the closing."""
        self.go_to(Stage.RECORD)

    def action_jump(self) -> None:
        """Take the marked item out of turn, or up again."""
        item = self._marked()
        if item is not None:
            with self.guard():
                self.desk.desk.do(agenda.go_to, item.id, self.desk.now())

    def action_skip(self) -> None:
        """Leave the marked item out, with a reason."""
        item = self._marked()
        if item is None:
            return
        self.app.push_screen(
            dialogs.Ask(
                _("Skip this item"),
                [dialogs.Line("reason", _("Reason, for the minutes"), required=True)],
                intro=line(item.title),
                accept=lambda a: self.desk.desk.do(agenda.skip, item.id, a["reason"]),
            )
        )

    # --- the floor ----------------------------------------------------------------------------------

    @work
    async def action_speaker(self) -> None:
        """Somebody asks for the floor."""
        here = agenda.place(self.conference).current or self._marked()
        if here is None:
            return
        conference = self.conference
        choices = [
            dialogs.Choice(
                f"d{d.id}", d.name or conference.unit(d.unit).short_name, conference.unit(d.unit).short_name
            )
            for d in conference.delegates
        ]
        choices += [
            dialogs.Choice(f"g{g.id}", g.name, g.organisation or g.position) for g in conference.guests
        ]
        chosen = await self.app.push_screen_wait(dialogs.Choose(_("Who asks for the floor?"), choices))
        if chosen is None:
            return
        name = next(c.label for c in choices if c.id == chosen)
        unit = conference.delegate(int(chosen[1:])).unit if chosen.startswith("d") else None
        self.app.push_screen(
            dialogs.Ask(
                _("Time to speak"),
                [
                    dialogs.Line("name", _("Name"), name, required=True),
                    dialogs.Line("minutes", _("Minutes"), "7", required=True),
                ],
                accept=lambda a: self.desk.desk.do(
                    agenda.add_speaker,
                    here.id,
                    a["name"],
                    unit,
                    60 * dialogs.whole(a["minutes"], _("Minutes")),
                ),
            )
        )

    def action_next_speaker(self) -> None:
        """End who speaks and give the floor to the next."""
        with self.guard():
            self.desk.desk.do(agenda.next_speaker, self.desk.now())

    @work
    async def action_drop_speaker(self) -> None:
        """Take somebody off the queue."""
        choices = [dialogs.Choice(str(s.id), s.name) for s in agenda.queue(self.conference)]
        chosen = await self.app.push_screen_wait(dialogs.Choose(_("Who no longer wishes to speak?"), choices))
        if chosen is not None:
            with self.guard():
                self.desk.desk.do(agenda.remove_speaker, int(chosen))

    # --- notes and hands ----------------------------------------------------------------------------

    def action_note(self) -> None:
        """A private note at the current item."""
        item = agenda.place(self.conference).current or self._marked()
        if item is None:
            return
        self.app.push_screen(
            dialogs.Ask(
                _("Note for the minutes"),
                [dialogs.Paragraph("text", _("What was said or decided"), required=True, rows=6)],
                intro=line(item.title),
                accept=lambda a: self.desk.desk.do(agenda.add_note, item.id, a["text"], self.desk.now()),
            )
        )

    @work
    async def action_hands(self) -> None:
        """The room decides something by show of hands."""
        item = agenda.place(self.conference).current
        asked = await self.app.push_screen_wait(
            dialogs.Ask(
                _("Show of hands"),
                [dialogs.Line("subject", _("What is decided"), item.title if item else "", required=True)],
            )
        )
        if asked is None:
            return
        present = attendance.attendance(self.conference).present
        self.app.push_screen(
            dialogs.ShowOfHands(
                _("Show of hands"),
                present,
                lambda agree, disagree, other, here: self.desk.desk.do(
                    agenda.vote_by_hands, asked["subject"], agree, disagree, other, here, self.desk.now()
                ),
                intro=line(asked["subject"]),
            )
        )

    def action_rules(self) -> None:
        """The bloc's rules in words, before they are adopted."""
        from screens.rules import rules_view

        self.app.push_screen(rules_view(self.conference))

    def action_mirror(self) -> None:
        """Where the live copy lies, and how far it follows."""
        from screens.mirror import mirror_form

        self.app.push_screen(mirror_form(self.desk.mirror))

    def action_salute(self) -> None:
        """The flag salute, full screen."""
        from screens.salute import Salute

        self.app.push_screen(Salute())

    # --- the items ----------------------------------------------------------------------------------

    def _fields(self, item: Item | None) -> "list[dialogs.Line]":
        return [
            dialogs.Line("title", _("Item"), item.title if item else "", required=True),
            dialogs.Line("minutes", _("Minutes"), str(item.minutes) if item else "5", required=True),
            dialogs.Line("performer", _("Performed by"), item.performer if item else ""),
        ]

    def action_edit(self) -> None:
        """Change the marked item."""
        item = self._marked()
        if item is None:
            return
        self.app.push_screen(
            dialogs.Ask(
                _("Edit the item"),
                self._fields(item),
                accept=lambda a: self.desk.desk.do(
                    agenda.edit_item,
                    item.id,
                    a["title"],
                    dialogs.whole(a["minutes"], _("Minutes")),
                    a["performer"],
                ),
            )
        )

    def action_add(self) -> None:
        """A new item behind the marked one."""
        item = self._marked()
        self.app.push_screen(
            dialogs.Ask(
                _("A new item"),
                self._fields(None),
                accept=lambda a: self.desk.desk.do(
                    agenda.add_item,
                    a["title"],
                    dialogs.whole(a["minutes"], _("Minutes")),
                    a["performer"],
                    Stage.AGENDA,
                    item.id if item else None,
                ),
            )
        )

    @work
    async def action_remove(self) -> None:
        """Remove the marked item."""
        item = self._marked()
        if item is None:
            return
        if await self.app.push_screen_wait(
            dialogs.Confirm(_("Remove this item from the agenda?"), line(item.title))
        ):
            with self.guard():
                self.desk.desk.do(agenda.remove_item, item.id)

    def action_up(self) -> None:
        """Move the marked item up."""
        self._move(-1)

    def action_down(self) -> None:
        """Move the marked item down."""
        self._move(1)

    def _move(self, places: int) -> None:
        item = self._marked()
        if item is not None:
            with self.guard():
                self.desk.desk.do(agenda.move_item, item.id, places)
