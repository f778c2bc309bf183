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
    return clock.now()[0] > t


def before(clock: Clock, t: int) -> bool:
    """Whether t has surely not come."""
    return clock.now()[1] < t


def choose_timestamp(latest: int, last: int, prepares: Iterable[int] = ()) -> int:
    """The smallest timestamp that no clock, no earlier commit and no participant forbids."""
    return max(latest, last + 1, *prepares)


def commit_wait(clock: Clock, timestamp: int) -> None:
    """Return as soon as the timestamp has surely passed."""
    while not after(clock, timestamp):
        clock.sleep(max(0, timestamp + 1 - clock.now()[0]))


class Leader:
    """The versions of some keys, and the timestamps of their writes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0
        self._versions: dict[str, dict[int, object]] = {}

    def prepare(self) -> int:
        """A timestamp above all that were assigned here; it counts as assigned."""
        self._last += 1
        return self._last

    def commit(
        self,
        writes: dict[str, object],
        replicate: Callable[[], None],
        prepares: Iterable[int] = (),
    ) -> int:
        """Replicate, wait, make the writes visible; returns their timestamp."""
        timestamp = choose_timestamp(self._clock.now()[1], self._last, prepares)
        self._last = timestamp
        replicate()
        commit_wait(self._clock, timestamp)
        self.apply(writes, timestamp)
        return timestamp

    def apply(self, writes: dict[str, object], timestamp: int) -> None:
        """Make writes visible whose wait is over."""
        self._last = max(self._last, timestamp)
        for key, value in writes.items():
            self._versions.setdefault(key, {})[timestamp] = value

    def read(self, key: str, t: int) -> object:
        """The value of the newest version at or below t; None without one."""
        versions = self._versions.get(key, {})
        newest = max((timestamp for timestamp in versions if timestamp <= t), default=None)
        return None if newest is None else versions[newest]
