import math  # noqa: F401 - math.exp, math.sqrt

import numpy as np

FLOOR = 1e-4


def psi(reference: np.ndarray, current: np.ndarray, bins: int = 10) -> float:
    """Population stability index of two samples, binned at the quantiles of the reference."""
    raise NotImplementedError("TODO 1: edges, shares with a floor, the sum")


def ks_statistic(a: np.ndarray, b: np.ndarray) -> float:
    """The largest gap between the two cumulative shares, 0 to 1."""
    raise NotImplementedError("TODO 2: both cumulative shares at every value")


def ks_p_value(statistic: float, n: int, m: int) -> float:
    """Chance of a gap this large between samples of n and m from one distribution (asymptotic)."""
    raise NotImplementedError("TODO 3: the Kolmogorov series")


def judge(
    reference: np.ndarray, current: np.ndarray, alpha: float = 0.01, limit: float = 0.1
) -> tuple[bool, bool]:
    """(significant, important): the KS p-value is below alpha; the PSI is above the limit."""
    raise NotImplementedError("TODO 4: two questions, two figures")
