"""A new conference from a list of units and the bloc's rules."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from console.conference import Conference, Meeting, Report, Unit
from console.founding import found
from console.rules import BlocRule, Rules
from data.units_file import UnitRow

_LAST_MONTH_OF_THE_SEASON = 6
"""Conferences on a year are held from November to spring (domain 2.4): until June it is last year's."""


def new_conference(rows: Sequence[UnitRow], rules: Rules, today: date) -> Conference:
    """A conference to be held today, with these units; an empty bloc where there are none yet.

    The year is that of the rules; where they leave it open, today's, or last year's in the first half of a
    year. Scores of the rows stand in the reports as agreed scores.

    Raises:
        BadInput: two units share a code, a name or an office.
    """
    rules = replace(rules, bloc=_with_year(rules.bloc, today))
    return found(
        Meeting(
            id=1,
            title=f"Hội nghị tổng kết công tác thi đua, khen thưởng năm {rules.bloc.year} "
            f"và phương hướng, nhiệm vụ năm {rules.bloc.next_year}",
            held_on=today,
        ),
        rules,
        [
            Unit(id=number, code=row.code, name=row.name, short_name=row.short_name, role=row.role)
            for number, row in enumerate(rows, start=1)
        ],
        [(row.representative, row.position) for row in rows],
        reports=[
            Report(id=number, agreed_score=row.score)
            for number, row in enumerate(rows, start=1)
            if row.score is not None
        ],
    )


def _with_year(bloc: BlocRule, today: date) -> BlocRule:
    """The bloc with its years: those of the schema mean that the rules name none."""
    unset = BlocRule()
    if (bloc.year, bloc.next_year) == (unset.year, unset.next_year):
        year = today.year - (today.month <= _LAST_MONTH_OF_THE_SEASON)
        return replace(bloc, year=year, next_year=year + 1)
    return replace(bloc, next_year=bloc.next_year if bloc.next_year > bloc.year else bloc.year + 1)
