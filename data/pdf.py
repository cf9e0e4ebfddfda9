"""A paper as PDF/A, by typst: tagged, the font inside, the same bytes from the same document.

The document goes over as JSON and stays data: nothing in it is ever markup. A character that the font lacks
is named before anything is drawn.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from console.documents.model import Codes, Document
from console.errors import BadInput, ConsoleError
from console.language import _
from data import qr

HERE: Final = Path(__file__).resolve().parent
FONTS: Final = HERE / "fonts"
TEMPLATE: Final = HERE / "typst" / "paper.typ"
STANDARD: Final = "a-3a"

_LONG: Final = re.compile(r"\S{25,}")
_PIECES: Final = re.compile(r".{1,8}")
_BREAK: Final = "\u200b"
"""Where a word that no line has room for may be broken; nothing is drawn there."""


def render(document: Document, day: date) -> bytes:
    """The paper as PDF.

    Args:
        day: of the conference; the date in the file's properties, so that the bytes stay the same.

    Raises:
        BadInput: a character that the font does not have; says which and where.
        ConsoleError: typst refuses; its words are in the sentence.
    """
    paper = _plain(document) | {"date": {"year": day.year, "month": day.month, "day": day.day}}
    _must_be_drawn(document)
    try:
        made = _compiler().compile(
            format="pdf",
            sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
            pdf_standards=STANDARD,
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise ConsoleError(
            _("{paper}: the PDF cannot be made ({reason}). The HTML beside it holds the same text.").format(
                paper=document.title, reason=" ".join(str(error.message).split())
            )
        ) from error
    assert isinstance(made, bytes), "one PDF, however many pages"
    return made


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
        ),
        ignore_system_fonts=True,
    )


def _plain(document: Document) -> dict[str, Any]:
    """The document as JSON values; codes as their drawings."""
    blocks = []
    for block in document.blocks:
        fields: dict[str, Any] = _printable(asdict(block)) | {"block": type(block).__name__}
        if isinstance(block, Codes):
            fields["codes"] = [
                {"caption": _printable(code.caption), "svg": qr.svg(qr.matrix(code.text))}
                for code in block.codes
            ]
        blocks.append(fields)
    return {
        "title": _printable(document.title),
        "stamp": document.stamp,
        "landscape": document.landscape,
        "blocks": blocks,
    }


def _printable(value: Any) -> Any:
    """Text in NFC without control characters, as in the HTML."""
    match value:
        case str():
            text = unicodedata.normalize("NFC", value)
            kept = "".join(
                c if unicodedata.category(c) not in ("Cc", "Cs", "Cf") or c in "\n\t" else " " for c in text
            )
            return _LONG.sub(lambda word: _BREAK.join(_PIECES.findall(word[0])), kept)
        case dict():
            return {key: _printable(item) for key, item in value.items()}
        case list() | tuple():
            return [_printable(item) for item in value]
    return value


# --- what the font has -------------------------------------------------------------------------------------


def _must_be_drawn(document: Document) -> None:
    for text in (document.title, document.stamp, *document.texts()):
        missing = sorted(set(lacking(text)))
        if missing:
            named = ", ".join(f"“{c}” (U+{ord(c):04X})" for c in missing[:5])
            raise BadInput(
                _(
                    "{paper}: the font of the papers has no {characters}, in “{text}”. Write it in other "
                    "characters."
                ).format(paper=document.title, characters=named, text=text[:60])
            )


def lacking(text: str) -> Iterator[str]:
    """The characters of a text, as it is printed, that the font cannot draw."""
    has = coverage()
    return (c for c in _printable(text) if c not in f"\n\t{_BREAK}" and ord(c) not in has)


@cache
def coverage() -> frozenset[int]:
    """The characters that all styles of the font have."""
    from fontTools.ttLib import TTFont

    styles = []
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            styles.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*styles)
