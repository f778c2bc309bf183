"""How it stands with every node at once: new, learning, weak or solid, from its cards' memory.

Owns the four words, for the lists and pictures that show many nodes. One statement over the memory
table, whatever the number of nodes: a moment at 100,000 cards, so in a thread. Not here: whether a
node holds others up (gate.py; `met` says the same here), how ready one is for it (readiness.py).
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from cards.gate import MET_DAYS, MET_RECALL
from cards.store import Store

NEW, LEARNING, WEAK, SOLID = "new", "learning", "weak", "solid"
STATES = (NEW, LEARNING, WEAK, SOLID)

# memory.active says that a card is live, not suspended, not known and no exercise's. Of the few
# known ones the card table is asked. R = (1 + F t/S)^-w20 (FSRS-6), a known card is certain.
_NODES = """
SELECT card.node, count(*), sum(m.reps = 0 AND m.known = 0),
  max(CASE WHEN m.known THEN :days ELSE m.days END),
  avg(CASE WHEN m.known THEN 1.0 WHEN m.stability > 0 AND m.last_day IS NOT NULL
      THEN pow(1.0 + :factor * max(:day - m.last_day, 0) / m.stability, :decay) END)
FROM memory AS m JOIN card ON card.id = m.card_id
WHERE m.active = 1 OR (m.known = 1 AND m.suspended = 0 AND card.state = 'live')
GROUP BY card.node
"""


class NodeStanding(NamedTuple):
    """A node with cards that may be asked, or that the learner knows.

    recall: mean over those answered, 0..1, None where there is none. unseen: cards never answered.
    met: it holds nothing up, as the gate sees it; sooner than solid, which wants every card.
    """

    state: str
    recall: float | None
    cards: int
    unseen: int
    met: bool


def node_standings(
    store: Store, day: int, parameters: tuple[float, ...]
) -> dict[str, NodeStanding]:
    """Return the standing of each node by its key; nodes without such cards are left out.

    new: no card answered yet. weak: those answered are recalled with less than 0.8 on the mean.
    solid: every card answered, on two study days, and recalled. learning: what is between.
    day: study day; parameters: FSRS's. Raises StoreError.
    """
    _give_pow(store.db)
    decay = -parameters[20]
    values = {
        "day": day, "days": MET_DAYS, "decay": decay, "factor": 0.9 ** (1 / decay) - 1,
    }  # fmt: skip
    return dict(store.query(_standing, _NODES, values))


def _standing(
    node: str, cards: int, unseen: int, days: int, recall: float | None
) -> tuple[str, NodeStanding]:
    met = recall is not None and recall >= MET_RECALL and days >= MET_DAYS
    if recall is None:
        state = NEW
    elif recall < MET_RECALL:
        state = WEAK
    else:
        state = SOLID if met and not unseen else LEARNING
    return node, NodeStanding(state, recall, cards, unseen, met)


def _give_pow(db: sqlite3.Connection) -> None:
    """Some builds of SQLite have no mathematics."""
    try:
        db.execute("SELECT pow(1.0, 1.0)")
    except sqlite3.OperationalError:
        db.create_function("pow", 2, pow, deterministic=True)
