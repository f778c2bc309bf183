"""A window to narrow the list of Browse: one line a choice, typing finds it, enter takes it.

Owns the choices and their order. Taking a choice that is in force takes it away. Not here: what a
choice lets through (cards/narrow.py), the list (browse_list.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from cards.narrow import NEXT, Facets
from cards.node_standing import STATES
from kg.compiled import Graph
from tui.markdown_text import readable
from tui.node_states import COLOURS, SIGNS, WORDS
from tui.screens.list_window import ListWindow
from tui.widgets.row_list import RowList


class _Choice(NamedTuple):
    """facets: what is in force once it is taken. taken: it is in force now."""

    facets: Facets
    sign: tuple[str, str]
    words: str
    taken: bool = False


class FacetDialog(ListWindow[Facets]):
    """Dismissed with the facets to use, or None."""

    CSS = """
    FacetDialog { align: center middle; }
    #facet-window { width: 90%; max-width: 76; height: 80%; max-height: 30;
      border: round $primary; background: $surface; padding: 0 1; }
    #facet-window .head { text-style: bold; }
    """
    AUTO_FOCUS: ClassVar[str | None] = "#facet-text"

    def __init__(self, graph: Graph, facets: Facets, states: Mapping[str, int]) -> None:
        super().__init__()
        self._choices = choices(graph, facets, states)
        self._shown: list[_Choice] = []

    def compose(self) -> ComposeResult:
        """What is typed, and what there is to choose from."""
        with Vertical(id="facet-window"):
            yield Static("Show only   (enter takes, esc closes)", classes="head", markup=False)
            yield Input(placeholder="type a part of it", id="facet-text", compact=True)
            yield RowList(id="facet-list")

    def on_mount(self) -> None:
        """All of them."""
        self._narrow("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow(event.value)

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        self._shown = [
            each for each in self._choices if all(w in each.words.casefold() for w in words)
        ]
        self._rows.show(
            len(self._shown),
            lambda offset, limit: [
                (str(place), _line(each))
                for place, each in enumerate(self._shown[offset : offset + limit], offset)
            ],
        )

    @on(RowList.Chosen)
    def _taken(self, event: RowList.Chosen) -> None:
        event.stop()
        self.dismiss(self._shown[int(event.key)].facets)


def choices(graph: Graph, facets: Facets, states: Mapping[str, int]) -> list[_Choice]:
    """States first, then problems and chapters by name. states: how many notes are in each."""
    found = [_Choice(Facets(), ("×", "dim"), "everything")] if any(facets) else []
    for state in (NEXT, *STATES):
        number = f"   {states[state]:,}" if state in states else ""
        taken = facets.state == state
        chosen = facets._replace(state="" if taken else state)
        sign = (SIGNS[state], COLOURS[state])
        found.append(_Choice(chosen, sign, f"{WORDS[state]}{number}", taken))
    for kind, words in (("problem", "needed for problem"), ("chapter", "covered in chapter")):
        for node in graph.nodes(kind):
            taken = getattr(facets, kind) == node.key
            chosen = facets._replace(**{kind: "" if taken else node.key})
            found.append(
                _Choice(chosen, (kind[0], "dim"), f"{words}: {readable(node.title)}", taken)
            )
    return found


def _line(choice: _Choice) -> Content:
    mark = ("✓ ", "bold") if choice.taken else "  "
    return Content.assemble(mark, choice.sign, " ", choice.words)
