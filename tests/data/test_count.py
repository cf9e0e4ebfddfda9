"""`count`: ballots and rules in, the outcome out; against a second, naive implementation."""

import gettext
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console import language
from data.count import count_command
from data.locale import catalogue
from tests.console.ballot import naive

RULES: dict[str, Any] = {
    "members": 9,
    "present": 9,
    "issued": 9,
    "written": 0,
    "code": "CO",
    "seats": 1,
    "ballot": "approve_reject",
    "max_choices": 0,
    "threshold": "80/100",
    "comparison": ">=",
    "base": "members",
    "tie_break": ["revote", "total_score", "section_1_score", "room_decides"],
    "round": 1,
    "scores": {},
    "section_1_scores": {},
}


def toml(rules: dict[str, Any]) -> str:
    lines = ["[electorate]"]
    lines += [f"{key} = {rules[key]}" for key in ("members", "present", "issued", "written")]
    lines += ["[award]", f"seats = {rules['seats']}", f"round = {rules['round']}"]
    lines += [f"{key} = {json.dumps(rules[key])}" for key in ("code", "ballot", "threshold", "comparison")]
    lines += [f"base = {json.dumps(rules['base'])}", f"tie_break = {json.dumps(rules['tie_break'])}"]
    if rules["max_choices"]:
        lines.append(f"max_choices = {rules['max_choices']}")
    for table in ("scores", "section_1_scores"):
        lines.append(f"[{table}]")
        lines += [f'{code} = "{score.replace(".", ",")}"' for code, score in rules[table].items()]
    return "\n".join([*lines, rules.get("more", "")])


def run(folder: Path, ballots: str, *, as_json: bool = True, **rules: Any) -> tuple[int, str, str]:
    (folder / "ballots.csv").write_text(ballots, encoding="utf-8")
    (folder / "rules.toml").write_text(toml(RULES | rules), encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    code = count_command(folder / "ballots.csv", folder / "rules.toml", as_json, out, err)
    return code, out.getvalue(), err.getvalue()


def counted(folder: Path, ballots: str, **rules: Any) -> dict[str, Any]:
    code, out, err = run(folder, ballots, **rules)
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert isinstance(document, dict)
    return document


def test_the_document_has_these_keys_in_this_order(tmp_path: Path) -> None:
    document = counted(tmp_path, "A,B\n" + "x,-\n" * 8, written=1, present=8, issued=8)
    assert list(document) == [
        "award",
        "round",
        "counts",
        "base",
        "threshold",
        "comparison",
        "units",
        "outcome",
        "elected",
        "tied",
        "next",
        "run_off",
    ]
    assert document["counts"] == {
        "members": 9,
        "present": 8,
        "issued": 8,
        "collected": 7,
        "written": 1,
        "valid": 8,
        "invalid": 0,
        "blank": 0,
    }
    assert document["units"][0] == {
        "code": "A",
        "for": 8,
        "against": 0,
        "share": "8/9",
        "percent": "88,89",
        "passes": True,
    }
    assert (document["elected"], document["threshold"]) == (["A"], "80/100")


def test_a_fully_empty_ballot_of_several_names_is_valid_and_blank(tmp_path: Path) -> None:
    counts = counted(tmp_path, "A,B\n,\nx,x\n")["counts"]
    assert (counts["valid"], counts["invalid"], counts["blank"]) == (2, 0, 1)


def test_a_line_with_both_or_neither_box_counts_for_neither_side(tmp_path: Path) -> None:
    units = counted(tmp_path, "A,B\nx-,x\n,x\n")["units"]
    assert [(u["code"], u["for"], u["against"]) for u in units] == [("B", 2, 0), ("A", 0, 0)]


def test_a_single_name_needs_exactly_one_mark(tmp_path: Path) -> None:
    document = counted(tmp_path, 'A\nx\n-\n""\nx-\n')
    counts = document["counts"]
    assert (counts["valid"], counts["invalid"], counts["blank"]) == (2, 2, 1)
    assert (document["units"][0]["for"], document["units"][0]["against"]) == (1, 1)


def test_an_empty_choose_up_to_ballot_is_invalid_and_blank_and_one_too_full_is_invalid(
    tmp_path: Path,
) -> None:
    document = counted(tmp_path, "A,B,C\n,,\nx,x,x\nx,x,\nx,,\n", ballot="choose_up_to", max_choices=2)
    counts = document["counts"]
    assert (counts["valid"], counts["invalid"], counts["blank"]) == (2, 2, 1)
    assert [(u["code"], u["for"], u["against"]) for u in document["units"]] == [
        ("A", 2, None),
        ("B", 1, None),
        ("C", 0, None),
    ]


def test_in_strike_out_too_many_left_or_all_struck_is_invalid(tmp_path: Path) -> None:
    document = counted(tmp_path, "A,B,C\n-,,\n-,-,\n-,-,-\n,,\n", ballot="strike_out", max_choices=2)
    counts = document["counts"]
    assert (counts["valid"], counts["invalid"]) == (2, 2)
    assert [(u["code"], u["for"], u["against"]) for u in document["units"]] == [
        ("C", 2, 0),
        ("B", 1, 1),
        ("A", 0, 2),
    ]


def test_a_threshold_of_zero_still_needs_one_vote(tmp_path: Path) -> None:
    document = counted(tmp_path, "A,B\n-,x\n", threshold="0", seats=2)
    assert document["elected"] == ["B"]


def test_size_zero_gives_no_share_and_nobody(tmp_path: Path) -> None:
    document = counted(tmp_path, "A,B\n,\n", ballot="choose_up_to", base="valid", threshold="0")
    assert document["base"] == {"name": "valid", "size": 0}
    assert document["outcome"] == "nobody"
    assert [(u["share"], u["percent"], u["passes"]) for u in document["units"]] == [(None, None, False)] * 2


def test_most_votes_come_first_then_the_order_of_the_list(tmp_path: Path) -> None:
    document = counted(tmp_path, "C,A,B\nx,x,x\n-,-,x\n")
    assert [unit["code"] for unit in document["units"]] == ["B", "C", "A"]


def test_more_collected_than_issued_is_void(tmp_path: Path) -> None:
    document = counted(tmp_path, "A\n" + "x\n" * 10)
    assert (document["outcome"], document["next"], document["elected"]) == ("void", "revote", [])


def test_more_collected_than_present_is_void_and_says_which(tmp_path: Path) -> None:
    code, out, _err = run(tmp_path, "A\n" + "x\n" * 9, as_json=False, present=8, issued=9)
    assert code == 0
    assert "This round is void: more ballots were collected than units are present." in out


def test_a_round_below_the_quorum_is_void(tmp_path: Path) -> None:
    document = counted(tmp_path, "A\n" + "x\n" * 5, present=5, issued=5, more='[quorum]\nshare = "2/3"')
    assert (document["outcome"], document["next"]) == ("void", "revote")


def test_nobody_passing_proposes_the_top_two_and_who_is_level(tmp_path: Path) -> None:
    document = counted(tmp_path, "A,B,C\nx,x,\nx,,x\nx,,\n")
    assert (document["outcome"], document["next"]) == ("nobody", "run_off")
    assert document["run_off"] == ["A", "B", "C"]


def test_a_tie_names_the_tied_and_the_first_step_that_helps(tmp_path: Path) -> None:
    ballots = "A,B,C\n" + "x,x,x\n" * 8 + ",,x\n"
    tie = {"seats": 2, "tie_break": ["total_score", "revote"]}
    document = counted(tmp_path, ballots, **tie)
    assert (document["outcome"], document["elected"], document["tied"]) == ("tie", ["C"], ["A", "B"])
    assert document["next"] == "revote"
    apart = counted(tmp_path, ballots, **tie, scores={"A": "98.0", "B": "97.5"})
    assert (apart["next"], apart["elected"], apart["tied"]) == ("total_score", ["C"], ["A", "B"])


@pytest.mark.parametrize(
    ("ballots", "rules", "told"),
    [
        ("A,B\nx,y\n", {}, "row 2 (ballot 1), column 2 (B)"),
        ("A,B\nx,-\n", {"ballot": "choose_up_to"}, "column 2 (B)"),
        ("A\nx\n\nx\n", {}, "Is it a blank ballot?"),
        ("A\nx\n", {"present": 10}, "present = 10"),
        ("A\nx\n", {"present": 8, "issued": 8, "written": 2}, "written = 2"),
        ("A\n", {"present": 8, "issued": 8, "written": 1}, "written opinions"),
        ("A,B\nx,x\n", {"scores": {"A": "98", "Z": "97"}}, "[scores] Z"),
        ("A,B\nx,x\n", {"section_1_scores": {"Z": "97"}}, "[section_1_scores] Z"),
    ],
)
def test_bad_input_is_one_line_on_the_error_side_and_exit_code_2(
    tmp_path: Path, ballots: str, rules: dict[str, Any], told: str
) -> None:
    code, out, err = run(tmp_path, ballots, **rules)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_bad_input_is_said_in_vietnamese_to_the_last_word(tmp_path: Path) -> None:
    language.install(catalogue("vi"))
    try:
        _code, _out, err = run(tmp_path, "A,B\n\n")
        missing = io.StringIO()
        count_command(tmp_path / "none.csv", tmp_path / "rules.toml", True, io.StringIO(), missing)
    finally:
        language.install(gettext.NullTranslations())
    assert "dòng 2 (phiếu thứ 1), cột 1 (A): dòng trống. Đây có phải là phiếu trắng không?" in err
    assert "hãy ghi «,»; nếu không" in err
    assert "No such file" not in missing.getvalue()


def test_scores_of_units_that_are_not_on_the_shortlist_do_no_harm(tmp_path: Path) -> None:
    document = counted(tmp_path, "A,B\nx,x\n", scores={"A": "98", "B": "97", "C": "96"})
    assert document["outcome"] == "nobody"


def test_the_text_says_the_same_in_words(tmp_path: Path) -> None:
    code, out, _err = run(tmp_path, "A,B\n" + "x,-\n" * 8, as_json=False)
    assert code == 0
    assert "Rule: at least 80% of all members. Base: 09, needed: 08 votes" in out
    assert "A      08       00    8/9  88,89%  passes" in out
    assert out.endswith("Proposed: A\n")
    _code, out, _err = run(tmp_path, "A\n" + "x\n" * 10, as_json=False)
    assert "This round is void: more ballots were collected than handed out." in out
    _code, out, _err = run(tmp_path, "A,B\nx,\n,x\n", as_json=False, ballot="choose_up_to")
    assert "No unit reaches at least 80% of all members." in out
    assert "a second round between A, B" in out


CELLS = {"approve_reject": ["x", "-", "x-", ""], "choose_up_to": ["x", ""], "strike_out": ["x", "-", ""]}


@st.composite
def counts(draw: st.DrawFn) -> tuple[list[str], list[naive.Row], dict[str, Any]]:
    kind = draw(st.sampled_from(sorted(CELLS)))
    codes = ["DV01", "DV02", "DV03", "DV04"][: draw(st.integers(1, 4))]
    row = st.lists(st.sampled_from(CELLS[kind]), min_size=len(codes), max_size=len(codes))
    rows = draw(st.lists(row, max_size=12))
    members = draw(st.integers(len(rows), 14)) if draw(st.booleans()) else max(1, len(rows))
    written = draw(st.integers(0, min(2, len(rows))))
    present = draw(st.integers(max(0, len(rows) - written - 1), members - written))
    issued = draw(st.sampled_from([present, present, max(0, len(rows) - written - 1)]))
    tables = st.dictionaries(st.sampled_from(codes), st.sampled_from(["98.0", "98", "93.5"]))
    rules = RULES | {
        "members": members,
        "present": present,
        "issued": issued,
        "written": written,
        "ballot": kind,
        "seats": draw(st.integers(1, 3)),
        "max_choices": draw(st.integers(0, 3)),
        "threshold": draw(st.sampled_from(["0/1", "1/2", "2/3", "80/100", "100/100"])),
        "comparison": draw(st.sampled_from([">=", ">"])),
        "base": draw(st.sampled_from(["members", "present", "issued", "collected", "valid"])),
        "round": draw(st.integers(1, 2)),
        "tie_break": draw(st.permutations(RULES["tie_break"])),
        "scores": draw(tables),
        "section_1_scores": draw(tables),
    }
    return codes, rows, rules


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(counts())
def test_a_second_naive_implementation_comes_to_the_same(
    tmp_path: Path, drawn: tuple[list[str], list[naive.Row], dict[str, Any]]
) -> None:
    codes, rows, rules = drawn
    text = "\n".join(";".join(cell or '""' for cell in row) for row in [codes, *rows])
    assert counted(tmp_path, text, **rules) == naive.count(codes, rows, rules)
