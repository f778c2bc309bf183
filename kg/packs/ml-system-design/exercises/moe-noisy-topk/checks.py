"""Checks of the mixture of experts with noisy top-k gating."""

import math

import torch

_EXPERTS, _WIDTH, _TOKENS, _K, _GROUPS = 8, 16, 256, 2, 16
_WEIGHT = 0.3


def _router(ctx, tokens, experts):
    """Clean logits, raw noise scales, noise, and the noisy logits by the definition."""
    clean, raw, noise = (ctx.randn(tokens, experts) for _ in range(3))
    return clean, raw, noise, clean + noise * torch.log1p(raw.exp())


def _gates(logits, k):
    rows = []
    for row in logits.tolist():
        best = sorted(range(len(row)), key=lambda i: -row[i])[:k]
        total = math.fsum(math.exp(row[i]) for i in best)
        rows.append([math.exp(row[i]) / total if i in best else 0.0 for i in range(len(row))])
    return torch.tensor(rows)


def _cv(counts):
    return (counts.std(correction=0) / counts.mean()).item()


def check_shapes(answer, ctx):
    clean, raw, noise, noisy = _router(ctx, 5, 4)
    ctx.shape(answer.noisy_logits(clean, raw, noise), (5, 4), "the noisy logits")
    gates = answer.top_k_gates(noisy, 2)
    ctx.shape(gates, (5, 4), "the gates")
    load = answer.smooth_load(clean, raw, noisy, 2)
    ctx.shape(load, (5, 4), "the smooth load")
    ctx.shape(answer.balance_loss(gates, load), (), "the balance loss")
    out = answer.mixture(ctx.randn(5, 3), gates, [lambda x: x] * 4)
    ctx.shape(out, (5, 3), "the output of the mixture")
    ctx.finite(out, "the output of the mixture")


def check_worked_gates(answer, ctx):
    got = answer.top_k_gates(ctx.move(torch.tensor([[1.0, 3.0, 2.0, 0.0]])), 2)
    ctx.close(
        got.cpu(),
        torch.tensor([[0.0, 0.731059, 0.268941, 0.0]]),
        "the gates of 1, 3, 2, 0",
        rtol=1e-4,
    )


def check_worked_load(answer, ctx):
    clean = ctx.move(torch.tensor([[1.0, 3.0, 2.0, 0.0]]))
    raw = torch.full_like(clean, math.log(math.e - 1))
    got = answer.smooth_load(clean, raw, clean, 2)
    ctx.close(
        got.cpu(),
        torch.tensor([[0.158655, 0.977250, 0.841345, 0.022750]]),
        "the load of 1, 3, 2, 0",
        rtol=1e-4,
        usually="a chosen expert is compared with itself: its bar is the third value here.",
    )


def check_worked_balance(answer, ctx):
    gates = ctx.move(torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [0.0, 1.0]]))
    load = ctx.move(torch.full((4, 2), 0.5))
    usually = "the variance is divided by the number of experts, and the mean is squared."
    ctx.close(
        answer.balance_loss(gates, load).cpu(),
        torch.tensor(0.25),
        "the balance loss of importances 1 and 3",
        rtol=1e-5,
        usually=usually,
    )
    ctx.close(
        answer.balance_loss(gates, gates * 2).cpu(),
        torch.tensor(0.5),
        "the balance loss with a load of 2 and 6",
        rtol=1e-5,
        usually=usually,
    )


def check_noise_reference(answer, ctx):
    for tokens, experts in ((1, 1), (3, 8), (17, 5)):
        clean, raw, noise, noisy = _router(ctx, tokens, experts)
        ctx.close(
            answer.noisy_logits(clean, raw, noise).cpu(),
            noisy.cpu(),
            f"the noisy logits of {tokens} tokens",
            rtol=1e-5,
            atol=1e-5,
        )
    ctx.close(
        answer.noisy_logits(clean, raw - 200, noise).cpu(),
        clean.cpu(),
        "the logits where the scale is nearly 0",
        rtol=1e-5,
        atol=1e-5,
    )


def check_gates_reference(answer, ctx):
    for tokens, experts, k in ((1, 1, 1), (4, 6, 1), (9, 5, 3), (6, 4, 4)):
        logits = ctx.randn(tokens, experts) * 3
        ctx.close(
            answer.top_k_gates(logits, k).cpu(),
            _gates(logits.cpu(), k),
            f"the gates of the best {k} of {experts}",
            rtol=1e-4,
            atol=1e-5,
        )


def check_load_by_drawing(answer, ctx):
    tokens, experts, k, draws = 4, 6, ctx.rng.choice((1, 2, 3)), 20_000
    clean, raw, _, noisy = (x.cpu() for x in _router(ctx, tokens, experts))
    scale = torch.log1p(raw.exp())
    wanted = torch.zeros(tokens, experts)
    for expert in range(experts):
        again = noisy.repeat(draws, 1, 1)
        fresh = torch.randn(draws, tokens, generator=ctx.generator())
        again[:, :, expert] = clean[:, expert] + fresh * scale[:, expert]
        chosen = again.topk(k, dim=-1).indices == expert
        wanted[:, expert] = chosen.any(-1).float().mean(0)
    got = answer.smooth_load(ctx.move(clean), ctx.move(raw), ctx.move(noisy), k)
    ctx.close(
        got.cpu(),
        wanted,
        f"the load beside {draws:,} draws of each noise, k = {k}",
        rtol=0,
        atol=0.025,
    )


def check_balance_reference(answer, ctx):
    gates, load = (ctx.randn(9, 5).abs() for _ in range(2))
    wanted = _cv(gates.cpu().sum(0)) ** 2 + _cv(load.cpu().sum(0)) ** 2
    ctx.close(
        answer.balance_loss(gates, load).cpu(), torch.tensor(wanted), "the balance loss", rtol=1e-4
    )
    even = ctx.move(torch.ones(3, 4))
    ctx.close(
        answer.balance_loss(even, even).cpu(),
        torch.tensor(0.0),
        "the loss of an even load",
        atol=1e-6,
    )
    nothing = answer.balance_loss(even * 0, even * 0)
    ctx.finite(
        nothing, "the loss where no expert is used", usually="add 1e-10 to the squared mean."
    )


def check_mixture_reference(answer, ctx):
    for tokens, experts, k in ((1, 2, 1), (11, 4, 2), (6, 3, 3)):
        x, maps = ctx.randn(tokens, 7), ctx.randn(experts, 7, 7)
        gates = ctx.move(_gates(ctx.randn(tokens, experts).cpu(), k))
        wanted = torch.einsum("te,td,edf->tf", gates.cpu(), x.cpu(), maps.cpu())
        made = [lambda rows, m=one: rows @ m for one in maps]
        ctx.close(
            answer.mixture(x, gates, made).cpu(),
            wanted,
            f"the mixture of {experts} experts",
            rtol=1e-4,
            atol=1e-4,
        )


def check_only_chosen_experts_work(answer, ctx):
    tokens, experts = 12, 5
    logits = ctx.randn(tokens, experts)
    logits[:, 3] = -50
    gates = ctx.move(_gates(logits.cpu(), 2))
    rows_seen = [0] * experts

    def expert(number):
        def work(rows):
            rows_seen[number] += len(rows)
            return rows

        return work

    answer.mixture(ctx.randn(tokens, 4), gates, [expert(n) for n in range(experts)])
    ctx.equal(
        rows_seen,
        (gates > 0).sum(0).tolist(),
        "the number of tokens each expert worked on",
        usually="all experts run on all tokens, which saves nothing.",
    )


def check_gradients(answer, ctx):
    clean, raw, _, noisy = _router(ctx, 6, 5)
    clean.requires_grad_()
    load = answer.smooth_load(clean, raw, noisy, 2)
    gates = answer.top_k_gates(clean, 2)
    out = answer.mixture(ctx.randn(6, 3), gates, [lambda x, n=n: x * n for n in range(5)])
    if out.requires_grad:
        out.sum().backward()
    ctx.that(
        clean.grad is not None and bool((clean.grad != 0).any()),
        "the output sends no gradient to the router",
        usually="the gates were detached, or turned into ones.",
    )
    clean.grad = None
    loss = answer.balance_loss(answer.top_k_gates(noisy, 2), load)
    if loss.requires_grad:
        loss.backward()
    ctx.that(
        clean.grad is not None and bool((clean.grad.abs().sum(-1) > 0).all()),
        "the balance loss sends no gradient through the load",
        usually="the load is a count, and a count has no slope.",
    )


def _train(answer, ctx, number, weight, steps):
    """Train router and linear experts on skewed groups of tokens; returns the CV of the load."""
    source = torch.Generator().manual_seed(ctx.seed * 1009 + number)

    def drawn(*size):
        return ctx.move(torch.randn(*size, generator=source))

    centres = drawn(_GROUPS, _WIDTH) * 1.2 + 1.2 * drawn(_WIDTH)
    maps = drawn(_GROUPS, _WIDTH, _WIDTH) / _WIDTH**0.5
    shares = 1 / torch.arange(1.0, _GROUPS + 1) ** 1.5
    router = (0.5 * drawn(_WIDTH, _EXPERTS)).requires_grad_()
    spread = torch.zeros_like(router).requires_grad_()
    weights = (drawn(_EXPERTS, _WIDTH, _WIDTH) / _WIDTH**0.5).requires_grad_()
    experts = [lambda x, n=n: x @ weights[n] for n in range(_EXPERTS)]
    optimizer = torch.optim.Adam([router, spread, weights], lr=0.01)

    def batch():
        group = torch.multinomial(shares, _TOKENS, replacement=True, generator=source)
        group = ctx.move(group)
        x = centres[group] + 0.5 * drawn(_TOKENS, _WIDTH)
        return x, torch.einsum("td,tde->te", x, maps[group])

    for _ in range(steps):
        x, y = batch()
        clean, raw = x @ router, x @ spread
        noisy = answer.noisy_logits(clean, raw, drawn(_TOKENS, _EXPERTS))
        gates = answer.top_k_gates(noisy, _K)
        loss = (answer.mixture(x, gates, experts) - y).pow(2).mean()
        if weight:
            load = answer.smooth_load(clean, raw, noisy, _K)
            loss = loss + weight * answer.balance_loss(gates, load)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        used = sum((answer.top_k_gates(batch()[0] @ router, _K) > 0).sum(0) for _ in range(8))
    return _cv(used.double().cpu())


def check_training(answer, ctx):
    trainings, steps = ctx.steps(3, 1), ctx.steps(300, 150)
    for name, weight in (("load_cv_without", 0.0), ("load_cv_with", _WEIGHT)):
        found = [_train(answer, ctx, number, weight, steps) for number in range(trainings)]
        ctx.metric(name, sum(found) / len(found))
