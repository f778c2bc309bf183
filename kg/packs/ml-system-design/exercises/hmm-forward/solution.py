from collections.abc import Sequence

import numpy as np


def _log(p: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return np.log(p)


def _log_sum_exp(table: np.ndarray, axis: int) -> np.ndarray:
    top = table.max(axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    return (top + _log(np.exp(table - top).sum(axis=axis, keepdims=True))).squeeze(axis)


def forward(
    initial: np.ndarray, transitions: np.ndarray, emissions: np.ndarray, observed: Sequence[int]
) -> np.ndarray:
    """The table (T, K) of ln P(first t + 1 observations, state at t is k)."""
    step, emit = _log(transitions), _log(emissions)
    rows = [_log(initial) + emit[:, observed[0]]]
    for symbol in observed[1:]:
        rows.append(_log_sum_exp(rows[-1][:, None] + step, axis=0) + emit[:, symbol])
    return np.stack(rows)


def log_likelihood(table: np.ndarray) -> float:
    """ln P(all observations), from the table (T, K) of `forward`."""
    return float(_log_sum_exp(table[-1], axis=0))


def filtered(table: np.ndarray) -> np.ndarray:
    """P(state at t is k, given the observations up to t), from the table; (T, K)."""
    return np.exp(table - _log_sum_exp(table, axis=1)[:, None])


def viterbi(
    initial: np.ndarray, transitions: np.ndarray, emissions: np.ndarray, observed: Sequence[int]
) -> list[int]:
    """The most probable path of states, one for each observation."""
    step, emit = _log(transitions), _log(emissions)
    best = _log(initial) + emit[:, observed[0]]
    came_from = []
    for symbol in observed[1:]:
        scores = best[:, None] + step
        came_from.append(scores.argmax(axis=0))
        best = scores.max(axis=0) + emit[:, symbol]
    path = [int(best.argmax())]
    for back in reversed(came_from):
        path.append(int(back[path[-1]]))
    return path[::-1]
