"""Biên bản họp bình xét thi đua: from the scores to the proposals (domain 3.5)."""

from console import agenda, reports
from console.ballot import nomination
from console.ballot.round import Method
from console.conference import Conference
from console.documents import attendance, ballot_count, walked
from console.documents.frame import (
    elector_noun,
    guest,
    heading,
    hour,
    letterhead,
    minutes_signatures,
    paper,
    person,
)
from console.documents.model import (
    DOTS,
    Block,
    Document,
    Heading,
    bullets,
    field_line,
    line,
    numbered,
)
from console.documents.voted import (
    announced,
    counts,
    hands_of,
    hands_words,
    laptop_box,
    method_words,
    names,
    outcome,
    proposal,
    proposed,
    recount_words,
    result_table,
    short_name,
    switch_words,
    threshold_words,
    told,
    void_words,
    voided,
    withdrawn,
)
from console.rules import AwardRule
from console.text import tidy
from console.wording import count, date_long, decimal


def build(conference: Conference) -> Document:
    """The minutes of the part of the conference in which awards were considered."""
    bloc, meeting = conference.rules.bloc, conference.meeting
    unit, chair = agenda.chair(conference)
    first = min((r.opened for r in conference.rounds), default=None)
    blocks: list[Block] = [
        letterhead(conference, "BB"),
        heading(conference, "BIÊN BẢN", f"Họp bình xét thi đua, khen thưởng năm {bloc.year} của {bloc.name}"),
        Heading("I. THỜI GIAN, ĐỊA ĐIỂM"),
        field_line("Thời gian", f"{hour(first)}, {date_long(meeting.held_on)}"),
        field_line("Địa điểm", meeting.place),
        Heading("II. THÀNH PHẦN"),
        field_line("Chủ trì", f"{person(chair)}{f', {unit.name}' if unit is not None else ''}"),
        field_line("Thư ký", meeting.secretary),
        bullets(*attendance.summary(conference)),
    ]
    guests = [guest(g) for g in conference.guests if g.present and not g.officer]
    if guests:
        blocks += [line("Khách mời:"), bullets(*guests)]
    blocks += [Heading("III. NỘI DUNG"), Heading("1. Số lượng, tiêu chuẩn, thể lệ bình xét", 3)]
    blocks.append(bullets(*(award_words(conference, award) for award in conference.rules.awards)))
    blocks += [Heading("2. Kết quả chấm điểm", 3), *_scores(conference)]
    blocks += [Heading("3. Danh sách bình xét, đơn vị xin rút", 3), *lists(conference)]
    blocks += [Heading("4. Ban kiểm phiếu", 3), *tellers(conference)]
    blocks += [Heading("5. Kết quả bình xét", 3), *results(conference)]
    blocks += [Heading("IV. KẾT LUẬN"), *proposals(conference)]
    blocks += [
        line("Biên bản được thông qua trước Hội nghị./."),
        *minutes_signatures(conference, "- Sở Nội vụ;", "- Lưu: VT, Hồ sơ."),
    ]
    return paper(conference, "Biên bản họp bình xét", *blocks)


def award_words(conference: Conference, award: AwardRule) -> str:
    """One award with its number and its threshold."""
    words = f"{award.name}: {count(award.seats)}; tỷ lệ để được đề nghị: {threshold_words(conference, award)}"
    basis = ballot_count.basis(award)
    return f"{words} (theo {basis})" if basis else words


def _scores(conference: Conference) -> list[Block]:
    ranked = reports.ranking(conference)
    if not ranked:
        return [line("Hội nghị không chấm điểm trên máy.")]
    rows = [
        f"{row.unit.name}: {decimal(row.total)} điểm, xếp hạng "
        f"{row.rank}{' (đồng hạng)' if row.shared else ''}"
        for row in ranked
    ]
    return [line("Điểm thống nhất, thưởng, trừ và xếp hạng (Phụ lục: Bảng tổng hợp điểm):"), bullets(*rows)]


def lists(conference: Conference) -> list[Block]:
    """Who stood on the ballots, and who withdrew with the reason; nobody else is named (domain 1.5)."""
    said: list[Block] = []
    for award in conference.rules.awards:
        held = announced(conference, award.code)
        listed = (
            held[0].nominees if held else tuple(n.id for n in nomination.on_ballot(conference, award.code))
        )
        if listed:
            said.append(line(f"{short_name(award)}: {names(conference, listed)}."))
        rows = [
            f"{n.name} xin rút khỏi danh sách đề nghị tặng {short_name(award)}. Lý do: "
            f"{tidy(n.reason).rstrip('.')}"
            for n in withdrawn(conference, award.code)
        ]
        if rows:
            said.append(bullets(*rows))
    return said or [line(DOTS)]


def tellers(conference: Conference) -> list[Block]:
    """The tellers and the hands that elected them."""
    if not conference.tellers:
        return [line("Hội nghị không bầu Ban kiểm phiếu.")]
    said: list[Block] = [numbered(*ballot_count.tellers(conference))]
    hands = hands_of(conference, conference.tellers[0].hands)
    if hands is not None:
        said.append(line(f"Hội nghị {hands_words(conference, hands)}."))
    return said


def results(conference: Conference) -> list[Block]:
    """Every announced round of every award, every round voided, every change of method."""
    said: list[Block] = []
    rows = tuple(r for a in conference.rules.awards for r in announced(conference, a.code))
    said += laptop_box(conference, rows)
    said += [line(words) for words in walked.helped(conference, rows)]
    for award in conference.rules.awards:
        held = announced(conference, award.code)
        if held or voided(conference, award.code):
            said.append(line(f"{award.name}:", bold=True))
        said += [line(void_words(conference, row)) for row in voided(conference, award.code)]
        said += [line(words) for words in switch_words(conference, award.code)]
        for row in held:
            if row.method == Method.OPEN:
                said += told(conference, row)
                continue
            said.append(
                line(f"Lần bỏ phiếu thứ {row.number} ({method_words(row.method)}), hồi {hour(row.opened)}:")
            )
            said += [line(f"{words}.") for words in walked.one_walk(conference, row)]
            said += [counts(conference, row), result_table(conference, row)]
            said += [line(words) for words in walked.struck(conference, row)]
            said += [line(words) for words in recount_words(conference, row)]
            said += [line(words) for words in outcome(conference, row)]
    if not said:
        said.append(line("Chưa có kết quả bình xét được công bố."))
    noun = elector_noun(conference)
    if any(row.written for row in rows):
        said.append(
            line(f"Ý kiến bằng văn bản của {noun} vắng mặt được tính vào tổng số phiếu như phiếu bỏ tại chỗ.")
        )
    return said


def proposals(conference: Conference) -> list[Block]:
    """The conclusion, one line an award."""
    said = []
    for award in conference.rules.awards:
        chosen = proposed(conference, award.code)
        if not chosen:
            continue
        listed = "; ".join(n.name for n in chosen)
        said.append(f"Thống nhất {proposal(conference, award)} cho {count(len(chosen))} tập thể: {listed}")
    if not said:
        return [line("Hội nghị chưa thống nhất danh sách đề nghị khen thưởng.")]
    return [numbered(*said)]
