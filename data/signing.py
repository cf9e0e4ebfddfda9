"""The conference's Ed25519 key: made with the folder, kept in it, named by a code people can read aloud.

The fingerprint stands in the minutes that are signed in ink: that paper, not the file, is the anchor of
trust. Whoever has the folder has the key and can sign, unless the secretary has put it under a phrase; the
signature says that the record was not changed after it left the folder, not who sat at the laptop.

    conference.key, form 1     a head, the secret half in base64
    conference.key, form 2     a head, what is public (key, salt, cost), the secret half locked under the
                               phrase (argon2id) and bound to that line, a sum over all of it

The public half is known without the phrase. A change of form first lays the new content beside the file
(`conference.key.spare`), then writes it over the old one where that lies, so that the old one is not left in
free blocks, and wipes the spare: at every moment one of the two is whole.
"""

import base64
import contextlib
import hashlib
import json
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nacl.exceptions import BadSignatureError, CryptoError
from nacl.signing import SigningKey, VerifyKey

from console.errors import ConsoleError, Damaged, NotAllowed, PhraseNeeded, WrongPhrase
from console.language import _
from data.disk import Disk, wipe, write_over, write_whole

if TYPE_CHECKING:  # imported with the boxes, or with a phrase, which most openings do not need
    from nacl.secret import SecretBox

    from data.box_tellers import Cost

KEY_FILE: Final = "conference.key"

SPARE: Final = "conference.key.spare"
"""The new content of a key while the old one is written over."""

SHORTEST: Final = 12
"""Characters that a phrase has at least."""

_HEAD = "emulation-bloc-console key 1"
_HEAD_2 = "emulation-bloc-console key 2"
_CODE_BITS = 80
_LARGEST = 4096
_SALT = 16
_MOST = (16, 2**31)
"""Passes and bytes of memory beyond which a file is not one of ours, whatever it says."""


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key; its text shows the public half alone.

    Attributes:
        seed: 32 bytes, secret.
    """

    seed: bytes

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return bytes(SigningKey(self.seed).verify_key)

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes; the same message always gives the same one."""
        return SigningKey(self.seed).sign(message).signature

    def __repr__(self) -> str:
        return f"Key({fingerprint(self)})"


@dataclass(frozen=True, slots=True)
class _Open:
    """Form 1."""

    key: Key

    @property
    def public(self) -> bytes:
        return self.key.public


@dataclass(frozen=True, slots=True)
class _Locked:
    """Form 2; `line` is what stands in clear and what the lock is bound to."""

    line: bytes
    public: bytes
    salt: bytes
    ops: int
    memory: int
    locked: bytes


def create_key(disk: Disk, folder: Path) -> Key:
    """A new key, kept in the folder for its owner's eyes."""
    key = Key(bytes(SigningKey.generate()))
    path = folder / KEY_FILE
    before = os.umask(0o077)
    try:
        write_whole(disk, path, _plain(key))
    finally:
        os.umask(before)
    # A disk without permissions (FAT) or a modelled disk keeps the file as it is.
    with contextlib.suppress(OSError):
        path.chmod(0o600)
    return key


def load_key(disk: Disk, folder: Path, phrase: str | None = None) -> Key:
    """The key of a folder.

    Args:
        phrase: the secretary's; looked at only where the key is under one.

    Raises:
        PhraseNeeded: the key is under a phrase, and none was given.
        WrongPhrase: not this one.
        DiskError: the file is missing or cannot be read.
        Damaged: the file is not one that the console wrote.
    """
    return _unlocked(_read(disk, folder), phrase)


def public_key(disk: Disk, folder: Path) -> bytes:
    """The public half of a folder's key, 32 bytes; no phrase is needed.

    Raises:
        DiskError, Damaged: as `load_key`.
    """
    return _read(disk, folder).public


def protected(disk: Disk, folder: Path) -> bool:
    """Whether signing needs the secretary's phrase.

    Raises:
        DiskError, Damaged: as `load_key`.
    """
    return isinstance(_read(disk, folder), _Locked)


def protect(
    disk: Disk, folder: Path, old_phrase: str | None, new_phrase: str, cost: "Cost | None" = None
) -> None:
    """Put the key under a phrase, under another one, or (with an empty `new_phrase`) under none.

    When this returns no file of the folder holds the former content, and it was overwritten where it lay.
    Nobody can give a lost phrase back: the record can then not be signed any more.

    Args:
        old_phrase: the one it is under now, if any.
        cost: of a try of the phrase; None for the ordinary one.

    Raises:
        PhraseNeeded, WrongPhrase: the former phrase; nothing was changed.
        NotAllowed: the new one is too short; nothing was changed.
        DiskError: the disk refused. The key is whole, in its old form or in its new one.
    """
    wanted = normal(new_phrase)
    if new_phrase and len(wanted) < SHORTEST:
        raise NotAllowed(
            _("The phrase has {n} characters; take {least} or more, for example five words.").format(
                n=len(wanted), least=SHORTEST
            )
        )
    mend(disk, folder)
    key = _unlocked(_read(disk, folder), old_phrase)
    put(disk, folder, _locked(key, wanted, cost) if wanted else _plain(key))


def normal(phrase: str) -> str:
    """A phrase as it counts: NFC, one space between words; case and marks matter."""
    return " ".join(unicodedata.normalize("NFC", phrase).split())


# --- the file ------------------------------------------------------------------------------------------


def content(disk: Disk, folder: Path) -> bytes:
    """The whole content of a folder's key file, for a copy: that of the spare where a change was cut off.

    Raises:
        DiskError: the file is missing or cannot be read.
        Damaged: neither is one that the console wrote.
    """
    return _whole(disk, folder)[0]


def put(disk: Disk, folder: Path, new: bytes) -> None:
    """Write a key's content over what lies there, so that a power cut leaves one of the two whole.

    Raises:
        DiskError: the disk refused; `content` is the old one or the new one.
    """
    path, spare = folder / KEY_FILE, folder / SPARE
    if not disk.exists(path):
        write_whole(disk, path, new)
    elif disk.read(path) != new:
        write_over(disk, spare, new)
        disk.sync_folder(folder)
        write_over(disk, path, new)
    _drop(disk, spare)


def mend(disk: Disk, folder: Path) -> bool:
    """Finish, or take back, a change that a power cut stopped.

    Returns:
        Whether there was anything to do.

    Raises:
        DiskError: the disk refused.
        Damaged: neither is whole; nothing was thrown away.
    """
    spare = folder / SPARE
    if not disk.exists(spare):
        return False
    whole = content(disk, folder)
    # Also where it reads well: after a failed sync only a new write makes sure of what the disk holds.
    write_over(disk, folder / KEY_FILE, whole)
    _drop(disk, spare)
    return True


def _drop(disk: Disk, path: Path) -> None:
    if disk.exists(path):
        wipe(disk, path)
        disk.remove(path)
        disk.sync_folder(path.parent)


def _read(disk: Disk, folder: Path) -> _Open | _Locked:
    return _whole(disk, folder)[1]


def _whole(disk: Disk, folder: Path) -> tuple[bytes, _Open | _Locked]:
    path, spare = folder / KEY_FILE, folder / SPARE
    for place in (path, spare):
        if disk.exists(place):
            written = disk.read(place)
            found = _parse(written)
            if found is not None:
                return written, found
    if not disk.exists(path):
        disk.read(path)  # says that it is missing
    raise Damaged(
        _("{path} is not the key that the console wrote. Put the file back from a copy.").format(path=path)
    )


def _plain(key: Key) -> bytes:
    return f"{_HEAD}\n{base64.b64encode(key.seed).decode()}\n".encode()


def _locked(key: Key, phrase: str, cost: "Cost | None") -> bytes:
    if cost is None:
        from data.box_tellers import MODERATE

        cost = MODERATE
    salt = os.urandom(_SALT)
    about = {
        "memory": cost.memory,
        "ops": cost.ops,
        "public": base64.b64encode(key.public).decode(),
        "salt": base64.b64encode(salt).decode(),
    }
    line = json.dumps(about, sort_keys=True, separators=(",", ":")).encode()
    lid = _lid(phrase, salt, cost.ops, cost.memory, line)
    body = b"\n".join((_HEAD_2.encode(), line, base64.b64encode(bytes(lid.encrypt(key.seed))), b""))
    return body + hashlib.sha256(body).hexdigest().encode() + b"\n"


def _parse(written: bytes) -> _Open | _Locked | None:
    """What a key file holds, None where the console did not write it, or only half of it."""
    if len(written) > _LARGEST:
        return None
    with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
        if written.startswith(_HEAD_2.encode()):
            _head, line, sealed, sum_, rest = written.split(b"\n")
            body = written[: len(written) - len(sum_) - 1]
            about = json.loads(line)
            found = _Locked(
                line,
                base64.b64decode(about["public"], validate=True),
                base64.b64decode(about["salt"], validate=True),
                int(about["ops"]),
                int(about["memory"]),
                base64.b64decode(sealed, validate=True),
            )
            sizes = (len(found.public), len(found.salt), rest)
            if sizes != (32, _SALT, b"") or found.ops > _MOST[0]:
                return None
            whole = hashlib.sha256(body).hexdigest().encode() == sum_
            return found if whole and found.memory <= _MOST[1] else None
        head, secret, rest = written.split(b"\n")
        seed = base64.b64decode(secret, validate=True)
        if head == _HEAD.encode() and len(seed) == 32 and rest == b"":
            return _Open(Key(seed))
    return None


def _unlocked(found: _Open | _Locked, phrase: str | None) -> Key:
    if isinstance(found, _Open):
        return found.key
    if phrase is None or not normal(phrase):
        raise PhraseNeeded(
            _("The conference's key is under the secretary's phrase. Type the phrase to sign the record.")
        )
    lid = _lid(normal(phrase), found.salt, found.ops, found.memory, found.line)
    with contextlib.suppress(CryptoError, ValueError):
        key = Key(lid.decrypt(found.locked))
        if key.public == found.public:
            return key
    raise WrongPhrase(
        _(
            "That is not the secretary's phrase. Capital letters and accents count; nothing was changed. "
            "Type it again."
        )
    )


def _lid(phrase: str, salt: bytes, ops: int, memory: int, line: bytes) -> "SecretBox":
    """The lock: its key is of the phrase, and of all that stands in clear beside it."""
    from nacl import pwhash  # what no key without a phrase needs
    from nacl.secret import SecretBox

    try:
        stretched = pwhash.argon2id.kdf(32, phrase.encode(), salt, ops, memory)
    except (MemoryError, RuntimeError, CryptoError, ValueError) as error:
        raise ConsoleError(
            _(
                "This machine lacks the {mib} MiB of memory that the phrase needs. Close other programs."
            ).format(mib=memory // 2**20)
        ) from error
    bound = hashlib.blake2b(_HEAD_2.encode() + b"\n" + line, digest_size=64).digest()
    key = hashlib.blake2b(stretched, digest_size=32, key=bound, person=b"conference key").digest()
    return SecretBox(key)


# --- codes and signatures --------------------------------------------------------------------------------


def fingerprint(key: Key | bytes) -> str:
    """80 bits of the public key's SHA-256 in base32: "ABCD-EFGH-IJKL-MNOP".

    Args:
        key: a key, or the 32 bytes of a public key.
    """
    return code(key.public if isinstance(key, Key) else key)


def code(content: bytes) -> str:
    """80 bits of a content's SHA-256 in base32, in four groups of four."""
    letters = base64.b32encode(hashlib.sha256(content).digest()[: _CODE_BITS // 8]).decode()
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def same_code(one: str, other: str) -> bool:
    """Whether two codes are one, however they were typed: case, hyphens and spaces do not matter."""
    first, second = (c.replace("-", "").replace(" ", "").upper() for c in (one, other))
    return bool(first) and first == second


def is_code(text: str) -> bool:
    """Whether a text can be such a code at all."""
    letters = text.replace("-", "").replace(" ", "").upper()
    return len(letters) == _CODE_BITS // 5 and set(letters) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature over the message was made by the key."""
    try:
        VerifyKey(public).verify(message, signature)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True
