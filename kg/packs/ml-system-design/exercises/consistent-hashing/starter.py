import hashlib
from bisect import bisect_left, insort  # noqa: F401 - for a sorted list of places
from collections.abc import Iterable


def point(text: str) -> int:
    """The place of a text on the ring: the first 8 bytes of its SHA-256, 0 to 2**64 - 1."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


class Ring:
    """Servers on a circle, each at several places; a key belongs to the next place onwards."""

    def __init__(self, servers: Iterable[str] = (), places: int = 100) -> None:
        raise NotImplementedError("TODO 1: a sorted list of (point, server)")

    def add(self, server: str) -> None:
        """Put a server on the ring at `places` points; one that is there already stays as it is."""

    def remove(self, server: str) -> None:
        """Take a server off the ring. Raises KeyError where it is not on it."""
        raise NotImplementedError("TODO 2: only this server's places go")

    def server_of(self, key: str) -> str:
        """The server of a key. Raises LookupError on an empty ring."""

    def servers_of(self, key: str, copies: int) -> list[str]:
        """The first `copies` different servers from the key's point onwards, or all there are."""
        raise NotImplementedError("TODO 3: go on round the ring")
