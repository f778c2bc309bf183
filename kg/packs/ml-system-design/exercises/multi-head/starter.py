import torch


def split_heads(x: torch.Tensor, heads: int) -> torch.Tensor:
    """Cut x (B, T, D) into heads; returns (B, heads, T, D / heads). Raises ValueError."""
    raise NotImplementedError("TODO 1: give the heads an axis of their own, before the positions")


def join_heads(x: torch.Tensor) -> torch.Tensor:
    """Undo split_heads: x (B, heads, T, d); returns (B, T, heads * d)."""
    raise NotImplementedError("TODO 1: the way back")


def multi_head(
    x: torch.Tensor,
    w_q: torch.Tensor,
    w_k: torch.Tensor,
    w_v: torch.Tensor,
    w_o: torch.Tensor,
    heads: int,
    causal: bool = False,
) -> torch.Tensor:
    """Self-attention of x (B, T, D) in several heads, all weights (D, D); returns (B, T, D)."""
    raise NotImplementedError("TODO 2: project, split, attend in every head, join, project")
    # TODO 3: the causal mask
