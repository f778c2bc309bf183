"""What today's queue asks the database: due, new and learning cards, and who is related to whom.

Owns the SQL that stays fast at any size (covering indexes, a limit on every list). Not here: which
of them are shown, and in what order (queue.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from cards.models import Card
from cards.store import Store, Value
from cards.store_memory import batches
from cards.tally import DUE, IN_STEPS, LEARNT, NEW

CARD_COLUMNS = ", ".join(Card._fields)
_ENTRY = (
    "SELECT m.card_id, m.state, m.step, m.stability, m.last_day, m.due_ms, m.due_day, m.reps,"
    " m.lapses, c.group_id, c.node, c.object, c.relation"
)
# Ids are hashes, so this shuffles; the same way for a whole day, so that a reload agrees.
_SHUFFLED = "(card_id % 999983 * 7919 + :day * 104729) % 999983, card_id"
_ORDERS = {
    "retrievability": "(:day - last_day) / stability, card_id",
    "ascending": "(:day - last_day) / stability DESC, card_id",
    "due": f"due_day, {_SHUFFLED}",
    "random": _SHUFFLED,
}
_HIDDEN = "buried_day <> :day"
_MET = f"{LEARNT} AND {_HIDDEN}"
_AHEAD = (
    f"{LEARNT} AND state = 2 AND due_day <= :until AND {_HIDDEN}"
    " AND (due_day <= :day OR last_day < :day)"
)
_NEW_ORDERS = {"study": "position, card_id", "random": _SHUFFLED}


class Entry(NamedTuple):
    """One card as the queue sees it. pair: the two nodes it is about; object '' for one node."""

    card_id: int
    state: int
    step: int | None
    stability: float | None
    last_day: int | None
    due_ms: int | None
    due_day: int | None
    reps: int
    lapses: int
    group_id: int
    node: str
    object: str
    relation: str


class Recall(NamedTuple):
    """What gating needs to know of one live card."""

    stability: float | None
    last_day: int | None
    days: int
    known: int


NO_VALUES: Mapping[str, Value] = MappingProxyType({})
Allowed = frozenset[int] | None  # only these card ids; None: all


def due_reviews(store: Store, day: int, order: str, limit: int, allowed: Allowed) -> list[Entry]:
    """Read the first due reviews in an order of settings.py."""
    return _first(store, DUE, _ORDERS[order], day, limit, allowed)


def new_cards(store: Store, day: int, order: str, limit: int, allowed: Allowed) -> list[Entry]:
    """Read the first new cards, in the order of study or shuffled."""
    return _first(store, NEW, _NEW_ORDERS[order], day, limit, allowed)


def learning(store: Store, day: int, allowed: Allowed) -> list[Entry]:
    """Read every card inside its learning or relearning steps, the earliest first."""
    return _first(store, IN_STEPS, "due_ms, card_id", day, -1, allowed)


def reviews_ahead(store: Store, day: int, until: int, limit: int, allowed: Allowed) -> list[Entry]:
    """Read the first reviews due up to a day to come, the nearest first; none answered today."""
    order = f"due_day, {_SHUFFLED}"
    return _first(store, _AHEAD, order, day, limit, allowed, {"until": until})


def met(store: Store, day: int, limit: int, allowed: Allowed) -> list[Entry]:
    """Read cards answered before, whether due or not, those forgotten most likely first."""
    return _first(store, _MET, _ORDERS["ascending"], day, limit, allowed)


def _first(
    store: Store,
    where: str,
    order: str,
    day: int,
    limit: int,
    allowed: Allowed,
    more: Mapping[str, Value] = NO_VALUES,
) -> list[Entry]:
    """Choose the ids from the index alone, then read only the chosen cards. more: for `where`."""
    values: dict[str, Value] = {"day": day, "limit": limit, **more}
    if allowed is not None:
        where += " AND card_id IN (SELECT value FROM json_each(:scope))"
        values["scope"] = json.dumps(sorted(allowed))
    sql = f"SELECT card_id FROM memory WHERE {where} ORDER BY {order} LIMIT :limit"
    chosen = store.query(int, sql, values)
    read = {entry.card_id: entry for entry in entries(store, chosen)}
    return [read[card_id] for card_id in chosen if card_id in read]


def entries(store: Store, card_ids: Iterable[int]) -> list[Entry]:
    """Read cards by id, in no special order, whatever their state; unknown ids are left out."""
    found: list[Entry] = []
    for batch in batches(card_ids):
        marks = ",".join("?" * len(batch))
        sql = (
            f"{_ENTRY} FROM card AS c JOIN memory AS m ON m.card_id = c.id WHERE c.id IN ({marks})"
        )
        found += store.query(Entry, sql, batch)
    return found


def card(store: Store, card_id: int) -> Card | None:
    """Read one card's content."""
    return store.one(Card, f"SELECT {CARD_COLUMNS} FROM card WHERE id = ?", (card_id,))


class Standing(NamedTuple):
    """One card of a node: its id, and its state and reason as the lifecycle left them."""

    card_id: int
    state: str
    reason: str


def cards_of_node(store: Store, node: str) -> list[Standing]:
    """List a node's cards, live ones or not, in the order of their groups."""
    sql = "SELECT id, state, reason FROM card WHERE node = ? ORDER BY position, group_id, ordinal"
    return store.query(Standing, sql, (node,))


def recalls(store: Store, node: str) -> list[Recall]:
    """Read what gating asks of a node's live cards; suspended ones do not hold anyone up."""
    sql = (
        "SELECT m.stability, m.last_day, m.days, m.known FROM card AS c"
        " JOIN memory AS m ON m.card_id = c.id"
        " WHERE c.node = ? AND c.state = 'live' AND m.suspended = 0"
    )
    return store.query(Recall, sql, (node,))


def is_started(store: Store, node: str) -> bool:
    """Tell whether a node was met: some card of its own answered or known, or it has none."""
    own = (
        "SELECT 1 FROM card AS c JOIN memory AS m ON m.card_id = c.id"
        " WHERE c.node = :node AND c.state = 'live' AND c.relation <> 'contrasts_with'"
    )
    sql = f"SELECT EXISTS ({own} AND (m.reps > 0 OR m.known = 1)) OR NOT EXISTS ({own})"
    return bool(store.count(sql, {"node": node}))


def siblings(store: Store, card: Card) -> list[int]:
    """List the ids of a card's siblings: same group, or about the same pair of nodes."""
    sql = (
        "SELECT id FROM card WHERE id <> :id AND (group_id = :group OR (:object <> '' AND"
        " ((node = :node AND object = :object) OR (node = :object AND object = :node))))"
        " ORDER BY ordinal, id"
    )
    values: dict[str, Value] = {
        "id": card.id,
        "group": card.group_id,
        "node": card.node,
        "object": card.object,
    }
    return store.query(int, sql, values)


def ids_by(store: Store, column: str, values: Iterable[str]) -> frozenset[int]:
    """Return the ids of the cards whose node, node_type or tag is one of values."""
    wanted = json.dumps(list(values))
    table, key = ("card_tag", "card_id") if column == "tag" else ("card", "id")
    sql = f"SELECT {key} FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"
    return frozenset(store.query(int, sql, (wanted,)))


def node_keys(store: Store, name: str) -> list[str]:
    """Return the keys (pack/stem) of nodes with cards that a name can mean."""
    sql = "SELECT DISTINCT node FROM card WHERE node = :name OR node LIKE '%/' || :name"
    return store.query(str, sql, {"name": name})
