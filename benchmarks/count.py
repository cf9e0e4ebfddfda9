"""Counting 100,000 ballots of 16 names, beside the approval counts of published Python libraries.

    python benchmarks/count.py [--ballots N] [--names N] [--repeat N]

Every contestant starts from ballots in its own form, in memory, and ends with the votes of each name; the
totals are compared before any time is shown. Ours is timed from one string a ballot (grouping of equal
ballots, validity, votes for and against), and once more from the CSV file. The libraries are timed from one
list of approved names a ballot: abcvoting builds its profile and computes approval voting, votelib groups
equal ballots and converts them into votes. Each time is the best of the repeats, a ratio is ours over theirs.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from console.ballot.forms import BallotKind, Form
from console.ballot.tally import count_patterns
from data.ballots_csv import read_ballots

WANTED = {"abcvoting": "2.19.2", "votelib": "0.4.0"}


def timed(work: Callable[[], list[int]], repeat: int) -> tuple[float, list[int]]:
    """The best time of some runs in seconds, and the votes found."""
    best = float("inf")
    votes: list[int] = []
    for _run in range(repeat):
        start = time.perf_counter()
        votes = work()
        best = min(best, time.perf_counter() - start)
    return best, votes


def with_abcvoting(approved: list[list[int]], names: int) -> tuple[Callable[[], list[int]], list[str]]:
    """Profile and approval voting by abcvoting; its votes are read off outside of the timed part."""
    from abcvoting import abcrules
    from abcvoting.preferences import Profile

    def work() -> list[int]:
        profile = Profile(names)
        profile.add_voters(approved)
        winners = abcrules.compute("av", profile, committeesize=1, resolute=True)
        return sorted(next(iter(winners)))

    return work, ["winner"]


def with_votelib(approved: list[list[int]], names: int) -> tuple[Callable[[], list[int]], list[str]]:
    """Grouping by the standard library and the approval count of votelib."""
    from votelib.convert import ApprovalToSimpleVotes

    def work() -> list[int]:
        votes = ApprovalToSimpleVotes().convert(Counter(map(frozenset, approved)))
        return [votes.get(name, 0) for name in range(names)]

    return work, ["votes"]


def main() -> int:
    """Run all that are installed; 2 when none is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ballots", type=int, default=100_000)
    parser.add_argument("--names", type=int, default=16)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    source = random.Random(2022)
    cells = ["".join(source.choices("x-.", (50, 40, 10), k=options.names)) for _ in range(options.ballots)]
    approved = [[i for i, cell in enumerate(ballot) if cell == "x"] for ballot in cells]
    codes = tuple(f"DV{number:02d}" for number in range(1, options.names + 1))
    form = Form(BallotKind.APPROVE_REJECT, codes)
    print(f"{options.ballots} ballots, {options.names} names, {len(set(cells))} different ballots")

    ours, votes = timed(lambda: list(count_patterns(form, Counter(cells)).votes_for), options.repeat)
    print(f"{'ours, from memory':24} {ours:8.4f} s")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ballots.csv"
        rows = (",".join("" if cell == "." else cell for cell in ballot) for ballot in cells)
        path.write_text(",".join(codes) + "\n" + "\n".join(rows) + "\n", encoding="utf-8")

        def from_file() -> list[int]:
            return list(count_patterns(form, read_ballots(path, form.kind).patterns).votes_for)

        filed, votes_filed = timed(from_file, options.repeat)
    print(f"{'ours, from the file':24} {filed:8.4f} s")
    if votes_filed != votes:
        print("the file gives other totals than memory", file=sys.stderr)
        return 1

    found = 0
    for name, contestant in (("abcvoting", with_abcvoting), ("votelib", with_votelib)):
        try:
            work, (gives,) = contestant(approved, options.names)
        except ImportError:
            print(f"{name:24} not installed: pip install {name}=={WANTED[name]}")
            continue
        seconds, theirs = timed(work, options.repeat)
        expected = votes if gives == "votes" else [votes.index(max(votes))]
        if theirs != expected:
            print(f"{name} finds {theirs} where this program finds {expected}", file=sys.stderr)
            return 1
        found += 1
        label = f"{name} {version(name)}"
        print(f"{label:24} {seconds:8.4f} s   ours: {ours / seconds:.3f}x, from file: {filed / seconds:.3f}x")
    return 0 if found else 2


if __name__ == "__main__":
    sys.exit(main())
