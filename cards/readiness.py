"""How ready one is for a node: the recall of its cards and of all that it builds on, an estimate.

Owns which cards count: the live ones of the node, of whatever it builds on (requires, and a
problem's points), and of the exercises that test any of these. A card never answered counts as
forgotten; a suspended or a known one says nothing about recall and is left out. Not here: whether a
node is met (gate.py), recall itself (scheduler.py). Reads only; takes about 5 us for each
card that counts, however many others there are (2 to 6 ms for most nodes, among 100,000 cards).
"""

from __future__ import annotations

import json
from typing import NamedTuple

from cards.scheduler import Clock, retrievability
from cards.store import Store, Value
from kg.compiled import Graph

# From the nodes to their cards, never the other way: there are few nodes and very many cards.
_RECALLS = (
    "SELECT c.node, m.stability, :day - m.last_day FROM json_each(:nodes) AS n"
    " CROSS JOIN card AS c ON c.node = n.value JOIN memory AS m ON m.card_id = c.id"
    " WHERE c.state = 'live' AND m.suspended = 0 AND m.known = 0"
)
_EXERCISES = (
    "SELECT DISTINCT node.key FROM json_each(?) AS n"
    " CROSS JOIN edge ON edge.object = n.value AND edge.relation = 'assesses'"
    " JOIN node ON node.id = edge.subject WHERE node.type = 'exercise'"
)


class Readiness(NamedTuple):
    """mean, minimum: recall 0..1 over the cards that count; None where there is none.

    cards: how many count. unseen: those of them never answered, in the figures as 0. weakest: the
    nodes with cards and the mean recall of each, the worst first; an exercise stands under its own
    key.
    """

    mean: float | None
    minimum: float | None
    cards: int
    unseen: int
    weakest: list[tuple[str, float]]


def readiness(
    graph: Graph, store: Store, node_key: str, clock: Clock, parameters: tuple[float, ...]
) -> Readiness:
    """Estimate how ready the learner is for a node on the clock's study day.

    node_key: pack/stem; one the graph lacks has only its own cards. parameters: FSRS's.
    Raises StoreError.
    """
    values: dict[str, Value] = {
        "day": clock.day,
        "nodes": json.dumps(nodes_behind(graph, node_key)),
    }
    of_node: dict[str, list[float]] = {}
    unseen = 0
    for node, stability, days in store.query(_card, _RECALLS, values):
        unseen += stability is None
        recall = 0.0 if stability is None else retrievability(stability, days or 0, parameters)
        of_node.setdefault(node, []).append(recall)
    every = [recall for recalls in of_node.values() for recall in recalls]
    if not every:
        return Readiness(None, None, 0, 0, [])
    weakest = [(node, sum(recalls) / len(recalls)) for node, recalls in of_node.items()]
    weakest.sort(key=lambda one: (one[1], one[0]))
    return Readiness(sum(every) / len(every), min(every), len(every), unseen, weakest)


def nodes_behind(graph: Graph, node_key: str) -> list[str]:
    """Return the keys of the node, of what it builds on, and of the exercises that test these."""
    node = graph.by_key(node_key)
    if node is None:
        return [node_key]
    ids = [node.id, *graph.all_prerequisites(node.id)]
    tests = [key for (key,) in graph.connection.execute(_EXERCISES, (json.dumps(ids),))]
    return list(dict.fromkeys([*(graph.node(each).key for each in ids), *tests]))


def _card(
    node: str, stability: float | None, days: int | None
) -> tuple[str, float | None, int | None]:
    return node, stability, days
