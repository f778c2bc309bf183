from collections.abc import Callable
from typing import Protocol


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
    raise NotImplementedError("TODO 1: the last ten digits")


class Lock:
    """A client's place in the queue for a lock. token: while it is held, else None."""

    def __init__(self, zk: Zk, path: str) -> None:
        self.zk = zk
        self.path = path
        self.token: int | None = None

    def acquire(self, granted: Callable[[int], None]) -> None:
        """Join the queue; granted(token) is called when it is this client's turn."""
        raise NotImplementedError("TODO 2: make a node, look who is before it")
        # TODO 3: watch the node just before, and look again when it goes

    def release(self) -> None:
        """Leave the queue, held or waiting."""
        raise NotImplementedError("TODO 4: delete the node")


class FencedStore:
    """Values that only the newest holder of a lock may write."""

    def __init__(self) -> None:
        pass

    def write(self, key: str, value: object, token: int) -> None:
        """Set a value. Raises StaleToken where a higher token has been seen."""
        raise NotImplementedError("TODO 5: compare with the highest token so far")

    def read(self, key: str) -> object:
        """The value, or None."""
        raise NotImplementedError("TODO 5: the value")
