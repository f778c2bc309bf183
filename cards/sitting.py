"""What a sitting was like and what comes after it: the hardest cards, weak notes, tomorrow.

Owns which cards count as hard and which notes as weak. Not here: counts and time of a sitting
(tui/tally.py), statistics over the whole log (stats_days.py and others).
"""

from __future__ import annotations

from typing import NamedTuple

from cards.store import Store
from cards.tally import LEARNT, MOST, minutes
from cards.voids import voided

RECENT_DAYS = 30


class Hard(NamedTuple):
    """A card that gave trouble. again, hard: how often it was answered so."""

    card_id: int
    question: str
    node: str
    again: int
    hard: int


class Tomorrow(NamedTuple):
    """What the next study day brings. due: reviews; new: cards; minutes: expected for both."""

    due: int
    new: int
    minutes: float


class WeakNode(NamedTuple):
    """A note that was forgotten lately. failed: reviews answered Again; cards: of how many."""

    node: str
    failed: int
    cards: int


def hardest(store: Store, day: int, session: str, answers: int, most: int) -> list[Hard]:
    """Return the cards of a session's last so many answers that gave most trouble, worst first.

    day: the study day. A card is only named when it was answered Again or Hard. Reads one day.
    """
    sql = (
        "SELECT id, voids, card_id, rating, session FROM review"
        " WHERE study_day = :day ORDER BY utc_ms DESC, id DESC"
    )
    rows = list(store.ask(sql, {"day": day}))
    undone = voided((str(row[0]), None if row[1] is None else str(row[1])) for row in rows)
    own = [r for r in rows if r[3] and r[4] == session and r[0] not in undone][:answers]
    trouble: dict[int, list[int]] = {}
    for _, _, card_id, rating, _ in own:
        if isinstance(card_id, int) and rating in (1, 2):
            trouble.setdefault(card_id, [0, 0])[rating == 2] += 1
    worst = sorted(trouble, key=lambda card: (-trouble[card][0], -trouble[card][1], card))
    return [hard for card in worst[:most] for hard in _named(store, card, *trouble[card])]


def _named(store: Store, card_id: int, again: int, hard: int) -> list[Hard]:
    return store.query(
        lambda question, node: Hard(card_id, question, node, again, hard),
        "SELECT question, node FROM card WHERE id = ?",
        (card_id,),
    )


def weak_nodes(store: Store, today: int, most: int) -> list[WeakNode]:
    """Return the notes whose reviews failed most in the last 30 study days. For a thread."""
    sql = (
        "SELECT card.node, count(*), count(DISTINCT card.id) FROM review"
        " JOIN card ON card.id = review.card_id"
        " WHERE study_day BETWEEN :first AND :today AND rating = 1 AND review.kind = 'review'"
        " AND card.state = 'live' AND card.kind <> 'exercise'"
        " AND NOT EXISTS (SELECT 1 FROM review AS v WHERE v.voids = review.id)"
        " GROUP BY card.node ORDER BY 2 DESC, 1 LIMIT :most"
    )
    values = {"first": today - RECENT_DAYS + 1, "today": today, "most": most}
    return store.query(WeakNode, sql, values)


def tomorrow(store: Store, today: int, new_per_day: int) -> Tomorrow:
    """Count what comes due on the next study day, and the new cards its limit lets in. Quick."""
    sql = f"SELECT count(*) FROM memory WHERE {LEARNT} AND state = 2 AND due_day = ?"
    due = store.count(sql, (today + 1,))
    sql = "SELECT count(*) FROM (SELECT 1 FROM memory WHERE active = 1 AND state = 0 LIMIT ?)"
    new = store.count(sql, (min(new_per_day, MOST),))
    return Tomorrow(due, new, minutes(store.ask, due, new))


def days_until_next(store: Store, today: int) -> int | None:
    """Return in how many study days the next review comes that was not answered today; None: never.

    Today's own due reviews are left out. Quick.
    """
    sql = (
        f"SELECT min(due_day) FROM memory WHERE {LEARNT} AND state = 2"
        " AND due_day > :today AND last_day < :today"
    )
    found = store.count(sql, {"today": today})
    return found - today if found else None
