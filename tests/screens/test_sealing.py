"""The sealing on the screen: one sees, copies, types back; two open; nothing is shown otherwise."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from console.ballot import nomination, tellers
from console.ballot.ground import Notice
from console.ballot.round import RoundState
from console.ballot.sealing import Need
from console.conference import Stage
from console.rules import BlocRule, Rules
from screens.booth import BoothScreen
from screens.console_app import ConsoleApp
from screens.phrases import SECONDS, TellerTurn, TypePhrases
from screens.sealing import SealingScreen
from screens.workplace import Workplace
from tests.screens.conference import (
    cast_all,
    console_app,
    current_round,
    elect_tellers,
    small_conference,
    workplace,
)
from tests.screens.stage import picture

PEOPLE = 3


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    made = small_conference()
    rules = replace(made.rules, ballot=replace(Rules(bloc=BlocRule()).ballot, box="tellers"))
    with workplace(tmp_path, made.change(rules=rules)) as found:
        found.desk.do(nomination.make_list, "CO")
        elect_tellers(found)
        yield found


def words_of(app: ConsoleApp) -> str:
    """Everything that stands on the screen."""
    return picture(app)


async def type_phrase(pilot: Pilot[int], phrase: str) -> None:
    """As keys would, all at once; that keys come through is what the tests of single keys show."""
    window = pilot.app.screen
    assert isinstance(window, TellerTurn | TypePhrases)
    for letter in f"{phrase} ":
        window.press("space" if letter == " " else letter, letter)
    await pilot.pause()


async def turn(pilot: Pilot[int]) -> str:
    """One teller's turn, from the curtain to the phrase typed back; the phrase."""
    window = pilot.app.screen
    assert isinstance(window, TellerTurn)
    await pilot.press("enter")
    phrase = window._phrase
    await pilot.press("x")
    await pilot.press("enter")
    await type_phrase(pilot, phrase)
    await pilot.pause()
    return phrase


async def settled(pilot: Pilot[int]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def seal(pilot: Pilot[int]) -> list[str]:
    """The whole ceremony; the phrases."""
    await pilot.press("enter")  # to the sealing
    await pilot.pause()
    assert isinstance(pilot.app.screen, SealingScreen)
    await pilot.press("enter")  # the projector is off
    await pilot.press("c")
    await pilot.pause()
    phrases = [await turn(pilot) for _n in range(PEOPLE)]
    await settled(pilot)
    return phrases


async def test_each_teller_sees_copies_and_types_back_then_the_code_is_announced(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        phrases = await seal(pilot)
        assert len(set(phrases)) == PEOPLE
        conference = place.conference
        assert conference.seal.code.replace(" ", "") in words_of(app).replace(" ", "")
        assert conference.seal.number == 1
        assert place.sealing.need is Need.NOTHING
        for phrase in phrases:
            assert phrase not in words_of(app)
        events = str([(event.kind, event.detail) for event in place.desk.events()])
        assert "ballot.sealed" in events
        assert not any(phrase in events for phrase in phrases)
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.primary().id == "open"  # type: ignore[attr-defined]


async def test_a_phrase_is_hidden_after_ten_seconds_and_on_any_key(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.press("enter", "c")
        await pilot.pause()
        window = app.screen
        assert isinstance(window, TellerTurn)
        first = window._phrase.split()[0]

        def shown() -> bool:
            return " ".join(first) in words_of(app) or f"{first} " in words_of(app)

        assert not shown()
        await pilot.press("enter")
        await pilot.pause()
        assert shown()
        for key in ("x", "escape", "f1", "ctrl+q", "ctrl+p", "space", "up"):
            await pilot.press(key)
            await pilot.pause()
            assert app.screen is window
            assert not shown(), key
            await pilot.press("space")  # see it once more
            await pilot.pause()
            assert shown(), key
        for _second in range(SECONDS):
            window._tick()
        await pilot.pause()
        assert not shown()


async def test_what_is_typed_back_wrong_is_said_and_may_be_seen_again(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.press("enter", "c")
        await pilot.pause()
        await pilot.press("enter", "x", "enter")
        await type_phrase(pilot, "ba bac bach bai bam")
        await pilot.pause()
        assert "That is not the phrase" in words_of(app)
        await pilot.press("space", "x", "enter")
        window = app.screen
        assert isinstance(window, TellerTurn)
        await type_phrase(pilot, window._phrase)
        await pilot.pause()
        assert isinstance(app.screen, TellerTurn)
        assert app.screen is not window


async def test_leaving_half_way_seals_nothing_and_the_phrases_are_gone(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.press("enter", "c")
        await pilot.pause()
        await turn(pilot)
        await pilot.press("escape")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SealingScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert screen.ceremony is None
        assert place.conference.seal.number == 0
        assert not list(place.folder.glob("boxes/*"))


async def test_the_surroundings_may_forbid_sealing(place: Workplace) -> None:
    told = (Notice("The folder lies on btrfs.", stops=True), Notice("This is tmux."))
    app = console_app(replace(place, surroundings=lambda: told), Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "btrfs" in words_of(app)
        assert "tmux" in words_of(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, SealingScreen)
        assert app.screen.primary() is None


async def test_the_projector_must_be_confirmed_off(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.press("enter")
        await pilot.press("enter")  # the marked answer is no
        await pilot.pause()
        assert isinstance(app.screen, SealingScreen)
        assert app.screen.ceremony is None


async def test_two_tellers_open_and_a_wrong_phrase_costs_nothing(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        phrases = await seal(pilot)
        await pilot.press("enter")
        place.polling.open("CO")
        row = current_round(place)
        cast_all(place, ["x" * len(row.nominees)] * len(row.voters))
        place.polling.close()
        await pilot.press("escape")
        app.screen.redraw()  # type: ignore[attr-defined]
        await pilot.press("enter")  # to the tellers
        await pilot.pause()
        await pilot.press("enter")  # read aloud and noted
        await pilot.press("enter")  # open the box
        await pilot.pause()
        assert isinstance(app.screen, TypePhrases)
        await pilot.press("a")
        await type_phrase(pilot, phrases[0])
        await pilot.press("b")
        await type_phrase(pilot, "ba bac bach bai bam")
        await settled(pilot)
        assert "at least one" in words_of(app)
        assert current_round(place).state is RoundState.CLOSED
        await pilot.press("c")
        await type_phrase(pilot, phrases[2])
        await settled(pilot)
        assert current_round(place).state is RoundState.COUNTED
        assert current_round(place).statement


async def test_typed_syllables_are_dots_and_completed(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    window = TypePhrases("t", {1: "An", 2: "Bình"}, lambda keys: None)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(window)
        await pilot.press("a", *"xuye")
        await pilot.pause()
        assert "xuye_" in words_of(app)
        assert "xuyen" in words_of(app)
        await pilot.press("space")
        await pilot.pause()
        assert "xuye" not in words_of(app)
        assert "●●●" in words_of(app)
        await pilot.press(*"qqq", "space")
        await pilot.pause()
        assert "No syllable of the list" in words_of(app)
        for key in ("ctrl+q", "f1", "f2", "ctrl+p", "ctrl+c"):
            await pilot.press(key)
            await pilot.pause()
            assert app.screen is window


async def test_after_a_restart_two_tellers_let_the_ballot_go_on(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        phrases = await seal(pilot)
        await pilot.press("enter")
        place.polling.open("CO")
        cast_all(place, ["x" * len(current_round(place).nominees)] * 2)
        place.sealing._vault.use(0)
        place.sealing._vault.use(1)  # as after a restart: what marks rows is not in memory
        assert place.sealing.need.name == "UNLOCK"
        await pilot.press("escape")
        app.screen.redraw()  # type: ignore[attr-defined]
        await pilot.press("enter")  # to the laptop
        await pilot.pause()
        assert app.screen.primary().id == "unlock"  # type: ignore[attr-defined]
        await pilot.press("enter")
        await pilot.pause()
        for letter, phrase in (("b", phrases[1]), ("c", phrases[2])):
            await pilot.press(letter)
            await type_phrase(pilot, phrase)
        await settled(pilot)
        assert place.sealing.need is Need.NOTHING
        assert place.polling.turnout().voted == 2
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, BoothScreen)


async def test_a_new_teller_gets_the_seal_from_two_former_ones(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        phrases = await seal(pilot)
        people = place.conference.delegates
        chosen = (people[-3], people[-2], people[3])
        place.desk.do(
            tellers.elect,
            tuple(tellers.Candidate(d.name, d.unit, d.position) for d in chosen),
            9,
            0,
            0,
            9,
            place.now(),
        )
        assert place.sealing.need is Need.RENEW
        await pilot.press("enter")
        await pilot.pause()
        app.screen.redraw()  # type: ignore[attr-defined]
        await pilot.press("enter")  # to the sealing
        await pilot.press("enter", "c")
        await pilot.pause()
        assert isinstance(app.screen, TypePhrases)
        assert people[-1].name in words_of(app)
        for letter, phrase in (("a", phrases[0]), ("b", phrases[1])):
            await pilot.press(letter)
            await type_phrase(pilot, phrase)
        while isinstance(app.screen, TypePhrases):  # opening takes a moment
            await pilot.pause()
        window = app.screen
        assert isinstance(window, TellerTurn)
        await turn(pilot)
        await settled(pilot)
        assert place.conference.seal.number == 2
        assert place.sealing.need is Need.NOTHING
        assert people[3].name in place.conference.seal.names


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_how_it_looks(place: Workplace, snapshot: SnapshotAssertion, size: tuple[int, int]) -> None:
    app = console_app(place, Stage.BALLOT)
    told = (Notice("This console runs inside tmux: whoever may attach sees the screen."),)
    app.place = replace(place, surroundings=lambda: told)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert words_of(app) == snapshot


async def test_a_seal_that_is_gone_leads_to_the_sealing_and_not_into_a_ballot(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await seal(pilot)
        await pilot.press("enter")
        await pilot.pause()
        place.sealing.lost = "tellers-1.keys.json is not there"
        await pilot.press("enter")  # open the ballot ...
        await pilot.pause()
        await pilot.press("enter")  # ... on this laptop
        await pilot.pause()
        assert isinstance(app.screen, SealingScreen)
        assert "is not there" in words_of(app)
        assert not place.conference.rounds
