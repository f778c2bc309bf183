import math  # noqa: F401 - math.log, math.pi
from typing import NamedTuple

import numpy as np


class Mixture(NamedTuple):
    """K Gaussians in D dimensions. weights: (K,). means: (K, D). covariances: (K, D, D)."""

    weights: np.ndarray
    means: np.ndarray
    covariances: np.ndarray


def e_step(x: np.ndarray, mixture: Mixture) -> tuple[np.ndarray, float]:
    """Responsibilities (N, K) of the points x (N, D), and the log-likelihood of all of them."""
    raise NotImplementedError("TODO 1: how probable is each component for each point?")


def m_step(x: np.ndarray, responsibilities: np.ndarray, ridge: float = 1e-6) -> Mixture:
    """The mixture that fits the points x (N, D) best under these responsibilities (N, K)."""
    raise NotImplementedError("TODO 2: weights, means and covariances from weighted points")


def fit(
    x: np.ndarray, mixture: Mixture, steps: int, ridge: float = 1e-6
) -> tuple[Mixture, list[float]]:
    """Run EM; returns the mixture and the log-likelihood found by the E step of each round."""
    raise NotImplementedError("TODO 3: E step, M step, and again")


def draw(mixture: Mixture, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw n points (n, D) from the mixture."""
    raise NotImplementedError("TODO 4: a component by its weight, then a point from it")
