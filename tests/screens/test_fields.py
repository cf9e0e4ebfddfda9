"""Vietnamese typed through an input method arrives as it was meant."""

import unicodedata
from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widget import Widget
from textual.widgets import Input, TextArea

from screens.fields import Area, Field, compose
from tests.screens.stage import Shelf

SENTENCE = "Đồng chí Nguyễn Thị Hường, Bí thư Tỉnh ủy"


def bursts(sentence: str) -> list[str]:
    """The keys that an input method sends for a sentence, `⌫` for backspace.

    Each word is typed without its marks; then the method takes back everything from the first letter that
    changes and sends the letters that replace it, all in one burst.
    """
    keys: list[str] = []
    for n, word in enumerate(sentence.split(" ")):
        if n:
            keys.append(" ")
        bare = "".join(
            c
            for c in unicodedata.normalize("NFD", word.replace("Đ", "D").replace("đ", "d"))
            if not unicodedata.combining(c)
        )
        keys += bare
        first = next((i for i, (a, b) in enumerate(zip(bare, word, strict=True)) if a != b), len(word))
        keys += "⌫" * (len(word) - first) + word[first:]
    return keys


class Stock(App[None]):
    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget


def post(app: App[Any], keys: list[str], backspace: str = "backspace") -> None:
    """All keys at once, as a terminal delivers them; `pilot.press` waits between keys and hides the fault."""
    for key in keys:
        if key == "⌫":
            app.post_message(events.Key(backspace, "\x08"))
        else:
            app.post_message(events.Key(key if key.isalnum() else "space", key))


def text_of(widget: Widget) -> str:
    return widget.value if isinstance(widget, Input) else widget.text if isinstance(widget, TextArea) else ""


@pytest.mark.parametrize(("backspace", "times"), [("backspace", 18), ("ctrl+h", 2)])
@pytest.mark.parametrize("kind", [Field, Area])
async def test_160_bursts_of_160_come_out_right(kind: type[Field | Area], backspace: str, times: int) -> None:
    """Nine words, nine bursts a sentence; the second way is how some Windows set-ups send backspace."""
    widget = kind()
    app = Shelf(widget)
    async with app.run_test() as pilot:
        widget.focus()
        await pilot.pause()
        for _ in range(times):
            widget.clear()
            post(app, bursts(SENTENCE), backspace)
            await pilot.pause()
            assert text_of(widget) == SENTENCE


@pytest.mark.parametrize("kind", [Input, TextArea])
async def test_the_stock_widgets_scramble_the_same_burst(kind: type[Input | TextArea]) -> None:
    """The fault is still there; when this fails, Textual has mended it and `BurstSafe` may go."""
    widget = kind()
    app = Stock(widget)
    async with app.run_test() as pilot:
        widget.focus()
        await pilot.pause()
        post(app, bursts(SENTENCE))
        await pilot.pause()
        assert text_of(widget) != SENTENCE


@pytest.mark.parametrize("kind", [Field, Area])
async def test_letters_and_their_marks_sent_apart_become_one_letter(kind: type[Field | Area]) -> None:
    widget = kind()
    app = Shelf(widget)
    async with app.run_test() as pilot:
        widget.focus()
        await pilot.pause()
        post(app, list(unicodedata.normalize("NFD", SENTENCE)))
        await pilot.pause()
        assert text_of(widget) == SENTENCE
        post(app, ["⌫"])
        await pilot.pause()
        assert text_of(widget) == SENTENCE[:-1]


async def test_a_mark_typed_into_the_middle_joins_the_letter_before_it() -> None:
    field = Field()
    app = Shelf(field)
    async with app.run_test() as pilot:
        field.focus()
        field.value = "ca"
        field.cursor_position = 1
        await pilot.pause()
        post(app, ["o", "\u0302", "\u0323", "n"])
        await pilot.pause()
        assert (field.value, field.cursor_position) == ("cộna", 3)


async def test_all_lines_of_a_paste_into_one_line_are_kept_and_it_says_so() -> None:
    field = Field()
    app = Shelf(field)
    async with app.run_test(notifications=True) as pilot:
        field.focus()
        await pilot.pause()
        app.post_message(events.Paste("Nguyê\u0303n [/] A\r\n\n  Trần B\nLê C\n"))
        await pilot.pause()
        assert field.value == "Nguyễn [/] A; Trần B; Lê C"
        assert len(app._notifications) == 1


async def test_a_pasted_line_replaces_the_selection_and_says_nothing() -> None:
    field = Field()
    app = Shelf(field)
    async with app.run_test(notifications=True) as pilot:
        field.value = "abc"
        field.focus()
        await pilot.pause()
        field.action_select_all()
        await pilot.pause()
        app.post_message(events.Paste("x\n"))
        await pilot.pause()
        assert field.value == "x"
        assert len(app._notifications) == 0


async def test_a_paste_into_an_area_keeps_its_lines() -> None:
    area = Area()
    app = Shelf(area)
    async with app.run_test() as pilot:
        area.focus()
        await pilot.pause()
        app.post_message(events.Paste("mo\u0323\u0302t\r\nhai\rba"))
        await pilot.pause()
        assert area.text == "một\nhai\nba"


async def test_what_does_not_fit_is_refused_in_words() -> None:
    field = Field(max_length=5)
    app = Shelf(field)
    async with app.run_test(notifications=True) as pilot:
        field.focus()
        await pilot.pause()
        app.post_message(events.Paste("quá dài cho ô này"))
        await pilot.pause()
        assert field.value == ""
        assert len(app._notifications) == 1


async def test_values_set_by_the_program_are_nfc_as_well() -> None:
    app = Shelf()
    async with app.run_test() as pilot:
        field, area = Field("Ngo\u0302"), Area("Ngo\u0302")
        await app.mount(field, area)
        assert (field.value, area.text) == ("Ngô", "Ngô")
        field.value = "Thi\u0323\nBa"
        area.text = "Thi\u0323"
        await pilot.pause()
        assert (field.value, area.text) == ("Thị Ba", "Thị")


async def test_undo_and_the_arrow_keys_still_work_in_a_burst() -> None:
    field = Field()
    app = Shelf(field)
    async with app.run_test() as pilot:
        field.focus()
        await pilot.pause()
        for key, character in (("a", "a"), ("c", "c"), ("left", None), ("b", "b"), ("end", None), ("d", "d")):
            app.post_message(events.Key(key, character))
        await pilot.pause()
        assert field.value == "abcd"


@pytest.mark.parametrize(
    ("before", "text", "answer"),
    [
        ("Ngo", "\u0302", ("Ng", "ô")),
        ("ô", "\u0323", ("", "ộ")),
        ("", "\u0302", ("", "\u0302")),
        ("a ", "b", ("a ", "b")),
    ],
)
def test_a_mark_joins_the_letter_before_it(before: str, text: str, answer: tuple[str, str]) -> None:
    assert compose(before, text) == answer
