"""A stranger's check of a record: one changed byte anywhere is found and named."""

import base64
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
from data.record_codes import encode
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
    texts = encode((folder / "record.json").read_bytes())
    (folder / "codes.txt").write_text("".join(f"{text}\n" for text in texts), encoding="ascii")
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


def change_statement(document: Any) -> None:
    key, _colon, value = document["rounds"][1]["statement"].partition(":")
    spare = value[:-3] + ("B" if value[-3] == "A" else "A") + value[-2:]
    document["rounds"][1]["statement"] = f"{key}:{spare}"


def sign_with_another_key(document: Any) -> None:
    """Whoever has the conference's key, and not the box's, cannot make a statement for other totals."""
    row = document["rounds"][1]
    row["lines"][0]["votes"], row["lines"][1]["votes"] = row["lines"][1]["votes"], row["lines"][0]["votes"]
    other = signing.Key(b"o" * 32)
    body = {name: row[name] for name in ("award", "box", "code", "closing_code", "issued", "collected")}
    body |= {name: row[name] for name in ("written", "valid", "invalid")}
    body |= {"conference": document["conference"]["key"], "round": row["number"]}
    body["lines"] = [{"name": x["name"], "for": x["votes"], "against": x["against"]} for x in row["lines"]]
    signed = (other.public, other.sign(canonical(body)))
    row["statement"] = ":".join(base64.b64encode(part).decode() for part in signed)


def set_plate(document: Any) -> None:
    document["rounds"][1]["plate"]["electors"] += 1


def swap_plate(document: Any) -> None:
    document["rounds"][1]["plate"]["box"] = "hop-2"


def drop_plate(document: Any) -> None:
    document["rounds"][1]["plate"] = None


def set_code(document: Any) -> None:
    document["rounds"][1]["code"] = "1111 2222 3333 4444"


def set_ground(document: Any) -> None:
    document["rounds"][2]["rests_on"] = "box"


def set_attendance(document: Any) -> None:
    document["attendance"]["present"] += 1


def set_key(document: Any) -> None:
    document["conference"]["key"] = "AAAA-BBBB-CCCC-DDDD"


def add_share(document: Any) -> None:
    document["rounds"][1]["lines"][0]["weight"] = 0.5


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
    resign(record, change)
    code, said = run(record)
    assert code == 1, said
    assert "manifest.sig" not in wrong(record)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (change_statement, "the box's signature does not fit these totals"),
        (sign_with_another_key, "the plate names another key than the one that signed the totals"),
        (set_plate, "its code does not follow from the plate"),
        (swap_plate, "the plate is that of another box"),
        (drop_plate, "the plate of the box is missing"),
        (set_code, "the box's signature does not fit these totals"),
        (set_ground, "it says that it rests on “box”"),
        (set_attendance, "The attendance does not add up"),
        (set_key, "record.json names another key"),
        (add_share, "not in its canonical form"),
    ],
)
def test_what_a_signed_record_says_wrongly_is_named(
    record: Path, change: Callable[[Any], None], found: str
) -> None:
    resign(record, change)
    assert run(record)[0] == 1
    assert found in wrong(record)


def test_signing_anew_without_a_change_is_no_fault(record: Path) -> None:
    resign(record, lambda document: None)
    assert run(record)[0] == 0


def test_a_count_on_paper_and_an_open_vote_say_what_the_signature_proves(record: Path) -> None:
    _code, said = run(record)
    assert "counted on paper. The signature says only that these numbers were entered" in said
    hall = halls.consensus()
    export(hall.conference, hall.trail, halls.KEY, record.parent / "consensus", RealDisk())
    code, said = run(record.parent / "consensus")
    assert code == 0, said
    assert "a show of hands. The signature says only that these numbers were entered" in said


def test_codes_of_another_record_in_the_folder_are_found_even_when_they_were_signed(record: Path) -> None:
    other = canonical({"format": "emulation-bloc-record"})
    texts = encode(signed_file(other, halls.KEY.public, halls.KEY.sign(other)))
    resign(record, lambda document: None)
    (record / "codes.txt").write_text("\n".join(texts), encoding="ascii")
    assert "codes.txt: the codes do not hold this record" in wrong(record)


def test_a_paper_given_by_itself_is_held_against_the_record(record: Path, tmp_path: Path) -> None:
    paper = record / "08-to-trinh.html"
    out = io.StringIO()
    assert verify_command([paper, record / "record.json"], None, out) == 0
    assert "it is the paper 08-to-trinh.html of this record, to the byte" in out.getvalue()
    for name in ("08-to-trinh.html", "renamed.html"):
        changed = tmp_path / name
        changed.write_bytes(paper.read_bytes() + b" ")
        out = io.StringIO()
        assert verify_command([record / "record.json", changed], None, out) == 1
        assert f"{name}: " in "".join(x for x in out.getvalue().splitlines() if x.startswith("[✗]"))
    with pytest.raises(BadInput):
        verify_command([paper], None, io.StringIO())


@pytest.mark.slow
def test_the_sheets_pdf_and_pictures_lead_to_the_record(record: Path) -> None:
    out = io.StringIO()
    given = [record / name for name in ("13-to-xac-thuc.pdf", "codes.png", "summary.png")]
    assert verify_command([*given, record], signing.fingerprint(halls.KEY), out) == 0, out.getvalue()
    assert out.getvalue().count("hold this very record, to the byte") == 1
    assert "summary.png: it carries the fingerprint of this record" in out.getvalue()


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
