"""From a note to what it can be read in, one after another, and back, all with the same key.

Owns which source comes next and what is said about it. Not here: which sources a node has
(kg/sources.py), showing them (screens/browse.py).
"""

from __future__ import annotations

from kg.compiled import Graph
from kg.rows import EdgeRow
from kg.sources import readings
from tui.markdown_text import readable
from tui.words import relation_words


class SourceWalk:
    """Remembers the note one set out from, as long as one stays on its sources."""

    def __init__(self) -> None:
        self._origin = ""
        self._title = ""
        self._edges: list[EdgeRow] = []
        self._keys: list[str] = []
        self._at = 0

    def next(self, graph: Graph, here: str) -> tuple[str, str]:
        """Key of the note to show ('' if there is none), and a line to say.

        here: key of the note on screen: a source shown last leads to the next one of the same note
        and the last of them back to it; any other note to its own first one. Raises KgError.
        """
        if self._keys and self._keys[self._at] == here:
            self._at += 1
            if self._at == len(self._keys):
                self._keys = []
                return self._origin, f"Back at {self._title}."
        else:
            self._set_out(graph, here)
        if not self._keys:
            return "", "This note names no paper, chapter or resource to read."
        edge, total = self._edges[self._at], len(self._keys)
        place = f", § {edge.locator}" if edge.locator else ""
        words = f"{self._title} {relation_words(edge.relation, True)} this{place}."
        again = "next" if self._at + 1 < total else "way back"
        return self._keys[self._at], f"{self._at + 1} of {total} (p for the {again}): {words}"

    def _set_out(self, graph: Graph, here: str) -> None:
        node = graph.by_key(here)
        self._edges = readings(graph, node.id) if node is not None else []
        self._keys = [graph.node(edge.object).key for edge in self._edges]
        self._origin, self._title = here, readable(node.title) if node is not None else ""
        self._at = 0
