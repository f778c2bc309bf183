from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Size, Tensor
from torch.nn.functional import pad


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

    def __init__(self, tensors: Sequence[Tensor], comm: Comm) -> None:
        self.comm = comm
        self.shapes: list[Size] = [tensor.shape for tensor in tensors]
        self.shard = self._flat(tensors).chunk(comm.size)[comm.rank].clone()

    def gather(self) -> list[Tensor]:
        """The whole tensors, made new."""
        sizes = [shape.numel() for shape in self.shapes]
        flat = self.comm.all_gather(self.shard)[: sum(sizes)]
        parts = zip(flat.split(sizes), self.shapes, strict=True)
        return [part.view(shape) for part, shape in parts]

    def reduce(self, gradients: Sequence[Tensor]) -> Tensor:
        """This rank's part of the mean gradient over all ranks."""
        return self.comm.reduce_scatter(self._flat(gradients)) / self.comm.size

    def _flat(self, tensors: Sequence[Tensor]) -> Tensor:
        flat = torch.cat([tensor.flatten() for tensor in tensors])
        return pad(flat, (0, -len(flat) % self.comm.size))


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
        self.shard = shard
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self.mean, self.square = torch.zeros_like(shard), torch.zeros_like(shard)
        self.steps = 0

    def step(self, gradient: Tensor) -> None:
        """One step; gradient: as long as the shard."""
        first, second = self.betas
        self.steps += 1
        self.mean.lerp_(gradient, 1 - first)
        self.square.mul_(second).addcmul_(gradient, gradient, value=1 - second)
        mean = self.mean / (1 - first**self.steps)
        spread = (self.square / (1 - second**self.steps)).sqrt() + self.eps
        self.shard *= 1 - self.lr * self.weight_decay
        self.shard -= self.lr * mean / spread
