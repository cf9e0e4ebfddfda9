"""The opening of a ballot: how the room votes, one award or several in one walk, the notices, the slips."""

from console.ballot import course, nomination, slips, voting, walk
from console.ballot.round import Method
from console.language import _
from screens.balloting import METHODS, BallotStage
from screens.deciding import acclaim
from screens.dialogs import Choice, Choose, Confirm, Message
from screens.sealing import unlocked
from screens.text import Text, fill, plain, stacked

SEPARATOR = "+"
"""Stands between the method and the awards of a walk in the id of a choice."""


async def open_ballot(stage: BallotStage, award: str, marked: Method | None) -> Method | None:
    """Ask how the room votes, say all that is to be said, and open. Run it in a worker.

    Args:
        marked: the way of voting that is marked at first.

    Returns:
        What was done: the method of the round that is open now, OPEN when the room has voted by hands, None
        when nothing was opened.
    """
    asked = await _method(stage, award, marked)
    if asked is None:
        return None
    method, together = asked
    with stage.guard():
        _make_lists(stage, together)
    notices = voting.before_opening(stage.conference, award, method, together)
    words = stacked([said_of(notice) for notice in notices])
    if any(notice.stops for notice in notices):
        stage.app.push_screen(Message(words, title=_("The ballot cannot be opened yet"), bad=True))
        return None
    if method is Method.OPEN:
        return Method.OPEN if await acclaim(stage, award) else None
    parts: list[Text] = [words] if words.cell_length else []
    if method is Method.LAPTOP:
        if not await unlocked(stage):
            return None
        if slips.by_codes(stage.conference):
            slip = _slips(stage, award)
            if slip is None:
                return None
            parts.append(slip)
    if not await stage.app.push_screen_wait(Confirm(*_question(stage, award, method, together, parts))):
        return None
    with stage.guard():
        if method is Method.PAPER:
            stage.desk.polling.open_on_paper(award)
        else:
            stage.desk.polling.open(award, *together)
        return method
    return None


async def _method(
    stage: BallotStage, award: str, marked: Method | None
) -> tuple[Method, tuple[str, ...]] | None:
    """The way of voting, and the awards that go with this one; None after Esc."""
    conference = stage.conference
    number = voting.ground(conference, award).number
    choices = [Choice(m.value, _(label)) for m, label in METHODS.items()]
    others = walk.may_join(conference, award)
    for size in range(1, len(others) + 1):
        names = ", ".join(_short(stage, code) for code in others[:size])
        words = _("on this laptop, in one walk with {awards}").format(awards=names)
        choices.append(
            Choice(
                SEPARATOR.join((Method.LAPTOP.value, *others[:size])),
                words,
                _("one ballot with a paper for each; counted one after another"),
            )
        )
    chosen = await stage.app.push_screen_wait(
        Choose(
            _("{award}, round {n}: how does the room vote?").format(
                award=conference.award(award).name, n=number
            ),
            choices,
            marked=marked.value if marked is not None else None,
        )
    )
    if chosen is None:
        return None
    method, *together = chosen.split(SEPARATOR)
    return Method(method), tuple(together)


def _make_lists(stage: BallotStage, awards: tuple[str, ...]) -> None:
    """The lists of awards that are voted on before their turn, by the rules, where they are not made."""
    desk = stage.desk.desk
    for award in awards:
        if not course.list_made(desk.events(), award):
            desk.do(nomination.make_list, award)


def _slips(stage: BallotStage, award: str) -> Text | None:
    """The slips, written to be printed, and what is done with them; None where they cannot be."""
    with stage.guard():
        path = stage.desk.polling.draw_slips(award)
        return stacked(
            [
                plain(_("Slips with codes are written. Open this file in a browser and print it:"), "bold"),
                plain(path, "bold"),
                plain(
                    _(
                        "Cut and fold them, let each delegate draw one from a bowl, and open the ballot when "
                        "all have one. Only slips of this print open a ballot. The program removes the file "
                        "when the ballot closes."
                    )
                ),
            ]
        )
    return None


def _question(
    stage: BallotStage, award: str, method: Method, together: tuple[str, ...], parts: list[Text]
) -> tuple[str, Text]:
    """What is confirmed, and all that is said before it."""
    conference = stage.conference
    number = voting.ground(conference, award).number
    names = "; ".join(conference.award(code).name for code in (award, *together))
    question = _("Open the ballot: {award}, round {n}, {method}?").format(
        award=names, n=number, method=_(METHODS[method])
    )
    if together:
        parts += [
            fill(
                _("On the ballot for {award}: {names}"),
                award=_short(stage, code),
                names=stage.names(voting.ground(conference, code).nominees),
            )
            for code in (award, *together)
        ]
    last = _("The list and the roll stay as they are from here; an opening is never undone.")
    return question, stacked([*parts, last])


def _short(stage: BallotStage, award: str) -> str:
    rule = stage.conference.award(award)
    return rule.noun or rule.name


def said_of(notice: voting.Notice) -> Text:
    """A notice as a line of its own; what stops the opening has another sign and another colour."""
    words = notice.text[:1].upper() + notice.text[1:]
    return plain(f"■ {words}", "bold $error") if notice.stops else plain(f"• {words}")
