"""Checks of sampling from streams: by exact probabilities and many runs."""

import itertools
import random
from collections import Counter


def _fits(ctx, counts, chances, what, usually=""):
    """Chi-square against exact chances; a right answer fails once in some ten million runs."""
    runs = sum(counts.values())
    strange = [key for key in counts if chances.get(key, 0.0) == 0.0]
    ctx.equal(strange, [], f"the results of {what} that cannot be", usually)
    parts = [(counts[key], p * runs) for key, p in chances.items()]
    chi = sum((got - due) ** 2 / due for got, due in parts)
    freedom = len(chances) - 1
    most = freedom + 6 * (2 * freedom) ** 0.5 + 18
    worst = max(chances, key=lambda key: abs(counts[key] - chances[key] * runs))
    ctx.that(
        chi <= most,
        f"the chances of {what} are wrong, most for {worst}",
        expected=f"about {chances[worst]:.4f}",
        got=f"{counts[worst] / runs:.4f} in {runs} runs",
        usually=usually,
    )


def _orders(weights, size):
    """The chance of every ordered draw without repeats."""
    chances = {}
    for order in itertools.permutations(weights, size):
        chance, rest = 1.0, sum(weights.values())
        for item in order:
            chance *= weights[item] / rest
            rest -= weights[item]
        chances[order] = chance
    return chances


def check_types(answer, ctx):
    rng = random.Random(ctx.seed)
    for items, size in (
        ([], 3),
        ([1, 2], 3),
        (["a", "b", "c"], 3),
        ([5, 6, 7, 8], 0),
        ([None] * 9, 4),
    ):
        got = answer.reservoir(iter(items), size, rng)
        ctx.that(isinstance(got, list), "reservoir gives no list", expected="a list", got=got)
        ctx.equal(
            len(got), min(size, len(items)), f"the size of a sample of {size} of {len(items)}"
        )
        got = answer.weighted(((item, 2.0) for item in items), size, rng)
        ctx.that(isinstance(got, list), "weighted gives no list", expected="a list", got=got)
        ctx.equal(
            len(got),
            min(size, len(items)),
            f"the size of a weighted sample of {size} of {len(items)}",
        )
    got = answer.merge([[1], [2, 3]], [1, 5], 2, rng)
    ctx.that(isinstance(got, list) and len(got) == 2, "merge gives no list of two", got=got)
    ctx.equal(sorted(answer.reservoir([3, 1, 2], 3, rng)), [1, 2, 3], "a sample of everything")


def check_worked_example(answer, ctx):
    rng, runs = random.Random(ctx.rng.random()), 6000
    counts = Counter(answer.reservoir("abc", 1, rng)[0] for _ in range(runs))
    _fits(
        ctx,
        counts,
        dict.fromkeys("abc", 1 / 3),
        "one item of a, b, c",
        "the n-th item is taken with the chance 1/2 instead of size / n.",
    )


def check_worked_weights(answer, ctx):
    rng, runs = random.Random(ctx.rng.random()), 6000
    counts = Counter(tuple(answer.weighted([("a", 3.0), ("b", 1.0)], 2, rng)) for _ in range(runs))
    _fits(ctx, counts, {("a", "b"): 0.75, ("b", "a"): 0.25}, "the order of a (3) and b (1)")


def check_worked_merge(answer, ctx):
    rng, runs = random.Random(ctx.rng.random()), 6000
    counts = Counter(answer.merge([["a"], ["b"]], [30, 10], 1, rng)[0] for _ in range(runs))
    _fits(
        ctx,
        counts,
        {"a": 0.75, "b": 0.25},
        "one item of two streams of 30 and 10",
        "the samples were mixed by their own sizes, not by the sizes of their streams.",
    )


def check_every_set(answer, ctx):
    rng = random.Random(ctx.rng.random())
    for length, size, runs in ((5, 2, 8000), (6, 3, 10_000), (4, 3, 5000)):
        counts = Counter(
            tuple(sorted(answer.reservoir(iter(range(length)), size, rng))) for _ in range(runs)
        )
        sets = list(itertools.combinations(range(length), size))
        _fits(
            ctx, counts, dict.fromkeys(sets, 1 / len(sets)), f"the sets of {size} of {length} items"
        )


def check_every_place(answer, ctx):
    rng = random.Random(ctx.rng.random())
    length, size, runs = 40, 5, 4000
    counts = Counter()
    for _ in range(runs):
        counts.update(answer.reservoir(range(length), size, rng))
    _fits(
        ctx,
        counts,
        dict.fromkeys(range(length), 1 / length),
        f"the items 0 to {length - 1}",
        "early or late items are preferred: the n-th is to be taken with the chance size / n.",
    )


def check_weighted_orders(answer, ctx):
    rng = random.Random(ctx.rng.random())
    for count, size, runs in ((3, 1, 5000), (4, 2, 10_000), (3, 3, 8000)):
        weights = {f"w{n}": ctx.rng.choice((0.5, 1.0, 2.0, 5.0)) for n in range(count)}
        counts = Counter(
            tuple(answer.weighted(iter(weights.items()), size, rng)) for _ in range(runs)
        )
        _fits(ctx, counts, _orders(weights, size), f"the draws of {size} with weights {weights}")


def check_merged_sets(answer, ctx):
    rng = random.Random(ctx.rng.random())
    for lengths, size, runs in (((3, 4), 2, 10_000), ((1, 5), 3, 10_000), ((2, 2, 2), 2, 8000)):
        ends = [0, *itertools.accumulate(lengths)]
        streams = [range(a, b) for a, b in itertools.pairwise(ends)]
        counts = Counter()
        for _ in range(runs):
            samples = [rng.sample(one, min(size, len(one))) for one in streams]
            counts[tuple(sorted(answer.merge(samples, lengths, size, rng)))] += 1
        sets = list(itertools.combinations(range(ends[-1]), size))
        _fits(
            ctx,
            counts,
            dict.fromkeys(sets, 1 / len(sets)),
            f"the sets of {size} merged from streams of {lengths}",
        )


class _Item:
    alive = most_alive = 0

    def __init__(self, number):
        self.number = number
        type(self).alive += 1
        type(self).most_alive = max(type(self).most_alive, type(self).alive)

    def __del__(self):
        type(self).alive -= 1


def check_small_memory(answer, ctx):
    rng = random.Random(ctx.rng.random())
    for name, call in (
        ("reservoir", lambda items: answer.reservoir(items, 20, rng)),
        ("weighted", lambda items: answer.weighted(((one, 1.0) for one in items), 20, rng)),
    ):

        class Item(_Item):
            pass

        got = call(Item(number) for number in range(5000))
        ctx.equal(len({one.number for one in got}), 20, f"the number of different items of {name}")
        ctx.that(
            Item.most_alive <= 60,
            f"{name} kept too many items at one time",
            expected="about 20",
            got=Item.most_alive,
            usually="the stream was turned into a list: it may not end.",
        )


def check_zero_weight(answer, ctx):
    rng = random.Random(ctx.rng.random())
    pairs = [("a", 1.0), ("never", 0.0), ("b", 1e-3), ("c", 1e3)]
    for _ in range(50):
        ctx.equal(
            sorted(answer.weighted(pairs, 4, rng)),
            ["a", "b", "c"],
            "the items drawn where one has the weight 0",
            usually="an item of weight 0 was drawn, or made the key fail.",
        )


def check_merge_edges(answer, ctx):
    rng = random.Random(ctx.rng.random())
    ctx.equal(answer.merge([[], []], [0, 0], 3, rng), [], "the merger of two empty streams")
    ctx.equal(
        sorted(answer.merge([[1, 2], [], [3]], [2, 0, 1], 5, rng)),
        [1, 2, 3],
        "the merger of everything",
    )
    samples = [[1, 2], [3, 4]]
    answer.merge(samples, [9, 9], 2, rng)
    ctx.equal(samples, [[1, 2], [3, 4]], "the samples after the merger")


def check_own_luck(answer, ctx):
    calls = (
        ("reservoir", lambda rng: answer.reservoir(range(100), 5, rng)),
        ("weighted", lambda rng: answer.weighted([(n, 1.0 + n) for n in range(50)], 5, rng)),
        ("merge", lambda rng: answer.merge([range(30), range(30, 60)], [300, 400], 30, rng)),
    )
    for name, call in calls:
        first, second = call(random.Random(ctx.seed)), call(random.Random(ctx.seed))
        ctx.equal(
            first,
            second,
            f"two results of {name} from generators with one seed",
            usually="chance came from elsewhere than from `rng`.",
        )
