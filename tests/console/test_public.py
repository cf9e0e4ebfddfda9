"""What the room may see: no total, no outcome and no vote before the tellers announce."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from console import agenda, public
from console.ballot.box import Turnout
from console.ballot.round import Line, Method, NomineeState, Round, RoundState
from console.conference import Stage
from tests.console.desk import KEYS, MORNING, Room, approvals

TOTAL, SHARE = 70007, "70007/90009"
SECRET_WORDS = ("elected", "tied", "run_off", "blank", "statement", "against", "closing_code")


def planted(state: RoundState) -> Round:
    """A round whose every secret is a number or a word that stands nowhere else."""
    return Round(
        id=1,
        award="CO",
        number=1,
        method=Method.LAPTOP,
        state=state,
        nominees=(1, 3),
        seats=1,
        electors=tuple(range(1, 10)),
        voters=tuple(range(1, 10)),
        members=9,
        present=9,
        written=0,
        opened=MORNING,
        issued=9,
        collected=9,
        valid=70001,
        invalid=70002,
        blank=70003,
        lines=(
            Line(1, TOTAL, 70008, SHARE, "77,78", True),
            Line(3, 70009, 70010, "70009/90009", "1,0", False),
        ),
        outcome="planted-outcome",
        elected=(1,),
        proposed=(1,),
        statement="planted-statement",
    )


def shown(row: Round, stage: Stage = Stage.BALLOT) -> str:
    conference = Room().open().conference.change(rounds=(row,))
    turnout = Turnout(9, 1, 4) if row.state == RoundState.VOTING else None
    view = public.view(conference, stage, turnout, "Đơn vị 3 tỉnh Mẫu" if turnout else "", MORNING)
    return json.dumps(view, ensure_ascii=False)


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("state", [RoundState.VOTING, RoundState.CLOSED, RoundState.COUNTED, RoundState.VOID])
def test_a_planted_total_is_nowhere_before_it_is_announced(state: RoundState, stage: Stage) -> None:
    text = shown(planted(state), stage)
    assert "7000" not in text
    assert "7001" not in text
    assert "planted" not in text
    assert not any(f'"{word}"' in text for word in (*SECRET_WORDS, "lines", "valid", "invalid", "outcome"))


def test_an_announced_round_is_shown_with_its_totals_and_never_with_the_box_s_words() -> None:
    text = shown(planted(RoundState.ANNOUNCED))
    for word in (str(TOTAL), SHARE, "70001", "70002", "planted-outcome"):
        assert word in text
    for word in ("planted-statement", *SECRET_WORDS):
        assert f'"{word}"' not in text


ROUND_KEYS = {
    RoundState.VOTING: {"entitled", "called", "voted"},
    RoundState.CLOSED: {"issued", "collected"},
    RoundState.COUNTED: {"issued", "collected"},
}


@pytest.mark.parametrize("state", list(ROUND_KEYS))
def test_each_state_shows_these_counts_and_nothing_else(state: RoundState) -> None:
    row = json.loads(shown(planted(state)))["round"]
    assert row.keys() - {"award", "number", "method", "state"} == ROUND_KEYS[state]


def test_nothing_leaks_through_a_whole_round_with_two_rounds_before() -> None:
    room = Room().open()
    room.list_only("CO", [1, 3])
    room.polling.open("CO")
    room.cast(approvals([9, 9], 9))
    room.polling.close()
    room.polling.count(KEYS)
    room.polling.void("bỏ phiếu lại")
    first = len(room.board.views)
    room.polling.open("CO")
    room.cast(approvals([8, 1], 9))
    room.polling.close()
    room.polling.count(KEYS)
    for view in room.board.views[: len(room.board.views)]:
        assert '"votes"' not in json.dumps(view)
    room.polling.announce()
    assert '"votes": 8' in json.dumps(room.board.views[-1])
    rounds = [view["round"] for view in room.board.views[first:]]
    called = [row["called"] for row in rounds if isinstance(row, dict) and "called" in row]
    assert len([name for name in called if name]) == 9
    assert called[-1] == "", "a name is public while called and no longer"


def test_a_vote_never_changes_the_view_but_for_its_count() -> None:
    texts = []
    for votes in ([9, 0], [0, 9]):
        room = Room().open()
        room.list_only("CO", [1, 3])
        room.polling.open("CO")
        room.cast(approvals(votes, 9))
        room.polling.close()
        room.polling.count(KEYS)
        texts.append(json.dumps(room.board.views))
    assert texts[0] == texts[1]


def test_notes_reasons_and_the_not_considered_are_never_shown() -> None:
    room = Room().open()
    room.desk.do(agenda.go_on, room.now())
    room.desk.do(agenda.add_note, 1, "ghi chú riêng", room.now())
    from console.ballot import nomination

    row = nomination.of_award(room.conference, "CO")[4]
    room.desk.do(nomination.set_state, row.id, NomineeState.NOT_CONSIDERED, "đơn thư tố cáo")
    text = json.dumps(room.board.views, ensure_ascii=False)
    for word in ("ghi chú riêng", "tố cáo", "not_considered"):
        assert word not in text


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda m: replace(m, sample=True), "sample"),
        (lambda m: replace(m, rehearsal=True), "rehearsal"),
        (lambda m: replace(m, closed=MORNING), "closed"),
    ],
)
def test_what_is_no_real_conference_says_so(change: Callable[..., object], key: str) -> None:
    conference = Room().conference
    view = public.view(conference.change(meeting=change(conference.meeting)), Stage.AGENDA, None, "", MORNING)
    assert view[key] is True
