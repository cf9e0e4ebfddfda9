"""`rehearse`: a whole day in a folder of its own, whose record anybody can check."""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from console.ballot.paper import LIMIT
from console.errors import BadInput
from data.box_keys import BALLOT_LIMIT
from data.folder import found, opened, read
from data.record_file import RecordFile
from data.rehearse import rehearse_command
from data.samples import load_sample
from data.verify import verify_command
from data.verify_sums import sums
from tests.data.test_store import Clock, chance


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mau") / "hoi-nghi"
    found(path, load_sample("tinh-mau"), Clock())
    return path


def rehearse(folder: Path, out: Path, seed: int = 7, delegates: int | None = None) -> str:
    said = io.StringIO()
    assert rehearse_command(folder, seed, delegates, out, said) == 0
    return said.getvalue()


@pytest.fixture(scope="module")
def nine(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("nine")
    before = files(folder)
    # FOLDER may be open elsewhere: a trial run takes no lock.
    with opened(folder, Clock(), chance(), watched=False):
        held = files(folder)
        rehearse(folder, out)
        assert files(folder) == held
    assert {name: content for name, (content, _at) in files(folder).items() if "lock" not in name} == {
        name: content for name, (content, _at) in before.items() if "lock" not in name
    }
    return out / "chay-thu-7"


def verified(record: Path) -> tuple[int, str]:
    out = io.StringIO()
    return verify_command([record], None, out), out.getvalue()


def record(run: Path) -> Any:
    return json.loads((run / "record" / "record.json").read_bytes())


@pytest.fixture(scope="module")
def one_walk(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("walk")
    assert rehearse_command(folder, 7, None, out, io.StringIO(), together=True) == 0
    return out / "chay-thu-7"


def test_two_awards_in_one_walk_leave_a_record_that_verifies(one_walk: Path) -> None:
    code, said = verified(one_walk / "record")
    assert code == 0, said
    one, two = record(one_walk)["rounds"][:2]
    assert one["box"] == two["box"]
    assert two["struck"] == one["proposed"] != []
    assert [line["name"] for line in two["lines"]] == [n for n in two["nominees"] if n not in two["struck"]]
    assert len(list((one_walk / "conference" / "boxes").glob("*.a.json"))) == len(
        {row["box"] for row in record(one_walk)["rounds"]}
    )


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda two: two.update(struck=[]), "the lines are not those of the ballot"),
        (lambda two: two.update(proposed=two["struck"]), "proposed all the same"),
        (lambda two: two.update(box="BK-1-2"), "no award before it in the same box"),
    ],
)
def test_a_line_left_out_of_a_count_without_its_reason_is_found(
    one_walk: Path, change: Callable[[dict[str, Any]], None], found: str
) -> None:
    document = record(one_walk)
    change(document["rounds"][1])
    checks = sums(msgspec.convert(document, RecordFile))
    assert found in "\n".join(check.sentence for check in checks if check.ok is False)


def test_a_ballot_has_room_for_what_the_console_lets_into_one_walk() -> None:
    assert LIMIT == BALLOT_LIMIT


def test_nine_delegates_leave_a_record_that_verifies(nine: Path) -> None:
    code, said = verified(nine / "record")
    assert code == 0, said
    assert record(nine)["conference"]["rehearsal"] is True
    assert record(nine)["attendance"]["members"] == 9


@pytest.mark.slow
def test_two_hundred_delegates_are_a_congress(folder: Path, tmp_path: Path) -> None:
    said = rehearse(folder, tmp_path, delegates=200)
    run = tmp_path / "chay-thu-7"
    assert verified(run / "record")[0] == 0
    kept = record(run)
    assert kept["conference"]["electorate"] == "delegate"
    assert {row["collected"] for row in kept["rounds"]} == {200}
    assert said.splitlines()[0] == "0/7 Roll call"
    assert said.splitlines()[-2] == "7/7 Closing"


def test_every_file_and_code_says_that_it_is_a_trial_run(nine: Path) -> None:
    papers = sorted((nine / "record").glob("*.html"))
    assert len(papers) >= 8
    for paper in papers:
        assert "CHẠY THỬ" in paper.read_text("utf-8"), paper.name
    assert (nine / "record" / "summary.txt").read_text("utf-8").startswith("CHAY THU")


def test_the_same_seed_leaves_the_same_decisions(folder: Path, nine: Path, tmp_path: Path) -> None:
    rehearse(folder, tmp_path)
    secret = {"statement", "code", "plate", "closing_code"}

    def public(run: Path) -> Any:
        return [{k: v for k, v in row.items() if k not in secret} for row in record(run)["rounds"]]

    again = tmp_path / "chay-thu-7"
    assert public(again) == public(nine)
    assert record(again)["proposals"] == record(nine)["proposals"]
    assert record(again)["conference"]["key"] != record(nine)["conference"]["key"]


def test_a_second_run_takes_a_folder_of_its_own(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "chay-thu-7").mkdir()
    rehearse(folder, tmp_path)
    assert (tmp_path / "chay-thu-7-2" / "record" / "manifest.json").is_file()
    assert not any((tmp_path / "chay-thu-7").iterdir())


@pytest.mark.parametrize("name", ["record.json", "events.json", "11-bien-ban-hoi-nghi.html", "manifest.json"])
def test_one_changed_byte_is_found_and_its_file_named(nine: Path, tmp_path: Path, name: str) -> None:
    copy = Path(shutil.copytree(nine / "record", tmp_path / "record"))
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(bytes(content))
    code, said = verified(copy)
    assert code == 1
    assert name in said


def test_nothing_of_the_trial_run_is_open_or_in_the_journal(nine: Path) -> None:
    conference, _trail = read(nine / "conference")
    assert conference.meeting.closed is not None
    assert not (nine / "conference" / "public.json").exists()


@pytest.mark.parametrize("delegates", [-1, 0, 1, 5001])
def test_a_number_of_delegates_that_makes_no_sense(folder: Path, tmp_path: Path, delegates: int) -> None:
    with pytest.raises(BadInput, match=str(delegates)):
        rehearse(folder, tmp_path, delegates=delegates)
    assert not any(tmp_path.iterdir())


def test_a_bloc_without_units_is_not_rehearsed(tmp_path: Path) -> None:
    from tests.console.desk import bloc

    found(tmp_path / "a", bloc(units=0), Clock())
    with pytest.raises(BadInput, match="two units"):
        rehearse(tmp_path / "a", tmp_path)
    with pytest.raises(BadInput):
        rehearse(tmp_path, tmp_path)


def test_no_run_is_made_inside_the_conference_folder(folder: Path) -> None:
    before = files(folder)
    for out in (folder, folder / "record"):
        with pytest.raises(BadInput, match="outside"):
            rehearse(folder, out)
    assert files(folder) == before
