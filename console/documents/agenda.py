"""Chương trình hội nghị: the running order with planned times, and what became of it."""

from console import agenda
from console.conference import Conference, Item, ItemState
from console.documents.frame import heading, letterhead, name_of_conference, paper
from console.documents.model import Column, Document, Table, field_line
from console.text import tidy
from console.wording import count, date_long


def build(conference: Conference) -> Document:
    """The agenda as one table."""
    times = agenda.planned_times(conference)
    meeting = conference.meeting
    rows = tuple(
        (count(place), times[item.id], item.title, item.performer, f"{item.minutes} phút", _note(item))
        for place, item in enumerate(agenda.running_order(conference), start=1)
    )
    columns = (
        Column("STT", 7, "center"),
        Column("Thời gian", 10, "center"),
        Column("Nội dung", 42),
        Column("Người thực hiện", 22),
        Column("Thời lượng", 10, "center"),
        Column("Ghi chú", 10),
    )
    return paper(
        conference,
        "Chương trình hội nghị",
        letterhead(conference),
        heading(conference, "CHƯƠNG TRÌNH", name_of_conference(conference)),
        field_line("Thời gian", f"{meeting.begins.replace(':', ' giờ ')} phút, {date_long(meeting.held_on)}"),
        field_line("Địa điểm", meeting.place),
        Table(columns, rows),
    )


def _note(item: Item) -> str:
    if item.state != ItemState.SKIPPED:
        return ""
    return f"Không thực hiện: {tidy(item.reason)}"
