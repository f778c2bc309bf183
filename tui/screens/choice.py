"""A window with one line a choice: the arrows move, enter takes it, esc takes none.

Owns nothing but choosing. Not here: what there is to choose from, what is done with it
(browse_papers.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from tui import commands
from tui.blocks import Block
from tui.screens.dialogs import TextDialog
from tui.widgets.text_view import TextView


class ChoiceDialog(TextDialog):
    """Blocks with links; the link of the one that is followed goes to `take`."""

    BINDINGS: ClassVar[list[BindingType]] = commands.bindings("text")

    def __init__(self, title: str, blocks: Sequence[Block], take: Callable[[str], None]) -> None:
        super().__init__(title, blocks)
        self._take = take

    def on_mount(self) -> None:
        """The first line is chosen."""
        super().on_mount()
        self.query_one(TextView).focus()

    def action_follow(self) -> None:
        """Take the line that is chosen."""
        self.query_one(TextView).follow()

    @on(TextView.Followed)
    def _followed(self, event: TextView.Followed) -> None:
        event.stop()
        self.dismiss(None)
        self._take(event.link)
