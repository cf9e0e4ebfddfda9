"""Thẻ cụm từ mở hòm: a card for each teller, on which five syllables are written by hand.

Half an A5 each, folded over the words. What is printed must not help a finder: neither code nor syllable.
"""

from dataclasses import dataclass

from console.ballot.phrases import LENGTH
from console.ballot.tellers import in_order
from console.conference import Conference
from console.documents.ballot_count import ROLES
from console.documents.frame import stamp
from console.errors import NotAllowed
from console.language import _
from console.wording import date_long


@dataclass(frozen=True, slots=True)
class Card:
    """One teller's card.

    Attributes:
        name: of the teller.
        role: in the ban kiểm phiếu.
    """

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of a conference's tellers.

    Attributes:
        issuer: the bloc, upper case.
        about: the conference and its day.
        places: how many syllables are written.
        notes: how the card is kept.
        mark: "DỮ LIỆU MẪU" or "CHẠY THỬ"; empty for real ones.
    """

    issuer: str
    about: str
    cards: tuple[Card, ...]
    places: int
    notes: tuple[str, ...]
    mark: str


NOTES = (
    "Chép năm từ hiện trên màn hình vào năm ô, viết in hoa, không dấu; đọc lại từng ô rồi gõ lại trên máy.",
    "Gấp thẻ theo đường kẻ, giữ trong người; không cho ai xem, không chụp ảnh.",
    "Hai thẻ bất kỳ trong Ban mở được hòm phiếu; một thẻ không mở được.",
    "Mất thẻ: báo ngay Trưởng Ban kiểm phiếu. Xong việc: nộp lại để niêm phong cùng hồ sơ hoặc hủy.",
)


def build(conference: Conference) -> Cards:
    """The cards.

    Raises:
        NotAllowed: no tellers were elected.
    """
    if not conference.tellers:
        raise NotAllowed(_("Elect the tellers first."))
    meeting = conference.meeting
    return Cards(
        issuer=conference.rules.bloc.name.upper(),
        about=f"Hội nghị {date_long(meeting.held_on)}",
        cards=tuple(Card(t.name, ROLES[t.role]) for t in in_order(conference)),
        places=LENGTH,
        notes=NOTES,
        mark=stamp(conference),
    )
