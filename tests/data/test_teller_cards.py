"""The tellers' cards: one each, five empty places, and nothing on them that helps a finder."""

from pathlib import Path

import pytest

from console.ballot.round import Teller, TellerRole
from console.ballot.seal import sealed
from console.conference import Conference
from console.errors import NotAllowed
from data.disk import RealDisk
from data.teller_cards import print_cards
from tests.screens.conference import MORNING, small_conference

PEOPLE = ("Lò Văn <An>", "Trần Thị Bình", "Quàng Văn Chung")


def with_tellers() -> Conference:
    rows = tuple(
        Teller(n, name, n, role, 1) for n, (name, role) in enumerate(zip(PEOPLE, TellerRole, strict=True), 1)
    )
    return small_conference().change(tellers=rows)


def test_a_card_for_each_teller_with_five_empty_places(tmp_path: Path) -> None:
    page = print_cards(with_tellers(), tmp_path, RealDisk()).read_text()
    assert page.count('<article class="card">') == 3
    assert page.count("<span></span>") == 15
    assert "Lò Văn &lt;An&gt;" in page
    assert "DỮ LIỆU MẪU" in page


def test_nothing_on_a_card_helps_a_finder(tmp_path: Path) -> None:
    conference = sealed(with_tellers(), "1234 5678 9012 3456", MORNING).after
    page = print_cards(conference, tmp_path, RealDisk()).read_text()
    assert "1234" not in page
    again = print_cards(conference, tmp_path / "b", RealDisk()).read_text()
    assert page == again


def test_without_tellers_there_is_nothing_to_print(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed, match="tellers"):
        print_cards(small_conference(), tmp_path, RealDisk())
