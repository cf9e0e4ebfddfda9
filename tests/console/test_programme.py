"""What a conference starts from: the usual half-day and the ten rows of the handover."""

import unicodedata
from dataclasses import replace

import pytest

from console.conference import Item, Stage
from console.programme import default_checklist, default_programme
from console.rules import BlocRule, Rules

RULES = Rules(bloc=BlocRule(name="Khối thi đua Mẫu", year=2026, next_year=2027))
AGREED = replace(RULES, scoring=replace(RULES.scoring, combine="consensus"))
DOMAIN_MINUTES = (30, 5, 3, 5, 5, 5, 20, 35, 15, 15, 3, 15, 5, 10, 10, 3, 15, 5, 7, 10, 7, 5, 3)
"""Domain 6.2, numbers 0 to 22."""


def words(items: tuple[Item, ...]) -> str:
    return " ".join(f"{item.title} {item.performer}" for item in items)


@pytest.mark.parametrize("rules", [RULES, AGREED])
def test_the_half_day_has_its_23_items_in_order_and_fits_a_morning(rules: Rules) -> None:
    items = default_programme(rules)
    assert [item.id for item in items] == [item.rank for item in items] == list(range(1, 24))
    assert tuple(item.minutes for item in items) == DOMAIN_MINUTES
    assert sum(item.minutes for item in items) <= 4 * 60
    assert all(item.title and item.performer for item in items)


@pytest.mark.parametrize("rules", [RULES, AGREED])
def test_every_stage_is_called_and_the_day_runs_from_the_roll_to_the_record(rules: Rules) -> None:
    stages = [item.stage for item in default_programme(rules)]
    assert set(stages) == set(Stage)
    firsts = [
        stages.index(stage) for stage in (Stage.ATTENDANCE, Stage.REPORTS, Stage.BALLOT, Stage.HANDOVER)
    ]
    assert firsts == sorted(firsts)
    assert firsts[0] == 0
    assert stages[-1] == Stage.RECORD


def test_titles_name_the_blocs_own_years_officers_and_awards() -> None:
    rules = replace(RULES, bloc=replace(RULES.bloc, leader_title="Cụm trưởng", deputy_title="Cụm phó"))
    said = words(default_programme(rules))
    for word in ("năm 2026", "năm 2027", "Cụm trưởng", "Cụm phó", *(award.name for award in rules.awards)):
        assert word in said
    assert "Trưởng khối" not in said


def test_a_bloc_that_agrees_by_consensus_has_no_ballot_on_its_programme() -> None:
    for word in ("phiếu", "Kiểm"):
        assert word in words(default_programme(RULES))
        assert word not in words(default_programme(AGREED))
    assert [item.stage for item in default_programme(AGREED)] == [
        item.stage for item in default_programme(RULES)
    ]


def test_the_checklist_has_ten_rows_the_pennant_among_them_and_no_seal() -> None:
    rows = default_checklist()
    assert len(rows) == 10
    assert len({row.title for row in rows}) == 10
    assert all(row.measure and row.ready is None for row in rows)
    assert [row.quantity for row in rows if "Cờ luân lưu" in row.title] == ["01"]
    assert not any("con dấu" in row.title.lower() for row in rows)


def test_the_words_are_nfc() -> None:
    text = words(default_programme(RULES)) + "".join(row.title for row in default_checklist())
    assert unicodedata.is_normalized("NFC", text)
