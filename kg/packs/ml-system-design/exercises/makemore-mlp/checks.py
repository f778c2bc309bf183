"""Checks of the character MLP."""

import copy
import random

import torch
from torch.nn import functional as F

LETTERS = ".abcdefghijklmnopqrstuvwxyz"


def _words(rng, count, longest=9):
    return [
        "".join(rng.choice(LETTERS[1:]) for _ in range(rng.randint(1, longest)))
        for _ in range(count)
    ]


def _rows(words, k):
    """Every (window, target), read letter by letter."""
    rows = []
    for word in words:
        window = [0] * k
        for letter in word + ".":
            rows.append((list(window), LETTERS.index(letter)))
            window = [*window[1:], LETTERS.index(letter)]
    return rows


def _tensors(words, k):
    rows = _rows(words, k)
    return torch.tensor([x for x, _ in rows]), torch.tensor([y for _, y in rows])


def _split(path):
    """Four fifths to train on, a tenth to develop with, a tenth for the end; always the same."""
    words = path.read_text(encoding="utf-8").split()
    random.Random(42).shuffle(words)
    return words[: int(0.8 * len(words))], words[int(0.8 * len(words)) : int(0.9 * len(words))]


def _reference(model, x):
    """The logits window by window, in float64."""
    table, first, last = (
        {name: p.detach().cpu().double() for name, p in layer.named_parameters()}
        for layer in (model.embed, model.hidden, model.out)
    )
    rows = []
    for window in x.tolist():
        joined = torch.cat([table["weight"][code] for code in window])
        rows.append(
            last["weight"] @ torch.tanh(first["weight"] @ joined + first["bias"]) + last["bias"]
        )
    return torch.stack(rows)


def check_shapes(answer, ctx):
    for words, k in ((["abc"], 3), (["a", "zz"], 1), (["ab"], 5)):
        x, y = answer.windows(words, k)
        count = sum(map(len, words)) + len(words)
        ctx.shape(
            x,
            (count, k),
            f"x of windows({words}, {k})",
            usually="every word has one row for each letter and one for its end.",
        )
        ctx.shape(y, (count,), f"y of windows({words}, {k})")
        ctx.that(
            x.dtype == y.dtype == torch.int64,
            "the codes are not int64",
            expected="int64",
            got=f"{x.dtype}, {y.dtype}",
        )
    model = answer.MLP(k=4, d=6, hidden=8).to(ctx.device)
    got = model(ctx.move(torch.tensor([[0, 1, 2, 3], [0, 0, 0, 26]])))
    ctx.shape(got, (2, 27), "the logits of two windows")
    ctx.finite(got, "the logits")
    total = sum(p.numel() for p in answer.MLP().parameters())
    ctx.equal(total, 11_897, "the number of parameters", usually="the constructor was changed.")


def check_worked_example(answer, ctx):
    x, y = answer.windows(["ab"], 3)
    ctx.equal(
        x.tolist(),
        [[0, 0, 0], [0, 0, 1], [0, 1, 2]],
        "x of windows(['ab'], 3)",
        usually="the window holds the character that is to be guessed, or comes one too early.",
    )
    ctx.equal(y.tolist(), [1, 2, 0], "y of windows(['ab'], 3)")


def check_windows(answer, ctx):
    for count, k in ((1, 1), (2, 3), (25, 4)):
        words = _words(ctx.rng, count)
        x, y = answer.windows(words, k)
        ctx.equal(
            list(zip(x.tolist(), y.tolist(), strict=True)),
            _rows(words, k),
            f"the windows of {k} of {count} words",
        )


def check_forward(answer, ctx):
    for k, d, hidden, count in ((1, 1, 1, 1), (3, 10, 200, 33), (5, 4, 7, 8)):
        model = answer.MLP(k=k, d=d, hidden=hidden)
        x = torch.randint(27, (count, k), generator=ctx.generator())
        wanted = _reference(model, x)
        got = copy.deepcopy(model).double()(x).detach()
        ctx.close(got, wanted, f"the logits of {count} windows of {k}", rtol=1e-9)
        got = model.to(ctx.device)(ctx.move(x)).detach().cpu()
        ctx.close(
            got, wanted.float(), f"the logits in float32 on {ctx.device}", rtol=1e-4, atol=1e-4
        )


def check_steps(answer, ctx):
    x, y = _tensors(_words(ctx.rng, 12), 2)
    model = answer.MLP(k=2, d=3, hidden=5).double()
    twin, seed = copy.deepcopy(model), ctx.rng.randrange(10**6)
    got = answer.train(model, x, y, 6, 7, torch.Generator().manual_seed(seed))
    generator, wanted = torch.Generator().manual_seed(seed), []
    optimizer = torch.optim.AdamW(twin.parameters(), lr=0.003, weight_decay=0.01)
    for step in range(6):
        optimizer.param_groups[0]["lr"] = 0.0015 * (
            1 + float(torch.tensor(torch.pi * step / 6).cos())
        )
        rows = torch.randint(len(x), (7,), generator=generator)
        loss = F.cross_entropy(twin(x[rows]), y[rows])
        wanted.append(loss.item())
        grads = torch.autograd.grad(loss, list(twin.parameters()))
        for p, grad in zip(twin.parameters(), grads, strict=True):
            p.grad = grad
        optimizer.step()
    ctx.equal(len(got), 6, "the number of losses of six steps")
    ctx.close([float(one) for one in got], wanted, "the losses of six steps", rtol=1e-5)
    ctx.close(
        [p.detach() for p in model.parameters()],
        [p.detach() for p in twin.parameters()],
        "the parameters after six steps",
        rtol=1e-5,
        atol=1e-7,
    )


def check_names(answer, ctx):
    words, dev = _split(ctx.data("names.txt"))
    x, y = (ctx.move(t) for t in _tensors(words, 3))
    dev_x, dev_y = (ctx.move(t) for t in _tensors(dev, 3))
    ctx.seed_all()
    model = answer.MLP().to(ctx.device)
    answer.train(model, x, y, ctx.steps(4000, 400), 256, torch.Generator().manual_seed(ctx.seed))
    with torch.no_grad():
        loss = F.cross_entropy(model(dev_x), dev_y).item()
    ctx.metric("dev_loss", loss)
