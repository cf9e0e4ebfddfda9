"""What the room decides: by an open vote, or about an announced round; whom, and the words of the minutes."""

from collections.abc import Sequence

from console.ballot import settling, voting
from console.language import _
from screens.balloting import BallotStage
from screens.dialogs import Ask, Choice, Choose, Confirm, Tick
from screens.dialogs.hands import ShowOfHands
from screens.text import fill, plain, stacked


async def acclaim(stage: BallotStage, award: str) -> bool:
    """Thống nhất suy tôn: whom, then the hands; True when the room has voted. Run it in a worker."""
    conference = stage.conference
    base, rule = voting.ground(conference, award), conference.award(award)
    chosen = await pick(stage, _("Whom does the room agree on?"), base.nominees, base.seats)
    if not chosen:
        return False
    desk, now = stage.desk.desk, stage.now()

    def take(agree: int, disagree: int, other: int, present: int) -> None:
        desk.do(voting.acclaim, award, chosen, agree, disagree, other, present, now)

    form = ShowOfHands(
        _("Who agrees? Who does not? Other opinions?"),
        len(base.voters),
        take,
        intro=fill(_("{award}: {names}"), award=rule.name, names=plain(stage.names(chosen), "bold")),
    )
    return await stage.app.push_screen_wait(form) is not None


async def settle(stage: BallotStage) -> None:
    """What the room makes of the announced round. Run it in a worker."""
    row = stage.row
    if row is None:
        return
    options = settling.options(stage.conference, row)
    taken = await stage.app.push_screen_wait(
        Choose(_("What does the room decide?"), [Choice(o.code, o.label) for o in options])
    )
    option = next((o for o in options if o.code == taken), None)
    if option is None:
        return
    chosen: tuple[int, ...] = ()
    if option.among:
        chosen = await pick(stage, _("Whom does the room choose?"), option.among, option.seats)
        if not chosen:
            return
    names = [plain(stage.names(chosen), "bold")] if chosen else []
    detail = stacked([option.decision, *names])
    if await stage.app.push_screen_wait(Confirm(_("Put this decision into the minutes?"), detail)):
        with stage.guard():
            stage.desk.desk.do(settling.take, row.id, option, chosen)


async def pick(stage: BallotStage, title: str, among: Sequence[int], seats: int) -> tuple[int, ...]:
    """Some of these units; nobody after Esc."""
    conference = stage.conference
    found = {n: conference.nominee(n) for n in among}
    if seats == 1:
        rows = [Choice(str(n), row.name, conference.unit(row.unit).short_name) for n, row in found.items()]
        one = await stage.app.push_screen_wait(Choose(title, rows))
        return (int(one),) if one is not None else ()
    intro = _("At most {n:02d}. Space ticks a unit, Tab goes on.").format(n=seats)
    ticked = await stage.app.push_screen_wait(
        Ask(title, [Tick(str(n), row.name) for n, row in found.items()], intro=intro)
    )
    return tuple(n for n in found if ticked is not None and ticked[str(n)])
