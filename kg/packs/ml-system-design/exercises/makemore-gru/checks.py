"""Checks of the gated recurrent character model."""

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


def _rows(words):
    """Inputs and targets, letter by letter: a row starts with 0 and is padded at its end."""
    length = max(map(len, words)) + 1
    x, y = [], []
    for word in words:
        codes = [LETTERS.index(letter) for letter in word]
        x.append([0, *codes] + [0] * (length - len(word) - 1))
        y.append([*codes, 0] + [-1] * (length - len(word) - 1))
    return x, y


def _tensors(words):
    x, y = _rows(words)
    return torch.tensor(x), torch.tensor(y)


def _split(path):
    """Four fifths to train on, a tenth to develop with, a tenth for the end; always the same."""
    words = path.read_text(encoding="utf-8").split()
    random.Random(42).shuffle(words)
    return words[: int(0.8 * len(words))], words[int(0.8 * len(words)) : int(0.9 * len(words))]


def _loss(logits, y):
    """The mean cost of the targets that are no padding, one by one."""
    costs = [
        logits[b, t].logsumexp(0) - logits[b, t, code]
        for b, row in enumerate(y.tolist())
        for t, code in enumerate(row)
        if code >= 0
    ]
    return torch.stack(costs).mean()


def _stir(model, ctx):
    """Random numbers in all parameters, so that none is zero by chance; float64, on the CPU."""
    generator = ctx.generator()
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.randn(p.shape, generator=generator) * 0.5)
    return model.double()


def _step(model, x, h):
    """One row at a time, one unit at a time."""
    size, out = h.shape[1], []
    for x_row, h_row in zip(x, h, strict=True):
        gates = [
            1
            / (1 + (-((w[: len(x_row)] * x_row).sum() + (w[len(x_row) :] * h_row).sum() + b)).exp())
            for w, b in zip(model.gates.weight, model.gates.bias, strict=True)
        ]
        shut = torch.stack(gates[:size]) * h_row
        units = []
        for i, (w, b) in enumerate(zip(model.candidate.weight, model.candidate.bias, strict=True)):
            new = ((w[: len(x_row)] * x_row).sum() + (w[len(x_row) :] * shut).sum() + b).tanh()
            units.append(h_row[i] + (1 - gates[size + i]) * (new - h_row[i]))
        out.append(torch.stack(units))
    return torch.stack(out)


def _logits(model, x):
    """The reference run of a whole batch."""
    h = torch.stack([model.start] * len(x))
    rows = []
    for place in range(x.shape[1]):
        h = _step(model, torch.stack([model.embed.weight[code] for code in x[:, place]]), h)
        rows.append(h @ model.out.weight.T + model.out.bias)
    return torch.stack(rows, dim=1)


def check_shapes(answer, ctx):
    for words in (["a"], ["abc", "", "zz"]):
        x, y = answer.encode(words)
        size = (len(words), max(map(len, words)) + 1)
        ctx.shape(
            x, size, f"x of encode({words})", usually="a row has a place for the start or the end."
        )
        ctx.shape(y, size, f"y of encode({words})")
        ctx.that(
            x.dtype == y.dtype == torch.int64,
            "the codes are not int64",
            expected="int64",
            got=f"{x.dtype}, {y.dtype}",
        )
    model = answer.GRU(d=3, hidden=5).to(ctx.device)
    h = model.step(ctx.randn(4, 3), ctx.randn(4, 5))
    ctx.shape(h, (4, 5), "the state of four rows")
    for codes in ([[0]], [[0, 1, 2], [0, 26, 0]]):
        got = model(ctx.move(torch.tensor(codes)))
        ctx.shape(got, (len(codes), len(codes[0]), 27), "the logits")
        ctx.finite(got, "the logits")
    ctx.shape(
        answer.name_loss(torch.zeros(2, 3, 27), torch.zeros(2, 3, dtype=torch.long)), (), "the loss"
    )
    total = sum(p.numel() for p in answer.GRU().parameters())
    ctx.equal(total, 66_299, "the number of parameters", usually="the constructor was changed.")


def check_worked_example(answer, ctx):
    x, y = answer.encode(["ab", "c"])
    ctx.equal(
        x.tolist(),
        [[0, 1, 2], [0, 3, 0]],
        "x of encode(['ab', 'c'])",
        usually="inputs begin with the code 0 of the start and do not hold the end.",
    )
    ctx.equal(
        y.tolist(),
        [[1, 2, 0], [3, 0, -1]],
        "y of encode(['ab', 'c'])",
        usually="the end is a target too, and padding after it is -1.",
    )
    model = answer.GRU(d=1, hidden=1)
    with torch.no_grad():
        model.gates.weight.zero_()
        model.gates.bias.copy_(torch.tensor([1.0, 3.0]).log())
        model.candidate.weight.fill_(1.0)
        model.candidate.bias.zero_()
        got = model.step(torch.tensor([[1.0]]), torch.tensor([[-1.0]]))
    ctx.close(
        got,
        torch.tensor([[-0.634471]]),
        "the step of the worked example",
        rtol=1e-4,
        usually="the gates change places, or keep stands at the proposal.",
    )


def check_encode(answer, ctx):
    for words in (["a"], _words(ctx.rng, 2), _words(ctx.rng, 30)):
        x, y = answer.encode(words)
        wanted_x, wanted_y = _rows(words)
        ctx.equal(x.tolist(), wanted_x, f"x of {len(words)} words")
        ctx.equal(y.tolist(), wanted_y, f"y of {len(words)} words")


def check_loss(answer, ctx):
    for words in (["a"], ["abcdefgh", "b"], _words(ctx.rng, 9)):
        _, y = _tensors(words)
        logits = ctx.randn(*y.shape, 27, dtype=torch.float32).cpu().double() * 3
        got = answer.name_loss(logits, y)
        ctx.close(got.item(), _loss(logits, y).item(), f"the loss of {len(words)} words", rtol=1e-6)


def check_step(answer, ctx):
    for batch, d, hidden in ((1, 1, 1), (5, 3, 7), (2, 8, 4)):
        model = _stir(answer.GRU(d=d, hidden=hidden), ctx)
        x, h = (ctx.randn(batch, n).cpu().double() for n in (d, hidden))
        got = model.step(x, h).detach()
        ctx.close(got, _step(model, x, h).detach(), f"a step of {batch} rows", rtol=1e-9)


def check_forward(answer, ctx):
    for batch, length in ((1, 1), (3, 6)):
        model = _stir(answer.GRU(d=4, hidden=6), ctx)
        x = torch.randint(27, (batch, length), generator=ctx.generator())
        wanted = _logits(model, x).detach()
        ctx.close(model(x).detach(), wanted, f"the logits of {batch} rows of {length}", rtol=1e-9)
        again = copy.deepcopy(model).float().to(ctx.device)(ctx.move(x)).detach().cpu()
        ctx.close(
            again, wanted.float(), f"the logits in float32 on {ctx.device}", rtol=1e-4, atol=1e-4
        )


def check_gradients_through_time(answer, ctx):
    model = _stir(answer.GRU(d=3, hidden=4), ctx)
    x, y = _tensors(_words(ctx.rng, 4, 6))
    named = dict(model.named_parameters())
    wanted = torch.autograd.grad(_loss(_logits(model, x), y), list(named.values()))
    answer.name_loss(model(x), y).backward()
    for (name, p), right in zip(named.items(), wanted, strict=True):
        got = torch.zeros_like(p) if p.grad is None else p.grad
        ctx.close(
            got,
            right,
            f"the gradient of {name}",
            rtol=1e-7,
            atol=1e-10,
            usually="the state is cut off from the step before (detach, data, no_grad).",
        )


def check_reads_left_to_right(answer, ctx):
    model = _stir(answer.GRU(d=4, hidden=8), ctx)
    x = torch.randint(1, 27, (3, 7), generator=ctx.generator())
    before = model(x).detach()
    ctx.equal(
        model(x).detach(),
        before,
        "the logits of a second call",
        usually="the state of the first call is still there.",
    )
    other = x.clone()
    other[:, 4:] = other[:, 4:] % 26 + 1
    ctx.close(
        model(other).detach()[:, :4],
        before[:, :4],
        "logits at places 0 to 3 after changing 4 on",
        rtol=1e-9,
        usually="a place sees the characters after it.",
    )
    other = x.clone()
    other[:, 0] = other[:, 0] % 26 + 1
    moved = (model(other).detach()[:, -1] - before[:, -1]).abs().amax(-1)
    ctx.that(
        bool((moved > 1e-9).all()),
        "the last logits do not depend on the first character",
        expected="another result",
        got="the same logits",
        usually="every step begins with the start state.",
    )


def check_names(answer, ctx):
    words, dev = _split(ctx.data("names.txt"))
    x, y = (ctx.move(t) for t in _tensors(words))
    dev_x, dev_y = (ctx.move(t) for t in _tensors(dev))
    steps, generator = ctx.steps(1000, 120), torch.Generator().manual_seed(ctx.seed)
    ctx.seed_all()
    model = answer.GRU().to(ctx.device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.003, weight_decay=0.1)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        rows = torch.randint(len(x), (64,), generator=generator).to(ctx.device)
        loss = answer.name_loss(model(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    with torch.no_grad():
        logits = model(dev_x)
        dev_loss = F.cross_entropy(logits.flatten(0, 1), dev_y.flatten(), ignore_index=-1)
    ctx.metric("dev_loss", dev_loss.item())
