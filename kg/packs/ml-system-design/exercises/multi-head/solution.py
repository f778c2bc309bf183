import torch


def split_heads(x: torch.Tensor, heads: int) -> torch.Tensor:
    """Cut x (B, T, D) into heads; returns (B, heads, T, D / heads). Raises ValueError."""
    batch, length, width = x.shape
    if width % heads:
        raise ValueError(f"a width of {width} cannot be cut into {heads} heads")
    return x.view(batch, length, heads, width // heads).transpose(1, 2)


def join_heads(x: torch.Tensor) -> torch.Tensor:
    """Undo split_heads: x (B, heads, T, d); returns (B, T, heads * d)."""
    return x.transpose(1, 2).flatten(2)


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
    q, k, v = (split_heads(x @ w, heads) for w in (w_q, w_k, w_v))
    scores = q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5
    if causal:
        later = torch.ones(scores.shape[-2:], dtype=torch.bool, device=x.device).triu(1)
        scores = scores.masked_fill(later, float("-inf"))
    return join_heads(scores.softmax(-1) @ v) @ w_o
