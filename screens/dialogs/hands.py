"""A show of hands: agree, disagree, other opinions, of those present (domain 6.3)."""

from collections.abc import Callable, Mapping

from console.errors import BadInput
from console.language import _
from screens.dialogs.ask import Ask, Line
from screens.text import Text


def whole(text: str, label: str) -> int:
    """A number from 0, as people write it: `8`, `08`.

    Raises:
        BadInput: anything else; the sentence names the field.
    """
    written = text.strip()
    if not (written.isascii() and written.isdigit() and len(written) <= 6):
        raise BadInput(_("{label}: write a whole number, such as 08.").format(label=label))
    return int(written)


class ShowOfHands(Ask):
    """Asks for the counted hands; everybody agrees until another number is typed."""

    def __init__(
        self, title: Text, present: int, take: Callable[[int, int, int, int], object], *, intro: Text = ""
    ) -> None:
        """A form.

        Args:
            present: who votes; also the agreeing hands that are filled in at first.
            take: called with agree, disagree, other, present; what it refuses is said in the form.
        """
        labels = {
            "agree": _("In favour"),
            "disagree": _("Not in favour"),
            "other": _("Other opinions"),
            "present": _("Present"),
        }
        values = {"agree": present, "disagree": 0, "other": 0, "present": present}

        def accept(answers: Mapping[str, str]) -> None:
            take(*(whole(answers[name], label) for name, label in labels.items()))

        super().__init__(
            title,
            [
                Line(name, label, f"{values[name]:02d}", required=True, max_length=6)
                for name, label in labels.items()
            ],
            intro=intro,
            accept=accept,
        )
