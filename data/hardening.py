"""What the program takes care of itself before a screen is drawn: its memory is not written to a disk.

A core dump would hold an unfinished ballot, and the keys of the boxes. What the program cannot close (swap,
hibernation, a recorder) is looked for by `data.surroundings` and told to the tellers.
"""

import ctypes
import os
import sys
from collections.abc import MutableMapping

_PR_SET_DUMPABLE = 4
"""Linux, prctl(2): with 0 no core is dumped, not even by a set pattern, and no other process of this user
may attach a debugger."""

STEERING = (
    "PYTHONBREAKPOINT",
    "PYTHONINSPECT",
    "PYTHONASYNCIODEBUG",
    "PYTHONTRACEMALLOC",
    "PYTHONFAULTHANDLER",
    "PYTHONDEVMODE",
    "PYTHONPROFILEIMPORTTIME",
)
"""Variables that make Python stop, talk or stay open with what is in its memory. Textual's own are cleared
by the package `screens`."""


def harden(environ: MutableMapping[str, str] = os.environ) -> tuple[str, ...]:
    """No core dumps, no debugger of this user, no variable that opens the program.

    Returns:
        What could not be done, by its technical name; the checks before sealing look again.
    """
    for name in STEERING:
        environ.pop(name, None)
    sys.breakpointhook = _no_breakpoint
    return tuple(name for name, done in (("RLIMIT_CORE", _no_core()), ("dumpable", _closed())) if not done)


def _no_breakpoint(*_arguments: object, **_more: object) -> None:
    """A breakpoint left in the code stops nothing."""


def _no_core() -> bool:
    if sys.platform == "win32":
        return _no_error_box()
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):
        return False
    return True


def _closed() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    try:
        return bool(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def _no_error_box() -> bool:
    """Windows: no crash window of the system that offers a dump (SetErrorMode; unverified)."""
    kernel = getattr(ctypes, "windll", None)
    if kernel is None:
        return False
    sem_failcriticalerrors, sem_nogpfaulterrorbox = 0x0001, 0x0002
    kernel.kernel32.SetErrorMode(sem_failcriticalerrors | sem_nogpfaulterrorbox)
    return True
