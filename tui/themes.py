"""The colours of Edgewise: four themes, and which one holds when none is chosen.

Owns every colour. Grades and states have a word or a sign beside it, always; tests measure the
contrast of each text on each ground (WCAG 2: 4.5, high contrast 7). Not here: which theme a learner
chose (learners_choice.py), what of a line reaches the terminal (line_colours.py).
"""

from __future__ import annotations

from textual.theme import Theme

# A terminal does not say whether it is light or dark; dark is what most are.
OWN = "edgewise-dark"


def _theme(
    name: str,
    *,
    dark: bool,
    grounds: tuple[str, str, str],
    text: tuple[str, str],
    accents: tuple[str, str, str],
    states: tuple[str, str, str],
) -> Theme:
    """Make a theme. grounds: background, surface, panel. text: plain, muted.

    accents: primary, secondary, accent. states: success, warning, error. All are used for text,
    so each has to be readable on each ground.
    """
    background, surface, panel = grounds
    plain, muted = text
    primary, secondary, accent = accents
    success, warning, error = states
    return Theme(
        name=name, dark=dark, background=background, surface=surface, panel=panel,
        foreground=plain, primary=primary, secondary=secondary, accent=accent,
        success=success, warning=warning, error=error,
        variables={
            "text": plain, "text-muted": muted, "text-disabled": muted,
            "text-primary": primary, "text-secondary": secondary, "text-accent": accent,
            "text-success": success, "text-warning": warning, "text-error": error,
            "block-cursor-foreground": background, "block-cursor-background": primary,
            "input-cursor-foreground": background, "input-cursor-background": plain,
            "input-selection-foreground": background, "input-selection-background": primary,
            "border": primary, "scrollbar": muted,
        },
    )  # fmt: skip


THEMES = (
    _theme(
        OWN, dark=True,
        grounds=("#11151C", "#171C26", "#202735"), text=("#D8DEE9", "#A3ADBF"),
        accents=("#82AAFF", "#C3A6FF", "#7DCFFF"), states=("#9ECE6A", "#E5B567", "#FF8A98"),
    ),
    _theme(
        "edgewise-light", dark=False,
        grounds=("#FCFCFA", "#F4F4EF", "#E8E8E1"), text=("#1B1F29", "#50576A"),
        accents=("#1F55A5", "#6F3590", "#08607A"), states=("#2A621B", "#744A00", "#A8201A"),
    ),
    _theme(
        "edgewise-contrast", dark=True,
        grounds=("#000000", "#0B0B0B", "#181818"), text=("#FFFFFF", "#DCDCDC"),
        accents=("#7FCBFF", "#F0B8FF", "#FFE36B"), states=("#63FF85", "#FFD23F", "#FFA3A3"),
    ),
    # Okabe and Ito's palette: told apart with every common kind of colour vision. Bluish green and
    # vermillion are lightened where text would be too dark on the grounds.
    _theme(
        "edgewise-colour-blind", dark=True,
        grounds=("#0E1116", "#151A21", "#1D242E"), text=("#E6E6E6", "#ABB2BD"),
        accents=("#56B4E9", "#CC79A7", "#E69F00"), states=("#1FBF92", "#F0E442", "#F08A4B"),
    ),
)  # fmt: skip
