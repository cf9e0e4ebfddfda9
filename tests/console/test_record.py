"""The closing, the public record, and the summary."""

import json
from datetime import timedelta

import pytest

from console import record
from console.ballot import recount, voting
from console.ballot.tally import Tally
from console.conference import Conference
from console.documents.model import DOTS
from console.errors import NotAllowed
from console.events import canonical
from tests.console.documents import halls

CODE = "ABCD-EFGH-IJKL-MNOP"


def words_of(conference: Conference) -> str:
    return canonical(record.public_record(conference, "0" * 64, 3)).decode()


def test_a_conference_is_closed_once_after_it_was_opened() -> None:
    with pytest.raises(NotAllowed):
        record.close(halls.planned(), halls.START)
    hall = halls.full()
    with pytest.raises(NotAllowed):
        record.close(hall.conference, hall.now())


def test_a_round_under_way_keeps_the_conference_open() -> None:
    hall = halls.half_way()
    with pytest.raises(NotAllowed):
        record.close(hall.conference, hall.now())
    hall.do(voting.void(hall.conference, 1, "bỏ phiếu lại", hall.now()))
    step = record.close(hall.conference, hall.now() + timedelta(minutes=1))
    assert step.final
    assert step.after.meeting.closed is not None


def test_what_is_missing_is_said_and_a_full_day_misses_nothing() -> None:
    assert len(record.missing(halls.planned())) >= 5
    assert record.missing(halls.full().conference) == ()


def test_the_record_has_no_floats_and_one_form() -> None:
    text = words_of(halls.full().conference)
    numbers: list[str] = []
    json.loads(text, parse_float=numbers.append)
    assert not numbers
    assert text == words_of(halls.full().conference)


@pytest.mark.parametrize("secret", [halls.SECRET, "not_considered", "Ghi chú của thư ký", "đi công tác"])
def test_private_words_stay_out_of_the_record(secret: str) -> None:
    assert secret not in words_of(halls.full().conference)


def test_totals_enter_the_record_only_when_announced() -> None:
    hall = halls.half_way()
    assert record.public_record(hall.conference, "", 0)["rounds"] == []
    hall.do(voting.announce(hall.conference, 1, hall.now()))
    assert '"votes":6' in words_of(hall.conference)
    void = halls.full().conference.rounds[0]
    rows = record.public_record(halls.full().conference, "", 0)["rounds"]
    assert isinstance(rows, list)
    assert isinstance(rows[0], dict)
    assert rows[0]["state"] == void.state.value == "void"
    assert "lines" not in rows[0]


def test_the_record_holds_what_the_first_count_had_found() -> None:
    hall = halls.half_way()
    row = hall.conference.round(1)
    assert "recount" not in words_of(hall.conference)
    ordered = {line.nominee: line for line in row.lines}
    votes = [ordered[n].votes for n in row.nominees]
    votes[-1] += 1
    tally = Tally(
        tuple(str(n) for n in row.nominees), row.valid, 0, 0, tuple(votes), tuple(6 - n for n in votes)
    )
    hall.do(recount.recount(hall.conference, 1, tally, 3, hall.now()))
    hall.do(voting.announce(hall.conference, 1, hall.now()))
    rows = record.public_record(hall.conference, "", 0)["rounds"]
    assert isinstance(rows, list)
    assert isinstance(rows[0], dict)
    first = rows[0]["recount"]
    assert isinstance(first, dict)
    assert (first["asked_by"], first["valid"]) == (hall.conference.tellers[2].name, 6)
    assert isinstance(first["lines"], list)
    assert first["lines"][-1] == {"name": "Cơ quan Mẫu 6 tỉnh Mẫu", "votes": 0, "against": 6}
    assert '"votes":1' in words_of(hall.conference)
    once = halls.full().conference
    assert '"recount":null' in words_of(once)


def test_the_published_trail_seals_lists_and_counts_that_were_not_announced() -> None:
    hall = halls.full()
    sealed = record.sealed_events(hall.conference, hall.trail)
    kinds = [(e.kind, e.detail.get("state")) for e in hall.trail if e.seq in sealed]
    assert ("ballot.nominee_set", "not_considered") in kinds
    assert ("ballot.nominee_set", "withdrawn") not in kinds
    assert kinds.count(("ballot.counted", None)) == 1
    assert ("ballot.list_made", None) in kinds


@pytest.mark.parametrize("hall", [halls.full(), halls.consensus(), halls.half_way()])
def test_the_summary_is_short_plain_and_ends_in_the_fingerprint(hall: halls.Hall) -> None:
    text = record.summary_text(hall.conference, CODE)
    assert len(text) <= record.SUMMARY_LENGTH
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert text.endswith("ABCDEFGHIJKLMNOP")
    assert "09/01/2023" in text


def test_a_long_name_is_cut_and_never_the_date_or_the_fingerprint() -> None:
    hall = halls.full(("Đ" * 300,))
    text = record.summary_text(hall.conference, CODE)
    assert len(text) <= record.SUMMARY_LENGTH
    assert "09/01/2023" in text
    assert text.endswith("ABCDEFGHIJKLMNOP")
    assert DOTS not in text
