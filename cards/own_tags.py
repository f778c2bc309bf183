"""The learner's own tags of cards: what the events tag and untag add up to.

Owns the table own_tag and which names a tag may have. Not here: the tags of notes (store_cards.py),
writing the events (bulk.py), finding by tag (card_query_sql.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from cards import store_review
from cards.errors import BadInput
from cards.store import Store
from cards.store_memory import batches
from cards.store_review import TAG, UNTAG, VOID, EventRow
from cards.voids import voided

LONGEST = 60
_NAME = re.compile(r"[\w][\w/.+-]*")


def checked(name: str) -> str:
    """Return a tag as it is kept: without a leading #. Raises BadInput for what is no tag."""
    tag = name.strip().removeprefix("#")
    if not _NAME.fullmatch(tag) or len(tag) > LONGEST:
        raise BadInput(
            f"'{name}' cannot be a tag: it is one word of letters, digits, - _ . + and /, at most "
            f"{LONGEST} long."
        )
    return tag


def folded(events: Iterable[EventRow]) -> frozenset[str]:
    """Return the tags of one card after all its events, in order of (utc_ms, id), voids too."""
    rows = list(events)
    undone = voided(store_review.event_link(row) for row in rows)
    tags: set[str] = set()
    for row in rows:
        tag = row.get("tag") if row.type in (TAG, UNTAG) and row.id not in undone else None
        if isinstance(tag, str):
            (tags.add if row.type == TAG else tags.discard)(tag)
    return frozenset(tags)


def of_cards(store: Store, card_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the own tags of cards, sorted; cards without one are left out."""
    found: dict[int, list[str]] = {}
    for batch in batches(card_ids):
        marks = ",".join("?" * len(batch))
        sql = f"SELECT card_id, tag FROM own_tag WHERE card_id IN ({marks}) ORDER BY tag"
        for card_id, tag in store.query(_pair, sql, batch):
            found.setdefault(card_id, []).append(tag)
    return found


def put(store: Store, tags: Mapping[int, Iterable[str]]) -> None:
    """Write the tags of cards whole, inside the transaction that wrote the events."""
    store.execute_many("DELETE FROM own_tag WHERE card_id = ?", ((card,) for card in tags))
    store.execute_many(
        "INSERT INTO own_tag VALUES (?, ?)",
        ((tag, card) for card, own in tags.items() for tag in sorted(own)),
    )


def refold(store: Store, card_id: int, events: Sequence[EventRow]) -> None:
    """Bring one card's tags in line with its events."""
    put(store, {card_id: folded(events)})


def rebuild(store: Store) -> bool:
    """Make the table what the log says; return whether it had to change. One transaction."""
    with store.write():
        differing = compare(store)
        put(store, differing)
    return bool(differing)


def compare(store: Store) -> dict[int, frozenset[str]]:
    """Return the tags that the log gives to each card whose rows say otherwise."""
    kept: dict[int, set[str]] = {}
    for card_id, tag in store.query(_pair, "SELECT card_id, tag FROM own_tag"):
        kept.setdefault(card_id, set()).add(tag)
    meant = _all(store)
    return {
        card: meant.get(card, frozenset())
        for card in kept.keys() | meant.keys()
        if kept.get(card, set()) != meant.get(card, frozenset())
    }


def _all(store: Store) -> dict[int, frozenset[str]]:
    sql = (
        "SELECT id, device, utc_ms, type, payload FROM event WHERE type IN ('tag', 'untag', ?)"
        " AND json_extract(payload, '$.card') IS NOT NULL ORDER BY utc_ms, id"
    )
    events: dict[int, list[EventRow]] = {}
    for row in store.query(EventRow, sql, (VOID,)):
        card = json.loads(row.payload).get("card")
        events.setdefault(int(card), []).append(row)
    return {card: tags for card, own in events.items() if (tags := folded(own))}


def _pair(first: int | str, second: int | str) -> tuple[int, str]:
    return int(first), str(second)
