"""The mirror on the screens: in the head while it lags, and set from the agenda."""

from dataclasses import replace
from pathlib import Path

import pytest

from console.errors import BadInput
from console.mirror import MirrorStatus
from screens.dialogs import Ask
from tests.screens.conference import console_app, workplace
from tests.screens.stage import picture


class Held:
    """A mirror that says what it is told."""

    def __init__(self) -> None:
        self.said = MirrorStatus()
        self.places: list[str | None] = []
        self.wrong = ""

    def status(self) -> MirrorStatus:
        return self.said

    def put(self, place: str) -> None:
        if self.wrong:
            raise BadInput(self.wrong)
        self.places.append(place)

    def leave(self) -> None:
        self.places.append(None)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_head_says_how_many_steps_the_mirror_lags_and_is_silent_when_it_follows(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    held = Held()
    with workplace(tmp_path) as place:
        app = console_app(replace(place, mirror=held))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            assert "mirror" not in picture(app)
            for said, words in (
                (MirrorStatus("/usb", 3, gone=True, trouble="x"), "mirror 3 steps behind"),
                (MirrorStatus("/usb", 1), "mirror 1 step behind"),
                (MirrorStatus("/usb", 0, gone=True, trouble="x"), "mirror unplugged"),
                (MirrorStatus("/usb", None, gone=True, trouble="x"), "no mirror found"),
                (MirrorStatus("/usb", 0, trouble="x"), "mirror in trouble"),
            ):
                held.said = said
                app.screen._tick()  # type: ignore[attr-defined]
                await pilot.pause()
                assert words in picture(app)
            held.said = MirrorStatus("/usb")
            app.screen._tick()  # type: ignore[attr-defined]
            await pilot.pause()
            assert "mirror" not in picture(app)


async def test_the_mirror_is_put_on_a_stick_from_the_agenda_and_taken_away(tmp_path: Path) -> None:
    held = Held()
    with workplace(tmp_path) as place:
        app = console_app(replace(place, mirror=held))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("m")
            await pilot.pause()
            assert "No mirror is kept." in picture(app)
            await pilot.press(*"/usb", "enter")
            assert held.places == ["/usb"]
            held.said = MirrorStatus("/usb", 2, gone=True, trouble="The mirror /usb is not there.")
            await pilot.press("m")
            await pilot.pause()
            assert "The mirror /usb is not there." in picture(app)
            await pilot.press("ctrl+u", "enter")
            assert held.places == ["/usb", None]


async def test_a_place_that_cannot_be_is_said_in_the_form(tmp_path: Path) -> None:
    held = Held()
    held.wrong = "/usb is a file."
    with workplace(tmp_path) as place:
        app = console_app(replace(place, mirror=held))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("m")
            await pilot.pause()
            await pilot.press(*"/usb", "enter")
            await pilot.pause()
            assert "/usb is a file." in picture(app)
            assert isinstance(app.screen, Ask)
