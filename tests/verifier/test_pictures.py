"""QR codes in pictures: a page of the sheet, a photograph of it, a screen; and what is no picture."""

import io
import struct
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import qrcode
from PIL import Image, ImageDraw, ImageFilter

from tests.verifier.browser import Verifier
from tests.verifier.forging import KEY, RECORD, VECTORS

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

pytestmark = pytest.mark.slow

CODES = (VECTORS / "codes-20.txt").read_text(encoding="ascii").split()
SMALL = (VECTORS / "codes-10.txt").read_text(encoding="ascii").split()


def drawn(text: str, version: int, module: int = 6) -> "Picture":
    code = qrcode.QRCode(version=version, error_correction=qrcode.ERROR_CORRECT_M, box_size=module, border=4)
    code.add_data(text, optimize=0)
    code.make(fit=False)
    made: Picture = code.make_image().get_image().convert("L")
    return made


def page(codes: list[str], dpi: int) -> "Picture":
    """A sheet of A4 with up to twelve codes of version 20, three in a row, 52 mm each."""

    def mm(length: float) -> int:
        return round(length * dpi / 25.4)

    sheet = Image.new("L", (mm(210), mm(297)), 255)
    pen = ImageDraw.Draw(sheet)
    for at, text in enumerate(codes[:12]):
        x, y = mm(16 + 60 * (at % 3)), mm(22 + 66 * (at // 3))
        sheet.paste(drawn(text, 20).resize((mm(56), mm(56)), Image.Resampling.LANCZOS), (x, y))
        pen.text((x + mm(4), y + mm(57)), f"Ma {at + 1:02d}/{len(codes)}", fill=0)
    return sheet


def photographed(picture: "Picture", angle: float, skew: float, blur: float) -> "Picture":
    """As a hand holds a phone: turned, out of square, a little blurred, darker to one side, on a table."""
    wide, high = picture.size
    table = Image.new("L", (round(wide * 1.2), round(high * 1.2)), 90)
    table.paste(picture, (round(wide * 0.1), round(high * 0.1)))
    table = table.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=90)
    w, h = table.size
    d = skew * w
    corners = (0, d, -d / 2, h, w, h - d, w - d, 0)
    table = table.transform(table.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=90)
    shade = Image.linear_gradient("L").resize(table.size).point(lambda value: 120 + value * 135 // 255)
    from PIL import ImageChops

    return ImageChops.multiply(table, shade).filter(ImageFilter.GaussianBlur(blur))


def file(picture: "Picture", kind: str = "jpeg", name: str = "anh") -> tuple[str, str, bytes]:
    kept = io.BytesIO()
    picture.save(kept, kind, quality=80)
    return f"{name}.{kind}", f"image/{kind}", kept.getvalue()


@pytest.mark.parametrize("dpi", [150, 300])
def test_all_codes_of_a_page_are_read(verifier: Verifier, dpi: int) -> None:
    for pages, part in enumerate(filter(None, (CODES[:12], CODES[12:]))):
        verifier.give(file(page(part, dpi), "png", f"trang-{pages}"))
    assert set(verifier.tiles()) == {"there"}
    verifier.type_key(KEY)
    assert verifier.verdict == "yes"


@pytest.mark.parametrize(
    ("angle", "skew", "blur"), [(2, 0.02, 1.2), (-5, 0.03, 1.5), (90, 0.01, 1.2), (183, 0.02, 1.0)]
)
def test_a_photograph_of_a_page_gives_the_record(
    verifier: Verifier, angle: float, skew: float, blur: float
) -> None:
    verifier.give(file(photographed(page(CODES, 300), angle, skew, blur)))
    assert verifier.tiles().count("there") >= 11
    verifier.type_key(KEY)
    assert verifier.verdict == "yes"


def test_photographs_of_a_screen_add_up_while_the_page_answers(verifier: Verifier) -> None:
    screens = [photographed(drawn(text, 10, 12), 4 * at - 6, 0.03, 1.5) for at, text in enumerate(SMALL[:4])]
    verifier.give(*[file(screen, name=f"man-hinh-{at}") for at, screen in enumerate(screens)])
    assert verifier.tiles()[:5] == ["there"] * 4 + ["missing"]
    verifier.paste("\n".join(SMALL[4:]))
    verifier.type_key(KEY)
    assert verifier.verdict == "yes"


def test_the_summary_code_is_compared_with_the_record(verifier: Verifier) -> None:
    name = CODES[0].split(":")[5]
    verifier.record(RECORD)
    verifier.give(file(drawn(f"CHAY THU KTD MAU {name}", 4), "png"))
    assert "summary.good" in verifier.keys("yes")
    verifier.give(file(drawn("CHAY THU KTD MAU AAAABBBBCCCCDDDD", 4), "png"))
    assert "summary.bad" in verifier.keys("no")


def test_a_drawing_of_a_code_is_read_too(verifier: Verifier) -> None:
    from qrcode.image.svg import SvgPathImage

    code = qrcode.QRCode(version=20, error_correction=qrcode.ERROR_CORRECT_M, image_factory=SvgPathImage)
    code.add_data(CODES[0], optimize=0)
    verifier.give(("codes.svg", "image/svg+xml", code.make_image().to_string()))
    assert verifier.tiles()[0] == "there"


def test_a_picture_without_a_code_and_one_with_another_are_told_apart(verifier: Verifier) -> None:
    verifier.give(file(Image.new("L", (800, 600), 200)))
    verifier.give(file(drawn("https://example.invalid/", 4), "png", "quang-cao"))
    told = verifier.problems()
    assert "không thấy mã QR nào" in told[0]
    assert "không mã nào là của một hồ sơ" in told[1]


def claimed(wide: int, high: int) -> bytes:
    """A PNG that says it has so many pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def test_what_cannot_be_read_is_said_and_the_page_goes_on(verifier: Verifier, tmp_path: Path) -> None:
    bad = {
        "cut.jpg": file(page(CODES, 100))[2][:300],
        "noise.png": b"\x89PNG\r\n\x1a\n" + b"noise" * 1000,
        "vast.png": claimed(60_000, 60_000),
        "large.txt": b"EBR1:D:1:" * 1_200_000,
        "signs.txt": b"EBR1:\n" * 1_000_000,
        "empty.json": b"",
        "other.json": b'{"a": 1}',
        "broken.json": RECORD[:5000],
    }
    quiet = {
        "letters.txt": b"A" * 7_900_000,
        "deep.json": b'{"signature": {}, "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    }
    for name, content in (bad | quiet).items():
        (tmp_path / name).write_bytes(content)
    started = time.monotonic()
    verifier.give(*[tmp_path / name for name in bad | quiet])
    assert time.monotonic() - started < 60
    told = "\n".join(verifier.problems())
    assert [name for name in bad if name not in told] == []
    assert "quá nhiều điểm ảnh" in told
    assert "quá lớn" in told
    assert verifier.verdict == "no"
    verifier.click("#clear")
    verifier.record(RECORD)
    verifier.type_key(KEY)
    assert verifier.verdict == "yes"


def test_half_a_photograph_gives_what_is_on_it_or_a_sentence(verifier: Verifier, tmp_path: Path) -> None:
    whole = file(page(CODES, 200))[2]
    half = tmp_path / "half.jpg"
    half.write_bytes(whole[: len(whole) // 2])
    verifier.give(half)
    assert verifier.problems() or "there" in verifier.tiles()
