from collections.abc import Hashable, Iterable


class LRUCache:
    """Holds up to `capacity` items; a new one pushes out the item that was used longest ago."""

    def __init__(self, capacity: int) -> None:
        raise NotImplementedError("TODO 1: a dict of entries, and their order")

    def get(self, key: Hashable, default: object = None) -> object:
        """The value of a key, which counts as a use; the default where the key is not held."""

    def put(self, key: Hashable, value: object) -> None:
        """Set the value of a key, which counts as a use."""

    def keys(self) -> list[Hashable]:
        """The keys held, from the one used longest ago to the one used last; not a use."""

    def __len__(self) -> int:
        """How many items are held."""


def hit_rate(trace: Iterable[Hashable], capacity: int) -> float:
    """Share of lookups served from an LRU cache that starts empty and stores what it missed."""
    raise NotImplementedError("TODO 2: look up each key, store what was missed, count the hits")
