"""The secretary's phrase on the command line: asked for unseen on a terminal, read as a line elsewhere."""

import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from console.errors import BadInput, NotAllowed
from console.language import _
from data import signing
from data.disk import Disk, RealDisk
from data.signing import Key

Ask = Callable[[str], str]
"""A question -> what was typed."""


def ask_phrase(question: str) -> str:
    """What a person types, unseen; the next line of the standard input where that is no terminal.

    Raises:
        BadInput: the input has ended.
    """
    try:
        if sys.stdin.isatty():
            return getpass.getpass(f"{question}: ")
        typed = sys.stdin.readline()
    except EOFError:
        typed = ""
    except UnicodeDecodeError as error:
        raise BadInput(_("The phrase is not text in UTF-8. Type it again.")) from error
    if not typed:
        raise BadInput(
            _("{question}: nothing was typed. Run it in a terminal, or give the phrase as a line.").format(
                question=question
            )
        )
    return typed.rstrip("\r\n")


def ask_line(question: str) -> str:
    """What a person types, seen; the next line of the standard input where that is no terminal.

    Raises:
        BadInput: the input has ended.
    """
    if sys.stdin.isatty():
        sys.stderr.write(f"{question}: ")
        sys.stderr.flush()
    typed = sys.stdin.readline()
    if not typed:
        raise BadInput(_("Nothing was typed, so nothing was done. Run it in a terminal."))
    return typed.rstrip("\r\n")


def key_of(disk: Disk, folder: Path, ask: Ask = ask_phrase) -> Key:
    """The signing key of a folder; the phrase is asked for where the key is under one.

    Raises:
        WrongPhrase: not this one.
        BadInput: nothing was typed.
        DiskError, Damaged: as `data.signing.load_key`.
    """
    if not signing.protected(disk, folder):
        return signing.load_key(disk, folder)
    return signing.load_key(disk, folder, ask(_("The secretary's phrase")))


def key_command(folder: Path, change: str | None, said: TextIO, ask: Ask = ask_phrase) -> int:
    """`python app.py key FOLDER [--protect | --unprotect]`: show the conference's key, or change its phrase.

    Args:
        change: "protect", "unprotect", or None to look.

    Raises:
        ConsoleError: no conference there, no key, it is open elsewhere, or the phrases do not fit.
    """
    from data import folder as folders
    from data.lock import FolderLock

    disk = RealDisk()
    conference, _events = folders.read(folder)
    if conference.meeting.forgotten is not None:
        raise NotAllowed(
            _(
                "The key of this conference was erased with its personal data. Its fingerprint was {code}."
            ).format(code=conference.meeting.key)
        )
    if conference.meeting.key and not signing.same_code(
        conference.meeting.key, signing.fingerprint(signing.public_key(disk, folder))
    ):
        raise BadInput(
            _("The folder's key is not the one this conference was made with. Put conference.key back.")
        )
    if change is not None:
        with FolderLock(folder):
            _change(disk, folder, change == "protect", ask)
    print(
        _("Fingerprint of the key: {code}").format(
            code=signing.fingerprint(signing.public_key(disk, folder))
        ),
        file=said,
    )
    if signing.protected(disk, folder):
        sentence = _("The key is under the secretary's phrase: without it nobody signs with this folder.")
    else:
        sentence = _(
            "The key is under no phrase: whoever has the folder can sign. To put it under one: "
            "python app.py key {folder} --protect"
        ).format(folder=folder)
    print(sentence, file=said)
    return 0


def _change(disk: Disk, folder: Path, protect: bool, ask: Ask) -> None:
    old = None
    if signing.protected(disk, folder):
        old = ask(_("The secretary's phrase"))
        signing.load_key(disk, folder, old)  # a wrong one is said before a new one is asked for
    elif not protect:
        raise BadInput(_("The key is under no phrase; there is none to take away."))
    new = ""
    if protect:
        new = ask(_("The new phrase"))
        if signing.normal(new) != signing.normal(ask(_("The new phrase once more"))):
            raise BadInput(_("The two are not the same; nothing was changed. Do it again."))
        if not signing.normal(new):
            raise BadInput(
                _("Nothing was typed and nothing was changed. To take the phrase away: --unprotect")
            )
    signing.protect(disk, folder, old, new)
