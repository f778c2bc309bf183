"""Seeded fuzz: spreads an interval within Anki's bands, the same way every time it is asked.

Owns the seed (card id and number of counting answers) and the bands (rslib/src/scheduler/states/
fuzz.rs of Anki). Not here: the order of the four answers (scheduler.py).
"""

from __future__ import annotations

from hashlib import blake2b

SHORTEST = 2.5  # days; below it an interval is left alone
_BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float("inf"), 0.05))


def draw(card_id: int, reps: int) -> float:
    """Return this repetition's number in [0, 1); one for all four answers."""
    seed = card_id.to_bytes(8, "big", signed=True) + reps.to_bytes(8, "big")
    return int.from_bytes(blake2b(seed, digest_size=8).digest(), "big") / 2**64


def bounds(interval: int, shortest: int, longest: int) -> tuple[int, int]:
    """Return the band of an interval, in days, inside what the caller allows."""
    interval = min(max(interval, shortest), longest)
    delta = 0.0
    if interval >= SHORTEST:
        delta = 1.0 + sum(
            factor * max(min(interval, end) - start, 0.0) for start, end, factor in _BANDS
        )
    low = min(max(_nearest(interval - delta), shortest), longest)
    high = min(max(_nearest(interval + delta), shortest), longest)
    if low == high and high > 2 and high < longest:
        high = low + 1
    return low, high


def fuzzed(interval: int, shortest: int, longest: int, factor: float) -> int:
    """Return a day of the band. factor: from `draw`."""
    low, high = bounds(interval, shortest, longest)
    return min(int(low + factor * (high - low + 1)), high)


def _nearest(days: float) -> int:
    """Round halves up, as Anki does (Python rounds them to even)."""
    return int(days + 0.5)
