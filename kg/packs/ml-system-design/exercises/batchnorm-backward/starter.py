import torch  # noqa: F401 - for tanh and the like
from torch import Tensor

Cache = tuple[Tensor, ...]


def batchnorm(x: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> tuple[Tensor, Cache]:
    """Normalise each column of x (B, D) over its batch; return y (B, D) and what backward needs."""
    raise NotImplementedError("TODO 1: mean, variance, normalise, scale and shift")


def batchnorm_backward(dy: Tensor, cache: Cache) -> tuple[Tensor, Tensor, Tensor]:
    """Turn dL/dy (B, D) into dL/dx (B, D), dL/dgamma (D,) and dL/dbeta (D,)."""
    raise NotImplementedError("TODO 2: through the shift, the scale, and the normalisation")


def network_gradients(
    x: Tensor, targets: Tensor, params: dict[str, Tensor], eps: float = 1e-5
) -> tuple[Tensor, dict[str, Tensor]]:
    """Return the mean cross-entropy of the network, a scalar, and its gradient by parameter."""
    raise NotImplementedError("TODO 3: forward through all layers, then back through each")
