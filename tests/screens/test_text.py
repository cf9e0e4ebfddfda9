"""User text is drawn letter by letter, never interpreted; and no screen forgets it."""

import ast
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from screens.text import fill, line, plain, short, stacked, tame, together
from screens.widgets import Words
from tests.screens.stage import HOSTILE, Shelf, picture

SCREENS = Path(__file__).parents[2] / "screens"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_markup_stays_as_it_was_typed(text: str) -> None:
    content = plain(text)
    assert content.spans == []
    assert content.plain == tame(text)


def test_control_codes_and_direction_marks_never_reach_the_terminal() -> None:
    assert tame("\x1b[2Jx\x07\u202ey\x9b1m") == "[2Jxy1m"


def test_text_is_nfc() -> None:
    assert tame("Ngo\u0302 Thi\u0323 Ho\u031bi") == "Ngô Thị Hơi"


@given(st.text())
def test_any_text_at_all_is_drawable(text: str) -> None:
    drawn = plain(text).plain
    assert unicodedata.is_normalized("NFC", tame(text)) or not unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in drawn)
    assert "\n" not in line(text).plain


@given(st.text(), st.integers(0, 40))
def test_short_text_is_never_wider_than_asked(text: str, width: int) -> None:
    assert short(text, width).cell_length <= width


def test_a_message_is_filled_with_literal_values() -> None:
    said = fill("{unit} có mặt {n} [b]", unit=plain("[/] x", "bold"), n=8)
    assert said.plain == "[/] x có mặt 8 [b]"
    assert [(s.start, s.end) for s in said.spans] == [(0, 5)]


def test_parts_side_by_side_leave_no_gap_for_nothing() -> None:
    assert together("a", "", "[b]", gap=" · ").plain == "a · [b]"
    assert stacked(["a", "", "[b]"]).plain == "a\n\n[b]"


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_hostile_name_on_the_screen_is_just_a_name(text: str) -> None:
    app = Shelf(Words(text))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert tame(text) in picture(app)
        await pilot.click(Words, offset=(0, 0))
        await pilot.pause()
        assert app.is_running


# --- no file of screens/ hands a bare string to a widget that would read it as markup ---------------------

READS_MARKUP = {
    "Static",
    "Label",
    "Button",
    "Option",
    "Selection",
    "RadioButton",
    "Checkbox",
    "TickBox",
    "Link",
} | {
    "Collapsible",
    "TabPane",
    "Tab",
    "Select",
    "ListItem",
    "Tooltip",
}
"""Stock widgets whose text is markup unless it is `Content`."""

NEVER = {"Input", "TextArea", "MaskedInput", "Footer", "Header", "HelpPanel", "KeyPanel"}
"""Stock widgets that have a better one here, or that speak English."""

SAFE_CALLS = {"_", "n_", "plain", "line", "fill", "together", "stacked", "short", "Content", "between"}


def is_safe(node: ast.expr) -> bool:
    """True for what cannot be user text taken as markup: a constant, our own words, a call for Content."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Call):
        function = node.func
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        if name in ("_", "n_"):
            return True
        return name in SAFE_CALLS or name.startswith("_") or name in ("stylize", "append")
    if isinstance(node, ast.IfExp):
        return is_safe(node.body) and is_safe(node.orelse)
    # A name or an attribute: mypy knows its type, this test does not. Refused: f-strings, sums, formats.
    return isinstance(node, ast.Name | ast.Attribute | ast.Starred)


def of_digits(target: ast.expr) -> bool:
    """True for `query_one(..., Digits)`: `Digits.update` takes its string literally."""
    return isinstance(target, ast.Call) and any(getattr(arg, "id", "") == "Digits" for arg in target.args)


def unsafe_places(source: str) -> list[int]:
    """Lines on which a string that may hold user text is handed over as markup."""
    found: list[int] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            literal = any(
                k.arg == "markup" and getattr(k.value, "value", True) is False for k in node.keywords
            )
            texts = [
                *node.args[:1],
                *(k.value for k in node.keywords if k.arg in ("label", "content", "title")),
            ]
            reads = name in READS_MARKUP or (
                name == "update" and isinstance(node.func, ast.Attribute) and not of_digits(node.func.value)
            )
            if (
                (reads and not literal and not all(map(is_safe, texts)))
                or name in NEVER
                or name == "from_markup"
            ):
                found.append(node.lineno)
        elif isinstance(node, ast.Assign):
            titles = {"border_title", "border_subtitle", "tooltip"}
            if any(isinstance(t, ast.Attribute) and t.attr in titles for t in node.targets) and not (
                isinstance(node.value, ast.Constant | ast.Call) and is_safe(node.value)
            ):
                found.append(node.lineno)
    return found


@pytest.mark.parametrize("path", sorted(SCREENS.rglob("*.py")), ids=lambda p: str(p.relative_to(SCREENS)))
def test_no_screen_hands_a_bare_string_to_a_widget(path: Path) -> None:
    lines = [f"{path.name}:{number}" for number in unsafe_places(path.read_text(encoding="utf-8"))]
    assert not lines, f"user text may be read as markup; use screens.text.plain or Words: {lines}"


@pytest.mark.parametrize(
    "source",
    [
        'Static(f"{unit.name} is here")',
        'Button("a" + name)',
        'Static(_("{u} is here").format(u=unit.name))',
        'self.query_one("#x").update(f"{name}")',
        "widget.border_title = unit.name",
        "Content.from_markup(name)",
        "Input()",
    ],
)
def test_the_reading_of_the_source_finds_a_bare_string(source: str) -> None:
    assert unsafe_places(source) == [1]


@pytest.mark.parametrize(
    "source", ["Static(plain(name))", 'Button(_("Yes"))', 'Static(f"{x}", markup=False)']
)
def test_the_reading_of_the_source_lets_safe_text_pass(source: str) -> None:
    assert unsafe_places(source) == []


def test_content_is_what_the_constructor_answers() -> None:
    assert isinstance(plain("x"), Content)
