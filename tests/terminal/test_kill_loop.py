"""kill -9 on the real program, again and again, around the moment at which a ballot goes in."""

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest

from console.ballot import nomination
from console.ballot.box import AlreadyVoted, TellerKey
from console.clock import SystemClock
from data import folder as folders
from tests.console.desk import congress
from tests.screens.conference import elect_tellers, workplace
from tests.terminal import day
from tests.terminal.terminal import Terminal
from tests.terminal.test_booth import CURTAIN, MARKING, REVIEW

KILLS, DELEGATES = 32, 40
THANKS = "Người điều hành: bấm B"


def to_the_polling_place(terminal: Terminal) -> None:
    """From the start to where delegates are called."""
    terminal.wait_for("F1 Trợ giúp")
    terminal.go("5", day.on("Mời bỏ phiếu"))
    terminal.go("enter", "niêm phong")


def voted(folder: Path) -> int:
    """How many have voted, as the room sees it."""
    return int(json.loads((folder / "public.json").read_text(encoding="utf-8"))["round"]["voted"])


def one_ballot(terminal: Terminal) -> None:
    """The next delegate marks one line and stands before the confirmation."""
    for key, words in (("\r", CURTAIN), (" ", MARKING), ("1", "[ X ]"), ("\r", REVIEW)):
        os.write(terminal.process.child_fd, key.encode())
        terminal.wait_for(words)
    terminal.press("down")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="NOT CHECKED HERE: SIGKILL is POSIX's")
def test_no_kill_of_the_program_loses_a_confirmed_ballot_or_lets_one_vote_twice(tmp_path: Path) -> None:
    with workplace(tmp_path / "room", congress(DELEGATES)) as place:
        place.desk.do(nomination.make_list, "CO")
        elect_tellers(place)
        box = place.polling.open("CO").box
        folder = place.folder
    chance = random.Random(6)
    confirmed = doubtful = 0
    for kill in range(KILLS):
        with Terminal("open", str(folder), home=tmp_path / "home") as terminal:
            if kill % 4 == 3:
                time.sleep(chance.random())
            else:
                to_the_polling_place(terminal)
                assert confirmed <= voted(folder) <= confirmed + doubtful
                confirmed, doubtful = voted(folder), 0
                one_ballot(terminal)
                os.write(terminal.process.child_fd, b"\r")
                if kill % 4 == 0:
                    terminal.wait_for(THANKS)
                time.sleep(chance.random() * 0.06)
            terminal.process.kill(signal.SIGKILL)
            terminal.end()
            if terminal.shows(THANKS):
                confirmed += 1
            else:
                doubtful += kill % 4 != 3
    assert confirmed >= KILLS // 4, "hardly a ballot was cast between two kills"
    with folders.opened(folder, SystemClock(), random.SystemRandom()) as opened:
        found = opened.boxes.find(box)
        names = [f"D{n:05d}" for n in range(1, DELEGATES + 1)]
        have = [name for name in names if found.has_voted(name)]
        assert confirmed <= len(have) <= confirmed + doubtful
        for name in have:
            with pytest.raises(AlreadyVoted):
                found.admit(name)
        found.close()
        assert len(found.empty((TellerKey(1), TellerKey(2))).ballots) == len(have)
    assert day.program("check", str(folder)).returncode == 0
