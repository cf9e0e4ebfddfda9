"""Trợ giúp khi bỏ phiếu: a delegate who cannot see or press chooses who helps, and the minutes say so.

The choice is the delegate's, never the chair's or a teller's. The helper learns that vote and tells nobody.
It is noted before a ballot opens or after it has closed, never between: a step among the ballots would say
when somebody voted.
"""

from dataclasses import replace

from console import agenda
from console.ballot.round import Method, RoundState
from console.conference import Conference, Delegate, Stage, with_row
from console.errors import NotAllowed
from console.language import _
from console.step import Detail, Step
from console.text import tidy


def allowed(conference: Conference) -> bool:
    """Whether it can be noted now: no delegate is voting on this laptop."""
    return not any(r.method is Method.LAPTOP and r.state is RoundState.VOTING for r in conference.rounds)


def helped(conference: Conference) -> tuple[Delegate, ...]:
    """Delegates who are helped, in list order."""
    return tuple(d for d in conference.delegates if d.helper)


def note(conference: Conference, delegate: int, helper: str) -> Step:
    """A delegate is helped at the ballots by the person it has chosen; an empty name takes the note back.

    Raises:
        NotAllowed: a ballot is open on this laptop, or the helper is the delegate, a teller or the chair.
    """
    if not allowed(conference):
        raise NotAllowed(
            _(
                "While delegates vote nothing is noted: the time would say when one of them voted. The help "
                "may begin now; note it when the ballot is closed."
            )
        )
    person, name = conference.delegate(delegate), tidy(helper)
    chair = agenda.chair(conference)[1]
    barred = {tidy(t.name).casefold() for t in conference.tellers}
    if chair is not None and chair.name:
        barred.add(tidy(chair.name).casefold())
    if name and name.casefold() == tidy(person.name).casefold():
        raise NotAllowed(_("A helper is another person."))
    if name.casefold() in barred:
        raise NotAllowed(
            _(
                "{name} counts the ballots or chairs and helps nobody vote. The delegate chooses another."
            ).format(name=name)
        )
    noted = replace(person, helper=name)
    after = conference.change(delegates=with_row(conference.delegates, noted))
    detail: Detail = {"unit": conference.unit(person.unit).code, "name": person.name, "helper": name}
    return Step(after, Stage.BALLOT, "ballot.assisted", detail)
