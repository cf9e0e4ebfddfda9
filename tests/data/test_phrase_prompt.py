"""The secretary's phrase on the command line: unseen, twice when it is new, asked for only where needed."""

import getpass
import gettext
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import app
from console.errors import BadInput, ConsoleError, WrongPhrase
from console.language import install
from data import signing
from data.box_tellers import TRIAL
from data.disk import RealDisk
from data.folder import found, opened, read
from data.lock import FolderInUse
from data.phrase_prompt import ask_phrase, key_command, key_of
from tests.console.desk import bloc
from tests.data.test_store import Clock, chance

PHRASE = "mùa thu năm nay nắng đẹp"


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """A command installs a language and narrows the umask; the next test finds both as before."""
    mask = os.umask(0o022)
    yield
    os.umask(mask)
    install(gettext.NullTranslations())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder; a phrase costs as little as it can."""
    found(tmp_path / "hoi-nghi", bloc(), Clock())
    ordinary = signing.protect
    monkeypatch.setattr(
        signing, "protect", lambda disk, folder, old, new: ordinary(disk, folder, old, new, TRIAL)
    )
    return tmp_path / "hoi-nghi"


def typing(*lines: str) -> Callable[[str], str]:
    """Somebody who types these."""
    rest: Iterator[str] = iter(lines)
    return lambda question: next(rest)


def nobody(question: str) -> str:
    raise AssertionError(question)


def said(folder: Path, change: str | None, ask: Callable[[str], str] = nobody) -> str:
    out = io.StringIO()
    assert key_command(folder, change, out, ask) == 0
    return out.getvalue()


def test_the_key_is_shown_without_a_phrase_and_so_is_whether_it_has_one(folder: Path) -> None:
    code = read(folder)[0].meeting.key
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert code in said(folder, None)
    assert "under no phrase" in said(folder, None)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert "nobody signs" in said(folder, "protect", typing(PHRASE, f" {PHRASE}"))
    assert code in said(folder, None)
    assert key_of(RealDisk(), folder, typing(PHRASE)).public
    assert "under no phrase" in said(folder, "unprotect", typing(PHRASE))
    assert key_of(RealDisk(), folder, nobody).public


@pytest.mark.parametrize("lines", [(PHRASE, f"{PHRASE}x"), ("ngắn thôi", "ngắn thôi"), ("", ""), (" ", " ")])
def test_a_new_phrase_that_is_not_typed_twice_alike_or_is_too_short_changes_nothing(
    folder: Path, lines: tuple[str, ...]
) -> None:
    with pytest.raises(ConsoleError):
        key_command(folder, "protect", io.StringIO(), typing(*lines))
    assert "under no phrase" in said(folder, None)


def test_a_wrong_phrase_is_said_before_a_new_one_is_asked_for(folder: Path) -> None:
    said(folder, "protect", typing(PHRASE, PHRASE))
    with pytest.raises(WrongPhrase):
        key_command(folder, "protect", io.StringIO(), typing("không phải cụm từ ấy"))
    with pytest.raises(WrongPhrase):
        key_of(RealDisk(), folder, typing("không phải cụm từ ấy"))


def test_there_must_be_something_to_change_and_nobody_else_in_the_folder(folder: Path) -> None:
    with pytest.raises(BadInput, match="none to take away"):
        key_command(folder, "unprotect", io.StringIO(), nobody)
    with opened(folder, Clock(), chance()), pytest.raises(FolderInUse):
        key_command(folder, "protect", io.StringIO(), typing(PHRASE, PHRASE))
    found(folder.parent / "khac", bloc(), Clock())
    (folder / "conference.key").write_bytes((folder.parent / "khac" / "conference.key").read_bytes())
    with pytest.raises(BadInput, match="not the one"):
        key_command(folder, None, io.StringIO(), nobody)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_nothing_typed_is_shown_elsewhere_a_line_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("seen\n"))
    monkeypatch.setattr(getpass, "getpass", lambda question: f"unseen: {question}")
    assert ask_phrase("Cụm từ") == "unseen: Cụm từ: "
    monkeypatch.setattr("sys.stdin", io.StringIO("một\r\nhai\nba"))
    assert [ask_phrase("?") for _n in range(3)] == ["một", "hai", "ba"]
    with pytest.raises(BadInput, match="nothing was typed"):
        ask_phrase("?")


def test_a_record_is_exported_with_the_phrase_and_not_without(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said(folder, "protect", typing(PHRASE, PHRASE))
    command = ["--lang", "en", "export", str(folder), "--out", str(tmp_path / "ho-so")]
    for typed, code in (("", 2), ("sai cụm từ rồi\n", 2), (f"{PHRASE}\n", 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert app.main(command) == code
        assert (tmp_path / "ho-so").exists() == (code == 0)
    assert PHRASE not in "".join(capsys.readouterr())
