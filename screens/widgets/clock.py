"""The time, and the time that is left, in big digits."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Digits

from screens.text import Text
from screens.widgets.words import Words


class Clock(Digits):
    """The time of day, `08:05`; repaints when the minute changes."""

    DEFAULT_CSS = """
    Clock { width: auto; height: 3; }
    """

    def __init__(self, now: Callable[[], datetime], *, seconds: bool = False, **more: Any) -> None:
        """A clock that asks `now` once a second."""
        self._now = now
        self._format = "%H:%M:%S" if seconds else "%H:%M"
        super().__init__(now().strftime(self._format), **more)

    def on_mount(self) -> None:
        """Start asking."""
        self.set_interval(1, self._tick)

    def _tick(self) -> None:
        said = self._now().strftime(self._format)
        if said != self.value:
            self.update(said)


def minutes_and_seconds(seconds: int) -> str:
    """`5:00`, and `-0:30` when the time is over."""
    sign, left = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{left // 60}:{left % 60:02d}"


class Countdown(Vertical):
    """Time left, with the sentence that goes with it. It shows what it is told; it does not count."""

    DEFAULT_CSS = """
    Countdown { width: auto; height: auto; }
    Countdown Digits { width: auto; height: 3; }
    Countdown.-over Digits, Countdown.-over Words { color: $error; text-style: bold reverse; }
    Countdown Words { width: auto; }
    """

    def __init__(self, **more: Any) -> None:
        """Nothing is shown until `show`."""
        super().__init__(**more)

    def compose(self) -> ComposeResult:
        """Digits above words."""
        yield Digits("")
        yield Words()

    def show(self, seconds: int | None, words: Text = "") -> None:
        """Show the seconds that are left, negative when the time is over; None shows nothing."""
        said = "" if seconds is None else minutes_and_seconds(seconds)
        digits = self.query_one(Digits)
        if digits.value != said:
            digits.update(said)
        self.query_one(Words).say(words)
        self.set_class(seconds is not None and seconds < 0, "-over")
