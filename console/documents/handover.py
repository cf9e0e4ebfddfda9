"""Biên bản bàn giao: who gives, who takes, what, before whom (domain 3.8)."""

from console.conference import CheckRow, Conference, Handover, Signature, Unit
from console.documents.frame import heading, hour, leader, letterhead, paper, person
from console.documents.model import (
    DOTS,
    Block,
    Column,
    Document,
    Heading,
    Signatures,
    Signer,
    Table,
    field_line,
    line,
)
from console.documents.voted import hands_of, hands_words
from console.wording import count, date_long

MODES = {
    "deputy_steps_up": "Phó Trưởng khối năm nay là Trưởng khối năm sau",
    "list_order": "luân phiên theo danh sách Khối",
    "show_of_hands": "Hội nghị biểu quyết giơ tay",
    "secret_ballot": "Hội nghị bỏ phiếu kín",
    "leading_unit": "đơn vị dẫn đầu Khối",
    "assigned": "theo phân công của cấp có thẩm quyền",
}


def chosen(conference: Conference) -> tuple[Unit | None, Unit | None]:
    """Next year's leading unit and its deputy; None while not chosen."""
    handover = conference.handover
    new = conference.unit(handover.leader) if handover.leader is not None else None
    deputy = conference.unit(handover.deputy) if handover.deputy is not None else None
    return new, deputy


def rotation_words(conference: Conference) -> tuple[str, ...]:
    """Who leads next year, how that came about, and the hands that carried it; for the minutes too."""
    bloc, handover = conference.rules.bloc, conference.handover
    new, deputy = chosen(conference)
    if new is None:
        return ()
    said = [f"{bloc.leader_title} năm {bloc.next_year}: {new.name}"]
    if deputy is not None:
        said.append(f"{bloc.deputy_title} năm {bloc.next_year}: {deputy.name}")
    if handover.mode in MODES:
        said.append(f"Phương thức: {MODES[handover.mode]}")
    hands = hands_of(conference, handover.hands)
    if hands is not None:
        said.append(f"Hội nghị {hands_words(conference, hands)}")
    return tuple(said)


def build(conference: Conference) -> Document:
    """The paper that both sides and the witness sign by hand."""
    bloc, meeting, handover = conference.rules.bloc, conference.meeting, conference.handover
    old, giver = leader(conference)
    new, _deputy = chosen(conference)
    receiver = conference.representative(new.id) if new is not None else None
    witness = ", ".join(part for part in (handover.witness_name, handover.witness_position) if part)
    blocks: list[Block] = [
        letterhead(conference, "BB"),
        heading(
            conference,
            "BIÊN BẢN BÀN GIAO",
            f"Nhiệm vụ {bloc.leader_title} {bloc.name} năm {bloc.next_year}",
        ),
        line(f"Hôm nay, {date_long(meeting.held_on)}, tại {meeting.place or DOTS}, chúng tôi gồm:"),
        field_line("BÊN GIAO", f"{old.name if old else DOTS} - {bloc.leader_title} năm {bloc.year}"),
        field_line("Đại diện", person(giver)),
        field_line("BÊN NHẬN", f"{new.name if new else DOTS} - {bloc.leader_title} năm {bloc.next_year}"),
        field_line("Đại diện", person(receiver)),
        field_line("CHỨNG KIẾN", bloc.office),
        field_line("Đại diện", f"đồng chí {witness}" if witness else ""),
        Heading("NỘI DUNG BÀN GIAO"),
        Table(
            (
                Column("STT", 7, "center"),
                Column("Nội dung", 40),
                Column("Đơn vị tính", 11, "center"),
                Column("Số lượng", 11, "center"),
                Column("Tình trạng", 17),
                Column("Ghi chú", 15),
            ),
            tuple(_row(place, row) for place, row in enumerate(handover.rows, start=1)),
        ),
        line("Không bàn giao con dấu: Khối không có con dấu riêng.", italic=True),
        line(
            "Hai bên thống nhất các nội dung bàn giao nêu trên; bên nhận đảm nhiệm nhiệm vụ "
            f"{bloc.leader_title} kể "
            "từ khi ký biên bản này. Biên bản lập thành 04 bản có giá trị như nhau: mỗi bên giữ 01 bản, "
            "gửi Sở "
            "Nội vụ 01 bản, lưu hồ sơ Khối 01 bản./."
        ),
        Signatures(
            (
                _signer("ĐẠI DIỆN BÊN GIAO", handover, "giver", giver.name if giver else ""),
                _signer("ĐẠI DIỆN BÊN NHẬN", handover, "receiver", receiver.name if receiver else ""),
                _signer("ĐẠI DIỆN CHỨNG KIẾN", handover, "witness", handover.witness_name),
            ),
            3,
        ),
    ]
    return paper(conference, "Biên bản bàn giao", *blocks)


def _row(place: int, row: CheckRow) -> tuple[str, ...]:
    state = {True: "Đã sẵn sàng", False: "Chưa có", None: ""}[row.ready]
    condition = "; ".join(part for part in (state, row.condition) if part)
    return (count(place), row.title, row.measure, row.quantity, condition, row.note)


def signed(handover: Handover, side: str) -> Signature | None:
    """The typed confirmation of one side."""
    return next((s for s in handover.signatures if s.side == side), None)


def _signer(title: str, handover: Handover, side: str, name: str) -> Signer:
    confirmed = signed(handover, side)
    if confirmed is None:
        return Signer((title,), name=name)
    return Signer((title,), name=confirmed.name, confirmed=f"(đã xác nhận trên máy hồi {hour(confirmed.at)})")
