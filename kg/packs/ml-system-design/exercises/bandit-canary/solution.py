import math
from collections.abc import Sequence

import numpy as np


def epsilon_greedy(
    wins: Sequence[int], pulls: Sequence[int], epsilon: float, rng: np.random.Generator
) -> int:
    """With chance epsilon any arm, else the arm with the best share of wins so far."""
    if rng.random() < epsilon:
        return int(rng.integers(len(pulls)))
    rates = [won / n if n else math.inf for won, n in zip(wins, pulls, strict=True)]
    return rates.index(max(rates))


def ucb1(wins: Sequence[int], pulls: Sequence[int]) -> int:
    """The arm with the highest upper confidence bound; an arm never pulled comes first."""
    total = sum(pulls)
    bounds = [
        won / n + math.sqrt(2 * math.log(total) / n) if n else math.inf
        for won, n in zip(wins, pulls, strict=True)
    ]
    return bounds.index(max(bounds))


def thompson(wins: Sequence[int], pulls: Sequence[int], rng: np.random.Generator) -> int:
    """The arm whose draw from its Beta posterior (uniform prior) is highest."""
    won, lost = np.asarray(wins), np.asarray(pulls) - np.asarray(wins)
    return int(np.argmax(rng.beta(1 + won, 1 + lost)))


def next_share(
    share: float,
    errors: int,
    requests: int,
    stable_errors: int,
    stable_requests: int,
    ladder: Sequence[float] = (0.01, 0.05, 0.25, 1.0),
    least: int = 500,
    z_limit: float = 2.33,
) -> float:
    """The canary's next share of traffic: 0 to roll back, the next step up, or the same again."""
    both = requests + stable_requests
    pooled = (errors + stable_errors) / both if both else 0.0
    if requests and stable_requests and 0 < pooled < 1:
        width = math.sqrt(pooled * (1 - pooled) * (1 / requests + 1 / stable_requests))
        if (errors / requests - stable_errors / stable_requests) / width > z_limit:
            return 0.0
    if requests < least or stable_requests == 0:
        return share
    return min((step for step in ladder if step > share), default=share)
