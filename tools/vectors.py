"""Writes docs/vectors/: a whole record with every value on the way, for whoever writes another verifier.

    python tools/vectors.py RECORD    RECORD is the folder that a rehearsal of the sample tinh-mau wrote

The data of that sample are invented. `tests/data/test_vectors.py` computes each value again by itself.
"""

import base64
import hashlib
import json
import sys
import zlib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from console.events import canonical  # noqa: E402
from data import record_codes, signing  # noqa: E402
from data.record_file import EVENTS, RECORD, body_and_signature  # noqa: E402

VECTORS = ROOT / "docs" / "vectors"
SIZES = (10, 20)


def values(record: bytes, events: bytes) -> dict[str, Any]:
    """Every value between the files and the answer, in the order of docs/record.md."""
    body, public, signature = body_and_signature(record)
    document = json.loads(body)
    trail = json.loads(events)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(body) + packer.flush()
    return {
        "record": {
            "body_bytes": len(body),
            "body_sha256": hashlib.sha256(body).hexdigest(),
            "fingerprint": signing.code(body),
            "public_hex": public.hex(),
            "key_fingerprint": signing.fingerprint(public),
            "signature_hex": signature.hex(),
        },
        "rounds": [
            {
                "award": row["award"],
                "number": row["number"],
                "plate": canonical(row["plate"]).decode(),
                "code": row["code"],
                "statement": statement(document, row).decode(),
            }
            for row in document["rounds"]
            if row["plate"] is not None and row.get("statement")
        ],
        "trail": {
            "origin": trail["origin"],
            "first_link": trail["events"][0]["link"],
            "head": trail["head"],
            "events": len(trail["events"]),
        },
        "codes": [codes(record, version, len(packed)) for version in SIZES],
    }


def statement(document: dict[str, Any], row: dict[str, Any]) -> bytes:
    """What a box signed."""
    names = ("award", "box", "code", "closing_code", "issued", "collected", "written", "valid", "invalid")
    lines = [{"name": x["name"], "for": x["votes"], "against": x["against"]} for x in row["lines"]]
    said = {name: row[name] for name in names} | {
        "conference": document["conference"]["key"],
        "round": row["number"],
        "lines": lines,
    }
    return canonical(said | ({"struck": row["struck"]} if row["struck"] else {}))


def codes(record: bytes, version: int, packed: int) -> dict[str, Any]:
    """What the codes of one size have in common, and how their hashes begin."""
    texts = record_codes.encode(record, version)
    first = record_codes.parse(texts[0])
    assert first is not None
    row = first.row
    origin = hashlib.sha256(f"EBR1:{row.data}:{row.parity}:{row.piece}:{row.id}".encode()).digest()[:20]
    return {
        "file": f"codes-{version}.txt",
        "version": version,
        "n": row.data,
        "p": row.parity,
        "bytes": row.piece,
        "deflated_bytes": packed,
        "h_0": base64.b32encode(origin).decode(),
        "h_1": base64.b32encode(first.hash).decode(),
    }


def main(folder: Path) -> int:
    """Write the vectors of a record."""
    record, events = (folder / RECORD).read_bytes(), (folder / EVENTS).read_bytes()
    if not json.loads(record)["conference"]["sample"]:
        print("Vectors are made of sample data alone.", file=sys.stderr)
        return 2
    VECTORS.mkdir(exist_ok=True)
    (VECTORS / RECORD).write_bytes(record)
    (VECTORS / EVENTS).write_bytes(events)
    for version in SIZES:
        texts = "\n".join(record_codes.encode(record, version)) + "\n"
        (VECTORS / f"codes-{version}.txt").write_text(texts, encoding="ascii")
    text = json.dumps(values(record, events), ensure_ascii=False, indent=1) + "\n"
    (VECTORS / "values.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
