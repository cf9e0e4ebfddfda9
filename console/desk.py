"""The chair's desk: the one place where a step becomes a fact.

A screen calls `do` with a rule and its arguments; the desk takes the time, keeps the change and its event
in one transaction, and shows the room what it may see. Nothing else writes.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from console import agenda, events, public, reports
from console.clock import Chance, Clock
from console.conference import Conference, Stage
from console.errors import NotAllowed
from console.language import _
from console.step import Event, Step
from console.store import Board, Store

if TYPE_CHECKING:
    from console.ballot.box import Turnout

CORRECTION = "record.corrected"
"""The one kind of step that a closed conference still takes: an appended paper."""

P = ParamSpec("P")
Rule = Callable[Concatenate[Conference, P], Step]


class Desk:
    """Holds the conference as it stands on the disk, and changes it one step at a time."""

    def __init__(self, store: Store, board: Board, clock: Clock, chance: Chance) -> None:
        """Sit down at a conference that `store` keeps.

        Args:
            chance: randomness for what must not be guessed, `secrets.SystemRandom()` outside rehearsals.
        """
        self._store = store
        self._board = board
        self._clock = clock
        self.chance = chance
        self._stage = Stage.AGENDA
        self._turnout: Turnout | None = None
        self._called = ""
        self.conference = store.load()

    def now(self) -> datetime:
        """The time now, timezone-aware."""
        return self._clock.now()

    @property
    def stage(self) -> Stage:
        """The stage that the chair stands on."""
        return self._stage

    def events(self) -> Sequence[Event]:
        """The audit trail, oldest first."""
        return self._store.events()

    def head(self) -> str:
        """The head of the audit trail."""
        return events.head(self.events())

    def enter(self, stage: Stage) -> None:
        """Stand on a stage; the files come to rest and the room sees that stage."""
        self._store.rest()
        self._stage = stage
        self.show()

    def do(self, rule: Rule[P], *args: P.args, **kwargs: P.kwargs) -> Conference:
        """Carry out one step: ask the rule, keep what it answers, show the room.

        Raises:
            NotAllowed: the rule forbids it; nothing changed.
            ConsoleError: it could not be kept; the desk holds what the disk holds.
        """
        return self.keep(rule(self.conference, *args, **kwargs))

    def keep(self, step: Step) -> Conference:
        """Keep a step that a rule has answered.

        Raises:
            NotAllowed: the conference is closed; its record is what was signed.
        """
        if step.kind != CORRECTION or self.conference.meeting.forgotten is not None:
            self._must_be_open()
        trail = self._store.events()
        event = Event(
            seq=trail[-1].seq + 1 if trail else 1,
            at=self.now(),
            stage=step.stage,
            kind=step.kind,
            detail=step.detail,
            final=step.final,
            rows=(),
            salt=self._salt(),
        )
        return self._commit(step.after, event)

    def undo(self, stage: Stage) -> Event:
        """Lùi một bước: take back the stage's last step by a compensating event.

        Returns:
            The event that was taken back.

        Raises:
            NotAllowed: nothing to take back, or not now; nothing changed.
        """
        self._must_be_open()
        if stage is Stage.REPORTS:
            reports.require_no_ballot(self.conference)
        trail = self._store.events()
        taken = events.to_undo(trail, stage)
        after = self._store.before(self.conference, taken)
        event = Event(
            seq=trail[-1].seq + 1,
            at=self.now(),
            stage=stage,
            kind=f"{stage.value}.undone",
            detail={"undoes": taken.seq, "kind": taken.kind},
            final=False,
            rows=(),
            undoes=taken.seq,
            salt=self._salt(),
        )
        self._commit(after, event)
        return taken

    def _must_be_open(self) -> None:
        if self.conference.meeting.forgotten is not None:
            raise NotAllowed(
                _(
                    "Personal data were erased from this folder; nothing in it changes any more. An appended "
                    "paper is written by hand, from the papers in its folder record."
                )
            )
        if self.conference.meeting.closed is not None:
            raise NotAllowed(_("The conference is closed. Corrections go into an appended paper."))

    def _salt(self) -> str:
        return f"{self.chance.getrandbits(128):032x}"

    def _commit(self, after: Conference, event: Event) -> Conference:
        try:
            self._store.commit(self.conference, after, event)
        except Exception:
            # After a failed write only the disk knows what holds; never show what it does not have.
            self.conference = self._store.load()
            raise
        self.conference = after
        self.show()
        return after

    def polling(self, turnout: "Turnout | None", called: str = "") -> None:
        """Tell the room how far an open ballot is: counts, and who is called now."""
        self._turnout, self._called = turnout, called
        self.show()

    def show(self) -> None:
        """Write what the room may see now."""
        self._board.show(public.view(self.conference, self._stage, self._turnout, self._called, self.now()))

    def chair_name(self) -> str:
        """Who chairs now, for the head of every screen."""
        unit, person = agenda.chair(self.conference)
        if person is not None and person.name:
            return person.name
        return unit.short_name if unit else ""
