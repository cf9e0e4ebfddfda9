"""A folder copied by halves opens and says, at the start, what it lacks."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from data.folder import found, opened
from tests.console.desk import bloc, quick
from tests.data.test_check import begin_ballot, check
from tests.data.test_store import Clock, chance


@pytest.fixture
def voting(tmp_path: Path) -> Path:
    """A folder with a ballot under way in quick mode."""
    conference = bloc()
    path = tmp_path / "hoi-nghi"
    found(path, conference.change(rules=quick(conference.rules)), Clock())
    with opened(path, Clock(), chance()) as place:
        begin_ballot(place)
        assert place.recovered == ()
    return path


def told(path: Path) -> str:
    with opened(path, Clock(), chance()) as place:
        return "\n".join(place.recovered)


def no_boxes(path: Path) -> None:
    shutil.rmtree(path / "boxes")


def no_keys(path: Path) -> None:
    (path / "boxes" / "CO-1-1.keys.json").unlink()


def no_key(path: Path) -> None:
    (path / "conference.key").unlink()


def half_a_key(path: Path) -> None:
    whole = (path / "conference.key").read_bytes()
    (path / "conference.key").write_bytes(whole[:40])


def a_strange_key(path: Path) -> None:
    found(path.parent / "khác", bloc(), Clock())
    shutil.copy(path.parent / "khác" / "conference.key", path / "conference.key")


def half_boxes(path: Path) -> None:
    for copy in (path / "boxes").glob("CO-1-1.?.json"):
        copy.write_bytes(copy.read_bytes()[:700])


@pytest.mark.parametrize(
    ("lose", "sentence"),
    [
        (no_boxes, "its box CO-1-1 is not in this folder"),
        (no_keys, "the keys of its box CO-1-1 are not in this folder"),
        (no_key, "put conference.key back"),
        (half_a_key, "put conference.key back"),
        (a_strange_key, "the key of another conference"),
        (half_boxes, "CO-1-1.a.json"),
    ],
)
def test_what_a_half_copied_folder_lacks_is_said_and_needs_a_person(
    voting: Path, lose: Callable[[Path], None], sentence: str
) -> None:
    lose(voting)
    assert sentence in told(voting)
    code, said = check(voting)
    assert code == 1
    assert sentence in said


def test_a_box_mended_at_the_opening_is_said_once(voting: Path) -> None:
    (voting / "boxes" / "CO-1-1.b.json").write_bytes(b"")
    assert "CO-1-1.b.json had been damaged and was mended" in told(voting)
    assert told(voting) == ""


def test_a_box_that_waits_for_two_tellers_is_not_touched_and_said(voting: Path) -> None:
    boxes = voting / "boxes"
    (boxes / "CO-1-1.keys.json").rename(boxes / "tellers-1.keys.json")
    (boxes / "CO-1-1.b.json").write_bytes(b"")
    assert "once two tellers have typed" in told(voting)
    assert (boxes / "CO-1-1.b.json").read_bytes() == b""
