"""Bàn giao: who leads next, the checklist, three confirmations, the chair, and the pact."""

from dataclasses import replace

import pytest

from console import handover
from console.conference import Conference, Role
from console.errors import NotAllowed
from console.rules import RotationMode
from console.step import Step
from tests.console.desk import MORNING, Room, approvals, bloc, steps


def choose(conference: Conference, leader: int = 2, deputy: int = 3, agree: int = 9) -> Step:
    return handover.choose(conference, "deputy_steps_up", leader, deputy, agree, 9 - agree, 0, 9, MORNING)


def ready() -> Conference:
    return handover.check_all(choose(bloc()).after).after


def signed() -> Conference:
    conference = ready()
    for side in handover.SIDES:
        conference = handover.sign(conference, side, f"Người {side}", "", MORNING).after
    return conference


@pytest.mark.parametrize(
    ("mode", "unit"),
    [
        ("deputy_steps_up", 2),
        ("list_order", 2),
        ("leading_unit", 1),
        ("show_of_hands", None),
        ("secret_ballot", None),
        ("assigned", None),
    ],
)
def test_each_mode_points_to_its_unit_or_to_the_room(mode: RotationMode, unit: int | None) -> None:
    proposed = handover.proposed_leader(bloc(), mode)
    assert (proposed.id if proposed else None) == unit


def test_the_list_goes_round() -> None:
    conference = bloc()
    units = tuple(replace(u, role=Role.LEADER if u.id == 9 else Role.MEMBER) for u in conference.units)
    proposed = handover.proposed_leader(conference.change(units=units), "list_order")
    assert proposed is not None
    assert proposed.id == 1


def test_the_leading_unit_is_the_one_proposed_for_the_flag() -> None:
    room = Room().open()
    room.list_only("CO", [1, 3])
    room.vote("CO", approvals([2, 9], 9))
    room.take("accept")
    proposed = handover.proposed_leader(room.conference, "leading_unit")
    assert proposed is not None
    assert proposed.id == 3


def test_leader_and_deputy_are_two_units_carried_by_more_than_half() -> None:
    with pytest.raises(NotAllowed):
        choose(bloc(), 2, 2)
    step = choose(bloc(), agree=5)
    assert step.final
    assert (step.after.handover.leader, step.after.handover.deputy) == (2, 3)


def test_a_lost_vote_leaves_what_was_carried_before_with_its_own_hands() -> None:
    lost = choose(bloc(), agree=4)
    assert not lost.final
    assert lost.after.handover.leader is None
    carried = choose(lost.after).after
    later = choose(carried, 4, 5, agree=3).after
    assert later.handover == carried.handover
    assert len(later.hands) == 3, "the lost votes stand in the minutes"


def test_nobody_signs_before_a_leader_is_chosen_and_every_row_looked_at() -> None:
    with pytest.raises(NotAllowed, match="leader first"):
        handover.sign(bloc(), "giver", "An", "", MORNING)
    with pytest.raises(NotAllowed, match="checklist"):
        handover.sign(choose(bloc()).after, "giver", "An", "", MORNING)
    with pytest.raises(NotAllowed, match="name"):
        handover.sign(ready(), "giver", "  ", "", MORNING)


def test_the_ten_rows_are_filled_in_one_by_one_or_all_at_once() -> None:
    conference = handover.check(bloc(), 0, "05", "đủ", "thiếu bìa", False).after
    assert len(conference.handover.rows) == 10
    conference = handover.check_all(conference).after
    assert conference.handover.rows[0].ready is False, "who looked has the last word"
    assert all(row.ready for row in conference.handover.rows[1:])
    assert len(handover.add_row(conference, "Phòng họp", "chìa").after.handover.rows) == 11


def test_each_side_signs_once_and_then_nothing_of_it_changes() -> None:
    first = handover.sign(ready(), "giver", " Lường Văn  A ", "Cục trưởng", MORNING)
    assert first.final
    assert first.after.handover.signatures[0].name == "Lường Văn A"
    conference = first.after
    assert handover.missing_sides(conference.handover) == ("receiver", "witness")
    for change in steps(
        lambda: handover.sign(conference, "giver", "An", "", MORNING),
        lambda: handover.check(conference, 0, "", "", "", True),
        lambda: handover.check_all(conference),
        lambda: handover.add_row(conference, "x", ""),
        lambda: handover.name_witness(conference, "x", ""),
        lambda: choose(conference, 4, 5),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_the_chair_is_handed_over_once_and_after_all_three_have_signed() -> None:
    two = handover.sign(
        handover.sign(ready(), "giver", "An", "", MORNING).after, "receiver", "B", "", MORNING
    )
    with pytest.raises(NotAllowed, match="witness"):
        handover.switch_chair(two.after, MORNING)
    switched = handover.switch_chair(signed(), MORNING)
    assert switched.final
    with pytest.raises(NotAllowed):
        handover.switch_chair(switched.after, MORNING)


def test_the_pact_is_opened_by_the_new_leader_and_closed_for_good() -> None:
    with pytest.raises(NotAllowed, match="hand over the chair"):
        handover.sign_pact(signed(), 1)
    conference = handover.switch_chair(signed(), MORNING).after
    conference = handover.sign_pact(handover.sign_pact(conference, 1).after, 4).after
    conference = handover.sign_pact(conference, 1).after
    assert conference.handover.pact == (4,), "a second press takes it back"
    step = handover.close_pact(conference, MORNING)
    assert step.detail == {"signed": 1, "units": 9}
    for change in steps(
        lambda: handover.sign_pact(step.after, 5),
        lambda: handover.sign_pact_all(step.after),
        lambda: handover.close_pact(step.after, MORNING),
    ):
        with pytest.raises(NotAllowed):
            change()
    assert len(handover.sign_pact_all(conference).after.handover.pact) == 9
