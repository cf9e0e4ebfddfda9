"""How a sealed box lies in its file: fixed-width lines of a JSON file that plain TinyDB opens.

    bytes 0-511      `_head` row 1: generation, closed, sum, MAC, check; one sector, rewritten at a change
    bytes 512-1023   `_head` row 2: voting, counts, salt, public keys; never rewritten
    bytes 1024-      `roll`: a line an elector, sorted by digest of the credential, one state digit
    then             `slots`: a line a slot, sorted by random id, one state digit, a sealed text, a MAC

A file is what the console wrote when its sum holds: over EVERY line with its position, as a sum modulo
2**128 of a hash for each line, so that a change costs the lines it touches and never the whole file.
Every line is as wide as its neighbours whatever has happened to it, and nothing here says when.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any

from console.language import mark

SECTOR = 512
"""Bytes that a disk writes wholly or not at all; each row of `_head` is one."""

SEALED = 336
"""Bytes of a sealed ballot: `box_keys.PLAIN` and the 48 that sealing adds; a multiple of 3."""

_FIRST_ELECTOR = 100_001
_MOST_ELECTORS = 800_000
_FIRST_SLOT = 2**52
_TO_SLOTS = b'},"slots":{\n'
_END = b"}}\n"
_SUM = 2**128

_ROLL = re.compile(rb'"(\d{6})":\{"s":([012]),"c":"([0-9a-f]{32})"\}[, ]\n')
_SLOT = re.compile(rb'"(\d{16})":\{"s":([01]),"b":"([A-Za-z0-9+/]{448})","m":"([0-9a-f]{32})"\}[, ]\n')
ROLL_WIDTH = len(b'"100001":{"s":0,"c":""},\n') + 32
SLOT_WIDTH = len(b'"4503599627370496":{"s":0,"b":"","m":""},\n') + 448 + 32


class Unreadable(Exception):
    """These bytes are not a box as the console wrote it; the text is a message id that says why."""


class Elector(IntEnum):
    """The state of a row of the roll."""

    WAITING = 0
    RELEASED = 1
    VOTED = 2


@dataclass(frozen=True, slots=True)
class RollRow:
    """An elector: the digest of the credential (32 hex digits) and a state, nothing else."""

    digest: str
    state: Elector


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one ballot; a free one holds a sealed dummy.

    Attributes:
        id: random, 2**52 .. 2**53.
        sealed: `SEALED` bytes.
        mac: 16 bytes over box, id, state and seal (`box_keys.slot_mac`).
    """

    id: int
    used: bool
    sealed: bytes
    mac: bytes


@dataclass(frozen=True, slots=True)
class Plate:
    """What is fixed when a box is made (row 2 of `_head`).

    Attributes:
        seal_to: the X25519 public key, 32 bytes.
        signer: the Ed25519 public key, 32 bytes.
        salt: 16 random bytes; no two boxes share digests, sums or MACs.
    """

    voting: str
    electors: int
    written: int
    slots: int
    salt: bytes
    seal_to: bytes
    signer: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """What changes with every change (row 1 of `_head`).

    Attributes:
        generation: how many changes the box has seen; a count, no clock.
        total: the sum over all lines with their positions, modulo 2**128.
        mac: 16 bytes over the other fields (`box_keys.head_mac`).
    """

    generation: int
    closed: bool
    total: int
    mac: bytes


def slots_for(electors: int, written: int) -> int:
    """Slots of a box: a place for every ballot and 10 % more, at least 4 more."""
    ballots = electors + written
    return ballots + max(4, -(-ballots // 10))


@lru_cache(maxsize=8)
def head_bytes(head: Head) -> bytes:
    """Row 1 of `_head` as its sector."""
    fields: dict[str, Any] = {
        "generation": head.generation,
        "closed": int(head.closed),
        "sum": f"{head.total:032x}",
        "mac": head.mac.hex(),
    }
    check = hashlib.blake2b(_compact(fields), digest_size=8, person=b"box head").hexdigest()
    return _sector(b'{"_head":{"1":' + _compact({**fields, "check": check}) + b",")


def plate_bytes(plate: Plate) -> bytes:
    """Row 2 of `_head` as its sector, up to the opening of the roll."""
    fields = {
        "voting": plate.voting,
        "electors": plate.electors,
        "written": plate.written,
        "slots": plate.slots,
        "salt": plate.salt.hex(),
        "seal": plate.seal_to.hex(),
        "sign": plate.signer.hex(),
    }
    return _sector(b'"2":' + _compact(fields) + b'},"roll":{')


def read_head(sector: bytes) -> Head:
    """The head from its sector.

    Raises:
        Unreadable: one byte of it differs from what the console writes.
    """
    fields = _fields(sector, b'{"_head":{"1":', b",")
    try:
        head = Head(
            generation=int(fields["generation"]),
            closed=fields["closed"] == 1,
            total=int(fields["sum"], 16),
            mac=bytes.fromhex(fields["mac"]),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unreadable(mark("its first line was changed")) from error
    if head_bytes(head) != sector:
        raise Unreadable(mark("its first line was changed"))
    return head


def read_plate(sector: bytes) -> Plate:
    """The plate from its sector.

    Raises:
        Unreadable: one byte of it differs from what the console writes.
    """
    fields = _fields(sector, b'"2":', b'},"roll":{')
    try:
        plate = Plate(
            voting=str(fields["voting"]),
            electors=int(fields["electors"]),
            written=int(fields["written"]),
            slots=int(fields["slots"]),
            salt=bytes.fromhex(fields["salt"]),
            seal_to=bytes.fromhex(fields["seal"]),
            signer=bytes.fromhex(fields["sign"]),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unreadable(mark("its second line was changed")) from error
    if plate_bytes(plate) != sector or not 0 <= plate.electors <= _MOST_ELECTORS:
        raise Unreadable(mark("its second line was changed"))
    return plate


class Image:
    """A whole box file in memory, line by line, with its sum.

    Lines are numbered: 0 is the plate, then the roll, then the slots; `roll_line` and `slot_line` give
    the number of a row.
    """

    def __init__(self, plate: Plate, head: Head, lines: list[bytes]) -> None:
        """Take over lines that are known to fit the plate and the head's sum."""
        self.plate = plate
        self.head = head
        self._lines = lines

    @classmethod
    def make(cls, plate: Plate, digests: Sequence[str], slots: Sequence[Slot]) -> "Image":
        """A box at full size: nobody has voted. The head's MAC is still empty."""
        roll = [RollRow(digest, Elector.WAITING) for digest in sorted(digests)]
        ordered = sorted(slots, key=lambda slot: slot.id)
        image = cls(plate, Head(0, False, 0, bytes(16)), [plate_bytes(plate)])
        image._lines += [image.roll_bytes(place, row) for place, row in enumerate(roll)]
        image._lines += [image.slot_bytes(place, slot) for place, slot in enumerate(ordered)]
        image.head = replace(image.head, total=image._sum())
        return image

    @classmethod
    def parse(cls, content: bytes) -> "Image":
        """The box that these bytes hold.

        Raises:
            Unreadable: they are not a box, or not all lines are of one moment.
        """
        head = read_head(content[:SECTOR])
        plate = read_plate(content[SECTOR : 2 * SECTOR])
        if len(content) != size(plate):
            raise Unreadable(mark("its length is not that of the box"))
        middle = 2 * SECTOR + plate.electors * ROLL_WIDTH
        start = middle + len(_TO_SLOTS)
        end = start + plate.slots * SLOT_WIDTH
        if content[middle:start] != _TO_SLOTS or content[end:] != _END:
            raise Unreadable(mark("its tables are not where they were"))
        lines = [content[SECTOR : 2 * SECTOR]]
        lines += [content[at : at + ROLL_WIDTH] for at in range(2 * SECTOR, middle, ROLL_WIDTH)]
        lines += [content[at : at + SLOT_WIDTH] for at in range(start, end, SLOT_WIDTH)]
        image = cls(plate, head, lines)
        if image._sum() != head.total:
            raise Unreadable(mark("its lines are not of one moment"))
        image._must_be_in_order()
        return image

    def content(self) -> bytes:
        """The whole file."""
        electors = self.plate.electors + 1
        return b"".join(
            [head_bytes(self.head), *self._lines[:electors], _TO_SLOTS, *self._lines[electors:], _END]
        )

    def body(self) -> bytes:
        """Everything but the head: what a code of the box is taken from."""
        return b"".join(self._lines)

    # --- rows ------------------------------------------------------------------------------------

    def roll_line(self, place: int) -> int:
        """The number of the line of the elector at a place of the roll."""
        return 1 + place

    def slot_line(self, place: int) -> int:
        """The number of the line of the slot at a place."""
        return 1 + self.plate.electors + place

    def roll(self) -> list[RollRow]:
        """The roll, sorted by digest."""
        return [_roll_row(line) for line in self._lines[1 : 1 + self.plate.electors]]

    def slots(self) -> list[Slot]:
        """The slots, sorted by id."""
        return [_slot(line) for line in self._lines[1 + self.plate.electors :]]

    def roll_row(self, place: int) -> RollRow:
        """The elector at a place of the roll."""
        return _roll_row(self._lines[self.roll_line(place)])

    def slot(self, place: int) -> Slot:
        """The slot at a place."""
        return _slot(self._lines[self.slot_line(place)])

    def roll_bytes(self, place: int, row: RollRow) -> bytes:
        """An elector as the line at a place."""
        last = place == self.plate.electors - 1
        text = f'"{_FIRST_ELECTOR + place}":{{"s":{row.state:d},"c":"{row.digest}"}}'
        return text.encode() + (b" \n" if last else b",\n")

    def slot_bytes(self, place: int, slot: Slot) -> bytes:
        """A slot as the line at a place."""
        last = place == self.plate.slots - 1
        sealed = base64.b64encode(slot.sealed).decode()
        text = f'"{slot.id}":{{"s":{slot.used:d},"b":"{sealed}","m":"{slot.mac.hex()}"}}'
        return text.encode() + (b" \n" if last else b",\n")

    def line(self, number: int) -> bytes:
        """A line as it stands."""
        return self._lines[number]

    def place(self, number: int) -> int:
        """Where a line begins in the file, in bytes."""
        if number == 0:
            return SECTOR
        if number <= self.plate.electors:
            return 2 * SECTOR + (number - 1) * ROLL_WIDTH
        slots = 2 * SECTOR + self.plate.electors * ROLL_WIDTH + len(_TO_SLOTS)
        return slots + (number - 1 - self.plate.electors) * SLOT_WIDTH

    # --- changes ---------------------------------------------------------------------------------

    def total_after(self, lines: Mapping[int, bytes]) -> int:
        """The sum once these lines stand in place of the old ones; costs these lines only."""
        total = self.head.total
        for number, line in lines.items():
            total += _hash(self.plate.salt, number, line) - _hash(
                self.plate.salt, number, self._lines[number]
            )
        return total % _SUM

    def change(self, head: Head, lines: Mapping[int, bytes]) -> None:
        """Take a change over that the disk holds."""
        for number, line in lines.items():
            self._lines[number] = line
        self.head = head

    def _sum(self) -> int:
        salt = self.plate.salt
        return sum(_hash(salt, number, line) for number, line in enumerate(self._lines)) % _SUM

    def _must_be_in_order(self) -> None:
        # The sum has no key: whoever edits the file can mend it. What follows relies on the shape only;
        # MACs say whether the content was written by the box.
        electors = self.plate.electors
        digests = []
        for place, line in enumerate(self._lines[1 : 1 + electors]):
            match = _ROLL.fullmatch(line)
            if match is None or int(match[1]) != _FIRST_ELECTOR + place:
                raise Unreadable(mark("its roll was changed"))
            digests.append(match[3])
        ids = []
        for line in self._lines[1 + electors :]:
            match = _SLOT.fullmatch(line)
            if match is None:
                raise Unreadable(mark("its slots were changed"))
            ids.append(int(match[1]))
        if any(a >= b for a, b in pairwise(digests)):
            raise Unreadable(mark("its roll was changed"))
        if any(a >= b for a, b in pairwise(ids)):
            raise Unreadable(mark("its slots were changed"))


def size(plate: Plate) -> int:
    """Bytes of the file, the same from sealing to opening."""
    tables = plate.electors * ROLL_WIDTH + len(_TO_SLOTS) + plate.slots * SLOT_WIDTH
    return 2 * SECTOR + tables + len(_END)


def digest_of(credential: str, salt: bytes) -> str:
    """What stands for a credential on the roll, 32 hex digits."""
    return hashlib.blake2b(credential.encode(), digest_size=16, key=salt, person=b"box roll").hexdigest()


def spoken(*parts: bytes, kind: bytes) -> str:
    """A code to be read aloud: four groups of four digits (53 bits) of a digest over the parts."""
    digest = hashlib.blake2b(b"".join(len(p).to_bytes(8) + p for p in parts), digest_size=16, person=kind)
    digits = f"{int.from_bytes(digest.digest()) % 10**16:016d}"
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def _hash(salt: bytes, number: int, line: bytes) -> int:
    digest = hashlib.blake2b(number.to_bytes(8), digest_size=16, key=salt, person=b"box line")
    digest.update(line)
    return int.from_bytes(digest.digest())


def _roll_row(line: bytes) -> RollRow:
    match = _ROLL.fullmatch(line)
    assert match is not None
    return RollRow(match[3].decode(), Elector(int(match[2])))


def _slot(line: bytes) -> Slot:
    match = _SLOT.fullmatch(line)
    assert match is not None
    return Slot(int(match[1]), match[2] == b"1", base64.b64decode(match[3]), bytes.fromhex(match[4].decode()))


def _compact(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode()


def _sector(text: bytes) -> bytes:
    if len(text) >= SECTOR:
        raise ValueError(text)
    return text.ljust(SECTOR - 1) + b"\n"


def _fields(sector: bytes, before: bytes, after: bytes) -> dict[str, Any]:
    text = sector.rstrip(b" \n")
    if not text.startswith(before) or not text.endswith(after):
        raise Unreadable(mark("its first line was changed"))
    try:
        fields = json.loads(text[len(before) : -len(after)])
    except ValueError as error:
        raise Unreadable(mark("its first line was changed")) from error
    if not isinstance(fields, dict):
        raise Unreadable(mark("its first line was changed"))
    return fields
