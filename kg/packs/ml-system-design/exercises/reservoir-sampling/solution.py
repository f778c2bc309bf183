import heapq
import random
from collections.abc import Iterable, Sequence


def reservoir(items: Iterable[object], size: int, rng: random.Random) -> list[object]:
    """A random sample of up to `size` items of a stream, each set of that size equally likely."""
    kept: list[object] = []
    for seen, item in enumerate(items, start=1):
        if len(kept) < size:
            kept.append(item)
            continue
        place = rng.randrange(seen)
        if place < size:
            kept[place] = item
    return kept


def weighted(pairs: Iterable[tuple[object, float]], size: int, rng: random.Random) -> list[object]:
    """Up to `size` different items, in the order drawn; each draw takes an item by its weight."""
    heap: list[tuple[float, int, object]] = []
    for number, (item, weight) in enumerate(pairs):
        if weight == 0 or size == 0:
            continue
        entry = (-rng.expovariate(weight), number, item)
        if len(heap) < size:
            heapq.heappush(heap, entry)
        elif entry > heap[0]:
            heapq.heapreplace(heap, entry)
    return [item for _, _, item in sorted(heap, reverse=True)]


def merge(
    samples: Sequence[Sequence[object]], seen: Sequence[int], size: int, rng: random.Random
) -> list[object]:
    """One sample of up to `size` items from the samples of several streams, as if of them all."""
    left = list(seen)
    pools = [rng.sample(list(sample), len(sample)) for sample in samples]
    kept: list[object] = []
    for _ in range(min(size, sum(seen))):
        stream = rng.choices(range(len(left)), weights=left)[0]
        left[stream] -= 1
        kept.append(pools[stream].pop())
    return kept
