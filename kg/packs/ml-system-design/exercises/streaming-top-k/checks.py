"""Checks of the largest scores and of the most frequent items of a stream."""

import bisect
import itertools
from collections import Counter


class _Slow:
    """Space-Saving with one list of counters, sorted again after each item."""

    def __init__(self, room):
        self.room, self.rows = room, []

    def add(self, item):
        for row in self.rows:
            if row[0] == item:
                row[1] += 1
                break
        else:
            if len(self.rows) == self.room:
                self.rows.sort(key=lambda row: (row[1], row[0]))
                _, count, _ = self.rows.pop(0)
                self.rows.append([item, count + 1, count])
            else:
                self.rows.append([item, 1, 0])

    def top(self, k):
        return [tuple(row) for row in sorted(self.rows, key=lambda row: (-row[1], row[0]))[:k]]


def _stream(ctx, length, items, power=1.0):
    ends = list(itertools.accumulate(1 / rank**power for rank in range(1, items + 1)))
    return [f"i{bisect.bisect(ends, ctx.rng.random() * ends[-1])}" for _ in range(length)]


def _fed(kind, room, stream):
    counters = kind(room)
    for item in stream:
        counters.add(item)
    return counters


def check_types(answer, ctx):
    got = answer.top_k(iter([2.0, 5.0, 1.0]), 2)
    ctx.that(
        isinstance(got, list), "top_k gives no list", expected="a list", got=type(got).__name__
    )
    counters = _fed(answer.HeavyHitters, 2, ["a"])
    ctx.equal(counters.top(3), [("a", 1, 0)], "the top after one item")
    ctx.equal(answer.HeavyHitters(2).top(3), [], "the top after no item")
    ctx.equal(counters.certain(0.5, 1), ["a"], "the certain items after one item")


def check_worked_scores(answer, ctx):
    ctx.equal(
        answer.top_k([3.0, 9.0, 4.0, 1.0, 7.0], 2),
        [9.0, 7.0],
        "the two largest of 3, 9, 4, 1, 7",
        usually="the heap drops its largest where it should drop its smallest.",
    )


def check_worked_counts(answer, ctx):
    counters = _fed(answer.HeavyHitters, 2, "aabca")
    ctx.equal(
        counters.top(2),
        [("a", 3, 0), ("c", 2, 1)],
        "the counters after a a b c a",
        usually="a new item must take over the smallest count and add one.",
    )


def check_worked_certain(answer, ctx):
    counters = _fed(answer.HeavyHitters, 2, "aabca")
    got = [counters.certain(0.3, 5), counters.certain(0.1, 5), counters.certain(0.6, 5)]
    ctx.equal(got, [["a"], ["a", "c"], []], "the items above 30 %, 10 % and 60 %")


def check_scores_reference(answer, ctx):
    for length in (0, 1, 2, 5, 40, 41, 300, 301):
        few = length % 2
        scores = [
            float(ctx.rng.randrange(-4, 5)) if few else ctx.rng.gauss(0, 9) for _ in range(length)
        ]
        for k in (0, 1, 3, 40, 1000):
            ctx.equal(
                answer.top_k(iter(scores), k),
                sorted(scores)[::-1][:k],
                f"the {k} largest of {length}",
            )
    ctx.equal(
        answer.top_k([-3.0, -1.0, -2.0], 2), [-1.0, -2.0], "the two largest of negative scores"
    )


def check_counts_reference(answer, ctx):
    for room, items, length in ((1, 3, 20), (2, 2, 30), (3, 8, 60), (10, 40, 300), (50, 20, 200)):
        stream = _stream(ctx, length, items, 0.7)
        mine, slow = answer.HeavyHitters(room), _Slow(room)
        for step, item in enumerate(stream):
            mine.add(item)
            slow.add(item)
            ctx.equal(
                mine.top(room + 1),
                slow.top(room + 1),
                f"the counters after item {step + 1}, room {room}",
            )
        ctx.equal(mine.top(1), slow.top(1), "the top one")


class _Watched:
    """Counts how often scores are compared, and how many of them are alive."""

    alive = most_alive = compared = 0

    def __init__(self, value):
        self.value = value
        type(self).alive += 1
        type(self).most_alive = max(type(self).most_alive, type(self).alive)

    def __del__(self):
        type(self).alive -= 1

    def __lt__(self, other):
        type(self).compared += 1
        return self.value < other.value

    def __gt__(self, other):
        type(self).compared += 1
        return self.value > other.value

    def __le__(self, other):
        return not self > other

    def __ge__(self, other):
        return not self < other


def check_small_memory(answer, ctx):
    class Score(_Watched):
        pass

    length, k = 20_000, 50
    got = answer.top_k((Score(ctx.rng.random()) for _ in range(length)), k)
    ctx.equal(len(got), k, "the number of scores found")
    ctx.that(
        Score.most_alive <= 3 * k + 10,
        "too many scores were kept at one time",
        expected=f"about {k}",
        got=Score.most_alive,
        usually="the stream was turned into a list: it may not end.",
    )
    ctx.that(
        Score.compared <= 6 * length,
        "too many scores were compared",
        expected=f"at most {6 * length}",
        got=Score.compared,
        usually="the k best are sorted again for each score; compare it with the worst first.",
    )


def check_bounds_hold(answer, ctx):
    for room, items, power in ((5, 30, 0.5), (20, 300, 1.0), (40, 1000, 0.0)):
        stream = _stream(ctx, 1500, items, power)
        true, counters = Counter(stream), _fed(answer.HeavyHitters, room, stream)
        held = counters.top(room)
        ctx.equal(sum(count for _, count, _ in held), len(stream), "the sum of all counters")
        for item, count, over in held:
            ctx.that(
                count - over <= true[item] <= count,
                f"the bounds of {item} miss its true count",
                expected=f"{true[item]} between count - excess and count",
                got=f"{count - over} to {count}",
            )
        most = len(stream) / room
        missed = [i for i, n in true.items() if n > most and i not in {row[0] for row in held}]
        ctx.equal(missed, [], f"the items above 1/{room} of the stream that are not held")


def check_certain_is_certain(answer, ctx):
    for room, power in ((8, 0.6), (30, 1.0), (200, 1.2)):
        stream = _stream(ctx, 2000, 150, power)
        true, counters = Counter(stream), _fed(answer.HeavyHitters, room, stream)
        for share in (0.01, 0.05, 0.2):
            got = counters.certain(share, len(stream))
            wrong = [item for item in got if true[item] <= share * len(stream)]
            ctx.equal(
                wrong,
                [],
                f"the items wrongly called certain above {share:g}, room {room}",
                usually="part of a count may belong to other items.",
            )
            if room >= 150:
                wanted = sorted(item for item, n in true.items() if n > share * len(stream))
                ctx.equal(got, wanted, f"the items above {share:g} when there is room for all")


def check_figures(answer, ctx):
    stream = [f"old{ctx.rng.randrange(1000)}" for _ in range(2000)]
    stream += _stream(ctx, ctx.steps(18_000, 6000), 5000, 1.1)
    counters = _fed(answer.HeavyHitters, 100, stream)
    true = {item for item, _ in Counter(stream).most_common(20)}
    found = {item for item, _, _ in counters.top(20)}
    ctx.metric("top_20_found", len(true & found) / 20)
