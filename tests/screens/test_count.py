"""The tellers' table: code first, two tellers, totals, công bố."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Static

from console import public
from console.ballot import nomination, voting
from console.ballot.round import RoundState
from console.conference import Stage
from screens.ballot import BallotScreen
from screens.console_app import ConsoleApp
from screens.count import CountScreen
from screens.dialogs import Ask, Message
from screens.workplace import Workplace
from tests.screens.conference import cast_all, console_app, current_round, elect_tellers, workplace
from tests.screens.stage import picture

BALLOTS = ["xx-"] * 5 + ["x--"] * 2 + ["-x."] + ["..."]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with workplace(tmp_path) as made:
        made.desk.do(nomination.make_list, "CO")
        elect_tellers(made)
        yield made


@pytest.fixture
def closed(place: Workplace) -> Workplace:
    """A laptop round whose box is closed."""
    place.polling.open("CO")
    cast_all(place, BALLOTS)
    place.polling.close()
    return place


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def table_of(app: ConsoleApp) -> CountScreen:
    assert isinstance(app.screen, CountScreen)
    return app.screen


async def test_the_code_is_noted_before_any_teller_confirms(closed: Workplace) -> None:
    app = console_app(closed, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "a", "b")
        assert table_of(app).confirmed == frozenset()
        assert current_round(closed).closing_code.replace(" ", "") in picture(app).replace(" ", "")
        await press(pilot, "enter", "a")
        assert table_of(app).confirmed == {1}


async def test_one_teller_does_not_open_the_box(closed: Workplace) -> None:
    app = console_app(closed, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter", "a", "enter")
        assert isinstance(app.screen, Message)
        await press(pilot, "enter")
        assert current_round(closed).state is RoundState.CLOSED


async def test_the_quick_mode_says_what_it_does_not_promise(closed: Workplace) -> None:
    app = console_app(closed, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter")
        assert "could read the ballots" in " ".join(picture(app).split())


async def test_two_tellers_open_and_the_totals_are_shown_with_their_base(closed: Workplace) -> None:
    app = console_app(closed, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter", "a", "c", "enter")
        row = current_round(closed)
        assert row.state is RoundState.COUNTED
        shown = picture(app)
        assert "Handed out: 09. Collected: 09. Valid: 09. Invalid: 00." in shown
        assert "07   77,78%  not enough" in shown
        assert "of all member units" in shown
        assert "┌─╱┐ │" in shown


async def test_nothing_of_the_count_is_public_before_it_is_announced(closed: Workplace) -> None:
    app = console_app(closed, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter", "a", "b", "enter")

        def seen() -> str:
            return str(public.view(closed.conference, Stage.BALLOT, None, "", closed.now()))

        assert "77,78" not in seen()
        assert "77,78" not in (closed.folder / "public.json").read_text()
        await press(pilot, "enter", "enter")
        assert current_round(closed).state is RoundState.COUNTED
        await press(pilot, "enter", "c")
        assert current_round(closed).state is RoundState.ANNOUNCED
        assert "77,78" in (closed.folder / "public.json").read_text()
        await press(pilot, "enter")
        assert isinstance(app.screen, BallotScreen)


async def test_a_line_on_which_all_agree_is_warned_of_before_the_announcement(place: Workplace) -> None:
    place.polling.open("CO")
    cast_all(place, ["xx-"] * 8 + ["x--"])
    place.polling.close()
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter", "a", "b", "enter")
        assert "Everybody voted alike" in picture(app)


async def test_an_announced_result_has_no_undo_and_no_void(closed: Workplace) -> None:
    app = console_app(closed, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter", "a", "b", "enter", "enter", "c")
        assert not table_of(app).available(next(a for a in CountScreen.ACTIONS if a.id == "void"))
        await press(pilot, "enter", "u")
        assert isinstance(app.screen, Message)
        assert current_round(closed).state is RoundState.ANNOUNCED


# --- paper ---------------------------------------------------------------------------------------------


async def fill(pilot: Pilot[Any], app: ConsoleApp, **values: str) -> None:
    assert isinstance(app.screen, Ask)
    for name, value in values.items():
        app.screen.query_one(f"#entry-{name}").value = value  # type: ignore[attr-defined]
    await press(pilot, "f4")


async def test_paper_ballots_are_collected_and_their_totals_typed(place: Workplace) -> None:
    place.polling.open_on_paper("CO")
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter")
        await fill(pilot, app, issued="09", collected="08")
        assert current_round(place).state is RoundState.CLOSED
        await press(pilot, "enter")
        await fill(
            pilot,
            app,
            valid="07",
            invalid="01",
            for_0="07",
            against_0="00",
            for_1="04",
            against_1="03",
            for_2="00",
            against_2="07",
        )
        row = current_round(place)
        assert (row.valid, row.invalid, row.lines[0].votes) == (7, 1, 7)
        assert "Handed out: 09. Collected: 08. Valid: 07. Invalid: 01." in picture(app)


async def test_totals_that_do_not_add_up_are_told_by_name_and_stay_typed(place: Workplace) -> None:
    place.polling.open_on_paper("CO")
    row = current_round(place)
    place.desk.do(voting.close_round, row.id, 9, 9, 0, place.now())
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "enter", "enter")
        await fill(
            pilot,
            app,
            valid="09",
            for_0="09",
            against_0="01",
            for_1="04",
            against_1="05",
            for_2="00",
            against_2="09",
        )
        assert isinstance(app.screen, Ask)
        said = str(app.screen.query_one("#wrong", Static).content)
        assert "Công an tỉnh Mẫu" in said
        assert app.screen.answers()["for_0"] == "09"
        assert current_round(place).state is RoundState.CLOSED


@pytest.mark.parametrize("typed", ["8a", "-1", "8.5", "１"])
async def test_what_is_no_number_is_said_with_its_field(place: Workplace, typed: str) -> None:
    place.polling.open_on_paper("CO")
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter")
        await fill(pilot, app, collected=typed)
        assert isinstance(app.screen, Ask)
        assert "Collected: write a whole number" in str(app.screen.query_one("#wrong", Static).content)


async def test_more_collected_than_issued_voids_the_round(place: Workplace) -> None:
    place.polling.open_on_paper("CO")
    app = console_app(place, Stage.BALLOT)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "enter")
        await fill(pilot, app, issued="08", collected="09")
        assert place.conference.rounds[0].state is RoundState.VOID
        await press(pilot, "enter")
        assert isinstance(app.screen, BallotScreen)
        assert "nhiều hơn số phiếu phát ra" in " ".join(picture(app).split())


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_how_it_looks(closed: Workplace, snapshot: SnapshotAssertion, size: tuple[int, int]) -> None:
    app = console_app(closed, Stage.BALLOT)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "enter", "enter", "a", "b", "enter")
        assert picture(app) == snapshot(name="counted")
