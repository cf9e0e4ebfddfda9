"""A step: what a rule answers when something may happen. The new conference and the event that says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.conference import Conference, Stage

Detail = Mapping[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class Step:
    """The outcome of a rule.

    Attributes:
        after: the conference as it now stands.
        stage: the stage that the step belongs to; undo works within it.
        kind: the event's name, `stage.what_happened`.
        detail: what an auditor would ask for; never how, when or in which order a delegate voted.
        final: True for what cannot be undone: an opening, an announcement, a signature.
    """

    after: Conference
    stage: Stage
    kind: str
    detail: Detail = field(default_factory=dict)
    final: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A step as it stands in the audit trail, chained to the one before it.

    Attributes:
        seq: 1 for the first.
        rows: the rows it changed, as `table/id`; undo needs to know who touched what.
        undoes: the event that this one takes back, or None.
        salt: 32 random hex digits, so that a published trail may hold an event back (only its seal stands
            there) and nobody can find out by guessing what it said.
        link: SHA-256 over the link before and this event (`console.events`), hex.
        sealed: the seal of an event whose details were erased (`console.forgetting`), hex; else empty.
    """

    seq: int
    at: datetime
    stage: Stage
    kind: str
    detail: Detail
    final: bool
    rows: tuple[str, ...]
    undoes: int | None = None
    salt: str = ""
    link: str = ""
    sealed: str = ""
