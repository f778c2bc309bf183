"""What is known about one card or one node's cards, on screen or not.

Owns what the info page and `edgewise cards` are told. Not here: how it is shown, changing anything.
"""

from __future__ import annotations

from typing import NamedTuple

from cards import store_memory, store_queue, store_review
from cards.errors import UnknownCard
from cards.models import Card, Memory
from cards.replay import counting
from cards.scheduler import Clock, retrievability
from cards.store import Store
from cards.store_memory import Flags, MemoryRow
from cards.store_review import ReviewRow


class CardInfo(NamedTuple):
    """Everything about one card. recall: retrievability now, None before the first answer.

    history: the answers that count, oldest first. siblings: of its group or its pair of nodes.
    """

    card: Card
    memory: Memory
    flags: Flags
    recall: float | None
    history: list[ReviewRow]
    siblings: list[Card]


class CardOfNode(NamedTuple):
    """A card of a node. state: live, blocked or retired, with its reason; memory: if it has one."""

    card: Card
    state: str
    reason: str
    memory: Memory | None
    flags: Flags


def info(store: Store, card_id: int, clock: Clock, parameters: tuple[float, ...]) -> CardInfo:
    """Look one card up. Raises UnknownCard, StoreError."""
    card = store_queue.card(store, card_id)
    if card is None:
        raise UnknownCard(card_id)
    row = store_memory.read(store, card_id) or MemoryRow(Memory(card_id))
    return CardInfo(
        card=card,
        memory=row.memory,
        flags=row.flags,
        recall=recall(row.memory, clock, parameters),
        history=counting(store_review.history(store, card_id)),
        siblings=[
            sibling
            for other in store_queue.siblings(store, card)
            if (sibling := store_queue.card(store, other)) is not None
        ],
    )


def recall(memory: Memory, clock: Clock, parameters: tuple[float, ...]) -> float | None:
    """Return the chance that a card is remembered now; None before its first answer."""
    if memory.stability is None or memory.last_day is None:
        return None
    return retrievability(memory.stability, clock.day - memory.last_day, parameters)


def cards_of(store: Store, node_key: str) -> list[CardOfNode]:
    """List a node's cards with their memory, blocked and retired ones too."""
    standings = store_queue.cards_of_node(store, node_key)
    rows = store_memory.read_many(store, (one.card_id for one in standings))
    found: list[CardOfNode] = []
    for card_id, state, reason in standings:
        card, row = store_queue.card(store, card_id), rows.get(card_id)
        if card is not None:
            memory, flags = (row.memory, row.flags) if row else (None, Flags())
            found.append(CardOfNode(card, state, reason, memory, flags))
    return found
