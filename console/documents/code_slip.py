"""Phiếu mã: identical slips to be cut, folded and drawn from a bowl; each bears a code and no name.

Whoever may take a ballot draws one; a member of the ban kiểm phiếu types its code at the laptop.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from console.ballot.slips import spaced
from console.conference import Conference
from console.documents.frame import stamp
from console.wording import count

ON_EACH = 24
"""Slips on an A4 sheet, three by eight."""


@dataclass(frozen=True, slots=True)
class CodeSlips:
    """The slips of one ballot.

    Attributes:
        issuer: the bloc, upper case.
        codes: as printed, in the order of chance in which they were drawn.
        note: what every slip says below its code.
        mark: "DỮ LIỆU MẪU" or "CHẠY THỬ"; empty for real ones.
    """

    issuer: str
    codes: tuple[str, ...]
    note: str
    mark: str

    @property
    def sheets(self) -> int:
        """How many sheets they take."""
        return -(-len(self.codes) // ON_EACH)

    def slip(self) -> str:
        """What must be known of this print; it stands on the screen alone, not on paper."""
        return (
            f"{count(len(self.codes))} phiếu mã, in trên {count(self.sheets)} tờ A4. Cắt theo đường kẻ, gấp "
            "đôi cho chữ vào trong, trộn đều trong một hộp; mỗi người được nhận phiếu bốc 01 phiếu mã. "
            "Không ghi tên, không đánh số, không chụp ảnh. Tệp này được chương trình xóa khi đóng bỏ phiếu; "
            "các bản in đã dùng và thừa do Ban kiểm phiếu hủy."
        )


def build(conference: Conference, codes: Sequence[str]) -> CodeSlips:
    """The slips of these codes."""
    return CodeSlips(
        issuer=conference.rules.bloc.name.upper(),
        codes=tuple(spaced(code) for code in codes),
        note="Đưa phiếu này cho thành viên Ban kiểm phiếu tại máy. Mỗi mã dùng 01 lần.",
        mark=stamp(conference),
    )
