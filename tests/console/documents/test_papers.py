"""What papers say, and what they never say."""

import re
import unicodedata
from dataclasses import replace

import pytest

from console.ballot.round import SealEnd
from console.conference import Conference
from console.documents import papers
from console.documents.model import Letterhead, Signatures, Table
from tests.console.documents import halls

HEAD = "ab" * 32


def texts(conference: Conference) -> list[str]:
    return [text for paper in papers(conference, HEAD) for text in paper.document.texts()]


def paper(conference: Conference, stem: str) -> list[str]:
    made = next(p for p in papers(conference, HEAD) if p.stem.endswith(stem))
    return list(made.document.texts())


@pytest.fixture(scope="module")
def full() -> Conference:
    return halls.full().conference


@pytest.fixture(scope="module")
def half() -> Conference:
    return halls.half_way().conference


def test_an_empty_conference_has_no_paper_and_a_planned_one_has_its_lists() -> None:
    assert papers(halls.empty()) == ()
    assert [p.stem for p in papers(halls.planned())] == [
        "01-danh-sach-dai-bieu",
        "02-chuong-trinh",
        "03-bao-cao-tong-ket",
    ]


def test_a_full_day_leaves_every_paper(full: Conference) -> None:
    assert len(papers(full, HEAD)) == 12


def test_every_table_has_one_text_a_column(full: Conference) -> None:
    for made in papers(full, HEAD):
        for block in made.document.blocks:
            if isinstance(block, Table):
                assert {len(row) for row in block.rows} <= {len(block.columns)}, made.stem
                assert sum(column.width for column in block.columns) == pytest.approx(100, abs=4)


def test_no_paper_says_that_anyone_was_given_an_award(full: Conference) -> None:
    for text in texts(full) + texts(halls.consensus().conference):
        assert "được tặng" not in text.lower()
    said = " ".join(texts(full))
    assert "đề nghị UBND tỉnh tặng Cờ thi đua năm 2022" in said
    assert "đề nghị Chủ tịch UBND tỉnh tặng Bằng khen năm 2022" in said


def test_every_percentage_is_followed_by_what_it_is_taken_of(full: Conference) -> None:
    bases = r"(tổng số (thành viên|đại biểu|chỉ tiêu đăng ký)|số (đơn vị|đại biểu) có mặt|số phiếu \w+)"
    found = 0
    for text in texts(full) + texts(halls.consensus().conference):
        for place in re.finditer(r"\d%", text):
            found += 1
            assert re.match(rf" {bases}", text[place.end() :]), text
        if "(%)" in text:
            assert re.search(rf"\(%\) trên {bases}", text), text
    assert found > 10


def test_nothing_of_who_is_not_considered_stands_in_any_paper(full: Conference) -> None:
    said = " ".join(texts(full)).lower()
    assert "chưa xét" not in said
    assert halls.SECRET not in said
    # The unit itself appears as a member, never in the lists of the awards it was kept off.
    review = paper(full, "binh-xet")
    assert not [t for t in review if "Cơ quan Mẫu 5" in t and ("Cờ" in t or "Bằng khen" in t)]


def test_a_count_that_was_not_announced_is_in_no_paper(half: Conference) -> None:
    assert not [p for p in papers(half, HEAD) if "kiem-phieu" in p.stem or "to-trinh" in p.stem]
    assert not [t for t in texts(half) if "phiếu hợp lệ: 06" in t or "83,33" in t]


def test_the_minutes_have_no_date_line_the_secretary_left_the_chair_right_and_end_as_they_must(
    full: Conference,
) -> None:
    made = next(p for p in papers(full, HEAD) if p.stem.endswith("hoi-nghi")).document
    head = next(b for b in made.blocks if isinstance(b, Letterhead))
    assert head.place_and_date == ""
    signed = next(b for b in made.blocks if isinstance(b, Signatures) and b.signers)
    assert signed.signers[0].title == ("THƯ KÝ",)
    assert [s.title[0] for s in signed.signers[1:]] == ["CHỦ TỌA", "CHỦ TỌA"]
    last = next(t for t in made.texts() if t.startswith("Hội nghị kết thúc"))
    assert last.endswith("ngày 09 tháng 01 năm 2023./.")


@pytest.mark.parametrize(
    "words",
    [
        "không đủ thời gian",
        "Ghi chú của thư ký",
        "dự thay đồng chí Nguyễn Văn Mẫu 3 (giấy ủy quyền: 12/GUQ)",
        "xin rút khỏi danh sách đề nghị tặng Cờ thi đua. Lý do: đã nhận Cờ năm ngoái",
        "bị hủy kết quả. Lý do: mất điện",
        "chuyển từ bỏ phiếu kín bằng phiếu giấy sang bỏ phiếu kín trên máy tính",
        "niêm phong hòm phiếu trống (00 phiếu) lúc",
        "mã niêm phong: 4821 0937 5566 1208",
        HEAD,
        "vắng, gửi ý kiến bằng văn bản; lý do: đi công tác",
    ],
)
def test_the_minutes_tell_what_happened(full: Conference, words: str) -> None:
    assert [t for t in paper(full, "hoi-nghi") if words in t]


def test_without_phrases_the_minutes_say_who_could_read_the_box(full: Conference) -> None:
    quick = replace(full.rules, ballot=replace(full.rules.ballot, box="quick"))
    said = paper(full.change(rules=quick), "hoi-nghi")
    assert [t for t in said if "người nào có tệp hòm phiếu đều có thể đọc được" in t]


@pytest.mark.parametrize(
    ("end", "words"), [(SealEnd.FORGOTTEN, "đã xóa khóa"), (SealEnd.ARCHIVED, "phong bì dán kín"), (None, "")]
)
def test_the_minutes_say_what_became_of_the_keys(full: Conference, end: SealEnd | None, words: str) -> None:
    ended = full.change(seal=replace(full.seal, end=end))
    said = "\n".join(paper(ended, "hoi-nghi"))
    told = [text for text in ("đã xóa khóa", "phong bì dán kín") if text in said]
    assert told == ([words] if words else [])


def test_the_minutes_carry_the_key_that_was_read_aloud_and_the_program_as_what_a_record_is_held_against(
    full: Conference,
) -> None:
    made = next(p for p in papers(full, HEAD, "ABCD-EFGH-IJKL-MNOP") if "hoi-nghi" in p.stem)
    said = "\n".join(made.document.texts())
    assert f"Mã khóa ký của Hội nghị (đã đọc trước Hội nghị)\n{full.meeting.key}" in said
    assert "Bản phát hành của chương trình\nABCD-EFGH-IJKL-MNOP" in said
    assert "biên bản ký tay này là căn cứ đối chiếu" in said
    assert "Bản phát hành của chương trình\nABCD" not in "\n".join(paper(full, "hoi-nghi"))


def test_the_count_reads_its_numbers_in_the_order_of_the_announcement(full: Conference) -> None:
    text = " ".join(paper(full, "kiem-phieu-co"))
    order = ["Số phiếu phát ra: 05", "số phiếu thu vào: 05", "hợp lệ: 06", "không hợp lệ: 00", "Tên đơn vị"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "thu vào 05 + ý kiến bằng văn bản 01 = hợp lệ 06 + không hợp lệ 00" in text


def test_consensus_is_told_as_consensus_with_the_hands_that_carried_it() -> None:
    conference = halls.consensus().conference
    assert not [p for p in papers(conference) if "kiem-phieu" in p.stem]
    said = " ".join(paper(conference, "binh-xet"))
    assert "thống nhất suy tôn" in said
    assert "nhất trí 06/06 đơn vị (100% số đơn vị có mặt)" in said


def test_a_sample_and_a_rehearsal_are_marked(full: Conference) -> None:
    assert {p.document.stamp for p in papers(full)} == {"DỮ LIỆU MẪU"}
    trial = full.change(meeting=replace(full.meeting, rehearsal=True))
    assert {p.document.stamp for p in papers(trial)} == {"CHẠY THỬ - DỮ LIỆU MẪU"}
    real = full.change(meeting=replace(full.meeting, sample=False))
    assert {p.document.stamp for p in papers(real)} == {""}


def test_what_is_not_known_is_a_dotted_line() -> None:
    hall = halls.full()
    bare = hall.conference.change(
        delegates=tuple(replace(d, name="", position="") for d in hall.conference.delegates),
        tellers=(),
        meeting=replace(hall.conference.meeting, secretary="", place="", title="", closed=None, opened=None),
    )
    assert len(papers(bare)) == 11
    assert [t for t in texts(bare) if "…" in t]


def test_the_legal_bases_come_from_the_rules(full: Conference) -> None:
    assert "Căn cứ Luật Thi đua, khen thưởng ngày 26 tháng 11 năm 2003;" in paper(full, "to-trinh")


def test_every_word_is_in_one_unicode_form(full: Conference) -> None:
    assert all(unicodedata.is_normalized("NFC", text) for text in texts(full))
