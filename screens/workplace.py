"""What a stage screen stands on: the desk, the polling place, and what the door wired in beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from textual.message import Message

from console import agenda, trail
from console.conference import Conference, Stage
from console.desk import Desk
from console.errors import NotAllowed
from console.language import _, mark
from console.mirror import Mirror, NoMirror, short_words
from screens.frame import Heading, StageScreen

if TYPE_CHECKING:  # the machinery of a ballot is imported when a screen first asks for it
    from console.ballot.ground import Notice
    from console.ballot.polling import Polling
    from console.ballot.sealing import Sealing

STAGES: tuple[tuple[Stage, str], ...] = (
    (Stage.ATTENDANCE, mark("Roll call")),
    (Stage.AGENDA, mark("Agenda")),
    (Stage.REPORTS, mark("Reports and scores")),
    (Stage.DIRECTIONS, mark("Directions")),
    (Stage.BALLOT, mark("Peer review")),
    (Stage.HANDOVER, mark("Handover")),
    (Stage.RECORD, mark("Closing")),
)
"""The stages in the order of the day, with the names that people read."""


class Exported(Protocol):
    """What an export left behind."""

    @property
    def folder(self) -> Path:
        """Where it lies."""
        ...

    @property
    def files(self) -> Sequence[str]:
        """Names of the files written."""
        ...

    @property
    def kept(self) -> Sequence[str]:
        """Papers edited by hand that were left as they are; the new one lies beside each."""
        ...

    @property
    def fingerprint(self) -> str:
        """The record's 80-bit fingerprint, to be read aloud."""
        ...

    @property
    def key(self) -> str:
        """The fingerprint of the conference's key: read aloud, and noted in the minutes."""
        ...

    @property
    def summary(self) -> str:
        """The text of the QR summary."""
        ...


Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, how many there are."""


def no_printer(award: str) -> Path:
    """What stands in for printing where nothing was wired in.

    Raises:
        NotAllowed: always.
    """
    raise NotAllowed(_("Ballot papers cannot be written here."))


def no_cards() -> Path:
    """What stands in for printing the tellers' cards where nothing was wired in.

    Raises:
        NotAllowed: always.
    """
    raise NotAllowed(_("The tellers' cards cannot be written here."))


def no_codes(version: int) -> Sequence[str]:
    """What stands in for the record's codes where nothing was wired in.

    Raises:
        NotAllowed: always.
    """
    raise NotAllowed(_("The codes of the record cannot be made here."))


def no_phrase(old: str | None, new: str) -> None:
    """What stands in for the phrase of the conference's key where nothing was wired in.

    Raises:
        NotAllowed: always.
    """
    raise NotAllowed(_("The conference's key cannot be put under a phrase here."))


def no_notices() -> "Sequence[Notice]":
    """What stands in for looking at the surroundings where nothing was wired in."""
    return ()


class Corner(StrEnum):
    """The screens of the ballot's stage: operator, sealing, polling place, tellers' table."""

    OPERATOR = "operator"
    SEALING = "sealing"
    POLLING = "polling"
    COUNT = "count"


@dataclass
class GoTo(Message):
    """The chair leaves a stage for another, or for a corner of the ballot's stage; the app shows it."""

    stage: Stage
    corner: "Corner | None" = None
    then: "Callable[[ConferenceScreen], None] | None" = None
    """Called with the new screen once it is in front: to say there what was found here."""


@dataclass(frozen=True)
class Workplace:
    """The chair's workplace.

    Attributes:
        recovered: what opening the folder had to mend, in words; shown once.
        export: writes every paper and the signed record; with the phrase, where the key is under one
            (`PhraseNeeded`, `WrongPhrase`).
        open_polling: makes `polling`, when it is first asked for.
        open_sealing: makes `sealing`, the same way.
        qr: the modules of a QR code of a text, True = dark, without quiet zone.
        print_ballots: writes the ballot papers of an award's coming round as a file to be printed.
        print_cards: writes the tellers' cards as a file to be printed.
        surroundings: what of this machine and folder speaks against sealing, or should be known before it.
        record_codes: the texts of the codes of the record that was written last, data codes first, for QR
            codes of version 10 or 15.
        key_protected: whether the secretary's phrase is needed to sign.
        protect_key: puts the conference's key under a phrase; the former one where there is one, then the
            new one, empty for none.
        mirror: the live copy on a stick.
        seen: agenda items whose stage was opened from the agenda; the one key then goes on.
    """

    desk: Desk
    open_polling: "Callable[[], Polling]"
    folder: Path
    recovered: tuple[str, ...]
    export: "Callable[[Progress, str | None], Exported]"
    qr: Callable[[str], Sequence[Sequence[bool]]]
    open_sealing: "Callable[[], Sealing]"
    print_ballots: Callable[[str], Path] = no_printer
    print_cards: Callable[[], Path] = no_cards
    surroundings: "Callable[[], Sequence[Notice]]" = no_notices
    record_codes: Callable[[int], Sequence[str]] = no_codes
    key_protected: Callable[[], bool] = lambda: False
    protect_key: "Callable[[str | None, str], None]" = no_phrase
    mirror: Mirror = field(default_factory=NoMirror)
    seen: set[int] = field(default_factory=set)

    @cached_property
    def polling(self) -> "Polling":
        """The polling place."""
        return self.open_polling()

    @cached_property
    def sealing(self) -> "Sealing":
        """The tellers' side: they seal the boxes to their phrases."""
        return self.open_sealing()

    @property
    def conference(self) -> Conference:
        """The conference as it stands."""
        return self.desk.conference

    def now(self) -> datetime:
        """The time now, timezone-aware."""
        return self.desk.now()

    def heading(self, stage: Stage | None = None, state: str = "") -> Heading:
        """What the head of every screen says."""
        conference = self.desk.conference
        here = agenda.place(conference)
        title = conference.meeting.title
        if conference.meeting.rehearsal:
            title = f"CHẠY THỬ · {title}"
        elif conference.meeting.sample:
            title = f"DỮ LIỆU MẪU · {title}"
        named = dict(STAGES)
        current = here.current.title if here.current else ""
        over = conference.meeting.closed is not None
        return Heading(
            title=title,
            stage=_(named[stage or self.desk.stage]),
            current=_("the conference is closed") if over else current,
            next=here.next.title if here.next and not over else "",
            chair=self.desk.chair_name(),
            state=state,
            mirror=short_words(self.mirror.status()),
        )


class ConferenceScreen(StageScreen[Workplace]):
    """The base of the stages' screens: `STAGE` says which, `state` gives the ONE state word."""

    STAGE: Stage

    @property
    def conference(self) -> Conference:
        """The conference as it stands."""
        return self.desk.desk.conference

    def state(self) -> str:
        """The one state word of the stage, translated; empty where none is needed."""
        return ""

    def heading(self) -> Heading:
        """What the head says."""
        return self.desk.heading(self.STAGE, self.state())

    def on_mount(self) -> None:
        """The chair has come to this stage; the room's view follows."""
        self.desk.desk.enter(self.STAGE)

    def go_to(
        self,
        stage: Stage,
        corner: Corner | None = None,
        then: "Callable[[ConferenceScreen], None] | None" = None,
    ) -> None:
        """Leave for another stage, or for a corner of the ballot's."""
        self.post_message(GoTo(stage, corner, then))

    def action_undo(self) -> None:
        """Lùi một bước."""
        with self.guard():
            taken = self.desk.desk.undo(self.STAGE)
            self.tell(_("Taken back: {what}").format(what=trail.words(taken)))
