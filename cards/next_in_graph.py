"""What to learn next in the graph and why: new nodes whose prerequisites are solid.

Owns which nodes stand at the frontier, in the order in which the queue will bring their cards, and
what each one opens. Light (no networkx): it walks the new cards in study order and stops early.
Not here: when a node counts as met (gate.py), the order of cards (queue.py), the sentence for the
learner (tui/home_text.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cards import store_queue
from cards.gate import Gates
from cards.store import Store
from kg.compiled import Graph
from kg.rows import NodeRow

LOOK = 3_000  # new nodes looked at before giving up: a frontier further off is no help today
_NEW_NODES = (
    "SELECT c.node, count(*) FROM memory AS m JOIN card AS c ON c.id = m.card_id"
    " WHERE m.active = 1 AND m.state = 0 GROUP BY c.node ORDER BY min(m.position), c.node"
)
_OPENS = (
    "SELECT DISTINCT node.title FROM edge JOIN node ON node.id = edge.subject"
    " WHERE edge.object = ? AND (edge.relation = 'requires' OR edge.step <> '') AND node.stub = 0"
    " ORDER BY node.centrality DESC, node.title"
)
_ALL_BEHIND = (
    "WITH RECURSIVE above(id) AS (VALUES (?1) UNION SELECT edge.subject FROM above"
    " JOIN edge ON edge.object = above.id"
    " WHERE edge.relation = 'requires' OR edge.step <> '')"
    " SELECT count(*) FROM above JOIN node ON node.id = above.id"
    " WHERE node.id <> ?1 AND node.stub = 0"
)


class NextNode(NamedTuple):
    """A node that can be learnt now. cards: new ones of it.

    builds_on: titles of its direct prerequisites, all solid. opens: titles of what directly needs
    it, the most central first. opens_in_all: how many notes need it, directly or not. for_goal: it
    lies on the way to the learner's goal.
    """

    key: str
    title: str
    type: str
    cards: int
    builds_on: tuple[str, ...]
    opens: tuple[str, ...]
    opens_in_all: int
    for_goal: bool = False


def next_nodes(
    graph: Graph, store: Store, gates: Gates, count: int, goal: str = ""
) -> list[NextNode]:
    """Return the first nodes of the frontier in study order, those on the way to the goal first.

    goal: the key of a node, '' for none. For a thread: at 100,000 cards it reads all new ones.
    Raises StoreError, sqlite3.Error if graph.db went away meanwhile.
    """
    wanted = _way_to(graph, goal)
    for_goal: list[NextNode] = []
    others: list[NextNode] = []
    for node, cards in _frontier(graph, store, gates):
        place = for_goal if node.key in wanted else others
        if len(place) < count:
            place.append(_described(graph, gates, node, cards, for_goal=node.key in wanted))
        if len(for_goal) == count or (not wanted and len(others) == count):
            break
    return [*for_goal, *others][:count]


def _frontier(graph: Graph, store: Store, gates: Gates) -> Iterator[tuple[NodeRow, int]]:
    """Nodes never met whose direct prerequisites are solid, with the number of new cards."""
    waiting = store.query(lambda key, cards: (str(key), int(cards)), _NEW_NODES)
    for key, cards in waiting[:LOOK]:
        node = graph.by_key(key)
        if node is None or _has_begun(store, key):
            continue
        if all(gates.is_met(before) for before, _ in gates.prerequisites(key)):
            yield node, cards


def _has_begun(store: Store, key: str) -> bool:
    recalls = store_queue.recalls(store, key)
    return any(card.stability is not None or card.known for card in recalls)


def _way_to(graph: Graph, goal: str) -> frozenset[str]:
    node = graph.by_key(goal) if goal else None
    if node is None:
        return frozenset()
    before = (graph.node(each).key for each in graph.all_prerequisites(node.id))
    return frozenset([node.key, *before])


def _described(
    graph: Graph, gates: Gates, node: NodeRow, cards: int, *, for_goal: bool
) -> NextNode:
    builds_on = tuple(title for _, title in gates.prerequisites(node.key))
    opens = tuple(row[0] for row in graph.connection.execute(_OPENS, (node.id,)))
    in_all = graph.connection.execute(_ALL_BEHIND, (node.id,)).fetchone()[0]
    return NextNode(node.key, node.title, node.type, cards, builds_on, opens, int(in_all), for_goal)
