import torch
from torch import nn


class LoRALinear(nn.Module):
    """A frozen linear layer plus alpha / rank times B A."""

    def __init__(self, base: nn.Linear, rank: int, alpha: float) -> None:
        super().__init__()
        self.base = base.requires_grad_(False)
        self.scale = alpha / rank
        weight = base.weight
        self.a = nn.Parameter(weight.new_empty(rank, base.in_features).normal_(std=0.02))
        self.b = nn.Parameter(weight.new_zeros(base.out_features, rank))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(..., inputs) -> (..., outputs), without making a matrix of the base's size."""
        return self.base(x) + x @ self.a.T @ self.b.T * self.scale

    @torch.no_grad()
    def merged(self) -> nn.Linear:
        """A new plain linear layer with the same outputs."""
        weight, bias = self.base.weight, self.base.bias
        outputs, inputs = weight.shape
        plain = nn.Linear(inputs, outputs, bias=bias is not None, device=weight.device)
        plain.weight.copy_(weight + self.b @ self.a * self.scale)
        if bias is not None:
            plain.bias.copy_(bias)
        return plain


def train(layer: LoRALinear, x: torch.Tensor, y: torch.Tensor, steps: int, rate: float) -> float:
    """Adam on the mean squared error over all of x; returns the loss after the last step."""
    learnt = [one for one in layer.parameters() if one.requires_grad]
    optimizer = torch.optim.Adam(learnt, lr=rate)
    for _ in range(steps):
        loss = (layer(x) - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        return (layer(x) - y).square().mean().item()
