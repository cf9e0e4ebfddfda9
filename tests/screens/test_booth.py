"""The booth: every key, one ballot, nothing left behind."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from console.ballot import nomination
from console.ballot.box import TellerKey
from console.ballot.forms import BallotKind, Form
from console.conference import Stage
from console.errors import ConsoleError
from screens.booth import REPEAT, BoothScreen, review
from screens.sheet import KEYS, SheetView
from screens.too_small import TooSmall
from tests.screens.booth import (
    PLANTED,
    Polling,
    booth_over,
    everything_held,
    nothing_of_a_choice,
    press,
    sheet,
)
from tests.screens.conference import console_app, current_round, elect_tellers, workplace
from tests.screens.stage import picture


@pytest.mark.parametrize(
    ("kind", "most", "keys", "cells"),
    [
        (BallotKind.APPROVE_REJECT, 1, ["1", "2", "2", "3"], "x-x"),
        (BallotKind.APPROVE_REJECT, 1, ["1", "1", "1"], "..."),
        (BallotKind.APPROVE_REJECT, 1, [], "..."),
        (BallotKind.CHOOSE_UP_TO, 2, ["3", "1"], "x.x"),
        (BallotKind.CHOOSE_UP_TO, 2, ["3", "1", "1"], "..x"),
        (BallotKind.CHOOSE_UP_TO, 1, ["1", "2"], "x.."),
        (BallotKind.STRIKE_OUT, 1, ["1", "3"], "-.-"),
        (BallotKind.STRIKE_OUT, 1, ["1", "3", "3"], "-.."),
    ],
)
async def test_a_ballot_of_each_kind(kind: BallotKind, most: int, keys: list[str], cells: str) -> None:
    polling = Polling()
    app = booth_over(sheet(kind, most=most), polling)
    async with app.run_test() as pilot:
        await press(pilot, app, "space", *keys, "enter", "enter")
        assert polling.cast == [cells]


async def test_a_ballot_takes_three_keys_and_one_a_mark() -> None:
    polling = Polling()
    app = booth_over(sheet(BallotKind.CHOOSE_UP_TO, most=3), polling)
    async with app.run_test() as pilot:
        keys = ["space", "1", "3", "enter", "enter"]
        await press(pilot, app, *keys)
        assert polling.cast == ["x.x"]
        assert len(keys) == 3 + 2


async def test_arrows_stand_on_a_line_and_choose_a_box() -> None:
    polling = Polling()
    app = booth_over(polling=polling)
    async with app.run_test() as pilot:
        await press(pilot, app, "space")
        view = app.booth.query_one(SheetView)
        view.stand_on(0)
        await press(pilot, app, "right", "down", "left", "down", "space", "enter", "enter")
        assert polling.cast == ["-xx"]


async def test_the_mouse_marks_a_box_and_goes_on_at_the_foot() -> None:
    polling = Polling()
    app = booth_over(polling=polling)
    async with app.run_test() as pilot:
        await press(pilot, app, "space")
        view = app.booth.query_one(SheetView)
        boxes = {mark: start for mark, start, _end in view._boxes()}
        for mark, x in boxes.items():
            row = next(y for y in range(view.size.height) if view.at(x, y) == (1, mark))
            await pilot.click(SheetView, offset=(x + 1, row))
            await pilot.pause()
            assert app.booth._marks[0][1] is mark
        await pilot.click(SheetView, offset=(3, view.size.height - 1))
        app.booth._last_key = ""
        await pilot.click(SheetView, offset=(3, view.size.height - 1))
        await pilot.pause()
        assert polling.cast == [".-."]


@pytest.mark.parametrize("kind", list(BallotKind))
async def test_a_double_press_and_a_held_key_count_once(kind: BallotKind) -> None:
    app = booth_over(sheet(kind, most=2))
    async with app.run_test() as pilot:
        await press(pilot, app, "space")
        await press(pilot, app, *["1"] * 30, apart=0.03)
        first = app.booth._marks[0][0]
        assert first != "."
        await press(pilot, app, "1", apart=REPEAT - 0.01)
        assert app.booth._marks[0][0] is first
        await press(pilot, app, "1")
        assert app.booth._marks[0][0] is not first


async def test_a_held_enter_never_casts() -> None:
    polling = Polling()
    app = booth_over(polling=polling)
    async with app.run_test() as pilot:
        await press(pilot, app, "space")
        await press(pilot, app, *["enter"] * 40, apart=0.05)
        assert polling.cast == []
        await press(pilot, app, "enter")
        assert polling.cast == ["..."]


EVERY_KEY = (
    [f"ctrl+{letter}" for letter in "abcdefghijklmnopqrstuvwyz"]
    + [f"f{n}" for n in range(1, 13)]
    + ["escape", "escape", "escape", "tab", "shift+tab", "backspace", "delete", "insert", "home", "end"]
    + ["pageup", "pagedown", "ctrl+backslash", "ctrl+right_square_bracket", "ctrl+at", "alt+f4", "alt+tab"]
    + ["shift+f10", "ctrl+up", "question_mark", "slash", "colon", "â", "đ", "ctrl+c", "ctrl+q", "ctrl+p"]
    + list("0456789")
    + list("acdefghijklmnopqrstuvwxyz")
)


@pytest.mark.parametrize(
    "before",
    [
        [],
        pytest.param(["space"], marks=pytest.mark.slow),
        pytest.param(["space", "1", "enter"], marks=pytest.mark.slow),
        pytest.param(["space", "enter", "enter"], marks=pytest.mark.slow),
    ],
)
async def test_no_key_leads_out_of_the_booth(before: list[str]) -> None:
    polling = Polling()
    app = booth_over(polling=polling)
    async with app.run_test(notifications=True) as pilot:
        await press(pilot, app, *before)
        cast = list(polling.cast)
        for key in EVERY_KEY:
            await pilot.press(key)
        await pilot.pause()
        assert app.screen is app.booth
        assert app._exit is False
        assert polling.cast == cast
        assert polling.left == 0
        assert len(app._notifications) == 0


async def test_the_stage_keys_and_the_palette_do_nothing_in_the_booth(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        place.desk.do(nomination.make_list, "CO")
        elect_tellers(place)
        place.polling.open("CO")
        app = console_app(place, Stage.BALLOT)
        async with app.run_test() as pilot:
            await pilot.press("enter")
            await pilot.pause()
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(app.screen, BoothScreen)
            for key in EVERY_KEY:
                await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, BoothScreen)
            assert app._exit is False
            assert app.screen_actions() == ()


async def test_a_window_that_is_too_small_is_no_way_out_either() -> None:
    app = booth_over()
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "1")
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert isinstance(app.screen, TooSmall)
        assert PLANTED not in picture(app)
        for key in ("ctrl+q", "f10", "ctrl+p", "f2", "f1", "escape", "enter"):
            await pilot.press(key)
        assert app._exit is False
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert app.screen_stack[-1] is app.booth
        assert app.booth._cells() == "x.."


async def test_the_operators_act_is_two_keys_with_nothing_between() -> None:
    polling = Polling()
    app = booth_over(polling=polling)
    async with app.run_test() as pilot:
        await press(pilot, app, "enter", "b", "x", "enter")
        assert app.screen is app.booth
        await press(pilot, app, "b", "enter")
        assert app.screen is not app.booth
        assert polling.left == 1


async def test_after_a_cast_the_act_takes_nothing_back() -> None:
    polling = Polling()
    app = booth_over(polling=polling)
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "1", "enter", "enter")
        await press(pilot, app, "b", "enter", "space")
        assert app.screen is app.booth
        app.booth._curtain_again()
        await press(pilot, app, "space")
        assert app.booth._marks == []
        await press(pilot, app, "b", "enter")
        assert app.screen is not app.booth
        assert (polling.cast, polling.left) == (["x.."], 0)


@pytest.mark.parametrize("way", ["cast", "blanked", "idle"])
async def test_a_planted_choice_is_nowhere_after_the_curtain(way: str) -> None:
    app = booth_over(sheet(BallotKind.CHOOSE_UP_TO, most=1))
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "2")
        assert "[ X ]" in everything_held(app)
        if way == "cast":
            await press(pilot, app, "enter", "enter")
        elif way == "blanked":
            await press(pilot, app, "ctrl+x")
        else:
            for _second in range(BoothScreen.BLANK_AFTER):
                app.booth._tick()
        await pilot.pause()
        assert nothing_of_a_choice(everything_held(app))


async def test_the_thanks_pass_by_themselves_within_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert BoothScreen.THANKS_SECONDS <= 5
    monkeypatch.setattr(BoothScreen, "THANKS_SECONDS", 0.01)
    app = booth_over()
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "enter", "enter")
        await pilot.pause(0.1)
        assert "Theboothisfree" in picture(app).replace(" ", "")


async def test_a_cast_that_fails_says_so_hides_the_marks_and_keeps_them() -> None:
    polling = Polling(ConsoleError("Ổ đĩa không ghi được: hòm phiếu vẫn như trước."))
    app = booth_over(sheet(BallotKind.CHOOSE_UP_TO, most=1), polling)
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "2", "enter", "enter")
        shown = picture(app)
        assert "hòm phiếu vẫn như trước" in shown
        assert PLANTED not in shown
        await press(pilot, app, "b", "escape", "space")
        assert app.screen is app.booth
        await press(pilot, app, "enter")
        assert polling.cast == [".x."]
        assert app.booth._marks == []


async def test_a_wiped_ballot_may_be_begun_again_or_taken_back() -> None:
    polling = Polling()
    app = booth_over(polling=polling)
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "1", "ctrl+x", "space", "3", "enter", "enter")
        assert polling.cast == ["..x"]


async def test_review_goes_back_with_nothing_lost() -> None:
    polling = Polling()
    app = booth_over(polling=polling)
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "1", "enter", "escape", "2", "enter", "enter")
        assert polling.cast == ["xx."]


async def test_too_many_are_refused_at_the_mark() -> None:
    app = booth_over(sheet(BallotKind.CHOOSE_UP_TO, most=1))
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "1", "2")
        assert app.booth._cells() == "x.."
        assert "No more than 01 units" in picture(app)


@pytest.mark.parametrize(
    ("kind", "cells", "said"),
    [
        (BallotKind.CHOOSE_UP_TO, "...", "You choose no unit. Such a ballot is counted as invalid"),
        (BallotKind.CHOOSE_UP_TO, "x..", "You choose 01 units."),
        (BallotKind.STRIKE_OUT, "...", "more units are chosen than allowed"),
        (BallotKind.APPROVE_REJECT, "x-.", "You agree to 01, do not agree to 01, leave 01 unmarked."),
    ],
)
def test_the_review_says_in_neutral_words_what_the_ballot_is(kind: BallotKind, cells: str, said: str) -> None:
    assert said in review(Form(kind, ("1", "2", "3"), 1), cells)


async def test_the_start_row_is_chance() -> None:
    starts = set()
    for seed in range(20):
        app = booth_over(seed=seed)
        async with app.run_test() as pilot:
            await press(pilot, app, "space")
            starts.add(app.booth.query_one(SheetView)._cursor)
    assert starts == {0, 1, 2}


async def test_where_the_rules_shuffle_the_marks_go_to_their_own_lines() -> None:
    for seed in range(4):
        polling = Polling()
        app = booth_over(sheet(BallotKind.CHOOSE_UP_TO, most=1, shuffled=True), polling, seed)
        async with app.run_test() as pilot:
            await press(pilot, app, "space")
            place = app.booth.query_one(SheetView)._order.index(1)
            await press(pilot, app, KEYS[place], "enter", "enter")
            assert polling.cast == [".x."]


async def test_a_barred_line_takes_no_mark() -> None:
    polling = Polling()
    app = booth_over(sheet(open_lines=(0, 2)), polling)
    async with app.run_test() as pilot:
        await press(pilot, app, "space", "1", "2", "3", "enter", "enter")
        assert polling.cast == ["x.x"]


async def test_on_a_strike_out_ballot_the_own_name_is_struck_before_the_delegate_begins() -> None:
    polling = Polling()
    paper = sheet(BallotKind.STRIKE_OUT, open_lines=(0, 2), shuffled=True)
    app = booth_over(paper, polling)
    async with app.run_test() as pilot:
        await press(pilot, app, "space")
        view = app.booth.query_one(SheetView)
        assert "your own unit is struck" in picture(app)
        for number in (1, 2):
            await press(pilot, app, KEYS[view._order.index(number)])
        await press(pilot, app, "enter", "enter")
        assert polling.cast == [".--"]


async def test_the_same_area_is_painted_whatever_is_chosen() -> None:
    painted = []
    for key in ("1", "2"):
        app = booth_over(sheet(BallotKind.CHOOSE_UP_TO, most=1))
        async with app.run_test() as pilot:
            await press(pilot, app, "space")
            app.booth.query_one(SheetView).stand_on(2)
            await pilot.pause()
            regions: list[Any] = []
            view = app.booth.query_one(SheetView)
            real = view.refresh

            def note(
                *where: Any, _real: Callable[..., Any] = real, _to: list[Any] = regions, **more: Any
            ) -> Any:
                _to.append((where, tuple(sorted(more.items()))))
                return _real(*where, **more)

            view.refresh = note  # type: ignore[method-assign]
            await press(pilot, app, key)
            painted.append(regions)
    assert painted[0] == painted[1]
    assert all(where == () for where, _more in painted[0])


async def test_thirty_units_fit_by_scrolling_with_the_cursor() -> None:
    names = tuple(f"Đơn vị số {n:02d}" for n in range(1, 31))
    app = booth_over(sheet(BallotKind.CHOOSE_UP_TO, names, most=5))
    async with app.run_test() as pilot:
        await press(pilot, app, "space", KEYS[29])
        assert app.booth._marks[0][29] != "."
        app.booth.query_one(SheetView).stand_on(29)
        await pilot.pause()
        assert "Đơn vị số 30" in picture(app)


async def test_a_vote_on_the_real_box_is_counted(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        place.desk.do(nomination.make_list, "CO")
        elect_tellers(place)
        place.polling.open("CO")
        app = console_app(place, Stage.BALLOT)
        async with app.run_test() as pilot:
            await pilot.press("enter")
            for _delegate in range(9):
                await pilot.pause()
                await pilot.press("enter")
                await pilot.pause()
                await pilot.press("space", "1", "enter")
                assert isinstance(app.screen, BoothScreen)
                app.screen._last_key = ""
                await pilot.press("enter")
                app.screen._curtain_again()
                await pilot.press("b", "enter")
        place.polling.close()
        row = place.polling.count([TellerKey(1), TellerKey(2)])
        assert [(line.votes, line.against) for line in row.lines] == [(9, 0), (0, 0), (0, 0)]
        assert current_round(place).collected == 9


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@pytest.mark.parametrize("kind", list(BallotKind))
async def test_how_it_looks(kind: BallotKind, snapshot: SnapshotAssertion, size: tuple[int, int]) -> None:
    app = booth_over(sheet(kind, most=2), seed=3)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert picture(app) == snapshot(name="curtain")
        await press(pilot, app, "space", "1")
        assert picture(app) == snapshot(name="marking")
        await press(pilot, app, "enter")
        assert picture(app) == snapshot(name="review")
        await press(pilot, app, "enter")
        assert picture(app) == snapshot(name="thanks")
