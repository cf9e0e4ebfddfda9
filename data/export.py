"""The record of a conference: papers, public record, trail and summary, all under one signature.

The same conference gives the same bytes. A paper that somebody edited by hand is never overwritten: the new
one is written beside it under a number.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import msgspec

from console import events as trail_rules
from console import record
from console.conference import Conference
from console.documents import papers
from console.errors import BadInput, ConsoleError
from console.forgetting import must_hold_persons
from console.language import _
from console.step import Event
from data import html, qr, signing
from data.disk import Disk, RealDisk, make_folder, write_whole
from data.phrase_prompt import key_of
from data.record_file import (
    EVENTS,
    LARGEST,
    MANIFEST,
    MANIFEST_FORMAT,
    RECORD,
    RECORD_FORMAT,
    SIGNATURE,
    SIGNATURE_FORMAT,
    SUMMARY,
    SUMMARY_PNG,
    SUMMARY_SVG,
    VERSION,
    Manifest,
    canonical_file,
    signed_file,
    trail_json,
)
from data.release import release as this_release
from data.verification_sheet import FILES as SHEET
from data.verification_sheet import sheet

Progress = Callable[[str, int, int], None]
"""Told what is being written, how many files are done, how many there are."""

_MACHINE_FILES = (RECORD, EVENTS, SUMMARY, SUMMARY_SVG, SUMMARY_PNG, *SHEET, MANIFEST, SIGNATURE)
_QR_VERSION = 4


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export left behind.

    Attributes:
        folder: where it lies.
        files: every file of the record, signature included, sorted.
        kept: papers edited by hand that were left as they are; the new one lies beside each.
        fingerprint: of the record (docs/record.md), "ABCD-EFGH-IJKL-MNOP".
        key: of the key that signed it.
        summary: the text of the QR summary.
    """

    folder: Path
    files: tuple[str, ...]
    kept: tuple[str, ...]
    fingerprint: str
    key: str
    summary: str


def export(
    conference: Conference,
    events: Sequence[Event],
    key: signing.Key,
    out: Path,
    disk: Disk,
    progress: Progress = lambda what, done, total: None,
    release: str = "",
) -> Exported:
    """Write the record of a conference into `out`.

    Args:
        release: fingerprint of the program, for record and minutes; of this one where it is not given.

    Raises:
        NotAllowed: the persons of the conference were erased.
        BadInput: `out` is a file, holds another conference's record or other files of these names, or the
            key is not this conference's.
        DiskError: it cannot be written; what was there before is whole.
    """
    must_hold_persons(conference)
    if conference.meeting.key and not signing.same_code(conference.meeting.key, signing.fingerprint(key)):
        raise BadInput(
            _("The folder's key is not the one this conference was made with. Put conference.key back.")
        )
    old = _old_files(disk, out, key)
    head = trail_rules.head(events)
    release = release or this_release()
    made = papers(conference, head, release)
    total = 2 * len(made) + len(_MACHINE_FILES)
    contents: dict[str, bytes] = {}
    kept: list[str] = []
    rows: list[record.Json] = []
    for done, paper in enumerate(made):
        progress(paper.name, done, total)
        content = html.render(paper.document)
        name, beside = _place(disk, out, paper.stem, content, old)
        kept += beside
        contents[name] = content
        rows.append({"name": paper.name, "file": name, "sha256": _sum(content)})
    progress(RECORD, len(made), total)
    public = record.public_record(conference, head, len(events), release) | {"papers": rows}
    body = trail_rules.canonical(public)
    contents[RECORD] = signed_file(body, key.public, key.sign(body))
    contents[EVENTS] = canonical_file(trail_json(events, record.sealed_events(conference, events)))
    code = signing.code(body)
    summary = record.summary_text(conference, code)
    contents[SUMMARY] = f"{summary}\n".encode()
    drawn = qr.matrix(summary, _QR_VERSION)
    contents[SUMMARY_SVG] = qr.svg(drawn).encode()
    contents[SUMMARY_PNG] = qr.png([drawn], scale=8)
    progress(_("Sheet of codes"), len(made), total)
    contents |= sheet(conference, contents[RECORD], summary, code, release)
    contents[MANIFEST] = canonical_file(_manifest(contents, key))
    contents[SIGNATURE] = signature_file(key.public, key.sign(contents[MANIFEST]))
    make_folder(disk, out)
    for done, (name, content) in enumerate(contents.items(), start=len(made)):
        progress(name, done, total)
        if not (disk.exists(out / name) and disk.read(out / name) == content):
            write_whole(disk, out / name, content)
    for name in sorted(set(old) - set(contents)):
        if disk.exists(out / name) and _sum(disk.read(out / name)) == old[name]:
            disk.remove(out / name)
    progress(out.name, total, total)
    return Exported(out, tuple(sorted(contents)), tuple(kept), code, signing.fingerprint(key), summary)


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _manifest(contents: Mapping[str, bytes], key: signing.Key) -> dict[str, object]:
    return {
        "format": MANIFEST_FORMAT,
        "version": VERSION,
        "key": signing.fingerprint(key),
        "files": [
            {"name": name, "sha256": _sum(contents[name]), "size": len(contents[name])}
            for name in sorted(contents)
        ],
    }


def signature_file(public: bytes, signature: bytes) -> bytes:
    """manifest.sig: the one form it has for a key and a signature."""
    return canonical_file(
        {
            "format": SIGNATURE_FORMAT,
            "version": VERSION,
            "key": signing.fingerprint(public),
            "public": base64.b64encode(public).decode(),
            "signature": base64.b64encode(signature).decode(),
        }
    )


def _old_files(disk: Disk, out: Path, key: signing.Key) -> dict[str, str]:
    """Name -> SHA-256 of the files that an earlier export of this conference wrote."""
    if not disk.exists(out):
        return {}
    names = set(disk.listdir(out))
    foreign = BadInput(
        _("{out} holds the record of another conference, or other files. Name another folder.").format(
            out=out
        )
    )
    if MANIFEST in names:
        if disk.size(out / MANIFEST) > LARGEST:
            raise foreign
        try:
            manifest = msgspec.json.decode(disk.read(out / MANIFEST), type=Manifest)
        except (msgspec.MsgspecError, ValueError) as error:
            raise foreign from error
        if manifest.key != signing.fingerprint(key):
            raise foreign
        return {file.name: file.sha256 for file in manifest.files if "/" not in file.name}
    if RECORD in names and f'"format":"{RECORD_FORMAT}"'.encode() not in disk.read(out / RECORD):
        raise foreign
    return {}


def _place(
    disk: Disk, out: Path, stem: str, content: bytes, old: Mapping[str, str]
) -> tuple[str, tuple[str, ...]]:
    """The name under which a paper is written, and the edited papers that it stands beside."""
    beside: list[str] = []
    number = 1
    while True:
        name = f"{stem}.html" if number == 1 else f"{stem}-{number}.html"
        if not disk.exists(out / name):
            return name, tuple(beside)
        there = disk.read(out / name)
        if there == content or old.get(name) == _sum(there):
            return name, tuple(beside)
        beside.append(name)
        number += 1


def export_command(folder: Path, out: Path, said: TextIO) -> int:
    """`python app.py export FOLDER --out DIR`: write the record of a folder without opening it for writing.

    Raises:
        ConsoleError: no conference there, or it cannot be written.
    """
    from data import folder as folders

    disk = RealDisk()
    conference, events = folders.read(folder)
    if out.exists() and not out.is_dir():
        raise BadInput(_("{path} is a file. Name a folder.").format(path=out))
    if out.resolve() == folder.resolve():
        raise ConsoleError(_("Name a folder other than the conference's own, e.g. its folder record."))
    must_hold_persons(conference)
    key = key_of(disk, folder)
    done = export(conference, events, key, out, disk)
    print(_("Written to {folder}: {n} files.").format(folder=done.folder, n=len(done.files)), file=said)
    for name in done.kept:
        print(
            _("{name} was edited by hand and left as it is; the new one lies beside it.").format(name=name),
            file=said,
        )
    print(_("Fingerprint of the record: {code}").format(code=done.fingerprint), file=said)
    print(_("Fingerprint of the key: {code}").format(code=signing.fingerprint(key)), file=said)
    return 0
