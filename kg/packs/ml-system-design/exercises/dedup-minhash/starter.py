from collections import defaultdict  # noqa: F401
from collections.abc import Sequence

import numpy as np

PRIME = 2**31 - 1


def shingles(text: str, size: int) -> set[str]:
    """All runs of `size` words of a text, in lower case; the whole text where it is shorter."""
    raise NotImplementedError("TODO 1: runs of words")


def jaccard(a: set[str], b: set[str]) -> float:
    """Shared elements over all elements, 0 to 1; 1.0 for two empty sets."""
    raise NotImplementedError("TODO 2: intersection over union")


def signatures(documents: Sequence[np.ndarray], a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """MinHash signatures (D, H): the least (a x + b) mod PRIME over a document's numbers x."""
    raise NotImplementedError("TODO 3: the minimum of each hash function")


def candidates(signature: np.ndarray, bands: int) -> set[tuple[int, int]]:
    """Pairs (i, j), i < j, that agree in all rows of at least one band; signature (D, H)."""
    raise NotImplementedError("TODO 4: buckets for each band")


def keep(count: int, pairs: set[tuple[int, int]]) -> list[int]:
    """The first document of each group that the pairs connect, in order, out of `count`."""
    raise NotImplementedError("TODO 5: connected groups")
