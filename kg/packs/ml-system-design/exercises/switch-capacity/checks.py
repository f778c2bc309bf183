"""Checks of Switch routing with expert capacity."""

import math

import torch

_EXPERTS, _WIDTH, _TOKENS, _GROUPS, _FACTOR = 8, 16, 512, 32, 1.25
_WEIGHT = 2.0


def _probs(ctx, tokens, experts, sharp=2.0):
    return (ctx.randn(tokens, experts) * sharp).softmax(-1)


def _route(probs, limit):
    """One token after the other, with a counter for each expert."""
    taken, rows = {}, []
    for row in probs.tolist():
        expert = max(range(len(row)), key=row.__getitem__)
        rows.append((expert, row[expert], taken.get(expert, 0) < limit))
        taken[expert] = taken.get(expert, 0) + 1
    return rows


def check_shapes(answer, ctx):
    limit = answer.capacity(9, 4, 1.0)
    ctx.that(type(limit) is int, "the capacity is no int", expected="an int", got=limit)
    probs = _probs(ctx, 9, 4)
    expert, gate, kept = answer.route(probs, 2)
    for name, got in (("expert", expert), ("gate", gate), ("kept", kept)):
        ctx.shape(got, (9,), f"{name} of nine tokens")
    ctx.that(
        kept.dtype == torch.bool, "kept holds no bools", expected="torch.bool", got=str(kept.dtype)
    )
    ctx.shape(answer.balance_loss(probs, expert), (), "the balance loss")
    ctx.shape(
        answer.switch_layer(ctx.randn(9, 3), probs, [lambda x: x] * 4, 2), (9, 3), "the output"
    )


def check_worked_capacity(answer, ctx):
    ctx.equal(answer.capacity(1024, 8, 1.25), 160, "the capacity for 1,024 tokens, 8 experts, 1.25")
    ctx.equal(
        answer.capacity(6, 4, 1.0),
        2,
        "the capacity for 6 tokens and 4 experts",
        usually="part of a place is a place: round up.",
    )


def check_worked_route(answer, ctx):
    probs = [[0.7, 0.3], [0.6, 0.4], [0.1, 0.9], [0.8, 0.2]]
    expert, gate, kept = answer.route(ctx.move(torch.tensor(probs)), 2)
    ctx.equal(expert.tolist(), [0, 0, 1, 0], "the experts of the worked example")
    ctx.close(gate.cpu(), torch.tensor([0.7, 0.6, 0.9, 0.8]), "their gates", rtol=1e-5)
    ctx.equal(
        kept.tolist(),
        [True, True, True, False],
        "who finds room",
        usually="places go by the order of the tokens, not by their probability.",
    )


def check_worked_loss(answer, ctx):
    probs = ctx.move(torch.tensor([[0.7, 0.3], [0.6, 0.4], [0.1, 0.9], [0.8, 0.2]]))
    got = answer.balance_loss(probs, ctx.move(torch.tensor([0, 0, 1, 0])))
    ctx.close(got.cpu(), torch.tensor(1.05), "the balance loss of the worked example", rtol=1e-5)


def check_worked_layer(answer, ctx):
    probs = ctx.move(torch.tensor([[0.7, 0.3], [0.6, 0.4], [0.1, 0.9], [0.8, 0.2]]))
    x = ctx.move(torch.tensor([[1.0], [2.0], [3.0], [4.0]]))
    got = answer.switch_layer(x, probs, [lambda r: 10 * r, lambda r: 100 * r], 2)
    ctx.close(
        got.cpu(),
        torch.tensor([[8.0], [14.0], [273.0], [4.0]]),
        "the output of the worked example",
        rtol=1e-5,
        usually="a token without room passes unchanged, the others are added to themselves.",
    )


def check_capacity_reference(answer, ctx):
    for _ in range(20):
        tokens, experts = ctx.rng.randint(1, 5000), ctx.rng.choice((1, 3, 8, 64))
        quarters = ctx.rng.randint(2, 12)
        wanted = -(-tokens * quarters // (4 * experts))
        ctx.equal(
            answer.capacity(tokens, experts, quarters / 4),
            wanted,
            f"the capacity for {tokens} tokens, {experts} experts, {quarters / 4}",
        )


def check_route_reference(answer, ctx):
    for tokens, experts, limit in ((1, 1, 1), (7, 3, 2), (40, 4, 6), (30, 5, 30), (9, 3, 0)):
        probs = _probs(ctx, tokens, experts)
        expert, gate, kept = answer.route(probs, limit)
        wanted = _route(probs.cpu(), limit)
        what = f"of {tokens} tokens, {experts} experts with room for {limit}"
        ctx.equal(expert.tolist(), [row[0] for row in wanted], f"the experts {what}")
        ctx.close(gate.tolist(), [row[1] for row in wanted], f"the gates {what}", rtol=1e-5)
        ctx.equal(kept.tolist(), [row[2] for row in wanted], f"the room {what}")


def check_loss_reference(answer, ctx):
    for tokens, experts in ((1, 2), (13, 4), (50, 9)):
        probs = _probs(ctx, tokens, experts)
        best = probs.argmax(-1)
        rows, places = probs.tolist(), best.tolist()
        wanted = experts * math.fsum(
            places.count(e) / tokens * math.fsum(row[e] for row in rows) / tokens
            for e in range(experts)
        )
        ctx.close(
            answer.balance_loss(probs, best).item(),
            wanted,
            f"the balance loss of {tokens} tokens and {experts} experts",
            rtol=1e-4,
        )


def check_layer_reference(answer, ctx):
    for tokens, experts, limit in ((1, 2, 1), (20, 4, 3), (25, 5, 25)):
        x, maps, probs = (
            ctx.randn(tokens, 6),
            ctx.randn(experts, 6, 6),
            _probs(ctx, tokens, experts),
        )
        rows = [
            one + gate * one @ maps[expert].cpu() if kept else one
            for one, (expert, gate, kept) in zip(x.cpu(), _route(probs.cpu(), limit), strict=True)
        ]
        made = [lambda r, m=one: r @ m for one in maps]
        ctx.close(
            answer.switch_layer(x, probs, made, limit).cpu(),
            torch.stack(rows),
            f"the output for {tokens} tokens with room for {limit}",
            rtol=1e-4,
            atol=1e-4,
        )


def check_overflow_passes(answer, ctx):
    x, probs = ctx.randn(16, 5), _probs(ctx, 16, 1)
    seen = []

    def expert(rows):
        seen.append(len(rows))
        return rows * 3

    got = answer.switch_layer(x, probs, [expert], 6)
    ctx.equal(seen, [6], "the rows that the only expert worked on")
    ctx.close(got[:6].cpu(), 4 * x[:6].cpu(), "the tokens with room", rtol=1e-5, atol=1e-5)
    ctx.equal(
        got[6:].cpu(),
        x[6:].cpu(),
        "the tokens without room",
        usually="they must pass by the residual connection, and not become 0.",
    )


def check_loss_bounds(answer, ctx):
    experts = ctx.rng.randint(2, 9)
    even = ctx.move(torch.arange(experts).repeat(4))
    flat = ctx.move(torch.full((4 * experts, experts), 1 / experts))
    ctx.close(answer.balance_loss(flat, even).item(), 1.0, "the loss of an even load", rtol=1e-4)
    all_to_one = ctx.move(torch.eye(experts)[torch.zeros(9, dtype=torch.long)])
    ctx.close(
        answer.balance_loss(all_to_one, all_to_one.argmax(-1)).item(),
        float(experts),
        "the loss where all tokens go to one expert",
        rtol=1e-4,
    )


def check_gradients(answer, ctx):
    logits = ctx.randn(12, 4).requires_grad_()
    loss = answer.balance_loss(logits.softmax(-1), logits.argmax(-1))
    if loss.requires_grad:
        loss.backward()
    usually = "only the mean probability has a slope; it must not be detached."
    ctx.that(
        logits.grad is not None and bool((logits.grad.abs() > 1e-8).any()),
        "the balance loss sends no gradient to the router",
        usually=usually,
    )
    logits.grad = None
    out = answer.switch_layer(ctx.randn(12, 3), logits.softmax(-1), [lambda x: x + 1] * 4, 12)
    if out.requires_grad:
        out.sum().backward()
    ctx.that(
        logits.grad is not None and bool((logits.grad.abs() > 1e-8).any()),
        "the output sends no gradient to the router",
        usually="the expert's output is not multiplied by the gate.",
    )


def _train(answer, ctx, number, weight, steps):
    """Train router and linear experts on skewed groups of tokens; returns the share dropped."""
    source = torch.Generator().manual_seed(ctx.seed * 1009 + number)

    def drawn(*size):
        return ctx.move(torch.randn(*size, generator=source))

    centres = drawn(_GROUPS, _WIDTH) * 1.2 + 1.6 * drawn(_WIDTH)
    maps = drawn(_GROUPS, _WIDTH, _WIDTH) / _WIDTH**0.5
    shares = 1 / torch.arange(1.0, _GROUPS + 1) ** 0.5
    router = (0.5 * drawn(_WIDTH, _EXPERTS)).requires_grad_()
    weights = (drawn(_EXPERTS, _WIDTH, _WIDTH) / _WIDTH**0.5).requires_grad_()
    experts = [lambda x, n=n: x @ weights[n] for n in range(_EXPERTS)]
    optimizer = torch.optim.Adam([router, weights], lr=0.03)
    limit = answer.capacity(_TOKENS, _EXPERTS, _FACTOR)

    def batch():
        group = ctx.move(torch.multinomial(shares, _TOKENS, replacement=True, generator=source))
        x = centres[group] + 0.5 * drawn(_TOKENS, _WIDTH)
        return x, torch.einsum("td,tde->te", x, maps[group])

    for _ in range(steps):
        x, y = batch()
        probs = (x @ router).softmax(-1)
        loss = (answer.switch_layer(x, probs, experts, limit) - y).pow(2).mean()
        if weight:
            loss = loss + weight * answer.balance_loss(probs, answer.route(probs, limit)[0])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        kept = [answer.route((batch()[0] @ router).softmax(-1), limit)[2] for _ in range(8)]
    return 1 - torch.cat(kept).double().mean().item()


def check_training(answer, ctx):
    trainings, steps = ctx.steps(3, 1), ctx.steps(300, 150)
    for name, weight in (("dropped_without", 0.0), ("dropped_with", _WEIGHT)):
        found = [_train(answer, ctx, number, weight, steps) for number in range(trainings)]
        ctx.metric(name, sum(found) / len(found))
