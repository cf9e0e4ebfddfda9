"""rules.toml: presets, a round trip, and every mistake in words with its place."""

import tomllib
import unicodedata
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ballot.majority import PRESETS as THRESHOLDS
from console.errors import BadInput
from console.rules import Rules
from console.text import tidy
from data.rules_file import PRESETS, named, preset, preset_names, read_rules, rules_from, write_rules
from data.samples import load_sample, sample_names

AWARD = '[[awards]]\ncode = "CO"\nname = "Cờ"\nauthority = "UBND tỉnh"\n'


def from_text(text: str) -> Rules:
    return rules_from(tomllib.loads(text, parse_float=Decimal), "rules.toml")


def refusal(tmp_path: Path, text: str | bytes) -> str:
    path = tmp_path / "rules.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(BadInput) as error:
        read_rules(path)
    said = str(error.value)
    assert said.startswith(str(path))
    assert "\n" not in said
    return said.removeprefix(str(path)).lstrip(", ")


# --- presets


def test_the_presets_are_the_five_of_the_domain_the_default_first() -> None:
    codes = {
        "mac-dinh": "default",
        "chat": "strict",
        "hai-phan-ba": "two_thirds",
        "qua-ban": "half",
        "khong-nguong": "ranked",
    }
    assert set(preset_names()) == set(codes)
    assert preset_names()[0] == "mac-dinh"
    pairs = {row.code: (row.flag, row.certificate) for row in THRESHOLDS}
    for name, code in codes.items():
        flag, certificate = preset(name).awards
        assert (flag.rule(), certificate.rule()) == pairs[code]


def test_the_default_preset_is_the_schemas_own_default() -> None:
    assert preset("mac-dinh") == Rules()


def test_no_preset_passes_for_a_rule_that_the_bloc_adopted() -> None:
    for name in preset_names():
        assert all(award.basis.startswith("Mặc định") for award in preset(name).awards)


def test_the_files_that_ship_are_utf8_in_nfc_and_commented() -> None:
    for path in PRESETS.glob("*.toml"):
        text = path.read_bytes().decode("utf-8")
        assert unicodedata.is_normalized("NFC", text)
        assert text.startswith("# ")


def test_rules_are_named_by_preset_or_by_file(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(AWARD, encoding="utf-8")
    assert named("chat") == preset("chat")
    assert named(str(path)).awards[0].name == "Cờ"
    for wrong in (named, preset):
        with pytest.raises(BadInput, match="mac-dinh, chat"):
            wrong("nghiem")


# --- reading and writing


def test_what_a_file_leaves_out_takes_the_default() -> None:
    assert from_text("") == Rules()
    assert from_text("[ballot]\ntellers = 5").ballot == replace(Rules().ballot, tellers=5)


def test_what_is_written_is_read_back_the_same() -> None:
    known = [Rules(), *map(preset, preset_names()), *(load_sample(name).rules for name in sample_names())]
    for rules in known:
        assert from_text(write_rules(rules)) == rules


def test_every_key_stands_in_what_is_written() -> None:
    document = tomllib.loads(write_rules(Rules()))
    tables = {field.name for field in fields(Rules)} - {"id"}
    assert set(document) == tables
    for table in tables - {"bases", "awards"}:
        assert set(document[table]) == {field.name for field in fields(getattr(Rules(), table))}
    assert set(document["awards"][0]) == {field.name for field in fields(Rules().awards[0])}


@given(st.text(max_size=30), st.decimals(0, 5, places=3), st.booleans())
def test_any_text_and_number_survives_the_round_trip(text: str, number: Decimal, flag: bool) -> None:
    rules = Rules()
    rules = replace(
        rules,
        bloc=replace(rules.bloc, province=tidy(text)),
        bases=(tidy(text),),
        scoring=replace(rules.scoring, max_bonus=number, above_scale=flag),
    )
    assert from_text(write_rules(rules)) == rules


def test_what_is_written_is_toml_whatever_stands_in_a_text() -> None:
    text = "".join(map(chr, range(0x80))) + "\u2028\U0001f1fb"
    rules = replace(Rules(), bases=(text,))
    assert tomllib.loads(write_rules(rules))["bases"] == [text]


def test_texts_are_read_in_nfc_even_from_a_decomposed_escape(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(
        b"\xef\xbb\xbf"
        + unicodedata.normalize("NFD", '[bloc]\nname = "Khối  thi đua"\ntown = "Ha\\u0300"').encode()
    )
    bloc = read_rules(path).bloc
    assert (bloc.name, bloc.town) == ("Khối thi đua", "Hà")


def test_numbers_are_exact() -> None:
    assert from_text("[scoring]\nstep = 0.1").scoring.step == Decimal("0.1")
    assert from_text("[scoring]\nscale = 1000").scoring.scale == 1000


def test_one_year_gives_the_other() -> None:
    assert from_text("[bloc]\nyear = 2026").bloc.next_year == 2027
    assert from_text("[bloc]\nnext_year = 2027").bloc.year == 2026


# --- mistakes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[qorum]", 'qorum: this key is not known; perhaps "quorum" is meant.'),
        ('[quorum]\nshara = "2/3"', '[quorum] shara: this key is not known; perhaps "share" is meant.'),
        (
            AWARD + "treshold = 1",
            '[[awards]] CO treshold: this key is not known; perhaps "threshold" is meant.',
        ),
        ("zzz = 1", "zzz: this key is not known; write one of: bloc, quorum, awards"),
        ("id = 2", "id: this key is not known"),
        ("quorum = 3", "quorum: this is a table; write [quorum] on a line of its own."),
        ("awards = 3", "awards: write [[awards]] on a line of its own"),
        ("[awards]", "awards: write [[awards]] on a line of its own"),
        ("awards = []", "[[awards]]: there is no award"),
        ('[[awards]]\ncode = "CO"\nname = "Cờ"', "[[awards]] CO authority: it is missing; add it."),
        ("[[awards]]\nseats = 1", "[[awards]] 1 code: it is missing; add it."),
        (AWARD + AWARD, "[[awards]] CO code: this code stands 2 times"),
        (AWARD.replace("CO", "cờ"), "[[awards]] cờ code: write capital letters and digits"),
        (AWARD.replace('"Cờ"', '" "'), "[[awards]] CO name: it is empty; write it."),
        (AWARD + 'threshold = "ba phần tư"', '[[awards]] CO threshold: "ba phần tư" is not a share.'),
        (AWARD + 'threshold = "4/3"', '[[awards]] CO threshold: "4/3" is more than the whole.'),
        (AWARD + 'threshold = "120%"', '[[awards]] CO threshold: "120%" is more than the whole.'),
        (AWARD + "threshold = 0.8", '[[awards]] CO threshold: write a share in quotes, such as "80/100".'),
        ('[quorum]\nshare = "2/0"', '[quorum] share: "2/0" is not a share.'),
        ('[quorum]\ncomparison = "="', "[quorum] comparison: write one of: >=, >."),
        (AWARD + 'ballot = "tick"', "[[awards]] CO ballot: write one of: approve_reject, choose_up_to"),
        (AWARD + 'tie_break = ["coin"]', "[[awards]] CO tie_break: write a list of some of: revote"),
        (AWARD + 'seats = "1"', "[[awards]] CO seats: write a whole number, without quotes."),
        (AWARD + "seats = true", "[[awards]] CO seats: write a whole number, without quotes."),
        (AWARD + "seats = 99999999", "[[awards]] CO seats: write a whole number"),
        (AWARD + "seats = 0", "[[awards]] CO seats: write a whole number from 1 up."),
        (AWARD + "max_choices = -1", "[[awards]] CO max_choices: write a whole number from 0 up."),
        (AWARD + "shortlist = 2\nmax_choices = 3", "[[awards]] CO max_choices: 3 are more than the 2"),
        (AWARD + "shortlist = 2\nseats = 3", "[[awards]] CO seats: 3 are more than the 2"),
        (AWARD + 'excludes = ["CO"]', "[[awards]] CO excludes: there is no other award"),
        (AWARD + 'excludes = ["X"]\n' + AWARD.replace("CO", "BK"), '[[awards]] CO excludes: "X" is no other'),
        (AWARD + 'excludes = "BK"', "[[awards]] CO excludes: write a list of texts"),
        ("bases = 3", "bases: write a list of texts"),
        ("[bloc]\nname = 2023-01-09", "[bloc] name: write a text in quotes."),
        ('[bloc]\nname = ""', "[bloc] name: it is empty"),
        ("[bloc]\nyear = 26", "[bloc] year: write a year with four digits."),
        ("[bloc]\nyear = 2026\nnext_year = 2026", "[bloc] next_year: 2026 does not come after the year 2026"),
        ('[ballot]\nself_vote = "no"', "[ballot] self_vote: write true or false."),
        ("[ballot]\ntellers = 0", "[ballot] tellers: write a whole number from 2 up."),
        ('[scoring]\nstep = "0,25"', "[scoring] step: write a number with a point"),
        ("[scoring]\nscale = nan", "[scoring] scale: write a number with a point"),
        ("[scoring]\nscale = inf", "[scoring] scale: write a number with a point"),
        ("[scoring]\nscale = 1e900000", "[scoring] scale: write a number with a point"),
        ("[scoring]\nstep = 0", "[scoring] step: write a number above 0."),
        ("[scoring]\nstep = 200", "[scoring] step: the step is larger than the whole scale."),
        ("[scoring]\nmax_bonus = -1", "[scoring] max_bonus: write a number from 0 up."),
        ('[rotation]\nmode = "lot"', "[rotation] mode: write one of: deputy_steps_up"),
        ("[bloc\n", "line 1, column 6: this is not TOML"),
        ("[bloc]\nyear = \n", "line 2, column 8: this is not TOML"),
        ('[bloc]\nname = "Khối', "line 2, column 13: this is not TOML"),
        ("[bloc]\nyear = 1\nyear = 2", "line 3, column 9: this is not TOML"),
        ("bases = " + "[" * 5000, "is not TOML"),
        ("[bloc]\nyear = " + "9" * 5000, "is not TOML"),
        ("[bloc]\nname = 'Kh\u1ed1i'".encode("utf-16"), "is not UTF-8 text"),
    ],
)
def test_a_mistake_is_told_with_file_table_key_and_what_may_stand_there(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    assert refusal(tmp_path, text).startswith(said)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(BadInput, match="cannot be read"):
            read_rules(path)
