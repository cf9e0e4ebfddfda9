"""The vectors of docs/vectors, computed again from docs/record.md alone: nothing of the console is used.

What is written here is a second reading of the specification, in as few lines as it takes; the console is
then held against the same values.
"""

import base64
import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import VerifyKey

from data import record_codes

VECTORS = Path(__file__).resolve().parents[2] / "docs" / "vectors"
VALUES: dict[str, Any] = json.loads((VECTORS / "values.json").read_text(encoding="utf-8"))
RECORD = (VECTORS / "record.json").read_bytes()
DOCUMENT: dict[str, Any] = json.loads(RECORD)


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fingerprint(content: bytes) -> str:
    letters = base64.b32encode(hashlib.sha256(content).digest()[:10]).decode()
    return "-".join(letters[at : at + 4] for at in (0, 4, 8, 12))


def body() -> bytes:
    return canonical({name: value for name, value in DOCUMENT.items() if name != "signature"})


def unpadded(letters: str) -> bytes:
    return base64.b32decode(letters + "=" * (-len(letters) % 8))


def times(a: int, b: int) -> int:
    """a * b in GF(256) with the polynomial 0x11d."""
    product = 0
    while b:
        product ^= a * (b & 1)
        a = (a << 1) ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return product


def parity(message: list[int], p: int) -> list[int]:
    """The remainder of message * x^p by the product of (x - 2^j) for j in 0 … p-1."""
    generator, root = [1], 1
    for _j in range(p):
        shifted = [*generator, 0]
        for at, value in enumerate(generator):
            shifted[at + 1] ^= times(value, root)
        generator, root = shifted, times(root, 2)
    rest = [*message, *[0] * p]
    for at in range(len(message)):
        factor = rest[at]
        for step, value in enumerate(generator):
            rest[at + step] ^= times(factor, value)
    return rest[len(message) :]


def test_the_sample_says_that_it_is_invented() -> None:
    assert DOCUMENT["conference"]["sample"]
    assert DOCUMENT["conference"]["rehearsal"]


def test_the_record_is_signed_by_its_key_and_is_in_its_one_form() -> None:
    said = VALUES["record"]
    assert canonical(DOCUMENT) + b"\n" == RECORD
    assert hashlib.sha256(body()).hexdigest() == said["body_sha256"]
    assert len(body()) == said["body_bytes"]
    assert fingerprint(body()) == said["fingerprint"]
    public, value = (base64.b64decode(DOCUMENT["signature"][name]) for name in ("public", "value"))
    VerifyKey(public).verify(body(), value)
    assert (public.hex(), value.hex()) == (said["public_hex"], said["signature_hex"])
    assert fingerprint(public) == said["key_fingerprint"] == DOCUMENT["conference"]["key"]


def test_each_statement_is_signed_by_the_box_whose_code_was_read_aloud() -> None:
    rounds = {(row["award"], row["number"]): row for row in DOCUMENT["rounds"]}
    assert VALUES["rounds"]
    for said in VALUES["rounds"]:
        row = rounds[said["award"], said["number"]]
        assert canonical(row["plate"]).decode() == said["plate"]
        digits = int(hashlib.sha256(b"box sealed\n" + said["plate"].encode()).hexdigest(), 16) % 10**16
        groups = f"{digits:016d}"
        assert " ".join(groups[at : at + 4] for at in (0, 4, 8, 12)) == said["code"] == row["code"]
        public, _colon, value = row["statement"].partition(":")
        assert base64.b64decode(public).hex() == row["plate"]["sign"]
        VerifyKey(base64.b64decode(public)).verify(said["statement"].encode(), base64.b64decode(value))


def test_the_chain_leads_from_the_origin_to_the_head() -> None:
    trail, said = json.loads((VECTORS / "events.json").read_bytes()), VALUES["trail"]
    link = hashlib.sha256(b"emulation-bloc-console events 1").hexdigest()
    assert link == trail["origin"] == said["origin"]
    names = ("at", "detail", "final", "kind", "rows", "salt", "seq", "stage", "undoes")
    for number, event in enumerate(trail["events"], start=1):
        assert event["seq"] == number
        seal = event.get("seal") or hashlib.sha256(canonical({n: event[n] for n in names})).hexdigest()
        link = hashlib.sha256((link + seal).encode()).hexdigest()
        assert event["link"] == link
        if number == 1:
            assert link == said["first_link"]
    assert link == trail["head"] == said["head"] == DOCUMENT["trail"]["head"]
    assert len(trail["events"]) == said["events"] == DOCUMENT["trail"]["events"]


@pytest.mark.parametrize("said", VALUES["codes"], ids=lambda said: said["file"])
def test_the_codes_give_the_record_with_hashes_and_parity_as_specified(said: dict[str, Any]) -> None:
    texts = (VECTORS / said["file"]).read_text(encoding="ascii").split()
    fields = [text.split(":") for text in texts]
    n, p, size = said["n"], said["p"], said["bytes"]
    assert [f[:5] for f in fields] == [["EBR1", "D", f"{i}", f"{n}", f"{p}"] for i in range(1, n + 1)] + [
        ["EBR1", "P", f"{i}", f"{n}", f"{p}"] for i in range(1, p + 1)
    ]
    assert {f[5] for f in fields} == {VALUES["record"]["fingerprint"].replace("-", "")}
    pieces = [unpadded(f[7]) for f in fields]
    assert {len(piece) for piece in pieces} == {size}
    for column in range(0, size, 37):
        symbols = [piece[column] for piece in pieces]
        assert parity(symbols[:n], p) == symbols[n:]
    joined = hashlib.sha256(f"EBR1:{n}:{p}:{size}:{fields[0][5]}".encode()).digest()[:20]
    assert base64.b32encode(joined).decode() == said["h_0"]
    for at, (piece, field) in enumerate(zip(pieces, fields, strict=True)):
        joined = hashlib.sha256(joined + piece).digest()[:20]
        assert base64.b32encode(joined).decode() == field[6], at
    assert fields[0][6] == said["h_1"]
    stream = b"".join(pieces[:n])
    unpacker = zlib.decompressobj(-15)
    assert unpacker.decompress(stream[:-96]) == body()
    assert unpacker.eof
    assert not unpacker.unused_data.strip(b"\0")
    assert len(stream) - 96 - len(unpacker.unused_data) == said["deflated_bytes"]
    signature = DOCUMENT["signature"]
    assert stream[-96:] == base64.b64decode(signature["public"]) + base64.b64decode(signature["value"])


@pytest.mark.parametrize("said", VALUES["codes"], ids=lambda said: said["file"])
def test_the_console_reads_the_codes_of_the_vectors(said: dict[str, Any]) -> None:
    texts = (VECTORS / said["file"]).read_text(encoding="ascii").split()
    (one,) = record_codes.assemble(reversed(texts))
    assert one.record == RECORD
