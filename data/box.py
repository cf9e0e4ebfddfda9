"""The sealed ballot box of a voting in the conference folder, in two copies written in place.

    boxes/CO-1.a.json   boxes/CO-1.b.json   the copies (`box_file` says how they lie)
    boxes/CO-1.keys.json                    the keys, in quick mode (`box_keys`)

A cast overwrites one free slot chosen uniformly and flips one flag of the roll; nothing else is written,
nowhere, and nothing says when. What files alone cannot promise: an older pair of copies put back while
no console runs is a box of that moment again (the turnout noted by the tellers and the code of the closed
box, read aloud, find it); a disk may keep old content of its own accord.
"""

import contextlib
import hashlib
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from console.ballot.box import Admission, AlreadyVoted, Contents, TellerKey, Turnout, code_of_plate
from console.clock import Chance
from console.errors import BadInput, ConsoleError, Damaged, NotAllowed
from console.events import canonical
from console.language import _, n_
from data.box_copies import Copies, Found
from data.box_file import (
    Elector,
    Head,
    Image,
    Plate,
    Slot,
    digest_of,
    slots_for,
    spoken,
)
from data.box_keys import (
    NAME_LIMIT,
    EitherKeeper,
    KeyKeeper,
    QuickKeeper,
    head_mac,
    seal,
    seal_dummies,
    slot_mac,
)
from data.box_opening import opened, refused, signature_of
from data.box_tellers import MODERATE, Cost, TellersKeeper
from data.disk import Disk, DiskError, make_folder

_NAME = re.compile(rf"[A-Z0-9-]{{1,{NAME_LIMIT}}}")


class NotWritten(ConsoleError):
    """The disk refused, and what it holds was read again: the step did not happen and may be repeated."""


class SlotBox:
    """Implements `console.ballot.box.Box` over two files of slots.

    One object a box and process; calls from several threads wait for each other.

    Attributes:
        mended: sentences on what had to be mended since this object was made.
    """

    def __init__(self, copies: Copies, keeper: KeyKeeper, chance: Chance) -> None:
        """The box as the disk holds it.

        Raises:
            Damaged: neither copy holds.
        """
        self._copies = copies
        self._keeper = keeper
        self._chance = chance
        self._lock = threading.RLock()
        self._image: Image | None = None
        self._known: tuple[Head, ...] = ()
        self._roll: dict[str, int] = {}
        self._states: list[Elector] = []
        self._free: list[int] = []
        self._where: dict[int, int] = {}
        self._marked = False
        self._unsure = True
        self.mended: list[str] = []
        self.read_again()

    @property
    def voting(self) -> str:
        """The name of the voting."""
        return self._copies.voting

    @property
    def plate(self) -> str:
        """What is fixed and public of this box: keys, size, the hash of its roll."""
        with self._lock:
            image = self._live()
            plate = image.plate
            roll = hashlib.sha256("".join(row.digest for row in image.roll()).encode()).hexdigest()
            fields = {
                "box": plate.voting,
                "electors": plate.electors,
                "written": plate.written,
                "slots": plate.slots,
                "salt": plate.salt.hex(),
                "seal": plate.seal_to.hex(),
                "sign": plate.signer.hex(),
                "roll": roll,
            }
            return canonical(fields).decode()

    @property
    def code(self) -> str:
        """The mã niêm phong: keys, roll, name and slots of this box, in four groups of four digits."""
        return code_of_plate(self.plate)

    @property
    def places(self) -> int:
        """Slots of the box."""
        with self._lock:
            return self._live().plate.slots

    @property
    def closed(self) -> bool:
        """Whether the box was closed."""
        with self._lock:
            return self._live().head.closed

    def turnout(self) -> Turnout:
        """Counts only; `released` are out and not yet cast."""
        with self._lock:
            self._live()
            count = self._states.count
            return Turnout(len(self._states), count(Elector.RELEASED), count(Elector.VOTED))

    def has_voted(self, credential: str) -> bool:
        """Whether a credential has cast."""
        with self._lock:
            return self._states[self._elector(self._live(), credential)] is Elector.VOTED

    # --- voting ----------------------------------------------------------------------------------

    def admit(self, credential: str) -> Admission:
        """Release one ballot to a credential; repeating it gives the same admission."""
        with self._lock:
            image = self._live()
            place = self._elector(image, credential)
            if self._states[place] is Elector.VOTED:
                raise AlreadyVoted(_("This elector's ballot is in the box already. Call the next one."))
            self._must_be_open(image)
            if self._states[place] is Elector.WAITING:
                self._change(self._mark(image, place, Elector.RELEASED))
            return Admission(self.voting, image.roll_row(place).digest)

    def release(self, admission: Admission) -> None:
        """Take back an admission whose ballot was not cast."""
        with self._lock:
            image = self._live()
            place = self._place(admission)
            if self._states[place] is Elector.RELEASED and not image.head.closed:
                self._change(self._mark(image, place, Elector.WAITING))

    def cast(self, admission: Admission, ballot: bytes) -> None:
        """Put the ballot in and use up the admission: both, durably, or neither.

        Raises:
            NotAllowed: as the protocol says; also when the admission was taken back.
            NotWritten: the disk refused; the ballot is not in the box.
            BadInput: the ballot is longer than `box_keys.BALLOT_LIMIT`.
        """
        with self._lock:
            image = self._live()
            place = self._place(admission)
            if self._states[place] is Elector.VOTED:
                return
            self._must_be_open(image)
            if self._states[place] is not Elector.RELEASED:
                raise NotAllowed(_("This ballot was taken back and cannot be cast. Release a ballot again."))
            key = self._keeper.mac_key(self.voting)
            slot = self._free[self._chance.randrange(len(self._free))]
            plate = image.plate
            sealed = seal(ballot, self.voting, plate.seal_to)
            number = image.slot_line(slot)
            slot_id = image.slot(slot).id
            mac = slot_mac(key, plate, slot_id, True, sealed)
            lines = dict(self._mark(image, place, Elector.VOTED))
            lines[number] = image.slot_bytes(slot, Slot(slot_id, True, sealed, mac))
            self._change(lines)

    def close(self) -> str:
        """Close for good; the code of the closed box. The disk is read again first."""
        with self._lock:
            self.read_again()
            if not self._live().head.closed:
                self._change({}, closed=True)
                self.read_again()
            image = self._live()
            return spoken(str(image.head.generation).encode(), image.body(), kind=b"box closed")

    # --- opening ---------------------------------------------------------------------------------

    def empty(self, keys: Sequence[TellerKey]) -> Contents:
        """Open a closed box in memory; nothing is written."""
        with self._lock:
            opener = self._keeper.unlock(self.voting, keys)
            image = self._copies.load(opener.mac).image
            if self._known and image.head not in self._known:
                raise refused(self.voting, _("its files were changed since they were last written"))
            if not image.head.closed:
                raise NotAllowed(_("The box {voting} is not closed yet.").format(voting=self.voting))
            ballots = opened(image, opener)
            self._chance.shuffle(ballots)
            return Contents(tuple(ballots), image.plate.electors, len(ballots), signature_of(opener))

    def forget(self) -> None:
        """Forget the box's keys. What this program held in memory is dropped, not proved erased."""
        with self._lock:
            self._keeper.forget(self.voting)

    def read_again(self) -> None:
        """Take the box from the disk, mended; it must be the one this object knows, if it knows one.

        The first time, and after a refusal, an open box is written onto itself: a refused sync leaves
        bytes that can be read and yet stand in the system's memory only.

        Without the key of the marks (forgotten, or locked until two tellers come) nothing is mended and
        nothing can be cast: the sum alone says which copy is shown.

        Raises:
            Damaged: neither copy holds, or they are older than what was confirmed here.
        """
        with self._lock:
            key = self._mac_key()
            found = self._copies.load(key)
            image = found.image
            if self._known and image.head not in self._known:
                raise refused(
                    self.voting, _("its files were put back to an older state while voting was open")
                )
            if key is not None:
                laid_by = image.head.closed and not self._known
                if not found.equal or (self._unsure and not laid_by):
                    self._copies.mend(found)
                    self._tell(found)
                self._known, self._unsure = (image.head,), False
            roll = image.roll()
            self._image = image
            self._marked = key is not None
            self._roll = {row.digest: place for place, row in enumerate(roll)}
            self._states = [row.state for row in roll]
            self._free = [place for place, slot in enumerate(image.slots()) if not slot.used]
            self._where = {place: at for at, place in enumerate(self._free)}

    # --- inside ----------------------------------------------------------------------------------

    def _live(self) -> Image:
        if self._image is None or (not self._marked and self._mac_key() is not None):
            self.read_again()
        assert self._image is not None
        return self._image

    def _mac_key(self) -> bytes | None:
        try:
            return self._keeper.mac_key(self.voting)
        except (NotAllowed, Damaged):
            return None

    def _tell(self, found: Found) -> None:
        if found.lost:
            self.mended.append(
                _("{file} had been damaged and was mended from its second copy.").format(file=found.other)
            )
        elif not found.equal:
            self.mended.append(
                _("The last write to the box {voting} was cut off; {file} was brought up to date.").format(
                    voting=self.voting, file=found.other.name
                )
            )

    def _elector(self, image: Image, credential: str) -> int:
        place = self._roll.get(digest_of(credential, image.plate.salt))
        if place is None:
            raise NotAllowed(
                _("This elector is not on the roll of the box {voting}. Check who was called.").format(
                    voting=self.voting
                )
            )
        return place

    def _place(self, admission: Admission) -> int:
        place = self._roll.get(admission.token)
        if admission.voting != self.voting or place is None:
            raise NotAllowed(
                _("This ballot was not released for the box {voting}. Release a ballot again.").format(
                    voting=self.voting
                )
            )
        return place

    def _must_be_open(self, image: Image) -> None:
        if image.head.closed:
            raise NotAllowed(_("The box {voting} is closed.").format(voting=self.voting))

    def _mark(self, image: Image, place: int, state: Elector) -> Mapping[int, bytes]:
        row = replace(image.roll_row(place), state=state)
        return {image.roll_line(place): image.roll_bytes(place, row)}

    def _change(self, lines: Mapping[int, bytes], *, closed: bool = False) -> None:
        """Write lines that were made from the box in memory; afterwards memory says what the disk holds."""
        key = self._keeper.mac_key(self.voting)
        image = self._live()
        total = image.total_after(lines)
        generation = image.head.generation + 1
        head = Head(generation, closed, total, head_mac(key, image.plate, generation, closed, total))
        try:
            if not self._copies.change(image, head, lines):
                self.read_again()
                image = self._live()
                if not self._copies.change(image, head, lines):
                    raise refused(self.voting, _("another program writes to its files"))
        except DiskError as error:
            self._ask_the_disk(image.head, head, error)
            return
        image.change(head, lines)
        self._known = (head,)
        self._note(lines)

    def _note(self, lines: Mapping[int, bytes]) -> None:
        image = self._live()
        for number in lines:
            if number <= image.plate.electors:
                self._states[number - 1] = image.roll_row(number - 1).state
            else:
                self._take(number - 1 - image.plate.electors)

    def _take(self, slot: int) -> None:
        # The order of the free places means nothing: the last one moves into the gap.
        gap = self._where.pop(slot)
        last = self._free.pop()
        if last != slot:
            self._free[gap] = last
            self._where[last] = gap

    def _ask_the_disk(self, before: Head, after: Head, error: DiskError) -> None:
        """After a refusal nothing in memory counts: the files are read anew and say what happened."""
        self._image, self._known, self._unsure = None, (before, after), True
        try:
            self.read_again()
        except DiskError as again:
            raise DiskError(
                _(
                    "{what} Whether the last step reached the box {voting} is shown once its files can be "
                    "read again; nobody loses a ballot and nobody votes twice."
                ).format(what=again, voting=self.voting),
                again.path,
                again.code,
            ) from error
        if self._live().head == before:
            raise NotWritten(
                _("The box {voting} stands as it was before this step. {what} Repeat the step.").format(
                    voting=self.voting, what=error
                )
            ) from error


class FolderBoxes:
    """Implements `console.ballot.box.Boxes` in one folder of a conference.

    Written opinions that the tellers mix in are cast like any ballot, each under a credential of its own
    on the roll; `written` of `seal` only makes room.

    Attributes:
        vault: where the tellers seal the keys of all boxes to their phrases.
    """

    def __init__(
        self,
        folder: Path,
        disk: Disk,
        chance: Chance,
        keeper: KeyKeeper | None = None,
        cost: Cost = MODERATE,
    ) -> None:
        """Keep boxes in `folder`, made when the first is sealed.

        Args:
            keeper: who holds the keys; by default the tellers once `vault` is sealed, else quick mode.
            cost: of a try of a phrase.
        """
        self._folder = folder
        self._disk = disk
        self._chance = chance
        self.vault = TellersKeeper(folder, disk, chance, cost)
        self._keeper = keeper or EitherKeeper(QuickKeeper(folder, disk, chance), self.vault)
        self._boxes: dict[str, SlotBox] = {}

    def seal(self, voting: str, credentials: Sequence[str], written: int) -> SlotBox:
        """A new, empty box at full size; replaces one of the same name that nothing was cast into.

        Raises:
            BadInput: a name, roll or number that no box can have.
            NotAllowed: a box of this name holds ballots, or was closed.
            Damaged: files of this name are there and neither can be read.
            DiskError: nothing was sealed.
        """
        self._must_make_sense(voting, credentials, written)
        copies = Copies(self._folder, voting, self._disk)
        self._must_be_replaceable(copies)
        make_folder(self._disk, self._folder)
        self._boxes.pop(voting, None)
        copies.remove()
        try:
            copies.create(self._new(voting, credentials, written))
        except DiskError:
            with contextlib.suppress(DiskError):
                copies.remove()
            raise
        return self.find(voting)

    def find(self, voting: str) -> SlotBox:
        """The box as the disk holds it, mended from its second copy where a write was cut.

        Raises:
            NotAllowed: no box of this name was sealed.
            Damaged: neither copy holds, or they are older than what this program confirmed.
        """
        box = self._boxes.get(voting)
        if box is not None:
            box.read_again()
            return box
        copies = Copies(self._folder, voting, self._disk)
        if not copies.sealed():
            raise NotAllowed(_("No box {voting} was sealed. Seal it first.").format(voting=voting))
        self._boxes[voting] = SlotBox(copies, self._keeper, self._chance)
        return self._boxes[voting]

    def _new(self, voting: str, credentials: Sequence[str], written: int) -> Image:
        public = self._keeper.make(voting)
        key = self._keeper.mac_key(voting)
        plate = Plate(
            voting=voting,
            electors=len(credentials),
            written=written,
            slots=slots_for(len(credentials), written),
            salt=self._chance.randbytes(16),
            seal_to=public.seal_to,
            signer=public.signer,
        )
        ids: set[int] = set()
        while len(ids) < plate.slots:
            ids.add(2**52 + self._chance.getrandbits(52))
        dummies = seal_dummies(plate.slots, self._chance, plate.seal_to)
        slots = [
            Slot(slot_id, False, dummy, slot_mac(key, plate, slot_id, False, dummy))
            for slot_id, dummy in zip(sorted(ids), dummies, strict=True)
        ]
        image = Image.make(plate, [digest_of(credential, plate.salt) for credential in credentials], slots)
        image.head = replace(image.head, mac=head_mac(key, plate, 0, False, image.head.total))
        return image

    def _must_make_sense(self, voting: str, credentials: Sequence[str], written: int) -> None:
        if _NAME.fullmatch(voting) is None:
            raise BadInput(
                _("{voting} cannot be the name of a box: at most {limit} of A-Z, 0-9 and hyphen.").format(
                    voting=voting, limit=NAME_LIMIT
                )
            )
        if not credentials or written < 0 or len(set(credentials)) != len(credentials):
            raise BadInput(
                _("The roll of the box {voting} must name at least one elector, and none twice.").format(
                    voting=voting
                )
            )

    def _must_be_replaceable(self, copies: Copies) -> None:
        if not copies.sealed():
            return
        image = copies.load(None).image
        used = sum(slot.used for slot in image.slots())
        if used or image.head.closed or any(row.state is Elector.VOTED for row in image.roll()):
            raise NotAllowed(
                n_(
                    "The box {voting} has been used ({n} ballot) and is not replaced. Take another name.",
                    "The box {voting} has been used ({n} ballots) and is not replaced. Take another name.",
                    used,
                ).format(voting=copies.voting, n=used)
            )
