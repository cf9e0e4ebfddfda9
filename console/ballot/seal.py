"""The seal of the ballot boxes as a fact of the conference: who holds a phrase, what became of the keys."""

from dataclasses import replace
from datetime import datetime

from console.ballot.round import Method, Round, RoundState, Seal, SealEnd
from console.conference import Conference, Stage
from console.errors import NotAllowed
from console.language import _
from console.step import Detail, Step

IN_USE = (RoundState.VOTING, RoundState.CLOSED)
"""A round whose box is still to be opened."""


def by_tellers(conference: Conference) -> bool:
    """Whether boxes are sealed to the tellers' phrases; else quick mode."""
    return conference.rules.ballot.box == "tellers"


def lacking(conference: Conference) -> bool:
    """Whether the tellers of now have not sealed: a ballot on this laptop cannot be opened yet."""
    seal = conference.seal
    here = tuple(sorted(t.id for t in conference.tellers))
    return by_tellers(conference) and (not seal.code or seal.end is not None or seal.tellers != here)


def waiting(conference: Conference) -> tuple[Round, ...]:
    """Rounds of this laptop whose box must still be opened."""
    return tuple(r for r in conference.rounds if r.method is Method.LAPTOP and r.state in IN_USE)


def sealed(conference: Conference, code: str, at: datetime) -> Step:
    """The tellers have sealed: an empty box (00 phiếu) and its mã niêm phong are announced and minuted."""
    number = conference.seal.number + 1
    people = sorted(conference.tellers, key=lambda t: t.id)
    seal = Seal(
        code=code,
        tellers=tuple(t.id for t in people),
        names=tuple(t.name for t in people),
        number=number,
        at=at,
    )
    after = conference.change(seal=seal)
    names: Detail = {
        "code": code,
        "number": number,
        "tellers": ", ".join(t.name for t in conference.tellers),
    }
    return Step(after, Stage.BALLOT, "ballot.sealed", names, final=True)


def ended(conference: Conference, end: SealEnd, at: datetime) -> Step:
    """Nothing is left to open or to count again: what became of the keys."""
    after = conference.change(seal=replace(conference.seal, end=end, ended=at))
    detail: Detail = {"number": conference.seal.number, "end": end.value}
    return Step(after, Stage.BALLOT, "ballot.seal_ended", detail, final=True)


def quick_mode(conference: Conference, at: datetime) -> Step:
    """The tellers go without phrases, and the minutes say who could read ballots; a seal that stands ends.

    Raises:
        NotAllowed: a box sealed to phrases is in use.
    """
    if waiting(conference):
        raise NotAllowed(_("A box is in use; how it is sealed stays as it is. Void the round to change it."))
    rules = replace(conference.rules, ballot=replace(conference.rules.ballot, box="quick"))
    seal = conference.seal
    if seal.code and seal.end is None:
        seal = replace(seal, end=SealEnd.FORGOTTEN, ended=at)
    return Step(conference.change(rules=rules, seal=seal), Stage.BALLOT, "ballot.quick_mode", {}, final=True)
