from collections.abc import Sequence

import numpy as np


def forward(
    initial: np.ndarray, transitions: np.ndarray, emissions: np.ndarray, observed: Sequence[int]
) -> np.ndarray:
    """The table (T, K) of ln P(first t + 1 observations, state at t is k)."""
    raise NotImplementedError("TODO 1: one row for each observation, in logarithms")


def log_likelihood(table: np.ndarray) -> float:
    """ln P(all observations), from the table (T, K) of `forward`."""
    raise NotImplementedError("TODO 2: sum over the state at the end")


def filtered(table: np.ndarray) -> np.ndarray:
    """P(state at t is k, given the observations up to t), from the table; (T, K)."""
    raise NotImplementedError("TODO 3: normalise each row")


def viterbi(
    initial: np.ndarray, transitions: np.ndarray, emissions: np.ndarray, observed: Sequence[int]
) -> list[int]:
    """The most probable path of states, one for each observation."""
    raise NotImplementedError("TODO 4: the best instead of the sum, and the way back")
