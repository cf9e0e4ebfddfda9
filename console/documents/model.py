"""The neutral document model: what stands on a paper, not how it is drawn.

Every value is plain text; whoever draws (HTML, later DOCX and PDF) escapes it. Layout follows Nghị định
30/2020/NĐ-CP, Appendix I (domain 4).
"""

from dataclasses import dataclass, field
from typing import Literal

Align = Literal["left", "center", "right", "justify"]

DOTS = "…" * 12
"""What stands where something is not known: a dotted line to be filled in by hand."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head in two columns: who issues on the left, the state's name on the right (domain 4.2, 1-4).

    Attributes:
        parent: the body above, upper case, not bold; empty for none.
        issuer: lines of the issuing body, upper case, bold.
        number: e.g. "Số: …/BB-KTĐ"; empty for papers without a number.
        place_and_date: italic line on the right; empty where the form has none (Mẫu 1.9).
    """

    parent: str
    issuer: tuple[str, ...]
    number: str = ""
    place_and_date: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """Tên loại in upper case, and below it the lines of the trích yếu, with the short rule under them."""

    kind: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 `Phần` or `I.`, upper case in print; level 2 `1.`, level 3 plain bold."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `indent` sets the first line in by 1.27 cm."""

    runs: tuple[Run, ...]
    align: Align = "justify"
    indent: bool = True

    @property
    def text(self) -> str:
        """The words without their styles."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list with its typed mark: "-", "1.", "a)"."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; the marks are typed, as offices do it (domain 4.2)."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` is its share of the whole."""

    title: str
    width: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; its head repeats on each page. Every row has one text a column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    bold_last: bool = False
    """The last row is a sum."""


@dataclass(frozen=True, slots=True)
class Signer:
    """One place to sign.

    Attributes:
        title: lines above the signature, bold upper case.
        note: the line in brackets below the title.
        name: printed under the signature; empty to be written by hand.
        confirmed: what was confirmed on the console, e.g. "Đã xác nhận trên máy hồi …"; empty for none.
    """

    title: tuple[str, ...]
    note: str = "(Ký, ghi rõ họ tên)"
    name: str = ""
    confirmed: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signs, side by side, `columns` in a row; `recipients` is the Nơi nhận list on the far left."""

    signers: tuple[Signer, ...]
    columns: int = 2
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A framed notice inside a paper: what a reader must know about how a number came about."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins a new page."""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code with the line under it; whoever draws makes the code of the text."""

    caption: str
    text: str


@dataclass(frozen=True, slots=True)
class Codes:
    """QR codes side by side, `columns` in a row; a row is never torn between pages."""

    codes: tuple[Code, ...]
    columns: int = 3


Block = Letterhead | Title | Heading | Paragraph | Listing | Table | Signatures | Box | Codes | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """One paper.

    Attributes:
        title: for the window and the file's properties.
        stamp: a mark on every page, "DỮ LIỆU MẪU" or "CHẠY THỬ"; empty for a real paper.
        landscape: the page lies on its side (wide tables).
    """

    title: str
    blocks: tuple[Block, ...] = field(default=())
    stamp: str = ""
    landscape: bool = False

    def texts(self) -> tuple[str, ...]:
        """Every text of the paper in reading order: for tests, and for comparing two drawings of it."""
        return tuple(text for block in self.blocks for text in _texts(block) if text)


def _texts(block: Block) -> tuple[str, ...]:
    match block:
        case Letterhead():
            return (block.parent, *block.issuer, block.number, block.place_and_date)
        case Title():
            return (block.kind, *block.about)
        case Heading():
            return (block.text,)
        case Paragraph():
            return (block.text,)
        case Listing():
            return tuple(f"{entry.mark} {entry.text}".strip() for entry in block.entries)
        case Table():
            return (*(column.title for column in block.columns), *(c for row in block.rows for c in row))
        case Signatures():
            signed = (t for s in block.signers for t in (*s.title, s.note, s.name, s.confirmed))
            return (*signed, *block.recipients)
        case Box():
            return (block.title, *block.paragraphs)
        case Codes():
            return tuple(code.caption for code in block.codes)
        case PageBreak():
            return ()


def line(text: str, *, bold: bool = False, italic: bool = False, align: Align = "justify") -> Paragraph:
    """A paragraph in one style."""
    return Paragraph((Run(text, bold, italic),), align, indent=align == "justify")


def field_line(label: str, value: str) -> Paragraph:
    """A line "Label: value"; dots where the value is missing."""
    return Paragraph((Run(f"{label}: "), Run(value or DOTS)))


def bullets(*texts: str) -> Listing:
    """A list with dashes; each line ends in ";", the last in ".", unless it brings its own mark."""
    return Listing(tuple(Entry("-", text) for text in _ended(texts)))


def numbered(*texts: str) -> Listing:
    """A list with numbers, ended like `bullets`."""
    return Listing(tuple(Entry(f"{place}.", text) for place, text in enumerate(_ended(texts), start=1)))


def _ended(texts: tuple[str, ...]) -> tuple[str, ...]:
    last = len(texts) - 1
    return tuple(
        text if text.endswith((".", ";", ":", "!", "?", "…")) else f"{text}{'.' if place == last else ';'}"
        for place, text in enumerate(texts)
    )
