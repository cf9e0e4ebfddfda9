"""One registry feeds keys, footer, help and palette."""

import pytest

from console.language import mark
from screens.acting import Acting
from screens.actions import COMMON, Action, Where, bindings, grouped, key_name, keys_name, the_one
from screens.help import Help
from tests.screens.stage import OneScreen, SmallDesk, SmallStage, picture


def test_every_f_key_has_a_second_key() -> None:
    with pytest.raises(ValueError, match="needs a second key"):
        Action("x", "f5", mark("X"))
    assert all(action.also for action in COMMON if action.key.startswith("f"))


@pytest.mark.parametrize(
    "key", ["ctrl+shift+x", "alt+x", "super+x", "ctrl+1", "f11", "ctrl+h", "ctrl+m", "ctrl+c", "shift+f5"]
)
def test_a_key_that_some_terminal_cannot_send_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="not every terminal"):
        Action("x", key, mark("X"))


def test_two_actions_on_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="both want the key"):
        bindings([Action("a", "x", mark("A")), Action("b", "y", mark("B"), also="x")])


def test_two_actions_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="called 'a'"):
        bindings([Action("a", "x", mark("A")), Action("a", "y", mark("B"))])


def test_ways_on_may_share_a_key_but_never_a_moment() -> None:
    ways = [Action("a", "enter", mark("A"), primary=True), Action("b", "enter", mark("B"), primary=True)]
    assert len(bindings(ways)) == 2
    assert the_one(ways, lambda a: a.id == "b") is ways[1]
    assert the_one(ways, lambda a: False) is None
    with pytest.raises(ValueError, match="two ways on"):
        the_one(ways, lambda a: True)


def test_a_screen_without_the_method_of_an_action_is_refused() -> None:
    with pytest.raises(TypeError, match="action_missing"):
        type("Broken", (Acting,), {"ACTIONS": (Action("missing", "x", mark("X")),)})


@pytest.mark.parametrize(
    ("key", "name"),
    [("f5", "F5"), ("ctrl+p", "Ctrl+P"), ("question_mark", "?"), ("d", "D"), ("enter", "Enter")],
)
def test_a_key_is_called_what_is_printed_on_it(key: str, name: str) -> None:
    assert key_name(key) == name


def test_help_lists_by_group_in_the_order_declared() -> None:
    hidden = Action("h", "h", mark("H"), where=Where.FOOTER)
    found = grouped([*SmallStage.ACTIONS, hidden, *COMMON])
    assert [(group, [a.id for a in members]) for group, members in found] == [
        ("This screen", ["go_on", "refuse", "wait"]),
        ("Everywhere", ["help", "palette", "theme", "leave"]),
    ]
    assert keys_name(COMMON[0]) == "F1, ?"


async def test_f1_tells_of_every_action_and_the_palette_runs_one() -> None:
    desk = SmallDesk()
    app = OneScreen(SmallStage(desk))
    async with app.run_test(size=(100, 36)) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, Help)
        told = picture(app)
        for words in (
            "About this stage.",
            "Go on",
            "To the next.",
            "F5, D",
            "Refuse",
            "Ctrl+T",
            "F10, Ctrl+Q",
        ):
            assert words in told
        await pilot.press("escape", "f2", *"GÓ", "enter")
        await pilot.pause()
        assert desk.steps == 1
        assert app.screen is app.first


async def test_both_keys_and_the_mouse_do_the_same() -> None:
    desk = SmallDesk()
    app = OneScreen(SmallStage(desk))
    async with app.run_test() as pilot:
        for key in ("f5", "d"):
            await pilot.press(key)
            await pilot.pause()
            assert app.screen is not app.first
            await pilot.press("enter")
            await pilot.pause()
        await pilot.click("Keys", offset=(3, 0))
        await pilot.pause()
        assert desk.steps == 1
