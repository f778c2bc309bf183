"""What the learner works towards: a node, a date, minutes a day; an event each, the last one holds.

Owns the goal's event and the first guess from minutes to new cards a day. Not here: the plan by
simulation, when the tour asks for it (tui/screens/tour.py), undoing it (undo.py).
"""

from __future__ import annotations

import json
from typing import NamedTuple

from cards.record import Recorder
from cards.scheduler import Clock
from cards.store import Store
from cards.tally import NEW_MS, REVIEW_MS
from cards.voids import voided
from kg.compiled import Graph

GOAL = "goal"
# What one new card costs: its first look, then about nine more answers while it settles. The ten
# in all are Anki's rule of thumb (its manual wants ten times as many reviews as new cards a day).
# Seconds as tally.py guesses them before there are answers to measure.
ANSWERS_AFTER = 9


class Goal(NamedTuple):
    """node: pack/stem, '' for all there is. day: of the interview, days since 1970-01-01, or None.

    minutes: a day, 0 where none were named.
    """

    node: str = ""
    day: int | None = None
    minutes: int = 0

    @property
    def is_set(self) -> bool:
        """Whether there is anything to reach: a node or a date."""
        return bool(self.node) or self.day is not None


def new_cards_a_day(minutes: int) -> int:
    """Estimate how many new cards a day keep all reviews within so many minutes.

    minutes * 60 s / (20 s for a new card + 9 answers of 8 s); at least 1. An estimate for the first
    weeks: it takes recall as desired and answers as quick as the guess.
    """
    return max(1, round(minutes * 60 / cost_s()))


def cost_s() -> float:
    """Return the seconds that one new card costs in its first weeks, by that estimate."""
    return (NEW_MS + ANSWERS_AFTER * REVIEW_MS) / 1000


def choose(recorder: Recorder, goal: Goal, clock: Clock) -> None:
    """Record a goal; it holds until the next one. Raises StoreError; then nothing was saved."""
    date = -1 if goal.day is None else goal.day
    recorder.act(GOAL, None, clock, node=goal.node, day=date, minutes=goal.minutes)


def current(store: Store) -> Goal | None:
    """Return the goal in force; None: none was ever chosen, or it was undone."""
    sql = "SELECT id, type, payload FROM event WHERE type IN ('goal', 'void') ORDER BY utc_ms, id"
    rows = list(store.ask(sql, {}))
    payloads = [(str(row[0]), str(row[1]), json.loads(str(row[2]))) for row in rows]
    undone = voided(
        (row_id, payload.get("voids") if kind == "void" else None)
        for row_id, kind, payload in payloads
    )
    for row_id, kind, payload in reversed(payloads):
        if kind == GOAL and row_id not in undone:
            return _goal(payload)
    return None


def _goal(payload: dict[str, object]) -> Goal:
    """Read one; what another version wrote may lack a part."""
    node, day, minutes = (payload.get(name) for name in ("node", "day", "minutes"))
    return Goal(
        node if isinstance(node, str) else "",
        day if isinstance(day, int) and day >= 0 else None,
        minutes if isinstance(minutes, int) else 0,
    )


def behind(graph: Graph, store: Store, key: str) -> tuple[int, int]:
    """Return how many notes a goal rests on, itself included, and their cards never answered.

    Raises StoreError.
    """
    node = graph.by_key(key)
    before = graph.all_prerequisites(node.id) if node else []
    keys = [key, *(graph.node(each).key for each in before)]
    sql = (
        "SELECT count(*) FROM json_each(?) AS n CROSS JOIN card AS c ON c.node = n.value"
        " JOIN memory AS m ON m.card_id = c.id WHERE m.active = 1 AND m.state = 0"
    )
    return len(keys), store.count(sql, (json.dumps(keys),))
