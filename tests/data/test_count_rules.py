"""The rules of a count as TOML."""

from decimal import Decimal
from pathlib import Path

import pytest

from console.ballot.forms import BallotKind
from console.ballot.majority import Base, Comparison
from console.errors import BadInput
from data.count_rules import CountRules, read_count_rules

LEAST = """
[electorate]
members = 9
present = 8
issued = 8

[award]
code = "CO"
seats = 1
ballot = "approve_reject"
"""


def read(folder: Path, text: str) -> object:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return read_count_rules(path)


def test_what_is_left_out_has_the_default_of_the_flag(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text("\ufeff" + LEAST, encoding="utf-8")
    rules = read_count_rules(tmp_path / "rules.toml")
    assert (rules.members, rules.present, rules.issued, rules.written) == (9, 8, 8, 0)
    award = rules.award
    assert (award.threshold, award.comparison, award.base) == ("80/100", Comparison.AT_LEAST, Base.MEMBERS)
    assert award.ballot is BallotKind.APPROVE_REJECT
    assert award.tie_break == ("revote", "total_score", "section_1_score", "room_decides")
    assert (rules.round_number, rules.quorum, award.choices) == (1, None, 1)


def test_everything_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(
        """
        [electorate]
        members = 9
        present = 8
        issued = 8
        written = 1
        [award]
        code = "BK"
        seats = 5
        ballot = "choose_up_to"
        max_choices = 4
        threshold = "1/2"
        comparison = ">"
        base = "valid"
        tie_break = ["total_score"]
        round = 2
        [quorum]
        threshold = "1/2"
        comparison = ">"
        base = "members"
        count_written = true
        [scores]
        DV01 = "98,0"
        DV02 = "97.25"
        DV03 = 97
        DV04 = 96.50
        [section_1_scores]
        DV01 = "40"
        """,
        encoding="utf-8",
    )
    rules = read_count_rules(path)
    assert (rules.written, rules.round_number, rules.award.choices) == (1, 2, 4)
    assert rules.award.rule().words() == "more than 50% of valid ballots"
    assert rules.quorum is not None
    assert (rules.quorum.threshold.needed(9), rules.quorum.count_written) == (5, True)
    assert rules.scores.total == {
        "DV01": Decimal("98.0"),
        "DV02": Decimal("97.25"),
        "DV03": Decimal(97),
        "DV04": Decimal("96.50"),
    }
    assert rules.scores.section_1 == {"DV01": Decimal(40)}


def test_the_round_may_stand_before_the_first_table(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text("round = 2\n" + LEAST, encoding="utf-8")
    assert read_count_rules(tmp_path / "rules.toml").round_number == 2


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("members = 9", "", "[electorate] members"),
        ("members = 9", "members = -1", "[electorate] members"),
        ("members = 9", "members = true", "[electorate] members"),
        ("members = 9", 'members = "9"', "[electorate] members"),
        ("present = 8", "present = 10", "[electorate]: present = 10"),
        ("issued = 8", "issued = 8\nwritten = 2", "[electorate]: written = 2"),
        ("issued = 8", "issued = 8\nwriten = 1", "did you mean written"),
        ('code = "CO"', "", "[award] code"),
        ('code = "CO"', 'code = " "', "[award] code"),
        ("seats = 1", "seats = 0", "[award] seats"),
        ('"approve_reject"', '"approve"', "[award] ballot"),
        ("seats = 1", 'seats = 1\nthreshold = "80"', "[award] threshold"),
        ("seats = 1", "seats = 1\nthreshold = 0.8", "[award] threshold"),
        ("seats = 1", 'seats = 1\ncomparison = "=>"', "[award] comparison"),
        ("seats = 1", 'seats = 1\nbase = "all"', "[award] base"),
        ("seats = 1", 'seats = 1\ntie_break = ["coin"]', "[award] tie_break"),
        ("seats = 1", 'seats = 1\ntie_break = "revote"', "[award] tie_break"),
        ("seats = 1", "seats = 1\nround = 0", "[award] round"),
        ("seats = 1", "seats = 1\nmax_choices = -1", "[award] max_choices"),
        ('"approve_reject"', '"approve_reject"\n[quorum]\nshare = "all"', "[quorum] share"),
        ('"approve_reject"', '"approve_reject"\n[quorum]\ncount_written = 1', "[quorum] count_written"),
        ('"approve_reject"', '"approve_reject"\n[quorum]\nbase = "valid"', "[quorum] base"),
        ('"approve_reject"', '"approve_reject"\n[scores]\nDV01 = "many"', "[scores] DV01"),
        ('"approve_reject"', '"approve_reject"\n[section_1_scores]\nDV01 = true', "[section_1_scores] DV01"),
        ('"approve_reject"', '"approve_reject"\n[score]\nDV01 = "98"', "did you mean [scores]"),
        ('"approve_reject"', '"approve_reject"\n[section1_scores]\nA = "9"', "mean [section_1_scores]"),
        ("[electorate]", "[electorate", "is not TOML"),
        ("[electorate]", "electorate = 1\n[other]", "[electorate] must be a table"),
    ],
)
def test_a_wrong_value_is_named_with_file_table_and_key(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, LEAST.replace(old, new, 1))
    assert place in str(caught.value)
    assert "rules.toml" in str(caught.value)


def test_other_tables_of_a_blocs_rules_may_stand_beside(tmp_path: Path) -> None:
    rest = "\n".join(f"[{name}]\n" for name in ("bloc", "ballot", "scoring", "rotation"))
    rules = read(tmp_path, f"{LEAST}\n[[awards]]\n{rest}")
    assert isinstance(rules, CountRules)
    assert rules.members == 9


def test_a_missing_or_foreign_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is missing"):
        read_count_rules(tmp_path / "nothing.toml")
    with pytest.raises(BadInput, match="cannot be used"):
        read_count_rules(tmp_path)
    (tmp_path / "rules.toml").write_bytes(b"\xff\xfe[")
    with pytest.raises(BadInput, match="UTF-8"):
        read_count_rules(tmp_path / "rules.toml")
