"""Which works the cards in the store stand on, by the arXiv ids in their sources.

Owns reading that out of the cards. Not here: writing sources (generate_view.py), what becomes of a
card whose work has changed (the rooms above).
"""

from __future__ import annotations

from cards.store import Store


def cards_by_arxiv(store: Store) -> dict[str, list[int]]:
    """Ids of the cards that are not retired, by each arXiv id among their sources, as written."""
    rows = store.query(
        lambda arxiv, card: (str(arxiv), int(card)),
        "SELECT DISTINCT json_extract(work.value, '$.arxiv') AS arxiv, card.id"
        " FROM card, json_each(card.source) AS work"
        " WHERE card.state <> 'retired' AND arxiv <> '' ORDER BY arxiv, card.id",
    )
    found: dict[str, list[int]] = {}
    for arxiv, card in rows:
        found.setdefault(arxiv, []).append(card)
    return found
