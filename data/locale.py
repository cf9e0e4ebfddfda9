"""The compiled catalogues that ship with the program, one folder a language beside this module."""

import gettext
from pathlib import Path

from console.errors import BadInput
from console.language import _

LANGUAGES = ("vi", "en")
"""Languages of the screens, the default first. Papers are Vietnamese in either."""

DOMAIN = "console"

_FOLDER = Path(__file__).with_suffix("")


def catalogue(lang: str) -> gettext.NullTranslations:
    """The catalogue of one language, ready for `console.language.install`.

    Args:
        lang: one of `LANGUAGES`.

    Raises:
        BadInput: the language is not one of `LANGUAGES`, or its compiled catalogue is gone or damaged.
    """
    if lang not in LANGUAGES:
        raise BadInput(
            _("There is no language “{lang}”: choose one of {known}.").format(
                lang=lang, known=", ".join(LANGUAGES)
            )
        )
    place = _FOLDER / lang / "LC_MESSAGES" / f"{DOMAIN}.mo"
    try:
        with place.open("rb") as file:
            return gettext.GNUTranslations(file)
    except (OSError, ValueError, EOFError) as problem:
        raise BadInput(
            _("The words of the screens cannot be read: {place}. Unpack the program again.").format(
                place=place
            )
        ) from problem
