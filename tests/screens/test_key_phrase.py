"""The secretary's phrase: asked for where the key is under one, and never left behind."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.worker import Worker

from console.conference import Stage
from console.errors import WrongPhrase
from screens.dialogs import AskSecret, Choose, Line
from screens.fields import Hidden
from screens.summary import SummaryScreen
from screens.workplace import Exported, Progress, Workplace
from tests.screens.conference import console_app, workplace
from tests.screens.stage import OneScreen, SmallDesk, SmallStage, picture
from tests.screens.test_codes import Written

PHRASE = "Núi cao biển rộng"
OTHER = "Trời xanh mây trắng"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with workplace(tmp_path) as made:
        yield replace(made, export=signed(made))


def signed(made: Workplace) -> Any:
    """An export that opens the key as the real one does, and writes nothing."""

    def write(progress: Progress, phrase: str | None) -> Exported:
        if made.key_protected():
            made.protect_key(phrase, phrase or "")
        progress("record.json", 0, 1)
        return Written()

    return write


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await pilot.pause()
    await pilot.app.workers.wait_for_complete([w for w in pilot.app.workers if w.group == "default"])
    await pilot.pause()


async def fill(pilot: Pilot[Any], *lines: str) -> None:
    for words in lines:
        await press(pilot, "ctrl+u", *(key_of(letter) for letter in words), "enter")


def key_of(letter: str) -> str:
    return "space" if letter == " " else letter


@pytest.mark.slow
async def test_a_phrase_is_set_asked_for_changed_and_taken_away(place: Workplace) -> None:
    app = console_app(place, Stage.RECORD)
    async with app.run_test() as pilot:
        assert "under no phrase" in picture(app)
        await press(pilot, "k")
        await fill(pilot, PHRASE, OTHER)
        assert "The two are not the same" in picture(app)
        assert not place.key_protected()
        await fill(pilot, "ngắn", "ngắn")
        assert "12 or more" in picture(app)
        await fill(pilot, PHRASE)
        assert "Núi" not in picture(app)
        await fill(pilot, PHRASE)
        assert place.key_protected()
        assert "is under the secretary's phrase" in picture(app)

        await press(pilot, "enter", "c", "enter")
        assert isinstance(app.screen, AskSecret)
        await fill(pilot, OTHER)
        assert isinstance(app.screen, AskSecret)
        assert "not the secretary's phrase" in picture(app)
        await fill(pilot, PHRASE)
        assert isinstance(app.screen, SummaryScreen)
        assert app.screen.written is not None

        await press(pilot, "k")
        assert isinstance(app.screen, Choose)
        await press(pilot, "enter")
        await fill(pilot, PHRASE, OTHER, OTHER)
        with pytest.raises(WrongPhrase):
            place.protect_key(PHRASE, "")
        await press(pilot, "k", "down", "enter")
        await fill(pilot, OTHER)
        assert not place.key_protected()


async def test_who_leaves_the_form_changes_nothing_and_writes_nothing(place: Workplace) -> None:
    place.protect_key(None, PHRASE)
    app = console_app(place, Stage.RECORD)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "c", "enter", "escape")
        assert isinstance(app.screen, SummaryScreen)
        assert app.screen.written is None
        await press(pilot, "k", "escape", "k", "enter", "escape")
        assert isinstance(app.screen, SummaryScreen)
    assert place.key_protected()


@contextmanager
def secret_form(**more: Any) -> Iterator[tuple[OneScreen, AskSecret]]:
    app = OneScreen(SmallStage(SmallDesk()), **more)
    yield app, AskSecret("?", [Line("phrase", "Cụm từ", hidden=True)], accept=lambda answers: None)


async def test_what_is_typed_is_neither_painted_nor_copied_nor_kept() -> None:
    with secret_form() as (app, form):
        async with app.run_test() as pilot:
            app.push_screen(form)
            await pilot.pause()
            field = form.query_one(Hidden)
            await pilot.press(*(key_of(letter) for letter in PHRASE))
            assert field.value == PHRASE
            await pilot.press("ctrl+a", "ctrl+c", "ctrl+x")
            assert app.clipboard == ""
            assert "Núi" not in picture(app)
            assert PHRASE not in repr(field) + repr(form)
            await pilot.press("enter")
            tried = [str(worker.description) + repr(worker) for worker in all_workers()]
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert not isinstance(app.screen, AskSecret)
        assert tried
        assert not any(PHRASE in words for words in tried)
        assert field.value == ""
        assert not form._at_first


def all_workers() -> list[Worker[Any]]:
    return [found for found in gc.get_objects() if isinstance(found, Worker)]


async def test_a_crash_below_a_phrase_leaves_no_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(answers: object) -> None:
        raise RuntimeError(PHRASE)

    log = tmp_path / "crash.log"
    with secret_form(crash_log=log) as (app, form):
        form._accept = broken
        with pytest.raises(Exception):  # noqa: B017, PT011, PT012  (the pilot raises what broke)
            async with app.run_test() as pilot:
                app.push_screen(form)
                await pilot.pause()
                await pilot.press(*"abc", "enter")
                await app.workers.wait_for_complete()
                await pilot.pause()
    assert not log.exists()
    said = capsys.readouterr()
    assert PHRASE not in said.out + said.err


async def test_keys_do_nothing_while_a_phrase_is_being_tried() -> None:
    import threading

    go_on = threading.Event()
    with secret_form() as (app, form):
        form._accept = lambda answers: go_on.wait(10)
        async with app.run_test() as pilot:
            app.push_screen(form)
            await pilot.pause()
            await pilot.press(*"abc", "enter")
            await pilot.press("enter", "escape", "escape", "f4")
            assert isinstance(app.screen, AskSecret)
            assert "One moment" in picture(app)
            go_on.set()
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert not isinstance(app.screen, AskSecret)
