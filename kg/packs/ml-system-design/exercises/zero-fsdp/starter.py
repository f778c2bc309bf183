from collections.abc import Sequence
from typing import Protocol

import torch  # noqa: F401 - torch.cat, torch.zeros_like
from torch import Tensor
from torch.nn.functional import pad  # noqa: F401


class Comm(Protocol):
    """The ranks of a group, seen from one of them."""

    rank: int
    size: int

    def all_gather(self, tensor: Tensor) -> Tensor:
        """The 1-D tensors of all ranks, end to end."""
        ...

    def reduce_scatter(self, tensor: Tensor) -> Tensor:
        """This rank's part of the sum over all ranks of a 1-D tensor."""
        ...


class ShardedParameters:
    """Tensors of which each rank keeps an equal part. shard: this rank's, 1-D."""

    shard: Tensor

    def __init__(self, tensors: Sequence[Tensor], comm: Comm) -> None:
        raise NotImplementedError("TODO 1: flatten, fill up, keep one part")

    def gather(self) -> list[Tensor]:
        """The whole tensors, made new."""
        raise NotImplementedError("TODO 2: all shards, cut into the original shapes")

    def reduce(self, gradients: Sequence[Tensor]) -> Tensor:
        """This rank's part of the mean gradient over all ranks."""
        raise NotImplementedError("TODO 3: flatten, fill up, reduce-scatter")


class ShardedAdamW:
    """AdamW on one shard, in place."""

    def __init__(
        self,
        shard: Tensor,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        raise NotImplementedError("TODO 4: two moments for this shard")

    def step(self, gradient: Tensor) -> None:
        """One step; gradient: as long as the shard."""
        raise NotImplementedError("TODO 4: decay, moments, step")
