"""The program's memory is not written to a disk, and no variable opens it."""

import gettext
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.language import install
from data.hardening import STEERING, harden

ROOT = Path(__file__).parents[2]

PROGRAM = """
import ctypes, os, resource, signal, sys
from data.hardening import harden
left = harden() if "hard" in sys.argv else ()
breakpoint()
print(left, resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """A command installs a language and narrows the umask; the next test finds both as before."""
    mask = os.umask(0o022)
    os.umask(mask)
    yield
    os.umask(mask)
    install(gettext.NullTranslations())


def run(*arguments: str, **variables: str) -> str:
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    return told.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="NOT CHECKED HERE: prctl is Linux's")
def test_no_core_is_dumped_and_nobody_of_this_user_attaches() -> None:
    assert run("hard", PYTHONINSPECT="1", PYTHONBREAKPOINT="os.abort") == "() (0, 0) 0\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="NOT CHECKED HERE: prctl is Linux's")
def test_without_it_the_memory_could_be_read() -> None:
    assert run(PYTHONBREAKPOINT="0").endswith(" 1\n")


def test_variables_that_open_python_are_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.hardening._no_core", lambda: False)
    monkeypatch.setattr("data.hardening._closed", lambda: True)
    monkeypatch.setattr(sys, "breakpointhook", sys.breakpointhook)
    environ = dict.fromkeys(STEERING, "1") | {"HOME": "/x"}
    assert harden(environ) == ("RLIMIT_CORE",)
    assert environ == {"HOME": "/x"}


def test_every_command_with_a_screen_is_hardened_first(monkeypatch: pytest.MonkeyPatch) -> None:
    import app
    import data.hardening

    done: list[str] = []
    monkeypatch.setattr(data.hardening, "harden", lambda: done.append("hardened"))

    def screen(_options: object) -> int:
        done.append("screen")
        return 0

    for command in ("start", "open", "present"):
        monkeypatch.setitem(app.HANDLERS, command, screen)
    for arguments in ([], ["open", "x"], ["present", "x"]):
        done.clear()
        assert app.main(arguments) == 0
        assert done == ["hardened", "screen"]
