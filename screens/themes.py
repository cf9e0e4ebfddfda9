"""Three own themes: light for the projector, dark for the desk, high contrast for tired eyes.

A test computes the contrast of every letter the screens paint: at least 7:1, muted text at least 4.5:1.
Every colour that carries text is set here in so many words; none is blended by Textual.
"""

from dataclasses import dataclass

from textual.theme import Theme

from console.language import mark


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, as `#RRGGBB`.

    Attributes:
        paper, sheet, band: backgrounds: the screen, what lies on it (dialogs, fields), header and footer.
        ink, faint: text and muted text, readable on all three backgrounds.
        key, on_key: the background of the ONE key that goes on, of cursors and buttons; the text on it.
        good, warn, bad: text that says so, readable on all three backgrounds.
        edge: borders and rules.
    """

    paper: str
    sheet: str
    band: str
    ink: str
    faint: str
    key: str
    on_key: str
    accent: str
    good: str
    warn: str
    bad: str
    edge: str


PROJECTOR = Palette(
    paper="#FFFFFF",
    sheet="#F7F7F2",
    band="#EDEFF2",
    ink="#000000",
    faint="#4A4F57",
    key="#7A0012",
    on_key="#FFFFFF",
    accent="#00397A",
    good="#00471C",
    warn="#5C3300",
    bad="#85000B",
    edge="#6B7280",
)
DARK = Palette(
    paper="#101418",
    sheet="#1A2027",
    band="#232B34",
    ink="#F4F6F8",
    faint="#B4BDC8",
    key="#FFCF4A",
    on_key="#101418",
    accent="#9CD2FF",
    good="#8CE6A4",
    warn="#FFCF7A",
    bad="#FFB3AE",
    edge="#8793A1",
)
CONTRAST = Palette(
    paper="#000000",
    sheet="#000000",
    band="#000000",
    ink="#FFFFFF",
    faint="#E0E0E0",
    key="#FFFF00",
    on_key="#000000",
    accent="#00FFFF",
    good="#66FF66",
    warn="#FFD700",
    bad="#FFA0A0",
    edge="#FFFFFF",
)


def theme(name: str, colours: Palette, dark: bool) -> Theme:
    """A Textual theme in which no text colour is left to be blended."""
    c = colours
    variables = {
        "text": c.ink,
        "text-muted": c.faint,
        "text-disabled": c.faint,
        "foreground-muted": c.faint,
        "foreground-disabled": c.faint,
        "text-primary": c.accent,
        "text-secondary": c.accent,
        "text-accent": c.accent,
        "text-success": c.good,
        "text-warning": c.warn,
        "text-error": c.bad,
        "band": c.band,
        "key": c.key,
        "on-key": c.on_key,
        "edge": c.edge,
        "block-cursor-background": c.key,
        "block-cursor-foreground": c.on_key,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": c.band,
        "block-cursor-blurred-foreground": c.ink,
        "block-cursor-blurred-text-style": "bold",
        "block-hover-background": c.band,
        "border": c.key,
        "border-blurred": c.edge,
        "input-cursor-background": c.ink,
        "input-cursor-foreground": c.paper,
        "input-cursor-text-style": "none",
        "input-selection-background": c.accent,
        "input-selection-foreground": c.paper,
        "screen-selection-background": c.accent,
        "screen-selection-foreground": c.paper,
        "button-foreground": c.ink,
        "button-color-foreground": c.on_key,
        "button-focus-text-style": "bold",
        "scrollbar": c.edge,
        "scrollbar-hover": c.ink,
        "scrollbar-active": c.ink,
        "scrollbar-background": c.band,
        "scrollbar-background-hover": c.band,
        "scrollbar-background-active": c.band,
        "scrollbar-corner-color": c.band,
        "link-color": c.accent,
        "link-color-hover": c.on_key,
        "link-background-hover": c.key,
        "footer-foreground": c.ink,
        "footer-background": c.band,
    }
    return Theme(
        name=name,
        primary=c.accent,
        secondary=c.accent,
        accent=c.accent,
        warning=c.warn,
        error=c.bad,
        success=c.good,
        foreground=c.ink,
        background=c.paper,
        surface=c.sheet,
        panel=c.band,
        boost=c.band,
        dark=dark,
        variables=variables,
    )


THEMES: dict[str, tuple[Theme, str]] = {
    "projector": (theme("projector", PROJECTOR, dark=False), mark("Light (projector)")),
    "dark": (theme("dark", DARK, dark=True), mark("Dark")),
    "contrast": (theme("contrast", CONTRAST, dark=True), mark("High contrast")),
}
"""Each theme with its name as a message id, in the order they are offered; the first is the default."""
