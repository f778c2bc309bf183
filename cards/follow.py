"""Memory follows the log for many cards at once: new events, or rows that were undone.

Owns how that stays quick for 10,000 cards. Not here: the fold of one card (replay.py), which rows
are written (act_rows.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from cards import replay, store_memory, store_review
from cards.models import Memory
from cards.store import Store
from cards.store_memory import MemoryRow, Standing
from cards.store_review import EventRow

NOWHERE = Standing(live=False, position=0)


def refold_many(
    store: Store,
    card_ids: Iterable[int],
    parameters: tuple[float, ...],
    *,
    memory_stays: bool = False,
) -> None:
    """Fold many cards again, as refold does one; inside a transaction of the caller.

    memory_stays: the change cannot touch stability and difficulty (a flag, a due date, a tag): they
    are taken as they stand, which saves most of the work.
    """
    for batch in store_memory.batches(card_ids):
        standings = store_memory.standings_of(store, batch)
        held = store_memory.read_many(store, batch) if memory_stays else {}
        events: dict[int, list[EventRow]] = {card: [] for card in batch}
        for event in store_review.events_of_cards(store, batch):
            events[event.card_id or 0].append(event)
        by_card = groupby(store_review.histories_of(store, batch), key=lambda row: row.card_id)
        reviews = {card: list(rows) for card, rows in by_card}
        for card in batch:
            own, standing = events[card], standings.get(card, NOWHERE)
            known = parameters if card not in held else None
            row = replay.fold(card, reviews.get(card, []), own, known, standing)
            if card in held:
                stands = held[card].memory
                row = row._replace(
                    memory=row.memory._replace(
                        stability=stands.stability, difficulty=stands.difficulty
                    )
                )
            store_memory.put(store, row)
            replay.retag(store, card, own)


def take_up(store: Store, rows: Sequence[EventRow], parameters: tuple[float, ...]) -> None:
    """Bring memory in line with new events of different cards, inside their transaction.

    What stands is taken as the fold of all that was before, unless a clock elsewhere is ahead.
    """
    about = {row.card_id: row for row in rows}
    events = {card: row for card, row in about.items() if card is not None}
    late = store_review.acted_after(store, max(row.utc_ms for row in rows)) & events.keys()
    held = store_memory.read_many(store, events)
    standings = store_memory.standings_of(store, events)
    made: list[MemoryRow] = []
    for card, event in events.items():
        standing = standings.get(card, NOWHERE)
        after = replay.acted(
            held.get(card) or MemoryRow(Memory(card), position=standing.position), event
        )
        made.append(after._replace(active=replay.is_active(after.flags, standing)))
    store_memory.put_many(store, made)
    refold_many(store, late, parameters)
