import torch
from torch import nn
from torch.nn import functional as F


def discriminator_loss(real_logits: torch.Tensor, fake_logits: torch.Tensor) -> torch.Tensor:
    """Mean of -ln D(real) plus mean of -ln(1 - D(fake)), a scalar; D = sigmoid(logit)."""
    return -F.logsigmoid(real_logits).mean() - F.logsigmoid(-fake_logits).mean()


def generator_loss(fake_logits: torch.Tensor) -> torch.Tensor:
    """Mean of -ln D(fake), a scalar: the form that does not saturate."""
    return -F.logsigmoid(fake_logits).mean()


def best_discriminator(real_density: torch.Tensor, fake_density: torch.Tensor) -> torch.Tensor:
    """The D(x) with the smallest discriminator loss, from both densities at x."""
    return real_density / (real_density + fake_density)


def train_step(
    generator: nn.Module,
    discriminator: nn.Module,
    generator_optimizer: torch.optim.Optimizer,
    discriminator_optimizer: torch.optim.Optimizer,
    real: torch.Tensor,
    noise: torch.Tensor,
) -> tuple[float, float]:
    """One step of the discriminator, then one of the generator; returns both losses."""
    fake = generator(noise)
    loss_d = discriminator_loss(discriminator(real), discriminator(fake.detach()))
    discriminator_optimizer.zero_grad()
    loss_d.backward()
    discriminator_optimizer.step()

    loss_g = generator_loss(discriminator(fake))
    generator_optimizer.zero_grad()
    loss_g.backward()
    generator_optimizer.step()
    return loss_d.item(), loss_g.item()
