"""Which program this is: its version, and the fingerprint of its own files.

The list is what `sha256sum` prints over the program's files, so that anybody can make it with the tools of
the system; the fingerprint is that of the list, in the form of all codes (`data.signing.code`). It stands on
the start screen, in the record and in the minutes, and is compared with that of the published release.

A changed program can show whatever it likes: who doubts it makes the list by hand, on another machine (the
README says how). Compiled files, hidden files and backups of editors do not count.
"""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from console import VERSION
from data.signing import code

ROOT = Path(__file__).resolve().parent.parent

FILES = ("app.py", "requirements.txt", "verifier/index.html")
FOLDERS = ("console", "data", "screens")

_COMPILED = "__pycache__"
_JUNK = ("~", ".pyc", ".pyo", ".swp", ".bak", ".orig", ".rej", ".tmp")


def release(root: Path | None = None) -> str:
    """The fingerprint of the program's files: "ABCD-EFGH-IJKL-MNOP".

    Args:
        root: where the program lies; None for the one that runs, looked at once.
    """
    return _own() if root is None else code(release_list(root))


@cache
def _own() -> str:
    return code(release_list())


def release_list(root: Path = ROOT) -> bytes:
    """A line for each file, sorted by path: SHA-256 in hex, two spaces, path."""
    lines = []
    for name in sorted(_names(root), key=os.fsencode):
        with open(root / name, "rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {name}\n")
    return "".join(lines).encode("utf-8", "surrogateescape")


def version_words(root: Path | None = None) -> str:
    """Version and fingerprint, as `python app.py --version` prints them."""
    return f"{VERSION} {release(root)}"


def _names(root: Path) -> Iterator[str]:
    for name in FILES:
        if (root / name).is_file():
            yield name
    for folder in FOLDERS:
        for parent, folders, names in os.walk(root / folder):
            folders[:] = [f for f in folders if f != _COMPILED and not f.startswith(".")]
            inside = Path(parent).relative_to(root).as_posix()
            for name in names:
                if not name.startswith(".") and not name.endswith(_JUNK):
                    yield f"{inside}/{name}"
