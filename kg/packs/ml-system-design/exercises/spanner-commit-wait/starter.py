from collections.abc import Callable, Iterable
from typing import Protocol


class Clock(Protocol):
    """A clock that knows how wrong it may be; whole microseconds."""

    def now(self) -> tuple[int, int]:
        """The earliest and the latest that the true time may be."""
        ...

    def sleep(self, duration: int) -> None:
        """Wait; duration: 0 or more."""
        ...


def after(clock: Clock, t: int) -> bool:
    """Whether t has surely passed."""
    raise NotImplementedError("TODO 1: compare with one end of the interval")


def before(clock: Clock, t: int) -> bool:
    """Whether t has surely not come."""
    raise NotImplementedError("TODO 1: compare with the other end")


def choose_timestamp(latest: int, last: int, prepares: Iterable[int] = ()) -> int:
    """The smallest timestamp that no clock, no earlier commit and no participant forbids."""
    raise NotImplementedError("TODO 2: the smallest that is allowed")


def commit_wait(clock: Clock, timestamp: int) -> None:
    """Return as soon as the timestamp has surely passed."""
    raise NotImplementedError("TODO 3: sleep until it is surely past")


class Leader:
    """The versions of some keys, and the timestamps of their writes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def prepare(self) -> int:
        """A timestamp above all that were assigned here; it counts as assigned."""
        raise NotImplementedError("TODO 5: a timestamp for a transaction over several leaders")

    def commit(
        self,
        writes: dict[str, object],
        replicate: Callable[[], None],
        prepares: Iterable[int] = (),
    ) -> int:
        """Replicate, wait, make the writes visible; returns their timestamp."""
        raise NotImplementedError("TODO 4: choose, replicate, wait, apply")

    def apply(self, writes: dict[str, object], timestamp: int) -> None:
        """Make writes visible whose wait is over."""
        raise NotImplementedError("TODO 5: add versions")

    def read(self, key: str, t: int) -> object:
        """The value of the newest version at or below t; None without one."""
        raise NotImplementedError("TODO 4: the newest version at or below t")
