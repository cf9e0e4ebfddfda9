"""Small conferences, played through the real rules: empty, half-way, full, and one by consensus."""

import base64
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from nacl.signing import SigningKey

from console import agenda, attendance, directions, handover, record, reports
from console.ballot import nomination, seal, settling, tellers, voting
from console.ballot.box import code_of_plate
from console.ballot.majority import Base
from console.ballot.polling import statement
from console.ballot.round import Method, Nominee, NomineeState, Round
from console.ballot.tally import Tally
from console.conference import (
    CheckRow,
    Conference,
    Delegate,
    Guest,
    Handover,
    Item,
    Meeting,
    Presence,
    Role,
    Stage,
    Unit,
)
from console.events import canonical, head, link
from console.rules import CERTIFICATE, FLAG, BlocRule, Rules
from console.step import Event, Step
from data.signing import Key, fingerprint

START = datetime(2023, 1, 9, 8, 0, tzinfo=UTC)
KEY = Key(b"k" * 32)
BOX_KEY = SigningKey(b"b" * 32)
PLATE = {
    "box": "hop-1",
    "electors": 5,
    "written": 1,
    "slots": 10,
    "salt": "00" * 16,
    "seal": "11" * 32,
    "sign": bytes(BOX_KEY.verify_key).hex(),
    "roll": "22" * 32,
}
"""What is public of the box of the flag; its keys are those of the tests alone."""

SECRET = "đang xem xét đơn thư tố cáo"


def empty() -> Conference:
    """A folder just made: rules and nothing else."""
    return Conference(Meeting(1, "", date(2023, 1, 9)), Rules())


class Hall:
    """Plays steps one after the other, a minute each, and keeps the trail as a store would."""

    def __init__(self, conference: Conference) -> None:
        self.conference = conference
        self.trail: list[Event] = []
        self.at = START

    def do(self, step: Step) -> None:
        self.at += timedelta(minutes=1)
        seq = len(self.trail) + 1
        event = Event(
            seq, self.at, step.stage, step.kind, step.detail, step.final, (f"x/{seq}",), salt=f"{seq:032x}"
        )
        self.trail.append(replace(event, link=link(head(self.trail), event)))
        self.conference = step.after

    def now(self) -> datetime:
        return self.at


def planned(names: tuple[str, ...] = ()) -> Conference:
    """Six units before the conference. `names` replaces unit names from the first on."""
    units = tuple(
        Unit(
            n,
            f"DV{n:02d}",
            names[n - 1] if n <= len(names) else f"Cơ quan Mẫu {n} tỉnh Mẫu",
            f"CQ Mẫu {n}",
            {1: Role.LEADER, 2: Role.DEPUTY}.get(n, Role.MEMBER),
        )
        for n in range(1, 7)
    )
    delegates = tuple(
        Delegate(u.id, u.id, f"Nguyễn Văn Mẫu {u.id}", f"Phó Thủ trưởng {u.short_name}") for u in units
    )
    items = ("Khai mạc", "Báo cáo tổng kết", "Văn nghệ chào mừng", "Bình xét", "Bế mạc")
    stages = (Stage.AGENDA, Stage.REPORTS, Stage.AGENDA, Stage.BALLOT, Stage.RECORD)
    nominees = tuple(Nominee(n, "CO", n, units[n - 1].name, n) for n in range(1, 7)) + tuple(
        Nominee(10 + n, "BK", n, units[n - 1].name, n) for n in range(1, 7)
    )
    return Conference(
        Meeting(
            1,
            "Hội nghị tổng kết công tác thi đua, khen thưởng năm 2022",
            date(2023, 1, 9),
            place="Cơ quan Mẫu 1",
            secretary="Trần Thị Mẫu",
            secretary_position="Chuyên viên",
            sample=True,
            key=fingerprint(KEY),
            summary="Các đơn vị đã hoàn thành nhiệm vụ.\nNội bộ đoàn kết.",
        ),
        Rules(
            bloc=BlocRule(name="Khối thi đua Mẫu", province="tỉnh Mẫu", town="Thành phố Mẫu"),
            awards=(replace(FLAG, shortlist=0), replace(CERTIFICATE, seats=2, base=Base.VALID)),
            bases=("Luật Thi đua, khen thưởng ngày 26 tháng 11 năm 2003",),
        ),
        units=units,
        delegates=delegates,
        guests=(Guest(1, "Lê Thị Khách", "Phó Giám đốc", "Sở Nội vụ", present=True),),
        agenda=tuple(
            Item(n, n, title, 10, "Chủ tọa", stage)
            for n, (title, stage) in enumerate(zip(items, stages, strict=True), start=1)
        ),
        nominees=nominees,
        handover=Handover(rows=(CheckRow("Cờ luân lưu", "chiếc", "01"), CheckRow("Danh bạ", "bản"))),
    )


def half_way(names: tuple[str, ...] = ()) -> Hall:
    """Opened, scored, tellers elected; the flag's ballot is counted and NOT announced."""
    hall = Hall(planned(names))
    c = hall.do
    c(attendance.mark(hall.conference, 6, Presence.WRITTEN, hall.now(), "đi công tác"))
    c(attendance.substitute(hall.conference, 3, "Phạm Văn Thay", "Trưởng phòng", "12/GUQ", hall.now()))
    c(attendance.mark_all_present(hall.conference, hall.now()))
    c(attendance.open_conference(hall.conference, hall.now()))
    c(agenda.go_on(hall.conference, hall.now()))
    c(agenda.vote_by_hands(hall.conference, "Thông qua chương trình", 5, 0, 0, 5, hall.now()))
    c(agenda.add_note(hall.conference, 1, "Ghi chú của thư ký", hall.now()))
    c(agenda.go_on(hall.conference, hall.now()))
    c(agenda.skip(hall.conference, 3, "không đủ thời gian"))
    for n in range(1, 7):
        score = Decimal(100 - n)
        c(reports.set_scores(hall.conference, n, score, score, score))
    c(reports.set_bonus(hall.conference, 1, Decimal("1.5"), "Đăng cai hội nghị", Decimal(0), ""))
    c(reports.set_text(hall.conference, 1, "Hoàn thành vượt kế hoạch", "Báo cáo có lúc chậm"))
    c(directions.add(hall.conference, "Tiếp tục quán triệt văn bản"))
    c(directions.propose(hall.conference, 1, 2, "Bổ sung chữ “đầy đủ”", "Tiếp tục quán triệt đầy đủ văn bản"))
    c(directions.answer(hall.conference, 1, True))
    c(directions.adopt(hall.conference, 5, 0, 0, 5, hall.now()))
    c(agenda.go_on(hall.conference, hall.now()))
    people = tuple(tellers.Candidate(f"Kiểm phiếu {n}", n, "Chuyên viên") for n in (2, 4, 5))
    c(tellers.elect(hall.conference, people, 5, 0, 0, 5, hall.now()))
    c(seal.sealed(hall.conference, "4821 0937 5566 1208", hall.now()))
    c(nomination.set_state(hall.conference, 5, NomineeState.NOT_CONSIDERED, SECRET))
    c(nomination.set_state(hall.conference, 4, NomineeState.WITHDRAWN, "đã nhận Cờ năm ngoái"))
    open_and_count(hall, "CO", {1: 6, 2: 5, 3: 1, 6: 0})
    return hall


def open_and_count(hall: Hall, award: str, votes: dict[int, int], method: Method = Method.PAPER) -> None:
    """One round: everyone votes, nothing is invalid."""
    box = "hop-1" if method == Method.LAPTOP else ""
    plate = canonical(PLATE).decode() if box else ""
    code = code_of_plate(plate) if box else ""
    hall.do(voting.open_round(hall.conference, award, method, hall.now(), box, code, plate))
    row = hall.conference.rounds[-1]
    hall.do(
        voting.close_round(hall.conference, row.id, row.present, row.present, row.written, hall.now(), code)
    )
    total = row.present + row.written
    tally = Tally(
        nominees=tuple(str(n) for n in row.nominees),
        valid=total,
        invalid=0,
        blank=0,
        votes_for=tuple(votes[n] for n in row.nominees),
        votes_against=tuple(total - votes[n] for n in row.nominees),
    )
    row = hall.conference.round(row.id)
    hall.do(voting.count_round(hall.conference, row.id, tally, hall.now(), _signed(hall, row, tally)))


def _signed(hall: Hall, row: Round, tally: Tally) -> str:
    """The statement of the box, signed as a box signs; empty on paper."""
    if row.method != Method.LAPTOP:
        return ""
    signature = BOX_KEY.sign(statement(hall.conference, row, tally)).signature
    return ":".join(base64.b64encode(part).decode() for part in (bytes(BOX_KEY.verify_key), signature))


def announce_and_take(hall: Hall) -> None:
    """Announce the last round and let the room take the first way on."""
    row = hall.conference.rounds[-1]
    hall.do(voting.announce(hall.conference, row.id, hall.now()))
    row = hall.conference.rounds[-1]
    hall.do(settling.take(hall.conference, row.id, settling.options(hall.conference, row)[0]))


def full(names: tuple[str, ...] = ()) -> Hall:
    """A whole day: a round of the flag voided, a switch to the laptop, certificates, handover, closing."""
    hall = half_way(names)
    c = hall.do
    c(voting.void(hall.conference, 1, "mất điện, Hội nghị chuyển sang bỏ phiếu trên máy", hall.now()))
    open_and_count(hall, "CO", {1: 6, 2: 5, 3: 1, 6: 0}, Method.LAPTOP)
    announce_and_take(hall)
    c(nomination.set_state(hall.conference, 15, NomineeState.NOT_CONSIDERED, SECRET))
    c(nomination.make_list(hall.conference, "BK"))
    open_and_count(hall, "BK", {12: 6, 13: 5, 14: 4, 16: 2})
    announce_and_take(hall)
    c(handover.choose(hall.conference, "deputy_steps_up", 2, 3, 5, 0, 0, 5, hall.now()))
    c(handover.name_witness(hall.conference, "Bùi Thị Chứng", "Trưởng ban"))
    c(handover.check_all(hall.conference))
    for side, name in (
        ("giver", "Nguyễn Văn Mẫu 1"),
        ("receiver", "Nguyễn Văn Mẫu 2"),
        ("witness", "Bùi Thị Chứng"),
    ):
        c(handover.sign(hall.conference, side, name, "", hall.now()))  # type: ignore[arg-type]
    c(handover.switch_chair(hall.conference, hall.now()))
    c(handover.sign_pact_all(hall.conference))
    c(handover.close_pact(hall.conference, hall.now()))
    while agenda.place(hall.conference).next is not None:
        c(agenda.go_on(hall.conference, hall.now()))
    c(record.close(hall.conference, hall.now()))
    return hall


def consensus() -> Hall:
    """The flag by "thống nhất suy tôn", as in the bloc's own tradition."""
    hall = Hall(planned())
    c = hall.do
    c(attendance.mark_all_present(hall.conference, hall.now()))
    c(attendance.open_conference(hall.conference, hall.now()))
    c(voting.acclaim(hall.conference, "CO", (1,), 6, 0, 0, 6, hall.now()))
    return hall
