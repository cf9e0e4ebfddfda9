"""QR codes as matrices of dark modules and as SVG; error correction M, black on white."""

from collections.abc import Sequence

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

from console.errors import BadInput
from console.language import _

LARGEST = 40
QUIET_ZONE = 4
"""Modules of white around a code, as the standard asks."""


def matrix(text: str, version_limit: int = LARGEST) -> list[list[bool]]:
    """The modules of the smallest code that holds the text, True = dark, without quiet zone.

    Args:
        version_limit: the largest version that the place has room for; 4 (33x33) fits 80x24.

    Raises:
        BadInput: the text does not fit.
    """
    made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    made.add_data(text)
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
    return [[bool(dark) for dark in row] for row in made.get_matrix()]


def svg(modules: Sequence[Sequence[bool]]) -> str:
    """The code as an SVG picture: one path of squares, with its quiet zone."""
    side = len(modules) + 2 * QUIET_ZONE
    squares = "".join(
        f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h1v1h-1z"
        for y, row in enumerate(modules)
        for x, dark in enumerate(row)
        if dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{squares}" fill="#000"/></svg>\n'
    )
