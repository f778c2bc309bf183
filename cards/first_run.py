"""Whether a learner is new here: nothing was ever answered or chosen, and no tour was shown.

Owns the note in study.db that the tour was shown. Light: Home asks at every start. Not here: the
tour (tui/screens/tour.py), goals (goals.py).
"""

from __future__ import annotations

from cards.store import Store

_SHOWN = "tour_shown"


def is_first(store: Store) -> bool:
    """Tell whether there is no history at all and the tour was never shown. Raises StoreError."""
    if store.meta(_SHOWN) is not None:
        return False
    # `parameters` is logged by the program itself when settings differ from the defaults.
    acts = "SELECT 1 FROM event WHERE type <> 'parameters'"
    return not store.count(f"SELECT EXISTS (SELECT 1 FROM review) OR EXISTS ({acts})")


def note_shown(store: Store) -> None:
    """Never show the tour by itself again. Raises StoreError."""
    if store.meta(_SHOWN) is None:
        store.set_meta(_SHOWN, "1")
