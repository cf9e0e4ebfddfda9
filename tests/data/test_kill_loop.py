"""kill -9 again and again while ballots are cast: what was confirmed is in the box, and nobody votes twice.

A kill leaves what the system has already taken in; power cuts are the business of the model disk.
"""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from console.ballot.box import AlreadyVoted, TellerKey
from data.box import FolderBoxes
from data.disk import RealDisk

ROOT = Path(__file__).parents[2]
ELECTORS = 400
KILLS = 40

CASTER = """
import random, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from data.box import FolderBoxes
from data.disk import RealDisk
from console.ballot.box import AlreadyVoted
box = FolderBoxes(Path(sys.argv[2]), RealDisk(), random.SystemRandom()).find("CO-1")
print("ready", flush=True)
for n in range(int(sys.argv[3])):
    try:
        admission = box.admit(f"D{n:05d}")
    except AlreadyVoted:
        continue
    box.cast(admission, b"ballot %05d" % n)
    print(n, flush=True)
"""


@pytest.mark.slow
def test_a_kill_at_any_moment_loses_no_confirmed_ballot(tmp_path: Path) -> None:
    folder = tmp_path / "boxes"
    credentials = [f"D{n:05d}" for n in range(ELECTORS)]
    FolderBoxes(folder, RealDisk(), random.SystemRandom()).seal("CO-1", credentials, 0)
    moments = random.Random(4)
    confirmed: set[int] = set()
    for _kill in range(KILLS):
        caster = subprocess.Popen(
            [sys.executable, "-c", CASTER, str(ROOT), str(folder), str(ELECTORS)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert caster.stdout is not None
        assert caster.stdout.readline().strip() == "ready"
        time.sleep(moments.random() * 0.008)
        caster.kill()
        confirmed |= {int(line) for line in caster.stdout.read().split()}
        caster.wait()
        box = FolderBoxes(folder, RealDisk(), random.SystemRandom()).find("CO-1")
        voted = {n for n in range(ELECTORS) if box.has_voted(f"D{n:05d}")}
        assert confirmed <= voted
        # Of a cast that was killed before it was reported, at most one a kill may have reached the box.
        assert len(voted) <= len(confirmed) + KILLS
    assert confirmed, "no cast came through between two kills"
    box = FolderBoxes(folder, RealDisk(), random.SystemRandom()).find("CO-1")
    voted = {n for n in range(ELECTORS) if box.has_voted(f"D{n:05d}")}
    for n in confirmed:
        with pytest.raises(AlreadyVoted):
            box.admit(f"D{n:05d}")
    box.close()
    ballots = box.empty((TellerKey(1), TellerKey(2))).ballots
    assert sorted(ballots) == sorted(b"ballot %05d" % n for n in voted)
