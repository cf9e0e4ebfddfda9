"""QR codes from photographs, scans and PDF: what a phone makes of a sheet, and files that mean harm."""

import io
import struct
import zlib
from collections.abc import Callable

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

from console.errors import BadInput
from data import pictures
from data.pictures import read_pdf, read_picture
from tests.data.test_fuzz import peak
from tests.data.test_verify_sources import PAPER_CODES, SCREEN_CODES, drawn


def saved(picture: Image.Image, kind: str = "png", **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def page(texts: list[str], columns: int = 2) -> Image.Image:
    """A sheet with codes in rows, white around them."""
    codes = [drawn(text) for text in texts]
    side = codes[0].width
    sheet = Image.new("L", (columns * side, -(-len(codes) // columns) * side), 255)
    for number, code in enumerate(codes):
        sheet.paste(code, (number % columns * side, number // columns * side))
    return sheet


def photographed(sheet: Image.Image, *, angle: float, blur: float, width: int) -> Image.Image:
    """What a phone takes: turned, seen from the side, out of focus, grainy, darker to one side."""
    table = Image.new("L", (int(sheet.width * 1.3), int(sheet.height * 1.2)), 140)
    table.paste(sheet, (int(sheet.width * 0.15), int(sheet.height * 0.1)))
    seen = table.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=140)
    w, h = seen.size
    corners = (-0.01 * w, 0, 0.01 * w, h, 0.98 * w, 0.94 * h, 1.02 * w, 0.05 * h)
    seen = seen.transform((w, h), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    seen = seen.resize((width, width * h // w), Image.Resampling.LANCZOS)
    seen = seen.filter(ImageFilter.GaussianBlur(blur))
    dim = Image.linear_gradient("L").resize(seen.size).point([255 - value // 2 for value in range(256)])
    grain = Image.frombytes("L", (256, 256), bytes((n * 7919 >> 5) & 255 for n in range(65536)))
    return ImageChops.multiply(Image.blend(seen, grain.resize(seen.size), 0.1), dim)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("angle", "blur", "width"),
    [(0, 0.8, 1600), (7, 1.2, 2000), (90, 1.0, 1800), (147, 0.8, 1800), (12, 2.0, 3000)],
)
def test_a_photograph_of_the_sheet_gives_every_code(angle: float, blur: float, width: int) -> None:
    photo = photographed(page(PAPER_CODES[:6]), angle=angle, blur=blur, width=width)
    read = read_picture(saved(photo.convert("RGB"), "jpeg", quality=80))
    assert set(read.texts) == set(PAPER_CODES[:6])


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16"])
def test_every_mode_of_colours_is_read(mode: str) -> None:
    code = drawn(SCREEN_CODES[0])
    if mode == "I;16":
        made = Image.frombytes(
            "I;16", code.size, b"".join(struct.pack("<H", v * 257) for v in code.tobytes())
        )
    else:
        made = code.convert(mode)
    kind = "jpeg" if mode == "CMYK" else "png"
    assert read_picture(saved(made, kind)).texts == (SCREEN_CODES[0],)


def test_black_on_nothing_is_black_on_white() -> None:
    code = drawn(SCREEN_CODES[0])
    clear = Image.new("RGBA", code.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=ImageChops.invert(code))
    assert read_picture(saved(clear)).texts == (SCREEN_CODES[0],)


def test_every_page_of_a_scan_is_read() -> None:
    scans = [drawn(text) for text in SCREEN_CODES[:3]]
    read = read_picture(saved(scans[0], "tiff", save_all=True, append_images=scans[1:]))
    assert (set(read.texts), read.pages, read.looked_at) == (set(SCREEN_CODES[:3]), 3, 3)


def test_every_page_of_a_pdf_is_read_and_no_more_than_fifty(monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = [drawn(text) for text in SCREEN_CODES[:3]]
    content = saved(sheets[0], "pdf", save_all=True, append_images=sheets[1:], resolution=150)
    assert set(read_pdf(content).texts) == set(SCREEN_CODES[:3])
    monkeypatch.setattr(pictures, "MOST_PAGES", 2)
    read = read_pdf(content)
    assert (len(read.texts), read.pages, read.looked_at) == (2, 3, 2)


# --- files that mean harm --------------------------------------------------------------------------------


def white_png(width: int, height: int) -> bytes:
    """A white PNG of one bit a pixel: some kilobytes, whatever its size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * -(-width // 8)
    packed = b"".join(packer.compress(row * 100) for _rows in range(height // 100)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.slow
@pytest.mark.parametrize("side", [20_000, 12_000])
def test_a_small_file_with_a_huge_picture_is_refused_before_it_is_unpacked(side: int) -> None:
    content = white_png(side, side)
    assert len(content) < 200_000
    before = peak()
    with pytest.raises(BadInput, match="million pixels"):
        read_picture(content)
    assert peak() - before < 32 * 1024


@pytest.mark.slow
def test_the_largest_picture_that_is_opened_takes_bounded_memory() -> None:
    content = white_png(10_000, 10_000)
    before = peak()
    assert read_picture(content).texts == ()
    assert peak() - before < 400 * 1024


def test_a_long_strip_is_not_turned_into_a_huge_square(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []

    def look(picture: Image.Image) -> tuple[list[str], bool]:
        looked_at.append(picture.width * picture.height)
        return [], True

    monkeypatch.setattr(pictures, "_look", look)
    read_picture(saved(Image.new("1", (30_000, 70), 1)))
    assert len(looked_at) > 5
    assert max(looked_at) < 10_000_000


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif", "tiff", "bmp"])
@pytest.mark.parametrize("kept", [0.0, 0.02, 0.3])
def test_a_picture_that_was_cut_off_is_a_sentence(kind: str, kept: float) -> None:
    content = saved(drawn(SCREEN_CODES[0]), kind)
    with pytest.raises(BadInput, match="damaged, cut off"):
        read_picture(content[: int(len(content) * kept)])


def one_page(trailer: bytes = b"", box: bytes = b"0 0 200 200") -> bytes:
    """A PDF with one empty page, as small as it goes."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[" + box + b"]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<" + b"ab" * 32 + b">/U<" + b"cd" * 32 + b">>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size 5/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(out))
    return out + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def test_a_pdf_under_a_password_is_a_sentence() -> None:
    assert read_pdf(one_page()).texts == ()
    with pytest.raises(BadInput, match="under a password"):
        read_pdf(one_page(b"/Encrypt 4 0 R/ID[<" + b"00" * 16 + b"><" + b"00" * 16 + b">]"))


@pytest.mark.parametrize("content", [b"", b"%PDF-", b"%PDF-1.7\n" + b"\0" * 500, b"PK\x03\x04" * 50])
def test_a_pdf_that_is_none_is_a_sentence(content: bytes) -> None:
    with pytest.raises(BadInput, match="is damaged, or it is no PDF"):
        read_pdf(content)


@pytest.mark.slow
def test_a_page_as_large_as_a_field_is_looked_at_in_bounded_memory() -> None:
    assert read_pdf(one_page(box=b"0 0 1000000 1000000")).texts == ()


@pytest.mark.parametrize("error", [OSError, ValueError, IndexError, RuntimeError, MemoryError, SyntaxError])
def test_whatever_a_decoder_raises_is_a_sentence(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object, **_more: object) -> None:
        raise error("x")

    monkeypatch.setattr(Image, "open", fails)
    monkeypatch.setattr(pypdfium2, "PdfDocument", fails)
    tries: list[Callable[[bytes], object]] = [read_picture, read_pdf]
    for read in tries:
        with pytest.raises(BadInput):
            read(b"")
