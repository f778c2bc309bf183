"""Checks of mixed precision."""

import torch

_SMALLEST = 2.0**-24  # the smallest fp16 above zero; half of it and less rounds to zero


def _share(gradients, scale):
    """By the rule of rounding, one number at a time."""
    values = [value for value in gradients.flatten().tolist() if value]
    lost = sum(abs(value * scale) <= _SMALLEST / 2 for value in values)
    return lost / max(1, len(values))


class _Fixed:
    """A scaler of ours that never moves, and notes what it was told."""

    def __init__(self, scale):
        self.scale, self.told = scale, []

    def unscale(self, gradients):
        found = [one.to(torch.float32) * (1 / self.scale) for one in gradients]
        fine = all(bool(torch.isfinite(one).all()) for one in found)
        return found if fine else None

    def update(self, overflow):
        self.told.append(overflow)


def check_kinds(answer, ctx):
    got = answer.flushed_share(ctx.randn(5))
    ctx.that(isinstance(got, float), "flushed_share gives no float", expected="a float", got=got)
    scaler = answer.LossScaler()
    ctx.equal(scaler.scale, 65536.0, "the first scale")
    found = scaler.unscale([ctx.randn(2, 3).half()])
    ctx.that(isinstance(found, list), "unscale gives no list", expected="a list", got=found)
    ctx.shape(found[0], (2, 3), "an unscaled gradient")
    ctx.that(
        found[0].dtype == torch.float32,
        "an unscaled gradient is not fp32",
        expected="float32",
        got=str(found[0].dtype),
    )
    weight = ctx.randn(2).half()
    done = answer.MasterSGD([weight], 0.1, _Fixed(1.0)).step([ctx.randn(2).half()])
    ctx.that(done is True, "a good step does not return True", expected=True, got=done)
    ctx.that(weight.dtype == torch.float16, "the weight is no longer fp16", got=str(weight.dtype))


def check_worked_example(answer, ctx):
    scaler, seen = answer.LossScaler(start=8.0, interval=2), []
    for overflow in (False, False, False, True, False, False):
        scaler.update(overflow)
        seen.append(scaler.scale)
    ctx.equal(seen, [8.0, 16.0, 16.0, 8.0, 8.0, 16.0], "the scales of the worked example")


def check_flushed(answer, ctx):
    for size, spread in ((1, 1e-7), (0, 1.0), (1000, 1e-7), (1000, 1e-6), (333, 1e-3)):
        gradients = ctx.randn(size) * spread
        if size > 10:
            gradients[:7] = 0
        for scale in (1.0, 128.0, 4096.0):
            got = answer.flushed_share(gradients, scale)
            ctx.close(
                got,
                _share(gradients, scale),
                f"the flushed share of {size} at scale {scale:g}",
                atol=2e-3,
            )


def check_scale_history(answer, ctx):
    for interval in (1, 2, 5, 9):
        scaler, scale, good = answer.LossScaler(start=64.0, interval=interval), 64.0, []
        for step in range(120):
            overflow = ctx.rng.random() < ctx.rng.choice((0.05, 0.3))
            scaler.update(overflow)
            good = [] if overflow else [*good, step]
            scale = max(scale / 2, 1.0) if overflow else scale
            if len(good) == interval:
                scale, good = scale * 2, []
            ctx.close(scaler.scale, scale, f"the scale after {step + 1} steps, interval {interval}")
    scaler = answer.LossScaler(start=4.0, interval=3)
    for _ in range(9):
        scaler.update(True)
    ctx.equal(scaler.scale, 1.0, "the scale after nine overflows", usually="it falls below 1.")


def check_unscaled(answer, ctx):
    for dtype in (torch.float16, torch.bfloat16):
        scaler = answer.LossScaler(start=2.0**18)
        gradients = [ctx.randn(3, 4).to(dtype), ctx.randn(1).to(dtype)]
        kept = [one.clone() for one in gradients]
        found = scaler.unscale(gradients)
        for mine, right, before in zip(found, kept, gradients, strict=True):
            ctx.close(
                mine,
                right.to(torch.float32) / 2.0**18,
                f"an unscaled {dtype} gradient",
                rtol=1e-6,
                atol=0,
            )
            ctx.equal(
                before.float(),
                right.float(),
                "the gradient after unscaling it",
                usually="unscaling happens in place.",
            )
        for bad in (float("inf"), float("-inf"), float("nan")):
            broken = [kept[0].clone(), kept[1].clone()]
            broken[1][0] = bad
            got = scaler.unscale(broken)
            ctx.that(got is None, f"a gradient of {bad} is not noticed", expected=None, got=got)
        ctx.equal(scaler.scale, 2.0**18, "the scale after unscaling")


def check_small_updates(answer, ctx):
    for dtype in (torch.float16, torch.bfloat16):
        weight = ctx.move(torch.ones(3, dtype=dtype))
        gradient = ctx.move(torch.full((3,), 256.0, dtype=dtype))
        optimizer = answer.MasterSGD([weight], 1e-4, _Fixed(256.0))
        for _ in range(500):
            optimizer.step([gradient])
        ctx.close(
            weight.float(),
            torch.full((3,), 0.95),
            f"a {dtype} weight after 500 updates of 1e-4",
            rtol=0,
            atol=3e-3,
        )


def check_skipped_step(answer, ctx):
    weights = [ctx.randn(3).half(), ctx.randn(2, 2).half()]
    before = [weight.clone() for weight in weights]
    scaler = _Fixed(4.0)
    optimizer = answer.MasterSGD(weights, 0.5, scaler)
    bad = [ctx.randn(3).half(), ctx.randn(2, 2).half()]
    bad[1][0, 1] = float("inf")
    done = optimizer.step(bad)
    ctx.that(
        done is False, "a step with an overflow does not return False", expected=False, got=done
    )
    for weight, right in zip(weights, before, strict=True):
        ctx.equal(weight.float(), right.float(), "a weight after a skipped step")
    good = [ctx.randn(3).half(), ctx.randn(2, 2).half()]
    optimizer.step(good)
    for weight, right, gradient in zip(weights, before, good, strict=True):
        want = (right.float() - 0.5 * gradient.float() / 4).half().float()
        ctx.close(weight.float(), want, "a weight after the step that follows", rtol=2e-3)
    ctx.equal(
        scaler.told,
        [True, False],
        "what the scaler was told",
        usually="update is called after every step, the skipped one too.",
    )


def check_whole_step(answer, ctx):
    for shapes in (((1,),), ((3, 2), (5,), (2, 2, 2))):
        weights = [ctx.randn(*shape).half() for shape in shapes]
        places = [weight.data_ptr() for weight in weights]
        exact = [weight.double() for weight in weights]
        optimizer = answer.MasterSGD(weights, 0.01, _Fixed(16.0))
        for _ in range(30):
            gradients = [ctx.randn(*shape).half() for shape in shapes]
            optimizer.step(gradients)
            exact = [e - 0.01 * g.double() / 16 for e, g in zip(exact, gradients, strict=True)]
        for weight, right in zip(weights, exact, strict=True):
            ctx.close(weight.double(), right, "a weight after 30 steps", rtol=1e-3, atol=1e-4)
        ctx.equal(
            [weight.data_ptr() for weight in weights],
            places,
            "the places of the weights",
            usually="the weights are replaced instead of written in place.",
        )


def check_trains(answer, ctx):
    gradients = ctx.randn(10_000) * 1e-7
    ctx.metric("zeros_scaled", answer.flushed_share(gradients, 4096.0))
    weight = ctx.move(torch.ones(1, dtype=torch.float16))
    scaler = answer.LossScaler(start=2.0**15, interval=100)
    optimizer = answer.MasterSGD([weight], 1e-4, scaler)
    taken = 0
    for _ in range(1200):  # some are skipped, because the scale grows until it overflows
        gradient = ctx.move(torch.full((1,), scaler.scale)).to(torch.float16)
        taken += bool(optimizer.step([gradient])) if taken < 1000 else 0
    ctx.metric("weight_after_1000", round(weight.item(), 3))
