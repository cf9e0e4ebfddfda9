"""The keys of all boxes of a conference, sealed once to the phrases of its tellers: any two open.

    boxes/tellers-1.keys.json     the first sealing; 2 when a teller was replaced or phrases were lost

At the sealing a pool of keys is drawn, a set for each box that may come, and locked with one master key. The
master is kept nowhere: for each pair of tellers it is wrapped under both their phrases (argon2id each, then
one key of the two, bound to everything public in the file). What stays in memory is what marks rows (`mac`)
and what is public; private keys and master are dropped at once. After a restart two tellers give the marks
back.

A set is used for one box. Forgetting a box overwrites its set; forgetting all overwrites the file. Old copies
that a disk keeps of its own accord are out of reach: "forgotten by this program" is all that is said.
"""

import contextlib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from console.ballot.box import TellerKey
from console.ballot.phrases import normal
from console.clock import Chance
from console.errors import ConsoleError, Damaged, NotAllowed
from console.language import _
from data.box_keys import BoxKeys, PublicKeys, two_tellers
from data.disk import Disk, wipe
from data.tellers_file import SEALED, VERSION, KeySet, Pool, digest, read, rewrite, write

POOL: Final = 48
"""Sets of keys of a sealing: rounds of all awards, their run-offs and voided rounds, with room to spare."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of a phrase costs, in the measures of libsodium's argon2id.

    Attributes:
        ops: passes over the memory.
        memory: bytes.
    """

    ops: int = pwhash.argon2id.OPSLIMIT_MODERATE
    memory: int = pwhash.argon2id.MEMLIMIT_MODERATE


MODERATE: Final = Cost()
"""About half a second and 256 MiB a phrase; 50 bits of phrase then cost a single dishonest teller ages."""

TRIAL: Final = Cost(pwhash.argon2id.OPSLIMIT_MIN, pwhash.argon2id.MEMLIMIT_MIN)
"""For trial runs and tests, where nothing is to be kept secret."""


class TellersKeeper:
    """Implements `data.box_keys.KeyKeeper` and `console.ballot.sealing.Vault` in the folder of the boxes."""

    def __init__(self, folder: Path, disk: Disk, chance: Chance, cost: Cost = MODERATE) -> None:
        """Keep sealings in `folder`; nothing is read before it is needed."""
        self._folder = folder
        self._disk = disk
        self._chance = chance
        self._cost = cost
        self._pool: Pool | None = None
        self._gone = False
        self._macs: dict[int, bytes] = {}

    # --- the sealing -------------------------------------------------------------------------------

    def path(self, number: int) -> Path:
        """Where a sealing lies."""
        return self._folder / f"tellers-{number}.keys.json"

    def use(self, number: int) -> None:
        """Go on with the sealing that the conference knows (0: none); others are left where they lie.

        Raises:
            Damaged: its file is gone or is not what was written.
        """
        if self._pool is not None and self._pool.number == number:
            return
        self._pool, self._macs = None, {}
        self._gone = bool(number)
        if number:
            self._pool = read(self._disk, self.path(number))
            self._gone = False

    @property
    def in_use(self) -> bool:
        """Whether anything is sealed."""
        return self._pool is not None

    @property
    def gone(self) -> bool:
        """Whether the sealing that the conference knows cannot be used: nothing is sealed in its stead."""
        return self._gone and self._pool is None

    @property
    def locked(self) -> bool:
        """Whether two tellers must type first: sealed, and the program was started again since."""
        return self._pool is not None and not self._macs

    def seal(self, number: int, phrases: Mapping[int, str]) -> str:
        """Draw the keys of all boxes to come and seal them to these phrases; durable when this returns.

        Args:
            number: of this sealing, from 1.
            phrases: of each teller, by id.

        Returns:
            The mã niêm phong of the sealing.
        """
        master = self._chance.randbytes(32)
        drawn = [BoxKeys.draw(self._chance) for _place in range(POOL)]
        sets = [
            KeySet(keys.public, "", _lock(master, place, keys, self._chance))
            for place, keys in enumerate(drawn)
        ]
        self._keep(number, phrases, master, sets)
        self._macs = {place: keys.mac for place, keys in enumerate(drawn)}
        return self._live().code()

    def renew(
        self, number: int, keys: Sequence[TellerKey], tellers: Sequence[int], phrases: Mapping[int, str]
    ) -> str:
        """Seal the same keys to other tellers: two of the former ones open; boxes that are in use go on.

        The card of who left still opens old copies of the former file, if somebody has one.

        Args:
            number: of this sealing, one more than the last.
            keys: of two of the former tellers, whether they stay or leave.
            tellers: who keep phrases from now on, by id.
            phrases: of those of them who get a new one; who stays and typed keeps the old one.

        Raises:
            NotAllowed: a wrong phrase; or somebody who stays neither typed nor has a new phrase.
        """
        old = self._live()
        master = self._master(old, self._derive(old, keys))
        typed = {key.teller: key.phrase for key in keys}
        held = {teller: phrases.get(teller) or typed.get(teller, "") for teller in tellers}
        if not all(held.values()):
            raise NotAllowed(_("Each teller who keeps the seal types a phrase or gets a new one."))
        self._macs = _marks(old, master)
        self._keep(number, held, master, old.sets)
        return self._live().code()

    def give_back(self, keys: Sequence[TellerKey]) -> None:
        """After a restart: two tellers give back what marks rows, so that voting goes on.

        Raises:
            NotAllowed: a wrong phrase, one teller alone, or the keys were forgotten.
        """
        pool = self._live()
        self._macs = _marks(pool, self._master(pool, self._derive(pool, keys)))

    def forget_all(self) -> None:
        """Overwrite every sealing where it lies: no box of this conference is ever opened again."""
        self._pool, self._macs = None, {}
        if not self._disk.exists(self._folder):
            return
        for name in self._disk.listdir(self._folder):
            if name.startswith("tellers-") and name.endswith(".keys.json"):
                wipe(self._disk, self._folder / name)

    def retire(self, number: int) -> None:
        """Overwrite the sealings before this one: the cards of who left open nothing here any more."""
        for older in range(1, number):
            if self._disk.exists(self.path(older)):
                wipe(self._disk, self.path(older))

    # --- the keeper of a box's keys ------------------------------------------------------------------

    def make(self, voting: str) -> PublicKeys:
        """The next unused set of the pool becomes the box's; one it had before is forgotten."""
        pool = self._live()
        if not self._macs:
            raise locked()
        self.forget(voting)
        for place, each in enumerate(pool.sets):
            if not each.voting and place in self._macs:
                each.voting = voting
                try:
                    rewrite(self._disk, self.path(pool.number), pool, [place])
                except ConsoleError:
                    each.voting = ""  # this set again when it is tried again
                    raise
                return each.public
        raise NotAllowed(
            _("All keys of this sealing are used up. The tellers seal once more before the next ballot.")
        )

    def mac_key(self, voting: str) -> bytes:
        """The key that marks rows."""
        place = self._place(voting)
        if place not in self._macs:
            raise _foreign() if self._macs else locked()
        return self._macs[place]

    def unlock(self, voting: str, keys: Sequence[TellerKey]) -> BoxKeys:
        """All keys of a box, for the phrases of two tellers."""
        pool, place = self._live(), self._place(voting)
        master = self._master(pool, self._derive(pool, keys))
        self._macs = _marks(pool, master)
        return _unlock(master, place, pool.sets[place])

    def forget(self, voting: str) -> None:
        """Overwrite the set of a box."""
        pool = self._pool
        if pool is None:
            return
        places = [place for place, each in enumerate(pool.sets) if each.voting == voting and any(each.locked)]
        kept = {place: pool.sets[place].locked for place in places}
        for place in places:
            pool.sets[place].locked = bytes(SEALED)
        try:
            if places:
                rewrite(self._disk, self.path(pool.number), pool, places)
        except ConsoleError:
            # Not forgotten on the disk is not forgotten: it is overwritten when it is tried again.
            for place, before in kept.items():
                pool.sets[place].locked = before
            raise
        for place in places:
            self._macs.pop(place, None)

    def has(self, voting: str) -> bool:
        """Whether a set of this sealing was given to the box."""
        return self._pool is not None and any(each.voting == voting for each in self._pool.sets)

    # --- inside --------------------------------------------------------------------------------------

    def _live(self) -> Pool:
        if self._pool is None:
            raise NotAllowed(_("The boxes are not sealed yet. The tellers seal them first."))
        return self._pool

    def _place(self, voting: str) -> int:
        pool = self._live()
        for place, each in enumerate(pool.sets):
            if each.voting == voting and any(each.locked):
                return place
        if self.has(voting):
            raise NotAllowed(
                _(
                    "The keys of the box {voting} were forgotten: what is in it cannot be read any more."
                ).format(voting=voting)
            )
        raise NotAllowed(
            _("The box {voting} was not sealed to these tellers. Hold this ballot again.").format(
                voting=voting
            )
        )

    def _derive(self, pool: Pool, keys: Sequence[TellerKey]) -> dict[int, bytes]:
        two_tellers(keys)
        salts = dict(zip(pool.tellers, map(bytes.fromhex, pool.header["salts"]), strict=True))
        known = {key.teller: key.phrase for key in keys if key.teller in salts}
        if len(known) < 2:
            raise NotAllowed(_("Two of the tellers who sealed the boxes must type their phrases."))
        return {
            teller: _stretch(phrase, salts[teller], Cost(pool.header["ops"], pool.header["memory"]))
            for teller, phrase in known.items()
        }

    def _master(self, pool: Pool, derived: Mapping[int, bytes]) -> bytes:
        for one, other in combinations(sorted(derived), 2):
            key = _pair_key(pool.bound(), derived[one], derived[other])
            try:
                return SecretBox(key).decrypt(pool.wraps[f"{one}-{other}"])
            except (CryptoError, KeyError):
                continue
        raise WrongPhrase(
            _(
                "The phrases do not open the box: at least one of them is not right. Nothing was lost; look "
                "at the cards, type them again, or let the third teller type."
            )
        )

    def _keep(self, number: int, phrases: Mapping[int, str], master: bytes, sets: list[KeySet]) -> None:
        tellers = sorted(phrases)
        salts = [self._chance.randbytes(16) for _teller in tellers]
        header: dict[str, Any] = {
            "version": VERSION,
            "number": number,
            "tellers": tellers,
            "salts": [salt.hex() for salt in salts],
            "ops": self._cost.ops,
            "memory": self._cost.memory,
            "keys": digest(b"seal keys", *(each.public.seal_to + each.public.signer for each in sets)).hex(),
        }
        stretched = {
            teller: _stretch(phrases[teller], salt, self._cost)
            for teller, salt in zip(tellers, salts, strict=True)
        }
        pool = Pool(number, header, {}, sets)
        for one, other in combinations(tellers, 2):
            lid = SecretBox(_pair_key(pool.bound(), stretched[one], stretched[other]))
            pool.wraps[f"{one}-{other}"] = bytes(
                lid.encrypt(master, self._chance.randbytes(SecretBox.NONCE_SIZE))
            )
        write(self._disk, self.path(number), pool)
        self._pool = pool


class WrongPhrase(NotAllowed):
    """The phrases typed open nothing; which of them is wrong cannot be known."""


def locked() -> ConsoleError:
    """Why nothing can be marked before two tellers have come."""
    return NotAllowed(
        _(
            "The program was started again: two tellers type their phrases before the ballot goes on. "
            "No ballot was lost."
        )
    )


# --- keys --------------------------------------------------------------------------------------------


def _stretch(phrase: str, salt: bytes, cost: Cost) -> bytes:
    try:
        return pwhash.argon2id.kdf(32, normal(phrase.split()).encode(), salt, cost.ops, cost.memory)
    except (MemoryError, RuntimeError, CryptoError) as error:
        raise ConsoleError(
            _("This machine lacks the {mib} MiB of memory that opening needs. Close other programs.").format(
                mib=cost.memory // 2**20
            )
        ) from error


def _pair_key(bound: bytes, one: bytes, other: bytes) -> bytes:
    return hashlib.blake2b(one + other, digest_size=32, key=bound, person=b"seal pair").digest()


def _pool_key(master: bytes) -> bytes:
    return hashlib.blake2b(digest_size=32, key=master, person=b"seal pool").digest()


def _lock(master: bytes, place: int, keys: BoxKeys, chance: Chance) -> bytes:
    plain = bytes([place]) + keys.private + keys.seed + keys.mac
    return bytes(SecretBox(_pool_key(master)).encrypt(plain, chance.randbytes(SecretBox.NONCE_SIZE)))


def _unlock(master: bytes, place: int, each: KeySet) -> BoxKeys:
    try:
        plain = SecretBox(_pool_key(master)).decrypt(each.locked)
    except CryptoError as error:
        raise _foreign() from error
    keys = BoxKeys(plain[1:33], plain[33:65], plain[65:])
    if plain[0] != place or keys.public != each.public:
        raise _foreign()
    return keys


def _foreign() -> Damaged:
    return Damaged(
        _(
            "A key of the tellers' seal is not the one that was sealed. Keep the files as they are, note "
            "this in the minutes, and hold this ballot again."
        )
    )


def _marks(pool: Pool, master: bytes) -> dict[int, bytes]:
    """What marks rows, of every set that opens.

    A set that was half overwritten when the power went is forgotten like any other; the rest go on.
    """
    marks = {}
    live = [(place, each) for place, each in enumerate(pool.sets) if any(each.locked)]
    for place, each in live:
        with contextlib.suppress(Damaged):
            marks[place] = _unlock(master, place, each).mac
    if live and not marks:
        raise _foreign()
    return marks
