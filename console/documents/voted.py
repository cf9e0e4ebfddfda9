"""How papers tell a vote: counts in their order, each share with its base, and what it leads to.

Wording: domain 5.7, 6.3 and 9.7. A result is a proposal: "đề nghị ... tặng", never an award.
"""

from itertools import pairwise

from console.ballot import voting
from console.ballot.forms import BallotKind
from console.ballot.majority import Base, Comparison, percent
from console.ballot.round import Line, Method, Nominee, NomineeState, Round, RoundState, SealEnd
from console.conference import Conference, Hands
from console.documents import walked
from console.documents.frame import elector_noun, hour
from console.documents.model import Block, Box, Column, Listing, Paragraph, Table, bullets, line
from console.rules import AwardRule
from console.text import tidy
from console.wording import clock, count


def percent_of(votes: int, size: int, of: str) -> str:
    """Such as "66,67% tổng số thành viên": never a percentage without what it is taken of."""
    return f"{percent(votes, size).removesuffix(',00')}% {of}" if size else f"{count(votes)} trên {of}"


def base_words(conference: Conference, base: Base, written: int) -> str:
    """What a share is taken of, in the words of papers (domain 5.3)."""
    noun = elector_noun(conference)
    added = " và ý kiến bằng văn bản" if written else ""
    match base:
        case Base.MEMBERS:
            return "tổng số thành viên" if noun == "đơn vị" else "tổng số đại biểu"
        case Base.PRESENT:
            return f"số {noun} có mặt{added}"
        case Base.ISSUED:
            return f"số phiếu phát ra{added}"
        case Base.COLLECTED:
            return f"số phiếu thu vào{added}"
        case Base.VALID:
            return "số phiếu hợp lệ"


def threshold_words(conference: Conference, award: AwardRule, written: int = 0) -> str:
    """Such as "từ 80% tổng số thành viên trở lên", "trên 50% tổng số thành viên"."""
    rule = award.rule()
    base = base_words(conference, rule.base, written)
    if not rule.share:
        return f"xếp theo số phiếu, tính trên {base}"
    if rule.comparison is Comparison.MORE_THAN:
        return f"trên {rule.share_words()} {base}"
    return f"từ {rule.share_words()} {base} trở lên"


def short_name(award: AwardRule) -> str:
    """Such as "Cờ thi đua", "Bằng khen"."""
    return award.noun or award.name


def proposal(conference: Conference, award: AwardRule) -> str:
    """Such as "đề nghị UBND tỉnh tặng Cờ thi đua năm 2022": the authority of each award (domain 3.7)."""
    return f"đề nghị {award.authority} tặng {short_name(award)} năm {conference.rules.bloc.year}"


def announced(conference: Conference, award: str) -> tuple[Round, ...]:
    """The rounds of an award whose result is public, oldest first."""
    return tuple(r for r in conference.rounds if r.award == award and r.state == RoundState.ANNOUNCED)


def voided(conference: Conference, award: str) -> tuple[Round, ...]:
    """The rounds of an award that count for nothing."""
    return tuple(r for r in conference.rounds if r.award == award and r.state == RoundState.VOID)


def proposed(conference: Conference, award: str) -> tuple[Nominee, ...]:
    """Whom the room proposes so far."""
    return tuple(conference.nominee(n) for n in voting.proposed(conference, award))


def withdrawn(conference: Conference, award: str) -> tuple[Nominee, ...]:
    """Who withdrew (xin rút), for the minutes; those not considered now stand in no paper (domain 1.5)."""
    return tuple(n for n in conference.nominees if n.award == award and n.state == NomineeState.WITHDRAWN)


def method_words(method: Method) -> str:
    """How a round is voted."""
    match method:
        case Method.LAPTOP:
            return "bỏ phiếu kín trên máy tính"
        case Method.PAPER:
            return "bỏ phiếu kín bằng phiếu giấy"
        case Method.OPEN:
            return "biểu quyết công khai, thống nhất suy tôn"


def hands_words(conference: Conference, hands: Hands) -> str:
    """A show of hands: the three answers, each share on those present."""
    noun = elector_noun(conference)
    share = percent_of(hands.agree, hands.present, f"số {noun} có mặt")
    verdict = "thông qua" if hands.adopted else "không thông qua"
    words = (
        f"biểu quyết giơ tay: nhất trí {count(hands.agree)}/{count(hands.present)} {noun} ({share}); "
        f"không nhất trí: {count(hands.disagree)}; ý kiến khác: {count(hands.other)}; "
        f"{verdict}"
    )
    return f"{words} ({hands.note})" if hands.note else words


def hands_of(conference: Conference, hands_id: int | None) -> Hands | None:
    """A show of hands by its id."""
    return next((h for h in conference.hands if h.id == hands_id), None)


def _vote_noun(award: AwardRule) -> str:
    return "phiếu lựa chọn" if award.ballot is BallotKind.CHOOSE_UP_TO else "phiếu đồng ý"


def line_words(conference: Conference, row: Round, result: Line) -> str:
    """Such as "08/09 phiếu đồng ý, đạt 88,89% tổng số thành viên"."""
    award = conference.award(row.award)
    if result.share is None:
        return f"{count(result.votes)} {_vote_noun(award)}"
    votes, size = (int(part) for part in result.share.split("/"))
    share = percent_of(votes, size, base_words(conference, award.base, row.written))
    return f"{count(votes)}/{count(size)} {_vote_noun(award)}, đạt {share}"


def counts(conference: Conference, row: Round) -> Listing:
    """The numbers in the order in which they are read out (domain 2.8), and that they add up."""
    noun = elector_noun(conference)
    absent = row.members - row.present
    missing = f"; vắng: {count(absent)}" if absent else ""
    if row.written:
        missing += f" (gửi ý kiến bằng văn bản: {count(row.written)})"
    total = "Tổng số đơn vị thành viên" if noun == "đơn vị" else "Tổng số đại biểu"
    sums = (
        f"Số phiếu hợp lệ: {count(row.valid)} phiếu; số phiếu không hợp lệ: {count(row.invalid)} phiếu "
        f"(thu vào {count(row.collected)}"
    )
    if row.written:
        sums += f" + ý kiến bằng văn bản {count(row.written)}"
    sums += f" = hợp lệ {count(row.valid)} + không hợp lệ {count(row.invalid)})"
    rows = [
        f"{total}: {count(row.members)}; có mặt khi mở bỏ phiếu: {count(row.present)}{missing}",
        f"Số phiếu phát ra: {count(row.issued)} phiếu; số phiếu thu vào: {count(row.collected)} phiếu",
    ]
    if row.written:
        rows.append(
            f"Số ý kiến bằng văn bản: {count(row.written)} (bỏ chung vào hòm phiếu trước khi mở hòm kiểm "
            "phiếu)"
        )
    return bullets(*rows, sums)


def course(conference: Conference, row: Round) -> Listing:
    """How and when a round was held, with the codes that were read aloud."""
    rows = [
        f"Hình thức: {method_words(row.method)}",
        *walked.one_walk(conference, row),
        f"Mở bỏ phiếu hồi {hour(row.opened)}; kết thúc bỏ phiếu hồi {hour(row.closed)}; "
        f"công bố kết quả hồi {hour(row.announced)}",
    ]
    if row.code:
        rows.append(f"Mã niêm phong đọc khi mở bỏ phiếu (hòm phiếu trống, 00 phiếu): {row.code}")
    if row.closing_code:
        rows.append(f"Mã niêm phong đọc khi đóng hòm phiếu, trước khi mở hòm kiểm phiếu: {row.closing_code}")
    return bullets(*rows)


def result_table(conference: Conference, row: Round) -> Table:
    """Totals a unit; the head of the share's column names its base."""
    award = conference.award(row.award)
    base = base_words(conference, award.base, row.written)
    against = any(result.against is not None for result in row.lines)
    noun = _vote_noun(award)
    columns = [Column("STT", 7, "center"), Column("Tên đơn vị", 35), Column(f"Số {noun}", 14, "center")]
    if against:
        columns.append(Column("Số phiếu không đồng ý", 14, "center"))
    columns += [Column(f"Tỷ lệ (%) trên {base}", 16, "center"), Column("Ghi chú", 16, "center")]
    rows = []
    for place, result in enumerate(row.lines, start=1):
        cells = [count(place), conference.nominee(result.nominee).name, count(result.votes)]
        if against:
            cells.append(count(result.against or 0))
        cells += [result.percent or "", "Đủ tỷ lệ" if result.passes else "Không đủ tỷ lệ"]
        rows.append(tuple(cells))
    for place, nominee in enumerate(row.struck, start=len(row.lines) + 1):
        empty = ["-"] * (len(columns) - 3)
        note = walked.not_counted(conference, row)
        rows.append((count(place), conference.nominee(nominee).name, *empty, note))
    return Table(tuple(columns), tuple(rows))


def names(conference: Conference, nominees: tuple[int, ...]) -> str:
    """Names in a row."""
    return ", ".join(conference.nominee(n).name for n in nominees)


def outcome(conference: Conference, row: Round) -> tuple[str, ...]:
    """What a counted round means, and what the room made of it; one sentence each."""
    award = conference.award(row.award)
    said = []
    by_nominee = {result.nominee: result for result in row.lines}
    for nominee in row.elected:
        if nominee in by_nominee:
            said.append(
                f"{conference.nominee(nominee).name}: {line_words(conference, row, by_nominee[nominee])}, "
                f"đủ tỷ lệ {proposal(conference, award)}."
            )
    if row.outcome == "nobody":
        said.append("Không có đơn vị nào đủ tỷ lệ.")
    if row.tied:
        said.append(f"Các đơn vị có số phiếu bằng nhau ở vị trí cuối: {names(conference, row.tied)}.")
    if row.settled:
        said += _settled(conference, row)
    return tuple(said)


def _settled(conference: Conference, row: Round) -> list[str]:
    said = []
    decision = tidy(row.decision).rstrip(".")
    if decision:
        said.append(f"{decision}." if "Hội nghị" in decision else f"Hội nghị quyết định: {decision}.")
    elif row.following == "revote":
        said.append(f"Hội nghị bỏ phiếu lại giữa các đơn vị: {names(conference, row.tied)}.")
    elif row.following == "run_off":
        said.append(f"Hội nghị bỏ phiếu vòng tiếp theo giữa các đơn vị: {names(conference, row.run_off)}.")
    gone = {n.id for n in withdrawn(conference, row.award)}
    left = tuple(n for n in row.elected if n not in row.proposed and n not in gone)
    if left:
        said.append(
            f"Không đưa vào danh sách đề nghị theo quyết định của Hội nghị: {names(conference, left)}."
        )
    return said


def void_words(conference: Conference, row: Round) -> str:
    """A round that was voided: when, how, and why."""
    award = conference.award(row.award)
    return (
        f"Lần bỏ phiếu về {short_name(award)} mở hồi {hour(row.opened)} ({method_words(row.method)}) bị hủy "
        f"kết quả. Lý do: {tidy(row.reason).rstrip('.') or 'không ghi'}."
    )


def recount_words(conference: Conference, row: Round) -> tuple[str, ...]:
    """Kiểm lại: who asked, when, and what the second count found otherwise; nothing where there was none."""
    first = row.recount
    if first is None:
        return ()
    asked = (
        f"Theo yêu cầu của thành viên Ban kiểm phiếu {tidy(first.asked_by)}, Ban kiểm phiếu đã kiểm lại "
        f"phiếu 01 lần, hồi {hour(first.at)}"
    )
    pairs = [
        ("số phiếu hợp lệ", first.valid, row.valid),
        ("số phiếu không hợp lệ", first.invalid, row.invalid),
    ]
    before = {result.nominee: result for result in first.lines}
    noun = _vote_noun(conference.award(row.award))
    for result in row.lines:
        old, name = before[result.nominee], conference.nominee(result.nominee).name
        pairs.append((f"{noun} của {name}", old.votes, result.votes))
        if old.against is not None and result.against is not None:
            pairs.append((f"phiếu không đồng ý với {name}", old.against, result.against))
    changed = [
        f"{what}: lần thứ nhất {count(one)}, kiểm lại {count(two)}" for what, one, two in pairs if one != two
    ]
    if not changed:
        return (f"{asked}; kết quả kiểm lại trùng với lần kiểm thứ nhất.",)
    return (f"{asked}; kết quả nêu trên là kết quả kiểm lại, khác lần thứ nhất ở: {'; '.join(changed)}.",)


def switch_words(conference: Conference, award: str) -> tuple[str, ...]:
    """Where the way of voting changed from one round of an award to the next."""
    rows = [r for r in conference.rounds if r.award == award]
    return tuple(
        f"Hình thức chuyển từ {method_words(before.method)} sang {method_words(after.method)} "
        f"hồi {hour(after.opened)}."
        for before, after in pairwise(rows)
        if before.method != after.method
    )


def laptop_box(conference: Conference, rows: tuple[Round, ...]) -> tuple[Box, ...]:
    """What the numbers of a ballot on a laptop mean, and who could read the box."""
    if not any(row.method == Method.LAPTOP for row in rows):
        return ()
    noun = elector_noun(conference)
    said = [
        f"Số phiếu phát ra là số {noun} được máy mở phiếu (mỗi {noun} một phiếu); số phiếu thu vào là số "
        "phiếu "
        "đã vào hòm phiếu trên máy. Không có phiếu giấy, trừ ý kiến bằng văn bản (nếu có)."
    ]
    said += walked.by_codes(conference, rows)
    if conference.rules.ballot.box == "quick":
        said.append(
            "Hòm phiếu dùng ở chế độ nhanh: phiếu trong hòm không được niêm phong bằng cụm từ mở hòm của Ban "
            "kiểm phiếu, nên người nào có tệp hòm phiếu đều có thể đọc được các phiếu trong hòm."
        )
    else:
        said.append(
            "Phiếu trong hòm được niêm phong bằng cụm từ mở hòm của Ban kiểm phiếu; chỉ mở được khi có cụm "
            "từ mở hòm của hai thành viên Ban kiểm phiếu."
        )
        said += seal_words(conference)
    return (Box("Về bỏ phiếu kín trên máy tính", tuple(said)),)


def seal_words(conference: Conference) -> tuple[str, ...]:
    """When the empty box was sealed, its code, and what became of the keys."""
    seal = conference.seal
    if seal.at is None:
        return ()
    again = f" (lần thứ {seal.number})" if seal.number > 1 else ""
    said = [
        f"Ban kiểm phiếu niêm phong hòm phiếu trống (00 phiếu){again} lúc {clock(seal.at)}; mã niêm phong: "
        f"{seal.code}."
    ]
    if seal.end is SealEnd.FORGOTTEN:
        said.append("Chương trình đã xóa khóa mở hòm phiếu sau khi biên bản được thông qua.")
    elif seal.end is SealEnd.ARCHIVED:
        said.append(
            "Hòm phiếu, khóa niêm phong và thẻ của Ban kiểm phiếu được lưu trong phong bì dán kín, có chữ ký "
            "của Ban kiểm phiếu."
        )
    return tuple(said)


def acclaimed(conference: Conference, row: Round) -> tuple[Block, ...]:
    """An open vote: "thống nhất suy tôn", with the hands that carried it."""
    award = conference.award(row.award)
    chosen = names(conference, row.proposed or row.elected)
    hands = hands_of(conference, row.hands)
    sentence = f"Hội nghị thống nhất suy tôn và {proposal(conference, award)} cho: {chosen}"
    if hands is not None:
        sentence += f"; {hands_words(conference, hands)}"
    return (line(f"{sentence}."),)


def told(conference: Conference, row: Round) -> tuple[Block, ...]:
    """One announced round, whole: as it stands in the minutes of the count."""
    if row.method == Method.OPEN:
        return acclaimed(conference, row)
    words = (
        *walked.struck(conference, row),
        *recount_words(conference, row),
        *outcome(conference, row),
    )
    said: tuple[Paragraph, ...] = tuple(line(text) for text in words)
    return (course(conference, row), counts(conference, row), result_table(conference, row), *said)
