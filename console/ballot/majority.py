"""Majority, exactly: base x fraction x comparison, in whole numbers and fractions, never floats.

Source: domain 1.6 and 5.2-5.4. No law sets the threshold of a bloc's ballot; the bloc decides.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from console.errors import BadInput
from console.language import _, mark


class Base(StrEnum):
    """What a share is taken of (mẫu số, domain 5.3)."""

    MEMBERS = "members"
    PRESENT = "present"
    ISSUED = "issued"
    COLLECTED = "collected"
    VALID = "valid"

    def words(self) -> str:
        """The base as the screens name it."""
        match self:
            case Base.MEMBERS:
                return _("all members")
            case Base.PRESENT:
                return _("units present")
            case Base.ISSUED:
                return _("ballots issued")
            case Base.COLLECTED:
                return _("ballots collected")
            case Base.VALID:
                return _("valid ballots")


class Comparison(StrEnum):
    """`>=` is "từ ... trở lên", `>` is "trên ..., quá bán": they are not the same rule."""

    AT_LEAST = ">="
    MORE_THAN = ">"


_FRACTION: Final = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")
_PERCENT: Final = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,6})?) ?%")


def parse_share(text: str) -> Fraction:
    """Read a share as a bloc writes it: "80/100", "2/3", "80%", "66,5%", "0", "1".

    Raises:
        BadInput: not written like that, or not between 0 and 1.
    """
    written = text.strip()
    if written in ("0", "1"):
        return Fraction(int(written))
    if (parts := _FRACTION.fullmatch(written)) and int(parts[2]):
        share = Fraction(int(parts[1]), int(parts[2]))
    elif parts := _PERCENT.fullmatch(written):
        share = Fraction(parts[1].replace(",", ".")) / 100
    else:
        raise BadInput(
            _('"{text}" is not a share. Write a fraction such as 80/100 or 2/3, or 80%.').format(text=text)
        )
    if share > 1:
        raise BadInput(_('"{text}" is more than the whole. Write a share of at most 100%.').format(text=text))
    return share


@dataclass(frozen=True, slots=True)
class Threshold:
    """How many votes are enough: a share of a base, compared one way.

    Attributes:
        share: between 0 and 1, exact.
        comparison: `>=` or `>`.
        base: what the share is taken of.
        text: the share as the rules write it, e.g. "80/100"; kept for papers.
    """

    share: Fraction
    comparison: Comparison
    base: Base
    text: str

    @classmethod
    def parse(cls, text: str, comparison: str, base: str) -> "Threshold":
        """Read the three parts as rules.toml writes them.

        Raises:
            BadInput: a part that is not known; the sentence says what may stand there.
        """
        try:
            compared = Comparison(comparison)
        except ValueError as error:
            raise BadInput(
                _('"{text}" is not a comparison. Write ">=" (at least) or ">" (more than).').format(
                    text=comparison
                )
            ) from error
        try:
            of = Base(base)
        except ValueError as error:
            raise BadInput(
                _('"{text}" is not a base. Write one of: {known}.').format(text=base, known=", ".join(Base))
            ) from error
        return cls(parse_share(text), compared, of, text.strip())

    def reached(self, votes: int, size: int) -> bool:
        """Whether `votes` of a base of `size` pass. A base of 0 passes nobody; no votes never pass."""
        if votes < 1 or size < 1:
            return False
        given = votes * self.share.denominator
        asked = size * self.share.numerator
        return given > asked if self.comparison is Comparison.MORE_THAN else given >= asked

    def needed(self, size: int) -> int:
        """The smallest number of votes that passes on a base of `size`, at least 1.

        May be more than `size`: then nothing passes ("more than 100%").
        """
        asked = size * self.share.numerator
        if self.comparison is Comparison.MORE_THAN:
            return max(1, asked // self.share.denominator + 1)
        return max(1, -(-asked // self.share.denominator))

    def share_words(self) -> str:
        """The share as people say it: "80%" for 80/100, "2/3" where no whole percent fits."""
        hundredths = self.share * 100
        return f"{hundredths.numerator}%" if hundredths.denominator == 1 else self.text

    def words(self) -> str:
        """The whole rule in the language of the screens, with its base."""
        if self.comparison is Comparison.MORE_THAN:
            sentence = _("more than {share} of {base}")
        else:
            sentence = _("at least {share} of {base}")
        return sentence.format(share=self.share_words(), base=self.base.words())


def percent(votes: int, size: int) -> str:
    """The share in percent with two digits and a comma, rounded half up: `percent(6, 9)` is "66,67".

    For eyes and papers only; nothing is ever decided on it.

    Raises:
        ZeroDivisionError: `size` is 0, there is no share to print.
    """
    hundredths = (votes * 20_000 + size) // (2 * size)
    return f"{hundredths // 100},{hundredths % 100:02d}"


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many of all members must be here for a ballot to be opened (domain 5.2).

    Attributes:
        threshold: share and comparison; its base is members.
        count_written: whether units that sent a written opinion count as here.
    """

    threshold: Threshold
    count_written: bool = False

    def counted(self, present: int, written: int) -> int:
        """How many count as here."""
        return present + (written if self.count_written else 0)

    def reached(self, present: int, written: int, members: int) -> bool:
        """Whether enough are here; never with no members."""
        return self.threshold.reached(self.counted(present, written), members)


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of one round, in ballots and units; all are whole and not negative.

    Attributes:
        members: all units that may vote.
        present: those in the room.
        issued: ballots handed out in the room.
        collected: ballots that came out of the box (without written opinions).
        written: written opinions of absent units, counted with the ballots.
        valid: valid ballots, written opinions among them.
        invalid: invalid ballots, written opinions among them.
        blank: ballots on which nothing is marked; part of valid or invalid, by the kind of ballot.

    Raises:
        BadInput: the numbers contradict each other; the sentence names them.
    """

    members: int
    present: int
    issued: int
    collected: int
    written: int
    valid: int
    invalid: int
    blank: int

    def __post_init__(self) -> None:
        require_electorate(self.members, self.present, self.issued, self.written)
        for name in ("collected", "valid", "invalid", "blank"):
            _not_negative(name, getattr(self, name))
        if self.collected + self.written != self.valid + self.invalid:
            raise BadInput(
                _(
                    "The ballots do not add up: {collected} collected and {written} written opinions, "
                    "but {valid} valid and {invalid} invalid. Count again."
                ).format(
                    collected=self.collected, written=self.written, valid=self.valid, invalid=self.invalid
                )
            )
        if self.blank > self.valid + self.invalid:
            raise BadInput(
                _("{blank} blank ballots are more than the {total} counted. Count again.").format(
                    blank=self.blank, total=self.valid + self.invalid
                )
            )

    @property
    def void(self) -> bool:
        """More ballots in the box than were handed out, or than units are here (domain 5.6, 5)."""
        return self.collected > self.issued or self.collected > self.present

    def base(self, base: Base) -> int:
        """The size of a base.

        Present, issued and collected have the written opinions added, so that no share exceeds 1; members
        and valid stand as they are.
        """
        match base:
            case Base.MEMBERS:
                return self.members
            case Base.PRESENT:
                return self.present + self.written
            case Base.ISSUED:
                return self.issued + self.written
            case Base.COLLECTED:
                return self.collected + self.written
            case Base.VALID:
                return self.valid


def require_electorate(members: int, present: int, issued: int, written: int) -> None:
    """Check what is known of a round before its box is opened.

    Raises:
        BadInput: negative, more present than members, or more written opinions than units absent.
    """
    for name, number in (("members", members), ("present", present), ("issued", issued)):
        _not_negative(name, number)
    _not_negative("written", written)
    if present > members:
        raise BadInput(
            _(
                "present = {present} is more than members = {members}. "
                "Correct the roll: only member units are counted as present."
            ).format(present=present, members=members)
        )
    if written > members - present:
        raise BadInput(
            _(
                "written = {written} is more than the {absent} absent units. Only an absent unit sends "
                "a written opinion; correct written or present."
            ).format(written=written, absent=members - present)
        )


def _not_negative(name: str, number: int) -> None:
    if number < 0:
        raise BadInput(
            _("{name} = {number} is below zero. Write how many there were.").format(name=name, number=number)
        )


@dataclass(frozen=True, slots=True)
class Preset:
    """A pair of thresholds that blocs use, to start from (domain 5.4).

    Attributes:
        code: for rules.toml and tests.
        name: message id of the name; show it with `_`.
        flag: threshold of the Cờ.
        certificate: threshold of the Bằng khen.
    """

    code: str
    name: str
    flag: Threshold
    certificate: Threshold


def _of_members(text: str, comparison: Comparison) -> Threshold:
    return Threshold(parse_share(text), comparison, Base.MEMBERS, text)


_GE, _GT = Comparison.AT_LEAST, Comparison.MORE_THAN

PRESETS: Final = (
    Preset("default", mark("Default (80/50)"), _of_members("80/100", _GE), _of_members("1/2", _GT)),
    Preset("strict", mark("Strict (90/80)"), _of_members("90/100", _GE), _of_members("80/100", _GE)),
    Preset("two_thirds", mark("Two thirds (2/3, 2/3)"), _of_members("2/3", _GE), _of_members("2/3", _GE)),
    Preset("half", mark("More than half (50/50)"), _of_members("1/2", _GT), _of_members("1/2", _GT)),
    Preset("ranked", mark("By number of votes (no threshold)"), _of_members("0", _GE), _of_members("0", _GE)),
)
"""The five presets of domain 5.4; the first is the default."""

QUORUM_PRESETS: Final = (
    Quorum(_of_members("2/3", _GE)),
    Quorum(_of_members("1/2", _GT)),
    Quorum(_of_members("3/4", _GE)),
    Quorum(_of_members("90/100", _GE)),
    Quorum(_of_members("100/100", _GE)),
)
"""The quorums of domain 5.2; the first is the default."""

SHOW_OF_HANDS: Final = Threshold(Fraction(1, 2), _GT, Base.PRESENT, "1/2")
"""Agenda, tellers, ballot list and the like: more than half of those present (domain 5.4)."""
