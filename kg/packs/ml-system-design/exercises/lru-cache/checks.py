"""Checks of a cache that forgets what was used longest ago."""

import bisect
import itertools


class _Slow:
    """The same cache as one list from old to new, searched from end to end."""

    def __init__(self, capacity):
        self.capacity, self.items = capacity, []

    def get(self, key, default=None):
        for place, (held, value) in enumerate(self.items):
            if held == key:
                self.items.append(self.items.pop(place))
                return value
        return default

    def put(self, key, value):
        self.items = [one for one in self.items if one[0] != key] + [(key, value)]
        self.items = self.items[max(0, len(self.items) - self.capacity) :]


def _slow_hit_rate(trace, capacity):
    """A key hits if fewer than `capacity` others were used since its last use."""
    hits = 0
    for now, key in enumerate(trace):
        between = []
        for earlier in reversed(trace[:now]):
            if earlier == key:
                hits += len(set(between)) < capacity
                break
            between.append(earlier)
    return hits / len(trace)


def _trace(ctx, length, keys, power):
    ends = list(itertools.accumulate(1 / rank**power for rank in range(1, keys + 1)))
    return [bisect.bisect(ends, ctx.rng.random() * ends[-1]) for _ in range(length)]


def check_types(answer, ctx):
    cache = answer.LRUCache(2)
    ctx.equal([len(cache), cache.keys()], [0, []], "length and keys of a new cache")
    ctx.equal([cache.get("a"), cache.get("a", 7)], [None, 7], "two lookups in a new cache")
    cache.put("a", 1)
    ctx.equal([len(cache), cache.keys(), cache.get("a")], [1, ["a"], 1], "a cache after one put")
    ctx.that(isinstance(answer.hit_rate(["a", "b"], 1), float), "the hit rate is no float")


def check_worked_example(answer, ctx):
    cache = answer.LRUCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    ctx.equal(cache.get("a"), 1, "the value of a")
    cache.put("c", 3)
    ctx.equal(
        cache.keys(),
        ["a", "c"],
        "the keys after c came in",
        usually="a lookup does not count as a use, so a was pushed out instead of b.",
    )
    cache.put("a", 9)
    ctx.equal(
        cache.keys(),
        ["c", "a"],
        "the keys after a was set again",
        usually="setting a key that is held does not count as a use.",
    )
    cache.put("d", 4)
    ctx.equal(
        [cache.get("c"), cache.get("a"), cache.get("d")], [None, 9, 4], "the values at the end"
    )


def check_worked_rate(answer, ctx):
    ctx.close(
        answer.hit_rate(["a", "b", "a", "c", "b", "a"], 2), 1 / 6, "the hit rate of a b a c b a"
    )
    ctx.close(
        answer.hit_rate(["a", "b", "a", "c", "b", "a"], 3), 0.5, "the same with room for three"
    )


def check_reference(answer, ctx):
    for capacity, keys in ((0, 3), (1, 3), (2, 4), (5, 9), (16, 20), (40, 30)):
        mine, slow = answer.LRUCache(capacity), _Slow(capacity)
        for step in range(300):
            key = ctx.rng.randrange(keys)
            if ctx.rng.random() < 0.5:
                ctx.equal(
                    mine.get(key, -1),
                    slow.get(key, -1),
                    f"the value of {key} at step {step}, capacity {capacity}",
                )
            else:
                mine.put(key, step)
                slow.put(key, step)
            ctx.equal(
                mine.keys(),
                [held for held, _ in slow.items],
                f"the keys after step {step}, capacity {capacity}",
            )
            ctx.equal(len(mine), len(slow.items), f"the length after step {step}")


def check_rate_reference(answer, ctx):
    for keys, length in ((1, 1), (4, 30), (12, 200)):
        trace = [ctx.rng.randrange(keys) for _ in range(length)]
        for capacity in (0, 1, 3, keys, keys + 5):
            ctx.close(
                answer.hit_rate(iter(trace), capacity),
                _slow_hit_rate(trace, capacity),
                f"the hit rate of {length} lookups of {keys} keys, capacity {capacity}",
            )
    ctx.equal(answer.hit_rate([], 3), 0.0, "the hit rate without a lookup")


def check_odd_values(answer, ctx):
    cache = answer.LRUCache(3)
    for key, value in ((None, 1), (0, None), ("", False)):
        cache.put(key, value)
    ctx.equal(
        [cache.get(None, 5), cache.get(0, 5), cache.get("", 5)],
        [1, None, False],
        "the values under the keys None, 0 and ''",
        usually="a value of None or False is taken for a missing key.",
    )
    ctx.equal(cache.get(0, "none"), None, "the value None with another default")
    ctx.equal(cache.keys(), [None, "", 0], "the keys after these lookups")


def check_looking_is_no_use(answer, ctx):
    cache = answer.LRUCache(3)
    for key in "abc":
        cache.put(key, key)
    cache.keys()
    cache.get("x")
    len(cache)
    cache.put("d", "d")
    ctx.equal(cache.keys(), ["b", "c", "d"], "the keys after keys(), a miss and one more put")
    other = answer.LRUCache(3)
    ctx.equal(other.keys(), [], "the keys of a second cache", usually="all caches share one store.")


def check_bigger_is_never_worse(answer, ctx):
    trace = _trace(ctx, 2000, 80, 0.8)
    rates = [answer.hit_rate(trace, capacity) for capacity in range(0, 90, 6)]
    falls = [a - b for a, b in zip(rates, rates[1:], strict=False)]
    ctx.that(
        max(falls) <= 0,
        "a larger cache has fewer hits",
        expected="never fewer",
        got=f"{max(falls):.4g} less",
        usually="this happens to first in, first out, never to LRU.",
    )
    ctx.close(rates[-1], 1 - len(set(trace)) / len(trace), "the hit rate with room for every key")


def check_figures(answer, ctx):
    trace = _trace(ctx, 20_000, 5000, 1.0)
    ctx.metric("hits", answer.hit_rate(trace, 250))


def check_speed(answer, ctx):
    def use(cache, trace):
        for key in trace:
            if cache.get(key) is None:
                cache.put(key, key + 1)
        return len(cache)

    def inputs():
        return ([ctx.rng.randrange(8000) for _ in range(12_000)],)

    ctx.race(
        "speed_ratio",
        lambda trace: use(answer.LRUCache(6000), trace),
        lambda trace: use(ctx.solution.LRUCache(6000), trace),
        inputs,
        rounds=4,
    )
