"""The screen of the handover."""

from dataclasses import replace
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from console.conference import Conference, Stage
from console.programme import default_checklist
from tests.screens.conference import console_app, small_conference, workplace
from tests.screens.stage import picture


def with_checklist() -> Conference:
    """The ten rows, one of them with a hostile title."""
    conference = small_conference()
    rows = default_checklist()
    rows = (replace(rows[0], title="[/] x"), *rows[1:])
    return conference.change(handover=replace(conference.handover, rows=rows))


async def test_enter_alone_goes_through_the_whole_handover(tmp_path: Path) -> None:
    with workplace(tmp_path, with_checklist()) as place:
        app = console_app(place, Stage.HANDOVER)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("enter", "enter", "enter", "enter")  # mode, leader, deputy
            await pilot.press("f4")
            await pilot.pause()
            done = place.conference.handover
            assert (done.mode, done.leader) == ("deputy_steps_up", 2)
            await pilot.press("enter")
            assert all(row.ready for row in place.conference.handover.rows)
            await pilot.press("enter", *"Dinh Van Khach", "enter", "enter")
            for _side in range(3):
                await pilot.press("enter", "f4")
            await pilot.pause()
            signed = {s.side: s.name for s in place.conference.handover.signatures}
            assert signed == {"giver": "Lò Văn An", "receiver": "Trần Thị Bình", "witness": "Dinh Van Khach"}
            await pilot.press("enter", "y")
            await pilot.pause()
            assert place.desk.chair_name() == "Trần Thị Bình"
            await pilot.press("enter")
            await pilot.pause()
            assert len(place.conference.handover.pact) == 9
            await pilot.press("enter", "y")
            await pilot.pause()
            assert place.conference.handover.pact_closed is not None
            await pilot.press("enter")
            await pilot.pause()
            assert place.desk.stage == Stage.AGENDA


async def test_space_ticks_a_row_and_undo_takes_it_back(tmp_path: Path) -> None:
    with workplace(tmp_path, with_checklist()) as place:
        app = console_app(place, Stage.HANDOVER)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("space")
            assert place.conference.handover.rows[0].ready is True
            await pilot.press("u")
            await pilot.pause()
            assert place.conference.handover.rows[0].ready is None


async def test_a_row_is_edited_and_one_more_is_added(tmp_path: Path) -> None:
    with workplace(tmp_path, with_checklist()) as place:
        app = console_app(place, Stage.HANDOVER)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("e", *"02", "enter", *"tot", "f4")
            await pilot.press("a", *"Loa [/]", "enter", *"chiec", "f4")
            await pilot.pause()
            rows = place.conference.handover.rows
            assert (rows[0].quantity, rows[0].condition, rows[0].ready) == ("02", "tot", True)
            assert (rows[-1].title, rows[-1].measure) == ("Loa [/]", "chiec")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_picture(tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    with workplace(tmp_path, with_checklist()) as place:
        app = console_app(place, Stage.HANDOVER)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            assert picture(app) == snapshot
            await pilot.press("v")
            await pilot.pause()
            assert picture(app) == snapshot
