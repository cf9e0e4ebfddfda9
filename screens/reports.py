"""Báo cáo, chấm điểm: each unit's year, its points, and the bloc in numbers and bars."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from console import reports
from console.conference import Commendation, Report, Stage, Target, Unit
from console.language import _, mark
from console.wording import count, decimal
from screens.actions import Action, Where
from screens.dialogs import Ask, Choice, Choose, Line, Message, OneOf, Paragraph
from screens.dialogs.hands import whole
from screens.dialogs.points import no_points, points
from screens.text import fill, line, plain, stacked, together
from screens.widgets import Bar, Bars, Column, Table, Words
from screens.workplace import ConferenceScreen

_MET = {None: mark("not known"), True: mark("reached"), False: mark("not reached")}
_MET_SIGNS = {None: " ", True: "✓", False: "✗"}
_MET_IDS = {"": None, "yes": True, "no": False}
_NEW = "new"


def _written(score: Decimal | None) -> str:
    return decimal(score) if score is not None else ""


class ReportsScreen(ConferenceScreen):
    """The units and their points, highest total drawn longest."""

    STAGE = Stage.REPORTS
    ABOUT = mark(
        "What each unit did this year and what it scored. The total is the agreed score with the bonus added "
        "and the penalty taken off; equal totals share a rank."
    )
    DEFAULT_CSS = """
    ReportsScreen #middle { height: 1fr; }
    ReportsScreen #units { width: 2fr; }
    ReportsScreen #drawn { width: 1fr; padding: 0 0 0 2; display: none; }
    ReportsScreen.-wide #drawn { display: block; }
    ReportsScreen.-drawn #units { display: none; }
    ReportsScreen.-drawn #drawn { display: block; padding: 0; }
    ReportsScreen #detail { height: 8; border-top: solid $primary; }
    ReportsScreen.-tall #detail { height: 14; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action(
            "next_report",
            "enter",
            mark("Next report"),
            primary=True,
            help=mark("Take down the next unit whose report has not come."),
        ),
        Action("home", "enter", mark("To the agenda"), primary=True, help=mark("Back to the running order.")),
        Action("scores", "s", mark("Scores"), help=mark("Self-score, cross-score, agreed score.")),
        Action("bonus", "b", mark("Bonus, penalty"), help=mark("Bonus and penalty, each with its reason.")),
        Action("targets", "t", mark("Targets"), help=mark("Targets registered and reached.")),
        Action("commendations", "c", mark("Commendations"), help=mark("Commendations of the year.")),
        Action("words", "w", mark("Highlights"), help=mark("Highlights and shortcomings.")),
        Action(
            "whole_report", "v", mark("Whole report"), help=mark("Read the whole report of the marked unit.")
        ),
        Action("drawing", "g", mark("Bars"), help=mark("The totals as bars, or the table again.")),
        Action(
            "received",
            "r",
            mark("Report came"),
            help=mark("The marked unit's report has come, or has not."),
            where=Where.QUIET,
        ),
        Action("undo", "u", mark("One step back"), help=mark("Take back the last step of this stage.")),
    )

    def body(self) -> ComposeResult:
        """The table, the bars, the marked unit's report, the bloc's numbers."""
        with Horizontal(id="middle"):
            yield Table(
                [
                    Column("came", "", 1),
                    Column("unit", _("Unit"), grow=True),
                    Column("self", _("Self"), right=True),
                    Column("cross", _("Cross"), right=True),
                    Column("agreed", _("Agreed"), right=True),
                    Column("bonus", _("Added"), right=True),
                    Column("penalty", _("Off"), right=True),
                    Column("total", _("Total"), right=True),
                    Column("rank", _("Rank"), right=True),
                ],
                id="units",
            )
            with VerticalScroll(id="drawn"):
                yield Bars()
        with VerticalScroll(id="detail", can_focus=False):
            yield Words(id="report")
        yield Words(id="bloc")

    def draw(self) -> None:
        """Put the points on the screen."""
        conference = self.conference
        ranked = reports.ranking(conference)
        ranks = {row.unit.id: row for row in ranked}
        rows = []
        for unit in conference.units:
            report = conference.report(unit.id)
            row = ranks.get(unit.id)
            style = "" if report.received else "$text-muted"
            rows.append(
                (
                    str(unit.id),
                    (
                        "✓" if report.received else "",
                        line(unit.short_name or unit.name, style),
                        _written(report.self_score),
                        _written(report.cross_score),
                        _written(report.agreed_score),
                        decimal(report.bonus) if report.bonus else "",
                        decimal(report.penalty) if report.penalty else "",
                        plain(_written(report.total), "bold"),
                        plain(f"{row.rank}{'=' if row.shared else ''}" if row else "", "bold"),
                    ),
                )
            )
        self.query_one("#units", Table).show(rows)
        full = max([conference.rules.scoring.scale, *(row.total for row in ranked)])
        self.query_one(Bars).show(
            [
                Bar(
                    row.unit.short_name or row.unit.name,
                    Fraction(max(row.total, Decimal(0))) / Fraction(full) if full else 0,
                    decimal(row.total),
                    strong=row.rank == 1,
                )
                for row in ranked
            ]
        )
        bloc = reports.totals(conference)
        self.query_one("#bloc", Words).say(
            plain(
                _(
                    "Reports {received:02d}/{units:02d}, scored {scored:02d}; targets reached "
                    "{met}/{targets}; commended: {collectives} collectives, {persons} persons"
                ).format(
                    received=bloc.received,
                    units=bloc.units,
                    scored=bloc.scored,
                    met=bloc.targets_met,
                    targets=bloc.targets,
                    collectives=bloc.collectives,
                    persons=bloc.persons,
                ),
                "bold",
            )
        )
        self._draw_report()

    def _draw_report(self) -> None:
        unit = self._marked()
        if unit is not None:
            self.query_one("#report", Words).say(self._told(unit))

    def _told(self, unit: Unit) -> Content:
        """A unit's report in words; what is empty is left out."""
        report = self.conference.report(unit.id)
        said: list[Content] = [line(unit.name, "bold $primary")]
        if not report.received:
            said.append(plain(_("The report has not come."), "$text-muted"))
        for label, reason in (
            (_("Bonus:"), report.bonus_reason),
            (_("Penalty:"), report.penalty_reason),
            (_("Note:"), report.note),
        ):
            if reason:
                said.append(together(plain(label, "bold"), line(reason), gap=" "))
        if report.section_1 is not None:
            said.append(together(plain(_("Section I:"), "bold"), decimal(report.section_1), gap=" "))
        if report.targets:
            said.append(plain(_("Targets"), "bold"))
            said += [
                fill(
                    _("{sign} {name}: registered {registered}, reached {reached}"),
                    sign=_MET_SIGNS[target.met],
                    name=line(target.name),
                    registered=line(target.registered or "…"),
                    reached=line(target.reached or "…"),
                )
                for target in report.targets
            ]
        if report.commendations:
            said.append(plain(_("Commendations"), "bold"))
            said += [
                fill(
                    _("{name}: {collectives} collectives, {persons} persons"),
                    name=line(row.name),
                    collectives=count(row.collectives),
                    persons=count(row.persons),
                )
                for row in report.commendations
            ]
        for label, words in ((_("Highlights"), report.highlights), (_("Shortcomings"), report.shortcomings)):
            if words:
                said += [plain(label, "bold"), plain(words)]
        return stacked(said)

    def on_data_table_row_highlighted(self) -> None:
        """Tell about the marked unit, from its beginning."""
        self.query_one("#detail", VerticalScroll).scroll_home(animate=False)
        self._draw_report()

    def state(self) -> str:
        """How many reports have come."""
        bloc = reports.totals(self.conference)
        return f"{bloc.received}/{bloc.units}"

    def _marked(self) -> Unit | None:
        key = self.query_one("#units", Table).marked
        return next((u for u in self.conference.units if str(u.id) == key), None)

    def _missing(self) -> Unit | None:
        """The first unit whose report has not come; nobody is asked where points do not count."""
        if not reports.by_points(self.conference):
            return None
        return next((u for u in self.conference.units if not self.conference.report(u.id).received), None)

    def available(self, action: Action) -> bool:
        """Which of the ways on is the one now."""
        match action.id:
            case "next_report":
                return self._missing() is not None
            case "home":
                return self._missing() is None
            case _:
                return True

    # --- going on -----------------------------------------------------------------------------------

    def action_next_report(self) -> None:
        """Take down the next unit whose report has not come."""
        unit = self._missing()
        if unit is not None:
            self.query_one("#units", Table).mark(str(unit.id))
            self._ask_scores(unit)

    def action_home(self) -> None:
        """Back to the running order."""
        self.go_to(Stage.AGENDA)

    # --- one unit -----------------------------------------------------------------------------------

    def action_scores(self) -> None:
        """Self-score, cross-score, agreed score."""
        unit = self._marked()
        if unit is not None:
            self._ask_scores(unit)

    def _ask_scores(self, unit: Unit) -> None:
        report = self.conference.report(unit.id)
        labels = {
            "self": _("Self-score"),
            "cross": _("Cross-score"),
            "agreed": _("Agreed score"),
            "section": _("Section I"),
        }
        scores = {
            "self": report.self_score,
            "cross": report.cross_score,
            "agreed": report.agreed_score,
            "section": report.section_1,
        }
        self.app.push_screen(
            Ask(
                _("Scores of the unit"),
                [
                    *(Line(name, label, _written(scores[name])) for name, label in labels.items()),
                    Line("note", _("Note"), report.note, _("why self-score and cross-score differ")),
                ],
                intro=line(unit.name),
                accept=lambda a: self.desk.desk.do(
                    reports.set_scores,
                    unit.id,
                    points(a["self"], labels["self"]),
                    points(a["cross"], labels["cross"]),
                    points(a["agreed"], labels["agreed"]),
                    a["note"],
                    points(a["section"], labels["section"]),
                ),
            )
        )

    def action_bonus(self) -> None:
        """Bonus and penalty, each with its reason."""
        unit = self._marked()
        if unit is None:
            return
        report = self.conference.report(unit.id)
        self.app.push_screen(
            Ask(
                _("Bonus and penalty"),
                [
                    Line("bonus", _("Bonus"), decimal(report.bonus)),
                    Line("bonus_reason", _("What the bonus is for"), report.bonus_reason),
                    Line("penalty", _("Penalty"), decimal(report.penalty)),
                    Line("penalty_reason", _("What the penalty is for"), report.penalty_reason),
                ],
                intro=line(unit.name),
                accept=lambda a: self.desk.desk.do(
                    reports.set_bonus,
                    unit.id,
                    no_points(a["bonus"], _("Bonus")),
                    a["bonus_reason"],
                    no_points(a["penalty"], _("Penalty")),
                    a["penalty_reason"],
                ),
            )
        )

    def action_received(self) -> None:
        """The report has come, or has not."""
        unit = self._marked()
        if unit is not None:
            with self.guard():
                self.desk.desk.do(
                    reports.mark_received, unit.id, not self.conference.report(unit.id).received
                )

    @work
    async def action_targets(self) -> None:
        """Targets registered and reached, one at a time."""
        unit = self._marked()
        if unit is None:
            return
        rows = list(self.conference.report(unit.id).targets)
        choices = [Choice(str(n), t.name, f"{t.registered} → {t.reached}") for n, t in enumerate(rows)]
        chosen = await self._choose(unit, _("Which target?"), choices, _("A new target"))
        if chosen is None:
            return
        old = rows[chosen] if chosen < len(rows) else Target("")
        marked = next(name for name, met in _MET_IDS.items() if met is old.met)
        self.app.push_screen(
            Ask(
                _("A target of the year"),
                [
                    Line("name", _("Target"), old.name, _("leave it empty to take the target off")),
                    Line("registered", _("Registered"), old.registered),
                    Line("reached", _("Reached"), old.reached),
                    OneOf(
                        "met",
                        _("Result"),
                        [Choice(name, _(_MET[met])) for name, met in _MET_IDS.items()],
                        marked,
                    ),
                ],
                intro=line(unit.name),
                accept=lambda a: self.desk.desk.do(
                    reports.set_targets,
                    unit.id,
                    [
                        *rows[:chosen],
                        replace(
                            old,
                            name=a["name"],
                            registered=a["registered"],
                            reached=a["reached"],
                            met=_MET_IDS[a["met"]],
                        ),
                        *rows[chosen + 1 :],
                    ],
                ),
            )
        )

    @work
    async def action_commendations(self) -> None:
        """Commendations of the year, one at a time."""
        unit = self._marked()
        if unit is None:
            return
        rows = list(self.conference.report(unit.id).commendations)
        choices = [
            Choice(
                str(n),
                row.name,
                _("{collectives} collectives, {persons} persons").format(
                    collectives=row.collectives, persons=row.persons
                ),
            )
            for n, row in enumerate(rows)
        ]
        chosen = await self._choose(unit, _("Which commendation?"), choices, _("A new commendation"))
        if chosen is None:
            return
        old = rows[chosen] if chosen < len(rows) else Commendation("")
        self.app.push_screen(
            Ask(
                _("A commendation of the year"),
                [
                    Line("name", _("Commendation"), old.name, _("leave it empty to take it off")),
                    Line("collectives", _("Collectives"), count(old.collectives), required=True),
                    Line("persons", _("Persons"), count(old.persons), required=True),
                ],
                intro=line(unit.name),
                accept=lambda a: self.desk.desk.do(
                    reports.set_commendations,
                    unit.id,
                    [
                        *rows[:chosen],
                        Commendation(
                            a["name"],
                            whole(a["collectives"], _("Collectives")),
                            whole(a["persons"], _("Persons")),
                        ),
                        *rows[chosen + 1 :],
                    ],
                ),
            )
        )

    async def _choose(self, unit: Unit, title: str, choices: list[Choice], new: str) -> int | None:
        """The place of a row to edit; one past the last for a new one; None after Esc."""
        if not choices:
            return 0
        chosen = await self.app.push_screen_wait(
            Choose(title, [*choices, Choice(_NEW, new, unit.short_name)])
        )
        if chosen is None:
            return None
        return len(choices) if chosen == _NEW else int(chosen)

    def action_words(self) -> None:
        """Highlights and shortcomings."""
        unit = self._marked()
        if unit is None:
            return
        report: Report = self.conference.report(unit.id)
        self.app.push_screen(
            Ask(
                _("Highlights and shortcomings"),
                [
                    Paragraph("highlights", _("Highlights"), report.highlights),
                    Paragraph("shortcomings", _("Shortcomings"), report.shortcomings),
                ],
                intro=line(unit.name),
                accept=lambda a: self.desk.desk.do(
                    reports.set_text, unit.id, a["highlights"], a["shortcomings"]
                ),
            )
        )

    # --- looking ------------------------------------------------------------------------------------

    def action_whole_report(self) -> None:
        """Read the whole report."""
        unit = self._marked()
        if unit is not None:
            self.app.push_screen(Message(self._told(unit), _("Report of the unit")))

    def action_drawing(self) -> None:
        """The totals as bars, or the table again."""
        self.toggle_class("-drawn")
        self.refresh_bindings()
