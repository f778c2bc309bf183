"""Checks of a small network on two moons, trained by a scalar engine."""

import contextlib
import gc
import math
import random

import numpy as np

SIZES = [2, 16, 16, 1]


@contextlib.contextmanager
def _few_collections():
    """A graph of closures is full of cycles: with the default thresholds most time goes to gc."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(500_000, 5, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _moons(rng, count, noise=0.1):
    """Points in even steps on two half circles, with noise; labels -1 and 1 in turn."""
    points, labels = [], []
    for i in range(count):
        angle = math.pi * (i // 2) / max(count // 2 - 1, 1)
        x, y = math.cos(angle), math.sin(angle)
        if i % 2:
            x, y = 1 - x, 0.5 - y
        points.append([x + rng.gauss(0, noise), y + rng.gauss(0, noise)])
        labels.append(1 if i % 2 else -1)
    return points, labels


def _arrays(model, sizes):
    """The parameters as (weights (out, in), bias (out,)) for each layer."""
    numbers, layers, at = [p.data for p in model.parameters()], [], 0
    for inputs, neurons in zip(sizes, sizes[1:], strict=False):
        block = np.array(numbers[at : at + neurons * (inputs + 1)]).reshape(neurons, inputs + 1)
        layers.append([block[:, :-1].copy(), block[:, -1].copy()])
        at += neurons * (inputs + 1)
    return layers


def _forward(layers, x):
    signals = [np.asarray(x, dtype=float)]
    for place, (weights, bias) in enumerate(layers):
        after = signals[-1] @ weights.T + bias
        signals.append(after if place == len(layers) - 1 else np.maximum(after, 0))
    return signals


def _loss_and_slopes(layers, x, labels, alpha):
    """The hinge loss and its gradient, by matrices and by hand."""
    signals, y = _forward(layers, x), np.asarray(labels, dtype=float)[:, None]
    margin = np.maximum(0, 1 - y * signals[-1])
    loss = margin.mean() + alpha * sum((w**2).sum() + (b**2).sum() for w, b in layers)
    flow, slopes = -y * (margin > 0) / len(y), []
    for place in reversed(range(len(layers))):
        weights, bias = layers[place]
        slopes.append(
            [flow.T @ signals[place] + 2 * alpha * weights, flow.sum(0) + 2 * alpha * bias]
        )
        flow = (flow @ weights) * (signals[place] > 0)
    return loss, slopes[::-1]


def _flat(layers):
    return [float(v) for w, b in layers for v in np.hstack([w, b[:, None]]).ravel()]


def _set(model, numbers):
    for p, number in zip(model.parameters(), numbers, strict=True):
        p.data = float(number)


def check_network(answer, ctx):
    model = answer.MLP(SIZES, random.Random(ctx.seed))
    params = model.parameters()
    ctx.equal(
        len(params),
        337,
        "the number of parameters of [2, 16, 16, 1]",
        usually="the biases are missing, or a neuron per input was made instead of per output.",
    )
    ctx.that(
        len({id(p) for p in params}) == 337,
        "parameters() lists a Value twice",
        expected="337 Values",
        got="a Value shared",
    )
    out = model([0.5, -0.5])
    ctx.that(
        isinstance(out, list) and len(out) == 1 and hasattr(out[0], "backward"),
        "the model should return a list with one Value",
        expected="[Value]",
        got=repr(out)[:60],
    )
    ctx.equal(
        len(answer.MLP([3, 4, 2], random.Random(0))([1.0, 2.0, 3.0])), 2, "the outputs of [3, 4, 2]"
    )


def check_start(answer, ctx):
    layers = _arrays(answer.MLP(SIZES, random.Random(ctx.seed)), SIZES)
    weights = np.concatenate([w.ravel() for w, _ in layers])
    ctx.that(
        len(set(weights.tolist())) == weights.size,
        "weights start with the same value",
        expected="304 different weights",
        got=f"{len(set(weights.tolist()))} different weights",
        usually="equal neurons get equal gradients and stay equal: draw every weight.",
    )
    ctx.that(
        bool(
            (np.abs(weights) <= 1).all()
            and abs(weights.mean()) < 0.2
            and np.abs(weights).max() > 0.8
        ),
        "the weights are not uniform from -1 to 1",
        expected="from -1 to 1, mean near 0",
        got=f"from {weights.min():.2f} to {weights.max():.2f}, mean {weights.mean():.2f}",
    )
    ctx.close(
        [float(x) for _, b in layers for x in b],
        [0.0] * 33,
        "the biases at the start",
        usually="parameters() does not list the weights first and then the bias.",
    )


def check_worked_example(answer, ctx):
    model = answer.MLP([1, 1], random.Random(0))
    _set(model, [2.0, -1.0])
    points, labels = [[1.0], [0.25]], [1, -1]
    ctx.close(
        [model(p)[0].data for p in points],
        [1.0, -0.5],
        "the scores of the worked example",
        usually="the last layer has no relu.",
    )
    loss = answer.hinge_loss(model, points, labels, alpha=0.01)
    ctx.close(loss.data, 0.30, "the loss of the worked example")
    loss.backward()
    ctx.close(
        [p.grad for p in model.parameters()], [0.165, 0.48], "the gradient of the worked example"
    )


def check_forward(answer, ctx):
    for sizes in (SIZES, [1, 1], [3, 5, 2], [2, 1, 7, 1]):
        model = answer.MLP(sizes, random.Random(ctx.rng.random()))
        _set(model, [ctx.rng.uniform(-1, 1) for _ in model.parameters()])
        for _ in range(3):
            point = [ctx.rng.uniform(-2, 2) for _ in range(sizes[0])]
            wanted = _forward(_arrays(model, sizes), [point])[-1][0].tolist()
            got = [float(value.data) for value in model(point)]
            ctx.close(got, wanted, f"the output of a model {sizes}", rtol=1e-9)


def check_loss_and_gradient(answer, ctx):
    for count in (1, 7):
        model = answer.MLP([2, 4, 3, 1], random.Random(ctx.rng.random()))
        points, labels = _moons(ctx.rng, count)
        alpha = ctx.rng.uniform(0.01, 0.1)
        _set(model, [ctx.rng.uniform(-1, 1) for _ in model.parameters()])
        wanted, slopes = _loss_and_slopes(_arrays(model, [2, 4, 3, 1]), points, labels, alpha)
        loss = answer.hinge_loss(model, points, labels, alpha)
        ctx.close(loss.data, float(wanted), f"the loss over {count} points", rtol=1e-9)
        loss.backward()
        ctx.close(
            [p.grad for p in model.parameters()],
            _flat(slopes),
            f"the gradient of the loss over {count} points",
            rtol=1e-9,
        )


def check_steps(answer, ctx):
    sizes, steps = [2, 5, 1], 4
    points, labels = _moons(ctx.rng, 9)
    model = answer.MLP(sizes, random.Random(ctx.rng.random()))
    layers, wanted = _arrays(model, sizes), []
    with _few_collections():
        got = answer.train(model, points, labels, steps)
    for step in range(steps):
        loss, slopes = _loss_and_slopes(layers, points, labels, 1e-4)
        wanted.append(float(loss))
        rate = 1.0 - 0.9 * step / steps
        layers = [
            [p - rate * s for p, s in zip(pair, slope, strict=True)]
            for pair, slope in zip(layers, slopes, strict=True)
        ]
    ctx.close(list(got), wanted, "the losses of four steps", rtol=1e-8)
    ctx.close(
        [p.data for p in model.parameters()],
        _flat(layers),
        "the parameters after four steps",
        rtol=1e-8,
    )


def check_moons(answer, ctx):
    rng = random.Random(ctx.seed)
    points, labels = _moons(rng, 50)
    model = answer.MLP(SIZES, rng)
    with _few_collections():
        losses = answer.train(model, points, labels, ctx.steps(60, 8))
    scores = _forward(_arrays(model, SIZES), points)[-1][:, 0]
    ctx.that(
        losses[-1] < losses[0],
        "the loss did not fall",
        expected=f"below {losses[0]:.3f}",
        got=f"{losses[-1]:.3f}",
    )
    ctx.metric("accuracy", float(((scores > 0) == (np.array(labels) > 0)).mean()))
