"""verifier/index.html is what its sources give, and it can reach nothing."""

import base64
import hashlib
import re
import subprocess
import sys
from pathlib import Path

VERIFIER = Path(__file__).resolve().parents[2] / "verifier"
PAGE = (VERIFIER / "index.html").read_text(encoding="utf-8")


def test_the_page_is_what_the_build_gives() -> None:
    done = subprocess.run([sys.executable, str(VERIFIER / "build.py"), "--check"], check=False)
    assert done.returncode == 0, "run: python verifier/build.py"


def test_the_page_allows_its_own_scripts_and_style_by_hash_and_no_address() -> None:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', PAGE)
    assert found is not None
    policy = dict(part.strip().split(" ", 1) for part in found[1].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["img-src"] == "blob: data:"
    assert policy["worker-src"] == "blob:"
    for kind, name in (("script", "script-src"), ("style", "style-src")):
        parts = re.findall(rf"<{kind}[^>]*>(.*?)</{kind}>", PAGE, re.DOTALL)
        digests = {base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in parts}
        assert {f"'sha256-{digest}'" for digest in digests} == set(policy[name].split())
    assert not {"connect-src", "form-action http", "frame-src"} & set(policy)


def test_text_of_others_is_never_markup() -> None:
    for path in (VERIFIER / "src").glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", path.read_text("utf-8")
        ), path


def test_each_vendored_file_is_the_one_whose_hash_is_written_down() -> None:
    vendor = VERIFIER / "vendor"
    lines = (vendor / "README.md").read_text("utf-8").splitlines()
    told = {name: digest for digest, _, name in (line.partition("  ") for line in lines) if len(digest) == 64}
    there = {path.relative_to(vendor).as_posix(): path for path in vendor.rglob("*.js")}
    assert told.keys() == there.keys()
    for name, path in there.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == told[name]
        assert any(path.parent.glob("LICENSE*"))


def test_both_languages_say_the_same_things() -> None:
    text = (VERIFIER / "src" / "words.js").read_text(encoding="utf-8")
    vietnamese, english = (
        dict(re.findall(r"^    '?([\w.>=]+)'?: '((?:[^'\\]|\\.)*)',$", part, re.MULTILINE))
        for part in text.split("\n  en: {\n")
    )
    assert vietnamese.keys() == english.keys()
    assert len(vietnamese) > 150
    for key, words in vietnamese.items():
        assert set(re.findall(r"\{\w+\}", words)) == set(re.findall(r"\{\w+\}", english[key])), key
    used = "".join(path.read_text(encoding="utf-8") for path in (VERIFIER / "src").iterdir())
    built = [
        "base.",
        "comparison.",
        "tile.",
        "mark.",
        "table.",
        "problem.picture.",
        "result.",
        "rehearsal",
        "sample",
    ]
    for key in vietnamese:
        # each stands twice in words.js itself
        assert used.count(key) > 2 or key.startswith(tuple(built)), f"nothing says {key}"
