import torch
from torch import nn


def similarities(images: torch.Tensor, texts: torch.Tensor) -> torch.Tensor:
    """Cosine of every image (n, d) with every text (m, d), (n, m)."""
    raise NotImplementedError("TODO 1: unit vectors, then dot products")


def clip_loss(images: torch.Tensor, texts: torch.Tensor, log_scale: torch.Tensor) -> torch.Tensor:
    """The symmetric loss of n pairs, a scalar; images[i] belongs to texts[i].

    images, texts: (n, d), of any length. log_scale: scalar; logits are exp(log_scale), at most 100,
    times the cosines.
    """
    raise NotImplementedError("TODO 2: cross-entropy over rows and over columns")


def zero_shot(images: torch.Tensor, prompts: torch.Tensor) -> torch.Tensor:
    """The class of each image (n,), from prompts (classes, prompts, d)."""
    raise NotImplementedError("TODO 3: one vector a class, then the nearest")


def train(
    image_tower: nn.Module,
    text_tower: nn.Module,
    log_scale: nn.Parameter,
    batches: list[tuple[torch.Tensor, torch.Tensor]],
    rate: float,
) -> list[float]:
    """One Adam step a batch for both towers and the scale; returns the losses.

    batches: pairs of inputs, one row of the first belongs to the same row of the second.
    """
    raise NotImplementedError("TODO 4: the training loop")
