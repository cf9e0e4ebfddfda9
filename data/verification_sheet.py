"""Tờ xác thực as files: the record's codes on paper (HTML, PDF), as pictures and as text."""

from collections.abc import Mapping

from console.conference import Conference
from console.documents import verification
from data import html, pdf, qr, record_codes

STEM = "13-to-xac-thuc"
CODES_TEXT = "codes.txt"
CODES_PNG = "codes.png"
CODES_SVG = "codes.svg"
FILES = (f"{STEM}.html", f"{STEM}.pdf", CODES_TEXT, CODES_PNG, CODES_SVG)

_COLUMNS = 3


def sheet(
    conference: Conference, record: bytes, summary: str, fingerprint: str, release: str
) -> Mapping[str, bytes]:
    """Name -> content of each file of the sheet.

    Args:
        record: the bytes of record.json.
        summary: text of the summary code.
        fingerprint: of the record.

    Raises:
        ConsoleError: a name has a character that the font of the papers lacks, or the record is too large.
    """
    texts = record_codes.encode(record)
    count = sum(record_codes.carries_data(text) for text in texts)
    document = verification.build(conference, texts[:count], texts[count:], summary, fingerprint, release)
    modules = [qr.matrix(text) for text in texts]
    return {
        f"{STEM}.html": html.render(document),
        f"{STEM}.pdf": pdf.render(document, conference.meeting.held_on),
        CODES_TEXT: "".join(f"{text}\n" for text in texts).encode(),
        CODES_PNG: qr.png(modules, _COLUMNS),
        CODES_SVG: qr.sheet_svg(modules, _COLUMNS).encode(),
    }
