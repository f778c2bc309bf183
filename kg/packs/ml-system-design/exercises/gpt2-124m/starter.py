from dataclasses import dataclass

import torch
from torch import nn


@dataclass(frozen=True)
class Config:
    """Sizes of a GPT-2; the defaults are those of the smallest released one."""

    vocab: int = 50257
    block: int = 1024
    layers: int = 12
    heads: int = 12
    width: int = 768


class GPT2(nn.Module):
    """GPT-2: ids (B, T) to logits (B, T, vocab). Raises ValueError where T is above block."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        raise NotImplementedError("TODO 1: wte, wpe, h, ln_f, and a head that shares wte's matrix")
        # TODO 2: the initial values

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Logits of the next token at every position."""
        raise NotImplementedError("TODO 1: embeddings, layers, last norm, head")


def groups(model: nn.Module, decay: float) -> list[dict[str, object]]:
    """Two groups for AdamW: matrices and embeddings with weight decay, the rest without."""
    raise NotImplementedError("TODO 3: sort the parameters by their number of dimensions")
