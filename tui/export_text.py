"""The words of the export to Anki: what may go, how far it is, what to do in Anki afterwards.

Owns the wording. Pure. Not here: the steps of the window (screens/export_anki.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from tui.blocks import BLANK, Block
from tui.markdown_text import inline, readable
from tui.words import count

if TYPE_CHECKING:
    from sync.anki_export import Exported
    from sync.export_scope import ExportScope

_BAR_CELLS = 40
_THEIR_ROLLOVER = 4


class Choice(NamedTuple):
    """One part of the cards that may go. cards: how many it is."""

    words: str
    scope: ExportScope
    cards: int


def choice_blocks(choices: Sequence[Choice]) -> list[Block]:
    """One line a choice; where there are no cards there is nothing to choose."""
    blocks = []
    for number, choice in enumerate(choices):
        line = Content.assemble(readable(choice.words), (f"  {count(choice.cards, 'card')}", "dim"))
        link = str(number) if choice.cards else ""
        blocks.append(Block(line if link else line.stylize("dim"), hang=2, link=link))
    return blocks


def packing_blocks(done: int, total: int) -> list[Block]:
    """A progress bar of text; total 0: not known yet."""
    filled = _BAR_CELLS * done // total if total else 0
    bar = "█" * filled + "░" * (_BAR_CELLS - filled)
    return [
        BLANK,
        Block(Content.styled("Packing the notes", "bold")),
        BLANK,
        Block(Content(f"{bar}  {f'{done:,} of {total:,}' if total else ''}")),
        BLANK,
        Block(Content.styled("esc stops; an older file of this name then stays as it is.", "dim")),
    ]


def done_blocks(done: Exported, file: Path, rollover_hour: int) -> list[Block]:
    """What was written and what to do with it. rollover_hour: at which a study day begins."""
    packed = done.packed
    counts = (
        (packed.notes, "note"), (packed.cards, "card"), (packed.reviews, "review"),
        (len(done.decks), "deck"), (packed.media, "media file"),
    )  # fmt: skip
    went = [count(number, noun) for number, noun in counts if number]
    blocks = [
        Block(Content.assemble("Written: ", (at_home(file), "bold"))),
        Block(Content.styled(f"{', '.join(went)}, {_size(packed.bytes)}", "dim")),
        BLANK,
        _head("In Anki"),
        *[Block(Content(f"• {line}"), hang=2) for line in _to_do(rollover_hour)],
        BLANK,
        *[Block(Content(line)) for line in _LATER],
        *_retired(done),
    ]
    if done.blocked:
        kept = f"{count(done.blocked, 'card')} did not go: a rule keeps them away here too."
        blocks += [BLANK, Block(Content(kept))]
    if done.otherwise:
        blocks += [BLANK, Block(Content(_OTHERWISE.format(count(done.otherwise, "card"))))]
    return blocks


_LATER = (
    "Importing again updates texts and adds cards; the schedule of a card that Anki has stays.",
    "Reviews come back: export there with scheduling information, then"
    " `edgewise import-anki FILE`.",
)
_OTHERWISE = (
    "{} answered close to the start of a day, under another offset from UTC: their memory goes"
    " along as it is; if Anki ever computes it anew, it counts such an answer a day off."
)


def _to_do(rollover_hour: int) -> list[str]:
    lines = [
        "File > Import, and choose this file.",
        'Tick "Import any learning progress": memory and reviews go along.',
        'Tick "Import any deck presets": your FSRS parameters, retention and steps.',
        "Switch FSRS on once, in the options of any deck.",
    ]
    if rollover_hour != _THEIR_ROLLOVER:
        lines.append(f"Set Preferences > Review > Next day starts at {rollover_hour}, as here.")
    return lines


def _retired(done: Exported) -> list[Block]:
    if not done.retired:
        return []
    many = count(len(done.retired), "card")
    blocks = [BLANK, _head(f"Retired here, still in Anki: {many}, tagged edgewise::retired")]
    for told in done.retired:
        line = Content.assemble("• ", (f"{told.node}  ", "dim"), inline(told.question))
        blocks.append(Block(line, hang=2))
    return blocks


def _head(words: str) -> Block:
    return Block(Content.styled(words, "bold underline"))


def at_home(file: Path) -> str:
    """The path as a person writes it: ~ for the home folder."""
    try:
        return f"~/{file.relative_to(Path.home()).as_posix()}"
    except ValueError:
        return str(file)


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"
