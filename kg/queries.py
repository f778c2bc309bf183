"""The questions of the design that need more than a node's neighbours.

Owns which relations count for which question, and the words a path is told in. Works on the part
of the graph that graph.py loaded. Not here: single look-ups (compiled.py), search (search.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import pairwise
from typing import NamedTuple

import networkx as nx

from kg.compiled import Graph
from kg.graph import StudyGraph, load
from kg.relation_words import relation_words, words_of_edge
from kg.rows import EdgeRow

# Where a paper can be read about, made or cited; in this order a concept's own papers are told.
_TO_PAPERS = ("introduced_by", "covered_in", "cites")
_SOURCE_COST = 3
_DEPTHS = (1, 2, 3)
_SOURCE_RELATIONS = ("introduced_by", "covered_in", "cites", "made_by", "asked_at")


class Step(NamedTuple):
    """One edge of a path, walked from start to end; forward: as it is written.

    words: the relation as said in that direction, as in 'is needed by'.
    """

    start: int
    end: int
    edge: EdgeRow
    forward: bool
    words: str


class Behind(NamedTuple):
    """A paper behind a node. reason: as in 'covers Attention, which X builds on'; own: its own."""

    paper: int
    reason: str
    own: bool


def prerequisites(sg: StudyGraph, node_id: int) -> list[int]:
    """All that must come before a node, direct or not, in study order; the node left out.

    A problem also builds on its points.
    """
    return sg.in_study_order(_closure(sg, node_id, _needs) - {node_id})


def unlocks(sg: StudyGraph, node_id: int) -> list[int]:
    """What directly or indirectly needs a node, in study order; the node left out."""
    return sg.in_study_order(_closure(sg, node_id, _needed_by) - {node_id})


def frontier(sg: StudyGraph, met: Callable[[int], bool]) -> list[int]:
    """What can be learnt next: not met, but all its direct prerequisites are; in study order."""
    ready = (
        node_id
        for node_id in sg.digraph.nodes
        if not sg.node(node_id).stub
        and not met(node_id)
        and all(sg.node(need).stub or met(need) for need in _needs(sg, node_id))
    )
    return sg.in_study_order(ready)


def shortest_path(sg: StudyGraph, start: int, end: int) -> list[Step]:
    """The shortest path between two nodes, either direction; [] if they are not connected.

    That two nodes share a chapter or a maker says little, so such edges count as three.
    """
    try:
        path = nx.shortest_path(sg.digraph.to_undirected(as_view=True), start, end, _cost)
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return []
    return [_step(sg, a, b) for a, b in pairwise(path)]


def path_between(graph: Graph, start: int, end: int) -> list[Step]:
    """shortest_path over just as much of the graph as it needs; [] if they are not connected."""
    for depth in _DEPTHS:
        steps = shortest_path(load(graph, (start, end), depth), start, end)
        # Any path of at most 2 * depth + 1 edges lies within reach of its two ends.
        cost = sum(_SOURCE_COST if step.edge.relation in _SOURCE_RELATIONS else 1 for step in steps)
        if steps and cost <= 2 * depth + 1:
            return steps
    return shortest_path(load(graph), start, end)


def papers_behind(sg: StudyGraph, node_id: int) -> list[Behind]:
    """Papers of a node, of its parts, and of its prerequisites, each once, nearest first."""
    title = sg.node(node_id).title
    found: dict[int, Behind] = {}
    _add_papers(sg, node_id, "", found)
    for part in sg.in_study_order(_closure(sg, node_id, _parts) - {node_id}):
        _add_papers(sg, part, f"part of {title}", found)
    for need in reversed(prerequisites(sg, node_id)):
        _add_papers(sg, need, f"which {title} builds on", found)
    return list(found.values())


def citing(sg: StudyGraph, paper: int) -> list[EdgeRow]:
    """Everything that cites, covers or was introduced by a paper, as the edges that say so."""
    return sorted(sg.into(paper, *_TO_PAPERS), key=lambda e: (e.relation, sg.node(e.subject).title))


def _closure(
    sg: StudyGraph, start: int, step: Callable[[StudyGraph, int], Collection[int]]
) -> set[int]:
    seen, waiting = {start}, [start]
    while waiting:
        new = set(step(sg, waiting.pop())) - seen
        seen |= new
        waiting.extend(new)
    return seen


def _needs(sg: StudyGraph, node_id: int) -> set[int]:
    edges = sg.out(node_id)
    return {e.object for e in edges if e.relation == "requires" or e.step}


def _needed_by(sg: StudyGraph, node_id: int) -> set[int]:
    return {e.subject for e in sg.into(node_id) if e.relation == "requires" or e.step}


def _parts(sg: StudyGraph, node_id: int) -> set[int]:
    return {e.subject for e in sg.into(node_id, "part_of")}


def _cost(_: int, __: int, parallel: dict[str, dict[str, EdgeRow]]) -> float:
    """One, or more where only a source, maker or company joins the nodes."""
    names = {data["row"].relation for data in parallel.values()}
    return _SOURCE_COST if names <= set(_SOURCE_RELATIONS) else 1


def _step(sg: StudyGraph, start: int, end: int) -> Step:
    """The edge between two neighbours that says most: one with a reason, then as written."""
    forward = [e for e in sg.out(start) if e.object == end]
    backward = [e for e in sg.out(end) if e.object == start]
    best = min([*forward, *backward], key=lambda e: (not e.reason, e.subject != start, e.relation))
    is_forward = best.subject == start
    return Step(start, end, best, is_forward, words_of_edge(best, forward=is_forward))


def _add_papers(sg: StudyGraph, node_id: int, through: str, found: dict[int, Behind]) -> None:
    edges = [e for e in sg.out(node_id) if sg.node(e.object).type == "paper"]
    edges.sort(key=lambda e: (_rank(e.relation), e.order, e.object))
    for edge in edges:
        if edge.object not in found:
            said = relation_words(edge.relation, forward=False)
            link = ", ".join(p for p in (f"{said} {sg.node(node_id).title}", through) if p)
            reason = f"{link}: {edge.reason}" if edge.reason else link
            found[edge.object] = Behind(edge.object, reason, not through)


def _rank(relation: str) -> int:
    return _TO_PAPERS.index(relation) if relation in _TO_PAPERS else len(_TO_PAPERS)
