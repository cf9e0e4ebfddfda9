"""The bloc's rules in words, each with what it asks of this room and its basis, to be read first."""

from console.ballot import forecast, nomination
from console.ballot.forms import BallotKind
from console.conference import Conference
from console.language import _, mark
from screens.dialogs import Message
from screens.text import Text, line, plain, stacked, together

KINDS = {
    BallotKind.APPROVE_REJECT: mark("agree or disagree, unit by unit"),
    BallotKind.CHOOSE_UP_TO: mark("choose at most {n:02d}"),
    BallotKind.STRIKE_OUT: mark("strike out, at most {n:02d} left"),
}
TIES = {
    "revote": mark("a repeated vote"),
    "total_score": mark("higher total score"),
    "section_1_score": mark("higher score of section I"),
    "room_decides": mark("the room decides"),
}


def rules_view(conference: Conference) -> Message:
    """A window with every rule that takes effect in this conference."""
    rules = conference.rules
    members = len(conference.delegates)
    quorum = rules.quorum.quorum().threshold
    said: list[Text] = [
        plain(_("Enough to go on"), "bold $primary"),
        plain(
            _("{rule}: {needed:02d} of {members:02d} must be present.").format(
                rule=quorum.words(), needed=quorum.needed(members), members=members
            )
        ),
        _basis(rules.quorum.basis),
    ]
    for award in rules.awards:
        lines = len(nomination.on_ballot(conference, award.code)) or len(conference.units)
        if award.shortlist:
            lines = min(lines, award.shortlist)
        kind = _(KINDS[award.ballot]).format(n=award.choices)
        said += [
            "",
            together(line(award.name, "bold $primary"), plain(f"({award.seats:02d})"), gap=" "),
            plain(f"{award.rule().words()}; {kind}"),
            *(
                plain(f"• {words}")
                for words in forecast.adoption(award, members, lines, self_vote=rules.ballot.self_vote)
            ),
            plain(
                _("Equal votes: {order}. Rounds: at most {rounds:02d}.").format(
                    order=", ".join(_(TIES[step]) for step in award.tie_break), rounds=award.max_rounds
                )
            ),
            _basis(award.basis),
        ]
    if rules.bases:
        said += ["", plain(_("Legal bases"), "bold $primary"), *(line(f"• {basis}") for basis in rules.bases)]
    return Message(stacked(said), title=_("The bloc's rules"))


def _basis(text: str) -> Text:
    return together(plain(_("Basis:"), "$text-muted"), line(text or "…", "$text-muted"), gap=" ")
