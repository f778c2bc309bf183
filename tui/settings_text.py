"""The Settings screen in words: one row a setting, and what stands beside the chosen one.

Owns labels, groups and the table of retention. Not here: ranges and sentences
(cards/settings.py), checking what is typed (settings_change.py).
"""

from __future__ import annotations

from typing import NamedTuple

from textual.content import Content

from cards.retention_cost import USUAL, cost
from cards.settings import TABLE, Setting, Settings
from cards.settings_words import is_secret, sentence, typed
from tui.blocks import Block
from tui.themes import OWN

GROUPS = {
    "memory": "Memory", "today": "A day's work", "day": "Days and weekdays",
    "app": "Appearance, keys, editor", "arxiv": "arXiv", "anki": "Anki", "exercises": "Exercises",
}  # fmt: skip
HEAD = "#"  # begins the key of a row that is a heading
KEYS = "keys"
_LABEL = 26
_MEMORY = "For answers from now on; days already set stay."
_NEXT_START = "Is used from the next start of Edgewise."
_HINTS = {
    "theme": "enter shows each theme as you move. A terminal does not say whether it is light or"
    " dark, so nothing is guessed; ansi-dark and ansi-light use the terminal's own colours."
    " NO_COLOR=1 takes all colour away.",
    "reduced_motion": "Cursors stand still and nothing slides. Lists and texts never scroll"
    " smoothly here.",
    "editor": "With its options, such as: code --wait",
    "easy_days": "mon tue wed thu fri sat sun, with commas. Alone: about half the reviews of other"
    " days; with 'minimum': none where another day is near enough. Needs fuzz; intervals under 3"
    " days cannot move.",
    "learning_steps_s": "Such as 1m 10m; s, m and h; nothing at all leaves every wait to FSRS.",
    "relearning_steps_s": "Such as 10m; s, m and h; nothing at all leaves every wait to FSRS.",
    "parameters": f"21 numbers, best written in the file (e). {_NEXT_START}",
    "arxiv_contact": "Goes into the header of each request to arXiv, and nowhere else.",
}

_EMPTY = {"theme": OWN, "editor": "$VISUAL or $EDITOR", "zone": "the machine's own"}


class Row(NamedTuple):
    """One line of the list. key: section.key, or HEAD and a section."""

    key: str
    content: Content


def rows(settings: Settings) -> list[Row]:
    """All settings under their groups; what is not at its default has a star."""
    lines: list[Row] = []
    section = ""
    for row in TABLE:
        if row.section != section:
            section = row.section
            title = GROUPS.get(section, section.capitalize())
            lines.append(Row(HEAD + section, Content.styled(title, "bold underline")))
        lines.append(Row(f"{row.section}.{row.key}", _line(row, settings)))
        if row.field == "theme":
            lines.append(Row(KEYS, _keys_line(settings)))
    return lines


def _line(row: Setting, settings: Settings) -> Content:
    changed = getattr(settings, row.field) != getattr(Settings(), row.field)
    name = f"{'*' if changed else ' '} {label(row)}".ljust(_LABEL)
    value = (shown_value(row, settings), "bold" if changed else "")
    return Content.assemble((name, ""), value)


def _keys_line(settings: Settings) -> Content:
    number = len(settings.keys)
    words = f"{number} changed" if number else "as they come"
    name = f"{'*' if number else ' '} Keys".ljust(_LABEL)
    return Content.assemble(name, (words, "bold" if number else ""))


def label(row: Setting) -> str:
    """The setting's name for a person."""
    name = row.key.replace("_", " ")
    return "URL" if name == "url" else name[:1].upper() + name[1:]


def shown_value(row: Setting, settings: Settings) -> str:
    """A setting's value for a person."""
    if row.kind == "numbers":
        own = getattr(settings, row.field) != getattr(Settings(), row.field)
        return "your own" if own else "those FSRS comes with"
    if is_secret(row) and getattr(settings, row.field):
        return "set, not shown"
    return typed(row, settings) or _EMPTY.get(row.field, "none")


def about(row: Setting, settings: Settings, value: float | None = None) -> list[Block]:
    """What stands beside the chosen setting. value: a retention that is being typed."""
    blocks = [Block(Content(sentence(row)))]
    if row.field == "desired_retention":
        blocks += _retention(settings, value or settings.desired_retention)
    elif row.field in _HINTS:
        blocks.append(Block(Content(_HINTS[row.field])))
    if row.memory and row.kind != "numbers":
        blocks.append(_note(_MEMORY))
    default = "" if row.kind == "numbers" else f"Default: {shown_value(row, Settings())}.  "
    return [*blocks, _note(f"{default}In the file: {row.section}.{row.key}")]


def _note(words: str) -> Block:
    return Block(Content.styled(words, "dim"))


def about_keys() -> list[Block]:
    """What stands beside the line of the keys."""
    return [Block(Content("Every command can have another key; enter lists them."))]


def _retention(settings: Settings, chosen: float) -> list[Block]:
    lines = [Block(Content("  wanted   comes after   reviews"))]
    for retention in sorted({*USUAL, chosen}):
        found = cost(retention, settings.parameters)
        mark = ">" if retention == chosen else " "
        days = f"{found.interval_days:.0f} days"
        line = f"{mark} {retention:<8.4g}{days:>12}{found.reviews:>8.2f} x"
        lines.append(Block(Content.styled(line, "bold" if retention == chosen else ""), keep=True))
    words = "A memory that is 0.9 after 30 days, by FSRS's curve with your parameters;"
    return [*lines, _note(f"{words} what is forgotten more often costs extra.")]
