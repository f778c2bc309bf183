"""Checks a whole set of parsed notes for what no single note can know.

Owns which checks there are. The faults of single notes are theirs (Note.faults), not repeated
here. Not here: the rules themselves (check_edges.py, check_names.py, check_cycles.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.check_cycles import check_cycles
from kg.check_edges import check_edges
from kg.check_names import check_names
from kg.check_world import LayerFault, PlacedNote, World
from kg.models import Fault
from kg.schema import Relation

__all__ = ["LayerFault", "PlacedNote", "check", "check_layers"]


def check(notes: Sequence[PlacedNote], relations: Mapping[str, Relation]) -> list[Fault]:
    """Faults between notes, in order of layer, path and line; relations: those in force."""
    return [found.fault for found in check_layers(notes, relations)]


def check_layers(
    notes: Sequence[PlacedNote], relations: Mapping[str, Relation]
) -> list[LayerFault]:
    """As check(), each fault with its layer. Layers rank in the order they come, the vault last."""
    world = World(notes)
    world.join()
    check_edges(world, relations)
    check_names(world)
    check_cycles(world, relations)
    return world.found()
