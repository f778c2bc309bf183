import torch


def angles(positions: torch.Tensor, size: int, base: float = 10000.0) -> torch.Tensor:
    """Angles in radians, float32, (T, size / 2), of positions (T,). Raises ValueError: odd size."""
    if size % 2:
        raise ValueError(f"a size of {size} is odd; features are turned in pairs")
    pairs = torch.arange(0, size, 2, device=positions.device, dtype=torch.float32)
    return positions.float().unsqueeze(-1) * base ** (-pairs / size)


def rotate(x: torch.Tensor, positions: torch.Tensor, base: float = 10000.0) -> torch.Tensor:
    """Turn each pair of features of x (..., T, d) by its angle; positions (T,). Keeps x's dtype."""
    turn = angles(positions, x.shape[-1], base)
    cos, sin = turn.cos(), turn.sin()
    even, odd = x[..., 0::2].float(), x[..., 1::2].float()
    turned = torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1)
    return turned.flatten(-2).to(x.dtype)
