"""What this machine says of itself: mounts, swap, processes, who started us. Texts in, facts out.

`look` asks the system; everything it asks is read by a pure function here, so that the tests can bring the
words of systems that they do not run on. Seen on Linux; for Windows and macOS written after the named APIs
and commands, unverified.
"""

import ctypes
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

COMMAND_SECONDS = 5.0
"""How long a command of the system may take before its answer is not waited for."""


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted file system: what it is mounted from, where, its kind in small letters, its options."""

    source: str
    point: str
    kind: str
    options: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Swap:
    """One place that memory is paged out to, and whether it is known to be encrypted or in memory itself."""

    name: str
    safe: bool


@dataclass(frozen=True, slots=True)
class Machine:
    """What was found; a field that could not be asked is empty.

    Attributes:
        platform: `linux`, `darwin` or `win32`.
        mount: what the folder stands on.
        hibernates: the system can write its whole memory to the disk.
        processes: names of everything that runs.
        parents: names of the programs that started this one, the nearest first.
        traced: a debugger is attached.
        dumps: core dumps are on for this program.
        inspected: Python stays open at the end of the program.
    """

    platform: str
    mount: Mount | None = None
    swaps: tuple[Swap, ...] = ()
    hibernates: bool = False
    processes: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    traced: bool = False
    dumps: bool = False
    inspected: bool = False


# --- the words of Linux ----------------------------------------------------------------------------------


def mounts(text: str) -> tuple[Mount, ...]:
    """/proc/mounts."""
    found: list[Mount] = []
    for row in text.splitlines():
        fields = row.split()
        if len(fields) >= 4:
            source, point, kind, options = (_unescaped(field) for field in fields[:4])
            found.append(Mount(source, point, kind.lower(), frozenset(options.split(","))))
    return tuple(found)


def _unescaped(field: str) -> str:
    r"""A blank in a mount point is written \\040, a tab \\011, a backslash \\134."""
    return re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), field)


def mount_of(folder: PurePath, found: Iterable[Mount]) -> Mount | None:
    """The file system that a folder stands on: the longest mount point above it, there the last mounted."""
    above = {str(part) for part in (folder, *folder.parents)}
    best: Mount | None = None
    for mount in found:
        if mount.point in above and (best is None or len(mount.point) >= len(best.point)):
            best = mount
    return best


def swaps(text: str, encrypted: Callable[[str], bool]) -> tuple[Swap, ...]:
    """/proc/swaps; `encrypted` tells it of a device or a file."""
    names = [_unescaped(row.split()[0]) for row in text.splitlines()[1:] if row.split()]
    return tuple(Swap(name, "zram" in name or encrypted(name)) for name in names)


def hibernates(state: str, disk: str) -> bool:
    """/sys/power/state and /sys/power/disk: the kernel can suspend to the disk and is not told not to."""
    return "disk" in state.split() and "[disabled]" not in disk


def traced(status: str) -> bool:
    """/proc/self/status: a debugger is attached."""
    found = re.search(r"^TracerPid:\s*(\d+)", status, re.MULTILINE)
    return found is not None and found[1] != "0"


def parents(pid: int, stat: Callable[[int], str]) -> tuple[str, ...]:
    """Names of the programs above a process, by /proc/PID/stat; the nearest first."""
    names: list[str] = []
    for _step in range(40):
        found = re.match(r"\d+ \((.*)\) \S (\d+)", stat(pid), re.DOTALL)
        if found is None:
            break
        if names or pid != os.getpid():
            names.append(found[1])
        pid = int(found[2])
        if pid <= 0:
            break
    return tuple(names)


# --- the words of macOS and Windows (unverified) ---------------------------------------------------------


def mac_mounts(text: str) -> tuple[Mount, ...]:
    """`mount` on macOS: /dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled)."""
    rows = re.findall(r"^(.*?) on (.*) \(([^,)]+)(.*)\)$", text, re.MULTILINE)
    return tuple(
        Mount(source, point, kind.strip().lower(), frozenset(o.strip() for o in rest.split(",") if o.strip()))
        for source, point, kind, rest in rows
    )


def mac_swaps(text: str) -> tuple[Swap, ...]:
    """`sysctl vm.swapusage` on macOS: ... (encrypted)."""
    found = re.search(r"total = ([\d.,]+)", text)
    if found is None or not found[1].strip("0.,"):
        return ()
    return (Swap("vm.swapusage", "(encrypted)" in text),)


def task_names(text: str) -> tuple[str, ...]:
    """`tasklist /fo csv /nh` on Windows: "name.exe","1234",..."""
    return tuple(re.findall(r'^"([^"]+)"', text, re.MULTILINE))


def _windows_mount(folder: Path) -> Mount | None:
    """GetVolumePathNameW, GetVolumeInformationW, GetDriveTypeW: a drive's kind, `remote` in its options."""
    windll = getattr(ctypes, "windll", None)
    if windll is None:
        return None
    kernel = windll.kernel32
    root, kind = ctypes.create_unicode_buffer(261), ctypes.create_unicode_buffer(261)
    if not kernel.GetVolumePathNameW(str(folder), root, 261):
        return None
    drive_remote = 4
    remote = kernel.GetDriveTypeW(root.value) == drive_remote
    kernel.GetVolumeInformationW(root.value, None, 0, None, None, None, kind, 261)
    return Mount(root.value, root.value, kind.value.lower(), frozenset({"remote"} if remote else ()))


# --- asking --------------------------------------------------------------------------------------------


def look(folder: Path) -> Machine:
    """Ask this machine about itself and about the file system that `folder` stands on."""
    where = folder.resolve()
    inspected = bool(sys.flags.inspect or sys.flags.interactive)
    if sys.platform == "win32":
        names = task_names(_told(["tasklist", "/fo", "csv", "/nh"]))
        return Machine("win32", _windows_mount(where), processes=names, inspected=inspected)
    if sys.platform == "darwin":
        return Machine(
            "darwin",
            mount_of(where, mac_mounts(_told(["mount"]))),
            mac_swaps(_told(["sysctl", "vm.swapusage"])),
            processes=tuple(PurePath(row).name for row in _told(["ps", "-axo", "comm="]).splitlines()),
            dumps=_dumps(),
            inspected=inspected,
        )
    return Machine(
        "linux",
        mount_of(where, mounts(_read(Path("/proc/self/mounts")))),
        swaps(_read(Path("/proc/swaps")), _encrypted),
        hibernates(_read(Path("/sys/power/state")), _read(Path("/sys/power/disk"))),
        tuple(_read(path).strip() for path in Path("/proc").glob("[0-9]*/comm")),
        parents(os.getpid(), lambda pid: _read(Path(f"/proc/{pid}/stat"))),
        traced(_read(Path("/proc/self/status"))),
        _dumps(),
        inspected,
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _told(command: Sequence[str]) -> str:
    try:
        return subprocess.run(  # noqa: S603  (fixed words, nothing of a user)
            command, capture_output=True, text=True, errors="replace", timeout=COMMAND_SECONDS, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _encrypted(name: str) -> bool:
    """Whether a swap device is a dm-crypt one (a file is taken for what it stands on)."""
    path = Path(name)
    if not name.startswith("/dev/"):
        below = mount_of(path, mounts(_read(Path("/proc/self/mounts"))))
        path = Path(below.source) if below is not None else path
    try:
        device = path.resolve().name
    except OSError:
        return False
    return _read(Path(f"/sys/block/{device}/dm/uuid")).startswith("CRYPT-")


def _dumps() -> bool:
    if sys.platform == "win32":
        return False
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)[0] != 0
