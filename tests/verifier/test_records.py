"""What the verifier says of record.json: good, changed, signed by somebody else, signed but wrong."""

import json
from collections.abc import Callable

import pytest

from tests.verifier.browser import Verifier
from tests.verifier.forging import KEY, RECORD, VECTORS, Json, canonical, changed, fingerprint, forged, signed

pytestmark = pytest.mark.slow


def test_a_good_record_holds_once_the_key_of_the_minutes_is_typed(verifier: Verifier) -> None:
    verifier.record(RECORD)
    assert verifier.verdict == "open"
    assert "anchor.none" in verifier.keys("open")
    verifier.type_key(KEY.lower().replace("-", " "))
    assert verifier.verdict == "yes"
    assert verifier.keys("no") == []
    for key in ("form.good", "signature.good", "key.own", "anchor.key", "hands.good", "proposal.good"):
        assert key in verifier.keys("yes")
    rounds = json.loads(RECORD)["rounds"]
    for key in ("round.sum", "round.lines", "round.elected", "statement.good", "plate.good"):
        assert verifier.keys("yes").count(key) == len(rounds)
    for row in rounds:
        assert row["code"] in verifier.text("#checks")


def test_a_rehearsal_of_a_sample_is_called_that_out_loud(verifier: Verifier) -> None:
    verifier.record(RECORD)
    assert "CHẠY THỬ" in verifier.text("#verdict .loud")
    assert "DỮ LIỆU MẪU" in verifier.text("#outcome .loud")
    real = forged(lambda record: record["conference"].update(sample=False, rehearsal=False))
    verifier.click("#clear")
    verifier.record(real)
    assert verifier.text(".loud") == ""


def test_the_outcome_is_a_proposal_and_never_an_award(verifier: Verifier) -> None:
    verifier.record(RECORD)
    told = verifier.text("#outcome")
    assert "đề nghị, không phải quyết định khen thưởng" in told
    for proposal in json.loads(RECORD)["proposals"]:
        for name in proposal["nominees"]:
            assert name in told


def test_the_fingerprint_of_the_record_is_known_too_and_another_is_refused(verifier: Verifier) -> None:
    verifier.record(RECORD)
    body = canonical({name: value for name, value in json.loads(RECORD).items() if name != "signature"})
    verifier.type_key(fingerprint(body))
    assert verifier.verdict == "yes"
    assert "anchor.record" in verifier.keys("yes")
    verifier.type_key("AAAA-BBBB-CCCC-DDDD")
    assert verifier.verdict == "no"
    assert verifier.keys("no") == ["anchor.other"]
    verifier.type_key("AAAA-BBBB")
    assert verifier.verdict == "open"
    assert "chưa phải mã khóa ký" in verifier.text("#key-told")


def test_a_record_signed_by_another_key_agrees_with_itself_and_fails_against_the_minutes(
    verifier: Verifier,
) -> None:
    verifier.record(forged())
    assert verifier.verdict == "open"
    assert verifier.keys("no") == []
    verifier.type_key(KEY)
    assert verifier.verdict == "no"
    assert verifier.keys("no") == ["anchor.other"]


def _two_boxes(record: Json) -> tuple[Json, Json]:
    """Two rounds of different boxes; rounds of several awards may share one."""
    one = record["rounds"][0]
    return one, next(row for row in record["rounds"] if row["box"] != one["box"])


def _swap_statements(record: Json) -> None:
    one, other = _two_boxes(record)
    one["statement"], other["statement"] = other["statement"], one["statement"]


def _swap_plates(record: Json) -> None:
    one, other = _two_boxes(record)
    one["plate"], other["plate"] = other["plate"], one["plate"]


def _move_vote(record: Json) -> None:
    line = record["rounds"][0]["lines"][0]
    line["votes"], line["against"] = line["votes"] - 1, line["against"] + 1


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (_move_vote, {"signature.bad", "statement.bad", "line.share"}),
        (lambda r: r["conference"].update(date="2026-12-19"), {"signature.bad"}),
        (lambda r: r["signature"].update(value=r["rounds"][0]["statement"].split(":")[1]), {"signature.bad"}),
        (lambda r: r["signature"].update(public="AAAA"), {"signature.bad", "key.other"}),
        (_swap_statements, {"signature.bad", "statement.bad", "plate.key"}),
        (_swap_plates, {"signature.bad", "plate.key", "plate.box", "plate.code"}),
        (lambda r: r["rounds"][0]["plate"].update(salt="00" * 16), {"signature.bad", "plate.code"}),
        (lambda r: r["proposals"][0]["nominees"].append("Đơn vị lạ"), {"signature.bad", "proposal.stranger"}),
    ],
)
def test_a_change_that_nobody_signed_is_named(
    verifier: Verifier, change: Callable[[Json], object], wrong: set[str]
) -> None:
    verifier.record(changed(change))
    assert verifier.verdict == "no"
    assert wrong <= set(verifier.keys("no"))


def _first(record: Json) -> Json:
    row: Json = record["rounds"][0]
    return row


def _open_vote(record: Json) -> None:
    row = _first(record)
    row.update(method="open", rests_on="hands", hands=record["hands"][0]["id"], statement="", plate=None)


def _paper(record: Json) -> None:
    _first(record).update(
        method="paper", rests_on="paper", statement="", plate=None, box="", code="", closing_code=""
    )


@pytest.mark.parametrize(
    ("change", "mark", "key"),
    [
        (lambda r: _first(r).update(valid=_first(r)["valid"] - 1), "no", "round.sum.bad"),
        (lambda r: _first(r).update(issued=_first(r)["collected"] - 1), "no", "round.more"),
        (lambda r: _first(r).update(valid=-1), "no", "round.numbers"),
        (lambda r: _first(r).update(valid=2**60), "no", "form.bad"),
        (lambda r: _first(r)["lines"][0].update(percent="12,34"), "no", "line.share"),
        (lambda r: _first(r)["lines"][0].update(votes=10**9), "no", "line.more"),
        (
            lambda r: _first(r)["lines"][0].update(passes=not _first(r)["lines"][0]["passes"]),
            "no",
            "elected.bad",
        ),
        (lambda r: _first(r)["lines"].reverse() or _first(r)["lines"].pop(), "no", "round.list"),
        (lambda r: _first(r).update(elected=_first(r)["nominees"]), "no", "elected.bad"),
        (lambda r: _first(r).update(proposed=_first(r)["nominees"], seats=1), "no", "round.seats"),
        (lambda r: r["rules"]["awards"][0].update(threshold="4/0"), "no", "round.threshold"),
        (lambda r: r["rules"]["awards"].clear(), "no", "round.rule"),
        (lambda r: _first(r).update(plate=None, statement="", rests_on="box"), "no", "statement.none"),
        (lambda r: _first(r).update(rests_on="faith"), "no", "ground.strange"),
        (lambda r: r["proposals"][0]["nominees"].append("Đơn vị lạ"), "no", "proposal.stranger"),
        (lambda r: r["hands"][0].update(agree=r["hands"][0]["agree"] - 1), "no", "hands.bad"),
        (lambda r: r["hands"][0].update(adopted=False), "no", "hands.bad"),
        (lambda r: r["attendance"].update(present=1), "no", "attendance.bad"),
        (lambda r: r["handover"].update(leader="DV99"), "no", "handover.bad"),
        (lambda r: r.update(version=3), "no", "version.bad"),
        (lambda r: r.update(rounds="many"), "no", "shape.bad"),
        (lambda r: r.update(papers=[{}] * 3000), "no", "shape.bad"),
        (_open_vote, "open", "ground.hands"),
        (_paper, "open", "ground.paper"),
        (lambda r: _first(r).update(state="void", reason="thử"), "note", "round.void"),
    ],
)
def test_a_record_that_is_signed_is_not_yet_right(
    verifier: Verifier, change: Callable[[Json], object], mark: str, key: str
) -> None:
    record = json.loads(RECORD)
    change(record)
    verifier.record(signed(record))
    assert key in verifier.keys(mark)


def test_the_right_key_beside_a_wrong_signature_is_no_comfort(verifier: Verifier) -> None:
    verifier.record(changed(_move_vote))
    verifier.type_key(KEY)
    assert "anchor.unsigned" in verifier.keys("no")
    assert "anchor.key" not in verifier.keys("yes")
    assert "key.own" not in verifier.keys("yes")


def test_a_statement_belongs_to_its_round_even_where_all_is_signed_anew(verifier: Verifier) -> None:
    verifier.record(forged(late=_move_vote))
    assert "signature.good" in verifier.keys("yes")
    assert "statement.bad" in verifier.keys("no")
    verifier.click("#clear")
    verifier.record(forged(late=_swap_statements))
    assert verifier.keys("no").count("statement.bad") == 2


def test_a_record_that_was_written_anew_is_no_longer_in_canonical_form(verifier: Verifier) -> None:
    verifier.record(json.dumps(json.loads(RECORD), ensure_ascii=False, indent=1).encode())
    assert verifier.keys("no") == ["form.bad"]
    assert "signature.good" in verifier.keys("yes")


def test_papers_and_the_trail_are_compared_with_the_record(verifier: Verifier) -> None:
    events = (VECTORS / "events.json").read_bytes()
    verifier.give(("events.json", "application/json", events), ("01.html", "text/html", b"<p>a</p>"))
    verifier.record(RECORD)
    assert {"trail.good", "trail.same"} <= set(verifier.keys("yes"))
    assert {"paper.unknown", "paper.rest"} <= set(verifier.keys("open"))
    name = json.loads(RECORD)["papers"][0]["file"]
    verifier.give((name, "text/html", b"<p>not that paper</p>"))
    assert "paper.bad" in verifier.keys("no")


def test_a_trail_that_was_cut_or_changed_breaks(verifier: Verifier) -> None:
    trail = json.loads((VECTORS / "events.json").read_bytes())
    event = next(row for row in trail["events"] if "detail" in row)
    event["at"] = "2026-01-01T00:00:00+07:00"
    verifier.record(RECORD)
    verifier.give(("events.json", "application/json", json.dumps(trail).encode()))
    assert "trail.broken" in verifier.keys("no")
    short = json.loads((VECTORS / "events.json").read_bytes())
    short["head"] = short["events"][-2]["link"]
    short["events"].pop()
    verifier.give(("events.json", "application/json", json.dumps(short).encode()))
    assert {"trail.other"} == set(verifier.keys("no"))


def test_names_that_look_like_markup_are_text(verifier: Verifier) -> None:
    name = "<img src=x onerror=alert(1)><b>Sở</b> \u202e{n}"
    verifier.record(forged(lambda record: record["conference"].update(bloc=name)))
    assert "<img src=x onerror=alert(1)><b>Sở</b>" in verifier.text("#outcome")
    assert verifier.look("body => document.querySelectorAll('#outcome img, #outcome b').length") == 0
