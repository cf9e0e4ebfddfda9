"""The seam between the room and the box: two steps, `admit` and `cast`, both safe to repeat.

Whoever keeps the box (a file on this laptop, a server for a congress) answers these protocols. Nothing
that crosses the seam says who cast which ballot, when, or in which order: a credential goes in at
`admit`, an anonymous ballot goes in at `cast`, and only `empty` gives ballots back, shuffled.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from console.errors import NotAllowed


class AlreadyVoted(NotAllowed):
    """The credential has cast its ballot; the ballot is in the box."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Leave to cast ONE ballot; made by `admit`, used up by `cast`.

    Attributes:
        voting: the voting it belongs to (the box's name).
        token: opaque; names the roll's row, never a ballot.
    """

    voting: str
    token: str


@dataclass(frozen=True, slots=True)
class Turnout:
    """What may be known while a box is open: counts, nothing else."""

    entitled: int
    released: int
    voted: int


@dataclass(frozen=True, slots=True)
class TellerKey:
    """What a teller brings to the opening: a confirmation in quick mode, a phrase when sealed to tellers."""

    teller: int
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """An opened box: the ballots, shuffled, and the box's signed statement over their count.

    Attributes:
        ballots: plain ballots as cast (`console.ballot.paper`), in an order that says nothing.
        entitled: rows of the roll.
        voted: rows of the roll marked as voted; equals `len(ballots)` or opening raises.
        sign: the box's Ed25519 signature over a round's statement: `public key:signature`, both base64.
    """

    ballots: tuple[bytes, ...]
    entitled: int
    voted: int
    sign: Callable[[bytes], str]


def code_of_plate(plate: str) -> str:
    """The mã niêm phong that belongs to a plate: sixteen digits (53 bits) of its SHA-256, in fours.

    It is read aloud at the sealing and stands in the signed minutes; the plate stands in the record. So
    anybody can tell that a statement was signed by the key of the box that the room saw sealed.

    Args:
        plate: canonical JSON, as `Box.plate` gives it.
    """
    digest = hashlib.sha256(b"box sealed\n" + plate.encode()).digest()
    digits = f"{int.from_bytes(digest) % 10**16:016d}"
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


class Box(Protocol):
    """One ballot box of one voting."""

    @property
    def plate(self) -> str:
        """What is fixed and public of the box: its public keys, its size, a hash of its roll.

        Canonical JSON of `box`, `electors`, `written`, `slots` (numbers) and `salt`, `seal`, `sign`, `roll`
        (hex).
        """
        ...

    @property
    def code(self) -> str:
        """The mã niêm phong: `code_of_plate` of the plate, the same from sealing to opening."""
        ...

    def turnout(self) -> Turnout:
        """Counts only."""
        ...

    def has_voted(self, credential: str) -> bool:
        """Whether a credential has cast; the roll only, which the room sees anyway.

        Raises:
            NotAllowed: not on the roll.
        """
        ...

    def admit(self, credential: str) -> Admission:
        """Release one ballot to a credential.

        Repeating it for a credential that has not yet cast gives an admission to the same one ballot.

        Raises:
            AlreadyVoted: this credential's ballot is in the box.
            NotAllowed: not on the roll, or the box is closed.
        """
        ...

    def release(self, admission: Admission) -> None:
        """Take back an admission whose ballot was not cast (a session voided); no-op when it was."""
        ...

    def cast(self, admission: Admission, ballot: bytes) -> None:
        """Put the ballot in and use up the admission: both, durably, or neither.

        Repeating a cast with the same admission changes nothing: the first ballot stands.

        Raises:
            NotAllowed: the box is closed, or the admission is not of this box.
        """
        ...

    def close(self) -> str:
        """Close for good; the code of the closed box, to be read aloud before it is opened. Repeatable."""
        ...

    def empty(self, keys: Sequence[TellerKey]) -> Contents:
        """Open a closed box in memory; the box on the disk stays as it is. Repeatable.

        Raises:
            NotAllowed: not closed, or too few or wrong keys.
            Damaged: roll and ballots do not agree, or a ballot was not sealed by this box.
        """
        ...

    def forget(self) -> None:
        """Forget the box's keys: what is in it can never be read again by this program."""
        ...


class Boxes(Protocol):
    """Makes and finds boxes."""

    def seal(self, voting: str, credentials: Sequence[str], written: int) -> Box:
        """A new, empty box at full size, before voting opens; replaces an unused one of the same name.

        Args:
            voting: name of the voting, `[A-Z0-9-]+`, e.g. `CO-1`.
            credentials: one for each elector; only their number and fixed-width rows are kept.
            written: how many written opinions will be mixed in by the tellers.
        """
        ...

    def find(self, voting: str) -> Box:
        """The box as the disk holds it, mended from its second copy where a write was cut."""
        ...
