"""Bản giao ước thi đua: what the units promise each other for next year, signed by all heads (domain 3.9)."""

from console import directions
from console.conference import Conference, Role, Unit
from console.documents.frame import bases, heading, letterhead, paper
from console.documents.handover import chosen
from console.documents.model import DOTS, Block, Document, Signatures, Signer, line, numbered
from console.wording import count


def build(conference: Conference) -> Document:
    """The pact with its signature grid: next year's leader first, then the deputy, then the members."""
    bloc = conference.rules.bloc
    rows = directions.listed(conference)
    units = signing_order(conference)
    blocks: list[Block] = [
        letterhead(conference, dated=True),
        heading(conference, "BẢN GIAO ƯỚC THI ĐUA", f"Năm {bloc.next_year} của {bloc.name}"),
        *bases(conference),
        line(
            f"Các đơn vị thành viên {bloc.name} ({count(len(units))} đơn vị) thống nhất ký giao ước thi "
            "đua năm "
            f"{bloc.next_year} với các nội dung sau:"
        ),
        numbered(*(row.text for row in rows)) if rows else numbered(*(DOTS for _ in range(5))),
        line(
            "Các đơn vị cam kết thực hiện nghiêm túc các nội dung đã ký kết, định kỳ báo cáo kết quả với "
            f"{bloc.leader_title}./."
        ),
        Signatures(tuple(_signer(conference, unit) for unit in units), 3),
    ]
    return paper(conference, f"Bản giao ước thi đua năm {bloc.next_year}", *blocks)


def signing_order(conference: Conference) -> tuple[Unit, ...]:
    """Next year's leader, its deputy, the others in the bloc's order."""
    leader, deputy = chosen(conference)

    def place(unit: Unit) -> int:
        if leader is None:
            return {Role.LEADER: 0, Role.DEPUTY: 1, Role.MEMBER: 2}[unit.role]
        return 0 if unit == leader else 1 if unit == deputy else 2

    return tuple(sorted(conference.units, key=lambda unit: (place(unit), unit.id)))


def _signer(conference: Conference, unit: Unit) -> Signer:
    person = conference.representative(unit.id)
    handover = conference.handover
    if unit.id in handover.pact:
        confirmed = "(đã ký tại Hội nghị)"
    else:
        confirmed = "(chưa ký)" if handover.pact_closed is not None else ""
    return Signer((unit.name.upper(),), "", person.name if person is not None else "", confirmed)
