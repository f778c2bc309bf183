import torch
from torch import nn


class LoRALinear(nn.Module):
    """A frozen linear layer plus alpha / rank times B A.

    base: the layer, kept as `base`. a: (rank, inputs). b: (outputs, rank).
    """

    def __init__(self, base: nn.Linear, rank: int, alpha: float) -> None:
        super().__init__()
        raise NotImplementedError("TODO 1: freeze the base; a is random, b is zero")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(..., inputs) -> (..., outputs), without making a matrix of the base's size."""
        raise NotImplementedError("TODO 1: base plus the low-rank part")

    def merged(self) -> nn.Linear:
        """A new plain linear layer with the same outputs."""
        raise NotImplementedError("TODO 2: add the product to a copy of the weights")


def train(layer: LoRALinear, x: torch.Tensor, y: torch.Tensor, steps: int, rate: float) -> float:
    """Adam on the mean squared error over all of x; returns the loss after the last step.

    x: (n, inputs). y: (n, outputs). rate: the learning rate.
    """
    raise NotImplementedError("TODO 3: train what is not frozen")
