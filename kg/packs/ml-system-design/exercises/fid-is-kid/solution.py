import math

import numpy as np


def moments(features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean (d,) and unbiased covariance (d, d) of features (n, d), one row an image."""
    mean = features.mean(axis=0)
    centred = features - mean
    return mean, centred.T @ centred / (len(features) - 1)


def frechet(mean_a: np.ndarray, cov_a: np.ndarray, mean_b: np.ndarray, cov_b: np.ndarray) -> float:
    """Squared Frechet distance of two Gaussians, from means (d,) and covariances (d, d)."""
    values, vectors = np.linalg.eigh(cov_a)
    root = vectors * np.sqrt(np.maximum(values, 0.0)) @ vectors.T
    inner = np.linalg.eigvalsh(root @ cov_b @ root)
    trace_root = np.sqrt(np.maximum(inner, 0.0)).sum()
    shift = ((mean_a - mean_b) ** 2).sum()
    return float(shift + np.trace(cov_a) + np.trace(cov_b) - 2 * trace_root)


def inception_score(probs: np.ndarray) -> float:
    """Inception score, 1 to c, of class probabilities (n, c), one row an image."""
    marginal = probs.mean(axis=0)
    ratio = np.divide(probs, marginal, out=np.ones_like(probs), where=probs > 0)
    return math.exp((probs * np.log(ratio)).sum() / len(probs))


def kid(a: np.ndarray, b: np.ndarray) -> float:
    """Unbiased squared MMD of features (n, d) and (m, d) with the kernel (x.y / d + 1)^3."""
    n, m = len(a), len(b)

    def kernel(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return (x @ y.T / x.shape[1] + 1) ** 3

    aa, bb = kernel(a, a), kernel(b, b)
    within_a = (aa.sum() - np.trace(aa)) / (n * (n - 1))
    within_b = (bb.sum() - np.trace(bb)) / (m * (m - 1))
    return float(within_a + within_b - 2 * kernel(a, b).mean())
