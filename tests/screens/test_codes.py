"""The record in a row of codes: whoever photographs them all has the record."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from console.conference import Stage
from console.errors import NotAllowed
from data.qr import matrix
from data.record_codes import assemble, encode
from screens.codes import CodesScreen
from screens.console_app import ConsoleApp
from screens.dialogs import Message
from screens.help import Help
from screens.summary import SummaryScreen
from screens.themes import THEMES
from screens.widgets import QrCode
from screens.workplace import Workplace
from tests.screens.conference import console_app, workplace
from tests.screens.readers import read
from tests.screens.stage import picture

RECORD = (Path(__file__).parents[2] / "docs" / "vectors" / "record.json").read_bytes()
TEXTS = {version: encode(RECORD, version) for version in (10, 15)}


class Written:
    """An export that left the record of the test vectors behind."""

    folder = Path("hoi-nghi/record")
    files = ("13-to-xac-thuc.pdf", "codes.png", "codes.txt", "record.json", "summary.png")
    kept = ()
    fingerprint = "ABCD-EFGH-IJKL-MNOP"
    key = "QRST-UVWX-YZ23-4567"
    summary = "MAU KTD NOI CHINH MAU 09/01/2023 CO:00 BK:00 ABCDEFGHIJKLMNOP"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    with workplace(tmp_path_factory.mktemp("codes")) as made:
        yield replace(made, record_codes=TEXTS.__getitem__)


@asynccontextmanager
async def codes(
    place: Workplace, size: tuple[int, int] = (120, 36), theme: str = "projector"
) -> AsyncIterator[tuple[ConsoleApp, Pilot[Any]]]:
    app = console_app(place, Stage.RECORD)
    app.theme = theme
    async with app.run_test(size=size) as pilot:

        def summary() -> None:
            back = SummaryScreen(place)
            back.written = Written()
            app.switch_screen(back)

        app.switch_screen(CodesScreen(place, Written(), summary))
        await pilot.pause()
        await pilot.pause()
        yield app, pilot


def screen_of(app: ConsoleApp) -> CodesScreen:
    assert isinstance(app.screen, CodesScreen)
    return app.screen


def shown(app: ConsoleApp) -> str:
    """The code in front, as both readers read it."""
    return read(app, app.screen.query_one(QrCode))


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await pilot.pause()


@pytest.mark.slow
@pytest.mark.parametrize(("size", "version"), [((120, 36), 10), ((160, 45), 15)])
async def test_all_codes_read_one_after_another_give_the_record_back(
    place: Workplace, size: tuple[int, int], version: int
) -> None:
    async with codes(place, size) as (app, pilot):
        read_so_far = [shown(app)]
        for _code in TEXTS[version][1:]:
            await press(pilot, "enter")
            read_so_far.append(shown(app))
    assert tuple(read_so_far) == TEXTS[version]
    (whole,) = assemble(read_so_far)
    assert whole.record == RECORD
    lost = len(TEXTS[version]) - whole.row.data
    (rest,) = assemble(read_so_far[lost:])
    assert rest.record == RECORD


LOOKS = [
    ((120, 36), False, 10, "dark"),
    ((100, 32), False, 10, "projector"),
    ((160, 45), False, 15, "contrast"),
    ((170, 66), True, 10, "dark"),
]
"""Window, wide blocks, version and a theme; every other theme is a slow test."""


@pytest.mark.parametrize(
    ("size", "wide", "version", "theme"),
    [
        LOOKS[0],
        LOOKS[-1],
        *(
            pytest.param(*look[:3], theme, marks=pytest.mark.slow)
            for look in LOOKS
            for theme in THEMES
            if theme != look[3] or look in LOOKS[1:-1]
        ),
    ],
)
async def test_a_code_is_read_in_every_theme_and_both_ways_of_drawing(
    place: Workplace, size: tuple[int, int], wide: bool, version: int, theme: str
) -> None:
    async with codes(place, size, theme) as (app, pilot):
        await press(pilot, *(["w"] if wide else []), "right")
        assert shown(app) == TEXTS[version][1]


async def test_keys_go_to_every_code_and_no_further(place: Workplace) -> None:
    count, data = len(TEXTS[10]), int(TEXTS[10][0].split(":")[3])
    async with codes(place) as (app, pilot):
        screen = screen_of(app)
        for keys, where in (
            (["left", "pageup", "home"], 0),
            (["right", "pagedown", "enter", "right"], 4),
            (["left", "pageup"], 2),
            (["end", "right", "pagedown"], count - 1),
            (["home"], 0),
            (["2", "0"], 19),
            (["9"], 8),
            (["0", "7"], 6),
        ):
            await press(pilot, *keys)
            assert screen.place == where, keys
        assert "Data code 07 of" in picture(app)
        await press(pilot, "end")
        assert f"Parity code {count - data:02d} of {count - data:02d}" in picture(app)
        assert f"{count - data:02d} codes may be missing" in picture(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, SummaryScreen)


async def test_the_summary_comes_back_with_its_code(place: Workplace) -> None:
    async with codes(place, (80, 24)) as (app, pilot):
        await press(pilot, "escape")
        await pilot.pause()
        assert isinstance(app.screen, SummaryScreen)
        assert read(app, app.screen.query_one(QrCode)) == Written.summary
        await press(pilot, "m")
        assert isinstance(app.screen, CodesScreen)


async def test_the_mouse_goes_on_and_back(place: Workplace) -> None:
    async with codes(place) as (app, pilot):
        screen = screen_of(app)
        await pilot.click(QrCode)
        await pilot.click(QrCode)
        assert screen.place == 2
        screen.on_mouse_scroll_up(_Wheel())  # type: ignore[arg-type]
        assert screen.place == 1


class _Wheel:
    def stop(self) -> None: ...


async def test_codes_run_round_by_themselves_until_space(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.codes.SECONDS", 3600)
    async with codes(place) as (app, pilot):
        screen = screen_of(app)
        await press(pilot, "a")
        assert "Running by itself" in picture(app)
        for _code in TEXTS[10]:
            screen.step()
        assert screen.place == 0
        screen.step()
        await press(pilot, "f1")
        assert isinstance(app.screen, Help)
        screen.step()
        assert screen.place == 1, "they wait while a window lies above"
        await press(pilot, "escape", "space")
        assert screen._walk is None
        assert "Running" not in picture(app)


async def test_a_window_of_another_size_shows_the_same_part_of_the_record_and_comes_back_to_it(
    place: Workplace,
) -> None:
    async with codes(place) as (app, pilot):
        screen = screen_of(app)
        await press(pilot, "2", "0")
        assert "divided anew" not in picture(app)
        await pilot.resize_terminal(160, 45)
        await pilot.pause()
        larger = shown(app)
        assert larger == TEXTS[15][19 * 15 // 33]
        assert "divided anew" in picture(app)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert screen.row is None
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        await pilot.resize_terminal(120, 36)
        await pilot.pause()
        await pilot.pause()
        assert shown(app) == TEXTS[10][19]
        assert "divided anew" not in picture(app)


async def test_the_last_parity_code_has_its_place_in_every_row(place: Workplace) -> None:
    async with codes(place) as (app, pilot):
        await press(pilot, "end")
        await pilot.resize_terminal(160, 45)
        await pilot.pause()
        assert TEXTS[15].index(shown(app)) >= 15


async def test_the_smallest_window_says_how_large_it_must_be_and_where_the_codes_lie(
    place: Workplace, snapshot: SnapshotAssertion
) -> None:
    async with codes(place, (80, 24)) as (app, pilot):
        assert picture(app) == snapshot
        assert not app.screen.query_one(QrCode).display
        await press(pilot, "5", "w")
        assert "160 × 62" in picture(app)
        await press(pilot, "l")
        assert isinstance(app.screen, Message)
        assert "codes.png" in picture(app)


async def test_a_record_that_cannot_be_read_is_said_and_nothing_breaks(place: Workplace) -> None:
    def gone(version: int) -> tuple[str, ...]:
        raise NotAllowed("record.json [/] x is gone.")

    async with codes(replace(place, record_codes=gone)) as (app, pilot):
        assert "record.json [/] x is gone." in picture(app)
        await press(pilot, "a", "right", "7", "home")
        assert "larger window" not in picture(app)


async def test_how_the_codes_look(place: Workplace, snapshot: SnapshotAssertion) -> None:
    async with codes(place) as (app, pilot):
        await press(pilot, "right", "right")
        assert picture(app) == snapshot


def test_the_texts_fill_the_versions_that_the_screens_are_laid_out_for() -> None:
    assert {len(matrix(text)) for text in TEXTS[10]} == {57}
    assert {len(matrix(text)) for text in TEXTS[15]} == {77}
