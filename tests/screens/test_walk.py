"""One walk for two awards, slips with codes, help at the ballot: on the operator's screens."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Static

from console.ballot import assistance, nomination, settling, voting, walk
from console.ballot.box import TellerKey
from console.ballot.course import Phase, phase
from console.ballot.forms import Ballot
from console.ballot.round import AdmittedBy, NomineeState, RoundState
from console.conference import Guest, Stage
from console.rules import BallotRule, BlocRule, Rules
from screens.ballot import BallotScreen
from screens.booth import BoothScreen
from screens.count import CountScreen
from screens.dialogs import Ask, Choose, Confirm, Message
from screens.fields import Field
from screens.help import Help
from screens.polling import PollingScreen
from screens.workplace import Workplace
from tests.screens.conference import console_app, elect_tellers, small_conference, workplace
from tests.screens.stage import picture

BLOC = BlocRule(name="Khối thi đua Nội chính", province="Mẫu", town="Mẫu")
CODED = Rules(bloc=BLOC, ballot=BallotRule(admission="codes"))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with workplace(tmp_path) as made:
        ready(made)
        yield made


@pytest.fixture
def coded(tmp_path: Path) -> Iterator[Workplace]:
    with workplace(tmp_path, small_conference(CODED)) as made:
        ready(made)
        yield made


def ready(place: Workplace) -> None:
    place.desk.do(nomination.make_list, "CO")
    elect_tellers(place)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def codes_of(place: Workplace) -> list[str]:
    import re

    page = (place.folder / "papers" / "phieu-ma.html").read_text()
    return re.findall(r'<p class="code">(.*?)</p>', page)


def walked(place: Workplace, flag: str = "x--", certificate: str = "xxx------") -> None:
    """Everybody has voted on both awards alike and the box is closed."""
    place.desk.do(nomination.make_list, "BK")
    row = place.polling.open("CO", "BK")
    for delegate in row.voters:
        place.polling.cast(place.polling.call(delegate), Ballot(flag), Ballot(certificate))
    place.polling.close()


def decide(place: Workplace) -> None:
    place.polling.count([TellerKey(t.id) for t in place.conference.tellers])
    row = place.polling.announce()
    place.desk.do(settling.take, row.id, settling.options(place.conference, row)[0])


# --- one walk ---------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_the_operator_opens_two_awards_in_one_walk_and_both_are_filled_in(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter")
        assert isinstance(app.screen, Choose)
        await press(pilot, "down", "down", "down")
        assert "in one walk with Bằng khen" in picture(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "c")
        assert isinstance(app.screen, PollingScreen)
        assert [r.award for r in place.polling.papers()] == ["CO", "BK"]
        shown = picture(app)
        assert "Cờ thi đua" in shown
        assert "Bằng khen" in shown
        await press(pilot, "enter")
        booth = app.screen
        assert isinstance(booth, BoothScreen)
        for key in ("space", "1", "enter", "1", "2", "enter", "enter", "enter"):
            booth._last_key = ""  # as if a second had passed
            await press(pilot, key)
        assert place.polling.turnout().voted == 1
        booth._curtain_again()
        await press(pilot, "b", "enter")
        assert isinstance(app.screen, PollingScreen)


async def test_esc_at_the_question_leaves_the_lists_and_opens_nothing(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "down", "down", "down", "enter", "escape")
        assert place.conference.rounds == ()
        assert isinstance(app.screen, BallotScreen)
        assert len([e for e in place.desk.events() if e.kind == "ballot.list_made"]) == 2


@pytest.mark.slow
async def test_what_stops_a_walk_is_said_award_by_award(place: Workplace) -> None:
    place.desk.do(nomination.make_list, "BK")
    for nominee in nomination.on_ballot(place.conference, "BK"):
        place.desk.do(nomination.set_state, nominee.id, NomineeState.LEFT_OUT)
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "enter", "down", "down", "down", "enter")
        assert isinstance(app.screen, Message)
        assert "Bằng khen: There is no unit on the ballot" in picture(app)


async def test_the_second_award_is_counted_after_the_first_and_says_who_is_not_counted(
    place: Workplace, snapshot: SnapshotAssertion
) -> None:
    walked(place)
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert "in the box; counted after Cờ thi đua" in picture(app)
        assert "waits for the award before it" not in picture(app)
        await press(pilot, "right")
        assert "waits for the award before it" in picture(app)
        await press(pilot, "left", "enter")
        assert isinstance(app.screen, CountScreen)
        assert "Bằng khen" not in picture(app)
        decide(place)
        app.screen.redraw()
        await press(pilot, "escape")
        assert phase(place.conference, place.desk.events()) is Phase.CLOSED
        await press(pilot, "enter")
        assert isinstance(app.screen, CountScreen)
        assert not app.screen.noted, "the code is read aloud again before the box is opened again"
        await press(pilot, "enter", "a", "b", "enter")
        shown = picture(app)
        assert "Not counted, proposed for Cờ thi đua: Công an tỉnh Mẫu" in shown
        assert shown == snapshot


async def test_a_round_that_waits_can_be_voided_from_the_operators_screen(place: Workplace) -> None:
    place.desk.do(nomination.make_list, "BK")
    row = place.polling.open("CO", "BK")
    for delegate in row.voters:
        flag = "x--" if delegate < 6 else "-x-"
        place.polling.cast(place.polling.call(delegate), Ballot(flag), Ballot("x" * 9))
    place.polling.close()
    decide(place)
    assert voting.running(place.conference) is None
    assert walk.waiting(place.conference)
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "v", *"hong", "enter")
        assert [r.state for r in place.conference.rounds] == [RoundState.ANNOUNCED, RoundState.VOID]


# --- slips ------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_slips_are_printed_first_and_a_code_releases_one_ballot(coded: Workplace) -> None:
    app = console_app(coded, Stage.BALLOT)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "enter", "enter")
        assert isinstance(app.screen, Confirm)
        assert "phieu-ma.html" in app.screen._detail.plain  # on the screen a long path is wrapped
        codes = codes_of(coded)
        assert len(codes) == 9
        await press(pilot, "escape")
        assert coded.conference.rounds == ()
        await press(pilot, "enter", "enter")
        assert codes_of(coded) == codes, "slips that are printed stay good until the ballot opens"
        await press(pilot, "c")
        assert isinstance(app.screen, PollingScreen)
        assert coded.polling.current().admission is AdmittedBy.CODE
        shown = picture(app)
        assert "Slips still out: 09" in shown
        assert not any(unit.name in shown for unit in coded.conference.units)
        await press(pilot, "enter")
        assert isinstance(app.screen, Ask)
        await press(pilot, *"999999", "enter")
        assert isinstance(app.screen, Ask)
        assert "No slip of this ballot has the code 999 999" in str(
            app.screen.query_one("#wrong", Static).content
        )
        await press(pilot, *(["backspace"] * 6), *codes[4].replace(" ", "").lower(), "enter")
        assert isinstance(app.screen, BoothScreen)
        assert coded.polling.turnout().released == 1


async def test_the_last_slip_leads_to_the_closing_and_the_file_is_gone(coded: Workplace) -> None:
    coded.polling.draw_slips("CO")
    codes = codes_of(coded)
    coded.polling.open("CO")
    for code in codes:
        coded.polling.cast(coded.polling.admit(code), Ballot("x--"))
    app = console_app(coded, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter")
        assert isinstance(app.screen, PollingScreen)
        await press(pilot, "enter")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "c")
        assert isinstance(app.screen, CountScreen)
        assert list((coded.folder / "papers").iterdir()) == []


async def test_a_code_typed_twice_is_said_to_be_used(coded: Workplace) -> None:
    coded.polling.draw_slips("CO")
    codes = codes_of(coded)
    coded.polling.open("CO")
    coded.polling.cast(coded.polling.admit(codes[0]), Ballot("x--"))
    app = console_app(coded, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter", *codes[0].replace(" ", ""), "enter")
        assert "was used already" in str(app.screen.query_one("#wrong", Static).content)


async def test_how_the_polling_place_looks_with_slips(coded: Workplace, snapshot: SnapshotAssertion) -> None:
    coded.polling.draw_slips("CO")
    coded.polling.open("CO")
    app = console_app(coded, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        assert picture(app) == snapshot


# --- help, tellers ----------------------------------------------------------------------------------------


async def test_help_at_the_ballot_is_noted_before_it_opens_and_not_while_it_is_open(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "g", *"dung", "enter", *"Tran Than", "enter")
        assert [d.helper for d in assistance.helped(place.conference)] == ["Tran Than"]
        assert "is helped at the ballot by Tran Than" in picture(app)
        place.polling.open("CO")
        assert isinstance(app.screen, BallotScreen)
        app.screen.redraw()
        await press(pilot, "g")
        assert isinstance(app.screen, BallotScreen)


async def test_a_teller_as_helper_is_refused_in_the_form(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(120, 36)) as pilot:
        name = place.conference.tellers[0].name
        await press(pilot, "g", *"dung", "enter")
        app.screen.query_one(Field).value = name
        await press(pilot, "enter")
        assert isinstance(app.screen, Ask)
        assert "helps nobody vote" in str(app.screen.query_one("#wrong", Static).content)


@pytest.mark.slow
async def test_who_works_for_the_chair_is_refused_where_a_teller_is_chosen(tmp_path: Path) -> None:
    conference = small_conference()
    conference = conference.change(
        meeting=replace(conference.meeting, secretary="Phạm Văn Hải"),
        guests=(*conference.guests, Guest(2, "Le Giup", officer=True)),
    )
    with workplace(tmp_path, conference) as place:
        place.desk.do(nomination.make_list, "CO")
        app = console_app(place, Stage.BALLOT)
        async with app.run_test(size=(120, 36)) as pilot:
            await press(pilot, "enter", *"hai", "enter")
            assert isinstance(app.screen, Message)
            assert "Phạm Văn Hải chairs or works for the chair" in picture(app)
            await press(pilot, "enter")
            assert isinstance(app.screen, Choose)
            await press(pilot, *"somebody", "enter", *"Le Giup", "f4")
            assert isinstance(app.screen, Ask)
            assert "works for the chair" in str(app.screen.query_one("#wrong", Static).content)
            assert place.conference.tellers == ()


async def test_help_tells_of_the_one_way_on_alone(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(120, 50)) as pilot:
        await press(pilot, "f1")
        assert isinstance(app.screen, Help)
        told = app.screen.words().plain
        assert "Open the ballot" in told
        assert told.count("►") == 1
