"""The list of cards that a query finds: their ids in an order, and rows of a page of them.

Owns the columns and how each is ordered. Made for a thread: finding takes up to 100 ms of 100,000
cards, a page a few. Not here: what a query means (card_query_sql.py), how a row is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cards import own_tags
from cards.card_query import parse
from cards.card_query_names import Names
from cards.card_query_sql import condition
from cards.models import State
from cards.scheduler import Clock, retrievability
from cards.settings import Settings
from cards.store import Store
from cards.store_memory import Flags, batches
from kg.compiled import Graph

_ORDERS = {
    "due": "m.due_day IS NULL, m.due_day",
    "question": "c.question_norm",
    "node": "c.node",
    "state": "m.state",
    # R falls as t/S grows, so the least remembered stand first without a power.
    "r": "m.stability IS NULL, -max(:day - m.last_day, 0) / m.stability",
    "s": "m.stability IS NULL, m.stability",
    "d": "m.difficulty IS NULL, m.difficulty",
    "lapses": "m.lapses",
    "reps": "m.reps",
    "added": "c.created_ms",
    "study": "c.position",
}
# Where more means first when a column is first chosen.
_FALLING = frozenset({"d", "lapses", "reps", "added"})
ORDERS = tuple(_ORDERS)
_ROW = (
    "c.id, c.question, c.answer, c.node, c.node_type, c.kind, c.state, c.reason, c.layer, c.path,"
    " c.line, m.state, m.stability, m.difficulty, m.last_day, m.due_day, m.reps, m.lapses,"
    " m.suspended, m.buried_day, m.flagged, m.known"
)


class CardRow(NamedTuple):
    """One card of the list. standing: live, blocked or retired, with its reason.

    recall: retrievability now. last_day, due_day: study days. tags: the learner's own.
    """

    id: int
    question: str
    answer: str
    node: str
    node_type: str
    kind: str
    standing: str
    reason: str
    layer: str
    path: str
    line: int
    state: State
    stability: float | None
    difficulty: float | None
    recall: float | None
    last_day: int | None
    due_day: int | None
    reps: int
    lapses: int
    flags: Flags
    tags: tuple[str, ...]


def find(
    store: Store,
    graph: Graph | None,
    query: str,
    clock: Clock,
    settings: Settings,
    *,
    order: str = "due",
    turned: bool = False,
) -> list[int]:
    """Return the ids of the cards a query finds. turned: the order upside down.

    Raises QueryError: column, what is wrong, what is allowed; StoreError.
    """
    found = condition(parse(query), store, Names(store, graph), clock, settings)
    sql = (
        f"SELECT c.id FROM card AS c LEFT JOIN memory AS m ON m.card_id = c.id WHERE {found.where}"
        f" ORDER BY {_order(order, turned)}"
    )
    return store.query(int, sql, found.values)


def falls(order: str, *, turned: bool) -> bool:
    """Whether the greatest stand first."""
    return (order in _FALLING) is not turned


def _order(order: str, turned: bool) -> str:
    parts = _ORDERS[order].split(", ", 1) if "IS NULL" in _ORDERS[order] else [_ORDERS[order]]
    parts[-1] += " DESC" if falls(order, turned=turned) else ""
    return ", ".join([*parts, "c.position", "c.id"])


def rows(store: Store, ids: Sequence[int], clock: Clock, settings: Settings) -> list[CardRow]:
    """Read the rows of some cards, in the order of ids; an id that is gone is left out."""
    read: dict[int, CardRow] = {}
    for batch in batches(ids):
        marks = ",".join("?" * len(batch))
        sql = (
            f"SELECT {_ROW} FROM card AS c LEFT JOIN memory AS m ON m.card_id = c.id"
            f" WHERE c.id IN ({marks})"
        )
        tags = own_tags.of_cards(store, batch)
        for row in store.query(_row, sql, batch):
            recall = _recall(row, clock, settings)
            read[row.id] = row._replace(recall=recall, tags=tuple(tags.get(row.id, ())))
    return [read[card] for card in ids if card in read]


def _recall(row: CardRow, clock: Clock, settings: Settings) -> float | None:
    if row.stability is None or row.last_day is None:
        return None
    return retrievability(row.stability, clock.day - row.last_day, settings.parameters)


def _row(
    id: int,
    question: str,
    answer: str,
    node: str,
    node_type: str,
    kind: str,
    standing: str,
    reason: str,
    layer: str,
    path: str,
    line: int,
    state: int | None,
    stability: float | None,
    difficulty: float | None,
    last_day: int | None,
    due_day: int | None,
    reps: int | None,
    lapses: int | None,
    suspended: int | None,
    buried_day: int | None,
    flagged: int | None,
    known: int | None,
) -> CardRow:
    flags = Flags(bool(suspended), buried_day or 0, bool(flagged), bool(known))
    return CardRow(
        id, question, answer, node, node_type, kind, standing, reason, layer, path, line,
        State(state or 0), stability, difficulty, None, last_day, due_day, reps or 0, lapses or 0,
        flags, (),
    )  # fmt: skip
