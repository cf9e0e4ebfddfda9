"""`python app.py rehearse FOLDER`: a trial run in a folder of its own, and the record it leaves."""

import random
import secrets
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from typing import TextIO

from console.ballot.polling import Polling
from console.ballot.sealing import Sealing
from console.errors import BadInput
from console.language import _, mark
from console.rehearsal import SteppingClock, prepared, rehearse
from data import folder as folders
from data.box_tellers import TRIAL
from data.disk import RealDisk
from data.export import export

VIETNAM = timezone(timedelta(hours=7))


def rehearse_command(
    folder: Path,
    seed: int,
    delegates: int | None,
    out: Path | None,
    said: TextIO,
    *,
    together: bool = False,
) -> int:
    """Play the conference of `folder` with simulated delegates; `folder` is only read, never locked.

    Args:
        delegates: number of electors, None for those of the folder.
        out: where the run's folder and record are made; beside `folder` when None.
        together: all awards are voted in one walk, where the rules let them.

    Raises:
        BadInput: no conference there, no units, or a number of delegates that makes no sense.
    """
    conference, _events = folders.read(folder)
    if len(conference.units) < 2:
        raise BadInput(
            _(
                "{folder} has fewer than two units. Enter the units first: python app.py new --units FILE"
            ).format(folder=folder)
        )
    if delegates is not None and not 2 <= delegates <= 5000:
        raise BadInput(_("--delegates {n}: give a number from 2 to 5000.").format(n=delegates))
    if out is not None and out.resolve().is_relative_to(folder.resolve()):
        raise BadInput(
            _("--out {out} lies in the conference folder. Name a folder outside it.").format(out=out)
        )
    target = _fresh(out or folder.parent, f"chay-thu-{seed}")
    clock = SteppingClock(datetime.combine(conference.meeting.held_on, time(8), VIETNAM))
    folders.found(target / "conference", prepared(conference, delegates), clock)
    # Choices come from the seed; what must be unguessable even in a trial (box keys, slots) does not.
    chance = secrets.SystemRandom()
    with folders.opened(target / "conference", clock, chance, watched=False, cost=TRIAL) as opened:
        choices = random.Random(seed)  # noqa: S311
        sealing = Sealing(opened.desk, opened.boxes.vault)
        polling = Polling(opened.desk, opened.boxes)
        rehearse(opened.desk, polling, sealing, choices, Bar(said), together=together)
        export(
            opened.desk.conference,
            opened.desk.events(),
            opened.key(),
            target / folders.RECORD,
            RealDisk(),
            lambda what, done, total: None,
        )
    print(
        _("CHẠY THỬ is over. The record lies in {folder}.").format(folder=target / folders.RECORD), file=said
    )
    return 0


def _fresh(parent: Path, name: str) -> Path:
    """A folder that does not exist yet: `name`, or `name-2`, `name-3` ..."""
    number = 1
    while (target := parent / (name if number == 1 else f"{name}-{number}")).exists():
        number += 1
    return target


STAGES = {
    "attendance": mark("Roll call"),
    "agenda": mark("Agenda"),
    "reports": mark("Reports and scores"),
    "directions": mark("Directions"),
    "ballot": mark("Peer review"),
    "handover": mark("Handover"),
    "record": mark("Closing"),
}


class Bar:
    """A bar on a terminal, a line a stage elsewhere."""

    def __init__(self, said: TextIO) -> None:
        self._said = said
        self._bar = said.isatty()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` stages are played."""
        if self._bar:
            cells = 30 * done // total
            self._said.write(f"\r[{'█' * cells}{'░' * (30 - cells)}] {_(STAGES[stage]):<24}")
            if done == total:
                self._said.write("\n")
        else:
            self._said.write(f"{done}/{total} {_(STAGES[stage])}\n")
        self._said.flush()
