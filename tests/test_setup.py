"""The way from a fresh machine to a running console, and what it installs."""

import ast
import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from types import SimpleNamespace

import pytest
from filelock import FileLock
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from data.lock import LOCK
from tools import start

ROOT = Path(__file__).resolve().parent.parent
FILES = ("requirements.txt", "requirements-dev.txt")
CHECK = "requirements-check.txt"
"""Installed by `make check` alone; where it is not, the tests that need it say so and are skipped."""
MODULES = {"cv2": "opencv-python-headless"}
"""Module -> package, where the names differ and the package may not be there to ask."""
MACHINES = [
    {"sys_platform": system, "platform_system": name, "os_name": kind, "python_version": python}
    | {"python_full_version": f"{python}.0", "extra": ""}
    for system, name, kind in (
        ("linux", "Linux", "posix"),
        ("win32", "Windows", "nt"),
        ("darwin", "Darwin", "posix"),
    )
    for python in ("3.11", "3.12", "3.13", "3.14")
]


def lines(name: str) -> list[tuple[str, str]]:
    """Requirement and reason of each line that names one."""
    pairs = [line.partition("#")[::2] for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    return [(wanted.strip(), reason.strip()) for wanted, reason in pairs if wanted.strip()]


def requirements(*names: str) -> list[Requirement]:
    """What these files pin."""
    return [
        Requirement(wanted) for name in names for wanted, _ in lines(name) if not wanted.startswith("-r ")
    ]


def direct(name: str) -> list[str]:
    """Names of the first block of a file: what the project itself asks for."""
    text = (ROOT / name).read_text(encoding="utf-8").partition("# What those need")[0]
    return re.findall(r"^([A-Za-z][\w.-]*)==", text, flags=re.MULTILINE)


# --- What is pinned ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", requirements(*FILES), ids=str)
def test_a_requirement_is_pinned_to_one_version_and_that_is_the_one_installed(wanted: Requirement) -> None:
    assert re.fullmatch(r"==[\w.]+", str(wanted.specifier))
    assert wanted.url is None
    if wanted.marker is None or wanted.marker.evaluate():
        assert f"=={distribution(wanted.name).version}" == str(wanted.specifier)


@pytest.mark.parametrize("wanted", requirements(CHECK), ids=str)
def test_what_only_the_checks_need_is_pinned_and_the_one_installed_where_it_is(wanted: Requirement) -> None:
    assert re.fullmatch(r"==[\w.]+", str(wanted.specifier))
    try:
        there = distribution(wanted.name).version
    except PackageNotFoundError:
        pytest.skip(f"{wanted.name} is not installed: make check installs {CHECK}")
    assert f"=={there}" == str(wanted.specifier)


@pytest.mark.parametrize("name", [*FILES, CHECK])
def test_a_requirement_says_why_it_is_there(name: str) -> None:
    assert [wanted for wanted, reason in lines(name) if not reason and not wanted.startswith("-r ")] == []


def test_nothing_is_pinned_twice_and_no_line_names_a_place_to_fetch_from() -> None:
    names = [canonicalize_name(wanted.name) for wanted in requirements(*FILES, CHECK)]
    assert len(names) == len(set(names))
    for name in (*FILES, CHECK):
        assert not re.search(r"://|^\s*--|/simple", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(
    "machine", MACHINES, ids=lambda machine: f"{machine['sys_platform']}-{machine['python_version']}"
)
@pytest.mark.parametrize("files", [FILES[:1], FILES], ids=["run", "test"])
def test_all_that_is_needed_is_pinned_on_every_system_and_python(
    files: tuple[str, ...], machine: dict[str, str]
) -> None:
    pinned = {canonicalize_name(wanted.name) for wanted in requirements(*files)}
    for wanted in requirements(*files):
        if wanted.marker is not None and not wanted.marker.evaluate():
            continue
        known = distribution(wanted.name)
        assert machine["python_full_version"] in SpecifierSet(
            str(known.metadata.json.get("requires_python", ""))
        )
        for needed in map(Requirement, known.requires or ()):
            if needed.marker is None or needed.marker.evaluate(machine):
                assert canonicalize_name(needed.name) in pinned, f"{wanted.name} needs {needed}"


@pytest.mark.parametrize("name", [*direct(FILES[0]), *direct(FILES[1]), *direct(CHECK)])
def test_the_readme_says_why_a_library_is_there(name: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| {re.escape(name)} \| \S.* \|$", readme, re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize(
    ("rooms", "files"),
    [(("app.py", "console", "data", "screens"), FILES[:1]), (("tools", "tests"), (*FILES, CHECK))],
)
def test_every_library_that_the_code_imports_is_pinned(
    rooms: tuple[str, ...], files: tuple[str, ...]
) -> None:
    pinned = {canonicalize_name(wanted.name) for wanted in requirements(*files)}
    providers = packages_distributions()
    own = {"app", "console", "data", "screens", "tools", "tests", "benchmarks"}
    for room in rooms:
        for path in [ROOT / room] if room.endswith(".py") else sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {
                alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
            }
            names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
            for name in {name.partition(".")[0] for name in names} - own - sys.stdlib_module_names:
                known = {
                    canonicalize_name(provider) for provider in providers.get(name, [MODULES.get(name, name)])
                }
                assert known & pinned, f"{path.relative_to(ROOT)} imports {name}, which is not pinned"


# --- tools/start.py ---------------------------------------------------------------------------------------


class Pip:
    """Stands for pip: counts its runs and ends as it is told."""

    def __init__(self, code: int = 0, output: str = "") -> None:
        self.code, self.output = code, output
        self.runs: list[list[str]] = []

    def __call__(self, command: list[str], **options: object) -> SimpleNamespace:
        self.runs.append(command)
        out = options.get("stdout")
        if hasattr(out, "write"):
            out.write(self.output)
        return SimpleNamespace(returncode=self.code, stdout=self.output, stderr="")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program folder whose .venv is there, with a pip that only counts."""
    (tmp_path / "requirements.txt").write_text("textual==1\n", encoding="utf-8")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\npytest==1\n", encoding="utf-8")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(start, "make_venv", lambda root: start.interpreter(root / ".venv"))
    return tmp_path


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> Pip:
    """The pip of `root`."""
    pip = Pip()
    monkeypatch.setattr(subprocess, "run", pip)
    return pip


def test_a_second_run_installs_nothing(root: Path, pip: Pip) -> None:
    for _ in range(3):
        start.install(root, "requirements.txt")
    assert len(pip.runs) == 1


def test_what_the_tests_need_holds_what_the_console_needs(root: Path, pip: Pip) -> None:
    start.install(root, "requirements-dev.txt")
    start.install(root, "requirements.txt")
    assert len(pip.runs) == 1


def test_a_changed_requirement_is_installed_also_through_the_file_that_includes_it(
    root: Path, pip: Pip
) -> None:
    start.install(root, "requirements-dev.txt")
    (root / "requirements.txt").write_text("textual==2\n", encoding="utf-8")
    start.install(root, "requirements-dev.txt")
    assert len(pip.runs) == 2


def test_an_install_without_a_network_is_said_in_words_and_tried_again_next_time(
    root: Path, pip: Pip
) -> None:
    pip.code, pip.output = 1, "WARNING: NewConnectionError(...)\nERROR: No matching distribution found\n"
    with pytest.raises(start.SetupError, match="no network"):
        start.install(root, "requirements.txt")
    assert start.installed(root / ".venv") == {}


def test_an_install_that_fails_for_another_reason_gives_it_and_the_log(root: Path, pip: Pip) -> None:
    pip.code, pip.output = 1, "ERROR: Could not install packages: [Errno 28] No space left on device\n"
    with pytest.raises(start.SetupError, match=r"No space left on device See .*install\.log"):
        start.install(root, "requirements.txt")


def test_a_damaged_note_of_what_was_installed_leads_to_a_new_install(root: Path, pip: Pip) -> None:
    start.install(root, "requirements.txt")
    (root / ".venv" / start.STAMP).write_text("[", encoding="utf-8")
    start.install(root, "requirements.txt")
    assert len(pip.runs) == 2


def test_a_python_without_venv_is_told_the_name_of_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "find_spec", lambda name: None)
    with pytest.raises(start.SetupError, match="apt install python3-venv"):
        start.make_venv(tmp_path)


def test_a_folder_called_venv_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(start.SetupError, match="no Python environment"):
        start.make_venv(tmp_path)
    assert (tmp_path / ".venv" / "mine.txt").exists()


@pytest.mark.parametrize(
    ("version", "answer"),
    [((3, 10, 14), True), ((2, 7), True), ((3, 11), False), ((3, 14, 0), False), ((4, 0), False)],
)
def test_python_3_11_is_the_oldest(version: tuple[int, ...], answer: bool) -> None:
    assert start.too_old(version) is answer


def test_an_old_python_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(start, "newer_python", lambda: None)
    assert start.main(["run"]) == 2
    assert "Python 3.11 or newer is needed, this is 3.9" in capsys.readouterr().err


def test_an_old_python_can_read_the_script_that_says_it_is_too_old() -> None:
    ast.parse((ROOT / "tools" / "start.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_the_script_needs_nothing_but_python() -> None:
    tree = ast.parse((ROOT / "tools" / "start.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_without_a_terminal_the_console_says_so_and_touches_nothing() -> None:
    before = sorted(path.name for path in ROOT.glob("my-conference*"))
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "start.py"), "run"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "FRESH": "1"},
        check=False,
    )
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in ROOT.glob("my-conference*")) == before


def test_an_unknown_command_is_answered_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main(["rum"]) == 2
    assert "run, test, check" in capsys.readouterr().err


@pytest.fixture
def calls(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What `run` starts, in a terminal; making the sample makes its folder."""
    made: list[list[str]] = []

    def call(command: list[str], root: Path) -> int:
        made.append(command[2:])
        if "sample" in command:
            (root / command[-1]).mkdir()
            (root / command[-1] / "conference.json").write_text(str(len(made)), encoding="utf-8")
        return 0

    monkeypatch.setattr(start, "call", call)
    monkeypatch.setattr(start, "install", lambda root, name: root / "python")
    for stream in ("stdin", "stdout"):
        monkeypatch.setattr(getattr(sys, stream), "isatty", lambda: True, raising=False)
    monkeypatch.delenv("FRESH", raising=False)
    return made


def test_the_first_run_copies_the_sample_and_the_second_goes_on_with_it(
    root: Path, calls: list[list[str]]
) -> None:
    assert start.run(root, []) == start.run(root, []) == 0
    assert calls == [["sample", "dien-bien-2022", "my-conference"], *[["open", "my-conference"]] * 2]


def test_fresh_starts_anew_and_deletes_nothing(
    root: Path, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    start.run(root, [])
    monkeypatch.setenv("FRESH", "1")
    start.run(root, [])
    start.run(root, [])
    kept = {path.parent.name: path.read_text(encoding="utf-8") for path in root.glob("*/conference.json")}
    assert kept == {"my-conference-1": "1", "my-conference-2": "3", "my-conference": "5"}


def test_fresh_leaves_a_folder_alone_that_a_console_has_open(
    root: Path, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    start.run(root, [])
    monkeypatch.setattr(start, "install", lambda root, name: Path(sys.executable))
    with (
        FileLock(root / "my-conference" / LOCK),
        pytest.raises(start.SetupError, match="open in another window"),
    ):
        start.run(root, ["--fresh"])
    assert start.run(root, ["--fresh"]) == 0
    assert (root / "my-conference-1").exists()


def test_a_sample_that_fails_is_not_opened(
    root: Path, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    def fail(command: list[str], root: Path) -> int:
        started.append(command[2:])
        return 2

    monkeypatch.setattr(start, "call", fail)
    assert start.run(root, []) == 2
    assert started == [["sample", "dien-bien-2022", "my-conference"]]


@pytest.mark.parametrize(("code", "wiped"), [(0, 0), (2, 0), (128 + 9, 1), (128 + 11, 1)])
def test_a_console_that_was_killed_in_mid_screen_is_wiped_from_the_terminal(
    root: Path, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, code: int, wiped: int
) -> None:
    start.run(root, [])
    wipes: list[str] = []
    monkeypatch.setattr(start, "call", lambda command, root: code)
    monkeypatch.setattr(start, "wipe_terminal", lambda: wipes.append("wiped"))
    assert start.run(root, []) == code
    assert len(wipes) == wiped


def test_wiping_leaves_the_alternate_screen_and_all_reports(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    start.wipe_terminal()
    told = capsys.readouterr().out
    for sign in ("\x1b[?1049l", "\x1b[?25h", "\x1b[?1003l", "\x1b[?2004l", "\x1b[<u"):
        assert sign in told


def test_every_program_that_is_started_speaks_utf_8() -> None:
    assert start.environment({"A": "b"}) == {"A": "b", "PYTHONUTF8": "1"}


def test_the_exit_code_of_a_program_comes_through(tmp_path: Path) -> None:
    assert start.call([sys.executable, "-c", "raise SystemExit(7)"], tmp_path) == 7


def test_the_last_line_of_a_check_counts_the_tests(tmp_path: Path) -> None:
    report = tmp_path / "tests.xml"
    suite = '<testsuite tests="12" failures="1" errors="1" skipped="3"/>'
    report.write_text(f"<testsuites>{suite}</testsuites>", encoding="utf-8")
    assert start.totals(report) == "7 passed, 2 failed, 3 skipped"
    assert start.totals(tmp_path / "none.xml") == "0 passed, 1 failed"


@pytest.mark.slow
def test_a_real_environment_is_made_once_and_a_half_made_one_again(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("# nothing\n", encoding="utf-8")
    python = start.install(tmp_path, "requirements.txt")
    made = python.lstat().st_mtime_ns
    assert start.works(python)
    assert start.install(tmp_path, "requirements.txt") == python
    assert python.lstat().st_mtime_ns == made
    (tmp_path / ".venv" / start.STAMP).unlink()
    for pip in (tmp_path / ".venv").rglob("site-packages/pip"):
        pip.rename(pip.with_name("gone"))
    assert start.works(start.install(tmp_path, "requirements.txt"))
    assert start.installed(tmp_path / ".venv").keys() == {"requirements.txt"}
