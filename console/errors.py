"""What can go wrong in words: one sentence for a person, one exit code for a shell."""


class ConsoleError(Exception):
    """Something a person must read: what is wrong, where, and what to do.

    Attributes:
        exit_code: 2 for bad input, usage or environment; 1 for "checked, and false".
    """

    exit_code = 2


class NotAllowed(ConsoleError):
    """The rules forbid this step now; the message says why and what would allow it."""


class BadInput(ConsoleError):
    """Something that came in cannot be used; the message names the place (file, row, column)."""


class Damaged(ConsoleError):
    """A file of the folder is not what the console wrote; the message names file and place."""

    exit_code = 1


class PhraseNeeded(NotAllowed):
    """The conference's key is under the secretary's phrase, and none was given."""


class WrongPhrase(NotAllowed):
    """The phrase that was given does not open the conference's key."""
