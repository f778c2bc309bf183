"""From changed notes to changed cards: the one call that app and commands make.

Owns the order (compile, give new cards their ^key, generate, compare, apply) and when all cards are
made again instead of those of changed nodes: after a crash in between, a compilation by someone
else, one that could not read everything, other relations or words, or a new generator. Not here:
the steps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cards import store_cards
from cards.card_diff import CardDiff, no_changes
from cards.drafts import Draft, Generation
from cards.exercise_cards import add_exercises, exercise_drafts
from cards.lifecycle import apply, diff
from cards.places import Places, layers
from cards.store import Store
from cards.words import mark_of, words_of
from kg.compiled import Graph
from kg.compiler import Compilation
from kg.compiler import refresh as compile_notes
from kg.errors import GraphCacheError, WriteRefused
from kg.graph_file import is_current, meta
from kg.layers import VAULT
from kg.survey import layers_with_files

# Raise when the generator makes other cards from the same notes.
GENERATOR = "2"
_SEEN = "cards_made_from"
_IN_PART = "!"  # some changes waited for unread notes: the next refresh makes all again
_NO_KEY = "W134"

Progress = Callable[[int, int], None]


class Refreshed(NamedTuple):
    """What one refresh did. generation: of the changed nodes, or of all if all were made again."""

    compilation: Compilation
    generation: Generation
    diff: CardDiff


def refresh(
    where: Places,
    store: Store,
    now_ms: int,
    *,
    force: bool = False,
    progress: Progress | None = None,
    everything: bool = False,
    dry: bool = False,
) -> Refreshed:
    """Bring graph.db and the cards in step with the notes.

    now_ms: UTC ms. force: compile every note again. progress: told (files read, files to read).
    everything: make all cards, not only those of changed nodes. dry: compile, but leave notes and
    study.db as they are. Raises KgError, StoreError.
    """
    found = layers(where)
    maker = GENERATOR + mark_of(words_of(layer.root for layer in found))
    before = _mark(where, maker)
    compilation = compile_notes(found, where.graph_db, force=force, progress=progress)
    if not dry and _give_keys(where, compilation):
        before, compilation = "", compile_notes(layers(where), where.graph_db)
    seen = store.meta(_SEEN)
    as_before = compilation.changed is not None and not compilation.changed
    if everything or force or (seen != before and (not as_before or seen != before + _IN_PART)):
        compilation = compilation._replace(changed=None)
    elif as_before:
        return Refreshed(compilation, Generation([], [], []), no_changes())
    made, exercises, held = _generated(where, compilation)
    away = store_cards.layers_with_cards(store) - held
    if away:
        missing = compilation.missing_layers | away
        compilation = compilation._replace(missing_layers=missing, incomplete=True)
    changes = diff(store, made, compilation)
    add_exercises(store, changes, exercises, compilation, held)
    if not dry:
        with store.write():
            apply(store, changes, now_ms)
            mark = f"{maker}:{compilation.mark}"
            store.set_meta(_SEEN, mark + _IN_PART * bool(changes.frozen))
    return Refreshed(compilation, made, changes)


def _generated(where: Places, compilation: Compilation) -> tuple[Generation, list[Draft], set[str]]:
    """The cards of notes, those of exercises, and the layers that have notes now.

    Cards of other layers are away, not gone.
    """
    from cards.generate import generate
    from kg.relations_file import load_relations

    relations, _ = load_relations(where.vault)
    with Graph.open(where.graph_db) as graph:
        held = layers_with_files(graph.connection)
        if compilation.changed is None:
            exercises = exercise_drafts(graph, None, relations)
            return generate(graph, None, relations), exercises, held
        nodes = [graph.by_key(key) for key in compilation.changed]
        only = {node.id for node in nodes if node is not None}
        return generate(graph, only, relations), exercise_drafts(graph, only, relations), held


def _give_keys(where: Places, compilation: Compilation) -> bool:
    """Append a ^key to the vault's new hand-written cards; whether any file was changed."""
    lacking = {f.path for f in compilation.faults if f.layer == VAULT and f.code == _NO_KEY}
    written = False
    for path in sorted(lacking):
        from kg.write import append_keys

        try:
            written = bool(append_keys(where.vault / path)) or written
        except WriteRefused:
            # The card waits without its key, as `check` says; all other cards need not wait.
            continue
    return written


def _mark(where: Places, maker: str) -> str:
    """What cards would be made from: their maker and the graph as last compiled; '' if none."""
    if not where.graph_db.is_file():
        return ""
    try:
        with Graph.open(where.graph_db) as graph:
            if not is_current(graph.connection):
                return ""
            return f"{maker}:{meta(graph.connection, 'mark')}"
    except GraphCacheError:
        return ""
