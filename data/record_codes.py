"""The record in a row of QR codes, and back from what was read of them (docs/record.md, "The codes").

Each code carries its number, a cumulative hash and a piece of the record; parity codes replace any that are
lost. `encode` and `assemble` deal in the texts of the codes: drawing and reading pictures is elsewhere.
"""

import base64
import hashlib
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reedsolo import ReedSolomonError, RSCodec

from console.errors import BadInput
from console.language import _, n_
from data.record_file import body_and_signature, signed_file
from data.verify_sums import Check

PAPER: Final = 20
"""Version of the codes on paper; 10 and 15 are those of the screens."""

PIECE: Final[Mapping[int, int]] = {10: 150, 15: 330, PAPER: 560}
"""Version of a QR code at error correction M -> bytes of the record that it carries."""

LARGEST: Final = 4 * 1024 * 1024
"""Bytes of a body that is inflated at all; a record has some tens of thousands."""

_MOST: Final = 255
_TAIL: Final = 32 + 64
_HASH: Final = 20
_CODE: Final = re.compile(
    r"EBR1:([DP]):([1-9]\d{0,2}):([1-9]\d{0,2}):(\d{1,3}):([A-Z2-7]{16}):([A-Z2-7]{32}):([A-Z2-7]{2,4200})"
)
_SIGN: Final = "EBR1:"


@dataclass(frozen=True, slots=True)
class Row:
    """What the codes of one row have in common.

    Attributes:
        id: the record's fingerprint without hyphens.
        data: how many codes carry data.
        parity: how many carry parity: as many may be lost.
        piece: bytes that each carries.
    """

    id: str
    data: int
    parity: int
    piece: int


@dataclass(frozen=True, slots=True)
class Code:
    """One code as it was read.

    Attributes:
        place: from 0: data codes, then parity codes.
        hash: the cumulative hash that it carries, 20 bytes.
        piece: its bytes.
    """

    row: Row
    place: int
    hash: bytes
    piece: bytes


@dataclass(frozen=True, slots=True)
class Assembled:
    """What became of one row of codes.

    Attributes:
        record: the bytes of record.json; None where too many codes are missing or were changed.
        findings: each in words: missing, doubled, divergent, changed codes.
        have: how many different codes of the row were there, of how many.
    """

    row: Row
    record: bytes | None
    findings: tuple[Check, ...]
    have: int
    of: int


# --- writing ---------------------------------------------------------------------------------------------


def encode(record: bytes, version: int = PAPER) -> tuple[str, ...]:
    """The texts of the codes of a record.

    Args:
        record: the bytes of record.json.
        version: of the QR codes that will carry them: 10, 15 or 20, all at error correction M.

    Returns:
        Data codes, then parity codes; letters, digits and colons only.

    Raises:
        BadInput: no such record, or it needs more than 255 codes.
    """
    body, public, signature = body_and_signature(record)
    piece = PIECE[version]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(body) + packer.flush()
    data = -(-(len(packed) + _TAIL) // piece)
    parity = max(2, -(-data // 4))
    if data + parity > _MOST:
        raise BadInput(_("The record is too large for codes of this size. Take the printed sheet."))
    stream = packed.ljust(data * piece - _TAIL, b"\0") + public + signature
    row = Row(_id(body), data, parity, piece)
    pieces = [stream[at : at + piece] for at in range(0, len(stream), piece)]
    pieces += _parity(row, pieces)
    return tuple(
        _text(Code(row, place, joined, piece))
        for place, (piece, joined) in enumerate(zip(pieces, _hashes(row, pieces), strict=True))
    )


def _id(body: bytes) -> str:
    return base64.b32encode(hashlib.sha256(body).digest()[:10]).decode()


def _parity(row: Row, pieces: Sequence[bytes]) -> list[bytes]:
    codec = RSCodec(row.parity)
    columns = [codec.encode(bytes(column))[row.data :] for column in zip(*pieces, strict=True)]
    return [bytes(symbols) for symbols in zip(*columns, strict=True)]


def _hashes(row: Row, pieces: Iterable[bytes]) -> list[bytes]:
    joined = _origin(row)
    return [joined := _join(joined, piece) for piece in pieces]


def _origin(row: Row) -> bytes:
    return hashlib.sha256(f"EBR1:{row.data}:{row.parity}:{row.piece}:{row.id}".encode()).digest()[:_HASH]


def _join(before: bytes, piece: bytes) -> bytes:
    return hashlib.sha256(before + piece).digest()[:_HASH]


def _text(code: Code) -> str:
    row = code.row
    kind, number = ("D", code.place + 1) if code.place < row.data else ("P", code.place - row.data + 1)
    return (
        f"EBR1:{kind}:{number}:{row.data}:{row.parity}:{row.id}:{_letters(code.hash)}:{_letters(code.piece)}"
    )


def _letters(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=")


def _content(letters: str) -> bytes | None:
    """The bytes of base32 without padding; None where the letters are not the one way to write them."""
    try:
        content = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        return None
    return content if _letters(content) == letters else None


# --- reading ---------------------------------------------------------------------------------------------


def is_code(text: str) -> bool:
    """Whether a text says of itself that it is a code of a record, sound or not."""
    return text.lstrip().startswith(_SIGN)


def carries_data(text: str) -> bool:
    """Whether a code as `encode` wrote it carries data, not parity."""
    return text.startswith(f"{_SIGN}D:")


def parse(text: str) -> Code | None:
    """One code from its text, white space anywhere ignored; None where it is none."""
    found = _CODE.fullmatch("".join(text.split()))
    if found is None:
        return None
    kind, number, data, parity = found[1], int(found[2]), int(found[3]), int(found[4])
    hashed, piece = _content(found[6]), _content(found[7])
    if hashed is None or piece is None or len(hashed) != _HASH:
        return None
    row = Row(found[5], data, parity, len(piece))
    if data + parity > _MOST or data * len(piece) < _TAIL or number > (data if kind == "D" else parity):
        return None
    return Code(row, number - 1 if kind == "D" else data + number - 1, hashed, piece)


def assemble(texts: Iterable[str]) -> list[Assembled]:
    """Every record that the codes give, in the order in which their first code came.

    Args:
        texts: codes in any order, doubled ones and others among them; what is no code is left alone.
    """
    rows: dict[Row, dict[int, list[Code]]] = defaultdict(lambda: defaultdict(list))
    doubled: dict[Row, set[int]] = defaultdict(set)
    for text in texts:
        code = parse(text)
        if code is None:
            continue
        there = rows[code.row][code.place]
        if code in there:
            doubled[code.row].add(code.place)
        else:
            there.append(code)
    return [_assembled(row, places, doubled[row]) for row, places in rows.items()]


def _assembled(row: Row, places: Mapping[int, list[Code]], doubled: set[int]) -> Assembled:
    of = row.data + row.parity
    said: list[Check] = []
    divergent = {place for place, codes in places.items() if len(codes) > 1}
    if divergent:
        said.append(
            Check(
                False, _("{codes}: there are different versions of it.").format(codes=_names(row, divergent))
            )
        )
    if doubled:
        said.append(Check(None, _("{codes}: read more than once.").format(codes=_names(row, doubled))))
    missing = set(range(of)) - set(places)
    record, pieces = _solved(row, places)
    if record is None:
        said.append(_not_enough(row, missing, divergent))
        return Assembled(row, None, tuple(said), len(places), of)
    right = dict(enumerate(zip(pieces, _hashes(row, pieces), strict=True)))
    changed = {
        place for place, codes in places.items() if all((c.piece, c.hash) != right[place] for c in codes)
    }
    if changed:
        said.append(Check(False, _("{codes}: changed or damaged.").format(codes=_names(row, changed))))
    if missing:
        said.append(
            Check(
                None,
                _("{codes}: not there, and not needed: the other codes make up for it.").format(
                    codes=_names(row, missing)
                ),
            )
        )
    if not changed and not divergent:
        said.append(
            Check(
                True,
                n_(
                    "{n} code fits: its cumulative hash holds.",
                    "{n} codes fit together: their cumulative hashes hold.",
                    len(places),
                ).format(n=len(places)),
            )
        )
    return Assembled(row, record, tuple(said), len(places), of)


def _not_enough(row: Row, missing: set[int], divergent: set[int]) -> Check:
    if len(missing) > row.parity:
        return Check(
            False,
            _(
                "Too many codes are missing: {have} of {of} are there, {least} are needed. Missing: {codes}."
            ).format(
                have=row.data + row.parity - len(missing),
                of=row.data + row.parity,
                least=row.data,
                codes=_names(row, missing),
            ),
        )
    if divergent or missing:
        return Check(
            False, _("The codes do not give a record: some were changed, and too few are left to tell which.")
        )
    return Check(False, _("The codes do not give the record whose fingerprint they name: they were changed."))


def _names(row: Row, places: Iterable[int]) -> str:
    """Codes as they are captioned: "code 03, 07, parity code 01"."""
    ordered = sorted(places)
    data = ", ".join(f"{place + 1:02d}" for place in ordered if place < row.data)
    parity = ", ".join(f"{place - row.data + 1:02d}" for place in ordered if place >= row.data)
    said = []
    if data:
        said.append(_("Code {numbers}").format(numbers=data))
    if parity:
        said.append(_("Parity code {numbers}").format(numbers=parity))
    return "; ".join(said)


def _solved(row: Row, places: Mapping[int, list[Code]]) -> tuple[bytes | None, list[bytes]]:
    """The record and all pieces of its row; None where the codes do not lead to the body they name.

    Tried in turn: what each code's neighbours vouch for, with the rest taken as lost; then what is there
    as it is, where Reed-Solomon itself finds what was changed.
    """
    for chosen in (_vouched(row, places), _first(places)):
        pieces = _filled(row, chosen)
        record = _record(row, pieces) if pieces is not None else None
        if pieces is not None and record is not None:
            return record, pieces
    return None, []


def _vouched(row: Row, places: Mapping[int, list[Code]]) -> dict[int, bytes]:
    """The codes that fit the hash of the one before them, and those about which nothing can be said.

    A code without one before it is vouched for by the one after it; alone between two gaps, by nobody.
    """
    fits: dict[int, bytes] = {}
    for place, codes in places.items():
        before = [_origin(row)] if place == 0 else [code.hash for code in places.get(place - 1, ())]
        joined = [code for code in codes if any(_join(known, code.piece) == code.hash for known in before)]
        if joined:
            fits[place] = joined[0].piece
        elif not before and len(codes) == 1:
            fits[place] = codes[0].piece
    return fits


def _first(places: Mapping[int, list[Code]]) -> dict[int, bytes]:
    return {place: codes[0].piece for place, codes in places.items()}


def _filled(row: Row, chosen: Mapping[int, bytes]) -> list[bytes] | None:
    """All pieces of a row, lost ones made up for; None where too many are lost."""
    of = row.data + row.parity
    lost = [place for place in range(of) if place not in chosen]
    if len(lost) > row.parity:
        return None
    blank = bytes(row.piece)
    known = [chosen.get(place, blank) for place in range(of)]
    if row.parity == 0 or (not lost and _parity(row, known[: row.data]) == known[row.data :]):
        return known
    codec = RSCodec(row.parity)
    columns: list[bytes] = []
    try:
        for column in zip(*known, strict=True):
            columns.append(bytes(codec.decode(bytes(column), erase_pos=lost)[1]))
    except (ReedSolomonError, ZeroDivisionError):
        return None
    return [bytes(symbols) for symbols in zip(*columns, strict=True)]


def _record(row: Row, pieces: Sequence[bytes]) -> bytes | None:
    """The bytes of record.json, None where this is not the stream of the record that the row names."""
    stream = b"".join(pieces[: row.data])
    packed, tail = stream[:-_TAIL], stream[-_TAIL:]
    unpacker = zlib.decompressobj(-15)
    try:
        body = unpacker.decompress(packed, LARGEST)
    except zlib.error:
        return None
    if not unpacker.eof or unpacker.unused_data.strip(b"\0") or _id(body) != row.id:
        return None
    return signed_file(body, tail[:32], tail[32:])
