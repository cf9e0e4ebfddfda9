"""What every paper has around its text: letterhead, stamp, names, signers, legal bases.

Words are Vietnamese literals: papers have one language. Source: domain 4.2 and 4.3 (style 1).
"""

from datetime import datetime

from console import agenda
from console.conference import Conference, Delegate, Guest, Role, Unit
from console.documents.model import (
    DOTS,
    Block,
    Document,
    Letterhead,
    Paragraph,
    Run,
    Signatures,
    Signer,
    Title,
)
from console.text import tidy
from console.wording import time_words

SAMPLE = "DỮ LIỆU MẪU"
REHEARSAL = "CHẠY THỬ"


def stamp(conference: Conference) -> str:
    """The mark on every page of a paper that is not real; a rehearsal of a sample carries both."""
    meeting = conference.meeting
    marks = [REHEARSAL] if meeting.rehearsal else []
    if meeting.sample:
        marks.append(SAMPLE)
    return " - ".join(marks)


def paper(conference: Conference, title: str, *blocks: Block, landscape: bool = False) -> Document:
    """A document with the conference's stamp."""
    return Document(title, blocks, stamp(conference), landscape)


def letterhead(conference: Conference, symbol: str = "", *, dated: bool = False) -> Letterhead:
    """The head of a paper; number and day are left to the văn thư where they are not known.

    Args:
        symbol: kind of paper as in the number ("BB", "TTr"); empty for papers without a number.
        dated: with the line of place and date (not in Mẫu 1.9).
    """
    bloc = conference.rules.bloc
    parent = f"{bloc.parent} {province(conference)}".strip().upper()
    number = f"Số: {DOTS[:4]}/{symbol}-{bloc.abbreviation}" if symbol else ""
    where = f"{bloc.town or DOTS}, {blank_date(conference)}" if dated else ""
    return Letterhead(parent, (bloc.name.upper(),), number, where)


def blank_date(conference: Conference) -> str:
    """The day of signing, left to the văn thư: it is rarely the day of the conference (domain 9.7)."""
    return f"ngày {DOTS[:3]} tháng {DOTS[:3]} năm {conference.meeting.held_on.year}"


def province(conference: Conference) -> str:
    """The province's name alone, without "tỉnh" or "thành phố" before it."""
    name = tidy(conference.rules.bloc.province)
    for kind in ("tỉnh ", "thành phố "):
        if name.lower().startswith(kind):
            return name[len(kind) :]
    return name


def heading(conference: Conference, kind: str, *about: str) -> Title:
    """The title with the trích yếu, each line tidied."""
    return Title(kind, tuple(tidy(part) for part in about))


def hour(when: datetime | None) -> str:
    """Such as "08 giờ 05 phút"; dots where it is not known."""
    if when is None:
        return f"{DOTS[:3]} giờ {DOTS[:3]} phút"
    return time_words(when.time())


def name_of_conference(conference: Conference) -> str:
    """The conference's title, or the usual one of the bloc and the year."""
    bloc = conference.rules.bloc
    return conference.meeting.title or (
        f"Hội nghị tổng kết công tác thi đua, khen thưởng năm {bloc.year} của {bloc.name}"
    )


def elector_noun(conference: Conference) -> str:
    """What is counted in votes: units, or delegates of a congress."""
    return "đơn vị" if conference.meeting.electorate == "unit" else "đại biểu"


def person(delegate: Delegate | None) -> str:
    """Such as "đồng chí Name, position"; dots where nobody is named."""
    if delegate is None or not delegate.name:
        return f"đồng chí {DOTS}"
    return (
        f"đồng chí {delegate.name}, {delegate.position}" if delegate.position else f"đồng chí {delegate.name}"
    )


def guest(who: Guest) -> str:
    """Such as "đồng chí Name, position, organisation"."""
    return ", ".join(part for part in (f"đồng chí {who.name}", who.position, who.organisation) if part)


def leader(conference: Conference) -> tuple[Unit | None, Delegate | None]:
    """This year's leading unit and who represents it."""
    unit = conference.with_role(Role.LEADER)
    return unit, conference.representative(unit.id) if unit else None


def role_title(conference: Conference, unit: Unit) -> str:
    """The office of a unit this year; empty for a plain member."""
    bloc = conference.rules.bloc
    match unit.role:
        case Role.LEADER:
            return bloc.leader_title
        case Role.DEPUTY:
            return bloc.deputy_title
        case Role.MEMBER:
            return ""


def in_protocol_order(conference: Conference) -> tuple[Unit, ...]:
    """Leader, deputy, then the bloc's list (domain 3.9)."""
    order = {Role.LEADER: 0, Role.DEPUTY: 1, Role.MEMBER: 2}
    return tuple(sorted(conference.units, key=lambda unit: (order[unit.role], unit.id)))


def bases(conference: Conference) -> tuple[Paragraph, ...]:
    """The căn cứ, in italics, each on its own line ending in ";"."""
    return tuple(
        Paragraph((Run(f"{_with_base(text)};", italic=True),))
        for text in conference.rules.bases
        if tidy(text)
    )


def _with_base(text: str) -> str:
    words = tidy(text).rstrip(";. ")
    return words if words.startswith("Căn cứ") else f"Căn cứ {words}"


def bloc_signature(conference: Conference, *recipients: str) -> Signatures:
    """TM. KHỐI THI ĐUA / TRƯỞNG KHỐI on the right, Nơi nhận on the left."""
    bloc = conference.rules.bloc
    _unit, head = leader(conference)
    signer = Signer(
        (f"TM. {bloc.name}".upper(), bloc.leader_title.upper()),
        "(Ký, ghi rõ họ tên, đóng dấu của đơn vị)",
        head.name if head is not None else "",
    )
    return Signatures((signer,), 1, tuple(recipients))


def minutes_signatures(conference: Conference, *recipients: str) -> tuple[Signatures, ...]:
    """THƯ KÝ on the left, CHỦ TỌA on the right (Mẫu 1.9); after a handover both who chaired sign."""
    meeting = conference.meeting
    _unit, opened_by = leader(conference)
    _unit, now = agenda.chair(conference)
    secretary = Signer(("THƯ KÝ",), name=meeting.secretary)
    name = opened_by.name if opened_by is not None else ""
    chairs = [Signer(("CHỦ TỌA",), name=name)]
    if conference.handover.chair_switched is not None:
        chairs.append(Signer(("CHỦ TỌA", "(sau khi bàn giao)"), name=now.name if now is not None else ""))
    signed = Signatures((secretary, *chairs), 1 + len(chairs))
    return (signed, Signatures((), 1, tuple(recipients))) if recipients else (signed,)
