"""The content lint: what a faultless set of notes still lacks to be worth studying.

Owns which rules there are. They look at all notes at once and are run by `edgewise check` alone;
what a compilation must know is in check.py. Not here: the rules (lint_*.py), the cards' own
(cards/lint.py), what an author lets stand (allowed_faults.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kg.check_world import LayerFault, PlacedNote, World
from kg.faults import fault
from kg.lint_dates import undated_figures
from kg.lint_papers import papers_against_metadata
from kg.lint_reach import implied_requires, unreached_concepts
from kg.lint_reasons import too_few_reasons
from kg.lint_shape import loose_notes, thin_concepts
from kg.lint_web import Web
from kg.paper_metadata import PaperMetadata
from kg.schema import Relation


def joined_world(notes: Sequence[PlacedNote]) -> World:
    """All notes with every link followed. Layers rank in the order they come, the vault last."""
    world = World(notes)
    world.join()
    return world


def lint(
    world: World,
    relations: Mapping[str, Relation],
    metadata: PaperMetadata,
    ageing: Collection[str] = (),
) -> list[LayerFault]:
    """Warnings about the content, in no particular order.

    world: from joined_world(). ageing: keys of facts of systems that need a date, case folded.
    """
    web = Web(world)
    found = [
        *loose_notes(web),
        *thin_concepts(web),
        *implied_requires(web),
        *unreached_concepts(web),
        *undated_figures(web, ageing),
        *papers_against_metadata(web, metadata),
    ]
    faults = [
        LayerFault(f.held.layer, fault(f.held.path, f.line, f.column, f.code, f.message))
        for f in found
    ]
    return [*faults, *too_few_reasons(web, relations)]
