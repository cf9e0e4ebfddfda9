"""The audit trail: a chain of events, and the way back by one compensating event.

The chain finds accidents. It finds tampering only against a head that stands on signed paper, which is
why the head is printed in the minutes and in the signed record.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence

from console.conference import Stage
from console.errors import NotAllowed
from console.language import _
from console.step import Event

ORIGIN = hashlib.sha256(b"emulation-bloc-console events 1").hexdigest()
"""The link before the first event."""


def canonical(value: object) -> bytes:
    """Canonical JSON: keys sorted, no spaces, UTF-8, no floats."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def seal(event: Event) -> str:
    """What stands for one event in the chain: SHA-256 over its canonical JSON, its salt included.

    A published trail may show the seal alone (`data.export`): the chain can still be followed, and the
    salt keeps anyone from trying out what the event may have said.
    """
    body = {
        "seq": event.seq,
        "at": event.at.isoformat(),
        "stage": event.stage.value,
        "kind": event.kind,
        "detail": dict(event.detail),
        "final": event.final,
        "rows": list(event.rows),
        "undoes": event.undoes,
        "salt": event.salt,
    }
    return hashlib.sha256(canonical(body)).hexdigest()


def join(before: str, sealed: str) -> str:
    """The link that follows `before` when the event with this seal is appended."""
    return hashlib.sha256(f"{before}{sealed}".encode()).hexdigest()


def link(before: str, event: Event) -> str:
    """The chain's link of an event; one whose details were erased is linked by the seal it left."""
    return join(before, event.sealed or seal(event))


def first_break(events: Iterable[Event]) -> int | None:
    """The seq of the first event whose place or link is wrong, or None when the chain holds."""
    before = ORIGIN
    for place, event in enumerate(events, start=1):
        if event.seq != place or event.link != link(before, event):
            return place
        before = event.link
    return None


def head(events: Sequence[Event]) -> str:
    """The last link, which stands for the whole trail."""
    return events[-1].link if events else ORIGIN


def to_undo(events: Sequence[Event], stage: Stage) -> Event:
    """The step that undo would take back in this stage.

    It is the stage's last step that still stands. It may not be final, and no later step may have
    touched the same rows: taking it back would silently change what came after.

    Raises:
        NotAllowed: when there is nothing to take back, with the reason.
    """
    taken_back = {event.undoes for event in events if event.undoes is not None}
    touched: set[str] = set()
    for event in reversed(events):
        if event.seq in taken_back or event.undoes is not None:
            continue
        if event.stage != stage:
            touched.update(event.rows)
            continue
        if event.final:
            raise NotAllowed(
                _(
                    "This step was an opening, an announcement or a signature and stays. "
                    "Correct it with an appended paper."
                )
            )
        if touched.intersection(event.rows):
            raise NotAllowed(_("Later steps build on this one. Take those back first."))
        return event
    raise NotAllowed(_("There is no step to take back in this stage."))
