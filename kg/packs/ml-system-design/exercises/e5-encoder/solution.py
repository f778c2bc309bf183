from collections.abc import Callable, Sequence

import torch
from torch.nn import functional


def prefixed(texts: Sequence[str], kind: str) -> list[str]:
    """The texts as E5 reads them: `query: ` or `passage: ` before each. Raises ValueError."""
    if kind not in ("query", "passage"):
        raise ValueError(f"kind is {kind!r}, not 'query' or 'passage'")
    return [f"{kind}: {text}" for text in texts]


def pad(
    rows: Sequence[Sequence[int]], limit: int, pad_id: int = 0
) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and mask (1 = token, 0 = padding), both (rows, longest), int64.

    A row longer than limit keeps its first limit - 1 tokens and its last one.
    """
    cut = [list(row) if len(row) <= limit else [*row[: limit - 1], row[-1]] for row in rows]
    longest = max(len(row) for row in cut)
    ids = torch.full((len(cut), longest), pad_id)
    mask = torch.zeros(len(cut), longest, dtype=torch.int64)
    for number, row in enumerate(cut):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1
    return ids, mask


def mean_pool(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The mean of hidden (n, t, d) over the places where mask (n, t) is 1; returns (n, d)."""
    kept = hidden.masked_fill(mask.unsqueeze(-1) == 0, 0.0)
    return kept.sum(1) / mask.sum(1, keepdim=True).to(hidden.dtype)


def embed(
    texts: Sequence[str],
    tokenize: Callable[[str], list[int]],
    encoder: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    batch: int = 32,
    limit: int = 512,
) -> torch.Tensor:
    """One vector of length 1 for each text, in the order of the texts; (n, d)."""
    rows = [tokenize(text) for text in texts]
    order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
    parts = []
    with torch.no_grad():
        for start in range(0, len(order), batch):
            ids, mask = pad([rows[number] for number in order[start : start + batch]], limit)
            hidden = encoder(ids, mask)
            parts.append(mean_pool(hidden, mask.to(hidden.device)))
    pooled = torch.cat(parts)
    back = torch.tensor(order, device=pooled.device).argsort()
    return functional.normalize(pooled, dim=1)[back]


def nearest(queries: torch.Tensor, passages: torch.Tensor, k: int) -> torch.Tensor:
    """Numbers of the k passages (m, d) of largest dot product for each query (n, d), best first."""
    return (queries @ passages.T).topk(min(k, len(passages)), dim=1).indices
