"""What every ballot box must do, whoever keeps it. Subclass with a fixture `boxes`."""

import base64
import json
from collections import Counter

import pytest

from console.ballot.box import Admission, AlreadyVoted, Box, Boxes, TellerKey, code_of_plate
from console.errors import NotAllowed
from console.events import canonical

TWO = (TellerKey(1), TellerKey(2))
NINE = tuple(f"đơn vị {n}" for n in range(1, 10))


def vote(box: Box, credential: str, ballot: bytes) -> None:
    box.cast(box.admit(credential), ballot)


class BoxContract:
    """The fixture `boxes` gives a fresh `Boxes`; the fixture `keys` what two tellers bring."""

    @pytest.fixture
    def keys(self) -> tuple[TellerKey, ...]:
        return TWO

    @pytest.fixture
    def box(self, boxes: Boxes) -> Box:
        return boxes.seal("CO-1", NINE, 0)

    def counts(self, box: Box) -> tuple[int, int, int]:
        turnout = box.turnout()
        return turnout.entitled, turnout.released, turnout.voted

    def test_a_new_box_is_empty(self, box: Box) -> None:
        assert self.counts(box) == (9, 0, 0)

    def test_what_goes_in_comes_out(self, box: Box, keys: tuple[TellerKey, ...]) -> None:
        ballots = [b"", b"1,2", b"1,2", b"\0\0", b"x" * 200, b"a\0", b"3", b"4", b"5"]
        for credential, ballot in zip(NINE, ballots, strict=True):
            vote(box, credential, ballot)
        box.close()
        contents = box.empty(keys)
        assert Counter(contents.ballots) == Counter(ballots)
        assert (contents.entitled, contents.voted) == (9, 9)

    def test_opening_is_repeatable_and_shuffles_anew(self, box: Box, keys: tuple[TellerKey, ...]) -> None:
        for n, credential in enumerate(NINE):
            vote(box, credential, bytes([n]))
        box.close()
        orders = {box.empty(keys).ballots for _n in range(6)}
        assert len(orders) > 1
        assert len({tuple(sorted(order)) for order in orders}) == 1

    def test_one_ballot_a_credential(self, box: Box) -> None:
        vote(box, NINE[0], b"1")
        with pytest.raises(AlreadyVoted):
            box.admit(NINE[0])
        assert self.counts(box) == (9, 0, 1)

    def test_admitting_twice_gives_the_same_one_ballot(self, box: Box, keys: tuple[TellerKey, ...]) -> None:
        first, second = box.admit(NINE[0]), box.admit(NINE[0])
        assert first == second
        assert self.counts(box) == (9, 1, 0)
        box.cast(first, b"first")
        box.cast(second, b"second")
        box.close()
        assert box.empty(keys).ballots == (b"first",)

    def test_repeating_a_cast_changes_nothing_even_after_closing(
        self, box: Box, keys: tuple[TellerKey, ...]
    ) -> None:
        admission = box.admit(NINE[0])
        box.cast(admission, b"first")
        box.close()
        box.cast(admission, b"second")
        assert box.empty(keys).ballots == (b"first",)

    def test_an_admission_taken_back_casts_nothing(self, box: Box) -> None:
        admission = box.admit(NINE[0])
        box.release(admission)
        box.release(admission)
        assert self.counts(box) == (9, 0, 0)
        with pytest.raises(NotAllowed):
            box.cast(admission, b"1")
        box.cast(box.admit(NINE[0]), b"1")
        assert self.counts(box) == (9, 0, 1)

    def test_a_cast_ballot_is_never_taken_back(self, box: Box) -> None:
        admission = box.admit(NINE[0])
        box.cast(admission, b"1")
        box.release(admission)
        assert self.counts(box) == (9, 0, 1)

    def test_the_roll_says_who_has_voted(self, box: Box) -> None:
        vote(box, NINE[0], b"1")
        box.admit(NINE[1])
        assert [box.has_voted(name) for name in NINE[:3]] == [True, False, False]

    def test_who_is_not_on_the_roll_gets_no_ballot(self, box: Box) -> None:
        with pytest.raises(NotAllowed):
            box.has_voted("đơn vị 10")
        with pytest.raises(NotAllowed):
            box.admit("đơn vị 10")
        with pytest.raises(NotAllowed):
            box.cast(Admission("CO-1", "invented"), b"1")
        assert self.counts(box) == (9, 0, 0)

    def test_an_admission_of_another_box_is_refused(self, boxes: Boxes, box: Box) -> None:
        other = boxes.seal("BK-1", NINE, 0)
        with pytest.raises(NotAllowed):
            other.cast(box.admit(NINE[0]), b"1")

    def test_a_closed_box_takes_nothing(self, box: Box) -> None:
        admission = box.admit(NINE[0])
        code = box.close()
        assert box.close() == code
        with pytest.raises(NotAllowed):
            box.cast(admission, b"1")
        with pytest.raises(NotAllowed):
            box.admit(NINE[1])
        assert box.turnout().voted == 0

    def test_an_open_box_is_not_emptied(self, box: Box, keys: tuple[TellerKey, ...]) -> None:
        vote(box, NINE[0], b"1")
        with pytest.raises(NotAllowed):
            box.empty(keys)

    def test_one_teller_opens_nothing(self, box: Box, keys: tuple[TellerKey, ...]) -> None:
        box.close()
        for few in ((), keys[:1], (keys[0], keys[0])):
            with pytest.raises(NotAllowed):
                box.empty(few)

    def test_the_code_stays_from_sealing_to_opening(self, boxes: Boxes, box: Box) -> None:
        code = box.code
        for credential in NINE:
            vote(box, credential, b"1")
        closed = box.close()
        assert box.code == code == boxes.find("CO-1").code
        assert closed != code

    def test_the_code_is_made_of_the_plate_and_the_plate_names_the_key_that_signs(
        self, boxes: Boxes, box: Box, keys: tuple[TellerKey, ...]
    ) -> None:
        plate = box.plate
        fields = json.loads(plate)
        assert plate == canonical(fields).decode()
        assert code_of_plate(plate) == box.code
        assert (fields["box"], fields["electors"], fields["written"]) == ("CO-1", len(NINE), 0)
        for credential in NINE:
            vote(box, credential, b"1")
        box.close()
        signer = base64.b64decode(box.empty(keys).sign(b"totals").partition(":")[0])
        assert signer.hex() == fields["sign"]
        assert boxes.find("CO-1").plate == plate

    def test_the_plate_says_nothing_of_who_voted(self, boxes: Boxes, box: Box) -> None:
        before = box.plate
        vote(box, NINE[3], b"1")
        assert box.plate == before
        assert not any(credential in before for credential in NINE)

    def test_two_boxes_have_two_codes(self, boxes: Boxes, box: Box) -> None:
        assert boxes.seal("BK-1", NINE, 0).code != box.code

    def test_a_box_with_ballots_is_not_replaced(self, boxes: Boxes, box: Box) -> None:
        vote(box, NINE[0], b"1")
        with pytest.raises(NotAllowed):
            boxes.seal("CO-1", NINE, 0)
        assert boxes.find("CO-1").turnout().voted == 1

    def test_an_unused_box_is_replaced_and_its_admissions_with_it(self, boxes: Boxes, box: Box) -> None:
        admission, code = box.admit(NINE[0]), box.code
        again = boxes.seal("CO-1", NINE[:6], 1)
        assert again.code != code
        assert self.counts(again) == (6, 0, 0)
        with pytest.raises(NotAllowed):
            again.cast(admission, b"1")

    def test_there_is_no_box_that_was_not_sealed(self, boxes: Boxes) -> None:
        with pytest.raises(NotAllowed):
            boxes.find("CO-2")

    def test_a_forgotten_box_still_counts_heads_but_is_read_by_nobody(
        self, boxes: Boxes, box: Box, keys: tuple[TellerKey, ...]
    ) -> None:
        vote(box, NINE[0], b"1")
        code = box.close()
        box.forget()
        box.forget()
        found = boxes.find("CO-1")
        assert found.turnout().voted == 1
        assert found.close() == code
        with pytest.raises(NotAllowed):
            found.empty(keys)
