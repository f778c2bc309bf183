"""A window to choose one note by typing a part of its name.

Owns nothing but choosing. Not here: what is done with the note (path.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from kg.compiled import Graph
from kg.rows import NodeRow
from kg.search import search
from tui.markdown_text import readable
from tui.remedy import told
from tui.screens.list_window import ListWindow
from tui.widgets.row_list import RowList
from tui.words import LETTER_OF_TYPE

_MOST = 100


class NodePicker(ListWindow[str]):
    """Dismissed with the key of a note, or None."""

    CSS = """
    NodePicker { align: center middle; }
    #pick-window { width: 90%; max-width: 76; height: 80%; max-height: 30;
      border: round $primary; background: $surface; padding: 0 1; }
    #pick-window .head { text-style: bold; }
    """
    AUTO_FOCUS: ClassVar[str | None] = "#pick-text"

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

    @on(RowList.Chosen)
    def _taken(self, event: RowList.Chosen) -> None:
        event.stop()
        self.dismiss(event.key)


def _line(node: NodeRow) -> tuple[str, Content]:
    letter = LETTER_OF_TYPE.get(node.type, " ")
    return node.key, Content.assemble((f"{letter} ", "dim"), readable(node.title))
