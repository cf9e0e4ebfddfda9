"""The audit trail: its chain, and what may be taken back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from console import events
from console.conference import Stage
from console.errors import NotAllowed
from console.step import Event
from tests.console.desk import MORNING


def chain(*changes: dict[str, Any]) -> list[Event]:
    trail: list[Event] = []
    for seq, change in enumerate(changes, start=1):
        fields: dict[str, Any] = {
            "seq": seq,
            "at": MORNING,
            "stage": Stage.AGENDA,
            "kind": "agenda.noted",
            "detail": {"n": seq},
            "final": False,
            "rows": (f"notes/{seq}",),
            "salt": f"{seq:032x}",
        }
        event = Event(**fields | change)
        trail.append(replace(event, link=events.link(events.head(trail), event)))
    return trail


def undone(seq: int, **rest: Any) -> dict[str, Any]:
    return {"undoes": seq, "kind": "agenda.undone", **rest}


def taken(trail: Sequence[Event], stage: Stage = Stage.AGENDA) -> int:
    return events.to_undo(trail, stage).seq


def test_a_sound_chain_has_no_break_and_its_head_is_the_last_link() -> None:
    trail = chain({}, {}, {})
    assert events.first_break(trail) is None
    assert events.first_break([]) is None
    assert (events.head([]), events.head(trail)) == (events.ORIGIN, trail[-1].link)


@pytest.mark.parametrize(
    "change",
    [
        {"detail": {"n": 9}},
        {"at": MORNING.replace(minute=59)},
        {"stage": Stage.BALLOT},
        {"kind": "agenda.moved"},
        {"final": True},
        {"rows": ()},
        {"undoes": 1},
        {"salt": "0" * 32},
        {"seq": 7},
        {"link": "0" * 64},
    ],
)
def test_any_changed_field_breaks_the_chain_where_it_stands(change: dict[str, Any]) -> None:
    trail = chain({}, {}, {})
    trail[1] = replace(trail[1], **change)
    assert events.first_break(trail) == 2


def test_a_missing_swapped_or_doubled_event_breaks_the_chain() -> None:
    a, b, c = chain({}, {}, {})
    assert events.first_break([b, c]) == 1
    assert events.first_break([a, c]) == 2
    assert events.first_break([a, c, b]) == 2
    assert events.first_break([a, b, b, c]) == 3
    assert events.first_break([a, b]) is None, "a cut tail shows against the signed head alone"


def test_canonical_json_has_one_form() -> None:
    assert events.canonical({"b": 1, "a": "Đ"}) == '{"a":"Đ","b":1}'.encode()


def test_there_is_nothing_to_take_back_in_a_stage_without_steps() -> None:
    for trail in ([], chain({"stage": Stage.REPORTS})):
        with pytest.raises(NotAllowed, match="no step"):
            taken(trail)


def test_the_last_step_of_the_stage_is_taken_back_and_then_the_one_before() -> None:
    trail = chain({}, {}, {"stage": Stage.REPORTS, "rows": ("reports/1",)})
    assert taken(trail) == 2
    assert taken(trail, Stage.REPORTS) == 3
    trail = chain({}, {}, undone(2))
    assert taken(trail) == 1
    with pytest.raises(NotAllowed, match="no step"):
        taken(chain({}, {}, undone(2), undone(1)))


def test_taking_back_is_not_itself_taken_back() -> None:
    trail = chain({}, undone(1), {"rows": ("notes/9",)}, undone(3))
    with pytest.raises(NotAllowed, match="no step"):
        taken(trail)


def test_what_is_final_stays_and_so_does_all_before_it() -> None:
    for trail in (
        chain({"final": True}),
        chain({}, {"final": True}),
        chain({}, {"final": True}, {}, undone(3)),
    ):
        with pytest.raises(NotAllowed, match="appended paper"):
            taken(trail)


def test_a_step_whose_rows_were_touched_later_elsewhere_stays() -> None:
    later = {"stage": Stage.REPORTS, "rows": ("notes/1", "reports/4")}
    with pytest.raises(NotAllowed, match="Later steps"):
        taken(chain({}, later))
    assert taken(chain({}, later, undone(2, stage=Stage.REPORTS))) == 1, "once that is taken back it may go"
    assert taken(chain({}, {**later, "rows": ("reports/4",)})) == 1
