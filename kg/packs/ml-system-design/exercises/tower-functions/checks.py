"""Checks of tower functions."""

import math

import numpy as np

_BUMPS = 100


def _sigmoid(value):
    if value < 0:
        return math.exp(value) / (1 + math.exp(value)) if value > -700 else 0.0
    return 1 / (1 + math.exp(-value)) if value < 700 else 1.0


def _error(answer, target, low, high, bumps):
    """Largest distance on a fine grid, both ends included."""
    x = np.linspace(low, high, 4001)
    return float(
        np.abs(answer.forward(x, answer.build(target, low, high, bumps)) - target(x)).max()
    )


def _targets(ctx):
    """A wave, a parabola with a bend, and a peak; none steeper than about 6 a unit."""
    phase = ctx.rng.uniform(-0.1, 0.4) + ctx.rng.choice((0.0, np.pi))
    height, centre = ctx.rng.uniform(0, 1), ctx.rng.uniform(0.3, 0.7)
    return (
        lambda x: np.sin(6 * x + phase),
        lambda x: 3 + 2 * (x - height) ** 2 - np.abs(x - centre),
        lambda x: 1 / (1 + 60 * (x - centre) ** 2),
    )


def check_kinds(answer, ctx):
    x = np.linspace(-1, 1, 7)
    ctx.shape(answer.step(x, 0.2, 5.0), (7,), "the step at seven places")
    ctx.shape(answer.bump(x, -0.5, 0.5, 2.0, 5.0), (7,), "the bump at seven places")
    grid = answer.tower(x[:, None], x[None, :], (-1.0, 0.0, 0.0, 1.0), 20.0)
    ctx.shape(grid, (7, 7), "the tower on a grid of 7 by 7")
    weights = answer.build(np.cos, 0.0, 2.0, 5)
    ctx.that(len(weights) == 3, "build gives no three arrays", expected="w1, b1, w2")
    for name, one in zip(("w1", "b1", "w2"), weights, strict=True):
        ctx.shape(one, (10,), f"{name} of a network of five bumps", usually="a bump is two units.")
    ctx.shape(answer.forward(x, weights), (7,), "the output at seven places")


def check_worked_bump(answer, ctx):
    x = np.array([0.5, 0.4, 0.0])
    ctx.close(
        answer.step(x, 0.4, 10.0), np.array([0.731059, 0.5, 0.017986]), "the step at 0.4", rtol=1e-4
    )
    ctx.close(
        answer.bump(x, 0.4, 0.6, 2.0, 100.0),
        np.array([1.999818, 1.0, 0.0]),
        "the bump of the worked example",
        rtol=1e-6,
        atol=1e-6,
    )


def check_worked_tower(answer, ctx):
    x, y = np.array([0.5, 0.5, 2.0]), np.array([0.5, 2.0, 2.0])
    got = answer.tower(x, y, (0.0, 1.0, 0.0, 1.0), 40.0)
    ctx.close(
        got,
        np.array([1.0, 0.0, 0.0]),
        "the tower inside, beside, and far from its square",
        atol=1e-6,
        usually="one bump alone gives 1, both give 2: the step must stand between.",
    )


def check_worked_forward(answer, ctx):
    weights = (np.array([1.0, -2.0]), np.array([0.0, 1.0]), np.array([3.0, 0.5]))
    ctx.close(
        answer.forward(np.array([0.0, 0.5]), weights),
        np.array([1.865529, 2.117378]),
        "the output of two hidden units",
        rtol=1e-5,
    )


def check_bump_reference(answer, ctx):
    for sharpness in (0.5, 8.0, 300.0):
        x = ctx.numpy().normal(size=20)
        left, right = sorted(ctx.numpy().normal(size=2).tolist())
        height = ctx.rng.uniform(-3, 3)
        wanted = [
            height * (_sigmoid(sharpness * (v - left)) - _sigmoid(sharpness * (v - right)))
            for v in x.tolist()
        ]
        ctx.close(
            answer.bump(x, left, right, height, sharpness),
            np.array(wanted),
            f"a bump of sharpness {sharpness}",
            rtol=1e-7,
            atol=1e-9,
        )


def check_forward_reference(answer, ctx):
    for places, units in ((1, 1), (5, 3), (4, 40)):
        rng = ctx.numpy()
        x, w1, b1, w2 = (rng.normal(size=n) * 2 for n in (places, units, units, units))
        wanted = [
            math.fsum(c * _sigmoid(v * a + b) for a, b, c in zip(w1, b1, w2, strict=True))
            for v in x.tolist()
        ]
        ctx.close(
            answer.forward(x, (w1, b1, w2)),
            np.array(wanted),
            f"the output of {units} units at {places} places",
            rtol=1e-7,
            atol=1e-9,
        )


def check_steep(answer, ctx):
    x = np.array([-1e4, 0.0, 1e4])
    usually = "exp overflows for a large negative argument; write the sigmoid with tanh."
    with np.errstate(over="raise"):
        try:
            got = answer.step(x, 0.0, 100.0)
            out = answer.forward(x, (np.array([100.0]), np.array([0.0]), np.array([1.0])))
        except FloatingPointError:
            got = out = np.full(3, np.nan)
    ctx.close(got, np.array([0.0, 0.5, 1.0]), "a very steep step", atol=1e-12, usually=usually)
    ctx.close(
        out, np.array([0.0, 0.5, 1.0]), "a very steep hidden unit", atol=1e-12, usually=usually
    )


def check_ends(answer, ctx):
    low = ctx.rng.uniform(-5, 5)
    high, height = low + ctx.rng.uniform(0.1, 20), ctx.rng.uniform(1, 4)
    for bumps in (1, 2, 17):
        gap = _error(answer, lambda x: np.full_like(x, height), low, high, bumps)
        ctx.that(
            gap < 0.02 * height,
            f"a constant target is missed by {gap:.3g} with {bumps} bumps",
            expected=f"< {0.02 * height:.3g}",
            got=gap,
            usually="the outermost steps stand at the ends, where a step is only half way up.",
        )


def check_more_bumps(answer, ctx):
    for target in _targets(ctx):
        coarse, fine = (_error(answer, target, 0.0, 1.0, n) for n in (25, 200))
        ctx.that(
            fine < coarse / 3,
            "eight times the bumps bring too little",
            expected="an error of a third or less",
            got=fine / coarse,
            usually="the sharpness must grow with the number of bumps.",
        )


def check_three_targets(answer, ctx):
    worst = max(_error(answer, target, 0.0, 1.0, _BUMPS) for target in _targets(ctx))
    ctx.metric("max_error", worst)
