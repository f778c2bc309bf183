"""Which cards a scope names: of a node and its neighbourhood, of a type, of a tag, or one by one.

Owns the reading of a Scope against graph and card table. Not here: what of them is due (queue.py).
"""

from __future__ import annotations

from cards import store_queue
from cards.queue import Scope
from cards.store import Store
from cards.store_queue import Allowed
from kg.compiled import Graph
from kg.errors import UnknownNode


def allowed_cards(store: Store, graph: Graph | None, scope: Scope) -> Allowed:
    """Return the ids a scope leaves; None: it narrows nothing.

    Without a graph only a node's own cards can be found, by its key or stem. Raises UnknownNode,
    AmbiguousNode for a name that is not one node.
    """
    found: Allowed = None
    if scope.node:
        keys = _keys_around(graph, scope.node, scope.depth) or _keys_of(store, scope.node)
        found = store_queue.ids_by(store, "node", keys)
    for column, value in (("node_type", scope.type), ("tag", scope.tag)):
        if value:
            ids = store_queue.ids_by(store, column, [value])
            found = ids if found is None else found & ids
    if scope.cards:
        found = scope.cards if found is None else found & scope.cards
    return found


def _keys_around(graph: Graph | None, name: str, depth: int) -> list[str]:
    if graph is None:
        return []
    centre = graph.find(name)
    return [graph.node(node_id).key for node_id in graph.neighbourhood(centre.id, depth)]


def _keys_of(store: Store, name: str) -> list[str]:
    keys = store_queue.node_keys(store, name)
    if not keys:
        raise UnknownNode(name, [])
    return keys
