"""The samples: of the real conference the report's facts alone; of the invented province everything."""

import unicodedata

import pytest

from console import reports
from console.conference import Conference, Role
from console.errors import BadInput
from data.samples import SAMPLES, load_sample, sample_names

REAL, INVENTED = "dien-bien-2022", "tinh-mau"


def persons(conference: Conference) -> set[str]:
    named = {d.name for d in conference.delegates} | {g.name for g in conference.guests}
    named |= {conference.meeting.secretary, conference.handover.witness_name}
    named |= {t.name for t in conference.tellers} | {s.name for s in conference.speakers}
    return named - {""}


def test_there_are_these_two() -> None:
    assert sample_names() == (REAL, INVENTED)
    with pytest.raises(BadInput, match=f"{REAL}, {INVENTED}"):
        load_sample("../" + REAL)


@pytest.mark.parametrize("name", sample_names())
def test_a_sample_is_a_conference_before_its_opening(name: str) -> None:
    sample = load_sample(name)
    assert sample.meeting.opened is None
    assert not any((sample.rounds, sample.hands, sample.tellers, sample.notes, sample.handover.signatures))
    assert len(sample.agenda) == 23
    assert len(sample.handover.rows) == 10
    assert len(sample.nominees) == 2 * len(sample.units)
    assert [sum(u.role == role for u in sample.units) for role in (Role.LEADER, Role.DEPUTY)] == [1, 1]
    text = (SAMPLES / name / "conference.toml").read_text("utf-8")
    assert unicodedata.is_normalized("NFC", text)


def test_beside_real_agencies_there_is_no_score_no_vote_and_no_report() -> None:
    sample = load_sample(REAL)
    assert sample.reports == ()
    assert reports.ranking(sample) == ()
    lines = (SAMPLES / REAL / "conference.toml").read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    for word in ("score", "section_1", "bonus", "penalty", "targets", "votes", "sample = true"):
        assert word not in text


def test_the_real_conference_names_the_three_persons_of_the_report_and_nobody_else() -> None:
    assert persons(load_sample(REAL)) == {"Lường Văn Sương", "Lê Tiến Dũng", "Bùi Thị Quế Anh"}


def test_the_real_conference_names_the_two_units_of_the_report_and_says_of_the_rest_that_it_does_not() -> (
    None
):
    sample = load_sample(REAL)
    assert [u.name for u in sample.units if u.named] == [
        "Cục Thi hành án dân sự tỉnh Điện Biên",
        "Bộ Chỉ huy quân sự tỉnh Điện Biên",
    ]
    unnamed = [u for u in sample.units if not u.named]
    assert [u.name for u in unnamed] == [f"Đơn vị thành viên {n} (báo không nêu tên)" for n in (3, 4, 5, 6)]
    assert not sample.meeting.sample, "its facts are no invention"
    assert "Hà Huy Thành" in sample.meeting.source
    assert sample.meeting.held_on.isoformat() == "2023-01-09"
    assert len(sample.directions) == 6


def test_the_invented_province_has_the_ranking_of_its_table() -> None:
    ranked = reports.ranking(load_sample(INVENTED))
    assert [(r.unit.code, str(r.total), r.rank, r.shared) for r in ranked] == [
        ("DV01", "98.0", 1, False),
        ("DV03", "96.5", 2, False),
        ("DV02", "96.0", 3, False),
        ("DV04", "95.5", 4, False),
        ("DV05", "94.5", 5, False),
        ("DV06", "93.5", 6, False),
        ("DV07", "93.0", 7, False),
        ("DV08", "92.0", 8, True),
        ("DV09", "92.0", 8, True),
    ]


def test_the_invented_province_is_complete_and_marked() -> None:
    sample = load_sample(INVENTED)
    assert sample.meeting.sample
    assert sample.meeting.source == "DỮ LIỆU MẪU"
    assert len(sample.units) == 9
    assert all("Mẫu" in name for name in persons(sample))
    assert all("Mẫu" in unit.name for unit in sample.units)
    assert reports.totals(sample).received == reports.totals(sample).scored == 9
    for report in sample.reports:
        again = reports.set_scores(
            sample,
            report.id,
            report.self_score,
            report.cross_score,
            report.agreed_score,
            report.note,
            report.section_1,
        )
        assert again.after.report(report.id) == report, "its scores obey its rules"
