"""The catalogue: code, both languages and the compiled files agree, and a difference is found."""

import json
from pathlib import Path

import pytest

from console.errors import ConsoleError
from data.locale import LANGUAGES, catalogue
from tools import catalogue as tool

SCREEN = """
from console.language import _, mark, n_
TITLE = mark("Agenda")
def say(n: int) -> str:
    return _("Go on") + n_("{n} unit present", "{n} units present", n).format(n=n)
"""

WORDS = {
    "Agenda": "Chương trình",
    "Go on": "Đi tiếp",
    "{n} unit present|{n} units present": "{n} đơn vị có mặt",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small program whose every message has its Vietnamese."""
    (tmp_path / "screens").mkdir()
    (tmp_path / "screens" / "agenda.py").write_text(SCREEN, encoding="utf-8")
    assert tool.add(WORDS, tmp_path) == []
    return tmp_path


def test_every_message_of_the_program_has_its_vietnamese_and_the_compiled_files_are_fresh() -> None:
    assert tool.check() == []


def test_a_complete_small_catalogue_has_nothing_to_complain_of(tree: Path) -> None:
    assert tool.check(tree) == []


def test_a_message_without_vietnamese_is_named_with_its_file(tree: Path) -> None:
    (tree / "screens" / "agenda.py").write_text(SCREEN + '_("New here")\n', encoding="utf-8")
    problems = tool.check(tree)
    assert any("'New here'" in line and "screens/agenda.py" in line for line in problems)
    assert tool.missing(tool.extract(tree), tool.translations(tree / "data" / "locale")) == {"New here": ""}


def test_a_message_that_left_the_code_is_named_and_comes_back_with_its_vietnamese(tree: Path) -> None:
    page = tree / "screens" / "agenda.py"
    page.write_text(SCREEN.replace("Go on", "Proceed"), encoding="utf-8")
    tool.add({"Proceed": "Tiến hành"}, tree)
    assert any("left the code" in line and "'Go on'" in line for line in tool.check(tree))
    page.write_text(SCREEN, encoding="utf-8")
    tool.add({}, tree)
    assert tool.translations(tree / "data" / "locale")["Go on"] == "Đi tiếp"


@pytest.mark.parametrize("text", ["{m} đơn vị", "đơn vị", "{n} đơn vị {x}"])
def test_a_translation_with_other_fields_is_refused_and_nothing_is_merged(tree: Path, text: str) -> None:
    with pytest.raises(tool.CatalogueError, match="fields differ"):
        tool.add({"Agenda": "Khác", "{n} unit present|{n} units present": text}, tree)
    assert tool.translations(tree / "data" / "locale")["Agenda"] == "Chương trình"


def test_a_changed_po_without_compiling_is_found(tree: Path) -> None:
    po = tool.po_path("vi", tree / "data" / "locale")
    po.write_text(po.read_text(encoding="utf-8").replace("Đi tiếp", "Đi nữa"), encoding="utf-8")
    assert any("console.mo is not a fresh compile" in line for line in tool.check(tree))


def test_vietnamese_is_kept_in_one_unicode_form(tree: Path) -> None:
    tool.add({"Go on": "Đi tiê\u0301p"}, tree)
    assert tool.translations(tree / "data" / "locale")["Go on"] == "Đi tiếp"


def test_text_that_is_put_together_before_it_is_translated_is_found(tree: Path) -> None:
    (tree / "screens" / "agenda.py").write_text(
        SCREEN + '_(f"{TITLE} is on")\n_("{n} left".format(n=1))\n', encoding="utf-8"
    )
    assert [line.partition(": ")[0] for line in tool.extract(tree).problems] == [
        "screens/agenda.py:6",
        "screens/agenda.py:7",
    ]


def test_writing_twice_changes_no_byte(tree: Path) -> None:
    files = [path for path in (tree / "data" / "locale").rglob("*") if path.is_file()]
    before = {path: path.read_bytes() for path in files}
    tool.add(json.loads(json.dumps(WORDS)), tree)
    assert len(files) == 5
    assert {path: path.read_bytes() for path in files} == before
    assert not any(b"Date" in content or b"Babel" in content for content in before.values())


def test_an_unknown_language_is_refused_in_words() -> None:
    with pytest.raises(ConsoleError, match="xx"):
        catalogue("xx")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_loads(lang: str) -> None:
    assert catalogue(lang).gettext("") != ""
