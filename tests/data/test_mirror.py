"""The live mirror: at every moment a whole conference of a few steps ago, and never an open box or a key."""

import json
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from console import agenda
from console.ballot.box import TellerKey
from console.ballot.forms import Ballot
from console.errors import BadInput, ConsoleError, NotAllowed
from console.mirror import MirrorStatus, short_words
from data import mirror
from data.disk import DiskError, DiskFile, RealDisk, write_whole
from data.folder import CONFERENCE, Opened, found, opened, read
from data.journal import JournalDB
from data.mirror import DAMAGED, MARK, OWN_FOLDER, Follower, Gone, Mark, prepare
from data.mirror_worker import FolderMirror
from data.store import EVENTS
from tests.console.desk import bloc, quick
from tests.data.model_disk import SimDisk, as_disk
from tests.data.test_check import begin_ballot
from tests.data.test_store import Clock, chance

STICK = Path("/stick/ban-sao")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    conference = bloc()
    found(tmp_path / "hoi-nghi", conference.change(rules=quick(conference.rules)), Clock())
    return tmp_path / "hoi-nghi"


@pytest.fixture
def place(folder: Path) -> Iterator[Opened]:
    with opened(folder, Clock(), chance()) as it:
        yield it


def step(place: Opened) -> int:
    """One step of the conference; how many the disk holds."""
    place.desk.do(agenda.add_note, 1, f"Bước {len(place.desk.events())}", place.desk.now())
    return len(place.desk.events())


def follower(place: Opened, at: Path) -> Follower:
    return Follower(place.path, at, place.desk.conference.meeting.key, RealDisk(), RealDisk())


def stick(place: Opened, at: Path) -> Path:
    meeting = place.desk.conference.meeting
    return prepare(RealDisk(), place.path, at, Mark(meeting.key, meeting.title))


def secrets_on(at: Path) -> list[str]:
    """Files of a mirror that must never be there: keys, and boxes that are not closed."""
    bad = []
    for path in sorted(at.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            box = content.startswith(b'{"_head":{"1":{"generation"')
            open_box = box and json.loads(content)["_head"]["1"]["closed"] != 1
            if ".keys." in path.name or b'"private"' in content or open_box:
                bad.append(path.name)
    return bad


# --- what follows ------------------------------------------------------------------------------------


def test_after_every_step_the_mirror_is_the_conference(place: Opened, tmp_path: Path) -> None:
    at = stick(place, tmp_path / "usb")
    follows = follower(place, at)
    for n in range(12):
        if n % 5 == 4:
            place.desk.enter(place.desk.stage)  # the journal is folded
        assert follows.follow(step(place)) == len(place.desk.events())
        assert read(at) == read(place.path)
    assert (at / "conference.key").read_bytes() == (place.path / "conference.key").read_bytes()
    assert not (at / "public.json").exists()
    assert not list(at.glob(".lock*"))


def test_an_unconfirmed_line_is_not_taken(place: Opened, tmp_path: Path) -> None:
    at = stick(place, tmp_path / "usb")
    follows = follower(place, at)
    step(place)
    step(place)
    assert follows.follow(2) == 2
    assert len(read(at)[1]) == 2
    assert follows.follow(3) == 3
    assert len(read(at)[1]) == 3


def test_papers_go_there_and_again_when_they_change(place: Opened, tmp_path: Path) -> None:
    at = stick(place, tmp_path / "usb")
    follows = follower(place, at)
    paper = place.path / "record" / "bien-ban" / "bien-ban.html"
    paper.parent.mkdir(parents=True)
    for text in ("một", "hai hai"):
        paper.write_text(text)
        follows.follow(1)
        assert (at / "record" / "bien-ban" / "bien-ban.html").read_text() == text


def test_a_stick_pulled_out_at_any_moment_holds_a_whole_conference(place: Opened) -> None:
    usb = SimDisk()
    usb.mkdir(STICK)
    key = place.desk.conference.meeting.key
    write_whole(as_disk(usb), STICK / MARK, json.dumps({"key": key, "title": "x"}).encode())
    usb.moments.clear()
    follows = Follower(place.path, STICK, key, RealDisk(), as_disk(usb))
    usb.mark = 0
    trails = {len(place.desk.events()): place.desk.head()}
    for n in range(14):
        steps = step(place)
        trails[steps] = place.desk.head()
        if n in (3, 6, 8, 9, 12):
            place.desk.enter(place.desk.stage)
        if n not in (5, 6, 7, 8, 9, 10):  # asleep over several compactions
            usb.mark = follows.follow(steps)
    tried = 0
    dice = random.Random(4)
    for moment in usb.moments:
        for after in moment.disks(dice, most=30):
            after.recording = False
            tried += 1
            if not after.exists(STICK / CONFERENCE):
                assert moment.mark == 0, f"{moment.call}: the mirror is gone"
                continue
            rows = JournalDB.read(as_disk(after), STICK / CONFERENCE)[EVENTS]
            assert len(rows) >= int(str(moment.mark)), f"{moment.call}: a mirrored step is gone"
            assert rows[len(rows)]["link"] == trails[len(rows)], moment.call
    assert tried > 100


def test_the_model_catches_a_snapshot_put_over_a_journal_of_long_ago(
    place: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Follower, "_fits", lambda self, whole: True)
    with pytest.raises((AssertionError, ConsoleError)):
        test_a_stick_pulled_out_at_any_moment_holds_a_whole_conference(place)


def test_a_mirror_that_cannot_be_read_is_put_aside_and_made_anew(place: Opened, tmp_path: Path) -> None:
    at = stick(place, tmp_path / "usb")
    follower(place, at).follow(step(place))
    (at / CONFERENCE).write_bytes(b"{")
    follower(place, at).follow(step(place))
    assert read(at) == read(place.path)
    assert (at / (CONFERENCE + DAMAGED)).read_bytes() == b"{"


# --- what never goes there ---------------------------------------------------------------------------


def test_no_open_box_and_no_key_ever_reaches_the_mirror_and_a_closed_box_does_once(
    place: Opened, tmp_path: Path
) -> None:
    at = stick(place, tmp_path / "usb")
    follows = follower(place, at)
    polling = begin_ballot(place)
    size = len(polling.current().nominees)
    for delegate in polling.waiting():
        follows.follow(place.mirror._steps)
        assert secrets_on(at) == []
        assert not (at / "boxes").exists()
        polling.cast(polling.call(delegate), Ballot("x" + "-" * (size - 1)))
    polling.close()
    follows.follow(len(place.desk.events()))
    there = {path.name: path.read_bytes() for path in (at / "boxes").iterdir()}
    assert set(there) == {"CO-1-1.a.json", "CO-1-1.b.json"}
    assert there["CO-1-1.a.json"] == (place.path / "boxes" / "CO-1-1.a.json").read_bytes()
    polling.count([TellerKey(1), TellerKey(2)])
    polling.announce()
    follows.follow(len(place.desk.events()))
    assert secrets_on(at) == []
    assert read(at) == read(place.path)


def test_a_box_that_says_open_is_not_taken_whatever_the_tables_say(place: Opened, tmp_path: Path) -> None:
    at = stick(place, tmp_path / "usb")
    polling = begin_ballot(place)
    rows = {"1": {"box": polling.current().box, "state": "closed"}}
    follower(place, at)._closed_boxes(rows)
    assert secrets_on(at) == []
    assert not (at / "boxes").exists()


def test_the_check_sees_an_open_box_that_a_broken_mirror_lets_through(
    place: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror, "closed_box", lambda content: True)
    at = stick(place, tmp_path / "usb")
    polling = begin_ballot(place)
    rows = {"1": {"box": polling.current().box, "state": "closed"}}
    follower(place, at)._closed_boxes(rows)
    assert secrets_on(at) == ["CO-1-1.a.json", "CO-1-1.b.json"]


def plant(place: Opened) -> None:
    """Keys and an open box among the papers, as a careless hand would put them."""
    record = place.path / "record"
    record.mkdir()
    for path in (place.path / "boxes").iterdir():
        (record / path.name).write_bytes(path.read_bytes())
    (record / "CO-1-1.keys.json.bak").write_bytes(b"x")
    (record / "bien-ban.html").write_bytes(b"x")


def test_keys_and_boxes_among_the_papers_stay_behind(place: Opened, tmp_path: Path) -> None:
    at = stick(place, tmp_path / "usb")
    begin_ballot(place)
    plant(place)
    follower(place, at).follow(len(place.desk.events()))
    assert [path.name for path in (at / "record").iterdir()] == ["bien-ban.html"]
    assert secrets_on(at) == []


def test_the_check_sees_a_key_that_a_broken_mirror_lets_through(
    place: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror, "allowed", lambda path: True)
    monkeypatch.setattr(mirror, "_BOX_HEAD", b"nothing begins so")
    at = stick(place, tmp_path / "usb")
    begin_ballot(place)
    plant(place)
    follower(place, at).follow(len(place.desk.events()))
    assert {"CO-1-1.keys.json", "CO-1-1.a.json"} <= set(secrets_on(at))


# --- where it may lie --------------------------------------------------------------------------------


def test_never_into_the_conference_folder_or_around_it(place: Opened, tmp_path: Path) -> None:
    for path in (place.path, place.path / "record", place.path.parent):
        with pytest.raises(BadInput, match="another disk"):
            stick(place, path)
    (tmp_path / "link").symlink_to(place.path)
    with pytest.raises(BadInput, match="another disk"):
        stick(place, tmp_path / "link" / "usb")


def test_the_mirror_of_another_conference_is_refused_and_stays(place: Opened, tmp_path: Path) -> None:
    found(tmp_path / "khác", bloc(), Clock())
    with opened(tmp_path / "khác", Clock(), chance()) as other:
        at = stick(other, tmp_path / "usb")
        follower(other, at).follow(step(other))
    before = {path: path.read_bytes() for path in at.rglob("*")}
    with pytest.raises(NotAllowed, match="another conference"):
        stick(place, tmp_path / "usb")
    with pytest.raises(NotAllowed, match="another conference"):
        follower(place, at).follow(1)
    assert {path: path.read_bytes() for path in at.rglob("*")} == before


def test_a_stick_with_other_things_gets_a_folder_of_its_own(place: Opened, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    (tmp_path / "usb" / "ảnh.jpg").write_bytes(b"x")
    assert stick(place, tmp_path / "usb") == tmp_path / "usb" / OWN_FOLDER
    assert stick(place, tmp_path / "usb") == tmp_path / "usb" / OWN_FOLDER
    (tmp_path / "usb2" / OWN_FOLDER).mkdir(parents=True)
    (tmp_path / "usb2" / OWN_FOLDER / "thư.txt").write_bytes(b"x")
    with pytest.raises(BadInput, match="other things"):
        stick(place, tmp_path / "usb2")


def test_a_place_that_is_not_there_is_said(place: Opened, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="plugged in"):
        stick(place, tmp_path / "không" / "có")


def test_without_its_mark_nothing_is_ever_written(place: Opened, tmp_path: Path) -> None:
    (tmp_path / "mount").mkdir()
    with pytest.raises(Gone):
        follower(place, tmp_path / "mount").follow(1)
    assert list((tmp_path / "mount").iterdir()) == []


def test_two_ways_of_one_conference_are_never_merged(place: Opened, tmp_path: Path) -> None:
    at = stick(place, tmp_path / "usb")
    follows = follower(place, at)
    follows.follow(step(place))
    with JournalDB.open(RealDisk(), at / CONFERENCE) as db:
        db.commit({EVENTS: {3: {"seq": 3, "link": "went on elsewhere"}}})
    before = (at / CONFERENCE).read_bytes()
    for again in (follows, follower(place, at)):
        with pytest.raises(NotAllowed, match="never merged"):
            again.follow(step(place))
    assert (at / CONFERENCE).read_bytes() == before


def test_a_mirror_is_not_opened_itself(place: Opened, tmp_path: Path) -> None:
    at = stick(place, tmp_path / "usb")
    follower(place, at).follow(1)
    with pytest.raises(BadInput, match="resume"), opened(at, Clock(), chance()):
        pass


# --- beside a running console ------------------------------------------------------------------------


def test_pulled_out_and_back_without_a_stop(place: Opened, tmp_path: Path) -> None:
    place.mirror.put(str(tmp_path / "usb"))
    assert place.mirror.wait() == MirrorStatus(str(tmp_path / "usb"), 0)
    (tmp_path / "usb").rename(tmp_path / "in the pocket")
    step(place)
    step(place)
    away = place.mirror.wait()
    assert (away.behind, away.gone) == (2, True)
    assert short_words(away) == "mirror 2 steps behind"
    (tmp_path / "in the pocket").rename(tmp_path / "usb")
    assert place.mirror.wait() == MirrorStatus(str(tmp_path / "usb"), 0)
    assert read(tmp_path / "usb") == read(place.path)


def test_a_mirror_of_last_time_is_taken_up_and_may_be_missing(place: Opened, tmp_path: Path) -> None:
    place.mirror.take_up(tmp_path / "usb")
    missing = place.mirror.wait()
    assert (missing.behind, missing.gone) == (None, True)
    assert short_words(missing) == "no mirror found"


class Stick(RealDisk):
    """A stick that refuses, or that holds whoever writes until `free` is set."""

    def __init__(self, refuse: Exception | None = None) -> None:
        self.refuse, self.free = refuse, threading.Event()

    def open(self, path: Path, *, create: bool = False) -> DiskFile:
        if path.name.startswith(CONFERENCE):
            if self.refuse is not None:
                raise self.refuse
            self.free.wait(10)
        return super().open(path, create=create)


def mirror_on(place: Opened, stick: Stick, **more: object) -> FolderMirror:
    meeting = place.desk.conference.meeting
    mark = Mark(meeting.key, meeting.title)
    return FolderMirror(place.path, mark, 1, RealDisk(), stick=stick, pause=0.01, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "refuse", [DiskError("The disk is full: x.", Path("x")), RuntimeError("nobody expected this")]
)
def test_a_stick_that_refuses_is_words_and_never_stops_a_step(
    place: Opened, tmp_path: Path, refuse: Exception
) -> None:
    usb = Stick(refuse)
    it = mirror_on(place, usb)
    it.put(str(tmp_path / "usb"))
    it.confirmed(step(place))
    status = it.wait()
    assert status.trouble
    assert short_words(status) == "no mirror found"
    usb.refuse = None
    usb.free.set()
    assert it.wait().trouble == ""
    usb.refuse = refuse
    it.confirmed(step(place))
    assert short_words(it.wait()) == "mirror 1 step behind"
    it.stop()


def test_a_slow_stick_holds_nobody_up_and_a_long_lag_is_told(place: Opened, tmp_path: Path) -> None:
    usb, times = Stick(), [0.0]
    usb.free.set()
    it = mirror_on(place, usb, now=lambda: times[0])
    it.put(str(tmp_path / "usb"))
    assert it.wait().behind == 0
    usb.free.clear()
    it.confirmed(step(place))
    it.confirmed(step(place))
    assert short_words(it.status()) == "", "a short lag is not told"
    times[0] = 60.0
    assert short_words(it.status()) == "mirror 2 steps behind"
    it.stop(patience=0.01)
    usb.free.set()


def test_closing_brings_the_last_steps_to_the_stick(folder: Path, tmp_path: Path) -> None:
    with opened(folder, Clock(), chance()) as place:
        place.mirror.put(str(tmp_path / "usb"))
        step(place)
    assert read(tmp_path / "usb") == read(folder)


def test_a_place_is_remembered_and_forgotten(place: Opened, tmp_path: Path) -> None:
    told: list[Path | None] = []
    place.mirror.remember = told.append
    place.mirror.put(f'"{tmp_path / "usb"}" ')
    place.mirror.leave()
    assert told == [tmp_path / "usb", None]
    assert place.mirror.status() == MirrorStatus()
