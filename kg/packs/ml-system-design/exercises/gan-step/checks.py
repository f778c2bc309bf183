"""Checks of one step of a GAN."""

import copy
import math

import torch
from torch import nn


def _net(ctx, *sizes):
    """A small network with drawn weights, ReLU between the layers."""
    layers = []
    for here, there in zip(sizes, sizes[1:], strict=False):
        layers += [nn.Linear(here, there), nn.LeakyReLU(0.2)]
    net = nn.Sequential(*layers[:-1])
    with torch.no_grad():
        for one in net.parameters():
            one.copy_(ctx.randn(*one.shape).cpu() * (one.shape[-1] ** -0.5 if one.ndim > 1 else 0))
    return net.to(ctx.device)


def _optimizers(generator, discriminator, rate):
    return (
        torch.optim.Adam(generator.parameters(), lr=rate, betas=(0.5, 0.9)),
        torch.optim.Adam(discriminator.parameters(), lr=rate, betas=(0.5, 0.9)),
    )


def _softplus(value):
    return max(value, 0.0) + math.log1p(math.exp(-abs(value)))


def _values(net):
    return [one.detach().clone() for one in net.parameters()]


def _energy_distance(x, y):
    return (
        2 * torch.cdist(x, y).mean() - torch.cdist(x, x).mean() - torch.cdist(y, y).mean()
    ).item()


def check_shapes(answer, ctx):
    ctx.shape(answer.discriminator_loss(ctx.randn(4, 1), ctx.randn(3, 1)), (), "discriminator_loss")
    ctx.shape(answer.generator_loss(ctx.randn(3, 1)), (), "generator_loss")
    densities = ctx.randn(5).abs(), ctx.randn(5).abs()
    ctx.shape(answer.best_discriminator(*densities), (5,), "best_discriminator")


def check_worked_example(answer, ctx):
    real, fake = (ctx.move(torch.tensor([[one]])) for one in (math.log(3), 0.0))
    ctx.close(
        answer.discriminator_loss(real, fake).item(),
        0.980829,
        "the discriminator's loss",
        rtol=1e-4,
        usually="the two means are added, not averaged, and D is a sigmoid.",
    )
    ctx.close(answer.generator_loss(fake).item(), 0.693147, "the generator's loss", rtol=1e-4)
    got = answer.best_discriminator(ctx.move(torch.tensor([3.0])), ctx.move(torch.tensor([1.0])))
    ctx.close(got.item(), 0.75, "the best D of the example", rtol=1e-5)


def check_losses(answer, ctx):
    for n, m in ((1, 1), (7, 3)):
        real, fake = ctx.randn(n, 1) * 4, ctx.randn(m, 1) * 4
        r, f = real.flatten().tolist(), fake.flatten().tolist()
        right = sum(_softplus(-one) for one in r) / n + sum(_softplus(one) for one in f) / m
        ctx.close(
            answer.discriminator_loss(real, fake).item(),
            right,
            f"the discriminator's loss on {n} real and {m} fake points",
            rtol=1e-4,
        )
        ctx.close(
            answer.generator_loss(fake).item(),
            sum(_softplus(-one) for one in f) / m,
            f"the generator's loss on {m} points",
            rtol=1e-4,
            usually="this is ln(1 - D), the form that saturates, or the sign is wrong.",
        )
    far = ctx.move(torch.tensor([[1000.0]]))
    usually = "the logarithm of a sigmoid that is zero; use logsigmoid or softplus."
    ctx.close(
        answer.discriminator_loss(-far, far).item(),
        2000.0,
        "the loss for logits of 1,000",
        rtol=1e-4,
        usually=usually,
    )
    ctx.close(
        answer.generator_loss(-far).item(),
        1000.0,
        "the generator's loss at -1,000",
        rtol=1e-4,
        usually=usually,
    )


def check_best(answer, ctx):
    """No other D may have a smaller expected loss at a point."""
    real, fake = ctx.randn(20).abs() + 0.01, ctx.randn(20).abs() + 0.01
    best = answer.best_discriminator(real, fake).cpu().double()
    ctx.that(bool(((best > 0) & (best < 1)).all()), "a D is not between 0 and 1")
    real, fake = real.cpu().double(), fake.cpu().double()

    def loss(d):
        return -real * d.log() - fake * (1 - d).log()

    for step in (-0.003, 0.003):
        other = (best + step).clamp(1e-6, 1 - 1e-6)
        worse = bool((loss(other) >= loss(best) - 1e-9).all())
        ctx.that(
            worse,
            f"a D that is {step:+g} off has a smaller loss at some point",
            usually="D is the share of the real density in both.",
        )
    nothing = ctx.move(torch.zeros(2)), ctx.move(torch.ones(2))
    ctx.close(answer.best_discriminator(*nothing).cpu(), torch.zeros(2), "D where nothing is real")


def check_who_learns(answer, ctx):
    generator, discriminator = _net(ctx, 2, 8, 2), _net(ctx, 2, 8, 1)
    real, noise = ctx.randn(16, 2), ctx.randn(12, 2)
    cases = (("generator", 0.0, 0.1, discriminator), ("discriminator", 0.1, 0.0, generator))
    for still, rate_g, rate_d, moving in cases:
        before = _values(generator), _values(discriminator)
        optimizers = (
            torch.optim.SGD(generator.parameters(), lr=rate_g),
            torch.optim.SGD(discriminator.parameters(), lr=rate_d),
        )
        was = _values(moving)
        answer.train_step(generator, discriminator, *optimizers, real, noise)
        moved = any(not torch.equal(a, b) for a, b in zip(was, _values(moving), strict=True))
        ctx.that(moved, f"one network does not learn while the {still}'s rate is 0")
        kept = before[0] if still == "generator" else before[1]
        net = generator if still == "generator" else discriminator
        same = all(torch.equal(a, b) for a, b in zip(kept, _values(net), strict=True))
        ctx.that(same, f"the {still} changed though its rate is 0")


def check_steps(answer, ctx):
    """Three steps beside ours: who sees which gradients, and in which order."""
    mine = _net(ctx, 2, 8, 2), _net(ctx, 2, 8, 1)
    ours = copy.deepcopy(mine)
    pairs = []
    for nets in (mine, ours):
        pairs.append([torch.optim.SGD(one.parameters(), lr=0.3) for one in nets])
    for step in range(3):
        real, noise = ctx.randn(10, 2) + 1, ctx.randn(14, 2)
        got = answer.train_step(*mine, *pairs[0], real, noise)
        right = ctx.solution.train_step(*ours, *pairs[1], real, noise)
        ctx.close(
            list(got),
            list(right),
            f"the losses of step {step + 1}",
            rtol=1e-4,
            usually="the generator is judged by the discriminator before its step, or "
            "gradients of an earlier step still count.",
        )
        for name, one, other in zip(("generator", "discriminator"), mine, ours, strict=True):
            for a, b in zip(one.parameters(), other.parameters(), strict=True):
                ctx.close(
                    a.detach(),
                    b.detach(),
                    f"the {name} after step {step + 1}",
                    rtol=1e-3,
                    atol=1e-5,
                    usually="gradients of the other network's loss are left over.",
                )


def check_cloud(answer, ctx):
    turn = ctx.move(torch.tensor([[1.2, 0.6], [-0.2, 0.5]]))
    shift = ctx.move(torch.tensor([2.0, -1.0]))

    def real(count):
        return ctx.randn(count, 2) @ turn + shift

    generator, discriminator = _net(ctx, 2, 32, 2), _net(ctx, 2, 32, 32, 1)
    optimizers = _optimizers(generator, discriminator, 0.002)
    start = _energy_distance(generator(ctx.randn(2000, 2)).detach().cpu(), real(2000).cpu())
    for _ in range(ctx.steps(1000, 200)):
        answer.train_step(generator, discriminator, *optimizers, real(128), ctx.randn(128, 2))
    with torch.no_grad():
        fake = generator(ctx.randn(2000, 2)).cpu()
    ctx.finite(fake, "the made points")
    ctx.notes.append(f"before training the energy distance was {start:.3f}")
    ctx.metric("energy_distance", _energy_distance(fake, real(2000).cpu()))
