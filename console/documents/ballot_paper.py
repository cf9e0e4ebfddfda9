"""Phiếu bình xét: the ballot papers of a round, two to an A5 sheet (domain 2.8, 3.3).

Three forms: agree or not, choose at most K, strike out. A paper bears no number and is not signed; the
stamp of the convening unit goes into the box at its top left. As many papers as there are voters, and spares.
"""

from dataclasses import dataclass

from console.ballot import voting
from console.ballot.forms import BallotKind, Form
from console.ballot.round import Method, Round, RoundState
from console.conference import Conference
from console.documents.frame import elector_noun, stamp
from console.documents.model import Column
from console.documents.voted import proposal, short_name
from console.errors import NotAllowed
from console.language import _
from console.rules import AwardRule
from console.wording import count, decimal

SPARES = 2
"""Papers kept by the tellers for one that is spoiled; one more where that fills the last sheet."""

STAMP_BOX = "(Đóng dấu của Khối hoặc đơn vị chủ trì)"
EMPTY_BOX = "☐"


@dataclass(frozen=True, slots=True)
class BallotPapers:
    """Equal papers, to be cut from sheets.

    Attributes:
        title: for the window of a browser.
        issuer: the bloc, upper case.
        kind: name of the paper, upper case.
        about: lines below it.
        columns: of the list; shares of the width.
        rows: one a unit; an empty box where a mark goes.
        notes: how it is filled in, and when it is not valid.
        voters: how many papers are handed out.
        spares: how many more are printed.
        mark: "DỮ LIỆU MẪU" or "CHẠY THỬ"; empty for real papers.
        stem: file name without ending.
    """

    title: str
    issuer: str
    kind: str
    about: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    voters: int
    spares: int
    mark: str
    stem: str

    @property
    def papers(self) -> int:
        """All papers, spares among them."""
        return self.voters + self.spares

    def sheets(self, on_each: int) -> int:
        """Sheets, with so many papers on each."""
        return -(-self.papers // on_each)

    def slip(self, on_each: int) -> str:
        """What the tellers must know of this print; it stands on the screen alone, not on paper."""
        cut = f" (mỗi tờ {count(on_each)} phiếu, cắt theo đường kẻ)" if on_each > 1 else ""
        return (
            f"{count(self.voters)} phiếu phát ra và {count(self.spares)} phiếu dự phòng, in trên "
            f"{count(self.sheets(on_each))} tờ A5{cut}. Phiếu dự phòng do Ban kiểm phiếu giữ; phiếu không "
            "dùng được niêm phong sau khi kiểm phiếu."
        )


def build(conference: Conference, award_code: str) -> BallotPapers:
    """The papers of the open paper round of an award, or of the round that would be opened next.

    Raises:
        NotAllowed: there is nobody to vote, or nothing on the list.
    """
    award = conference.award(award_code)
    row = _open_on_paper(conference, award_code)
    if row is not None:
        number, nominees, seats, voters = row.number, row.nominees, row.seats, len(row.voters)
    else:
        base = voting.ground(conference, award_code)
        number, nominees, seats, voters = base.number, base.nominees, base.seats, len(base.takers)
    if not nominees or not voters:
        raise NotAllowed(
            _("There is nothing to print yet: make the list and mark who is present, then print the ballots.")
        )
    form = voting.ballot_form(conference, award_code, nominees, seats)
    again = (f"(Bỏ phiếu lần thứ {number})",) if number > 1 else ()
    return BallotPapers(
        title=f"Phiếu bình xét - {short_name(award)}",
        issuer=conference.rules.bloc.name.upper(),
        kind="PHIẾU SUY TÔN" if form.kind is BallotKind.CHOOSE_UP_TO else "PHIẾU BÌNH XÉT",
        about=(*_about(conference, award, form), *again),
        columns=_columns(form),
        rows=tuple(_row(conference, form, place, nominee) for place, nominee in enumerate(nominees, start=1)),
        notes=(*_notes(conference, form), "Phiếu không ký tên."),
        voters=voters,
        spares=SPARES + (voters + SPARES) % 2,
        mark=stamp(conference),
        stem=f"phieu-{award_code.lower()}-lan-{number}",
    )


def _open_on_paper(conference: Conference, award: str) -> Round | None:
    row = voting.running(conference)
    if row is None or row.award != award or row.method is not Method.PAPER:
        return None
    return row if row.state is RoundState.VOTING else None


def _about(conference: Conference, award: AwardRule, form: Form) -> tuple[str, ...]:
    words = proposal(conference, award)
    if form.kind is BallotKind.CHOOSE_UP_TO:
        return (f"Chọn không quá {count(form.max_choices)} {elector_unit(conference)} {words}",)
    return (f"{words[:1].upper()}{words[1:]}",)


def elector_unit(conference: Conference) -> str:
    """What stands on the list: units, or collectives where delegates vote."""
    return "đơn vị" if elector_noun(conference) == "đơn vị" else "tập thể"


def _columns(form: Form) -> tuple[Column, ...]:
    place, name = Column("STT", 9, "center"), "Tên đơn vị"
    match form.kind:
        case BallotKind.APPROVE_REJECT:
            boxes = (Column("Đồng ý", 17, "center"), Column("Không đồng ý", 19, "center"))
            return (place, Column(name, 55), *boxes)
        case BallotKind.CHOOSE_UP_TO:
            boxes = (Column("Tổng điểm", 17, "center"), Column("Lựa chọn (X)", 19, "center"))
            return (place, Column(name, 55), *boxes)
        case BallotKind.STRIKE_OUT:
            return (place, Column(name, 74), Column("Tổng điểm", 17, "center"))


def _row(conference: Conference, form: Form, place: int, nominee: int) -> tuple[str, ...]:
    row = conference.nominee(nominee)
    total = conference.report(row.unit).total
    score = decimal(total) if total is not None else ""
    match form.kind:
        case BallotKind.APPROVE_REJECT:
            return (str(place), row.name, EMPTY_BOX, EMPTY_BOX)
        case BallotKind.CHOOSE_UP_TO:
            return (str(place), row.name, score, EMPTY_BOX)
        case BallotKind.STRIKE_OUT:
            return (str(place), row.name, score)


def _notes(conference: Conference, form: Form) -> tuple[str, ...]:
    most, noun = count(form.max_choices), elector_unit(conference)
    own: tuple[str, ...] = ()
    if not conference.rules.ballot.self_vote:
        struck = form.kind is BallotKind.STRIKE_OUT  # a name left standing is chosen (forms.Form.barred)
        own = (
            f"Gạch cả tên {noun} mình, nếu có trong danh sách."
            if struck
            else f"Không đánh dấu ở dòng của {noun} mình.",
        )
    foreign = f"phiếu ghi thêm {noun} ngoài danh sách hoặc ghi nội dung khác"
    match form.kind:
        case BallotKind.APPROVE_REJECT if len(form.nominees) == 1:
            return (
                "Ghi chú: Đánh dấu (X) vào một trong hai ô. Đánh dấu cả hai ô hoặc không đánh dấu ô nào là "
                "phiếu không hợp lệ.",
                *own,
            )
        case BallotKind.APPROVE_REJECT:
            return (f"Ghi chú: Đánh dấu (X) vào một trong hai ô tương ứng của từng {noun}.", *own)
        case BallotKind.CHOOSE_UP_TO:
            return (
                f"Ghi chú: Phiếu hợp lệ chọn không quá {most} {noun}. Phiếu chọn nhiều hơn số lượng quy "
                f"định, phiếu không chọn {noun} nào, {foreign} là phiếu không hợp lệ.",
                *own,
            )
        case BallotKind.STRIKE_OUT:
            return (
                f"Ghi chú: Gạch ngang tên {noun} không chọn; để lại không quá {most} {noun}. Phiếu để lại "
                f"nhiều hơn số lượng quy định, phiếu gạch hết tên, {foreign} là phiếu không hợp lệ.",
                *own,
            )
