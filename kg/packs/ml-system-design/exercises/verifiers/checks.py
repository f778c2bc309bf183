"""Checks of verifiers and best-of-N."""

import math

import numpy as np

_QUESTIONS, _SAMPLES, _RATE, _GAP, _FOOLED = 2000, 256, 0.3, 2.0, 0.02
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


def _samples(ctx, fooled):
    """Which samples are correct, and their scores; a share of the wrong ones fools the scorer."""
    rng = ctx.numpy()
    correct = rng.random((_QUESTIONS, _SAMPLES)) < _RATE
    scores = correct * _GAP + rng.normal(size=correct.shape)
    tricks = ~correct & (rng.random(correct.shape) < fooled)
    return correct, scores + 20.0 * tricks


def _best(row, n):
    place = 0
    for i in range(min(n, len(row))):
        if row[i] > row[place]:
            place = i
    return place


def check_kinds(answer, ctx):
    ctx.that(
        isinstance(answer.solution_score([0.5, 0.5], "min"), float),
        "solution_score gives no float",
        expected="a float",
    )
    scores = ctx.numpy().normal(size=(5, 8))
    kept = scores.copy()
    ctx.shape(answer.best_of_n(scores, 3), (5,), "the places of the best for five questions")
    rate = answer.solve_rate(scores > 0, scores, 2)
    ctx.that(
        isinstance(rate, float),
        "solve_rate gives no float",
        expected="a float",
        got=type(rate).__name__,
    )
    ctx.equal(answer.choose_n(scores > 0, scores, (4,)), 4, "the best of one size")
    ctx.equal(scores, kept, "the scores after use", usually="the scores were changed in place.")


def check_worked_score(answer, ctx):
    one, other = [0.9, 0.5, 0.9, 0.9], [0.7, 0.7, 0.7, 0.7]
    ctx.close(
        [answer.solution_score(x, "product") for x in (one, other)],
        [0.3645, 0.2401],
        "the products of the worked example",
        rtol=1e-9,
    )
    ctx.close(
        [answer.solution_score(x, "min") for x in (one, other)],
        [0.5, 0.7],
        "the minima of the worked example",
        rtol=1e-9,
    )


def check_worked_pick(answer, ctx):
    scores = np.array([[0.4, 0.6, 0.3, 0.1]])
    ctx.equal(
        [int(answer.best_of_n(scores, n)[0]) for n in (1, 2, 4)],
        [0, 1, 1],
        "the best of the first 1, 2 and 4 samples",
    )
    ctx.equal(
        answer.weighted_vote(["7", "8", "7", "9"], [0.4, 0.6, 0.3, 0.1]),
        "7",
        "the vote of the worked example",
        usually="the scores of equal answers are added.",
    )


def check_worked_rate(answer, ctx):
    correct = np.array([[True, False, False], [False, True, False]])
    scores = np.array([[0.5, 0.2, 0.9], [0.1, 0.8, 0.3]])
    ctx.close(
        [answer.solve_rate(correct, scores, n) for n in (1, 2, 3)],
        [0.5, 1.0, 0.5],
        "the solve rates for n = 1, 2, 3",
    )
    ctx.equal(answer.choose_n(correct, scores, (3, 2, 1)), 2, "the best n of the worked example")


def check_score_reference(answer, ctx):
    for count in (1, 2, 9):
        steps = [ctx.rng.random() for _ in range(count)]
        wanted = math.exp(math.fsum(math.log(p) for p in steps))
        ctx.close(
            answer.solution_score(steps, "product"),
            wanted,
            f"the product of {count} steps",
            rtol=1e-9,
        )
        ctx.close(
            answer.solution_score(steps, "min"), sorted(steps)[0], f"the least of {count} steps"
        )
    for how in ("product", "min"):
        ctx.close(answer.solution_score([], how), 1.0, f"the {how} of no steps")
        ctx.close(
            answer.solution_score([0.9, 0.0, 0.8], how),
            0.0,
            f"the {how} with an impossible step",
            atol=1e-15,
        )
    ctx.raises(ValueError, lambda: answer.solution_score([0.5], "mean"), "an unknown way")


def check_pick_reference(answer, ctx):
    for questions, samples in ((1, 1), (4, 7), (9, 30)):
        scores = ctx.numpy().integers(0, 6, size=(questions, samples)) / 2.0
        correct = ctx.numpy().random(scores.shape) < 0.4
        for n in {1, ctx.rng.randint(1, samples), samples}:
            places = [_best(row, n) for row in scores.tolist()]
            ctx.equal(
                answer.best_of_n(scores, n).tolist(),
                places,
                f"the best of the first {n} of {samples} samples",
                usually="among equals the first counts, and samples after the n-th do not.",
            )
            wanted = sum(correct[q, place] for q, place in enumerate(places)) / questions
            ctx.close(
                answer.solve_rate(correct, scores, n),
                float(wanted),
                f"the solve rate at n = {n}",
                rtol=1e-9,
            )


def check_vote_reference(answer, ctx):
    for count in (1, 5, 5, 6, 6, 7, 7, 8, 8, 40):
        answers = [ctx.rng.choice((10, 20, "x", (1, 2))) for _ in range(count)]
        scores = [ctx.rng.randint(0, 8) / 8 for _ in range(count)]
        totals = [
            sum(s for a, s in zip(answers, scores, strict=True) if a == one) for one in answers
        ]
        wanted = answers[totals.index(max(totals))]
        ctx.equal(
            answer.weighted_vote(answers, scores),
            wanted,
            f"the vote of {count} samples",
            usually="among equal sums the answer seen first wins.",
        )


def check_even_scores_are_a_majority(answer, ctx):
    answers = ["a"] * 3 + ["b"] * 5 + ["c"] * 4
    ctx.rng.shuffle(answers)
    ctx.equal(answer.weighted_vote(answers, [1.0] * 12), "b", "the vote with equal scores")
    ctx.equal(
        answer.weighted_vote(answers, [1.0 if a == "a" else 0.1 for a in answers]),
        "a",
        "the vote with high scores for the rarest answer",
    )


def check_perfect_and_blind(answer, ctx):
    correct = ctx.numpy().random((400, 16)) < 0.3
    any_right = float(correct.any(axis=1).mean())
    ctx.close(
        answer.solve_rate(correct, correct.astype(float), 16),
        any_right,
        "the solve rate with a perfect scorer",
        rtol=1e-9,
    )
    first = float(correct[:, 0].mean())
    ctx.close(
        answer.solve_rate(correct, np.zeros(correct.shape), 16),
        first,
        "the solve rate with a scorer that likes all alike",
        rtol=1e-9,
    )
    ctx.equal(
        answer.choose_n(correct, np.zeros(correct.shape), (16, 4, 8)),
        4,
        "the best n where all are equal",
    )


def check_search(answer, ctx):
    correct, scores = _samples(ctx, 0.0)
    ctx.metric("clean_16", answer.solve_rate(correct, scores, 16))
    ctx.metric("clean_256", answer.solve_rate(correct, scores, 256))
    ctx.equal(int(answer.choose_n(correct, scores, (1, 16, 256))), 256, "the best n, clean scorer")
    correct, scores = _samples(ctx, _FOOLED)
    ctx.metric("fooled_16", answer.solve_rate(correct, scores, 16))
    ctx.metric("fooled_256", answer.solve_rate(correct, scores, 256))
    best = int(answer.choose_n(correct, scores, _SIZES))
    ctx.that(
        4 <= best <= 16,
        "the best n for a scorer that can be fooled is another one",
        expected="4, 8 or 16",
        got=best,
        usually="the largest n is taken, or the rate of the clean scorer.",
    )
