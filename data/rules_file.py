"""`rules.toml`: read with every mistake named in words, written back with comments; the presets beside it."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from console.errors import BadInput
from console.language import _
from console.rules import Rules

PRESETS = Path(__file__).parent / "rules"


def preset_names() -> tuple[str, ...]:
    """The presets that ship with the program, the default first."""
    names = sorted(path.stem for path in PRESETS.glob("*.toml"))
    return tuple(sorted(names, key=lambda name: name != "mac-dinh"))


def named(name_or_file: str) -> Rules:
    """A preset by its name, or the rules of a file.

    Raises:
        BadInput: neither; the sentence lists the presets.
    """
    if name_or_file in preset_names():
        return read_rules(PRESETS / f"{name_or_file}.toml")
    path = Path(name_or_file)
    if not path.is_file():
        raise BadInput(
            _("{name} is no preset and no file. Presets: {known}.").format(
                name=name_or_file, known=", ".join(preset_names())
            )
        )
    return read_rules(path)


def read_rules(path: Path) -> Rules:
    """The rules of a file; what it leaves out takes the default.

    Raises:
        BadInput: it cannot be read or understood, with the key and what may stand there.
    """
    try:
        document = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise BadInput(_("{path} cannot be read: {what}").format(path=path, what=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise BadInput(
            _("{path} is not UTF-8 (byte {at}). Save it as UTF-8.").format(path=path, at=error.start)
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(_("{path}: {what}").format(path=path, what=error)) from error
    return rules_from(document, str(path))


def rules_from(document: Mapping[str, Any], where: str) -> Rules:
    """The rules of a parsed document.

    Raises:
        BadInput: an unknown key (with the nearest known one), a wrong value, or rules that contradict.
    """
    _known_keys(document, Rules, where, "")
    try:
        rules: Rules = msgspec.convert(dict(document), Rules, strict=False)
    except msgspec.ValidationError as error:
        raise BadInput(
            _("{where}: {what}. Correct the value.").format(where=where, what=str(error).rstrip("."))
        ) from error
    _consistent(rules, where)
    return rules


def _consistent(rules: Rules, where: str) -> None:
    if not rules.awards:
        raise BadInput(_("{where}: there is no award. Write at least one [[awards]].").format(where=where))
    codes = [award.code for award in rules.awards]
    for code in codes:
        if codes.count(code) > 1:
            raise BadInput(
                _("{where}: the award code {code} stands twice. Give each its own.").format(
                    where=where, code=code
                )
            )
        if not code.isascii() or not code.isalnum() or not code.isupper():
            raise BadInput(
                _("{where}: the award code {code} must be capital letters and digits.").format(
                    where=where, code=code
                )
            )
    try:
        rules.quorum.quorum()
        for award in rules.awards:
            award.rule()
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from error
    for award in rules.awards:
        if award.seats < 1 or award.max_rounds < 1 or award.max_choices < 0 or award.shortlist < 0:
            raise BadInput(
                _(
                    "{where}: award {code}: seats and max_rounds start at 1, max_choices and shortlist at 0."
                ).format(where=where, code=award.code)
            )
        for other in award.excludes:
            if other not in codes:
                raise BadInput(
                    _("{where}: award {code} excludes {other}, which is no award here.").format(
                        where=where, code=award.code, other=other
                    )
                )
    if rules.scoring.step <= 0 or rules.scoring.scale <= 0:
        raise BadInput(_("{where}: [scoring] scale and step are above 0.").format(where=where))


def _known_keys(document: Mapping[str, Any], kind: Any, where: str, at: str) -> None:
    hints = get_type_hints(kind)
    known = {field.name for field in fields(kind)} - {"id"}
    for key, value in document.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = _("Did you mean {near}?").format(near=near[0]) if near else ", ".join(sorted(known))
            raise BadInput(
                _("{where}: unknown key {key}. {hint}").format(where=where, key=f"{at}{key}", hint=hint)
            )
        inner = hints[key]
        if is_dataclass(inner) and isinstance(value, Mapping):
            _known_keys(value, inner, where, f"{at}{key}.")
        rows = get_args(inner)
        if rows and is_dataclass(rows[0]) and isinstance(value, list):
            for number, row in enumerate(value, start=1):
                if isinstance(row, Mapping):
                    _known_keys(row, rows[0], where, f"{at}{key}[{number}].")
