"""Báo cáo tổng kết, and the table of points and ranks as its annex (domain 3.2, 2.5)."""

from decimal import Decimal

from console import directions, reports
from console.conference import Conference, Report, Unit
from console.documents.frame import (
    bases,
    bloc_signature,
    heading,
    in_protocol_order,
    leader,
    letterhead,
    paper,
    role_title,
)
from console.documents.model import (
    DOTS,
    Block,
    Column,
    Document,
    Heading,
    Signatures,
    Signer,
    Table,
    bullets,
    line,
    numbered,
)
from console.documents.voted import percent_of
from console.text import tidy
from console.wording import count, decimal


def build(conference: Conference) -> Document:
    """The report of the year with next year's directions as its second part."""
    bloc = conference.rules.bloc
    about = (
        f"Tổng kết công tác thi đua, khen thưởng năm {bloc.year};",
        f"phương hướng, nhiệm vụ năm {bloc.next_year} của {bloc.name}",
    )
    blocks: list[Block] = [
        letterhead(conference, "BC", dated=True),
        heading(conference, "BÁO CÁO", *about),
        *bases(conference),
        Heading(f"Phần thứ nhất: KẾT QUẢ CÔNG TÁC THI ĐUA, KHEN THƯỞNG NĂM {bloc.year}"),
        Heading("I. ĐẶC ĐIỂM, TÌNH HÌNH", 2),
        line(_situation(conference)),
        Heading("II. KẾT QUẢ TRIỂN KHAI", 2),
        *_summary(conference),
        Heading("1. Kết quả thực hiện nhiệm vụ của các đơn vị thành viên", 3),
        *_units(conference),
        Heading("2. Công tác khen thưởng", 3),
        *_commendations(conference),
        Heading("3. Kết quả chấm điểm, xếp hạng", 3),
        line(_scored(conference)),
        Heading("III. TỒN TẠI, HẠN CHẾ", 2),
        *_shortcomings(conference),
        Heading(f"Phần thứ hai: PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM {bloc.next_year}"),
    ]
    rows = directions.listed(conference)
    blocks.append(numbered(*(row.text for row in rows)) if rows else line(DOTS))
    blocks += [
        line(
            f"Trên đây là báo cáo tổng kết công tác thi đua, khen thưởng năm {bloc.year}, phương hướng, "
            "nhiệm vụ "
            f"năm {bloc.next_year} của {bloc.name}./."
        ),
        bloc_signature(conference, f"- {bloc.office};", "- Các đơn vị thành viên;", "- Lưu: VT."),
    ]
    return paper(conference, f"Báo cáo tổng kết năm {bloc.year}", *blocks)


def _situation(conference: Conference) -> str:
    bloc = conference.rules.bloc
    said = [f"{bloc.name} năm {bloc.year} có {count(len(conference.units))} đơn vị thành viên"]
    said += [
        f"{role_title(conference, unit)}: {unit.name}"
        for unit in in_protocol_order(conference)
        if role_title(conference, unit)
    ]
    return "; ".join(said) + "."


def _summary(conference: Conference) -> list[Block]:
    return [line(tidy(part)) for part in conference.meeting.summary.splitlines() if tidy(part)]


def _units(conference: Conference) -> list[Block]:
    total = reports.totals(conference)
    said: list[Block] = [
        line(f"Số đơn vị gửi báo cáo: {count(total.received)}/{count(total.units)} đơn vị thành viên.")
    ]
    if total.targets:
        share = percent_of(total.targets_met, total.targets, "tổng số chỉ tiêu đăng ký")
        said.append(
            line(f"Chỉ tiêu hoàn thành: {count(total.targets_met)}/{count(total.targets)}, bằng {share}.")
        )
    for unit in in_protocol_order(conference):
        report = conference.report(unit.id)
        if report.highlights or report.targets:
            said += _unit(unit, report)
    return said


def _unit(unit: Unit, report: Report) -> list[Block]:
    said: list[Block] = [line(f"{unit.name}:", bold=True)]
    said += [line(tidy(part)) for part in report.highlights.splitlines() if tidy(part)]
    if report.targets:
        met = {True: "Đạt", False: "Không đạt", None: ""}
        columns = (
            Column("Chỉ tiêu", 40),
            Column("Đăng ký", 22, "center"),
            Column("Thực hiện", 22, "center"),
            Column("Kết quả", 16, "center"),
        )
        said.append(
            Table(columns, tuple((t.name, t.registered, t.reached, met[t.met]) for t in report.targets))
        )
    return said


def _commendations(conference: Conference) -> list[Block]:
    sums: dict[str, tuple[int, int]] = {}
    for report in conference.reports:
        for row in report.commendations:
            collectives, persons = sums.get(row.name, (0, 0))
            sums[row.name] = (collectives + row.collectives, persons + row.persons)
    if not sums:
        return [line(DOTS)]
    columns = (
        Column("STT", 8, "center"),
        Column("Hình thức khen thưởng", 52),
        Column("Tập thể", 20, "center"),
        Column("Cá nhân", 20, "center"),
    )
    rows = [
        (count(place), name, count(collectives), count(persons))
        for place, (name, (collectives, persons)) in enumerate(sums.items(), start=1)
    ]
    total = reports.totals(conference)
    rows.append(("", "Tổng cộng", count(total.collectives), count(total.persons)))
    return [Table(columns, tuple(rows), bold_last=True)]


def _scored(conference: Conference) -> str:
    total = reports.totals(conference)
    if not total.scored:
        return DOTS
    return (
        f"Đã thống nhất điểm của {count(total.scored)}/{count(total.units)} đơn vị thành viên, thang điểm "
        f"{decimal(conference.rules.scoring.scale)} (Phụ lục: Bảng tổng hợp điểm)."
    )


def _shortcomings(conference: Conference) -> list[Block]:
    said = [
        f"{conference.unit(report.id).name}: {tidy(report.shortcomings)}"
        for report in conference.reports
        if tidy(report.shortcomings)
    ]
    return [bullets(*said)] if said else [line(DOTS)]


def score_table(conference: Conference) -> Document:
    """Bảng tổng hợp điểm: scores, bonus and penalty with reasons, total and rank."""
    bloc = conference.rules.bloc
    ranks = {row.unit.id: row for row in reports.ranking(conference)}
    units = sorted(
        in_protocol_order(conference), key=lambda u: ranks[u.id].rank if u.id in ranks else len(ranks) + 1
    )
    rows = []
    for place, unit in enumerate(units, start=1):
        report = conference.report(unit.id)
        ranked = ranks.get(unit.id)
        rank = f"{ranked.rank}{' (đồng hạng)' if ranked.shared else ''}" if ranked is not None else ""
        rows.append(
            (
                count(place),
                unit.name,
                _score(report.self_score),
                _score(report.cross_score),
                _score(report.agreed_score),
                _score(report.bonus if ranked is not None else None),
                _score(report.penalty if ranked is not None else None),
                _score(report.total),
                rank,
                _reasons(report),
            )
        )
    columns = (
        Column("STT", 7, "center"),
        Column("Đơn vị", 25),
        Column("Tự chấm", 8, "center"),
        Column("Chấm chéo", 8, "center"),
        Column("Thống nhất", 8, "center"),
        Column("Thưởng", 8, "center"),
        Column("Trừ", 6, "center"),
        Column("Tổng điểm", 8, "center"),
        Column("Xếp hạng", 8, "center"),
        Column("Lý do thưởng, trừ; ghi chú", 16),
    )
    _unit, head = leader(conference)
    signers = (
        Signer(("NGƯỜI LẬP",), name=conference.meeting.secretary),
        Signer((f"TM. {bloc.name}".upper(), bloc.leader_title.upper()), name=head.name if head else ""),
    )
    return paper(
        conference,
        "Bảng tổng hợp điểm",
        letterhead(conference, dated=True),
        heading(
            conference,
            "BẢNG TỔNG HỢP ĐIỂM, XẾP HẠNG",
            f"Công tác thi đua, khen thưởng năm {bloc.year} của {bloc.name}",
        ),
        line(
            f"Thang điểm {decimal(conference.rules.scoring.scale)}; tổng điểm = điểm thống nhất + điểm "
            "thưởng - "
            "điểm trừ.",
            italic=True,
        ),
        Table(columns, tuple(rows)),
        Signatures(signers, 2),
        landscape=True,
    )


def _score(score: Decimal | None) -> str:
    return "" if score is None else decimal(score)


def _reasons(report: Report) -> str:
    parts = []
    if report.bonus and report.bonus_reason:
        parts.append(f"Thưởng: {report.bonus_reason}")
    if report.penalty and report.penalty_reason:
        parts.append(f"Trừ: {report.penalty_reason}")
    if report.note:
        parts.append(report.note)
    return "; ".join(parts)
