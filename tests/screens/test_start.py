"""The start screen."""

from pathlib import Path

import pytest

from console.errors import BadInput
from screens.start import Chosen, StartApp, Trouble
from tests.screens.stage import picture

RECENT = (Path("/srv/[/] x"), Path("/srv/hai"))
SAMPLES = ("dien-bien-2022", "tinh-mau")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_enter_opens_the_folder_of_last_time(size: tuple[int, int]) -> None:
    app = StartApp(RECENT, SAMPLES)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "[/] x" in picture(app)
        await pilot.press("enter")
    assert app.chosen == Chosen(RECENT[0])


async def test_a_new_conference_asks_for_its_folder_and_its_list_of_units() -> None:
    made: list[Chosen] = []
    app = StartApp((), SAMPLES, made.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await pilot.pause()
        await pilot.press("ctrl+u", *"/srv/moi", "enter", *"units.csv", "enter")
    assert made == [Chosen(Path("/srv/moi"), new=True, units=Path("units.csv"))]
    assert app.chosen == made[0]


async def test_what_cannot_be_made_is_said_in_the_form_and_nothing_typed_is_lost() -> None:
    def refuse(chosen: Chosen) -> None:
        raise BadInput(f"{chosen.folder} is not empty.")

    app = StartApp((), SAMPLES, refuse)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await pilot.pause()
        await pilot.press("ctrl+u", *"/srv/moi", "enter", "enter")
        await pilot.pause()
        assert "/srv/moi is not empty." in picture(app)
    assert app.chosen is None


async def test_a_sample_goes_into_a_folder_of_its_own() -> None:
    app = StartApp((), SAMPLES)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "enter", "enter")
    assert app.chosen == Chosen(Path.home() / "hoi-nghi-tinh-mau", sample="tinh-mau")


async def test_who_leaves_chose_nothing() -> None:
    app = StartApp(RECENT, SAMPLES)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f10")
    assert app.chosen is None


async def test_who_goes_on_from_a_mirror_names_it_and_a_new_folder() -> None:
    made: list[Chosen] = []
    app = StartApp((), SAMPLES, made.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("up", "up", *["down"] * 3, "enter")
        await pilot.pause()
        await pilot.press(*"/usb", "enter", "ctrl+u", *"/srv/moi", "enter")
    assert made == [Chosen(Path("/srv/moi"), source=Path("/usb"))]


async def test_a_damaged_folder_is_said_and_a_copy_is_chosen() -> None:
    made: list[Chosen] = []
    trouble = Trouble(
        Path("/srv/cũ"), "conference.json, line 4: [/] x.", ("/usb: 8 steps", "itself: 4 steps")
    )
    app = StartApp((), SAMPLES, made.append, trouble)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "line 4: [/] x." in picture(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "/usb: 8 steps" in picture(app)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert "/srv/cũ" in picture(app)
        await pilot.press("ctrl+u", *"/srv/moi", "enter")
    assert made == [Chosen(Path("/srv/moi"), copy=1)]


async def test_a_copy_that_nobody_knows_of_is_named() -> None:
    made: list[Chosen] = []
    app = StartApp((), SAMPLES, made.append, Trouble(Path("/srv/cũ"), "x"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press(*"/copy", "enter", "ctrl+u", *"/srv/moi", "enter")
    assert made == [Chosen(Path("/srv/moi"), source=Path("/copy"))]


async def test_which_program_this_is_is_said_after_the_first_paint_and_in_the_help() -> None:
    painted: list[str] = []
    app = StartApp((), SAMPLES, release=lambda: painted.append(picture(app)) or "ABCD-EFGH-IJKL-MNOP")  # type: ignore[func-returns-value]
    async with app.run_test(size=(80, 24)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "tinh-mau" in painted[0]
        assert "ABCD" not in painted[0]
        assert "Release ABCD-EFGH-IJKL-MNOP" in picture(app)
        await pilot.press("f1")
        await app.workers.wait_for_complete()
        await pilot.pause()
        app.screen.query_one("#help").scroll_end(animate=False)
        await pilot.pause()
        assert "Release ABCD-EFGH-IJKL-MNOP" in picture(app)
