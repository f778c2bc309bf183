"""Figures by study day, asked of the database directly: answers, cards due, true retention.

Owns what an answer that counts is in statistics, and Anki's definitions: young and mature, true
retention, future due. Quick enough for Home in a thread at a million reviews. Not here: figures of
the whole log (stats_log.py and what builds on it), today's work (tally.py).
"""

from __future__ import annotations

import json
from typing import NamedTuple

from cards.store import Store, Value
from cards.study_day import DAY_MS, HOUR_MS, MINUTE_MS
from cards.voids import voided

MATURE_DAYS = 21  # Anki: a card is mature from an interval of 21 days on
# An answer of the schedule that nothing undid; `:undone` is what `undone` returns.
COUNTS = (
    "rating BETWEEN 1 AND 4 AND kind IN ('learn', 'review', 'relearn')"
    " AND id NOT IN (SELECT value FROM json_each(:undone))"
)
# The interval in days that a row chose; 0 for a step inside the day (models.py, replay.py).
_LOCAL = f"(due_ms + zone_offset_min * {MINUTE_MS} - rollover_hour * {HOUR_MS})"
INTERVAL = (
    f"(CASE WHEN {_LOCAL} % {DAY_MS} = 0 AND {_LOCAL} / {DAY_MS} > study_day"
    f" THEN {_LOCAL} / {DAY_MS} - study_day ELSE 0 END)"
)


class Retention(NamedTuple):
    """How many reviews were remembered and how many forgotten."""

    passed: int = 0
    failed: int = 0

    @property
    def rate(self) -> float | None:
        """Share remembered, 0..1; None without a review."""
        total = self.passed + self.failed
        return self.passed / total if total else None


def undone(store: Store) -> str:
    """Return the ids of all undone rows as a JSON list: the value of `:undone` in COUNTS."""
    rows = store.ask("SELECT id, voids FROM review WHERE voids IS NOT NULL", {})
    return json.dumps(sorted(voided((str(row_id), str(target)) for row_id, target in rows)))


def answers_by_day(store: Store, first_day: int, last_day: int) -> dict[int, int]:
    """Return how many answers count on each study day that has one, undone ones left out.

    Ends included. In a thread: a year of a million reviews takes half a second.
    """
    sql = (
        f"SELECT study_day, count(*) FROM review WHERE study_day BETWEEN :first AND :last"
        f" AND {COUNTS} GROUP BY study_day"
    )
    values: dict[str, Value] = {"first": first_day, "last": last_day, "undone": undone(store)}
    return dict(store.query(_pair, sql, values))


def due_by_day(store: Store, today: int, days: int) -> list[int]:
    """Return how many cards come due on each of so many days; place 0: today and all overdue.

    As Anki's Future Due: no new cards, none suspended, none buried that is due today. It takes for
    granted that no card is failed and none is learnt. Under 0.1 s at 100,000 cards.
    """
    sql = (
        "SELECT max(due_day, :today) - :today, count(*) FROM memory"
        " WHERE active = 1 AND state >= 1 AND due_day < :end"
        " AND NOT (due_day <= :today AND buried_day = :today) GROUP BY 1"
    )
    found = dict(store.query(_pair, sql, {"today": today, "end": today + days}))
    return [found.get(place, 0) for place in range(days)]


def true_retention(
    store: Store, first_day: int, last_day: int, *, mature: bool | None = None
) -> Retention:
    """Count the first review of each card on each study day, ends included, by pass and fail.

    A review: the card had an interval in days; learning and relearning steps do not count. mature:
    only cards whose interval before it was at least 21 days (True) or less (False). In a thread:
    about 0.3 s for 30 days at a million reviews, thrice that with `mature`.
    """
    interval = _INTERVAL_BEFORE if mature is not None else "0"
    sql = (
        f"SELECT card_id, study_day, rating, {interval} FROM review"
        f" WHERE study_day BETWEEN :first AND :last AND kind = 'review' AND {COUNTS}"
        " ORDER BY utc_ms, id"
    )
    values: dict[str, Value] = {"first": first_day, "last": last_day, "undone": undone(store)}
    seen: set[tuple[Value, Value]] = set()
    counted = [0, 0]
    for card_id, day, rating, days in store.ask(sql, values):
        if (card_id, day) not in seen:
            seen.add((card_id, day))
            if mature is None or (int(days or 0) >= MATURE_DAYS) is mature:
                counted[rating == 1] += 1
    return Retention(*counted)


_INTERVAL_BEFORE = (
    f"(SELECT {INTERVAL} FROM review AS p WHERE p.card_id = review.card_id"
    f" AND (p.utc_ms, p.id) < (review.utc_ms, review.id) AND {COUNTS.replace('id NOT', 'p.id NOT')}"
    " ORDER BY p.utc_ms DESC, p.id DESC LIMIT 1)"
)


def _pair(first: int, second: int) -> tuple[int, int]:
    return first, second
