import math
from collections.abc import Hashable


class TokenBucket:
    """A bucket that starts full, fills at `rate` tokens a second and holds `burst` at most."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = burst, now

    def tokens(self, now: float) -> float:
        """How many tokens are in it at the time `now` (seconds)."""
        if now > self._at:
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
            self._at = now
        return self._tokens

    def allow(self, now: float, cost: float = 1.0) -> bool:
        """Take `cost` tokens and let the request pass, or take none and refuse it."""
        if self.tokens(now) < cost:
            return False
        self._tokens -= cost
        return True

    def wait(self, now: float, cost: float = 1.0) -> float:
        """Seconds until a request of this cost could pass; infinity where it never can."""
        missing = cost - self.tokens(now)
        if missing <= 0:
            return 0.0
        if cost > self._burst or self._rate == 0:
            return math.inf
        return missing / self._rate


class Limiter:
    """One bucket for each customer; customers who do not come any more take no memory."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._buckets: dict[Hashable, TokenBucket] = {}

    def allow(self, key: Hashable, now: float, cost: float = 1.0) -> bool:
        """Whether this customer's request may pass; a new customer's bucket is full."""
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = TokenBucket(self._rate, self._burst, now)
        return bucket.allow(now, cost)

    def forget_idle(self, now: float) -> None:
        """Drop the buckets that are full again: a new one would be the same."""
        kept = {key: one for key, one in self._buckets.items() if one.tokens(now) < self._burst}
        self._buckets = kept

    def __len__(self) -> int:
        """How many buckets are held."""
        return len(self._buckets)
