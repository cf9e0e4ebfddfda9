"""The election of the tellers: three persons one after another, what speaks against them, the hands."""

from collections.abc import Sequence

from console import agenda, attendance
from console.ballot import tellers
from console.ballot.tellers import Candidate
from console.language import _
from screens.balloting import BallotStage
from screens.dialogs import Ask, Choice, Choose, Line
from screens.dialogs.hands import ShowOfHands
from screens.text import plain, stacked

SOMEBODY = "somebody"
"""The choice of a person who is not on the roll."""


async def elect(stage: BallotStage) -> bool:
    """Ask for the tellers and count the hands; True when the room has voted on them. Run it in a worker."""
    conference, desk, now = stage.conference, stage.desk.desk, stage.now()
    titles = (_("Head of the tellers"), _("Secretary of the tellers"))
    people: list[Candidate] = []
    while len(people) < conference.rules.ballot.tellers:
        title = titles[len(people)] if len(people) < len(titles) else _("Member of the tellers")
        person = await _candidate(stage, title, people)
        if person is None:
            return False
        people.append(person)
    chosen = tuple(people)

    def take(agree: int, disagree: int, other: int, present: int) -> None:
        desk.do(tellers.elect, chosen, agree, disagree, other, present, now)

    names = plain(", ".join(person.name for person in chosen), "bold")
    concerns = [plain(f"• {words}", "$warning") for words in tellers.concerns(conference, chosen)]
    present = attendance.attendance(conference).present
    form = ShowOfHands(_("Who agrees with these tellers?"), present, take, intro=stacked([names, *concerns]))
    return await stage.app.push_screen_wait(form) is not None


async def _candidate(stage: BallotStage, title: str, taken: Sequence[Candidate]) -> Candidate | None:
    """One person of the room, or somebody else by name; None after Esc."""
    conference = stage.conference
    busy = {person.name for person in taken}
    chair = agenda.chair(conference)[1]
    if chair is not None:
        busy.add(chair.name)  # who chairs cannot be a teller
    found = {
        str(d.id): Candidate(d.name, d.unit, d.position)
        for d in conference.delegates
        if d.presence in attendance.HERE and d.name and d.name not in busy
    }
    rows = [
        Choice(key, person.name, conference.unit(person.unit).short_name if person.unit is not None else "")
        for key, person in found.items()
    ]
    rows.append(Choice(SOMEBODY, _("Somebody else ..."), _("for example of the province's office")))
    chosen = await stage.app.push_screen_wait(Choose(title, rows))
    if chosen is None or chosen != SOMEBODY:
        return found.get(chosen or "")
    form = Ask(title, [Line("name", _("Name"), required=True), Line("position", _("Position"))])
    answers = await stage.app.push_screen_wait(form)
    return Candidate(answers["name"], None, answers["position"]) if answers else None
