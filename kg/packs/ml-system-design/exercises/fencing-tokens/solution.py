from collections.abc import Callable
from typing import Protocol

DIGITS = 10


class Zk(Protocol):
    """A tree of nodes, seen by the session of one client."""

    def create(self, path: str, ephemeral: bool = False, sequential: bool = False) -> str: ...
    def get_children(self, path: str) -> list[str]: ...
    def exists(self, path: str, watch: Callable[[str], None] | None = None) -> bool: ...
    def delete(self, path: str) -> None: ...


class StaleToken(Exception):
    """A write came with a token lower than one that the store has seen."""


def sequence_number(name: str) -> int:
    """The counter at the end of a sequential node's name or path."""
    return int(name[-DIGITS:])


class Lock:
    """A client's place in the queue for a lock. token: while it is held, else None."""

    def __init__(self, zk: Zk, path: str) -> None:
        self.zk = zk
        self.path = path
        self.token: int | None = None
        self._node: str | None = None

    def acquire(self, granted: Callable[[int], None]) -> None:
        """Join the queue; granted(token) is called when it is this client's turn."""
        self._granted = granted
        self._node = self.zk.create(f"{self.path}/lock-", ephemeral=True, sequential=True)
        self._look(self._node)

    def _look(self, _: str) -> None:
        while self._node is not None and self.token is None:
            names = self.zk.get_children(self.path)
            if self._node.rpartition("/")[2] not in names:
                return
            mine = sequence_number(self._node)
            ahead = [name for name in names if sequence_number(name) < mine]
            if not ahead:
                self.token = mine
                self._granted(mine)
                return
            before = max(ahead, key=sequence_number)
            if self.zk.exists(f"{self.path}/{before}", watch=self._look):
                return

    def release(self) -> None:
        """Leave the queue, held or waiting."""
        node, self._node, self.token = self._node, None, None
        if node is not None:
            self.zk.delete(node)


class FencedStore:
    """Values that only the newest holder of a lock may write."""

    def __init__(self) -> None:
        self._highest = -1
        self._values: dict[str, object] = {}

    def write(self, key: str, value: object, token: int) -> None:
        """Set a value. Raises StaleToken where a higher token has been seen."""
        if token < self._highest:
            raise StaleToken(f"token {token} is older than {self._highest}")
        self._highest = token
        self._values[key] = value

    def read(self, key: str) -> object:
        """The value, or None."""
        return self._values.get(key)
