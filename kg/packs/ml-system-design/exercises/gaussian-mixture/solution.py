import math
from typing import NamedTuple

import numpy as np


class Mixture(NamedTuple):
    """K Gaussians in D dimensions. weights: (K,). means: (K, D). covariances: (K, D, D)."""

    weights: np.ndarray
    means: np.ndarray
    covariances: np.ndarray


def _log_joint(x: np.ndarray, mixture: Mixture) -> np.ndarray:
    columns = []
    for weight, mean, covariance in zip(*mixture, strict=True):
        root = np.linalg.cholesky(covariance)
        scaled = np.linalg.solve(root, (x - mean).T)
        log_det = 2 * np.log(np.diag(root)).sum()
        constant = len(mean) * math.log(2 * math.pi)
        columns.append(np.log(weight) - 0.5 * ((scaled**2).sum(axis=0) + log_det + constant))
    return np.stack(columns, axis=1)


def e_step(x: np.ndarray, mixture: Mixture) -> tuple[np.ndarray, float]:
    """Responsibilities (N, K) of the points x (N, D), and the log-likelihood of all of them."""
    joint = _log_joint(x, mixture)
    top = joint.max(axis=1, keepdims=True)
    total = top + np.log(np.exp(joint - top).sum(axis=1, keepdims=True))
    return np.exp(joint - total), float(total.sum())


def m_step(x: np.ndarray, responsibilities: np.ndarray, ridge: float = 1e-6) -> Mixture:
    """The mixture that fits the points x (N, D) best under these responsibilities (N, K)."""
    sizes = responsibilities.sum(axis=0)
    means = responsibilities.T @ x / sizes[:, None]
    covariances = []
    for size, mean, column in zip(sizes, means, responsibilities.T, strict=True):
        away = x - mean
        covariance = (column[:, None] * away).T @ away / size
        covariances.append(covariance + ridge * np.eye(x.shape[1]))
    return Mixture(sizes / len(x), means, np.stack(covariances))


def fit(
    x: np.ndarray, mixture: Mixture, steps: int, ridge: float = 1e-6
) -> tuple[Mixture, list[float]]:
    """Run EM; returns the mixture and the log-likelihood found by the E step of each round."""
    history = []
    for _ in range(steps):
        responsibilities, log_likelihood = e_step(x, mixture)
        history.append(log_likelihood)
        mixture = m_step(x, responsibilities, ridge)
    return mixture, history


def draw(mixture: Mixture, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw n points (n, D) from the mixture."""
    chosen = rng.choice(len(mixture.weights), size=n, p=mixture.weights)
    noise = rng.standard_normal((n, mixture.means.shape[1]))
    roots = np.linalg.cholesky(mixture.covariances)
    return mixture.means[chosen] + np.einsum("nij,nj->ni", roots[chosen], noise)
