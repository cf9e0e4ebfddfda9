"""The papers of a conference: one module a paper, from a conference to a neutral document.

Each module has `build(conference, ...) -> Document`; `papers` gives those that the conference's state
supports. Papers are Vietnamese always; they say "đề nghị" and tell nothing that was not announced.
"""

import re
from dataclasses import dataclass

from console import directions as next_year
from console import reports as year
from console.ballot import voting
from console.conference import Conference
from console.documents import (
    agenda,
    attendance,
    ballot_count,
    ballot_review,
    correction,
    directions,
    handover,
    minutes,
    pact,
    reports,
    submission,
)
from console.documents.model import Document
from console.documents.voted import announced, short_name
from console.text import search_key


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that can be written now.

    Attributes:
        name: Vietnamese, as people ask for it.
        stem: file name without ending: ASCII, sorts in the order of the day.
    """

    name: str
    stem: str
    document: Document


def papers(conference: Conference, head: str = "", release: str = "") -> tuple[Paper, ...]:
    """Every paper that the state of the conference supports, in the order of the day.

    Args:
        head: head of the audit trail, for the minutes.
        release: fingerprint of the program, for the minutes.
    """
    made = []
    if conference.units:
        made.append(Paper("Danh sách đại biểu", "01-danh-sach-dai-bieu", attendance.build(conference)))
    if conference.agenda:
        made.append(Paper("Chương trình hội nghị", "02-chuong-trinh", agenda.build(conference)))
    total = year.totals(conference)
    if total.received or conference.meeting.summary:
        made.append(Paper("Báo cáo tổng kết", "03-bao-cao-tong-ket", reports.build(conference)))
    if total.scored:
        made.append(Paper("Bảng tổng hợp điểm", "04-bang-tong-hop-diem", reports.score_table(conference)))
    if next_year.listed(conference):
        made.append(Paper("Phương hướng, nhiệm vụ", "05-phuong-huong-nhiem-vu", directions.build(conference)))
    for award in conference.rules.awards:
        if ballot_count.counted(conference, award.code):
            name = f"Biên bản kiểm phiếu - {short_name(award)}"
            stem = f"06-bien-ban-kiem-phieu-{_slug(award.code)}"
            made.append(Paper(name, stem, ballot_count.build(conference, award.code)))
    if any(announced(conference, award.code) for award in conference.rules.awards):
        made.append(Paper("Biên bản họp bình xét", "07-bien-ban-binh-xet", ballot_review.build(conference)))
    if any(voting.proposed(conference, award.code) for award in conference.rules.awards):
        made.append(Paper("Tờ trình đề nghị khen thưởng", "08-to-trinh", submission.build(conference)))
    if conference.handover.leader is not None:
        made.append(Paper("Biên bản bàn giao", "09-bien-ban-ban-giao", handover.build(conference)))
        made.append(Paper("Bản giao ước thi đua", "10-ban-giao-uoc", pact.build(conference)))
    if conference.meeting.opened is not None:
        document = minutes.build(conference, head, release)
        made.append(Paper("Biên bản hội nghị", "11-bien-ban-hoi-nghi", document))
    for number, row in enumerate(conference.corrections, start=1):
        made.append(
            Paper(
                f"Biên bản bổ sung, điều chỉnh {number}",
                f"12-bien-ban-bo-sung-dieu-chinh-{number}",
                correction.build(conference, row),
            )
        )
    return tuple(made)


def _slug(code: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", search_key(code)).strip("-") or "khac"


__all__ = ["Paper", "papers"]
