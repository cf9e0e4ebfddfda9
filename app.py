"""The door: reads the command line, opens a conference folder, hands over to a screen.

Commands without a screen never import Textual. Exit codes: 0 done and true; 1 checked and false; 2 bad
input, usage or environment, with one line on stderr that says what is wrong, where and what to do.
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from console.errors import BadInput, ConsoleError, Damaged
from console.language import _, install, mark

if TYPE_CHECKING:
    from console.ballot.ground import Notice
    from console.ballot.polling import Polling
    from console.ballot.sealing import Sealing
    from data.restore import Copy
    from screens.start import Chosen

COMMANDS: dict[str, str] = {
    "open": mark("open a conference folder in the console"),
    "new": mark("make a new conference folder"),
    "sample": mark("make a conference folder from a sample"),
    "present": mark("open the projector's window for a folder"),
    "rehearse": mark("play a whole conference with simulated delegates"),
    "count": mark("count paper ballots from a CSV file"),
    "export": mark("write every paper and the signed record"),
    "verify": mark("check an exported record"),
    "check": mark("check a conference folder"),
    "resume": mark("go on from a mirror on another laptop"),
    "restore": mark("make a new folder from a copy of a damaged one"),
    "forget": mark("erase personal data from a closed conference's folder and its mirror"),
    "key": mark("show the conference's key, or put it under the secretary's phrase"),
}


SCREENS = frozenset({"start", "open", "present", "resume"})
"""Commands that draw: no core dumps there, no debugger, no variable of Python that opens the program."""

ARGPARSE = (
    mark("usage: "),
    mark("positional arguments"),
    mark("options"),
    mark("show this help message and exit"),
    mark("the following arguments are required: %s"),
    mark("unrecognized arguments: %s"),
    mark("argument %(argument_name)s: %(message)s"),
    mark("invalid choice: %(value)r (choose from %(choices)s)"),
    mark("invalid %(type)s value: %(value)r"),
    mark("expected one argument"),
    mark("not allowed with argument %s"),
    mark("expected at least one argument"),
)
"""What argparse itself says; it looks its words up through a `_` of its own."""


class Parser(argparse.ArgumentParser):
    """A parser that answers a wrong command line with one sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing usage and exiting."""
        raise BadInput(
            _("Command line: {what}. See: python app.py --help").format(what=message.replace("\n", " "))
        )


def parser() -> Parser:
    """The command line, in the language of the screens."""
    top = Parser(prog="app.py", description=_("Runs the yearly conference of an emulation bloc."))
    top.add_argument("--lang", choices=("vi", "en"), help=_("language of screens and messages"))
    top.add_argument("--version", action="store_true", help=_("version and fingerprint of this program"))
    commands = top.add_subparsers(dest="command", metavar=_("COMMAND"), parser_class=Parser)

    def command(name: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=_(COMMANDS[name]), description=_(COMMANDS[name]))
        sub.add_argument("--lang", choices=("vi", "en"), default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        return sub

    opening = command("open")
    opening.add_argument("folder", type=Path)
    opening.add_argument("--mirror", type=Path, help=_("keep a live copy in this folder, on a USB stick"))
    new = command("new")
    new.add_argument("folder", type=Path)
    new.add_argument("--units", type=Path, help=_("the bloc's units, .csv or .xlsx"))
    new.add_argument("--rules", help=_("a preset's name, or a rules.toml"))
    sample = command("sample")
    sample.add_argument("name")
    sample.add_argument("folder", type=Path)
    command("present").add_argument("folder", type=Path)
    rehearse = command("rehearse")
    rehearse.add_argument("folder", type=Path)
    rehearse.add_argument("--seed", type=int, default=1)
    rehearse.add_argument("--delegates", type=int)
    rehearse.add_argument("--one-walk", action="store_true", help=_("vote on all awards in one walk"))
    rehearse.add_argument("--out", type=Path)
    count = command("count")
    count.add_argument("ballots", type=Path)
    count.add_argument("--rules", type=Path, required=True)
    count.add_argument("--json", action="store_true", dest="as_json")
    export = command("export")
    export.add_argument("folder", type=Path)
    export.add_argument("--out", type=Path, required=True)
    verify = command("verify")
    verify.add_argument(
        "paths",
        type=Path,
        nargs="+",
        metavar="PATH",
        help=_("record folder, record.json, events.json, paper, PDF, picture or text of codes; - reads text"),
    )
    verify.add_argument("--key", help=_("fingerprint of the conference's key, from the signed minutes"))
    command("check").add_argument("folder", type=Path)
    resuming = command("resume")
    resuming.add_argument("mirror", type=Path)
    resuming.add_argument("folder", type=Path)
    restoring = command("restore")
    restoring.add_argument("folder", type=Path)
    restoring.add_argument("new", type=Path)
    restoring.add_argument(
        "--from", type=Path, dest="source", metavar="COPY", help=_("the copy to take: a mirror, or a folder")
    )
    forgetting = command("forget")
    forgetting.add_argument("folder", type=Path)
    forgetting.add_argument("--mirror", type=Path, help=_("the mirror, on its USB stick"))
    forgetting.add_argument("--yes", action="store_true", help=_("do not ask for the year first"))
    key = command("key")
    key.add_argument("folder", type=Path)
    change = key.add_mutually_exclusive_group()
    change.add_argument(
        "--protect",
        action="store_const",
        const="protect",
        dest="change",
        help=_("put the key under a phrase, or under another one"),
    )
    change.add_argument(
        "--unprotect",
        action="store_const",
        const="unprotect",
        dest="change",
        help=_("take the phrase away"),
    )
    return top


def language(arguments: Sequence[str]) -> str:
    """The language asked for, before the command line is read: its own messages need it."""
    for at, word in enumerate(arguments):
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang" and at + 1 < len(arguments):
            return arguments[at + 1]
    return "vi"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code of the program."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    os.umask(0o077)  # whatever the console writes is for its owner
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        from data.locale import catalogue

        wanted = language(arguments)
        install(catalogue(wanted if wanted in ("vi", "en") else "vi"))
        setattr(argparse, "_", _)  # noqa: B010  (not declared in its types)
        options = parser().parse_args(arguments)
        if options.version:
            return _version()
        command = options.command or "start"
        if command in SCREENS:
            # Importing and the first layout make much and drop little: a collection then finds nothing.
            gc.disable()
            from data import hardening

            hardening.harden()
        return HANDLERS[command](options)
    except ConsoleError as error:
        print(" ".join(str(error).split("\n")) if error.exit_code == 2 else error, file=sys.stderr)  # noqa: T201
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our words has gone; that is no error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # the last door: a person never sees a traceback
        sentence = _(
            "The program stopped because of an error inside it ({what}). All that was confirmed is kept; "
            "start it again. If it comes back, run: python app.py check FOLDER"
        )
        what = " ".join(f"{type(error).__name__}: {error}".split())
        print(sentence.format(what=what), file=sys.stderr)  # noqa: T201
        return 2


def _screen(options: argparse.Namespace, folder: Path, told: Sequence[str] = ()) -> int:
    """Open the console over a folder; `told` is said first."""
    import secrets

    from console.clock import SystemClock
    from data import folder as folders
    from data import recent
    from data.disk import RealDisk
    from data.slip_sheets import SlipPrinter
    from screens.base_app import check_terminal, run_app
    from screens.workplace import Exported, Progress, Workplace

    check_terminal()
    from screens.console_app import ConsoleApp

    with folders.opened(folder, SystemClock(), secrets.SystemRandom()) as opened:
        recent.remember(folder)
        opened.mirror.remember = lambda where: recent.remember_mirror(folder, where)
        asked: Path | None = getattr(options, "mirror", None)
        known = recent.mirror_of(folder)
        if asked is not None:
            opened.mirror.put(str(asked))
        elif known is not None and opened.desk.conference.meeting.forgotten is None:
            opened.mirror.take_up(known)

        # What is asked for later is imported later: the first screen waits for none of it.
        def write(progress: Progress, phrase: str | None = None) -> Exported:
            from data.export import export

            return export(
                opened.desk.conference,
                opened.desk.events(),
                opened.key(phrase),
                folder / folders.RECORD,
                RealDisk(),
                progress,
            )

        def codes(version: int) -> Sequence[str]:
            from data import record_codes
            from data.record_file import RECORD

            return record_codes.encode(RealDisk().read(folder / folders.RECORD / RECORD), version)

        def matrix(text: str) -> Sequence[Sequence[bool]]:
            from data import qr

            return qr.matrix(text)

        def printed(award: str) -> Path:
            from data.ballot_sheets import print_ballots

            return print_ballots(opened.desk.conference, award, folder, RealDisk())

        def cards() -> Path:
            from data.teller_cards import print_cards

            return print_cards(opened.desk.conference, folder, RealDisk())

        def around() -> "Sequence[Notice]":
            from data.surroundings import surroundings

            return surroundings(folder)

        slips = SlipPrinter(lambda: opened.desk.conference, folder, RealDisk())

        def polling() -> "Polling":
            from console.ballot.polling import Polling

            return Polling(opened.desk, opened.boxes, slips)

        def sealing() -> "Sealing":
            from console.ballot.sealing import Sealing

            return Sealing(opened.desk, opened.boxes.vault)

        place = Workplace(
            desk=opened.desk,
            open_polling=polling,
            folder=folder,
            recovered=(*told, *opened.recovered),
            mirror=opened.mirror,
            export=write,
            qr=matrix,
            open_sealing=sealing,
            print_ballots=printed,
            print_cards=cards,
            surroundings=around,
            record_codes=codes,
            key_protected=lambda: opened.protected,
            protect_key=opened.protect,
        )
        forgotten = opened.desk.conference.meeting.forgotten is not None
        if not forgotten and (opened.desk.conference.seal.code or slips.there()):
            # Both take up what an earlier run began, and remove the keys and slips that a cut left behind.
            place.sealing, place.polling  # noqa: B018
        return run_app(ConsoleApp(place, crash_log=folder / "crash.log", release=_release))


def _open(options: argparse.Namespace) -> int:
    try:
        return _screen(options, options.folder)
    except Damaged as error:
        raise Damaged(_way_out(options.folder, error)) from error


def _way_out(folder: Path, wrong: Damaged) -> str:
    """What is damaged, which copies are there, and the command that restores."""
    from data import recent
    from data.restore import copies, damage, no_copies

    if damage(folder) is None:
        return str(wrong)  # not the tables: another file, whose sentence says what to do
    mirror = recent.mirror_of(folder)
    there = copies(folder, [mirror] if mirror is not None else [])
    if not there:
        return no_copies(wrong)
    return "\n".join(
        [
            str(wrong),
            _("Copies to restore from:"),
            *(f"- {copy.words()}" for copy in there),
            _("To make a new folder from the first: python app.py restore {folder} NEW-FOLDER").format(
                folder=folder
            ),
        ]
    )


def _start(options: argparse.Namespace) -> int:
    from data import recent, samples
    from screens.base_app import check_terminal, run_app

    check_terminal()
    from screens.start import StartApp, Trouble

    trouble: Trouble | None = None
    there: Sequence[Copy] | None = None
    while True:
        told: list[str] = []
        make = partial(_make_chosen, there, told)
        start = StartApp(recent.remembered(), samples.sample_names(), make, trouble, _release)
        code = run_app(start)
        if start.chosen is None:
            return code
        folder = start.chosen.folder
        try:
            return _screen(options, folder, told)
        except Damaged as error:
            from data.restore import copies, damage

            if damage(folder) is None:
                raise
            mirror = recent.mirror_of(folder)
            there = copies(folder, [mirror] if mirror is not None else [])
            trouble = Trouble(folder, str(error), tuple(copy.words() for copy in there))


def _make_chosen(there: "Sequence[Copy] | None", told: list[str], chosen: "Chosen") -> None:
    """Make the folder that was chosen; `there` are the copies that a damaged folder has, None without one."""
    told.clear()
    if chosen.sample:
        _make_sample(chosen.sample, chosen.folder)
    elif chosen.new:
        _make_new(chosen.folder, chosen.units, None)
    elif chosen.copy is not None and there is not None:
        told += _restored(there[chosen.copy], chosen.folder)
    elif chosen.source is not None and there is not None:
        told += _restored_from(chosen.source, chosen.folder)
    elif chosen.source is not None:
        told += _resumed(chosen.source, chosen.folder)


def _make_new(folder: Path, units: Path | None, rules: str | None) -> None:
    from console.clock import SystemClock
    from data import folder as folders
    from data import new, rules_file, units_file

    chosen = rules_file.named(rules) if rules else rules_file.named("mac-dinh")
    rows = units_file.read_units(units) if units else ()
    clock = SystemClock()
    folders.found(folder, new.new_conference(rows, chosen, clock.now().date()), clock)


def _new(options: argparse.Namespace) -> int:
    _make_new(options.folder, options.units, options.rules)
    _say(_("Made {folder}. Open it with: python app.py open {folder}").format(folder=options.folder))
    if options.units is None:
        _say(_("The bloc has no units yet. To read them from a file, make a folder with: --units FILE.csv"))
    return 0


def _make_sample(name: str, folder: Path) -> None:
    from console.clock import SystemClock
    from data import folder as folders
    from data import samples

    folders.found(folder, samples.load_sample(name), SystemClock())


def _sample(options: argparse.Namespace) -> int:
    _make_sample(options.name, options.folder)
    _say(_("Made {folder}. Open it with: python app.py open {folder}").format(folder=options.folder))
    return 0


def _present(options: argparse.Namespace) -> int:
    from data.board import reader
    from data.folder import PUBLIC
    from screens.base_app import check_terminal, run_app

    check_terminal()
    from screens.projector import ProjectorApp

    return run_app(ProjectorApp(reader(options.folder / PUBLIC)))


def _rehearse(options: argparse.Namespace) -> int:
    from data.rehearse import rehearse_command

    return rehearse_command(
        options.folder,
        options.seed,
        options.delegates,
        options.out,
        sys.stdout,
        together=options.one_walk,
    )


def _count(options: argparse.Namespace) -> int:
    from data.count import count_command

    return count_command(options.ballots, options.rules, options.as_json, sys.stdout)


def _export(options: argparse.Namespace) -> int:
    from data.export import export_command

    return export_command(options.folder, options.out, sys.stdout)


def _verify(options: argparse.Namespace) -> int:
    from data.verify import verify_command

    return verify_command(options.paths, options.key, sys.stdout)


def _check(options: argparse.Namespace) -> int:
    from data.check import check_command

    return check_command(options.folder, sys.stdout)


def _resume(options: argparse.Namespace) -> int:
    for sentence in _resumed(options.mirror, options.folder):
        _say(sentence)
    _say(_("Made {folder}. Open it with: python app.py open {folder}").format(folder=options.folder))
    return 0


def _resumed(mirror: Path, folder: Path) -> Sequence[str]:
    import secrets

    from console.clock import SystemClock
    from data.resume import resume

    return resume(mirror, folder, SystemClock(), secrets.SystemRandom()).told


def _restored(copy: "Copy", folder: Path) -> Sequence[str]:
    import secrets

    from console.clock import SystemClock
    from data.restore import restore

    return restore(copy, folder, SystemClock(), secrets.SystemRandom()).told


def _restored_from(source: Path, folder: Path) -> Sequence[str]:
    from data.restore import named

    return _restored(named(source), folder)


def _restore(options: argparse.Namespace) -> int:
    import secrets

    from console.clock import SystemClock
    from data import recent
    from data.restore import restore_command

    for sentence in restore_command(
        options.folder,
        options.new,
        options.source,
        recent.mirror_of(options.folder),
        SystemClock(),
        secrets.SystemRandom(),
    ):
        _say(sentence)
    _say(_("Made {folder}. Open it with: python app.py open {folder}").format(folder=options.new))
    return 0


def _forget(options: argparse.Namespace) -> int:
    from console.clock import SystemClock
    from data import recent
    from data.forget import forget_command
    from data.phrase_prompt import ask_line

    return forget_command(
        options.folder,
        options.mirror,
        recent.mirror_of(options.folder),
        options.yes,
        ask_line,
        SystemClock(),
        sys.stdout,
    )


def _key(options: argparse.Namespace) -> int:
    from data.phrase_prompt import key_command

    return key_command(options.folder, options.change, sys.stdout)


def _release() -> str:
    """The fingerprint of this program for the screens; empty where its files cannot be read."""
    from data.release import release

    try:
        return release()
    except OSError:
        return ""


def _version() -> int:
    from data.release import version_words

    _say(version_words())
    return 0


def _say(sentence: str) -> None:
    print(sentence)  # noqa: T201


HANDLERS: dict[str, Callable[[argparse.Namespace], int]] = {
    "start": _start,
    "open": _open,
    "new": _new,
    "sample": _sample,
    "present": _present,
    "rehearse": _rehearse,
    "count": _count,
    "export": _export,
    "verify": _verify,
    "check": _check,
    "resume": _resume,
    "restore": _restore,
    "forget": _forget,
    "key": _key,
}

if __name__ == "__main__":
    sys.exit(main())
