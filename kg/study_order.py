"""In which order nodes can be learnt, and which edges make that impossible.

Owns depth, place in the study order, and the decision which edges of a cycle are refused. Pure
functions over integers. Not here: reading edges from anywhere (compiler.py).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from typing import NamedTuple

Pair = tuple[int, int]


class Place(NamedTuple):
    """A node's place. position: 0 is learnt first. depth: longest chain of requires below it."""

    position: int
    depth: int


class Ties(NamedTuple):
    """What decides between nodes that could both come next: part of what, which part, title."""

    title: str
    key: str
    parent: str = ""
    order: int = 0


def on_cycles(pairs: Iterable[Pair]) -> set[Pair]:
    """The edges that lie on a cycle; without them the rest has none.

    All of a cycle are named, since nobody can know which one is wrong; so the answer does not
    depend on the order of files. An edge lies on a cycle when both its ends are in one strongly
    connected component (Tarjan 1972, without recursion).
    """
    graph: dict[int, list[int]] = {}
    for subject, object in pairs:
        graph.setdefault(subject, []).append(object)
    component = _components(graph)
    return {
        (subject, object)
        for subject, objects in graph.items()
        for object in objects
        if subject == object or component[subject] == component.get(object)
    }


def _components(graph: Mapping[int, list[int]]) -> dict[int, int]:
    """Number of the strongly connected component of each node that is a subject."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    component: dict[int, int] = {}
    waiting: list[int] = []
    for root in graph:
        if root in index:
            continue
        path = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        waiting.append(root)
        while path:
            node, objects = path[-1]
            child = next(objects, None)
            if child is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == index[node]:
                    _close(node, waiting, component)
            elif child not in index:
                index[child] = low[child] = len(index)
                waiting.append(child)
                path.append((child, iter(graph.get(child, ()))))
            elif child not in component:
                low[node] = min(low[node], index[child])
    return component


def _close(node: int, waiting: list[int], component: dict[int, int]) -> None:
    while True:
        member = waiting.pop()
        component[member] = node
        if member == node:
            return


def study_order(
    requires: Iterable[Pair], precedes: Iterable[Pair], ties: Mapping[int, Ties]
) -> dict[int, Place]:
    """The place of every node in `ties`.

    requires: (subject, what it needs), free of cycles. precedes: (first, next), kept where it does
    not contradict requires. Else: lower depth, more nodes that need it, parts in order, title.
    """
    needs = _grouped(requires)
    depth = _depths(needs, ties)
    dependents: dict[int, int] = dict.fromkeys(ties, 0)
    for objects in needs.values():
        for object in objects:
            dependents[object] = dependents.get(object, 0) + 1
    after = _grouped((later, first) for first, later in precedes)
    rank = {
        node: (depth[node], -dependents[node], tie.parent, tie.order, tie.title.casefold(), tie.key)
        for node, tie in ties.items()
    }
    hard = {node: set(objects) for node, objects in needs.items()}
    both = {node: hard.get(node, set()) | set(after.get(node, ())) for node in {*hard, *after}}
    order = _sorted(both, rank)
    if len(order) < len(rank):
        order = _sorted(hard, rank)
    return {node: Place(position, depth[node]) for position, node in enumerate(order)}


def _grouped(pairs: Iterable[Pair]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for first, second in pairs:
        groups.setdefault(first, []).append(second)
    return groups


def _depths(needs: Mapping[int, list[int]], nodes: Iterable[int]) -> dict[int, int]:
    depth: dict[int, int] = {}
    for root in nodes:
        path = [root]
        while path:
            node = path[-1]
            if node in depth:
                path.pop()
                continue
            open_ones = [need for need in needs.get(node, ()) if need not in depth]
            if open_ones:
                path.extend(open_ones)
                continue
            depth[node] = max((depth[need] + 1 for need in needs.get(node, ())), default=0)
            path.pop()
    return depth


def _sorted(
    before: Mapping[int, set[int]], rank: Mapping[int, tuple[int, int, str, int, str, str]]
) -> list[int]:
    """Kahn's order; among what is possible, lowest rank first. Shorter than rank on a cycle."""
    left = {node: len(firsts) for node, firsts in before.items()}
    after: dict[int, list[int]] = {}
    for node, firsts in before.items():
        for first in firsts:
            after.setdefault(first, []).append(node)
    ready = [(rank[node], node) for node in rank if not left.get(node)]
    heapq.heapify(ready)
    order = []
    while ready:
        _, node = heapq.heappop(ready)
        order.append(node)
        for later in after.get(node, ()):
            left[later] -= 1
            if not left[later]:
                heapq.heappush(ready, (rank[later], later))
    return order


def centrality(degree: int) -> float:
    """How much hangs on a node, 0..1, from the number of its edges alone.

    Half at ten edges. Local on purpose: a new note far away must not change every node's value.
    """
    return degree / (degree + 10)
