import math  # noqa: F401 - math.sqrt, math.log
from collections.abc import Sequence

import numpy as np


def epsilon_greedy(
    wins: Sequence[int], pulls: Sequence[int], epsilon: float, rng: np.random.Generator
) -> int:
    """With chance epsilon any arm, else the arm with the best share of wins so far."""
    raise NotImplementedError("TODO 1: explore with chance epsilon, else exploit")


def ucb1(wins: Sequence[int], pulls: Sequence[int]) -> int:
    """The arm with the highest upper confidence bound; an arm never pulled comes first."""
    raise NotImplementedError("TODO 2: the rate plus its bonus")


def thompson(wins: Sequence[int], pulls: Sequence[int], rng: np.random.Generator) -> int:
    """The arm whose draw from its Beta posterior (uniform prior) is highest."""
    raise NotImplementedError("TODO 3: one draw for each arm")


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
    raise NotImplementedError("TODO 4: roll back, wait, or go on")
