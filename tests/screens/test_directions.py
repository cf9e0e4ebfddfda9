"""The screen of next year's directions."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from console import directions
from console.conference import DirectionState, Stage
from screens.workplace import Workplace
from tests.screens.conference import console_app, workplace
from tests.screens.stage import picture

HOSTILE = "[/] x"


def propose(place: Workplace, wording: str = HOSTILE) -> None:
    place.desk.do(directions.propose, 1, 2, "Y kien", wording)


async def test_enter_answers_then_adopts_then_goes_back_to_the_agenda(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        propose(place)
        app = console_app(place, Stage.DIRECTIONS)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("enter", "enter")
            await pilot.pause()
            assert [d.text for d in directions.listed(place.conference)] == [HOSTILE]
            await pilot.press("enter", "f4")
            await pilot.pause()
            assert place.conference.directions[0].state == DirectionState.ADOPTED
            hands = place.conference.hands[-1]
            assert (hands.agree, hands.disagree, hands.other, hands.present) == (9, 0, 0, 9)
            await pilot.press("enter")
            await pilot.pause()
            assert place.desk.stage == Stage.AGENDA


async def test_esc_leaves_a_proposal_open(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        propose(place)
        app = console_app(place, Stage.DIRECTIONS)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("enter", "escape")
            await pilot.pause()
            assert directions.open_amendments(place.conference)


async def test_a_marked_proposal_is_declined_by_its_key_and_undone(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        propose(place)
        app = console_app(place, Stage.DIRECTIONS)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("down", "x")
            await pilot.pause()
            assert place.conference.amendments[0].accepted is False
            await pilot.press("u")
            await pilot.pause()
            assert place.conference.amendments[0].accepted is None


async def test_add_move_edit_and_drop(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        app = console_app(place, Stage.DIRECTIONS)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("a", *"Hai", "f4")
            await pilot.press("down", "k")
            await pilot.pause()
            assert directions.listed(place.conference)[0].text == "Hai"
            await pilot.press("d", "y")
            await pilot.pause()
            assert len(directions.listed(place.conference)) == 1


async def test_a_unit_proposes_other_words(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        app = console_app(place, Stage.DIRECTIONS)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("p", *"thanh tra", "enter", *"Bo sung", "f4")
            await pilot.pause()
            row = place.conference.amendments[0]
            assert (row.unit, row.text, row.wording) == (5, "Bo sung", "")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_picture(tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    with workplace(tmp_path) as place:
        propose(place)
        app = console_app(place, Stage.DIRECTIONS)
        async with app.run_test(size=size) as pilot:
            await pilot.press("down")
            await pilot.pause()
            assert picture(app) == snapshot
            await pilot.press("enter")
            await pilot.pause()
            assert picture(app) == snapshot
