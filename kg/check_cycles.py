"""Cycles in relations that must have none, each shown as its path with the lines that make it.

Owns which cycle is told where several run through the same notes. Not here: other rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from kg.check_world import Joined, World
from kg.schema import Relation

CYCLES_AT_MOST = 50


def check_cycles(world: World, relations: Mapping[str, Relation]) -> None:
    """A fault for every cycle of an acyclic relation; world.join() has been called."""
    edges: dict[str, dict[str, dict[str, Joined]]] = {}
    for joined in world.joined:
        relation = relations.get(joined.relation)
        if relation is not None and relation.acyclic and joined.key != joined.held.key:
            objects = edges.setdefault(joined.relation, {}).setdefault(joined.held.key, {})
            objects.setdefault(joined.key, joined)
    for name in sorted(edges):
        for _ in range(CYCLES_AT_MOST):
            path = _cycle(edges[name])
            if path is None:
                break
            _tell(world, name, path, edges[name])
            # Without this edge the next round finds the next cycle.
            del edges[name][path[0]][path[1]]


def _cycle(edges: dict[str, dict[str, Joined]]) -> list[str] | None:
    """Keys along one cycle, first and last the same; None if there is none."""
    sorter = TopologicalSorter({key: sorted(edges[key]) for key in sorted(edges)})
    try:
        sorter.prepare()
    except CycleError as error:
        keys: list[str] = list(error.args[1])[::-1]
        ring = keys[:-1]
        start = ring.index(min(ring))
        ring = ring[start:] + ring[:start]
        return [*ring, ring[0]]
    return None


def _tell(world: World, name: str, path: list[str], edges: dict[str, dict[str, Joined]]) -> None:
    steps = [edges[subject][item] for subject, item in pairwise(path)]
    stems = " -> ".join(key.rpartition("/")[2] for key in path)
    lines = ", ".join(f"{step.held.path}:{step.edge.span.line}" for step in steps)
    first = steps[0]
    world.add(
        first.held, "E201", first.edge.span.line, first.edge.span.column,
        f"cycle in {name}: {stems} ({lines}); remove one of these lines",
    )  # fmt: skip
