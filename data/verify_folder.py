"""Checks the folder of a record: signed manifest, every file to the byte, papers, trail, summary, codes."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from console.language import _, n_
from data import signing
from data.disk import Disk, DiskError
from data.export import signature_file
from data.record_codes import assemble
from data.record_file import (
    EVENTS,
    MANIFEST,
    MANIFEST_FORMAT,
    RECORD,
    SIGNATURE,
    SUMMARY,
    Manifest,
    RecordFile,
    SignatureFile,
)
from data.verify_record import Judged, decode
from data.verify_sources import LARGEST_TEXT, codes_of
from data.verify_sums import Check
from data.verify_trail import trail

CODES = "codes.txt"

LARGEST = 32 * 1024 * 1024
"""Bytes of a file of a record that is read at all."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A record as it lies in a folder."""

    path: Path
    disk: Disk

    def read(self, name: str) -> bytes | None:
        """The content of a file, None where there is none that can be read in bounded memory."""
        path = self.path / name
        limit = LARGEST_TEXT if name.endswith((".json", ".sig", ".txt")) else LARGEST
        try:
            if not self.disk.exists(path) or not path.is_file() or self.disk.size(path) > limit:
                return None
            return self.disk.read(path)
        except (DiskError, OSError):
            return None

    def names(self) -> list[str]:
        """What lies in it, sorted; nothing where the folder cannot be read."""
        try:
            return self.disk.listdir(self.path)
        except DiskError:
            return []


def in_folder(found: Folder, judged: Judged) -> tuple[bytes | None, list[Check]]:
    """Check the files of a folder against its manifest, and the manifest against the record.

    Args:
        judged: what was found of its record.json.

    Returns:
        The key that signed the manifest (None where its signature does not hold), and the checks.
    """
    checks: list[Check] = []
    manifest, public = _signed_manifest(found, checks)
    if manifest is not None:
        checks += _files(found, manifest)
    record = judged.record
    if record is not None:
        if public is not None and not signing.same_code(record.conference.key, signing.fingerprint(public)):
            checks.append(
                Check(
                    False,
                    _("{manifest} is signed by another key than {file} names.").format(
                        manifest=MANIFEST, file=RECORD
                    ),
                )
            )
        checks += _papers(record, manifest)
        checks += trail(found.read(EVENTS), record.trail, EVENTS)
    checks += _summary(found, judged)
    checks += _codes(found)
    return public, checks


def _signed_manifest(found: Folder, checks: list[Check]) -> tuple[Manifest | None, bytes | None]:
    """The manifest and the public key that signed it, as far as they can be read."""
    content = found.read(MANIFEST)
    manifest = decode(content, Manifest)
    if content is None or manifest is None or manifest.format != MANIFEST_FORMAT:
        checks.append(Check(False, _("{file} is missing or cannot be read.").format(file=MANIFEST)))
        manifest = None
    signed = found.read(SIGNATURE)
    signature = decode(signed, SignatureFile)
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


def _files(found: Folder, manifest: Manifest) -> list[Check]:
    """Every file of the manifest, to the byte; then what lies beside them."""
    checks = []
    sound = 0
    there = set(found.names())
    for file in manifest.files:
        if not _plain(file.name):
            checks.append(
                Check(False, _('The manifest names "{file}", which is no file name.').format(file=file.name))
            )
            continue
        if file.name not in there:
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
    for name in sorted(there - known):
        checks.append(
            Check(None, _("{file} lies beside the record and is not covered by it.").format(file=name))
        )
    return checks


def _plain(name: str) -> bool:
    return bool(name) and name not in (".", "..") and not set(name) & set("/\\:\0")


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


def _summary(found: Folder, judged: Judged) -> list[Check]:
    content = found.read(SUMMARY)
    if content is None or not judged.fingerprint:
        return [Check(False, _("{file} is missing or cannot be read.").format(file=SUMMARY))]
    return [summary(content.decode("ascii", "replace"), judged.fingerprint, SUMMARY)]


def summary(text: str, fingerprint: str, name: str) -> Check:
    """Whether a summary ends with the fingerprint of a record.

    Args:
        name: how to call it in a sentence.
    """
    words = text.split()
    if words and signing.same_code(words[-1], fingerprint):
        return Check(
            True,
            _("{file}: it carries the fingerprint of this record: {code}").format(
                file=name, code=fingerprint
            ),
        )
    return Check(False, _("{file} carries the fingerprint of another record.").format(file=name))


def _codes(found: Folder) -> list[Check]:
    """The codes as text hold the record that lies beside them."""
    content = found.read(CODES)
    if content is None:
        return []
    codes, broken = codes_of(content.decode("ascii", "replace"))
    rows = assemble(codes)
    if broken or len(rows) != 1 or rows[0].record is None or rows[0].record != found.read(RECORD):
        return [Check(False, _("{file}: the codes do not hold this record.").format(file=CODES))]
    said = [check for check in rows[0].findings if check.ok is False]
    return [*said, Check(True, _("{file}: the codes hold this record, to the byte.").format(file=CODES))]


def _bytes(text: str, length: int) -> bytes | None:
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return content if len(content) == length else None
