import torch
from torch import nn


def schedule(steps: int, first: float, last: float) -> tuple[torch.Tensor, torch.Tensor]:
    """(betas, alpha_bars), both (steps,): linear variances, and the product of all 1 - beta."""
    betas = torch.linspace(first, last, steps)
    return betas, (1 - betas).cumprod(0)


def add_noise(
    x: torch.Tensor, t: torch.Tensor, noise: torch.Tensor, alpha_bars: torch.Tensor
) -> torch.Tensor:
    """Rows x (n, d) as they are at the steps t (n,), with this noise (n, d)."""
    left = alpha_bars[t].unsqueeze(-1)
    return left.sqrt() * x + (1 - left).sqrt() * noise


def noise_loss(
    model: nn.Module,
    x: torch.Tensor,
    t: torch.Tensor,
    noise: torch.Tensor,
    alpha_bars: torch.Tensor,
) -> torch.Tensor:
    """Mean squared error of the predicted noise, a scalar."""
    return (model(add_noise(x, t, noise, alpha_bars), t) - noise).square().mean()


@torch.no_grad()
def sample(
    model: nn.Module, noises: torch.Tensor, betas: torch.Tensor, alpha_bars: torch.Tensor
) -> torch.Tensor:
    """Points (n, d) from noises (steps, n, d): noises[0] is the start, noises[i] for step i."""
    x = noises[0]
    steps = len(betas)
    for i, t in enumerate(reversed(range(steps)), start=1):
        guess = model(x, torch.full((len(x),), t, device=x.device))
        mean = (x - betas[t] / (1 - alpha_bars[t]).sqrt() * guess) / (1 - betas[t]).sqrt()
        x = mean + betas[t].sqrt() * noises[i] if t > 0 else mean
    return x


def train(
    model: nn.Module,
    batches: list[tuple[torch.Tensor, torch.Tensor, torch.Tensor]],
    alpha_bars: torch.Tensor,
    rate: float,
) -> list[float]:
    """One Adam step for each batch (x, t, noise); returns the losses."""
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    losses = []
    for x, t, noise in batches:
        loss = noise_loss(model, x, t, noise, alpha_bars)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
