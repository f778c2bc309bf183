"""Every theme: all text on all grounds has the contrast that WCAG 2 asks for (1.4.3, 1.4.6)."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.constants import DIM_FACTOR
from textual.theme import Theme

from tui.line_colours import WithoutColour
from tui.themes import OWN, THEMES

GROUNDS = ("background", "surface", "panel")
TEXTS = (
    "foreground", "text", "text-muted", "text-primary", "text-secondary", "text-accent",
    "text-success", "text-warning", "text-error",
)  # fmt: skip
PAIRS = (
    ("block-cursor-foreground", "block-cursor-background"),
    ("input-cursor-foreground", "input-cursor-background"),
    ("input-selection-foreground", "input-selection-background"),
)


def luminance(colour: Color) -> float:
    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b)


def contrast(one: Color, other: Color) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def colours(theme: Theme) -> dict[str, Color]:
    known = theme.to_color_system().generate() | theme.variables
    names = {*GROUNDS, *TEXTS, *(name for pair in PAIRS for name in pair)}
    return {name: Color.parse(known[name]) for name in names}


def test_the_measure_is_that_of_wcag() -> None:
    assert contrast(Color.parse("#000"), Color.parse("#fff")) == pytest.approx(21)
    assert contrast(Color.parse("#777"), Color.parse("#fff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_text_can_be_read_on_every_ground(theme: Theme) -> None:
    least = 7.0 if "contrast" in theme.name else 4.5
    found = colours(theme)
    measured = {
        (text, ground): contrast(found[text], found[ground]) for text in TEXTS for ground in GROUNDS
    }
    for ground in GROUNDS:  # dim text, as textual mixes it
        dim = found[ground].blend(found["foreground"], DIM_FACTOR)
        measured["dim", ground] = contrast(dim, found[ground])
    measured |= {pair: contrast(found[pair[0]], found[pair[1]]) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in measured.items() if ratio < least} == {}


def test_the_four_themes_are_there_and_one_of_them_is_the_apps_own() -> None:
    names = {theme.name for theme in THEMES}
    assert names == {OWN, "edgewise-light", "edgewise-contrast", "edgewise-colour-blind"}


def test_no_colour_means_none_at_all_and_leaves_bold() -> None:
    coloured = Segment("a", Style.parse("bold red on blue"))
    [plain] = WithoutColour().apply([coloured], Color.parse("#000000"))
    assert plain.style == Style(bold=True)
