"""Slips with codes as sheets: equal but for the code, nobody's name, and gone when they are done with."""

import re
from pathlib import Path

from console.ballot.slips import draw, spaced
from data.disk import RealDisk
from data.slip_sheets import SlipPrinter
from tests.data.test_store import chance
from tests.screens.conference import NAMES, PEOPLE, small_conference


def test_a_slip_a_code_three_by_eight_and_equal_otherwise(tmp_path: Path) -> None:
    conference = small_conference()
    codes = draw(30, chance())
    page = Path(SlipPrinter(lambda: conference, tmp_path, RealDisk()).write(codes)).read_text()
    assert re.findall(r'<p class="code">(.*?)</p>', page) == [spaced(code) for code in codes]
    assert page.count('<section class="sheet">') == 2
    slips = re.findall(r'<article class="slip">(.*?)</article>', page, re.DOTALL)
    assert len({re.sub(r'class="code">.*?<', "", slip) for slip in slips}) == 1
    assert page.count("DỮ LIỆU MẪU") == 30
    for name in (*(name for name, _short in NAMES), *PEOPLE):
        assert name not in page


def test_the_file_lies_outside_record_and_boxes_and_is_removed(tmp_path: Path) -> None:
    conference = small_conference()
    printer = SlipPrinter(lambda: conference, tmp_path, RealDisk())
    printer.remove()
    path = Path(printer.write(draw(9, chance())))
    assert path.parent == tmp_path / "papers"
    printer.write(draw(8, chance()))
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    printer.remove()
    assert list(path.parent.iterdir()) == []
