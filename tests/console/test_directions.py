"""Phương hướng: drafts, proposals of the units, and the adoption by hands after which nothing changes."""

from collections.abc import Callable

import pytest

from console import directions
from console.conference import Conference, DirectionState
from console.errors import NotAllowed
from console.step import Step
from tests.console.desk import MORNING, bloc, steps


def drafts(*texts: str) -> Conference:
    conference = bloc()
    for text in texts or ("Một", "Hai", "Ba"):
        conference = directions.add(conference, text).after
    return conference


def texts(conference: Conference) -> list[str]:
    return [row.text for row in directions.listed(conference)]


def adopt(conference: Conference, agree: int = 9) -> Step:
    return directions.adopt(conference, agree, 9 - agree, 0, 9, MORNING)


def test_drafts_are_added_edited_moved_and_dropped() -> None:
    conference = directions.move(drafts(), 3, -2).after
    assert texts(conference) == ["Ba", "Một", "Hai"]
    conference = directions.edit(conference, 1, " Một  và hơn ").after
    conference = directions.drop(conference, 2).after
    assert texts(conference) == ["Ba", "Một và hơn"]
    assert len(conference.directions) == 3, "the dropped one is kept, out of the list"
    assert texts(directions.add(conference, "Bốn").after)[-1] == "Bốn"
    for step in steps(lambda: directions.move(conference, 3, -1), lambda: directions.move(conference, 1, 1)):
        with pytest.raises(NotAllowed):
            step()


def test_an_accepted_wording_takes_the_place_and_a_comment_changes_nothing() -> None:
    conference = directions.propose(drafts(), 1, 4, "nên rõ hơn", "Một, rõ hơn").after
    conference = directions.propose(conference, 2, 5, "đồng tình").after
    conference = directions.propose(conference, None, 6, "", "Thêm một việc").after
    assert conference.amendments[0].before == "Một"
    for amendment in (1, 2, 3):
        conference = directions.answer(conference, amendment, True).after
    assert texts(conference) == ["Một, rõ hơn", "Hai", "Ba", "Thêm một việc"]
    with pytest.raises(NotAllowed):
        directions.answer(conference, 1, False)


def test_a_declined_wording_leaves_the_draft() -> None:
    conference = directions.propose(drafts(), 1, 4, "", "Khác").after
    assert texts(directions.answer(conference, 1, False).after)[0] == "Một"


def test_nothing_is_adopted_while_a_proposal_is_open_or_the_list_is_empty() -> None:
    with pytest.raises(NotAllowed, match="unanswered"):
        adopt(directions.propose(drafts(), 1, 4, "ý kiến").after)
    with pytest.raises(NotAllowed, match="no direction"):
        adopt(bloc())


def test_adopted_by_more_than_half_and_final() -> None:
    step = adopt(drafts(), 5)
    assert step.final
    assert directions.adopted(step.after)
    assert {row.state for row in step.after.directions} == {DirectionState.ADOPTED}
    assert step.after.hands[0].subject == "Phương hướng, nhiệm vụ năm 2023"


def test_not_adopted_can_be_changed_and_put_to_the_vote_again() -> None:
    lost = adopt(drafts(), 4)
    assert lost.detail["adopted"] is False
    assert not directions.adopted(lost.after)
    again = adopt(directions.edit(lost.after, 1, "Một, sửa").after)
    assert directions.adopted(again.after)
    assert len(again.after.hands) == 2


CHANGES: list[Callable[[Conference], Step]] = [
    lambda c: directions.add(c, "x"),
    lambda c: directions.edit(c, 1, "x"),
    lambda c: directions.drop(c, 1),
    lambda c: directions.move(c, 1, 1),
    lambda c: directions.propose(c, 1, 2, "x"),
    lambda c: adopt(c),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_adopted_is_not_edited(change: Callable[[Conference], Step]) -> None:
    change(drafts())
    with pytest.raises(NotAllowed, match="appended paper"):
        change(adopt(drafts()).after)


def test_a_direction_and_a_proposal_need_words() -> None:
    for step in steps(
        lambda: directions.add(drafts(), "  "),
        lambda: directions.edit(drafts(), 1, ""),
        lambda: directions.propose(drafts(), 1, 2, " ", ""),
    ):
        with pytest.raises(NotAllowed):
            step()
