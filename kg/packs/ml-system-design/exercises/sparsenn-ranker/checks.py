"""Checks of the ranker with interactions."""

import math

import numpy as np
import torch

_SIZES, _TRAIN, _HELD = [30, 40, 8], 40_000, 8_000


def _world(ctx):
    """Clicks that depend on pairs of categories only: no user, item or hour is better by itself."""
    rng = ctx.numpy()
    count = _TRAIN + _HELD
    columns = [rng.integers(0, size, count) for size in _SIZES]
    user, item, hour = (rng.choice((-1.0, 1.0), size=(size, 3)) for size in _SIZES)
    for table in (user, item, hour):
        half = len(table) // 2
        table[half:] = -table[:half]
    logit = 0.9 * (user[columns[0]] * item[columns[1]]).sum(1)
    logit = logit + 0.4 * (hour[columns[2]] * item[columns[1]]).sum(1)
    clicks = (rng.random(count) < 1 / (1 + np.exp(-logit))).astype(np.float32)
    entropy = np.logaddexp(0, logit) - logit / (1 + np.exp(-logit))
    features = ctx.move(torch.from_numpy(np.stack(columns, 1)))
    return features, ctx.move(torch.from_numpy(clicks)), float(entropy.mean())


def _features(ctx, sizes, rows):
    columns = [torch.randint(size, (rows,), generator=ctx.generator()) for size in sizes]
    return ctx.move(torch.stack(columns, 1))


def _models(answer):
    return {"LinearRanker": answer.LinearRanker, "SparseRanker": answer.SparseRanker}


def check_shapes(answer, ctx):
    for name, make in _models(answer).items():
        for sizes, rows in (([3, 4], 1), ([5, 2, 9, 4], 7)):
            got = ctx.move(make(sizes))(_features(ctx, sizes, rows))
            ctx.shape(got, (rows,), f"the logits of {name} for {rows} rows")
            ctx.finite(got, f"the logits of {name}")
    ctx.shape(answer.pair_products(ctx.randn(5, 4, 3)), (5, 6), "the products of 4 vectors")
    ctx.shape(answer.log_loss(ctx.randn(6), ctx.randn(6)), (), "the log loss")


def check_worked_example(answer, ctx):
    vectors = ctx.move(torch.tensor([[[1.0, 0.0], [2.0, 3.0], [4.0, -1.0]]]))
    ctx.close(
        answer.pair_products(vectors).cpu(),
        torch.tensor([[2.0, 4.0, 5.0]]),
        "the pair products of the worked example",
    )
    logits, clicks = ctx.move(torch.tensor([0.0, 2.0])), ctx.move(torch.tensor([1.0, 0.0]))
    ctx.close(
        answer.log_loss(logits, clicks).cpu(), torch.tensor(1.41004), "the log loss", rtol=1e-4
    )


def check_loss_reference(answer, ctx):
    for rows in (1, 2, 33):
        logits = ctx.randn(rows) * 4
        clicks = ctx.move(torch.randint(2, (rows,), generator=ctx.generator()).float())
        total = 0.0
        for logit, click in zip(logits.cpu().double().tolist(), clicks.tolist(), strict=True):
            p = 1 / (1 + math.exp(-logit))
            total -= math.log(p if click else 1 - p)
        got = answer.log_loss(logits, clicks).cpu()
        ctx.close(got, torch.tensor(total / rows), f"the log loss of {rows} rows", rtol=1e-4)
    far = answer.log_loss(
        ctx.move(torch.tensor([200.0, -200.0])), ctx.move(torch.tensor([0.0, 1.0]))
    )
    ctx.close(
        far.cpu(),
        torch.tensor(200.0),
        "the log loss of two very sure and wrong logits",
        rtol=1e-4,
        usually="the sigmoid was rounded to 0 or 1 before the logarithm.",
    )


def check_products_reference(answer, ctx):
    for rows, f, d in ((1, 2, 1), (3, 3, 4), (4, 7, 5)):
        vectors = ctx.randn(rows, f, d)
        plain = vectors.cpu().double().tolist()
        wanted = [
            [
                sum(a * b for a, b in zip(row[i], row[j], strict=True))
                for i in range(f)
                for j in range(i + 1, f)
            ]
            for row in plain
        ]
        ctx.close(
            answer.pair_products(vectors).cpu(),
            torch.tensor(wanted),
            f"the products of {f} vectors",
            rtol=1e-4,
        )


def check_linear_is_linear(answer, ctx):
    sizes = [4, 5, 3]
    model = ctx.move(answer.LinearRanker(sizes))
    with torch.no_grad():
        ctx.close(
            model(_features(ctx, sizes, 4)).cpu(),
            torch.zeros(4),
            "the logits before training",
            atol=1e-6,
            usually="the weights do not start at 0.",
        )
        for parameter in model.parameters():
            parameter.copy_(ctx.randn(parameter.numel()).reshape(parameter.shape))
        rows = ctx.move(torch.tensor([[0, 0, 0], [3, 4, 2], [3, 0, 0], [0, 4, 2]]))
        a, b, c, d = model(rows).cpu().tolist()
    ctx.close(
        a + b,
        c + d,
        "the sum of two logits after exchanging a category",
        rtol=1e-4,
        usually="the features are mixed before the sum, so this is not linear.",
    )
    count = sum(p.numel() for p in model.parameters())
    ctx.equal(count, 13, "the number of parameters of LinearRanker([4, 5, 3])")


def check_sparse_interacts(answer, ctx):
    sizes = [4, 5, 3]
    model = ctx.move(answer.SparseRanker(sizes, dim=4, hidden=6))
    wanted = 12 * 4 + (3 * 4 + 3) * 6 + 6 + 6 + 1
    count = sum(p.numel() for p in model.parameters())
    ctx.equal(
        count,
        wanted,
        "the number of parameters of SparseRanker([4, 5, 3], dim=4, hidden=6)",
        usually="the network on top should read all embeddings and all pair products.",
    )
    features = _features(ctx, sizes, 9)
    whole = model(features).detach()
    ctx.close(
        model(features[2:4]).detach(),
        whole[2:4],
        "the logits of two rows without the others",
        atol=1e-5,
    )


def check_train_learns_xor(answer, ctx):
    """Four rows: a click where the two categories are equal."""
    features = ctx.move(torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]]).repeat(30, 1))
    clicks = ctx.move(torch.tensor([1.0, 0.0, 0.0, 1.0]).repeat(30))
    losses = {}
    for name, make in _models(answer).items():
        ctx.seed_all(0)
        model = ctx.move(make([2, 2]))
        answer.train(model, features, clicks, 120, torch.Generator().manual_seed(ctx.seed), 64)
        with torch.no_grad():
            losses[name] = float(answer.log_loss(model(features), clicks))
    ctx.that(
        losses["SparseRanker"] < 0.3,
        "SparseRanker does not learn when two categories are equal",
        expected="a log loss below 0.3",
        got=f"{losses['SparseRanker']:.3f}",
        usually="the weights are not moved, or gradients add up from step to step.",
    )
    ctx.that(
        losses["LinearRanker"] > 0.68,
        "LinearRanker learns what no linear model can",
        expected="about 0.693",
        got=f"{losses['LinearRanker']:.3f}",
    )


def check_figures(answer, ctx):
    features, clicks, entropy = _world(ctx)
    ctx.notes.append(f"knowing the true chances gives a log loss of {entropy:.3f} in this world")
    losses = {}
    for name, make in _models(answer).items():
        ctx.seed_all()
        model = ctx.move(make(_SIZES))
        generator = torch.Generator().manual_seed(ctx.seed)
        answer.train(model, features[_HELD:], clicks[_HELD:], ctx.steps(1000, 250), generator)
        with torch.no_grad():
            losses[name] = float(answer.log_loss(model(features[:_HELD]), clicks[:_HELD]))
    ctx.metric("linear_gap", abs(losses["LinearRanker"] - math.log(2)))
    ctx.metric("interactions", losses["SparseRanker"])
    ctx.metric("over_entropy", losses["SparseRanker"] - entropy)
