import numpy as np

Cache = tuple[np.ndarray, np.ndarray, np.ndarray]


def layernorm(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-5
) -> tuple[np.ndarray, Cache]:
    """Normalise each vector of x (..., D) by itself; return y (..., D) and what backward needs."""
    centred = x - x.mean(axis=-1, keepdims=True)
    scale = 1 / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps)
    normal = centred * scale
    return gamma * normal + beta, (normal, scale, gamma)


def layernorm_backward(dy: np.ndarray, cache: Cache) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turn dL/dy (..., D) into dL/dx (..., D), dL/dgamma (D,) and dL/dbeta (D,)."""
    normal, scale, gamma = cache
    flow = dy * gamma
    along = (flow * normal).mean(axis=-1, keepdims=True)
    dx = scale * (flow - flow.mean(axis=-1, keepdims=True) - normal * along)
    width = dy.shape[-1]
    dgamma = (dy * normal).reshape(-1, width).sum(axis=0)
    return dx, dgamma, dy.reshape(-1, width).sum(axis=0)


def prenorm_backward(dy: np.ndarray, weight: np.ndarray, cache: Cache) -> np.ndarray:
    """Turn dL/dy of y = x + layernorm(x) @ weight, weight (D, D), into dL/dx (..., D)."""
    through, _, _ = layernorm_backward(dy @ weight.T, cache)
    return dy + through
