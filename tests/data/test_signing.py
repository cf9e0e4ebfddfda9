"""The conference's key: under a phrase or not, never lost, and never left in clear once it is under one."""

import base64
import contextlib
import hashlib
import random
import unicodedata
from pathlib import Path

import pytest

from console.errors import Damaged, NotAllowed, PhraseNeeded, WrongPhrase
from data import signing
from data.box_tellers import TRIAL
from data.disk import DiskError, DiskFile, RealDisk, write_over, write_whole
from data.folder import found, opened
from data.mirror import Follower, Mark, prepare
from data.resume import resume, verify_whole
from data.signing import KEY_FILE, SPARE, Key, create_key, load_key, protect, public_key
from tests.console.desk import bloc
from tests.data.model_disk import FAULTS, FaultDisk, Node, SimDisk
from tests.data.test_check import check
from tests.data.test_store import Clock, chance

FOLDER = Path("/hoi-nghi")
PHRASE = "mùa thu năm nay nắng đẹp"
OTHER = "một cụm từ khác hẳn"


def holds(disk: SimDisk | FaultDisk, phrase: str) -> Key | None:
    """The key that this phrase opens; None where another one is asked for."""
    try:
        return load_key(disk, FOLDER, phrase or None)
    except (PhraseNeeded, WrongPhrase):
        return None


class Blocks(SimDisk):
    """A disk that remembers every file there ever was: what an unlinked one holds stays in free blocks."""

    def __init__(self, files: dict[Path, bytes] | None = None) -> None:
        super().__init__(files)
        self.ever: list[Node] = list(self._nodes.values())

    def open(self, path: Path, *, create: bool = False) -> DiskFile:
        file = super().open(path, create=create)
        if self._nodes[path] not in self.ever:
            self.ever.append(self._nodes[path])
        return file


def secret(key: Key) -> bytes:
    return signing._plain(key).split(b"\n")[1]


@pytest.fixture(scope="module")
def key() -> Key:
    disk = SimDisk()
    return create_key(disk, FOLDER)


def disk_with(key: Key, phrase: str = "") -> Blocks:
    disk = Blocks({FOLDER / KEY_FILE: signing._plain(key)})
    if phrase:
        protect(disk, FOLDER, None, phrase, TRIAL)
    return disk


def test_a_key_under_a_phrase_signs_with_it_and_shows_its_public_half_without(key: Key) -> None:
    disk = disk_with(key, PHRASE)
    assert signing.protected(disk, FOLDER)
    assert public_key(disk, FOLDER) == key.public
    assert load_key(disk, FOLDER, PHRASE) == key
    assert secret(key) not in disk.read(FOLDER / KEY_FILE)
    assert key.seed not in disk.read(FOLDER / KEY_FILE)
    with pytest.raises(PhraseNeeded):
        load_key(disk, FOLDER)
    with pytest.raises(PhraseNeeded):
        load_key(disk, FOLDER, "  ")
    with pytest.raises(WrongPhrase):
        load_key(disk, FOLDER, OTHER)


def test_a_phrase_counts_by_its_letters_not_by_how_it_was_typed(key: Key) -> None:
    disk = disk_with(key, PHRASE)
    typed = unicodedata.normalize("NFD", f"  {PHRASE.replace(' ', '   ')}\t")
    assert typed != PHRASE
    assert load_key(disk, FOLDER, typed) == key
    with pytest.raises(WrongPhrase):
        load_key(disk, FOLDER, PHRASE.upper())


def test_only_who_knows_the_former_phrase_changes_it_or_takes_it_away(key: Key) -> None:
    disk = disk_with(key, PHRASE)
    before = disk.files()
    with pytest.raises(PhraseNeeded):
        protect(disk, FOLDER, None, OTHER, TRIAL)
    with pytest.raises(WrongPhrase):
        protect(disk, FOLDER, OTHER, "", TRIAL)
    with pytest.raises(NotAllowed, match="12"):
        protect(disk, FOLDER, PHRASE, "ngắn", TRIAL)
    with pytest.raises(NotAllowed, match="12"):
        protect(disk, FOLDER, PHRASE, "  ", TRIAL)
    assert disk.files() == before
    protect(disk, FOLDER, PHRASE, OTHER, TRIAL)
    assert holds(disk, PHRASE) is None
    assert holds(disk, OTHER) == key
    protect(disk, FOLDER, OTHER, "", TRIAL)
    assert not signing.protected(disk, FOLDER)
    assert load_key(disk, FOLDER) == key
    assert disk.files() == {FOLDER / KEY_FILE: signing._plain(key)}


def test_the_same_phrase_locks_two_keys_in_two_ways_and_a_changed_line_opens_nothing(key: Key) -> None:
    first, second = disk_with(key, PHRASE), disk_with(key, PHRASE)
    assert first.read(FOLDER / KEY_FILE) != second.read(FOLDER / KEY_FILE)
    head, line, sealed, _sum, _rest = first.read(FOLDER / KEY_FILE).split(b"\n")
    other = create_key(SimDisk(), FOLDER)
    line = line.replace(base64.b64encode(key.public), base64.b64encode(other.public))
    body = b"\n".join((head, line, sealed, b""))
    path = FOLDER / KEY_FILE
    forged = SimDisk({path: body + hashlib.sha256(body).hexdigest().encode() + b"\n"})
    with pytest.raises(WrongPhrase):
        load_key(forged, FOLDER, PHRASE)


@pytest.mark.parametrize("phrase", ["", PHRASE])
def test_a_key_file_of_which_a_part_is_missing_or_changed_is_damaged(key: Key, phrase: str) -> None:
    whole = disk_with(key, phrase).read(FOLDER / KEY_FILE)
    chance_ = random.Random(1)
    changed = [whole[:n] for n in range(len(whole))] + [whole + b"x", whole + whole, b"", b"\xff" * 9000]
    if phrase:
        for n in range(0, len(whole), 3):
            flipped = bytearray(whole)
            flipped[n] ^= 1 << chance_.randrange(8)
            changed.append(bytes(flipped))
    for content in changed:
        with pytest.raises(Damaged):
            public_key(SimDisk({FOLDER / KEY_FILE: content}), FOLDER)


def test_a_file_that_asks_for_all_memory_or_a_year_of_passes_is_damaged(key: Key) -> None:
    head, line, sealed, _sum, _rest = disk_with(key, PHRASE).read(FOLDER / KEY_FILE).split(b"\n")
    for ours, theirs in ((b'"ops":1', b'"ops":99999'), (b'"memory":8192', b'"memory":99999999999')):
        assert ours in line
        body = b"\n".join((head, line.replace(ours, theirs), sealed, b""))
        content = body + hashlib.sha256(body).hexdigest().encode() + b"\n"
        with pytest.raises(Damaged):
            load_key(SimDisk({FOLDER / KEY_FILE: content}), FOLDER, PHRASE)


# --- power, faults, what stays on the disk -----------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), [("", PHRASE), (PHRASE, ""), (PHRASE, OTHER)])
def test_a_power_cut_at_any_moment_leaves_the_key_whole_in_one_of_the_two_forms(
    key: Key, before: str, after: str
) -> None:
    disk = disk_with(key, before)
    disk.moments.clear()
    protect(disk, FOLDER, before or None, after, TRIAL)
    assert disk.moments
    for moment in disk.moments:
        for cut in moment.disks(random.Random(1), most=20):
            found = [state for state in (before, after) if holds(cut, state) == key]
            assert found, moment.call
            assert signing.fingerprint(public_key(cut, FOLDER)) == signing.fingerprint(key)
            signing.mend(cut, FOLDER)
            assert list(cut.files()) == [FOLDER / KEY_FILE]
            # What was cut off can be done again, and then it is done.
            protect(cut, FOLDER, found[0] or None, after, TRIAL)
            assert holds(cut, after) == key


def test_the_power_cut_test_finds_a_key_that_is_written_over_without_a_spare(
    key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "put", lambda disk, folder, new: write_over(disk, folder / KEY_FILE, new))
    with pytest.raises(Damaged):
        test_a_power_cut_at_any_moment_leaves_the_key_whole_in_one_of_the_two_forms(key, PHRASE, "")


@pytest.mark.parametrize("fault", FAULTS)
def test_whichever_call_fails_the_key_is_whole_then_and_after_a_power_cut(key: Key, fault: str) -> None:
    k = 0
    while True:
        k += 1
        below = disk_with(key)
        disk = FaultDisk(below, k, fault)
        with contextlib.suppress(DiskError):
            protect(disk, FOLDER, None, PHRASE, TRIAL)
        if disk.fault_at is None:
            break
        disk.mend()
        assert key in (holds(disk, ""), holds(disk, PHRASE))
        signing.mend(disk, FOLDER)
        for moment in below.moments[-1:]:
            for cut in moment.disks(random.Random(k), most=8):
                assert key in (holds(cut, ""), holds(cut, PHRASE))
    assert k > 8


def test_once_under_a_phrase_the_secret_is_in_no_block_that_was_ever_written(key: Key) -> None:
    for before in ("", PHRASE):
        disk = disk_with(key, before)
        if before:
            protect(disk, FOLDER, before, "", TRIAL)  # in clear for a while, in two places
        protect(disk, FOLDER, None, OTHER, TRIAL)
        assert len(disk.ever) > 1
        assert not [node for node in disk.ever if secret(key) in node.durable or secret(key) in node.now]


def test_the_test_of_free_blocks_finds_a_key_that_is_replaced_by_renaming(key: Key) -> None:
    disk = disk_with(key)
    write_whole(disk, FOLDER / KEY_FILE, signing._locked(key, PHRASE, TRIAL))
    assert [node for node in disk.ever if secret(key) in node.durable]


# --- what works without the phrase ---------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "hoi-nghi"
    found(path, bloc(), Clock())
    protect(RealDisk(), path, None, PHRASE, TRIAL)
    return path


def test_opening_checking_mirroring_and_resuming_need_no_phrase(folder: Path, tmp_path: Path) -> None:
    with opened(folder, Clock(), chance()) as place:
        assert place.recovered == ()
        assert place.protected
        with pytest.raises(PhraseNeeded):
            place.key()
        meeting = place.desk.conference.meeting
        assert signing.fingerprint(place.key(PHRASE)) == meeting.key
        stick = prepare(RealDisk(), folder, tmp_path / "usb", Mark(meeting.key, meeting.title))
        Follower(folder, stick, meeting.key, RealDisk(), RealDisk()).follow(1)
    assert check(folder)[0] == 0
    assert (stick / KEY_FILE).read_bytes() == (folder / KEY_FILE).read_bytes()
    assert resume(stick, tmp_path / "khac", Clock(), chance()).folder == tmp_path / "khac"
    verify_whole(tmp_path / "khac")
    with opened(tmp_path / "khac", Clock(), chance()) as place:
        assert signing.fingerprint(place.key(PHRASE)) == meeting.key


def test_a_change_cut_off_is_said_at_the_next_opening_and_nothing_is_left_of_it(folder: Path) -> None:
    (folder / SPARE).write_bytes((folder / KEY_FILE).read_bytes()[:40])
    with opened(folder, Clock(), chance()) as place:
        assert "app.py key" in place.recovered[0]
        assert not place.missing
    assert not (folder / SPARE).exists()


def test_a_mirror_gets_the_new_form_over_the_old_one_where_it_lies(folder: Path, tmp_path: Path) -> None:
    with opened(folder, Clock(), chance()) as place:
        place.protect(PHRASE, "")
        meeting = place.desk.conference.meeting
        stick = prepare(RealDisk(), folder, tmp_path / "usb", Mark(meeting.key, meeting.title))
        follows = Follower(folder, stick, meeting.key, RealDisk(), RealDisk())
        follows.follow(1)
        where = (stick / KEY_FILE).stat().st_ino
        protect(RealDisk(), folder, None, OTHER, TRIAL)
        follows.follow(1)
        assert (stick / KEY_FILE).read_bytes() == (folder / KEY_FILE).read_bytes()
        assert (stick / KEY_FILE).stat().st_ino == where
        # Another phrase makes a file of the same length; a damaged key never replaces the mirror's good one.
        protect(RealDisk(), folder, OTHER, PHRASE, TRIAL)
        follows.follow(1)
        good = (folder / KEY_FILE).read_bytes()
        assert (stick / KEY_FILE).read_bytes() == good
        (folder / KEY_FILE).write_bytes(b"x")
        follows.follow(1)
        assert (stick / KEY_FILE).read_bytes() == good
