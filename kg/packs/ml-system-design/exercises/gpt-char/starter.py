from dataclasses import dataclass

import torch
from torch import nn


@dataclass(frozen=True)
class Config:
    """Sizes of a model and of its training. block: longest context, in characters."""

    vocab: int
    block: int = 64
    width: int = 64
    heads: int = 4
    layers: int = 2
    batch: int = 16
    steps: int = 1000
    rate: float = 3e-3


def attention(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    """Causal attention; q, k (..., T, d) and v (..., T, e); returns (..., T, e)."""
    raise NotImplementedError("TODO 1: scaled scores, causal mask, softmax, sum of the values")


class GPT(nn.Module):
    """A decoder-only transformer over characters."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        raise NotImplementedError("TODO 2: embeddings, layers, norm, head")

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Logits (B, T, vocab) of the next character for ids (B, T), T at most block."""
        raise NotImplementedError("TODO 2: from characters to logits")


def draw(
    ids: torch.Tensor, config: Config, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Random windows of ids (N,) and their next characters, both (batch, block), on its device."""
    raise NotImplementedError("TODO 3: windows, and the same windows one character later")


def train(ids: torch.Tensor, config: Config, seed: int) -> GPT:
    """Train a new model on ids (N,) for config.steps steps, on the device of ids."""
    raise NotImplementedError("TODO 3: draw, loss, gradient, step")
