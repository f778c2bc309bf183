"""A small window that asks for one line: a number of days, a tag.

Owns that what cannot be meant is asked again, with the reason. Not here: what is done with the line
(cards_acts.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui import commands
from tui.screens.dialogs import WINDOW_CSS


class AskedLine(ModalScreen[str | None]):
    """Asks for a line; None: it was closed. fault: what is wrong with a line, '' for nothing."""

    CSS = f"{WINDOW_CSS} AskedLine {{ align: center middle; }}"
    BINDINGS: ClassVar[list[BindingType]] = commands.bindings("dialog")

    def __init__(self, question: str, example: str, fault: Callable[[str], str]) -> None:
        super().__init__()
        self._question = question
        self._example = example
        self._fault = fault

    def compose(self) -> ComposeResult:
        """The question, a line to answer it, and what is wrong with that."""
        with Vertical(id="window"):
            yield Static(self._question, classes="head", markup=False)
            yield Input(placeholder=self._example, max_length=80)
            yield Static("enter does it, esc leaves it", id="hint", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes what can be meant."""
        text = event.value.strip()
        if fault := self._fault(text):
            self.query_one("#hint", Static).update(fault)
        else:
            self.dismiss(text)

    def action_close(self) -> None:
        """Leave it."""
        self.dismiss(None)
