"""forget: persons leave folder and mirror, totals and papers stay, and no power cut stops it halfway."""

import io
import json
import random
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from console import agenda, attendance, events, forgetting, public, record
from console.ballot import tellers
from console.ballot.round import Seal, SealEnd
from console.conference import Conference, Guest, Stage
from console.documents import papers
from console.errors import BadInput, ConsoleError, NotAllowed
from data import forget, samples
from data.disk import DiskError, RealDisk
from data.export import export, export_command
from data.folder import CONFERENCE, FORGETTING, found, opened, read
from data.forget import FRESH, erase, forget_command
from data.journal_file import JOURNAL
from data.lock import FolderInUse
from data.mirror import MARK, Follower, Mark, prepare
from data.phrase_prompt import key_command
from data.rehearse import rehearse_command
from data.resume import resume
from data.signing import KEY_FILE
from data.verify import verify
from tests.data.model_disk import FAULTS, FaultDisk, ForgetfulDisk, Node, SimDisk
from tests.data.test_check import check
from tests.data.test_signing import Blocks
from tests.data.test_store import Clock, chance

CLOCK = Clock()
NAMES = (
    "Phạm Thị Thay Thế",
    "Đỗ Văn Giúp Đỡ",
    "Hoàng Văn Phát Biểu",
    "Vũ Thị Kiểm Phiếu",
    "Ngô Văn Kiểm Phiếu",
    "Đặng Thị Kiểm Phiếu",
    "Bùi Thị Ghi Chép",
    "Lý Văn Đến Muộn",
)
"""Persons who come in during the day, beside those of the sample."""


def whole_day(path: Path) -> None:
    """A closed conference with persons in every place where they can stand, and its record."""
    found(path, samples.load_sample("tinh-mau"), CLOCK)
    with opened(path, CLOCK, chance()) as place:
        desk = place.desk
        desk.do(attendance.substitute, 2, NAMES[0], "Phó Giám đốc", "05/GUQ", desk.now())
        desk.do(attendance.add_guest, NAMES[7], "Chuyên viên", "Báo Mẫu", False, True)
        desk.do(attendance.mark_all_present, desk.now())
        desk.do(attendance.open_conference, desk.now())
        desk.do(agenda.go_on, desk.now())
        desk.do(agenda.add_note, 1, f"Đồng chí {NAMES[6]} nhận xét.", desk.now())
        desk.do(agenda.add_speaker, 1, NAMES[2], 3)
        desk.do(agenda.edit_item, 5, f"Phát biểu của đồng chí {NAMES[2].upper()}", 5, NAMES[2])
        here = attendance.attendance(desk.conference).present
        people = tuple(
            tellers.Candidate(name, unit) for name, unit in zip(NAMES[3:6], (7, 8, 9), strict=True)
        )
        desk.do(tellers.elect, people, here, 0, 0, here, desk.now())
        desk.do(record.close, desk.now())
        for folder, name in (("boxes", "CO-1-1.a.json"), ("boxes", "tellers-1.keys.json")):
            (path / folder).mkdir(exist_ok=True)
            (path / folder / name).write_text(f"{name}: {NAMES[1]}", encoding="utf-8")
        (path / "papers").mkdir()
        (path / "papers" / "phieu-ma.html").write_text(NAMES[0], encoding="utf-8")
        (path / "schema-1").mkdir()
        (path / "schema-1" / CONFERENCE).write_text(NAMES[0], encoding="utf-8")
        (path / "crash.log").write_text(NAMES[2], encoding="utf-8")
        export(desk.conference, desk.events(), place.key(), path / "record", RealDisk())


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("day") / "hoi-nghi"
    whole_day(path)
    return path


@pytest.fixture
def folder(day: Path, tmp_path: Path) -> Path:
    shutil.copytree(day, tmp_path / "hoi-nghi")
    return tmp_path / "hoi-nghi"


def mirror_of(folder: Path, at: Path) -> Path:
    meeting = read(folder)[0].meeting
    stick = prepare(RealDisk(), folder, at, Mark(meeting.key, meeting.title))
    steps = json.loads((folder / CONFERENCE).read_text("utf-8"))["_seal"]["1"]["seq"]
    Follower(folder, stick, meeting.key, RealDisk(), RealDisk()).follow(steps)
    (stick / f"{CONFERENCE}.damaged").write_text(NAMES[0], encoding="utf-8")
    return stick


def run(folder: Path, *lines: str, mirror: Path | None = None, known: Path | None = None) -> str:
    rest = iter(lines)
    out = io.StringIO()
    assert forget_command(folder, mirror, known, not lines, lambda _q: next(rest), CLOCK, out) == 0
    return out.getvalue()


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def spellings(name: str) -> Iterator[bytes]:
    """A name as bytes: composed, decomposed, escaped as JSON, in either case of its letters."""
    for form in ("NFC", "NFD"):
        for case in (name, name.upper(), name.casefold()):
            text = unicodedata.normalize(form, case)
            yield text.encode()
            escaped = json.dumps(text)[1:-1].encode()
            yield escaped
            yield escaped.upper().replace(rb"\U", rb"\u")


def told(files: dict[str, bytes], names: frozenset[str]) -> list[str]:
    """Which file outside the record still holds which name."""
    return [
        f"{file}: {name}"
        for file, content in files.items()
        if not file.startswith("record/")
        for name in names
        if any(spelling in content for spelling in spellings(name))
    ]


def all_names(conference: Conference) -> frozenset[str]:
    """Everybody of the sample and of the day."""
    sample = samples.load_sample("tinh-mau")
    everybody = forgetting.persons(conference) | forgetting.persons(sample) | frozenset(NAMES)
    assert len(everybody) > 15
    return everybody


# --- what goes and what stays ----------------------------------------------------------------------------


def test_no_byte_of_folder_and_mirror_outside_the_record_holds_a_name(folder: Path, tmp_path: Path) -> None:
    names = all_names(read(folder)[0])
    stick = mirror_of(folder, tmp_path / "usb")
    for place in (folder, stick):
        assert len({line.split(": ")[1] for line in told(tree(place), names)}) > 10, "the search finds them"
    run(folder, "2026", mirror=stick)
    assert told(tree(folder), names) == []
    assert told(tree(stick), names) == []


def test_the_record_stays_to_the_byte_and_verifies_and_little_else_is_left(
    folder: Path, tmp_path: Path
) -> None:
    stick = mirror_of(folder, tmp_path / "usb")
    (folder / "của tôi.txt").write_text("x")
    before = {name: content for name, content in tree(folder).items() if name.startswith("record/")}
    key = read(folder)[0].meeting.key
    said = run(folder, mirror=stick)
    kept = {CONFERENCE, CONFERENCE + JOURNAL}
    assert {n: c for n, c in tree(folder).items() if n.startswith("record/")} == before
    assert {n for n in tree(folder) if not n.startswith("record/")} == kept | {"của tôi.txt"}
    assert {n for n in tree(stick) if not n.startswith("record/")} == kept | {MARK}
    assert (stick / CONFERENCE).read_bytes() == (folder / CONFERENCE).read_bytes()
    assert not [check for check in verify([folder], key) if check.ok is False]
    assert not (folder / "boxes").exists()
    for word in ("của tôi.txt", "law on archives", "SSD", str(stick), "Overwritten and removed: 7 files"):
        assert word in said


def test_units_scores_totals_and_decisions_stay_and_the_chain_leads_to_the_head(tmp_path: Path) -> None:
    source = tmp_path / "nguon"
    found(source, samples.load_sample("tinh-mau"), CLOCK)
    rehearse_command(source, 3, None, tmp_path / "out", io.StringIO())
    run_of = tmp_path / "out" / "chay-thu-3"
    folder = run_of / "conference"
    (run_of / "record").rename(folder / "record")
    before, trail = read(folder)
    run(folder)
    after, short = read(folder)
    assert after.units == before.units
    assert after.rules == before.rules
    assert after.directions == before.directions
    assert [r.total for r in after.reports] == [r.total for r in before.reports]
    assert [(n.award, n.name, n.state) for n in after.nominees] == [
        (n.award, n.name, n.state) for n in before.nominees
    ]
    assert [replace(r, electors=(), voters=(), recount=None) for r in before.rounds] == [
        replace(r, recount=None) for r in after.rounds
    ]
    assert (after.handover.leader, after.handover.pact) == (before.handover.leader, before.handover.pact)
    assert events.head(short) == events.head(trail)
    assert events.first_break(short) is None
    assert [(e.seq, e.at, e.stage, e.kind) for e in short] == [(e.seq, e.at, e.stage, e.kind) for e in trail]
    assert [e.sealed for e in short] == [events.seal(e) for e in trail]
    assert not any(e.detail or e.rows or e.salt for e in short)
    with pytest.raises(NotAllowed):
        events.to_undo(short, Stage.BALLOT)
    # What the screens and the papers make of it still makes sense; only nobody writes it.
    assert len(papers(after)) == len(papers(before))
    assert public.view(after, Stage.RECORD, None, "", CLOCK.now())["closed"]
    assert record.public_record(after, "", 1)["scores"] == record.public_record(before, "", 1)["scores"]


def test_a_forgotten_folder_opens_says_so_and_changes_no_more(folder: Path, tmp_path: Path) -> None:
    stick = mirror_of(folder, tmp_path / "usb")
    run(folder, mirror=stick)
    with opened(folder, CLOCK, chance()) as place:
        assert "erased" in place.recovered[0]
        assert place.missing == ()
        assert not place.protected
        with pytest.raises(NotAllowed, match="lack the names"):
            place.key()
        for stage in Stage:
            place.desk.enter(stage)
            with pytest.raises(NotAllowed, match="erased"):
                place.desk.undo(stage)
        with pytest.raises(NotAllowed, match="by hand"):
            place.desk.do(record.correct, "Biên bản", "Đúng là.", CLOCK.now())
    code, said = check(folder)
    assert code == 0
    assert "erased" in said
    assert told(tree(folder), frozenset(NAMES)) == []
    with pytest.raises(NotAllowed, match="lack the names"):
        export_command(folder, folder / "record", io.StringIO())
    with pytest.raises(NotAllowed, match="was erased"):
        key_command(folder, None, io.StringIO())
    resume(stick, tmp_path / "khac", CLOCK, chance())
    assert read(tmp_path / "khac")[0] == read(folder)[0]


@pytest.mark.parametrize("end", [None, *SealEnd])
def test_keys_of_boxes_that_nobody_had_forgotten_are_said_to_be_forgotten(end: SealEnd | None) -> None:
    conference = samples.load_sample("tinh-mau")
    closed = conference.change(
        meeting=replace(conference.meeting, closed=CLOCK.now()),
        seal=Seal(code="1234 5678 9012 3456", tellers=(1, 2, 3), names=NAMES[:3], number=1, end=end),
    )
    after = forgetting.without_persons(closed, CLOCK.now()).seal
    assert after.end == (end or SealEnd.FORGOTTEN)
    assert after.names == ()
    assert forgetting.without_persons(closed.change(seal=Seal()), CLOCK.now()).seal == Seal()


def test_what_people_typed_elsewhere_loses_the_names_in_it_and_nothing_more() -> None:
    conference = samples.load_sample("tinh-mau")
    name = conference.delegates[0].name
    assert len(name.split()) > 1
    meeting = replace(conference.meeting, closed=CLOCK.now(), place=f"Nhà đồng chí {name.upper()}, {name}x")
    at = CLOCK.now()
    guest = Guest(99, "Mai")
    after = forgetting.without_persons(
        conference.change(meeting=meeting, guests=(guest,)), at, {"Ngày Mai Sáng", "Mai"}
    )
    assert after.meeting.place == f"Nhà đồng chí {forgetting.ERASED}, {name}x"
    assert after.meeting.forgotten == at
    assert [i.title for i in after.agenda] == [i.title for i in conference.agenda]
    assert [i.performer for i in after.agenda] == [i.performer for i in conference.agenda]
    assert after.units is conference.units


# --- what is refused -------------------------------------------------------------------------------------


def refused(folder: Path, why: str, **named: Path | None) -> None:
    before = tree(folder)
    with pytest.raises(ConsoleError, match=why):
        run(folder, **named)
    assert tree(folder) == before


def test_an_open_conference_is_not_forgotten(tmp_path: Path) -> None:
    found(tmp_path / "hoi-nghi", samples.load_sample("tinh-mau"), CLOCK)
    refused(tmp_path / "hoi-nghi", "not closed")


def test_without_a_record_that_verifies_and_is_of_the_last_step_nothing_is_erased(folder: Path) -> None:
    minutes = folder / "record" / "11-bien-ban-hoi-nghi.html"
    whole = minutes.read_bytes()
    minutes.write_bytes(whole + b" ")
    refused(folder, "does not verify")
    minutes.write_bytes(whole)
    with opened(folder, CLOCK, chance()) as place:
        place.desk.do(record.correct, "Biên bản", "Đúng là.", CLOCK.now())
    refused(folder, "not that of the last step")
    (folder / "record" / "record.json").unlink()
    refused(folder, "holds no record")


def test_a_folder_in_use_a_mirror_or_the_wrong_year_is_refused(folder: Path, tmp_path: Path) -> None:
    stick = mirror_of(folder, tmp_path / "usb")
    refused(stick, "--mirror")
    with opened(folder, CLOCK, chance()), pytest.raises(FolderInUse):
        run(folder)
    (folder / "public.json").unlink()
    before = tree(folder)
    with pytest.raises(NotAllowed, match="not the year"):
        run(folder, "2025")
    assert tree(folder) == before
    with pytest.raises(BadInput):
        run(tmp_path / "nowhere")


def test_only_the_mirror_of_this_conference_as_it_stands_is_erased(folder: Path, tmp_path: Path) -> None:
    refused(folder, "no mirror", mirror=tmp_path)
    other = tmp_path / "khac"
    found(other, samples.load_sample("tinh-mau"), CLOCK)
    refused(folder, "another conference", mirror=mirror_of(other, tmp_path / "usb-khac"))
    stick = mirror_of(folder, tmp_path / "usb")
    resume(stick, tmp_path / "tiep", CLOCK, chance())
    with opened(tmp_path / "tiep", CLOCK, chance()) as place:
        place.desk.do(record.correct, "Biên bản", "Đúng là.", CLOCK.now())
        steps = len(place.desk.events())
    Follower(tmp_path / "tiep", stick, read(folder)[0].meeting.key, RealDisk(), RealDisk()).follow(steps)
    refused(folder, "went on elsewhere", mirror=stick)


def test_a_mirror_that_is_not_at_hand_is_named_and_erased_later(folder: Path, tmp_path: Path) -> None:
    stick = mirror_of(folder, tmp_path / "usb")
    stick.rename(tmp_path / "away")
    assert f"{stick} is not at hand" in run(folder, known=stick)
    names = frozenset(NAMES)
    assert told(tree(folder), names) == []
    assert told(tree(tmp_path / "away"), names)
    (tmp_path / "away").rename(stick)
    run(folder, "2026", known=stick)
    assert told(tree(stick), names) == []


# --- power -----------------------------------------------------------------------------------------------

HOME, STICK = Path("/hoi-nghi"), Path("/usb/ban-sao")


def modelled(day: Path) -> dict[Path, bytes]:
    """The day's folder on a modelled disk, without its record, and a mirror of it."""
    files = {
        HOME / name: content
        for name, content in tree(day).items()
        if not name.startswith(("record/", "schema-")) and name != "public.json"
    }
    mirror = (CONFERENCE, CONFERENCE + JOURNAL, KEY_FILE, "boxes/CO-1-1.a.json")
    return files | {STICK / name: files[HOME / name] for name in mirror}


def sound(disk: SimDisk, folder: Path) -> None:
    """All is as it is to be, and nothing is left over."""
    assert {path for path in disk.files() if path.is_relative_to(folder)} == {
        folder / CONFERENCE,
        folder / (CONFERENCE + JOURNAL),
    }
    conference, trail = forget._begun(disk, folder, CLOCK.now())
    assert conference.meeting.forgotten is not None
    assert events.first_break(trail) is None


def after_cuts(day: Path, disk: SimDisk, share: float, seed: int) -> int:
    """Erase on `disk`, cut the power at a share of all moments, finish; how many disks were tried."""
    head = events.head(read(day)[1])
    erase(HOME, CLOCK.now(), disk, STICK, disk)
    chance_, tried = random.Random(seed), 0
    for moment in chance_.sample(disk.moments, int(share * len(disk.moments))):
        for cut in moment.disks(chance_, most=3):
            _conference, trail = forget._begun(cut, HOME, CLOCK.now())
            assert events.head(trail) == head, moment.call
            erase(HOME, CLOCK.now(), cut, STICK, cut)
            sound(cut, HOME)
            sound(cut, STICK)
            tried += 1
    return tried


@pytest.mark.parametrize(
    ("share", "least"), [(0.25, 20), pytest.param(1.0, 120, marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_a_power_cut_at_any_moment_leaves_a_folder_on_which_it_finishes(
    day: Path, share: float, least: int
) -> None:
    assert after_cuts(day, SimDisk(modelled(day)), share, 1) > least


def test_the_power_cut_test_finds_a_disk_that_does_not_sync_the_new_content(day: Path) -> None:
    disk = ForgetfulDisk(f"{FRESH}.new")
    disk._nodes = {path: Node(content, content) for path, content in modelled(day).items()}
    disk._durable_names = dict(disk._nodes)
    with pytest.raises((ConsoleError, AssertionError)):
        after_cuts(day, disk, 1.0, 1)


@pytest.mark.parametrize(
    ("fault", "step"),
    [(FAULTS[0], 11), (FAULTS[1], 13), (FAULTS[2], 17)]
    + [pytest.param(fault, 1, marks=pytest.mark.slow) for fault in FAULTS],
)
def test_whichever_call_fails_it_finishes_when_it_is_run_again(day: Path, fault: str, step: int) -> None:
    files = modelled(day)
    disk = FaultDisk(SimDisk(dict(files)), 10**6)
    erase(HOME, CLOCK.now(), disk, STICK, disk)
    for k in range(1, disk.calls + 1, step):
        below = SimDisk(dict(files))
        below.recording = False
        broken = FaultDisk(below, k, fault)
        with suppress(DiskError):
            erase(HOME, CLOCK.now(), broken, STICK, broken)
        broken.mend()
        erase(HOME, CLOCK.now(), broken, STICK, broken)
        sound(below, HOME)
        sound(below, STICK)


def test_no_block_of_a_file_that_was_there_holds_a_name_afterwards(day: Path) -> None:
    names = all_names(read(day)[0])
    disk = Blocks(modelled(day))
    disk.recording = False

    def left(nodes: list[Node]) -> list[str]:
        return told({str(n): node.durable for n, node in enumerate(nodes)}, names)

    assert left(disk.ever)
    erase(HOME, CLOCK.now(), disk, STICK, disk)
    assert left(disk.ever) == []


def test_a_folder_in_the_middle_opens_for_nobody_and_says_what_to_do(folder: Path, tmp_path: Path) -> None:
    stick = mirror_of(folder, tmp_path / "usb")

    class Stops(RealDisk):
        """Power goes while the mirror is being erased."""

        def replace(self, source: Path, target: Path) -> None:
            if source.name == FRESH and target.is_relative_to(stick):
                raise DiskError("gone", target)
            super().replace(source, target)

    with pytest.raises(DiskError):
        erase(folder, CLOCK.now(), RealDisk(), stick, Stops())
    for place in (folder, stick):
        with pytest.raises(BadInput, match="forget"):
            read(place)
    with pytest.raises(BadInput, match="forget"), opened(folder, CLOCK, chance()):
        pass
    run(folder)  # asks for nothing and knows the mirror
    names = frozenset(NAMES)
    assert told(tree(folder), names) == told(tree(stick), names) == []
    assert not (stick / FORGETTING).exists()


def test_a_link_is_removed_and_what_it_leads_to_stays(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "xa.txt").write_text("quan trọng")
    try:
        (folder / "papers" / "link.html").symlink_to(tmp_path / "xa.txt")
    except OSError:
        pytest.skip("this system makes no links")
    run(folder)
    assert (tmp_path / "xa.txt").read_text() == "quan trọng"
    assert not (folder / "papers").exists()
