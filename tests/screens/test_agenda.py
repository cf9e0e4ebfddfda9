"""The screen of the agenda."""

from dataclasses import replace
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from console import agenda
from console.conference import Conference, ItemState, Stage
from tests.screens.conference import console_app, small_conference, workplace
from tests.screens.stage import picture


def hostile() -> Conference:
    conference = small_conference()
    items = tuple(replace(i, title="[/] x") if i.id == 2 else i for i in conference.agenda)
    return conference.change(agenda=items)


async def test_enter_begins_and_opens_the_stage_of_the_item(tmp_path: Path) -> None:
    with workplace(tmp_path, in_session=False) as place:
        app = console_app(place)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("enter")
            await pilot.pause()
            current = agenda.place(place.conference).current
            assert current is not None
            assert current.id == 1
            await pilot.press("enter")
            await pilot.pause()
            assert place.desk.stage == Stage.ATTENDANCE


async def test_an_item_without_a_stage_goes_on_and_undo_takes_it_back(tmp_path: Path) -> None:
    with workplace(tmp_path, hostile()) as place:
        place.desk.do(agenda.go_to, 2, place.now())
        app = console_app(place)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("enter")
            await pilot.pause()
            assert place.conference.item(2).state == ItemState.DONE
            await pilot.press("u")
            await pilot.pause()
            assert place.conference.item(2).state == ItemState.CURRENT


async def test_an_item_is_skipped_with_its_reason(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        app = console_app(place)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("down", "b", "enter")
            await pilot.pause()
            assert place.conference.item(2).state == ItemState.PLANNED
            await pilot.press(*"het gio", "enter")
            await pilot.pause()
            assert (place.conference.item(2).state, place.conference.item(2).reason) == (
                ItemState.SKIPPED,
                "het gio",
            )


async def test_a_speaker_queues_and_is_given_the_floor(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        place.desk.do(agenda.go_to, 2, place.now())
        app = console_app(place)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("s", *"giang", "enter")
            await pilot.pause()
            await pilot.press("f4")
            await pilot.pause()
            assert [s.name for s in agenda.queue(place.conference)] == ["Lường Thị Giang"]
            await pilot.press("f")
            await pilot.pause()
            floor = agenda.floor(place.conference)
            assert floor is not None
            assert floor.seconds == 7 * 60


async def test_a_note_is_kept_at_the_current_item(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        place.desk.do(agenda.go_to, 2, place.now())
        app = console_app(place)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("g", *"[/] x", "f4")
            await pilot.pause()
            assert [(n.item, n.text) for n in place.conference.notes] == [(2, "[/] x")]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_picture(tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    with workplace(tmp_path, hostile()) as place:
        place.desk.do(agenda.go_to, 2, place.now())
        app = console_app(place)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            assert picture(app) == snapshot
