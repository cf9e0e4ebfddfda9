"""The program's fingerprint: the same for the same files wherever they lie, another one for any other."""

import gettext
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
import console
from console.language import install
from data import release
from data.release import FILES, FOLDERS, ROOT, release_list
from data.signing import code, is_code


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """A command installs a language and narrows the umask; the next test finds both as before."""
    mask = os.umask(0o022)
    yield
    os.umask(mask)
    install(gettext.NullTranslations())


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small program."""
    for name, content in {
        "app.py": "print()\n",
        "requirements.txt": "x==1\n",
        "README.md": "words\n",
        "verifier/index.html": "<html>",
        "verifier/notes.txt": "words",
        "console/rules.py": "RULES = 1\n",
        "data/rules/chặt.toml": "a = 1\n",
        "data/fonts/face.ttf": "\0\1",
        "screens/look.tcss": "x {}\n",
        "tests/test_x.py": "x = 1\n",
    }.items():
        path = tmp_path / "a" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
    return tmp_path / "a"


def names(tree: Path) -> list[str]:
    return [line[66:] for line in release_list(tree).decode().splitlines()]


def test_the_list_names_what_runs_and_nothing_else(tree: Path) -> None:
    assert names(tree) == [
        "app.py",
        "console/rules.py",
        "data/fonts/face.ttf",
        "data/rules/chặt.toml",
        "requirements.txt",
        "screens/look.tcss",
        "verifier/index.html",
    ]


def test_a_copy_elsewhere_has_the_same_fingerprint(tree: Path, tmp_path: Path) -> None:
    shutil.copytree(tree, tmp_path / "nơi khác")
    assert release.release(tmp_path / "nơi khác") == release.release(tree)
    assert is_code(release.release(tree))


def test_one_byte_one_name_or_one_file_more_is_another_program(tree: Path) -> None:
    def changed() -> Iterator[str]:
        yield release.release(tree)
        (tree / "data/fonts/face.ttf").write_bytes(b"\0\2")
        yield release.release(tree)
        (tree / "console/rules.py").rename(tree / "console/rule.py")
        yield release.release(tree)
        for name in ("data/new.py", "data/new.so", "data/rules/ours.toml", "screens/deep/er/x.tcss"):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_bytes(b"")
            yield release.release(tree)
        (tree / "app.py").unlink()
        yield release.release(tree)

    codes = list(changed())
    assert len(set(codes)) == len(codes) == 8


@pytest.mark.parametrize(
    "name",
    [
        "console/__pycache__/rules.cpython-311.pyc",
        "data/x.pyc",
        "data/board.py~",
        "data/.board.py.swp",
        "screens/.DS_Store",
        "console/.idea/x.py",
        "data/locale/console.po.bak",
        "README.html",
        "verifier/other.html",
        "build/x.py",
    ],
)
def test_compiled_hidden_and_backup_files_do_not_count(tree: Path, name: str) -> None:
    before = release.release(tree)
    (tree / name).parent.mkdir(parents=True, exist_ok=True)
    (tree / name).write_bytes(b"x")
    assert release.release(tree) == before


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this system")
def test_the_list_is_what_sha256sum_prints(tree: Path) -> None:
    printed = subprocess.run(["sha256sum", *names(tree)], cwd=tree, capture_output=True, check=True).stdout
    assert printed == release_list(tree)
    assert release.release(tree) == code(printed)


@pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in ("bash", "sha256sum", "xxd", "base32")),
    reason="no GNU tools on this system",
)
def test_the_commands_of_the_docs_give_the_fingerprint(tree: Path, tmp_path: Path) -> None:
    (tree / "data/x.pyc").write_bytes(b"x")
    (tree / "data/.hidden.py").write_bytes(b"x")
    page = (ROOT / "docs/release.md").read_text(encoding="utf-8")
    block = "\n".join(line[4:] for line in page.splitlines() if line.startswith("    "))
    made = subprocess.run(["bash", "-c", block], cwd=tree, capture_output=True, text=True, check=True)
    assert made.stdout.strip() == release.release(tree).replace("-", "")


def test_every_committed_file_of_the_program_counts() -> None:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no git here: an unpacked release cannot say what was committed")
    wanted = [*FILES, *FOLDERS]
    listed = subprocess.run(["git", "ls-files", "-z", *wanted], cwd=ROOT, capture_output=True, check=True)
    committed = {name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).exists()}
    assert len(committed) > 150
    assert committed <= set(names(ROOT))


def test_the_program_says_its_version_and_its_fingerprint(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--version"]) == 0
    assert capsys.readouterr().out == f"{console.VERSION} {release.release()}\n"
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in about["project"]["dynamic"]
    assert about["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "console.VERSION"}


def test_the_fingerprint_is_asked_for_once_and_not_at_the_start() -> None:
    began = "import sys, app, data.folder, screens.console_app; print('data.release' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", began], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"
    assert release.release() is release.release()


def test_a_name_that_is_no_text_is_listed_all_the_same(tree: Path) -> None:
    odd = os.fsencode(tree) + b"/data/\xff.toml"
    try:
        Path(os.fsdecode(odd)).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes text alone")
    assert b"data/\xff.toml" in release_list(tree)
