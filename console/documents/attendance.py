"""Danh sách đại biểu: who was invited, who came, who stood in for whom."""

from console.conference import Conference, Delegate, Presence
from console.documents.frame import (
    heading,
    hour,
    in_protocol_order,
    letterhead,
    name_of_conference,
    paper,
    role_title,
)
from console.documents.model import Block, Column, Document, Heading, Signatures, Signer, Table, bullets, line
from console.text import tidy
from console.wording import count

HERE = (Presence.PRESENT, Presence.LATE, Presence.LEFT)
"""Whoever took part, for a while at least."""


def build(conference: Conference) -> Document:
    """The list of delegates, then of guests."""
    order = {unit.id: place for place, unit in enumerate(in_protocol_order(conference))}
    delegates = sorted(conference.delegates, key=lambda d: (order.get(d.unit, 0), d.id))
    rows = tuple(
        (
            count(place),
            _unit(conference, delegate),
            delegate.name,
            delegate.position,
            presence_words(delegate),
            "",
        )
        for place, delegate in enumerate(delegates, start=1)
    )
    columns = (
        Column("STT", 5, "center"),
        Column("Đơn vị", 28),
        Column("Họ và tên", 19),
        Column("Chức vụ", 18),
        Column("Điểm danh", 19),
        Column("Ký nhận", 11),
    )
    guests = tuple(
        (count(place), g.name, g.position, g.organisation, "Có mặt" if g.present else "", "")
        for place, g in enumerate(conference.guests, start=1)
    )
    blocks: list[Block] = [
        letterhead(conference),
        heading(conference, "DANH SÁCH ĐẠI BIỂU", name_of_conference(conference)),
        Heading("I. ĐẠI BIỂU CÁC ĐƠN VỊ THÀNH VIÊN"),
        Table(columns, rows),
        bullets(*summary(conference)),
    ]
    if guests:
        names = (
            Column("STT", 5, "center"),
            Column("Họ và tên", 24),
            Column("Chức vụ", 22),
            Column("Cơ quan, đơn vị", 25),
            Column("Điểm danh", 13),
            Column("Ký nhận", 11),
        )
        blocks += [Heading("II. KHÁCH MỜI, BỘ PHẬN GIÚP VIỆC"), Table(names, guests)]
        blocks.append(line("Khách mời, bộ phận giúp việc không tham gia bỏ phiếu.", italic=True))
    secretary = Signer(("THƯ KÝ",), name=conference.meeting.secretary)
    blocks.append(Signatures((Signer(("NGƯỜI LẬP",)), secretary), 2))
    return paper(conference, "Danh sách đại biểu", *blocks)


def _unit(conference: Conference, delegate: Delegate) -> str:
    unit = conference.unit(delegate.unit)
    title = role_title(conference, unit)
    return f"{unit.name} ({title})" if title else unit.name


def presence_words(delegate: Delegate) -> str:
    """Where a delegate is, with the substitution and the reason."""
    match delegate.presence:
        case Presence.EXPECTED:
            words = ""
        case Presence.PRESENT:
            words = "Có mặt"
        case Presence.LATE:
            words = f"Đến muộn, hồi {hour(delegate.since)}"
        case Presence.WRITTEN:
            words = "Vắng, gửi ý kiến bằng văn bản"
        case Presence.ABSENT:
            words = "Vắng"
        case Presence.LEFT:
            words = f"Về sớm, hồi {hour(delegate.since)}"
    parts = [words] if words else []
    if delegate.reason:
        parts.append(f"lý do: {tidy(delegate.reason)}")
    if delegate.replaces:
        parts.append(substitution(delegate))
    return "; ".join(parts)


def substitution(delegate: Delegate) -> str:
    """Such as "dự thay đồng chí X (giấy ủy quyền: 12/GUQ)"."""
    letter = f" (giấy ủy quyền: {delegate.letter})" if delegate.letter else ""
    return f"dự thay đồng chí {delegate.replaces}{letter}"


def summary(conference: Conference) -> tuple[str, ...]:
    """The roll in numbers, for this list and for the minutes."""
    delegates = conference.delegates
    here = sum(d.presence in HERE for d in delegates)
    noun = "đơn vị thành viên" if conference.meeting.electorate == "unit" else "đại biểu"
    said = [f"Tổng số {noun}: {count(len(delegates))}; có mặt: {count(here)}"]
    for presence, words in (
        (Presence.LATE, "trong đó đến muộn"),
        (Presence.LEFT, "trong đó về sớm"),
        (Presence.WRITTEN, "vắng, gửi ý kiến bằng văn bản"),
        (Presence.ABSENT, "vắng, không gửi ý kiến"),
        (Presence.EXPECTED, "chưa điểm danh"),
    ):
        number = sum(d.presence == presence for d in delegates)
        if number:
            said[0] += f"; {words}: {count(number)}"
    guests = sum(g.present for g in conference.guests)
    if guests:
        said.append(f"Khách mời, bộ phận giúp việc có mặt: {count(guests)}")
    return tuple(said)
