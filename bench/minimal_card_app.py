"""The peer of rows 2 and 5: the smallest Textual app that can show a card, flip it and go on."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Static


class MinimalCardApp(App[None]):
    """Question, answer, next: one Static, no storage, no styling."""

    BINDINGS: ClassVar = [Binding("space", "flip", "Flip"), Binding("3", "good", "Good")]

    def compose(self) -> ComposeResult:
        """One widget."""
        self.number = 0
        self.card = Static("READY question 0")
        yield self.card

    def action_flip(self) -> None:
        """Show the answer."""
        self.card.update(f"READY question {self.number}\n\nanswer {self.number}")

    def action_good(self) -> None:
        """Draw the next card."""
        self.number += 1
        self.card.update(f"READY question {self.number}")


if __name__ == "__main__":
    MinimalCardApp().run()
