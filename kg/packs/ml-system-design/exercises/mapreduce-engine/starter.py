import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

Task = tuple[str, int]


class Event(Protocol):
    """kind: done or died. task: what it ran, or None. result: of a reduce task."""

    kind: str
    worker: str
    task: Task | None
    result: Any


class Cluster(Protocol):
    """Workers that the master can use; see task.md."""

    def idle(self) -> list[str]: ...
    def start(self, worker: str, task: Task, call: Callable[[], Any]) -> None: ...
    def next(self) -> Event: ...
    def read(self, worker: str, task: Task) -> Any: ...


def partition(key: str, partitions: int) -> int:
    """The partition of a key; the same in every process."""
    return zlib.crc32(key.encode()) % partitions


def map_task(
    split: Iterable[Any],
    mapper: Callable[[Any], Iterable[tuple[str, Any]]],
    combiner: Callable[[str, list[Any]], Any] | None,
    partitions: int,
) -> list[dict[str, list[Any]]]:
    """Map all records of a split; one dict, key -> values, for each partition."""
    raise NotImplementedError("TODO 1: map, partition, combine")


def reduce_task(
    parts: Sequence[dict[str, list[Any]]], reducer: Callable[[str, list[Any]], Any]
) -> list[tuple[str, Any]]:
    """Sorted (key, reduced value) of all parts, each key once."""
    raise NotImplementedError("TODO 2: merge by key, then reduce")


def run(
    splits: Sequence[Iterable[Any]],
    mapper: Callable[[Any], Iterable[tuple[str, Any]]],
    reducer: Callable[[str, list[Any]], Any],
    combiner: Callable[[str, list[Any]], Any] | None,
    partitions: int,
    cluster: Cluster,
) -> list[list[tuple[str, Any]]]:
    """The output of each partition, in order, whatever happens to the workers."""
    raise NotImplementedError("TODO 3: hand out the tasks, wait for events")
    # TODO 4: run again what a dead worker took with it
    # TODO 5: second copies of what is still running
