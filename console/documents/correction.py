"""Biên bản bổ sung, điều chỉnh: an appended paper; what was announced or signed stays (domain 9.7)."""

from console import agenda
from console.conference import Conference, Correction
from console.documents.frame import heading, hour, letterhead, name_of_conference, paper
from console.documents.model import Block, Document, Signatures, Signer, line
from console.wording import date_long


def build(conference: Conference, row: Correction) -> Document:
    """One appended paper, signed as the minutes are: THƯ KÝ on the left, CHỦ TỌA on the right."""
    chair = agenda.chair(conference)[1]
    blocks: list[Block] = [
        letterhead(conference, "BB"),
        heading(conference, "BIÊN BẢN", "Bổ sung, điều chỉnh", name_of_conference(conference)),
        line(
            f"Hồi {hour(row.at)}, {date_long(row.at.date())}, biên bản sau đây được lập để bổ sung, điều "
            "chỉnh nội dung đã công bố. Nội dung đã công bố được giữ nguyên, không sửa chữa."
        ),
        line(f"Nội dung được bổ sung, điều chỉnh: {row.about}."),
        line("Nay bổ sung, điều chỉnh như sau:"),
        *(line(part) for part in row.text.splitlines() if part.strip()),
        line("Biên bản này là một phần của hồ sơ hội nghị./."),
        Signatures(
            (
                Signer(("THƯ KÝ",), "", conference.meeting.secretary),
                Signer(("CHỦ TỌA",), "", chair.name if chair is not None else ""),
            ),
            2,
        ),
    ]
    return paper(conference, "Biên bản bổ sung, điều chỉnh", *blocks)
