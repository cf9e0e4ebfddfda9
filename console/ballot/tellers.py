"""The ban kiểm phiếu: three persons, elected by show of hands, who alone open the box."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from console import agenda
from console.ballot import nomination
from console.ballot.round import NomineeState, Teller, TellerRole
from console.conference import Conference, Role, Stage, with_row
from console.errors import NotAllowed
from console.language import _
from console.step import Detail, Step
from console.text import tidy


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone proposed as a teller; `unit` None for an officer of the province's office."""

    name: str
    unit: int | None
    position: str = ""


ROLES = (TellerRole.HEAD, TellerRole.SECRETARY, TellerRole.MEMBER)


def concerns(conference: Conference, candidates: tuple[Candidate, ...]) -> tuple[str, ...]:
    """What the room should know before it elects these tellers; none of it forbids (domain 9.7).

    With one flag and five certificates nearly every unit is a nominee, so that can only warn.
    """
    listed = {n.unit for n in conference.nominees if n.state == NomineeState.LISTED}
    leader = conference.with_role(Role.LEADER)
    said = []
    for person in candidates:
        if person.unit is not None and person.unit in listed:
            said.append(_("{name} comes from a unit that stands on a ballot.").format(name=person.name))
        if leader is not None and person.unit == leader.id:
            said.append(_("{name} comes from the chair's own unit.").format(name=person.name))
    return tuple(said)


def obstacle(conference: Conference, candidate: Candidate, others: Sequence[Candidate]) -> str:
    """Why a person cannot be a teller beside `others`, in words; empty where nothing forbids it.

    The same person or unit twice, or somebody who chairs or works for the chair: the secretary and the
    officers (tổ giúp việc).
    """
    name = tidy(candidate.name).casefold()
    if not name or name in {tidy(other.name).casefold() for other in others}:
        return _("Each teller is another person, with a name.")
    if candidate.unit is not None and candidate.unit in {other.unit for other in others}:
        return _("No two tellers come from one unit.")
    staff = {tidy(g.name).casefold() for g in conference.guests if g.officer}
    staff.add(tidy(conference.meeting.secretary).casefold())
    chair = agenda.chair(conference)[1]
    if chair is not None:
        staff.add(tidy(chair.name).casefold())
    if name in staff:
        return _("{name} chairs or works for the chair and cannot be a teller.").format(name=candidate.name)
    return ""


def elect(
    conference: Conference,
    candidates: tuple[Candidate, ...],
    agree: int,
    disagree: int,
    other: int,
    present: int,
    at: datetime,
) -> Step:
    """The room elects its tellers by show of hands: head first, then secretary, then member.

    Raises:
        NotAllowed: another number than the rules ask, two from one unit, someone of the chair's staff
            (tổ giúp việc), the same person twice, or a box is in use.
    """
    if any(r.state in nomination.RUNNING for r in conference.rounds):
        raise NotAllowed(_("A ballot is under way; its tellers stay."))
    wanted = conference.rules.ballot.tellers
    if len(candidates) != wanted:
        raise NotAllowed(_("The rules ask for {n} tellers.").format(n=wanted))
    for place, candidate in enumerate(candidates):
        refused = obstacle(conference, candidate, candidates[:place])
        if refused:
            raise NotAllowed(refused)
    subject = "Ban kiểm phiếu: " + ", ".join(tidy(c.name) for c in candidates)
    hands = agenda.show_of_hands(conference, subject, agree, disagree, other, present, at)
    after = conference.change(hands=with_row(conference.hands, hands))
    if hands.adopted:
        elected = tuple(
            Teller(number, tidy(c.name), c.unit, ROLES[min(n, 2)], hands.id, tidy(c.position))
            for n, (number, c) in enumerate(zip(_ids(conference, candidates), candidates, strict=True))
        )
        after = after.change(tellers=tuple(sorted(elected, key=lambda t: t.id)))
    detail: Detail = {"subject": subject, "agree": agree, "present": present, "adopted": hands.adopted}
    return Step(after, Stage.BALLOT, "ballot.tellers_elected", detail, final=hands.adopted)


def in_order(conference: Conference) -> tuple[Teller, ...]:
    """The tellers as they are named: head, secretary, members."""
    return tuple(sorted(conference.tellers, key=lambda t: (ROLES.index(t.role), t.id)))


def _ids(conference: Conference, candidates: tuple[Candidate, ...]) -> list[int]:
    """Who stays a teller keeps the number, under which the phrase is known; nobody else ever gets it."""
    known = {(t.name, t.unit): t.id for t in conference.tellers}
    fresh = max([0, *known.values(), *conference.seal.tellers]) + 1
    numbers = []
    for candidate in candidates:
        number = known.get((tidy(candidate.name), candidate.unit))
        if number is None:
            number, fresh = fresh, fresh + 1
        numbers.append(number)
    return numbers
