"""Bàn giao: who leads next year, what is handed over, and the three who confirm it."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from console import agenda, reports
from console.conference import CheckRow, Conference, Handover, Role, Signature, Stage, Unit, with_row
from console.errors import NotAllowed
from console.language import _
from console.rules import RotationMode
from console.step import Detail, Step
from console.text import tidy

Side = Literal["giver", "receiver", "witness"]
SIDES: tuple[Side, ...] = ("giver", "receiver", "witness")


def proposed_leader(conference: Conference, mode: RotationMode | None = None) -> Unit | None:
    """Whom the mode points to (domain 2.3); None where the room or the province must name the unit."""
    mode = mode or conference.rules.rotation.mode
    if mode == "deputy_steps_up":
        return conference.with_role(Role.DEPUTY)
    if mode == "list_order":
        leader = conference.with_role(Role.LEADER)
        if leader is None or not conference.units:
            return None
        index = conference.units.index(leader)
        return conference.units[(index + 1) % len(conference.units)]
    if mode == "leading_unit":
        for done in reversed(conference.rounds):
            if done.settled and done.proposed and done.award == conference.rules.awards[0].code:
                return conference.unit(conference.nominee(done.proposed[0]).unit)
        ranked = reports.ranking(conference)
        return ranked[0].unit if ranked else None
    return None


def choose(
    conference: Conference,
    mode: RotationMode,
    leader: int,
    deputy: int,
    agree: int,
    disagree: int,
    other: int,
    present: int,
    at: datetime,
) -> Step:
    """Next year's leader and deputy, with the show of hands that carried them (domain 2.3, 5.4).

    With mode `assigned` the province names both and the hands are taken as noted (agree = present).

    Raises:
        NotAllowed: one unit for both offices, signatures exist, or the room did not agree.
    """
    if conference.handover.signatures:
        raise NotAllowed(_("The handover is being signed; leader and deputy stay."))
    if leader == deputy:
        raise NotAllowed(_("Leader and deputy are two different units."))
    new_leader, new_deputy = conference.unit(leader), conference.unit(deputy)
    bloc = conference.rules.bloc
    subject = (
        f"{bloc.leader_title} năm {bloc.next_year}: {new_leader.name}; "
        f"{bloc.deputy_title} năm {bloc.next_year}: {new_deputy.name}"
    )
    hands = agenda.show_of_hands(conference, subject, agree, disagree, other, present, at)
    chosen = conference.handover
    if hands.adopted:
        chosen = replace(chosen, mode=mode, hands=hands.id, leader=leader, deputy=deputy)
    after = conference.change(handover=chosen, hands=with_row(conference.hands, hands))
    detail: Detail = {
        "mode": mode,
        "leader": new_leader.code,
        "deputy": new_deputy.code,
        "agree": agree,
        "present": present,
        "adopted": hands.adopted,
    }
    return Step(after, Stage.HANDOVER, "handover.chosen", detail, final=hands.adopted)


def check(conference: Conference, row: int, quantity: str, condition: str, note: str, ready: bool) -> Step:
    """Fill in one row of the checklist.

    Args:
        row: its place, from 0.
    """
    _unsigned(conference)
    rows = list(conference.handover.rows)
    rows[row] = replace(
        rows[row], quantity=tidy(quantity), condition=tidy(condition), note=tidy(note), ready=ready
    )
    return _rows(conference, tuple(rows), rows[row].title)


def check_all(conference: Conference) -> Step:
    """Every row nobody has looked at is ready."""
    _unsigned(conference)
    rows = tuple(r if r.ready is not None else replace(r, ready=True) for r in conference.handover.rows)
    return _rows(conference, rows, "*")


def add_row(conference: Conference, title: str, measure: str) -> Step:
    """One more thing to hand over."""
    _unsigned(conference)
    if not tidy(title):
        raise NotAllowed(_("Say what is handed over."))
    rows = (*conference.handover.rows, CheckRow(tidy(title), tidy(measure)))
    return _rows(conference, rows, tidy(title))


def name_witness(conference: Conference, name: str, position: str) -> Step:
    """Who witnesses (the province's office as a rule)."""
    _unsigned(conference)
    after = replace(conference.handover, witness_name=tidy(name), witness_position=tidy(position))
    return Step(
        conference.change(handover=after), Stage.HANDOVER, "handover.witness_named", {"name": tidy(name)}
    )


def sign(conference: Conference, side: Side, name: str, position: str, at: datetime) -> Step:
    """One side confirms with the typed name; the paper is signed by hand beside it.

    Raises:
        NotAllowed: nobody to hand over to, rows nobody looked at, signed already, or no name.
    """
    handover = conference.handover
    if handover.leader is None:
        raise NotAllowed(_("Choose next year's leader first."))
    if any(row.ready is None for row in handover.rows):
        raise NotAllowed(_("Some rows of the checklist are open. Look at each before anyone signs."))
    if any(s.side == side for s in handover.signatures):
        raise NotAllowed(_("This side has confirmed."))
    if not tidy(name):
        raise NotAllowed(_("Type the name of who confirms."))
    signed = replace(
        handover, signatures=(*handover.signatures, Signature(side, tidy(name), tidy(position), at))
    )
    return Step(
        conference.change(handover=signed),
        Stage.HANDOVER,
        "handover.signed",
        {"side": side, "name": tidy(name)},
        final=True,
    )


def missing_sides(handover: Handover) -> tuple[Side, ...]:
    """Who has not confirmed yet, in the order of signing."""
    signed = {s.side for s in handover.signatures}
    return tuple(side for side in SIDES if side not in signed)


def switch_chair(conference: Conference, at: datetime) -> Step:
    """From here the new leader chairs (domain 6.1).

    Raises:
        NotAllowed: not signed by both sides and the witness, or switched already.
    """
    handover = conference.handover
    if handover.chair_switched is not None:
        raise NotAllowed(_("The new leader chairs already."))
    if missing_sides(handover):
        raise NotAllowed(_("Both sides and the witness confirm first."))
    assert handover.leader is not None
    switched = replace(handover, chair_switched=at)
    detail: Detail = {"leader": conference.unit(handover.leader).code}
    return Step(
        conference.change(handover=switched), Stage.HANDOVER, "handover.chair_switched", detail, final=True
    )


def sign_pact(conference: Conference, unit: int) -> Step:
    """A unit's head has signed the giao ước; a second press takes it back until the pact is closed."""
    handover = conference.handover
    _pact_open(handover)
    signed = tuple(u for u in handover.pact if u != unit) if unit in handover.pact else (*handover.pact, unit)
    return _pact(conference, signed)


def sign_pact_all(conference: Conference) -> Step:
    """All heads have signed the giao ước."""
    _pact_open(conference.handover)
    return _pact(conference, tuple(u.id for u in conference.units))


def close_pact(conference: Conference, at: datetime) -> Step:
    """The pact is signed; who has not signed stands in the paper as not signed."""
    _pact_open(conference.handover)
    closed = replace(conference.handover, pact_closed=at)
    detail: Detail = {"signed": len(closed.pact), "units": len(conference.units)}
    return Step(
        conference.change(handover=closed), Stage.HANDOVER, "handover.pact_closed", detail, final=True
    )


def _pact_open(handover: Handover) -> None:
    if handover.pact_closed is not None:
        raise NotAllowed(_("The pact is signed and closed."))
    if handover.chair_switched is None:
        raise NotAllowed(_("The new leader opens the signing of the pact; hand over the chair first."))


def _pact(conference: Conference, signed: tuple[int, ...]) -> Step:
    after = conference.change(handover=replace(conference.handover, pact=signed))
    return Step(after, Stage.HANDOVER, "handover.pact_signed", {"signed": len(signed)})


def _unsigned(conference: Conference) -> None:
    if conference.handover.signatures:
        raise NotAllowed(_("The handover is being signed; the checklist stays."))


def _rows(conference: Conference, rows: tuple[CheckRow, ...], title: str) -> Step:
    after = conference.change(handover=replace(conference.handover, rows=rows))
    return Step(after, Stage.HANDOVER, "handover.checked", {"row": title})
