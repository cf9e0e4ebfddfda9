"""The operator's screen of bình xét and the polling place: one key goes on through all of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Static

from console import agenda
from console.ballot import nomination, voting
from console.ballot.course import Phase, phase
from console.ballot.forms import Ballot
from console.ballot.round import Method, NomineeState, RoundState
from console.conference import Stage
from screens.ballot import BallotScreen
from screens.booth import BoothScreen
from screens.count import CountScreen
from screens.dialogs import Ask, Choose, Confirm, Message
from screens.polling import PollingScreen
from screens.widgets import Table
from screens.workplace import Workplace
from tests.screens.conference import cast_all, console_app, current_round, elect_tellers, workplace
from tests.screens.stage import picture


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with workplace(tmp_path) as made:
        yield made


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Keys one after another, each with time for what it opens."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def now(place: Workplace) -> Phase:
    return phase(place.conference, place.desk.events())


def ready(place: Workplace) -> None:
    """List and tellers are there; the round may be opened."""
    place.desk.do(nomination.make_list, "CO")
    elect_tellers(place)


async def test_enter_alone_leads_from_the_list_to_the_polling_place(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert now(place) is Phase.LIST
        await press(pilot, "enter")
        assert now(place) is Phase.TELLERS
        assert [n.id for n in nomination.on_ballot(place.conference, "CO")] == [1, 2, 3]
        await press(pilot, "enter")
        for name in ("hai", "khanh", "lam"):
            assert isinstance(app.screen, Choose)
            await press(pilot, *name, "enter")
        assert isinstance(app.screen, Ask)
        await press(pilot, "enter", "enter", "enter", "enter")
        assert [t.name for t in place.conference.tellers] == ["Phạm Văn Hải", "Vũ Thị Khánh", "Hoàng Văn Lâm"]
        assert now(place) is Phase.OPENING
        await press(pilot, "enter", "enter")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "c")
        assert isinstance(app.screen, PollingScreen)
        assert current_round(place).method is Method.LAPTOP


async def test_an_opening_is_asked_about_and_no_is_marked(place: Workplace) -> None:
    ready(place)
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter", "enter")
        assert place.conference.rounds == ()
        assert isinstance(app.screen, BallotScreen)


async def test_what_stops_the_opening_is_said_and_nothing_opens(place: Workplace) -> None:
    place.desk.do(nomination.make_list, "CO")
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "h", "enter")
        assert isinstance(app.screen, Message)
        assert "Elect the tellers first." in picture(app)
        await press(pilot, "enter")
        assert place.conference.rounds == ()


async def test_consensus_needs_no_tellers(place: Workplace) -> None:
    place.desk.do(nomination.make_list, "CO")
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "h", "down", "down", "enter")
        assert isinstance(app.screen, Choose)
        await press(pilot, "enter")
        assert isinstance(app.screen, Ask)
        await press(pilot, "f4")
        row = place.conference.rounds[-1]
        assert (row.method, row.proposed, row.settled) == (Method.OPEN, (1,), True)
        assert voting.next_award(place.conference) == "BK"


async def test_hands_that_do_not_add_up_are_refused_in_the_form(place: Workplace) -> None:
    place.desk.do(nomination.make_list, "CO")
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "h", "down", "down", "enter", "enter")
        await press(pilot, "enter", "end", "backspace", "4", "f4")
        assert isinstance(app.screen, Ask)
        assert "but 9 are present" in str(app.screen.query_one("#wrong", Static).content)
        assert app.screen.answers()["disagree"] == "04"
        assert place.conference.rounds == ()


async def test_the_list_key_takes_a_unit_off_and_undo_puts_it_back(place: Workplace) -> None:
    place.desk.do(nomination.make_list, "CO")
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "down", "l")
        assert place.conference.nominee(2).state is NomineeState.LEFT_OUT
        await press(pilot, "u")
        assert place.conference.nominee(2).state is NomineeState.LISTED


async def test_not_considered_and_its_reason_show_for_the_chairs_eyes_alone(place: Workplace) -> None:
    place.desk.do(nomination.make_list, "CO")
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "down", "down", "x", *"khieunai", "enter")
        assert place.conference.nominee(3).state is NomineeState.NOT_CONSIDERED
        shown = picture(app)
        assert "Tòa án" not in shown
        assert "khieunai" not in shown
        await press(pilot, "e")
        shown = picture(app)
        assert "Tòa án nhân dân tỉnh Mẫu" in shown
        assert "khieunai" in shown
        assert "FOR THE CHAIR'S EYES" in shown
        await press(pilot, "e")
        assert "khieunai" not in picture(app)


async def test_a_withdrawal_before_the_ballot_says_its_reason(place: Workplace) -> None:
    place.desk.do(nomination.make_list, "CO")
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "w", *"nhuong", "enter")
        assert place.conference.nominee(1).state is NomineeState.WITHDRAWN
        assert "nhuong" in picture(app)


async def test_a_part_of_a_unit_is_nominated(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "n", "enter", *"Phong", "enter")
        assert place.conference.nominees[-1].name == "Phong"
        assert place.conference.nominees[-1].unit == 1


async def test_voiding_leads_back_to_another_way_of_voting(place: Workplace) -> None:
    ready(place)
    place.polling.open("CO")
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter")
        assert isinstance(app.screen, PollingScreen)
        await press(pilot, "v", *"mat dien", "enter")
        assert isinstance(app.screen, BallotScreen)
        assert place.conference.rounds[0].state is RoundState.VOID
        assert "mat dien" in picture(app)
        await press(pilot, "enter", "down", "enter", "c")
        assert current_round(place).method is Method.PAPER


async def test_the_polling_place_shows_counts_and_who_is_left_and_never_an_order(place: Workplace) -> None:
    ready(place)
    place.polling.open("CO")
    for delegate in (5, 2, 9):
        place.polling.cast(place.polling.call(delegate), Ballot("xx-"))
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "enter")
        shown = picture(app)
        table = app.screen.query_one(Table)
        assert [table.get_row_at(n)[0].plain.strip() for n in range(table.row_count)] == [
            place.conference.unit(n).name for n in (1, 3, 4, 6, 7, 8)
        ]
        for gone in ("Thanh tra", "Quân sự", "Ban Nội chính"):
            assert gone not in shown


async def test_the_marked_unit_is_called_and_enter_closes_when_nobody_is_left(place: Workplace) -> None:
    ready(place)
    place.polling.open("CO")
    cast_all(place, ["xx-"] * 8)
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter")
        assert isinstance(app.screen, BoothScreen)
        assert place.polling.turnout().released == 1
        await press(pilot, "space", "1", "enter")
        app.screen._last_key = ""  # as if a second had passed
        await press(pilot, "enter")
        app.screen._curtain_again()
        await press(pilot, "b", "enter")
        assert isinstance(app.screen, PollingScreen)
        await press(pilot, "enter", "c")
        assert isinstance(app.screen, CountScreen)
        assert place.conference.rounds[0].state is RoundState.CLOSED


async def test_closing_early_says_how_many_have_not_voted(place: Workplace) -> None:
    ready(place)
    place.polling.open("CO")
    cast_all(place, ["xx-"] * 7)
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "d")
        assert "02 units have not voted." in picture(app)


async def test_the_room_settles_and_the_next_award_follows_until_the_agenda(place: Workplace) -> None:
    ready(place)
    place.polling.open_on_paper("CO")
    row = current_round(place)
    place.desk.do(voting.close_round, row.id, 9, 9, 0, place.now())
    place.polling.count_on_paper(
        place.polling.totals(valid=9, invalid=0, blank=0, votes_for=[9, 5, 1], votes_against=[0, 4, 8])
    )
    place.polling.announce()
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "c")
        assert place.conference.rounds[0].proposed == (1,)
        assert now(place) is Phase.LIST
        assert isinstance(app.screen, BallotScreen)
        assert app.screen.award == "BK"
        place.desk.do(nomination.make_list, "BK")
        base = voting.ground(place.conference, "BK")
        place.desk.do(voting.acclaim, "BK", base.nominees[:5], 9, 0, 0, 9, place.now())
        app.screen.redraw()
        assert now(place) is Phase.DONE
        await press(pilot, "enter")
        assert place.desk.stage is Stage.AGENDA


async def test_a_withdrawal_after_the_count_goes_through_the_round(place: Workplace) -> None:
    ready(place)
    place.polling.open_on_paper("CO")
    row = current_round(place)
    place.desk.do(voting.close_round, row.id, 9, 9, 0, place.now())
    place.polling.count_on_paper(
        place.polling.totals(valid=9, invalid=0, blank=0, votes_for=[9, 8, 1], votes_against=[0, 1, 8])
    )
    place.polling.announce()
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "w", *"nhuong", "enter")
        assert place.desk.events()[-1].kind == "ballot.withdrew"
        await press(pilot, "enter")
        assert "Bộ Chỉ huy Quân sự" in picture(app)


async def test_looking_at_another_award_changes_nothing(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "right")
        assert isinstance(app.screen, BallotScreen)
        assert app.screen.award == "BK"
        await press(pilot, "left")
        assert app.screen.award == "CO"
        assert len(place.desk.events()) == 3


def test_there_is_one_way_on_in_every_phase() -> None:
    ways = [name for phases in BallotScreen.BY_PHASE.values() for name in phases]
    assert set(ways) == set(Phase)
    assert set(BallotScreen.BY_PHASE) == {a.id for a in BallotScreen.ACTIONS if a.primary}


def test_a_list_that_was_taken_back_is_to_be_made_again(place: Workplace) -> None:
    place.desk.do(nomination.make_list, "CO")
    assert now(place) is Phase.TELLERS
    place.desk.undo(Stage.BALLOT)
    assert now(place) is Phase.LIST
    assert agenda.place(place.conference).current is None


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_how_it_looks(place: Workplace, snapshot: SnapshotAssertion, size: tuple[int, int]) -> None:
    ready(place)
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert picture(app) == snapshot(name="before the ballot")
        place.polling.open("CO")
        await press(pilot, "enter")
        assert picture(app) == snapshot(name="polling")
