"""How a conference comes into being, and what cannot be a bloc."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from console.ballot.forms import BallotKind
from console.ballot.round import NomineeState
from console.conference import Conference, Direction, Guest, Meeting, Presence, Report, Role, Unit
from console.errors import BadInput, NotAllowed
from console.founding import found, with_delegates
from console.programme import default_checklist, default_programme
from console.rules import Rules

MEETING = Meeting(id=1, title="Hội nghị mẫu", held_on=date(2026, 12, 18), sample=True)


def unit(number: int, role: Role = Role.MEMBER) -> Unit:
    return Unit(number, f"DV{number:02d}", f"Đơn vị {number} tỉnh Mẫu", f"ĐV{number}", role)


UNITS = (unit(1, Role.LEADER), unit(2, Role.DEPUTY), unit(3))


def founded(units: Sequence[Unit] = UNITS, rules: Rules | None = None) -> Conference:
    return found(MEETING, rules or Rules(), units)


def test_every_unit_has_one_delegate_expected_and_without_a_name_where_none_is_known() -> None:
    conference = found(MEETING, Rules(), UNITS, [("Nguyễn Văn Mẫu A", "Giám đốc")])
    assert [(d.id, d.unit, d.presence) for d in conference.delegates] == [
        (n, n, Presence.EXPECTED) for n in (1, 2, 3)
    ]
    assert [(d.name, d.position) for d in conference.delegates] == [
        ("Nguyễn Văn Mẫu A", "Giám đốc"),
        ("", ""),
        ("", ""),
    ]
    assert conference.meeting.electorate == "unit"


def test_every_unit_stands_on_the_list_of_every_award_in_list_order() -> None:
    conference = founded()
    assert [(n.award, n.unit, n.rank) for n in conference.nominees] == [
        (award.code, number, number) for award in Rules().awards for number in (1, 2, 3)
    ]
    assert [n.id for n in conference.nominees] == list(range(1, 7))
    assert {n.state for n in conference.nominees} == {NomineeState.LISTED}


def test_programme_checklist_and_rotation_are_those_of_the_rules() -> None:
    rules = Rules()
    rules = replace(rules, rotation=replace(rules.rotation, mode="list_order"))
    conference = founded(rules=rules)
    assert conference.agenda == default_programme(rules)
    assert conference.handover.rows == default_checklist()
    assert conference.handover.mode == "list_order"
    assert conference.reports == ()
    assert conference.rounds == ()


def test_what_is_known_beforehand_is_taken_over() -> None:
    guest, report = Guest(1, "Lê Văn Mẫu V"), Report(2, received=True)
    conference = found(MEETING, Rules(), UNITS, guests=[guest], reports=[report], directions=["Một.", "Hai."])
    assert conference.guests == (guest,)
    assert conference.report(2) == report
    assert conference.directions == (Direction(1, 1, "Một."), Direction(2, 2, "Hai."))


def test_an_empty_bloc_can_be_founded() -> None:
    conference = founded(())
    assert not conference.units
    assert not conference.delegates
    assert not conference.nominees
    assert len(conference.agenda) == 23


def test_a_bloc_without_a_deputy_can_be_founded() -> None:
    assert founded((unit(1, Role.LEADER), unit(2))).with_role(Role.DEPUTY) is None


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ((unit(1, Role.LEADER),), "at least two units"),
        ((unit(1), unit(2, Role.DEPUTY)), "No unit leads the bloc. Write Trưởng khối"),
        ((unit(1, Role.LEADER), unit(2, Role.LEADER)), "Two units hold one office"),
        ((*UNITS, unit(4, Role.DEPUTY)), "Two units hold one office"),
        ((*UNITS, replace(unit(4), code="dv03")), 'The code "DV03" stands 2 times'),
        (
            (*UNITS, replace(unit(4), name="Đơn vị 3  TỈNH Mẫu")),
            'The name "Đơn vị 3 tỉnh Mẫu" stands 2 times',
        ),
        ((*UNITS, replace(unit(4), code=" ")), "Unit 4 has no code or no name"),
        ((*UNITS, replace(unit(4), name="")), "Unit 4 has no code or no name"),
    ],
)
def test_what_cannot_be_a_bloc_is_refused_in_words(units: tuple[Unit, ...], said: str) -> None:
    with pytest.raises(BadInput) as refusal:
        founded(units)
    assert said in str(refusal.value)


def test_accents_tell_two_units_apart() -> None:
    rows = (*UNITS, replace(unit(4), name="Ban Hà"), replace(unit(5), name="Ban Hạ"))
    assert len(founded(rows).units) == 5


def test_a_ballot_cannot_let_choose_more_units_than_the_bloc_has() -> None:
    def choosing(most: int) -> Rules:
        award = replace(Rules().awards[0], ballot=BallotKind.CHOOSE_UP_TO, max_choices=most)
        return replace(Rules(), awards=(award,))

    assert founded(rules=choosing(3)).award("CO").max_choices == 3
    with pytest.raises(BadInput, match="may choose 4, but the bloc has 3 units"):
        founded(rules=choosing(4))


def test_a_congress_has_one_ballot_a_delegate() -> None:
    conference = with_delegates(founded(), [(1, "Mẫu A", "Trưởng"), (1, "Mẫu B", ""), (2, " Mẫu  A ", "")])
    assert conference.meeting.electorate == "delegate"
    assert [(d.id, d.unit, d.name, d.position) for d in conference.delegates] == [
        (1, 1, "Mẫu A", "Trưởng"),
        (2, 1, "Mẫu B", ""),
        (3, 2, "Mẫu A", ""),
    ]


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ((), "needs delegates"),
        (((9, "Mẫu A", ""),), "Delegate 1: there is no unit 9"),
        (((1, "Mẫu A", ""), (2, " ", "")), "Delegate 2 of Đơn vị 2 tỉnh Mẫu has no name"),
        (((1, "Mẫu A", ""), (1, "mẫu  a", "")), "stands twice among the delegates of Đơn vị 1 tỉnh Mẫu"),
    ],
)
def test_delegates_nobody_could_call_are_refused(people: tuple[tuple[int, str, str], ...], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        with_delegates(founded(), people)


def test_delegates_stay_once_the_conference_is_open() -> None:
    conference = founded()
    opened = conference.change(
        meeting=replace(conference.meeting, opened=datetime(2026, 12, 18, 8, tzinfo=UTC))
    )
    with pytest.raises(NotAllowed):
        with_delegates(opened, [(1, "Mẫu A", "")])
