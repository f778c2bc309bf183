"""The statistics there are, in the order in which they are shown.

Owns the list. Not here: what each counts (its own module), showing (stats_bars.py, the front ends).
"""

from __future__ import annotations

from collections.abc import Callable

from cards import stats_answers, stats_calibration, stats_cards, stats_readiness
from cards.stats_evidence import Evidence
from cards.stats_shape import Statistic

# name as a command takes it, word for a tab, function.
STATISTICS: tuple[tuple[str, str, Callable[[Evidence], Statistic]], ...] = (
    ("reviews", "Reviews", stats_answers.reviews),
    ("retention", "Retention", stats_answers.retention),
    ("due", "Due", stats_cards.due),
    ("memory", "Memory", stats_cards.memory),
    ("calibration", "Calibration", stats_calibration.calibration),
    ("hours", "Hours", stats_answers.hours),
    ("buttons", "Buttons", stats_answers.buttons),
    ("nodes", "Nodes", stats_cards.nodes),
    ("readiness", "Readiness", stats_readiness.readiness),
)
NAMES = tuple(name for name, _, _ in STATISTICS)


def compute(name: str, evidence: Evidence) -> Statistic:
    """Compute one statistic by its name. Raises KeyError for another name, StoreError."""
    return {known: make for known, _, make in STATISTICS}[name](evidence)
