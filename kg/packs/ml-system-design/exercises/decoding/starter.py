from collections.abc import Callable

import numpy as np

Tokens = tuple[int, ...]
Model = Callable[[Tokens], np.ndarray]


def greedy(model: Model, end: int, max_length: int) -> tuple[Tokens, float]:
    """Tokens and log-probability: the likeliest token each time, until `end` or max_length."""
    raise NotImplementedError("TODO 1: ask, append, add up, stop")


def score(log_prob: float, length: int, alpha: float) -> float:
    """Log-probability over length ** alpha; length counts all tokens, `end` included."""
    raise NotImplementedError("TODO 2: the length penalty")


def beam_search(
    model: Model, end: int, width: int, max_length: int, alpha: float = 0.0
) -> list[tuple[Tokens, float]]:
    """All hypotheses that were completed, as (tokens, score), best score first."""
    raise NotImplementedError("TODO 3: grow, keep the best, set the finished aside")
