from collections.abc import Hashable, Iterable


class _Entry:
    __slots__ = ("after", "before", "key", "value")

    def __init__(self, key: Hashable = None, value: object = None) -> None:
        self.key, self.value = key, value
        self.before = self.after = self


class LRUCache:
    """Holds up to `capacity` items; a new one pushes out the item that was used longest ago."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._entries: dict[Hashable, _Entry] = {}
        self._ring = _Entry()

    def get(self, key: Hashable, default: object = None) -> object:
        """The value of a key, which counts as a use; the default where the key is not held."""
        entry = self._entries.get(key)
        if entry is None:
            return default
        self._cut_out(entry)
        self._append(entry)
        return entry.value

    def put(self, key: Hashable, value: object) -> None:
        """Set the value of a key, which counts as a use."""
        if key in self._entries:
            self._cut_out(self._entries.pop(key))
        if self._capacity == 0:
            return
        if len(self._entries) == self._capacity:
            oldest = self._ring.after
            self._cut_out(oldest)
            del self._entries[oldest.key]
        entry = self._entries[key] = _Entry(key, value)
        self._append(entry)

    def keys(self) -> list[Hashable]:
        """The keys held, from the one used longest ago to the one used last; not a use."""
        found, entry = [], self._ring.after
        while entry is not self._ring:
            found.append(entry.key)
            entry = entry.after
        return found

    def __len__(self) -> int:
        return len(self._entries)

    def _cut_out(self, entry: _Entry) -> None:
        entry.before.after, entry.after.before = entry.after, entry.before

    def _append(self, entry: _Entry) -> None:
        last = self._ring.before
        entry.before, entry.after = last, self._ring
        last.after = self._ring.before = entry


def hit_rate(trace: Iterable[Hashable], capacity: int) -> float:
    """Share of lookups served from an LRU cache that starts empty and stores what it missed."""
    cache, hits, lookups = LRUCache(capacity), 0, 0
    for key in trace:
        lookups += 1
        if cache.get(key) is None:
            cache.put(key, True)
        else:
            hits += 1
    return hits / lookups if lookups else 0.0
