"""Checks of the ELBO."""

import math

import torch
from torch import nn


class _Encoder(nn.Module):
    """Mean and log-variance by one linear map."""

    def __init__(self, width, latent):
        super().__init__()
        self.line = nn.Linear(width, 2 * latent)

    def forward(self, x):
        return self.line(x).chunk(2, -1)


def _pair(ctx, width, latent):
    """An encoder and a decoder with drawn weights."""
    parts = _Encoder(width, latent), nn.Linear(latent, width)
    with torch.no_grad():
        for part in parts:
            for one in part.parameters():
                one.copy_(ctx.randn(*one.shape).cpu() * 0.3)
    return [part.to(ctx.device) for part in parts]


def check_shapes(answer, ctx):
    mean, log_var, noise = (ctx.randn(5, 2) for _ in range(3))
    ctx.shape(answer.reparameterise(mean, log_var, noise), (5, 2), "the samples")
    ctx.shape(answer.kl_to_standard(mean, log_var), (5,), "the KL of 5 rows")
    got = answer.elbo(ctx.randn(5, 3), mean, log_var, noise, lambda z: z @ ctx.randn(2, 3), 0.5)
    ctx.shape(got, (5,), "the bounds of 5 rows")


def check_worked_example(answer, ctx):
    mean, log_var, noise, x = (ctx.move(torch.tensor([[v]])) for v in (1.0, 0.0, 0.5, 4.0))
    ctx.close(
        answer.reparameterise(mean, log_var, noise).item(),
        1.5,
        "the sample of the example",
        rtol=1e-5,
    )
    ctx.close(answer.kl_to_standard(mean, log_var).item(), 0.5, "the KL of the example", rtol=1e-5)
    got = answer.elbo(x, mean, log_var, noise, lambda z: 2 * z, 1.0).item()
    ctx.close(
        got,
        -1.9189385,
        "the ELBO of the example",
        rtol=1e-5,
        usually="the KL is added, or the constant of the normal density is left out.",
    )


def check_samples(answer, ctx):
    mean, log_var, noise = (ctx.randn(7, 3) * 2 for _ in range(3))
    rows = zip(*(one.flatten().tolist() for one in (mean, log_var, noise)), strict=True)
    right = torch.tensor([m + math.sqrt(math.exp(lv)) * e for m, lv, e in rows]).view(7, 3)
    ctx.close(answer.reparameterise(mean, log_var, noise).cpu(), right, "the samples", rtol=1e-4)


def check_kl(answer, ctx):
    zero = ctx.move(torch.zeros(3, 4))
    ctx.close(answer.kl_to_standard(zero, zero).cpu(), torch.zeros(3), "the KL of the prior itself")
    mean, log_var = ctx.randn(6, 4), ctx.randn(6, 4)
    q = torch.distributions.Normal(mean.cpu().double(), (log_var.cpu().double() / 2).exp())
    prior = torch.distributions.Normal(torch.zeros(()).double(), torch.ones(()).double())
    right = torch.distributions.kl_divergence(q, prior).sum(-1)
    ctx.close(answer.kl_to_standard(mean, log_var).cpu(), right, "the KL of 6 rows", rtol=1e-4)


def check_bound(answer, ctx):
    for rows, width, latent in ((1, 1, 1), (6, 5, 2)):
        mean, log_var, noise = (ctx.randn(rows, latent) for _ in range(3))
        x, line = ctx.randn(rows, width), ctx.randn(latent, width)
        variance = ctx.rng.uniform(0.1, 3)
        got = answer.elbo(x, mean, log_var, noise, lambda z, line=line: (z @ line).tanh(), variance)
        m, lv, e, data, line = (one.cpu().double() for one in (mean, log_var, noise, x, line))
        centre = ((m + (lv / 2).exp() * e) @ line).tanh()
        density = torch.distributions.Normal(centre, variance**0.5).log_prob(data).sum(-1)
        kl = ((m**2 + lv.exp() - lv - 1) / 2).sum(-1)
        ctx.close(
            got.cpu(), density - kl, f"the bounds of {rows} rows of {width}", rtol=1e-4, atol=1e-4
        )


def check_gradients_flow(answer, ctx):
    mean, log_var = (ctx.randn(4, 2).requires_grad_() for _ in range(2))
    noise = ctx.randn(4, 2)
    answer.reparameterise(mean, log_var, noise).sum().backward()
    ctx.that(
        mean.grad is not None and log_var.grad is not None,
        "a sample has no gradient",
        usually="the sample is detached, or drawn by a random generator.",
    )
    ctx.close(mean.grad.cpu(), torch.ones(4, 2), "the gradient of the samples for the mean")
    right = (0.5 * noise * (0.5 * log_var).exp()).detach()
    ctx.close(log_var.grad, right, "the gradient of the samples for log_var", rtol=1e-4)


def check_tight_at_the_posterior(answer, ctx):
    """One latent dimension, x = w z + noise: posterior and likelihood are known."""
    width, draws = 3, 20_000
    w, x = ctx.randn(width).cpu().double(), ctx.randn(width).cpu().double()
    variance = ctx.rng.uniform(0.5, 1.5)
    spread = 1 / (1 + float(w @ w) / variance)
    centre = spread * float(w @ x) / variance
    cover = torch.outer(w, w) + variance * torch.eye(width, dtype=torch.float64)
    exact = torch.distributions.MultivariateNormal(torch.zeros(width).double(), cover).log_prob(x)
    line, rows = ctx.move(w.float().view(1, width)), ctx.move(x.float().expand(draws, width))
    noise = ctx.randn(draws, 1)
    for off in (0.0, 0.7):
        mean = torch.full_like(noise, centre + off)
        log_var = torch.full_like(noise, math.log(spread))
        got = answer.elbo(rows, mean, log_var, noise, lambda z: z @ line, variance)
        away = off**2 / (2 * spread)
        deviation = float(got.cpu().double().std()) / draws**0.5
        ctx.close(
            float(got.cpu().double().mean()),
            float(exact) - away,
            f"the mean bound for a q that is {away:.3f} nats from the posterior",
            rtol=1e-4,
            atol=5 * deviation + 1e-3,
        )


def check_steps(answer, ctx):
    mine, ours = _pair(ctx, 5, 2), _pair(ctx, 5, 2)
    for one, other in zip(ours, mine, strict=True):
        one.load_state_dict(other.state_dict())
    batches = [(ctx.randn(9, 5), ctx.randn(9, 2)) for _ in range(4)]
    got = answer.train(*mine, batches, 0.5, 0.02)
    right = ctx.solution.train(*ours, batches, 0.5, 0.02)
    ctx.close(
        got,
        right,
        "the losses of four steps",
        rtol=1e-4,
        usually="gradients are not set to zero, or the batch's noise is not used.",
    )
    for name, one, other in zip(("encoder", "decoder"), mine, ours, strict=True):
        for a, b in zip(one.parameters(), other.parameters(), strict=True):
            ctx.close(a.detach(), b.detach(), f"the {name} after four steps", rtol=1e-2, atol=1e-3)


def check_gap(answer, ctx):
    width, latent, variance = 8, 2, 0.25
    line = ctx.move(2 * torch.linalg.qr(ctx.randn(width, latent).cpu()).Q.T)

    def drawn(count):
        return ctx.randn(count, latent) @ line + variance**0.5 * ctx.randn(count, width)

    encoder, decoder = _pair(ctx, width, latent)
    batches = [(drawn(128), ctx.randn(128, latent)) for _ in range(ctx.steps(1200, 200))]
    answer.train(encoder, decoder, batches, variance, 0.01)
    x = drawn(10_000)
    with torch.no_grad():
        got = ctx.solution.elbo(x, *encoder(x), ctx.randn(len(x), latent), decoder, variance)
    w = line.cpu().double()
    cover = w.T @ w + variance * torch.eye(width, dtype=torch.float64)
    model = torch.distributions.MultivariateNormal(torch.zeros(width).double(), cover)
    exact = model.log_prob(x.cpu().double()).mean().item()
    ctx.notes.append(f"the true log-likelihood is {exact:.3f} nats a point")
    ctx.metric("gap_nats", exact - got.cpu().double().mean().item())
