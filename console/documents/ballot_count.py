"""Biên bản kiểm phiếu: what the tellers found, one paper an award (domain 3.4)."""

from console.ballot.forms import BallotKind
from console.ballot.round import Method, Round, Teller, TellerRole
from console.ballot.tellers import in_order
from console.conference import Conference
from console.documents import walked
from console.documents.frame import elector_noun, heading, hour, letterhead, name_of_conference, paper
from console.documents.model import (
    DOTS,
    Block,
    Document,
    Heading,
    Signatures,
    Signer,
    bullets,
    line,
    numbered,
)
from console.documents.voted import (
    announced,
    laptop_box,
    names,
    outcome,
    proposal,
    short_name,
    switch_words,
    threshold_words,
    told,
    void_words,
    voided,
)
from console.rules import AwardRule
from console.text import tidy
from console.wording import count, date_long

ROLES = {
    TellerRole.HEAD: "Trưởng ban",
    TellerRole.SECRETARY: "Thư ký",
    TellerRole.MEMBER: "Ủy viên",
}


def counted(conference: Conference, award: str) -> tuple[Round, ...]:
    """The announced rounds of an award that tellers counted."""
    return tuple(r for r in announced(conference, award) if r.method != Method.OPEN)


def tellers(conference: Conference) -> tuple[str, ...]:
    """The ban kiểm phiếu, one line each."""
    return tuple(_teller(conference, teller) for teller in in_order(conference))


def _teller(conference: Conference, teller: Teller) -> str:
    unit = conference.unit(teller.unit).name if teller.unit is not None else ""
    parts = [f"Ông (Bà) {teller.name}"] + [part for part in (teller.position, unit) if part]
    return f"{', '.join(parts)} - {ROLES[teller.role]}"


def ballot_words(award: AwardRule, row: Round) -> str:
    """How a ballot of a round is filled in, and when it is not valid (domain 2.8)."""
    if award.ballot is BallotKind.APPROVE_REJECT:
        return (
            "Phiếu có hai cột đồng ý, không đồng ý; đánh dấu một trong hai ô của từng đơn vị. Đánh dấu cả "
            "hai ô "
            "hoặc không đánh dấu ô nào của một đơn vị thì dòng đó không tính; phiếu chỉ có một đơn vị thì "
            "phiếu "
            "đó không hợp lệ"
        )
    most = count(award.max_choices or row.seats)
    if award.ballot is BallotKind.CHOOSE_UP_TO:
        return f"Phiếu hợp lệ chọn không quá {most} đơn vị; chọn quá số lượng là phiếu không hợp lệ"
    return f"Gạch tên đơn vị không chọn, để lại không quá {most} đơn vị; gạch hết là phiếu không hợp lệ"


def basis(award: AwardRule) -> str:
    """Where the bloc took its threshold from; empty while it is the program's default, which binds nobody."""
    return "" if award.basis.startswith("Mặc định") else tidy(award.basis).rstrip(".")


def build(conference: Conference, award_code: str) -> Document:
    """The paper of one award; its rounds that were announced, and those that were voided."""
    award = conference.award(award_code)
    rows = counted(conference, award_code)
    year = conference.rules.bloc.year
    noun = elector_noun(conference)
    first = rows[0]
    place = conference.meeting.place or DOTS
    blocks: list[Block] = [
        letterhead(conference, "BB"),
        heading(
            conference,
            "BIÊN BẢN KIỂM PHIẾU",
            f"Bình xét, suy tôn đơn vị đề nghị tặng {short_name(award)} năm {year}",
        ),
        line(
            f"Hôm nay, hồi {hour(first.opened)}, {date_long(conference.meeting.held_on)}, tại {place}, "
            f"{name_of_conference(conference)} đã tiến hành bỏ phiếu kín, bình xét đơn vị "
            f"{proposal(conference, award)}."
        ),
        Heading("I. BAN KIỂM PHIẾU GỒM"),
        numbered(*tellers(conference)) if conference.tellers else line(DOTS),
        Heading("II. NỘI DUNG VÀ THỂ LỆ BỎ PHIẾU"),
        bullets(
            f"Bỏ phiếu kín; mỗi {noun} 01 phiếu; số lượng được đề nghị: {count(award.seats)}",
            f"Danh sách đưa vào phiếu: {names(conference, first.nominees)}",
            ballot_words(award, first),
            f"Tỷ lệ để được đề nghị: {threshold_words(conference, award, first.written)}",
            *([f"Căn cứ áp dụng: {basis(award)}"] if basis(award) else []),
        ),
        *laptop_box(conference, rows),
        *(line(words) for words in walked.helped(conference, rows)),
        Heading("III. KẾT QUẢ"),
    ]
    blocks += [line(void_words(conference, row)) for row in voided(conference, award_code)]
    blocks += [line(words) for words in switch_words(conference, award_code)]
    for row in rows:
        if len(rows) > 1:
            blocks.append(Heading(f"Lần bỏ phiếu thứ {row.number}", 3))
        blocks += told(conference, row)
    blocks += [
        Heading("IV. KẾT LUẬN"),
        *(line(words) for words in conclusion(conference, rows[-1])),
        line(
            f"Biên bản lập thành {DOTS[:4]} bản, được thông qua và công bố trước Hội nghị, kết thúc hồi "
            f"{hour(rows[-1].announced)} cùng ngày./."
        ),
        signatures(conference),
    ]
    return paper(conference, f"Biên bản kiểm phiếu - {short_name(award)}", *blocks)


def conclusion(conference: Conference, row: Round) -> tuple[str, ...]:
    """Whom the count leads to, after the last round."""
    award = conference.award(row.award)
    chosen = row.proposed if row.settled else row.elected
    if not chosen:
        said = outcome(conference, row)
        return said or (f"Chưa có đơn vị {proposal(conference, award)}.",)
    listed = names(conference, chosen)
    return (
        f"Căn cứ kết quả kiểm phiếu, Hội nghị {proposal(conference, award)} cho {count(len(chosen))} đơn vị: "
        f"{listed}.",
    )


def signatures(conference: Conference) -> Signatures:
    """Secretary, member, head: all of them sign (domain 3.0)."""
    by_role = {
        role: [t for t in conference.tellers if t.role == role]
        for role in (TellerRole.SECRETARY, TellerRole.MEMBER, TellerRole.HEAD)
    }
    titles = {
        TellerRole.SECRETARY: "THƯ KÝ",
        TellerRole.MEMBER: "ỦY VIÊN",
        TellerRole.HEAD: "TRƯỞNG BAN KIỂM PHIẾU",
    }
    signers = [
        Signer((titles[role],), name=name)
        for role, persons in by_role.items()
        for name in ([t.name for t in persons] or [""])
    ]
    return Signatures(tuple(signers), min(3, len(signers)))
