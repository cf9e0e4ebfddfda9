"""The keys of a box: ballots are sealed to one, rows are marked with one, statements signed with one.

Who may use them is the business of a `KeyKeeper`. The quick mode keeps them in a file beside the box and
asks two tellers to confirm: whoever has that file could read the box.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from nacl.bindings import crypto_box_SEALBYTES
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey

from console.ballot.box import TellerKey
from console.clock import Chance
from console.errors import BadInput, Damaged, NotAllowed
from console.language import _
from data.box_file import SEALED, Head, Plate
from data.disk import Disk, wipe, write_over

BALLOT_LIMIT = 256
"""Bytes of the longest ballot: two papers of 32 nominees with room to spare."""

NAME_LIMIT = 29
"""Characters of the longest name of a voting; it is sealed together with the ballot."""

PLAIN = 2 + 1 + NAME_LIMIT + BALLOT_LIMIT
"""Bytes that are sealed, whatever the ballot says."""

TELLERS_NEEDED = 2

assert PLAIN + crypto_box_SEALBYTES == SEALED


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What anyone may know: the X25519 key that ballots are sealed to, the Ed25519 key that signs."""

    seal_to: bytes
    signer: bytes


@dataclass(frozen=True, slots=True, repr=False)
class BoxKeys:
    """What opens a box and speaks for it; 32 bytes each. Never printed.

    Attributes:
        private: X25519 private key.
        seed: seed of the Ed25519 signing key.
        mac: key of the marks on rows and head.
    """

    private: bytes
    seed: bytes
    mac: bytes

    @property
    def public(self) -> PublicKeys:
        """The public halves."""
        return PublicKeys(bytes(PrivateKey(self.private).public_key), bytes(SigningKey(self.seed).verify_key))

    @classmethod
    def draw(cls, chance: Chance) -> "BoxKeys":
        """New keys."""
        return cls(chance.randbytes(32), chance.randbytes(32), chance.randbytes(32))


class KeyKeeper(Protocol):
    """Who holds the keys of the boxes, and to whom they are given."""

    def make(self, voting: str) -> PublicKeys:
        """Keys for a new box, kept durably before this returns; forgets those of an older one."""
        ...

    def mac_key(self, voting: str) -> bytes:
        """The key that marks rows while the voting is open.

        Raises:
            NotAllowed: not at hand (forgotten; or two tellers must give it back after a restart).
        """
        ...

    def unlock(self, voting: str, keys: Sequence[TellerKey]) -> BoxKeys:
        """All keys, for two tellers.

        Raises:
            NotAllowed: too few tellers, a wrong phrase, or the keys were forgotten.
        """
        ...

    def forget(self, voting: str) -> None:
        """Forget the keys; what was sealed to them can never be read again by this program."""
        ...


# --- sealing and marking -----------------------------------------------------------------------------


def seal(ballot: bytes, voting: str, seal_to: bytes) -> bytes:
    """A ballot sealed with the name of its voting, `SEALED` bytes whatever it says.

    Raises:
        BadInput: longer than `BALLOT_LIMIT`.
    """
    if len(ballot) > BALLOT_LIMIT:
        raise BadInput(
            _("A ballot of {size} bytes does not fit into the box ({limit} at most).").format(
                size=len(ballot), limit=BALLOT_LIMIT
            )
        )
    name = voting.encode()
    plain = len(ballot).to_bytes(2) + len(name).to_bytes(1) + name + ballot
    return SealedBox(PublicKey(seal_to)).encrypt(plain.ljust(PLAIN, b"\0"))


def seal_dummies(count: int, chance: Chance, seal_to: bytes) -> list[bytes]:
    """What free slots hold: real seals over random bytes, not to be told from ballots without the key."""
    lid = SealedBox(PublicKey(seal_to))
    return [lid.encrypt(chance.randbytes(PLAIN)) for _i in range(count)]


def unseal(sealed: bytes, voting: str, keys: BoxKeys) -> bytes:
    """The ballot.

    Raises:
        ValueError: not sealed to this key, or for another voting.
    """
    try:
        plain = SealedBox(PrivateKey(keys.private)).decrypt(sealed)
    except CryptoError as error:
        raise ValueError("not sealed to this box") from error
    size, name = int.from_bytes(plain[:2]), voting.encode()
    start = 3 + len(name)
    if len(plain) != PLAIN or plain[2] != len(name) or plain[3:start] != name or size > BALLOT_LIMIT:
        raise ValueError("sealed for another voting")
    return plain[start : start + size]


def slot_mac(key: bytes, plate: Plate, slot_id: int, used: bool, sealed: bytes) -> bytes:
    """The mark of a slot: bound to this very box, to its place, to its state."""
    digest = hashlib.blake2b(digest_size=16, key=key, person=b"box slot")
    digest.update(_name(plate) + slot_id.to_bytes(8) + bytes([used]) + sealed)
    return digest.digest()


def head_mac(key: bytes, plate: Plate, generation: int, closed: bool, total: int) -> bytes:
    """The mark of the head: through its sum it covers every row of this generation."""
    digest = hashlib.blake2b(digest_size=16, key=key, person=b"box head")
    digest.update(_name(plate) + generation.to_bytes(8) + bytes([closed]) + total.to_bytes(16))
    return digest.digest()


def head_holds(key: bytes, plate: Plate, head: Head) -> bool:
    """Whether the head was written by the box."""
    return hmac.compare_digest(head.mac, head_mac(key, plate, head.generation, head.closed, head.total))


def _name(plate: Plate) -> bytes:
    name = plate.voting.encode()
    return plate.salt + len(name).to_bytes(1) + name


def two_tellers(keys: Sequence[TellerKey]) -> None:
    """Two different tellers at least.

    Raises:
        NotAllowed: fewer.
    """
    if len({key.teller for key in keys}) < TELLERS_NEEDED:
        raise NotAllowed(
            _("Two different tellers must confirm before the box is opened. Call the second teller.")
        )


# --- quick mode --------------------------------------------------------------------------------------


class QuickKeeper:
    """Keeps the keys of each box in a file beside it and gives them to any two tellers who confirm.

    Whoever has the file could read the box: screen and minutes say so where this mode is used.
    """

    def __init__(self, folder: Path, disk: Disk, chance: Chance) -> None:
        """Keep keys in `folder`."""
        self._folder = folder
        self._disk = disk
        self._chance = chance
        self._held: dict[str, BoxKeys] = {}

    def path(self, voting: str) -> Path:
        """Where the keys of a box lie."""
        return self._folder / f"{voting}.keys.json"

    def has(self, voting: str) -> bool:
        """Whether the keys of a box lie here."""
        return self._disk.exists(self.path(voting))

    def make(self, voting: str) -> PublicKeys:
        """New keys, written over those of an older box of the same name."""
        keys = BoxKeys.draw(self._chance)
        hexes = {"private": keys.private.hex(), "seed": keys.seed.hex(), "mac": keys.mac.hex()}
        content = json.dumps({"_head": {"1": {"mode": "quick"}}, "keys": {"1": hexes}}).encode() + b"\n"
        write_over(self._disk, self.path(voting), content)
        self._held[voting] = keys
        return keys.public

    def mac_key(self, voting: str) -> bytes:
        """The key that marks rows."""
        return self._keys(voting).mac

    def unlock(self, voting: str, keys: Sequence[TellerKey]) -> BoxKeys:
        """All keys, for two confirmations."""
        two_tellers(keys)
        return self._keys(voting)

    def forget(self, voting: str) -> None:
        """Overwrite the file where it lies, then empty it."""
        self._held.pop(voting, None)
        path = self.path(voting)
        if not self._disk.exists(path):
            return
        wipe(self._disk, path)

    def _keys(self, voting: str) -> BoxKeys:
        if voting not in self._held:
            self._held[voting] = self._read(voting)
        return self._held[voting]

    def _read(self, voting: str) -> BoxKeys:
        path = self.path(voting)
        if not self._disk.exists(path):
            raise NotAllowed(
                _(
                    "The keys of the box {voting} are not in this folder: it cannot be opened here. Hold "
                    "this ballot again, or go on where the box was sealed."
                ).format(voting=voting)
            )
        content = self._disk.read(path)
        if not content.strip():
            raise NotAllowed(
                _(
                    "The keys of the box {voting} were forgotten: what is in it cannot be read any more."
                ).format(voting=voting)
            )
        try:
            hexes = json.loads(content)["keys"]["1"]
            keys = BoxKeys(*(bytes.fromhex(hexes[name]) for name in ("private", "seed", "mac")))
            if {len(keys.private), len(keys.seed), len(keys.mac)} != {32}:
                raise ValueError("length")
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged(
                _(
                    "{path} does not hold the keys of a box any more. Without them the box cannot be opened; "
                    "put the file back from a copy, or hold this ballot again."
                ).format(path=path)
            ) from error
        return keys


# --- which of the two --------------------------------------------------------------------------------


class EitherKeeper:
    """Gives each box the keeper that it was sealed with; a new one the tellers' where they have sealed."""

    def __init__(self, quick: QuickKeeper, tellers: "TellersSeal") -> None:
        """Choose between the two for each box."""
        self._quick = quick
        self._tellers = tellers

    def make(self, voting: str) -> PublicKeys:
        """Keys for a new box.

        Raises:
            NotAllowed: the tellers have sealed, but their seal is gone: quick mode never steps in unasked.
        """
        if self._tellers.gone:
            raise NotAllowed(
                _("The tellers' seal is not in this folder any more: they seal anew before a ballot opens.")
            )
        if not self._tellers.in_use:
            return self._quick.make(voting)
        self._quick.forget(voting)
        return self._tellers.make(voting)

    def mac_key(self, voting: str) -> bytes:
        """The key that marks rows."""
        return self._of(voting).mac_key(voting)

    def unlock(self, voting: str, keys: Sequence[TellerKey]) -> BoxKeys:
        """All keys, for two tellers."""
        return self._of(voting).unlock(voting, keys)

    def forget(self, voting: str) -> None:
        """Forget the keys."""
        self._of(voting).forget(voting)

    def _of(self, voting: str) -> KeyKeeper:
        sealed = self._tellers.has(voting) or not self._quick.has(voting)
        return self._tellers if sealed and self._tellers.in_use else self._quick


class TellersSeal(KeyKeeper, Protocol):
    """A keeper that holds keys for the boxes of its tellers alone."""

    @property
    def in_use(self) -> bool:
        """Whether anything is sealed."""
        ...

    @property
    def gone(self) -> bool:
        """Whether the sealing that the conference knows cannot be used."""
        ...

    def has(self, voting: str) -> bool:
        """Whether a box is sealed to these tellers."""
        ...
