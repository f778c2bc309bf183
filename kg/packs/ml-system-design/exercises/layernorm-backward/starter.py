import numpy as np

Cache = tuple[np.ndarray, ...]


def layernorm(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-5
) -> tuple[np.ndarray, Cache]:
    """Normalise each vector of x (..., D) by itself; return y (..., D) and what backward needs."""
    raise NotImplementedError("TODO 1: mean, variance, normalise, scale and shift")


def layernorm_backward(dy: np.ndarray, cache: Cache) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turn dL/dy (..., D) into dL/dx (..., D), dL/dgamma (D,) and dL/dbeta (D,)."""
    raise NotImplementedError("TODO 2: through the shift, the scale, and the normalisation")


def prenorm_backward(dy: np.ndarray, weight: np.ndarray, cache: Cache) -> np.ndarray:
    """Turn dL/dy of y = x + layernorm(x) @ weight, weight (D, D), into dL/dx (..., D)."""
    raise NotImplementedError("TODO 3: the way through the branch and the way past it")
