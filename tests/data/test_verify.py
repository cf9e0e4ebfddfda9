"""A stranger's check of a record: one changed byte anywhere is found and named."""

import hashlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from console.errors import BadInput
from console.events import canonical
from data import signing
from data.disk import RealDisk
from data.export import export, signature_file
from data.record_file import body_and_signature, canonical_file, signed_file
from data.verify import verify, verify_command
from tests.console.documents import halls

FILES = [
    *(f"{n:02d}-{stem}.html" for n, stem in ((1, "danh-sach-dai-bieu"), (6, "bien-ban-kiem-phieu-co"))),
    "08-to-trinh.html",
    "11-bien-ban-hoi-nghi.html",
    "record.json",
    "events.json",
    "summary.txt",
    "summary.svg",
    "manifest.json",
    "manifest.sig",
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("record")
    hall = halls.full()
    export(hall.conference, hall.trail, halls.KEY, out, RealDisk())
    return out


@pytest.fixture
def record(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "record"))


def run(path: Path, key: str | None = None) -> tuple[int, str]:
    out = io.StringIO()
    return verify_command([path], key, out), out.getvalue()


def wrong(path: Path) -> str:
    return "\n".join(check.sentence for check in verify([path]) if check.ok is False)


def resign(folder: Path, change: Callable[[Any], None]) -> None:
    """Change record.json and sign everything anew, as whoever has the key could."""
    document = json.loads((folder / "record.json").read_bytes())
    change(document)
    document.pop("signature")
    body = canonical(document)
    (folder / "record.json").write_bytes(signed_file(body, halls.KEY.public, halls.KEY.sign(body)))
    (folder / "summary.txt").write_text(f"X {signing.code(body).replace('-', '')}\n", encoding="ascii")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for row in manifest["files"]:
        content = (folder / row["name"]).read_bytes()
        row["sha256"], row["size"] = hashlib.sha256(content).hexdigest(), len(content)
    signed = canonical_file(manifest)
    (folder / "manifest.json").write_bytes(signed)
    (folder / "manifest.sig").write_bytes(signature_file(halls.KEY.public, halls.KEY.sign(signed)))


def test_a_sound_record_is_true_with_the_key_of_its_minutes(sound: Path) -> None:
    code, said = run(sound, signing.fingerprint(halls.KEY))
    assert code == 0, said
    assert "[✗]" not in said


def test_every_file_is_covered(sound: Path) -> None:
    assert set(FILES) <= {path.name for path in sound.iterdir()}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("where", [0.0, 0.5, 0.999])
def test_one_changed_byte_is_found_and_the_file_is_named(record: Path, name: str, where: float) -> None:
    path = record / name
    content = bytearray(path.read_bytes())
    content[int(len(content) * where)] ^= 1
    path.write_bytes(bytes(content))
    code, said = run(record)
    assert code == 1
    assert name in "\n".join(line for line in said.splitlines() if line.startswith("[✗]"))


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(record: Path, name: str) -> None:
    (record / name).unlink()
    assert run(record)[0] == 1
    assert name in wrong(record)


def test_an_extra_file_is_named_and_changes_nothing(record: Path) -> None:
    (record / "ghi-chu.txt").write_text("x", encoding="utf-8")
    code, said = run(record)
    assert code == 0
    assert "ghi-chu.txt" in said


def test_another_key_than_the_one_read_aloud_is_false(record: Path) -> None:
    assert run(record, signing.fingerprint(signing.Key(b"o" * 32)))[0] == 1
    with pytest.raises(BadInput):
        run(record, "not a code")


def test_the_fingerprint_of_the_summary_is_recognised_too(record: Path) -> None:
    assert run(record, signing.code(body_and_signature((record / "record.json").read_bytes())[0]))[0] == 0


def set_vote(document: Any) -> None:
    document["rounds"][1]["lines"][1]["votes"] = 6


def set_percent(document: Any) -> None:
    document["rounds"][2]["lines"][1]["percent"] = "99,99"


def set_invalid(document: Any) -> None:
    document["rounds"][2]["invalid"] = 1


def set_collected(document: Any) -> None:
    document["rounds"][2]["issued"] = 4


def set_elected(document: Any) -> None:
    document["rounds"][2]["elected"] = document["rounds"][2]["nominees"][2:]


def set_proposal(document: Any) -> None:
    document["proposals"][1]["nominees"].append("Đơn vị khác")


def set_hands(document: Any) -> None:
    document["hands"][0]["agree"] = 4


def set_head(document: Any) -> None:
    document["trail"]["head"] = "0" * 64


def set_paper(document: Any) -> None:
    document["papers"][0]["sha256"] = "0" * 64


def drop_statement(document: Any) -> None:
    document["rounds"][1]["statement"] = ""


@pytest.mark.parametrize(
    "change",
    [
        set_vote,
        set_percent,
        set_invalid,
        set_collected,
        set_elected,
        set_proposal,
        set_hands,
        set_head,
        set_paper,
        drop_statement,
    ],
)
def test_wrong_sums_are_found_even_when_they_were_signed(record: Path, change: Callable[[Any], None]) -> None:
    resign(record, lambda document: None)
    assert run(record)[0] == 0
    resign(record, change)
    code, said = run(record)
    assert code == 1, said
    assert "manifest.sig" not in wrong(record)


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 100_000, b"\xff\xfe", b'{"format":1}', b"null"])
@pytest.mark.parametrize(
    "name", ["record.json", "events.json", "manifest.json", "manifest.sig", "summary.txt"]
)
def test_rubbish_is_false_in_words_and_never_a_trace(record: Path, name: str, content: bytes) -> None:
    (record / name).write_bytes(content)
    assert run(record)[0] == 1


def test_what_is_no_record_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        verify([tmp_path / "none"])
    with pytest.raises(BadInput):
        verify([tmp_path])


def test_a_folder_with_a_record_in_it_or_a_file_of_it_leads_to_it(record: Path) -> None:
    assert run(record.parent)[0] == 0
    assert run(record / "record.json")[0] == 0


def test_a_manifest_cannot_lead_out_of_its_folder(record: Path) -> None:
    document = json.loads((record / "manifest.json").read_bytes())
    document["files"].append({"name": "../secret", "sha256": "0" * 64, "size": 1})
    signed = canonical_file(document)
    (record / "manifest.json").write_bytes(signed)
    (record / "manifest.sig").write_bytes(signature_file(halls.KEY.public, halls.KEY.sign(signed)))
    assert "../secret" in wrong(record)
