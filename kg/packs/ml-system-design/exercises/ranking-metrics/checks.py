"""Checks of the ranking metrics."""

import math

_NAN = math.nan


def _grade_at(ranking, grades, place):
    """The grade at a place counted from 1, 0 where the item stood earlier."""
    item = ranking[place - 1]
    return 0 if item in ranking[: place - 1] else grades.get(item, 0)


def _hits(ranking, grades, k):
    return len({item for item in ranking[:k] if grades.get(item, 0) > 0})


def _average_precision(ranking, grades):
    total = sum(1 for grade in grades.values() if grade > 0)
    parts = [
        _hits(ranking, grades, place) / place
        for place in range(1, len(ranking) + 1)
        if _grade_at(ranking, grades, place) > 0
    ]
    return sum(parts) / total if total else _NAN


def _ndcg(ranking, grades, k):
    best, left = 0.0, list(grades.values())
    for place in range(1, min(k, len(left)) + 1):
        best += max(left) * math.log(2) / math.log(place + 1)
        left.remove(max(left))
    got = 0.0
    for place in range(1, min(k, len(ranking)) + 1):
        got += _grade_at(ranking, grades, place) * math.log(2) / math.log(place + 1)
    return got / best if best else _NAN


def _query(rng, repeats=False):
    """A ranking, grades and k; some relevant items are not in the ranking."""
    items = [f"item{n}" for n in range(rng.choice((1, 2, 5, 12, 30)))]
    judged = rng.sample(items, rng.randint(1, len(items))) + ["missed1", "missed2"]
    grades = {item: rng.choice((0, 0, 1, 1, 2, 3)) for item in judged}
    grades[rng.choice(judged)] = rng.choice((1, 2, 3))
    ranking = rng.sample(items, rng.randint(1, len(items)))
    if repeats:
        ranking = [one for item in ranking for one in [item] * rng.choice((1, 1, 2, 3))]
        rng.shuffle(ranking)
    return ranking, grades, rng.choice((1, 2, 5, 10, 40))


def check_plain_numbers(answer, ctx):
    ranking, grades = ["a", "b"], {"a": 1, "c": 2}
    ctx.equal(answer.rank({"a": 0.5}), ["a"], "the order of one item")
    for name in ("precision_at_k", "recall_at_k", "ndcg_at_k"):
        ctx.that(
            isinstance(getattr(answer, name)(ranking, grades, 2), float),
            f"{name} gives no float",
            expected="a float",
        )
    for name in ("reciprocal_rank", "average_precision"):
        ctx.that(
            isinstance(getattr(answer, name)(ranking, grades), float),
            f"{name} gives no float",
            expected="a float",
        )


def check_worked_example(answer, ctx):
    ranking, grades = list("abcd"), {"b": 3, "d": 1, "e": 2}
    ctx.close(answer.precision_at_k(ranking, grades, 4), 0.5, "precision@4")
    ctx.close(answer.recall_at_k(ranking, grades, 4), 2 / 3, "recall@4")
    ctx.close(answer.reciprocal_rank(ranking, grades), 0.5, "the reciprocal rank")
    ctx.close(
        answer.average_precision(ranking, grades),
        1 / 3,
        "the average precision",
        usually="the relevant item that was not found is left out of the division.",
    )
    ctx.close(
        answer.ndcg_at_k(ranking, grades, 4),
        0.4879,
        "nDCG@4",
        rtol=2e-4,
        usually="the ideal order leaves out what was not retrieved, or 2^grade is used.",
    )


def check_ties(answer, ctx):
    names = [f"{letter}{n}" for letter in "abc" for n in range(4)]
    ctx.rng.shuffle(names)
    scores = {name: float(ctx.rng.choice((1, 2))) for name in names}
    wanted = [n for level in (2.0, 1.0) for n in sorted(names) if scores[n] == level]
    ctx.equal(answer.rank(scores), wanted, "the order of twelve items with two different scores")
    ctx.equal(
        answer.rank({"b": -1.0, "a": -2.0, "c": 0.0}), ["c", "b", "a"], "the order of -1, -2, 0"
    )
    ctx.equal(answer.rank({}), [], "the order of no items")


def check_empty_lists(answer, ctx):
    some, none = {"a": 1.0}, {"a": 0.0}
    names = ("precision_at_k", "recall_at_k", "ndcg_at_k", "reciprocal_rank", "average_precision")
    for name in names:
        more = (3,) if name.endswith("k") and name != "reciprocal_rank" else ()
        call = getattr(answer, name)
        ctx.equal(call([], some, *more), 0.0, f"{name} of an empty ranking")
        wanted = 0.0 if name == "precision_at_k" else _NAN
        for grades in (none, {}):
            ctx.equal(
                call(["a", "b"], grades, *more),
                wanted,
                f"{name} of a query without a relevant item",
            )
    ctx.equal(answer.mean_over_queries([]), _NAN, "the mean over no queries")


def check_precision_and_recall(answer, ctx):
    for _ in range(40):
        ranking, grades, k = _query(ctx.rng)
        hits, total = _hits(ranking, grades, k), sum(g > 0 for g in grades.values())
        where = f"of {len(ranking)} items at k = {k}"
        ctx.close(answer.precision_at_k(ranking, grades, k), hits / k, f"precision {where}")
        ctx.close(answer.recall_at_k(ranking, grades, k), hits / total, f"recall {where}")


def check_reciprocal(answer, ctx):
    for _ in range(40):
        ranking, grades, _ = _query(ctx.rng)
        wanted = next((1 / (n + 1) for n, x in enumerate(ranking) if grades.get(x, 0) > 0), 0.0)
        ctx.close(
            answer.reciprocal_rank(ranking, grades),
            wanted,
            f"the reciprocal rank in {len(ranking)} items",
        )


def check_average(answer, ctx):
    for _ in range(40):
        ranking, grades, _ = _query(ctx.rng)
        ctx.close(
            answer.average_precision(ranking, grades),
            _average_precision(ranking, grades),
            f"the average precision of {len(ranking)} items",
        )


def check_ndcg(answer, ctx):
    for _ in range(60):
        ranking, grades, k = _query(ctx.rng)
        ctx.close(
            answer.ndcg_at_k(ranking, grades, k),
            _ndcg(ranking, grades, k),
            f"nDCG of {len(ranking)} items at k = {k}",
        )


def check_repeats(answer, ctx):
    for _ in range(40):
        ranking, grades, k = _query(ctx.rng, repeats=True)
        what = f"a list of {len(ranking)} places with repeats"
        total = sum(g > 0 for g in grades.values())
        ctx.close(
            answer.precision_at_k(ranking, grades, k),
            _hits(ranking, grades, k) / k,
            f"precision@{k} of {what}",
        )
        ctx.close(
            answer.recall_at_k(ranking, grades, k),
            _hits(ranking, grades, k) / total,
            f"recall@{k} of {what}",
        )
        ctx.close(
            answer.average_precision(ranking, grades),
            _average_precision(ranking, grades),
            f"the average precision of {what}",
        )
        ctx.close(
            answer.ndcg_at_k(ranking, grades, k), _ndcg(ranking, grades, k), f"nDCG@{k} of {what}"
        )


def check_perfect_and_improving(answer, ctx):
    grades = {f"item{n}": float(ctx.rng.choice((0, 1, 2, 3))) for n in range(15)} | {"top": 3.0}
    best = answer.rank(grades)
    for k in (1, 3, 16, 50):
        ctx.close(answer.ndcg_at_k(best, grades, k), 1.0, f"nDCG@{k} of the best order")
    ctx.close(
        answer.average_precision(best, grades), 1.0, "the average precision of the best order"
    )
    worst = best[::-1]
    before = answer.ndcg_at_k(worst, grades, 16)
    moved = ["top", *(x for x in worst if x != "top")]
    after = answer.ndcg_at_k(moved, grades, 16)
    ctx.that(
        after > before,
        "nDCG does not rise when the best item moves to the top",
        expected=f"more than {before:.4f}",
        got=f"{after:.4f}",
    )


def check_means(answer, ctx):
    values = [ctx.rng.random() for _ in range(ctx.rng.randint(3, 9))]
    wanted = sum(values) / len(values)
    ctx.close(answer.mean_over_queries(values), wanted, "the mean over queries")
    mixed = [_NAN, *values, _NAN]
    ctx.close(answer.mean_over_queries(mixed), wanted, "the mean over queries, two of them nan")
    ctx.equal(answer.mean_over_queries([_NAN, _NAN]), _NAN, "the mean over two nan")
    ctx.close(
        answer.mean_over_queries([0.0, 1.0]),
        0.5,
        "the mean of 0 and 1",
        usually="a score of 0 was left out; only nan is.",
    )
