"""How the page looks and works: phone, English, keyboard, contrast, no network; and a real export."""

import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from tests.verifier.browser import Chromium, Verifier
from tests.verifier.forging import KEY, RECORD, changed

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
LOOKS: list[dict[str, Any]] = [
    {"width": 1200, "height": 900},
    {"width": 1200, "height": 900, "color_scheme": "dark"},
    {"width": 360, "height": 740, "device_scale_factor": 2, "is_mobile": True, "has_touch": True},
    {"width": 360, "height": 740, "color_scheme": "dark", "is_mobile": True},
]
WRONG = changed(lambda record: record["rounds"][0].update(valid=1))


@pytest.fixture(scope="module")
def axe() -> str:
    pytest.importorskip(
        "axe_playwright_python", reason="NO AXE: accessibility is not tested (make check installs it)"
    )
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("look", LOOKS, ids=["desktop", "dark", "phone", "dark-phone"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: Chromium, axe: str, look: dict[str, Any], language: str
) -> None:
    verifier = browser.verifier(**look)
    try:
        for content in (None, RECORD, WRONG):
            verifier.click("#clear")
            verifier.click("#vi")
            if content is not None:
                verifier.record(content)
                verifier.paste("EBR1:")
            verifier.click("#" + language)
            verifier.look("body => body.querySelectorAll('details').forEach(node => { node.open = true })")
            found = [(row["id"], [node["html"] for node in row["nodes"]]) for row in verifier.axe(axe)]
            assert found == []
            wide = verifier.look(
                "body => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0
    finally:
        verifier.close()


def test_english_is_a_switch_and_the_language_of_the_page_follows(verifier: Verifier) -> None:
    verifier.record(RECORD)
    assert verifier.look("body => document.documentElement.lang") == "vi"
    verifier.click("#en")
    assert verifier.look("body => document.documentElement.lang") == "en"
    assert verifier.look("body => document.title") == "Check a conference record"
    assert "The record’s signature holds" in verifier.text("#checks")
    assert "proposal, not an award" in verifier.text("#outcome")
    names = verifier.look(
        "body => [...body.querySelectorAll('.proposed li')].every(node => node.lang === 'vi')"
    )
    assert names
    verifier.click("#vi")
    assert "Chữ ký số của hồ sơ đúng" in verifier.text("#checks")


def test_everything_can_be_reached_with_the_keyboard(verifier: Verifier) -> None:
    verifier.record(RECORD)

    def walked() -> list[str]:
        seen = []
        for _step in range(12):
            verifier.page.keyboard.press("Tab")
            seen.append(str(verifier.page.locator("body").evaluate("() => document.activeElement.id")))
        return seen

    verifier.do(lambda: verifier.page.locator("h1").click())
    verifier.look("body => document.activeElement.blur()")
    reached = verifier.do(walked)
    assert [name for name in reached if name][:7] == ["vi", "en", "key", "files", "camera", "text", "read"]


def test_the_page_has_no_way_out(browser: Chromium) -> None:
    """Whatever a script in it tried: the policy refuses it, before any network is asked."""
    verifier = browser.verifier()
    try:
        refused = verifier.look(
            """async () => {
                const refused = new Set();
                document.addEventListener(
                    'securitypolicyviolation', event => refused.add(event.effectiveDirective)
                );
                const there = 'https://example.invalid/';
                const ways = [() => fetch(there), () => navigator.sendBeacon(there)];
                for (const way of ways) { try { await way(); } catch {} }
                for (const [name, part] of [['img', 'src'], ['script', 'src'], ['iframe', 'src']]) {
                    const node = document.createElement(name);
                    node[part] = there;
                    document.body.append(node);
                }
                const script = document.createElement('script');
                script.textContent = 'globalThis.ran = true';
                document.body.append(script);
                await new Promise(done => setTimeout(done, 300));
                return [[...refused].sort(), globalThis.ran === true];
            }"""
        )
        assert refused == [
            ["connect-src", "frame-src", "img-src", "script-src-elem"],
            False,
        ]
    finally:
        verifier.close()


def test_reading_in_the_page_itself_works_where_there_is_no_worker(browser: Chromium) -> None:
    from tests.verifier.test_pictures import CODES, file, page

    verifier = browser.verifier()
    try:
        verifier.look("() => { globalThis.Worker = class { constructor() { throw new Error('none') } } }")
        verifier.give(file(page(CODES, 150), "png"))
        assert verifier.tiles().count("there") == min(12, len(CODES))
    finally:
        verifier.close()


def _sheet(paper: Path, folder: Path) -> list[Path]:
    """Every page of a PDF as a picture of 150 dpi."""
    pages = []
    for number, page in enumerate(pdfium.PdfDocument(paper)):
        pages.append(folder / f"page-{number}.png")
        page.render(scale=150 / 72).to_pil().save(pages[-1])
    return pages


def test_a_real_export_is_verified_from_its_own_files(verifier: Verifier, tmp_path: Path) -> None:
    def app(*arguments: str) -> None:
        command = [sys.executable, "app.py", *arguments]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    app("sample", "tinh-mau", str(tmp_path / "mau"))
    app("rehearse", str(tmp_path / "mau"), "--seed", "5", "--out", str(tmp_path / "out"))
    record = tmp_path / "out" / "chay-thu-5" / "record"
    rest = [record / name for name in ("manifest.json", "manifest.sig")]
    papers = sorted(record.glob("[01][0-9]-*.html"))
    verifier.give(record / "record.json", record / "events.json", *papers, *rest)
    assert verifier.keys("no") == []
    assert "paper.rest" not in verifier.keys("open")
    assert {"trail.same", "paper.good", "statement.good", "manifest.good"} <= set(verifier.keys("yes"))
    for name in ("codes.txt", "codes.png", "codes.svg", "summary.png"):
        if (record / name).exists():
            verifier.give(record / name)
            assert verifier.keys("no") == []
    verifier.click("#clear")
    verifier.give(*_sheet(record / "13-to-xac-thuc.pdf", tmp_path))
    assert set(verifier.tiles()) == {"there"}
    verifier.give(*papers, *rest)
    name, *_others = (paper.name for paper in papers)
    verifier.give((name, "text/html", b"changed"))
    assert {"paper.bad", "manifest.file"} <= set(verifier.keys("no"))
    assert KEY not in verifier.text("#checks")
