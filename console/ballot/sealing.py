"""Niêm phong: the boxes of all ballots of a conference are sealed once, to the phrases of its tellers.

Each teller sees a phrase (cụm từ mở hòm), copies it on a card and types it back; only when all have is
anything written. From then on any two of them open a box, and nobody else does. What is public of it (the
code, who holds a phrase, when the keys were forgotten) is a step of the desk like any other.
"""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Protocol

from console.ballot import phrases
from console.ballot.box import TellerKey
from console.ballot.round import SealEnd, Teller
from console.ballot.seal import by_tellers, ended, lacking, quick_mode, sealed, waiting
from console.clock import Chance
from console.desk import Desk
from console.errors import ConsoleError, NotAllowed
from console.language import _


class Vault(Protocol):
    """Who keeps the keys that are sealed to phrases."""

    @property
    def in_use(self) -> bool:
        """Whether anything is sealed."""
        ...

    @property
    def locked(self) -> bool:
        """Whether, after a restart, two tellers must give back what marks rows."""
        ...

    def use(self, number: int) -> None:
        """Go on with the sealing of this number (0: none); raises when it is gone or damaged."""
        ...

    def seal(self, number: int, phrases: Mapping[int, str]) -> str:
        """New keys, sealed durably to the phrases of these tellers; the mã niêm phong."""
        ...

    def renew(
        self, number: int, keys: Sequence[TellerKey], tellers: Sequence[int], phrases: Mapping[int, str]
    ) -> str:
        """The same keys, sealed to other tellers; two of the former ones open."""
        ...

    def give_back(self, keys: Sequence[TellerKey]) -> None:
        """After a restart: what marks rows, from two tellers."""
        ...

    def retire(self, number: int) -> None:
        """Overwrite the sealings before this one."""
        ...

    def forget_all(self) -> None:
        """Overwrite every sealing."""
        ...


class Need(Enum):
    """What the tellers have to do before a ballot can go on at this laptop."""

    NOTHING = auto()
    SEAL = auto()
    """Seal for the first time, or anew because the former seal can no longer be opened."""
    RENEW = auto()
    """The room has elected other tellers; two of the former ones open the seal to them."""
    UNLOCK = auto()
    """The program was started again; two tellers type their phrases."""


class Ceremony:
    """One sealing while it is under way: phrases live here until all are typed back, then nowhere."""

    def __init__(self, tellers: Sequence[Teller], chance: Chance) -> None:
        """Draw a phrase for each of these tellers."""
        self.tellers = tuple(tellers)
        self._drawn = {teller.id: phrases.draw(chance) for teller in tellers}
        self._typed: set[int] = set()

    def phrase(self, teller: int) -> str:
        """What the teller sees and copies."""
        return self._drawn[teller]

    def type_back(self, teller: int, typed: str) -> bool:
        """Whether what was typed is the phrase; it is then done with."""
        if phrases.normal(typed.split()) != self._drawn[teller]:
            return False
        self._typed.add(teller)
        return True

    @property
    def complete(self) -> bool:
        """Whether every teller has typed the phrase back."""
        return self._typed == set(self._drawn)

    def take(self) -> Mapping[int, str]:
        """The phrases, once; afterwards they are nowhere.

        Raises:
            NotAllowed: somebody has not typed the phrase back.
        """
        if not self.complete:
            raise NotAllowed(_("Every teller types the phrase back before the box is sealed."))
        return dict(self._drawn)

    def drop(self) -> None:
        """Forget the phrases."""
        self._drawn = dict.fromkeys(self._drawn, "")
        self._typed = set()


class Sealing:
    """The tellers' side of the desk: seal, seal anew, give back after a restart, end.

    Attributes:
        lost: why the seal that the conference knows cannot be used, in words; empty when it can.
    """

    def __init__(self, desk: Desk, vault: Vault) -> None:
        """Take up the seal that the conference knows."""
        self._desk = desk
        self._vault = vault
        self.lost = ""
        self._take_up()

    @property
    def need(self) -> Need:
        """What the tellers have to do before a ballot can go on at this laptop."""
        conference = self._desk.conference
        if not by_tellers(conference) and not waiting(conference):
            return Need.NOTHING
        if by_tellers(conference) and lacking(conference):
            usable = bool(conference.seal.code) and conference.seal.end is None and not self.lost
            return Need.RENEW if usable else Need.SEAL
        if self.lost:
            return Need.SEAL
        return Need.UNLOCK if self._vault.locked else Need.NOTHING

    def holders(self) -> Mapping[int, str]:
        """Those whose phrases open the seal of now: id -> name."""
        seal = self._desk.conference.seal
        return dict(zip(seal.tellers, seal.names, strict=True))

    def begin(self, keep: Sequence[int] = ()) -> Ceremony:
        """Draw phrases for the tellers of now.

        Args:
            keep: ids of those who keep the phrase they have, in a renewal.

        Raises:
            NotAllowed: no tellers, or a box that only the former seal opens is still to be opened.
        """
        conference = self._desk.conference
        if len(conference.tellers) != conference.rules.ballot.tellers:
            raise NotAllowed(_("Elect the tellers first."))
        return Ceremony([t for t in conference.tellers if t.id not in keep], self._desk.chance)

    def must_be_free(self) -> None:
        """New keys cannot be made while a box waits for the former ones.

        Raises:
            NotAllowed: such a box; the room voids its round and votes again.
        """
        if waiting(self._desk.conference):
            raise NotAllowed(
                _(
                    "A box sealed to the former phrases has not been opened. With two phrases lost nobody "
                    "can open it: void the round, seal anew, and vote again."
                )
            )

    def seal(self, ceremony: Ceremony) -> str:
        """Write the seal and tell the desk; the mã niêm phong. Slow: a phrase takes about half a second.

        Raises:
            NotAllowed: not all have typed back; or a box still waits for the former seal.
        """
        self.must_be_free()
        held = ceremony.take()
        number = self._desk.conference.seal.number + 1
        code = self._vault.seal(number, held)
        return self._settle(number, code)

    def renew(self, keys: Sequence[TellerKey], ceremony: Ceremony) -> str:
        """Two of the former tellers open the seal to the tellers of now; boxes in use go on."""
        held = ceremony.take()
        number = self._desk.conference.seal.number + 1
        here = tuple(sorted(t.id for t in self._desk.conference.tellers))
        code = self._vault.renew(number, keys, here, held)
        return self._settle(number, code)

    def give_back(self, keys: Sequence[TellerKey]) -> None:
        """After a restart: two tellers type their phrases, and voting goes on."""
        self._vault.give_back(keys)

    def end(self) -> None:
        """The minutes are accepted: forget the keys, or note that they are archived (`rules.ballot.keys`).

        Raises:
            NotAllowed: a box is still to be opened.
        """
        conference = self._desk.conference
        if waiting(conference):
            raise NotAllowed(_("A ballot is under way."))
        if conference.seal.end is SealEnd.FORGOTTEN:
            self._vault.forget_all()  # the disk may have refused to the first time
        if not conference.seal.code or conference.seal.end is not None:
            return
        archive = conference.rules.ballot.keys == "archive"
        self._desk.do(ended, SealEnd.ARCHIVED if archive else SealEnd.FORGOTTEN, self._desk.now())
        if not archive:
            self._vault.forget_all()

    def go_quick(self) -> None:
        """From here on without phrases; what was sealed is forgotten, for nothing waits for it."""
        self._desk.do(quick_mode, self._desk.now())
        self._vault.forget_all()
        self.lost = ""

    def _settle(self, number: int, code: str) -> str:
        try:
            self._desk.do(sealed, code, self._desk.now())
        except Exception:
            # The desk holds what the disk holds; the vault goes on with the seal that it knows.
            self._take_up()
            raise
        self._vault.retire(number)
        self.lost = ""
        return code

    def _take_up(self) -> None:
        seal = self._desk.conference.seal
        self.lost = ""
        live = bool(seal.code) and seal.end is None
        try:
            self._vault.use(seal.number if live else 0)
            # What a cut between the desk's step and the vault's left undone.
            if live:
                self._vault.retire(seal.number)
            elif seal.end is SealEnd.FORGOTTEN:
                self._vault.forget_all()
        except ConsoleError as error:
            self.lost = str(error)
