"""Tờ trình đề nghị khen thưởng, with its list (domain 3.7)."""

from console import reports
from console.ballot.round import Line, Method, Nominee, Round
from console.conference import Conference
from console.documents.frame import (
    bases,
    blank_date,
    bloc_signature,
    elector_noun,
    heading,
    letterhead,
    paper,
    province,
)
from console.documents.model import (
    Block,
    Column,
    Document,
    Entry,
    Heading,
    Listing,
    PageBreak,
    Paragraph,
    Run,
    Table,
    bullets,
    line,
)
from console.documents.voted import (
    announced,
    hands_of,
    line_words,
    percent_of,
    proposal,
    proposed,
    short_name,
)
from console.text import tidy
from console.wording import count, date_long, decimal


def build(conference: Conference) -> Document:
    """The submission to the province, awards in the order of the rules, each to its own authority."""
    bloc = conference.rules.bloc
    awards = [award for award in conference.rules.awards if proposed(conference, award.code)]
    what = ", ".join(award.name for award in awards)
    provincial = f"tỉnh {province(conference)}".strip()
    blocks: list[Block] = [
        letterhead(conference, "TTr", dated=True),
        heading(conference, "TỜ TRÌNH", f"Về việc đề nghị tặng {what} năm {bloc.year}"),
        Paragraph((Run("Kính gửi:"),), "left"),
        Listing((Entry("-", f"Ủy ban nhân dân {provincial};"), Entry("-", f"{bloc.office}."))),
        *bases(conference),
        line(
            f"Căn cứ Biên bản họp bình xét {date_long(conference.meeting.held_on)} của {bloc.name} và các "
            "biên bản kèm "
            "theo;",
            italic=True,
        ),
        line(
            f"{bloc.name} kính đề nghị cấp có thẩm quyền xem xét, khen thưởng các tập thể có thành tích "
            "xuất sắc "
            f"năm {bloc.year} như sau:"
        ),
    ]
    for place, award in enumerate(awards, start=1):
        chosen = proposed(conference, award.code)
        words = proposal(conference, award)
        blocks.append(Heading(f"{place}. {words[0].upper()}{words[1:]} cho {count(len(chosen))} tập thể:", 3))
        blocks.append(bullets(*(f"{n.name} ({_support(conference, award.code, n)})" for n in chosen)))
    blocks += [
        line(
            "(Hồ sơ gồm: Tờ trình; Danh sách; Báo cáo thành tích của từng tập thể; Biên bản họp bình xét; "
            "Biên bản "
            "kiểm phiếu (nếu bỏ phiếu kín); Bảng tổng hợp điểm.)",
            italic=True,
        ),
        line("Kính trình cấp có thẩm quyền xem xét, quyết định./."),
        bloc_signature(conference, "- Như trên;", "- Các đơn vị thành viên;", "- Lưu: VT."),
        PageBreak(),
        *_annex(conference),
    ]
    return paper(conference, "Tờ trình đề nghị khen thưởng", *blocks)


def _deciding(conference: Conference, award: str, nominee: Nominee) -> Round | None:
    rows = [r for r in announced(conference, award) if nominee.id in r.proposed]
    return rows[-1] if rows else None


def _line(row: Round, nominee: Nominee) -> Line | None:
    return next((result for result in row.lines if result.nominee == nominee.id), None)


def _support(conference: Conference, award: str, nominee: Nominee) -> str:
    row = _deciding(conference, award, nominee)
    if row is None:
        return "theo quyết định của Hội nghị"
    if row.method == Method.OPEN:
        noun = elector_noun(conference)
        hands = hands_of(conference, row.hands)
        if hands is None:
            return "Hội nghị thống nhất suy tôn"
        share = percent_of(hands.agree, hands.present, f"số {noun} có mặt")
        return (
            f"Hội nghị thống nhất suy tôn, nhất trí {count(hands.agree)}/{count(hands.present)} {noun}, bằng "
            f"{share}"
        )
    result = _line(row, nominee)
    return line_words(conference, row, result) if result is not None else "theo quyết định của Hội nghị"


def _annex(conference: Conference) -> list[Block]:
    bloc = conference.rules.bloc
    ranks = {row.unit.id: row for row in reports.ranking(conference)}
    rows: list[tuple[str, ...]] = []
    for award in conference.rules.awards:
        for nominee in proposed(conference, award.code):
            ranked = ranks.get(nominee.unit)
            rows.append(
                (
                    count(len(rows) + 1),
                    nominee.name,
                    decimal(ranked.total) if ranked is not None else "",
                    str(ranked.rank) if ranked is not None else "",
                    _support(conference, award.code, nominee),
                    tidy(conference.report(nominee.unit).highlights),
                    f"{short_name(award)} ({award.authority})",
                )
            )
    columns = (
        Column("STT", 7, "center"),
        Column("Tên tập thể", 22),
        Column("Tổng điểm", 9, "center"),
        Column("Xếp hạng", 8, "center"),
        Column("Kết quả bình xét", 20),
        Column("Tóm tắt thành tích", 19),
        Column("Hình thức đề nghị", 16),
    )
    return [
        heading(
            conference,
            "DANH SÁCH",
            f"Tập thể đề nghị khen thưởng năm {bloc.year} của {bloc.name}",
            f"(Kèm theo Tờ trình số ……/TTr-{bloc.abbreviation} {blank_date(conference)})",
        ),
        Table(columns, tuple(rows)),
    ]
