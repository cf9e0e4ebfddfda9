"""The closing: what is missing, the papers in one key, the fingerprint and a code that a phone reads."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.geometry import Size
from textual.pilot import Pilot

from console.conference import Stage
from console.errors import ConsoleError
from console.record import SUMMARY_LENGTH
from screens.console_app import ConsoleApp
from screens.dialogs import Confirm, Message
from screens.summary import SummaryScreen
from screens.themes import THEMES
from screens.widgets import QrCode
from screens.workplace import Exported, Progress, Workplace
from tests.screens.conference import console_app, workplace
from tests.screens.readers import read
from tests.screens.stage import picture


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with workplace(tmp_path) as made:
        yield made


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def finish(pilot: Pilot[Any], app: ConsoleApp) -> None:
    """Close the conference and write its papers."""
    await press(pilot, "enter", "c", "enter")
    await app.workers.wait_for_complete()
    await pilot.pause()


def summary_of(app: ConsoleApp) -> SummaryScreen:
    assert isinstance(app.screen, SummaryScreen)
    return app.screen


async def test_what_is_missing_is_said_and_the_closing_is_asked_about(place: Workplace) -> None:
    app = console_app(place, Stage.RECORD)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "Still open" in picture(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "enter")
        assert place.conference.meeting.closed is None
        await press(pilot, "enter", "c")
        assert place.conference.meeting.closed is not None


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_one_key_writes_the_papers_and_a_phone_reads_the_code(
    place: Workplace, size: tuple[int, int]
) -> None:
    app = console_app(place, Stage.RECORD)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await finish(pilot, app)
        written = summary_of(app).written
        assert written is not None
        assert (written.folder / "record.json").is_file()
        said = read(app, app.screen.query_one(QrCode))
        assert said == written.summary
        assert written.fingerprint.replace("-", "") in said


async def test_the_longest_summary_fits_beside_the_fingerprint_at_80x24(place: Workplace) -> None:
    longest = "KTD NOI CHINH " + "X" * (SUMMARY_LENGTH - 14)

    def still(progress: Progress, phrase: str | None) -> Exported:
        return Written(Path("hoi-nghi/record"), longest)

    app = console_app(replace(place, export=still), Stage.RECORD)
    async with app.run_test() as pilot:
        await pilot.pause()
        await finish(pilot, app)
        code = app.screen.query_one(QrCode).region
        assert code.size == Size(41, 21)
        assert (code.bottom, code.right) <= (23, 80)
        for theme in THEMES:
            app.theme = theme
            await pilot.pause()
            assert read(app, app.screen.query_one(QrCode)) == longest
        said = picture(app).replace(" ", "")
        assert "ABCD-EFGH" in said
        assert "QRST-UVWX" in said


async def test_a_wide_code_that_has_no_room_says_how_large_the_window_must_be(place: Workplace) -> None:
    def still(progress: Progress, phrase: str | None) -> Exported:
        return Written(Path("hoi-nghi/record"))

    app = console_app(replace(place, export=still), Stage.RECORD)
    async with app.run_test() as pilot:
        await pilot.pause()
        await finish(pilot, app)
        code = app.screen.query_one(QrCode)
        await press(pilot, "w")
        await pilot.pause()
        assert not code.display
        across, down = map(int, re.findall(r"(\d+)\s*\n?.*× (\d+)", picture(app))[0])
        await pilot.resize_terminal(across, down)
        await pilot.pause()
        await pilot.pause()
        assert code.display
        assert read(app, code) == Written.summary
        await pilot.resize_terminal(across, down - 1)
        await pilot.pause()
        await pilot.pause()
        assert not code.display
        await press(pilot, "w")
        await pilot.pause()
        assert read(app, code) == Written.summary


async def test_where_the_pictures_lie_is_said(place: Workplace) -> None:
    def still(progress: Progress, phrase: str | None) -> Exported:
        return Written(Path("hoi-nghi/[/] x"))

    app = console_app(replace(place, export=still), Stage.RECORD)
    async with app.run_test() as pilot:
        await pilot.pause()
        await finish(pilot, app)
        await press(pilot, "l")
        said = picture(app)
        assert "hoi-nghi/[/] x" in said
        assert "codes.png" in said
        assert "codes.svg" not in said, "what was not written is not named"


async def test_a_disk_that_refuses_is_said_and_the_key_works_again(place: Workplace) -> None:
    def refuse(progress: Progress, phrase: str | None) -> Exported:
        progress("record.json", 0, 1)
        raise ConsoleError("Ổ đĩa đã đầy. Hãy giải phóng chỗ rồi xuất lại.")

    broken = replace(place, export=refuse)
    app = console_app(broken, Stage.RECORD)
    async with app.run_test() as pilot:
        await pilot.pause()
        await finish(pilot, app)
        assert isinstance(app.screen, Message)
        assert "Ổ đĩa đã đầy" in picture(app)
        await press(pilot, "enter")
        assert summary_of(app).written is None
        assert summary_of(app).available(next(a for a in SummaryScreen.ACTIONS if a.id == "export"))


async def test_the_progress_is_shown_while_papers_are_written(place: Workplace) -> None:
    import threading

    go_on = threading.Event()

    def slow(progress: Progress, phrase: str | None) -> Exported:
        progress("01-danh-sach-dai-bieu", 0, 3)
        assert go_on.wait(10)
        return Written(Path("hoi-nghi/record"))

    app = console_app(replace(place, export=slow), Stage.RECORD)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "c", "enter")
        while "01-danh-sach-dai-bieu" not in picture(app):
            await pilot.pause(0.01)
        assert summary_of(app).primary() is None
        go_on.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert summary_of(app).written is not None


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_how_it_looks(place: Workplace, snapshot: SnapshotAssertion, size: tuple[int, int]) -> None:
    def still(progress: Progress, phrase: str | None) -> Exported:
        return Written(Path("hoi-nghi/record"))

    app = console_app(replace(place, export=still), Stage.RECORD)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert picture(app) == snapshot(name="open")
        await finish(pilot, app)
        assert picture(app) == snapshot(name="written")


class Written:
    """An export with the same names every time."""

    files = (
        "01-danh-sach-dai-bieu.html",
        "02-chuong-trinh.html",
        "codes.png",
        "record.json",
        "manifest.json",
    )
    kept = ("02-chuong-trinh.html",)
    fingerprint = "ABCD-EFGH-IJKL-MNOP"
    key = "QRST-UVWX-YZ23-4567"
    summary = "MAU KTD NOI CHINH MAU 09/01/2023 CO:00 BK:00 ABCDEFGHIJKLMNOP"

    def __init__(self, folder: Path, summary: str = summary) -> None:
        self.folder = folder
        self.summary = summary
