"""FSRS-6 over the whole log at once: the fold of replay.py, for arrays.

Owns the same formulas as fsrs 6 (`Scheduler.review_card`; open-spaced-repetition's "The Algorithm",
FSRS-6) in numpy, card after card side by side; a test holds it to the fold of replay.py. Not here:
reading the log (stats_log.py), one card's memory (scheduler.py).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cards.stats_log import Floats, Ints, Log

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
LOWEST_STABILITY = 0.001
Parameters = tuple[float, ...]


class Folded(NamedTuple):
    """One place an answer of the log. stability (days), difficulty: after it.

    predicted: retrievability when it was given, 0..1; NaN for a first answer.
    """

    stability: Floats
    difficulty: Floats
    predicted: Floats


def recall(stability: Floats, days: Floats | Ints, parameters: Parameters) -> Floats:
    """Return retrievability, 0..1: R = (1 + F t/S)^-w20, F = 0.9^(-1/w20) - 1 (FSRS-6)."""
    decay = -parameters[20]
    factor = 0.9 ** (1 / decay) - 1
    return np.asarray((1 + factor * np.maximum(days, 0) / stability) ** decay, dtype=np.float64)


def fold(log: Log, parameters: Parameters) -> Folded:
    """Return what the answers of every card add up to, under these parameters.

    All cards' first answers in one go, then all second ones, and so on.
    """
    size = len(log.card)
    stability, difficulty = np.zeros(size), np.zeros(size)
    predicted = np.full(size, np.nan)
    starts = np.flatnonzero(log.first)
    place = np.arange(size) - np.repeat(starts, np.diff(np.append(starts, size)))
    order = np.argsort(place, kind="stable")
    ends = np.cumsum(np.bincount(place)) if size else np.zeros(0, dtype=np.int64)
    for step, end in enumerate(ends):
        here = order[int(ends[step - 1]) if step else 0 : int(end)]
        rating = log.rating[here]
        if step == 0:
            stability[here], difficulty[here] = _begun(rating, parameters)
            continue
        s, d, days = stability[here - 1], difficulty[here - 1], log.elapsed[here]
        r = recall(s, days, parameters)
        predicted[here] = r
        later = np.where(rating == AGAIN, _forgot(s, d, r, parameters), 0.0)
        later = np.where(rating > AGAIN, _recalled(s, d, r, rating, parameters), later)
        later = np.where(days < 1, _same_day(s, rating, parameters), later)
        stability[here] = np.maximum(later, LOWEST_STABILITY)
        difficulty[here] = _harder(d, rating, parameters)
    return Folded(stability, difficulty, predicted)


def _begun(rating: Ints, w: Parameters) -> tuple[Floats, Floats]:
    """S0 = w[G-1]; D0 = w4 - e^(w5 (G-1)) + 1, within 1..10."""
    stability = np.maximum(np.asarray(w[:4])[rating - 1], LOWEST_STABILITY)
    return stability, np.clip(w[4] - np.exp(w[5] * (rating - 1)) + 1, 1.0, 10.0)


def _harder(d: Floats, rating: Ints, w: Parameters) -> Floats:
    """D' = w7 D0(Easy) + (1 - w7)(D - w6 (G-3)(10-D)/9), within 1..10."""
    easy = w[4] - np.exp(w[5] * (EASY - 1)) + 1
    damped = d + (10.0 - d) * (-w[6] * (rating - GOOD)) / 9.0
    return np.asarray(np.clip(w[7] * easy + (1 - w[7]) * damped, 1.0, 10.0), dtype=np.float64)


def _same_day(s: Floats, rating: Ints, w: Parameters) -> Floats:
    """S' = S e^(w17 (G-3+w18)) S^-w19, not less than S unless forgotten."""
    grows = np.exp(w[17] * (rating - GOOD + w[18])) * s ** -w[19]
    return np.asarray(s * np.where(rating >= HARD, np.maximum(grows, 1.0), grows), dtype=np.float64)


def _recalled(s: Floats, d: Floats, r: Floats, rating: Ints, w: Parameters) -> Floats:
    """S' = S (1 + e^w8 (11-D) S^-w9 (e^(w10 (1-R)) - 1) [w15 if Hard] [w16 if Easy])."""
    bonus = np.where(rating == HARD, w[15], np.where(rating == EASY, w[16], 1.0))
    grown = np.exp(w[8]) * (11 - d) * s ** -w[9] * (np.exp((1 - r) * w[10]) - 1) * bonus
    return np.asarray(s * (1 + grown), dtype=np.float64)


def _forgot(s: Floats, d: Floats, r: Floats, w: Parameters) -> Floats:
    """S' = min(w11 D^-w12 ((S+1)^w13 - 1) e^(w14 (1-R)), S / e^(w17 w18))."""
    long = w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * np.exp((1 - r) * w[14])
    return np.asarray(np.minimum(long, s / np.exp(w[17] * w[18])), dtype=np.float64)
