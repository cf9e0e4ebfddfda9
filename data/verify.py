"""Checks an exported record, and says each check in words: true, false, or not known.

What holds together here is the record itself: its signature, its files to the byte, its sums, its chain.
That it is the record of the conference in the room follows only from the key's fingerprint on the minutes
signed in ink; `--key` brings it in.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO, TypeVar

import msgspec

from console import events as trail_rules
from console.errors import BadInput
from console.language import _, n_
from console.record import VERSION as RECORD_VERSION
from console.step import Event
from data import signing
from data.disk import Disk, DiskError, RealDisk
from data.export import signature_file
from data.record_file import (
    EVENTS,
    EVENTS_FORMAT,
    LARGEST,
    MANIFEST,
    MANIFEST_FORMAT,
    RECORD,
    RECORD_FORMAT,
    SIGNATURE,
    SUMMARY,
    Manifest,
    RecordFile,
    SealedEvent,
    SignatureFile,
    body_and_signature,
    canonical_file,
)
from data.verify_sums import Check, sums

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Found:
    """A record as it lies in a folder."""

    folder: Path
    disk: Disk

    def read(self, name: str) -> bytes | None:
        """The content of a file, None where there is none that can be read in bounded memory."""
        path = self.folder / name
        try:
            if not self.disk.exists(path) or path.is_dir() or self.disk.size(path) > LARGEST:
                return None
            return self.disk.read(path)
        except DiskError:
            return None


def verify(paths: Sequence[Path], key: str | None = None, disk: Disk | None = None) -> list[Check]:
    """Check every record that the paths lead to.

    Args:
        paths: a record's folder, a conference's folder with `record/` in it, or a file of a record.
        key: a fingerprint from the signed minutes.

    Raises:
        BadInput: a path that leads to no record, or a key that is no fingerprint.
    """
    if key is not None and not signing.is_code(key):
        raise BadInput(
            _(
                '--key "{key}" is not a fingerprint: it has 16 letters and digits, as ABCD-EFGH-IJKL-MNOP.'
            ).format(key=key)
        )
    disk = disk or RealDisk()
    folders = list(dict.fromkeys(_folder(path) for path in paths))
    checks: list[Check] = []
    for folder in folders:
        if len(folders) > 1:
            checks.append(Check(None, _("Record in {folder}:").format(folder=folder)))
        checks += _verify_folder(_Found(folder, disk), key)
    return checks


def _folder(path: Path) -> Path:
    if not path.exists():
        raise BadInput(_("{path} does not exist. Name an exported record.").format(path=path))
    folder = path if path.is_dir() else path.parent
    for place in (folder, folder / "record"):
        if (place / MANIFEST).is_file() or (place / RECORD).is_file():
            return place
    raise BadInput(
        _("{path} holds no record (no manifest.json). Name the folder that an export wrote.").format(
            path=path
        )
    )


def _verify_folder(found: _Found, key: str | None) -> list[Check]:
    checks: list[Check] = []
    manifest, public = _signed_manifest(found, checks)
    _anchor(found, public, key, checks)
    if manifest is not None:
        checks += _files(found, manifest)
    record = _record(found, checks)
    if record is not None:
        if public is not None:
            same = signing.same_code(record.conference.key, signing.fingerprint(public))
            checks.append(
                Check(True, _("record.json names the key that signed it."))
                if same
                else Check(False, _("record.json names another key than the one that signed it."))
            )
        checks += _papers(record, manifest)
        checks += sums(record)
        checks += _trail(found, record)
    checks += _summary(found)
    return checks


def _signed_manifest(found: _Found, checks: list[Check]) -> tuple[Manifest | None, bytes | None]:
    """The manifest and the public key that signed it, as far as they can be read."""
    content = found.read(MANIFEST)
    manifest = _decode(content, Manifest)
    if content is None or manifest is None or manifest.format != MANIFEST_FORMAT:
        checks.append(Check(False, _("{file} is missing or cannot be read.").format(file=MANIFEST)))
        manifest = None
    signed = found.read(SIGNATURE)
    signature = _decode(signed, SignatureFile)
    public = _bytes(signature.public, 32) if signature is not None else None
    value = _bytes(signature.signature, 64) if signature is not None else None
    # The file has one form for a key and a signature, so that no byte of it can change unnoticed.
    if signed is None or public is None or value is None or signed != signature_file(public, value):
        checks.append(
            Check(False, _("{file} is missing, cannot be read, or was changed.").format(file=SIGNATURE))
        )
        return manifest, None
    if content is None or not signing.verify(public, content, value):
        checks.append(
            Check(
                False,
                _("The signature does not hold: {manifest} or {signature} was changed after signing.").format(
                    manifest=MANIFEST, signature=SIGNATURE
                ),
            )
        )
        return manifest, None
    checks.append(
        Check(
            True,
            _("The signature over {manifest} holds. Key: {code}").format(
                manifest=MANIFEST, code=signing.fingerprint(public)
            ),
        )
    )
    return manifest, public


def _anchor(found: _Found, public: bytes | None, key: str | None, checks: list[Check]) -> None:
    if key is None:
        checks.append(
            Check(
                None,
                _(
                    "Whether this is the conference's own key only the minutes signed in ink can tell: "
                    "compare, or "
                    "give the fingerprint with --key."
                ),
            )
        )
        return
    if public is not None and signing.same_code(key, signing.fingerprint(public)):
        checks.append(Check(True, _("The key is the one whose fingerprint was given.")))
        return
    content = found.read(RECORD)
    if content is not None and signing.same_code(key, _code(content)):
        checks.append(
            Check(True, _("record.json is the one whose fingerprint was given (that of the summary)."))
        )
        return
    checks.append(
        Check(False, _("The fingerprint given is neither that of the signing key nor that of record.json."))
    )


def _files(found: _Found, manifest: Manifest) -> list[Check]:
    """Every file of the manifest, to the byte; then what lies beside them."""
    checks = []
    sound = 0
    for file in manifest.files:
        if not _plain(file.name):
            checks.append(
                Check(False, _('The manifest names "{file}", which is no file name.').format(file=file.name))
            )
            continue
        if not found.disk.exists(found.folder / file.name):
            checks.append(Check(False, _("{file} is missing.").format(file=file.name)))
            continue
        content = found.read(file.name)
        if content is None:
            checks.append(Check(False, _("{file} cannot be read.").format(file=file.name)))
        elif len(content) != file.size or hashlib.sha256(content).hexdigest() != file.sha256:
            checks.append(Check(False, _("{file} was changed after signing.").format(file=file.name)))
        else:
            sound += 1
    if sound == len(manifest.files):
        checks.append(
            Check(
                True,
                n_(
                    "{n} file of the manifest is unchanged to the byte.",
                    "All {n} files of the manifest are unchanged to the byte.",
                    sound,
                ).format(n=sound),
            )
        )
    known = {file.name for file in manifest.files} | {MANIFEST, SIGNATURE}
    for name in found.disk.listdir(found.folder):
        if name not in known:
            checks.append(
                Check(None, _("{file} lies beside the record and is not covered by it.").format(file=name))
            )
    return checks


def _plain(name: str) -> bool:
    return bool(name) and name not in (".", "..") and not set(name) & set("/\\:\0")


def _record(found: _Found, checks: list[Check]) -> RecordFile | None:
    content = found.read(RECORD)
    if content is None:
        checks.append(Check(False, _("{file} is missing or cannot be read.").format(file=RECORD)))
        return None
    record = _decode(content, RecordFile)
    if record is None or record.format != RECORD_FORMAT:
        checks.append(Check(False, _("{file} is not a record that this program knows.").format(file=RECORD)))
        return None
    if record.version > RECORD_VERSION:
        checks.append(
            Check(
                None, _("{file} is of a newer version; some of it may be unknown here.").format(file=RECORD)
            )
        )
    canonical = _is_canonical(content)
    checks.append(
        Check(True, _("{file} is in its canonical form.").format(file=RECORD))
        if canonical
        else Check(False, _("{file} is not in its canonical form; it was changed.").format(file=RECORD))
    )
    if record.conference.rehearsal:
        checks.append(Check(None, _("CHẠY THỬ: this is the record of a rehearsal.")))
    if record.conference.sample:
        checks.append(Check(None, _("DỮ LIỆU MẪU: the data of this record are invented.")))
    return record


def _papers(record: RecordFile, manifest: Manifest | None) -> list[Check]:
    if manifest is None:
        return []
    hashes = {file.name: file.sha256 for file in manifest.files}
    wrong = [paper.file for paper in record.papers if hashes.get(paper.file) != paper.sha256]
    if wrong:
        return [
            Check(False, _("{file}: record.json and the manifest name different hashes.").format(file=name))
            for name in wrong
        ]
    return [Check(True, _("record.json names the hashes of {n} papers.").format(n=len(record.papers)))]


def _trail(found: _Found, record: RecordFile) -> list[Check]:
    """The chain of events, link by link, up to the head that stands in the record and in the minutes."""
    content = found.read(EVENTS)
    document = _decode(content, dict[str, Any])
    if document is None or document.get("format") != EVENTS_FORMAT:
        return [Check(False, _("{file} is missing or cannot be read.").format(file=EVENTS))]
    before = trail_rules.ORIGIN
    sealed = 0
    rows = document.get("events")
    for place, row in enumerate(rows if isinstance(rows, list) else [], start=1):
        joined = _joined(before, row, place)
        if joined is None:
            return [Check(False, _("{file}: the chain breaks at event {n}.").format(file=EVENTS, n=place))]
        sealed += "seal" in row
        before = joined
    length = len(rows) if isinstance(rows, list) else 0
    if before != record.trail.head or length != record.trail.events or document.get("head") != before:
        return [
            Check(
                False,
                _("{file}: the chain does not end at the head that record.json names.").format(file=EVENTS),
            )
        ]
    said = [
        Check(
            True,
            _("The chain of {n} events holds; its head: {head}").format(n=length, head=before),
        )
    ]
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
    except (msgspec.ValidationError, ValueError):
        return None
    joined = trail_rules.join(before, seal)
    return joined if seq == place and link == joined else None


def _summary(found: _Found) -> list[Check]:
    content, record = found.read(SUMMARY), found.read(RECORD)
    if content is None or record is None:
        return [Check(False, _("{file} is missing or cannot be read.").format(file=SUMMARY))]
    words = content.decode("ascii", "replace").split()
    if words and signing.same_code(words[-1], _code(record)):
        return [
            Check(
                True,
                _("The summary carries the fingerprint of record.json: {code}").format(code=_code(record)),
            )
        ]
    return [Check(False, _("{file} carries the fingerprint of another record.json.").format(file=SUMMARY))]


def _code(content: bytes) -> str:
    """The fingerprint of a record; empty where it carries no signature."""
    try:
        return signing.code(body_and_signature(content)[0])
    except BadInput:
        return ""


def _decode(content: bytes | None, kind: type[T]) -> T | None:
    if content is None:
        return None
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, RecursionError):
        return None


def _bytes(text: str, length: int) -> bytes | None:
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return content if len(content) == length else None


MARKS: Mapping[bool | None, str] = {True: "[✓]", False: "[✗]", None: "[?]"}


def _is_canonical(content: bytes) -> bool:
    """Whether the bytes are the one way to write their content, fields that nobody knows included."""
    try:
        return canonical_file(msgspec.json.decode(content)) == content
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, RecursionError):
        return False


def verify_command(paths: Sequence[Path], key: str | None, out: TextIO) -> int:
    """`python app.py verify PATH... [--key FINGERPRINT]`.

    Returns:
        0 when no check is false, else 1.

    Raises:
        BadInput: a path leads to no record (exit 2).
    """
    checks = verify(paths, key)
    for check in checks:
        print(f"{MARKS[check.ok]} {check.sentence}", file=out)
    wrong = sum(check.ok is False for check in checks)
    if wrong:
        print(n_("{n} check failed.", "{n} checks failed.", wrong).format(n=wrong), file=out)
        return 1
    print(_("Everything that can be checked here is true."), file=out)
    return 0
