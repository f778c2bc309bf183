"""Searches for cards that the learner has given a name, and some to begin with.

Owns where they are kept (study.db, of this machine) and the examples. Not here: what a query means
(card_query.py).
"""

from __future__ import annotations

import json

from cards.errors import BadInput
from cards.store import Store

_KEY = "saved_searches"
LONGEST = 40
EXAMPLES = (
    ("Due, forgotten first", "is:due"),
    ("At risk: due and below 80 %", "is:due prop:r<0.8"),
    ("Leeches", "is:leech"),
    ("Failed in the last week", "rated:7:again"),
    ("Flagged for fixing", "is:flagged"),
    ("Suspended", "is:suspended"),
    ("New cards of metrics", "is:new type:metric"),
    ("Blocked, with the rule", "is:blocked"),
)


def saved(store: Store) -> dict[str, str]:
    """Return name -> query, in order of name."""
    found = json.loads(store.meta(_KEY) or "{}")
    return {str(name): str(query) for name, query in sorted(found.items())}


def save(store: Store, name: str, query: str) -> str:
    """Keep a query under a name, in place of one of that name. Raises BadInput, StoreError."""
    name = name.strip()
    if not name or len(name) > LONGEST:
        raise BadInput(f"A saved search needs a name of at most {LONGEST} letters.")
    if not query.strip():
        raise BadInput("There is no search to save; type one first.")
    with store.write():
        store.set_meta(_KEY, json.dumps(saved(store) | {name: query.strip()}, ensure_ascii=False))
    return f"Saved as '{name}'; l lists it."


def forget(store: Store, name: str) -> None:
    """Drop a saved search, if it is there."""
    with store.write():
        kept = {known: query for known, query in saved(store).items() if known != name}
        store.set_meta(_KEY, json.dumps(kept, ensure_ascii=False))
