"""What packs hold and which cards they make, by themselves: without the learner's notes over them.

Owns the figures. They are taken from a graph.db of their own that is thrown away, so that nothing
is created in a home and whoever has the same packs sees the same. Not here: how they are shown.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from cards.drafts import Draft, Generation
from cards.generate import generate
from cards.packs import Pack, layers_of
from kg.compiled import Graph
from kg.compiler import refresh
from kg.pack_counts import PackCounts, count_pack

Progress = Callable[[int, int], None]


class PackReport(NamedTuple):
    """live: cards by template, asked-back definitions apart. blocked: cards by rule."""

    counts: PackCounts
    live: dict[str, int]
    blocked: dict[str, int]

    @property
    def cards(self) -> int:
        """All live cards."""
        return sum(self.live.values())


def reports(found: Sequence[Pack], progress: Progress | None = None) -> dict[str, PackReport]:
    """Compile the packs together and make their cards, in a temporary folder; by name of pack.

    Together, because which words are rare, and so what gives an answer away, depends on all notes.
    A broken pack is left out. progress: told (files read, files to read). Raises KgError if the
    graph cannot be made.
    """
    layers = layers_of(found)
    with tempfile.TemporaryDirectory(prefix="edgewise-") as folder:
        db = Path(folder) / "graph.db"
        refresh(layers, db, progress=progress)
        with Graph.open(db) as graph:
            made = generate(graph)
            counts = {layer.name: count_pack(graph, layer.name) for layer in layers}
    return {name: _report(name, counts[name], made) for name in counts}


def _report(name: str, counts: PackCounts, made: Generation) -> PackReport:
    live = Counter(_template(draft) for draft in made.drafts if draft.layer == name)
    blocked = Counter(each.rule for each in made.blocked if each.draft.layer == name)
    return PackReport(counts, _most_first(live), dict(sorted(blocked.items())))


def _template(draft: Draft) -> str:
    back = draft.template == "definition" and draft.direction == "reverse"
    return "definition_reverse" if back else draft.template


def _most_first(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
