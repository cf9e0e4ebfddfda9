"""`python app.py check FOLDER`: is everything the console wrote still as it wrote it?"""

import random
from pathlib import Path
from typing import TextIO

from console.clock import SystemClock
from console.errors import ConsoleError
from console.language import _
from data import folder as folders
from data.completeness import running
from data.surroundings import surroundings


def check_command(path: Path, out: TextIO) -> int:
    """Open the folder as the console would, say what that found, leave it at rest.

    Returns:
        0: sound, or mended by itself (said in words); 1: a person must look, with what and where.

    Raises:
        ConsoleError: with exit code 2, there is no conference here or it is in use.
    """
    try:
        # Nothing random is drawn by a check; no box is made and no step is kept.
        with folders.opened(path, SystemClock(), random.Random(0), watched=False) as opened:  # noqa: S311
            for sentence in opened.recovered:
                print(sentence, file=out)
            if opened.missing:
                return 1
            for row in running(opened.desk.conference):
                turnout = opened.boxes.find(row.box).turnout()
                print(
                    _("Box {box}: {voted:02d} of {entitled:02d} ballots are in.").format(
                        box=row.box, voted=turnout.voted, entitled=turnout.entitled
                    ),
                    file=out,
                )
            print(
                _("{folder} is sound: {events} events, their chain holds.").format(
                    folder=path, events=len(opened.desk.events())
                ),
                file=out,
            )
            _say_surroundings(path, out)
    except ConsoleError as error:
        if error.exit_code != 1:
            raise
        print(error, file=out)
        return 1
    return 0


def _say_surroundings(path: Path, out: TextIO) -> None:
    """What would be said before boxes are sealed in this folder, on this machine."""
    notices = surroundings(path)
    if notices:
        print(_("Before boxes are sealed in this folder on this machine:"), file=out)
    for notice in notices:
        kind = _("stops the sealing") if notice.stops else _("note")
        print(f"- {kind}: {notice.text}", file=out)
