"""A new conference from units and rules."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from console.conference import Role
from console.errors import BadInput
from console.rules import Rules
from data.new import new_conference
from data.units_file import UnitRow

ROWS = (
    UnitRow("A", "Cục Mẫu", "Cục", Role.LEADER, "Nguyễn Văn Mẫu A", "Cục trưởng", Decimal("96.5")),
    UnitRow("B", "Sở Mẫu", "Sở", Role.DEPUTY),
)
TODAY = date(2026, 11, 23)


def test_units_representatives_and_scores_stand_where_the_file_put_them() -> None:
    conference = new_conference(ROWS, Rules(), TODAY)
    assert [(unit.id, unit.code, unit.role) for unit in conference.units] == [
        (1, "A", Role.LEADER),
        (2, "B", Role.DEPUTY),
    ]
    assert [(d.name, d.position) for d in conference.delegates] == [
        ("Nguyễn Văn Mẫu A", "Cục trưởng"),
        ("", ""),
    ]
    assert [(report.id, report.agreed_score) for report in conference.reports] == [(1, Decimal("96.5"))]
    assert conference.meeting.held_on == TODAY


@pytest.mark.parametrize(
    ("today", "year"),
    [(TODAY, 2026), (date(2026, 7, 1), 2026), (date(2027, 1, 9), 2026), (date(2026, 6, 30), 2025)],
)
def test_a_conference_sums_up_this_year_or_in_its_first_half_the_last(today: date, year: int) -> None:
    conference = new_conference((), Rules(), today)
    assert conference.meeting.title == (
        f"Hội nghị tổng kết công tác thi đua, khen thưởng năm {year} và phương hướng, nhiệm vụ năm {year + 1}"
    )
    assert (conference.rules.bloc.year, conference.rules.bloc.next_year) == (year, year + 1)
    assert any(f"năm {year + 1}" in item.title for item in conference.agenda)


@pytest.mark.parametrize("next_year", [2023, 2025])
def test_the_year_of_the_rules_wins(next_year: int) -> None:
    rules = Rules()
    rules = replace(rules, bloc=replace(rules.bloc, year=2024, next_year=next_year))
    conference = new_conference((), rules, TODAY)
    assert (conference.rules.bloc.year, conference.rules.bloc.next_year) == (2024, 2025)


def test_a_bloc_may_be_empty_at_first() -> None:
    conference = new_conference((), Rules(), TODAY)
    assert conference.units == ()
    assert conference.delegates == ()
    assert len(conference.agenda) > 20


def test_units_that_cannot_stand_together_are_refused() -> None:
    with pytest.raises(BadInput):
        new_conference((ROWS[0], ROWS[0]), Rules(), TODAY)
