"""Whether a folder that opens is all there: its key, the boxes of a ballot under way; in words.

A folder copied by halves opens as far as `conference.json` and its journal go. What else a running
conference needs is looked for here, so that it is said at the start and not when the tellers stand there.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from console.ballot.round import Round, RoundState
from console.conference import Conference
from console.errors import ConsoleError, Damaged
from console.language import _
from data import signing
from data.disk import Disk, DiskError

if TYPE_CHECKING:  # imported for a ballot under way alone
    from data.box import FolderBoxes

_RUNNING = (RoundState.VOTING, RoundState.CLOSED)


def missing(path: Path, conference: Conference, disk: Disk) -> list[str]:
    """What a folder lacks, one sentence each; nothing is written.

    Args:
        path: the conference folder.
    """
    if conference.meeting.forgotten is not None:
        return []  # what such a folder lacks was erased
    said = _key(path, conference, disk) + _seal(path, conference, disk)
    for row in running(conference):
        said += _box(path, row, disk)
    return said


def mended(path: Path, conference: Conference, boxes: "Callable[[], FolderBoxes]", disk: Disk) -> list[str]:
    """Bring the boxes of a ballot under way to rest, and say what that mended.

    A box whose keys wait for two tellers is left alone until they have typed their phrases; a change of the
    signing key's phrase that was cut off is brought to one of its two ends.
    """
    said: list[str] = []
    with suppress(Damaged, DiskError):  # `missing` has its sentence
        if signing.mend(disk, path):
            said.append(
                _(
                    "A change of the secretary's phrase was cut off. Look how the key stands now, and do it "
                    "again if need be: python app.py key {folder}"
                ).format(folder=path)
            )
    for row in running(conference):
        from data.box_copies import Copies

        copies = Copies(path / "boxes", row.box, disk)
        try:
            if not copies.sealed():
                continue
            found = copies.load(None)
            if disk.exists(path / "boxes" / f"{row.box}.keys.json"):
                said += boxes().find(row.box).mended
            elif not found.equal:
                said.append(
                    _(
                        "The last write to the box {voting} was cut off; its second copy is brought up to "
                        "date once two tellers have typed their phrases."
                    ).format(voting=row.box)
                )
        except ConsoleError:
            continue  # `missing` has its sentence
    return list(dict.fromkeys(said))


def running(conference: Conference) -> list[Round]:
    """Rounds whose box is in use, one of each box."""
    rows = {row.box: row for row in conference.rounds if row.box and row.state in _RUNNING}
    return list(rows.values())


def _key(path: Path, conference: Conference, disk: Disk) -> list[str]:
    try:
        key = signing.public_key(disk, path)
    except (Damaged, DiskError) as error:
        return [
            _(
                "{what} Without its key the record cannot be signed: put conference.key back from the folder "
                "this one was copied from."
            ).format(what=error)
        ]
    if conference.meeting.key and signing.fingerprint(key) != conference.meeting.key:
        return [
            _(
                "{file} is the key of another conference: a record signed with it would not be believed. Put "
                "the right one back from a copy."
            ).format(file=path / signing.KEY_FILE)
        ]
    return []


def _seal(path: Path, conference: Conference, disk: Disk) -> list[str]:
    seal = conference.seal
    if (
        not seal.code
        or seal.end is not None
        or disk.exists(path / "boxes" / f"tellers-{seal.number}.keys.json")
    ):
        return []
    return [_("The tellers' seal is not in this folder any more: they seal anew before a ballot opens.")]


def _box(path: Path, row: Round, disk: Disk) -> list[str]:
    from data.box_copies import Copies

    copies = Copies(path / "boxes", row.box, disk)
    try:
        if not copies.sealed():
            return [
                _(
                    "A ballot is under way, but its box {voting} is not in this folder: it was copied by "
                    "halves, or without its boxes. Void the round and vote again."
                ).format(voting=row.box)
            ]
        copies.load(None)
    except ConsoleError as error:
        return [str(error)]
    kept = disk.listdir(path / "boxes")
    tellers = any(name.startswith("tellers-") and name.endswith(".keys.json") for name in kept)
    if not tellers and f"{row.box}.keys.json" not in kept:
        return [
            _(
                "A ballot is under way, but the keys of its box {voting} are not in this folder: nobody can "
                "open it here. Void the round and vote again."
            ).format(voting=row.box)
        ]
    return []
