"""A record in whatever form somebody holds it: what is taken, what is said, and what bad input comes to."""

import base64
import io
import json
import os
import textwrap
import tracemalloc
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from console.errors import ConsoleError
from console.events import canonical
from data import qr, record_codes, signing
from data.record_codes import Code, Row, encode
from data.record_file import signed_file
from data.verify import verify_command
from data.verify_sources import LARGEST, MOST_CODES, codes_of

VECTORS = Path(__file__).resolve().parents[2] / "docs" / "vectors"
RECORD = VECTORS / "record.json"
EVENTS = VECTORS / "events.json"
PAPER_CODES = (VECTORS / "codes-20.txt").read_text(encoding="ascii").split()
SCREEN_CODES = (VECTORS / "codes-10.txt").read_text(encoding="ascii").split()
VALUES = json.loads((VECTORS / "values.json").read_text(encoding="utf-8"))["record"]
STRANGER = signing.Key(b"s" * 32)


def verified(*paths: Path | str, key: str | None = None, stdin: bytes = b"") -> tuple[int, str]:
    """Exit code and everything said, as the command line would."""
    out = io.StringIO()
    try:
        code = verify_command([Path(path) for path in paths], key, out, io.BytesIO(stdin))
    except ConsoleError as error:
        return error.exit_code, f"{out.getvalue()}{error}"
    return code, out.getvalue()


def false(said: str) -> list[str]:
    return [line for line in said.splitlines() if line.startswith("[✗]")]


def written(path: Path, texts: Sequence[str]) -> Path:
    path.write_text("\n".join(texts), encoding="ascii")
    return path


def another() -> list[str]:
    """The codes of another conference's record."""
    body = canonical(
        {"format": "emulation-bloc-record", "version": 2, "names": [f"{n * n}" for n in range(200)]}
    )
    return list(encode(signed_file(body, STRANGER.public, STRANGER.sign(body)), 10))


def drawn(*texts: str) -> Image.Image:
    """QR codes side by side, four pixels a module."""
    codes = [qr.matrix(text) for text in texts]
    side = max(map(len, codes)) + 2 * qr.QUIET_ZONE
    picture = Image.new("L", (side * len(codes), side), 255)
    for number, rows in enumerate(codes):
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    picture.putpixel((number * side + x + qr.QUIET_ZONE, y + qr.QUIET_ZONE), 0)
    return picture.resize((4 * picture.width, 4 * picture.height), Image.Resampling.NEAREST)


# --- what is taken ---------------------------------------------------------------------------------------


def test_record_trail_and_codes_of_two_sizes_are_one_record_in_any_order(tmp_path: Path) -> None:
    given = [VECTORS / "codes-10.txt", EVENTS, RECORD, VECTORS / "codes-20.txt"]
    for paths in (given, given[::-1]):
        code, said = verified(*paths, key=VALUES["key_fingerprint"])
        assert code == 0, said
        assert said.count("The signature of record.json") == 1
        assert said.count("hold this very record, to the byte") == 2
        assert "The chain of" in said


@pytest.mark.parametrize("key", ["key_fingerprint", "fingerprint"])
def test_the_fingerprint_from_the_minutes_may_be_of_the_key_or_of_the_record(key: str) -> None:
    for path in (RECORD, VECTORS / "codes-20.txt"):
        assert verified(path, key=VALUES[key].lower().replace("-", " "))[0] == 0


def test_another_fingerprint_than_that_of_the_minutes_is_false() -> None:
    code, said = verified(VECTORS / "codes-20.txt", key=signing.fingerprint(STRANGER))
    assert code == 1
    assert len(false(said)) == 1
    assert verified(RECORD, key="ABCD")[0] == 2


def test_codes_come_from_the_standard_input_too() -> None:
    code, said = verified("-", stdin="\r\n".join(SCREEN_CODES).encode())
    assert code == 0, said
    assert "standard input: 43 codes" in said


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_pasted_text_may_have_breaks_quotes_and_words_between_the_codes(encoding: str) -> None:
    chat = [f"Mã {n:02d}\n> " + "\n> ".join(textwrap.wrap(text, 60)) for n, text in enumerate(PAPER_CODES)]
    pasted = "Kính gửi đồng chí:\n" + "\n\n".join(chat) + "\nTRÂN TRỌNG"
    assert codes_of(pasted) == (PAPER_CODES, 0)
    assert verified("-", stdin=pasted.encode(encoding))[0] == 0


def test_codes_are_found_in_the_tables_that_scanning_programs_write() -> None:
    table = "".join(f"2026-12-18,{text},QR_CODE\n" for text in PAPER_CODES)
    assert codes_of(table) == (PAPER_CODES, 0)
    quoted = json.dumps({"scans": "\n".join(SCREEN_CODES)})
    assert codes_of(quoted) == (SCREEN_CODES, 0)


def test_codes_of_a_size_that_this_console_does_not_write_are_found_too() -> None:
    texts = row_of(5, 0, bytes(range(256)) * 2, piece=100)
    assert codes_of("\n".join(f"Mã {text}" for text in texts)) == (texts, 0)
    assert codes_of(" ".join("\n".join(textwrap.wrap(text, 40)) for text in texts)) == (texts, 0)


def test_missing_codes_are_named_and_made_up_for(tmp_path: Path) -> None:
    kept = [text for number, text in enumerate(PAPER_CODES, start=1) if number not in (3, 7)]
    code, said = verified(written(tmp_path / "c.txt", kept))
    assert code == 0, said
    assert "Code 03, 07: not there, and not needed" in said


def test_too_few_codes_are_false_and_the_missing_ones_are_named(tmp_path: Path) -> None:
    code, said = verified(written(tmp_path / "c.txt", PAPER_CODES[5:]))
    assert code == 1
    assert "Missing: Code 01, 02, 03, 04, 05" in said
    assert VALUES["fingerprint"] in said


def test_a_few_codes_beside_their_whole_record_are_no_fault(tmp_path: Path) -> None:
    code, said = verified(written(tmp_path / "c.txt", PAPER_CODES[:2]), RECORD)
    assert code == 0, said
    assert "Too many codes are missing" in said


def test_doubled_and_divergent_codes_are_named(tmp_path: Path) -> None:
    forged = PAPER_CODES[1][:-9] + ("A" if PAPER_CODES[1][-9] != "A" else "B") + PAPER_CODES[1][-8:]
    code, said = verified(written(tmp_path / "c.txt", [*PAPER_CODES, PAPER_CODES[4], forged]))
    assert code == 1
    assert "Code 05: read more than once" in said
    assert "[✗] Code 02:" in said
    assert "[✓] The signature of record.json" in said


def test_codes_of_another_conference_are_named_with_the_file_they_are_in(tmp_path: Path) -> None:
    foreign = written(tmp_path / "foreign.txt", another())
    for paths in ((RECORD, foreign), (foreign, VECTORS / "codes-20.txt", RECORD)):
        code, said = verified(*paths)
        assert code == 1
        assert any("foreign.txt" in line and VALUES["fingerprint"] in line for line in false(said)), said
    one = written(tmp_path / "one.txt", another()[:1])
    code, said = verified(VECTORS / "codes-20.txt", one)
    assert code == 1
    assert any("one.txt" in line for line in false(said))


def test_several_records_have_a_block_each(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(RECORD.read_bytes().replace(b"Kh", b"KH", 1))
    code, said = verified(RECORD, other)
    assert code == 1
    assert said.count("\nHội nghị tổng kết") == 2


def test_a_summary_alone_proves_nothing_and_is_compared_with_a_record(tmp_path: Path) -> None:
    letters = VALUES["fingerprint"].replace("-", "")
    path = tmp_path / "s.txt"
    path.write_text(f"MAU KTD MAU 18/12/2026 CO:SO MAU MOT BK:05 {letters}\n", encoding="ascii")
    code, said = verified(path)
    assert code == 2
    assert VALUES["fingerprint"] in said
    code, said = verified(path, RECORD)
    assert (code, "it carries the fingerprint of this record" in said) == (0, True)
    path.write_text(f"MAU KTD MAU 18/12/2026 CO:SO MAU MOT BK:05 {'A' * 16}\n", encoding="ascii")
    assert verified(path, RECORD)[0] == 1


def test_a_trail_alone_is_followed_and_with_another_record_is_false(tmp_path: Path) -> None:
    code, said = verified(EVENTS)
    assert code == 0
    assert "compare the head with the minutes" in said
    other = tmp_path / "events.json"
    other.write_bytes(EVENTS.read_bytes().replace(b'"final":true', b'"final":false', 1))
    assert verified(other)[0] == 1
    short = json.loads(EVENTS.read_bytes())
    short["events"].pop()
    short["head"] = short["events"][-1]["link"]
    other.write_bytes(canonical(short) + b"\n")
    assert verified(other)[0] == 0
    assert verified(other, RECORD)[0] == 1


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "gif", "bmp", "tiff"])
def test_a_picture_of_several_codes_is_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"screen.{ending}"
    drawn(*SCREEN_CODES[:2]).save(path)
    code, said = verified(path, RECORD)
    assert code == 0, said
    assert f"screen.{ending}: 2 codes of a record" in said


def test_a_pattern_is_expanded_where_the_shell_has_not_done_it(tmp_path: Path) -> None:
    for number in (1, 2):
        written(tmp_path / f"c{number}.txt", PAPER_CODES[number::2] + PAPER_CODES[:1])
    assert verified(tmp_path / "c*.txt")[0] == 0


def test_another_qr_code_is_said_and_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "menu.png"
    drawn("https://example.vn/thuc-don").save(path)
    code, said = verified(path)
    assert code == 2
    assert "https://example.vn/thuc-don" in said
    assert verified(path, RECORD)[0] == 0


def test_what_a_file_says_cannot_move_the_cursor_of_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "evil.png"
    drawn("\x1b[2J\x1b]0;x\x07 \u202egood").save(path)
    _code, said = verified(path, RECORD)
    assert not set(said) & {"\x1b", "\x07", "\u202e"}


# --- bad input -------------------------------------------------------------------------------------------


def test_a_record_signed_by_another_key_is_false(tmp_path: Path) -> None:
    document = json.loads(RECORD.read_bytes())
    del document["signature"]
    path = tmp_path / "record.json"
    body = canonical(document)
    path.write_bytes(signed_file(body, STRANGER.public, STRANGER.sign(body)))
    code, said = verified(path)
    assert code == 1
    assert any("names another key" in line for line in false(said))
    document["conference"]["key"] = signing.fingerprint(STRANGER)
    body = canonical(document)
    path.write_bytes(signed_file(body, STRANGER.public, STRANGER.sign(body)))
    code, said = verified(path)
    assert code == 1, "the boxes signed for another conference"
    assert verified(path, key=VALUES["key_fingerprint"])[0] == 1


@pytest.mark.parametrize(("written", "anew"), [(b",", b", "), (b"}\n", b"}"), (b"Kh", b"\\u004bh")])
def test_the_same_content_written_in_another_way_is_false(
    tmp_path: Path, written: bytes, anew: bytes
) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(RECORD.read_bytes().replace(written, anew, 1))
    assert json.loads(path.read_bytes()) == json.loads(RECORD.read_bytes())
    code, said = verified(path)
    assert code == 1
    assert false(said) == ["[✗] record.json is not in its canonical form; it was changed."]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\xff\x17" * 500,
        b"{",
        b'{"format":"emulation-bloc-record"}',
        b'{"format":"emulation-bloc-record","a":' + b"[" * 990 + b"]" * 990 + b"}",
        b'{"format":"emulation-bloc-record","n":1e400}',
        b"[" * 100_000,
    ],
)
@pytest.mark.parametrize("name", ["record.json", "events.json", "x.json", "x.bin", "x.txt", "x.pdf", "x.jpg"])
def test_rubbish_under_any_name_is_a_sentence(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    code, said = verified(path)
    assert code in (1, 2)
    assert said.strip()


def test_a_cut_jpeg_is_a_sentence_and_the_rest_is_checked_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    drawn(SCREEN_CODES[0]).save(path)
    path.write_bytes(path.read_bytes()[:1500])
    code, said = verified(path)
    assert code == 2
    assert "photo.jpg" in said
    code, said = verified(path, RECORD)
    assert code == 2
    assert "[✓] The signature of record.json" in said


def test_ten_megabytes_of_text_are_refused_in_words(tmp_path: Path) -> None:
    for line in ("Lorem ipsum dolor sit amet\n", PAPER_CODES[0] + "\n"):
        code, said = verified("-", stdin=(line * (10_000_000 // len(line) + 1)).encode())
        assert code == 2
        assert len(said) < 1000
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert verified(path)[0] == 2


def row_of(data: int, parity: int, body: bytes, piece: int = 560) -> list[str]:
    """Codes of a row whose stream is whatever somebody likes."""
    row = Row(base64.b32encode(b"0123456789").decode(), data, parity, piece)
    pieces = [body[at : at + piece].ljust(piece, b"\0") for at in range(0, data * piece, piece)]
    return [
        record_codes._text(Code(row, place, joined, piece))
        for place, (piece, joined) in enumerate(zip(pieces, record_codes._hashes(row, pieces), strict=True))
    ]


@pytest.mark.slow
def test_a_bomb_in_the_deflate_stream_stays_small() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _megabyte in range(16)) + packer.flush()
    texts = row_of(-(-(len(packed) + 96) // 560), 0, packed)
    tracemalloc.start()
    code, said = verified("-", stdin="\n".join(texts).encode())
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert code == 1
    assert false(said)
    assert most < 14 * 1024 * 1024, most


def test_a_row_that_asks_for_hours_of_work_is_left_aside() -> None:
    row = Row("A" * 16, 1, 254, 750)
    texts = [
        record_codes._text(Code(Row("A" * 15 + c, 1, 254, 750), 0, bytes(20), bytes(750))) for c in "BCD"
    ]
    code, said = verified("-", stdin="\n".join(texts).encode())
    assert row.parity == 254
    assert code == 1
    assert "it would take too long" in said


@pytest.mark.parametrize("numbers", ["1:999:999", "300:255:0", "0:9:3", "1:0:0", "01:9:3", "1:9:99999999999"])
def test_numbers_beyond_their_bounds_are_no_code(numbers: str) -> None:
    text = f"EBR1:D:{numbers}:{'A' * 16}:{'A' * 32}:{'A' * 896}"
    code, said = verified("-", stdin=text.encode())
    assert code == 2
    assert "begins like a code and is not whole" in said


@pytest.mark.slow
def test_codes_of_very_many_records_are_counted_not_listed() -> None:
    texts = [
        f"EBR1:D:1:255:0:{base64.b32encode(f'{n:010d}'.encode()).decode()}:{'A' * 32}:{'A' * 240}"
        for n in range(MOST_CODES + 500)
    ]
    code, said = verified("-", stdin="\n".join(texts).encode())
    assert code == 1
    assert f"More than {MOST_CODES} codes" in said
    assert len(said) < 100_000


def test_a_folder_without_a_record_is_a_sentence(tmp_path: Path) -> None:
    code, said = verified(tmp_path)
    assert code == 2
    assert "manifest.json" in said


@pytest.mark.skipif(os.name == "nt", reason="SKIPPED on Windows: links need a privilege there")
def test_links_that_lead_in_a_circle_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert verified(tmp_path / "a")[0] == 2
    (tmp_path / "record.json").symlink_to(tmp_path / "a")
    assert verified(tmp_path)[0] == 2


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(RECORD.read_bytes())

    def refused(*_arguments: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    code, said = verified(path)
    assert code == 2
    assert "Permission denied" in said


def test_a_path_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    for name in ("none.json", "x" * 300, "record.json/inner"):
        assert verified(tmp_path / name)[0] == 2


# --- one record, byte by byte ----------------------------------------------------------------------------


@pytest.mark.slow
def test_every_kind_of_change_to_any_kind_of_byte_of_a_record_is_found(tmp_path: Path) -> None:
    content = RECORD.read_bytes()
    path = tmp_path / "record.json"
    places = {content.index(byte) for byte in set(content)} | {content.rindex(byte) for byte in set(content)}
    places |= set(range(0, len(content), 97))
    for at in sorted(places):
        byte = content[at]
        changes = [bytes([byte ^ (1 << bit)]) for bit in (0, 2, 5, 7)] + [b"", bytes([byte]) * 2, b" "]
        for change in changes:
            path.write_bytes(content[:at] + change + content[at + 1 :])
            if path.read_bytes() != content:
                assert verified(path)[0] == 1, (at, change)
