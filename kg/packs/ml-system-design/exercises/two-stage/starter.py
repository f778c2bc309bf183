from collections.abc import Callable, Sequence

import numpy as np


def retrieve(user: np.ndarray, items: np.ndarray, k: int) -> np.ndarray:
    """The k items (fewer if there are fewer) with the largest dot product, best first.

    user: (d,). items: (n, d). Returns item numbers, an integer array.
    """
    raise NotImplementedError("TODO 1: scores, the k largest, in order")


def merge_sources(sources: Sequence[Sequence[int]], seen: set[int], limit: int) -> list[int]:
    """Items taken from the sources in turn, each once and none seen, until there are `limit`."""
    raise NotImplementedError("TODO 2: one from each source in turn")


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
    raise NotImplementedError("TODO 3: retrieve, merge, score, order")
