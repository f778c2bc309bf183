"""Checks of layer normalisation, differentiated by hand."""

import numpy as np

STEP = 1e-30


def _written_out(x, gamma, beta, eps):
    """Layer normalisation vector by vector; complex numbers may go in."""
    out = np.empty(x.shape, dtype=np.result_type(x, gamma, beta))
    for place in np.ndindex(*x.shape[:-1]):
        vector = x[place]
        middle = sum(vector) / len(vector)
        variance = sum((vector - middle) ** 2) / len(vector)
        out[place] = gamma * (vector - middle) / (variance + eps) ** 0.5 + beta
    return out


def _slope(function, at, dy):
    """d(sum of function * dy)/d(at), one number at a time, by a tiny complex step: no rounding."""
    out = np.empty(at.shape)
    for place in np.ndindex(*at.shape):
        moved = at.astype(complex)
        moved[place] += STEP * 1j
        out[place] = (function(moved) * dy).sum().imag / STEP
    return out


def _inputs(ctx, shape):
    """x, gamma, beta and dy, far from standard."""
    numbers = ctx.numpy()
    x = numbers.normal(3, 2, size=shape)
    gamma, beta = numbers.normal(1, 1, size=(2, shape[-1]))
    return x, gamma, beta, numbers.normal(size=shape)


SHAPES = ((1,), (1, 2), (6,), (3, 4), (2, 3, 5), (2, 1, 2, 7))


def check_shapes(answer, ctx):
    for shape in (*SHAPES, (0, 3)):
        x, gamma, beta, dy = _inputs(ctx, shape)
        y, cache = answer.layernorm(x, gamma, beta)
        ctx.shape(y, shape, f"y of x {shape}")
        got = answer.layernorm_backward(dy, cache)
        ctx.equal(len(got), 3, "the number of gradients")
        for name, one, wanted in zip(
            ("dx", "dgamma", "dbeta"), got, (shape, shape[-1:], shape[-1:]), strict=True
        ):
            ctx.shape(
                one,
                wanted,
                f"{name} of x {shape}",
                usually="gamma and beta serve all vectors, so their gradients sum over these.",
            )
            ctx.finite(one, name)
        weight = np.eye(shape[-1])
        ctx.shape(answer.prenorm_backward(dy, weight, cache), shape, f"dx of a branch on x {shape}")


def check_worked_example(answer, ctx):
    x, gamma = np.array([[1.0, 1.0, 3.0, 3.0]]), np.array([2.0, 1.0, 1.0, 1.0])
    y, cache = answer.layernorm(x, gamma, np.full(4, 0.5), 0.0)
    ctx.close(
        y,
        np.array([[-1.5, -0.5, 1.5, 1.5]]),
        "y of the worked example",
        usually="the variance divides by D - 1 instead of D.",
    )
    dx, dgamma, dbeta = answer.layernorm_backward(np.array([[1.0, 0.0, 0.0, 0.0]]), cache)
    ctx.close(dbeta, np.array([1.0, 0.0, 0.0, 0.0]), "dbeta of the worked example")
    ctx.close(dgamma, np.array([-1.0, 0.0, 0.0, 0.0]), "dgamma of the worked example")
    ctx.close(
        dx,
        np.array([[1.0, -1.0, 0.0, 0.0]]),
        "dx of the worked example",
        usually="mean and variance were taken for constants, or gamma was multiplied in too late.",
    )


def check_forward(answer, ctx):
    for shape in SHAPES:
        for eps in (1e-5, 0.3):
            x, gamma, beta, _ = _inputs(ctx, shape)
            y, _ = answer.layernorm(x, gamma, beta, eps)
            ctx.close(
                y, _written_out(x, gamma, beta, eps), f"y of x {shape} with eps {eps:g}", rtol=1e-9
            )


def check_backward(answer, ctx):
    for shape in SHAPES:
        for eps in (1e-5, 0.3):
            x, gamma, beta, dy = _inputs(ctx, shape)
            _, cache = answer.layernorm(x, gamma, beta, eps)
            got = answer.layernorm_backward(dy, cache)
            wanted = (
                _slope(lambda v, g=gamma, b=beta, e=eps: _written_out(v, g, b, e), x, dy),
                _slope(lambda v, x=x, b=beta, e=eps: _written_out(x, v, b, e), gamma, dy),
                _slope(lambda v, x=x, g=gamma, e=eps: _written_out(x, g, v, e), beta, dy),
            )
            for name, one, right in zip(("dx", "dgamma", "dbeta"), got, wanted, strict=True):
                ctx.close(one, right, f"{name} of x {shape} with eps {eps:g}", rtol=1e-7, atol=1e-9)


def check_branch(answer, ctx):
    for shape in SHAPES:
        x, gamma, beta, dy = _inputs(ctx, shape)
        weight = ctx.numpy().normal(size=(shape[-1], shape[-1]))
        _, cache = answer.layernorm(x, gamma, beta)
        got = answer.prenorm_backward(dy, weight, cache)
        wanted = _slope(
            lambda v, g=gamma, b=beta, w=weight: v + _written_out(v, g, b, 1e-5) @ w, x, dy
        )
        ctx.close(got, wanted, f"dx of a branch on x {shape}", rtol=1e-7, atol=1e-9)


def check_vectors_apart(answer, ctx):
    x, gamma, beta, dy = _inputs(ctx, (4, 6))
    dy[1:] = 0
    _, cache = answer.layernorm(x, gamma, beta)
    dx, *_ = answer.layernorm_backward(dy, cache)
    ctx.equal(
        dx[1:],
        np.zeros((3, 6)),
        "dx of vectors whose dy is 0",
        usually="the statistics run over the batch: that is batch normalisation.",
    )
    ctx.close(
        float(dx[0].sum()),
        0.0,
        "the sum of dx over a vector",
        rtol=0,
        atol=1e-9,
        usually="y does not change when a vector is shifted, so dx must sum to 0.",
    )


def check_inputs_stay(answer, ctx):
    given = _inputs(ctx, (3, 5))
    kept = [one.copy() for one in given]
    x, gamma, beta, dy = given
    _, cache = answer.layernorm(x, gamma, beta)
    first = [one.copy() for one in answer.layernorm_backward(dy, cache)]
    again = answer.layernorm_backward(dy, cache)
    for one, two in zip(first, again, strict=True):
        ctx.equal(
            two, one, "the gradients of a second call", usually="the cache was changed in place."
        )
    for one, before in zip(given, kept, strict=True):
        ctx.equal(one, before, "an argument after use", usually="it was changed in place.")
