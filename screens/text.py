"""User text on the screen: the one safe way from a `str` to what a widget draws.

Textual reads `[...]` in a plain string as markup: a unit called `[/] x` would crash the app and
`[@click=app.quit]x[/]` would become a live action. Whatever a person typed, or a file brought, goes through
`plain` (or a function here that calls it) and is drawn letter by letter, never interpreted.
"""

import unicodedata
from collections.abc import Iterable
from string import Formatter

from textual.content import Content

Text = str | Content
"""What the functions here accept: a bare string is taken literally, a `Content` as it is."""

_UNSEEN = {"Cc", "Cs"}
"""Unicode categories that are never drawn: control codes (a terminal would obey them) and lone surrogates."""

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that reverse the direction of writing: a name must not be able to mirror the line it stands in."""


def tame(text: str) -> str:
    """`text` in NFC without what a terminal would obey: control codes and direction marks.

    Line breaks stay (CRLF and CR become LF); a tab becomes one space.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        letter
        for letter in text
        if letter == "\n" or (unicodedata.category(letter) not in _UNSEEN and letter not in _TURNING)
    )


def plain(text: Text, style: str = "") -> Content:
    """User text, taken literally: the one constructor for whatever a person typed or a file brought.

    Args:
        text: any string; a `Content` is passed on (with `style` under its own styles).
        style: a Textual style such as `"bold $primary"`.
    """
    content = text if isinstance(text, Content) else Content(tame(text))
    return content.stylize_before(style) if style else content


def line(text: Text, style: str = "") -> Content:
    """`plain` on one line: line breaks become spaces."""
    if isinstance(text, str):
        text = " ".join(tame(text).split("\n"))
    return plain(text, style)


def together(*parts: Text, gap: Text = "") -> Content:
    """The parts one after another, with `gap` between those that are not empty."""
    return plain(gap).join([content for part in parts if (content := plain(part))])


def stacked(parts: Iterable[Text]) -> Content:
    """The parts one below another, one line each."""
    return Content("\n").join([plain(part) for part in parts])


def fill(message: str, **values: Text | int) -> Content:
    """A translated message with its `{names}` filled in, each value literal and in its own style.

    `fill(_("{unit} is present."), unit=plain(unit.name, "bold"))`. The message itself is literal too.

    Raises:
        KeyError: the message names a value that is not given.
    """
    parts: list[Content] = []
    for words, name, _form, _conversion in Formatter().parse(message):
        parts.append(plain(words))
        if name is not None:
            value = values[name]
            parts.append(plain(str(value) if isinstance(value, int) else value))
    return Content("").join(parts)


def short(text: Text, width: int, style: str = "") -> Content:
    """`text` on one line of at most `width` cells, its end marked `…` where it was cut."""
    content = line(text, style)
    if content.cell_length <= width:
        return content
    return content.truncate(max(width, 0), ellipsis=True)
