"""What this machine remembers: the conference folders opened last, and where each keeps its mirror."""

import json
from pathlib import Path

import platformdirs

KEPT = 8
"""How many folders are remembered."""


def _file() -> Path:
    return Path(platformdirs.user_state_dir("emulation-bloc-console")) / "recent.json"


def _mirrors() -> Path:
    return _file().with_name("mirrors.json")


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


def mirror_of(folder: Path) -> Path | None:
    """Where the mirror of a folder was kept last; None where there is none, or nothing can be read."""
    place = _places().get(str(folder.resolve()))
    return Path(place) if place else None


def remember_mirror(folder: Path, place: Path | None) -> None:
    """Keep in mind where a folder's mirror lies, None: nowhere any more. It is not kept in the folder."""
    places = _places()
    places.pop(str(folder.resolve()), None)
    if place is not None:
        places[str(folder.resolve())] = str(place)
    try:
        _mirrors().parent.mkdir(parents=True, exist_ok=True)
        _mirrors().write_text(json.dumps(places, ensure_ascii=False), "utf-8")
    except OSError:
        return


def _places() -> dict[str, str]:
    try:
        places = json.loads(_mirrors().read_text("utf-8"))
        return {folder: place for folder, place in places.items() if isinstance(place, str)}
    except (OSError, ValueError, AttributeError):
        return {}
