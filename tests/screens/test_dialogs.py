"""Enter goes on, Esc goes back, nothing typed is lost by either."""

from collections.abc import Mapping
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual import work
from textual.pilot import Pilot

from console.errors import ConsoleError
from console.language import mark
from screens.actions import Action
from screens.base_app import BaseApp
from screens.dialogs import Ask, Choice, Choose, Confirm, Dialog, Entry, Line, Message, OneOf, Paragraph, Tick
from screens.frame import StageScreen
from screens.text import tame
from tests.screens.stage import HOSTILE, OneScreen, SmallDesk, SmallStage, picture

UNITS = [
    Choice("ca", "Công an tỉnh", "đơn vị 01"),
    Choice("qs", "Bộ Chỉ huy Quân sự tỉnh", "đơn vị 02"),
    Choice("bp", "Bộ đội Biên phòng", "đơn vị 03"),
]


async def ask(pilot: Pilot[Any], dialog: Dialog[Any], *keys: str) -> list[Any]:
    """Open a dialog, press the keys, return what it answered: an empty list while it is open."""
    answers: list[Any] = []
    pilot.app.push_screen(dialog, answers.append)
    await pilot.pause()
    await pilot.press(*keys)
    await pilot.pause()
    return answers


def stage() -> BaseApp:
    return OneScreen(SmallStage(SmallDesk()))


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], False),
        (["escape"], False),
        (["right", "enter"], True),
        (["tab", "enter"], True),
        (["right", "right", "enter"], False),
        (["y"], True),
        (["c"], True),
        (["k"], False),
        (["n"], False),
    ],
)
async def test_a_question_is_answered_no_unless_somebody_says_yes(keys: list[str], answer: bool) -> None:
    async with stage().run_test() as pilot:
        assert await ask(pilot, Confirm("Đóng bỏ phiếu?"), *keys) == [answer]


async def test_a_long_question_scrolls_and_never_hides_its_answers() -> None:
    detail = "\n".join(f"• lưu ý {n:02d}" for n in range(1, 41))
    app = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        assert await ask(pilot, Confirm("Mở bỏ phiếu?", detail)) == []
        seen = picture(app)
        assert "No (N)" in seen
        assert "PgDn: read on" in seen
        assert "lưu ý 40" not in seen
        for _page in range(4):
            await pilot.press("pagedown")
            await pilot.pause()
            seen += picture(app)
        assert "lưu ý 40" in seen
    app = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        assert await ask(pilot, Confirm("Mở bỏ phiếu?", "ngắn")) == []
        assert "PgDn" not in picture(app)


async def test_a_form_answers_with_what_was_typed() -> None:
    entries: list[Entry] = [
        Line("name", "Họ tên", required=True),
        OneOf("unit", "Đơn vị", UNITS, value="qs"),
        Tick("letter", "Giấy"),
    ]
    async with stage().run_test() as pilot:
        keys = ["A", "n", "enter", "down", "enter", "space", "enter"]
        answers = await ask(pilot, Ask("Người đi thay", entries), *keys)
        assert answers == [{"name": "An", "unit": "bp", "letter": "yes"}]


async def test_f4_and_ctrl_s_finish_from_a_paragraph_where_enter_is_a_new_line() -> None:
    for key in ("f4", "ctrl+s"):
        async with stage().run_test() as pilot:
            answers = await ask(pilot, Ask("x", [Paragraph("note", "Ghi chú")]), "a", "enter", "b", key)
            assert answers == [{"note": "a\nb"}]


async def test_a_form_does_not_close_while_something_is_missing() -> None:
    async with stage().run_test() as pilot:
        answers = await ask(pilot, Ask("x", [Line("name", "Họ tên", required=True)]), "enter")
        assert answers == []
        assert "Họ tên" in picture(pilot.app)
        await pilot.press("B", "enter")
        await pilot.pause()
        assert answers == [{"name": "B"}]


async def test_what_the_rules_refuse_is_said_in_the_form_and_nothing_typed_is_lost() -> None:
    seen: list[Mapping[str, str]] = []

    def accept(answers: Mapping[str, str]) -> None:
        seen.append(dict(answers))
        if len(seen) == 1:
            raise ConsoleError("Điểm không quá 100. [/] x")

    async with stage().run_test() as pilot:
        answers = await ask(pilot, Ask("x", [Line("points", "Điểm")], accept=accept), "1", "0", "1", "enter")
        assert answers == []
        assert "Điểm không quá 100. [/] x" in picture(pilot.app)
        await pilot.press("backspace", "enter")
        await pilot.pause()
        assert answers == [{"points": "10"}]
        assert seen == [{"points": "101"}, {"points": "10"}]


async def test_esc_leaves_a_form_at_once_when_nothing_was_typed_and_on_the_second_press_otherwise() -> None:
    async with stage().run_test() as pilot:
        assert await ask(pilot, Ask("x", [Line("a", "A", "cũ")]), "escape") == [None]
        answers = await ask(pilot, Ask("x", [Line("a", "A", "cũ")]), "end", "x", "escape")
        assert answers == []
        await pilot.press("escape")
        await pilot.pause()
        assert answers == [None]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["ca", "qs", "bp"]),
        ("bo", ["qs", "bp"]),
        ("BỘ quan", ["qs"]),
        ("don vi 03", ["bp"]),
        ("cong", ["ca"]),
        ("zz", []),
    ],
)
async def test_a_search_ignores_accents_and_case(typed: str, found: list[str]) -> None:
    async with stage().run_test():
        assert [choice.id for choice in Choose("Đơn vị", UNITS).found(typed)] == found


async def test_a_list_is_searched_walked_and_left_by_keys() -> None:
    async with stage().run_test() as pilot:
        assert await ask(pilot, Choose("Đơn vị", UNITS), "b", "o", "down", "enter") == ["bp"]
        assert await ask(pilot, Choose("Đơn vị", UNITS), "escape") == [None]
        assert await ask(pilot, Choose("Đơn vị", UNITS), "z", "enter") == []
        await pilot.press("backspace", "enter")
        await pilot.pause()
        assert pilot.app.screen is pilot.app.first  # type: ignore[attr-defined]
        assert await ask(pilot, Choose("Đơn vị", UNITS, marked="bp"), "enter") == ["bp"]


async def test_a_message_is_closed_by_either_key() -> None:
    async with stage().run_test() as pilot:
        assert await ask(pilot, Message("đã lưu"), "enter") == [None]
        assert await ask(pilot, Message("đã lưu"), "escape") == [None]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_in_every_dialog_is_just_text(text: str) -> None:
    choices = [Choice("a", text, text)]
    entries: list[Entry] = [Line("a", text, hint=text), OneOf("b", text, choices), Tick("c", text, hint=text)]
    for dialog in (
        Confirm(text, text),
        Ask(text, entries, intro=text),
        Choose(text, choices),
        Message(text, text),
    ):
        async with stage().run_test() as pilot:
            await ask(pilot, dialog)
            assert tame(text) in picture(pilot.app)


async def test_a_dialog_is_left_before_the_console_is() -> None:
    app = stage()
    async with app.run_test() as pilot:
        await ask(pilot, Message("x"), "f10")
        assert app.is_running
        await pilot.press("escape", "f10")
    assert app.return_code == 0


class Waiting(StageScreen[SmallDesk]):
    ACTIONS = (Action("close", "enter", mark("Close voting"), primary=True),)

    @work
    async def action_close(self) -> None:
        if await self.app.push_screen_wait(Confirm("Đóng bỏ phiếu?")):
            self.desk.refuse()


async def test_a_step_that_waits_for_an_answer_and_is_refused_says_so() -> None:
    app = OneScreen(Waiting(SmallDesk()))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause(0.05)
        assert isinstance(app.screen, Message)
        assert "Chưa đủ số lượng" in picture(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_form_as_it_looks(size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    entries: list[Entry] = [
        Line("name", "Họ và tên", "Nguyễn Văn A", required=True),
        Line("position", "Chức vụ", hint="như trong giấy"),
        OneOf("unit", "Đơn vị", UNITS),
        Tick("letter", "Có giấy ủy quyền", True),
        Paragraph("note", "Ghi chú", "dòng một\ndòng hai"),
    ]
    async with stage().run_test(size=size) as pilot:
        await ask(pilot, Ask("Người đi thay", entries, intro="Ai đi thay cho đơn vị này?"))
        assert "Enter" in picture(pilot.app)
        assert picture(pilot.app) == snapshot
