"""How a conference comes into being: units, one delegate each, the programme, the lists, the checklist."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from console.ballot.round import Nominee
from console.conference import Conference, Delegate, Direction, Guest, Handover, Meeting, Report, Role, Unit
from console.errors import BadInput, NotAllowed
from console.language import _
from console.programme import default_checklist, default_programme
from console.rules import Rules
from console.text import tidy


def found(
    meeting: Meeting,
    rules: Rules,
    units: Sequence[Unit],
    representatives: Sequence[tuple[str, str]] = (),
    guests: Sequence[Guest] = (),
    reports: Sequence[Report] = (),
    directions: Sequence[str] = (),
) -> Conference:
    """A new conference: one delegate a unit, every unit on the list of every award, the usual programme.

    Without units it is an empty bloc, which cannot meet: it is founded again with a list of units.

    Args:
        representatives: name and position of each unit's representative, in the order of `units`;
            empty strings, or nothing at all, where they are not known yet.
        directions: the draft of next year's directions, in order.

    Raises:
        BadInput: one unit alone, one without code or name, a code or a name twice, no unit or two that
            lead, two deputies, or a ballot that may choose more units than there are.
    """
    _check(units, rules)
    people = [*representatives, *[("", "")] * (len(units) - len(representatives))]
    nominees = [
        (award.code, unit, rank) for award in rules.awards for rank, unit in enumerate(units, start=1)
    ]
    return Conference(
        meeting=meeting,
        rules=rules,
        units=tuple(units),
        delegates=tuple(
            Delegate(id=unit.id, unit=unit.id, name=name, position=position)
            for unit, (name, position) in zip(units, people, strict=True)
        ),
        guests=tuple(guests),
        agenda=default_programme(rules),
        reports=tuple(reports),
        directions=tuple(
            Direction(id=number, rank=number, text=text) for number, text in enumerate(directions, start=1)
        ),
        nominees=tuple(
            Nominee(id=number, award=award, unit=unit.id, name=unit.name, rank=rank)
            for number, (award, unit, rank) in enumerate(nominees, start=1)
        ),
        handover=Handover(mode=rules.rotation.mode, rows=default_checklist()),
    )


def with_delegates(conference: Conference, people: Sequence[tuple[int, str, str]]) -> Conference:
    """The conference as a congress: several delegates a unit, one ballot each (domain 2.7).

    Args:
        people: unit id, name and position of every delegate, in the order of the roll; they take the place
            of the representatives.

    Raises:
        NotAllowed: the conference is open or a ballot was opened: who votes stays as it was then.
        BadInput: nobody, no such unit, no name, or a name twice in one unit.
    """
    if conference.meeting.opened is not None or conference.rounds:
        raise NotAllowed(_("The conference is open; who votes stays as it was then."))
    if not people:
        raise BadInput(_("A congress needs delegates. Name at least one."))
    units = {unit.id: unit for unit in conference.units}
    delegates: list[Delegate] = []
    seen: set[tuple[int, str]] = set()
    for number, (unit, name, position) in enumerate(people, start=1):
        if unit not in units:
            raise BadInput(
                _("Delegate {number}: there is no unit {unit} in this bloc.").format(number=number, unit=unit)
            )
        if not tidy(name):
            raise BadInput(
                _("Delegate {number} of {unit} has no name. Write it.").format(
                    number=number, unit=units[unit].name
                )
            )
        if (unit, tidy(name).casefold()) in seen:
            raise BadInput(
                _("{name} stands twice among the delegates of {unit}. Take one line out.").format(
                    name=tidy(name), unit=units[unit].name
                )
            )
        seen.add((unit, tidy(name).casefold()))
        delegates.append(Delegate(number, unit, tidy(name), tidy(position)))
    meeting = replace(conference.meeting, electorate="delegate")
    return conference.change(meeting=meeting, delegates=tuple(delegates))


def _check(units: Sequence[Unit], rules: Rules) -> None:
    if not units:
        return
    if len(units) < 2:
        raise BadInput(_("A bloc has at least two units; there is one. Add the others."))
    for unit in units:
        if not tidy(unit.code) or not tidy(unit.name):
            raise BadInput(
                _("Unit {number} has no code or no name. Write both.").format(number=units.index(unit) + 1)
            )
    for what, values in (
        (_("code"), [unit.code for unit in units]),
        (_("name"), [unit.name for unit in units]),
    ):
        for value, times in Counter(tidy(v).casefold() for v in values).items():
            if times > 1:
                shown = next(v for v in values if tidy(v).casefold() == value)
                raise BadInput(
                    _('The {what} "{value}" stands {times} times. Give each unit its own.').format(
                        what=what, value=shown, times=times
                    )
                )
    for role in (Role.LEADER, Role.DEPUTY):
        if sum(unit.role == role for unit in units) > 1:
            raise BadInput(_("Two units hold one office. Only one unit leads and one is its deputy."))
    if not any(unit.role == Role.LEADER for unit in units):
        raise BadInput(
            _("No unit leads the bloc. Write {title} beside the unit that leads it this year.").format(
                title=rules.bloc.leader_title
            )
        )
    for award in rules.awards:
        if award.max_choices > len(units):
            raise BadInput(
                _(
                    "Award {code}: a ballot may choose {choices}, but the bloc has {units} units. "
                    "Lower max_choices in the rules."
                ).format(code=award.code, choices=award.max_choices, units=len(units))
            )
