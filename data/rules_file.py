"""`rules.toml`: read with every mistake named in words, written back with comments; the presets beside it."""

import difflib
import enum
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import msgspec

from console.errors import BadInput
from console.language import _
from console.rules import AwardRule, Rules
from console.text import tidy

PRESETS = Path(__file__).parent / "rules"
DEFAULT: Final = "mac-dinh"
"""The preset that is the schema's own defaults."""

_LARGEST: Final = 1_000_000
"""No number of the rules is larger; above it something else was typed."""


def preset_names() -> tuple[str, ...]:
    """The presets that ship with the program, the default first."""
    names = sorted(path.stem for path in PRESETS.glob("*.toml"))
    return tuple(sorted(names, key=lambda name: name != DEFAULT))


def preset(name: str) -> Rules:
    """A preset by its name; its `[bloc]` is that of the schema, for the bloc to fill in.

    Raises:
        BadInput: there is none of that name; the sentence lists them.
    """
    if name not in preset_names():
        raise BadInput(
            _("{name} is no preset. Presets: {known}.").format(name=name, known=", ".join(preset_names()))
        )
    return read_rules(PRESETS / f"{name}.toml")


def named(name_or_file: str) -> Rules:
    """A preset by its name, or the rules of a file.

    Raises:
        BadInput: neither; the sentence lists the presets.
    """
    if name_or_file in preset_names():
        return preset(name_or_file)
    path = Path(name_or_file)
    if not path.is_file():
        raise BadInput(
            _("{name} is no preset and no file. Presets: {known}.").format(
                name=name_or_file, known=", ".join(preset_names())
            )
        )
    return read_rules(path)


# --- reading -------------------------------------------------------------------------------------------


def read_rules(path: Path) -> Rules:
    """The rules of a file; what it leaves out takes the default.

    Raises:
        BadInput: it cannot be read or understood, with the key and what may stand there.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInput(
            _("{file} cannot be read ({reason}). Check the name and the right to read it.").format(
                file=path, reason=error.strerror or error
            )
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput(
            _("{file} is not UTF-8 text. Save it as UTF-8 and try again.").format(file=path)
        ) from error
    return rules_from(_document(text, str(path)), str(path))


_PLACE: Final = re.compile(r" \(at line (\d+), column (\d+)\)$")


def _document(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:  # brackets too deep, a number too long: no place is told
        if not isinstance(error, tomllib.TOMLDecodeError):
            raise BadInput(
                _("{file} is not TOML: {reason}. Correct that place.").format(file=where, reason=error)
            ) from error
        reason = str(error)
        at = _PLACE.search(reason)
        last = text.split("\n")
        line, column = (int(at[1]), int(at[2])) if at else (len(last), len(last[-1]) + 1)
        raise BadInput(
            _(
                "{file}, line {line}, column {column}: this is not TOML ({reason}). Correct that place: "
                'a line is key = value, a text stands in "quotes".'
            ).format(file=where, line=line, column=column, reason=reason.partition(" (at ")[0])
        ) from error


def rules_from(document: Mapping[str, Any], where: str) -> Rules:
    """The rules of a parsed document. Texts become NFC on one line.

    A year without the next one, or the other way round, gives both.

    Raises:
        BadInput: an unknown key (with the nearest known one), a wrong value, or rules that contradict
            each other; the sentence names the file, the table, the key and what may stand there.
    """
    checked: dict[str, Any] = _tidy(document)
    reading = _Reading(where)
    reading.table(checked, Rules, "")
    if isinstance(bloc := checked.get("bloc"), dict):
        _both_years(bloc)
    rules: Rules = msgspec.convert(checked, Rules)
    reading.consistent(rules)
    return rules


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, Mapping):
        return {key: _tidy(inner) for key, inner in value.items()}
    return [_tidy(inner) for inner in value] if isinstance(value, list) else value


def _both_years(bloc: dict[str, Any]) -> None:
    if "year" in bloc and "next_year" not in bloc:
        bloc["next_year"] = bloc["year"] + 1
    elif "next_year" in bloc and "year" not in bloc:
        bloc["year"] = bloc["next_year"] - 1


class _Reading:
    """Looks at a document of one file and says where a wrong value stands."""

    def __init__(self, where: str) -> None:
        self._where = where

    def table(self, document: Mapping[str, Any], kind: Any, place: str) -> None:
        """Refuse unknown keys, missing ones and values of another type.

        Args:
            kind: the dataclass that the table becomes.
            place: how the table is called in a sentence; empty for the document itself.
        """
        known = dict(_keys(kind))
        hints = get_type_hints(kind)
        for key, value in document.items():
            at = f"{place} {key}".strip()
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                said = (
                    _('this key is not known; perhaps "{near}" is meant').format(near=near[0])
                    if near
                    else _("this key is not known; write one of: {known}").format(known=", ".join(known))
                )
                raise self._wrong(at, said)
            self._value(value, hints[key], key, at)
        for key, field in known.items():
            if key not in document and field.default is MISSING and field.default_factory is MISSING:
                raise self._wrong(f"{place} {key}", _("it is missing; add it"))

    def _value(self, value: Any, hint: Any, key: str, at: str) -> None:
        if is_dataclass(hint):
            if not isinstance(value, Mapping):
                raise self._wrong(
                    at, _("this is a table; write [{table}] on a line of its own").format(table=key)
                )
            self.table(value, hint, f"[{key}]")
        elif get_origin(hint) is tuple:
            self._list(value, get_args(hint)[0], key, at)
        elif words := _words(hint):
            if value not in words:
                raise self._wrong(at, _("write one of: {known}").format(known=", ".join(words)))
        elif hint is str:
            if not isinstance(value, str):
                is_share = key in ("share", "threshold")
                raise self._wrong(
                    at,
                    _('write a share in quotes, such as "80/100"')
                    if is_share
                    else _("write a text in quotes"),
                )
        elif hint is bool:
            if not isinstance(value, bool):
                raise self._wrong(at, _("write true or false"))
        elif hint is int:
            if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST:
                raise self._wrong(at, _("write a whole number, without quotes"))
        elif not _is_number(value):
            raise self._wrong(at, _("write a number with a point and without quotes, such as 0.25"))

    def _list(self, value: Any, inner: Any, key: str, at: str) -> None:
        if is_dataclass(inner):
            if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
                raise self._wrong(
                    at, _("write [[{table}]] on a line of its own above each of them").format(table=key)
                )
            for number, row in enumerate(value, start=1):
                self.table(row, inner, f"[[{key}]] {row.get('code') or number}")
        elif words := _words(inner):
            if not isinstance(value, list) or not all(word in words for word in value):
                raise self._wrong(at, _("write a list of some of: {known}").format(known=", ".join(words)))
        elif not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise self._wrong(at, _('write a list of texts in brackets, such as ["...", "..."]'))

    def consistent(self, rules: Rules) -> None:
        """Refuse rules that contradict each other or that no conference can follow."""
        bloc, scoring = rules.bloc, rules.scoring
        for key in ("name", "leader_title", "deputy_title"):
            self._must(bool(getattr(bloc, key)), f"[bloc] {key}", _("it is empty; write it"))
        self._must(1900 <= bloc.year <= 2999, "[bloc] year", _("write a year with four digits"))
        self._must(
            bloc.next_year > bloc.year,
            "[bloc] next_year",
            _("{next} does not come after the year {year}; correct one of them").format(
                next=bloc.next_year, year=bloc.year
            ),
        )
        self._share("[quorum] share", rules.quorum.quorum)
        self._awards(rules)
        self._must(rules.ballot.tellers >= 2, "[ballot] tellers", _from_up(2))
        for key in ("scale", "step"):
            self._must(getattr(scoring, key) > 0, f"[scoring] {key}", _("write a number above 0"))
        for key in ("max_bonus", "max_penalty", "note_above"):
            self._must(getattr(scoring, key) >= 0, f"[scoring] {key}", _("write a number from 0 up"))
        self._must(
            scoring.step <= scoring.scale, "[scoring] step", _("the step is larger than the whole scale")
        )

    def _awards(self, rules: Rules) -> None:
        self._must(bool(rules.awards), "[[awards]]", _("there is no award; write at least one"))
        codes = [award.code for award in rules.awards]
        for number, award in enumerate(rules.awards, start=1):
            at = f"[[awards]] {award.code or number}"
            self._must(
                award.code.isascii() and award.code.isalnum() and award.code.isupper(),
                f"{at} code",
                _("write capital letters and digits without accents, such as CO"),
            )
            self._must(
                codes.count(award.code) == 1,
                f"{at} code",
                _("this code stands {times} times; give each award its own").format(
                    times=codes.count(award.code)
                ),
            )
            for key in ("name", "authority"):
                self._must(bool(getattr(award, key)), f"{at} {key}", _("it is empty; write it"))
            self._award(award, at, codes)

    def _award(self, award: AwardRule, at: str, codes: list[str]) -> None:
        for key, least in (("seats", 1), ("max_rounds", 1), ("max_choices", 0), ("shortlist", 0)):
            self._must(getattr(award, key) >= least, f"{at} {key}", _from_up(least))
        self._share(f"{at} threshold", award.rule)
        for key, most in (("seats", award.seats), ("max_choices", award.max_choices)):
            self._must(
                not award.shortlist or most <= award.shortlist,
                f"{at} {key}",
                _("{number} are more than the {shortlist} that shortlist puts on the ballot").format(
                    number=most, shortlist=award.shortlist
                ),
            )
        others = [code for code in codes if code != award.code]
        for other in award.excludes:
            self._must(
                other in others,
                f"{at} excludes",
                _('"{code}" is no other award here; write one of: {known}').format(
                    code=other, known=", ".join(others)
                )
                if others
                else _("there is no other award; leave the list empty"),
            )

    def _share(self, at: str, parse: Callable[[], object]) -> None:
        try:
            parse()
        except BadInput as error:
            raise BadInput(
                _("{file}, {place}: {problem}").format(file=self._where, place=at, problem=error)
            ) from error

    def _must(self, holds: bool, at: str, what: str) -> None:
        if not holds:
            raise self._wrong(at, what)

    def _wrong(self, at: str, what: str) -> BadInput:
        return BadInput(_("{file}, {place}: {what}.").format(file=self._where, place=at, what=what))


def _from_up(least: int) -> str:
    return _("write a whole number from {least} up").format(least=least)


def _keys(kind: Any) -> Iterator[tuple[str, Field[Any]]]:
    """The keys that a table may hold; the id of a row is the program's own."""
    return ((field.name, field) for field in fields(kind) if field.name != "id")


def _words(hint: Any) -> tuple[str, ...]:
    """The words that a value is one of; empty where any may stand."""
    if isinstance(hint, type) and issubclass(hint, enum.StrEnum):
        return tuple(hint)
    return get_args(hint) if get_origin(hint) is Literal else ()


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    number = Decimal(value)
    return number.is_finite() and abs(number) <= _LARGEST


# --- writing -------------------------------------------------------------------------------------------

_HEAD: Final = """\
# The rules of one bloc. What is left out takes the default. No rule here is law for a bloc's ballot: the bloc
# adopts its own each year, and `basis` names where a rule comes from.
"""

_COMMENTS: Final = {
    "bases": "legal bases cited in papers (căn cứ), each one line without the final mark",
    "bloc.town": "địa danh of the date line",
    "bloc.office": "the province's office for emulation and commendation",
    "bloc.parent": "the name above the bloc's on papers",
    "quorum.share": "of all member units: a fraction or a percentage in quotes",
    "quorum.comparison": '">=" từ ... trở lên, ">" trên, quá bán',
    "quorum.count_written": "whether written opinions count as present",
    "awards.seats": "how many may be proposed",
    "awards.max_choices": "for choose_up_to and strike_out; 0 = as many as seats",
    "awards.threshold": "a fraction or a percentage in quotes",
    "awards.comparison": '">=" từ ... trở lên, ">" trên, quá bán',
    "awards.base": "of what the threshold is a share",
    "awards.shortlist": "how many points leaders stand on the ballot; 0 = all",
    "awards.excludes": "codes of awards whose proposed units are taken off this list",
    "awards.tie_break": "in the order in which they are tried",
    "awards.noun": "the short word of the minutes",
    "ballot.self_vote": "whether a unit may vote for itself",
    "ballot.written_opinions": "whether absent units may send their opinion",
    "ballot.order": "of the names on the ballot",
    "scoring.above_scale": "whether bonus points may lift a total above the scale",
    "scoring.note_above": "a larger difference between self and cross score needs a note",
    "rotation.mode": "how the next leader comes",
}
"""`table.key` -> what a person who edits the file needs to know; the words that may stand are added."""


def write_rules(rules: Rules) -> str:
    """The rules as a commented `rules.toml` in which every key stands; `read_rules` gives the same back."""
    hints = get_type_hints(Rules)
    bases = "".join(f"  {_toml(base)},\n" for base in rules.bases)
    parts = [_HEAD, f"# {_COMMENTS['bases']}\nbases = [\n{bases}]\n"]
    for key, _field in _keys(Rules):
        value = getattr(rules, key)
        if is_dataclass(hints[key]):
            parts.append(f"[{key}]\n{_lines(value, key)}")
        elif key != "bases":
            parts += [f"[[{key}]]\n{_lines(row, key)}" for row in value]
    return "\n".join(parts)


def _lines(row: Any, table: str) -> str:
    hints = get_type_hints(type(row))
    said = []
    for key, _field in _keys(type(row)):
        hint = get_args(hints[key])[0] if get_origin(hints[key]) is tuple else hints[key]
        comment = "; ".join(
            filter(
                None,
                (_COMMENTS.get(f"{table}.{key}"), ", ".join(_words(hint)) if key != "comparison" else ""),
            )
        )
        said.append(f"{key} = {_toml(getattr(row, key))}{'  # ' + comment if comment else ''}\n")
    return "".join(said)


def _toml(value: Any) -> str:
    """One value in TOML; its strings are those of JSON but for the delete character."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Decimal():
            return format(value, "f")
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case _:
            return str(value)
