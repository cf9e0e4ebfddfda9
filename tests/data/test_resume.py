"""Another laptop goes on from the mirror: whole, said in words, and never with an open box."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from console import agenda, attendance
from console.ballot import tellers
from console.ballot.box import TellerKey
from console.ballot.forms import Ballot
from console.ballot.polling import Polling
from console.ballot.round import RoundState
from console.ballot.seal import waiting
from console.ballot.sealing import Sealing
from console.conference import Stage
from console.errors import BadInput, Damaged, NotAllowed
from console.resuming import REASON, RESUMED
from console.step import Step
from data import resume as resuming
from data.box_tellers import TRIAL
from data.disk import DiskError
from data.folder import CONFERENCE, Opened, found, opened, read
from data.resume import ARRIVING, resume
from tests.console.desk import bloc, quick
from tests.data.test_check import begin_ballot, check
from tests.data.test_mirror import secrets_on
from tests.data.test_store import Clock, chance


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    conference = bloc()
    found(tmp_path / "hoi-nghi", conference.change(rules=quick(conference.rules)), Clock())
    return tmp_path / "hoi-nghi"


def play(folder: Path, mirror: Path, until: str) -> None:
    """A conference with a mirror, up to a moment; then the laptop is dead."""
    with opened(folder, Clock(), chance()) as place:
        place.mirror.put(str(mirror))
        place.desk.do(agenda.go_on, place.desk.now())
        if until == "before":
            return
        polling = begin_ballot(place)
        size = len(polling.current().nominees)
        for delegate in polling.waiting()[: 4 if until == "voting" else 9]:
            polling.cast(polling.call(delegate), Ballot("x" + "-" * (size - 1)))
        if until == "voting":
            return
        polling.close()
        if until == "closed":
            return
        polling.count([TellerKey(1), TellerKey(2)])
        if until == "announced":
            polling.announce()


def go_on(mirror: Path, folder: Path) -> str:
    return "\n".join(resume(mirror, folder, Clock(), chance()).told)


def test_the_spare_laptop_holds_every_mirrored_step_and_notes_that_it_goes_on(
    folder: Path, tmp_path: Path
) -> None:
    play(folder, tmp_path / "usb", "before")
    before, trail = read(folder)
    told = go_on(tmp_path / "usb", tmp_path / "spare")
    after, longer = read(tmp_path / "spare")
    assert after == before
    assert longer[: len(trail)] == trail
    assert longer[-1].kind == RESUMED
    assert longer[-1].detail == {"epoch": 2, "step": len(trail), "head": trail[-1].link}
    assert f"after step {len(trail)}" in told
    assert "former folder is not used" in told
    assert check(tmp_path / "spare")[0] == 0


@pytest.mark.parametrize("until", ["voting", "closed"])
def test_a_ballot_that_nobody_can_open_here_is_void_in_the_words_of_the_minutes_and_held_again(
    folder: Path, tmp_path: Path, until: str
) -> None:
    play(folder, tmp_path / "usb", until)
    told = go_on(tmp_path / "usb", tmp_path / "spare")
    assert "the vote is held again" in told
    with opened(tmp_path / "spare", Clock(), chance()) as place:
        assert place.missing == ()
        row = place.desk.conference.rounds[0]
        assert (row.state, row.reason) == (RoundState.VOID, REASON)
        assert not waiting(place.desk.conference)
        vote_again(place)
    assert secrets_on(tmp_path / "usb") == []


def vote_again(place: Opened) -> None:
    polling = Polling(place.desk, place.boxes)
    size = len(polling.open("CO").nominees)
    for delegate in polling.waiting():
        polling.cast(polling.call(delegate), Ballot("x" + "-" * (size - 1)))
    polling.close()
    assert polling.count([TellerKey(1), TellerKey(2)]).valid == 9


@pytest.mark.parametrize("until", ["counted", "announced"])
def test_a_ballot_that_was_counted_stands_and_its_minutes_can_be_accepted(
    folder: Path, tmp_path: Path, until: str
) -> None:
    play(folder, tmp_path / "usb", until)
    told = go_on(tmp_path / "usb", tmp_path / "spare")
    assert "void" not in told
    with opened(tmp_path / "spare", Clock(), chance()) as place:
        polling = Polling(place.desk, place.boxes)
        if until == "counted":
            polling.announce()
        Sealing(place.desk, place.boxes.vault)
        from console.ballot import voting

        elected = place.desk.conference.rounds[0].elected
        place.desk.do(voting.settle, 1, elected, "Thống nhất")
        polling.lock()


def test_the_tellers_seal_anew_on_the_spare_laptop_whose_folder_has_none_of_their_keys(
    folder: Path, tmp_path: Path
) -> None:
    with opened(folder, Clock(), chance(), cost=TRIAL) as place:
        place.mirror.put(str(tmp_path / "usb"))
        elect_and_seal(place)
        place.mirror.wait()
    assert secrets_on(tmp_path / "usb") == []
    told = go_on(tmp_path / "usb", tmp_path / "spare")
    assert "seal anew" in told
    with opened(tmp_path / "spare", Clock(), chance(), cost=TRIAL) as place:
        sealing = Sealing(place.desk, place.boxes.vault)
        assert sealing.need.name == "SEAL"
        with pytest.raises(NotAllowed, match="seal"):
            Polling(place.desk, place.boxes).open("CO")
        seal(sealing)
        assert sealing.need.name == "NOTHING"
        assert place.desk.conference.seal.number == 2
        Polling(place.desk, place.boxes).open("CO")


def test_a_seal_that_is_gone_is_said_and_quick_mode_never_steps_in(folder: Path) -> None:
    with opened(folder, Clock(), chance(), cost=TRIAL) as place:
        elect_and_seal(place)
    (folder / "boxes" / "tellers-1.keys.json").unlink()
    with opened(folder, Clock(), chance(), cost=TRIAL) as place:
        assert "tellers' seal is not in this folder" in place.missing[0]
        sealing = Sealing(place.desk, place.boxes.vault)
        with pytest.raises(NotAllowed, match="seal anew"):
            Polling(place.desk, place.boxes).open("CO")
        assert not list((folder / "boxes").iterdir())
        seal(sealing)
        Polling(place.desk, place.boxes).open("CO")


def elect_and_seal(place: Opened) -> None:
    desk = place.desk
    desk.do(attendance.mark_all_present, desk.now())
    desk.do(attendance.open_conference, desk.now())
    people = tuple(tellers.Candidate(f"Kiểm Phiếu {n}", n) for n in (7, 8, 9))
    desk.do(tellers.elect, people, 9, 0, 0, 9, desk.now())
    rules = replace(desk.conference.rules, ballot=replace(desk.conference.rules.ballot, box="tellers"))
    desk.keep(Step(desk.conference.change(rules=rules), Stage.BALLOT, "x", {}))
    seal(Sealing(desk, place.boxes.vault))


def seal(sealing: Sealing) -> None:
    ceremony = sealing.begin()
    for teller in ceremony.tellers:
        assert ceremony.type_back(teller.id, ceremony.phrase(teller.id))
    sealing.seal(ceremony)


def test_each_spare_laptop_is_one_epoch_more(folder: Path, tmp_path: Path) -> None:
    play(folder, tmp_path / "usb", "before")
    go_on(tmp_path / "usb", tmp_path / "spare")
    with opened(tmp_path / "spare", Clock(), chance()) as place:
        place.mirror.put(str(tmp_path / "usb2"))
    go_on(tmp_path / "usb2", tmp_path / "third")
    assert read(tmp_path / "third")[1][-1].detail["epoch"] == 3


def test_the_first_laptop_never_writes_over_the_mirror_that_went_on(folder: Path, tmp_path: Path) -> None:
    play(folder, tmp_path / "usb", "before")
    go_on(tmp_path / "usb", tmp_path / "spare")
    with opened(tmp_path / "spare", Clock(), chance()) as place:
        place.mirror.put(str(tmp_path / "usb"))
    held = read(tmp_path / "usb")
    with opened(folder, Clock(), chance()) as place:
        place.mirror.put(str(tmp_path / "usb"))
        place.desk.do(agenda.go_on, place.desk.now())
        assert "never merged" in place.mirror.wait().trouble
    assert read(tmp_path / "usb") == held


def test_a_conference_that_was_closed_comes_along_as_it_is(folder: Path, tmp_path: Path) -> None:
    play(folder, tmp_path / "usb", "before")
    with opened(folder, Clock(), chance()) as place:
        place.mirror.put(str(tmp_path / "usb"))
        meeting = replace(place.desk.conference.meeting, closed=place.desk.now())
        closed = place.desk.conference.change(meeting=meeting)
        place.desk.keep(Step(closed, Stage.RECORD, "record.closed", {}, final=True))
    assert "was closed" in go_on(tmp_path / "usb", tmp_path / "spare")
    assert read(tmp_path / "spare") == read(folder)


def damaged(mirror: Path) -> None:
    path = mirror / CONFERENCE
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def without_its_key(mirror: Path) -> None:
    (mirror / "conference.key").unlink()


def with_a_strange_key(mirror: Path) -> None:
    found(mirror.parent / "khác", bloc(), Clock())
    shutil.copy(mirror.parent / "khác" / "conference.key", mirror / "conference.key")


@pytest.mark.parametrize("spoil", [damaged, without_its_key, with_a_strange_key])
def test_a_mirror_that_is_not_whole_makes_nothing(
    folder: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    play(folder, tmp_path / "usb", "before")
    spoil(tmp_path / "usb")
    with pytest.raises((Damaged, DiskError)):
        go_on(tmp_path / "usb", tmp_path / "spare")
    assert not (tmp_path / "spare").exists()
    assert not list(tmp_path.glob(f"*{ARRIVING}"))


def test_no_mirror_an_old_folder_and_a_folder_inside_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not the mirror"):
        go_on(folder, tmp_path / "spare")
    play(folder, tmp_path / "usb", "before")
    for target in (folder, tmp_path / "usb" / "in", tmp_path):
        with pytest.raises(BadInput):
            go_on(tmp_path / "usb", target)


def test_a_copy_cut_off_in_the_middle_is_no_conference_and_is_made_anew(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(folder, tmp_path / "usb", "before")

    class Killed(BaseException):
        pass

    def killed(made: Path) -> None:
        raise Killed

    with monkeypatch.context() as dead:
        dead.setattr(resuming, "verify_whole", killed)
        dead.setattr(resuming, "_remove", lambda path: None)
        with pytest.raises(Killed):
            go_on(tmp_path / "usb", tmp_path / "spare")
    assert not (tmp_path / "spare").exists()
    go_on(tmp_path / "usb", tmp_path / "spare")
    assert read(tmp_path / "spare")[1][-1].kind == RESUMED
    assert not list(tmp_path.glob(f"*{ARRIVING}"))


def test_nothing_of_the_mirror_is_changed(folder: Path, tmp_path: Path) -> None:
    play(folder, tmp_path / "usb", "closed")
    before = {path: path.read_bytes() for path in (tmp_path / "usb").rglob("*") if path.is_file()}
    go_on(tmp_path / "usb", tmp_path / "spare")
    assert {path: path.read_bytes() for path in (tmp_path / "usb").rglob("*") if path.is_file()} == before
