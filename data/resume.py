"""`python app.py resume MIRROR FOLDER`: another laptop goes on from the mirror on the stick.

The mirror is copied into a new folder beside its place, verified there as a whole, and only then put in
its place; the mirror itself is only read. A folder that is not whole, or a copy that was cut off, is never
mistaken for a conference: it carries another name until the end.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from console import trail
from console.ballot import voting
from console.clock import Chance, Clock
from console.conference import Conference
from console.errors import BadInput, Damaged
from console.language import _
from console.resuming import REASON, RESUMED, resumed, to_void
from console.step import Event
from data import folder as folders
from data import signing
from data.disk import Disk, RealDisk, disk_error, make_folder, write_whole
from data.folder import BOXES, CONFERENCE, RECORD
from data.journal_file import JOURNAL
from data.mirror import MARK, allowed, closed_box, read_mark

ARRIVING = ".dang-chep"
"""What the name of a folder ends in while it is being copied and is not whole yet."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """A conference that goes on elsewhere.

    Attributes:
        told: what came along and what was lost, in sentences.
    """

    folder: Path
    told: tuple[str, ...]


def resume(mirror: Path, folder: Path, clock: Clock, chance: Chance) -> Resumed:
    """Go on from a mirror in a new folder.

    Raises:
        BadInput: `mirror` is none, or `folder` is there already.
        Damaged: the mirror is not whole, with file and place; nothing was made.
        DiskError: it cannot be copied; nothing was made.
    """
    if read_mark(RealDisk(), mirror) is None:
        raise BadInput(
            _(
                "{path} is not the mirror of a conference (it has no {name}). Name the mirror's folder on "
                "the stick."
            ).format(path=mirror, name=MARK)
        )
    told: list[str] = []

    def begin(made: Path) -> None:
        told.extend(begin_epoch(made, clock, chance))

    copy_into(mirror, folder, begin)
    return Resumed(folder, tuple(told))


def begin_epoch(made: Path, clock: Clock, chance: Chance) -> list[str]:
    """Note in a copied folder that it goes on from here, and void what cannot be opened here."""
    with folders.opened(made, clock, chance, watched=False) as opened:
        desk = opened.desk
        events = desk.events()
        told = [_last(events[-1])]
        if desk.conference.meeting.closed is not None:
            return [*told, _("The conference was closed: nothing is left to go on with but its papers.")]
        epoch = 2 + sum(event.kind == RESUMED for event in events)
        sealed = bool(desk.conference.seal.code) and desk.conference.seal.end is None
        desk.do(resumed, epoch, events[-1].seq, events[-1].link)
        names = []
        while rows := to_void(desk.conference):
            names.append(_round_name(desk.conference, rows[0].award, rows[0].number))
            desk.do(voting.void, rows[0].id, REASON, desk.now())
        told += [
            _(
                "{round} was under way. Its box and the tellers' keys did not come along: the round is void, "
                "the minutes say why, and the vote is held again."
            ).format(round=name)
            for name in names
        ]
        if sealed:
            told.append(_("The tellers seal anew before the next ballot: their keys did not come along."))
        told.append(
            _(
                "Steps taken after this one are not here. Compare with the papers and do them again. The "
                "former folder is not used for this conference any more."
            )
        )
        return told


def _last(event: Event) -> str:
    return _("It goes on after step {n}, of {time}: {what}.").format(
        n=event.seq, time=event.at.strftime("%H:%M %d/%m/%Y"), what=trail.words(event)
    )


def _round_name(conference: Conference, award: str, number: int) -> str:
    return _("{award}, round {n}").format(award=conference.award(award).name, n=number)


# --- copying a whole conference ----------------------------------------------------------------------


def copy_into(
    source: Path,
    folder: Path,
    finish: Callable[[Path], None],
    *,
    journal: bytes | None = None,
    disk: Disk | None = None,
) -> None:
    """Copy a conference, verify the copy, finish it, and only then give it its name.

    Args:
        source: a conference folder or a mirror; only read.
        folder: the new folder.
        finish: called with the verified copy.
        journal: what the copy's journal holds, where that of `source` is damaged.

    Raises:
        BadInput: `folder` is there already, or lies in `source`.
        Damaged: the copy is not whole.
        DiskError: it cannot be written.
    """
    disk = disk or RealDisk()
    home, target = source.resolve(), folder.resolve()
    if target.is_relative_to(home) or home.is_relative_to(target):
        raise BadInput(
            _("{folder} and {source} lie in one another. Name a folder elsewhere.").format(
                folder=folder, source=source
            )
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadInput(
            _("{folder} is there already. Name a folder that does not exist yet.").format(folder=folder)
        )
    arriving = target.with_name(target.name + ARRIVING)
    _remove(arriving)
    try:
        _copy_files(source, arriving, disk)
        if journal is not None:
            write_whole(disk, arriving / (CONFERENCE + JOURNAL), journal)
        verify_whole(arriving)
        finish(arriving)
        if target.is_dir():
            target.rmdir()
        os.replace(arriving, target)
        disk.sync_folder(target.parent)
    except OSError as error:
        _remove(arriving)
        raise disk_error(error, target) from error
    except BaseException:
        _remove(arriving)
        raise


def _copy_files(source: Path, target: Path, disk: Disk) -> None:
    """What a conference is: tables, journal, key, closed boxes, papers."""
    make_folder(disk, target)
    if disk.exists(source / signing.KEY_FILE):
        signing.put(disk, target, signing.content(disk, source))
    for name in (CONFERENCE + JOURNAL, CONFERENCE):
        if disk.exists(source / name):
            write_whole(disk, target / name, disk.read(source / name))
    files = [(path, Path(BOXES) / path.name) for path in sorted((source / BOXES).glob("*.[ab].json"))]
    for parent, _folders, names in os.walk(source / RECORD):
        for name in sorted(names):
            path = Path(parent) / name
            if allowed(path):
                files.append((path, path.relative_to(source)))
    for path, where in files:
        content = disk.read(path)
        if where.parent.name == BOXES and not closed_box(content):
            continue
        make_folder(disk, (target / where).parent)
        write_whole(disk, target / where, content)


def verify_whole(folder: Path) -> tuple[Conference, Sequence[Event]]:
    """Read everything a conference needs: tables, chain of events, key.

    Raises:
        Damaged: with file and place.
        DiskError: a file is missing or cannot be read.
    """
    conference, events = folders.read(folder)
    if conference.meeting.forgotten is not None:
        return conference, events  # its key was erased with its persons
    key = signing.public_key(RealDisk(), folder)
    if signing.fingerprint(key) != conference.meeting.key:
        raise Damaged(
            _(
                "{file} is the key of another conference: a record signed with it would not be believed. Put "
                "the right one back from a copy."
            ).format(file=folder / signing.KEY_FILE)
        )
    return conference, events


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
