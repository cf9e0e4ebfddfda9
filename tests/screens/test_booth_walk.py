"""The booth: several papers in one walk, large letters, nobody there, the order of the names."""

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from console.ballot import nomination
from console.ballot.forms import BallotKind
from console.conference import Stage
from console.errors import ConsoleError
from console.rules import BallotRule, BlocRule, Rules
from screens.booth import BoothScreen
from screens.console_app import ConsoleApp
from screens.sheet import Sheet, SheetView
from tests.screens.booth import (
    Polling,
    booth_over,
    clock_by_hand,
    everything_held,
    nothing_of_a_choice,
    press,
    sheet,
)
from tests.screens.conference import console_app, elect_tellers, small_conference, workplace
from tests.screens.stage import picture, strips

# --- several papers in one walk -------------------------------------------------------------------------


def two_papers() -> list[Sheet]:
    return [sheet(BallotKind.APPROVE_REJECT), sheet(BallotKind.CHOOSE_UP_TO, most=2)]


async def test_two_papers_take_one_walk_one_review_and_one_confirmation() -> None:
    polling = Polling()
    app = booth_over(two_papers(), polling)
    async with app.run_test() as pilot:
        keys = ["space", "1", "2", "2", "enter", "3", "enter", "enter", "enter"]
        await press(pilot, app, *keys[:-1])
        assert polling.cast == []
        await press(pilot, app, keys[-1])
        assert polling.cast == ["x-. ..x"]
        assert len(keys) <= 2 * 3 + 4  # three a ballot, one a mark


async def test_the_head_says_which_paper_of_how_many() -> None:
    app = booth_over(two_papers())
    async with app.run_test() as pilot:
        await press(pilot, app, "space")
        assert "Paper 1/2" in picture(app)
        await press(pilot, app, "enter")
        assert "Paper 2/2" in picture(app)
        await press(pilot, app, "enter")
        assert "Paper 1/2 · Look through your ballot" in picture(app)


async def test_from_each_papers_review_esc_leads_to_that_paper_and_nothing_is_lost() -> None:
    polling = Polling()
    app = booth_over(two_papers(), polling)
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "1", "enter", "3", "escape", "2", "enter", "1", "enter")
        await press(pilot, app, "escape", "3", "enter", "enter", "escape", "1", "enter", "enter")
        assert polling.cast == ["xxx ..x"]


async def test_two_papers_that_are_refused_go_in_together_later() -> None:
    polling = Polling(ConsoleError("Ổ đĩa không ghi được."))
    app = booth_over(two_papers(), polling)
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "1", "enter", "2", "enter", "enter", "enter")
        assert polling.cast == []
        await press(pilot, app, "x", "enter")
        assert polling.cast == ["x.. .x."]


async def test_a_planted_choice_of_the_first_paper_is_gone_when_the_second_is_wiped() -> None:
    app = booth_over(two_papers())
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "2", "enter", "1", "ctrl+x")
        assert nothing_of_a_choice(everything_held(app))


async def test_on_a_long_paper_the_review_shows_every_unit_by_the_arrows() -> None:
    names = tuple(f"Đơn vị số {n:02d}" for n in range(1, 31))
    app = booth_over(sheet(BallotKind.CHOOSE_UP_TO, names, most=5))
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "1", "enter")
        assert "the other units" in picture(app)
        seen = picture(app)
        for _turn in range(2):
            await press(pilot, app, *["down"] * 8)
            seen += picture(app)
        assert all(name in seen for name in names)
        assert names[29] in picture(app)


async def test_units_beyond_the_window_are_announced_above_and_below() -> None:
    names = tuple(f"Đơn vị số {n:02d}" for n in range(1, 31))
    app = booth_over(sheet(BallotKind.CHOOSE_UP_TO, names, most=5))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, app, "space")
        for place in (0, 15, 29):
            app.booth._view.stand_on(place)
            await pilot.pause()
            shown = picture(app)
            seen = [n for n, name in enumerate(names) if name in shown]
            assert (f"{seen[0]:02d} more above" in shown) is (seen[0] > 0)
            assert (f"{29 - seen[-1]:02d} more below" in shown) is (seen[-1] < 29)


def test_a_booth_without_a_paper_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="at least one paper"):
        BoothScreen((), cast=print, leave=print, chance=random.Random(1))


# --- large letters, read aloud --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "marked", "said"),
    [
        (BallotKind.APPROVE_REJECT, "left", "agreed"),
        (BallotKind.APPROVE_REJECT, "right", "not agreed"),
        (BallotKind.APPROVE_REJECT, "", "not marked"),
        (BallotKind.CHOOSE_UP_TO, "space", "is chosen"),
        (BallotKind.CHOOSE_UP_TO, "", "is not chosen"),
        (BallotKind.STRIKE_OUT, "space", "struck out"),
        (BallotKind.STRIKE_OUT, "", "left on the list"),
    ],
)
async def test_in_large_letters_a_unit_and_its_state_stand_in_one_sentence(
    kind: BallotKind, marked: str, said: str
) -> None:
    app = booth_over(sheet(kind, most=2))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, app, "plus", "space")
        app.booth._view.stand_on(1)
        if marked:
            await press(pilot, app, marked)
        await pilot.pause()
        assert f"Unit 2 of 3: Sở Tư pháp tỉnh Mẫu; now: {said}." in picture(app)


async def test_large_letters_come_and_go_without_losing_a_mark_or_the_place() -> None:
    polling = Polling()
    app = booth_over(polling=polling)
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "1", "plus")
        place = app.booth._view._cursor
        await press(pilot, app, "equals_sign")
        assert app.booth._view._cursor == place
        await press(pilot, app, "plus", "2", "enter", "plus", "enter")
        assert polling.cast == ["xx."]


async def test_every_one_of_thirty_long_names_stands_whole_in_large_letters_at_80x24() -> None:
    long = "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Mẫu và các tổ chức chính trị - xã hội số "
    names = tuple(long + str(n) for n in range(1, 31))
    app = booth_over(sheet(BallotKind.APPROVE_REJECT, names))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, app, "plus", "space")
        for number in range(30):
            app.booth._view.stand_on(number)
            await pilot.pause()
            shown = " ".join(picture(app).split())
            assert f"Unit {number + 1} of 30: {names[number]}; now: not marked." in shown
            assert all(words in shown for words in ("A G R E E", "D I S A G R E E", "look through it"))


async def test_in_large_letters_the_mouse_marks_too() -> None:
    app = booth_over()
    async with app.run_test() as pilot:
        await press(pilot, app, "plus", "space")
        view = app.booth._view
        view.stand_on(1)
        row = next(y for y in range(view.size.height) if view.at(2, y) == (1, "-"))
        await pilot.click(type(view), offset=(2, row))
        await pilot.pause()
        assert app.booth._cells() == ".-."


async def test_nothing_of_the_other_size_is_kept() -> None:
    app = booth_over(sheet(BallotKind.CHOOSE_UP_TO, most=1))
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "2", "plus", "enter", "ctrl+x")
        assert nothing_of_a_choice(everything_held(app))


async def test_the_curtain_names_large_letters_and_the_helper() -> None:
    app = booth_over()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = " ".join(picture(app).split())
        assert "+: large letters" in shown
        assert "chooses a helper" in shown
        assert "notes it in the minutes" in shown


# --- nobody there ---------------------------------------------------------------------------------------


async def test_the_warning_comes_after_two_minutes_leaves_half_a_minute_and_goes_at_a_key() -> None:
    app = booth_over()
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "1")
        clock_by_hand(app)
        for _second in range(119):
            app.booth._tick()
        assert "Are you still there" not in picture(app)
        app.booth._tick()
        await pilot.pause()
        assert "Are you still there" in picture(app)
        await press(pilot, app, "down")
        assert "Are you still there" not in picture(app)
        for _second in range(120 + 29):
            app.booth._tick()
        assert app.booth._cells() == "x.."
        app.booth._tick()
        assert app.booth._marks == []


async def test_in_large_letters_there_is_more_time() -> None:
    app = booth_over()
    async with app.run_test() as pilot:
        await press(pilot, app, "plus", "space", "1")
        clock_by_hand(app)
        for _second in range(239):
            app.booth._tick()
        assert app.booth._cells() == "x.."
        assert "Are you still there" not in picture(app)


async def test_a_double_click_marks_once() -> None:
    app = booth_over()
    async with app.run_test() as pilot:
        await press(pilot, app, "space")
        view = app.booth.query_one(SheetView)
        row = next(y for y in range(view.size.height) if view.at(10, y)[0] == 1)
        await pilot.click(SheetView, offset=(10, row), times=3)
        await pilot.pause()
        assert app.booth._cells() == ".x."


# --- the order of the names -----------------------------------------------------------------------------


async def test_where_the_rules_want_points_first_the_paper_is_painted_in_that_order(tmp_path: Path) -> None:
    bloc = BlocRule(name="Khối thi đua Nội chính", province="Mẫu", town="Mẫu")
    listed = small_conference(Rules(bloc=bloc, ballot=BallotRule(order="score")))
    last_first = replace(
        listed,
        reports=tuple(
            replace(row, agreed_score=other.agreed_score)
            for row, other in zip(listed.reports, reversed(listed.reports), strict=True)
        ),
    )
    with workplace(tmp_path, last_first) as place:
        place.desk.do(nomination.make_list, "CO")
        elect_tellers(place)
        place.polling.open("CO")
        app = console_app(place, Stage.BALLOT)
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.press("enter")
            await pilot.pause()
            await pilot.press("enter")
            await pilot.pause()
            await pilot.press("space")
            await pilot.pause()
            shown = "".join(segment.text for strip in strips(app) for segment in strip)
            units = [unit for unit in place.conference.units if unit.name in shown]
            points = {unit.id: place.conference.report(unit.id).agreed_score or 0 for unit in units}
            by_points = sorted(units, key=lambda unit: (-points[unit.id], unit.id))
            assert len(units) > 1
            assert by_points != units
            assert sorted(units, key=lambda unit: shown.index(unit.name)) == by_points


# --- nothing but the ballot -----------------------------------------------------------------------------


async def test_the_booth_shows_no_unit_called_no_clock_and_no_notification(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        place.desk.do(nomination.make_list, "CO")
        elect_tellers(place)
        place.polling.open("CO")
        app = console_app(place, Stage.BALLOT)
        async with app.run_test(size=(120, 36), notifications=True) as pilot:
            await pilot.press("enter")
            await pilot.pause()
            await pilot.press("enter")
            await pilot.pause()
            app.tell("somebody elsewhere has something to say")
            await pilot.pause()
            curtain = picture_of(app)
            assert not any(
                unit.name in curtain or unit.short_name in curtain for unit in place.conference.units
            )
            await pilot.press("space")
            await pilot.pause()
            paper = picture_of(app)
            listed = [nominee.name for nominee in nomination.on_ballot(place.conference, "CO")]
            others = [unit.name for unit in place.conference.units if unit.name not in listed]
            assert others
            assert not any(name in paper for name in others)
            assert not any(re.search(r"\d\d?:\d\d", shown) for shown in (curtain, paper))
            assert len(app._notifications) == 0


def picture_of(app: ConsoleApp) -> str:
    return "\n".join("".join(segment.text for segment in strip) for strip in strips(app))
