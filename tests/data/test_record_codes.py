"""The record in codes and back: lost, doubled, changed, divergent and foreign codes, and limits."""

import random
import zlib

import pytest

from console.errors import BadInput
from console.events import canonical
from data import record_codes, signing
from data.record_codes import PIECE, Assembled, assemble, encode, parse
from data.record_file import signed_file

KEY = signing.Key(b"q" * 32)
QR = {10: 311, 15: 600, 20: 970}
"""Version -> alphanumeric characters that it holds at error correction M (ISO/IEC 18004, table 7)."""


def signed(**members: object) -> bytes:
    body = canonical({"format": "emulation-bloc-record", **members})
    return signed_file(body, KEY.public, KEY.sign(body))


RECORD = signed(names=[f"Đơn vị {random.Random(n).random()}" for n in range(200)])


def read(texts: list[str]) -> Assembled:
    (one,) = assemble(texts)
    return one


def said(one: Assembled) -> str:
    return "\n".join(f"{check.ok} {check.sentence}" for check in one.findings)


@pytest.mark.parametrize("version", PIECE)
def test_what_is_written_is_read_in_any_order(version: int) -> None:
    texts = list(encode(RECORD, version))
    random.Random(1).shuffle(texts)
    one = read(texts)
    assert one.record == RECORD
    assert all(check.ok for check in one.findings), said(one)


@pytest.mark.parametrize("version", PIECE)
def test_every_code_fits_its_qr_code_as_alphanumeric_text(version: int) -> None:
    for text in encode(RECORD, version):
        assert len(text) <= QR[version]
        assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:")


@pytest.mark.parametrize("version", PIECE)
def test_as_many_codes_as_there_are_parity_codes_may_be_lost_and_no_more(version: int) -> None:
    texts = list(encode(RECORD, version))
    row = read(texts).row
    for seed in range(5):
        kept = random.Random(seed).sample(texts, len(texts) - row.parity)
        assert read(kept).record == RECORD
        less = read(kept[1:])
        assert less.record is None
        assert any(check.ok is False for check in less.findings)


def test_the_last_data_code_carries_the_signature() -> None:
    row = read(list(encode(RECORD))).row
    last = parse(encode(RECORD)[row.data - 1])
    assert last is not None
    body = canonical({k: v for k, v in __import__("json").loads(RECORD).items() if k != "signature"})
    assert last.piece[-96:] == KEY.public + KEY.sign(body)


def changed(text: str, at: int = -7) -> str:
    other = "A" if text[at] != "A" else "B"
    return text[:at] + other + text[at:][1:]


def test_a_changed_code_is_named_and_made_up_for() -> None:
    texts = list(encode(RECORD))
    texts[1] = changed(texts[1])
    one = read(texts)
    assert one.record == RECORD
    assert "False" in said(one)
    assert "02" in said(one)
    assert "03" not in said(one)


def test_of_two_codes_that_differ_the_right_one_is_found_and_both_are_named() -> None:
    for place in (0, 2, -1):
        texts = list(encode(RECORD))
        texts.insert(0, changed(texts[place]))
        one = read(texts)
        assert one.record == RECORD, place
        assert any(check.ok is False for check in one.findings)


def test_the_same_code_twice_is_said_and_harms_nothing() -> None:
    texts = list(encode(RECORD))
    one = read([*texts, texts[3]])
    assert one.record == RECORD
    assert not any(check.ok is False for check in one.findings)
    assert "04" in said(one)


def test_codes_of_two_records_and_of_two_sizes_are_told_apart() -> None:
    other = signed(names=["Khác"])
    found = assemble([*encode(RECORD, 20), *encode(other, 20), *encode(RECORD, 10)])
    assert [one.record for one in found] == [RECORD, other, RECORD]


def test_white_space_from_copying_does_not_matter() -> None:
    texts = [f"  {text[:50]}\r\n{text[50:300]} {text[300:]}\t" for text in encode(RECORD)]
    assert read(texts).record == RECORD


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org",
        "EBR1:",
        "EBR1:D:0:8:2:" + "A" * 16 + ":" + "A" * 32 + ":" + "A" * 896,
        "EBR1:D:9:8:2:" + "A" * 16 + ":" + "A" * 32 + ":" + "A" * 896,
        "EBR1:P:3:8:2:" + "A" * 16 + ":" + "A" * 32 + ":" + "A" * 896,
        "EBR1:D:1:250:99:" + "A" * 16 + ":" + "A" * 32 + ":" + "A" * 896,
        "EBR1:D:1:999999999:2:" + "A" * 16 + ":" + "A" * 32 + ":AAAA",
        "EBR1:D:1:1:2:" + "A" * 16 + ":" + "A" * 32 + ":AA",
        "EBR2:D:1:8:2:" + "A" * 16 + ":" + "A" * 32 + ":" + "A" * 896,
    ],
)
def test_what_is_no_code_is_left_alone(text: str) -> None:
    assert parse(text) is None
    assert assemble([text]) == []


def test_every_change_of_one_letter_is_noticed() -> None:
    texts = encode(signed(n=1))
    for place, text in enumerate(texts):
        for at in range(0, len(text), 29):
            one = changed(text, at)
            found = assemble([*texts[:place], one, *texts[place + 1 :]])
            sound = found[0].record is not None and all(check.ok for check in found[0].findings)
            assert not (sound and len(found) == 1 and found[0].have == found[0].of), (place, at)


def test_what_inflates_without_end_is_refused_in_bounded_memory() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packer.compress(b'{"x":"' + b"0" * 60_000_000) + packer.flush()
    row = record_codes.Row("A" * 16, -(-(len(bomb) + 96) // 560), 2, 560)
    stream = bomb.ljust(row.data * 560 - 96, b"\0") + bytes(96)
    pieces = [stream[at : at + 560] for at in range(0, len(stream), 560)]
    pieces += record_codes._parity(row, pieces)
    texts = [
        record_codes._text(record_codes.Code(row, place, joined, piece))
        for place, (piece, joined) in enumerate(zip(pieces, record_codes._hashes(row, pieces), strict=True))
    ]
    one = read(texts)
    assert one.record is None
    assert any(check.ok is False for check in one.findings)


def test_a_record_too_large_for_codes_says_so() -> None:
    rng = random.Random(2)
    large = signed(names=[str(rng.random()) for n in range(12_000)])
    with pytest.raises(BadInput):
        encode(large, 10)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"signature":{"public":"","value":""}}', b"\xff"])
def test_only_a_signed_record_is_encoded(content: bytes) -> None:
    with pytest.raises(BadInput):
        encode(content)
