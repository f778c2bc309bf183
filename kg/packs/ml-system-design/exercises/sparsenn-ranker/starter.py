import torch
from torch import nn


class LinearRanker(nn.Module):
    """One weight for each category, and a bias: logistic regression."""

    def __init__(self, sizes: list[int]) -> None:
        super().__init__()
        raise NotImplementedError("TODO 1: a weight for each category, and a bias")

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """features: (n, f) int64, column j below sizes[j]. Returns logits (n,)."""
        raise NotImplementedError("TODO 1: the sum of the row's weights")


def pair_products(vectors: torch.Tensor) -> torch.Tensor:
    """Dot products of all pairs i < j of vectors (n, f, d); returns (n, f (f - 1) / 2)."""
    raise NotImplementedError("TODO 2: all products, then those above the diagonal")


class SparseRanker(nn.Module):
    """An embedding for each category, their pair products, and a small network on top."""

    def __init__(self, sizes: list[int], dim: int = 8, hidden: int = 32) -> None:
        super().__init__()
        raise NotImplementedError("TODO 3: tables and a network")

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """features: (n, f) int64, column j below sizes[j]. Returns logits (n,)."""
        raise NotImplementedError("TODO 3: look up, multiply in pairs, join, network")


def log_loss(logits: torch.Tensor, clicks: torch.Tensor) -> torch.Tensor:
    """Mean binary cross-entropy of logits (n,) with clicks (n,) of 0 and 1; a scalar."""
    raise NotImplementedError("TODO 4: the loss, finite for large logits")


def train(
    model: nn.Module,
    features: torch.Tensor,
    clicks: torch.Tensor,
    steps: int,
    generator: torch.Generator,
    batch: int = 512,
) -> None:
    """Fit a ranker by Adam at 0.01 on batches drawn with replacement."""
    raise NotImplementedError("TODO 5: the training loop")
