"""The conference folders opened last on this machine, for the start screen."""

import json
from pathlib import Path

import platformdirs

KEPT = 8
"""How many folders are remembered."""


def _file() -> Path:
    return Path(platformdirs.user_state_dir("emulation-bloc-console")) / "recent.json"


def remembered() -> tuple[Path, ...]:
    """Folders that still hold a conference, newest first; none when nothing can be read."""
    try:
        names = json.loads(_file().read_text("utf-8"))
        folders = [Path(name) for name in names if isinstance(name, str)]
    except (OSError, ValueError, TypeError):
        return ()
    return tuple(folder for folder in folders if (folder / "conference.json").is_file())


def remember(folder: Path) -> None:
    """Put a folder first. A machine that lets nothing be remembered is no reason to stop."""
    folder = folder.resolve()
    names = [str(folder), *(str(f) for f in remembered() if f != folder)][:KEPT]
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_text(json.dumps(names, ensure_ascii=False), "utf-8")
    except OSError:
        return
