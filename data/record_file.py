"""The files of an exported record: their names, and the shape in which a verifier takes them in.

`manifest.json` names every other file with its SHA-256; `manifest.sig` signs the manifest's bytes. All JSON
is canonical (`console.events.canonical`), so each file has one form.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from console import events
from console.ballot.forms import BallotKind
from console.ballot.majority import Base, Comparison
from console.ballot.round import Method, RoundState
from console.errors import BadInput
from console.language import _
from console.step import Event

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
RECORD = "record.json"
EVENTS = "events.json"
SUMMARY = "summary.txt"
SUMMARY_SVG = "summary.svg"
SUMMARY_PNG = "summary.png"

RECORD_FORMAT = "emulation-bloc-record"
MANIFEST_FORMAT = "emulation-bloc-manifest"
EVENTS_FORMAT = "emulation-bloc-events"
SIGNATURE_FORMAT = "emulation-bloc-signature"
VERSION = 1
"""Of manifest, its signature, and the trail; the record has its own (`console.record.VERSION`)."""

LARGEST = 32 * 1024 * 1024
"""Bytes of a file that is read at all; a record is a few hundred kilobytes."""


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """One file of the manifest."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest."""

    format: str
    version: int
    key: str
    files: tuple[ManifestFile, ...]


@dataclass(frozen=True, slots=True)
class SignatureFile:
    """The signature over the manifest's bytes; `public` and `signature` in base64."""

    format: str
    version: int
    key: str
    public: str
    signature: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """A nominee's total as the record states it."""

    name: str
    votes: int
    against: int | None
    share: str | None
    percent: str | None
    passes: bool


@dataclass(frozen=True, slots=True)
class RoundRow:
    """An announced or voided round; numbers are absent from open votes."""

    award: str
    number: int
    method: Method
    state: RoundState
    seats: int
    members: int
    present: int
    nominees: tuple[str, ...]
    outcome: str = ""
    elected: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    run_off: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    settled: bool = False
    hands: int | None = None
    box: str = ""
    code: str = ""
    closing_code: str = ""
    issued: int = 0
    collected: int = 0
    written: int = 0
    valid: int = 0
    invalid: int = 0
    blank: int = 0
    lines: tuple[LineRow, ...] = ()
    rests_on: str = ""
    plate: dict[str, Any] | None = None
    struck: tuple[str, ...] = ()
    """On the ballot, and not counted: proposed for an award that this one excludes."""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class HandsRow:
    """A show of hands."""

    id: int
    subject: str
    agree: int
    disagree: int
    other: int
    present: int
    adopted: bool


@dataclass(frozen=True, slots=True)
class AwardRow:
    """The rule of an award."""

    code: str
    name: str
    authority: str
    seats: int
    ballot: BallotKind
    max_choices: int
    threshold: str
    comparison: Comparison
    base: Base
    max_rounds: int
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RulesRow:
    """The rules that the outcome follows from."""

    awards: tuple[AwardRow, ...]


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """Whom the room proposes for an award."""

    award: str
    nominees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConferenceRow:
    """The conference."""

    title: str
    date: str
    sample: bool
    rehearsal: bool
    key: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper and its hash."""

    name: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class TrailRow:
    """Where the audit trail stood."""

    head: str
    events: int


@dataclass(frozen=True, slots=True)
class Signed:
    """The signature within the record, in base64."""

    public: str
    value: str


@dataclass(frozen=True, slots=True)
class RecordFile:
    """What a verifier looks at in record.json; fields it does not know are left alone."""

    format: str
    version: int
    conference: ConferenceRow
    rules: RulesRow
    hands: tuple[HandsRow, ...]
    rounds: tuple[RoundRow, ...]
    proposals: tuple[ProposalRow, ...]
    trail: TrailRow
    papers: tuple[PaperRow, ...]
    release: str = ""
    signature: Signed | None = None


@dataclass(frozen=True, slots=True)
class SealedEvent:
    """An event of which only the seal is published."""

    seq: int
    seal: str
    link: str


def trail_json(trail: Sequence[Event], sealed: frozenset[int]) -> dict[str, Any]:
    """events.json: the trail with its links; rows before a change are never in it."""
    rows: list[dict[str, Any]] = []
    for event in trail:
        if event.seq in sealed:
            rows.append({"seq": event.seq, "seal": events.seal(event), "link": event.link})
        else:
            row = msgspec.to_builtins(event, str_keys=True) | {"at": event.at.isoformat()}
            del row["sealed"]  # published events say what they say (`console.forgetting` is for folders)
            rows.append(row)
    return {
        "format": EVENTS_FORMAT,
        "version": VERSION,
        "origin": events.ORIGIN,
        "head": events.head(trail),
        "events": rows,
    }


def canonical_file(value: object) -> bytes:
    """A JSON file of the record: canonical, with a line end."""
    return events.canonical(value) + b"\n"


def body_and_signature(content: bytes) -> tuple[bytes, bytes, bytes]:
    """What of record.json is signed, the public key (32 bytes) and the signature (64).

    Raises:
        BadInput: it is no record that carries a signature.
    """
    try:
        document = msgspec.json.decode(content)
        signature = document.pop("signature")
        public, value = (base64.b64decode(signature[name], validate=True) for name in ("public", "value"))
        body = events.canonical(document)
    except (msgspec.MsgspecError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadInput(_("{file} is not a signed record.").format(file=RECORD)) from error
    if len(public) != 32 or len(value) != 64:
        raise BadInput(_("{file} is not a signed record.").format(file=RECORD))
    return body, public, value


def signed_file(body: bytes, public: bytes, signature: bytes) -> bytes:
    """The bytes of record.json for a body and its signature.

    Raises:
        BadInput: the body is no object in JSON.
    """
    try:
        document = msgspec.json.decode(body)
        document["signature"] = {
            "public": base64.b64encode(public).decode(),
            "value": base64.b64encode(signature).decode(),
        }
        return canonical_file(document)
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError) as error:
        raise BadInput(_("{file} is not a signed record.").format(file=RECORD)) from error
