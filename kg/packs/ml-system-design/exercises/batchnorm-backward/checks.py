"""Checks of batch normalisation and a network, differentiated by hand."""

import torch
from torch.nn import functional as F


def _randn(ctx, *shape):
    """Normal numbers in float64 on the CPU, which not every device has."""
    return torch.randn(*shape, generator=ctx.generator(), dtype=torch.float64)


def _inputs(ctx, batch, width):
    """x, gamma, beta and dy in float64 on the CPU, far from standard."""
    x = _randn(ctx, batch, width) * 2 + 3
    gamma, beta = (_randn(ctx, width) + 1 for _ in range(2))
    return x, gamma, beta, _randn(ctx, batch, width)


def _normal(x, gamma, beta, eps):
    """Batch normalisation written out, for autograd."""
    middle = x.sum(0) / len(x)
    variance = ((x - middle) ** 2).sum(0) / len(x)
    return gamma * (x - middle) / (variance + eps) ** 0.5 + beta


def _network(ctx, batch, sizes):
    width, hidden, classes = sizes
    shapes = {
        "w1": (width, hidden),
        "gamma": (hidden,),
        "beta": (hidden,),
        "w2": (hidden, classes),
        "b2": (classes,),
    }
    params = {name: _randn(ctx, *s) for name, s in shapes.items()}
    x = _randn(ctx, batch, width)
    return x, torch.randint(classes, (batch,), generator=ctx.generator()), params


def _by_hand(call, *given):
    """Call with autograd switched off: what comes back was computed by hand."""
    with torch.inference_mode():
        return call(*given)


def check_shapes(answer, ctx):
    for batch, width in ((1, 1), (5, 3)):
        x, gamma, beta, dy = (
            ctx.randn(*s) for s in ((batch, width), (width,), (width,), (batch, width))
        )
        y, cache = _by_hand(answer.batchnorm, x, gamma, beta)
        ctx.shape(y, (batch, width), f"y of a batch {(batch, width)}")
        got = _by_hand(answer.batchnorm_backward, dy, cache)
        ctx.equal(len(got), 3, "the number of gradients")
        for name, one, wanted in zip(
            ("dx", "dgamma", "dbeta"), got, ((batch, width), (width,), (width,)), strict=True
        ):
            ctx.shape(
                one, wanted, name, usually="the sum runs over the features, not over the batch."
            )
            ctx.that(
                one.dtype == torch.float32,
                f"{name} changed its dtype",
                expected="float32",
                got=str(one.dtype),
            )
            ctx.finite(one, name)


def check_worked_example(answer, ctx):
    x, one = torch.tensor([[1.0], [1.0], [3.0], [3.0]]).double(), torch.ones(1).double()
    y, cache = _by_hand(answer.batchnorm, x, 2 * one, one, 0.0)
    ctx.close(
        y,
        torch.tensor([[-1.0], [-1.0], [3.0], [3.0]]).double(),
        "y of the worked example",
        usually="the variance divides by B - 1 instead of B.",
    )
    dy = torch.tensor([[1.0], [0.0], [0.0], [0.0]]).double()
    dx, dgamma, dbeta = _by_hand(answer.batchnorm_backward, dy, cache)
    ctx.close(dbeta, one, "dbeta of the worked example", usually="it is the sum over the batch.")
    ctx.close(dgamma, -one, "dgamma of the worked example")
    ctx.close(
        dx,
        torch.tensor([[1.0], [-1.0], [0.0], [0.0]]).double(),
        "dx of the worked example",
        usually="mean and variance were taken for constants, though both depend on x.",
    )


def check_forward(answer, ctx):
    for batch, width, eps in ((1, 2, 1e-5), (2, 1, 0.3), (17, 5, 1e-5)):
        x, gamma, beta, _ = _inputs(ctx, batch, width)
        y, _ = _by_hand(answer.batchnorm, x, gamma, beta, eps)
        ctx.close(y, _normal(x, gamma, beta, eps), f"y of {batch} rows with eps {eps:g}", rtol=1e-9)


def check_backward(answer, ctx):
    for batch, width, eps in ((1, 2, 1e-5), (2, 1, 0.3), (3, 4, 1e-5), (17, 5, 1e-5), (8, 3, 1.0)):
        x, gamma, beta, dy = _inputs(ctx, batch, width)
        leaves = [one.clone().requires_grad_() for one in (x, gamma, beta)]
        wanted = torch.autograd.grad(_normal(*leaves, eps), leaves, dy)
        _, cache = _by_hand(answer.batchnorm, x, gamma, beta, eps)
        got = _by_hand(answer.batchnorm_backward, dy, cache)
        for name, one, right in zip(("dx", "dgamma", "dbeta"), got, wanted, strict=True):
            ctx.close(one, right, f"{name} of {batch} rows with eps {eps:g}", rtol=1e-7, atol=1e-9)


def check_network(answer, ctx):
    for batch, sizes in ((2, (3, 2, 2)), (9, (4, 6, 5)), (16, (5, 3, 27))):
        x, targets, params = _network(ctx, batch, sizes)
        leaves = {name: one.clone().requires_grad_() for name, one in params.items()}
        normal = _normal(x @ leaves["w1"], leaves["gamma"], leaves["beta"], 1e-5)
        logits = normal.tanh() @ leaves["w2"] + leaves["b2"]
        right = F.cross_entropy(logits, targets)
        wanted = torch.autograd.grad(right, list(leaves.values()))
        loss, got = _by_hand(answer.network_gradients, x, targets, params)
        ctx.close(float(loss), right.item(), f"the loss of {batch} rows", rtol=1e-9)
        ctx.equal(sorted(got), sorted(params), "the names of the gradients")
        for name, one in zip(leaves, wanted, strict=True):
            ctx.close(
                got[name], one, f"the gradient of {name} over {batch} rows", rtol=1e-7, atol=1e-9
            )


def check_blind_to_shift_and_scale(answer, ctx):
    x, gamma, beta, dy = _inputs(ctx, 12, 4)
    _, cache = _by_hand(answer.batchnorm, x, gamma, beta, 0.0)
    dx, *_ = _by_hand(answer.batchnorm_backward, dy, cache)
    usually = "a term of dx is missing: y stays the same when x is shifted or scaled."
    ctx.close(
        dx.sum(0),
        torch.zeros(4).double(),
        "the sum of dx over the batch",
        atol=1e-9,
        usually=usually,
    )
    ctx.close(
        (dx * x).sum(0),
        torch.zeros(4).double(),
        "the sum of dx * x over the batch",
        atol=1e-8,
        usually=usually,
    )


def check_constant_feature(answer, ctx):
    x, gamma, beta, dy = _inputs(ctx, 6, 3)
    x[:, 1] = 4.0
    y, cache = _by_hand(answer.batchnorm, x, gamma, beta)
    ctx.close(
        y[:, 1],
        beta[1].expand(6),
        "y of a feature that never changes",
        rtol=1e-9,
        usually="eps is missing, or stands outside the root.",
    )
    for name, one in zip(
        ("dx", "dgamma", "dbeta"), _by_hand(answer.batchnorm_backward, dy, cache), strict=True
    ):
        ctx.finite(one, f"{name} beside a feature that never changes")


def check_on_the_device(answer, ctx):
    x, targets, params = _network(ctx, 32, (6, 8, 5))
    loss, wanted = answer.network_gradients(x, targets, params)
    moved = {name: ctx.move(one.float()) for name, one in params.items()}
    again, got = answer.network_gradients(ctx.move(x.float()), ctx.move(targets), moved)
    usually = "a tensor was made in another dtype or on another device than x."
    ctx.close(float(again), float(loss), "the loss in float32", rtol=1e-4, usually=usually)
    for name, one in wanted.items():
        ctx.that(
            got[name].dtype == torch.float32,
            f"the gradient of {name} changed its dtype",
            expected="float32",
            got=str(got[name].dtype),
            usually=usually,
        )
        ctx.close(
            got[name].cpu(),
            one.float(),
            f"the gradient of {name} in float32 on {ctx.device}",
            rtol=1e-3,
            atol=1e-4,
            usually=usually,
        )
