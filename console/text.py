"""Vietnamese text: one form at every door (NFC), searched without accents, sorted as Vietnamese sorts."""

import unicodedata


def nfc(text: str) -> str:
    """The text in NFC, without control characters other than line ends."""
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """NFC, single spaces, no spaces at the ends."""
    return " ".join(nfc(text).split())


def fold(text: str) -> str:
    """The text without accents; Đ becomes D."""
    base = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(c for c in base if not unicodedata.combining(c))


def search_key(text: str) -> str:
    """What two spellings of the same words have in common."""
    return fold(tidy(text)).casefold()


def sort_key(text: str) -> str:
    """A key for sorting."""
    return search_key(text)


def person_sort_key(name: str) -> str:
    """A key for sorting persons by their last word."""
    words = tidy(name).split(" ")
    return search_key(" ".join([words[-1], *words[:-1]]))
