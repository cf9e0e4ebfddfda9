"""Big letters, with their accents. A letter that the face does not have is never dropped.

A face turns one line of text into rows of characters, or answers None where it lacks a letter or the width.
The faces here are bold plain text, widely set or not; FIGfonts with Vietnamese letters plug in as `Face`s.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from screens.text import Text, plain, tame


class Face(Protocol):
    """A way to draw letters."""

    def rows(self, words: str, width: int) -> list[str] | None:
        """One line of NFC text as rows of equal height, at most `width` cells wide; None: not possible."""
        ...


class Spaced:
    """Every letter followed by a blank, words by three: readable from further away than plain text."""

    def rows(self, words: str, width: int) -> list[str] | None:
        """One row, or None where it is too wide."""
        row = " ".join(words.replace(" ", "  "))
        return [row] if len(row) <= width else None


class Plain:
    """The text as it is; a terminal has every letter."""

    def rows(self, words: str, width: int) -> list[str] | None:
        """One row; None where it is too wide."""
        return [words] if len(words) <= width else None


def wrapped(words: str, width: int, face: Face) -> list[str] | None:
    """`words` in as few lines of the face as fit into `width`; None where a single word does not."""
    lines: list[list[str]] = []
    here = ""
    for word in words.split():
        longer = f"{here} {word}".strip()
        if face.rows(longer, width) is not None:
            here = longer
            continue
        drawn = face.rows(here, width) if here else []
        if drawn is None or face.rows(word, width) is None:
            return None
        lines.append(drawn)
        here = word
    last = face.rows(here, width) if here else []
    if last is None:
        return None
    return [row for drawn in [*lines, last] for row in drawn]


def big(words: str, width: int, height: int, faces: Sequence[Face]) -> list[str]:
    """The rows in the first face that fits `width` x `height`; at the worst plain text, nothing left out."""
    words = tame(words)
    for face in faces:
        rows = [wrapped(part, width, face) for part in words.split("\n")]
        if all(row is not None for row in rows):
            drawn = [line for part in rows for line in part or [""]]
            if len(drawn) <= height:
                return drawn
    return words.split("\n")


class Banner(Widget):
    """A title in the largest face that fits, centred.

    Attributes:
        FACES: from the largest to the smallest; the app may put faces before these.
    """

    FACES: ClassVar[list[Face]] = [Spaced(), Plain()]
    DEFAULT_CSS = """
    Banner { width: 100%; height: auto; text-align: center; text-style: bold; color: $primary; }
    """

    def __init__(self, text: Text = "", *, max_rows: int = 8, **more: Any) -> None:
        """A banner of at most `max_rows` rows."""
        super().__init__(**more)
        self._text = plain(text).plain
        self._max_rows = max_rows

    def show(self, text: Text) -> None:
        """Show this from now on."""
        words = plain(text).plain
        if words != self._text:
            self._text = words
            self.refresh(layout=True)

    def _rows(self, width: int) -> list[str]:
        return big(self._text, width, self._max_rows, self.FACES)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the face needs; plain text wraps."""
        return max(1, self._drawn(width).get_height({}, width))

    def _drawn(self, width: int) -> Content:
        return plain("\n".join(self._rows(width)))

    def render(self) -> RenderResult:
        """The rows."""
        return self._drawn(self.size.width)
