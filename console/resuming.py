"""Tiếp tục trên máy dự phòng: what a conference takes along when another laptop goes on from its mirror.

The two laptops are two epochs of one conference. They are never merged: the audit trail says from which
step the spare laptop went on, and what was voted at the first one and not yet counted is voted again,
because neither an open box nor the tellers' keys ever leave the laptop where the box was sealed.
"""

from console.ballot.round import Method, Round, RoundState, Seal
from console.conference import Conference, Stage
from console.errors import NotAllowed
from console.language import _
from console.step import Detail, Step

RESUMED = "record.resumed"
"""The event by which an epoch begins."""

REASON = (
    "Máy tính điều khiển Hội nghị hỏng khi hòm phiếu chưa được mở; Hội nghị tiếp tục trên máy dự phòng, "
    "kết quả lượt bỏ phiếu này không được tính và tiến hành bỏ phiếu lại"
)
"""Why a round is void, in the words of the minutes."""


def resumed(conference: Conference, epoch: int, step: int, head: str) -> Step:
    """The conference goes on at another laptop; the tellers seal anew there before the next ballot.

    Args:
        epoch: 2 at the first spare laptop, one more at each further one.
        step: number of the last event that came along; `head` its link.

    Raises:
        NotAllowed: the conference is closed; nothing goes on.
    """
    if conference.meeting.closed is not None:
        raise NotAllowed(_("The conference is closed. Corrections go into an appended paper."))
    seal = conference.seal
    if seal.code and seal.end is None:
        # Its keys stayed where it was made; only its number goes on, so that no two seals have one.
        seal = Seal(number=seal.number)
    detail: Detail = {"epoch": epoch, "step": step, "head": head}
    return Step(conference.change(seal=seal), Stage.RECORD, RESUMED, detail, final=True)


def to_void(conference: Conference) -> tuple[Round, ...]:
    """Rounds of the first laptop that nobody can open here: under way, or closed and not counted."""
    return tuple(
        row
        for row in conference.rounds
        if row.method is Method.LAPTOP and row.state in (RoundState.VOTING, RoundState.CLOSED)
    )
