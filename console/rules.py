"""The bloc's own rules: ONE schema for `rules.toml`, every value with its default (domain 5.8, English keys).

No rule here is law for a bloc's ballot: quorum, thresholds and ties come from the province's and the
bloc's own regulation, which the bloc adopts anew each year (domain, golden rule). `basis` says from where.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from console.ballot.forms import BallotKind
from console.ballot.majority import Base, Comparison, Quorum, Threshold

RotationMode = Literal[
    "deputy_steps_up", "list_order", "show_of_hands", "secret_ballot", "leading_unit", "assigned"
]
"""How the next leader comes (domain 2.3 P1-P5; the election has two forms)."""

TieStep = Literal["revote", "total_score", "section_1_score", "room_decides"]
Combination = Literal["shortlist_then_vote", "vote_only", "points_only", "consensus", "weighted"]


@dataclass(frozen=True, slots=True)
class BlocRule:
    """Names that stand on every paper (domain 2.2, 3.0, 4.3)."""

    name: str = "Khối thi đua"
    province: str = ""
    town: str = ""
    """Địa danh of the date line, e.g. "Điện Biên Phủ"."""
    year: int = 2022
    next_year: int = 2023
    leader_title: str = "Trưởng khối"
    deputy_title: str = "Phó Trưởng khối"
    office: str = "Ban Thi đua - Khen thưởng tỉnh (Sở Nội vụ)"
    abbreviation: str = "KTĐ"
    parent: str = "UBND TỈNH"


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """How many units must be present: at the opening and before each ballot (domain 5.2)."""

    share: str = "2/3"
    comparison: Comparison = Comparison.AT_LEAST
    count_written: bool = False
    basis: str = "Quy chế hoạt động của Khối"

    def quorum(self) -> Quorum:
        """The rule as exact numbers."""
        return Quorum(Threshold.parse(self.share, self.comparison, Base.MEMBERS), self.count_written)


@dataclass(frozen=True, slots=True)
class AwardRule:
    """One award: how many, who grants it, and what a unit needs to be proposed (domain 5.4)."""

    code: str
    name: str
    authority: str
    seats: int = 1
    ballot: BallotKind = BallotKind.APPROVE_REJECT
    max_choices: int = 0
    """For choose_up_to and strike_out; 0 = as many as seats."""
    threshold: str = "80/100"
    comparison: Comparison = Comparison.AT_LEAST
    base: Base = Base.MEMBERS
    shortlist: int = 0
    """How many points leaders stand on the ballot; 0 = all who may."""
    excludes: tuple[str, ...] = ()
    """Awards whose proposed units are taken off this list."""
    max_rounds: int = 2
    tie_break: tuple[TieStep, ...] = ("revote", "total_score", "section_1_score", "room_decides")
    noun: str = ""
    """The short word of the minutes: "Cờ thi đua", "Bằng khen"."""
    basis: str = ""

    def rule(self) -> Threshold:
        """The threshold as exact numbers."""
        return Threshold.parse(self.threshold, self.comparison, self.base)

    @property
    def choices(self) -> int:
        """How many lines a ballot may choose."""
        return self.max_choices or self.seats


@dataclass(frozen=True, slots=True)
class BallotRule:
    """Rules common to all ballots (domain 2.7, 2.8)."""

    self_vote: bool = True
    written_opinions: bool = True
    tellers: int = 3
    order: Literal["list", "score", "random"] = "list"
    box: Literal["tellers", "quick"] = "tellers"
    keys: Literal["forget", "archive"] = "forget"
    """What becomes of the keys when the minutes are accepted."""
    admission: Literal["called", "codes"] = "called"
    """Who comes to the laptop: the unit that is called, or whoever drew a folded slip with a code."""


@dataclass(frozen=True, slots=True)
class ScoringRule:
    """The scoring sheet (domain 2.5)."""

    scale: Decimal = Decimal(100)
    step: Decimal = Decimal("0.25")
    above_scale: bool = True
    max_bonus: Decimal = Decimal(5)
    max_penalty: Decimal = Decimal(5)
    note_above: Decimal = Decimal(1)
    """A difference between self and cross score above this needs a note."""
    combine: Combination = "shortlist_then_vote"


@dataclass(frozen=True, slots=True)
class RotationRule:
    """How the next leader comes (domain 2.3)."""

    mode: RotationMode = "deputy_steps_up"


FLAG = AwardRule(
    code="CO",
    name="Cờ thi đua của UBND tỉnh",
    authority="UBND tỉnh",
    noun="Cờ thi đua",
    shortlist=3,
    basis="Mặc định; tham khảo Thông tư 01/2019/TT-VKSTC Điều 20 (từ 80% trở lên)",
)
CERTIFICATE = AwardRule(
    code="BK",
    name="Bằng khen của Chủ tịch UBND tỉnh",
    authority="Chủ tịch UBND tỉnh",
    noun="Bằng khen",
    seats=5,
    threshold="1/2",
    comparison=Comparison.MORE_THAN,
    excludes=("CO",),
    basis="Mặc định; tham khảo Quyết định 2264/QĐ-KTNN năm 2014 Điều 11 (trên 50%)",
)


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of one conference, as `rules.toml` states them."""

    id: int = 1
    bloc: BlocRule = field(default_factory=BlocRule)
    quorum: QuorumRule = field(default_factory=QuorumRule)
    awards: tuple[AwardRule, ...] = (FLAG, CERTIFICATE)
    ballot: BallotRule = field(default_factory=BallotRule)
    scoring: ScoringRule = field(default_factory=ScoringRule)
    rotation: RotationRule = field(default_factory=RotationRule)
    bases: tuple[str, ...] = ()
    """The legal bases cited in papers (căn cứ), each as one line without the final mark."""
