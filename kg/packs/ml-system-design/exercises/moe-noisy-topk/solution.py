from collections.abc import Callable, Sequence

import torch
from torch.nn.functional import softplus

Expert = Callable[[torch.Tensor], torch.Tensor]


def noisy_logits(clean: torch.Tensor, raw: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
    """Router logits with noise: all (T, E); the noise of each place is scaled by softplus(raw)."""
    return clean + noise * softplus(raw)


def top_k_gates(logits: torch.Tensor, k: int) -> torch.Tensor:
    """Gates (T, E) of logits (T, E): a softmax over the k largest of each row, 0 elsewhere."""
    values, places = logits.topk(k, dim=-1)
    return torch.zeros_like(logits).scatter(-1, places, values.softmax(-1))


def smooth_load(
    clean: torch.Tensor, raw: torch.Tensor, noisy: torch.Tensor, k: int
) -> torch.Tensor:
    """Chance (T, E) that an expert is chosen if only its own noise is drawn again; all (T, E)."""
    top = noisy.topk(k + 1, dim=-1).values
    kth, next_best = top[:, k - 1 : k], top[:, k : k + 1]
    bar = torch.where(noisy >= kth, next_best, kth)
    return torch.special.ndtr((clean - bar) / softplus(raw))


def balance_loss(gates: torch.Tensor, load: torch.Tensor) -> torch.Tensor:
    """Squared coefficients of variation of importance and load, added; both (T, E) -> scalar."""
    total = gates.new_zeros(())
    for share in (gates.sum(0), load.sum(0)):
        total = total + share.var(correction=0) / (share.mean() ** 2 + 1e-10)
    return total


def mixture(x: torch.Tensor, gates: torch.Tensor, experts: Sequence[Expert]) -> torch.Tensor:
    """Output (T, d) of the experts on tokens x (T, d), weighted by gates (T, E)."""
    out = torch.zeros_like(x)
    for number, expert in enumerate(experts):
        rows = gates[:, number].nonzero().squeeze(-1)
        if len(rows):
            out = out.index_add(0, rows, gates[rows, number, None] * expert(x[rows]))
    return out
