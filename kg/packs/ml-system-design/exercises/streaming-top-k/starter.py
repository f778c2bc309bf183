import heapq  # noqa: F401 - heappush, heapreplace
from collections.abc import Iterable


def top_k(scores: Iterable[float], k: int) -> list[float]:
    """The k largest scores of a stream, largest first, with k numbers in memory."""
    raise NotImplementedError("TODO 1: keep the k best in a heap, the worst of them on top")


class HeavyHitters:
    """Counts the most frequent items of a stream with `room` counters (Space-Saving)."""

    def __init__(self, room: int) -> None:
        raise NotImplementedError("TODO 2: a count for each item held, and its possible excess")

    def add(self, item: str) -> None:
        """Take in one item; the smallest counter is handed over where there is no room."""

    def top(self, k: int) -> list[tuple[str, int, int]]:
        """Up to k of (item, count, by how much it may be too high), the largest counts first."""

    def certain(self, share: float, total: int) -> list[str]:
        """The items that surely make up more than this share of `total` items, by name."""
        raise NotImplementedError("TODO 3: what is left of the count without the excess")
