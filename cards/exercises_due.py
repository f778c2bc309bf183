"""Which exercises are due: asked of the database as lightly as the other figures of the day.

Owns when an exercise is due: it was graded on an earlier study day, and its day has come. It has no
steps inside a day, since only the first passing run of a day grades. Plain values and no import,
because `edgewise due` must start fast. Not here: grading (the workshop does), the card itself
(exercise_cards.py), what else is due (tally.py).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cards.tally import Ask

# From layer to layer along the index on places: exercises are few, of very many cards.
_OF_EXERCISES = (
    "WITH RECURSIVE held(name) AS (SELECT min(layer) FROM card UNION ALL"
    " SELECT (SELECT min(layer) FROM card WHERE layer > name) FROM held WHERE name IS NOT NULL)"
    " SELECT {} FROM held CROSS JOIN card ON card.layer = held.name"
    " AND card.path >= 'exercises/' AND card.path < 'exercises0'"
    " JOIN memory AS m ON m.card_id = card.id"
    " WHERE card.kind = 'exercise' AND card.state = 'live' AND m.suspended = 0 AND m.known = 0"
    " AND m.buried_day <> :day AND {}"
)
# Whether a row of the log grades an exercise.
BY_RUN = "EXISTS (SELECT 1 FROM card WHERE card.id = review.card_id AND card.kind = 'exercise')"
_DUE = "m.last_day < :day AND (m.state <> 2 OR m.due_day <= :day)"
COUNT_DUE = _OF_EXERCISES.format("count(*)", _DUE)
# The most forgotten first, as the queue has it; what was never done comes in study order.
DUE_IDS = _OF_EXERCISES.format("card.id", _DUE) + " ORDER BY m.due_day, card.id"
NEW_IDS = _OF_EXERCISES.format("card.id", "m.state = 0") + " ORDER BY m.position, card.id"


def count_due(ask: Ask, day: int) -> int:
    """Count the exercises that are due on a study day."""
    for row in ask(COUNT_DUE, {"day": day}):
        return row[0] if isinstance(row[0], int) else 0
    return 0
