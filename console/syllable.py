"""How a Vietnamese syllable is built, and what follows: where its tone stands, and what is not one.

A syllable is an initial consonant (or none) and one of about 160 rhymes; the tone stands on one vowel of the
rhyme. Sources: the alphabet of Decision 240/QĐ 1984, the placement `òa, úy` that government papers use
(domain 8.3). Everything here takes one word in NFC.
"""

import re
import unicodedata
from typing import Final

WORD: Final = re.compile(r"(?<![^\W\d_])(?<![\u0300-\u036f])[^\W\d_]++(?![\u0300-\u036f])")
"""A run of letters; one that a mark left over stands in or beside is no word."""

_CONSONANTS: Final = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"

_INITIALS: Final = frozenset(["", *_CONSONANTS.split()])

_ENDINGS: Final = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong
    ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu
    ư ưa ưc ưi ươc ươi ươm ươn ương ươp ươt ươu ưng ưt ưu y yên yêm yêng yêt yêu
    """

_RHYMES: Final = frozenset(_ENDINGS.split())

_AFTER_QU: Final = frozenset(["y", "yt", "ych", "ynh", "yn", "yên", "yêt", "ơ"])
"""Rhymes of `qu` that begin with what is left of `uy`, `uơ`."""

_FRONT: Final = frozenset("ieêy")

_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")

_HEAVY: Final = "\u0323"

_MARKED: Final = frozenset("ăâêôơư")


def split(word: str) -> tuple[str, str] | None:
    """Initial and rhyme of a toneless small-letter syllable; None where it is no Vietnamese syllable."""
    for length in (3, 2, 1, 0):
        initial, rhyme = word[:length], word[length:]
        if initial in _INITIALS and len(initial) == length and rhyme and _fit(initial, rhyme):
            return initial, rhyme
    return None


def _fit(initial: str, rhyme: str) -> bool:
    """Whether spelling allows this rhyme after this initial."""
    if initial == "qu":
        return rhyme in _AFTER_QU or (rhyme in _RHYMES and rhyme[0] not in "iouưy") or rhyme in ("it", "ôc")
    if initial == "gi" and rhyme == "êng":
        return True
    if rhyme not in _RHYMES:
        return False
    if initial in ("k", "gh", "ngh"):
        return rhyme[0] in _FRONT
    if initial in ("c", "g", "ng"):
        return rhyme[0] not in _FRONT or (initial == "g" and rhyme.startswith("i"))
    if initial == "gi":
        return rhyme[0] not in "iy"
    return True


def parted(word: str) -> tuple[str, str]:
    """The word without its tone, and the tone as a combining mark (empty: level, or more than one tone)."""
    marks = unicodedata.normalize("NFD", word)
    tones = [mark for mark in marks if mark in _TONES]
    if len(tones) != 1:
        return word, ""
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES)), tones[0]


def is_syllable(word: str) -> bool:
    """Whether the word, in whatever case, is a Vietnamese syllable with at most one tone."""
    return split(parted(word.lower())[0]) is not None


def with_tone_in_place(word: str) -> str:
    """The syllable with its tone on the vowel where government papers write it; any other word as it is."""
    bare, tone = parted(word)
    if not tone:
        return word
    parts = split(bare.lower())
    if parts is None:
        return word
    initial, rhyme = parts
    if initial + rhyme == "gia" and tone == _HEAVY:
        return word  # "giặt gịa" and "giạ lúa" are two words
    place = len(initial) + _toned(rhyme)
    return unicodedata.normalize("NFC", bare[: place + 1] + tone + bare[place + 1 :])


def _toned(rhyme: str) -> int:
    """Which letter of the rhyme carries the tone: oa, oe and uy on the first, a marked letter before all."""
    vowels = len(rhyme.rstrip("bcdghkmnpt"))
    marked = [place for place, letter in enumerate(rhyme[:vowels]) if letter in _MARKED]
    if marked:
        return marked[-1]
    if vowels < len(rhyme):
        return vowels - 1
    return 1 if vowels == 3 else 0


def is_eth_word(word: str) -> bool:
    """Whether an Icelandic eth in this word can only be a mistyped Đ (see `console.text.nfc`)."""
    small = word.lower()
    if small.startswith("ð") and is_syllable("đ" + small[1:]):
        return True
    return small == "ð" or (word.isupper() and not set("aeiouy") & set(unicodedata.normalize("NFD", small)))


_TCVN3: Final = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
) | {"Đ": "é"}  # what `console.text.nfc` may have made of `Ð`
"""TCVN 5712:1993 (VN3), as it looks when a program takes its bytes for Windows-1252."""

_VNI_MARKS: Final = dict(
    zip(
        "øùûõïâáàåãäêéèúüë",
        [
            *["\u0300", "\u0301", "\u0309", "\u0303", "\u0323"],
            *["\u0302" + tone for tone in ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")],
            *["\u0306" + tone for tone in ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")],
        ],
        strict=True,
    )
)
"""VNI-Windows writes a letter's marks as a second letter behind it; these are the marks they stand for."""

_VNI_LETTERS: Final = dict(zip("ôöñîæóòíì", "ơưđỵỉĩịíì", strict=True))
"""Single letters of VNI-Windows."""

_RUN: Final = re.compile("[A-Za-zĐ\u00a1-\u00ff\u0192\u2020-\u203a]+")
"""A word of an old font: signs such as `·`, `¸`, `®` are letters there."""


def looks_legacy(text: str) -> bool:
    """Whether words of the text are Vietnamese in VNI or TCVN3 alone (see `console.text.is_legacy_encoding`).

    Two such words are needed, or one that no writer could mean: a sign or a capital inside a small word.
    """
    if any("\u1ea0" <= letter <= "\u1ef9" or letter in "ăĂơƠưƯ" for letter in text):
        return False
    garbled = [word for word in _RUN.findall(text) if not word.isascii() and _garbled(word)]
    return len(garbled) > 1 or any(map(_impossible, garbled))


def _impossible(word: str) -> bool:
    return (
        len(word) > 1
        and (
            any(not letter.isalpha() for letter in word)
            or (word[0].isascii() and any(letter.isupper() and not letter.isascii() for letter in word[1:]))
        )
        and not word.isupper()
    )


def _garbled(word: str) -> bool:
    if is_syllable(word) or not any(letter.isascii() for letter in word):
        return False
    return any(
        not read.isascii() and is_syllable(read) for read in (_from_tcvn3(word), _from_vni(word.lower()))
    )


def _from_tcvn3(word: str) -> str:
    return "".join(_TCVN3.get(letter, letter) for letter in word)


def _from_vni(word: str) -> str:
    letters: list[str] = []
    for letter in word:
        if letter in _VNI_MARKS and letters and letters[-1][-1] in "aeouyơưiô":
            letters.append(_VNI_MARKS[letter])
        else:
            letters.append(_VNI_LETTERS.get(letter, letter))
    return unicodedata.normalize("NFC", "".join(letters))
