"""What the store promises while the disk behaves: TinyDB's API, whole transactions, refusals in words."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB, where
from tinydb.table import Document

from console.errors import BadInput, ConsoleError, Damaged, NotAllowed
from data.disk import RealDisk
from data.journal import COMPACT_LINES, JournalDB

Edit = Callable[[bytes], bytes]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hội nghị" / "conference.json"


@pytest.fixture
def db(path: Path) -> JournalDB:
    return JournalDB.create(RealDisk(), path)


def journal_of(path: Path) -> Path:
    return path.with_name("conference.json.journal")


def again(path: Path) -> JournalDB:
    return JournalDB.open(RealDisk(), path)


def test_a_plain_tinydb_reads_everything_at_rest(db: JournalDB, path: Path) -> None:
    db.commit({"units": {3: {"name": "Sở Tư pháp", "scores": [1, 2]}, 1: {"name": "Đ"}}, "guests": {}})
    db.close()
    plain = TinyDB(path)
    assert plain.table("units").get(doc_id=3) == {"name": "Sở Tư pháp", "scores": [1, 2]}
    assert [row.doc_id for row in plain.table("units").all()] == [3, 1]
    assert plain.tables() == {"_seal", "units", "guests"}
    assert journal_of(path).read_bytes() == b""


def test_every_tinydb_change_is_on_the_disk_when_it_returns(db: JournalDB, path: Path) -> None:
    table = db.table("units")
    changes: list[Callable[[], object]] = [
        lambda: table.insert({"n": 1}),
        lambda: table.insert(Document({"n": 9}, 9)),
        lambda: table.insert_multiple([{"n": 2}, {"n": 3}]),
        lambda: table.update({"x": 1}, where("n") == 2),
        lambda: table.update(
            lambda row: row["deep"].append(1) if "deep" in row else row.update(deep=[]), doc_ids=[1]
        ),
        lambda: table.upsert({"n": 3, "y": 2}, where("n") == 3),
        lambda: table.upsert({"n": 77}, where("n") == 77),
        lambda: table.update_multiple([({"z": 1}, where("n") == 1), ({"z": 2}, where("n") == 9)]),
        lambda: table.remove(where("n") == 2),
        lambda: table.remove(doc_ids=[1, 1000]),
        lambda: table.truncate(),
        lambda: db.insert({"in": "the default table"}),
        lambda: db.drop_table("units"),
        lambda: db.drop_tables(),
    ]
    for change in changes:
        change()
        assert JournalDB.read(RealDisk(), path) == {name: dict(db.rows(name)) for name in db.tables()}


def test_tinydb_behaves_as_in_its_own_storage(db: JournalDB, tmp_path: Path) -> None:
    plain = TinyDB(tmp_path / "plain.json")
    for each in (plain, db):
        units = each.table("units")
        units.insert_multiple([{"name": name} for name in "abc"])
        units.remove(where("name") == "b")
        units.insert({"name": "d"})
        units.update({"seen": True}, where("name") == "a")
    rows = [(row.doc_id, row) for row in plain.table("units")]
    assert [(row.doc_id, row) for row in db.table("units")] == rows


def test_several_tables_change_in_one_line(db: JournalDB, path: Path) -> None:
    with db.transaction():
        first = db.table("units").insert({"name": "a"})
        db.commit({"agenda": {1: {"unit": first}}})
        assert db.table("agenda").get(doc_id=1) == {"unit": first}
    assert journal_of(path).read_bytes().count(b"\n") == 1
    assert JournalDB.read(RealDisk(), path) == {"units": {1: {"name": "a"}}, "agenda": {1: {"unit": 1}}}


def test_an_exception_inside_a_transaction_takes_everything_back(db: JournalDB, path: Path) -> None:
    db.commit({"units": {1: {"deep": {"list": [1]}}, 2: {}}, "guests": {1: {}}})
    before = journal_of(path).read_bytes()
    units = db.table("units")

    def change_and_fail() -> None:
        with db.transaction():
            units.update(lambda row: row["deep"]["list"].append(2), doc_ids=[1])
            units.remove(doc_ids=[2])
            units.insert({"name": "new"})
            db.commit({"guests": None, "others": {1: {}}})
            raise KeyError

    with pytest.raises(KeyError):
        change_and_fail()
    assert {name: dict(db.rows(name)) for name in db.tables()} == {
        "units": {1: {"deep": {"list": [1]}}, 2: {}},
        "guests": {1: {}},
    }
    assert list(db.rows("units")) == [1, 2]
    assert journal_of(path).read_bytes() == before
    assert units.insert({}) == 3


def test_an_updater_that_fails_half_way_changes_nothing(db: JournalDB) -> None:
    db.commit({"units": {1: {"n": 1}, 2: {"n": "x"}}})

    def add(row: Any) -> None:
        row["n"] += 1

    with pytest.raises(TypeError):
        db.table("units").update(add)
    assert dict(db.rows("units")) == {1: {"n": 1}, 2: {"n": "x"}}


def test_transactions_do_not_nest(db: JournalDB) -> None:
    with pytest.raises(RuntimeError), db.transaction(), db.transaction():
        pass
    db.commit({"units": {1: {}}})


def test_what_is_no_json_is_refused_before_anything_is_written(db: JournalDB, path: Path) -> None:
    bad: list[Any] = [
        {"units": {1: {"x": float("nan")}}},
        {"units": {1: {"x": {1, 2}}}},
        {"units": {"1": {}}},
        {"units": {True: {}}},
        {"_seal": {1: {}}},
    ]
    for delta in bad:
        with pytest.raises((TypeError, ValueError)):
            db.commit(delta)
    assert journal_of(path).read_bytes() == b""
    assert not db.dead
    assert db.tables() == set()


def test_rows_that_were_given_out_or_taken_in_cannot_change_what_is_kept(db: JournalDB, path: Path) -> None:
    mine = {"deep": {"list": [1]}}
    db.commit({"units": {1: mine}})
    table = db.table("units")
    found = table.get(doc_id=1)
    assert isinstance(found, Document)
    for row in (mine, db.rows("units")[1], found, table.all()[0], table.search(where("deep").exists())[0]):
        row["deep"]["list"].append(2)
    db.close()
    assert again(path).rows("units")[1] == {"deep": {"list": [1]}}


def test_memory_holds_what_the_disk_would_give_back(db: JournalDB, path: Path) -> None:
    odd: dict[Any, Any] = {"pair": (1, 2), 3: None}
    db.commit({"units": {1: odd}})
    with db.transaction():
        db.commit({"units": {2: {"pair": (1, 2)}}})
    assert dict(db.rows("units")) == dict(JournalDB.read(RealDisk(), path)["units"])


def test_rows_committed_past_a_table_never_collide_with_its_next_id(db: JournalDB) -> None:
    table = db.table("units")
    assert table.insert({}) == 1
    db.commit({"units": {2: {}, 50: {}}})
    assert table.insert({}) == 51


def test_the_journal_is_folded_into_the_snapshot_after_a_thousand_lines(db: JournalDB, path: Path) -> None:
    for n in range(COMPACT_LINES + 5):
        db.commit({"units": {1: {"n": n}}})
    assert journal_of(path).read_bytes().count(b"\n") == 5
    assert db.warning is None
    assert again(path).rows("units")[1] == {"n": COMPACT_LINES + 4}


def test_opening_after_a_crash_says_in_words_what_was_recovered(db: JournalDB, path: Path) -> None:
    db.commit({"units": {1: {}}})
    db.commit({"units": {2: {}}})
    with journal_of(path).open("ab") as file:
        file.write(b'0123 {"n":3,"d":[{"uni')
    recovery = again(path).recovery
    assert (recovery.replayed, recovery.cut) == (2, 22)
    assert len(recovery.sentences()) == 2
    assert "2 saved steps" in recovery.sentences()[0]
    assert again(path).recovery.clean


def test_a_reader_beside_a_writer_sees_the_confirmed_steps_and_writes_nothing(
    db: JournalDB, path: Path
) -> None:
    db.commit({"units": {1: {}}})
    with journal_of(path).open("ab") as file:
        file.write(b"half a line")
    before = {name.name: name.read_bytes() for name in path.parent.iterdir()}
    assert JournalDB.read(RealDisk(), path) == {"units": {1: {}}}
    assert {name.name: name.read_bytes() for name in path.parent.iterdir()} == before


def test_a_folder_copied_without_its_journal_opens_and_says_so(db: JournalDB, path: Path) -> None:
    db.commit({"units": {1: {}}})
    db.compact()
    journal_of(path).unlink()
    recovery = again(path).recovery
    assert recovery.no_journal
    assert not recovery.clean
    assert again(path).recovery.clean


EDITS: dict[str, tuple[Edit, str]] = {
    "cut": (lambda b: b[:-6], r"line \d+, column \d+: not JSON"),
    "empty": (lambda b: b"", "line 1, column 1: not JSON"),
    "not text": (lambda b: b.replace(b"Alpha", b"\xff"), r"line 3, column \d+: not text"),
    "no object": (lambda b: b"[]", "line 1, column 1: no tables"),
    "no seal": (lambda b: b"{}", "seal is missing"),
    "a broken seal": (lambda b: b.replace(b'"seq":1', b'"seq":"1"'), "seal is broken"),
    "a newer console": (lambda b: b.replace(b'"format":1', b'"format":2'), "newer console"),
    "a table that is a list": (
        lambda b: b.replace(b'"guests": {}', b'"guests": []'),
        "line 6, column 1: .guests",
    ),
    "an id that is no number": (
        lambda b: b.replace(b'"2": ', b'"b": '),
        "line 4, column 1: row .b. of table .units",
    ),
    "a row that is a number": (
        lambda b: re.sub(rb'"2": .*', b'"2": 7', b),
        "line 4, column 1: row .2. of table",
    ),
    "a name": (lambda b: b.replace(b"Alpha", b"Omega"), "line 2, column 1: table .units. was changed"),
    "a table gone": (lambda b: b.replace(b',\n"guests": {}', b""), "table .guests. was removed"),
    "a table more": (
        lambda b: b.replace(b"\n}\n", b',\n"x": {}\n}\n')[:],
        "x. was added|was changed|not JSON",
    ),
    "saved by an editor": (lambda b: b.replace(b"\n", b"\r\n"), "layout is not"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_file_edited_at_rest_is_refused_with_the_place(db: JournalDB, path: Path, edit: str) -> None:
    db.commit({"units": {1: {"name": "Alpha"}, 2: {"name": "Beta"}}, "guests": {}})
    db.close()
    change, words = EDITS[edit]
    edited = change(path.read_bytes())
    assert edited != path.read_bytes()
    path.write_bytes(edited)
    for opening in (again, lambda where: JournalDB.read(RealDisk(), where)):
        with pytest.raises(Damaged, match=words) as caught:
            opening(path)
        assert str(path) in str(caught.value)
    assert path.read_bytes() == edited


def test_a_file_saved_by_plain_tinydb_is_refused(db: JournalDB, path: Path) -> None:
    db.commit({"units": {1: {"name": "Alpha"}}})
    db.close()
    TinyDB(path).table("units").insert({"name": "by hand"})
    with pytest.raises(Damaged, match="units"):
        again(path)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (1, "line 1: .*changed outside"),
        (2, "line 2: .*changed outside"),
        (3, "line 3: .*changed outside"),
    ],
)
def test_a_journal_line_edited_by_hand_is_refused_with_its_number(
    db: JournalDB, path: Path, line: int, words: str
) -> None:
    for n in (1, 2, 3):
        db.commit({"units": {n: {"name": "Alpha"}}})
    lines = journal_of(path).read_bytes().splitlines(keepends=True)
    lines[line - 1] = lines[line - 1].replace(b"Alpha", b"Omega")
    journal_of(path).write_bytes(b"".join(lines))
    with pytest.raises(Damaged, match=words):
        again(path)


def test_a_journal_without_one_of_its_lines_is_refused(db: JournalDB, path: Path) -> None:
    for n in (1, 2, 3):
        db.commit({"units": {n: {}}})
    lines = journal_of(path).read_bytes().splitlines(keepends=True)
    journal_of(path).write_bytes(lines[0] + lines[2])
    with pytest.raises(Damaged, match="line 2"):
        again(path)


def test_a_snapshot_of_another_day_is_refused(db: JournalDB, path: Path) -> None:
    old = path.read_bytes()
    db.commit({"units": {1: {}}})
    db.compact()
    db.commit({"units": {2: {}}})
    path.write_bytes(old)
    with pytest.raises(Damaged, match=r"does not belong to conference\.json"):
        again(path)


@pytest.mark.parametrize("number", [b"1e400", b"-1e999", b"NaN", b"9" * 5000])
def test_a_number_beyond_all_bounds_in_a_snapshot_is_refused(
    db: JournalDB, path: Path, number: bytes
) -> None:
    db.commit({"units": {1: {"name": "Đ", "n": 123456}}})
    db.compact()
    db.close()
    path.write_bytes(path.read_bytes().replace(b"123456", number))
    with pytest.raises(Damaged, match=r"units|beyond all bounds"):
        again(path)


def test_a_journal_of_a_copy_that_went_another_way_is_refused(db: JournalDB, path: Path) -> None:
    db.commit({"units": {1: {"name": "there"}}})
    other = journal_of(path).read_bytes()
    journal_of(path).write_bytes(b"")
    here = again(path)
    here.commit({"units": {1: {"name": "here"}}})
    here.close()
    journal_of(path).write_bytes(other)
    with pytest.raises(Damaged, match=r"does not belong to conference\.json"):
        again(path)


def test_a_journal_of_long_ago_is_refused(db: JournalDB, path: Path) -> None:
    db.commit({"units": {1: {}}})
    old = journal_of(path).read_bytes()
    for n in (2, 3):
        db.compact()
        db.commit({"units": {n: {}}})
    db.close()
    journal_of(path).write_bytes(old)
    with pytest.raises(Damaged, match=r"does not belong to conference\.json"):
        again(path)


def test_an_insert_that_failed_leaves_no_hole_in_the_ids(db: JournalDB) -> None:
    table = db.table("units")
    assert table.insert({}) == 1
    with pytest.raises(ValueError, match="JSON"):
        table.insert({"x": float("nan")})
    assert table.insert({}) == 2


def test_a_journal_whose_snapshot_is_gone_is_refused(db: JournalDB, path: Path) -> None:
    db.commit({"units": {1: {}}})
    path.unlink()
    with pytest.raises(Damaged, match="is missing"):
        again(path)
    with pytest.raises(Damaged, match="is missing"):
        JournalDB.create(RealDisk(), path)


def test_no_conference_and_a_second_conference_are_said_in_words(db: JournalDB, path: Path) -> None:
    with pytest.raises(BadInput, match="no conference"):
        again(path.parent / "other" / "conference.json")
    with pytest.raises(NotAllowed, match="there already"):
        JournalDB.create(RealDisk(), path)


def test_a_closed_database_refuses_in_words(db: JournalDB) -> None:
    db.close()
    db.close()
    with pytest.raises(ConsoleError, match="closed"):
        db.commit({"units": {1: {}}})
