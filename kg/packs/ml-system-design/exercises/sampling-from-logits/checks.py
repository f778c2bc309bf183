"""Checks of sampling with temperature, top-k and top-p."""

import math

import numpy as np

_DRAWS = 50_000


def _soften(logits, temperature):
    top = max(logits)
    weights = [math.exp((x - top) / temperature) for x in logits]
    return [w / math.fsum(weights) for w in weights]


def _ranked(probs):
    return sorted(range(len(probs)), key=lambda i: (-probs[i], i))


def _top_k(probs, k):
    best = set(_ranked(probs)[:k])
    return [i in best for i in range(len(probs))]


def _top_p(probs, p):
    if p >= 1:
        return [True] * len(probs)
    kept, total = set(), 0.0
    for i in _ranked(probs):
        kept.add(i)
        total += probs[i]
        if total >= p:
            break
    return [i in kept for i in range(len(probs))]


def _only(probs, kept):
    total = math.fsum(x for x, keep in zip(probs, kept, strict=True) if keep)
    return [x / total if keep else 0.0 for x, keep in zip(probs, kept, strict=True)]


def _next(logits, temperature, k, p):
    probs = _soften(logits, temperature)
    if k is not None:
        probs = _only(probs, _top_k(probs, k))
    return _only(probs, _top_p(probs, p))


def _chi_square_p(counts, probs):
    """Upper tail of the chi-square statistic; the degrees of freedom must be even."""
    expected = probs * counts.sum()
    half = float(((counts - expected) ** 2 / expected).sum()) / 2
    terms = (half**i / math.factorial(i) for i in range((len(probs) - 1) // 2))
    return math.exp(-half) * math.fsum(terms) if half < 700 else 0.0


def check_kinds(answer, ctx):
    logits = np.array([0.5, -1.0, 2.0, 0.0])
    kept = logits.copy()
    probs = answer.soften(logits, 0.7)
    ctx.shape(probs, (4,), "the softened probabilities")
    for name, mask in (
        ("top_k_set", answer.top_k_set(probs, 2)),
        ("top_p_set", answer.top_p_set(probs, 0.6)),
    ):
        ctx.shape(mask, (4,), f"the result of {name}", usually="it is a mask over the vocabulary.")
        ctx.that(mask.dtype == bool, f"{name} gives no bools", expected="bool", got=str(mask.dtype))
    ctx.shape(answer.next_token(logits, 0.7, 3, 0.9), (4,), "the distribution of the next token")
    drawn = answer.draw(np.full(4, 0.25), 9, ctx.numpy())
    ctx.shape(drawn, (9,), "nine draws")
    ctx.that(
        drawn.dtype.kind in "iu",
        "the draws are no whole numbers",
        expected="ints",
        got=str(drawn.dtype),
    )
    ctx.equal(logits, kept, "the logits after use", usually="an input was changed in place.")


def check_worked_example(answer, ctx):
    logits = np.log(np.array([2.0, 8.0, 1.0, 5.0]) / 16)
    probs = np.array([0.125, 0.5, 0.0625, 0.3125])
    ctx.close(answer.soften(logits, 1.0), probs, "the probabilities at temperature 1", rtol=1e-9)
    sharper = np.array([4.0, 64.0, 1.0, 25.0]) / 94
    ctx.close(
        answer.soften(logits, 0.5), sharper, "the probabilities at temperature 0.5", rtol=1e-9
    )
    ctx.equal(answer.top_k_set(probs, 2), np.array([False, True, False, True]), "the top-2 set")
    usually = "the token that takes the sum over p belongs to the set."
    ctx.equal(
        answer.top_p_set(probs, 0.75),
        np.array([False, True, False, True]),
        "the top-p set for 0.75",
        usually=usually,
    )
    ctx.equal(
        answer.top_p_set(probs, 0.5),
        np.array([False, True, False, False]),
        "the top-p set for 0.5",
        usually="a sum equal to p is enough.",
    )
    ctx.close(
        answer.next_token(logits, 1.0, 3, 0.85),
        np.array([0.0, 8 / 13, 0.0, 5 / 13]),
        "the next token's distribution for k = 3 and p = 0.85",
        rtol=1e-9,
    )


def check_soften_reference(answer, ctx):
    for size in (1, 2, 9, 200):
        logits = ctx.numpy().normal(0, 3, size=size)
        for temperature in (0.2, 1.0, ctx.rng.uniform(0.3, 4)):
            ctx.close(
                answer.soften(logits, temperature),
                np.array(_soften(logits, temperature)),
                f"the probabilities of {size} logits at temperature {temperature:.3g}",
                rtol=1e-9,
                atol=1e-12,
            )


def check_kept_sets(answer, ctx):
    for size in (1, 2, 7, 50):
        probs = ctx.numpy().dirichlet(np.full(size, 0.5))
        for k in {1, ctx.rng.randint(1, size), size}:
            ctx.equal(
                answer.top_k_set(probs, k),
                np.array(_top_k(probs.tolist(), k)),
                f"the top-{k} set of {size} tokens",
            )
        for p in (0.01, ctx.rng.uniform(0.1, 0.95), 0.999, 1.0):
            ctx.equal(
                answer.top_p_set(probs, p),
                np.array(_top_p(probs.tolist(), p)),
                f"the top-p set of {size} tokens for {p:.4g}",
                usually="the set is the shortest one that reaches p, at least one token.",
            )
    equal = np.full(8, 0.125)
    ctx.equal(
        answer.top_k_set(equal, 3),
        np.arange(8) < 3,
        "the top-3 set of eight equal tokens",
        usually="among equals the lower numbers are kept, and no more than k.",
    )
    ctx.equal(answer.top_p_set(equal, 0.5), np.arange(8) < 4, "the top-p set of eight equal tokens")


def check_next_token_reference(answer, ctx):
    for size in (1, 3, 20, 60):
        logits = ctx.numpy().normal(0, 2, size=size)
        for temperature, k, p in (
            (1.0, None, 1.0),
            (0.6, None, 0.8),
            (1.7, ctx.rng.randint(1, size), 0.9),
            (2.5, ctx.rng.randint(1, size), ctx.rng.uniform(0.2, 0.95)),
        ):
            ctx.close(
                answer.next_token(logits, temperature, k, p),
                np.array(_next(logits.tolist(), temperature, k, p)),
                f"the distribution for temperature {temperature}, k {k}, p {p:.3g}",
                rtol=1e-9,
                atol=1e-12,
            )


def check_edges(answer, ctx):
    logits = np.array([3.0, 900.0, -900.0, 900.0])
    ctx.close(
        answer.soften(logits, 0.01),
        np.array([0.0, 0.5, 0.0, 0.5]),
        "the probabilities of logits near 900 at temperature 0.01",
        atol=1e-12,
        usually="exp overflows: take the largest logit away first.",
    )
    ctx.close(
        answer.soften(logits, 0.0),
        np.array([0.0, 1.0, 0.0, 0.0]),
        "the probabilities at temperature 0",
    )
    ctx.close(
        answer.next_token(logits, 0.0, 2, 0.5),
        np.array([0.0, 1.0, 0.0, 0.0]),
        "the distribution at temperature 0",
    )
    random = ctx.numpy().normal(size=12)
    ctx.close(
        answer.next_token(random, 0.8, 5, 0.9),
        answer.next_token(random + 11, 0.8, 5, 0.9),
        "the distribution after every logit grew by 11",
        rtol=1e-9,
        atol=1e-12,
    )
    far = answer.soften(random, 1e6)
    ctx.close(far, np.full(12, 1 / 12), "the probabilities at temperature 1,000,000", rtol=1e-4)


def check_nested_sets(answer, ctx):
    probs = ctx.numpy().dirichlet(np.full(30, 0.4))
    before = np.zeros(30, dtype=bool)
    for p in (0.05, 0.3, 0.6, 0.9, 0.99, 1.0):
        kept = answer.top_p_set(probs, p)
        ctx.that(
            bool((kept | ~before).all()),
            f"the set for p = {p} lost a token of a smaller p",
            expected="sets that only grow with p",
        )
        ctx.that(
            probs[kept].sum() >= p - 1e-9,
            f"the set for p = {p} holds too little",
            expected=f">= {p}",
            got=float(probs[kept].sum()),
        )
        before = kept


def check_only_kept_are_drawn(answer, ctx):
    probs = np.zeros(20)
    alive = ctx.rng.sample(range(20), 4)
    probs[alive] = 0.25
    drawn = answer.draw(probs, 2000, ctx.numpy())
    ctx.equal(sorted({int(i) for i in drawn}), sorted(alive), "the tokens that were drawn")
    ctx.equal(answer.draw(probs, 0, ctx.numpy()).tolist(), [], "no draws at all")
    rng = ctx.numpy()
    first, second = answer.draw(probs, 50, rng), answer.draw(probs, 50, rng)
    ctx.that(
        first.tolist() != second.tolist(),
        "two calls with one generator drew the same tokens",
        usually="a generator of its own, with a fixed seed, is made inside.",
    )


def check_frequencies(answer, ctx):
    logits = ctx.numpy().normal(size=30)
    probs = np.array(_next(logits.tolist(), 1.3, 11, 1.0))
    kept = np.flatnonzero(probs)
    best = 0.0
    # A right sampler fails one such test in a thousand, so a second draw may speak for it.
    for _ in range(2):
        drawn = answer.draw(answer.next_token(logits, 1.3, 11), _DRAWS, ctx.numpy())
        counts = np.bincount(drawn, minlength=30)
        best = max(best, _chi_square_p(counts[kept], probs[kept]))
    ctx.metric("chi_square_p", best)
