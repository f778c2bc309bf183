import math  # noqa: F401 - math.ceil
from collections.abc import Callable, Sequence

import torch
from torch.nn.functional import one_hot  # noqa: F401

Expert = Callable[[torch.Tensor], torch.Tensor]


def capacity(tokens: int, experts: int, factor: float) -> int:
    """How many tokens one expert may take: tokens / experts x factor, rounded up."""
    raise NotImplementedError("TODO 1: the capacity of an expert")


def route(probs: torch.Tensor, limit: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Expert (T,), its probability (T,) and whether there is room (T,), from probs (T, E)."""
    raise NotImplementedError("TODO 2: the likeliest expert, and the place in its queue")


def balance_loss(probs: torch.Tensor, expert: torch.Tensor) -> torch.Tensor:
    """E times the sum of share of tokens x mean probability; probs (T, E), expert (T,)."""
    raise NotImplementedError("TODO 3: shares times mean probabilities")


def switch_layer(
    x: torch.Tensor, probs: torch.Tensor, experts: Sequence[Expert], limit: int
) -> torch.Tensor:
    """x (T, d) plus the gated output of each token's expert, if there is room; (T, d)."""
    raise NotImplementedError("TODO 4: the residual connection and the experts")
