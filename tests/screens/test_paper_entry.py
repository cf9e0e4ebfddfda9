"""The tellers' entry of paper: every ballot twice, totals that add up, a recount, another way of voting."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from console import public
from console.ballot import nomination, voting
from console.ballot.round import Method, RoundState
from console.conference import Stage
from console.documents import ballot_count, ballot_review
from screens.console_app import ConsoleApp
from screens.count import CountScreen
from screens.dialogs import Ask, Message
from screens.paper_entry import PaperEntryScreen
from screens.workplace import Workplace
from tests.screens.conference import console_app, current_round, elect_tellers, workplace
from tests.screens.stage import picture

ALL_AGREE, SECOND_NOT = ("1", "2", "3"), ("1", "2", "2", "3")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """Nine papers of three names are out, and back."""
    with workplace(tmp_path) as made:
        made.desk.do(nomination.make_list, "CO")
        elect_tellers(made)
        made.polling.open_on_paper("CO")
        row = current_round(made)
        made.desk.do(voting.close_round, row.id, 9, 9, 0, made.now())
        yield made


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await pilot.pause()


async def key_in(pilot: Pilot[Any], *ballots: tuple[str, ...]) -> None:
    for keys in ballots:
        await press(pilot, *keys, "enter")


def entry_of(app: ConsoleApp) -> PaperEntryScreen:
    assert isinstance(app.screen, PaperEntryScreen)
    return app.screen


def paper_words(place: Workplace) -> str:
    return " ".join(ballot_count.build(place.conference, "CO").texts())


async def test_nine_ballots_keyed_twice_with_one_difference_that_both_decide(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        await press(pilot, "d")
        assert "ballot 01 of 09" in picture(app)
        await key_in(pilot, *[ALL_AGREE] * 8, SECOND_NOT)
        assert "Hand the same pile" in picture(app)
        await press(pilot, "enter")
        await key_in(pilot, *[ALL_AGREE] * 9)
        await press(pilot, "enter")
        shown = " ".join(picture(app).split())
        assert "01 lines differ" in shown
        assert "Ballot 09" in shown
        await press(pilot, "enter")
        assert "the two entries differ" in " ".join(picture(app).split())
        assert current_round(place).state is RoundState.CLOSED
        screen = entry_of(app)
        await press(pilot, "1", "enter")
        row = current_round(place)
        assert row.state is RoundState.COUNTED
        assert [(line.votes, line.against) for line in sorted(row.lines, key=lambda line: line.nominee)] == [
            (9, 0),
            (8, 1),
            (9, 0),
        ]
        assert not screen._entry.begun
        assert screen._cells == []
        assert isinstance(app.screen, CountScreen)


@pytest.mark.slow
async def test_no_row_of_a_ballot_is_kept_anywhere(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "d")
        await key_in(pilot, *[("plus", "1", "1", "1")] * 9)
        await press(pilot, "enter")
        await key_in(pilot, *[("plus", "1", "1", "1")] * 9)
        await press(pilot, "enter", "enter")
        assert current_round(place).state is RoundState.COUNTED
    kept = b"".join(file.read_bytes() for file in place.folder.rglob("*") if file.is_file())
    assert b".xx" not in kept
    assert b"*xx" not in kept
    assert not list(place.folder.glob("crash*"))


async def test_nothing_of_an_entry_is_public(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        before = str(public.view(place.conference, Stage.BALLOT, None, "", place.now()))
        await press(pilot, "enter", "d")
        await key_in(pilot, *[ALL_AGREE] * 3)
        assert str(public.view(place.conference, Stage.BALLOT, None, "", place.now())) == before


async def test_a_ballot_before_comes_back_to_be_corrected(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "d")
        await key_in(pilot, ALL_AGREE, SECOND_NOT)
        await press(pilot, "backspace")
        assert "ballot 02 of 09" in picture(app)
        assert "".join(entry_of(app)._cells) == "x-x"


async def test_a_number_key_marks_a_line_and_never_leaves_for_another_stage(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "d", "1", "2", "3", "7")
        assert "".join(entry_of(app)._cells) == "xxx"


async def test_leaving_with_ballots_keyed_is_asked_for_first(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "d")
        await key_in(pilot, ALL_AGREE)
        screen = entry_of(app)
        await press(pilot, "escape", "escape")
        assert app.screen is screen
        assert screen._entry.keyed == 1


async def fill(pilot: Pilot[Any], app: ConsoleApp, **values: str) -> None:
    assert isinstance(app.screen, Ask)
    for name, value in values.items():
        app.screen.query_one(f"#entry-{name}").value = value  # type: ignore[attr-defined]
    await press(pilot, "f4")


TOTALS = {
    "valid": "09",
    "for_0": "9",
    "against_0": "0",
    "for_1": "8",
    "against_1": "1",
    "for_2": "9",
    "against_2": "0",
}


async def test_totals_that_do_not_add_up_are_said_by_name_and_stay_typed(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 36)) as pilot:
        await press(pilot, "enter", "enter")
        await fill(pilot, app, **TOTALS | {"against_1": "2"})
        name = place.conference.nominee(current_round(place).nominees[1]).name
        shown = " ".join(picture(app).replace("┃", " ").split())
        assert f"{name}: 8 for and 2 against do not fit 9 valid ballots." in shown
        assert isinstance(app.screen, Ask)
        assert app.screen.answers()["for_1"] == "8"
        await fill(pilot, app, against_1="1")
        assert current_round(place).state is RoundState.COUNTED


async def test_totals_of_another_number_of_ballots_are_refused(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 36)) as pilot:
        await press(pilot, "enter", "enter")
        await fill(pilot, app, **TOTALS | {"valid": "10"})
        assert "10 ballots were counted, but 09 were collected." in " ".join(
            picture(app).replace("┃", " ").split()
        )
        assert current_round(place).state is RoundState.CLOSED


async def test_a_recount_is_held_once_and_the_minutes_state_both_counts(place: Workplace) -> None:
    app = console_app(place, Stage.BALLOT)
    async with app.run_test(size=(80, 36)) as pilot:
        await press(pilot, "enter", "enter")
        await fill(pilot, app, **TOTALS)
        await press(pilot, "k", "enter", "enter")
        await fill(pilot, app, **TOTALS | {"for_1": "7", "against_1": "2"})
        row = current_round(place)
        assert row.recount is not None
        assert isinstance(app.screen, Message)
        assert "8 in the first count, 7 in the recount" in " ".join(picture(app).replace("┃", " ").split())
        await press(pilot, "enter", "k")
        assert isinstance(app.screen, CountScreen)
    assert place.desk.events()[-1].kind == "ballot.recounted"
    place.polling.announce()
    said = paper_words(place)
    assert f"Theo yêu cầu của thành viên Ban kiểm phiếu {row.recount.asked_by}" in said
    name = place.conference.nominee(row.nominees[1]).name
    assert f"phiếu đồng ý của {name}: lần thứ nhất 08, kiểm lại 07" in said
    assert "lần thứ nhất 08, kiểm lại 07" in " ".join(ballot_review.build(place.conference).texts())


async def test_switching_the_way_of_voting_voids_the_round_and_the_minutes_say_it(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        place.desk.do(nomination.make_list, "CO")
        elect_tellers(place)
        place.polling.open("CO")
        place.polling.void("mất điện, chuyển sang phiếu giấy")
        place.polling.open_on_paper("CO")
        place.polling.void("hết phiếu, chuyển sang biểu quyết công khai")
        one = place.conference.rounds[0].nominees[0]
        place.desk.do(voting.acclaim, "CO", (one,), 9, 0, 0, 9, place.now())
        assert [row.state for row in place.conference.rounds] == [
            RoundState.VOID,
            RoundState.VOID,
            RoundState.ANNOUNCED,
        ]
        assert [row.method for row in place.conference.rounds] == [Method.LAPTOP, Method.PAPER, Method.OPEN]
        said = " ".join(ballot_review.build(place.conference).texts())
        assert "(bỏ phiếu kín trên máy tính) bị hủy kết quả. Lý do: mất điện, chuyển sang phiếu giấy." in said
        assert "(bỏ phiếu kín bằng phiếu giấy) bị hủy kết quả. Lý do: hết phiếu" in said
        assert "chuyển từ bỏ phiếu kín trên máy tính sang bỏ phiếu kín bằng phiếu giấy" in said
        assert "sang biểu quyết công khai" in said


async def test_one_key_prints_the_ballots(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        place.desk.do(nomination.make_list, "CO")
        app = console_app(place, Stage.BALLOT)
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "i")
            assert isinstance(app.screen, Message)
        (printed,) = (place.folder / "papers").iterdir()
        assert printed.read_text(encoding="utf-8").count('<article class="paper">') == 12
