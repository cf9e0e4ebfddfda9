"""QR codes from pictures and from the pages of a PDF, in bounded memory.

Photographs come rotated, bent, dim and blurred, and a page carries many codes: what one look does not find is
looked for again in other sizes, sharpened, and piece by piece.
"""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from console.errors import BadInput
from console.language import _

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a picture or a PDF that is opened at all."""

MOST_PIXELS: Final = 100_000_000
"""Of one picture; a phone's has 12 to 50 million."""

MOST_PAGES: Final = 50
"""Of a PDF, or of a picture that has several."""

_MOST_BYTES: Final = 200_000_000
"""Of a picture unpacked; in colours each pixel takes four."""

_SEEN: Final = 40_000_000
"""Pixels that are looked at once; a larger picture is made smaller first."""

_LOOKED_AT: Final = 16_000_000
"""Pixels that are looked at again and again, in other sizes and lights."""

_DOUBLED: Final = 2_500_000
"""Pixels up to which a picture is also looked at in twice its size."""

_QUIET: Final = 14
"""Looks without a new code after which a picture that gave some is put aside."""

_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
_DPI: Final = 300
_POINTS: Final = 72


@dataclass(frozen=True, slots=True)
class Pictured:
    """What a picture or a PDF holds.

    Attributes:
        texts: of every QR code that was read, each once, in the order of reading.
        unread: something looked like a code, and none could be read.
        pages: how many pages there are.
        looked_at: how many of them were looked at.
    """

    texts: tuple[str, ...]
    unread: bool = False
    pages: int = 1
    looked_at: int = 1


def is_picture(content: bytes) -> bool:
    """Whether a file begins like a picture of a kind that is read here."""
    return content.startswith(
        (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")
    ) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def is_pdf(content: bytes) -> bool:
    """Whether a file begins like a PDF."""
    return b"%PDF-" in content[:1024]


# --- pictures --------------------------------------------------------------------------------------------


def read_picture(content: bytes) -> Pictured:
    """The QR codes of a picture, of all its pages where it has several (TIFF, GIF).

    Raises:
        BadInput: damaged, of another kind, or too large to be opened in bounded memory.
    """
    texts: list[str] = []
    pages = looked_at = 0
    unread = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
                pages = 1 if picture.format == "MPO" else getattr(picture, "n_frames", 1)
                room = MOST_PIXELS
                for number in range(min(pages, MOST_PAGES)):
                    if number:
                        picture.seek(number)
                    if picture.format == "JPEG":
                        picture.draft("L", picture.size)
                    _small_enough(picture)
                    room -= picture.width * picture.height
                    if room < 0:
                        break
                    found, missed = _codes(_at_most(_gray(picture), _SEEN), thorough=True)
                    texts += found
                    unread = unread or missed
                    looked_at += 1
        except BadInput:
            raise
        except (Image.DecompressionBombError, MemoryError) as error:
            raise _too_large() from error
        except Exception as error:  # the decoders of pictures fail in many ways
            raise BadInput(_("the picture is damaged, cut off, or of a kind that is not read")) from error
    return Pictured(tuple(dict.fromkeys(texts)), unread and not texts, pages, looked_at)


def _small_enough(picture: Image.Image) -> None:
    pixels = picture.width * picture.height
    each = 1 if picture.mode in ("1", "L") else 5 if picture.mode == "P" else 4
    if pixels > MOST_PIXELS or pixels * each > _MOST_BYTES:
        raise _too_large(min(MOST_PIXELS, _MOST_BYTES // each))


def _too_large(pixels: int = MOST_PIXELS) -> BadInput:
    return BadInput(
        _("the picture is larger than {n} million pixels; make it smaller").format(n=pixels // 1_000_000)
    )


def _gray(picture: Image.Image) -> Image.Image:
    """In shades of gray; what is transparent is white."""
    if picture.mode.startswith("I;16"):
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode == "P" and "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if "A" not in picture.getbands():
        return picture.convert("L")
    white = Image.new("L", picture.size, 255)
    white.paste(picture.convert("L"), mask=picture.getchannel("A"))
    return white


# --- looking ---------------------------------------------------------------------------------------------


def _codes(picture: Image.Image, *, thorough: bool) -> tuple[list[str], bool]:
    """The texts of the codes in a gray picture, and whether there is a trace of codes but no text.

    Args:
        thorough: look in every way even where the first looks show no trace of a code.
    """
    first, unread = _look(picture)
    found = dict.fromkeys(first)
    for other in (_halved(picture), _doubled(picture)):
        found |= dict.fromkeys(_look(other)[0])
    if (found and len(found) == len(first) and not unread) or not (found or unread or thorough):
        return list(found), False
    small = _at_most(picture, _LOOKED_AT)
    quiet = 0
    for other in chain(_filtered(small), _pieces(small), _turned(small)):
        before = len(found)
        found |= dict.fromkeys(_look(other)[0])
        quiet = quiet + 1 if len(found) == before else 0
        if found and quiet == _QUIET:
            break
    return list(found), unread and not found


def _look(picture: Image.Image) -> tuple[list[str], bool]:
    """What the reader makes of a picture in both of its ways to tell dark from light: texts, codes unread."""
    texts: dict[str, None] = {}
    unread = False
    for binarizer in (zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram):
        seen = zxingcpp.read_barcodes(
            picture,
            formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]),
            text_mode=zxingcpp.TextMode.Plain,
            binarizer=binarizer,
            return_errors=True,
        )
        texts |= dict.fromkeys(code.text for code in seen if code.valid and code.text)
        unread = unread or any(not code.valid for code in seen)
    return list(texts), unread


def _halved(picture: Image.Image) -> Image.Image:
    return picture.reduce(2) if min(picture.size) >= 400 else picture


def _doubled(picture: Image.Image) -> Image.Image:
    if picture.width * picture.height > _DOUBLED:
        return picture
    return picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.BICUBIC)


def _at_most(picture: Image.Image, pixels: int) -> Image.Image:
    factor = 1
    while picture.width * picture.height > pixels * factor * factor:
        factor += 1
    return picture.reduce(factor) if factor > 1 else picture


def _filtered(picture: Image.Image) -> Iterator[Image.Image]:
    yield ImageOps.autocontrast(picture, cutoff=2)
    yield picture.filter(ImageFilter.UnsharpMask(radius=3, percent=250, threshold=2))
    yield picture.filter(ImageFilter.GaussianBlur(1.2))
    yield picture.filter(ImageFilter.MedianFilter(3))


def _pieces(picture: Image.Image) -> Iterator[Image.Image]:
    """Overlapping pieces, halves and thirds of the picture, each sharpened and brought to full contrast."""
    for share in (2, 3):
        width, height = picture.width // share, picture.height // share
        if min(width, height) < 60:
            return
        for row in range(2 * share - 1):
            for column in range(2 * share - 1):
                left, top = column * width // 2, row * height // 2
                piece = picture.crop((left, top, left + width, top + height))
                yield ImageOps.autocontrast(_doubled(piece), cutoff=1)


def _turned(picture: Image.Image) -> Iterator[Image.Image]:
    """The picture at angles; a strip is left alone, since what it is turned into would be a huge square."""
    if (picture.width + picture.height) ** 2 > 4 * _LOOKED_AT:
        return
    for angle in (15, 30, 45, 60, 75):
        yield picture.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


# --- PDF -------------------------------------------------------------------------------------------------


def read_pdf(content: bytes) -> Pictured:
    """The QR codes on the pages of a PDF.

    Raises:
        BadInput: damaged, or under a password.
    """
    import pypdfium2

    texts: list[str] = []
    unread = False
    try:
        document = pypdfium2.PdfDocument(content)
        try:
            pages = len(document)
            for number in range(min(pages, MOST_PAGES)):
                found, missed = _codes(_rendered(document[number]), thorough=False)
                texts += found
                unread = unread or missed
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise BadInput(_("the PDF is under a password; save it without one")) from error
        raise BadInput(_("the PDF is damaged, or it is no PDF")) from error
    except Exception as error:  # whatever else a damaged page leads to
        raise BadInput(_("the PDF is damaged, or it is no PDF")) from error
    return Pictured(tuple(dict.fromkeys(texts)), unread and not texts, pages, min(pages, MOST_PAGES))


def _rendered(page: "pypdfium2.PdfPage") -> Image.Image:  # type: ignore[name-defined]  # noqa: F821
    """A page in shades of gray, at 300 dots an inch unless it is larger than a poster."""
    try:
        width, height = page.get_size()
        scale = _DPI / _POINTS
        pixels = width * height * scale * scale
        if pixels > _LOOKED_AT:
            scale *= (_LOOKED_AT / pixels) ** 0.5
        picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
        return picture.convert("L")
    finally:
        page.close()
