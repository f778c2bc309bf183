import zlib
from collections import defaultdict
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
    found: list[dict[str, list[Any]]] = [defaultdict(list) for _ in range(partitions)]
    for record in split:
        for key, value in mapper(record):
            found[partition(key, partitions)][key].append(value)
    if combiner is None:
        return [dict(part) for part in found]
    return [{key: [combiner(key, part[key])] for key in part} for part in found]


def reduce_task(
    parts: Sequence[dict[str, list[Any]]], reducer: Callable[[str, list[Any]], Any]
) -> list[tuple[str, Any]]:
    """Sorted (key, reduced value) of all parts, each key once."""
    merged: dict[str, list[Any]] = defaultdict(list)
    for part in parts:
        for key, values in part.items():
            merged[key] += values
    return [(key, reducer(key, merged[key])) for key in sorted(merged)]


class _Master:
    def __init__(self, maps: int, reduces: int) -> None:
        self.maps, self.reduces = maps, reduces
        self.outputs: dict[int, str] = {}
        self.results: dict[int, list[tuple[str, Any]]] = {}
        self.runners: dict[Task, set[str]] = defaultdict(set)

    def choose(self) -> Task | None:
        """A task that waits, else one that has a single runner, else None."""
        left = [("map", i) for i in range(self.maps) if i not in self.outputs]
        left = left or [("reduce", r) for r in range(self.reduces) if r not in self.results]
        for runners in (0, 1):
            for task in left:
                if len(self.runners[task]) == runners:
                    return task
        return None

    def note(self, event: Event) -> None:
        """Take in that a task ended or a worker died."""
        if event.task:
            self.runners[event.task].discard(event.worker)
        if event.kind == "died":
            self.outputs = {i: w for i, w in self.outputs.items() if w != event.worker}
        elif event.task and event.task[0] == "map":
            self.outputs.setdefault(event.task[1], event.worker)
        elif event.task:
            self.results.setdefault(event.task[1], event.result)


def run(
    splits: Sequence[Iterable[Any]],
    mapper: Callable[[Any], Iterable[tuple[str, Any]]],
    reducer: Callable[[str, list[Any]], Any],
    combiner: Callable[[str, list[Any]], Any] | None,
    partitions: int,
    cluster: Cluster,
) -> list[list[tuple[str, Any]]]:
    """The output of each partition, in order, whatever happens to the workers."""
    master = _Master(len(splits), partitions)

    def work(kind: str, number: int) -> Any:
        if kind == "map":
            return map_task(splits[number], mapper, combiner, partitions)
        homes = (master.outputs[i] for i in range(len(splits)))
        parts = [cluster.read(home, ("map", i))[number] for i, home in enumerate(homes)]
        return reduce_task(parts, reducer)

    while len(master.results) < partitions:
        for worker in cluster.idle():
            task = master.choose()
            if task is not None:
                master.runners[task].add(worker)
                cluster.start(worker, task, lambda task=task: work(*task))
        master.note(cluster.next())
    return [master.results[r] for r in range(partitions)]
