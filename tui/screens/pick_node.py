"""A window to choose one note by typing a part of its name.

Owns nothing but choosing. Not here: what is done with the note (path.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from kg.compiled import Graph
from kg.rows import NodeRow
from kg.search import search
from tui import commands
from tui.markdown_text import readable
from tui.remedy import told
from tui.widgets.row_list import RowList
from tui.words import LETTER_OF_TYPE

_MOST = 100


class NodePicker(ModalScreen[str | None]):
    """Dismissed with the key of a note, or None."""

    CSS = """
    NodePicker { align: center middle; }
    #pick-window { width: 90%; max-width: 76; height: 80%; max-height: 30;
      border: round $primary; background: $surface; padding: 0 1; }
    #pick-window .head { text-style: bold; }
    """
    AUTO_FOCUS: ClassVar[str | None] = "#pick-text"
    BINDINGS: ClassVar[list[BindingType]] = [
        *commands.bindings("dialog"),
        *commands.bindings("text"),
    ]

    def __init__(self, graph: Callable[[], Graph], question: str) -> None:
        """graph: asked anew each time, since notes that are read meanwhile close the one before."""
        super().__init__()
        self._graph = graph
        self._question = question

    def compose(self) -> ComposeResult:
        """The question, what is typed, and the notes that fit."""
        with Vertical(id="pick-window"):
            yield Static(f"{self._question}   (enter takes, esc closes)", classes="head",
                         markup=False)  # fmt: skip
            yield Input(placeholder="type a part of its name", id="pick-text", compact=True)
            yield RowList(id="pick-list")

    def on_mount(self) -> None:
        """All notes by name."""
        with told(self):
            total = self._graph().node_total
            self._rows.show(
                total,
                lambda offset, limit: [
                    _line(node) for node in self._graph().nodes(limit=limit, offset=offset)
                ],
            )

    @property
    def _rows(self) -> RowList:
        return self.query_one("#pick-list", RowList)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if not event.value.strip():
            self.on_mount()
            return
        with told(self):
            hits = search(self._graph(), event.value, limit=_MOST, snippets=False, guess=False)
            lines = [_line(hit.node) for hit in hits]
            self._rows.show(len(lines), lambda offset, limit: lines[offset : offset + limit])

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._rows.follow()

    @on(RowList.Chosen)
    def _taken(self, event: RowList.Chosen) -> None:
        event.stop()
        self.dismiss(event.key)

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        event.stop()

    def action_move(self, step: int) -> None:
        """The note above or below."""
        self._rows.move(step)

    def action_page(self, pages: int) -> None:
        """Pages up or down."""
        self._rows.page(pages)

    def action_follow(self) -> None:
        """Take the note."""
        self._rows.follow()

    def action_close(self) -> None:
        """Take none."""
        self.dismiss(None)


def _line(node: NodeRow) -> tuple[str, Content]:
    letter = LETTER_OF_TYPE.get(node.type, " ")
    return node.key, Content.assemble((f"{letter} ", "dim"), readable(node.title))
