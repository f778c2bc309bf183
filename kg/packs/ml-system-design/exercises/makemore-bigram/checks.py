"""Checks of the two bigram models."""

import math
import random

import numpy as np

LETTERS = ".abcdefghijklmnopqrstuvwxyz"


def _words(rng, count, longest=8):
    return [
        "".join(rng.choice(LETTERS[1:]) for _ in range(rng.randint(1, longest)))
        for _ in range(count)
    ]


def _neighbours(words):
    """All pairs of neighbours, one word after the other."""
    codes = [[0, *(LETTERS.index(letter) for letter in word), 0] for word in words]
    return [pair for word in codes for pair in zip(word, word[1:], strict=False)]


def _columns(words):
    found = np.array(_neighbours(words), dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _row_softmax(row):
    grown = [math.exp(v - max(row)) for v in row]
    return [v / sum(grown) for v in grown]


def _loss(weights, found):
    rows = [_row_softmax(row) for row in weights.tolist()]
    return -sum(math.log(rows[a][b]) for a, b in found) / len(found)


def _split(path):
    """Four fifths to train on, a tenth to develop with, a tenth for the end; always the same."""
    words = path.read_text(encoding="utf-8").split()
    random.Random(42).shuffle(words)
    return words[: int(0.8 * len(words))], words[int(0.8 * len(words)) : int(0.9 * len(words))]


def check_shapes(answer, ctx):
    for words, size in ((["abc"], 4), (["a", "zz"], 5), ([], 0)):
        x, y = answer.pairs(words)
        ctx.shape(x, (size,), f"x of pairs({words})")
        ctx.shape(y, (size,), f"y of pairs({words})")
        ctx.that(
            x.dtype.kind == "i" and y.dtype.kind == "i",
            "the codes are no integers",
            expected="an integer dtype",
            got=f"{x.dtype}, {y.dtype}",
        )
    x, y = _columns(["abc"])
    table = answer.count_table(x, y)
    ctx.shape(table, (27, 27), "the table")
    ctx.finite(table, "the table", usually="rows of characters without a successor are 0 / 0.")
    ctx.that(
        isinstance(answer.mean_loss(table, x, y), float),
        "mean_loss is no float",
        expected="a float",
        got=type(answer.mean_loss(table, x, y)).__name__,
    )
    loss, gradient = answer.loss_and_gradient(np.zeros((27, 27)), x, y)
    ctx.close(float(loss), math.log(27), "the loss of equal weights", rtol=1e-9)
    ctx.shape(gradient, (27, 27), "the gradient")


def check_worked_example(answer, ctx):
    x, y = answer.pairs(["ab", "b"])
    ctx.equal(x.tolist(), [0, 1, 2, 0, 2], "x of .ab.b.")
    ctx.equal(y.tolist(), [1, 2, 0, 2, 0], "y of .ab.b.")
    table = answer.count_table(x, y, 1.0)
    got = [float(table[cell]) for cell in ((0, 1), (0, 2), (1, 2), (2, 0), (2, 1))]
    ctx.close(
        got,
        [2 / 29, 2 / 29, 2 / 28, 3 / 29, 1 / 29],
        "P(a|.), P(b|.), P(b|a), P(.|b), P(a|b)",
        rtol=1e-9,
    )
    ctx.close(answer.mean_loss(table, x, y), 2.504944, "the loss of the worked example", rtol=1e-6)


def check_pairs(answer, ctx):
    for count in (1, 2, 40):
        words = _words(ctx.rng, count)
        x, y = answer.pairs(words)
        ctx.equal(
            [list(pair) for pair in zip(x.tolist(), y.tolist(), strict=True)],
            [list(pair) for pair in _neighbours(words)],
            f"the pairs of {count} words",
        )


def check_table(answer, ctx):
    for count, smoothing in ((1, 1.0), (30, 0.5), (200, 3.0)):
        words = _words(ctx.rng, count)
        x, y = _columns(words)
        counts = [[smoothing] * 27 for _ in range(27)]
        for a, b in _neighbours(words):
            counts[a][b] += 1
        wanted = np.array([[c / sum(row) for c in row] for row in counts])
        got = answer.count_table(x, y, smoothing)
        ctx.close(got, wanted, f"the table of {count} words, smoothing {smoothing}", rtol=1e-9)
        loss = -sum(math.log(wanted[a, b]) for a, b in _neighbours(words)) / len(x)
        ctx.close(answer.mean_loss(wanted, x, y), float(loss), "the mean loss", rtol=1e-9)


def check_gradient(answer, ctx):
    for count in (1, 25):
        words = _words(ctx.rng, count)
        found, (x, y) = _neighbours(words), _columns(words)
        weights = ctx.numpy().normal(size=(27, 27))
        loss, gradient = answer.loss_and_gradient(weights.copy(), x, y)
        ctx.close(float(loss), _loss(weights, found), f"the loss of {count} words", rtol=1e-9)
        wanted = np.zeros((27, 27))
        for a, b in found:
            wanted[a] += np.array(_row_softmax(weights[a].tolist())) / len(found)
            wanted[a, b] -= 1 / len(found)
        ctx.close(gradient, wanted, f"the gradient over {count} words", rtol=1e-9, atol=1e-12)
        for a, b in [found[0], (found[0][0], 26)]:
            up, down = weights.copy(), weights.copy()
            up[a, b] += 1e-5
            down[a, b] -= 1e-5
            slope = (_loss(up, found) - _loss(down, found)) / 2e-5
            ctx.close(
                float(gradient[a, b]),
                slope,
                "the gradient beside finite differences",
                rtol=1e-5,
                atol=1e-7,
            )


def check_steps(answer, ctx):
    words = _words(ctx.rng, 20)
    found, (x, y) = _neighbours(words), _columns(words)
    first = ctx.numpy().normal(size=(27, 27))
    given, wanted, losses = first.copy(), first.copy(), []
    after, got = answer.train(given, x, y, 3, 5.0)
    for _ in range(3):
        losses.append(_loss(wanted, found))
        step = np.zeros((27, 27))
        for a, b in found:
            step[a] += np.array(_row_softmax(wanted[a].tolist()))
            step[a, b] -= 1
        wanted = wanted - 5.0 * step / len(found)
    ctx.close(
        [float(v) for v in got],
        losses,
        "the losses of three steps",
        rtol=1e-8,
        usually="a loss was taken after its step, or not all were kept.",
    )
    ctx.close(
        after,
        wanted,
        "the weights after three steps",
        rtol=1e-8,
        atol=1e-10,
        usually="the step goes uphill, or its size is not the rate times the gradient.",
    )
    ctx.equal(
        given, first, "the weights that were handed in", usually="they were changed in place."
    )


def check_large_logits(answer, ctx):
    weights = ctx.numpy().normal(size=(27, 27)) * 3
    shift = ctx.numpy().choice([-900.0, 0.0, 900.0], size=(27, 1))
    got = answer.softmax(weights + shift)
    wanted = np.array([_row_softmax(row) for row in weights.tolist()])
    ctx.close(got, wanted, "softmax of rows moved by 900", rtol=1e-8, atol=1e-10)


def check_samples(answer, ctx):
    table = np.zeros((27, 27))
    table[0, [0, 1, 2]] = 0.1, 0.3, 0.6
    table[1, [0, 3]] = 0.5, 0.5
    table[2, 3] = 1.0
    table[3, 0] = 1.0
    rng = ctx.numpy()
    drawn = [answer.sample(table, rng) for _ in range(2000)]
    for name, chance in (("", 0.1), ("a", 0.15), ("ac", 0.15), ("bc", 0.6)):
        ctx.close(
            drawn.count(name) / 2000,
            chance,
            f"how often '{name}' is drawn",
            rtol=0,
            atol=0.05,
            usually="a draw does not use the row of the character before.",
        )
    ctx.equal(sorted(set(drawn)), ["", "a", "ac", "bc"], "the names that can be drawn")


def check_names(answer, ctx):
    train, dev = _split(ctx.data("names.txt"))
    (x, y), (dev_x, dev_y) = _columns(train), _columns(dev)
    table = answer.count_table(x, y, 1.0)
    counted = float(-np.log(table[dev_x, dev_y]).mean())
    ctx.metric("counts_loss", counted)
    start = ctx.numpy().normal(size=(27, 27))
    weights, _ = answer.train(start, x, y, ctx.steps(200, 20), 50.0)
    rows = np.array([_row_softmax(row) for row in weights.tolist()])
    learnt = float(-np.log(rows[dev_x, dev_y]).mean())
    ctx.metric("neural_loss", learnt)
    ctx.metric("gap", abs(learnt - counted))
