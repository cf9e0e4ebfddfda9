"""What the console asks of whoever keeps a conference; `data/` answers."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from console.conference import Conference
from console.step import Event


class Store(Protocol):
    """Keeps one conference and its audit trail, one writer at a time."""

    def load(self) -> Conference:
        """The conference as the disk holds it."""
        ...

    def events(self) -> Sequence[Event]:
        """The audit trail, oldest first."""
        ...

    def commit(self, before: Conference, after: Conference, event: Event) -> Event:
        """Keep the change and its event, durably, all or nothing.

        Args:
            event: its `rows` and `link` are filled in here.

        Returns:
            The event as kept.

        Raises:
            ConsoleError: nothing was kept; the sentence says what the disk said.
        """
        ...

    def before(self, conference: Conference, event: Event) -> Conference:
        """`conference` with the rows that `event` changed set back to what they were before it."""
        ...

    def rest(self) -> None:
        """Bring the files to rest (an empty journal); called at the end of a stage."""
        ...


class Board(Protocol):
    """Where the room looks: the only thing the projector's window reads."""

    def show(self, view: Mapping[str, object]) -> None:
        """Replace what the room may see."""
        ...
