"""The nearest names to one that was mistyped.

Owns what counts as near. Imports rapidfuzz only when a name was wrong. Not here: search.
"""

from __future__ import annotations

from collections.abc import Iterable

NEAR = 72.0
AT_MOST = 2


def nearest(name: str, known: Iterable[str], limit: int = AT_MOST) -> list[str]:
    """Up to `limit` known names that look like `name`, best first; [] if none does."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        name.casefold(), sorted(set(known)), scorer=fuzz.ratio, score_cutoff=NEAR, limit=limit
    )
    if not found:
        return []
    best = found[0][1]
    # A second name is only worth reading where it is about as likely as the first.
    return [choice for choice, score, _ in found if best - score < 8]
