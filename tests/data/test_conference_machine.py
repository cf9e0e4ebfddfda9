"""Whatever the room does in whatever order, cuts and refusals in between: the disk holds what was said."""

import random
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from console import agenda
from console.ballot.box import Admission, AlreadyVoted, TellerKey
from console.ballot.round import RoundState
from console.ballot.sealing import Need
from console.conference import Stage
from console.errors import ConsoleError, NotAllowed
from tests.data.conference_script import Operator, Told, marks_of, not_ended, steps_lost, untrue
from tests.data.model_disk import FAULTS, FaultDisk, ForgetfulDisk, SimDisk

DELEGATES = 4
NEVER = 10**9


@cache
def morning() -> tuple[Path, dict[Path, bytes], Told]:
    """A folder whose tellers have just sealed: its place, its files, what the screen had said."""
    path = Path(tempfile.mkdtemp())
    operator = Operator(path, SimDisk(), random.Random(1), delegates=DELEGATES)
    with operator.seated():
        while operator.place.desk.events()[-1].kind != "ballot.sealed":
            operator.step()
    return path, operator.under.files(), operator.told


class ConferenceMachine(RuleBasedStateMachine):
    """The room votes; power goes, calls fail, tellers come back. `disk_of` makes the disk it stands on."""

    disk_of: Callable[[dict[Path, bytes]], SimDisk] = SimDisk

    @initialize(seed=st.integers(0, 2**32), fault=st.sampled_from(FAULTS))
    def founded(self, seed: int, fault: str) -> None:
        self.chance = random.Random(seed)
        self.fault = fault
        self.path, files, told = morning()
        self.room = ExitStack()
        self.sit_down(type(self).disk_of(dict(files)), told)

    def sit_down(self, under: SimDisk, told: Told) -> None:
        """The folder is opened, on a disk that may refuse once meanwhile."""
        self.disk = FaultDisk(under, NEVER, self.fault)
        self.operator = Operator(
            self.path, self.disk, self.chance, delegates=DELEGATES, told=told, all_vote=False
        )
        self.out: dict[int, Admission] = {}
        self.room.enter_context(self.operator.seated())
        assert steps_lost(self.operator, told) == ""
        if self.round_is(RoundState.VOTING):
            row = self.operator.polling.current()
            if row.box != told.box:
                self.operator.note(box=row.box, voted=frozenset(), trying=None, closing=False)
            told = self.operator.told
            voted = self.roll()
            assert told.voted <= voted <= told.voted | ({told.trying} - {None})
            self.operator.note(voted=voted, trying=None)
        self.operator.seen()
        under.moments.clear()

    def round_is(self, state: RoundState | None) -> bool:
        rounds = self.operator.place.desk.conference.rounds
        if state is None:
            return not rounds or rounds[-1].state is RoundState.VOID
        return bool(rounds) and rounds[-1].state is state

    def roll(self) -> frozenset[int]:
        """Who has voted, as the screen shows it."""
        polling = self.operator.polling
        return frozenset(polling.current().voters) - frozenset(polling.waiting())

    def votes_now(self) -> bool:
        free = self.round_is(RoundState.VOTING) and not self.operator.told.closing
        return free and self.operator.sealing.need is Need.NOTHING

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do something; refused by the disk, the screen must say what the disk holds."""
        self.disk.under.moments.clear()
        self.disk.fault_at = None
        try:
            act()
        except ConsoleError as error:
            if self.disk.fault_at is None:
                raise
            self.must_be_true_of(error)
            return False
        self.operator.seen()
        self.disk.under.note("done")
        return True

    def must_be_true_of(self, error: ConsoleError) -> None:
        """What the screen shows after a refusal is what the disk holds."""
        said = untrue(self.operator, error)
        assert said == "", f"{said}; the screen said: {error}"

    # --- the room --------------------------------------------------------------------------------

    @rule()
    def writes_a_note(self) -> None:
        desk = self.operator.place.desk
        self.attempt(lambda: desk.do(agenda.add_note, 1, f"Ghi chú {len(desk.events())}", desk.now()))

    @rule()
    def takes_a_step_back(self) -> None:
        desk = self.operator.place.desk
        if desk.events()[-1].kind == "agenda.noted":
            self.attempt(lambda: desk.undo(Stage.AGENDA))

    @precondition(lambda self: self.round_is(None) and self.operator.sealing.need is Need.NOTHING)
    @rule()
    def opens_a_ballot(self) -> None:
        def act() -> None:
            row = self.operator.polling.open("CO")
            self.operator.note(box=row.box, voted=frozenset(), trying=None, closing=False)

        self.attempt(act)

    @precondition(lambda self: self.votes_now())
    @rule(delegate=st.integers(1, DELEGATES))
    def a_delegate_is_called(self, delegate: int) -> None:
        if delegate in self.roll():
            with pytest.raises(AlreadyVoted):
                self.operator.polling.call(delegate)
            return

        def act() -> None:
            self.out[delegate] = self.operator.polling.call(delegate)

        self.attempt(act)

    @precondition(lambda self: self.votes_now() and self.out)
    @rule()
    def a_delegate_leaves(self) -> None:
        delegate = self.chance.choice(sorted(self.out))
        if self.attempt(lambda: self.operator.polling.leave(self.out[delegate])):
            del self.out[delegate]

    @precondition(lambda self: self.votes_now() and self.out)
    @rule(twice=st.booleans())
    def a_delegate_casts(self, twice: bool) -> None:
        delegate = self.chance.choice(sorted(self.out))
        operator, admission = self.operator, self.out[delegate]
        size = len(operator.polling.current().nominees)

        def act() -> None:
            operator.note(trying=delegate)
            operator.polling.cast(admission, marks_of(delegate, size))
            operator.note(voted=operator.told.voted | {delegate}, trying=None)

        if self.attempt(act):
            del self.out[delegate]
            if twice:
                operator.polling.cast(admission, marks_of(delegate + 1, size))

    @precondition(lambda self: self.round_is(RoundState.VOTING) and self.operator.told.voted)
    @precondition(lambda self: self.operator.sealing.need is Need.NOTHING)
    @rule()
    def closes_the_ballot(self) -> None:
        self.operator.note(closing=True)
        if self.attempt(self.operator.polling.close):
            self.out = {}

    @precondition(lambda self: self.votes_now())
    @rule()
    def voids_the_ballot(self) -> None:
        self.out = {}
        self.attempt(lambda: self.operator.polling.void("Bầu lại"))

    @precondition(lambda self: self.round_is(RoundState.CLOSED))
    @rule()
    def two_tellers_count(self) -> None:
        self.attempt(lambda: self.operator.polling.count(self.operator.keys()))

    # --- what happens to it ----------------------------------------------------------------------

    @rule(calls=st.integers(1, 12))
    def a_call_is_going_to_fail(self, calls: int) -> None:
        self.disk.k = self.disk.calls + calls

    @rule(where=st.integers(0, 2**32))
    def the_power_goes(self, where: int) -> None:
        chance = random.Random(where)
        under = self.disk.under
        if not under.moments:
            under.note("at rest")
        moment = chance.choice(under.moments)
        assert isinstance(moment.mark, Told)
        after = chance.choice(list(moment.disks(chance, most=4)))
        self.room.close()
        self.sit_down(type(self).disk_of(after.files()), moment.mark)

    @rule()
    def the_program_is_started_again(self) -> None:
        told = self.operator.told
        self.room.close()
        self.disk.under.moments.clear()
        self.sit_down(self.disk.under, told)

    @precondition(lambda self: self.operator.sealing.need is Need.UNLOCK)
    @rule()
    def two_tellers_give_back_the_marks(self) -> None:
        wrong = [self.operator.keys()[0], TellerKey(9, "ao am an anh ang")]
        with pytest.raises(NotAllowed):
            self.operator.sealing.give_back(wrong)

        def act() -> None:
            self.operator.sealing.give_back(self.operator.keys())
            if self.round_is(RoundState.VOTING):
                self.operator.polling.turnout()  # with the marks comes the mending of the box, which writes

        self.attempt(act)
        assert self.operator.sealing.need is Need.NOTHING

    # --- what always holds -----------------------------------------------------------------------

    @invariant()
    def the_roll_is_what_was_confirmed(self) -> None:
        if hasattr(self, "operator") and self.round_is(RoundState.VOTING):
            assert self.roll() == self.operator.told.voted

    def teardown(self) -> None:
        """The day goes on to its end; the totals are those of the ballots."""
        if not hasattr(self, "operator"):
            return
        self.disk.k = NEVER
        try:
            for _n in range(60):
                if not self.operator.step():
                    break
            assert not_ended(self.operator) == ""
        finally:
            self.room.close()


def tried(machine: type[RuleBasedStateMachine], examples: int, **more: Any) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            **more,
        ),
    )


def test_whatever_the_room_does_the_disk_holds_what_was_said() -> None:
    tried(ConferenceMachine, 12, derandomize=True)


@pytest.mark.slow
def test_whatever_the_room_does_at_length_the_disk_holds_what_was_said() -> None:
    tried(ConferenceMachine, 200)


@pytest.mark.parametrize(
    "ending",
    [".journal", *(pytest.param(each, marks=pytest.mark.slow) for each in (".a.json", "keys.json"))],
)
def test_the_same_machine_finds_a_disk_that_does_not_sync(ending: str) -> None:
    def forgetful(files: dict[Path, bytes]) -> SimDisk:
        disk = ForgetfulDisk(ending)
        SimDisk.__init__(disk, files)
        return disk

    class OnForgetful(ConferenceMachine):
        disk_of = staticmethod(forgetful)

    with pytest.raises((AssertionError, ConsoleError)):
        tried(OnForgetful, 300, derandomize=True, phases=[Phase.generate], report_multiple_bugs=False)
