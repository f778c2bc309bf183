"""How two nodes hang together: the chain of edges that teaches most.

Owns which edges put one node before another in learning, and what an edge costs on a path: what
teaches is near, that two nodes share a source, a maker or a company is far. Reads only as much of
the graph as it walks (Dijkstra 1959). Not here: the other questions (queries.py), how a path is
laid out (cli/path.py).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from typing import NamedTuple

from kg.compiled import Graph
from kg.relation_words import words_of_edge
from kg.rows import EdgeRow

# The object of such an edge is learnt before its subject; the points of a problem count as the
# first. The numbers are costs: what is needed outright is nearest.
_NEEDS = {"requires": 2}
_BUILDS_ON = {**_NEEDS, "part_of": 3, "is_a": 3, "uses": 3, "improves_on": 3, "addresses": 4}
_POINT_COST = 2
_OTHER_COST = 5
_SOURCE_COST = 12
_SOURCES = frozenset({"introduced_by", "covered_in", "cites", "made_by", "asked_at", "assesses"})
_NO_REASON_COST = 1

FIRST_TO_LAST, LAST_TO_FIRST, ACROSS = "study", "against", "across"

Near = Callable[[Graph, int], Iterable[tuple[int, int, EdgeRow]]]
"""(graph, node) -> (neighbour, cost, edge)."""


class Step(NamedTuple):
    """One edge of a path, walked from start to end; forward: as it is written.

    words: the relation as said in that direction, as in 'is needed by'.
    """

    start: int
    end: int
    edge: EdgeRow
    forward: bool
    words: str


class Path(NamedTuple):
    """The steps from one node to the other, none if nothing joins them.

    order: FIRST_TO_LAST if each step leads to what builds on the one before, LAST_TO_FIRST if it is
    so from the other end, else ACROSS.
    """

    steps: list[Step]
    order: str


def path_between(graph: Graph, start: int, end: int) -> Path:
    """The chain by which `end` builds on `start`, or `start` on `end`; else the nearest way."""
    if start == end:
        return Path([], ACROSS)
    for near in (_needs, _builds_on):
        edges = _cheapest(graph, end, start, near)
        if edges:
            return Path(_steps(start, reversed(edges)), FIRST_TO_LAST)
        edges = _cheapest(graph, start, end, near)
        if edges:
            return Path(_steps(start, edges), LAST_TO_FIRST)
    return Path(_steps(start, _cheapest(graph, start, end, _around)), ACROSS)


def _cheapest(graph: Graph, start: int, end: int, near: Near) -> list[EdgeRow]:
    """The edges of the cheapest path, from start to end; [] if there is none."""
    came: dict[int, tuple[int, EdgeRow]] = {}
    done: set[int] = set()
    best = {start: 0}
    waiting = [(0, start)]
    while waiting:
        cost, here = heapq.heappop(waiting)
        if here == end:
            return _walked(came, start, end)
        if here in done:
            continue
        done.add(here)
        for other, more, edge in near(graph, here):
            if cost + more < best.get(other, cost + more + 1):
                best[other] = cost + more
                came[other] = here, edge
                heapq.heappush(waiting, (cost + more, other))
    return []


def _walked(came: dict[int, tuple[int, EdgeRow]], start: int, end: int) -> list[EdgeRow]:
    edges = []
    while end != start:
        end, edge = came[end]
        edges.append(edge)
    return edges[::-1]


def _needs(graph: Graph, node_id: int) -> Iterable[tuple[int, int, EdgeRow]]:
    """What must come before the node."""
    return _before(graph, node_id, _NEEDS)


def _builds_on(graph: Graph, node_id: int) -> Iterable[tuple[int, int, EdgeRow]]:
    """What had better come before the node."""
    return _before(graph, node_id, _BUILDS_ON)


def _before(
    graph: Graph, node_id: int, costs: dict[str, int]
) -> Iterable[tuple[int, int, EdgeRow]]:
    for edge in graph.edges_out(node_id):
        if edge.step or edge.relation in costs:
            yield edge.object, cost_of(edge), edge


def _around(graph: Graph, node_id: int) -> Iterable[tuple[int, int, EdgeRow]]:
    for edge in graph.edges_out(node_id):
        yield edge.object, cost_of(edge), edge
    for edge in graph.edges_in(node_id):
        yield edge.subject, cost_of(edge), edge


def cost_of(edge: EdgeRow) -> int:
    """What walking an edge costs: little where it teaches much."""
    unsaid = 0 if edge.reason else _NO_REASON_COST
    if edge.step:
        return _POINT_COST + unsaid
    if edge.relation in _SOURCES:
        return _SOURCE_COST + unsaid
    return _BUILDS_ON.get(edge.relation, _OTHER_COST) + unsaid


def _steps(start: int, edges: Iterable[EdgeRow]) -> list[Step]:
    steps = []
    for edge in edges:
        forward = edge.subject == start
        end = edge.object if forward else edge.subject
        steps.append(Step(start, end, edge, forward, words_of_edge(edge, forward=forward)))
        start = end
    return steps
