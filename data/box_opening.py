"""A closed box opened in memory: who wrote it is checked row by row before anything is believed."""

import base64
import hmac
from collections.abc import Callable

from nacl.signing import SigningKey

from console.errors import Damaged
from console.language import _
from data.box_file import Elector, Image
from data.box_keys import BoxKeys, head_holds, slot_mac, unseal


def refused(voting: str, what: str) -> Damaged:
    """Why a box cannot be counted, and what to do."""
    return Damaged(
        _(
            "The box {voting} cannot be counted: {what}. Keep its files as they are, note this in the "
            "minutes, and hold this ballot again."
        ).format(voting=voting, what=what)
    )


def must_fit(image: Image, keys: BoxKeys) -> None:
    """The keys must be those that the box was sealed with.

    Raises:
        Damaged: they are others.
    """
    public = keys.public
    if (public.seal_to, public.signer) != (image.plate.seal_to, image.plate.signer):
        raise refused(image.plate.voting, _("its keys are not those it was sealed with"))


def opened(image: Image, keys: BoxKeys) -> list[bytes]:
    """The ballots of a box, in the order of its slots.

    Raises:
        Damaged: a row the box did not write, or the roll and the ballots do not agree; says which.
    """
    voting = image.plate.voting
    must_fit(image, keys)
    if not head_holds(keys.mac, image.plate, image.head):
        raise refused(voting, _("the mark of its head does not hold"))
    ballots = []
    for slot in image.slots():
        mark = slot_mac(keys.mac, image.plate, slot.id, slot.used, slot.sealed)
        if not hmac.compare_digest(mark, slot.mac):
            raise refused(voting, _("slot {slot} was not written by this box").format(slot=slot.id))
        if slot.used:
            try:
                ballots.append(unseal(slot.sealed, voting, keys))
            except ValueError as error:
                raise refused(
                    voting, _("slot {slot} was not sealed for this voting").format(slot=slot.id)
                ) from error
    voted = sum(row.state is Elector.VOTED for row in image.roll())
    if voted != len(ballots):
        raise refused(
            voting,
            _("the roll says {voted} have voted, the slots hold {ballots}").format(
                voted=voted, ballots=len(ballots)
            ),
        )
    return ballots


def signature_of(keys: BoxKeys) -> Callable[[bytes], str]:
    """What signs statements with the box's key: `public key:signature`, both base64."""

    def sign(statement: bytes) -> str:
        signature = SigningKey(keys.seed).sign(statement).signature
        return ":".join(base64.b64encode(part).decode() for part in (keys.public.signer, signature))

    return sign
