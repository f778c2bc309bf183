from collections.abc import Callable

import torch
from torch import nn


def reparameterise(mean: torch.Tensor, log_var: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
    """Samples of N(mean, exp(log_var)) from standard normal noise; all (n, latent)."""
    raise NotImplementedError("TODO 1: shift and stretch the noise")


def kl_to_standard(mean: torch.Tensor, log_var: torch.Tensor) -> torch.Tensor:
    """KL from N(mean, exp(log_var)) to N(0, 1), summed over the latent dimensions, (n,)."""
    raise NotImplementedError("TODO 2: the closed form")


def elbo(
    x: torch.Tensor,
    mean: torch.Tensor,
    log_var: torch.Tensor,
    noise: torch.Tensor,
    decode: Callable[[torch.Tensor], torch.Tensor],
    variance: float,
) -> torch.Tensor:
    """The bound for each row of x (n, d) by one sample of the latent, in nats, (n,).

    mean, log_var, noise: (n, latent). decode: (n, latent) to the mean of x, (n, d). variance: of x
    around that mean, the same in all dimensions.
    """
    raise NotImplementedError("TODO 3: log-likelihood minus KL")


def train(
    encoder: nn.Module,
    decoder: nn.Module,
    batches: list[tuple[torch.Tensor, torch.Tensor]],
    variance: float,
    rate: float,
) -> list[float]:
    """One Adam step a batch on the negative mean bound; returns these losses.

    encoder(x): (mean, log_var). batches: pairs of x (n, d) and noise (n, latent).
    """
    raise NotImplementedError("TODO 4: the training loop")
