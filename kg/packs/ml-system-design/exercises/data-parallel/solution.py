from collections.abc import Callable

import torch
import torch.distributed as dist
from torch import Tensor, nn


def shard(count: int, rank: int, ranks: int) -> range:
    """The rows of this rank; sizes differ by one at most, the larger ones first."""
    base, more = divmod(count, ranks)
    start = rank * base + min(rank, more)
    return range(start, start + base + (rank < more))


def broadcast_parameters(model: nn.Module) -> None:
    """Give every rank the parameters of rank 0, in place."""
    for parameter in model.parameters():
        dist.broadcast(parameter.data, src=0)


def average_gradients(model: nn.Module, rows: int) -> None:
    """Turn the gradients of each rank's mean loss into that of the mean over all rows."""
    parameters = list(model.parameters())
    parts = [torch.zeros_like(p) if p.grad is None else p.grad * rows for p in parameters]
    flat = torch.cat([part.flatten() for part in parts] + [torch.tensor([float(rows)])])
    dist.all_reduce(flat)
    mean = flat[:-1] / flat[-1]
    sizes = [parameter.numel() for parameter in parameters]
    for parameter, part in zip(parameters, mean.split(sizes), strict=True):
        parameter.grad = part.view_as(parameter).clone()


def delayed_sgd(
    start: Tensor, gradient: Callable[[Tensor], Tensor], lr: float, steps: int, staleness: int
) -> list[Tensor]:
    """All weights of a descent whose gradients are so many updates old, the start first."""
    weights = [start]
    for step in range(steps):
        seen = weights[max(0, step - staleness)]
        weights.append(weights[-1] - lr * gradient(seen))
    return weights
