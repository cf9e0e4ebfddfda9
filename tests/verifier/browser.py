"""The verifier in a headless Chromium, from disk, with the network shut."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PAGE = Path(__file__).resolve().parents[2] / "verifier" / "index.html"
NAMES = ("chromium", "chromium-browser", "google-chrome")
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
Kept = TypeVar("Kept")


def chromium() -> str | None:
    """The browser of this machine, None where it has none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Chromium:
    """One browser in a thread of its own, so that its event loop does not meet those of other tests."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._browser: Browser = self.do(self._start)

    def do(self, work: Callable[[], Kept]) -> Kept:
        return self._thread.submit(work).result()

    def _start(self) -> "Browser":
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        return self._playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )

    def close(self) -> None:
        self.do(self._browser.close)
        self.do(self._playwright.stop)
        self._thread.shutdown()

    def verifier(self, *, width: int = 1200, height: int = 900, **options: Any) -> "Verifier":
        size = {"width": width, "height": height}

        def opened() -> "BrowserContext":
            return self._browser.new_context(viewport=size, accept_downloads=True, **options)  # type: ignore[arg-type]

        return Verifier(self, self.do(opened))


class Verifier:
    """What a person does with the page, and what it says.

    Attributes:
        asked: every address that the page asked for, beside its own file and what lies in its memory.
        errors: what went wrong in its script.
    """

    def __init__(self, browser: Chromium, context: "BrowserContext") -> None:
        self._browser, self._context = browser, context
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.page: Page = self.do(self._open)

    def do(self, work: Callable[[], Kept]) -> Kept:
        return self._browser.do(work)

    def _open(self) -> "Page":
        page = self._context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._heard(request.url))
        self._context.set_offline(True)
        page.goto(PAGE.as_uri())
        return page

    def _heard(self, address: str) -> None:
        if address != PAGE.as_uri() and not address.startswith(("blob:", "data:")):
            self.asked.append(address)

    def close(self) -> None:
        self.do(self._context.close)

    def give(self, *files: Path | tuple[str, str, bytes], wait: float = 120) -> None:
        """Choose files in the picker: paths, or name, kind and content."""

        def chosen() -> None:
            given: list[Any] = [
                str(file)
                if isinstance(file, Path)
                else dict(zip(("name", "mimeType", "buffer"), file, strict=True))
                for file in files
            ]
            self.page.locator("#status").evaluate("node => { node.textContent = '' }")
            self.page.locator("#files").set_input_files(given)
            self.page.locator("#status", has_text="Đã đọc xong").wait_for(timeout=wait * 1000)

        self.do(chosen)

    def record(self, content: bytes, name: str = "record.json") -> None:
        self.give((name, "application/json", content))

    def paste(self, text: str) -> None:
        def pasted() -> None:
            self.page.locator("#text").evaluate("(node, text) => { node.value = text }", text)
            self.page.locator("#read").click()

        self.do(pasted)

    def type_key(self, text: str) -> None:
        def typed() -> None:
            self.page.locator("#key").fill(text)
            self.page.wait_for_timeout(500)

        self.do(typed)

    def click(self, selector: str) -> None:
        self.do(lambda: self.page.locator(selector).click())

    def text(self, selector: str) -> str:
        """All text inside, also of what is folded away."""
        return self.do(lambda: " ".join(self.page.locator(selector).all_text_contents()))

    def look(self, script: str) -> Any:
        """What a function of the page's body gives."""
        return self.do(lambda: self.page.locator("body").evaluate(script))

    @property
    def verdict(self) -> str:
        """`yes`, `no`, `open`; empty while there is nothing to judge."""
        found = self.look("body => body.querySelector('#verdict .verdict')?.className ?? ''")
        return str(found).replace("verdict", "").strip()

    def keys(self, mark: str) -> list[str]:
        """Which sentences of the checks bear this mark."""
        script = f"body => [...body.querySelectorAll('#checks li.{mark}')].map(node => node.dataset.key)"
        return [str(key) for key in self.look(script)]

    def problems(self) -> list[str]:
        """Sentences about what could not be taken."""
        script = "body => [...body.querySelectorAll('#given > ul li')].map(node => node.textContent)"
        return [str(text) for text in self.look(script)]

    def tiles(self) -> Sequence[str]:
        return [
            str(kind)
            for kind in self.look("body => [...body.querySelectorAll('#tiles li')].map(n => n.className)")
        ]

    def axe(self, script: str) -> list[Mapping[str, Any]]:
        """Violations of WCAG 2 A and AA, and of AAA's contrast, that axe-core finds."""

        def run() -> list[Mapping[str, Any]]:
            session = self._context.new_cdp_session(self.page)
            session.send("Runtime.evaluate", {"expression": script})
            rules = f"{{runOnly: {AXE_RULES}, rules: {{'color-contrast-enhanced': {{enabled: true}}}}}}"
            found = session.send(
                "Runtime.evaluate",
                {
                    "expression": f"axe.run(document, {rules}).then(r => [r.passes.length, r.violations])",
                    "awaitPromise": True,
                    "returnByValue": True,
                },
            )
            passed, violations = found["result"]["value"]
            assert passed > 10, "axe-core looked at nothing"
            return list(violations)

        return self.do(run)

    def picture(self, path: Path) -> None:
        self.do(lambda: self.page.screenshot(path=str(path), full_page=True))
