"""Textual's driver of a Linux or macOS terminal, made fast against what a terminal may send.

- Bytes that are no UTF-8 and sequences that cannot be read would end the program from within its input
  thread: they are dropped.
- A size that no window has is passed by.
- SIGTSTP and SIGCONT: Textual suspends on the first and starts a second input thread on a stray second.
"""

from typing import Any

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

LARGEST = 1000
"""Cells: no window is wider or higher."""


class SteadyDriver(LinuxDriver):
    """A terminal that cannot break the program."""

    def start_application_mode(self) -> None:
        """Take the terminal, then answer signals in our own way: Textual sets its own as it starts."""
        from screens.base_app import BaseApp

        super().start_application_mode()  # type: ignore[no-untyped-call]
        if isinstance(self._app, BaseApp):
            self._app.answer_signals()

    def run_input_thread(self) -> None:
        """Read keys until the end; what cannot be read is lost, the program is not.

        Raises:
            OSError: the terminal has gone.
        """
        while True:
            try:
                super().run_input_thread()
            except OSError:
                raise
            except Exception:  # noqa: S112  (whatever a parser of bytes may raise)
                continue
            return

    def process_message(self, message: Message) -> None:
        """Pass on what the terminal says, but for a size that cannot be."""
        if isinstance(message, events.Resize):
            size = message.size
            if not (0 < size.width <= LARGEST and 0 < size.height <= LARGEST):
                return
        super().process_message(message)

    def _sigtstp_application(self, *_arguments: Any) -> None:
        """Nothing: `screens.signals` passes it by."""

    def _sigcont_application(self, *_arguments: Any) -> None:
        """After a stop that could not be answered: take the terminal anew and paint everything."""
        if self._key_thread is not None and self._key_thread.is_alive():
            self._loop.call_soon_threadsafe(self._take_again)

    def _take_again(self) -> None:
        if self._key_thread is None or not self._key_thread.is_alive():
            return
        self.suspend_application_mode()
        self.resume_application_mode()
        self._app.refresh(layout=True)
