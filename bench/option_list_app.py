"""The peer of row 16: the smallest Textual app that opens a list of 300 rows on a key."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import OptionList, Static


class ListScreen(Screen[None]):
    """One list."""

    BINDINGS: ClassVar = [Binding("escape", "app.pop_screen", "Back")]

    def compose(self) -> ComposeResult:
        """One widget."""
        yield OptionList(*(f"row {number} of three hundred" for number in range(300)))


class OptionListApp(App[None]):
    """READY, then the list."""

    BINDINGS: ClassVar = [Binding("b", "list", "List")]

    def compose(self) -> ComposeResult:
        """One widget."""
        yield Static("READY")

    def action_list(self) -> None:
        """Open the list anew."""
        self.push_screen(ListScreen())


if __name__ == "__main__":
    OptionListApp().run()
