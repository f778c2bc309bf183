from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One line of a feature's log. event: when it became true. known: when the store had it."""

    entity: str
    event: int
    known: int
    value: float


class Label(NamedTuple):
    """One example to train on. time: the moment of the prediction."""

    entity: str
    time: int


def point_in_time_join(
    labels: Sequence[Label], log: Sequence[Row], max_age: int
) -> list[float | None]:
    """The feature's value that each label could have seen at its time, None without one."""
    history: dict[str, tuple[list[int], list[Row]]] = {}
    for row in sorted(log, key=lambda row: row.known):
        times, newest = history.setdefault(row.entity, ([], []))
        times.append(row.known)
        newest.append(newest[-1] if newest and newest[-1].event > row.event else row)
    found: list[float | None] = []
    for label in labels:
        times, newest = history.get(label.entity, ([], []))
        place = bisect_right(times, label.time)
        fresh = place > 0 and label.time - newest[place - 1].event <= max_age
        found.append(newest[place - 1].value if fresh else None)
    return found


class OnlineStore:
    """What serves the feature live: for each entity the newest row only."""

    def __init__(self, max_age: int) -> None:
        self._max_age = max_age
        self._newest: dict[str, Row] = {}

    def put(self, row: Row) -> None:
        """Take in a row; rows come in the order in which they became known."""
        held = self._newest.get(row.entity)
        if held is None or row.event >= held.event:
            self._newest[row.entity] = row

    def get(self, entity: str, now: int) -> float | None:
        """The value to predict with at the time `now`; None without one or where it is too old."""
        row = self._newest.get(entity)
        return row.value if row is not None and now - row.event <= self._max_age else None
