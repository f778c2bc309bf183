import math  # noqa: F401 - math.prod
from collections.abc import Hashable, Sequence

import numpy as np


def solution_score(steps: Sequence[float], how: str) -> float:
    """Score of a solution from the probabilities that its steps are right; "product" or "min"."""
    raise NotImplementedError("TODO 1: one number from all steps")


def best_of_n(scores: np.ndarray, n: int) -> np.ndarray:
    """For each row of scores (Q, N) the place (Q,) of the best of the first n samples."""
    raise NotImplementedError("TODO 2: the place of the largest score")


def weighted_vote(answers: Sequence[Hashable], scores: Sequence[float]) -> Hashable:
    """The answer whose samples have the largest sum of scores, the first seen among equals."""
    raise NotImplementedError("TODO 3: add up the scores of equal answers")


def solve_rate(correct: np.ndarray, scores: np.ndarray, n: int) -> float:
    """Share of questions whose best of the first n samples is correct; both (Q, N)."""
    raise NotImplementedError("TODO 4: is the sample that was picked correct?")


def choose_n(correct: np.ndarray, scores: np.ndarray, sizes: Sequence[int]) -> int:
    """The size with the best solve rate, the smallest among equals; correct and scores (Q, N)."""
    raise NotImplementedError("TODO 5: try every size")
