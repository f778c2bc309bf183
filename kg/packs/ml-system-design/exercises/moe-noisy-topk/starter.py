from collections.abc import Callable, Sequence

import torch
from torch.nn.functional import softplus  # noqa: F401

Expert = Callable[[torch.Tensor], torch.Tensor]


def noisy_logits(clean: torch.Tensor, raw: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
    """Router logits with noise: all (T, E); the noise of each place is scaled by softplus(raw)."""
    raise NotImplementedError("TODO 1: add the scaled noise")


def top_k_gates(logits: torch.Tensor, k: int) -> torch.Tensor:
    """Gates (T, E) of logits (T, E): a softmax over the k largest of each row, 0 elsewhere."""
    raise NotImplementedError("TODO 2: topk, softmax, scatter")


def smooth_load(
    clean: torch.Tensor, raw: torch.Tensor, noisy: torch.Tensor, k: int
) -> torch.Tensor:
    """Chance (T, E) that an expert is chosen if only its own noise is drawn again; all (T, E)."""
    raise NotImplementedError("TODO 3: how far is the clean logit above the bar?")


def balance_loss(gates: torch.Tensor, load: torch.Tensor) -> torch.Tensor:
    """Squared coefficients of variation of importance and load, added; both (T, E) -> scalar."""
    raise NotImplementedError("TODO 4: variance over squared mean, twice")


def mixture(x: torch.Tensor, gates: torch.Tensor, experts: Sequence[Expert]) -> torch.Tensor:
    """Output (T, d) of the experts on tokens x (T, d), weighted by gates (T, E)."""
    raise NotImplementedError("TODO 5: each expert on its own tokens only")
