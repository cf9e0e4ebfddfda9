"""Every stage says what is on, what is next, who chairs, what time it is, and which key goes on."""

from datetime import timedelta
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from screens.dialogs import Message
from screens.text import tame
from screens.too_small import TooSmall
from tests.screens.stage import HOSTILE, OneScreen, SmallDesk, SmallStage, picture

LONG = {
    "title": "Hội nghị tổng kết công tác thi đua, khen thưởng năm 2022 của Khối thi đua Nội chính tỉnh",
    "current": "08. Báo cáo tổng kết phong trào thi đua và công tác khen thưởng năm 2022",
    "next": "09. Phương hướng, nhiệm vụ công tác thi đua, khen thưởng năm 2023 của Khối",
    "chair": "đồng chí Nguyễn Thị Hường, Cục trưởng Cục Thi hành án dân sự tỉnh",
}


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
@pytest.mark.parametrize("said", [{}, LONG], ids=["short", "long"])
async def test_the_frame(size: tuple[int, int], said: dict[str, str], snapshot: SnapshotAssertion) -> None:
    app = OneScreen(SmallStage(SmallDesk(**said)))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        shown = picture(app)
        for words in ("ĐIỂM DANH", "ĐANG ĐIỂM DANH", "08:05", "Chair:", "→", "Enter: Go on ►", "F1 Help"):
            assert words in shown
        assert all(len(line) <= size[0] for line in shown.splitlines())
        assert shown == snapshot


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_hostile_name_in_the_head_is_just_a_name(text: str) -> None:
    app = OneScreen(
        SmallStage(SmallDesk(title=text, current=text, next=text, chair=text, stage=text, state=text))
    )
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert tame(text) in picture(app)


async def test_the_clock_repaints_only_when_the_minute_changes() -> None:
    desk = SmallDesk()
    app = OneScreen(SmallStage(desk))
    async with app.run_test() as pilot:
        await pilot.pause()
        head = app.screen.query_one("Head")
        painted: list[Any] = []
        head.refresh = lambda *a, **k: painted.append(a) or head  # type: ignore[func-returns-value,method-assign]
        app.first._tick()  # type: ignore[attr-defined]
        desk.time += timedelta(seconds=30)
        app.first._tick()  # type: ignore[attr-defined]
        assert painted == []
        desk.time += timedelta(seconds=30)
        app.first._tick()  # type: ignore[attr-defined]
        assert len(painted) == 1


async def test_a_step_redraws_and_a_refusal_becomes_a_sentence() -> None:
    desk = SmallDesk()
    app = OneScreen(SmallStage(desk))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert "steps: 1" in picture(app)
        for key in ("d", "w"):  # with a guard, and without one
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, Message)
            assert "Chưa đủ số lượng theo quy định. [/] x" in picture(app)
            await pilot.press("escape")
            await pilot.pause()
            assert app.screen is app.first


async def test_too_small_a_window_says_so_and_loses_nothing() -> None:
    app = OneScreen(SmallStage(SmallDesk()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.resize_terminal(79, 24)
        await pilot.pause(0.05)
        assert isinstance(app.screen, TooSmall)
        assert "79 × 24" in picture(app)
        await pilot.press("enter")
        await pilot.resize_terminal(40, 10)
        await pilot.pause(0.05)
        assert "40 × 10" in " ".join(picture(app).split())
        await pilot.resize_terminal(120, 36)
        await pilot.pause(0.05)
        assert app.screen is app.first
        assert "steps: 1" in picture(app)


async def test_a_dialog_that_opens_in_too_small_a_window_is_covered_too() -> None:
    app = OneScreen(SmallStage(SmallDesk()))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause(0.05)
        assert isinstance(app.screen, TooSmall)
        app.push_screen(Message("x"))
        await pilot.pause(0.05)
        assert isinstance(app.screen, TooSmall)
        await pilot.resize_terminal(80, 24)
        await pilot.pause(0.1)
        assert isinstance(app.screen, Message)
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert app.screen is app.first
