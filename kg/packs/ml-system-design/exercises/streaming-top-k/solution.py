import heapq
from collections.abc import Iterable


def top_k(scores: Iterable[float], k: int) -> list[float]:
    """The k largest scores of a stream, largest first, with k numbers in memory."""
    if k == 0:
        return []
    heap: list[float] = []
    for score in scores:
        if len(heap) < k:
            heapq.heappush(heap, score)
        elif score > heap[0]:
            heapq.heapreplace(heap, score)
    return sorted(heap, reverse=True)


class HeavyHitters:
    """Counts the most frequent items of a stream with `room` counters (Space-Saving)."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._counts: dict[str, int] = {}
        self._over: dict[str, int] = {}

    def add(self, item: str) -> None:
        """Take in one item; the smallest counter is handed over where there is no room."""
        if item in self._counts:
            self._counts[item] += 1
        elif len(self._counts) < self._room:
            self._counts[item], self._over[item] = 1, 0
        else:
            least = min(self._counts, key=lambda held: (self._counts[held], held))
            count = self._counts.pop(least)
            del self._over[least]
            self._counts[item], self._over[item] = count + 1, count

    def top(self, k: int) -> list[tuple[str, int, int]]:
        """Up to k of (item, count, by how much it may be too high), the largest counts first."""
        ordered = sorted(self._counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(item, count, self._over[item]) for item, count in ordered[:k]]

    def certain(self, share: float, total: int) -> list[str]:
        """The items that surely make up more than this share of `total` items, by name."""
        return sorted(
            item for item, count in self._counts.items() if count - self._over[item] > share * total
        )
