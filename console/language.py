"""The two languages of the screens, through one gettext catalogue.

The rules speak English message ids; whoever opens the program installs the catalogue of the language
asked for (`install`). Nothing here reads a file: the catalogue is handed in. Papers do not come
through here, they are Vietnamese always.
"""

import gettext

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def install(catalogue: gettext.NullTranslations) -> None:
    """Make `catalogue` the one that `_` and `n_` answer from."""
    global _catalogue
    _catalogue = catalogue


def _(message: str) -> str:
    """The message in the language of the screens."""
    return _catalogue.gettext(message)


def n_(singular: str, plural: str, n: int) -> str:
    """The message for `n` things in the language of the screens."""
    return _catalogue.ngettext(singular, plural, n)


def mark(message: str) -> str:
    """Mark a message for the catalogue now, to be translated with `_` when it is shown."""
    return message
