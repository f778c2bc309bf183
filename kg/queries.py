"""The questions of the design that need more than a node's neighbours.

Owns which relations count for which question. Works on the part of the graph that graph.py loaded.
Not here: single look-ups (compiled.py), the way from one node to another (paths.py), search.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from kg.graph import StudyGraph
from kg.relation_words import relation_words
from kg.rows import EdgeRow

# Where a paper can be read about, made or cited; in this order a concept's own papers are told.
_TO_PAPERS = ("introduced_by", "covered_in", "cites")


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
