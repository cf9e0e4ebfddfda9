"""Tờ xác thực: the record as QR codes on paper, and what they must be held against.

A sheet of its own: the papers whose hashes the record holds do not contain it. Format: docs/record.md.
"""

from collections.abc import Sequence

from console.ballot.round import RoundState
from console.ballot.tellers import in_order
from console.conference import Conference
from console.documents.frame import heading, leader, letterhead, name_of_conference, paper
from console.documents.model import (
    DOTS,
    Code,
    Codes,
    Column,
    Document,
    Heading,
    PageBreak,
    Signatures,
    Signer,
    Table,
    bullets,
    line,
    numbered,
)
from console.record import Ground, rests_on
from console.wording import count, date_long

COLUMNS = 3
"""Codes in a row: each is then 55 mm wide, half a millimetre a module."""

WHAT = (
    "Tờ này mang toàn bộ hồ sơ điện tử của Hội nghị dưới dạng mã QR. Ai có tờ này, hoặc ảnh chụp các mã, "
    "đều kiểm tra được hồ sơ mà không cần mạng và không cần máy tính của khối."
)

HOW = (
    "Đối chiếu mã khóa ký ở trên với mã ghi trong biên bản Hội nghị đã ký tay. Đây là căn cứ của mọi bước "
    "sau; hai mã khác nhau thì hồ sơ này không phải của Hội nghị",
    "Chụp rõ từng trang có mã. Mở tệp verifier/index.html bằng trình duyệt trên máy tính hoặc điện thoại "
    "Android, đưa các ảnh vào; hoặc dùng lệnh: python app.py verify",
    "Nhập mã khóa ký lấy từ biên bản đã ký tay và đọc kết quả từng mục kiểm tra",
    "Mã tóm tắt (mã đầu tiên ở trang sau) thì điện thoại nào cũng đọc được",
)

PROVES = {
    Ground.BOX: (
        "bỏ phiếu kín trên máy tính; tổng số phiếu do khóa của hòm phiếu ký, mã niêm phong {code}. Chữ ký "
        "chứng minh: hòm phiếu đã niêm phong trước Hội nghị được hai thành viên Ban kiểm phiếu mở và có các "
        "số này"
    ),
    Ground.PAPER: (
        "bỏ phiếu bằng phiếu giấy; căn cứ là biên bản kiểm phiếu đã ký tay. Chữ ký của hồ sơ chỉ chứng minh "
        "số liệu không bị sửa sau khi nhập vào máy"
    ),
    Ground.HANDS: (
        "biểu quyết công khai trước Hội nghị. Chữ ký của hồ sơ chỉ chứng minh kết quả không bị sửa sau khi "
        "nhập vào máy"
    ),
}

NO_VOTE = "Hồ sơ chưa có kết quả bình xét được công bố"


def build(
    conference: Conference,
    data: Sequence[str],
    parity: Sequence[str],
    summary: str,
    fingerprint: str,
    release: str = "",
) -> Document:
    """The sheet.

    Args:
        data: texts of the codes that carry the record, in their order.
        parity: texts of the codes that make up for lost ones.
        summary: text of the summary code.
        fingerprint: of the record.
        release: fingerprint of the program.
    """
    of, spare = len(data), len(parity)
    codes = tuple(Code(f"Mã QR {n:02d}/{of:02d}", text) for n, text in enumerate(data, start=1))
    more = tuple(Code(f"Mã QR dự phòng {n:02d}/{spare:02d}", text) for n, text in enumerate(parity, start=1))
    rows = (
        ("Mã hồ sơ", fingerprint),
        ("Mã khóa ký của Hội nghị", conference.meeting.key or DOTS),
        ("Bản phát hành của chương trình", release or DOTS),
        (
            "Số mã QR",
            f"{count(of)} mã và {count(spare)} mã dự phòng; thiếu {count(spare)} mã bất kỳ vẫn đọc được",
        ),
    )
    return paper(
        conference,
        "Tờ xác thực hồ sơ",
        letterhead(conference),
        heading(
            conference,
            "TỜ XÁC THỰC",
            f"Hồ sơ {name_of_conference(conference)}",
            date_long(conference.meeting.held_on),
        ),
        line(WHAT),
        Table((Column("Nội dung", 42), Column("Mã", 58)), rows),
        Heading("Cách kiểm tra", 3),
        numbered(*HOW),
        Heading("Chữ ký chứng minh điều gì", 3),
        bullets(*_proofs(conference)),
        _signatures(conference),
        PageBreak(),
        Codes((Code("Mã tóm tắt", summary), *codes, *more), COLUMNS),
    )


def _proofs(conference: Conference) -> list[str]:
    said = []
    for row in conference.rounds:
        if row.state is RoundState.ANNOUNCED:
            award = conference.award(row.award).name
            proof = PROVES[rests_on(row)].format(code=row.code)
            said.append(f"{award}, vòng {row.number}: {proof}")
    return said or [NO_VOTE]


def _signatures(conference: Conference) -> Signatures:
    """Who holds the sheet against the minutes: secretary, head of the tellers, chair."""
    tellers = in_order(conference)
    _unit, chair = leader(conference)
    signers = [Signer(("THƯ KÝ",), name=conference.meeting.secretary)]
    if tellers:
        signers.append(Signer(("TRƯỞNG BAN KIỂM PHIẾU",), name=tellers[0].name))
    signers.append(Signer(("CHỦ TỌA",), name=chair.name if chair is not None else ""))
    return Signatures(tuple(signers), len(signers))
