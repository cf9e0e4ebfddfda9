"""Sorts what a verifier was given: records, trails, codes as text, in pictures or on a PDF, papers.

What a file is follows from what it holds, not from its name. Nothing is read without a limit, and what cannot
be read is said with the reason.
"""

import hashlib
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final

from console.errors import BadInput
from console.language import _, n_
from data import pictures
from data.record_codes import PIECE, is_code, parse
from data.record_file import (
    EVENTS,
    EVENTS_FORMAT,
    MANIFEST,
    MANIFEST_FORMAT,
    RECORD,
    RECORD_FORMAT,
    SIGNATURE,
    SIGNATURE_FORMAT,
)
from data.verification_sheet import FILES as SHEET

STDIN: Final = "-"

LARGEST: Final = pictures.LARGEST
"""Bytes of a file that is read at all."""

LARGEST_TEXT: Final = 8 * 1024 * 1024
"""Bytes of text or JSON; the codes of a record are some tens of thousands."""

MOST_CODES: Final = 2_000
"""Different codes that are looked at; a record has at most 255."""

_MOST_NAMES: Final = 1_000
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
_DRAWN: Final = (".heic", ".heif", ".avif", ".svg")
_START: Final = re.compile(r"EBR1\s*:")
_HEAD: Final = re.compile(r"EBR1:[DP]:\d{1,3}:\d{1,3}:\d{1,3}:[A-Z2-7]{16}:[A-Z2-7]{32}:([A-Z2-7]+)")
_AROUND: Final = "\"'`,;<>()[]|*"
_TRIES: Final = 20
_SUMMARY: Final = re.compile(r"[0-9A-Z $%*+\-./:]{0,80}\d\d/\d\d/\d{4}[0-9A-Z $%*+\-./:]{0,80} [A-Z2-7]{16}")
_LONGEST: Final = 200
_LETTERS: Final = frozenset(-(-8 * piece // 5) for piece in PIECE.values())
"""Letters of the data of a code, in the sizes that the console writes."""


@dataclass(frozen=True, slots=True)
class Read:
    """Something that was read, and where.

    Attributes:
        where: the path as it was given.
        content: its bytes.
    """

    where: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Text:
    """A code or a summary, and where it was read."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Other:
    """A file that may be a paper.

    Attributes:
        name: its own name.
        sha256: of its bytes, in hex.
        known: it was already taken for what it holds (a sheet of codes): to be no paper is no fault then.
    """

    where: str
    name: str
    sha256: str
    known: bool = False


@dataclass(slots=True)
class Sources:
    """Everything that was given, sorted.

    Attributes:
        folders: of records.
        taken: what was taken from which path, one sentence each.
        unread: sentences about what could not be read.
    """

    folders: list[Path] = field(default_factory=list)
    records: list[Read] = field(default_factory=list)
    trails: list[Read] = field(default_factory=list)
    codes: list[Text] = field(default_factory=list)
    summaries: list[Text] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether there is nothing that leads to a record or can be checked by itself."""
        return not (self.folders or self.records or self.trails or self.codes or self.summaries)


def sources(paths: Iterable[Path], stdin: BinaryIO | None = None) -> Sources:
    """Sort what the paths lead to; `-` is the standard input."""
    found = Sources()
    for path in _expanded(paths):
        try:
            _take(found, path, stdin)
        except BadInput as error:
            sentence = _("{path}: cannot be read: {why}.").format(path=path, why=str(error).rstrip("."))
            found.taken.append(sentence)
            found.unread.append(sentence)
    return found


def _expanded(paths: Iterable[Path]) -> list[Path]:
    """The paths, each once; `*.jpg` is expanded where the shell has not done it (on Windows)."""
    out: dict[Path, None] = {}
    for path in paths:
        if set(path.name) & set("*?") and not _there(path):
            names = sorted(path.parent.glob(path.name))[:_MOST_NAMES]
            out |= dict.fromkeys(names or [path])
        else:
            out[path] = None
    return list(out)


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _take(found: Sources, path: Path, stdin: BinaryIO | None) -> None:
    if str(path) == STDIN:
        content = stdin.read(LARGEST + 1) if stdin is not None else b""
        where = _("standard input")
    else:
        try:
            if stat.S_ISDIR(path.stat().st_mode):
                _take_folder(found, path)
                return
            with path.open("rb") as file:
                content = file.read(LARGEST + 1)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise BadInput(why) from error
        where = str(path)
    if len(content) > LARGEST:
        raise BadInput(_("it is larger than {n} MB").format(n=LARGEST // 1024 // 1024))
    _sort(found, where, path, content)


def _take_folder(found: Sources, path: Path) -> None:
    for place in (path, path / "record"):
        if _there(place / MANIFEST) or _there(place / RECORD):
            if place not in found.folders:
                found.folders.append(place)
            found.taken.append(_("{path}: the folder of a record.").format(path=place))
            return
    raise BadInput(
        _(
            "this folder holds no record (no manifest.json); name the folder that an export wrote, "
            "or the pictures themselves"
        )
    )


def _sort(found: Sources, where: str, path: Path, content: bytes) -> None:
    name, ending = path.name, path.suffix.lower()
    other = Other(where, name, hashlib.sha256(content).hexdigest())
    if pictures.is_picture(content) or ending in _PICTURES:
        _take_codes(found, where, pictures.read_picture(content), other)
    elif pictures.is_pdf(content) or ending == ".pdf":
        _take_codes(found, where, pictures.read_pdf(content), other)
    elif name == RECORD or _says(content, RECORD_FORMAT):
        _small(content)
        found.records.append(Read(where, content))
        found.taken.append(_("{path}: a record.").format(path=where))
        if where == str(path) and _there(path.with_name(MANIFEST)):
            found.taken.append(
                _("{folder} holds the files of that record too; name the folder to check them all.").format(
                    folder=path.parent
                )
            )
    elif name == EVENTS or _says(content, EVENTS_FORMAT):
        _small(content)
        found.trails.append(Read(where, content))
        found.taken.append(_("{path}: an audit trail.").format(path=where))
    elif name in (MANIFEST, SIGNATURE) or _says(content, MANIFEST_FORMAT) or _says(content, SIGNATURE_FORMAT):
        _take_folder(found, path.parent)
    else:
        _take_text(found, where, content, other, drawn=ending in _DRAWN or name in SHEET)


def _says(content: bytes, format_name: str) -> bool:
    """Whether a file says in its first bytes or members that it is JSON of this format."""
    return content.lstrip()[:1] == b"{" and f'"{format_name}"'.encode() in content[:LARGEST_TEXT]


def _small(content: bytes) -> None:
    if len(content) > LARGEST_TEXT:
        raise BadInput(
            _("it is larger than {n} MB; a record has a few hundred kilobytes").format(
                n=LARGEST_TEXT // 1024 // 1024
            )
        )


# --- codes -----------------------------------------------------------------------------------------------


def _take_codes(found: Sources, where: str, seen: pictures.Pictured, other: Other) -> None:
    """What the QR codes of a picture or a PDF say."""
    codes = [text for text in seen.texts if is_code(text)]
    summaries = [text.strip() for text in seen.texts if _is_summary(text)]
    foreign = [text for text in seen.texts if text not in codes and text.strip() not in summaries]
    _add(found, where, codes, summaries)
    said = [_counted(len(codes), len(summaries))]
    said += [_("another QR code: “{text}”").format(text=_short(text)) for text in foreign[:5]]
    if len(foreign) > 5:
        said.append(_("and {n} more").format(n=len(foreign) - 5))
    if seen.looked_at < seen.pages:
        said.append(
            _("only the first {n} of {all} pages were looked at").format(n=seen.looked_at, all=seen.pages)
        )
    if seen.unread:
        said.append(
            _("something there looks like a code and cannot be read; take a sharper picture from nearby")
        )
    found.taken.append(_("{path}: {what}.").format(path=where, what="; ".join(said)))
    found.others.append(Other(other.where, other.name, other.sha256, known=True))


def _is_summary(text: str) -> bool:
    return len(text) <= _LONGEST and _SUMMARY.fullmatch(text.strip()) is not None


def _counted(codes: int, summaries: int) -> str:
    said = []
    if codes:
        said.append(n_("{n} code of a record", "{n} codes of a record", codes).format(n=codes))
    if summaries:
        said.append(_("a summary"))
    return ", ".join(said) or _("no code of a record")


def _take_text(found: Sources, where: str, content: bytes, other: Other, *, drawn: bool) -> None:
    """Codes and summaries of a text; what holds neither may be a paper."""
    if len(content) > LARGEST_TEXT and b"EBR1" in content:
        raise BadInput(
            _("it is more than {n} MB of text; a record's codes are some tens of kilobytes").format(
                n=LARGEST_TEXT // 1024 // 1024
            )
        )
    text = _decoded(content) if len(content) <= LARGEST_TEXT else ""
    codes, broken = codes_of(text)
    summaries = [line.strip() for line in text.splitlines() if "/" in line[:120] and _is_summary(line)]
    if not codes and not summaries and not broken:
        if drawn:
            raise BadInput(_("a picture of a kind that is not read here; give a JPEG, a PNG or the PDF"))
        found.others.append(other)
        found.taken.append(
            _("{path}: no record and no codes; its hash is compared with those of the papers.").format(
                path=where
            )
        )
        return
    _add(found, where, codes, summaries)
    said = [_counted(len(codes), len(summaries))]
    if broken:
        said.append(
            n_(
                "{n} piece begins like a code and is not whole",
                "{n} pieces begin like a code and are not whole",
                broken,
            ).format(n=broken)
        )
    found.taken.append(_("{path}: {what}.").format(path=where, what="; ".join(said)))


def _add(found: Sources, where: str, codes: Sequence[str], summaries: Sequence[str]) -> None:
    found.codes += [Text(where, text) for text in codes]
    if len(found.codes) > MOST_CODES:
        del found.codes[MOST_CODES:]
        found.unread.append(_("More than {n} codes were given; the rest is left aside.").format(n=MOST_CODES))
        found.taken.append(found.unread[-1])
    found.summaries += [Text(where, text) for text in summaries]


def _decoded(content: bytes) -> str:
    """The text of a file, "" where it is none."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("latin-1") if b"\0" not in content else ""


def codes_of(text: str) -> tuple[list[str], int]:
    """The codes that a text holds, and how many pieces of it begin like a code and are none.

    White space within a code is left out; words around it (captions, the prompt of a chat) are left alone.
    """
    codes: list[str] = []
    broken = 0
    starts = [match.start() for match in _START.finditer(text)]
    for begin, end in pairwise([*starts, len(text)]):
        if len(codes) > MOST_CODES:
            break
        code = _code_at(text[begin : min(end, begin + 8_000)].split())
        if code is None:
            broken += 1
        else:
            codes.append(code)
    return codes, broken


def _code_at(words: Sequence[str]) -> str | None:
    """The code with which these words begin.

    It ends where it has a length that the console writes; else with the last word that it can take in.
    """
    joined = ""
    ends: list[int] = []
    for word in words:
        joined += word.strip(_AROUND)
        ends.append(len(joined))
    head = _HEAD.match(joined)
    if head is None:
        return None
    last = head.end(1)
    words_end = [end for end in reversed(ends) if head.start(1) < end <= last]
    possible = words_end if last in ends else [*words_end, last]  # else something is glued to the letters
    written = [end for end in possible if end - head.start(1) in _LETTERS]
    for end in (written or possible)[:_TRIES]:
        if parse(joined[:end]) is not None:
            return joined[:end]
    return None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
