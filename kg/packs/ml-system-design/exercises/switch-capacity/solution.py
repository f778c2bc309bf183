import math
from collections.abc import Callable, Sequence

import torch
from torch.nn.functional import one_hot

Expert = Callable[[torch.Tensor], torch.Tensor]


def capacity(tokens: int, experts: int, factor: float) -> int:
    """How many tokens one expert may take: tokens / experts x factor, rounded up."""
    return math.ceil(tokens / experts * factor)


def route(probs: torch.Tensor, limit: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Expert (T,), its probability (T,) and whether there is room (T,), from probs (T, E)."""
    gate, expert = probs.max(dim=-1)
    chosen = one_hot(expert, probs.shape[-1])
    before = (chosen.cumsum(0) - chosen).gather(-1, expert[:, None]).squeeze(-1)
    return expert, gate, before < limit


def balance_loss(probs: torch.Tensor, expert: torch.Tensor) -> torch.Tensor:
    """E times the sum of share of tokens x mean probability; probs (T, E), expert (T,)."""
    experts = probs.shape[-1]
    share = one_hot(expert, experts).to(probs.dtype).mean(0)
    return experts * (share * probs.mean(0)).sum()


def switch_layer(
    x: torch.Tensor, probs: torch.Tensor, experts: Sequence[Expert], limit: int
) -> torch.Tensor:
    """x (T, d) plus the gated output of each token's expert, if there is room; (T, d)."""
    expert, gate, kept = route(probs, limit)
    out = x
    for number, work in enumerate(experts):
        rows = (kept & (expert == number)).nonzero().squeeze(-1)
        if len(rows):
            out = out.index_add(0, rows, gate[rows, None] * work(x[rows]))
    return out
