"""The cards of exercises: one each, whose answer is a run that passes.

Owns what such a card says, and when it is made, reworded, retired, revived or left alone: like the
other cards, it retires only when its folder is surely gone. Not here: its grade (the workshop), the
cards of notes (generate.py, lifecycle.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from cards import identity, store_cards, wording
from cards.card_diff import FROZEN, CardDiff, Change, sort
from cards.drafts import LAST_PLACE, PLACES, Draft
from cards.generate_view import View
from cards.lifecycle import GONE, UNREAD, same_row
from cards.store import Store
from cards.store_cards import EXERCISE, LIVE, RETIRED, Stored
from kg.compiled import Graph
from kg.names import is_exercise
from kg.rows import NodeRow
from kg.schema import RELATIONS, Relation

if TYPE_CHECKING:
    from kg.compiler import Compilation


def exercise_drafts(
    graph: Graph,
    only: Collection[int] | None = None,
    relations: Mapping[str, Relation] = RELATIONS,
) -> list[Draft]:
    """The cards of all exercises, or of those among the nodes in `only` (ids)."""
    view = View(graph, relations)
    nodes = graph.nodes("exercise") if only is None else [view.node(each) for each in sorted(only)]
    return [
        _draft(view, node)
        for node in nodes
        if node.type == "exercise" and is_exercise(view.place(node.file)[1])
    ]


def _draft(view: View, node: NodeRow) -> Draft:
    question = f"Exercise: {node.title}. {node.definition}"
    answer = (
        f"`edgewise exercise start {node.stem}` writes the file to fill in and says what is to do; "
        f"`edgewise exercise run {node.stem}` runs it. The run is the grade."
    )
    tested = [
        view.node(edge.object)
        for edge in view.graph.edges_out(node.id)
        if edge.relation == "assesses"
    ]
    position = max([node.position, *(each.position for each in tested)])
    layer, path = view.place(node.file)
    return Draft(
        identity.exercise_card(node.key), identity.exercise_group(node.key), 0, EXERCISE, EXERCISE,
        "forward", node.key, "", node.type, "", layer, path, node.line, question, answer,
        "", "", view.cited(node), wording.normal(question), "", position * PLACES + LAST_PLACE,
        view.tags(node.id),
    )  # fmt: skip


def add_exercises(
    store: Store,
    changes: CardDiff,
    drafts: Collection[Draft],
    compilation: Compilation,
    held: Collection[str],
) -> None:
    """Put what happens to the exercises' cards into a diff. Reads only. Raises StoreError.

    drafts: of the nodes compilation.changed names (None: of all). held: layers that have notes.
    """
    stored = store_cards.exercises(store, compilation.changed)
    for draft in drafts:
        sort(changes, _change(draft, stored.pop(draft.id, None)))
    for before in stored.values():
        if before.state != RETIRED:
            sort(changes, _loss(before, compilation, held))


def _change(draft: Draft, before: Stored | None) -> Change | None:
    if before is not None and before.state == LIVE and same_row(draft, before.card):
        return None
    return Change(draft, LIVE, before=before)


def _loss(before: Stored, compilation: Compilation, held: Collection[str]) -> Change:
    card = before.card
    away = card.layer in compilation.missing_layers or card.layer not in held
    if away or (card.layer, card.path) in compilation.unreadable:
        return Change(card, FROZEN, UNREAD, before)
    return Change(card, RETIRED, GONE, before)
