"""What a live mirror of a conference holds, and how it is brought up to date, file by file.

A mirror is a folder, on a USB stick as a rule, that another laptop can go on from (`data.resume`):

    mirror.json                        whose mirror this is; without it nothing is ever written here
    conference.json, its journal       at every moment a whole conference as of some confirmed step
    conference.key                     so that the other laptop can sign; whoever has the stick has it too,
                                       unless it is under the secretary's phrase
    boxes/*.a.json, *.b.json           of closed boxes alone
    record/                            the papers

Nothing else goes there. An open box never does: two copies of a box taken between casts link a voter to
a slot. Keys (`*.keys.json`) never do: with box and keys on one stick, whoever finds it could read it. What
stands open when a laptop dies is voted again.

`conference.json` follows by the same means as the conference's own (`data.journal_file`): lines are
appended to the journal and synced; a newer snapshot replaces the old one by a rename, and only over a
journal that the snapshot can be read with. So a stick pulled out at any moment holds a conference as it
stood a few steps ago.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console.errors import BadInput, ConsoleError, Damaged, NotAllowed
from console.language import _
from data import signing
from data.disk import FILE_TIME, TEMPORARY, Disk, DiskError, make_folder, write_whole
from data.journal_file import JOURNAL, Found, extend, load, together
from data.snapshot import pack, whole_sum

MARK = "mirror.json"
"""Says that a folder is a mirror, and of which conference."""

OWN_FOLDER = "ban-sao-hoi-nghi"
"""The folder made for a mirror where a stick itself, or a folder with other things in it, is named."""

DAMAGED = ".damaged"
"""What the name of an unreadable file of a mirror gets when a good one takes its place."""

_CONFERENCE = "conference.json"
_BOXES = "boxes"
_RECORD = "record"
_EVENTS = "events"
_CLOSED = ("closed", "counted", "announced")
_BOX_HEAD = b'{"_head"'
_READ_TRIES = 20


class Gone(ConsoleError):
    """The stick is not there, or what is there is not the mirror."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose mirror a folder is.

    Attributes:
        key: fingerprint of the conference's key.
    """

    key: str
    title: str


def read_mark(disk: Disk, folder: Path) -> Mark | None:
    """The mark of a mirror; None where there is none that can be read."""
    try:
        mark = json.loads(disk.read(folder / MARK))
        return Mark(str(mark["key"]), str(mark["title"]))
    except (DiskError, ValueError, KeyError, TypeError):
        return None


def prepare(disk: Disk, folder: Path, path: Path, mark: Mark) -> Path:
    """Make ready a mirror of the conference in `folder`; where it will lie.

    That is `path`, when it is empty, new, or a mirror of this conference already; a folder of its own
    inside, when `path` is a stick or holds other things.

    Raises:
        BadInput: no place for a mirror, with the reason.
        NotAllowed: the mirror of another conference is there.
        DiskError: full, read-only, no permission.
    """
    home, place = folder.resolve(), path.expanduser().resolve()
    if place.is_relative_to(home) or home.is_relative_to(place):
        raise BadInput(
            _(
                "{path} is the conference folder itself, lies in it or around it. A mirror belongs on "
                "another disk: name a folder on a USB stick."
            ).format(path=path)
        )
    if place.is_file():
        raise BadInput(_("{path} is a file. Name a folder on a USB stick.").format(path=path))
    if not place.is_dir() and not place.parent.is_dir():
        raise BadInput(
            _("{path} is not there. Is the stick plugged in? Name a folder on it.").format(path=path)
        )
    if _has_others(disk, place) or os.path.ismount(place):
        place = place / OWN_FOLDER
        if _has_others(disk, place):
            raise BadInput(
                _("{path} holds other things. Name an empty folder for the mirror.").format(path=place)
            )
    there = read_mark(disk, place)
    if there is not None and there.key != mark.key:
        raise NotAllowed(
            _(
                "{path} is the mirror of another conference ({title}) and stays as it is. Take another stick "
                "or another folder."
            ).format(path=place, title=there.title)
        )
    if there is None:
        make_folder(disk, place)
        content = json.dumps({"mirror": 1, "key": mark.key, "title": mark.title}, ensure_ascii=False)
        write_whole(disk, place / MARK, content.encode())
    return place


def _has_others(disk: Disk, place: Path) -> bool:
    """Whether a folder holds anything and is no mirror."""
    return place.is_dir() and bool(disk.listdir(place)) and read_mark(disk, place) is None


class Follower:
    """Brings one mirror up to date; one thread at a time."""

    def __init__(self, folder: Path, place: Path, key: str, disk: Disk, stick: Disk) -> None:
        """Follow `folder`, on `disk`, at `place`, on `stick`; `key` is the fingerprint of the conference."""
        self._folder, self._place, self._key = folder, place, key
        self._disk, self._stick = disk, stick
        self._found: Found | None = None
        self._whole = b""
        self._sizes: tuple[int, int] | None = None
        self._done: dict[Path, tuple[int, int]] = {}
        self._key_content = b""

    def follow(self, confirmed: int) -> int:
        """Copy what the mirror lacks; the number of the last step that it then holds.

        Args:
            confirmed: the last step known to be durable; later lines of the journal are not taken.

        Raises:
            Gone: the stick is not there.
            NotAllowed: the mirror went another way than this folder.
            DiskError: full, read-only, pulled out in the middle; what is there is still whole.
            Damaged: the conference's own files cannot be read.
        """
        self._must_be_ours()
        if self._sizes is None or self._sizes != self._measure():
            self._forget()
        try:
            if self._found is None or self._found.seq != confirmed:
                self._found = self._conference(confirmed)
            self._key_file()
            self._closed_boxes(self._found.tables.get("rounds", {}))
            self._papers()
        except BaseException:
            self._forget()
            raise
        self._sizes = self._measure()
        return self._found.seq

    def _forget(self) -> None:
        """Look at the stick anew the next time."""
        self._found, self._whole, self._sizes, self._done = None, b"", None, {}
        self._key_content = b""

    def _must_be_ours(self) -> None:
        mark = read_mark(self._stick, self._place)
        if mark is None:
            raise Gone(_("The mirror {path} is not there. Plug the stick in.").format(path=self._place))
        if mark.key != self._key:
            raise NotAllowed(
                _(
                    "{path} is the mirror of another conference ({title}) and stays as it is. Take another "
                    "stick or another folder."
                ).format(path=self._place, title=mark.title)
            )

    # --- conference.json and its journal -------------------------------------------------------------

    @property
    def _snapshot(self) -> Path:
        return self._place / _CONFERENCE

    @property
    def _journal(self) -> Path:
        return self._place / (_CONFERENCE + JOURNAL)

    def _measure(self) -> tuple[int, int] | None:
        try:
            return self._stick.size(self._snapshot), self._stick.size(self._journal)
        except DiskError:
            return None

    def _conference(self, confirmed: int) -> Found:
        whole, tail = self._source()
        name = self._folder / _CONFERENCE
        if self._found is not None and whole == self._whole:
            found, at = self._found, self._found.length
            more = _lines(tail[at:], confirmed - found.seq)
            try:
                extend(found, more, f"{name}{JOURNAL}")
            except Damaged:
                self._forget()
            else:
                self._append(at, more)
                return found
        wanted = together(whole, tail, name)
        tail = _lines(tail[: wanted.length], confirmed - (wanted.seq - wanted.lines))
        wanted = together(whole, tail, name)
        there = self._found or self._look(wanted)
        if there is None or there.base[0] != whole_sum(whole):
            self._replace_snapshot(there, whole)
        held = self._stick.read(self._journal) if self._stick.exists(self._journal) else b""
        at = len(held) if tail.startswith(held) else 0
        self._cut(at)
        self._append(at, tail[at:])
        self._whole = whole
        return wanted

    def _source(self) -> tuple[bytes, bytes]:
        """Snapshot and journal of the conference, of one moment."""
        path = self._folder / _CONFERENCE
        whole = tail = b""
        for _attempt in range(_READ_TRIES):
            whole = self._disk.read(path)
            tail = self._disk.read(path.with_name(path.name + JOURNAL))
            if self._disk.read(path) == whole:
                break
        return whole, tail

    def _look(self, wanted: Found) -> Found | None:
        """What the mirror holds; None when nothing can be read there.

        Raises:
            NotAllowed: it holds steps that this folder does not.
        """
        if not self._stick.exists(self._snapshot) and not self._stick.exists(self._journal):
            return None
        try:
            there = load(self._stick, self._snapshot, self._journal)
        except (Damaged, BadInput):
            self._set_aside()
            return None
        mine, theirs = wanted.tables.get(_EVENTS, {}), there.tables.get(_EVENTS, {})
        if any(
            row_id not in mine or mine[row_id].get("link") != row.get("link")
            for row_id, row in theirs.items()
        ):
            raise NotAllowed(
                _(
                    "The mirror {path} holds steps that this folder does not have: the conference went on "
                    "elsewhere from it. The two are never merged. Take another stick, or go on from the "
                    "mirror with: python app.py resume"
                ).format(path=self._place)
            )
        return there

    def _set_aside(self) -> None:
        for path in (self._snapshot, self._journal):
            if self._stick.exists(path):
                self._stick.replace(path, path.with_name(path.name + DAMAGED))
        self._stick.sync_folder(self._place)

    def _replace_snapshot(self, there: Found | None, whole: bytes) -> None:
        """Put a newer snapshot in the place of the old one; whole at every moment in between."""
        if there is None:
            # Whatever journal is left belongs to nothing.
            self._cut(0)
        elif not self._fits(whole):
            # The stick has slept through more than one compaction: fold what it holds first.
            write_whole(self._stick, self._snapshot, pack(there.tables, there.seq, there.link, there.over))
            self._cut(0)
        write_whole(self._stick, self._snapshot, whole)
        self._cut(0)

    def _fits(self, whole: bytes) -> bool:
        tail = self._stick.read(self._journal) if self._stick.exists(self._journal) else b""
        try:
            together(whole, tail, self._snapshot)
        except Damaged:
            return False
        return True

    def _cut(self, length: int) -> None:
        """Cut the mirror's journal, made where it is missing."""
        missing = not self._stick.exists(self._journal)
        if not missing and self._stick.size(self._journal) == length:
            return
        file = self._stick.open(self._journal, create=missing)
        try:
            file.truncate(length)
            file.sync()
        finally:
            file.close()
        if missing:
            self._stick.sync_folder(self._place)

    def _append(self, at: int, more: bytes) -> None:
        if not more:
            return
        file = self._stick.open(self._journal)
        try:
            file.pwrite(at, more)
            file.sync()
        finally:
            file.close()

    # --- the other files -----------------------------------------------------------------------------

    def _key_file(self) -> None:
        """The signing key as it lies in the folder; another form of it is written over the former one."""
        if not self._disk.exists(self._folder / signing.KEY_FILE):
            return
        try:
            content = signing.content(self._disk, self._folder)
        except Damaged:
            return  # opening the folder says so; what the mirror holds may be the only good one
        if content == self._key_content:
            return
        target = self._place / signing.KEY_FILE
        if not self._holds(target, content) or self._stick.exists(self._place / signing.SPARE):
            signing.put(self._stick, self._place, content)
        self._key_content = content

    def _closed_boxes(self, rounds: Mapping[str, Mapping[str, Any]]) -> None:
        """Boxes of rounds that are closed, each once; a box that is open is not even looked at."""
        names = {str(row["box"]) for row in rounds.values() if row.get("box") and row.get("state") in _CLOSED}
        for name in sorted(names):
            for copy in ("a", "b"):
                source = self._folder / _BOXES / f"{name}.{copy}.json"
                target = self._place / _BOXES / source.name
                if target in self._done or not self._disk.exists(source):
                    continue
                content = self._disk.read(source)
                if not closed_box(content):
                    continue
                if not self._holds(target, content):
                    make_folder(self._stick, target.parent)
                    write_whole(self._stick, target, content)
                    self._stick.set_times(target, FILE_TIME)
                self._done[target] = (len(content), 0)

    def _papers(self) -> None:
        """Every file of the record that changed; none is ever taken away from the stick."""
        home = self._folder / _RECORD
        for folder, folders, names in os.walk(home):
            folders.sort()
            for name in sorted(names):
                source = Path(folder) / name
                if allowed(source):
                    self._copy(source, self._place / _RECORD / source.relative_to(home))

    def _copy(self, source: Path, target: Path) -> None:
        if not self._disk.exists(source):
            return
        try:
            about = source.stat()
            seen = (about.st_size, about.st_mtime_ns)
        except OSError:
            seen = (self._disk.size(source), 0)
        if self._done.get(target) == seen:
            return
        content = self._disk.read(source)
        if content.startswith(_BOX_HEAD):
            return
        if not self._holds(target, content):
            make_folder(self._stick, target.parent)
            write_whole(self._stick, target, content)
        self._done[target] = seen

    def _holds(self, target: Path, content: bytes) -> bool:
        return (
            self._stick.exists(target)
            and self._stick.size(target) == len(content)
            and self._stick.read(target) == content
        )


def _lines(written: bytes, most: int) -> bytes:
    """The first whole lines, `most` at the most."""
    lines = written.split(b"\n")[:-1][: max(0, most)]
    return b"".join(line + b"\n" for line in lines)


def closed_box(content: bytes) -> bool:
    """Whether these bytes are a whole box that says it is closed."""
    from data.box_file import Image, Unreadable  # a conference that has not voted has none

    try:
        return Image.parse(content).head.closed
    except Unreadable:
        return False


def allowed(path: Path) -> bool:
    """Whether a file of the record may be mirrored: a plain file, no key, nothing half-written."""
    return (
        path.is_file()
        and not path.is_symlink()
        and ".keys." not in path.name
        and not path.name.endswith(TEMPORARY)
    )
