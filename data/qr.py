"""QR codes as matrices of dark modules, as SVG and as PNG; error correction M, black on white always."""

import functools
import io
from collections.abc import Sequence

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

from console.errors import BadInput
from console.language import _

LARGEST = 40
QUIET_ZONE = 4
"""Modules of white around a code, as the standard asks."""

_LARGE = 300
"""Characters from which the mask is fixed: choosing the best of eight takes ten times as long, and text of
letters as even as the record's comes out as well with any."""
_MASK = 3

Modules = tuple[tuple[bool, ...], ...]
"""Rows of a code without its quiet zone, True = dark."""


@functools.lru_cache(maxsize=64)
def matrix(text: str, version_limit: int = LARGEST) -> Modules:
    """The modules of the smallest code that holds the text, without quiet zone.

    Args:
        version_limit: the largest version that the place has room for; 4 (33x33) fits 80x24.

    Raises:
        BadInput: the text does not fit.
    """
    mask = _MASK if len(text) >= _LARGE else None
    made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=mask)
    made.add_data(text, optimize=0)
    try:
        made.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise BadInput(_("The text is too long for a QR code.")) from error
    if made.version > version_limit:
        raise BadInput(
            _("The text needs a QR code of version {version}, there is room for {limit}.").format(
                version=made.version, limit=version_limit
            )
        )
    return tuple(tuple(bool(dark) for dark in row) for row in made.get_matrix())


def path(modules: Sequence[Sequence[bool]], left: int = QUIET_ZONE, top: int = QUIET_ZONE) -> str:
    """The dark modules as the data of one SVG path, runs of a row drawn as one; a unit a module."""
    drawn = []
    for y, row in enumerate(modules, start=top):
        start = None
        for x, dark in enumerate((*row, False), start=left):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                drawn.append(f"M{start} {y}h{x - start}v1h{start - x}z")
                start = None
    return "".join(drawn)


def svg(modules: Sequence[Sequence[bool]]) -> str:
    """The code as an SVG picture: one path, with its quiet zone."""
    side = len(modules) + 2 * QUIET_ZONE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path(modules)}" fill="#000"/></svg>\n'
    )


def png(codes: Sequence[Sequence[Sequence[bool]]], columns: int = 1, scale: int = 4) -> bytes:
    """Codes as one PNG picture of two colours, `columns` in a row, each with its quiet zone.

    Args:
        scale: pixels a module.
    """
    from PIL import Image

    cell = max(len(modules) for modules in codes) + 2 * QUIET_ZONE
    columns = min(columns, len(codes))
    rows = -(-len(codes) // columns)
    small = Image.new("1", (columns * cell, rows * cell), 1)
    for place, modules in enumerate(codes):
        left, top = place % columns * cell + QUIET_ZONE, place // columns * cell + QUIET_ZONE
        for y, row in enumerate(modules):
            for x, dark in enumerate(row):
                if dark:
                    small.putpixel((left + x, top + y), 0)
    out = io.BytesIO()
    large = small.resize((small.width * scale, small.height * scale), Image.Resampling.NEAREST)
    large.save(out, "PNG", optimize=True)
    return out.getvalue()


def sheet_svg(codes: Sequence[Sequence[Sequence[bool]]], columns: int = 1) -> str:
    """Codes as one SVG picture, `columns` in a row."""
    cell = max(len(modules) for modules in codes) + 2 * QUIET_ZONE
    columns = min(columns, len(codes))
    wide, high = columns * cell, -(-len(codes) // columns) * cell
    drawn = "".join(
        path(modules, place % columns * cell + QUIET_ZONE, place // columns * cell + QUIET_ZONE)
        for place, modules in enumerate(codes)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" shape-rendering="crispEdges">'
        f'<rect width="{wide}" height="{high}" fill="#fff"/><path d="{drawn}" fill="#000"/></svg>\n'
    )
