"""The graph a command reads, made or brought up to date first.

Owns when a command that only reads compiles: when graph.db is missing or notes changed; then the
cards follow, as after any compilation. Not here: compiling (cards/refresh.py), showing.
"""

from __future__ import annotations

import sys

from kg.compiled import Graph


def ready_graph(*, bar: bool = True) -> Graph:
    """The learner's graph, in step with the notes; the caller closes it.

    bar: at a terminal, show how far the reading of notes is; it moves the cursor.
    Raises KgError and CardsError as the rooms below do. A home that cannot be written is no reason
    not to show what was compiled before.
    """
    import os

    from cards.errors import CardsError
    from cards.places import layers, places
    from kg.compiler import stale
    from kg.errors import KgError

    where = places(os.environ)
    if stale(layers(where), where.graph_db):
        try:
            _bring_up_to_date(bar=bar and sys.stderr.isatty())
        except (CardsError, KgError) as error:
            if not where.graph_db.is_file():
                raise
            print(f"edgewise: showing the last compilation: {error}", file=sys.stderr)
    return Graph.open(where.graph_db)


def _bring_up_to_date(*, bar: bool) -> None:
    import os

    from cards.places import places
    from cards.refresh import refresh
    from cards.store import Store
    from cards.study_day import now_ms

    where = places(os.environ)
    with Store.open(where.study_db) as store:
        refresh(where, store, now_ms(), progress=_progress if bar else None)


def _progress(done: int, total: int) -> None:
    if done % 100 == 0 or done == total:
        end = "\r\033[K" if done == total else ""
        print(f"\rReading notes {done}/{total}", end=end, file=sys.stderr, flush=True)
