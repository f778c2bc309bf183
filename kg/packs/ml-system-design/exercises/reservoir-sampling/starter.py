import heapq  # noqa: F401 - heappush, heapreplace
import random
from collections.abc import Iterable, Sequence


def reservoir(items: Iterable[object], size: int, rng: random.Random) -> list[object]:
    """A random sample of up to `size` items of a stream, each set of that size equally likely."""
    raise NotImplementedError("TODO 1: keep the first ones, then replace with the right chance")


def weighted(pairs: Iterable[tuple[object, float]], size: int, rng: random.Random) -> list[object]:
    """Up to `size` different items, in the order drawn; each draw takes an item by its weight."""
    raise NotImplementedError("TODO 2: a random key for each item, and the best keys")


def merge(
    samples: Sequence[Sequence[object]], seen: Sequence[int], size: int, rng: random.Random
) -> list[object]:
    """One sample of up to `size` items from the samples of several streams, as if of them all."""
    raise NotImplementedError("TODO 3: draw a stream by what is left of it, then from its sample")
