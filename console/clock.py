"""Time and chance come from outside, so that a whole conference can be replayed."""

import random
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The time now, timezone-aware, in the conference's local time."""
        ...


class SystemClock:
    """The clock of the machine, in its local timezone."""

    def now(self) -> datetime:
        """The time now, timezone-aware."""
        return datetime.now().astimezone()


Chance = random.Random
"""A source of randomness: `secrets.SystemRandom()` in production, `random.Random(seed)` in a rehearsal."""
