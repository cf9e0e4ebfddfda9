"""`public.json` is written over in place: no earlier view stays beside it, and a torn one is never shown."""

import json
import threading
from pathlib import Path

import pytest

from data import board
from data.board import FIRST, STEP, PublicFile, content_of, reader, view_of
from data.disk import FILE_TIME, RealDisk
from tests.data.model_disk import FAULTS, FaultDisk, SimDisk

PATH = Path("/room/public.json")


def view(called: str, *, long: int = 0) -> dict[str, object]:
    return {"title": "Hội nghị", "round": {"called": called, "voted": 3}, "lines": ["x" * 80] * long}


def test_what_is_shown_is_read_and_plain_json_reads_it_too(tmp_path: Path) -> None:
    path = tmp_path / "public.json"
    read = reader(path)
    assert read() is None
    shown = PublicFile(RealDisk(), path)
    for called in ("Sở Một", "", "Ủy ban Hai"):
        shown.show(view(called))
        assert read() == view(called)
        assert json.loads(path.read_text("utf-8"))["round"]["called"] == called


def test_the_file_keeps_its_place_its_size_and_its_times(tmp_path: Path) -> None:
    path = tmp_path / "public.json"
    shown = PublicFile(RealDisk(), path)
    shown.show(view(""))
    first, folder = path.stat(), tmp_path.stat().st_mtime_ns
    for called in ("Sở Một", "", "Một đơn vị có cái tên dài hơn nhiều", ""):
        shown.show(view(called))
        now = path.stat()
        assert (now.st_ino, now.st_size, now.st_mtime) == (first.st_ino, FIRST, FILE_TIME)
        assert b"\0" not in path.read_bytes()
    assert tmp_path.stat().st_mtime_ns == folder, "a file was made or renamed beside it"


def test_it_grows_in_steps_and_never_shrinks(tmp_path: Path) -> None:
    path = tmp_path / "public.json"
    shown = PublicFile(RealDisk(), path)
    shown.show(view("", long=400))
    size = path.stat().st_size
    assert size > FIRST
    assert size % STEP == 0
    shown.show(view("Sở Một"))
    assert path.stat().st_size == size
    assert reader(path)() == view("Sở Một")
    PublicFile(RealDisk(), path).show(view(""))
    assert path.stat().st_size == size


def test_nothing_of_the_last_view_is_left_behind_a_shorter_one(tmp_path: Path) -> None:
    path = tmp_path / "public.json"
    shown = PublicFile(RealDisk(), path)
    shown.show(view("Sở Một Mẫu", long=20))
    shown.show(view(""))
    assert "Sở Một".encode() not in path.read_bytes()
    assert b"xxx" not in path.read_bytes()


def test_a_torn_file_is_never_shown() -> None:
    old, new = (content_of(view(name)).ljust(FIRST - 1) + b"\n" for name in ("Sở Một", "Sở Hai"))
    assert view_of(old) == view("Sở Một")
    for cut in range(len(content_of(view("Sở Hai"))) + 2):
        mixed = new[:cut] + old[cut:]
        assert view_of(mixed) in (None, view("Sở Một"), view("Sở Hai"))
        assert view_of(old[:cut]) in (None, view("Sở Một"))
    for content in (b"", b"[]", b"1", b"\xff", b"{}", b'{"check": 1}', b"[" * 100_000):
        assert view_of(content) is None


def test_without_its_check_a_torn_file_would_be_shown() -> None:
    one, other = (json.dumps(v, sort_keys=True) for v in ({"a": 1, "b": 1}, {"a": 2, "b": 2}))
    assert {json.loads(one[:cut] + other[cut:])["a"] for cut in range(len(one))} == {1, 2}
    assert any(json.loads(one[:cut] + other[cut:]) == {"a": 1, "b": 2} for cut in range(len(one)))


def test_who_reads_while_it_is_written_sees_whole_views_only(tmp_path: Path) -> None:
    path = tmp_path / "public.json"
    shown = PublicFile(RealDisk(), path)
    views = [view("Sở Một", long=90), view("", long=30), view("Sở Hai")]
    shown.show(views[0])
    done = threading.Event()

    def write() -> None:
        for n in range(300):
            shown.show(views[n % 3])
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    read, seen = reader(path), 0
    while not done.is_set():
        found = read()
        seen += found is not None
        assert found is None or found in views
    writer.join()
    assert seen
    assert read() == views[299 % 3]


def test_a_reader_looks_again_before_it_says_that_nobody_is_there(tmp_path: Path) -> None:
    path = tmp_path / "public.json"
    path.write_bytes(content_of(view("Sở Một"))[:-9])

    def finish(_seconds: float) -> None:
        path.write_bytes(content_of(view("Sở Một")))

    assert reader(path, finish)() == view("Sở Một")
    path.write_bytes(b"{")
    looks: list[float] = []
    assert reader(path, looks.append)() is None
    assert len(looks) == board.LOOKS - 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_disk_stops_nobody_and_the_next_view_is_whole(fault: str) -> None:
    for k in range(1, 8):
        under = SimDisk()
        shown = PublicFile(FaultDisk(under, k, fault), PATH)
        for n in range(3):
            shown.show(view(f"Đơn vị {n}"))
        shown.show(view("Đơn vị 3", long=300))
        shown.show(view(""))
        assert view_of(under.read(PATH)) == view("")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_view_torn_by_a_refusal_is_written_over_even_by_the_view_before_it(fault: str) -> None:
    under = SimDisk()
    disk = FaultDisk(under, 10**9, fault)
    shown = PublicFile(disk, PATH)
    shown.show(view(""))
    disk.k = disk.calls + 1
    shown.show(view("Đơn vị 1", long=60))
    shown.show(view(""))
    assert view_of(under.read(PATH)) == view("")
