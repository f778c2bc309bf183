"""Checks of a diffusion model on points."""

import math

import torch
from torch import nn

STEPS = 50


class _Net(nn.Module):
    """Predicts noise from a point and the step, by two hidden layers."""

    def __init__(self, ctx, steps, hidden=96):
        super().__init__()
        self.steps = steps
        self.body = nn.Sequential(
            nn.Linear(2 + 8, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU(),
            nn.Linear(hidden, 2),
        )  # fmt: skip
        with torch.no_grad():
            for one in self.body.parameters():
                scale = one.shape[-1] ** -0.5 if one.ndim > 1 else 0.0
                one.copy_(ctx.randn(*one.shape).cpu() * scale)
        self.to(ctx.device)

    def forward(self, x, t):
        angle = t.float().unsqueeze(-1) / self.steps * math.pi
        waves = [f(angle * k) for k in (0.5, 1, 2, 4) for f in (torch.sin, torch.cos)]
        return self.body(torch.cat((x, *waves), -1))


class _Best(nn.Module):
    """The best prediction for data that are N(centre, spread^2): known in closed form."""

    def __init__(self, centre, spread, alpha_bars):
        super().__init__()
        self.centre, self.spread, self.alpha_bars = centre, spread, alpha_bars
        self.asked = []

    def forward(self, x, t):
        self.asked.append(t.tolist())
        left = self.alpha_bars[t].unsqueeze(-1)
        whole = left * self.spread**2 + 1 - left
        return (1 - left).sqrt() * (x - left.sqrt() * self.centre) / whole


def _levels(ctx, steps=STEPS):
    """Betas and alpha_bars by plain Python."""
    betas = [0.001 + (0.2 - 0.001) * i / (steps - 1) for i in range(steps)]
    left, bars = 1.0, []
    for beta in betas:
        left *= 1 - beta
        bars.append(left)
    return ctx.move(torch.tensor(betas)), ctx.move(torch.tensor(bars))


def check_shapes(answer, ctx):
    betas, bars = answer.schedule(7, 0.1, 0.2)
    ctx.shape(betas, (7,), "the betas")
    ctx.shape(bars, (7,), "the alpha_bars")
    betas, bars = _levels(ctx, 5)
    x, noise = ctx.randn(4, 2), ctx.randn(4, 2)
    t = ctx.move(torch.tensor([0, 4, 2, 2]))
    ctx.shape(answer.add_noise(x, t, noise, bars), (4, 2), "the noised points")
    net = _Net(ctx, 5)
    ctx.shape(answer.noise_loss(net, x, t, noise, bars), (), "the loss")
    got = answer.sample(net, ctx.randn(5, 4, 2), betas, bars)
    ctx.shape(got, (4, 2), "the samples")
    ctx.that(not got.requires_grad, "the samples carry a gradient")


def check_worked_example(answer, ctx):
    betas, bars = answer.schedule(3, 0.1, 0.3)
    ctx.close(betas, torch.tensor([0.1, 0.2, 0.3]), "the betas of the example", rtol=1e-5)
    ctx.close(
        bars,
        torch.tensor([0.9, 0.72, 0.504]),
        "the alpha_bars of the example",
        rtol=1e-5,
        usually="alpha_bar is the product of 1 - beta up to and with its step.",
    )
    bars = ctx.move(torch.tensor([0.9, 0.72, 0.504]))
    x, noise = (ctx.move(torch.tensor([[one]])) for one in (2.0, 1.0))
    got = answer.add_noise(x, ctx.move(torch.tensor([1])), noise, bars)
    ctx.close(got.item(), 2.226206, "the noised point of the example", rtol=1e-4)


def check_noised(answer, ctx):
    _, bars = _levels(ctx)
    for rows, width in ((1, 1), (9, 2), (4, 5)):
        x, noise = ctx.randn(rows, width) * 3, ctx.randn(rows, width)
        t = [ctx.rng.randrange(STEPS) for _ in range(rows)]
        levels = bars.tolist()
        right = [
            [
                math.sqrt(levels[s]) * a + math.sqrt(1 - levels[s]) * e
                for a, e in zip(*row, strict=True)
            ]
            for s, row in zip(t, zip(x.tolist(), noise.tolist(), strict=True), strict=True)
        ]
        got = answer.add_noise(x, ctx.move(torch.tensor(t)), noise, bars)
        ctx.close(got.cpu(), torch.tensor(right), f"{rows} noised rows", rtol=1e-4, atol=1e-5)


def check_loss(answer, ctx):
    _, bars = _levels(ctx)
    x, noise = ctx.randn(11, 2), ctx.randn(11, 2)
    t = ctx.move(torch.randint(STEPS, (11,), generator=ctx.generator()))
    best = _Best(0.5, 1.2, bars)
    left = bars[t].unsqueeze(-1)
    guess = best(left.sqrt() * x + (1 - left).sqrt() * noise, t)
    right = (guess - noise).square().sum().item() / 22
    ctx.close(
        answer.noise_loss(best, x, t, noise, bars).item(),
        right,
        "the loss",
        rtol=1e-4,
        usually="the target is the noise, and the mean runs over all numbers.",
    )


def check_exact_sampler(answer, ctx):
    for steps, rows in ((1, 3), (2, 1), (30, 5)):
        betas, bars = (one[:steps] for one in _levels(ctx, max(steps, 2)))
        noises = ctx.randn(steps, rows, 2)
        best = _Best(1.5, 0.4, bars)
        got = answer.sample(best, noises, betas, bars)
        asked = [one[0] for one in best.asked]
        ctx.equal(
            asked, list(range(steps - 1, -1, -1)), f"the steps the model is asked for, {steps}"
        )
        b, a, e = (one.cpu().double() for one in (betas, bars, noises))
        x = e[0]
        for t in range(steps - 1, -1, -1):
            whole = a[t] * 0.16 + 1 - a[t]
            score = (1 - a[t]).sqrt() * (x - a[t].sqrt() * 1.5) / whole
            x = (x - b[t] * score / (1 - a[t]).sqrt()) / (1 - b[t]).sqrt()
            if t:
                x = x + b[t].sqrt() * e[steps - t]
        ctx.close(got.cpu(), x, f"the samples after {steps} steps", rtol=1e-3, atol=1e-3)


def check_schedule_falls(answer, ctx):
    first, last = ctx.rng.uniform(0.001, 0.02), ctx.rng.uniform(0.1, 0.3)
    steps = ctx.rng.randrange(2, 60)
    betas, bars = answer.schedule(steps, first, last)
    ctx.close(
        [betas[0].item(), betas[-1].item()], [first, last], "the first and last beta", rtol=1e-4
    )
    left = 1.0
    for t in range(steps):
        left *= 1 - betas[t].item()
        ctx.close(bars[t].item(), left, f"alpha_bar of step {t}", rtol=1e-4)


def check_back_to_the_data(answer, ctx):
    """With the best prediction, noise must become N(centre, spread^2) again."""
    betas, bars = _levels(ctx)
    got = answer.sample(_Best(2.0, 0.5, bars), ctx.randn(STEPS, 4000, 2), betas, bars)
    ctx.close(got.mean().item(), 2.0, "the mean of the samples", rtol=0, atol=0.06)
    ctx.close(
        got.std().item(),
        0.5,
        "the deviation of the samples",
        rtol=0,
        atol=0.08,
        usually="the noise of a step is scaled by beta instead of its root, or not added.",
    )


def check_steps(answer, ctx):
    _, bars = _levels(ctx)
    mine, ours = _Net(ctx, STEPS, 16), _Net(ctx, STEPS, 16)
    ours.load_state_dict(mine.state_dict())
    batches = _batches(ctx, 4, 12)
    got = answer.train(mine, batches, bars, 0.02)
    right = ctx.solution.train(ours, batches, bars, 0.02)
    ctx.close(
        got,
        right,
        "the losses of four steps",
        rtol=1e-4,
        usually="gradients are not set to zero, or other noise than the batch's is used.",
    )
    for one, other in zip(mine.parameters(), ours.parameters(), strict=True):
        ctx.close(
            one.detach(), other.detach(), "the network after four steps", rtol=1e-2, atol=1e-3
        )


def _ring(ctx, count):
    angle = torch.rand(count, generator=ctx.generator()) * 2 * math.pi
    points = torch.stack((angle.cos(), angle.sin()), -1)
    return ctx.move(points) + 0.05 * ctx.randn(count, 2)


def _batches(ctx, count, size):
    everything = _ring(ctx, count * size), ctx.randn(count * size, 2)
    t = ctx.move(torch.randint(STEPS, (count * size,), generator=ctx.generator()))
    return list(zip(*(one.split(size) for one in (everything[0], t, everything[1])), strict=True))


def check_ring(answer, ctx):
    betas, bars = _levels(ctx)
    net = _Net(ctx, STEPS)
    answer.train(net, _batches(ctx, ctx.steps(1500, 300), 256), bars, 0.002)
    points = answer.sample(net, ctx.randn(STEPS, 1000, 2), betas, bars)
    ctx.finite(points, "the samples")
    radius = points.norm(dim=1)
    eighth = ((points[:, 1].atan2(points[:, 0]) / math.pi + 1) * 4).long().clamp(0, 7)
    shares = torch.bincount(eighth.cpu(), minlength=8) / len(points)
    ctx.notes.append(f"shares of the eighths: {[round(one, 3) for one in shares.tolist()]}")
    ctx.metric("off_the_ring", (radius - 1).abs().mean().item())
    ctx.metric("emptiest_eighth", shares.min().item())
