"""Which rows of the log are undone, given which row undoes which.

Owns the rule for chains: a void that is itself voided undoes nothing. Not here: reading the rows.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def voided(links: Iterable[tuple[str, str | None]]) -> frozenset[str]:
    """Return the ids that are undone; a void that is itself undone undoes nothing.

    links: (id of a row, id of the row it undoes, or None). Ids sort by time, so a void is younger
    than what it undoes: youngest first, each row's fate is known when its target comes up.
    """
    undone: set[str] = set()
    for row_id, target in sorted(links, key=lambda link: link[0], reverse=True):
        if target is not None and row_id not in undone:
            undone.add(target)
    return frozenset(undone)
