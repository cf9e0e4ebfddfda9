"""The rooms stay apart: what a module may know is looked up in a fresh process, not believed."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = {
    "textual",
    "rich",
    "tinydb",
    "qrcode",
    "nacl",
    "jinja2",
    "pyfiglet",
    "filelock",
    "python_calamine",
}
OUTSIDE_WORLD = {"os", "pathlib", "io", "shutil", "tempfile", "subprocess", "socket", "time", "glob", "sys"}


def modules(room: str) -> list[str]:
    """Every module of a room, by its dotted name."""
    names = [path.relative_to(ROOT).with_suffix("").parts for path in sorted((ROOT / room).rglob("*.py"))]
    return [".".join(name[:-1] if name[-1] == "__init__" else name) for name in names]


def loaded_after(program: str, *arguments: str) -> set[str]:
    """Top-level packages that a fresh interpreter has loaded after running a program."""
    report = (
        "\nimport json, sys\nprint('\\n' + json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program + report, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded: list[str] = json.loads(done.stdout.splitlines()[-1])
    return set(loaded)


def test_the_rules_load_no_screen_store_or_document_library() -> None:
    loaded = loaded_after("\n".join(f"import {name}" for name in modules("console")))
    assert "console" in loaded
    assert not loaded & (LIBRARIES | {"data", "screens", "app"})


def test_the_store_loads_no_screen() -> None:
    loaded = loaded_after("\n".join(f"import {name}" for name in modules("data")))
    assert "data" in loaded
    assert not loaded & {"textual", "screens", "app"}


def test_a_foreign_library_in_a_room_is_noticed() -> None:
    assert loaded_after("import console.conference, tinydb") & LIBRARIES == {"tinydb"}


@pytest.mark.parametrize("module", modules("console"))
def test_a_rule_touches_no_file_no_process_and_no_clock_but_the_one_it_is_given(module: str) -> None:
    path = ROOT / Path(*module.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & OUTSIDE_WORLD
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in OUTSIDE_WORLD
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {"open", "SystemRandom", "random.Random", "Random"}
            if module != "console.clock":
                assert called not in {"datetime.now", "datetime.today", "datetime.utcnow", "date.today"}


@pytest.mark.parametrize(
    "command", ["--help", "new", "sample", "rehearse", "count", "export", "verify", "check"]
)
def test_a_command_without_a_screen_never_loads_textual(command: str, tmp_path: Path) -> None:
    there, out, none = (str(tmp_path / name) for name in ("there", "out", "none"))
    sample = ["sample", "dien-bien-2022", there]
    calls = {
        "--help": [["--help"]],
        "new": [["new", there]],
        "sample": [sample],
        "rehearse": [["rehearse", none, "--out", out]],
        "count": [["count", none, "--rules", none]],
        "export": [sample, ["export", there, "--out", out]],
        "verify": [["verify", none]],
        "check": [sample, ["check", there]],
    }[command]
    program = (
        "import sys, json, app\n"
        "for call in json.loads(sys.argv[1]):\n"
        "    try:\n"
        "        app.main(call)\n"
        "    except SystemExit:\n"
        "        pass\n"
    )
    assert "textual" not in loaded_after(program, json.dumps(calls))


def test_the_layering_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout
