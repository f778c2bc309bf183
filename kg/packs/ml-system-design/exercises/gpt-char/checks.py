"""Checks of a character-level GPT."""

import math

import torch

_WINDOWS = 500


def _reference(q, k, v):
    """Causal attention in float64 on the CPU, one query at a time."""
    q, k, v = (one.detach().cpu().double() for one in (q, k, v))
    out = torch.zeros(*q.shape[:-1], v.shape[-1], dtype=torch.float64)
    for i in range(q.shape[-2]):
        scores = (k[..., : i + 1, :] * q[..., i : i + 1, :]).sum(-1) / math.sqrt(k.shape[-1])
        out[..., i, :] = (scores.softmax(-1).unsqueeze(-1) * v[..., : i + 1, :]).sum(-2)
    return out


def _ids(ctx, *shape, vocab):
    return ctx.move(torch.randint(vocab, shape, generator=ctx.generator()))


def _model(answer, ctx, **sizes):
    """A small model whose every parameter is random, so that no part of it is silent."""
    config = answer.Config(**{"vocab": 13, "block": 12, "width": 16, "heads": 2, **sizes})
    model = answer.GPT(config).to(ctx.device).eval()
    generator = ctx.generator()
    with torch.no_grad():
        for one in model.parameters():
            one.copy_(torch.randn(one.shape, generator=generator) * 0.3)
    return model


def _plays(ctx):
    """The plays as numbers, cut 9 to 1, and how many characters there are."""
    text = ctx.data("plays.txt").read_text(encoding="ascii")
    numbers = {one: number for number, one in enumerate(sorted(set(text)))}
    ids = torch.tensor([numbers[one] for one in text])
    cut = len(ids) * 9 // 10
    return ids[:cut], ids[cut:], len(numbers)


@torch.no_grad()
def _loss(model, ids, block, ctx):
    """Mean cross-entropy in nats a character, over windows spread evenly over ids."""
    model.eval()
    starts = torch.linspace(0, len(ids) - block - 1, _WINDOWS).long().unsqueeze(1)
    windows, total = ids[starts + torch.arange(block + 1)], 0.0
    for part in windows.split(50):
        part = ctx.move(part)
        logits = model(part[:, :-1]).flatten(0, 1).float()
        total += torch.nn.functional.cross_entropy(
            logits, part[:, 1:].flatten(), reduction="sum"
        ).item()
    return total / (_WINDOWS * block)


def check_shapes(answer, ctx):
    got = answer.attention(ctx.randn(2, 3, 5, 4), ctx.randn(2, 3, 5, 4), ctx.randn(2, 3, 5, 6))
    ctx.shape(got, (2, 3, 5, 6), "attention over 5 positions")
    model = _model(answer, ctx)
    for batch, length in ((3, 12), (1, 1), (2, 7)):
        got = model(_ids(ctx, batch, length, vocab=13))
        ctx.shape(got, (batch, length, 13), f"the logits of {length} characters")
        ctx.finite(got, f"the logits of {length} characters")
    config = answer.Config(vocab=13, block=12, batch=5)
    x, y = answer.draw(_ids(ctx, 100, vocab=13), config, ctx.generator())
    for one, what in ((x, "inputs"), (y, "targets")):
        ctx.shape(one, (5, 12), f"the {what} of a batch")
        ctx.that(one.dtype == torch.int64, f"the {what} are not int64", got=str(one.dtype))


def check_worked_example(answer, ctx):
    q = ctx.move(torch.tensor([[2.0, 0, 0, 0], [2.0, 0, 0, 0]]))
    k = ctx.move(torch.tensor([[2.0, 0, 0, 0], [0.0, 0, 0, 0]]))
    got = answer.attention(q, k, ctx.move(torch.tensor([[10.0], [20.0]]))).cpu()
    wanted = torch.tensor([[10.0], [11.192029]])
    usually = "the mask is missing or off by one, or the scores are not divided by the root of d."
    ctx.close(got, wanted, "the worked example", rtol=1e-4, usually=usually)


def check_attention(answer, ctx):
    for shape in ((1, 1), (4, 16), (2, 2, 33, 16), (3, 1, 9, 5)):
        q, k, v = (ctx.randn(*shape) * 2 for _ in range(3))
        got = answer.attention(q, k, v).cpu()
        ctx.close(got, _reference(q, k, v), f"attention on {shape}", rtol=1e-4, atol=1e-5)


def check_batches(answer, ctx):
    config = answer.Config(vocab=50, block=9, batch=200)
    ids = ctx.move(torch.arange(40))
    x, y = answer.draw(ids, config, ctx.generator())
    first = x[:, :1]
    ctx.equal(
        x,
        first + torch.arange(9, device=x.device),
        "the inputs drawn from 0, 1, 2, ...",
        usually="a window must be characters that stand side by side.",
    )
    ctx.equal(
        y,
        x + 1,
        "the targets drawn from 0, 1, 2, ...",
        usually="the target of a position is the character after it.",
    )
    seen = sorted(set(first.flatten().tolist()))
    ctx.that(
        len(seen) > 20 and seen[0] < 3 and seen[-1] > 27,
        "the windows do not begin all over the text",
        expected="200 windows that begin at 0 to 30",
        got=f"{len(seen)} places, {seen[0]} to {seen[-1]}",
    )


def check_parts(answer, ctx):
    seen, real = [], answer.attention

    def watched(q, k, v):
        seen.append(tuple(q.shape))
        return real(q, k, v)

    answer.attention = watched
    try:
        model = _model(answer, ctx, layers=3)
        model(_ids(ctx, 2, 7, vocab=13))
    finally:
        answer.attention = real
    ctx.equal(
        seen,
        [(2, 2, 7, 8)] * 3,
        "the shapes of the queries that reach attention in 3 layers",
        usually="each layer calls attention once, on (batch, heads, positions, width / heads).",
    )
    loss = model(_ids(ctx, 4, 12, vocab=13)).logsumexp(-1).sum()
    loss.backward()
    names = [name for name, one in model.named_parameters() if one.grad is None]
    ctx.that(not names, "a parameter has no part in the output", got=", ".join(names[:5]))
    count = sum(one.numel() for one in model.parameters())
    ctx.that(
        count > 3 * 10 * 16**2,
        "the model has too few parameters for 3 layers of width 16",
        expected=f"about {3 * 12 * 16**2 + 3 * 13 * 16 + 700:,}",
        got=f"{count:,}",
        usually="layers in a plain list are not registered; use nn.ModuleList.",
    )


def check_causal(answer, ctx):
    model = _model(answer, ctx, layers=2)
    ids = _ids(ctx, 3, 12, vocab=13)
    before = model(ids).detach()
    for t in (0, 1, ctx.rng.randrange(2, 10), 10):
        changed = ids.clone()
        changed[:, t + 1 :] = (changed[:, t + 1 :] + 1 + ctx.rng.randrange(11)) % 13
        ctx.close(
            model(changed)[:, : t + 1],
            before[:, : t + 1],
            f"the logits at positions 0 to {t} after changing the characters from {t + 1} on",
            rtol=1e-4,
            atol=1e-4,
            usually="a position sees the future; the loss then falls for the wrong reason.",
        )
        early = ids.clone()
        early[:, 0] = (early[:, 0] + 1) % 13
        moved = (model(early)[:, t] - before[:, t]).abs().max().item()
        ctx.that(
            moved > 1e-4,
            f"position {t} does not see the first character",
            expected="other logits",
            got=moved,
            usually="the mask hides the past, or attention is not used.",
        )


def check_sees_order(answer, ctx):
    model = _model(answer, ctx, layers=1)
    ids = ctx.move(torch.tensor([[1, 2, 3, 4, 5], [2, 1, 3, 4, 5]]))
    logits = model(ids)[:, -1]
    moved = (logits[0] - logits[1]).abs().max().item()
    ctx.that(
        moved > 1e-4,
        "swapping the first two characters changes nothing",
        expected="other logits at the last position",
        got=moved,
        usually="the embeddings of the positions are missing.",
    )


def check_start(answer, ctx):
    config = answer.Config(vocab=70)
    model = answer.GPT(config).to(ctx.device).eval()
    ids = _ids(ctx, 8, 65, vocab=70)
    with torch.no_grad():
        logits = model(ids[:, :-1]).flatten(0, 1)
    loss = torch.nn.functional.cross_entropy(logits, ids[:, 1:].flatten()).item()
    ctx.that(
        abs(loss - math.log(70)) < 0.5,
        f"an untrained model starts at a loss of {loss:.2f}",
        expected=f"near ln 70 = {math.log(70):.2f}",
        got=loss,
        usually="the logits are too large at the start; make the initial weights smaller.",
    )


def check_trained(answer, ctx):
    ids, held_out, vocab = _plays(ctx)
    config = answer.Config(vocab=vocab, steps=ctx.steps(1000, 200))
    model = answer.train(ctx.move(ids), config, ctx.seed)
    ctx.metric("val_loss", _loss(model, held_out, config.block, ctx))


def check_trained_large(answer, ctx):
    ids, held_out, vocab = _plays(ctx)
    sizes = {"block": 256, "width": 384, "heads": 6, "layers": 6, "batch": 64}
    config = answer.Config(vocab=vocab, steps=ctx.steps(1500, 100), rate=1e-3, **sizes)
    model = answer.train(ctx.move(ids), config, ctx.seed)
    ctx.metric("val_loss_large", _loss(model, held_out, config.block, ctx))
