"""The conference's Ed25519 key: made with the folder, kept in it, named by a code people can read aloud.

The fingerprint stands in the minutes that are signed in ink: that paper, not the file, is the anchor of
trust. Whoever has the folder has the key and can sign; the signature says that the record was not changed
after it left the folder, not who sat at the laptop.
"""

import base64
import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from console.errors import Damaged
from console.language import _
from data.disk import Disk, write_whole

KEY_FILE = "conference.key"

_HEAD = "emulation-bloc-console key 1"
_CODE_BITS = 80


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


def create_key(disk: Disk, folder: Path) -> Key:
    """A new key, kept in the folder for its owner's eyes."""
    key = Key(bytes(SigningKey.generate()))
    path = folder / KEY_FILE
    before = os.umask(0o077)
    try:
        write_whole(disk, path, f"{_HEAD}\n{base64.b64encode(key.seed).decode()}\n".encode())
    finally:
        os.umask(before)
    # A disk without permissions (FAT) or a modelled disk keeps the file as it is.
    with contextlib.suppress(OSError):
        path.chmod(0o600)
    return key


def load_key(disk: Disk, folder: Path) -> Key:
    """The key of a folder.

    Raises:
        DiskError: the file is missing or cannot be read.
        Damaged: the file is not one that the console wrote.
    """
    path = folder / KEY_FILE
    lines = disk.read(path).split(b"\n")
    with contextlib.suppress(ValueError, IndexError):
        seed = base64.b64decode(lines[1], validate=True)
        if lines[0] == _HEAD.encode() and len(seed) == 32:
            return Key(seed)
    raise Damaged(
        _("{path} is not the key that the console wrote. Put the file back from a copy.").format(path=path)
    )


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
