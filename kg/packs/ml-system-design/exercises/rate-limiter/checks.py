"""Checks of a token bucket and of a limiter with one for each customer."""

import math
import time
from fractions import Fraction


class _Exact:
    """The same bucket, from the list of all requests that passed, in fractions."""

    def __init__(self, rate, burst, now):
        self.rate, self.burst, self.start = Fraction(rate), Fraction(burst), Fraction(now)
        self.passed = []
        self.latest = self.start

    def level(self, now):
        """Play everything again from the start."""
        self.latest = max(self.latest, Fraction(now))
        level, at = self.burst, self.start
        for when, cost in [*self.passed, (self.latest, Fraction(0))]:
            level = min(self.burst, level + (when - at) * self.rate) - cost
            at = when
        return level

    def allow(self, now, cost):
        if self.level(now) < Fraction(cost):
            return False
        self.passed.append((self.latest, Fraction(cost)))
        return True


def _requests(ctx, length, backwards=0.0):
    """Times and costs in eighths, so that floats are exact; some clocks step back."""
    now = ctx.rng.randrange(1000) / 8
    for _ in range(length):
        now += ctx.rng.choice((0, 0, 1, 2, 5, 9, 40)) / 8
        back = ctx.rng.randrange(30) / 8 if ctx.rng.random() < backwards else 0.0
        yield now - back, ctx.rng.choice((0.5, 1.0, 1.0, 1.0, 2.0, 3.5))


def check_types(answer, ctx):
    bucket = answer.TokenBucket(2.0, 3.0, 10.0)
    ctx.close(
        bucket.tokens(10.0),
        3.0,
        "the tokens of a new bucket",
        usually="a bucket starts full, not empty.",
    )
    ctx.that(
        bucket.allow(10.0) is True,
        "allow does not give True",
        got=type(bucket.allow(10.0)).__name__,
    )
    ctx.that(isinstance(bucket.wait(10.0), float), "wait gives no float", expected="a float")
    limiter = answer.Limiter(2.0, 3.0)
    ctx.equal(len(limiter), 0, "the number of buckets of a new limiter")
    ctx.that(limiter.allow("a", 0.0) is True, "the limiter does not give True")
    ctx.equal(len(limiter), 1, "the number of buckets after one customer")


def check_worked_example(answer, ctx):
    bucket = answer.TokenBucket(2.0, 3.0, 0.0)
    asked = [0.0, 0.0, 0.0, 0.0, 0.25, 0.5, 10.0]
    got = [bucket.allow(now) for now in asked]
    ctx.equal(got, [True, True, True, False, False, True, True], f"the answers at {asked}")
    ctx.close(
        bucket.tokens(10.0),
        2.0,
        "the tokens at the end",
        usually="the bucket overflows: it holds `burst` tokens at most, however long nobody comes.",
    )


def check_worked_wait(answer, ctx):
    bucket = answer.TokenBucket(2.0, 3.0, 0.0)
    ctx.equal(bucket.wait(0.0, 3.0), 0.0, "the wait for three tokens of a full bucket")
    ctx.equal(bucket.allow(0.0, 3.0), True, "the answer to a request that costs the whole bucket")
    got = [bucket.wait(0.0), bucket.wait(0.25), bucket.wait(0.25, 3.0), bucket.wait(0.25, 4.0)]
    ctx.close(got, [0.5, 0.25, 1.25, math.inf], "four waits after that")


def check_reference(answer, ctx):
    for rate, burst in ((0.5, 1.0), (1.0, 4.0), (4.0, 2.5), (0.25, 8.0), (0.0, 3.0)):
        times = list(_requests(ctx, 60))
        mine, exact = (one(rate, burst, times[0][0]) for one in (answer.TokenBucket, _Exact))
        for now, cost in times:
            what = f"at {now:g} s, cost {cost:g}, rate {rate:g}, burst {burst:g}"
            ctx.close(mine.tokens(now), float(exact.level(now)), f"the tokens {what}", rtol=1e-12)
            ctx.equal(mine.allow(now, cost), exact.allow(now, cost), f"the answer {what}")


def check_wait_is_exact(answer, ctx):
    for rate, burst in ((0.5, 4.0), (2.0, 5.0), (8.0, 3.5)):
        times = list(_requests(ctx, 40))
        bucket = answer.TokenBucket(rate, burst, times[0][0])
        for now, cost in times:
            bucket.allow(now, cost)
            before = bucket.tokens(now)
            pause = bucket.wait(now, 3.0)
            ctx.close(
                pause,
                max(0.0, 3.0 - before) / rate,
                f"the wait for 3 tokens with {before:g} there and rate {rate:g}",
                rtol=1e-12,
            )
            ctx.close(
                bucket.tokens(now),
                before,
                "the tokens after asking for the wait",
                usually="asking takes tokens out.",
            )
    stopped = answer.TokenBucket(0.0, 2.0, 0.0)
    stopped.allow(0.0, 2.0)
    ctx.equal(stopped.wait(5.0), math.inf, "the wait at the rate 0")


def check_customers_reference(answer, ctx):
    for rate, burst, customers in ((1.0, 2.0, 1), (0.5, 3.0, 4), (2.0, 1.0, 9)):
        limiter, exact = answer.Limiter(rate, burst), {}
        for number, (now, cost) in enumerate(_requests(ctx, 120)):
            who = ctx.rng.randrange(customers)
            bucket = exact.setdefault(who, _Exact(rate, burst, now))
            ctx.equal(
                limiter.allow(who, now, cost),
                bucket.allow(now, cost),
                f"the answer to request {number} of customer {who}, cost {cost:g}",
            )
            if ctx.rng.random() < 0.2:
                limiter.forget_idle(now)
                left = sum(one.level(now) < one.burst for one in exact.values())
                ctx.equal(len(limiter), left, f"the buckets held after forgetting at {now:g} s")


def check_clock_steps_back(answer, ctx):
    for rate, burst in ((1.0, 2.0), (4.0, 6.0)):
        times = list(_requests(ctx, 60, backwards=0.4))
        mine, exact = (one(rate, burst, times[0][0]) for one in (answer.TokenBucket, _Exact))
        for now, cost in times:
            ctx.equal(
                mine.allow(now, cost),
                exact.allow(now, cost),
                f"the answer at {now:g} s, where the clock may have stepped back",
                usually="an earlier time takes tokens away, or the same time is filled in twice.",
            )


def check_never_above_the_limit(answer, ctx):
    rate, burst = 3.0, 5.0
    bucket, passed, now = answer.TokenBucket(rate, burst, 0.0), [], 0.0
    for _ in range(400):
        now += ctx.rng.choice((0.0, 0.125, 0.25, 2.0))
        cost = ctx.rng.choice((0.5, 1.0, 2.0))
        if bucket.allow(now, cost):
            passed.append((now, cost))
    for start in range(0, len(passed), 7):
        total = 0.0
        for when, cost in passed[start:]:
            total += cost
            most = burst + rate * (when - passed[start][0])
            ctx.that(
                total <= most + 1e-9,
                "more passed in a window than the limit allows",
                expected=f"{most:g} tokens at most",
                got=f"{total:g}",
                usually="a refused or an early request leaves tokens behind twice.",
            )


def check_refusal_is_free(answer, ctx):
    bucket = answer.TokenBucket(1.0, 2.0, 0.0)
    for _ in range(50):
        bucket.allow(0.0, 5.0)
    ctx.equal(
        bucket.allow(0.0, 2.0),
        True,
        "the answer after fifty requests that were too large",
        usually="a refused request takes its tokens all the same.",
    )
    for _ in range(50):
        bucket.allow(0.5)
    ctx.equal(
        bucket.allow(1.0),
        True,
        "the answer to a client that kept asking too early",
        usually="a refused request puts the clock back, so hammering keeps the bucket empty.",
    )


def check_customers_apart(answer, ctx):
    limiter = answer.Limiter(1.0, 2.0)
    for _ in range(20):
        limiter.allow("loud", 0.0)
    got = [limiter.allow("quiet", 0.0), limiter.allow("quiet", 0.0), limiter.allow("quiet", 0.0)]
    ctx.equal(
        got,
        [True, True, False],
        "the answers to a second customer",
        usually="all customers drink from one bucket.",
    )
    for number in range(1000):
        limiter.allow(f"once {number}", 10.0)
    limiter.forget_idle(10.5)
    ctx.equal(
        len(limiter),
        1000,
        "the buckets held half a second after 1,000 customers came",
        usually="buckets that are not full yet were dropped: their customers get a full one.",
    )
    limiter.forget_idle(11.0)
    ctx.equal(len(limiter), 0, "the buckets held when all are full again")


def check_own_clock(answer, ctx):
    bucket = answer.TokenBucket(1000.0, 1.0, 5.0)
    first = bucket.allow(5.0)
    time.sleep(0.02)
    ctx.equal(
        [first, bucket.allow(5.0)],
        [True, False],
        "two answers at 5 s, with a pause between",
        usually="the machine's clock is read; the time is an argument.",
    )


def check_figures(answer, ctx):
    rate, burst = 20.0, 40.0
    bucket, now, cost, end = answer.TokenBucket(rate, burst, 0.0), 0.0, 0.0, 200.0
    while (now := now + ctx.rng.expovariate(60)) < end:
        asked = ctx.rng.choice((0.5, 1.0, 1.5))
        if bucket.allow(now, asked):
            cost += asked
    ctx.metric("share_of_limit", cost / (rate * end + burst))
