"""A window with a line to type in and a list below it: the keys move the list, enter takes a row.

Owns how the keys reach the list while one types. Not here: what is listed and what a row means
(facets.py, pick_node.py).
"""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual import on
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from tui import commands
from tui.widgets.row_list import RowList

Result = TypeVar("Result")


class ListWindow(ModalScreen[Result | None]):
    """Dismissed with what was taken, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *commands.bindings("dialog"),
        *commands.bindings("text"),
    ]

    @property
    def _rows(self) -> RowList:
        return self.query_one(RowList)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._rows.follow()

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        event.stop()

    def action_move(self, step: int) -> None:
        """The row above or below."""
        self._rows.move(step)

    def action_page(self, pages: int) -> None:
        """Pages up or down."""
        self._rows.page(pages)

    def action_follow(self) -> None:
        """Take the row."""
        self._rows.follow()

    def action_close(self) -> None:
        """Take none."""
        self.dismiss(None)
