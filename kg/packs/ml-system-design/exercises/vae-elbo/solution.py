import math
from collections.abc import Callable

import torch
from torch import nn


def reparameterise(mean: torch.Tensor, log_var: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
    """Samples of N(mean, exp(log_var)) from standard normal noise; all (n, latent)."""
    return mean + (0.5 * log_var).exp() * noise


def kl_to_standard(mean: torch.Tensor, log_var: torch.Tensor) -> torch.Tensor:
    """KL from N(mean, exp(log_var)) to N(0, 1), summed over the latent dimensions, (n,)."""
    return 0.5 * (mean.square() + log_var.exp() - log_var - 1).sum(-1)


def elbo(
    x: torch.Tensor,
    mean: torch.Tensor,
    log_var: torch.Tensor,
    noise: torch.Tensor,
    decode: Callable[[torch.Tensor], torch.Tensor],
    variance: float,
) -> torch.Tensor:
    """The bound for each row of x (n, d) by one sample of the latent, in nats, (n,)."""
    z = reparameterise(mean, log_var, noise)
    squares = (x - decode(z)).square() / variance
    log_likelihood = -0.5 * (squares + math.log(2 * math.pi * variance)).sum(-1)
    return log_likelihood - kl_to_standard(mean, log_var)


def train(
    encoder: nn.Module,
    decoder: nn.Module,
    batches: list[tuple[torch.Tensor, torch.Tensor]],
    variance: float,
    rate: float,
) -> list[float]:
    """One Adam step a batch on the negative mean bound; returns these losses."""
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=rate)
    losses = []
    for x, noise in batches:
        mean, log_var = encoder(x)
        loss = -elbo(x, mean, log_var, noise, decoder, variance).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
