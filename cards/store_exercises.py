"""What the database knows of the exercises' cards: which is whose, and which wait today.

Owns finding the card of an exercise by the place of its header. Not here: when one is due
(exercises_due.py), making the cards (exercise_cards.py).
"""

from __future__ import annotations

from typing import NamedTuple

from cards.exercises_due import DUE_IDS, NEW_IDS
from cards.identity import exercise_card
from cards.store import Store
from cards.store_cards import EXERCISE
from cards.store_queue import Allowed
from kg.layers import EXERCISES
from kg.names import EXERCISE_FILE


class ExerciseCard(NamedTuple):
    """The card of one exercise. node: its key. live: it may be graded."""

    id: int
    node: str
    live: bool


def card_at(store: Store, layer: str, name: str) -> ExerciseCard:
    """The card of the exercise `name` of a layer; where there is none yet, what it will be."""
    path = f"{EXERCISES}/{name}/{EXERCISE_FILE}"
    sql = (
        "SELECT id, node, state = 'live' FROM card WHERE layer = ? AND path = ? AND kind = ?"
        " ORDER BY state = 'live' DESC"
    )
    found = store.one(_card, sql, (layer, path, EXERCISE))
    if found is not None:
        return found
    node = f"{layer}/{name}"
    return ExerciseCard(exercise_card(node), node, live=False)


def waiting(store: Store, day: int, allowed: Allowed) -> list[int]:
    """Ids of the exercises that wait on a study day: the due ones.

    allowed: only these; then those never done wait too, for a learner who asks for a node's cards
    wants them all.
    """
    values = {"day": day}
    found = store.query(int, DUE_IDS, values)
    if allowed is None:
        return found
    return [each for each in (*found, *store.query(int, NEW_IDS, values)) if each in allowed]


def _card(card_id: int, node: str, live: int) -> ExerciseCard:
    return ExerciseCard(card_id, node, bool(live))
