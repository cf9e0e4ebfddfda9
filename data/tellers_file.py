"""How the tellers' seal lies in its file: `boxes/tellers-N.keys.json`, which plain TinyDB opens.

    line 1         `_head`: number, tellers, salts, cost of a phrase, a digest of all public keys, a check
    line 2         `wraps`: the master key, wrapped once for each pair of tellers
    then           `keys`: a line a set of keys, always as wide; an overwritten one is all zeros

A set is given to a box, and forgotten, in place: no old line is left in free blocks.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nacl.secret import SecretBox

from console.errors import Damaged, NotAllowed
from console.language import _
from data.box_file import spoken
from data.box_keys import PublicKeys
from data.disk import FILE_TIME, Disk, make_folder, write_over

SEALED: Final = SecretBox.NONCE_SIZE + SecretBox.MACBYTES + 1 + 96
"""Bytes of the private part of a set, locked with the master key."""

VERSION: Final = 1

_NAME_WIDTH = 32
_FIRST_SET = 2
"""Lines of the file before its sets."""


@dataclass(slots=True)
class KeySet:
    """A set of keys of the pool: its public halves, what it is used for, and its private part, locked."""

    public: PublicKeys
    voting: str
    locked: bytes


@dataclass(slots=True)
class Pool:
    """A sealing as its file holds it.

    Attributes:
        number: of the sealing, from 1.
        header: what every wrap is bound to, as JSON values.
        wraps: `one-other` of each pair of tellers -> the master key, wrapped.
    """

    number: int
    header: dict[str, Any]
    wraps: dict[str, bytes]
    sets: list[KeySet]

    @property
    def tellers(self) -> tuple[int, ...]:
        """Who sealed, by id."""
        return tuple(self.header["tellers"])

    def bound(self) -> bytes:
        """What every wrap is bound to: a changed public key, salt or teller opens nothing."""
        return digest(b"seal header", _canonical(self.header))

    def code(self) -> str:
        """The mã niêm phong of the sealing."""
        return spoken(_canonical(self.header), kind=b"tellers seal")


def digest(person: bytes, *parts: bytes) -> bytes:
    """BLAKE2b of some parts, each with its length before it."""
    hashed = hashlib.blake2b(digest_size=32, person=person)
    for part in parts:
        hashed.update(len(part).to_bytes(8) + part)
    return hashed.digest()


def write(disk: Disk, path: Path, pool: Pool) -> None:
    """Write a sealing where it lies; durable."""
    make_folder(disk, path.parent)
    write_over(disk, path, _content(pool))


def rewrite(disk: Disk, path: Path, pool: Pool, places: Iterable[int]) -> None:
    """Write some sets in place: each is a line of its own, as wide as before."""
    lines = _lines(pool)
    file = disk.open(path)
    try:
        for place in places:
            before = sum(map(len, lines[: _FIRST_SET + place]))
            file.pwrite(before, lines[_FIRST_SET + place])
        disk.set_times(path, FILE_TIME)
        file.sync()
    finally:
        file.close()


def read(disk: Disk, path: Path) -> Pool:
    """A sealing from its file.

    Raises:
        Damaged: the file is gone, or one byte of it differs from what was written.
        NotAllowed: the keys were forgotten.
    """
    if not disk.exists(path):
        raise Damaged(
            _(
                "{path} is not there: the boxes sealed to the tellers cannot be opened on this machine. "
                "Void the ballot under way and let the tellers seal once more."
            ).format(path=path)
        )
    content = disk.read(path)
    if not content.strip():
        raise NotAllowed(_("The keys of the boxes were forgotten: what is in them cannot be read any more."))
    try:
        return _parse(content)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise Damaged(
            _(
                "{path} does not hold the tellers' seal any more. Put the file back from a copy of this "
                "folder, or void the ballot under way and let the tellers seal once more."
            ).format(path=path)
        ) from error


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _lines(pool: Pool) -> list[bytes]:
    check = digest(b"seal check", _canonical(pool.header)).hex()
    wraps = {
        str(n): {"pair": pair, "wrap": wrap.hex()} for n, (pair, wrap) in enumerate(pool.wraps.items(), 1)
    }
    lines = [
        b'{"_head":{"1":' + _canonical({**pool.header, "check": check}) + b"},\n",
        b'"wraps":' + _canonical(wraps) + b',\n"keys":{\n',
    ]
    for place, each in enumerate(pool.sets):
        row = {
            "voting": each.voting.ljust(_NAME_WIDTH),
            "seal": each.public.seal_to.hex(),
            "sign": each.public.signer.hex(),
            "locked": each.locked.hex(),
        }
        end = b" \n" if place == len(pool.sets) - 1 else b",\n"
        lines.append(f'"{place + 1:03d}":'.encode() + _canonical(row) + end)
    return [*lines, b"}}\n"]


def _content(pool: Pool) -> bytes:
    return b"".join(_lines(pool))


def _parse(content: bytes) -> Pool:
    tables = json.loads(content)
    header = dict(tables["_head"]["1"])
    check = header.pop("check")
    if check != digest(b"seal check", _canonical(header)).hex() or header["version"] != VERSION:
        raise ValueError("header")
    sets = [
        KeySet(
            PublicKeys(bytes.fromhex(row["seal"]), bytes.fromhex(row["sign"])),
            row["voting"].rstrip(" "),
            bytes.fromhex(row["locked"]),
        )
        for _place, row in sorted(tables["keys"].items())
    ]
    if header["keys"] != digest(b"seal keys", *(s.public.seal_to + s.public.signer for s in sets)).hex():
        raise ValueError("keys")
    wraps = {row["pair"]: bytes.fromhex(row["wrap"]) for row in tables["wraps"].values()}
    pool = Pool(int(header["number"]), header, wraps, sets)
    if len({len(each.locked) for each in sets}) != 1 or len(sets[0].locked) != SEALED:
        raise ValueError("length")
    if _content(pool) != content:
        raise ValueError("not as written")
    return pool
