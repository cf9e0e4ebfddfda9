"""Vietnamese text: one form at every door (NFC), searched without accents, sorted as Vietnamese sorts.

The letters and the traps are those of domain 8.3: `Đ` has no decomposition, `Hoà` and `Hòa` stay different
even in NFC, and Python's own order puts "Ánh" after "Dung". How a Vietnamese syllable is built (and so what
is an old tone placement, an Icelandic eth or text in a dead font) stands in `console.syllable`.
"""

import re
import unicodedata
from typing import Final

from console.syllable import WORD, is_eth_word, looks_legacy, with_tone_in_place

Levels = tuple[tuple[tuple[int, int, str], ...], tuple[int, ...]]
"""Letters, then tones."""

SortKey = tuple[Levels, tuple[bool, ...], str]
"""Letters and tones, then case, then the text itself."""

PersonSortKey = tuple[Levels, Levels, Levels, SortKey]
"""Tên, họ, đệm, then the whole name."""

_MARK_ORDER: Final = re.compile("(?<=[AEOaeo])([\u0323]?)([\u0300\u0301\u0303\u0309])([\u0302\u0306])")
"""A tone typed before the mark of its letter: `e` + acute + circumflex, which NFC would not make `ế`."""

_UNSEEN: Final = {"Cc", "Cf"}
"""Unicode categories that nobody sees: control codes, zero-width and direction marks, soft hyphens, BOM."""

_JOINERS: Final = frozenset("\u034f\u180b\u180c\u180d\u180f") | {chr(c) for c in range(0xFE00, 0xFE10)}
"""Combining characters without a picture: the grapheme joiner, variation selectors."""

_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

_STROKED: Final = str.maketrans("ĐđÐð", "DdDd")
"""Letters that no decomposition opens; eth is here too, so that a search finds what a wrong key typed."""


def nfc(text: str) -> str:
    """The text as the console keeps it; a second pass changes nothing.

    - NFC, also where the tone was typed before the circumflex or breve of its letter.
    - Line ends become a line feed, a tab stays; all other control codes and every zero-width, direction and
      soft hyphen mark go; a lone surrogate (half a letter, which no file can hold) becomes U+FFFD.
    - Every kind of space (Word's non-breaking one) becomes the plain space.
    - Icelandic eth `Ð`, `ð` becomes `Đ`, `đ` in a Vietnamese word alone: at the head of a Vietnamese
      syllable (`Ðiện`), in capitals without a vowel (`QÐ`, `HÐND`), or standing alone (`ð)`). A word that
      has another shape (`Guðrún`, `það`) is a foreign name and keeps its letter.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = "".join(seen for letter in text for seen in _seen(letter))
    if not text.isascii():
        ordered = _MARK_ORDER.sub(r"\1\3\2", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", ordered)
        if "ð" in text or "Ð" in text:
            text = WORD.sub(lambda word: _without_eth(word[0]), text)
    return text


def _seen(letter: str) -> str:
    """The letter, what stands for it, or nothing."""
    if letter in "\n\t" or (letter.isascii() and letter.isprintable()):
        return letter
    kind = unicodedata.category(letter)
    if kind == "Zs":
        return " "
    if kind == "Cs":
        return "\ufffd"
    return "" if kind in _UNSEEN or letter in _JOINERS else letter


def _without_eth(word: str) -> str:
    return word.replace("Ð", "Đ").replace("ð", "đ") if is_eth_word(word) else word


def tidy(text: str) -> str:
    """`nfc` on one line: single spaces, none at the ends."""
    return " ".join(nfc(text).split())


def fold(text: str) -> str:
    """The text without accents, its case kept; `Đ` becomes `D`."""
    if text.isascii():
        return text
    base = unicodedata.normalize("NFD", text.translate(_STROKED))
    return unicodedata.normalize("NFC", "".join(c for c in base if not unicodedata.combining(c)))


def search_key(text: str) -> str:
    """What all spellings of the same words share: without case, accents and tone placement.

    `Hoà`, `Hòa` and `hoa` have one key, `uỷ` and `ủy` have one. Look for `search_key(typed)` inside
    `search_key(name)`.
    """
    return " ".join(fold(nfc(text).casefold()).split())


_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""The Vietnamese alphabet, with the Latin letters it lacks where Latin has them."""

_RANK: Final = {letter: rank for rank, letter in enumerate(_ALPHABET)}

_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Huyền, hỏi, ngã, sắc, nặng, after the level tone: the order of the dictionaries (and of CLDR `vi`)."""

_NUMBER: Final = re.compile("[0-9]+")


def sort_key(text: str) -> SortKey:
    """A key for `sorted`: letters of the whole text first, then tones, then case (small letters first).

    A space sorts before everything, then signs, then numbers (by value: "Đơn vị 2" before "Đơn vị 10"), then
    a ă â b c d đ e ê ... y, then letters of other scripts.
    """
    clean = tidy(text)
    return _levels(clean), tuple(letter.isupper() for letter in clean), clean


def _levels(clean: str) -> Levels:
    """Letters and tones of a tidy text, as comparable ranks."""
    letters: list[tuple[int, int, str]] = []
    tones: list[int] = []
    position = 0
    small = clean.lower()
    while position < len(small):
        number = _NUMBER.match(small, position)
        if number:
            digits = number[0].lstrip("0")
            letters.append((2, len(digits), digits))
            tones.append(0)
            position = number.end()
            continue
        letter, tone = _split_tone(small[position])
        letters.append(_place(letter))
        tones.append(tone)
        position += 1
    return tuple(letters), tuple(tones)


def _split_tone(letter: str) -> tuple[str, int]:
    """`ế` is `ê` with tone 4."""
    marks = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[mark] for mark in marks[1:] if mark in _TONES), 0)
    if not tone:
        return letter, 0
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES)), tone


def _place(letter: str) -> tuple[int, int, str]:
    if letter in _RANK:
        return 3, _RANK[letter], ""
    base = fold(letter)
    if base in _RANK:  # ä, ñ and their like: right behind their letter
        return 3, _RANK[base], letter
    if letter == " ":
        return 0, 0, ""
    return (4 if letter.isalpha() else 1), ord(letter), ""


def person_sort_key(name: str) -> PersonSortKey:
    """A key for a list of persons: by the last word (tên), then the first (họ), then those between (đệm).

    "Hà" and "Hạ" are two tên and do not mix; case decides last of all.
    """
    words = tidy(name).split(" ")
    last, family, middle = words[-1], " ".join(words[:1]), " ".join(words[1:-1])
    if len(words) == 1:
        family = ""
    return _levels(last), _levels(family), _levels(middle), sort_key(name)


def tone_style(text: str) -> str:
    """The text in `nfc` with each tone where government papers put it: Hòa, thúy, Ủy, quý, của, già.

    `Hoà`, `thuý`, `Uỷ`, `qúy`, `cuả` are mended; a word that is no Vietnamese syllable stays. For titles
    and running text: how a person writes a name is the person's own, so leave names of people alone.
    """
    clean = nfc(text)
    return clean if clean.isascii() else WORD.sub(lambda word: with_tone_in_place(word[0]), clean)


def is_legacy_encoding(text: str) -> bool:
    """Whether this looks like text of a VNI or TCVN3 (.VnTime) font: `Vieät Nam`, `ViÖt Nam`.

    A guess, and a careful one: words must be no Vietnamese syllable as they stand and become one when read
    through the old table. Names such as Müller, José or Citroën do not trigger it; a single short word
    may pass unnoticed.
    """
    return not text.isascii() and looks_legacy(unicodedata.normalize("NFC", text))
