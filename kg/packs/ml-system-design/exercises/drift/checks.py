"""Checks of the drift figures."""

import math

import numpy as np


def _psi(reference, current, bins, floor=1e-4):
    """Bin by bin, by comparing every value with both ends of the bin."""
    edges = sorted({float(np.quantile(reference, n / bins)) for n in range(1, bins)})
    total = 0.0
    for low, high in zip([-math.inf, *edges], [*edges, math.inf], strict=True):
        inside = [
            max(floor, sum(low < x <= high or x == low == -math.inf for x in one) / len(one))
            for one in (current.tolist(), reference.tolist())
        ]
        total += (inside[0] - inside[1]) * math.log(inside[0] / inside[1])
    return total


def _gap(a, b):
    a, b = a.tolist(), b.tolist()
    return max(
        abs(sum(v <= x for v in a) / len(a) - sum(v <= x for v in b) / len(b)) for x in a + b
    )


def _p(x):
    """The other form of the Kolmogorov distribution, good where x is small."""
    parts = (math.exp(-((2 * k - 1) ** 2) * math.pi**2 / (8 * x * x)) for k in range(1, 200))
    return 1 - math.sqrt(2 * math.pi) / x * sum(parts)


def _pairs(ctx):
    rng = ctx.numpy()
    yield rng.normal(size=1), rng.normal(size=1)
    yield rng.normal(size=3), rng.normal(size=17)
    yield rng.normal(size=150), rng.normal(0.4, 1.3, size=211)
    yield rng.exponential(size=120), rng.exponential(1.5, size=80)
    yield rng.integers(0, 4, 90).astype(float), rng.integers(0, 6, 140).astype(float)
    yield rng.normal(size=200), rng.normal(size=50) + 20


def check_plain_numbers(answer, ctx):
    rng = ctx.numpy()
    a, b = rng.normal(size=30), rng.normal(size=20)
    kept = a.copy(), b.copy()
    for name, call in (
        ("psi", lambda: answer.psi(a, b)),
        ("ks_statistic", lambda: answer.ks_statistic(a, b)),
        ("ks_p_value", lambda: answer.ks_p_value(0.3, 30, 20)),
    ):
        got = call()
        ctx.that(
            isinstance(got, float),
            f"{name} gives no float",
            expected="a float",
            got=type(got).__name__,
        )
    ctx.equal([len(answer.judge(a, b))], [2], "the number of verdicts of judge")
    ctx.equal([a, b], list(kept), "the samples after use", usually="a sample was sorted in place.")


def check_worked_example(answer, ctx):
    a, b = np.array([1.0, 2.0, 3.0, 4.0]), np.array([3.0, 4.0, 5.0, 6.0])
    ctx.close(answer.ks_statistic(a, b), 0.5, "the KS statistic")
    ctx.close(answer.ks_p_value(0.5, 4, 4), 0.6994, "its p-value", rtol=2e-4)
    ctx.close(answer.psi(a, b, bins=2), 4.6042, "the PSI with two bins", rtol=2e-4)


def check_psi_reference(answer, ctx):
    for a, b in _pairs(ctx):
        for bins in (2, 7, 10):
            ctx.close(
                answer.psi(a, b, bins),
                _psi(a, b, bins),
                f"the PSI of {len(a)} and {len(b)} values in {bins} bins",
                rtol=1e-9,
            )


def check_ks_reference(answer, ctx):
    for a, b in _pairs(ctx):
        ctx.close(
            answer.ks_statistic(a, b),
            _gap(a, b),
            f"the KS statistic of {len(a)} and {len(b)} values",
            rtol=1e-9,
        )


def check_p_reference(answer, ctx):
    for n, m in ((20, 20), (100, 37), (5000, 800)):
        for x in (0.25, 0.5, 0.83, 1.0, 1.3581, ctx.rng.uniform(0.3, 1.6)):
            gap = x / math.sqrt(n * m / (n + m))
            ctx.close(
                answer.ks_p_value(gap, n, m),
                _p(x),
                f"p at x = {x:.4g} for {n} and {m} values",
                rtol=1e-9,
            )
    ctx.equal(answer.ks_p_value(0.0, 9, 9), 1.0, "p of no gap at all")
    ctx.equal(
        answer.ks_p_value(0.001, 50, 60),
        1.0,
        "p of a very small gap",
        usually="the series does not settle near 0: for x below 0.2 the answer is 1.",
    )


def check_edges(answer, ctx):
    rng = ctx.numpy()
    reference = rng.normal(size=500)
    far = answer.psi(reference, reference + 100)
    ctx.finite(
        far,
        "the PSI of two samples that share no value",
        usually="an empty bin has the share 0, and its logarithm is infinite.",
    )
    ctx.that(
        far > 5,
        "the PSI of two samples that share no value is small",
        expected="> 5",
        got=far,
        usually="values beyond the outer edges are dropped.",
    )
    same = np.full(40, 2.5)
    ctx.close(answer.psi(same, same), 0.0, "the PSI of a constant with itself", atol=1e-12)
    ctx.close(
        answer.psi(reference, reference[::-1].copy()),
        0.0,
        "the PSI of a sample with itself",
        atol=1e-12,
    )
    ctx.close(
        answer.ks_statistic(same, same[:7]), 0.0, "the KS statistic of two constants", atol=1e-12
    )
    ctx.close(
        answer.ks_statistic(same, same + 1), 1.0, "the KS statistic of two different constants"
    )


def check_scale_free(answer, ctx):
    rng = ctx.numpy()
    a, b = rng.normal(size=300), rng.normal(0.3, size=200)
    gap = answer.ks_statistic(a, b)
    ctx.close(answer.ks_statistic(b, a), gap, "the KS statistic with the samples exchanged")
    ctx.close(
        answer.ks_statistic(np.exp(a), np.exp(b)),
        gap,
        "the KS statistic after both samples went through exp",
    )
    mixed = rng.permutation(b)
    ctx.close(answer.psi(a, mixed), answer.psi(a, b), "the PSI after a shuffle")


def check_significant_is_not_important(answer, ctx):
    rng = ctx.numpy()
    cases = (
        ("50,000 values, shifted by 0.05", 50_000, 0.05, (True, False)),
        ("50,000 values, shifted by 0.6", 50_000, 0.6, (True, True)),
        ("20 values against 20, both equal", 20, None, (False, False)),
    )
    for what, size, shift, wanted in cases:
        a = rng.normal(size=size)
        b = a.copy() if shift is None else rng.normal(shift, 1, size=size)
        ctx.equal([bool(x) for x in answer.judge(a, b)], list(wanted), f"judge for {what}")
    a, b = np.arange(8.0), np.arange(8.0) + 4
    ctx.equal(
        [bool(x) for x in answer.judge(a, b)], [False, True], "judge for 8 values that moved by 4"
    )
    ctx.equal(
        [bool(x) for x in answer.judge(a, b, alpha=0.5, limit=1e9)],
        [True, False],
        "judge with alpha = 0.5 and a limit out of reach",
    )


def check_figures(answer, ctx):
    rng = ctx.numpy()
    reference = rng.normal(size=10_000)
    ctx.metric("psi_equal", answer.psi(reference, rng.normal(size=10_000)))
    ctx.metric("psi_half_sigma", answer.psi(reference, rng.normal(0.5, 1, size=10_000)))
