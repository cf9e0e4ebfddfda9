"""What the verifier makes of codes: any order, doubled, divergent, changed, missing, foreign, absurd."""

import base64
import hashlib
import json
import random
import zlib

import pytest

from data.record_codes import encode
from tests.verifier.browser import Verifier
from tests.verifier.forging import KEY, RECORD, VECTORS, forged, signed

pytestmark = pytest.mark.slow

CODES = (VECTORS / "codes-20.txt").read_text(encoding="ascii").split()
N, P = (int(CODES[0].split(":")[at]) for at in (3, 4))
ID = CODES[0].split(":")[5]


def letters(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=")


def content(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))


def flipped(code: str, *, with_its_hash: bool = False) -> str:
    """A code with one byte of its data changed, and its own hash made anew after the code before it."""
    parts = code.split(":")
    piece = bytearray(content(parts[7]))
    piece[10] ^= 1
    parts[7] = letters(bytes(piece))
    if with_its_hash:
        before = content(CODES[CODES.index(code) - 1].split(":")[6])
        parts[6] = letters(hashlib.sha256(before + bytes(piece)).digest()[:20])
    return ":".join(parts)


def test_codes_in_any_order_are_the_record(verifier: Verifier) -> None:
    shuffled = random.Random(1).sample(CODES, len(CODES))
    for code in shuffled[:3]:
        verifier.paste(code)
    assert f"{3:02d}/{N + P:02d} mã" in verifier.text("#have")
    assert verifier.verdict == "open"
    assert "Chưa đủ mã" in verifier.text("#verdict")
    verifier.paste("\n".join(shuffled[3:]))
    verifier.type_key(KEY)
    assert verifier.verdict == "yes"
    assert set(verifier.tiles()) == {"there"}
    assert "codes.fit" in verifier.keys("yes")


@pytest.mark.parametrize("size", [10, 15, 20])
def test_as_many_codes_may_be_lost_as_there_are_parity_codes(verifier: Verifier, size: int) -> None:
    codes = encode(RECORD, size)
    parity = int(codes[0].split(":")[4])
    lost = random.Random(size).sample(range(len(codes)), parity)
    verifier.paste("\n".join(code for place, code in enumerate(codes) if place not in lost))
    verifier.type_key(KEY)
    assert verifier.verdict == "yes"
    assert [place for place, kind in enumerate(verifier.tiles()) if kind == "filled"] == sorted(lost)
    assert "codes.missing" in verifier.keys("note")


def test_one_more_lost_is_too_many_and_the_missing_are_named(verifier: Verifier) -> None:
    verifier.paste("\n".join(CODES[P + 1 :]))
    assert verifier.verdict == "open"
    assert f"đã có {N - 1}/{N + P} mã, cần ít nhất {N}" in verifier.text("#verdict")
    assert "Thiếu mã QR 01, 02" in verifier.text("#checks")
    verifier.paste(CODES[0])
    verifier.type_key(KEY)
    assert verifier.verdict == "yes"


def test_a_code_given_twice_is_one_code(verifier: Verifier) -> None:
    verifier.paste("\n".join([*CODES, CODES[2]]))
    assert "Đưa vào nhiều lần: mã QR 03" in verifier.text("#checks")
    assert verifier.keys("no") == []


@pytest.mark.parametrize(
    ("place", "with_its_hash"),
    [(0, False), (3, False), (N - 1, False), (N, False), (3, True), (N - 1, True), (N, True)],
)
def test_a_changed_code_is_named_and_made_up_for(verifier: Verifier, place: int, with_its_hash: bool) -> None:
    codes = [*CODES]
    codes[place] = flipped(codes[place], with_its_hash=with_its_hash)
    verifier.paste("\n".join(codes))
    verifier.type_key(KEY)
    assert verifier.tiles()[place] == "changed"
    assert verifier.tiles().count("changed") == 1
    assert "codes.changed" in verifier.keys("no")
    assert verifier.verdict == "yes"
    assert "có mã bị sửa" in verifier.text("#verdict")


def test_two_texts_of_one_code_diverge_and_the_right_one_is_taken(verifier: Verifier) -> None:
    verifier.paste("\n".join([flipped(CODES[1]), *CODES]))
    assert "Có nhiều bản khác nhau: mã QR 02" in verifier.text("#checks")
    verifier.type_key(KEY)
    assert verifier.verdict == "yes"


def test_too_many_changed_codes_give_no_record(verifier: Verifier) -> None:
    verifier.paste("\n".join(flipped(code) for code in CODES))
    assert verifier.verdict == "no"
    assert "có mã đã bị sửa" in verifier.text("#verdict")


def test_codes_of_another_conference_are_named_and_can_be_looked_at(verifier: Verifier) -> None:
    foreign = encode(forged(), 20)
    verifier.paste("\n".join([*CODES, *foreign[:2]]))
    assert "codes.foreign" in verifier.keys("note")
    verifier.type_key(KEY)
    assert verifier.verdict == "yes"
    verifier.click("#records button")
    assert "Chưa đủ mã" in verifier.text("#verdict")


def test_a_file_and_codes_are_compared(verifier: Verifier) -> None:
    verifier.paste("\n".join(CODES))
    verifier.record(RECORD)
    assert "file.same" in verifier.keys("yes")
    verifier.record(forged(), "other.json")
    assert "file.other" in verifier.keys("no")


def test_codes_broken_over_lines_among_other_words_are_found(verifier: Verifier) -> None:
    wrapped = "\n".join(
        f"Mã {at:02d}\n" + "\n".join(code[cut : cut + 64] for cut in range(0, len(code), 64))
        for at, code in enumerate(CODES)
    )
    verifier.give(("codes.txt", "text/plain", wrapped.encode()))
    assert set(verifier.tiles()) == {"there"}


def test_the_record_made_from_codes_is_record_json_to_the_byte(verifier: Verifier) -> None:
    verifier.paste("\n".join(CODES[1:]))

    def saved() -> bytes:
        with verifier.page.expect_download() as download:
            verifier.page.locator("#content button").click()
        return download.value.path().read_bytes()

    assert verifier.do(saved) == RECORD


def test_both_sizes_of_one_record_are_not_foreign_to_each_other(verifier: Verifier) -> None:
    verifier.paste("\n".join([*encode(RECORD, 10)[:5], *CODES]))
    verifier.type_key(KEY)
    assert verifier.verdict == "yes"
    assert "codes.foreign" not in verifier.keys("note")


def bomb(size: int) -> list[str]:
    """Codes whose stream inflates to that many bytes: sound in every other way."""
    body = b"{" + b" " * size + b"}"
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(body) + packer.flush()
    length = 2000
    n = -(-(len(packed) + 96) // length)
    stream = packed.ljust(n * length - 96, b"\0") + bytes(96)
    name = letters(hashlib.sha256(body).digest()[:10])
    joined = hashlib.sha256(f"EBR1:{n}:0:{length}:{name}".encode()).digest()[:20]
    codes = []
    for place in range(n):
        piece = stream[place * length : (place + 1) * length]
        joined = hashlib.sha256(joined + piece).digest()[:20]
        codes.append(f"EBR1:D:{place + 1}:{n}:0:{name}:{letters(joined)}:{letters(piece)}")
    return codes


def test_a_zip_bomb_is_stopped_and_said(verifier: Verifier) -> None:
    verifier.paste("\n".join(bomb(100_000_000)))
    assert "4 MiB" in verifier.text("#verdict")
    assert verifier.verdict == "no"
    verifier.paste("\n".join(CODES))
    verifier.type_key(KEY)
    assert verifier.verdict == "yes"


@pytest.mark.parametrize(
    "code",
    [
        "EBR1:D:1:999:3:" + ":".join(CODES[0].split(":")[5:]),
        "EBR1:D:1:255:255:" + ":".join(CODES[0].split(":")[5:]),
        "EBR1:D:0:9:3:" + ":".join(CODES[0].split(":")[5:]),
        "EBR1:D:10:9:3:" + ":".join(CODES[0].split(":")[5:]),
        "EBR1:D:1:99999999999999999999:3:" + ":".join(CODES[0].split(":")[5:]),
        "EBR1:P:1:1:0:" + ":".join(CODES[0].split(":")[5:]),
        CODES[0][:-1] + "1",
        CODES[0][:60],
        "EBR1:",
    ],
)
def test_a_code_with_absurd_numbers_is_no_code(verifier: Verifier, code: str) -> None:
    verifier.paste(code)
    assert verifier.text("#tiles") == ""
    assert len(verifier.problems()) == 1


def test_most_codes_that_there_may_be_are_handled(verifier: Verifier) -> None:
    parts = CODES[0].split(":")
    row = [f"EBR1:D:{at}:204:51:{parts[5]}:{parts[6]}:{parts[7]}" for at in range(1, 205)]
    verifier.paste("\n".join(row))
    assert verifier.verdict == "no"


def test_a_signed_record_that_is_none_is_said(verifier: Verifier) -> None:
    verifier.paste("\n".join(encode(signed({"conference": {"key": "x"}, "rounds": []}), 20)))
    assert verifier.verdict == "no"
    verifier.click("#clear")
    verifier.paste("\n".join(encode(signed(json.loads('{"a": [[[[]]]]}')), 20)))
    assert "shape.bad" in verifier.keys("no")
