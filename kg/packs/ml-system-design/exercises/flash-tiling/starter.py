import torch

Part = tuple[torch.Tensor, torch.Tensor]


def merge(first: Part, second: Part) -> Part:
    """Attention over two sets of keys from the attention over each.

    first, second and the result: (out, lse); out (..., T, d), lse (..., T), the logarithm of the
    sum of exp(score) over the keys of the set.
    """
    raise NotImplementedError("TODO 1: weigh both outputs by their share of the sum")


def flash_forward(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, block: int, causal: bool = False
) -> Part:
    """Output (..., T, d) and logsumexp of the scores (..., T), in tiles of block x block.

    q, k, v: (..., T, d). block: rows and columns of a tile; the last tile may be smaller.
    """
    raise NotImplementedError("TODO 2: running maximum, sum and output for each block of queries")


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
    """The gradients of q, k and v (each (..., T, d)), from what flash_forward returned."""
    raise NotImplementedError("TODO 3: weights of each tile again from lse, then three products")
