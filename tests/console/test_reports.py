"""Báo cáo: scores within the bloc's scale, ranking with shared places, and none changed during a ballot."""

from decimal import Decimal
from typing import Any

import pytest

from console import reports
from console.conference import Commendation, Stage, Target
from console.errors import NotAllowed
from console.rules import Rules, ScoringRule
from console.step import Step
from tests.console.desk import KEYS, Room, approvals, bloc

D = Decimal


def score(value: str, unit: int = 1, **rest: Any) -> Step:
    return reports.set_scores(bloc(), unit, D(value), D(value), D(value), **rest)


def test_the_ranking_of_the_sample_shares_the_eighth_place() -> None:
    ranked = reports.ranking(bloc())
    assert [(r.unit.code, str(r.total), r.rank, r.shared) for r in ranked][:3] == [
        ("DV01", "98", 1, False),
        ("DV03", "96.5", 2, False),
        ("DV02", "96", 3, False),
    ]
    assert [(r.unit.code, r.rank, r.shared) for r in ranked][-2:] == [("DV08", 8, True), ("DV09", 8, True)]


def test_after_a_shared_place_the_next_is_skipped_and_equal_is_equal_however_written() -> None:
    ranked = reports.ranking(bloc(scores=("95", "96.50", "96.5", "90")))
    assert [(r.unit.id, r.rank) for r in ranked] == [(2, 1), (3, 1), (1, 3), (4, 4)]


def test_a_unit_without_an_agreed_score_has_no_place() -> None:
    conference = reports.set_scores(bloc(scores=("95",)), 2, D(90), D(90), None).after
    assert [r.unit.id for r in reports.ranking(conference)] == [1]
    assert reports.totals(conference).scored == 1


@pytest.mark.parametrize("value", ["-0.25", "100.25", "96.1", "96.001"])
def test_a_score_off_the_scale_or_the_step_is_refused_by_name(value: str) -> None:
    with pytest.raises(NotAllowed, match=r"Self-score"):
        score(value)


@pytest.mark.parametrize("value", ["0", "100", "96.25", "96.50"])
def test_scores_on_the_step_are_taken(value: str) -> None:
    assert score(value).after.report(1).agreed_score == D(value)


def test_a_difference_of_more_than_a_point_needs_a_note() -> None:
    reports.set_scores(bloc(), 1, D(96), D(95), D(95))
    with pytest.raises(NotAllowed, match=r"1,25"):
        reports.set_scores(bloc(), 1, D(96), D("94.75"), D(95))
    assert reports.set_scores(bloc(), 1, D(96), D("94.75"), D(95), "kiểm tra lại").after.report(1).note


def test_bonus_and_penalty_are_reasoned_bounded_and_may_pass_the_scale() -> None:
    after = reports.set_bonus(bloc(), 1, D(5), "mô hình mới", D("0.5"), "báo cáo chậm").after
    assert after.report(1).total == D("102.5")
    for bonus, why, penalty, why_not in ((1, "", 0, ""), (0, "", 1, " "), (6, "x", 0, ""), (0, "", 6, "x")):
        with pytest.raises(NotAllowed):
            reports.set_bonus(bloc(), 1, D(bonus), why, D(penalty), why_not)


def test_a_total_above_the_scale_is_refused_where_the_bloc_says_so() -> None:
    conference = bloc(Rules(scoring=ScoringRule(above_scale=False)))
    with pytest.raises(NotAllowed, match="passes the scale"):
        reports.set_bonus(conference, 1, D(3), "mô hình mới", D(0), "")
    reports.set_bonus(conference, 1, D(2), "mô hình mới", D(0), "")


def test_rows_without_a_name_are_dropped_and_counts_start_at_nought() -> None:
    conference = reports.set_targets(
        bloc(), 1, [Target(" Hồ sơ  đúng hạn ", "97%", "98%", True), Target(" ")]
    ).after
    conference = reports.set_commendations(
        conference, 1, [Commendation("Giấy khen", 2, 9), Commendation("")]
    ).after
    assert [t.name for t in conference.report(1).targets] == ["Hồ sơ đúng hạn"]
    summed = reports.totals(conference)
    assert (summed.targets, summed.targets_met, summed.collectives, summed.persons) == (1, 1, 2, 9)
    with pytest.raises(NotAllowed):
        reports.set_commendations(conference, 1, [Commendation("Giấy khen", -1, 0)])


def test_a_report_comes_with_its_text_and_can_be_marked_missing() -> None:
    conference = reports.set_text(bloc(scores=()), 4, " tốt \n", "chậm").after
    assert (conference.report(4).highlights, conference.report(4).received) == ("tốt", True)
    assert not reports.mark_received(conference, 4, False).after.report(4).received


def test_scores_stay_from_the_opening_of_a_ballot_until_the_room_has_decided() -> None:
    room = Room()
    room.desk.do(reports.set_bonus, 4, D(1), "sáng kiến", D(0), "")
    room.open()

    def refused() -> bool:
        for change in (
            lambda: room.desk.do(reports.set_bonus, 3, D(5), "x", D(0), ""),
            lambda: room.desk.undo(Stage.REPORTS),
        ):
            with pytest.raises(NotAllowed, match="ballot is under way"):
                change()
        return True

    room.list_only("CO", [1, 3])
    room.polling.open("CO")
    assert refused()
    room.cast(approvals([8, 8], 9))
    room.polling.close()
    assert refused()
    room.polling.count(KEYS)
    assert refused()
    room.polling.announce()
    assert refused(), "a tie is decided by scores, so they stay until it is"
    room.take("total_score")
    room.desk.do(reports.set_bonus, 3, D(5), "x", D(0), "")
