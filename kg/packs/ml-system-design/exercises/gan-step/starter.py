import torch
from torch import nn


def discriminator_loss(real_logits: torch.Tensor, fake_logits: torch.Tensor) -> torch.Tensor:
    """Mean of -ln D(real) plus mean of -ln(1 - D(fake)), a scalar; D is the sigmoid of the logit.

    real_logits: (n, 1). fake_logits: (m, 1).
    """
    raise NotImplementedError("TODO 1: both parts of the discriminator's loss")


def generator_loss(fake_logits: torch.Tensor) -> torch.Tensor:
    """Mean of -ln D(fake), a scalar: the form that does not saturate."""
    raise NotImplementedError("TODO 1: the generator's loss")


def best_discriminator(real_density: torch.Tensor, fake_density: torch.Tensor) -> torch.Tensor:
    """The D(x) with the smallest discriminator loss, from both densities at x; all (n,)."""
    raise NotImplementedError("TODO 2: the share of real points at x")


def train_step(
    generator: nn.Module,
    discriminator: nn.Module,
    generator_optimizer: torch.optim.Optimizer,
    discriminator_optimizer: torch.optim.Optimizer,
    real: torch.Tensor,
    noise: torch.Tensor,
) -> tuple[float, float]:
    """One step of the discriminator, then one of the generator; returns both losses.

    real: (n, d). noise: (m, latent). The discriminator gives logits.
    """
    raise NotImplementedError("TODO 3: one step of each")
