"""From a fresh machine to a running console: the one script behind the Makefile and start.bat.

    start.py run [--fresh]    the console on ./my-conference (a copy of the sample dien-bien-2022)
    start.py test [...]       the everyday tests; what follows goes to pytest
    start.py check            format, lint, types, layers, catalogue, every test
    start.py bench [...]      the measurements of benchmarks/
    start.py catalogue        compile and check the words of the screens
    start.py format           bring the code into shape

Needs nothing but Python. It makes .venv when there is none and installs the pinned requirements when they
have changed; a second run installs nothing and needs no network. It asks no questions.

This file itself must still be readable for Python 3.7, which is told in words that it is too old.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as Xml
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
SAMPLE = "dien-bien-2022"
CONFERENCE = "my-conference"
STAMP = "installed-requirements.json"
FILES = ("requirements.txt", "requirements-dev.txt", "requirements-check.txt", "requirements-bench.txt")
"""Each includes the one before."""
KILLED = 128
"""An exit code above it is that of a program which a signal ended."""
REPORTS = (1000, 1002, 1003, 1004, 1006, 1015, 1016, 2004, 2048)
NO_NETWORK = (
    "NewConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "ProxyError",
    "NameResolutionError",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "getaddrinfo failed",
    "Max retries exceeded",
    "Connection refused",
)


class SetupError(Exception):
    """Nothing more can be done; says why and what to do, in Vietnamese and in English."""

    def __init__(self, vietnamese: str, english: str) -> None:
        super().__init__(vietnamese + "\n" + english)


# --- Python and .venv -------------------------------------------------------------------------------------


def too_old(version: Sequence[int]) -> bool:
    """Tell whether a Python of this version cannot run the console."""
    return tuple(version[:2]) < OLDEST


def newer_python() -> str | None:
    """Find a Python that is new enough beside the one that is too old."""
    for minor in range(19, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and works(found):
            return found
    return None


def works(python: str | Path) -> bool:
    """Tell whether this interpreter starts and is new enough."""
    probe = f"import sys; sys.exit(sys.version_info < {OLDEST!r})"
    try:
        return subprocess.run([str(python), "-c", probe], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def interpreter(venv: Path) -> Path:
    """Where the Python of a virtual environment stands."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def make_venv(root: Path) -> Path:
    """Make .venv when there is none that works; return its interpreter."""
    venv = root / ".venv"
    python = interpreter(venv)
    finished = (venv / STAMP).exists() or ((venv / "pyvenv.cfg").exists() and _has_pip(python))
    if finished and works(python):
        return python
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        package = "python{}.{}-venv".format(*sys.version_info[:2])
        raise SetupError(
            f"Python này thiếu mô-đun venv. Hãy cài: sudo apt install python3-venv (hoặc {package}), "
            "rồi chạy lại.",
            f"This Python has no venv module. Install it: sudo apt install python3-venv (or {package}), "
            "then start again.",
        )
    if venv.exists() and not (venv / "pyvenv.cfg").exists():
        raise SetupError(
            f"{venv} đã có nhưng không phải môi trường Python. Hãy đổi tên thư mục đó, rồi chạy lại.",
            f"{venv} exists and is no Python environment. Rename it, then start again.",
        )
    say("Making .venv ...")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(venv)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        reason = _last_line(made.stdout + made.stderr)
        raise SetupError(
            f"Không tạo được {venv}: {reason} Hãy kiểm tra quyền ghi và dung lượng đĩa.",
            f"{venv} cannot be made: {reason} Look at write permission and disk space.",
        )
    return python


def _has_pip(python: Path) -> bool:
    """Tell whether making the environment once came to its end: pip is its last step."""
    try:
        probe = subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return probe.returncode == 0


# --- Requirements -----------------------------------------------------------------------------------------


def fingerprint(requirements: Path) -> str:
    """Hash of a requirements file together with the files it includes by `-r`."""
    digest = hashlib.sha256()
    for line in requirements.read_text(encoding="utf-8").splitlines():
        digest.update(line.encode() + b"\n")
        if line.startswith("-r "):
            digest.update(fingerprint(requirements.parent / line[3:].strip()).encode())
    return digest.hexdigest()


def installed(venv: Path) -> dict[str, str]:
    """What was installed last: name of a requirements file -> its fingerprint then."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in stamp.items()} if isinstance(stamp, dict) else {}


def install(root: Path, name: str) -> Path:
    """Have .venv hold what a requirements file pins; return its interpreter.

    Args:
        root: the folder of the program.
        name: one of `FILES`, which each include the one before.
    """
    python = make_venv(root)
    venv = root / ".venv"
    before = installed(venv)
    wanted = fingerprint(root / name)
    if before.get(name) == wanted:
        return python
    say(f"Installing {name} (once; needs the network) ...")
    command = [str(python), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    log = venv / "install.log"
    with log.open("w", encoding="utf-8") as out:
        code = subprocess.run(
            [*command, "--retries", "2", "-r", name],
            cwd=str(root),
            env=environment(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode
    if code != 0:
        raise failed_install(log.read_text(encoding="utf-8", errors="replace"), log)
    after = {**before, name: wanted}
    for included in FILES[: FILES.index(name)]:
        after[included] = fingerprint(root / included)
    (venv / STAMP).write_text(json.dumps(after, indent=1), encoding="utf-8")
    return python


def failed_install(output: str, log: Path) -> SetupError:
    """Put into words why pip gave up."""
    if any(sign in output for sign in NO_NETWORK):
        return SetupError(
            "Không có mạng để cài thư viện lần đầu. Hãy nối mạng rồi chạy lại; về sau không cần mạng nữa.",
            "There is no network to install the libraries with. Connect once and start again; "
            "later runs need none.",
        )
    reason = next(
        (line for line in reversed(output.splitlines()) if line.startswith("ERROR")), _last_line(output)
    )
    return SetupError(
        f"Không cài được thư viện: {reason} Xem {log}.",
        f"The libraries cannot be installed: {reason} See {log}.",
    )


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "?"


# --- Commands ---------------------------------------------------------------------------------------------


def environment(base: Mapping[str, str]) -> dict[str, str]:
    """The environment every child gets: UTF-8 on every system."""
    return {**base, "PYTHONUTF8": "1"}


def set_aside(folder: Path) -> Path:
    """Move a conference folder out of the way under the first free number; nothing is deleted."""
    number = 1
    while folder.with_name(f"{folder.name}-{number}").exists():
        number += 1
    aside = folder.with_name(f"{folder.name}-{number}")
    try:
        folder.rename(aside)
    except OSError as problem:
        raise SetupError(
            f"Không chuyển được {folder}: {problem.strerror}. Hãy đóng chương trình đang mở thư mục này.",
            f"{folder} cannot be moved: {problem.strerror}. Close the program that has it open.",
        ) from problem
    return aside


def is_open(python: Path, folder: Path) -> bool:
    """Tell whether a console has this folder open: it holds the lock of the system on `.lock` then."""
    probe = "import sys, filelock; filelock.FileLock(sys.argv[1]).acquire(timeout=0)"
    lock = folder / ".lock"
    return (
        lock.exists()
        and subprocess.run(
            [str(python), "-c", probe, str(lock)], stderr=subprocess.DEVNULL, check=False
        ).returncode
        != 0
    )


def run(root: Path, rest: Sequence[str]) -> int:
    """Open the console on ./my-conference, made from the sample when it is missing or FRESH=1."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SetupError(
            "Chương trình cần một cửa sổ dòng lệnh: hãy mở cửa sổ rồi gõ make run (Windows: start.bat).",
            "The console needs a terminal: open one and type make run there (Windows: start.bat).",
        )
    python = install(root, "requirements.txt")
    folder = root / CONFERENCE
    fresh = "--fresh" in rest or os.environ.get("FRESH", "") not in ("", "0")
    if fresh and folder.exists():
        if is_open(python, folder):
            raise SetupError(
                f"{CONFERENCE} đang mở ở một cửa sổ khác. Hãy đóng cửa sổ đó, rồi chạy lại.",
                f"{CONFERENCE} is open in another window. Close that one, then start again.",
            )
        say(f"The old folder is now {set_aside(folder).name}")
    app = [str(python), "app.py"]
    if not folder.exists():
        code = call([*app, "sample", SAMPLE, CONFERENCE], root)
        if code != 0:
            return code
    code = call([*app, "open", CONFERENCE, *(word for word in rest if word != "--fresh")], root)
    if code > KILLED:
        wipe_terminal()
    return code


def wipe_terminal() -> None:
    """Leave no ballot in sight and a terminal that works, where the console was killed in mid-screen."""
    # alternate screen left, cursor shown, wrapping on; mouse, focus, paste and key reports off
    sys.stdout.write("\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?7h" + "".join(f"\x1b[?{n}l" for n in REPORTS))
    sys.stdout.flush()
    if os.name == "posix" and shutil.which("stty"):
        subprocess.run(["stty", "sane"], check=False)


def test(root: Path, rest: Sequence[str]) -> int:
    """Run the everyday tests on every core."""
    python = install(root, "requirements-dev.txt")
    return call([str(python), "-m", "pytest", "-m", "not slow", "-n", "auto", "-rs", *rest], root)


def check(root: Path, rest: Sequence[str]) -> int:
    """Run everything that must hold before a change lands, all of it even after a failure."""
    python = str(install(root, "requirements-check.txt"))
    report = root / "build" / "tests.xml"
    report.parent.mkdir(exist_ok=True)
    report.unlink(missing_ok=True)
    steps = {
        "format": ["-m", "ruff", "format", "--check", "."],
        "lint": ["-m", "ruff", "check", "."],
        "types": ["-m", "mypy"],
        "layers": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        "catalogue": ["tools/catalogue.py", "check"],
        "tests": ["-m", "pytest", "-n", "auto", "-rs", "--junitxml", str(report), *rest],
    }
    failed = []
    for name, arguments in steps.items():
        say("== " + name)
        if call([python, *arguments], root) != 0:
            failed.append(name)
    say("")
    say("check: " + (f"all of {', '.join(steps)} hold" if not failed else "FAILED: " + ", ".join(failed)))
    say(totals(report))
    return 1 if failed else 0


def totals(report: Path) -> str:
    """One line that counts the tests of a JUnit report."""
    try:
        suites = list(Xml.parse(str(report)).iter("testsuite"))
    except (OSError, Xml.ParseError):
        return "0 passed, 1 failed"
    counts = {
        key: sum(int(suite.get(key, "0")) for suite in suites) for key in ("tests", "failures", "errors")
    }
    skipped = sum(int(suite.get("skipped", "0")) for suite in suites)
    failed = counts["failures"] + counts["errors"]
    return f"{counts['tests'] - failed - skipped} passed, {failed} failed, {skipped} skipped"


def bench(root: Path, rest: Sequence[str]) -> int:
    """Run every measurement of benchmarks/, one after another, and keep what they say in RESULTS.md."""
    scripts = sorted(path for path in (root / "benchmarks").glob("*.py") if not path.name.startswith("_"))
    if not scripts:
        raise SetupError(
            "Chưa có phép đo nào trong benchmarks/.", "There is no measurement in benchmarks/ yet."
        )
    python = install(root, "requirements-bench.txt")
    told, worst = [RESULTS_HEAD.format(python=".".join(map(str, sys.version_info[:3])))], 0
    for path in scripts:
        say("== " + path.stem)
        ran = subprocess.run(
            [str(python), "-m", "benchmarks." + path.stem, *rest],
            cwd=str(root),
            env=environment(os.environ),
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
        say(ran.stdout.rstrip())
        worst = max(worst, ran.returncode)
        told.append(f"## {path.stem}\n\n```\n{ran.stdout.rstrip()}\n```\n")
    if worst == 0:
        (root / "benchmarks" / "RESULTS.md").write_text("\n".join(told), encoding="utf-8")
    return worst


RESULTS_HEAD = """# What the measurements say

Written by `make bench`. Times depend on the machine; the ratios count, each taken side by side on the same
machine in the same run (Python {python}).
"""


def catalogue(root: Path, rest: Sequence[str]) -> int:
    """Compile the words of the screens and say what is missing."""
    python = str(install(root, "requirements-dev.txt"))
    return call([python, "tools/catalogue.py", "compile"], root) or call(
        [python, "tools/catalogue.py", "check"], root
    )


def tidy(root: Path, rest: Sequence[str]) -> int:
    """Bring the code into the one shape."""
    python = str(install(root, "requirements-dev.txt"))
    return call([python, "-m", "ruff", "check", "--fix", "."], root) or call(
        [python, "-m", "ruff", "format", "."], root
    )


COMMANDS = {"run": run, "test": test, "check": check, "bench": bench, "catalogue": catalogue, "format": tidy}


def call(command: Sequence[str], root: Path) -> int:
    """Run a program in the folder of the console and return its exit code.

    Ctrl+C reaches the program as well, which decides what it means; waiting for it just goes on.
    """
    sys.stdout.flush()
    with subprocess.Popen(list(command), cwd=str(root), env=environment(os.environ)) as child:
        while True:
            try:
                code = child.wait()
            except KeyboardInterrupt:
                continue
            return code if code >= 0 else 128 - code


def say(sentence: str) -> None:
    """Tell the person at the terminal what is going on."""
    print(sentence, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Carry out one command; its exit code, or 2 with a sentence when it cannot be."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    name = arguments[0] if arguments else "run"
    try:
        if too_old(sys.version_info[:2]):
            found = newer_python()
            if found:
                return subprocess.run(
                    [found, str(Path(__file__).resolve()), *arguments], check=False
                ).returncode
            have = "{}.{}".format(*sys.version_info[:2])
            raise SetupError(
                f"Cần Python 3.11 trở lên, máy này có {have}. Hãy cài bản mới từ python.org, rồi chạy lại.",
                f"Python 3.11 or newer is needed, this is {have}. Install a newer one from python.org, "
                "then start again.",
            )
        if name not in COMMANDS:
            if name in ("-h", "--help"):
                say(__doc__ or "")
                return 0
            raise SetupError(
                f"Không có lệnh {name}; các lệnh: {', '.join(COMMANDS)}.",
                f"There is no command {name}; the commands are {', '.join(COMMANDS)}.",
            )
        return COMMANDS[name](ROOT, list(arguments[1:]))
    except SetupError as stop:
        print(stop, file=sys.stderr)
        return 2
    except OSError as problem:
        print(f"{problem.filename or ROOT}: {problem.strerror or problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
