"""A booth on an empty stage, keys with their times, and a polling place that remembers what reached it."""

import random
from collections.abc import Sequence
from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from console.ballot.forms import Ballot, BallotKind, Form
from console.errors import ConsoleError
from screens.base_app import BaseApp
from screens.booth import REPEAT, BoothScreen
from screens.sheet import PaperView, Sheet
from tests.screens.stage import picture

NAMES = ("Công an tỉnh Mẫu", "Sở Tư pháp tỉnh Mẫu", "[/] Thanh tra [@click=app.quit]x[/]")
PLANTED = "Sở Tư pháp"


class Polling:
    """A polling place that remembers what reached it; it may refuse."""

    def __init__(self, *refusals: ConsoleError) -> None:
        self.cast: list[str] = []
        self.left = 0
        self.refusals = list(refusals)

    def put(self, ballots: tuple[Ballot, ...]) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.cast.append(" ".join(ballot.cells for ballot in ballots))

    def leave(self) -> None:
        self.left += 1


class House(BaseApp):
    """An app with the booth above an empty screen."""

    def __init__(self, booth: BoothScreen) -> None:
        super().__init__()
        self.booth = booth

    def get_default_screen(self) -> Screen[Any]:
        return Screen()

    def on_ready(self) -> None:
        self.push_screen(self.booth)


def sheet(
    kind: BallotKind = BallotKind.APPROVE_REJECT,
    names: Sequence[str] = NAMES,
    most: int = 1,
    **more: Any,
) -> Sheet:
    lines = tuple(str(n) for n in range(len(names)))
    every = {"open_lines": tuple(range(len(names)))}
    return Sheet("Cờ thi đua", Form(kind, lines, most), tuple(names), **(every | more))


def booth_over(
    papers: Sheet | Sequence[Sheet] | None = None, polling: Polling | None = None, seed: int = 1
) -> House:
    polling = polling or Polling()
    papers = papers or sheet()
    sheets = (papers,) if isinstance(papers, Sheet) else papers
    return House(BoothScreen(sheets, cast=polling.put, leave=polling.leave, chance=random.Random(seed)))


async def press(pilot: Pilot[Any], app: House, *keys: str, apart: float = REPEAT + 0.1) -> None:
    """Keys with their times `apart` seconds, so that the same key twice may be meant twice."""
    await pilot.pause()
    at = getattr(app, "_test_time", 1000.0)
    for key in keys:
        at += apart
        event = events.Key(key, key if len(key) == 1 else None)
        event.time = at
        app.booth.post_message(event)
        await pilot.pause()
    app._test_time = at  # type: ignore[attr-defined]


def everything_held(app: House) -> str:
    """Whatever the booth holds and shows, as text."""
    held = [picture(app)] + [repr(vars(app.booth)[name]) for name in ("_marks", "_said", "_last_key")]
    for view in app.booth.query(PaperView):
        held += [repr(view._marks), repr(view._words), str(view.render())]
    return "".join(held)


def nothing_of_a_choice(held: str) -> bool:
    """Whether `everything_held` shows no mark and no name."""
    return not any(trace in held for trace in ("X ]", "<Mark", PLANTED))


def clock_by_hand(app: House) -> None:
    """Stop the booth's own seconds: the test gives each by `_tick`, however slow the machine is."""
    timers = list(app.booth._timers)
    assert timers, "the booth stands, and its clock runs"
    for timer in timers:
        timer.stop()
