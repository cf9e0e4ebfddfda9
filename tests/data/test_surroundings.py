"""The checks before sealing: the words of each system, what stops, what is the tellers' to decide."""

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from data.machine import (
    Machine,
    Mount,
    Swap,
    hibernates,
    look,
    mac_mounts,
    mac_swaps,
    mount_of,
    mounts,
    parents,
    swaps,
    task_names,
    traced,
)
from data.surroundings import of_file_system, of_synchronising, of_terminal, surroundings

PROC_MOUNTS = """\
/dev/mapper/luks-1 / ext4 rw,relatime 0 0
tmpfs /tmp tmpfs rw 0 0
/dev/sdb1 /media/USB\\040c\\341\\272\\247m exfat rw,uid=1000 0 0
may@chu:/x /home/a/xa fuse.sshfs rw 0 0
/dev/sdc1 /data btrfs rw,compress=zstd 0 0
overlay /data overlay rw,lowerdir=/a 0 0
"""


def test_a_folder_stands_on_the_longest_mount_point_above_it_and_there_on_the_last() -> None:
    found = mounts(PROC_MOUNTS.replace("\\341\\272\\247", "ầ"))
    kinds = {
        place: mount.kind if (mount := mount_of(PurePosixPath(place), found)) else ""
        for place in ("/home/a/hn", "/home/a/xa/hn", "/media/USB cầm/hn", "/tmp", "/tmpx/hn", "/data/hn")
    }
    assert list(kinds.values()) == ["ext4", "fuse.sshfs", "exfat", "tmpfs", "ext4", "overlay"]


def test_what_is_no_mount_is_passed_by() -> None:
    assert mounts("x\n\n# a b\n") == ()
    assert mount_of(PurePosixPath("/a"), ()) is None


@pytest.mark.parametrize("kind", ["ext4", "exfat", "vfat", "ntfs", "ntfs3", "fuseblk", "fat32"])
def test_disks_that_write_in_place_are_passed_in_silence(kind: str) -> None:
    assert of_file_system(Mount("/dev/sda1", "/", kind)) == []


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        *((kind, "") for kind in ("btrfs", "zfs", "bcachefs", "apfs", "refs", "f2fs", "nilfs2")),
        *(
            (kind, "")
            for kind in ("nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.rclone", "vboxsf")
        ),
        ("ntfs", "remote"),
        ("ext4", "data=journal"),
    ],
)
def test_a_disk_that_keeps_older_states_or_is_elsewhere_stops_the_sealing(kind: str, options: str) -> None:
    (notice,) = of_file_system(Mount("x", "/", kind, frozenset(filter(None, options.split(",")))))
    assert notice.stops
    assert "vote on paper" in notice.text


@pytest.mark.parametrize("kind", ["xfs", "overlay", "tmpfs", "fuse.something", "ecryptfs"])
def test_where_it_is_not_certain_the_tellers_decide(kind: str) -> None:
    (notice,) = of_file_system(Mount("x", "/", kind))
    assert not notice.stops
    assert "the tellers decide" in notice.text


def test_an_unknown_disk_is_said_too() -> None:
    assert not of_file_system(None)[0].stops


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("/home/a/Dropbox/hn", "Dropbox"),
        ("/home/a/OneDrive - Tỉnh Mẫu/hn", "OneDrive"),
        ("/Users/a/Library/Mobile Documents/com~apple~CloudDocs/hn", "iCloud"),
        ("/Users/a/Library/CloudStorage/GoogleDrive-a/My Drive/hn", "CloudStorage"),
        ("/home/a/Nextcloud/hn", "Nextcloud"),
        ("/home/a/Google Drive/hn", "Google Drive"),
    ],
)
def test_a_synchronised_folder_is_known_by_its_name(folder: str, name: str) -> None:
    (notice,) = of_synchronising(PurePosixPath(folder), {}, lambda _folder, _pattern: False)
    assert notice.stops
    assert name in notice.text


def test_onedrive_on_windows_is_known_by_its_variable() -> None:
    variables = {"OneDriveCommercial": "C:\\Users\\a\\Tỉnh Mẫu"}
    within = PureWindowsPath("C:\\Users\\a\\Tỉnh Mẫu\\hn")
    beside = PureWindowsPath("C:\\Users\\a\\Tỉnh Mẫu khác\\hn")
    assert of_synchronising(within, variables, lambda _folder, _pattern: False)
    assert not of_synchronising(beside, variables, lambda _folder, _pattern: False)


@pytest.mark.parametrize("marker", [".dropbox", ".stfolder", ".sync_1a2b.db", ".tmp.driveupload"])
def test_a_synchronised_folder_is_known_by_what_lies_at_its_top(tmp_path: Path, marker: str) -> None:
    folder = tmp_path / "a" / "hoi-nghi"
    folder.mkdir(parents=True)
    assert not [n for n in surroundings(folder, {}, Machine("linux", Mount("x", "/", "ext4"))) if n.stops]
    (tmp_path / marker).touch()
    assert [n for n in surroundings(folder, {}, Machine("linux", Mount("x", "/", "ext4"))) if n.stops]


def test_an_ordinary_folder_is_not_taken_for_a_synchronised_one() -> None:
    for folder in ("/home/a/Tài liệu/hn", "/media/a/USB/hn", "/home/boxer/hn", "/srv/hn"):
        assert not of_synchronising(PurePosixPath(folder), {}, lambda _folder, _pattern: False)


@pytest.mark.parametrize(
    ("variables", "above", "said"),
    [
        ({"TMUX": "/tmp/x"}, (), "tmux"),
        ({"STY": "1.x"}, (), "screen"),
        ({}, ("bash", "tmux: server"), "tmux"),
        ({}, ("bash", "script", "bash"), "recorded"),
        ({"ASCIINEMA_REC": "1"}, (), "recorded"),
        ({"SSH_CONNECTION": "1 2 3 4"}, (), "another machine"),
        ({}, ("-bash", "sshd: a@pts/0"), "another machine"),
    ],
)
def test_who_sits_between_the_program_and_the_screen_is_said(
    variables: dict[str, str], above: tuple[str, ...], said: str
) -> None:
    (notice,) = of_terminal(variables, above)
    assert said in notice.text
    assert not notice.stops


def test_an_ordinary_terminal_is_passed_in_silence() -> None:
    assert of_terminal({"TERM": "xterm"}, ("bash", "gnome-terminal-", "systemd", "screensaver")) == []


SEEING = ("TeamViewer.exe", "anydesk", "UltraViewer_Desktop.exe", "Xvnc", "x11vnc", "xrdp-sesman", "rustdesk")
TRUNCATED = (
    "gnome-remote-de",
    "chrome-remote-d",
    "remoting_host.exe",
    "simplescreenrec",
    "obs64.exe",
    "zoom",
)


@pytest.mark.parametrize("name", SEEING + TRUNCATED)
def test_programs_that_show_or_record_the_screen_are_named(tmp_path: Path, name: str) -> None:
    machine = Machine("linux", Mount("x", "/", "ext4"), processes=("bash", name, "observer", "zoomtext"))
    (notice,) = surroundings(tmp_path, {}, machine)
    assert name.lower().removesuffix(".exe") in notice.text
    assert not notice.stops


PROC_SWAPS = """\
Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority
/dev/dm-1                               partition\t8388604\t\t0\t\t-2
/swap\\040file                           file\t\t8388604\t\t0\t\t-3
/dev/zram0                              partition\t4000000\t\t0\t\t100
"""


def test_swap_is_safe_in_memory_or_encrypted_and_else_named(tmp_path: Path) -> None:
    found = swaps(PROC_SWAPS, lambda name: name == "/dev/dm-1")
    assert found == (Swap("/dev/dm-1", True), Swap("/swap file", False), Swap("/dev/zram0", True))
    machine = Machine("linux", Mount("x", "/", "ext4"), swaps=found)
    (notice,) = surroundings(tmp_path, {}, machine)
    assert "/swap file" in notice.text
    assert "dm-1" not in notice.text


def test_a_laptop_hibernates_where_the_kernel_can_and_there_is_swap(tmp_path: Path) -> None:
    assert hibernates("freeze mem disk\n", "[platform] shutdown\n")
    assert not hibernates("freeze mem\n", "[platform]\n")
    assert not hibernates("freeze mem disk\n", "[disabled]\n")
    base = Mount("x", "/", "ext4")
    safe = (Swap("/dev/dm-1", True),)
    assert surroundings(tmp_path, {}, Machine("linux", base, hibernates=True)) == ()
    assert "hibernate" in surroundings(tmp_path, {}, Machine("linux", base, safe, hibernates=True))[0].text


@pytest.mark.parametrize(
    ("machine", "variables", "said"),
    [
        (Machine("linux", traced=True), {}, "debugger"),
        (Machine("linux", dumps=True), {}, "Core dumps"),
        (Machine("linux", inspected=True), {}, "PYTHONINSPECT"),
        (Machine("linux"), {"TEXTUAL_LOG": "x"}, "TEXTUAL_LOG"),
        (Machine("linux"), {"LD_PRELOAD": "x.so"}, "LD_PRELOAD"),
    ],
)
def test_what_looks_into_the_program_is_said(
    tmp_path: Path, machine: Machine, variables: dict[str, str], said: str
) -> None:
    assert any(said in notice.text for notice in surroundings(tmp_path, variables, machine))


def test_a_debugger_is_read_from_the_status_of_the_process() -> None:
    assert traced("Name:\tpython\nTracerPid:\t812\n")
    assert not traced("Name:\tpython\nTracerPid:\t0\n")
    assert not traced("")


def test_the_programs_above_are_read_whatever_they_are_called() -> None:
    stat = {
        9: "9 (python3) S 8 9 9 0",
        8: "8 (a (b) S 1) S 7 8 8 0",
        7: "7 (script) S 1 7 7 0",
        1: "1 (systemd) S 0 1 1 0",
    }
    assert parents(9, lambda pid: stat.get(pid, ""))[1:] == ("a (b) S 1", "script", "systemd")


def test_the_words_of_macos_and_windows_are_read() -> None:
    local = "/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled)\n"
    found = mac_mounts(local + "//a@b/c on /Volumes/x y (smbfs, nodev)\n")
    assert [(mount.point, mount.kind) for mount in found] == [
        ("/System/Volumes/Data", "apfs"),
        ("/Volumes/x y", "smbfs"),
    ]
    assert mac_swaps("vm.swapusage: total = 2048.00M  used = 1M  free = 2M  (encrypted)") == (
        Swap("vm.swapusage", True),
    )
    assert mac_swaps("vm.swapusage: total = 0.00M  used = 0.00M") == ()
    assert task_names('"TeamViewer.exe","1234","Console","1","10,000 K"\n"x y.exe","5"\n') == (
        "TeamViewer.exe",
        "x y.exe",
    )


def test_what_stops_is_said_first(tmp_path: Path) -> None:
    machine = Machine("linux", Mount("x", "/", "btrfs"), processes=("anydesk",), traced=True)
    notices = surroundings(tmp_path, {"TMUX": "x"}, machine)
    assert [notice.stops for notice in notices] == [True, False, False, False]


@pytest.mark.skipif(not Path("/proc/self/mounts").exists(), reason="NOT CHECKED HERE: /proc is Linux's")
def test_this_machine_answers(tmp_path: Path) -> None:
    machine = look(tmp_path)
    assert machine.mount is not None
    assert machine.processes
    assert machine.parents
    assert machine.traced is False
    assert Path(f"/proc/{os.getppid()}/comm").read_text().strip() == machine.parents[0]
