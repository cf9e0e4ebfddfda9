"""docs/threats.md claims nothing without a test: each one it names exists."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "threats.md"
NAMED = re.compile(r"`((?:[a-z]+/)*test_[a-z0-9_]+\.py)(?:::([A-Za-z0-9_]+))?`")
WORDS = ("defended", "detected", "not")


def rows(text: str) -> list[list[str]]:
    """The rows of all tables, without heads and rules."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"
    ]
    return [row for row in cells if set(row[0]) != {"-"} and row[0] not in ("who, what", "what")]


def missing(text: str) -> list[str]:
    """Tests that are named and not there."""
    gone = []
    for file, name in NAMED.findall(text):
        path = TESTS / file
        if not path.exists() or (name and f"def {name}(" not in _with_bases(path)):
            gone.append(f"{file}::{name}")
    return gone


def _with_bases(path: Path) -> str:
    """A test file, with the contract whose tests it inherits."""
    text = path.read_text(encoding="utf-8")
    contract = path.with_name("box_contract.py")
    return text + contract.read_text(encoding="utf-8") if "BoxContract" in text else text


def test_every_test_that_the_page_names_exists() -> None:
    assert missing(PAGE.read_text(encoding="utf-8")) == []


def test_the_check_sees_a_test_that_is_not_there() -> None:
    assert missing("`data/test_box.py::test_that_nobody_wrote`, `data/test_none.py`") == [
        "data/test_box.py::test_that_nobody_wrote",
        "data/test_none.py::",
    ]


@pytest.mark.parametrize("row", rows(PAGE.read_text(encoding="utf-8")), ids=lambda row: row[0][:40])
def test_what_is_defended_or_detected_names_what_shows_it(row: list[str]) -> None:
    assert row[1] in WORDS
    if row[1] == "defended":
        assert NAMED.search(row[2]), "a defence without a test"
