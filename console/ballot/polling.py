"""The polling place: where the desk and the box meet, so that the two never disagree.

What the box says is settled first and durably, then the desk keeps what may be public about it. A cut
between the two is healed by doing the step again: every step of the box is safe to repeat.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from console.ballot import paper, slips, voting, walk
from console.ballot import recount as recounting
from console.ballot.box import Admission, AlreadyVoted, Box, Boxes, TellerKey, Turnout
from console.ballot.forms import Ballot
from console.ballot.round import AdmittedBy, Method, Round, RoundState
from console.ballot.slips import Slips
from console.ballot.tally import Tally, count_ballots
from console.conference import Conference
from console.desk import Desk
from console.errors import BadInput, ConsoleError, Damaged, NotAllowed
from console.events import canonical
from console.language import _


class Polling:
    """One voting on this laptop: seal, call, admit, cast, close, open, announce."""

    def __init__(self, desk: Desk, boxes: Boxes, printer: Slips | None = None) -> None:
        """Hold the polling place of a desk.

        Args:
            printer: where slips with codes are written; None where ballots are never released to codes.
        """
        self._desk = desk
        self._boxes = boxes
        self._box: Box | None = None
        self._printer = printer
        self._codes: tuple[str, ...] = ()
        row = voting.running(desk.conference)
        if row is None or row.state is not RoundState.VOTING:
            self._remove_slips()

    def open(self, award: str, *together: str) -> Round:
        """Seal an empty box and open the next round of an award on this laptop.

        Args:
            together: awards voted in the same walk: one ballot a delegate, with a paper for each.

        Raises:
            NotAllowed: what `voting.before_opening` says; or no slips were drawn where codes admit.
        """
        conference = self._desk.conference
        for notice in voting.before_opening(conference, award, Method.LAPTOP, together):
            if notice.stops:
                raise NotAllowed(notice.text)
        base = voting.ground(conference, award)
        # Voided rounds keep their boxes, so the name carries the row the round will have.
        name = f"{award}-{base.number}-{len(conference.rounds) + 1}"
        if slips.by_codes(conference):
            if len(self._codes) != len(base.takers):
                raise NotAllowed(
                    _(
                        "{n:02d} slips are needed, one for each who may take a ballot. "
                        "Draw and print them first."
                    ).format(n=len(base.takers))
                )
            admitted = list(self._codes)
        else:
            admitted = [credential(d) for d in base.takers]
        self._box = self._boxes.seal(name, admitted + written_credentials(base.written), base.written)
        self._desk.do(
            voting.open_round,
            award,
            Method.LAPTOP,
            self._desk.now(),
            box=name,
            code=self._box.code,
            plate=self._box.plate,
            together=together,
        )
        self._codes = ()
        row = self.current()
        self._tell(row)
        return row

    def draw_slips(self, award: str) -> str:
        """Draw a code for each who may take a ballot and write the slips to be printed; the file's path.

        Codes drawn before for as many stay as they are: their slips may be printed already.
        The codes stay in memory until the ballot opens; from then on the box alone knows them, as digests.

        Raises:
            NotAllowed: ballots are not released to codes here.
            ConsoleError: the file cannot be written.
        """
        if self._printer is None or not slips.by_codes(self._desk.conference):
            raise NotAllowed(_("Ballots are not released to codes here."))
        takers = voting.ground(self._desk.conference, award).takers
        drawn = len(self._codes) == len(takers)
        codes = self._codes if drawn else slips.draw(len(takers), self._desk.chance)
        path = self._printer.write(codes)
        self._codes = codes
        return path

    def papers(self) -> tuple[Round, ...]:
        """The rounds whose papers one ballot holds now, in the order of the walk."""
        return walk.of(self._desk.conference, self.current())

    def open_on_paper(self, award: str) -> Round:
        """Open the next round of an award on paper."""
        self._desk.do(voting.open_round, award, Method.PAPER, self._desk.now())
        return self.current()

    def current(self) -> Round:
        """The round under way.

        Raises:
            NotAllowed: there is none.
        """
        row = voting.running(self._desk.conference)
        if row is None:
            raise NotAllowed(_("No ballot is under way."))
        return row

    def show(self) -> None:
        """Tell the room how far an open laptop ballot is; after a restart nobody has told it yet."""
        row = voting.running(self._desk.conference)
        if row is not None and row.state is RoundState.VOTING and row.box:
            self._tell(row)

    def turnout(self) -> Turnout:
        """Counts of the open box."""
        return self._open_box(self.current()).turnout()

    def waiting(self) -> tuple[int, ...]:
        """Delegates of the round who have not voted yet, in list order: for the operator who calls them.

        Nobody where slips admit: who has voted is then not known.
        """
        row = self.current()
        if row.admission is AdmittedBy.CODE:
            return ()
        box = self._open_box(row)
        return tuple(d for d in row.voters if not box.has_voted(credential(d)))

    def still_to_vote(self) -> int:
        """How many of those who may take a ballot have not cast one; written opinions are apart."""
        row = self.current()
        seen = self._open_box(row).turnout()
        return len(row.voters) - (seen.voted - (row.written - self.written_left()))

    def written_left(self) -> int:
        """Written opinions that the tellers have not mixed in yet."""
        row = self.current()
        box = self._open_box(row)
        return sum(not box.has_voted(name) for name in written_credentials(row.written))

    def lines_for(self, delegate: int, row: Round | None = None) -> tuple[int, ...]:
        """The lines (from 0) of a round's form that a delegate may mark.

        All of them, or all but those of its own unit where the rules bar a vote for oneself.

        Args:
            row: one of `papers`; by default the first.
        """
        conference = self._desk.conference
        row = row or self.current()
        own = conference.delegate(delegate).unit
        return tuple(
            line
            for line, nominee in enumerate(row.nominees)
            if conference.rules.ballot.self_vote or conference.nominee(nominee).unit != own
        )

    def call(self, delegate: int) -> Admission:
        """Release ONE ballot to the delegate called to the laptop; public while called, kept nowhere.

        Raises:
            AlreadyVoted: this delegate's ballot is in the box.
            NotAllowed: the round is not open, or the delegate is not on its frozen roll.
        """
        row = self._voting()
        if row.admission is AdmittedBy.CODE:
            raise NotAllowed(_("In this ballot nobody is called: a slip with a code releases a ballot."))
        if delegate not in row.voters:
            raise NotAllowed(_("This unit is not on the roll of this round, which was fixed at its opening."))
        admission = self._open_box(row).admit(credential(delegate))
        person = self._desk.conference.delegate(delegate)
        unit = self._desk.conference.unit(person.unit)
        self._tell(row, person.name if self._congress() and person.name else unit.name)
        return admission

    def admit(self, typed: str) -> Admission:
        """Release ONE ballot to whoever holds the slip with this code; nobody knows who that is.

        Raises:
            BadInput: no slip can say that, or none of this ballot does.
            AlreadyVoted: the code was used; its ballot is in the box.
            NotAllowed: the round is not open, or units are called here.
        """
        row = self._voting()
        if row.admission is not AdmittedBy.CODE:
            raise NotAllowed(_("Ballots are not released to codes here."))
        code = slips.typed(typed)
        box = self._open_box(row)
        try:
            used = box.has_voted(code)
        except NotAllowed as error:
            raise BadInput(
                _("No slip of this ballot has the code {code}. Look at the slip and type it again.").format(
                    code=slips.spaced(code)
                )
            ) from error
        if used:
            raise AlreadyVoted(
                _("The code {code} was used already: its ballot is in the box.").format(
                    code=slips.spaced(code)
                )
            )
        admission = box.admit(code)
        self._tell(row)
        return admission

    def admit_written(self) -> Admission | None:
        """Leave for the tellers to mix in the next written opinion; None when all are in."""
        row = self._voting()
        box = self._open_box(row)
        for name in written_credentials(row.written):
            if not box.has_voted(name):
                return box.admit(name)
        return None

    def cast(self, admission: Admission, *papers: Ballot) -> None:
        """Put a ballot in: when this returns, it is in the box and its admission is used up.

        Args:
            papers: its papers, in the order of `papers()`.

        Raises:
            BadInput: a paper is missing, or marks that its form does not have.
        """
        row, rounds = self._voting(), self.papers()
        if len(papers) != len(rounds):
            raise BadInput(_("A ballot of this walk has {n} papers.").format(n=len(rounds)))
        for each, marks in zip(rounds, papers, strict=True):
            voting.form_of(self._desk.conference, each).check(marks.cells)
        marked = {each.award: marks for each, marks in zip(rounds, papers, strict=True)}
        self._open_box(row).cast(admission, paper.encode(marked))
        self._tell(row)

    def leave(self, admission: Admission) -> None:
        """The delegate leaves without casting, or the tellers void an unfinished session."""
        row = self._voting()
        self._open_box(row).release(admission)
        self._tell(row)

    def close(self) -> Round:
        """Close the box; its code is read aloud and written down before it is opened.

        Raises:
            NotAllowed: written opinions are not all in yet.
        """
        row = self._voting()
        box = self._open_box(row)
        written = sum(box.has_voted(name) for name in written_credentials(row.written))
        if written < row.written:
            raise NotAllowed(
                _(
                    "{n} written opinions are not in the box yet. The tellers put them in before closing."
                ).format(n=row.written - written)
            )
        code = box.close()
        seen = box.turnout()
        self._desk.do(
            voting.close_round,
            row.id,
            issued=seen.voted + seen.released - written,
            collected=seen.voted - written,
            written=written,
            at=self._desk.now(),
            closing_code=code,
        )
        self._remove_slips()
        self._desk.polling(None)
        return self._desk.conference.round(row.id)

    def count(self, keys: Sequence[TellerKey]) -> Round:
        """The tellers open the box: ballots in memory, totals kept, statement signed by the box's key.

        Raises:
            NotAllowed: too few or wrong keys.
            Damaged: roll and ballots do not agree; the tellers void the round.
        """
        row = self.current()
        tally, signed = self._open(row, keys)
        return self._count(row, tally, signed)

    def _open(self, row: Round, keys: Sequence[TellerKey]) -> tuple[Tally, str]:
        """The totals of a round, and the box's signature over them; the ballots are gone when this returns.

        Of a walk only this round's papers are counted.
        """
        box = self._boxes.find(row.box)
        if box.close() != row.closing_code:
            raise NotAllowed(
                _("The box is not the one whose code was read aloud at its closing. Void the round.")
            )
        contents = box.empty(keys)
        if len(contents.ballots) != row.collected + row.written:
            raise NotAllowed(
                _(
                    "The box holds {found} ballots, but {noted} were noted at its closing. Void the round."
                ).format(found=len(contents.ballots), noted=row.collected + row.written)
            )
        form = voting.form_of(self._desk.conference, row)
        ballots = [paper.of_award(content, row.award) for content in contents.ballots]
        struck = [str(n) for n in walk.struck(self._desk.conference, row)]
        tally = count_ballots(form, ballots).without(struck)
        return tally, contents.sign(statement(self._desk.conference, row, tally))

    def recount(self, keys: Sequence[TellerKey], asked_by: int) -> Round:
        """Kiểm lại on this laptop: the closed box is opened once more and counted once more.

        Args:
            asked_by: id of the teller who asked.

        Raises:
            NotAllowed: not now, or a second time (`console.ballot.recount`); too few or wrong keys.
            Damaged: roll and ballots do not agree; the tellers void the round.
        """
        tally, signed = self._open(self.current(), keys)
        return self._recount(tally, asked_by, signed)

    def recount_on_paper(self, tally: Tally, asked_by: int) -> Round:
        """Kiểm lại: the tellers' totals of the second count from paper."""
        return self._recount(tally, asked_by, "")

    def count_on_paper(self, tally: Tally) -> Round:
        """The tellers' totals from paper."""
        return self._count(self.current(), tally, "")

    def totals(
        self,
        *,
        valid: int,
        invalid: int,
        blank: int,
        votes_for: Sequence[int],
        votes_against: Sequence[int] | None,
    ) -> Tally:
        """The totals that the tellers keyed for the round, in list order; what is wrong is said by name.

        Raises:
            BadInput: they do not add up.
        """
        row, conference = self.current(), self._desk.conference
        form = voting.form_of(conference, row)
        named = replace(form, nominees=tuple(conference.nominee(n).name for n in row.nominees))
        tally = Tally.from_totals(
            named,
            valid=valid,
            invalid=invalid,
            blank=blank,
            votes_for=votes_for,
            votes_against=votes_against,
        )
        return replace(tally, nominees=form.nominees)

    def announce(self) -> Round:
        """Công bố."""
        row = self.current()
        self._desk.do(voting.announce, row.id, self._desk.now())
        return self._desk.conference.round(row.id)

    def void(self, reason: str) -> None:
        """The round counts for nothing, with all of its walk that is not announced; its box stays shut.

        Where no round is under way but one waits for an earlier award of its walk, that one is voided.
        """
        waiting = walk.waiting(self._desk.conference)
        row = voting.running(self._desk.conference) or (waiting[0] if waiting else self.current())
        self._desk.do(voting.void, row.id, reason, self._desk.now())
        self._remove_slips()
        self._desk.polling(None)
        self._box = None
        if row.box:
            # The void stands already; a box that is gone or cannot be read has nothing left to forget.
            with suppress(Damaged, NotAllowed):
                self._boxes.find(row.box).forget()

    def lock(self) -> None:
        """Forget the keys of every box whose round is settled (minutes accepted, recount waived).

        Nothing is forgotten where the bloc archives box and cards in an envelope (`rules.ballot.keys`).
        """
        if self._desk.conference.rules.ballot.keys == "archive":
            return
        conference = self._desk.conference
        for row in conference.rounds:
            if row.box and row.settled and all(r.settled for r in walk.of(conference, row)):
                # On a spare laptop the boxes of the first one have no keys, or are not there.
                with suppress(NotAllowed):
                    self._boxes.find(row.box).forget()

    def _count(self, row: Round, tally: Tally, signed: str) -> Round:
        self._desk.do(voting.count_round, row.id, tally, self._desk.now(), statement=signed)
        return self._desk.conference.round(row.id)

    def _recount(self, tally: Tally, asked_by: int, signed: str) -> Round:
        row = self.current()
        self._desk.do(recounting.recount, row.id, tally, asked_by, self._desk.now(), statement=signed)
        return self._desk.conference.round(row.id)

    def _voting(self) -> Round:
        row = self.current()
        if row.state != RoundState.VOTING:
            raise NotAllowed(_("The ballot is closed."))
        return row

    def _open_box(self, row: Round) -> Box:
        if not row.box:
            raise NotAllowed(_("This round is voted on paper."))
        if self._box is None:
            self._box = self._boxes.find(row.box)
        return self._box

    def _remove_slips(self) -> None:
        """Codes are worth nothing any more; what cannot be removed now is removed at the next start."""
        self._codes = ()
        if self._printer is not None:
            with suppress(ConsoleError):
                self._printer.remove()

    def _tell(self, row: Round, called: str = "") -> None:
        self._desk.polling(self._open_box(row).turnout() if row.box else None, called)

    def _congress(self) -> bool:
        return self._desk.conference.meeting.electorate == "delegate"


def credential(delegate: int) -> str:
    """The credential of a delegate on the roll of a box."""
    return f"D{delegate:05d}"


def written_credentials(written: int) -> list[str]:
    """The credentials under which the tellers mix in written opinions; tied to no unit."""
    return [f"W{n:05d}" for n in range(1, written + 1)]


def statement(conference: Conference, row: Round, tally: Tally) -> bytes:
    """What the box signs: the round's totals as canonical JSON, nothing about any ballot."""
    body: dict[str, object] = {
        "conference": conference.meeting.key,
        "award": row.award,
        "round": row.number,
        "box": row.box,
        "code": row.code,
        "closing_code": row.closing_code,
        "issued": row.issued,
        "collected": row.collected,
        "written": row.written,
        "valid": tally.valid,
        "invalid": tally.invalid,
        "lines": [
            {
                "name": conference.nominee(int(code)).name,
                "for": votes,
                "against": tally.votes_against[n] if tally.votes_against is not None else None,
            }
            for n, (code, votes) in enumerate(zip(tally.nominees, tally.votes_for, strict=True))
        ],
    }
    struck = walk.struck(conference, row)
    if struck:
        body["struck"] = [conference.nominee(n).name for n in struck]
    return canonical(body)
