import math
from collections.abc import Hashable, Sequence

import numpy as np


def solution_score(steps: Sequence[float], how: str) -> float:
    """Score of a solution from the probabilities that its steps are right; "product" or "min"."""
    if how == "product":
        return math.prod(steps)
    if how == "min":
        return min(steps, default=1.0)
    raise ValueError(f"how is 'product' or 'min', not {how!r}")


def best_of_n(scores: np.ndarray, n: int) -> np.ndarray:
    """For each row of scores (Q, N) the place (Q,) of the best of the first n samples."""
    return scores[:, :n].argmax(axis=1)


def weighted_vote(answers: Sequence[Hashable], scores: Sequence[float]) -> Hashable:
    """The answer whose samples have the largest sum of scores, the first seen among equals."""
    totals: dict[Hashable, float] = {}
    for answer, score in zip(answers, scores, strict=True):
        totals[answer] = totals.get(answer, 0.0) + score
    return max(totals, key=totals.__getitem__)


def solve_rate(correct: np.ndarray, scores: np.ndarray, n: int) -> float:
    """Share of questions whose best of the first n samples is correct; both (Q, N)."""
    return float(correct[np.arange(len(correct)), best_of_n(scores, n)].mean())


def choose_n(correct: np.ndarray, scores: np.ndarray, sizes: Sequence[int]) -> int:
    """The size with the best solve rate, the smallest among equals; correct and scores (Q, N)."""
    return max(sorted(sizes), key=lambda n: solve_rate(correct, scores, n))
