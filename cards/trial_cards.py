"""The cards that notes would make, made beside the learner's home and thrown away.

Owns the promise that checking notes writes nothing of the learner's: graph.db lies in a temporary
folder and there is no study.db. Not here: judging the cards (lint.py), keeping them (refresh.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cards.drafts import Generation
from cards.generate import generate
from cards.refresh import Progress
from kg.compiled import Graph
from kg.compiler import refresh
from kg.layers import Layer
from kg.schema import Relation


def trial_cards(
    layers: Sequence[Layer], relations: Mapping[str, Relation], progress: Progress | None = None
) -> Generation:
    """All cards of these layers. progress: told (files read, files to read).

    Raises GraphCacheError when there is no room for the temporary graph.
    """
    with TemporaryDirectory(prefix="edgewise-check-") as folder:
        db = Path(folder) / "graph.db"
        refresh(layers, db, progress=progress)
        with Graph.open(db) as graph:
            return generate(graph, None, relations)
