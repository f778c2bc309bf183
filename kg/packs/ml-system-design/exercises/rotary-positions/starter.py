import torch


def angles(positions: torch.Tensor, size: int, base: float = 10000.0) -> torch.Tensor:
    """Angles in radians, float32, (T, size / 2), of positions (T,). Raises ValueError: odd size."""
    raise NotImplementedError("TODO 1: position times base ** (-2i / size), for each pair i")


def rotate(x: torch.Tensor, positions: torch.Tensor, base: float = 10000.0) -> torch.Tensor:
    """Turn each pair of features of x (..., T, d) by its angle; positions (T,). Keeps x's dtype."""
    raise NotImplementedError("TODO 2: turn the pairs (0, 1), (2, 3), ... in their planes")
    # TODO 3: keep the angles in float32 when x is in half precision
