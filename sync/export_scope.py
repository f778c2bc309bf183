"""Which cards an export is about: those of a node and what is near, of a type, or those due.

Owns the reading of the options --node, --depth, --type and --due for every format. Not here: what
is written of them (anki_export.py, export_*.py), the scope of a review session (cards/scope.py).
"""

from __future__ import annotations

from typing import NamedTuple

from cards import scope
from cards.queue import Scope
from cards.store import Store
from cards.tally import DUE, IN_STEPS
from kg.compiled import Graph


class ExportScope(NamedTuple):
    """Each part narrows it; empty: everything. node: a name. depth: so many edges away."""

    node: str = ""
    depth: int = 0
    type: str = ""
    due: bool = False


def chosen(
    store: Store, graph: Graph | None, wanted: ExportScope, day: int
) -> frozenset[int] | None:
    """The ids of the live cards it names; None: it narrows nothing.

    day: today's study day; due are reviews up to it and cards in their steps, suspended ones not.
    Raises UnknownNode, AmbiguousNode, StoreError.
    """
    if wanted == ExportScope():
        return None
    found = about(store, graph, wanted)
    live = frozenset(store.query(int, "SELECT id FROM card WHERE state = 'live'"))
    found = live if found is None else found & live
    if wanted.due:
        sql = f"SELECT card_id FROM memory WHERE {DUE} UNION ALL SELECT card_id FROM memory WHERE"
        found &= frozenset(store.query(int, f"{sql} {IN_STEPS}", {"day": day}))
    return found


def about(store: Store, graph: Graph | None, wanted: ExportScope) -> frozenset[int] | None:
    """The cards of its node and type alone, whatever their state; None: it names neither."""
    asked = Scope(node=wanted.node or None, type=wanted.type or None, depth=wanted.depth)
    return scope.allowed_cards(store, graph, asked)
