import math

import numpy as np

FLOOR = 1e-4


def _shares(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    bins = np.searchsorted(edges, values, side="left")
    counts = np.bincount(bins, minlength=len(edges) + 1)
    return np.maximum(counts / len(values), FLOOR)


def psi(reference: np.ndarray, current: np.ndarray, bins: int = 10) -> float:
    """Population stability index of two samples, binned at the quantiles of the reference."""
    inner = np.quantile(reference, np.arange(1, bins) / bins)
    edges = np.unique(inner)
    p, q = _shares(current, edges), _shares(reference, edges)
    return float(np.sum((p - q) * np.log(p / q)))


def ks_statistic(a: np.ndarray, b: np.ndarray) -> float:
    """The largest gap between the two cumulative shares, 0 to 1."""
    a, b = np.sort(a), np.sort(b)
    at = np.concatenate([a, b])
    below_a = np.searchsorted(a, at, side="right") / len(a)
    below_b = np.searchsorted(b, at, side="right") / len(b)
    return float(np.abs(below_a - below_b).max())


def ks_p_value(statistic: float, n: int, m: int) -> float:
    """Chance of a gap this large between samples of n and m from one distribution (asymptotic)."""
    x = math.sqrt(n * m / (n + m)) * statistic
    if x < 0.2:
        return 1.0
    terms = ((-1) ** (k - 1) * math.exp(-2 * k * k * x * x) for k in range(1, 101))
    return min(1.0, max(0.0, 2 * sum(terms)))


def judge(
    reference: np.ndarray, current: np.ndarray, alpha: float = 0.01, limit: float = 0.1
) -> tuple[bool, bool]:
    """(significant, important): the KS p-value is below alpha; the PSI is above the limit."""
    gap = ks_statistic(reference, current)
    p = ks_p_value(gap, len(reference), len(current))
    return p < alpha, psi(reference, current) > limit
