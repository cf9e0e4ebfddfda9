"""Help at the ballots: which delegate is helped, and the person that the delegate has chosen."""

from console import attendance
from console.ballot import assistance
from console.language import _
from screens.balloting import BallotStage
from screens.dialogs import Ask, Choice, Choose, Line


async def note_help(stage: BallotStage) -> None:
    """Ask who is helped and by whom; run it in a worker."""
    conference, desk = stage.conference, stage.desk.desk
    people = {str(d.id): d for d in conference.delegates if d.presence in attendance.HERE}
    rows = [
        Choice(key, d.name or conference.unit(d.unit).short_name, conference.unit(d.unit).short_name)
        for key, d in people.items()
    ]
    chosen = await stage.app.push_screen_wait(Choose(_("Which delegate is helped at the ballot?"), rows))
    if chosen is None:
        return
    person = people[chosen]
    await stage.app.push_screen_wait(
        Ask(
            _("Who helps?"),
            [Line("helper", _("Name of the helper"), person.helper, hint=_("empty: nobody"))],
            intro=_(
                "The delegate alone chooses: neither the chair nor a teller names or is the helper. "
                "The helper reads aloud, presses as told, and tells nobody."
            ),
            accept=lambda answers: desk.do(assistance.note, person.id, answers["helper"]),
        )
    )
    stage.redraw()
