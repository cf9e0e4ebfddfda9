"""The live mirror on a stick: how far it follows, in words that fit the head of a screen."""

from dataclasses import dataclass
from typing import Protocol

from console.language import _, n_


@dataclass(frozen=True, slots=True)
class MirrorStatus:
    """How a mirror stands.

    Attributes:
        place: where it is kept; empty where there is none.
        behind: confirmed steps that it does not hold yet; None while nobody knows what it holds.
        gone: the stick is not there.
        trouble: what keeps it from following, a sentence; empty when it follows.
    """

    place: str = ""
    behind: int | None = 0
    gone: bool = False
    trouble: str = ""


class Mirror(Protocol):
    """Follows a conference on its own; nothing here waits for the stick but `put`."""

    def status(self) -> MirrorStatus:
        """How it stands now."""
        ...

    def put(self, place: str) -> None:
        """Keep the mirror at `place` from now on.

        Raises:
            ConsoleError: it cannot be kept there, with what to do; the former mirror goes on.
        """
        ...

    def leave(self) -> None:
        """Keep no mirror any more; what lies on the stick stays there."""
        ...


class NoMirror:
    """Stands in where nothing is mirrored (a rehearsal, a test)."""

    def status(self) -> MirrorStatus:
        """There is none."""
        return MirrorStatus()

    def put(self, place: str) -> None:
        """Nothing is kept."""

    def leave(self) -> None:
        """There is nothing to leave."""


def short_words(status: MirrorStatus) -> str:
    """What the head of the screens says of the mirror; empty when it follows, or when there is none."""
    if not status.place:
        return ""
    if status.behind is None:
        return _("no mirror found") if status.trouble else ""
    if status.behind:
        return n_("mirror {n} step behind", "mirror {n} steps behind", status.behind).format(n=status.behind)
    if status.gone:
        return _("mirror unplugged")
    return _("mirror in trouble") if status.trouble else ""
