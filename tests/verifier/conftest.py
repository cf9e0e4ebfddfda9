"""A browser for the tests of the verifier, one a process; without one they are skipped and say so."""

from collections.abc import Iterator

import pytest

from tests.verifier.browser import PAGE, Chromium, Verifier, chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    pytest.importorskip(
        "playwright", reason="NO PLAYWRIGHT: the verifier is not tested (make check installs it)"
    )
    if chromium() is None:
        pytest.skip("NO CHROMIUM on this machine: the verifier is not tested in a browser")
    running = Chromium()
    yield running
    running.close()


@pytest.fixture
def verifier(browser: Chromium) -> Iterator[Verifier]:
    """The page, just opened; at the end it asked for no address and its script had no error."""
    opened = browser.verifier()
    yield opened
    asked, errors = opened.asked, opened.errors
    opened.close()
    assert asked == []
    assert errors == []
    assert PAGE.exists()
