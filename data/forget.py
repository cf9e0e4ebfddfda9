"""`python app.py forget FOLDER`: personal data leave a closed conference's folder and its mirror.

What stays of `conference.json` is the business of `console.forgetting`; `record/` stays to the byte; every
other file of the console is overwritten where it lies and removed (docs/retention.md). The order, so that a
power cut at any moment leaves a folder on which the command can be run again:

1. `.forgetting` is laid into the folder, and says where the mirror lies: from now on nothing else opens it;
2. the new `conference.json` is built, read back, and laid beside the old one under a name of its own;
3. the mirror, where there is one, gets the same, in the same steps;
4. journal and old `conference.json` are overwritten, and the new one takes their place by a rename;
5. boxes, keys, printed sheets, logs and older copies are overwritten and removed;
6. `.forgetting` is removed.

Up to step 4 the old content is whole, from step 2 on the new one is: one of them always is.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from console import events as trail_rules
from console import forgetting
from console.clock import Clock
from console.conference import Conference
from console.errors import BadInput, Damaged, NotAllowed
from console.language import _, n_
from console.step import Event
from data import folder as folders
from data import layout
from data.ballot_sheets import FOLDER as PAPERS
from data.disk import TEMPORARY, Disk, DiskError, RealDisk, wipe, write_whole
from data.folder import BOXES, CONFERENCE, FORGETTING, FOUNDING, PUBLIC, RECORD
from data.journal_file import JOURNAL, load
from data.lock import HOLDER, LOCK, FolderLock
from data.migrate import brought_up
from data.mirror import MARK, OWN_FOLDER, read_mark
from data.signing import KEY_FILE, SPARE, same_code
from data.snapshot import pack, unpack
from data.store import EVENTS, event_row, read_events

FRESH = f"{CONFERENCE}.forgotten"
"""The new `conference.json` until it takes the old one's place."""

_OLD = "schema-"
_STAYS = frozenset({CONFERENCE, CONFERENCE + JOURNAL, FORGETTING, LOCK, HOLDER, RECORD, MARK})
_OURS = (KEY_FILE, SPARE, PUBLIC, "crash.log", FOUNDING)
_NAME_KEYS = frozenset({"name", "names", "replaces", "helper", "secretary", "witness_name", "asked_by", "by"})
"""Fields of rows and of events' details that hold names of persons."""
_UNITS = frozenset({"units", "nominees", "rules", "agenda", "reports"})
"""Tables whose `name` is no person's."""

Rows = Mapping[str, Mapping[Any, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done in one folder.

    Attributes:
        files: how many files were overwritten and removed.
        others: names in the folder that are not the console's, and were left alone.
    """

    files: int
    others: tuple[str, ...]


def erase(
    folder: Path, at: datetime, disk: Disk, mirror: Path | None = None, stick: Disk | None = None
) -> list[Erased]:
    """Erase personal data from a folder, then from its mirror; again where it was cut off.

    The caller holds the lock of the folder and has looked at `refusal`.

    Args:
        at: when, for the folder's own note.
        mirror: the mirror's folder, on `stick`.

    Returns:
        What was done in the folder and, where there is one, in the mirror.

    Raises:
        Damaged: what the folder holds cannot be read; nothing was erased.
        DiskError: the disk refused; run it again.
    """
    if not disk.exists(folder / FORGETTING):
        _scrubbed(disk, folder, at)  # what cannot be read is said before anything is begun
        write_whole(disk, folder / FORGETTING, str(mirror or "").encode("utf-8", "surrogateescape"))
    fresh = _fresh(disk, folder, at)
    done = []
    if mirror is not None:
        stick = stick or RealDisk()
        write_whole(stick, mirror / FORGETTING, b"")
        done.append(_erase(stick, mirror, fresh))
    done.insert(0, _erase(disk, folder, fresh))
    return done


def _erase(disk: Disk, folder: Path, fresh: bytes) -> Erased:
    """Steps 2 and 4 to 6 in one folder."""
    path, journal = folder / CONFERENCE, folder / (CONFERENCE + JOURNAL)
    if not disk.exists(path) or disk.read(path) != fresh:
        if not disk.exists(folder / FRESH) or disk.read(folder / FRESH) != fresh:
            write_whole(disk, folder / FRESH, fresh)
        # After a failed sync the name may be in the system's memory alone.
        disk.sync_folder(folder)
        for old in (journal, path):
            if disk.exists(old):
                wipe(disk, old)
        disk.replace(folder / FRESH, path)
        disk.sync_folder(folder)
    if disk.exists(journal) and disk.size(journal):
        wipe(disk, journal)
    files, others = 0, []
    for found, ours in _found(disk, folder):
        if ours:
            _remove(disk, found)
            files += 1
        else:
            others.append(str(found.relative_to(folder)))
    for name in (BOXES, PAPERS, *(n for n in disk.listdir(folder) if n.startswith(_OLD))):
        with suppress(OSError):  # a folder's name tells nothing of a person
            (folder / name).rmdir()
    disk.sync_folder(folder)
    disk.remove(folder / FORGETTING)
    disk.sync_folder(folder)
    return Erased(files, tuple(others))


def _fresh(disk: Disk, folder: Path, at: datetime) -> bytes:
    """The new `conference.json`: the one laid beside the old, the one in its place already, or a new one."""
    for path in (folder / FRESH, folder / CONFERENCE):
        if disk.exists(path):
            content = disk.read(path)
            with suppress(Damaged):
                tables = unpack(content, str(path)).tables
                if tables.get("meeting", {}).get("1", {}).get("forgotten"):
                    return content
    content = _scrubbed(disk, folder, at)
    write_whole(disk, folder / FRESH, content)
    return content


def _scrubbed(disk: Disk, folder: Path, at: datetime) -> bytes:
    """The content of `conference.json` without persons; read back before it is given.

    Raises:
        Damaged: what lies in the folder cannot be read, or the new content does not hold.
    """
    path = folder / CONFERENCE
    found = load(disk, path, folder / (CONFERENCE + JOURNAL))
    tables = _numbered(brought_up(found.tables, one="1"))
    before = layout.from_tables(tables, str(path))
    trail = read_events(tables.get(EVENTS, {}), str(path))
    if before.meeting.forgotten is None:
        after = forgetting.without_persons(before, at, _earlier_names(tables))
    else:
        after = before
    kept = forgetting.trail_without_details(trail)
    rows: dict[str, dict[str, Any]] = {
        name: {str(key): layout.to_document(row) for key, row in table.items()}
        for name, table in layout.rows_of(after).items()
        if table
    }
    rows[EVENTS] = {str(event.seq): event_row(event, {}) for event in kept}
    content = pack(rows, found.seq, found.link, "")
    written = _numbered(unpack(content, FRESH).tables)
    held = read_events(written.get(EVENTS, {}), FRESH)
    if layout.from_tables(written, FRESH) != after or trail_rules.head(held) != trail_rules.head(trail):
        raise Damaged(
            _("{path} cannot be brought into the form without persons; nothing was erased.").format(path=path)
        )
    return content


def _numbered(tables: Rows) -> dict[str, dict[int, Any]]:
    return {name: {int(key): row for key, row in rows.items()} for name, rows in tables.items()}


def _earlier_names(tables: Mapping[str, Mapping[int, Any]]) -> set[str]:
    """Names that earlier states of the rows and the details of events held."""
    found: set[str] = set()
    for event in tables.get(EVENTS, {}).values():
        _named(event.get("detail", {}), found)
        for table, rows in event.get("before", {}).items():
            if table not in _UNITS:
                _named(rows, found)
    units = {row[key] for row in tables.get("units", {}).values() for key in ("name", "short_name")}
    return found - units - {row["name"] for row in tables.get("nominees", {}).values()}


def _named(value: object, found: set[str], name: bool = False) -> None:
    if isinstance(value, str) and name:
        found.add(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _named(inner, found, key in _NAME_KEYS)
    elif isinstance(value, list):
        for inner in value:
            _named(inner, found, name)


# --- the other files -------------------------------------------------------------------------------------


def _found(disk: Disk, folder: Path) -> Iterator[tuple[Path, bool]]:
    """Every file outside the record but what stays, and whether it is the console's; keys come first."""
    names = [name for name in disk.listdir(folder) if name not in _STAYS]
    for name in sorted(names, key=lambda n: (n not in (KEY_FILE, SPARE), n)):
        path = folder / name
        if name in (BOXES, PAPERS) or name.startswith(_OLD):
            if path.is_dir() and not path.is_symlink():
                yield from ((inside, True) for inside in _inside(disk, path))
            else:
                yield path, False
        else:
            ours = name in _OURS or name.startswith("conference.") or name.removesuffix(TEMPORARY) in _STAYS
            yield path, ours and not path.is_dir()
    for name in (BOXES, PAPERS):  # a disk that lists files alone
        if name not in names and disk.exists(folder / name):
            yield from ((inside, True) for inside in _inside(disk, folder / name))


def _inside(disk: Disk, folder: Path) -> Iterator[Path]:
    for name in disk.listdir(folder):
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            yield from _inside(disk, path)
        else:
            yield path


def _remove(disk: Disk, path: Path) -> None:
    if not path.is_symlink():  # what a link leads to is not ours to overwrite
        wipe(disk, path)
    disk.remove(path)
    disk.sync_folder(path.parent)


# --- whether it may be done ------------------------------------------------------------------------------


def refusal(folder: Path, conference: Conference, trail: Sequence[Event], disk: Disk) -> None:
    """Whether a folder is ready: closed, its record exported as it stands now, and verified.

    Raises:
        NotAllowed: it is not, with what to do.
    """
    from data.verify import verify

    forgetting.must_be_ready(conference)
    record = folder / RECORD
    again = _("Export it there first: python app.py export {folder} --out {record}").format(
        folder=folder, record=record
    )
    try:
        written = json.loads(disk.read(record / "record.json"))
        head = written["trail"]["head"]
    except (DiskError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotAllowed(
            _("{record} holds no record of this conference, so nothing is erased.").format(record=record)
            + " "
            + again
        ) from error
    if head != trail_rules.head(trail):
        raise NotAllowed(
            _("The record in {record} is not that of the last step, so nothing is erased.").format(
                record=record
            )
            + " "
            + again
        )
    try:
        wrong = [check.sentence for check in verify([record], conference.meeting.key) if check.ok is False]
    except BadInput as error:
        wrong = [str(error)]
    if wrong:
        raise NotAllowed(
            _("The record in {record} does not verify, so nothing is erased: {what}").format(
                record=record, what=wrong[0]
            )
            + " "
            + again
        )


def mirror_at(path: Path, key: str, trail: Sequence[Event], stick: Disk) -> Path:
    """The mirror of this conference at, or in, `path`.

    Raises:
        BadInput: no mirror is there.
        NotAllowed: another conference's, or one that went on elsewhere.
    """
    place = next((p for p in (path, path / OWN_FOLDER) if read_mark(stick, p) is not None), None)
    mark = read_mark(stick, place) if place is not None else None
    if place is None or mark is None:
        raise BadInput(
            _(
                "{path} holds no mirror of a conference. Plug the stick in, or name the mirror's folder."
            ).format(path=path)
        )
    if not same_code(mark.key, key):
        raise NotAllowed(
            _("{path} is the mirror of another conference ({title}) and stays as it is.").format(
                path=place, title=mark.title
            )
        )
    mine = {event.seq: event.link for event in trail}
    with suppress(Damaged, BadInput, DiskError):  # what cannot be read is overwritten like the rest
        theirs = load(stick, place / CONFERENCE, place / (CONFERENCE + JOURNAL)).tables.get(EVENTS, {})
        if any(mine.get(int(seq)) != row.get("link") for seq, row in theirs.items()):
            raise NotAllowed(
                _(
                    "The mirror {path} holds steps that this folder does not have: the conference went on "
                    "elsewhere from it. Nothing was erased."
                ).format(path=place)
            )
    return place


# --- the command -----------------------------------------------------------------------------------------


def forget_command(
    folder: Path,
    mirror: Path | None,
    known: Path | None,
    confirmed: bool,
    ask: Callable[[str], str],
    clock: Clock,
    said: TextIO,
    disk: Disk | None = None,
) -> int:
    """`python app.py forget FOLDER [--mirror DIR] [--yes]`.

    Args:
        mirror: the mirror that was named, `known` where it was kept last.
        confirmed: nobody is asked.
        ask: a question -> what was typed.

    Raises:
        ConsoleError: why nothing is erased.
    """
    disk = disk or RealDisk()
    if disk.exists(folder / MARK):
        raise BadInput(
            _(
                "{path} is the mirror of a conference. Name the conference's own folder, and the mirror with "
                "--mirror."
            ).format(path=folder)
        )
    begun = folder.is_dir() and disk.exists(folder / FORGETTING)
    if not begun:
        folders.read(folder, disk)  # says what is wrong before a lock is laid there
    with FolderLock(folder):
        if begun:
            conference, trail = _begun(disk, folder, clock.now())
            known = _noted(disk, folder) or known
        else:
            conference, trail = folders.read(folder, disk)
        if not begun and conference.meeting.forgotten is None:
            refusal(folder, conference, trail, disk)
        place, away = _mirror(mirror, known, conference, trail)
        if not begun and not confirmed:
            _confirm(conference, ask)
        done = erase(folder, clock.now(), disk, place)
    for sentence in _words(folder, done, place, away):
        print(sentence, file=said)
    return 0


def _begun(disk: Disk, folder: Path, at: datetime) -> tuple[Conference, Sequence[Event]]:
    """The conference of a folder in which the erasing was cut off."""
    tables = _numbered(unpack(_fresh(disk, folder, at), FRESH).tables)
    return layout.from_tables(tables, FRESH), read_events(tables.get(EVENTS, {}), FRESH)


def _noted(disk: Disk, folder: Path) -> Path | None:
    """The mirror that was being erased when it was cut off."""
    name = disk.read(folder / FORGETTING).decode("utf-8", "surrogateescape")
    return Path(name) if name else None


def _mirror(
    named: Path | None, known: Path | None, conference: Conference, trail: Sequence[Event]
) -> tuple[Path | None, Path | None]:
    """The mirror to erase, and one that is known and not at hand."""
    stick = RealDisk()
    if named is not None:
        return mirror_at(named, conference.meeting.key, trail, stick), None
    if known is None:
        return None, None
    if read_mark(stick, known) is None:
        return None, known
    return mirror_at(known, conference.meeting.key, trail, stick), None


def _confirm(conference: Conference, ask: Callable[[str], str]) -> None:
    year = str(conference.rules.bloc.year)
    typed = ask(
        _(
            "Names, offices, reasons and notes of persons, the ballot boxes, the printed sheets and the "
            "signing key will be erased from this folder and its mirror. This cannot be undone. Type the "
            "year of the conference ({title}) to go on"
        ).format(title=conference.meeting.title)
    )
    if typed.strip() != year:
        raise NotAllowed(_("That is not the year of the conference. Nothing was erased."))


def _words(folder: Path, done: Sequence[Erased], mirror: Path | None, away: Path | None) -> Iterator[str]:
    """What was removed, what stays and why, what is out of reach."""
    yield _(
        "Erased in {folder}: names, offices, reasons of absence, notes, speakers, guests, tellers, who was "
        "entitled to vote, and what the trail said of each step."
    ).format(folder=folder)
    yield n_(
        "Overwritten and removed: {n} file (ballot boxes and their keys, printed sheets, the projector's "
        "file, older copies, the signing key).",
        "Overwritten and removed: {n} files (ballot boxes and their keys, printed sheets, the projector's "
        "file, older copies, the signing key).",
        done[0].files,
    ).format(n=done[0].files)
    if mirror is not None:
        yield _("The same in the mirror {path}: {n} files.").format(path=mirror, n=done[1].files)
    if away is not None:
        yield _(
            "The mirror {path} is not at hand and was not erased. Plug the stick in and run: "
            "python app.py forget {folder}"
        ).format(path=away, folder=folder)
    yield _(
        "Kept in {folder}: units, rules, scores, totals, rounds and decisions, and the chain of the trail. "
        "Next year's folder can start from it; nothing in it changes any more, and nothing can be signed "
        "with it."
    ).format(folder=folder)
    yield _(
        "Kept to the byte: {record}, the papers with their names and the signed record. They are records of "
        "the bloc, kept for as long as the law on archives and its list of periods say (docs/retention.md)."
    ).format(record=folder / RECORD)
    for erased, place in zip(done, (folder, mirror), strict=False):
        if erased.others:
            yield _("Not the console's, left alone in {folder}: {names}. Look at them yourself.").format(
                folder=place, names=", ".join(erased.others)
            )
    yield _(
        "Out of this program's reach: what the disk keeps of earlier states of files (an SSD or a stick "
        "above all), backups, other copies, paper. Whoever must be sure destroys the medium."
    )


__all__ = ["Erased", "erase", "forget_command", "mirror_at", "refusal"]
