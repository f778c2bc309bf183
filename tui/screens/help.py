"""Help: every key, made from the one list of commands.

Owns only the order: the screen one comes from first. Not here: the keys (commands.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from tui import commands
from tui.blocks import BLANK, Block
from tui.screens.frame import SCROLL_KEYS, Frame
from tui.widgets.text_view import TextView

_KEY_CELLS = 20


class HelpScreen(Frame):
    """All commands with their keys and sentences."""

    PLACE = "help"
    BINDINGS: ClassVar[list[BindingType]] = SCROLL_KEYS

    def __init__(self, place: str) -> None:
        super().__init__()
        self._from = place

    def on_mount(self) -> None:
        """Show the list."""
        self.title_bar("Help", "esc goes back")
        self.query_one(TextView).show(help_blocks(self._from, self.edgewise.changed_keys))


def help_blocks(first: str, changed: Mapping[str, str]) -> list[Block]:
    """The list as text; first: the place whose commands come first."""
    places = sorted(commands.PLACES, key=lambda place: place[0] != first)
    blocks: list[Block] = []
    for place, title in places:
        blocks += [BLANK] if blocks else []
        blocks.append(Block(Content.styled(title, "bold underline")))
        for command in commands.of(place):
            keys = commands.keys_of(command, changed).ljust(_KEY_CELLS)
            line = Content.assemble((keys, "bold"), command.help)
            blocks.append(Block(line, hang=len(keys)))
    return blocks
