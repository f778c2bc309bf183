"""Replays a log twice: through fsrs itself, and through the scheduler with its seeded fuzz."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby

import fsrs
import pytest

from cards import replay, store_memory, store_review
from cards.models import Memory, Rating
from cards.scheduler import Clock, outcome
from cards.settings import Settings
from cards.store import Store


def replay_exactly(store: Store, settings: Settings) -> int:
    """Assert that stored S and D are what fsrs gives, to 1e-9, and every due moment what was drawn.

    Returns how many counting rows were replayed.
    """
    engine = fsrs.Scheduler(enable_fuzzing=False)
    stored = store_memory.every(store)
    replayed = 0
    for card_id, own in groupby(store_review.histories(store), key=lambda row: row.card_id):
        rows = replay.counting(list(own))
        memory, card = Memory(card_id), fsrs.Card(card_id=card_id)
        for row in rows:
            clock = Clock(row.utc_ms, row.zone_offset_min, row.rollover_hour)
            memory = outcome(memory, Rating(row.rating), clock, settings).memory
            assert memory.due_ms == row.due_ms
            midnight = datetime.fromtimestamp(row.study_day * 86400, UTC)
            card, _ = engine.review_card(card, fsrs.Rating(row.rating), midnight)
            replayed += 1
        held = stored[card_id].memory
        assert held == memory if rows else held.reps == 0
        if rows:
            assert held.stability == pytest.approx(card.stability, rel=1e-9)
            assert held.difficulty == pytest.approx(card.difficulty, rel=1e-9)
    return replayed
