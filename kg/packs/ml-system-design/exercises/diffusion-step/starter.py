import torch
from torch import nn


def schedule(steps: int, first: float, last: float) -> tuple[torch.Tensor, torch.Tensor]:
    """(betas, alpha_bars), both (steps,): linear variances, and the product of all 1 - beta."""
    raise NotImplementedError("TODO 1: the noise schedule")


def add_noise(
    x: torch.Tensor, t: torch.Tensor, noise: torch.Tensor, alpha_bars: torch.Tensor
) -> torch.Tensor:
    """Rows x (n, d) as they are at the steps t (n,), with this noise (n, d)."""
    raise NotImplementedError("TODO 2: the forward process in one step")


def noise_loss(
    model: nn.Module,
    x: torch.Tensor,
    t: torch.Tensor,
    noise: torch.Tensor,
    alpha_bars: torch.Tensor,
) -> torch.Tensor:
    """Mean squared error of the predicted noise, a scalar. model(points, t): (n, d)."""
    raise NotImplementedError("TODO 3: add noise, predict it, compare")


@torch.no_grad()
def sample(
    model: nn.Module, noises: torch.Tensor, betas: torch.Tensor, alpha_bars: torch.Tensor
) -> torch.Tensor:
    """Points (n, d) from noises (steps, n, d).

    noises[0] is the start; noises[i] is used in the i-th step (from 1), the last step uses none.
    """
    raise NotImplementedError("TODO 4: from the last noise level down to the first")


def train(
    model: nn.Module,
    batches: list[tuple[torch.Tensor, torch.Tensor, torch.Tensor]],
    alpha_bars: torch.Tensor,
    rate: float,
) -> list[float]:
    """One Adam step for each batch (x, t, noise); returns the losses."""
    raise NotImplementedError("TODO 5: the training loop")
