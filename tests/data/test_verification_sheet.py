"""Tờ xác thực: its codes are read back from PDF, pictures and HTML by two decoders of other people."""

import io
import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from console import record
from console.documents import papers
from console.documents.frame import paper as framed
from console.documents.model import Document, bullets, line
from console.errors import BadInput
from data import html, pdf, qr, record_codes, signing
from data.record_codes import assemble
from data.record_file import body_and_signature, signed_file
from data.verification_sheet import CODES_PNG, CODES_SVG, CODES_TEXT, STEM, sheet
from tests.console.documents import halls

DAY = date(2023, 1, 9)
CHROMIUM = shutil.which("chromium")


def signed(hall: halls.Hall) -> bytes:
    from console.events import canonical

    body = canonical(record.public_record(hall.conference, "ab" * 32, 53) | {"papers": []})
    return signed_file(body, halls.KEY.public, halls.KEY.sign(body))


@pytest.fixture(scope="module")
def written() -> dict[str, bytes]:
    hall = halls.full()
    content = signed(hall)
    code = signing.code(body_and_signature(content)[0])
    summary = record.summary_text(hall.conference, code)
    made = sheet(hall.conference, content, summary, code, "AAAA-BBBB-CCCC-DDDD")
    return {**made, "record": content}


def pages(content: bytes, dots: int = 200) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(content)
    return [page.render(scale=dots / 72).to_pil().convert("L") for page in document]


def read(pictures: list[Image.Image]) -> list[str]:
    return [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)]


def given_back(texts: list[str], written: Mapping[str, bytes]) -> bool:
    return any(one.record == written["record"] for one in assemble(texts))


def test_every_code_is_read_from_the_printed_page(written: Mapping[str, bytes]) -> None:
    texts = read(pages(written[f"{STEM}.pdf"]))
    assert set(written[CODES_TEXT].decode().split()) <= set(texts)
    assert given_back(texts, written)
    assert any(record_codes.parse(text) is None for text in texts), "the summary is there as well"


@pytest.mark.slow
def test_a_second_decoder_reads_the_printed_page_as_well(written: Mapping[str, bytes]) -> None:
    cv2 = pytest.importorskip("cv2", reason="SKIPPED: OpenCV is not installed (requirements-check.txt)")
    import numpy

    detector = cv2.QRCodeDetectorAruco()
    texts: list[str] = []
    for page in pages(written[f"{STEM}.pdf"], 300):
        # Where a code lies the first decoder says; what it says is read by the second alone.
        for found in zxingcpp.read_barcodes(page):
            at = found.position
            edge = 40
            part = page.crop(
                (
                    at.top_left.x - edge,
                    at.top_left.y - edge,
                    at.bottom_right.x + edge,
                    at.bottom_right.y + edge,
                )
            )
            texts.append(detector.detectAndDecode(numpy.array(part))[0])
    assert all(texts)
    assert given_back(texts, written)


def test_the_pictures_hold_the_same_codes(written: Mapping[str, bytes]) -> None:
    assert set(read([Image.open(io.BytesIO(written[CODES_PNG]))])) == set(
        written[CODES_TEXT].decode().split()
    )


def test_a_page_photographed_at_a_slant_and_blurred_is_read(written: Mapping[str, bytes]) -> None:
    page = pages(written[f"{STEM}.pdf"], 250)[1]
    wide, high = page.size
    slanted = page.transform(
        (wide + 200, high + 200),
        Image.Transform.QUAD,
        (-60, -20, -160, high + 90, wide + 130, high + 40, wide + 40, -120),
        Image.Resampling.BICUBIC,
        fillcolor=190,
    )
    photo = slanted.rotate(3, Image.Resampling.BICUBIC, fillcolor=190).filter(ImageFilter.GaussianBlur(1.0))
    texts = read([photo])
    expected = read([page])
    assert len([t for t in texts if record_codes.parse(t)]) >= len(expected) - 2


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="SKIPPED: no chromium here; .ci/run installs one")
def test_the_codes_are_read_from_the_page_in_a_browser(written: Mapping[str, bytes], tmp_path: Path) -> None:
    assert CHROMIUM is not None
    (tmp_path / "to.html").write_bytes(written[f"{STEM}.html"])
    subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", f"--user-data-dir={tmp_path / 'profile'}",
            f"--print-to-pdf={tmp_path / 'to.pdf'}", (tmp_path / "to.html").as_uri(),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert given_back(read(pages((tmp_path / "to.pdf").read_bytes())), written)


def test_the_drawings_hold_no_script_and_no_address(written: Mapping[str, bytes]) -> None:
    page = written[f"{STEM}.html"].decode()
    assert "<script" not in page
    assert "http://" not in page
    assert "EBR1:" not in page, "a code is drawn, its text is not in the page"
    assert written[CODES_SVG].startswith(b"<svg ")


def test_the_sheet_says_what_it_must_be_held_against_and_what_a_signature_proves(
    written: Mapping[str, bytes],
) -> None:
    text = " ".join(_words(written[f"{STEM}.pdf"]).split())
    assert signing.fingerprint(halls.KEY) in text
    assert "biên bản Hội nghị đã ký tay" in text
    assert "khóa của hòm phiếu ký" in text
    assert "biên bản kiểm phiếu đã ký tay" in text
    assert "DỮ LIỆU MẪU" in text
    assert "AAAA-BBBB-CCCC-DDDD" in text


def test_consensus_and_an_empty_conference_have_a_sheet_too() -> None:
    for hall in (halls.consensus(), halls.Hall(halls.planned())):
        made = sheet(hall.conference, signed(hall), "X", "ABCD-EFGH-IJKL-MNOP", "")
        assert given_back(made[CODES_TEXT].decode().split(), {"record": signed(hall)})


def test_the_same_record_gives_the_same_bytes(written: Mapping[str, bytes]) -> None:
    hall = halls.full()
    content = written["record"]
    code = signing.code(body_and_signature(content)[0])
    summary = record.summary_text(hall.conference, code)
    assert sheet(hall.conference, content, summary, code, "AAAA-BBBB-CCCC-DDDD") == {
        name: value for name, value in written.items() if name != "record"
    }


# --- PDF -------------------------------------------------------------------------------------------------


def _words(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def bare(text: str) -> str:
    """Letters and digits alone: where lines break and words are set apart is the drawing's business."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text))


@pytest.mark.slow
def test_every_paper_of_a_whole_day_is_drawn_with_all_its_words() -> None:
    for made in papers(halls.full().conference, "ab" * 32, "AAAA-BBBB-CCCC-DDDD"):
        drawn = bare(_words(pdf.render(made.document, DAY)))
        for text in made.document.texts():
            for word in text.split():
                assert bare(word) in drawn, (made.stem, word)


def test_the_file_is_tagged_pdf_a_with_its_font_inside(written: Mapping[str, bytes]) -> None:
    content = written[f"{STEM}.pdf"]
    assert b"pdfaid:part>3" in content or b"<pdfaid:part>3" in content
    assert b"/MarkInfo" in content or b"/StructTreeRoot" in content
    assert b"LiberationSerif" in content


@pytest.mark.parametrize(
    "text",
    [
        "#set page(width: 1cm) $x^2$ *đậm* _nghiêng_ `mã` @nhãn <nhãn> \\ // chú thích",
        '[ngoặc] {ngoặc} #import "x"; #eval("1")',
        "= Tiêu đề\n- mục\n+ mục",
        "“ngoặc kép” ‘đơn’ – gạch — dài… 50 % № ½ ≥ €",
        "Ủ" * 300,
        unicodedata.normalize("NFD", "Hội nghị tổng kết khối thi đua"),
    ],
)
def test_what_people_write_is_text_and_nothing_else(text: str) -> None:
    document = Document("Thử", (line(text), bullets(text)))
    drawn = bare(_words(pdf.render(document, DAY)))
    assert bare(text) in drawn


def test_a_character_that_the_font_lacks_is_named() -> None:
    with pytest.raises(BadInput, match="1F600"):
        pdf.render(Document("Thử", (line("Chúc mừng 😀"),)), DAY)


def test_the_font_has_every_letter_of_vietnamese() -> None:
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz"
    marks = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    made = {unicodedata.normalize("NFC", c + m) for c in letters + letters.upper() for m in marks}
    assert not set(pdf.lacking("".join(c for c in made if len(c) == 1)))


def test_a_rehearsal_is_marked_on_the_sheet() -> None:
    hall = halls.full()
    meeting = replace(hall.conference.meeting, rehearsal=True)
    made = framed(hall.conference.change(meeting=meeting), "Thử", line("Nội dung"))
    assert "CHẠY THỬ" in _words(pdf.render(made, DAY))
    assert "CHẠY THỬ".encode() in html.render(made)


# --- pictures ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("length", "version"), [(90, 4), (311, 10), (600, 15), (970, 20)])
def test_alphanumeric_text_fills_a_code_to_the_last_character(length: int, version: int) -> None:
    assert len(qr.matrix("Z" * length, version)) == 17 + 4 * version
    with pytest.raises(BadInput):
        qr.matrix("Z" * (length + 1), version)


def test_pictures_are_black_on_white_with_a_quiet_zone() -> None:
    picture = Image.open(io.BytesIO(qr.png([qr.matrix("DIEN BIEN")], scale=3)))
    assert picture.mode == "1"
    side = qr.QUIET_ZONE * 3
    assert all(picture.getpixel((x, y)) for x in range(side) for y in range(picture.height))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == ["DIEN BIEN"]


def test_json_of_a_paper_is_data(written: Mapping[str, bytes]) -> None:
    plain: dict[str, Any] = pdf._plain(Document("Thử", (line('"}'),)))
    assert json.loads(json.dumps(plain))["blocks"][0]["runs"][0]["text"] == '"}'
