import math  # noqa: F401 - math.exp

import numpy as np


def moments(features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean (d,) and unbiased covariance (d, d) of features (n, d), one row an image."""
    raise NotImplementedError("TODO 1: mean and covariance over the images")


def frechet(mean_a: np.ndarray, cov_a: np.ndarray, mean_b: np.ndarray, cov_b: np.ndarray) -> float:
    """Squared Frechet distance of two Gaussians, from means (d,) and covariances (d, d)."""
    raise NotImplementedError("TODO 2: shift squared and the traces")


def inception_score(probs: np.ndarray) -> float:
    """Inception score, 1 to c, of class probabilities (n, c), one row an image."""
    raise NotImplementedError("TODO 3: exp of the mean KL divergence to the average row")


def kid(a: np.ndarray, b: np.ndarray) -> float:
    """Unbiased squared MMD of features (n, d) and (m, d) with the kernel (x.y / d + 1)^3."""
    raise NotImplementedError("TODO 4: within both, less twice between")
