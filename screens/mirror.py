"""The form that puts the live mirror on a stick, and says how it stands."""

from collections.abc import Mapping

from console.language import _
from console.mirror import Mirror, MirrorStatus, short_words
from screens.dialogs import Ask, Line
from screens.text import Text, line, plain, stacked


def how_it_stands(status: MirrorStatus) -> list[Text]:
    """The mirror in sentences."""
    if not status.place:
        return [plain(_("No mirror is kept."), "bold")]
    said: list[Text] = [line(status.place, "bold")]
    if status.trouble:
        said.append(line(status.trouble))
    said.append(line(short_words(status) or _("The mirror follows."), "bold"))
    return said


def mirror_form(mirror: Mirror) -> Ask:
    """Asks where the mirror lies; an empty answer keeps none."""

    def accept(answers: Mapping[str, str]) -> None:
        place = answers["place"].strip()
        if place:
            mirror.put(place)
        else:
            mirror.leave()

    status = mirror.status()
    about = _(
        "The stick may be pulled out at any time and put back. It carries everything but open boxes and the "
        "tellers' keys: where this laptop fails, another one goes on from it, and only a ballot under way is "
        "held again. It carries the conference's key too: keep it as you keep the laptop."
    )
    return Ask(
        _("Mirror on a stick"),
        [Line("place", _("Folder on the stick (empty: no mirror)"), status.place)],
        intro=stacked([*how_it_stands(status), plain(about, "$text-muted")]),
        accept=accept,
    )
