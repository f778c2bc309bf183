import math  # noqa: F401 - math.inf
from collections.abc import Hashable


class TokenBucket:
    """A bucket that starts full, fills at `rate` tokens a second and holds `burst` at most."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        raise NotImplementedError("TODO 1: remember the tokens and when they were counted")

    def tokens(self, now: float) -> float:
        """How many tokens are in it at the time `now` (seconds)."""

    def allow(self, now: float, cost: float = 1.0) -> bool:
        """Take `cost` tokens and let the request pass, or take none and refuse it."""

    def wait(self, now: float, cost: float = 1.0) -> float:
        """Seconds until a request of this cost could pass; infinity where it never can."""
        raise NotImplementedError("TODO 2: the missing tokens over the rate")


class Limiter:
    """One bucket for each customer; customers who do not come any more take no memory."""

    def __init__(self, rate: float, burst: float) -> None:
        raise NotImplementedError("TODO 3: a dict of buckets")

    def allow(self, key: Hashable, now: float, cost: float = 1.0) -> bool:
        """Whether this customer's request may pass; a new customer's bucket is full."""

    def forget_idle(self, now: float) -> None:
        """Drop the buckets that are full again: a new one would be the same."""

    def __len__(self) -> int:
        """How many buckets are held."""
