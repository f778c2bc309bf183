import torch
from torch import nn


class Tower(nn.Module):
    """Turns rows of category numbers (n, f) into vectors (n, dim)."""

    def __init__(self, sizes: list[int], width: int = 16, dim: int = 32) -> None:
        super().__init__()
        raise NotImplementedError("TODO 1: a table for each column, then two layers")

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """features: (n, f) int64, column j below sizes[j]. Returns (n, dim) float32."""
        raise NotImplementedError("TODO 1: look up, join, two layers")


def in_batch_loss(
    users: torch.Tensor, items: torch.Tensor, item_ids: torch.Tensor, log_share: torch.Tensor
) -> torch.Tensor:
    """Softmax over the batch's items, corrected for how often each is drawn; a scalar."""
    raise NotImplementedError("TODO 2: scores, correction, twins, cross-entropy")


def recall_at_k(users: torch.Tensor, items: torch.Tensor, targets: torch.Tensor, k: int) -> float:
    """Share of users (n, d) whose target is among the k items (m, d) of largest dot product."""
    raise NotImplementedError("TODO 3: the k best for each user, in parts")


def train(
    user_tower: nn.Module,
    item_tower: nn.Module,
    user_features: torch.Tensor,
    item_features: torch.Tensor,
    pairs: torch.Tensor,
    steps: int,
    generator: torch.Generator,
    batch: int = 512,
) -> None:
    """Fit both towers to the pairs (n, 2) of user and item number, by Adam at 0.005."""
    raise NotImplementedError("TODO 4: the training loop")
