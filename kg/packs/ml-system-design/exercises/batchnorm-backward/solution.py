import torch
from torch import Tensor

Cache = tuple[Tensor, Tensor, Tensor]


def batchnorm(x: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> tuple[Tensor, Cache]:
    """Normalise each column of x (B, D) over its batch; return y (B, D) and what backward needs."""
    centred = x - x.mean(0)
    scale = (centred.square().mean(0) + eps).rsqrt()
    normal = centred * scale
    return gamma * normal + beta, (normal, scale, gamma)


def batchnorm_backward(dy: Tensor, cache: Cache) -> tuple[Tensor, Tensor, Tensor]:
    """Turn dL/dy (B, D) into dL/dx (B, D), dL/dgamma (D,) and dL/dbeta (D,)."""
    normal, scale, gamma = cache
    flow = dy * gamma
    dx = scale * (flow - flow.mean(0) - normal * (flow * normal).mean(0))
    return dx, (dy * normal).sum(0), dy.sum(0)


def network_gradients(
    x: Tensor, targets: Tensor, params: dict[str, Tensor], eps: float = 1e-5
) -> tuple[Tensor, dict[str, Tensor]]:
    """Return the mean cross-entropy of the network, a scalar, and its gradient by parameter."""
    before, cache = batchnorm(x @ params["w1"], params["gamma"], params["beta"], eps)
    hidden = torch.tanh(before)
    log_shares = (hidden @ params["w2"] + params["b2"]).log_softmax(1)
    rows = torch.arange(len(x), device=x.device)
    loss = -log_shares[rows, targets].mean()

    d_logits = log_shares.exp()
    d_logits[rows, targets] -= 1
    d_logits /= len(x)
    d_before = d_logits @ params["w2"].T * (1 - hidden.square())
    d_linear, d_gamma, d_beta = batchnorm_backward(d_before, cache)
    return loss, {
        "w1": x.T @ d_linear,
        "gamma": d_gamma,
        "beta": d_beta,
        "w2": hidden.T @ d_logits,
        "b2": d_logits.sum(0),
    }
