"""Every paper ballot keyed twice by two tellers, compared line by line (domain 5.5).

The rows live in this object alone while the tellers work; what leaves it is a `Tally`. `forget` wipes them.
"""

from console.ballot.forms import Ballot, Form, Mark
from console.ballot.tally import Difference, Tally, agree, compare_entries, count_ballots
from console.errors import BadInput
from console.language import _


class DoubleEntry:
    """The entry of one pile: a first reading, a second of the same pile, and what they decide together."""

    def __init__(self, form: Form, ballots: int) -> None:
        """An empty entry.

        Args:
            form: the paper that was used.
            ballots: how many ballots lie in the pile, written opinions mixed in.
        """
        self.form = form
        self.ballots = ballots
        self._readings: tuple[list[str], list[str]] = ([], [])
        self._decided: dict[tuple[int, str], Mark] = {}
        self._reading = 0

    @property
    def reading(self) -> int:
        """0 while the first teller keys, 1 for the second, 2 when both are through."""
        return self._reading

    @property
    def keyed(self) -> int:
        """Ballots of the reading that is on."""
        return len(self._readings[min(self._reading, 1)])

    @property
    def begun(self) -> bool:
        """Whether anything is kept here that leaving would lose."""
        return any(self._readings)

    def put(self, cells: str) -> None:
        """The next ballot of the reading that is on.

        Raises:
            BadInput: it cannot stand on this form, or the pile has no more ballots.
        """
        if self._reading > 1 or self.keyed >= self.ballots:
            raise BadInput(
                _("{n:02d} ballots were collected, and all of them are keyed.").format(n=self.ballots)
            )
        self.form.check(cells)
        self._readings[self._reading].append(cells)

    def take_back(self) -> str | None:
        """The last ballot of this reading, taken out again to be corrected; None where there is none."""
        if self._reading > 1 or not self._readings[self._reading]:
            return None
        return self._readings[self._reading].pop()

    def finish_reading(self) -> None:
        """The pile is through: on to the second teller, or to the comparison.

        Raises:
            BadInput: ballots are missing; the sentence says how many.
        """
        if self.keyed != self.ballots:
            raise BadInput(
                _(
                    "{keyed:02d} of {ballots:02d} ballots are keyed. Key the others, or go back and correct "
                    "how many were collected."
                ).format(keyed=self.keyed, ballots=self.ballots)
            )
        self._reading += 1

    def differences(self) -> tuple[Difference, ...]:
        """The lines on which the two readings differ, decided ones among them."""
        first, second = ([Ballot(cells) for cells in reading] for reading in self._readings)
        return compare_entries(self.form, first, second)

    def decided(self, difference: Difference) -> Mark | None:
        """What the two have decided on a difference; None while it is open."""
        return self._decided.get((difference.ballot, difference.nominee))

    def decide(self, difference: Difference, mark: Mark) -> None:
        """Both have looked at the paper, and this is what stands there.

        A paper that one of them found invalid as a whole is decided as a whole: with the mark of the other,
        its lines are as that one read them.
        """
        whole = Mark.SPOILED in (difference.first, difference.second)
        rows = [d for d in self.differences() if d.ballot == difference.ballot] if whole else [difference]
        for row in rows:
            taken = mark
            if whole and mark is not Mark.SPOILED:
                taken = (row.second if row.first is Mark.SPOILED else row.first) or mark
            self._decided[row.ballot, row.nominee] = taken

    def tally(self) -> Tally:
        """The totals both stand by.

        Raises:
            BadInput: a difference is still open; the sentence names the place.
        """
        first, second = ([Ballot(cells) for cells in reading] for reading in self._readings)
        return count_ballots(self.form, agree(self.form, first, second, self._decided))

    def forget(self) -> None:
        """Wipe every row; nothing of a ballot is left here."""
        for reading in self._readings:
            reading.clear()
        self._decided.clear()
        self._reading = 0
