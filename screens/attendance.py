"""Điểm danh: who is here, who stands in for whom, and whether there are enough to go on."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from console import attendance
from console.conference import Delegate, Presence, Stage
from console.language import _, mark
from console.text import search_key
from screens.actions import Action, Where
from screens.dialogs import Ask, Choice, Choose, Confirm, Line, OneOf, Tick
from screens.fields import Field
from screens.text import line, plain, stacked, together
from screens.widgets import Banner, Column, Table, Words
from screens.workplace import ConferenceScreen

_WORDS = {
    Presence.EXPECTED: mark("not yet"),
    Presence.PRESENT: mark("present"),
    Presence.LATE: mark("came late"),
    Presence.WRITTEN: mark("written opinion"),
    Presence.ABSENT: mark("absent"),
    Presence.LEFT: mark("left"),
}
_SIGNS = {
    Presence.EXPECTED: " ",
    Presence.PRESENT: "✓",
    Presence.LATE: "✓",
    Presence.WRITTEN: "✎",
    Presence.ABSENT: "✗",
    Presence.LEFT: "←",
}


class AttendanceScreen(ConferenceScreen):
    """The roll."""

    STAGE = Stage.ATTENDANCE
    AUTO_FOCUS = "Table"
    ABOUT = mark(
        "Mark who is here. Whoever represents a unit is written down here once and stands in every paper. "
        "The line below says at any moment whether there are enough by the bloc's rules."
    )
    DEFAULT_CSS = """
    AttendanceScreen #middle { height: 1fr; }
    AttendanceScreen #list { width: 1fr; height: 1fr; }
    AttendanceScreen #search { display: none; height: 3; }
    AttendanceScreen #search.-shown { display: block; }
    AttendanceScreen #side { width: 36; padding: 0 0 0 2; display: none; }
    AttendanceScreen.-wide #side { display: block; }
    AttendanceScreen #guests { margin: 1 0 0 0; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action(
            "all_present", "enter", mark("All present"), primary=True, help=mark("Mark all still expected.")
        ),
        Action(
            "open", "enter", mark("Open the conference"), primary=True, help=mark("Note the quorum, begin.")
        ),
        Action("home", "enter", mark("To the agenda"), primary=True, help=mark("Back to the running order.")),
        Action(
            "toggle", "space", mark("Present / absent"), help=mark("Present, or absent, for the marked row.")
        ),
        Action(
            "mark", "m", mark("Mark as ..."), help=mark("Late, left, absent with a reason, written opinion.")
        ),
        Action("substitute", "s", mark("Substitute"), help=mark("Somebody else comes for the unit.")),
        Action("name", "e", mark("Name"), help=mark("Write down or correct who represents the unit.")),
        Action("guest", "g", mark("Guest"), help=mark("A guest or an officer, without a vote.")),
        Action(
            "guests", "h", mark("Guests here"), help=mark("A guest has come, or has not."), where=Where.QUIET
        ),
        Action("search", "slash", mark("Search"), help=mark("Find a name; accents do not matter.")),
        Action("unsearch", "escape", mark("End search"), where=Where.QUIET),
        Action(
            "delegate",
            "a",
            mark("Delegate"),
            help=mark("One more delegate of a unit, where each delegate votes."),
            where=Where.QUIET,
        ),
        Action(
            "undelegate",
            "delete",
            mark("Off the roll"),
            also="d",
            help=mark("Take the marked delegate off the roll."),
            where=Where.QUIET,
        ),
        Action(
            "electorate",
            "v",
            mark("Who votes"),
            help=mark("One ballot a unit, or a delegate."),
            where=Where.QUIET,
        ),
        Action("undo", "u", mark("One step back"), help=mark("Take back the last step of this stage.")),
    )

    def __init__(self, *args: object, **more: object) -> None:
        """A roll, nothing searched."""
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self._search = ""

    def body(self) -> ComposeResult:
        """The roll; beside it the room in numbers, and the guests."""
        with Horizontal(id="middle"):
            with Vertical(id="list"):
                yield Field(placeholder=_("Type to search; accents do not matter"), id="search")
                yield Table(
                    [
                        Column("number", "", 3, right=True),
                        Column("unit", _("Unit"), grow=True),
                        Column("person", _("Representative"), 20),
                        Column("presence", _("Presence"), 17),
                        Column("since", _("At"), 5),
                    ]
                )
            with Vertical(id="side"):
                yield Banner(id="count")
                yield Words(id="enough")
                yield Words(id="guests")
        yield Words(id="room")

    def draw(self) -> None:
        """Put the roll on the screen."""
        conference = self.conference
        rows = []
        for number, delegate in enumerate(conference.delegates, start=1):
            unit = conference.unit(delegate.unit)
            if self._search not in search_key(f"{unit.name} {unit.short_name} {delegate.name}"):
                continue
            style = "" if delegate.presence in attendance.HERE else "$text-muted"
            person = together(line(delegate.name or "…", style), gap=" ")
            if delegate.replaces:
                person = together(person, plain("*", "bold"))
            presence = plain(f"{_SIGNS[delegate.presence]} {_(_WORDS[delegate.presence])}", style)
            since = delegate.since.strftime("%H:%M") if delegate.since else ""
            rows.append(
                (
                    str(delegate.id),
                    (
                        plain(str(number), style),
                        line(unit.short_name or unit.name, style),
                        person,
                        presence,
                        plain(since, style),
                    ),
                )
            )
        self.query_one(Table).show(rows)
        self._draw_room()

    def _draw_room(self) -> None:
        conference = self.conference
        room = attendance.attendance(conference)
        self.query_one("#count", Banner).show(f"{room.present:02d}/{room.members:02d}")
        enough = (
            _("Enough by the rules: at least {needed:02d} of {members:02d}.")
            if room.enough
            else _("Not enough by the rules: at least {needed:02d} of {members:02d} must be present.")
        ).format(needed=room.needed, members=room.members)
        mark_ = "✓ " if room.enough else "✗ "
        self.query_one("#enough", Words).say(plain(mark_ + enough, "bold"))
        numbers = _(
            "Present {present:02d}/{members:02d}, written opinions {written:02d}, absent {absent:02d}"
        ).format(present=room.present, members=room.members, written=room.written, absent=room.absent)
        self.query_one("#room", Words).say(stacked([plain(numbers), plain(mark_ + enough, "bold")]))
        guests = [
            together(plain("✓" if g.present else " "), line(g.name), line(g.position, "$text-muted"), gap=" ")
            for g in conference.guests
        ]
        title = [plain(_("Guests and officers"), "bold")] if guests else []
        self.query_one("#guests", Words).say(stacked([*title, *guests]) if guests else plain(""))

    def state(self) -> str:
        """Whether the conference is open."""
        return _("open") if self.conference.meeting.opened is not None else ""

    def available(self, action: Action) -> bool:
        """Which of the ways on is the one now."""
        room = attendance.attendance(self.conference)
        opened = self.conference.meeting.opened is not None
        match action.id:
            case "all_present":
                return not opened and room.expected > 0
            case "open":
                return not opened and room.expected == 0
            case "home":
                return opened
            case "unsearch":
                return self._searching
            case _:
                return True

    def _marked(self) -> Delegate | None:
        key = self.query_one(Table).marked
        return next((d for d in self.conference.delegates if str(d.id) == key), None)

    # --- going on -----------------------------------------------------------------------------------

    def action_all_present(self) -> None:
        """Everyone still expected is here."""
        with self.guard():
            self.desk.desk.do(attendance.mark_all_present, self.desk.now())

    def action_open(self) -> None:
        """Open the conference: the quorum is noted."""
        with self.guard():
            self.desk.desk.do(attendance.open_conference, self.desk.now())

    def action_home(self) -> None:
        """Back to the running order."""
        self.go_to(Stage.AGENDA)

    # --- one row ------------------------------------------------------------------------------------

    def action_present(self) -> None:
        """Present, or absent."""
        delegate = self._marked()
        if delegate is None:
            return
        here = delegate.presence in attendance.HERE
        with self.guard():
            self.desk.desk.do(
                attendance.mark,
                delegate.id,
                Presence.ABSENT if here else Presence.PRESENT,
                self.desk.now(),
            )

    def action_mark(self) -> None:
        """Late, left, absent with a reason, written opinion."""
        delegate = self._marked()
        if delegate is None:
            return
        choices = [Choice(p.value, _(words)) for p, words in _WORDS.items()]
        self.app.push_screen(
            Ask(
                _("Where is this delegate?"),
                [
                    OneOf("presence", _("Presence"), choices, delegate.presence.value),
                    Line("reason", _("Reason"), delegate.reason),
                ],
                intro=line(self.conference.unit(delegate.unit).name),
                accept=lambda a: self.desk.desk.do(
                    attendance.mark, delegate.id, Presence(a["presence"]), self.desk.now(), a["reason"]
                ),
            )
        )

    def action_substitute(self) -> None:
        """Somebody else comes for the unit."""
        delegate = self._marked()
        if delegate is None:
            return
        self.app.push_screen(
            Ask(
                _("Who comes instead?"),
                [
                    Line("name", _("Name"), required=True),
                    Line("position", _("Position")),
                    Line("letter", _("Letter of authority (number, or yes)")),
                ],
                intro=line(self.conference.unit(delegate.unit).name),
                accept=lambda a: self.desk.desk.do(
                    attendance.substitute, delegate.id, a["name"], a["position"], a["letter"], self.desk.now()
                ),
            )
        )

    def action_name(self) -> None:
        """Write down or correct who represents the unit."""
        delegate = self._marked()
        if delegate is None:
            return
        self.app.push_screen(
            Ask(
                _("Who represents the unit?"),
                [
                    Line("name", _("Name"), delegate.name),
                    Line("position", _("Position"), delegate.position),
                ],
                intro=line(self.conference.unit(delegate.unit).name),
                accept=lambda a: self.desk.desk.do(
                    attendance.name_representative, delegate.id, a["name"], a["position"]
                ),
            )
        )

    # --- guests and who votes -----------------------------------------------------------------------

    def action_guest(self) -> None:
        """A guest or officer."""
        self.app.push_screen(
            Ask(
                _("A guest or officer"),
                [
                    Line("name", _("Name"), required=True),
                    Line("position", _("Position")),
                    Line("organisation", _("Organisation")),
                    Tick("officer", _("Works for the chair (officer, secretary)")),
                ],
                accept=lambda a: self.desk.desk.do(
                    attendance.add_guest,
                    a["name"],
                    a["position"],
                    a["organisation"],
                    bool(a["officer"]),
                    True,
                ),
            )
        )

    @work
    async def action_guests(self) -> None:
        """A guest has come, or has not."""
        guests = self.conference.guests
        choices = [Choice(str(g.id), g.name, _("present") if g.present else _("not yet")) for g in guests]
        chosen = await self.app.push_screen_wait(Choose(_("Which guest has come, or has not?"), choices))
        if chosen is not None:
            guest = next(g for g in guests if str(g.id) == chosen)
            with self.guard():
                self.desk.desk.do(attendance.mark_guest, guest.id, not guest.present)

    def action_electorate(self) -> None:
        """One ballot a unit, or one a delegate."""
        self.app.push_screen(
            Ask(
                _("Who votes?"),
                [
                    OneOf(
                        "electorate",
                        _("One ballot for"),
                        [Choice("unit", _("each unit")), Choice("delegate", _("each delegate (a congress)"))],
                        self.conference.meeting.electorate,
                    )
                ],
                accept=lambda a: self.desk.desk.do(
                    attendance.set_electorate, "delegate" if a["electorate"] == "delegate" else "unit"
                ),
            )
        )

    @work
    async def action_delegate(self) -> None:
        """One more delegate of a unit."""
        choices = [Choice(str(u.id), u.name, u.short_name) for u in self.conference.units]
        unit = await self.app.push_screen_wait(Choose(_("A delegate of which unit?"), choices))
        if unit is None:
            return
        self.app.push_screen(
            Ask(
                _("One more delegate"),
                [Line("name", _("Name"), required=True), Line("position", _("Position"))],
                intro=line(self.conference.unit(int(unit)).name),
                accept=lambda a: self.desk.desk.do(
                    attendance.add_delegate, int(unit), a["name"], a["position"]
                ),
            )
        )

    @work
    async def action_undelegate(self) -> None:
        """Take the marked delegate off the roll."""
        delegate = self._marked()
        if delegate is None:
            return
        named = line(delegate.name or self.conference.unit(delegate.unit).name)
        if await self.app.push_screen_wait(Confirm(_("Take this delegate off the roll?"), named)):
            with self.guard():
                self.desk.desk.do(attendance.remove_delegate, delegate.id)

    # --- searching ----------------------------------------------------------------------------------

    @property
    def _searching(self) -> bool:
        return self.is_mounted and self.query_one("#search", Field).has_class("-shown")

    def action_search(self) -> None:
        """Find a name."""
        field = self.query_one("#search", Field)
        field.add_class("-shown")
        field.focus()
        self.refresh_bindings()

    def action_unsearch(self) -> None:
        """The whole roll again."""
        field = self.query_one("#search", Field)
        field.remove_class("-shown")
        field.value = ""
        self.query_one(Table).focus()
        self.refresh_bindings()

    @on(Field.Changed, "#search")
    def _searched(self, event: Field.Changed) -> None:
        self._search = search_key(event.value)
        self.draw()

    @on(Field.Submitted, "#search")
    def _found(self) -> None:
        self.query_one(Table).focus()
