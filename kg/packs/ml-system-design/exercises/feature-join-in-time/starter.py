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
    raise NotImplementedError("TODO 1: for each label the newest row known by then")


class OnlineStore:
    """What serves the feature live: for each entity the newest row only."""

    def __init__(self, max_age: int) -> None:
        raise NotImplementedError("TODO 2: keep the newest row of each entity")

    def put(self, row: Row) -> None:
        """Take in a row; rows come in the order in which they became known."""

    def get(self, entity: str, now: int) -> float | None:
        """The value to predict with at the time `now`; None without one or where it is too old."""
