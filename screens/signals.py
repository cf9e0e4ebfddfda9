"""What signals do: each ends the console cleanly, or does nothing at all.

A signal that is left to its default would end the program with the screen as it stands: the marks of an
unfinished ballot in sight, the mouse reporting, the cursor hidden. Only SIGKILL and SIGSTOP cannot be
answered, and the faults of the processor (SIGSEGV and its like) must not be.
"""

import asyncio
import signal
from collections.abc import Callable

ENDING = ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGPWR", "SIGXCPU", "SIGSYS", "SIGTRAP")
"""They end the program: the window was closed, the machine goes down, somebody asked for it."""

PASSED_BY = (
    *("SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM", "SIGPROF", "SIGIO"),
    *("SIGSTKFLT", "SIGEMT", "SIGINFO", "SIGLOST"),
)
"""They do nothing: a console put into the background would leave the shell before a delegate."""

EXIT = 128
"""A program that a signal ended answers with this and the number of the signal."""


def answer(end: Callable[[int], None]) -> None:
    """Answer every signal from here on; call it when the event loop runs and the driver stands.

    Args:
        end: ends the console cleanly with this exit code.
    """
    for name in ENDING:
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            asyncio.get_running_loop().add_signal_handler(number, end, EXIT + number)
        except (NotImplementedError, ValueError, RuntimeError, OSError):
            continue  # Windows has no such handlers, and a thread may not set them
    realtime = range(getattr(signal, "SIGRTMIN", 0), getattr(signal, "SIGRTMAX", -1) + 1)
    for number in [*(getattr(signal, name, None) for name in PASSED_BY), *realtime]:
        if number is not None:
            try:
                signal.signal(number, _pass_by)  # a command we start would inherit SIG_IGN
            except (ValueError, OSError):
                continue


def _pass_by(_number: int, _frame: object) -> None:
    """Do nothing."""
