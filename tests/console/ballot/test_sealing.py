"""The seal as a fact of the conference: when it is needed, what it costs to lose it, how it ends."""

from dataclasses import replace

import pytest

from console.ballot import nomination, seal, tellers, voting
from console.ballot.box import TellerKey
from console.ballot.course import Phase, phase
from console.ballot.round import Method, RoundState, SealEnd
from console.ballot.sealing import Ceremony, Need, Sealing
from console.errors import ConsoleError, NotAllowed
from tests.console.desk import Room, bloc


def room(keys: str = "forget") -> Room:
    made = bloc()
    rules = replace(made.rules, ballot=replace(made.rules.ballot, box="tellers", keys=keys))  # type: ignore[arg-type]
    ready = Room(made.change(rules=rules)).open()
    ready.desk.do(nomination.make_list, "CO")
    return ready


def typed(ceremony: Ceremony) -> dict[int, str]:
    """Every teller types the phrase back."""
    phrases = {teller.id: ceremony.phrase(teller.id) for teller in ceremony.tellers}
    for teller, phrase in phrases.items():
        assert ceremony.type_back(teller, phrase)
    return phrases


def sealed_room(keys: str = "forget") -> tuple[Room, dict[int, str]]:
    ready = room(keys)
    ceremony = ready.sealing.begin()
    phrases = typed(ceremony)
    ready.sealing.seal(ceremony)
    return ready, phrases


def two(phrases: dict[int, str], *tellers_of: int) -> tuple[TellerKey, ...]:
    return tuple(TellerKey(teller, phrases[teller]) for teller in tellers_of)


def other_tellers(ready: Room) -> None:
    """The third teller leaves, another comes."""
    people = [tellers.Candidate(t.name, t.unit, t.position) for t in ready.conference.tellers[:2]]
    new = ready.conference.delegates[3]
    people.append(tellers.Candidate(new.name, new.unit))
    ready.desk.do(tellers.elect, tuple(people), 9, 0, 0, 9, ready.now())


def test_a_ballot_on_the_laptop_waits_for_the_seal_paper_does_not() -> None:
    ready = room()
    assert phase(ready.conference, ready.desk.events()) is Phase.SEALING
    assert ready.sealing.need.name == "SEAL"
    with pytest.raises(NotAllowed, match="seal"):
        ready.polling.open("CO")
    ready.polling.open_on_paper("CO")
    assert ready.round.method is Method.PAPER


def test_the_seal_is_made_once_for_all_ballots() -> None:
    ready, _phrases = sealed_room()
    assert ready.sealing.need is Need.NOTHING
    assert phase(ready.conference, ready.desk.events()) is Phase.OPENING
    ready.polling.open("CO")
    ready.polling.void("thử")
    ready.polling.open("CO")
    assert ready.conference.seal.number == 1
    (event,) = [e for e in ready.desk.events() if e.kind == "ballot.sealed"]
    assert event.final
    assert event.detail["code"] == ready.conference.seal.code


def test_nothing_is_sealed_before_every_teller_has_typed_back() -> None:
    ready = room()
    ceremony = ready.sealing.begin()
    first, *_rest = ceremony.tellers
    assert not ceremony.type_back(first.id, "ba bac bach bai bam")
    assert ceremony.type_back(first.id, ceremony.phrase(first.id).upper())
    with pytest.raises(NotAllowed, match="types the phrase back"):
        ready.sealing.seal(ceremony)
    assert ready.vault.seals == {}
    assert ready.conference.seal.code == ""


def test_phrases_are_in_no_event_and_gone_after_the_ceremony() -> None:
    ready = room()
    ceremony = ready.sealing.begin()
    phrases = typed(ceremony)
    ready.sealing.seal(ceremony)
    ceremony.drop()
    assert not any(ceremony.phrase(teller) for teller in phrases)
    kept = repr(ready.store.trail) + repr(ready.store.kept) + repr(ready.board.views)
    assert not any(phrase in kept for phrase in phrases.values())


def test_a_vault_that_cannot_write_leaves_nothing_sealed() -> None:
    ready = room()
    ready.vault.failing = True
    ceremony = ready.sealing.begin()
    typed(ceremony)
    with pytest.raises(ConsoleError):
        ready.sealing.seal(ceremony)
    assert ready.sealing.need.name == "SEAL"


def test_a_desk_that_cannot_write_leaves_the_former_seal_in_use() -> None:
    ready, phrases = sealed_room()
    other_tellers(ready)
    ceremony = ready.sealing.begin(keep=(1, 2))
    typed(ceremony)
    ready.store.failing = True
    with pytest.raises(ConsoleError):
        ready.sealing.renew(two(phrases, 1, 2), ceremony)
    ready.store.failing = False
    assert ready.vault.number == 1
    assert ready.conference.seal.number == 1
    assert ready.sealing.need.name == "RENEW"


def test_a_cut_between_the_vault_and_the_desk_is_healed_by_sealing_again() -> None:
    ready = room()
    ready.vault.seals[1] = {1: "a", 2: "b", 3: "c"}  # written, but the desk never knew
    again = Sealing(ready.desk, ready.vault)
    assert again.need.name == "SEAL"
    ceremony = again.begin()
    phrases = typed(ceremony)
    again.seal(ceremony)
    assert ready.vault.seals == {1: phrases}


def test_after_a_restart_two_tellers_give_back_what_marks_rows() -> None:
    ready, phrases = sealed_room()
    ready.vault.number = 0
    again = Sealing(ready.desk, ready.vault)
    assert again.need.name == "UNLOCK"
    with pytest.raises(NotAllowed):
        again.give_back((*two(phrases, 1), TellerKey(2, "sai")))
    again.give_back(two(phrases, 2, 3))
    assert again.need is Need.NOTHING


def test_a_new_teller_is_let_in_by_two_former_ones() -> None:
    ready, phrases = sealed_room()
    other_tellers(ready)
    assert [t.id for t in ready.conference.tellers] == [1, 2, 4]
    assert ready.sealing.need.name == "RENEW"
    assert ready.sealing.holders() == dict(zip((1, 2, 3), ready.conference.seal.names, strict=True))
    ceremony = ready.sealing.begin(keep=(1, 2))
    assert [t.id for t in ceremony.tellers] == [4]
    new = typed(ceremony)
    ready.sealing.renew(two(phrases, 1, 3)[:1] + two(phrases, 2), ceremony)
    assert ready.vault.seals[2] == {1: phrases[1], 2: phrases[2], 4: new[4]}
    assert 1 not in ready.vault.seals
    assert ready.conference.seal.number == 2
    assert ready.sealing.need is Need.NOTHING


def test_the_order_of_naming_is_head_secretary_member_whatever_the_numbers() -> None:
    ready, _phrases = sealed_room()
    old = ready.conference.tellers
    new = ready.conference.delegates[3]
    people = (
        tellers.Candidate(new.name, new.unit),
        *(tellers.Candidate(t.name, t.unit, t.position) for t in old[1:]),
    )
    ready.desk.do(tellers.elect, people, 9, 0, 0, 9, ready.now())
    assert [t.id for t in tellers.in_order(ready.conference)] == [4, 2, 3]
    assert [t.id for t in ready.conference.tellers] == [2, 3, 4]


def test_new_keys_are_not_drawn_while_a_box_waits_for_the_former_ones() -> None:
    ready, _phrases = sealed_room()
    ready.polling.open("CO")
    with pytest.raises(NotAllowed, match="void the round"):
        ready.sealing.must_be_free()
    ready.polling.void("mất hai cụm từ")
    ready.sealing.must_be_free()


def test_quick_mode_is_a_step_that_the_minutes_know_and_ends_a_seal() -> None:
    ready, _phrases = sealed_room()
    ready.sealing.go_quick()
    assert ready.conference.rules.ballot.box == "quick"
    assert ready.conference.seal.end is SealEnd.FORGOTTEN
    assert not ready.vault.in_use
    assert ready.sealing.need is Need.NOTHING
    ready.polling.open("CO")
    with pytest.raises(NotAllowed):
        ready.sealing.go_quick()


@pytest.mark.parametrize(("keys", "end"), [("forget", SealEnd.FORGOTTEN), ("archive", SealEnd.ARCHIVED)])
def test_at_the_end_keys_are_forgotten_or_archived_as_the_rules_say(keys: str, end: SealEnd) -> None:
    ready, _phrases = sealed_room(keys)
    ready.polling.open("CO")
    with pytest.raises(NotAllowed):
        ready.sealing.end()
    ready.polling.void("thử")
    ready.sealing.end()
    ready.sealing.end()
    assert ready.conference.seal.end is end
    assert bool(ready.vault.seals) == (end is SealEnd.ARCHIVED)
    assert sum(e.kind == "ballot.seal_ended" for e in ready.desk.events()) == 1


def test_archiving_keeps_the_keys_of_the_boxes_too() -> None:
    ready, phrases = sealed_room("archive")
    row = ready.polling.open("CO")
    ready.polling.close()
    ready.polling.count(two(phrases, 1, 2))
    ready.polling.announce()
    settled = replace(ready.round, settled=True)
    ready.desk.conference = ready.conference.change(rounds=(settled,))
    ready.polling.lock()
    assert not ready.boxes.find(row.box).forgotten


def test_a_cut_between_the_end_and_the_forgetting_is_healed_at_the_next_start() -> None:
    ready, _phrases = sealed_room()
    ready.desk.do(seal.ended, SealEnd.FORGOTTEN, ready.now())
    assert ready.vault.seals
    Sealing(ready.desk, ready.vault)
    assert not ready.vault.seals


def test_a_seal_that_is_gone_is_said_and_sealed_anew_when_no_box_waits() -> None:
    ready, _phrases = sealed_room()
    ready.vault.seals.clear()
    ready.vault.number = 0
    again = Sealing(ready.desk, ready.vault)
    assert again.lost
    assert again.need.name == "SEAL"
    ceremony = again.begin()
    typed(ceremony)
    again.seal(ceremony)
    assert again.need is Need.NOTHING
    assert ready.conference.seal.number == 2


def test_the_whole_ballot_with_phrases() -> None:
    ready, phrases = sealed_room()
    ready.polling.open("CO")
    form = voting.form_of(ready.conference, ready.round)
    ready.cast(["x" * len(form.nominees)] * 9)
    ready.polling.close()
    row = ready.polling.count(two(phrases, 1, 3))
    assert row.state is RoundState.COUNTED
