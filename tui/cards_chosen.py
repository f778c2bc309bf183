"""The cards that are chosen in a list: one by one, a range, all.

Owns what a range is (from the card that was chosen last to the one at the cursor). Pure. Not here:
keys (screens/cards.py), what is done with them (screens/cards_acts.py).
"""

from __future__ import annotations

from collections.abc import Sequence


class Chosen:
    """The ids that are chosen, and where the last choice was made."""

    def __init__(self) -> None:
        self.ids: frozenset[int] = frozenset()
        self._anchor = 0

    def toggle(self, card_id: int, place: int) -> None:
        """Choose a card or leave it out; place: where in the list it stands."""
        self.ids = self.ids ^ {card_id}
        self._anchor = place

    def extend(self, listed: Sequence[int], place: int) -> int:
        """Choose all from the last choice to a place; returns how many that are."""
        first, last = sorted((min(self._anchor, len(listed) - 1), place))
        self.ids |= frozenset(listed[first : last + 1])
        self._anchor = place
        return last + 1 - first

    def all_or_none(self, listed: Sequence[int]) -> None:
        """Choose all that are listed; if they all are, none."""
        everything = frozenset(listed)
        self.ids = frozenset() if self.ids >= everything else everything

    def keep(self, ids: frozenset[int]) -> None:
        """Only these are still listed."""
        self.ids = ids
        self._anchor = 0
