import hashlib
from bisect import bisect_left, insort
from collections.abc import Iterable


def point(text: str) -> int:
    """The place of a text on the ring: the first 8 bytes of its SHA-256, 0 to 2**64 - 1."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


class Ring:
    """Servers on a circle, each at several places; a key belongs to the next place onwards."""

    def __init__(self, servers: Iterable[str] = (), places: int = 100) -> None:
        self._places = places
        self._servers: set[str] = set()
        self._ring: list[tuple[int, str]] = []
        for server in servers:
            self.add(server)

    def add(self, server: str) -> None:
        """Put a server on the ring at `places` points; one that is there already stays as it is."""
        if server not in self._servers:
            self._servers.add(server)
            for number in range(self._places):
                insort(self._ring, (point(f"{server}#{number}"), server))

    def remove(self, server: str) -> None:
        """Take a server off the ring. Raises KeyError where it is not on it."""
        self._servers.remove(server)
        self._ring = [one for one in self._ring if one[1] != server]

    def server_of(self, key: str) -> str:
        """The server of a key. Raises LookupError on an empty ring."""
        return self.servers_of(key, 1)[0]

    def servers_of(self, key: str, copies: int) -> list[str]:
        """The first `copies` different servers from the key's point onwards, or all there are."""
        if not self._ring:
            raise LookupError("there is no server on the ring")
        start = bisect_left(self._ring, (point(key), ""))
        found: list[str] = []
        for step in range(len(self._ring)):
            server = self._ring[(start + step) % len(self._ring)][1]
            if server not in found:
                found.append(server)
            if len(found) == copies:
                break
        return found
