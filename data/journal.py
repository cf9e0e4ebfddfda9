"""The durable store: a TinyDB database that loses no transaction it has confirmed.

Two files: `conference.json`, a complete snapshot (`data.snapshot`), and its journal, the tail since then,
one synced line a transaction (`data.journal_file`). A transaction is confirmed once its line is synced,
and only then do the rows in memory change. At rest the journal is empty.
"""

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, cast

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from console.errors import NotAllowed
from console.language import _, n_
from data.disk import TEMPORARY, Disk, DiskError, DiskFile, make_folder, write_whole
from data.journal_file import (
    JOURNAL,
    ORIGIN,
    Change,
    Found,
    apply,
    as_json,
    line,
    load,
    load_live,
    no_snapshot,
)
from data.snapshot import Tables, encoded, pack, whole_sum
from data.tables import Delta, JournalTable, LentRows, Overlay, Row, Rows, RowsView

COMPACT_LINES = 1_000
"""Lines after which the journal is folded into the snapshot."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """What opening found beside a clean snapshot.

    Attributes:
        replayed: transactions that stood in the journal alone.
        cut: bytes of an unconfirmed last line that were cut off.
        no_journal: the journal file was missing, as in a folder copied by halves.
        in_doubt: after a failed save: True when it is on the disk after all, False when not; None when
            nothing was in doubt.
    """

    replayed: int = 0
    cut: int = 0
    no_journal: bool = False
    in_doubt: bool | None = None

    @property
    def clean(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.sentences()

    def sentences(self) -> tuple[str, ...]:
        """What to tell the operator, in the language of the screens; empty when all was at rest."""
        told: list[str] = []
        if self.in_doubt is True:
            told.append(_("The last step, reported as not saved, is on the disk and counts."))
        if self.in_doubt is False:
            told.append(_("The last step was not saved and does not count. Do it again."))
        if self.replayed and self.in_doubt is None:
            told.append(
                n_(
                    "The console was not closed properly. {n} saved step was recovered from the journal.",
                    "The console was not closed properly. {n} saved steps were recovered from the journal.",
                    self.replayed,
                ).format(n=self.replayed)
            )
        if self.cut and self.in_doubt is None:
            told.append(
                _("One step was being saved when the console stopped. It was not confirmed and does not "
                  "count; look whether it must be done again.")
            )  # fmt: skip
        if self.no_journal:
            told.append(
                _("The journal file was missing. If this folder was copied while the console had it open, "
                  "its last steps are missing too: compare with the original.")
            )  # fmt: skip
        return tuple(told)


class JournalStorage(Storage):
    """TinyDB's storage over snapshot and journal; `JournalDB` is its public face."""

    def __init__(self, disk: Disk, path: Path) -> None:
        self.disk = disk
        self.path = path
        self.journal = path.with_name(path.name + JOURNAL)
        self.error: DiskError | None = None
        self.warning: str | None = None
        self._file: DiskFile | None = None
        self._compact_at = COMPACT_LINES
        self._attempt: str | None = None
        self._unsure = False  # a sync failed: what can be read back may not be on the disk
        self._saved: Tables | None = None
        self._pending: list[Change] = []
        self._found = load(disk, path, self.journal)
        self.recovery = self._come_to_rest()

    def read(self) -> dict[str, dict[str, Any]]:
        """All tables; the outer dict is the caller's own."""
        return cast(dict[str, dict[str, Any]], dict(self._found.tables))

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep whatever differs from what is kept; TinyDB drops tables through here."""
        delta: dict[str, dict[int, Row | None] | None] = {}
        for name in self._found.tables.keys() - data.keys():
            delta[name] = None
        for name, rows in data.items():
            kept = self._found.tables.get(name, {})
            changes: dict[int, Row | None] = {
                int(key): row for key, row in rows.items() if kept.get(key) != row
            }
            changes |= {int(key): None for key in kept if key not in rows}
            if changes or name not in self._found.tables:
                delta[name] = changes
        if delta:
            self.change(delta)

    def kept(self, table: str) -> Mapping[str, Row] | None:
        """The rows of a table, or None: no such table."""
        return self._found.tables.get(table)

    @property
    def in_transaction(self) -> bool:
        """Whether changes are being collected for one line."""
        return self._saved is not None

    def change(self, delta: Delta) -> None:
        """Keep a change durably or, inside a transaction, in memory until it ends."""
        self._writable()
        if not delta:
            return
        change = as_json(delta)
        if self._saved is None:
            self._append([change])
            return
        # Through JSON and back, so that memory holds what the disk would give.
        change = json.loads(encoded(change))
        tables = self._found.tables
        for name in change:
            if name in tables and tables[name] is self._saved.get(name):
                tables[name] = Overlay(tables[name])
        apply(tables, change)
        self._pending.append(change)

    def begin(self) -> None:
        """Start collecting changes for one line."""
        self._writable()
        if self._saved is not None:
            raise RuntimeError("a transaction is already open")
        self._saved = dict(self._found.tables)

    def end(self, *, keep: bool) -> None:
        """End the transaction: all its changes in one line, or none."""
        before, self._saved = self._saved, None
        pending, self._pending = self._pending, []
        assert before is not None
        self._found.tables = before
        if keep and pending:
            self._append(pending)

    def _append(self, changes: list[Change]) -> None:
        """Write and sync one line; then, and only then, change memory."""
        found, file = self._found, self._file
        assert file is not None
        link, body, written = line(found, changes)
        try:
            file.pwrite(found.length, written)
            self._unsure = True
            file.sync()
            self._unsure = False
            for change in json.loads(body)["d"]:
                apply(found.tables, change)
        except BaseException as error:
            # Also when the user interrupts: a half-written line must not be written over by a shorter one.
            self._attempt = link
            self.error = (
                error
                if isinstance(error, DiskError)
                else DiskError(_("Saving was interrupted."), self.journal)
            )
            raise
        if found.lines == 0:
            found.over = found.base[0]
        found.seq += 1
        found.link = link
        found.lines += 1
        found.length += len(written)
        if found.lines >= self._compact_at:
            self.compact()

    def compact(self) -> bool:
        """Fold the journal into the snapshot; False, and a `warning`, when the disk refuses.

        Nothing is lost by a failure: the journal stays as it is until the new snapshot is durable.
        """
        if self._saved is not None:
            raise RuntimeError("a transaction is open")
        self._writable()
        if self._found.lines == 0:
            return True
        try:
            self._fold()
        except DiskError as error:
            self.warning = str(error)
            self._compact_at = self._found.lines + COMPACT_LINES
            return False
        return True

    def _fold(self) -> None:
        found, file = self._found, self._file
        assert file is not None
        data = pack(found.tables, found.seq, found.link, found.over)
        write_whole(self.disk, self.path, data)
        try:
            file.truncate(0)
            # Without this the next line could reach the disk before the cut does.
            file.sync()
        except DiskError as error:
            self.error, self._unsure = error, True
            raise
        found.base = (whole_sum(data), found.link)
        found.lines = found.length = found.cut = found.stale = 0
        self._compact_at = COMPACT_LINES
        self.warning = None

    def _writable(self) -> None:
        if self.error is not None:
            raise DiskError(
                _(
                    "An earlier save failed ({what}). Nothing more is saved until the folder is opened again."
                ).format(what=self.error),
                self.error.path,
                self.error.code,
            )
        if self._file is None:
            raise NotAllowed(_("This folder has been closed."))

    def reopen(self) -> Recovery:
        """Look at what the disk holds after a failed save, make that durable, and go on from there.

        What a failed sync left in the system's memory may look saved and be gone after a power cut.
        So everything that was read is written anew, into a new file.

        Raises:
            DiskError: the disk still refuses; call it again later.
            Damaged: what the disk holds cannot be read.
        """
        self._saved, self._pending = None, []
        if self._file is not None:
            file, self._file = self._file, None
            with contextlib.suppress(DiskError):
                file.close()
        self._found = load(self.disk, self.path, self.journal)
        self.recovery = self._come_to_rest()
        return self.recovery

    def _come_to_rest(self) -> Recovery:
        found, doubt = self._found, self._attempt
        recovery = Recovery(
            found.replayed, found.cut, found.no_journal, None if doubt is None else found.link == doubt
        )
        self.error = None
        try:
            self._tidy(found)
        except DiskError as error:
            self.error = error
            if self._file is not None:
                file, self._file = self._file, None
                with contextlib.suppress(DiskError):
                    file.close()
            raise
        self._attempt, self._unsure = None, False
        return recovery

    def _tidy(self, found: Found) -> None:
        """Make what was loaded durable, and the journal empty where the disk allows."""
        temporary = self.path.with_name(self.path.name + TEMPORARY)
        if self.disk.exists(temporary):
            with contextlib.suppress(DiskError):
                self.disk.remove(temporary)
        self._file = self.disk.open(self.journal, create=found.no_journal)
        if found.no_journal:
            self._file.sync()
        # A killed program, or a failed call, may have left the files' names in the system's memory alone.
        self.disk.sync_folder(self.journal.parent)
        if found.lines or self._unsure:
            try:
                self._fold()
            except DiskError as error:
                if self._unsure:
                    raise
                self.warning = str(error)
        if found.cut or found.stale:
            self._file.truncate(found.length)
            self._file.sync()
            found.cut = found.stale = 0
        elif found.lines:
            # A killed program may have left its last line in the system's memory alone.
            self._file.sync()

    def close(self) -> None:
        """Come to rest and let go of the journal. Does nothing the second time."""
        if self._file is None:
            return
        if self.error is None and self._saved is None:
            self.compact()
        file, self._file = self._file, None
        with contextlib.suppress(DiskError):
            file.close()


class JournalDB(TinyDB):
    """A TinyDB database over `conference.json` and its journal; one writer at a time (`data.lock`).

    All of TinyDB's API works, each change one durable transaction. After a `DiskError` from a change the
    database is `dead`: reading still answers from the last confirmed state, changing is refused, and
    `reopen` tells what the disk holds. `db.table(name).get(doc_id=...)`, `db.rows(name)[id]` cost the same
    whatever the number of rows.
    """

    table_class = JournalTable

    def __init__(self, disk: Disk, path: Path) -> None:
        """Use `open` or `create`."""
        self._kept = JournalStorage(disk, path)
        super().__init__(storage=lambda: self._kept)

    @classmethod
    def create(cls, disk: Disk, path: Path) -> Self:
        """Make a new, empty database, and its folder when missing.

        Raises:
            NotAllowed: there is one already.
            DiskError: the disk refuses.
        """
        if disk.exists(path):
            raise NotAllowed(
                _("{path} is there already. Open that conference, or take another folder.").format(path=path)
            )
        make_folder(disk, path.parent)
        journal = path.with_name(path.name + JOURNAL)
        if disk.exists(journal) and disk.size(journal):
            raise no_snapshot(path, journal)
        file = disk.open(journal, create=True)
        try:
            file.sync()
        finally:
            file.close()
        write_whole(disk, path, pack({}, 0, ORIGIN, ""))
        return cls(disk, path)

    @classmethod
    def open(cls, disk: Disk, path: Path) -> Self:
        """Open for writing and bring to rest what a crash left; `recovery` says what that was.

        Raises:
            BadInput: there is no conference.
            Damaged: with file and place.
            DiskError: the disk refuses.
        """
        return cls(disk, path)

    @staticmethod
    def read(disk: Disk, path: Path) -> dict[str, dict[int, Row]]:
        """All tables as they stand now, without a lock and without writing, beside a writer or alone.

        A line that a writer is just writing, or that a crash tore, is left out.

        Raises:
            BadInput, Damaged, DiskError: as `open`.
        """
        found = load_live(disk, path, path.with_name(path.name + JOURNAL))
        return {name: {int(key): row for key, row in rows.items()} for name, rows in found.tables.items()}

    @property
    def path(self) -> Path:
        """Where `conference.json` lies."""
        return self._kept.path

    @property
    def recovery(self) -> Recovery:
        """What the last opening found."""
        return self._kept.recovery

    @property
    def warning(self) -> str | None:
        """Why the journal could not be folded into the snapshot, in words; None when all is well."""
        return self._kept.warning

    @property
    def dead(self) -> bool:
        """Whether a save failed and `reopen` must be called before the next."""
        return self._kept.error is not None

    @property
    def seq(self) -> int:
        """Transactions kept since the conference was made."""
        return self._kept._found.seq

    def __bool__(self) -> bool:
        return True

    def table(self, name: str, **kwargs: Any) -> Table:
        """A TinyDB table. It caches no query: a cache would hand the same row to two callers."""
        kwargs.setdefault("cache_size", 0)
        return super().table(name, **kwargs)

    def rows(self, name: str) -> Rows:
        """The rows of a table by id: a live view, each row a copy; empty when there is no such table."""
        return RowsView(self._kept, name)

    def lent(self, name: str) -> Rows:
        """The same rows without a copy: to be read at once and never changed."""
        return LentRows(self._kept, name)

    def commit(self, delta: Delta) -> None:
        """Keep a change of several tables in one line; inside `transaction` it joins the others.

        Args:
            delta: table -> id -> row, None for a row that goes; None for a table that is dropped.

        Raises:
            DiskError: the disk refused and the database is now `dead`; `reopen` tells whether it was kept.
            TypeError, ValueError: something in it is no JSON; nothing happened.
        """
        self._kept.change(delta)
        for name, rows in delta.items():
            if name in self._tables and rows:
                self._follow(name, max(rows))

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything changed inside is kept in one line when the block ends, or, on any exception, nothing.

        Reading inside the block sees the changes. Transactions do not nest.

        Raises:
            DiskError: as `commit`.
        """
        self._kept.begin()
        try:
            yield
        except BaseException:
            self._kept.end(keep=False)
            self._follow_all()
            raise
        try:
            self._kept.end(keep=True)
        except BaseException:
            self._follow_all()
            raise

    def compact(self) -> bool:
        """Bring the files to rest (an empty journal); False, and a `warning`, when the disk refuses."""
        return self._kept.compact()

    def reopen(self) -> Recovery:
        """After a `DiskError`: what the disk holds, made durable; the database can be used again.

        Raises:
            DiskError: the disk still refuses.
            Damaged: what it holds cannot be read.
        """
        recovery = self._kept.reopen()
        self._follow_all()
        return recovery

    def _follow(self, name: str, highest: int | None) -> None:
        table = self._tables[name]
        assert isinstance(table, JournalTable)
        table.changed(highest)

    def _follow_all(self) -> None:
        for name in self._tables:
            self._follow(name, None)
