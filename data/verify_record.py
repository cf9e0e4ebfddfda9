"""Checks one record by its bytes alone: form, signature, key, arithmetic, and what each round rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from console.errors import BadInput
from console.language import _
from console.record import VERSION
from data import signing
from data.record_file import RECORD_FORMAT, RecordFile, body_and_signature, signed_file
from data.verify_grounds import grounds
from data.verify_sums import Check, sums

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Judged:
    """A record and what was found of it.

    Attributes:
        record: None where its bytes are not laid out as a record.
        public: the key that signed it; None where the signature does not hold.
        fingerprint: of its body; "" where it carries no signature.
        checks: in the order in which a person reads them.
    """

    record: RecordFile | None
    public: bytes | None
    fingerprint: str
    checks: tuple[Check, ...]


def judge(content: bytes, name: str) -> Judged:
    """Check the bytes of a record.json.

    Args:
        name: how to call it in a sentence.
    """
    document = decode(content, dict[str, Any])
    if document is None or document.get("format") != RECORD_FORMAT:
        unknown = Check(False, _("{file} is not a record that this program knows.").format(file=name))
        return Judged(None, None, "", (unknown,))
    try:
        body, public, value = body_and_signature(content)
    except BadInput:
        unsigned = Check(False, _("{file} is not a signed record.").format(file=name))
        return Judged(None, None, "", (unsigned,))
    code = signing.code(body)
    checks = [_form(content, document, (body, public, value), name)]
    signer = public if signing.verify(public, body, value) else None
    if signer is None:
        checks.append(
            Check(
                False,
                _(
                    "The signature of {file} does not hold: it was changed after signing. Fingerprint: {code}"
                ).format(file=name, code=code),
            )
        )
    else:
        checks.append(
            Check(True, _("The signature of {file} holds. Fingerprint: {code}").format(file=name, code=code))
        )
    record = decode(content, RecordFile)
    if record is None:
        checks.append(Check(False, _("{file} is not laid out as a record.").format(file=name)))
        return Judged(None, signer, code, tuple(checks))
    checks += _who(record, public, name)
    checks += _attendance(document)
    checks += sums(record)
    checks += grounds(record)
    return Judged(record, signer, code, tuple(checks))


def anchor(key: str | None, public: bytes | None, fingerprint: str) -> Check:
    """Whether this is the record of the conference in the room: what the minutes signed in ink say.

    Args:
        key: the fingerprint given, None without one.
        public: the key that signed, None where no signature holds.
        fingerprint: of the record.
    """
    if key is None:
        return Check(
            None,
            _(
                "Whether this is the conference's own key only the minutes signed in ink can tell: "
                "compare, or give the fingerprint with --key."
            ),
        )
    if public is not None and signing.same_code(key, signing.fingerprint(public)):
        return Check(True, _("The key is the one whose fingerprint was given."))
    if public is not None and fingerprint and signing.same_code(key, fingerprint):
        return Check(True, _("The record is the one whose fingerprint was given."))
    return Check(False, _("The fingerprint given is neither that of the signing key nor that of the record."))


def decode(content: bytes | None, kind: type[T]) -> T | None:
    """JSON of a shape, None where it is anything else."""
    if content is None:
        return None
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, RecursionError):
        return None


def _form(content: bytes, document: object, parts: tuple[bytes, bytes, bytes], name: str) -> Check:
    """Whether the bytes are the one way to write their content, members that nobody knows included."""
    if signed_file(*parts) == content and not _has_floats(document):
        return Check(True, _("{file} is in its canonical form.").format(file=name))
    return Check(False, _("{file} is not in its canonical form; it was changed.").format(file=name))


def _has_floats(value: object) -> bool:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, float):
            return True
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return False


def _who(record: RecordFile, public: bytes, name: str) -> Iterator[Check]:
    fingerprint = signing.fingerprint(public)
    if signing.same_code(record.conference.key, fingerprint):
        yield Check(
            True, _("{file} names the key that signed it: {code}").format(file=name, code=fingerprint)
        )
    else:
        yield Check(
            False,
            _("{file} names another key ({named}) than the one that signed it ({code}).").format(
                file=name, named=record.conference.key, code=fingerprint
            ),
        )
    if record.version > VERSION:
        yield Check(
            None, _("{file} is of a newer version; some of it may be unknown here.").format(file=name)
        )
    if record.release:
        yield Check(
            None,
            _("Written by the program with the fingerprint {code}: compare with the minutes.").format(
                code=record.release
            ),
        )
    if record.conference.rehearsal:
        yield Check(None, _("CHẠY THỬ: this is the record of a rehearsal."))
    if record.conference.sample:
        yield Check(None, _("DỮ LIỆU MẪU: the data of this record are invented."))


def _attendance(document: Mapping[str, Any]) -> Iterator[Check]:
    """Every member is present, represented or absent in one way."""
    counted = decode(msgspec.json.encode(document.get("attendance")), dict[str, int])
    if not counted or "members" not in counted:
        return
    parts = [number for presence, number in counted.items() if presence != "members"]
    if min(parts, default=0) >= 0 and sum(parts) == counted["members"]:
        yield Check(True, _("The attendance adds up to {n:02d} members.").format(n=counted["members"]))
    else:
        yield Check(False, _("The attendance does not add up to the number of members."))
