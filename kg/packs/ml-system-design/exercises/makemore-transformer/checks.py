"""Checks of the character transformer."""

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


def _norm(layer, row):
    middle = row - row.mean()
    return middle / (middle.square().mean() + layer.eps).sqrt() * layer.weight + layer.bias


def _apply(layer, row):
    return layer.weight @ row + layer.bias


def _attend(block, x):
    """Attention of one row (T, dim): place by place, head by head."""
    dim = x.shape[-1]
    size = dim // block.heads
    made = [_apply(block.qkv, one) for one in x]
    out = []
    for place in range(len(x)):
        heads = []
        for start in range(0, dim, size):
            q = made[place][start : start + size]
            keys = [made[i][dim + start : dim + start + size] for i in range(place + 1)]
            values = [made[i][2 * dim + start : 2 * dim + start + size] for i in range(place + 1)]
            weights = torch.stack([(q * k).sum() / size**0.5 for k in keys]).exp()
            shares = weights / weights.sum()
            heads.append(sum(w * v for w, v in zip(shares, values, strict=True)))
        out.append(_apply(block.project, torch.cat(heads)))
    return torch.stack(out)


def _block(block, x):
    x = x + _attend(block, torch.stack([_norm(block.norm_attend, one) for one in x]))
    rows = []
    for one in x:
        up = _apply(block.up, _norm(block.norm_feed, one))
        rows.append(one + _apply(block.down, up * (1 + (up / 2**0.5).erf()) / 2))
    return torch.stack(rows)


def _logits(model, codes):
    """The reference run, one row of codes at a time."""
    out = []
    for row in codes.tolist():
        x = torch.stack(
            [model.letters.weight[code] + model.places.weight[i] for i, code in enumerate(row)]
        )
        for block in model.blocks:
            x = _block(block, x)
        out.append(torch.stack([_apply(model.out, _norm(model.norm, one)) for one in x]))
    return torch.stack(out)


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
    block = answer.Block(6, 2).to(ctx.device)
    ctx.shape(block.attend(ctx.randn(2, 5, 6)), (2, 5, 6), "the output of attend")
    ctx.shape(block(ctx.randn(2, 5, 6)), (2, 5, 6), "the output of a block")
    model = answer.Transformer(4, dim=8).to(ctx.device)
    for codes in ([[0]], [[0, 1, 2, 9], [0, 26, 0, 0]]):
        got = model(ctx.move(torch.tensor(codes)))
        ctx.shape(got, (len(codes), len(codes[0]), 27), "the logits")
        ctx.finite(got, "the logits")
    ctx.shape(
        answer.name_loss(torch.zeros(2, 3, 27), torch.zeros(2, 3, dtype=torch.long)), (), "the loss"
    )
    total = sum(p.numel() for p in answer.Transformer(16).parameters())
    ctx.equal(total, 27_739, "the number of parameters", usually="the constructor was changed.")


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
    block = answer.Block(4, 1)
    with torch.no_grad():
        block.qkv.weight.copy_(torch.eye(4).repeat(3, 1))
        block.project.weight.copy_(torch.eye(4))
        block.qkv.bias.zero_()
        block.project.bias.zero_()
        got = block.attend(torch.tensor([[[0.0] * 4, [1.0] * 4]]))
    ctx.close(
        got,
        torch.tensor([[[0.0] * 4, [0.880797] * 4]]),
        "attend of the worked example",
        rtol=1e-4,
        usually="the mask or the division by the square root is missing.",
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


def check_attend(answer, ctx):
    for batch, length, dim, heads in ((1, 1, 1, 1), (2, 5, 6, 2), (1, 7, 8, 4)):
        block = _stir(answer.Block(dim, heads), ctx)
        x = ctx.randn(batch, length, dim).cpu().double()
        wanted = torch.stack([_attend(block, row) for row in x]).detach()
        ctx.close(
            block.attend(x).detach(),
            wanted,
            f"attend of {batch} rows of {length} with {heads} heads",
            rtol=1e-8,
            atol=1e-10,
        )


def check_block(answer, ctx):
    for length, dim, heads in ((1, 4, 1), (6, 8, 2)):
        block = _stir(answer.Block(dim, heads), ctx)
        x = ctx.randn(2, length, dim).cpu().double()
        wanted = torch.stack([_block(block, row) for row in x]).detach()
        ctx.close(block(x).detach(), wanted, f"a block over {length} places", rtol=1e-8, atol=1e-10)


def check_forward(answer, ctx):
    for batch, length, layers in ((1, 1, 1), (3, 6, 2)):
        model = _stir(answer.Transformer(8, layers=layers, dim=8, heads=2), ctx)
        codes = torch.randint(27, (batch, length), generator=ctx.generator())
        wanted = _logits(model, codes).detach()
        ctx.close(
            model(codes).detach(),
            wanted,
            f"the logits of {batch} rows of {length}",
            rtol=1e-8,
            atol=1e-10,
        )
        again = copy.deepcopy(model).float().to(ctx.device)(ctx.move(codes)).detach().cpu()
        ctx.close(
            again, wanted.float(), f"the logits in float32 on {ctx.device}", rtol=1e-3, atol=1e-3
        )


def check_sees_no_future(answer, ctx):
    model = _stir(answer.Transformer(8, layers=3, dim=8, heads=2), ctx)
    codes = torch.randint(1, 27, (3, 7), generator=ctx.generator())
    before = model(codes).detach()
    for place in range(1, 7):
        other = codes.clone()
        other[:, place:] = other[:, place:] % 26 + 1
        ctx.close(
            model(other).detach()[:, :place],
            before[:, :place],
            f"the logits before place {place} after changing the rest",
            rtol=1e-9,
            atol=1e-11,
            usually="a place sees characters after it.",
        )


def check_knows_places(answer, ctx):
    model = _stir(answer.Transformer(8, layers=1, dim=8, heads=2), ctx)
    codes = torch.tensor([[0, 5, 9, 13], [0, 9, 5, 13]])
    first, second = model(codes).detach()[:, -1]
    ctx.that(
        bool((first - second).abs().max() > 1e-9),
        "two letters can change places unnoticed",
        expected="other logits",
        got="the same logits",
        usually="the vectors of the places are not added.",
    )


def check_names(answer, ctx):
    words, dev = _split(ctx.data("names.txt"))
    x, y = (ctx.move(t) for t in _tensors(words))
    dev_x, dev_y = (ctx.move(t) for t in _tensors(dev))
    steps, generator = ctx.steps(1000, 100), torch.Generator().manual_seed(ctx.seed)
    ctx.seed_all()
    model = answer.Transformer(16).to(ctx.device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.006, weight_decay=0.01)
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
