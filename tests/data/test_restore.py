"""The way out of a damaged folder: its copies are named, and a new folder is made; the damaged one stays."""

import gettext
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from console import agenda
from console.ballot.round import RoundState
from console.errors import BadInput, NotAllowed
from console.language import install
from console.resuming import RESUMED
from data import recent
from data.folder import CONFERENCE, found, opened, read
from data.journal_file import JOURNAL
from data.restore import copies, damage, restore, restore_command
from tests.console.desk import bloc, quick
from tests.data.test_check import begin_ballot
from tests.data.test_store import Clock, chance


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """A command installs a language and narrows the umask; the next test finds both as before."""
    mask = os.umask(0o022)
    os.umask(mask)
    yield
    os.umask(mask)
    install(gettext.NullTranslations())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten steps: four in the snapshot, six in a journal that a crash left."""
    conference = bloc()
    first = tmp_path / "first"
    found(first, conference.change(rules=quick(conference.rules)), Clock())
    path = tmp_path / "hoi-nghi"
    with opened(first, Clock(), chance()) as place:
        place.mirror.put(str(tmp_path / "usb"))
        for n in range(9):
            place.desk.do(agenda.add_note, 1, f"Bước {n}", place.desk.now())
            if n == 2:
                place.desk.enter(place.desk.stage)
            if n == 6:
                place.mirror.wait()
                place.mirror.leave()
        path.mkdir()
        for name in (CONFERENCE, CONFERENCE + JOURNAL, "conference.key"):
            (path / name).write_bytes((first / name).read_bytes())
    return path


def content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def spoil(path: Path, line: int) -> None:
    lines = path.read_bytes().split(b"\n")
    lines[line] = lines[line].replace(b"{", b"[", 1)
    path.write_bytes(b"\n".join(lines))


def test_a_sound_folder_is_opened_not_restored(folder: Path, tmp_path: Path) -> None:
    assert damage(folder) is None
    with pytest.raises(NotAllowed, match="is sound"):
        restore_command(folder, tmp_path / "new", None, None, Clock(), chance())


def test_the_steps_before_a_bad_line_of_the_journal_are_offered(folder: Path, tmp_path: Path) -> None:
    spoil(folder / (CONFERENCE + JOURNAL), 3)
    wrong = damage(folder)
    assert wrong is not None
    assert "line 4" in str(wrong)
    (only,) = copies(folder, [])
    assert only.steps == 7
    assert "still holds whole: 7 steps" in only.words()
    before = content(folder)
    restore(only, tmp_path / "new", Clock(), chance())
    assert content(folder) == before, "the damaged folder is never touched"
    conference, trail = read(tmp_path / "new")
    assert [event.kind for event in trail[-2:]] == ["agenda.noted", RESUMED]
    assert len(trail) == 8
    assert conference.notes[-1].text == "Bước 5"
    with opened(tmp_path / "new", Clock(), chance()) as place:
        place.desk.do(agenda.go_on, place.desk.now())


def test_the_copy_with_the_most_steps_comes_first(folder: Path, tmp_path: Path) -> None:
    spoil(folder / (CONFERENCE + JOURNAL), 0)
    there = copies(folder, [tmp_path / "usb", tmp_path / "không có"])
    assert [(copy.path.name, copy.steps) for copy in there] == [("usb", 8), ("hoi-nghi", 4)]
    told = "\n".join(restore_command(folder, tmp_path / "new", None, tmp_path / "usb", Clock(), chance()))
    assert f"Restored from {tmp_path / 'usb'}: 8 steps" in told
    assert "stays as it is" in told
    assert len(read(tmp_path / "new")[1]) == 9


def test_a_damaged_snapshot_leaves_only_other_copies(folder: Path, tmp_path: Path) -> None:
    spoil(folder / CONFERENCE, 5)
    assert copies(folder, []) == ()
    with pytest.raises(NotAllowed, match="--from COPY"):
        restore_command(folder, tmp_path / "new", None, None, Clock(), chance())
    with pytest.raises(BadInput, match="no whole conference"):
        restore_command(folder, tmp_path / "new", tmp_path, None, Clock(), chance())
    told = restore_command(folder, tmp_path / "new", tmp_path / "usb", None, Clock(), chance())
    assert "table" in told[0] or "line" in told[0]


def test_no_open_box_is_copied_and_its_ballot_is_held_again(folder: Path, tmp_path: Path) -> None:
    with opened(folder, Clock(), chance()) as place:
        begin_ballot(place)
        for name in (CONFERENCE, CONFERENCE + JOURNAL):
            (tmp_path / name).write_bytes((folder / name).read_bytes())
    for name in (CONFERENCE, CONFERENCE + JOURNAL):
        (folder / name).write_bytes((tmp_path / name).read_bytes())
    with (folder / (CONFERENCE + JOURNAL)).open("ab") as journal:
        journal.write(b"rubbish\n")
    assert damage(folder) is not None
    (only,) = copies(folder, [])
    told = restore(only, tmp_path / "new", Clock(), chance()).told
    assert not (tmp_path / "new" / "boxes").exists()
    assert read(tmp_path / "new")[0].rounds[0].state is RoundState.VOID
    assert any("held again" in sentence for sentence in told)


def test_the_check_sees_what_a_restored_folder_forgot_to_void(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.resume.to_void", lambda conference: ())
    with pytest.raises(AssertionError):
        test_no_open_box_is_copied_and_its_ballot_is_held_again(folder, tmp_path)


def test_opening_says_what_is_damaged_which_copies_there_are_and_what_to_type(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(folder / (CONFERENCE + JOURNAL), 0)
    monkeypatch.setattr("platformdirs.user_state_dir", lambda name: str(tmp_path / "state"))
    monkeypatch.setattr("screens.base_app.check_terminal", lambda: None)
    recent.remember_mirror(folder, tmp_path / "usb")
    assert app.main(["open", str(folder), "--lang", "en"]) == 1
    said = capsys.readouterr().err
    assert "line 1" in said
    assert f"- {tmp_path / 'usb'}: 8 steps" in said
    assert "app.py restore" in said
    assert app.main(["restore", str(folder), str(tmp_path / "new"), "--lang", "en"]) == 0
    assert len(read(tmp_path / "new")[1]) == 9


def test_resume_from_the_command_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["resume", str(tmp_path / "usb"), str(tmp_path / "spare"), "--lang", "en"]) == 0
    assert "goes on after step 8" in capsys.readouterr().out
    assert app.main(["resume", str(tmp_path / "usb"), str(tmp_path / "spare"), "--lang", "en"]) == 2
