"""A ballot as it goes into a box: the marks of every paper in it, and nothing else.

One walk to the booth may fill in the papers of two awards; they go in as one ballot. Its bytes are
canonical JSON, `{"<award>": "<cells>"}`: the cells of `forms`, one a line of that round's list.
"""

import json
from collections.abc import Mapping

from console.ballot.forms import Ballot
from console.errors import Damaged
from console.language import _

LIMIT = 256
"""Bytes that a ballot may have: a box has places of one width. Two papers of ninety lines fit."""


def encode(papers: Mapping[str, Ballot]) -> bytes:
    """The bytes of a ballot.

    Args:
        papers: award code -> marks.
    """
    return json.dumps(
        {award: ballot.cells for award, ballot in papers.items()}, sort_keys=True, separators=(",", ":")
    ).encode("ascii")


def decode(content: bytes) -> dict[str, Ballot]:
    """The papers of a ballot.

    Raises:
        Damaged: bytes that no booth of this console wrote.
    """
    try:
        papers = json.loads(content)
        return {str(award): Ballot(str(cells)) for award, cells in papers.items()}
    except (ValueError, AttributeError) as error:
        raise Damaged(
            _("A ballot in the box cannot be read. The tellers void the round and the room votes again.")
        ) from error


def of_award(content: bytes, award: str) -> Ballot:
    """The paper of one award in a ballot.

    Raises:
        Damaged: bytes that no booth of this console wrote, or no paper of this award in them.
    """
    papers = decode(content)
    if award not in papers:
        raise Damaged(
            _("A ballot in the box cannot be read. The tellers void the round and the room votes again.")
        )
    return papers[award]
