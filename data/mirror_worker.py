"""The live mirror beside a running console: a thread of its own, so that no stick ever holds a step up.

After each step the console only says its number. The thread copies, and tries again every few seconds
while the stick is away, full or broken; what it could not do is said in the head of the screens.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from console.errors import ConsoleError
from console.language import _
from console.mirror import MirrorStatus
from data.disk import Disk, RealDisk
from data.mirror import Follower, Gone, Mark, prepare

PAUSE = 2.0
"""Seconds between looks at the stick when no step calls."""

GRACE = 3.0
"""Seconds that the mirror may lag before anybody is told: a stick writes slowly."""

PATIENCE = 5.0
"""Seconds that closing the console waits for the last steps to reach the stick."""


class FolderMirror:
    """Implements `console.mirror.Mirror` for a conference folder.

    Attributes:
        remember: told the place of the mirror, None where there is none any more.
    """

    def __init__(
        self,
        folder: Path,
        mark: Mark,
        steps: int,
        disk: Disk,
        *,
        stick: Disk | None = None,
        pause: float = PAUSE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is mirrored before `put` or `take_up`.

        Args:
            mark: whose mirror it will be.
            steps: steps that the conference holds now.
            stick: the disk of the mirror, by default a real one.
            now: a clock that only runs forward, in seconds.
        """
        self.remember: Callable[[Path | None], None] = lambda place: None
        self._folder, self._mark, self._disk = folder, mark, disk
        self._stick = stick or RealDisk()
        self._pause, self._now = pause, now
        self._lock = threading.Condition()
        self._steps, self._held = steps, 0
        self._since: float | None = None
        self._known = False
        self._gone, self._trouble = False, ""
        self._place: Path | None = None
        self._called = self._stopped = False
        self._tries = 0
        self._thread: threading.Thread | None = None

    def status(self) -> MirrorStatus:
        """How it stands now; a short lag that nothing explains is not told."""
        with self._lock:
            if self._place is None:
                return MirrorStatus()
            place, behind = str(self._place), max(0, self._steps - self._held)
            if not self._known:
                return MirrorStatus(place, None, self._gone, self._trouble)
            lags = self._since is not None and self._now() - self._since > GRACE
            told = bool(self._trouble) or lags
            return MirrorStatus(place, behind if told else 0, self._gone, self._trouble)

    def put(self, place: str) -> None:
        """Keep the mirror at `place` from now on; the folder may be made there."""
        where = prepare(self._stick, self._folder, Path(place.strip().strip('"')), self._mark)
        self.take_up(where)
        self.remember(where)

    def take_up(self, place: Path) -> None:
        """Go on with a mirror that was put there before, whether the stick is there now or not."""
        with self._lock:
            self._place, self._known, self._held = place, False, 0
            self._gone, self._trouble = False, ""
            self._since = self._now()
            self._call()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="mirror", daemon=True)
                self._thread.start()

    def leave(self) -> None:
        """Keep no mirror any more; what lies on the stick stays there."""
        with self._lock:
            self._place, self._trouble, self._gone = None, "", False
        self.remember(None)

    def confirmed(self, steps: int) -> None:
        """The conference holds so many steps; returns at once."""
        with self._lock:
            self._steps = steps
            if self._since is None:
                self._since = self._now()
            self._call()

    def stop(self, patience: float = PATIENCE) -> None:
        """End: a last try for what is missing, as long as `patience` (seconds) lasts."""
        with self._lock:
            self._stopped = True
            self._call()
            thread = self._thread
        if thread is not None:
            thread.join(patience)

    def wait(self, seconds: float = 10.0) -> MirrorStatus:
        """Wait for a whole try that begins after this call; for whoever must know."""
        with self._lock:
            target = self._tries + 2
            self._call()
            while self._tries < target and self._thread is not None and self._thread.is_alive():
                if not self._lock.wait(seconds):
                    break
                self._call()
        return self.status()

    def _call(self) -> None:
        self._called = True
        self._lock.notify_all()

    def _run(self) -> None:
        follower: Follower | None = None
        of: Path | None = None
        while True:
            with self._lock:
                if not self._called:
                    self._lock.wait(self._pause)
                self._called = False
                last, place, steps = self._stopped, self._place, self._steps
            if place is not None:
                if follower is None or of != place:
                    follower, of = (
                        Follower(self._folder, place, self._mark.key, self._disk, self._stick),
                        place,
                    )
                self._try(follower, place, steps)
            with self._lock:
                self._tries += 1
                self._lock.notify_all()
            if last:
                return

    def _try(self, follower: Follower, place: Path, steps: int) -> None:
        held, gone, trouble = None, False, ""
        try:
            held = follower.follow(steps)
        except Gone as error:
            gone, trouble = True, str(error)
        except ConsoleError as error:
            trouble = str(error)
        except Exception as error:  # whatever a stick can do, the conference goes on
            trouble = _("The mirror {path} cannot be written ({what}).").format(
                path=place, what=type(error).__name__
            )
        with self._lock:
            if self._place != place:
                return
            self._gone, self._trouble = gone, trouble
            if held is not None:
                self._held, self._known = held, True
                if held >= self._steps:
                    self._since = None
