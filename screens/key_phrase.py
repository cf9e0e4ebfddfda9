"""Khóa chữ ký: the conference's key under the secretary's phrase. No phrase is shown, kept or logged."""

from collections.abc import Callable, Mapping

from console.errors import NotAllowed
from console.language import _
from screens.dialogs import AskSecret, Choice, Choose, Line
from screens.text import stacked
from screens.workplace import ConferenceScreen


def ask_to_sign(accept: Callable[[Mapping[str, str]], object]) -> AskSecret:
    """The form before an export: one hidden line, `phrase`."""
    return AskSecret(
        _("The record is signed: the secretary's phrase"),
        [Line("phrase", _("The secretary's phrase"), required=True, hidden=True)],
        intro=_("Capital letters and accents count. The phrase is not kept anywhere."),
        accept=accept,
    )


def look_after(stage: ConferenceScreen, protected: bool) -> None:
    """Put the key under a phrase, or ask what is to be done with the one it has."""
    if not protected:
        _ask_new(stage, old=False)
        return

    def chosen(what: str | None) -> None:
        if what == "change":
            _ask_new(stage, old=True)
        elif what == "remove":
            _ask_old(stage)

    stage.app.push_screen(
        Choose(
            _("The key is under the secretary's phrase"),
            [
                Choice("change", _("Another phrase")),
                Choice("remove", _("No phrase any more: whoever has the folder can sign")),
            ],
        ),
        chosen,
    )


def _ask_new(stage: ConferenceScreen, *, old: bool) -> None:
    lines = [Line("old", _("The phrase until now"), required=True, hidden=True)] if old else []
    lines += [
        Line(
            "new",
            _("The new phrase"),
            required=True,
            hidden=True,
            hint=_("12 characters or more: five words"),
        ),
        Line("again", _("The new phrase once more"), required=True, hidden=True),
    ]

    def accept(answers: Mapping[str, str]) -> None:
        if answers["new"] != answers["again"]:
            raise NotAllowed(_("The two are not the same; nothing was changed. Do it again."))
        stage.desk.protect_key(answers.get("old"), answers["new"])

    form = AskSecret(
        _("Lock the signature with a phrase"),
        lines,
        intro=stacked(
            [
                _("From now on nobody signs the record without this phrase. The secretary keeps it."),
                _("A lost phrase cannot be given back by anybody: nobody can sign the record then."),
                _(
                    "Copies of the folder that were made before may still hold the key without a phrase: "
                    "erase them."
                ),
            ]
        ),
        accept=accept,
    )
    stage.app.push_screen(form, lambda answers: _said(stage, answers, _("The key is under the phrase now.")))


def _ask_old(stage: ConferenceScreen) -> None:
    form = AskSecret(
        _("Take the phrase away"),
        [Line("old", _("The phrase until now"), required=True, hidden=True)],
        intro=_("From then on whoever has the folder can sign the record."),
        accept=lambda answers: stage.desk.protect_key(answers["old"], ""),
    )
    stage.app.push_screen(form, lambda answers: _said(stage, answers, _("The key is under no phrase now.")))


def _said(stage: ConferenceScreen, answers: dict[str, str] | None, sentence: str) -> None:
    if answers is not None:
        stage.redraw()
        stage.tell(sentence)
