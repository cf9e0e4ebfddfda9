"""The election of the tellers: three persons one after another, what speaks against them, the hands."""

from collections.abc import Mapping, Sequence

from console import attendance
from console.ballot import tellers
from console.ballot.tellers import Candidate
from console.errors import NotAllowed
from console.language import _
from screens.balloting import BallotStage
from screens.dialogs import Ask, Choice, Choose, Line, Message
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
    listed = {
        str(d.id): Candidate(d.name, d.unit, d.position)
        for d in conference.delegates
        if d.presence in attendance.HERE and d.name
    }
    found = {key: person for key, person in listed.items() if person not in taken}
    barred = {key: tellers.obstacle(conference, person, taken) for key, person in found.items()}
    rows = [
        Choice(key, person.name, conference.unit(person.unit).short_name if person.unit is not None else "")
        for key, person in found.items()
    ]
    rows.append(Choice(SOMEBODY, _("Somebody else ..."), _("for example of the province's office")))
    chosen = await stage.app.push_screen_wait(Choose(title, rows))
    while barred.get(chosen):
        await stage.app.push_screen_wait(Message(barred[chosen], title=title, bad=True))
        chosen = await stage.app.push_screen_wait(Choose(title, rows))
    if chosen is None or chosen != SOMEBODY:
        return found.get(chosen or "")

    def accept(answers: Mapping[str, str]) -> None:
        refused = tellers.obstacle(conference, _named(answers), taken)
        if refused:
            raise NotAllowed(refused)

    entries = [Line("name", _("Name"), required=True), Line("position", _("Position"))]
    answers = await stage.app.push_screen_wait(Ask(title, entries, accept=accept))
    return _named(answers) if answers else None


def _named(answers: Mapping[str, str]) -> Candidate:
    return Candidate(answers["name"], None, answers["position"])
