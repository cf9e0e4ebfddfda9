"""The door: exit codes, one line for a person, no traceback, and no screen where none is needed."""

import gettext
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from console.errors import BadInput
from console.language import install

ROOT = Path(__file__).parent.parent
COMMANDS = (
    "open",
    "new",
    "sample",
    "present",
    "rehearse",
    "count",
    "export",
    "verify",
    "check",
    "resume",
    "restore",
    "forget",
    "key",
)


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """A command installs a language and narrows the umask; the next test finds both as before."""
    mask = os.umask(0o022)
    yield
    os.umask(mask)
    install(gettext.NullTranslations())


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = app.main(["--lang", "en", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def started(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own, without any terminal (`</dev/null | cat`)."""
    return subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        check=False,
        env={**os.environ, "TERM": "xterm-256color"},
    )


def one_sentence(error: str) -> bool:
    return error.count("\n") == 1 and error.strip() != "" and "Traceback" not in error


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "hội nghị"
    assert run("sample", "tinh-mau", str(path), capsys=capsys)[0] == 0
    return path


def test_every_command_has_its_handler_and_its_words() -> None:
    assert set(COMMANDS) == set(app.COMMANDS)
    assert set(COMMANDS) | {"start"} == set(app.HANDLERS)


WRONG = [
    ("fly",),
    ("--lang", "fr", "check", "x"),
    ("open",),
    ("sample", "tinh-mau"),
    ("verify",),
    ("count", "a.csv"),
    ("export", "x"),
    ("rehearse", "x", "--seed", "abc"),
    ("check", "x", "--what"),
    ("key", "x", "--protect", "--unprotect"),
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_wrong_command_line_is_one_sentence_and_exit_2(
    arguments: tuple[str, ...], lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main([*arguments, "--lang", lang] if "--lang" not in arguments else [*arguments]) == 2
    said = capsys.readouterr()
    assert one_sentence(said.err)
    assert "app.py --help" in said.err
    assert said.out == ""


MISSING = [
    ("check", "{no}"),
    ("forget", "{no}"),
    ("key", "{no}"),
    ("key", "{no}", "--protect"),
    ("rehearse", "{no}"),
    ("export", "{no}", "--out", "{no}/out"),
    ("verify", "{no}"),
    ("count", "{no}.csv", "--rules", "{no}.toml"),
    ("new", "{no}", "--units", "{no}.csv"),
    ("new", "{no}", "--rules", "{no}.toml"),
    ("sample", "nowhere", "{no}"),
    ("sample", "tinh-mau", "{file}"),
    ("check", "{file}"),
    ("open", "{no}"),
    ("present", "{no}"),
]


@pytest.mark.parametrize("arguments", MISSING, ids=" ".join)
def test_what_is_not_there_is_one_sentence_and_exit_2(
    arguments: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tệp").write_text("x")
    places = {"no": str(tmp_path / "không có [/] x"), "file": str(tmp_path / "tệp")}
    code, out, error = run(*(a.format(**places) for a in arguments), capsys=capsys)
    assert code == 2, out + error
    assert one_sentence(error), error
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tệp"], "nothing is left behind"


def test_a_sample_is_made_checked_rehearsed_exported_and_verified(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def right(*arguments: str) -> str:
        code, out, error = run(*arguments, capsys=capsys)
        assert (code, error) == (0, ""), arguments
        return out

    assert "sound" in right("check", str(folder))
    out = right("rehearse", str(folder), "--seed", "3", "--out", str(tmp_path / "thử"))
    assert "CHẠY THỬ" in out
    record = tmp_path / "thử" / "chay-thu-3" / "record"
    right("verify", str(record))
    right("export", str(folder), "--out", str(tmp_path / "ra"))
    right("verify", str(tmp_path / "ra"))


def test_a_damaged_folder_and_a_changed_record_are_exit_1(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("export", str(folder), "--out", str(tmp_path / "ra"), capsys=capsys)
    for path, command in ((tmp_path / "ra" / "record.json", "verify"), (folder / "conference.json", "check")):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(bytes(content))
        code, out, error = run(command, str(path.parent), capsys=capsys)
        assert code == 1
        assert path.name in out + error


def test_nothing_is_made_over_what_is_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "conference.json").read_bytes()
    for command in (("sample", "tinh-mau", str(folder)), ("new", str(folder))):
        code, _out, error = run(*command, capsys=capsys)
        assert code == 2
        assert one_sentence(error)
    assert (folder / "conference.json").read_bytes() == before


def test_a_new_folder_takes_its_units_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, error = run("new", str(tmp_path / "mới"), capsys=capsys)
    assert (code, error) == (0, "")
    assert str(tmp_path / "mới") in out
    assert run("check", str(tmp_path / "mới"), capsys=capsys)[0] == 0


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_language_is_taken_before_or_behind_the_command(
    lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["--lang", lang, "check", "/không"], ["check", "/không", f"--lang={lang}"]):
        assert app.main(arguments) == 2
        assert ("is not a folder" in capsys.readouterr().err) is (lang == "en")


def test_every_help_is_in_the_language_and_exit_0(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ((), *((c,) for c in COMMANDS)):
        with pytest.raises(SystemExit) as left:
            app.main(["--lang", "vi", *command, "--help"])
        assert left.value.code == 0
        said = capsys.readouterr()
        assert said.err == ""
        assert "usage" not in said.out


def test_an_error_inside_is_one_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_options: object) -> int:
        raise RuntimeError("two\nlines")

    monkeypatch.setitem(app.HANDLERS, "check", broken)
    code, _out, error = run("check", "x", capsys=capsys)
    assert code == 2
    assert one_sentence(error)
    assert "RuntimeError: two lines" in error

    def refused(_options: object) -> int:
        raise BadInput("one thing.\nAnd another.")

    monkeypatch.setitem(app.HANDLERS, "check", refused)
    assert run("check", "x", capsys=capsys) == (2, "", "one thing. And another.\n")

    def interrupted(_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(app.HANDLERS, "check", interrupted)
    assert run("check", "x", capsys=capsys) == (130, "", "")


# --- as a process of its own ---------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [(), ("open", "{folder}"), ("present", "{folder}")], ids=str)
def test_without_a_terminal_a_screen_says_so_and_exits_2(arguments: tuple[str, ...], folder: Path) -> None:
    done = started(*(a.format(folder=folder) for a in arguments))
    assert done.returncode == 2
    assert one_sentence(done.stderr), done.stderr
    assert done.stdout == "", "no escape sequences into a pipe"


HEADLESS = """
import sys
import app
code = app.main(sys.argv[1:])
slow = sorted({"textual", "rich"} & set(sys.modules))
print("IMPORTED", slow, file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "{folder}"),
        ("export", "{folder}", "--out", "{out}"),
        ("rehearse", "{folder}", "--out", "{out}"),
        ("new", "{out}"),
        ("sample", "dien-bien-2022", "{out}"),
    ],
    ids=lambda a: a[0],
)
def test_a_command_without_a_screen_never_imports_textual(
    arguments: tuple[str, ...], folder: Path, tmp_path: Path
) -> None:
    places = {"folder": str(folder), "out": str(tmp_path / "ra")}
    done = subprocess.run(
        [sys.executable, "-c", HEADLESS, *(a.format(**places) for a in arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == "IMPORTED []\n"


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" app.py --help | head -c 1; echo', sys.executable],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        check=False,
    )
    assert "Traceback" not in done.stderr


def test_what_the_console_writes_is_for_its_owner(folder: Path) -> None:
    for path in folder.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_vietnamese_reaches_a_pipe_whatever_the_locale(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "app.py"), "check", str(tmp_path)],
        capture_output=True,
        timeout=60,
        cwd=ROOT,
        check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )
    assert done.returncode == 2
    assert "không" in done.stderr.decode("utf-8").lower()
