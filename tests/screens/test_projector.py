"""The projector's window."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from console import public
from console.conference import Stage
from screens.projector import POLL, ProjectorApp, ProjectorScreen
from tests.screens.conference import MORNING, workplace
from tests.screens.stage import picture

ROUND: dict[str, object] = {"award": "Cờ thi đua [/] x", "number": 1, "method": "laptop"}
LINES = [
    {
        "name": f"{name} [/] x",
        "votes": votes,
        "share": f"{votes}/9",
        "percent": percent,
        "passes": votes > 7,
        "proposed": votes > 7,
    }
    for name, votes, percent in (("Công an", 8, "88,89"), ("Quân sự", 6, "66,67"))
]
COUNTS = {"issued": 9, "collected": 9}
STATES: dict[str, dict[str, object]] = {
    "agenda": {},
    "roll call": {"stage": "attendance"},
    "speaker": {"speaker": {"name": "Vũ [/] x", "seconds": 300, "started": MORNING.isoformat()}},
    "voting": {
        "stage": "ballot",
        "round": ROUND | {"state": "voting", "entitled": 9, "called": "Thanh tra [/] x", "voted": 4},
    },
    "closed vote": {"stage": "ballot", "round": ROUND | {"state": "counted"} | COUNTS},
    "announced": {
        "stage": "ballot",
        "round": ROUND
        | {"state": "announced", "valid": 8, "invalid": 1, "written": 0, "base": "members", "lines": LINES}
        | COUNTS,
    },
    "handover": {
        "stage": "handover",
        "handover": {"leader": "Quân sự [/] x", "deputy": "Tòa án", "signed": 3, "switched": False},
    },
    "closed": {"closed": True},
}


class Board:
    """A view that a test changes."""

    def __init__(self, view: Mapping[str, object] | None) -> None:
        self.view = view

    def read(self) -> Mapping[str, object] | None:
        return self.view


def base(folder: Path) -> dict[str, object]:
    with workplace(folder) as place:
        return dict(public.view(place.conference, Stage.AGENDA, None, "", place.now()))


def window(board: Board, seconds: int = 60) -> ProjectorApp:
    return ProjectorApp(board.read, now=lambda: MORNING + timedelta(seconds=seconds))


def look(app: ProjectorApp) -> None:
    screen = app.screen
    assert isinstance(screen, ProjectorScreen)
    screen.poll()


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@pytest.mark.parametrize("state", STATES)
async def test_picture(
    tmp_path: Path, state: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    app = window(Board(base(tmp_path) | STATES[state]))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert picture(app) == snapshot


async def test_the_view_of_an_open_vote_shows_counts_and_no_total(tmp_path: Path) -> None:
    leaking = dict(STATES["voting"]["round"], lines=LINES, valid=77)  # type: ignore[call-overload]
    app = window(Board(base(tmp_path) | {"stage": "ballot", "round": leaking}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = picture(app)
        assert "04/09" in shown
        assert "88,89" not in shown
        assert "77" not in shown


async def test_it_follows_the_view_and_says_small_when_the_console_is_gone(tmp_path: Path) -> None:
    board = Board(base(tmp_path) | {"now": "Mot"})
    app = window(board)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "M o t" in picture(app)
        board.view = base(tmp_path / "b") | {"now": "Hai"}
        look(app)
        await pilot.pause()
        assert "H a i" in picture(app)
        board.view = None
        look(app)
        await pilot.pause()
        assert "H a i" in picture(app)
        assert "not running" in picture(app)


async def test_freeze_holds_and_black_hides_everything(tmp_path: Path) -> None:
    view = base(tmp_path)
    board = Board(view | {"now": "Mot"})
    app = window(board)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f")
        board.view = view | {"now": "Hai"}
        look(app)
        await pilot.pause()
        assert "M o t" in picture(app)
        await pilot.press("f")
        await pilot.pause()
        assert "H a i" in picture(app)
        await pilot.press("b")
        await pilot.pause()
        assert picture(app).strip() == ""
        await pilot.press("b", "minus")
        await pilot.pause()
        assert "Hai" in picture(app)
        await pilot.press("q")
    assert app.return_code == 0


@pytest.mark.parametrize("broken", [{"round": 3}, {"speaker": []}, {"stage": None}, {"round": {"state": 1}}])
async def test_a_view_of_another_shape_is_never_a_crash(tmp_path: Path, broken: dict[str, Any]) -> None:
    app = window(Board(base(tmp_path) | {"stage": "ballot"} | broken))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.is_running


async def test_a_long_result_is_turned_page_by_page(tmp_path: Path) -> None:
    lines = [dict(LINES[0], name=f"Don vi {n:02d}") for n in range(30)]
    announced = dict(STATES["announced"]["round"], lines=lines)  # type: ignore[call-overload]
    seen = ""
    for seconds in (0, 10, 20):
        app = window(Board(base(tmp_path / str(seconds)) | {"stage": "ballot", "round": announced}), seconds)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            seen += picture(app)
    assert all(f"Don vi {n:02d}" in seen for n in range(30))


def test_the_room_waits_less_than_a_blink() -> None:
    assert POLL <= 0.1
