"""Biên bản hội nghị, Mẫu 1.9 of Nghị định 30/2020 (domain 3.6), in the order of what happened.

It carries the head of the audit trail and the fingerprint of the conference's key: once signed in ink
this paper is what the electronic record is held against.
"""

from console import agenda, directions, reports
from console.ballot import voting
from console.ballot.round import RoundState
from console.conference import Conference, Delegate, Hands, Item, ItemState, Presence, SpeakerState
from console.documents import attendance, ballot_review
from console.documents.directions import vote as directions_vote
from console.documents.frame import (
    elector_noun,
    guest,
    heading,
    hour,
    in_protocol_order,
    leader,
    letterhead,
    minutes_signatures,
    name_of_conference,
    paper,
    person,
    role_title,
)
from console.documents.handover import rotation_words
from console.documents.model import (
    DOTS,
    Block,
    Column,
    Document,
    Entry,
    Heading,
    Listing,
    Table,
    bullets,
    field_line,
    line,
    numbered,
)
from console.documents.voted import hands_words, percent_of
from console.text import tidy
from console.wording import count, date_long


def build(conference: Conference, head: str = "", release: str = "") -> Document:
    """The minutes of the whole conference.

    Args:
        head: head of the audit trail, hex; dots where it is empty.
        release: fingerprint of the program that ran it; dots where it is empty.
    """
    meeting = conference.meeting
    began = meeting.opened
    start = f"{hour(began)}, {date_long(meeting.held_on)}"
    blocks: list[Block] = [
        letterhead(conference, "BB"),
        heading(conference, "BIÊN BẢN", name_of_conference(conference)),
        field_line("Thời gian bắt đầu", start),
        field_line("Địa điểm", meeting.place),
        line("Thành phần tham dự:"),
        bullets(*_participants(conference)),
        field_line("Chủ trì (chủ tọa)", _chairs(conference)),
        field_line("Thư ký (người ghi biên bản)", _secretary(conference)),
        Heading("NỘI DUNG"),
        Heading("I. DIỄN BIẾN HỘI NGHỊ", 2),
        *_course(conference),
        Heading("II. BÁO CÁO, CHẤM ĐIỂM", 2),
        *_reports(conference),
        Heading("III. PHƯƠNG HƯỚNG, NHIỆM VỤ", 2),
        *_directions(conference),
        Heading("IV. BÌNH XÉT THI ĐUA, KHEN THƯỞNG", 2),
        *_ballot(conference),
        Heading("V. BÀN GIAO, GIAO ƯỚC THI ĐUA", 2),
        *_handover(conference),
        Heading("VI. NHẬT KÝ ĐIỆN TỬ", 2),
        *_trail(conference, head, release),
        line(_end(conference)),
        *minutes_signatures(conference, "- Sở Nội vụ;", "- Các đơn vị thành viên;", "- Lưu: VT, Hồ sơ."),
    ]
    return paper(conference, "Biên bản hội nghị", *blocks)


def _participants(conference: Conference) -> list[str]:
    said = [f"{text}." for text in attendance.summary(conference)]
    by_unit: dict[int, list[Delegate]] = {}
    for delegate in conference.delegates:
        by_unit.setdefault(delegate.unit, []).append(delegate)
    congress = conference.meeting.electorate == "delegate"
    for unit in in_protocol_order(conference):
        delegates = by_unit.get(unit.id, [])
        if congress:
            here = sum(d.presence in attendance.HERE for d in delegates)
            said.append(f"{unit.name}: có mặt {count(here)}/{count(len(delegates))} đại biểu.")
            said += [f"{unit.name}: {_delegate(d)}." for d in delegates if d.replaces]
        else:
            said += [f"{unit.name}: {_delegate(delegate)}." for delegate in delegates]
    said += [f"Khách mời: {guest(g)}." for g in conference.guests if g.present and not g.officer]
    return said


def _delegate(delegate: Delegate) -> str:
    if delegate.presence in (Presence.PRESENT, Presence.EXPECTED):
        words = person(delegate)
        if delegate.replaces:
            words += f", {attendance.substitution(delegate)}"
        return words
    words = attendance.presence_words(delegate)
    if not delegate.name:
        return words
    return f"{person(delegate)}; {words[0].lower()}{words[1:]}"


def _chairs(conference: Conference) -> str:
    unit, first = leader(conference)
    if unit is None:
        return ""
    said = f"{person(first)}, {unit.name}, {role_title(conference, unit)}"
    if conference.handover.chair_switched is not None:
        new, now = agenda.chair(conference)
        if new is not None:
            said += f"; từ {hour(conference.handover.chair_switched)}: {person(now)}, {new.name}"
    return said


def _secretary(conference: Conference) -> str:
    meeting = conference.meeting
    return ", ".join(part for part in (meeting.secretary, meeting.secretary_position) if part)


def _course(conference: Conference) -> list[Block]:
    order = sorted(
        agenda.running_order(conference),
        key=lambda i: (i.started is None, i.started.timestamp() if i.started else 0, i.rank),
    )
    said: list[Block] = []
    taken = [item for item in order if item.state in (ItemState.DONE, ItemState.CURRENT)]
    for place, item in enumerate(taken, start=1):
        said.append(Listing((Entry(f"{place}.", _item(item)),)))
        below = _below(conference, item)
        if below:
            said.append(bullets(*below))
    rows = [
        f"{item.title}. Lý do: {tidy(item.reason).rstrip('.')}."
        for item in agenda.running_order(conference)
        if item.state == ItemState.SKIPPED
    ]
    if rows:
        said += [line("Nội dung trong chương trình không thực hiện:"), bullets(*rows)]
    open_items = [item.title for item in order if item.state == ItemState.PLANNED]
    if open_items and conference.meeting.closed is not None:
        said += [line("Nội dung trong chương trình chưa thực hiện khi kết thúc:"), bullets(*open_items)]
    return said or [line(DOTS)]


def _item(item: Item) -> str:
    when = f" (từ {hour(item.started)}{f' đến {hour(item.ended)}' if item.ended else ''})"
    performer = f" - {item.performer}" if item.performer else ""
    return f"{item.title}{performer}{when if item.started else ''}."


def _below(conference: Conference, item: Item) -> list[str]:
    """What was said and decided at an item: speakers, notes, hands, in that order."""
    said = []
    for speaker in conference.speakers:
        if speaker.item == item.id and speaker.state != SpeakerState.WAITING:
            unit = conference.unit(speaker.unit).name if speaker.unit is not None else ""
            said.append(f"Ý kiến của {', '.join(part for part in (speaker.name, unit) if part)}.")
    for note in conference.notes:
        if note.item == item.id:
            said += [tidy(part) for part in note.text.splitlines() if tidy(part)]
    said += [_hands(conference, hands) for hands in conference.hands if hands.item == item.id]
    return said


def _hands(conference: Conference, hands: Hands) -> str:
    return f"{hands.subject}: {hands_words(conference, hands)}."


def _reports(conference: Conference) -> list[Block]:
    total = reports.totals(conference)
    if not total.received and not total.scored:
        return [line("Không có báo cáo, điểm nào được nhập vào máy.")]
    said = [f"Số đơn vị gửi báo cáo: {count(total.received)}/{count(total.units)}"]
    if total.targets:
        share = percent_of(total.targets_met, total.targets, "tổng số chỉ tiêu đăng ký")
        said.append(f"Chỉ tiêu hoàn thành: {count(total.targets_met)}/{count(total.targets)}, bằng {share}")
    if total.collectives or total.persons:
        said.append(
            f"Khen thưởng trong năm: {count(total.collectives)} tập thể, {count(total.persons)} cá nhân"
        )
    if total.scored:
        said.append(f"Số đơn vị đã thống nhất điểm: {count(total.scored)} (kèm Bảng tổng hợp điểm)")
    return [bullets(*(f"{text}." for text in said))]


def _directions(conference: Conference) -> list[Block]:
    rows = directions.listed(conference)
    if not rows:
        return [line(DOTS)]
    said: list[Block] = [numbered(*(row.text for row in rows))]
    comments = []
    for amendment in conference.amendments:
        if amendment.accepted is None:
            continue
        who = conference.unit(amendment.unit).name if amendment.unit is not None else "Đại biểu"
        words = "; ".join(part for part in (amendment.text, amendment.wording) if part)
        verdict = "tiếp thu" if amendment.accepted else "không tiếp thu"
        comments.append(f"{who} góp ý: {words.rstrip('.')} ({verdict}).")
    if comments:
        said.append(bullets(*comments))
    hands = directions_vote(conference)
    if hands is not None:
        said.append(line(f"Hội nghị {hands_words(conference, hands)}."))
    return said


def _ballot(conference: Conference) -> list[Block]:
    public = (RoundState.ANNOUNCED, RoundState.VOID)
    if not any(r.state in public for r in conference.rounds):
        return [line("Chưa có kết quả bình xét được công bố.")]
    said: list[Block] = [
        bullets(*(ballot_review.award_words(conference, award) for award in conference.rules.awards)),
        line("Danh sách bình xét, đơn vị xin rút:", bold=True),
        *ballot_review.lists(conference),
        line("Ban kiểm phiếu:", bold=True),
        *ballot_review.tellers(conference),
        *ballot_review.results(conference),
    ]
    if any(voting.proposed(conference, award.code) for award in conference.rules.awards):
        said.append(line("Kết luận:", bold=True))
        said += ballot_review.proposals(conference)
    return said


def _handover(conference: Conference) -> list[Block]:
    handover, bloc = conference.handover, conference.rules.bloc
    words = rotation_words(conference)
    if not words:
        return [line("Chưa chọn đơn vị Trưởng khối năm sau.".replace("Trưởng khối", bloc.leader_title))]
    said = [f"{text}." for text in words]
    sides = {"giver": "bên giao", "receiver": "bên nhận", "witness": "chứng kiến"}
    if handover.signatures:
        signed = "; ".join(f"{sides[s.side]}: đồng chí {s.name}" for s in handover.signatures)
        said.append(f"Các bên ký biên bản bàn giao: {signed}.")
    if handover.chair_switched is not None:
        new, now = agenda.chair(conference)
        unit = f", {new.name}" if new is not None else ""
        said.append(f"Từ {hour(handover.chair_switched)}, {person(now)}{unit} điều hành Hội nghị.")
    if handover.pact or handover.pact_closed is not None:
        units = len(conference.units)
        said.append(
            f"Ký giao ước thi đua năm {bloc.next_year}: {count(len(handover.pact))}/{count(units)} đơn vị."
        )
    return [bullets(*said)]


def _trail(conference: Conference, head: str, release: str) -> list[Block]:
    """What the electronic record is held against: its key, read aloud in the room; its trail; the program."""
    rows = (
        ("Mã khóa ký của Hội nghị (đã đọc trước Hội nghị)", conference.meeting.key or DOTS),
        ("Mã cuối của nhật ký", head or DOTS),
        ("Bản phát hành của chương trình", release or DOTS),
    )
    blocks: list[Block] = [
        Table((Column("Nội dung", 40), Column("Mã", 60)), rows),
        line(
            "Người nhận hồ sơ điện tử đối chiếu các mã trên với hồ sơ; biên bản ký tay này là căn cứ đối "
            "chiếu."
        ),
    ]
    if conference.meeting.rehearsal:
        blocks.append(line(f"Bản chạy thử: các {elector_noun(conference)} bỏ phiếu là giả lập."))
    return blocks


def _end(conference: Conference) -> str:
    meeting = conference.meeting
    when = meeting.closed
    date = date_long(when.date()) if when is not None else date_long(meeting.held_on)
    return f"Hội nghị kết thúc vào {hour(when)}, {date}./."
