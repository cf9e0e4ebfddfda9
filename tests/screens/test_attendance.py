"""The screen of the roll call."""

from dataclasses import replace
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from console.conference import Conference, Presence, Stage
from tests.screens.conference import console_app, small_conference, workplace
from tests.screens.stage import picture


def hostile() -> Conference:
    conference = small_conference()
    rows = tuple(replace(d, name="[/] x") if d.id == 2 else d for d in conference.delegates)
    return conference.change(delegates=rows)


async def test_enter_marks_all_opens_and_goes_back_to_the_agenda(tmp_path: Path) -> None:
    with workplace(tmp_path, hostile(), in_session=False) as place:
        app = console_app(place, Stage.ATTENDANCE)
        async with app.run_test(size=(80, 24)) as pilot:
            assert "[/] x" in picture(app)
            await pilot.press("enter")
            await pilot.pause()
            assert all(d.presence == Presence.PRESENT for d in place.conference.delegates)
            await pilot.press("enter")
            await pilot.pause()
            assert place.conference.meeting.opened is not None
            await pilot.press("enter")
            await pilot.pause()
            assert place.desk.stage == Stage.AGENDA


async def test_the_line_below_says_when_there_are_not_enough(tmp_path: Path) -> None:
    with workplace(tmp_path, in_session=False) as place:
        app = console_app(place, Stage.ATTENDANCE)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            assert "Not enough" in picture(app)
            await pilot.press("enter")
            await pilot.pause()
            assert "Not enough" not in picture(app)


async def test_a_substitute_comes_for_the_marked_unit(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        app = console_app(place, Stage.ATTENDANCE)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("down", "s", *"[/] Tam", "enter", *"Pho", "f4")
            await pilot.pause()
            row = place.conference.delegate(2)
            assert (row.name, row.position, row.replaces) == ("[/] Tam", "Pho", "Trần Thị Bình")


async def test_search_ignores_accents_and_esc_shows_all_again(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        app = console_app(place, Stage.ATTENDANCE)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("slash", *"dang van duc", "enter")
            await pilot.pause()
            assert "Lò Văn An" not in picture(app).split("\n", 3)[3]
            await pilot.press("escape")
            await pilot.pause()
            assert "Hoàng Văn Lâm" in picture(app)


async def test_who_votes_is_chosen(tmp_path: Path) -> None:
    with workplace(tmp_path, in_session=False) as place:
        app = console_app(place, Stage.ATTENDANCE)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("v", "down", "enter")
            await pilot.pause()
            assert place.conference.meeting.electorate == "delegate"


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_picture(tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    with workplace(tmp_path, hostile()) as place:
        app = console_app(place, Stage.ATTENDANCE)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            assert picture(app) == snapshot
