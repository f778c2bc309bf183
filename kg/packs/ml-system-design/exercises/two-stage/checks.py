"""Checks of the two-stage recommender."""

import numpy as np

_ITEMS, _DIM, _USERS = 20_000, 24, 120


def _top(user, items, k):
    scores = [float(np.dot(row, user)) for row in items]
    return sorted(range(len(scores)), key=lambda i: (-scores[i], i))[:k]


def _merge(sources, seen, limit):
    queue = sorted(
        (place, number, item)
        for number, source in enumerate(sources)
        for place, item in enumerate(source)
    )
    kept = []
    for _, _, item in queue:
        if item not in seen and item not in kept:
            kept.append(item)
    return kept[:limit]


def _whole(ctx, n, d):
    """Whole numbers, so that dot products are exact and often equal."""
    rng = ctx.numpy()
    return rng.integers(-2, 3, d).astype(float), rng.integers(-2, 3, (n, d)).astype(float)


def _plain(values):
    return [int(value) for value in values]


def check_types(answer, ctx):
    user, items = _whole(ctx, 12, 3)
    ctx.shape(answer.retrieve(user, items, 5), (5,), "the candidates for k = 5")
    ctx.shape(answer.retrieve(user, items, 50), (12,), "the candidates for k = 50 of 12 items")
    ctx.shape(answer.retrieve(user, items[:0], 3), (0,), "the candidates of an empty catalogue")
    got = answer.recommend(user, items, [[1, 2]], set(), lambda some: np.ones(len(some)), 4, 3)
    ctx.that(
        isinstance(got, list), "recommend gives no list", expected="a list", got=type(got).__name__
    )
    ctx.equal(len(got), 3, "the number of recommendations for k = 3")


def check_worked_example(answer, ctx):
    ctx.equal(
        _plain(answer.merge_sources([[4, 2, 9], [2, 7], []], {9}, 3)),
        [4, 2, 7],
        "the merge of the worked example",
    )
    points = {4: 0.1, 2: 0.9, 7: 0.5}
    items = np.array([[float(n)] for n in (0, 0, 5, 0, 6, 0, 0, 0, 0, 0)])
    got = answer.recommend(
        np.ones(1),
        items,
        [[2, 7]],
        set(range(10)) - {2, 4, 7},
        lambda some: np.array([points[int(i)] for i in some]),
        3,
        2,
    )
    ctx.equal(_plain(got), [2, 7], "the recommendation of the worked example")


def check_retrieve_reference(answer, ctx):
    for n, d in ((1, 1), (2, 3), (17, 2), (101, 4), (400, 3)):
        user, items = _whole(ctx, n, d)
        for k in sorted({1, n // 2 + 1, n, n + 5}):
            ctx.equal(
                _plain(answer.retrieve(user, items, k)),
                _top(user, items, k),
                f"the best {k} of {n} items",
            )


def check_merge_reference(answer, ctx):
    for _ in range(40):
        sources = [
            [ctx.rng.randrange(15) for _ in range(ctx.rng.randint(0, 9))]
            for _ in range(ctx.rng.randint(0, 4))
        ]
        seen = set(ctx.rng.sample(range(15), ctx.rng.randint(0, 6)))
        limit = ctx.rng.choice((1, 3, 8, 30))
        ctx.equal(
            _plain(answer.merge_sources(sources, set(seen), limit)),
            _merge(sources, seen, limit),
            f"the merge of {len(sources)} sources at limit {limit}",
        )


def check_recommend_reference(answer, ctx):
    for n, candidates, k in ((1, 3, 2), (30, 6, 4), (60, 10, 10), (60, 10, 25)):
        user, items = _whole(ctx, n, 3)
        seen = set(ctx.rng.sample(range(n), n // 3))
        others = [ctx.rng.sample(range(n), n // 4), ctx.rng.sample(range(n), n // 5)]
        value = [ctx.rng.choice((0.0, 0.5, 1.0, 2.0)) for _ in range(n)]
        nearest = _top(user, items, candidates + len(seen))
        found = _merge([nearest, *others], seen, candidates)
        wanted = sorted(found, key=lambda i: -value[i])[:k]
        got = answer.recommend(
            user,
            items,
            others,
            set(seen),
            lambda some, v=value: np.array([v[int(i)] for i in some]),
            candidates,
            k,
        )
        ctx.equal(
            _plain(got), wanted, f"{k} recommendations of {candidates} candidates among {n} items"
        )


def check_cost(answer, ctx):
    user, items = _whole(ctx, 500, 4)
    calls = []

    def scorer(some):
        calls.append([int(i) for i in some])
        return -np.asarray(calls[-1], dtype=float)

    answer.recommend(user, items, [[3, 5]], {1, 2}, scorer, 40, 5)
    ctx.equal(len(calls), 1, "the number of calls of the scorer")
    ctx.equal(len(calls[0]), 40, "the number of items it scored")
    ctx.equal(len(set(calls[0])), 40, "the number of different items it scored")
    calls.clear()
    got = answer.recommend(user, items[:2], [[0], [1]], {0, 1}, scorer, 40, 5)
    ctx.equal([list(got), calls], [[], []], "result and calls where everything was seen")


def check_nothing_lost(answer, ctx):
    user, items = _whole(ctx, 300, 4)
    best = _top(user, items, 25)
    seen = set(best[:20])
    got = answer.recommend(
        user, items, [], seen, lambda some: items[[int(i) for i in some]] @ user, 5, 5
    )
    ctx.equal(
        _plain(got),
        best[20:],
        "the result when the 20 nearest items were seen",
        usually="too little was retrieved: the seen items used up the candidates.",
    )


def check_figures(answer, ctx):
    rng = ctx.numpy()
    items = rng.normal(size=(_ITEMS, _DIM)).astype(np.float32)
    blurred = items + 0.42 * rng.normal(size=items.shape).astype(np.float32)
    kept = first = final = 0
    for _ in range(_USERS):
        user = rng.normal(size=_DIM).astype(np.float32)
        true = items @ user
        best = int(true.argmax())
        near = _plain(answer.retrieve(user, blurred, 100))
        kept += best in near
        first += near[0] == best
        chosen = answer.recommend(
            user, blurred, [], set(), lambda some, true=true: true[[int(i) for i in some]], 100, 1
        )
        final += int(chosen[0]) == best
    ctx.metric("best_in_100", kept / _USERS)
    ctx.metric("final_top_1", final / _USERS)
    ctx.metric("gain_over_retrieval", final / max(1, first))
    ctx.notes.append(
        f"the first stage alone had the best item on top for {first} of {_USERS} users"
    )
