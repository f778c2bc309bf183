from collections.abc import Callable, Sequence

import torch


def prefixed(texts: Sequence[str], kind: str) -> list[str]:
    """The texts as E5 reads them: `query: ` or `passage: ` before each. Raises ValueError."""
    raise NotImplementedError("TODO 1: put the prefix before each text")


def pad(
    rows: Sequence[Sequence[int]], limit: int, pad_id: int = 0
) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and mask (1 = token, 0 = padding), both (rows, longest), int64.

    A row longer than limit keeps its first limit - 1 tokens and its last one.
    """
    raise NotImplementedError("TODO 2: cut, fill up, and remember what is padding")


def mean_pool(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The mean of hidden (n, t, d) over the places where mask (n, t) is 1; returns (n, d)."""
    raise NotImplementedError("TODO 3: the mean over real tokens")


def embed(
    texts: Sequence[str],
    tokenize: Callable[[str], list[int]],
    encoder: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    batch: int = 32,
    limit: int = 512,
) -> torch.Tensor:
    """One vector of length 1 for each text, in the order of the texts; (n, d)."""
    raise NotImplementedError("TODO 4: tokens, batches, encoder, pooling, length 1")


def nearest(queries: torch.Tensor, passages: torch.Tensor, k: int) -> torch.Tensor:
    """Numbers of the k passages (m, d) of largest dot product for each query (n, d), best first."""
    raise NotImplementedError("TODO 5: all dot products, the k best of each row")
