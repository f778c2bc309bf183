import torch

Part = tuple[torch.Tensor, torch.Tensor]


def merge(first: Part, second: Part) -> Part:
    """Attention over two sets of keys from the attention over each; (out, lse) pairs."""
    (out_a, lse_a), (out_b, lse_b) = first, second
    lse = torch.logaddexp(lse_a, lse_b)
    share_a, share_b = (lse_a - lse).exp(), (lse_b - lse).exp()
    return out_a * share_a.unsqueeze(-1) + out_b * share_b.unsqueeze(-1), lse


def _scores(q: torch.Tensor, k: torch.Tensor, row: int, column: int, causal: bool) -> torch.Tensor:
    scores = q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5
    if not causal:
        return scores
    rows = torch.arange(row, row + q.shape[-2], device=q.device).unsqueeze(1)
    columns = torch.arange(column, column + k.shape[-2], device=q.device)
    return scores.masked_fill(columns > rows, float("-inf"))


def flash_forward(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, block: int, causal: bool = False
) -> Part:
    """Output (..., T, d) and logsumexp of the scores (..., T), in tiles of block x block."""
    out = torch.empty_like(q)
    lse = torch.empty_like(q[..., 0])
    for row in range(0, q.shape[-2], block):
        part = q[..., row : row + block, :]
        top = torch.full_like(part[..., 0], float("-inf"))
        total = torch.zeros_like(top)
        mixed = torch.zeros_like(part)
        for column in range(0, k.shape[-2], block):
            if causal and column >= row + block:
                break
            own = slice(column, column + block)
            scores = _scores(part, k[..., own, :], row, column, causal)
            higher = torch.maximum(top, scores.amax(-1))
            shrink = (top - higher).exp()
            weights = (scores - higher.unsqueeze(-1)).exp()
            total = total * shrink + weights.sum(-1)
            mixed = mixed * shrink.unsqueeze(-1) + weights @ v[..., own, :]
            top = higher
        out[..., row : row + block, :] = mixed / total.unsqueeze(-1)
        lse[..., row : row + block] = top + total.log()
    return out, lse


def flash_backward(
    grad_out: torch.Tensor,
    q: torch.Tensor,
    k: torch.Tensor,
    v: torch.Tensor,
    out: torch.Tensor,
    lse: torch.Tensor,
    block: int,
    causal: bool = False,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The gradients of q, k and v, from what flash_forward returned."""
    dq, dk, dv = torch.zeros_like(q), torch.zeros_like(k), torch.zeros_like(v)
    scale = q.shape[-1] ** -0.5
    row_term = (grad_out * out).sum(-1, keepdim=True)
    for column in range(0, k.shape[-2], block):
        keys = slice(column, column + block)
        for row in range(0, q.shape[-2], block):
            if causal and column >= row + block:
                continue
            rows = slice(row, row + block)
            scores = _scores(q[..., rows, :], k[..., keys, :], row, column, causal)
            weights = (scores - lse[..., rows].unsqueeze(-1)).exp()
            grad = grad_out[..., rows, :]
            dv[..., keys, :] += weights.transpose(-2, -1) @ grad
            slope = grad @ v[..., keys, :].transpose(-2, -1) - row_term[..., rows, :]
            d_scores = weights * slope * scale
            dq[..., rows, :] += d_scores @ k[..., keys, :]
            dk[..., keys, :] += d_scores.transpose(-2, -1) @ q[..., rows, :]
    return dq, dk, dv
