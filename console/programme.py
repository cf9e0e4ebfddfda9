"""What a conference starts from: the 23 usual items of the half-day and the ten rows of the handover.

The Vietnamese here is content that the bloc edits, not words of a screen. Sources: domain 6.2 (running
order, minutes), domain 3.8 (checklist).
"""

from console.conference import CheckRow, Item, Stage
from console.rules import Rules

Row = tuple[str, int, str, Stage]
"""Title, minutes, performer, and the stage that carries it out."""


def default_programme(rules: Rules) -> tuple[Item, ...]:
    """The 23 items of domain 6.2 (its numbers 0 to 22), each with the stage that carries it out.

    A bloc that agrees by consensus has no item of a ballot: its papers must not speak of one.
    """
    bloc = rules.bloc
    leader, deputy, year, coming = bloc.leader_title, bloc.deputy_title, bloc.year, bloc.next_year
    flag = rules.awards[0].name if rules.awards else "Cờ thi đua"
    others = ", ".join(award.name for award in rules.awards[1:]) or "hình thức khen thưởng khác"
    choosing = _agreed(flag, others) if rules.scoring.combine == "consensus" else _voted(flag, others)
    rows: list[Row] = [
        ("Đón tiếp, điểm danh đại biểu, phát tài liệu", 30, "Ban tổ chức", Stage.ATTENDANCE),
        ("Ổn định tổ chức", 5, "Người dẫn chương trình", Stage.AGENDA),
        ("Chào cờ", 3, "Người dẫn chương trình", Stage.AGENDA),
        ("Tuyên bố lý do, giới thiệu đại biểu", 5, "Người dẫn chương trình", Stage.AGENDA),
        ("Giới thiệu chủ trì, thư ký; thông qua chương trình", 5, "Người dẫn chương trình", Stage.AGENDA),
        ("Phát biểu khai mạc", 5, leader, Stage.AGENDA),
        (
            f"Báo cáo tổng kết công tác thi đua, khen thưởng năm {year}; phương hướng, nhiệm vụ năm {coming}",
            20,
            deputy,
            Stage.AGENDA,
        ),
        ("Tham luận, báo cáo của các đơn vị thành viên", 35, "Lãnh đạo các đơn vị", Stage.AGENDA),
        (
            f"Thảo luận; thông qua phương hướng, nhiệm vụ năm {coming}",
            15,
            "Chủ trì điều hành",
            Stage.DIRECTIONS,
        ),
        ("Phát biểu chỉ đạo", 15, bloc.office, Stage.AGENDA),
        ("Tiếp thu ý kiến chỉ đạo", 3, leader, Stage.AGENDA),
        (
            "Thông qua kết quả chấm điểm, tiêu chuẩn, số lượng và danh sách bình xét",
            15,
            "Thư ký",
            Stage.REPORTS,
        ),
        *choosing,
        (f"Giới thiệu, biểu quyết {leader}, {deputy} năm {coming}", 5, "Chủ trì", Stage.HANDOVER),
        (f"Ký biên bản bàn giao {leader}; trao Cờ luân lưu", 7, f"Hai {leader}", Stage.HANDOVER),
        (
            f"Phát biểu nhận nhiệm vụ; thông qua Kế hoạch, Quy chế, Bảng tiêu chí năm {coming}",
            10,
            f"Tân {leader}",
            Stage.AGENDA,
        ),
        (f"Ký kết giao ước thi đua năm {coming}", 7, "Thủ trưởng các đơn vị", Stage.HANDOVER),
        ("Thông qua biên bản hội nghị", 5, "Thư ký", Stage.RECORD),
        ("Phát biểu bế mạc", 3, "Chủ trì", Stage.RECORD),
    ]
    return tuple(
        Item(id=number, rank=number, title=title, minutes=minutes, performer=performer, stage=stage)
        for number, (title, minutes, performer, stage) in enumerate(rows, start=1)
    )


def _voted(flag: str, others: str) -> tuple[Row, ...]:
    """Items 12-16 where the bloc votes (domain 6.2)."""
    return (
        ("Bầu Ban kiểm phiếu; phổ biến thể lệ bỏ phiếu", 5, "Chủ trì", Stage.BALLOT),
        (f"Bình xét, bỏ phiếu kín: {flag}", 10, "Các đơn vị bỏ phiếu", Stage.BALLOT),
        (f"Kiểm phiếu: {flag}", 10, "Ban kiểm phiếu", Stage.BALLOT),
        (f"Công bố kết quả: {flag}", 3, "Trưởng Ban kiểm phiếu", Stage.BALLOT),
        (f"Bình xét, kiểm phiếu, công bố kết quả: {others}", 15, "Ban kiểm phiếu", Stage.BALLOT),
    )


def _agreed(flag: str, others: str) -> tuple[Row, ...]:
    """The same items where the bloc agrees without ballots ("thống nhất suy tôn"): no teller, no count."""
    return (
        ("Thống nhất hình thức bình xét, suy tôn", 5, "Chủ trì", Stage.BALLOT),
        (f"Bình xét, suy tôn: {flag}", 10, "Các đơn vị", Stage.BALLOT),
        (f"Tổng hợp ý kiến: {flag}", 10, "Thư ký", Stage.BALLOT),
        (f"Công bố kết quả: {flag}", 3, "Chủ trì", Stage.BALLOT),
        (f"Bình xét, suy tôn, công bố kết quả: {others}", 15, "Chủ trì", Stage.BALLOT),
    )


def default_checklist() -> tuple[CheckRow, ...]:
    """What is handed over (domain 3.8). The bloc has no seal, so none is listed."""
    return (
        CheckRow("Quyết định thành lập, phân chia Khối; Quy chế hoạt động của Khối", "bản"),
        CheckRow("Kế hoạch, bản giao ước thi đua, bảng tiêu chí chấm điểm", "bộ"),
        CheckRow("Báo cáo sơ kết, tổng kết; biên bản các cuộc họp", "bộ"),
        CheckRow("Hồ sơ bình xét: bảng điểm, biên bản kiểm phiếu, phiếu bình xét đã niêm phong", "bộ"),
        CheckRow("Hồ sơ trình khen thưởng; Quyết định khen thưởng", "bộ"),
        CheckRow("Danh bạ đầu mối các đơn vị thành viên", "bản"),
        CheckRow("Cờ luân lưu Trưởng khối", "chiếc", "01"),
        CheckRow("Tài liệu điện tử (USB, thư mục)", "bộ"),
        CheckRow("Kinh phí hoạt động của Khối (thu, chi, tồn)", "đồng"),
        CheckRow("Công việc đang dở, hạn xử lý", "việc"),
    )
