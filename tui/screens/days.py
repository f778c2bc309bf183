"""A small window that asks for a number of days.

Owns what counts as one. Not here: what is done with it (card_acts.py, card.py).
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui import commands
from tui.screens.dialogs import WINDOW_CSS


class DaysDialog(ModalScreen[int | None]):
    """Asks in how many days a card comes back; None: it stays as it is."""

    CSS = f"{WINDOW_CSS} DaysDialog {{ align: center middle; }}"
    BINDINGS: ClassVar[list[BindingType]] = commands.bindings("dialog")

    def compose(self) -> ComposeResult:
        """A question and a line to answer it."""
        with Vertical(id="window"):
            yield Static("Ask this card again in how many days? (enter sets it, esc leaves it)")
            yield Input(placeholder="0 is today, 1 tomorrow, 7 a week", max_length=5)
            yield Static("", id="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes a whole number; anything else is asked again."""
        text = event.value.strip()
        if text.isdecimal():
            self.dismiss(int(text))
        else:
            self.query_one("#hint", Static).update("Type a whole number of days, such as 3.")

    def action_close(self) -> None:
        """Leave the card alone."""
        self.dismiss(None)
