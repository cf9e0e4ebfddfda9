"""The screen of reports and scores."""

from dataclasses import replace
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from console.conference import Conference, Stage
from tests.screens.conference import console_app, small_conference, workplace
from tests.screens.stage import picture

HOSTILE = "[/] x"


def one_missing() -> Conference:
    """The second unit has a hostile name and no report yet."""
    conference = small_conference()
    units = tuple(replace(u, name=HOSTILE, short_name=HOSTILE) if u.id == 2 else u for u in conference.units)
    return conference.change(units=units, reports=tuple(r for r in conference.reports if r.id != 2))


async def test_enter_takes_down_the_missing_report_and_then_goes_back_to_the_agenda(tmp_path: Path) -> None:
    with workplace(tmp_path, one_missing()) as place:
        app = console_app(place, Stage.REPORTS)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press(
                "enter", *"96,5", "enter", *"96.25", "enter", *"96,5", "enter", "enter", "enter"
            )
            await pilot.pause()
            report = place.conference.report(2)
            assert report.received
            assert (str(report.self_score), str(report.cross_score)) == ("96.5", "96.25")
            assert str(report.total) == "96.5"
            await pilot.press("enter")
            await pilot.pause()
            assert place.desk.stage == Stage.AGENDA


async def test_what_is_no_number_is_said_in_the_form_and_nothing_is_kept(tmp_path: Path) -> None:
    with workplace(tmp_path, one_missing()) as place:
        app = console_app(place, Stage.REPORTS)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("enter", *"abc", "f4")
            await pilot.pause()
            assert "96,5" in picture(app)
            assert not place.conference.report(2).received


async def test_a_bonus_is_taken_back_by_undo(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        app = console_app(place, Stage.REPORTS)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("b", *"0,5", "enter", *"sang kien", "f4")
            await pilot.pause()
            assert str(place.conference.report(1).total) == "99.0"
            await pilot.press("u")
            await pilot.pause()
            assert str(place.conference.report(1).total) == "98.5"


@pytest.mark.slow
async def test_targets_commendations_and_words_are_written_down(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        app = console_app(place, Stage.REPORTS)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("t", *"Chi tieu [/] x", "enter", *"95%", "enter", *"97%", "enter", "down", "f4")
            await pilot.press("c", *"Giay khen", "enter", *"02", "enter", *"11", "f4")
            await pilot.press("w", *"Tot", "f4")
            await pilot.pause()
            report = place.conference.report(1)
            assert [(t.name, t.registered, t.reached, t.met) for t in report.targets] == [
                ("Chi tieu [/] x", "95%", "97%", True)
            ]
            assert [(c.name, c.collectives, c.persons) for c in report.commendations] == [
                ("Giay khen", 2, 11)
            ]
            assert report.highlights == "Tot"
            assert "Chi tieu [/] x" in picture(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_picture(tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    with workplace(tmp_path, one_missing()) as place:
        app = console_app(place, Stage.REPORTS)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            assert picture(app) == snapshot
            await pilot.press("g")
            await pilot.pause()
            assert picture(app) == snapshot
