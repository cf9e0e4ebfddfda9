"""The chair's console: one screen a stage, a key for each, and the way from one to the next."""

from typing import Any, ClassVar

from textual.screen import Screen

from console.conference import Stage
from console.language import _, mark
from screens import actions
from screens.actions import Action, Where
from screens.base_app import BaseApp
from screens.workplace import STAGES, ConferenceScreen, Corner, GoTo, Workplace


def _stage_actions() -> tuple[Action, ...]:
    """A digit for each; no F-key, or F4 pressed twice at the end of a form would leave the stage."""
    return tuple(
        Action(
            id=f"stage_{stage.value}",
            key=str(number),
            label=name,
            help=mark("Go to this stage; nothing is lost."),
            group=mark("Stages"),
            where=Where.QUIET,
        )
        for number, (stage, name) in enumerate(STAGES, start=1)
    )


def screen_for(stage: Stage, place: Workplace) -> ConferenceScreen:
    """The screen of a stage; its module is imported when it is first shown."""
    match stage:
        case Stage.ATTENDANCE:
            from screens.attendance import AttendanceScreen

            return AttendanceScreen(place)
        case Stage.AGENDA:
            from screens.agenda import AgendaScreen

            return AgendaScreen(place)
        case Stage.REPORTS:
            from screens.reports import ReportsScreen

            return ReportsScreen(place)
        case Stage.DIRECTIONS:
            from screens.directions import DirectionsScreen

            return DirectionsScreen(place)
        case Stage.BALLOT:
            from screens.ballot import BallotScreen

            return BallotScreen(place)
        case Stage.HANDOVER:
            from screens.handover import HandoverScreen

            return HandoverScreen(place)
        case Stage.RECORD:
            from screens.summary import SummaryScreen

            return SummaryScreen(place)


def ballot_corner(corner: Corner, place: Workplace) -> ConferenceScreen:
    """A screen of the ballot's stage."""
    match corner:
        case Corner.OPERATOR:
            return screen_for(Stage.BALLOT, place)
        case Corner.SEALING:
            from screens.sealing import SealingScreen

            return SealingScreen(place)
        case Corner.POLLING:
            from screens.polling import PollingScreen

            return PollingScreen(place)
        case Corner.COUNT:
            from screens.count import CountScreen

            return CountScreen(place)


class ConsoleApp(BaseApp):
    """The console over one conference folder."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (*actions.COMMON, *_stage_actions())

    def __init__(self, place: Workplace, home: Stage = Stage.AGENDA, **more: object) -> None:
        """A console over `place` that opens on the stage `home`; see `BaseApp` for `more`."""
        super().__init__(**more)  # type: ignore[arg-type]
        self.place, self._home = place, home
        self.title = _("Conference console")

    def get_default_screen(self) -> Screen[Any]:
        """Home is shown at once, with no empty screen below it that is laid out first."""
        home = screen_for(self._home, self.place)
        home._push_result_callback(home, None)  # `switch_screen` takes one away, and Textual gives none here
        return home

    def on_mount(self) -> None:
        """Say first what opening the folder had to mend."""
        if self.place.recovered:
            from screens.dialogs import Message

            self.push_screen(Message("\n".join(self.place.recovered), title=_("Recovered")))

    def go_to_stage(self, stage: Stage) -> None:
        """Show a stage; from a dialog or the booth nothing happens."""
        showing = self.screen
        if not isinstance(showing, ConferenceScreen) or stage == showing.STAGE:
            return
        self.switch_screen(screen_for(stage, self.place))

    def on_go_to(self, message: GoTo) -> None:
        """A stage asks for another, or for a corner of the ballot's."""
        if message.corner is None:
            self.go_to_stage(message.stage)
        else:
            screen = ballot_corner(message.corner, self.place)
            self.switch_screen(screen)
            if message.then is not None:
                self.call_later(message.then, screen)

    def action_stage_attendance(self) -> None:
        """Điểm danh."""
        self.go_to_stage(Stage.ATTENDANCE)

    def action_stage_agenda(self) -> None:
        """Chương trình."""
        self.go_to_stage(Stage.AGENDA)

    def action_stage_reports(self) -> None:
        """Báo cáo."""
        self.go_to_stage(Stage.REPORTS)

    def action_stage_directions(self) -> None:
        """Phương hướng."""
        self.go_to_stage(Stage.DIRECTIONS)

    def action_stage_ballot(self) -> None:
        """Bình xét."""
        self.go_to_stage(Stage.BALLOT)

    def action_stage_handover(self) -> None:
        """Bàn giao."""
        self.go_to_stage(Stage.HANDOVER)

    def action_stage_record(self) -> None:
        """Kết thúc."""
        self.go_to_stage(Stage.RECORD)
