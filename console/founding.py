"""How a conference comes into being: units, one delegate each, the programme, the lists, the checklist."""

from collections import Counter
from collections.abc import Sequence

from console.conference import (
    Conference,
    Delegate,
    Direction,
    Guest,
    Handover,
    Meeting,
    Nominee,
    Report,
    Role,
    Unit,
)
from console.errors import BadInput
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
    """A new conference.

    Args:
        representatives: name and position of each unit's representative, in the order of `units`;
            empty strings, or nothing at all, where they are not known yet.
        directions: the draft of next year's directions, in order.

    Raises:
        BadInput: a code or a name stands twice, or two units hold one office.
    """
    _check(units)
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


def _check(units: Sequence[Unit]) -> None:
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
