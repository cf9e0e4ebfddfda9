"""The rules of one count, from TOML: electorate, award, quorum, scores (a part of the rules.toml schema)."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Final, TypeVar, cast

from console.ballot.forms import BallotKind
from console.ballot.majority import Base, Comparison, Quorum, Threshold, require_electorate
from console.ballot.outcome import Next, Scores
from console.errors import BadInput, ConsoleError
from console.language import _
from console.rules import AwardRule, Rules, TieStep
from data.disk import disk_error

T = TypeVar("T")

_SCORE: Final = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,6})?")
_TIE_STEPS: Final = tuple(step.value for step in Next if step is not Next.RUN_OFF)
_KEYS: Final = {
    "electorate": {"members", "present", "issued", "written"},
    "award": {field.name for field in fields(AwardRule)} | {"round"},
    "quorum": {"share", "threshold", "comparison", "base", "count_written", "basis"},
}
_TABLES: Final = (*_KEYS, "scores", "section_1_scores")
_SCHEMA: Final = frozenset(field.name for field in fields(Rules))
"""Tables of a bloc's whole rules.toml, which a count does not look at."""


@dataclass(frozen=True, slots=True)
class CountRules:
    """What a count needs beside the ballots.

    Attributes:
        members: all units that may vote.
        present: units in the room.
        issued: ballots handed out.
        written: written opinions, mixed in with the ballots.
        award: the rule of the award.
        round_number: 1 for the first round.
        quorum: None when the file asks for none.
        scores: for breaking ties.
    """

    members: int
    present: int
    issued: int
    written: int
    award: AwardRule
    round_number: int
    quorum: Quorum | None
    scores: Scores


def read_count_rules(path: Path) -> CountRules:
    """Read the rules of a count.

    Raises:
        BadInput: not readable, not TOML, or a value that cannot be; the sentence names file, table and key.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        document = tomllib.loads(text, parse_float=Decimal)
    except OSError as error:
        raise BadInput(str(disk_error(error, path))) from error
    except UnicodeDecodeError as error:
        raise BadInput(
            _("{file} is not UTF-8 text. Save it as UTF-8 and try again.").format(file=path)
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(
            _("{file} is not TOML: {reason}. Correct that place.").format(file=path, reason=error)
        ) from error
    return _Reader(path, document).rules()


class _Reader:
    """Takes values out of the document and says where a wrong one stands."""

    def __init__(self, path: Path, document: Mapping[str, object]) -> None:
        self.path = path
        self.document = document

    def rules(self) -> CountRules:
        self.refuse_misspelt_tables()
        for table, known in _KEYS.items():
            self.refuse_unknown(table, known)
        members, present, issued = (self.whole("electorate", key) for key in ("members", "present", "issued"))
        written = self.whole("electorate", "written", default=0)
        self.at("[electorate]", lambda: require_electorate(members, present, issued, written))
        return CountRules(
            members=members,
            present=present,
            issued=issued,
            written=written,
            award=self.award(),
            round_number=self.round_number(),
            quorum=self.quorum() if "quorum" in self.document else None,
            scores=Scores(self.scores("scores"), self.scores("section_1_scores")),
        )

    def award(self) -> AwardRule:
        kind = self.word("award", "ballot", tuple(BallotKind))
        base = self.word("award", "base", tuple(Base), default=Base.MEMBERS)
        comparison = self.word("award", "comparison", tuple(Comparison), default=Comparison.AT_LEAST)
        threshold = self.share("award", "threshold", "80/100")
        self.at("[award] threshold", lambda: Threshold.parse(threshold, comparison, base))
        return AwardRule(
            code=self.text("award", "code"),
            name=self.text("award", "name", default=""),
            authority=self.text("award", "authority", default=""),
            seats=self.whole("award", "seats", least=1),
            ballot=BallotKind(kind),
            max_choices=self.whole("award", "max_choices", default=0),
            threshold=threshold,
            comparison=Comparison(comparison),
            base=Base(base),
            max_rounds=self.whole("award", "max_rounds", default=2, least=1),
            tie_break=self.tie_break(),
        )

    def tie_break(self) -> tuple[TieStep, ...]:
        given = self.table("award").get("tie_break", list(_TIE_STEPS))
        if not isinstance(given, list) or not all(step in _TIE_STEPS for step in given):
            raise self.wrong("award", "tie_break", _list_problem(_TIE_STEPS))
        return cast("tuple[TieStep, ...]", tuple(given))

    def round_number(self) -> int:
        """`round` stands in [award], or before the first table."""
        if "round" in self.document and "round" not in self.table("award"):
            return self.whole("", "round", least=1)
        return self.whole("award", "round", default=1, least=1)

    def quorum(self) -> Quorum:
        key = "share" if "share" in self.table("quorum") else "threshold"
        share = self.share("quorum", key, "2/3")
        comparison = self.word("quorum", "comparison", tuple(Comparison), default=Comparison.AT_LEAST)
        self.word("quorum", "base", (Base.MEMBERS,), default=Base.MEMBERS)
        count_written = self.table("quorum").get("count_written", False)
        if not isinstance(count_written, bool):
            raise self.wrong("quorum", "count_written", _("write true or false"))
        threshold = self.at(f"[quorum] {key}", lambda: Threshold.parse(share, comparison, Base.MEMBERS))
        return Quorum(threshold, count_written)

    def scores(self, table: str) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for code, value in self.table(table).items():
            written = str(value) if isinstance(value, int | Decimal | str) else ""
            if isinstance(value, bool) or not _SCORE.fullmatch(written.strip()):
                raise self.wrong(table, code, _('write the score as "98,0"'))
            found[code] = Decimal(written.strip().replace(",", "."))
        return found

    def table(self, name: str) -> Mapping[str, object]:
        if not name:
            return self.document
        found = self.document.get(name, {})
        if not isinstance(found, dict):
            raise BadInput(
                _("{file}: [{table}] must be a table. Write [{table}] on a line of its own.").format(
                    file=self.path, table=name
                )
            )
        return found

    def refuse_misspelt_tables(self) -> None:
        """A table that is nearly one of ours was meant to count; others of a bloc's rules.toml may stand."""
        for name, value in self.document.items():
            near = get_close_matches(name, _TABLES, 1)
            if isinstance(value, dict) and name not in _TABLES and name not in _SCHEMA and near:
                raise BadInput(
                    _("{file}: [{table}] is not known; did you mean [{near}]?").format(
                        file=self.path, table=name, near=near[0]
                    )
                )

    def refuse_unknown(self, table: str, known: set[str]) -> None:
        for key in self.table(table):
            if key not in known:
                near = get_close_matches(key, known, 1)
                listed = near or sorted(known)
                raise self.wrong(
                    table,
                    key,
                    _("this key is not known; did you mean {keys}?").format(keys=", ".join(listed)),
                )

    def value(self, table: str, key: str, default: object) -> object:
        found = self.table(table).get(key, default)
        if found is None:
            raise self.wrong(table, key, _("it is missing; add it"))
        return found

    def whole(self, table: str, key: str, *, default: int | None = None, least: int = 0) -> int:
        found = self.value(table, key, default)
        if not isinstance(found, int) or isinstance(found, bool) or found < least:
            raise self.wrong(table, key, _("write a whole number from {least} up").format(least=least))
        return found

    def text(self, table: str, key: str, *, default: str | None = None) -> str:
        found = self.value(table, key, default)
        if not isinstance(found, str) or (default is None and not found.strip()):
            raise self.wrong(table, key, _("write a text in quotes"))
        return found.strip()

    def share(self, table: str, key: str, default: str) -> str:
        """A share is a text; of numbers only 0 and 1 are, a TOML number like 0.8 is not exact to the eye."""
        found = self.value(table, key, default)
        if isinstance(found, int) and not isinstance(found, bool) and found in (0, 1):
            return str(found)
        if not isinstance(found, str):
            raise self.wrong(table, key, _('write a share in quotes, such as "80/100"'))
        return found.strip()

    def word(self, table: str, key: str, known: tuple[str, ...], *, default: str | None = None) -> str:
        found = self.text(table, key, default=default)
        if found not in known:
            raise self.wrong(table, key, _("write one of: {known}").format(known=", ".join(known)))
        return found

    def at(self, place: str, check: Callable[[], T]) -> T:
        """Ask the console, and put the place in front of what it objects to."""
        try:
            return check()
        except ConsoleError as error:
            raise BadInput(
                _("{file}, {place}: {problem}").format(file=self.path, place=place, problem=error)
            ) from error

    def wrong(self, table: str, key: str, what: str) -> BadInput:
        place = f"[{table}] {key}" if table else key
        return BadInput(_("{file}, {place}: {what}.").format(file=self.path, place=place, what=what))


def _list_problem(known: tuple[str, ...]) -> str:
    return _("write a list of some of: {known}").format(known=", ".join(known))
