"""Kết thúc: what is still open, the closing, the papers in one key, the fingerprint and its QR code."""

from collections.abc import Mapping
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import ProgressBar

from console import record
from console.conference import Stage
from console.errors import ConsoleError
from console.language import _, mark
from console.wording import count
from screens import key_phrase
from screens.acting import HEIGHTS
from screens.actions import Action, Where
from screens.code_words import pictures_of, where_pictures_lie, window_too_small
from screens.dialogs import Ask, Confirm, Line, Paragraph
from screens.text import Text, fill, plain, stacked
from screens.widgets import Banner, QrCode, Words
from screens.widgets.qr_code import NARROW_QUIET, quiet_that_fits, size_in_cells
from screens.workplace import ConferenceScreen, Exported

LEFT = 36
"""Cells that the words beside the code need."""

LOW_FRAME, TALL_FRAME = (2, 3), (4, 8)
"""Columns and rows that head, keys and padding take in a low window and in a tall one."""


class SummaryScreen(ConferenceScreen):
    """The last screen of the day."""

    STAGE = Stage.RECORD
    ABOUT = mark(
        "Close the conference, write every paper and the signed record in one key, read the fingerprint "
        "aloud and let phones take the summary from the code."
    )
    DEFAULT_CSS = """
    SummaryScreen #left { width: 1fr; height: 1fr; scrollbar-size: 1 1; }
    SummaryScreen #bar { display: none; width: 100%; margin-top: 1; }
    SummaryScreen #bar Bar { width: 1fr; }
    SummaryScreen.-writing #bar { display: block; }
    SummaryScreen Banner, SummaryScreen #record { display: none; height: auto; }
    SummaryScreen Banner { color: $key; text-align: left; margin: 0 0 1 0; }
    SummaryScreen QrCode, SummaryScreen #no_room { display: none; margin-left: 1; }
    SummaryScreen #no_room { width: 30; height: auto; }
    SummaryScreen.-written Banner, SummaryScreen.-written #record { display: block; }
    SummaryScreen.-fits QrCode, SummaryScreen.-small #no_room { display: block; }
    SummaryScreen.-tall Banner { margin: 1 0; }
    SummaryScreen.-tall #middle { align: center middle; }
    """
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action(
            "close",
            "enter",
            mark("Close the conference"),
            primary=True,
            help=mark("The chair closes the day."),
        ),
        Action(
            "export",
            "enter",
            mark("Write all papers"),
            primary=True,
            help=mark("Write every paper and the signed record into the folder."),
        ),
        Action("home", "enter", mark("To the agenda"), primary=True, help=mark("Back to the running order.")),
        Action(
            "codes",
            "m",
            mark("QR codes of the record"),
            help=mark("The whole record as a row of QR codes, one after another."),
        ),
        Action("export_again", "p", mark("Write papers"), help=mark("Write every paper as it is now.")),
        Action(
            "wide", "w", mark("Wide code"), help=mark("Draw the QR code of blanks, for fonts without blocks.")
        ),
        Action(
            "pictures",
            "l",
            mark("Save the code's picture"),
            help=mark("Where the pictures of the codes lie, for printing and sending."),
        ),
        Action(
            "key",
            "k",
            mark("Lock the signature"),
            help=mark(
                "Put the key that signs the record under the secretary's phrase, change it or take it away."
            ),
        ),
        Action(
            "correct",
            "c",
            mark("Appended paper"),
            help=mark("Add to or correct what was announced, by a paper of its own."),
        ),
        Action(
            "undo",
            "u",
            mark("Undo"),
            also="ctrl+z",
            help=mark("Take back the last step here."),
            where=Where.QUIET,
        ),
    )

    written: Exported | None = None
    """What the last export left behind; None before one."""
    _writing: bool = False
    _wide: bool = False

    def body(self) -> ComposeResult:
        """Words at the left, the code at the right."""
        with Horizontal(id="middle"):
            with VerticalScroll(id="left"):
                yield Words(id="words")
                yield Banner(id="key")
                yield Words(id="record")
                yield Banner(id="code")
                yield Words(id="papers")
                with Vertical(id="bar"):
                    yield Words(id="doing")
                    yield ProgressBar(show_eta=False)
            yield QrCode(id="qr")
            yield Words(id="no_room")

    def on_resize(self) -> None:
        """The code has another room now."""
        self.call_after_refresh(self._draw_code)

    def state(self) -> str:
        """Closed or not."""
        return _("CLOSED") if self.conference.meeting.closed is not None else _("BEFORE THE CLOSING")

    def draw(self) -> None:
        """What is missing; after the export, what was written and its fingerprint."""
        self.set_class(self.written is not None, "-written")
        self.set_class(self._writing, "-writing")
        written = self.written
        if written is None:
            self.query_one("#words", Words).say(stacked(self._open()))
            self.query_one("#papers", Words).say("")
            return
        words, record_words = self.query_one("#words", Words), self.query_one("#record", Words)
        words.say(plain(_("Fingerprint of the conference's key, to be read aloud and noted:"), "bold"))
        self.query_one("#key", Banner).show(_halves(written.key))
        record_words.say(_("Fingerprint of the record:"))
        self.query_one("#code", Banner).show(_halves(written.fingerprint))
        self.query_one("#papers", Words).say(stacked(self._papers(written)))
        self.call_after_refresh(self._draw_code)

    def _draw_code(self) -> None:
        """The code of the summary, or in words why it is not there."""
        room = self.query_one("#middle").size
        quiet, written = None, self.written
        if written is not None and room.height:
            modules = self.desk.qr(written.summary)
            quiet = quiet_that_fits(len(modules), room.width - LEFT, room.height, wide=self._wide)
            if quiet is not None:
                self.query_one(QrCode).show(modules, wide=self._wide, quiet=quiet)
            else:
                across, down = size_in_cells(len(modules), wide=self._wide, quiet=NARROW_QUIET)
                tall = down + LOW_FRAME[1] >= HEIGHTS[-1][0]  # a window of that height has a higher head
                rest = TALL_FRAME if tall else LOW_FRAME
                self.query_one("#no_room", Words).say(
                    window_too_small(across + LEFT + rest[0], down + rest[1])
                )
        self.set_class(written is not None and quiet is not None, "-fits")
        self.set_class(written is not None and quiet is None, "-small")

    def _open(self) -> list[Text]:
        meeting = self.conference.meeting
        said: list[Text] = []
        if meeting.closed is not None:
            said.append(
                plain(
                    _("The conference was closed at {time}.").format(time=meeting.closed.strftime("%H:%M")),
                    "bold",
                )
            )
        missing = record.missing(self.conference)
        if missing:
            said += ["", plain(_("Still open; the minutes will say so:"), "bold $warning")]
            said += [plain(f"■ {sentence}") for sentence in missing]
        else:
            said += ["", plain(_("Nothing is missing."), "bold $success")]
        state = self._key_state()
        if state:
            said += ["", plain(state, "$text-muted")]
        if meeting.closed is not None:
            said += [
                "",
                plain(_("Now write the papers: they are printed and signed while everybody is here.")),
            ]
        return said

    def _key_state(self) -> str:
        """Whether anybody can sign who has the folder; empty where the key cannot be read now."""
        try:
            protected = self.desk.key_protected()
        except ConsoleError:
            return ""
        if protected:
            return _("The key that signs the record is under the secretary's phrase.")
        return _("The key that signs the record is under no phrase: whoever has the folder can sign.")

    def _papers(self, written: Exported) -> list[Text]:
        said: list[Text] = [
            fill(
                _("{n} files in {folder}"),
                n=plain(count(len(written.files)), "bold"),
                folder=str(written.folder),
            )
        ]
        if written.kept:
            said.append(plain(_("Edited by hand and left alone; the new one lies beside:"), "$warning"))
            said += [plain(f"■ {name}") for name in written.kept]
        if pictures_of(written):
            said.append(plain(_("L: the pictures of the codes, to print and to send.")))
        said += [plain(f"  {name}") for name in written.files]
        return said

    def available(self, action: Action) -> bool:
        """First the closing, then the papers."""
        closed = self.conference.meeting.closed is not None
        if self._writing:
            return False
        match action.id:
            case "close":
                return not closed
            case "export":
                return closed and self.written is None
            case "export_again":
                return not closed or self.written is not None
            case "home":
                return closed and self.written is not None
            case "wide" | "codes" | "pictures":
                return self.written is not None
            case "key":
                return self.conference.meeting.forgotten is None
        return True

    def action_close(self) -> None:
        """The chair closes; what is open stands as open in the minutes."""
        missing = record.missing(self.conference)
        detail = [plain(f"■ {sentence}") for sentence in missing]
        detail.append(plain(_("This is not undone; corrections go into an appended paper.")))

        def answered(yes: bool | None) -> None:
            if yes:
                with self.guard():
                    record.close(self.conference, self.desk.now())  # what refuses does so before keys go
                    self.desk.sealing.end()
                    self.desk.polling.lock()
                    self.desk.desk.do(record.close, self.desk.now())

        self.app.push_screen(Confirm(_("Close the conference?"), stacked(detail)), answered)

    def action_home(self) -> None:
        """Back to the running order: what is left of it, the room can still see."""
        self.go_to(Stage.AGENDA)

    def action_export(self) -> None:
        """Every paper, in one key; the secretary types the phrase first, where there is one."""
        if self.desk.key_protected():
            self._ask_and_write()
            return
        self._writing = True
        self.redraw()
        self._write()

    def _ask_and_write(self) -> None:
        app, found = self.app, list[Exported]()

        def write(answers: Mapping[str, str]) -> None:
            def progress(what: str, done: int, total: int) -> None:
                app.call_from_thread(form.say, fill(_("Writing: {what}"), what=what))

            found.append(self.desk.export(progress, answers["phrase"]))

        def closed(answers: dict[str, str] | None) -> None:
            if answers is not None:
                self._done(found[-1])

        form = key_phrase.ask_to_sign(write)
        app.push_screen(form, closed)

    def action_export_again(self) -> None:
        """Every paper as it is now."""
        self.action_export()

    @work(thread=True, exclusive=True)
    def _write(self) -> None:
        try:
            written = self.desk.export(self._progress, None)
        except ConsoleError as error:
            self.app.call_from_thread(self._failed, error)
        else:
            self.app.call_from_thread(self._done, written)

    def _progress(self, what: str, done: int, total: int) -> None:
        self.app.call_from_thread(self._show_progress, what, done, total)

    def _show_progress(self, what: str, done: int, total: int) -> None:
        if not self.is_attached:
            return
        self.query_one("#doing", Words).say(fill(_("Writing: {what}"), what=what))
        self.query_one(ProgressBar).update(progress=done, total=total)

    def _done(self, written: Exported) -> None:
        self._writing, self.written = False, written
        if self.is_attached:
            self.redraw()

    def _failed(self, error: ConsoleError) -> None:
        self._writing = False
        if self.is_attached:
            self.redraw()
        self.app.complain(error)

    def action_correct(self) -> None:
        """An appended paper; what was announced stays."""
        self.app.push_screen(
            Ask(
                _("Appended paper"),
                [
                    Line("about", _("What it adds to or corrects"), required=True),
                    Paragraph("text", _("How it reads now"), required=True, rows=6),
                ],
                intro=_("What was announced or signed is never edited; this paper stands beside it."),
                accept=lambda a: self.desk.desk.do(record.correct, a["about"], a["text"], self.desk.now()),
            ),
            self._corrected,
        )

    def _corrected(self, answers: dict[str, str] | None) -> None:
        if answers is not None:
            self.written = None
            self.redraw()

    def action_wide(self) -> None:
        """The code of blanks, or of half blocks again."""
        self._wide = not self._wide
        self.redraw()

    def action_codes(self) -> None:
        """The record as a row of QR codes."""
        from screens.codes import CodesScreen

        app, desk, written = self.app, self.desk, self.written

        def again() -> None:
            summary = SummaryScreen(desk)
            summary.written = written
            app.switch_screen(summary)

        if written is not None:
            app.switch_screen(CodesScreen(desk, written, again))

    def action_pictures(self) -> None:
        """Where the pictures lie."""
        if self.written is not None:
            self.app.push_screen(where_pictures_lie(self.written))

    def action_key(self) -> None:
        """The secretary's phrase for the key."""
        key_phrase.look_after(self, self.desk.key_protected())


def _halves(fingerprint: str) -> str:
    """`ABCD-EFGH` above `IJKL-MNOP`."""
    groups = fingerprint.split("-")
    half = len(groups) // 2
    return "-".join(groups[:half]) + "\n" + "-".join(groups[half:])
