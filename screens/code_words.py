"""What is said about the codes of a record: where their pictures lie, and how large a window must be."""

from collections.abc import Sequence
from pathlib import Path

from console.language import _
from screens.dialogs import Message
from screens.text import Text, fill, plain, stacked
from screens.workplace import Exported

SHEET = ("13-to-xac-thuc.pdf", "13-to-xac-thuc.html")
"""The sheet to be printed: all codes with the fingerprints."""

PICTURES = (*SHEET, "codes.png", "codes.svg", "codes.txt", "summary.png", "summary.svg")
"""Names of the files of a record that hold codes, as pictures or as text."""


def pictures_of(written: Exported) -> Sequence[str]:
    """Those of them that an export wrote."""
    return [name for name in PICTURES if name in written.files]


def where_pictures_lie(written: Exported) -> Message:
    """The window of "Lưu ảnh mã"."""
    meant = {
        SHEET[0]: _("the sheet to be printed: all codes and fingerprints"),
        SHEET[1]: _("the same sheet, for a browser"),
        "codes.png": _("the codes of the record, one picture"),
        "codes.svg": _("the same, as a drawing of any size"),
        "codes.txt": _("the same, as text"),
        "summary.png": _("the code of the summary, a picture"),
        "summary.svg": _("the same, as a drawing of any size"),
    }
    said: list[Text] = [
        fill(
            _("The pictures of the codes were written with the papers, into {folder}:"),
            folder=plain(str(written.folder), "bold"),
        ),
        "",
    ]
    said += [
        fill(_("{name}: {what}"), name=plain(name, "bold"), what=meant[name]) for name in pictures_of(written)
    ]
    return Message(stacked(said), title=_("Pictures of the codes"))


def window_too_small(columns: int, rows: int) -> Text:
    """How large the window must be for a code, and how to make it so."""
    return fill(
        _(
            "The code needs a larger window: {size} (columns × rows). Maximise the window, or make its "
            "letters smaller (Ctrl and -)."
        ),
        size=plain(f"{columns} × {rows}", "bold"),
    )


def where_else(written: Exported) -> Text:
    """Where the codes are to be had without a larger window."""
    folder: Path = written.folder
    names = [name for name in (SHEET[0], "codes.png") if name in written.files] or list(pictures_of(written))
    return fill(
        _("The record also stands in codes on the printed sheet and in a picture: {names}, in {folder}."),
        names=plain(", ".join(names) or "-", "bold"),
        folder=plain(str(folder), "bold"),
    )
