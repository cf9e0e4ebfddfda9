"""Records that somebody changed: with the signatures as they were, or made anew with other keys."""

import base64
import copy
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

VECTORS = Path(__file__).resolve().parents[2] / "docs" / "vectors"
RECORD = (VECTORS / "record.json").read_bytes()
KEY = str(json.loads(RECORD)["conference"]["key"])
Json = dict[str, Any]


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fingerprint(content: bytes) -> str:
    letters = base64.b32encode(hashlib.sha256(content).digest()[:10]).decode()
    return "-".join(letters[at : at + 4] for at in (0, 4, 8, 12))


def changed(change: Callable[[Json], object]) -> bytes:
    """record.json after a change that nobody signed."""
    record = json.loads(RECORD)
    change(record)
    return canonical(record) + b"\n"


def signed(record: Json) -> bytes:
    """record.json of a record, signed with a key that is not the conference's."""
    record = {name: value for name, value in record.items() if name != "signature"}
    body = canonical(record)
    value = base64.b64encode(_key(0).sign(body).signature).decode()
    public = base64.b64encode(bytes(_key(0).verify_key)).decode()
    return canonical(record | {"signature": {"public": public, "value": value}}) + b"\n"


def forged(
    change: Callable[[Json], object] = lambda record: None, late: Callable[[Json], object] | None = None
) -> bytes:
    """record.json after a change, every signature made anew by somebody who has no key of the conference.

    Args:
        change: made before boxes and record are signed.
        late: made after the boxes are signed.
    """
    record: Json = copy.deepcopy(json.loads(RECORD))
    change(record)
    record["conference"]["key"] = fingerprint(bytes(_key(0).verify_key))
    for number, row in enumerate(record["rounds"], start=1):
        if row.get("statement"):
            _sign_box(record, row, _key(number))
    if late is not None:
        late(record)
    return signed(record)


def _key(number: int) -> SigningKey:
    return SigningKey(hashlib.sha256(b"forger %d" % number).digest())


def _sign_box(record: Json, row: Json, key: SigningKey) -> None:
    public = bytes(key.verify_key)
    row["plate"]["sign"] = public.hex()
    digits = int(hashlib.sha256(b"box sealed\n" + canonical(row["plate"])).hexdigest(), 16) % 10**16
    row["code"] = " ".join(f"{digits:016d}"[at : at + 4] for at in (0, 4, 8, 12))
    names = ("award", "box", "closing_code", "code", "collected", "invalid", "issued", "valid", "written")
    told: Json = {name: row[name] for name in names}
    told |= {"conference": record["conference"]["key"], "round": row["number"]}
    told["lines"] = [{"against": o["against"], "for": o["votes"], "name": o["name"]} for o in row["lines"]]
    if row["struck"]:
        told["struck"] = row["struck"]
    value = key.sign(canonical(told)).signature
    row["statement"] = base64.b64encode(public).decode() + ":" + base64.b64encode(value).decode()
