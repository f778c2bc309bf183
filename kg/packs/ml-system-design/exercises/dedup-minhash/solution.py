from collections import defaultdict
from collections.abc import Sequence

import numpy as np

PRIME = 2**31 - 1


def shingles(text: str, size: int) -> set[str]:
    """All runs of `size` words of a text, in lower case; the whole text where it is shorter."""
    words = text.lower().split()
    last = max(1, len(words) - size + 1)
    return {" ".join(words[i : i + size]) for i in range(last)} if words else set()


def jaccard(a: set[str], b: set[str]) -> float:
    """Shared elements over all elements, 0 to 1; 1.0 for two empty sets."""
    union = len(a | b)
    return len(a & b) / union if union else 1.0


def signatures(documents: Sequence[np.ndarray], a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """MinHash signatures (D, H): the least (a x + b) mod PRIME over a document's numbers x."""
    hashed = [(np.outer(one, a) + b) % PRIME for one in documents]
    return np.array([one.min(axis=0) for one in hashed])


def candidates(signature: np.ndarray, bands: int) -> set[tuple[int, int]]:
    """Pairs (i, j), i < j, that agree in all rows of at least one band; signature (D, H)."""
    found: set[tuple[int, int]] = set()
    for band in np.split(signature, bands, axis=1):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for number, row in enumerate(np.ascontiguousarray(band)):
            for earlier in buckets[row.tobytes()]:
                found.add((earlier, number))
            buckets[row.tobytes()].append(number)
    return found


def keep(count: int, pairs: set[tuple[int, int]]) -> list[int]:
    """The first document of each group that the pairs connect, in order, out of `count`."""
    first = list(range(count))

    def root(number: int) -> int:
        while first[number] != number:
            number = first[number]
        return number

    for i, j in pairs:
        one, other = sorted((root(i), root(j)))
        first[other] = one
    return [number for number in range(count) if first[number] == number]
