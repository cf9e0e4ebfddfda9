"""Phiếu mã: folded slips, each with a code that releases one ballot and is tied to no name.

Delegates draw them from a bowl; the teller at the polling place types the code. The box keeps digests of
the codes as its roll, so neither the program nor whoever reads the folder knows who drew which.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from console.ballot.round import AdmittedBy
from console.clock import Chance
from console.conference import Conference
from console.errors import BadInput
from console.language import _
from console.text import nfc

ALPHABET: Final = "23456789CFHJKMNPRTVX"
"""No two that look alike (0 O, 1 I, 5 S, 8 B), and no letter that a Vietnamese keyboard turns into another:
neither vowels nor D and W."""

LENGTH: Final = 6


class Slips(Protocol):
    """Where the slips are written to be printed, and removed when they are worth nothing any more."""

    def write(self, codes: Sequence[str]) -> str:
        """Write one file with a slip a code, in the place of the one before; its path."""
        ...

    def remove(self) -> None:
        """Remove the file; nothing happens where there is none."""
        ...


def by_codes(conference: Conference) -> bool:
    """Whether ballots on this laptop are released to codes."""
    return AdmittedBy(conference.rules.ballot.admission) is AdmittedBy.CODE


def barred(conference: Conference) -> str:
    """Why the rules do not let ballots be released to codes; empty where they do."""
    if not by_codes(conference) or conference.rules.ballot.self_vote:
        return ""
    return _(
        "With codes nobody knows whose ballot it is, so a vote for oneself cannot be barred. Call the units "
        "instead, or vote on paper."
    )


def draw(number: int, chance: Chance) -> tuple[str, ...]:
    """So many codes, in an order of chance; any two differ in two places at least.

    One wrong key therefore never gives another delegate's code.
    """
    taken: set[tuple[int, str]] = set()
    codes: list[str] = []
    while len(codes) < number:
        code = "".join(ALPHABET[chance.randrange(len(ALPHABET))] for _place in range(LENGTH))
        near = {(place, code[:place] + code[place + 1 :]) for place in range(LENGTH)}
        if near & taken:
            continue
        taken |= near
        codes.append(code)
    return tuple(codes)


def spaced(code: str) -> str:
    """A code as it is printed: two groups of three."""
    return f"{code[:3]} {code[3:]}"


def typed(text: str) -> str:
    """What a teller typed, as a code.

    Raises:
        BadInput: no slip can say that.
    """
    code = "".join(c for c in nfc(text).upper() if not c.isspace() and c not in "-.")
    if len(code) != LENGTH or set(code) - set(ALPHABET):
        raise BadInput(
            _(
                "{text} is no code of a slip: {length} signs of {signs}. Look at the slip and type it again."
            ).format(text=text.strip() or "''", length=LENGTH, signs=ALPHABET)
        )
    return code
