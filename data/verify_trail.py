"""Checks a published audit trail, link by link, up to the head that stands in the signed minutes."""

from typing import Any

import msgspec

from console import events as trail_rules
from console.language import _
from console.step import Event
from data.record_file import EVENTS_FORMAT, SealedEvent, TrailRow
from data.verify_record import decode
from data.verify_sums import Check


def head_of(content: bytes) -> str:
    """The head that an events.json names; "" where it names none."""
    document = decode(content, dict[str, Any])
    head = document.get("head") if document is not None else None
    return head if isinstance(head, str) else ""


def trail(content: bytes | None, named: TrailRow | None, name: str) -> list[Check]:
    """Check the bytes of an events.json.

    Args:
        content: None where there is no such file.
        named: what the record says of its trail; None without a record.
        name: how to call the file in a sentence.
    """
    document = decode(content, dict[str, Any])
    if document is None or document.get("format") != EVENTS_FORMAT:
        return [Check(False, _("{file} is missing or cannot be read.").format(file=name))]
    rows = document.get("events")
    rows = rows if isinstance(rows, list) else []
    before = trail_rules.ORIGIN
    sealed = 0
    for place, row in enumerate(rows, start=1):
        joined = _joined(before, row, place)
        if joined is None:
            return [Check(False, _("{file}: the chain breaks at event {n}.").format(file=name, n=place))]
        sealed += "seal" in row
        before = joined
    if document.get("head") != before:
        return [
            Check(False, _("{file}: the chain does not end at the head that it names.").format(file=name))
        ]
    if named is not None and (before, len(rows)) != (named.head, named.events):
        return [
            Check(
                False,
                _("{file}: the chain does not end at the head that record.json names.").format(file=name),
            )
        ]
    said = [
        Check(True, _("The chain of {n} events holds; its head: {head}").format(n=len(rows), head=before))
    ]
    if named is None:
        said.append(
            Check(None, _("No record was given with it: compare the head with the minutes signed in ink."))
        )
    if sealed:
        said.append(Check(None, _("{n} events are sealed in the published chain.").format(n=sealed)))
    return said


def _joined(before: str, row: object, place: int) -> str | None:
    """The link that a published event leads to, None where it does not hold."""
    try:
        if isinstance(row, dict) and "seal" in row:
            shown = msgspec.convert(row, SealedEvent)
            seq, link, seal = shown.seq, shown.link, shown.seal
        else:
            event = msgspec.convert(row, Event)
            seq, link, seal = event.seq, event.link, trail_rules.seal(event)
    except (msgspec.ValidationError, ValueError, TypeError, RecursionError):
        return None
    joined = trail_rules.join(before, seal)
    return joined if seq == place and link == joined else None
