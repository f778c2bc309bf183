"""The window of one card: what is known about it, and the marks that can be taken back.

Owns bringing suspended, known, flagged and buried cards back. Not here: the card at hand in a
review (review.py).
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from cards.store_memory import Flags
from tui import commands
from tui.info_text import info_blocks
from tui.remedy import told
from tui.screens.dialogs import TextDialog
from tui.widgets.bars import KeyBar
from tui.widgets.text_view import TextView


class CardDialog(TextDialog):
    """Information and marks of a card that need not be due."""

    BINDINGS: ClassVar[list[BindingType]] = commands.bindings("card")

    def __init__(self, card_id: int) -> None:
        super().__init__("Card", [])
        self._card_id = card_id

    def below(self) -> ComposeResult:
        """The keys of the window."""
        yield KeyBar(commands.of("card"), id="card-keys")

    def on_mount(self) -> None:
        """Show the card."""
        self._draw()

    def _draw(self) -> None:
        with told(self):
            app = self.edgewise
            info = app.study.info(self._card_id)
            text = self.query_one(TextView)
            text.show(info_blocks(info, app.now_ms(), app.offset_min), keep_place=True)

    def _mark(self, kind: str) -> None:
        with told(self):
            self.edgewise.study.mark(kind, self._card_id)
            self._draw()

    def _flags(self) -> Flags:
        return self.edgewise.study.info(self._card_id).flags

    def action_suspend(self) -> None:
        """Suspend, or bring back."""
        self._mark("unsuspend" if self._flags().suspended else "suspend")

    def action_known(self) -> None:
        """Known, or ask it again."""
        self._mark("unknown" if self._flags().known else "known")

    def action_flag(self) -> None:
        """Flag, or take the flag away."""
        self._mark("unflag" if self._flags().flagged else "flag")

    def action_unbury(self) -> None:
        """Ask it today after all."""
        self._mark("unbury")
