from collections.abc import Callable, Sequence

import numpy as np


def retrieve(user: np.ndarray, items: np.ndarray, k: int) -> np.ndarray:
    """The k items (fewer if there are fewer) with the largest dot product, best first."""
    scores = items @ user
    k = min(k, len(scores))
    if k == 0:
        return np.empty(0, dtype=np.int64)
    border = np.partition(scores, len(scores) - k)[len(scores) - k]
    kept = np.flatnonzero(scores >= border)
    return kept[np.argsort(-scores[kept], kind="stable")][:k]


def merge_sources(sources: Sequence[Sequence[int]], seen: set[int], limit: int) -> list[int]:
    """Items taken from the sources in turn, each once and none seen, until there are `limit`."""
    merged: dict[int, None] = {}
    longest = max((len(source) for source in sources), default=0)
    for place in range(longest):
        for source in sources:
            if place < len(source) and int(source[place]) not in seen:
                merged.setdefault(int(source[place]))
    return list(merged)[:limit]


def recommend(
    user: np.ndarray,
    items: np.ndarray,
    others: Sequence[Sequence[int]],
    seen: set[int],
    scorer: Callable[[list[int]], np.ndarray],
    candidates: int = 100,
    k: int = 10,
) -> list[int]:
    """The k best of the candidates by the scorer, which is called once with all of them."""
    nearest = retrieve(user, items, candidates + len(seen)).tolist()
    found = merge_sources([nearest, *others], seen, candidates)
    if not found:
        return []
    order = np.argsort(-np.asarray(scorer(found)), kind="stable")
    return [found[place] for place in order[:k]]
