"""Phương hướng, nhiệm vụ: next year's directions as a draft or as the room adopted them."""

from console import directions
from console.conference import Conference, Hands
from console.documents.frame import bloc_signature, heading, letterhead, paper
from console.documents.model import Block, Document, line, numbered
from console.documents.voted import hands_words


def vote(conference: Conference) -> Hands | None:
    """The show of hands that adopted the directions."""
    year = conference.rules.bloc.next_year
    subject = f"Phương hướng, nhiệm vụ năm {year}"
    return next((h for h in reversed(conference.hands) if h.subject == subject), None)


def build(conference: Conference) -> Document:
    """The numbered list, and how it was adopted."""
    bloc = conference.rules.bloc
    adopted = directions.adopted(conference)
    hands = vote(conference)
    about = f"công tác thi đua, khen thưởng năm {bloc.next_year} của {bloc.name}"
    blocks: list[Block] = [
        letterhead(conference, dated=True),
        heading(conference, "PHƯƠNG HƯỚNG, NHIỆM VỤ", about, *([] if adopted else ["(Dự thảo)"])),
        numbered(*(_sentence(row.text) for row in directions.listed(conference))),
    ]
    if hands is not None:
        blocks.append(line(f"Hội nghị {hands_words(conference, hands)}./."))
    blocks.append(bloc_signature(conference, "- Sở Nội vụ;", "- Các đơn vị thành viên;", "- Lưu: VT."))
    return paper(conference, f"Phương hướng, nhiệm vụ năm {bloc.next_year}", *blocks)


def _sentence(text: str) -> str:
    return text if text.endswith((".", ";", "!", "?")) else f"{text}."
