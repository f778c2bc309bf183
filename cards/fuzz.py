"""Seeded fuzz: spreads an interval within Anki's bands, the same way every time it is asked.

Owns the seed (card id and number of counting answers) and the bands (rslib/src/scheduler/states/
fuzz.rs of Anki), inside which alone easy days act. Not here: the order of the four answers
(scheduler.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate

_THURSDAY = 3  # the weekday of 1970-01-01, Monday being 0
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


def fuzzed(
    interval: int, shortest: int, longest: int, factor: float, shares: Sequence[int] = ()
) -> int:
    """Return a day of the band. factor: from `draw`.

    shares: how readily each length is chosen, by its remainder mod 7 (from `shares_from`); without
    them, or where the band has none above 0, all lengths are alike.
    """
    low, high = bounds(interval, shortest, longest)
    if shares:
        running = list(accumulate(shares[days % 7] for days in range(low, high + 1)))
        if running[-1]:
            return low + bisect_right(running, factor * running[-1])
    return min(int(low + factor * (high - low + 1)), high)


def shares_from(day: int, week: tuple[int, ...]) -> tuple[int, ...]:
    """Return how readily lengths of 0, 1, ... 6 days (mod 7) from a study day are chosen.

    day: days since 1970-01-01. week: percent, Monday first. (): every weekday is alike.
    """
    if len(set(week)) == 1:
        return ()
    first = (day + _THURSDAY) % 7
    return week[first:] + week[:first]


def _nearest(days: float) -> int:
    """Round halves up, as Anki does (Python rounds them to even)."""
    return int(days + 0.5)
