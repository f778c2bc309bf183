"""The neighbours of a note for a picture: who they are, how they hang together, how it stands.

Owns their order (what teaches most comes first, as on a path) and what runs in the thread: a graph
of its own, a message at the end. Not here: the drawing (neighbour_picture.py), states
(cards/node_standing.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from textual.message import Message

from kg.compiled import Graph
from kg.paths import cost_of
from kg.rows import EdgeRow, NodeRow
from tui.remedy import LEARNER_ERRORS, sentence
from tui.words import relation_words

# Nobody looks at more in a picture; a hub has thousands.
_READ_AT_MOST = 60
_NAMED = 6


class Neighbour(NamedTuple):
    """A node beside the one in the middle. words: from the middle to it, 'is needed by'.

    reason: of the edge. onward: what it hangs together with itself, as 'needs Rope'.
    """

    node: NodeRow
    words: str
    reason: str
    onward: tuple[str, ...] = ()


class Around(NamedTuple):
    """A node with what it points to and what points to it; more: how many were left out of each."""

    node: NodeRow
    outward: list[Neighbour]
    inward: list[Neighbour]
    more: tuple[int, int]


class Surveyed(Message):
    """What lies around a node; None with the reason where that cannot be read."""

    def __init__(self, around: Around | None, why: str = "") -> None:
        self.around = around
        self.why = why
        super().__init__()


def survey(db: Path, key: str, depth: int, post: Callable[[Message], object]) -> None:
    """Read what lies around a node. db: graph.db. depth: 1, or 2 to name what lies further on."""
    try:
        with closing(Graph.open(db)) as graph:
            node = graph.by_key(key) or graph.find(key)
            post(Surveyed(around(graph, node, depth)))
    except LEARNER_ERRORS as error:
        post(Surveyed(None, sentence(error)))


def around(graph: Graph, node: NodeRow, depth: int) -> Around:
    """The neighbours of a node, each once, by the edge that teaches most. Raises KgError."""
    outward, inward = graph.edges_out(node.id), graph.edges_in(node.id)
    seen = {node.id}
    chosen = []
    for edges, forward in ((outward, True), (inward, False)):
        best = _once(edges, forward, seen)
        seen |= {_other(edge, forward) for edge in best}
        near = [_neighbour(graph, edge, forward, depth) for edge in best[:_READ_AT_MOST]]
        chosen.append((near, len(best) - len(near)))
    (out, out_more), (into, into_more) = chosen
    return Around(node, out, into, (out_more, into_more))


def _once(edges: Iterable[EdgeRow], forward: bool, seen: set[int]) -> list[EdgeRow]:
    """One edge a neighbour, the cheapest; in order of cost, as written."""
    best: dict[int, EdgeRow] = {}
    for edge in sorted(edges, key=cost_of):
        other = _other(edge, forward)
        if other not in seen:
            best.setdefault(other, edge)
    return list(best.values())


def _other(edge: EdgeRow, forward: bool) -> int:
    return edge.object if forward else edge.subject


def _neighbour(graph: Graph, edge: EdgeRow, forward: bool, depth: int) -> Neighbour:
    node = graph.node(_other(edge, forward))
    onward = _onward(graph, node, edge) if depth > 1 else ()
    return Neighbour(node, relation_words(edge.relation, forward), edge.reason, onward)


def _onward(graph: Graph, node: NodeRow, known: EdgeRow) -> tuple[str, ...]:
    edges = [edge for edge in graph.edges_out(node.id) if edge.id != known.id]
    edges.sort(key=cost_of)
    return tuple(
        f"{relation_words(edge.relation, True)} {graph.node(edge.object).title}"
        for edge in edges[:_NAMED]
    )
