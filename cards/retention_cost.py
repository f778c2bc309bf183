"""What a desired retention costs: how it stretches an interval, and so how many reviews there are.

Owns the relation as FSRS has it, for one memory of a given stability; what more forgetting costs
later is left out, and the words have to say so. Not here: choosing a retention for anybody.
"""

from __future__ import annotations

from typing import NamedTuple

USUAL = (0.80, 0.85, 0.90, 0.95)


class Cost(NamedTuple):
    """interval_days: of the memory asked about. reviews: of it, as a ratio to those at 0.90."""

    retention: float
    interval_days: float
    reviews: float


def interval_days(stability: float, retention: float, parameters: tuple[float, ...]) -> float:
    """Return when recall has fallen to `retention`: t = S/F (r^(-1/w20) - 1), F so that r(S) = 0.9.

    stability in days. The inverse of `scheduler.retrievability` (FSRS-6).
    """
    decay = -parameters[20]
    factor = 0.9 ** (1 / decay) - 1
    return float(stability / factor * (retention ** (1 / decay) - 1))


def cost(retention: float, parameters: tuple[float, ...], stability: float = 30.0) -> Cost:
    """Return what a retention means for a memory whose interval at 0.90 is `stability` days."""
    days = interval_days(stability, retention, parameters)
    return Cost(retention, days, stability / days)
