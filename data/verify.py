"""Checks what a conference left behind, and says each check in words: true, false, or not known.

It takes a record in whatever form somebody holds it, sorts it (`data.verify_sources`), and checks every
record that comes out (`data.verify_record`, `data.verify_folder`). What holds together here is the record
itself. That it is the record of the conference in the room follows only from the key's fingerprint on the
minutes signed in ink; `--key` brings it in.
"""

import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TextIO

from console.errors import BadInput
from console.language import _, n_
from data import signing
from data.disk import Disk, RealDisk
from data.record_file import RECORD, RecordFile
from data.verify_codes import Gathered, gather, spaced
from data.verify_folder import Folder, in_folder, summary
from data.verify_record import Judged, anchor, judge
from data.verify_sources import Other, Read, Sources, sources
from data.verify_sums import Check
from data.verify_trail import head_of, trail

MARKS: Mapping[bool | None, str] = {True: "[✓]", False: "[✗]", None: "[?]"}


@dataclass(slots=True)
class _Block:
    """One record, in all the forms in which it was given.

    Attributes:
        content: the bytes of record.json; None where a folder has none, or codes do not give them.
        where: the paths that hold it.
        folder: the folder that holds it, None without one.
        rows: its rows of codes.
    """

    content: bytes | None
    where: list[str]
    name: str = RECORD
    folder: Folder | None = None
    rows: list[Gathered] = field(default_factory=list)
    judged: Judged = field(init=False)

    def __post_init__(self) -> None:
        missing = Check(False, _("{file} is missing or cannot be read.").format(file=RECORD))
        nothing = Judged(None, None, "", (missing,) if self.folder is not None else ())
        self.judged = judge(self.content, self.name) if self.content is not None else nothing

    @property
    def id(self) -> str:
        """The fingerprint without hyphens; "" where it is not known."""
        return self.judged.fingerprint.replace("-", "") or next((row.row.id for row in self.rows), "")


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of everything that was given.

    Attributes:
        taken: what was taken from which path, one sentence each.
        blocks: for each record a heading and its checks.
        unread: sentences about what could not be read.
    """

    taken: tuple[str, ...]
    blocks: tuple[tuple[str, tuple[Check, ...]], ...]
    unread: tuple[str, ...]

    @property
    def checks(self) -> list[Check]:
        """Every check, in order."""
        return [check for _heading, checks in self.blocks for check in checks]


def verify(paths: Sequence[Path], key: str | None = None, disk: Disk | None = None) -> list[Check]:
    """Check every record that the paths lead to; see `verified`.

    Raises:
        BadInput: a path leads to nothing that can be read, or the key is no fingerprint.
    """
    done = verified(paths, key, disk)
    if done.unread:
        raise BadInput(done.unread[0])
    return done.checks


def verified(
    paths: Sequence[Path], key: str | None = None, disk: Disk | None = None, stdin: BinaryIO | None = None
) -> Verified:
    """Check everything that was given.

    Args:
        paths: folders of records or of conferences, record.json, events.json, papers, text of codes, pictures
            and PDF of codes; `-` for text from the standard input.
        key: a fingerprint from the signed minutes, of the key or of the record.

    Raises:
        BadInput: the key is no fingerprint.
    """
    if key is not None and not signing.is_code(key):
        raise BadInput(
            _(
                '--key "{key}" is not a fingerprint: it has 16 letters and digits, as ABCD-EFGH-IJKL-MNOP.'
            ).format(key=key)
        )
    given = sources(paths, stdin)
    gathered, beyond = gather(given.codes)
    blocks = _blocks(given, gathered, disk or RealDisk())
    said = [(_heading(block), tuple(_block(block, given, key))) for block in blocks]
    rest = [*beyond, *_foreign(blocks), *_loose(blocks, given)]
    if rest:
        said.append((_("Everything given, taken together"), tuple(rest)))
    return Verified(tuple(given.taken), tuple(said), tuple(given.unread))


def _blocks(given: Sources, gathered: Iterable[Gathered], disk: Disk) -> list[_Block]:
    """The records, each once however often it was given."""
    blocks: list[_Block] = []
    for path in given.folders:
        found = Folder(path, disk)
        blocks.append(_Block(found.read(RECORD), [str(path)], folder=found))
    for read in given.records:
        same = next((block for block in blocks if block.content == read.content), None)
        if same is not None:
            same.where.append(read.where)
        else:
            blocks.append(_Block(read.content, [read.where], name=Path(read.where).name))
    for row in gathered:
        same = next(
            (
                block
                for block in blocks
                if (block.content == row.record if row.record is not None else block.id == row.row.id)
            ),
            None,
        )
        if same is None:
            same = _Block(row.record, [], name=_("record.json (from the codes)"))
            blocks.append(same)
        same.where += [where for where in row.where if where not in same.where]
        same.rows.append(row)
    return blocks


def _heading(block: _Block) -> str:
    where = ", ".join(block.where)
    record = block.judged.record
    if record is None:
        return _("Record in {where}").format(where=where)
    return _("{title}, {date} (from {where})").format(
        title=record.conference.title or _("A conference without a title"),
        date="/".join(reversed(record.conference.date.split("-"))),
        where=where,
    )


def _block(block: _Block, given: Sources, key: str | None) -> Iterable[Check]:
    for row in block.rows:
        yield from _row(block, row)
    judged = block.judged
    if block.folder is not None:
        public, checks = in_folder(block.folder, judged)
        yield anchor(key, judged.public or public, judged.fingerprint)
        yield from judged.checks
        yield from checks
    elif block.content is not None:
        yield anchor(key, judged.public, judged.fingerprint)
        yield from judged.checks
    record = judged.record
    if record is None:
        return
    trails = [read for read in given.trails if head_of(read.content) == record.trail.head]
    for read in trails:
        yield from trail(read.content, record.trail, read.where)
    for text in given.summaries:
        if judged.fingerprint and signing.same_code(text.text.split()[-1], judged.fingerprint):
            yield summary(text.text, judged.fingerprint, text.where)
    papers = {paper.sha256: paper.file for paper in record.papers}
    for other in given.others:
        if other.sha256 in papers:
            yield Check(
                True,
                _("{path}: it is the paper {file} of this record, to the byte.").format(
                    path=other.where, file=papers[other.sha256]
                ),
            )
    if block.folder is None:
        yield from _not_given(record, trails, given.others)


def _row(block: _Block, row: Gathered) -> Iterable[Check]:
    """What the codes of a record say, and whether they say the same as the record beside them."""
    if row.record is None and block.content is not None:
        said = _("Codes of this record in {where}").format(where=", ".join(row.where))
        for check in row.findings:
            yield Check(None if row.short else check.ok, f"{said}: {check.sentence}")
        return
    yield from row.findings
    if row.record is None:
        yield Check(
            None,
            _("They are codes of the record with the fingerprint {code}.").format(code=spaced(row.row.id)),
        )
    elif block.judged.fingerprint.replace("-", "") != row.row.id:
        yield Check(False, _("The codes name another fingerprint than that of the record they hold."))
    elif len(block.where) > len(row.where):
        yield Check(
            True,
            _("The codes in {where} hold this very record, to the byte.").format(where=", ".join(row.where)),
        )


def _not_given(record: RecordFile, trails: Sequence[Read], others: Sequence[Other]) -> Iterable[Check]:
    """What the record names and nobody gave, so that it was not looked at."""
    if not trails:
        yield Check(
            None,
            _(
                "The audit trail was not given (events.json, {n} events). Its head, to compare with the "
                "minutes: {head}"
            ).format(n=record.trail.events, head=record.trail.head),
        )
    there = {other.sha256 for other in others}
    missing = sum(paper.sha256 not in there for paper in record.papers)
    if missing:
        yield Check(
            None,
            _("{n} of the {all} papers were not given: the record holds their hashes.").format(
                n=missing, all=len(record.papers)
            ),
        )


def _foreign(blocks: Sequence[_Block]) -> Iterable[Check]:
    """Codes of another record than all the records that are there."""
    whole = [block for block in blocks if block.content is not None and block.judged.fingerprint]
    files = [block for block in whole if len(block.where) > len({w for row in block.rows for w in row.where})]
    for block in blocks:
        if not block.rows or block in files or not (files or (block.content is None and whole)):
            continue
        yield Check(
            False,
            _("Foreign codes in {where}: they are of record {code}, not of {others}.").format(
                where=", ".join(block.where),
                code=spaced(block.id),
                others=", ".join(other.judged.fingerprint for other in files or whole),
            ),
        )


def _loose(blocks: Sequence[_Block], given: Sources) -> Iterable[Check]:
    """Trails, summaries and papers that belong to none of the records, or that came without one."""
    records = [block.judged.record for block in blocks if block.judged.record is not None]
    heads = {record.trail.head for record in records}
    for read in given.trails:
        if head_of(read.content) not in heads:
            named = records[0].trail if len(records) == 1 else None
            yield from trail(read.content, named, read.where)
            if len(records) > 1:
                yield Check(
                    False, _("{path}: it is the trail of none of these records.").format(path=read.where)
                )
    fingerprints = {block.id for block in blocks}
    for text in given.summaries:
        code = text.text.split()[-1]
        if not blocks:
            yield Check(
                None,
                _(
                    "{path}: this is a summary: “{text}”. It proves nothing by itself: the record with the "
                    "fingerprint {code} is needed."
                ).format(path=text.where, text=text.text, code=spaced(code)),
            )
        elif code not in fingerprints:
            yield Check(False, _("{file} carries the fingerprint of another record.").format(file=text.where))
    hashes = {paper.sha256 for record in records for paper in record.papers}
    names = {paper.file for record in records for paper in record.papers}
    covered = {
        file for block in blocks if block.folder is not None for file in map(str.lower, block.folder.names())
    }
    for other in given.others:
        if not records or other.known or other.sha256 in hashes:
            continue
        if other.name in names:
            yield Check(False, _("{path}: this paper was changed.").format(path=other.where))
        elif other.name.lower() not in covered:
            yield Check(
                False,
                _("{path}: it is no paper of these records, or it was changed.").format(path=other.where),
            )


def verify_command(paths: Sequence[Path], key: str | None, out: TextIO, stdin: BinaryIO | None = None) -> int:
    """`python app.py verify PATH... [--key FINGERPRINT]`.

    Returns:
        0 when no check is false; 1 when one is; 2 when something could not be read, or no record was found.

    Raises:
        BadInput: nothing at all could be read, or the key is no fingerprint (exit 2).
    """
    done = verified(paths, key, stdin=stdin if stdin is not None else getattr(sys.stdin, "buffer", None))
    if not done.blocks and len(done.taken) == 1:
        raise BadInput(
            done.unread[0]
            if done.unread
            else _("{taken} No record was found in it.").format(taken=_plain(done.taken[0]))
        )
    print(_("Given:"), file=out)
    for sentence in done.taken:
        print(f"- {_plain(sentence)}", file=out)
    for heading, checks in done.blocks:
        print(f"\n{_plain(heading)}", file=out)
        for check in checks:
            print(f"{MARKS[check.ok]} {_plain(check.sentence)}", file=out)
    print(file=out)
    wrong = sum(check.ok is False for check in done.checks)
    if done.unread:
        print(
            n_(
                "{n} thing that was given could not be read; see above.",
                "{n} things that were given could not be read; see above.",
                len(done.unread),
            ).format(n=len(done.unread)),
            file=out,
        )
    if wrong:
        print(n_("{n} check failed.", "{n} checks failed.", wrong).format(n=wrong), file=out)
        return 1
    if not any(check.ok for check in done.checks):
        print(_("No record was found in what was given."), file=out)
        return 2
    print(_("Everything that can be checked here is true."), file=out)
    return 2 if done.unread else 0


def _plain(text: str) -> str:
    """A sentence without control characters: what a file says must not move the cursor of a terminal."""
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text)
