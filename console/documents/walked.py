"""How papers tell of several awards in one walk, of slips with codes, and of help at the ballots.

Words: domain 9.4, 9.7. A line that is not counted has no number on any paper.
"""

from console.ballot import assistance, walk
from console.ballot.round import AdmittedBy, Method, Round
from console.conference import Conference
from console.documents.frame import elector_noun
from console.rules import AwardRule
from console.wording import count


def _named(awards: tuple[AwardRule, ...]) -> str:
    return ", ".join(award.noun or award.name for award in awards)


def one_walk(conference: Conference, row: Round) -> tuple[str, ...]:
    """That a round was voted in one walk with others, and when it was counted; nothing where it was not."""
    rows = walk.of(conference, row)
    if len(rows) < 2:
        return ()
    noun = elector_noun(conference)
    others = _named(tuple(conference.award(r.award) for r in rows if r.id != row.id))
    before = _named(tuple(conference.award(r.award) for r in rows if r.id < row.id))
    said = (
        f"Bỏ phiếu cùng một lượt với {others}: chung một hòm phiếu, mỗi {noun} một phiếu gồm "
        f"{count(len(rows))} phần"
    )
    if before:
        said += f"; chỉ kiểm phiếu phần này sau khi Hội nghị đã quyết định xong về {before}"
    return (said,)


def not_counted(conference: Conference, row: Round) -> str:
    """The note of a line that is not counted, such as "Đã được đề nghị Cờ thi đua, không tính"."""
    return f"Đã được đề nghị {_named(walk.struck_for(conference, row))}, không tính"


def struck(conference: Conference, row: Round) -> tuple[str, ...]:
    """Whose marks were not counted, and what that changes; nothing where all were."""
    if not row.struck:
        return ()
    names = ", ".join(conference.nominee(n).name for n in row.struck)
    awards = _named(walk.struck_for(conference, row))
    return (
        f"{names} đã được Hội nghị đề nghị {awards} nên không tính, không cộng và không công bố số phiếu đối "
        "với đơn vị này; số lượng đề nghị dành cho các đơn vị còn lại. Phiếu hợp lệ, không hợp lệ và tỷ lệ "
        "của các đơn vị còn lại được xác định theo phiếu đã bỏ.",
    )


def by_codes(conference: Conference, rows: tuple[Round, ...]) -> tuple[str, ...]:
    """How ballots were released where slips with codes were drawn."""
    coded = [row for row in rows if row.method is Method.LAPTOP and row.admission is AdmittedBy.CODE]
    if not coded:
        return ()
    noun = elector_noun(conference)
    return (
        f"Mỗi {noun} bỏ phiếu bốc một phiếu mã gấp kín, giống nhau, không ghi tên; thành viên Ban kiểm phiếu "
        "gõ mã, máy mở một phiếu, mỗi mã dùng một lần. Mã không gắn với tên ai, nên không có danh sách ai đã "
        "bỏ phiếu.",
    )


def helped(conference: Conference, rows: tuple[Round, ...]) -> tuple[str, ...]:
    """Which delegates were helped and by whom, in the secret ballots among `rows`."""
    if not any(row.method is not Method.OPEN for row in rows):
        return ()
    return tuple(
        f"Đồng chí {person.name or 'đại diện'} ({conference.unit(person.unit).name}) được {person.helper}, "
        "do đồng chí tự chọn, trợ giúp khi bỏ phiếu."
        for person in assistance.helped(conference)
    )
