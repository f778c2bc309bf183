from typing import Protocol

import torch
from torch import Tensor
from torch.nn.functional import gelu, linear


class Comm(Protocol):
    """The ranks of a group, seen from one of them."""

    rank: int
    size: int

    def all_reduce(self, tensor: Tensor) -> Tensor:
        """The sum over all ranks, as a new tensor without a graph."""
        ...


class _Copy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x: Tensor, comm: Comm) -> Tensor:
        ctx.comm = comm
        return x.view_as(x)

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[Tensor, None]:
        return ctx.comm.all_reduce(gradient), None


class _Sum(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x: Tensor, comm: Comm) -> Tensor:
        return comm.all_reduce(x)

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[Tensor, None]:
        return gradient, None


def split_columns(weight: Tensor, rank: int, size: int) -> Tensor:
    """The outputs of this rank, of a weight (outputs, inputs) or a bias (outputs,)."""
    return weight.chunk(size, dim=0)[rank].clone()


def split_rows(weight: Tensor, rank: int, size: int) -> Tensor:
    """The inputs of this rank, of a weight (outputs, inputs)."""
    return weight.chunk(size, dim=1)[rank].clone()


def feed_forward(x: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor, comm: Comm) -> Tensor:
    """gelu(x W1 + b1) W2 + b2, where this rank holds some of the hidden neurons.

    x: (..., inputs), the same on all ranks. Returns (..., outputs), the same on all ranks.
    """
    hidden = gelu(linear(_Copy.apply(x, comm), w1, b1))
    return _Sum.apply(linear(hidden, w2), comm) + b2
