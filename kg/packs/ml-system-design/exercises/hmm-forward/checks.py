"""Checks of the forward algorithm and of the Viterbi path of a hidden Markov model."""

import itertools
import math

import numpy as np


def _model(rng, states, symbols, sharp=1.0):
    return (
        rng.dirichlet(np.full(states, sharp)),
        rng.dirichlet(np.full(states, sharp), size=states),
        rng.dirichlet(np.full(symbols, sharp), size=states),
    )


def _path_probability(model, path, observed):
    initial, transitions, emissions = model
    p = initial[path[0]] * emissions[path[0], observed[0]]
    for before, now, symbol in zip(path, path[1:], observed[1:], strict=False):
        p *= transitions[before, now] * emissions[now, symbol]
    return float(p)


def _all_paths(model, observed):
    states = range(len(model[0]))
    paths = itertools.product(states, repeat=len(observed))
    return {path: _path_probability(model, path, observed) for path in paths}


def _cases(ctx):
    rng = ctx.numpy()
    for states, symbols, steps in (
        (1, 1, 1),
        (1, 3, 4),
        (2, 2, 1),
        (2, 3, 7),
        (3, 4, 5),
        (4, 2, 4),
    ):
        yield _model(rng, states, symbols), [int(o) for o in rng.integers(0, symbols, steps)]


def check_shapes(answer, ctx):
    for model, observed in _cases(ctx):
        kept = [part.copy() for part in model]
        table = answer.forward(*model, observed)
        size = (len(observed), len(model[0]))
        ctx.shape(table, size, f"the table of {size[0]} observations and {size[1]} states")
        total = answer.log_likelihood(table)
        ctx.that(
            isinstance(total, float),
            "the log-likelihood is no float",
            expected="a float",
            got=type(total).__name__,
        )
        ctx.shape(answer.filtered(table), size, "the filtered probabilities")
        path = answer.viterbi(*model, observed)
        ctx.that(
            isinstance(path, list) and all(type(k) is int for k in path),
            "the path is no list of int",
            expected="a list of int",
            got=path,
        )
        ctx.equal(len(path), len(observed), "the length of the path")
        ctx.equal(list(model), kept, "the model after use")


def _worked():
    return (
        np.array([0.5, 0.5]),
        np.array([[0.8, 0.2], [0.4, 0.6]]),
        np.array([[0.5, 0.5], [0.1, 0.9]]),
    ), [0, 1]


def check_worked_table(answer, ctx):
    model, observed = _worked()
    got = np.exp(answer.forward(*model, observed))
    ctx.close(
        got,
        np.array([[0.25, 0.05], [0.11, 0.072]]),
        "exp of the table of the worked example",
        rtol=1e-9,
    )


def check_worked_totals(answer, ctx):
    table = np.log(np.array([[0.25, 0.05], [0.11, 0.072]]))
    ctx.close(
        answer.log_likelihood(table),
        math.log(0.182),
        "the log-likelihood of the worked example",
        rtol=1e-9,
    )


def check_worked_filter(answer, ctx):
    table = np.log(np.array([[0.25, 0.05], [0.11, 0.072]]))
    ctx.close(
        answer.filtered(table),
        np.array([[0.8333, 0.1667], [0.6044, 0.3956]]),
        "the filtered probabilities of the worked example",
        rtol=0,
        atol=1e-4,
    )


def check_worked_path(answer, ctx):
    model, observed = _worked()
    ctx.equal(answer.viterbi(*model, observed), [0, 0], "the best path of the worked example")


def check_every_path(answer, ctx):
    for model, observed in _cases(ctx):
        table = answer.forward(*model, observed)
        for t in range(len(observed)):
            paths = _all_paths(model, observed[: t + 1])
            for k in range(len(model[0])):
                wanted = math.log(sum(p for path, p in paths.items() if path[-1] == k))
                ctx.close(
                    float(table[t, k]),
                    wanted,
                    f"the table at step {t}, state {k} of {len(model[0])}",
                    rtol=1e-9,
                )
        ctx.close(
            answer.log_likelihood(table),
            math.log(sum(_all_paths(model, observed).values())),
            f"the log-likelihood of {observed}",
            rtol=1e-9,
        )


def check_best_path(answer, ctx):
    for model, observed in _cases(ctx):
        paths = _all_paths(model, observed)
        got = _path_probability(model, answer.viterbi(*model, observed), observed)
        ctx.close(
            got,
            max(paths.values()),
            f"the probability of the path found for {observed}",
            rtol=1e-9,
            atol=0.0,
        )


def check_long_sequence(answer, ctx):
    rng = ctx.numpy()
    model = _model(rng, 3, 5)
    observed = [int(o) for o in rng.integers(0, 5, 3000)]
    usually = "the product of many probabilities is 0 in floating point: stay in logarithms."
    table = answer.forward(*model, observed)
    ctx.finite(table, "the table of 3,000 observations", usually)
    alpha, total = model[0] * model[2][:, observed[0]], 0.0
    for symbol in observed[1:]:
        total += math.log(alpha.sum())
        alpha = (alpha / alpha.sum()) @ model[1] * model[2][:, symbol]
    total += math.log(alpha.sum())
    ctx.close(
        answer.log_likelihood(table),
        total,
        "the log-likelihood of 3,000 observations",
        rtol=1e-9,
        usually=usually,
    )
    ctx.close(
        answer.filtered(table)[-1],
        alpha / alpha.sum(),
        "the filtered state at the end",
        rtol=1e-6,
        usually=usually,
    )


def check_all_sequences_sum_to_one(answer, ctx):
    rng = ctx.numpy()
    for states, symbols, steps in ((2, 3, 4), (3, 2, 6)):
        model = _model(rng, states, symbols)
        total = sum(
            math.exp(answer.log_likelihood(answer.forward(*model, list(observed))))
            for observed in itertools.product(range(symbols), repeat=steps)
        )
        ctx.close(
            total,
            1.0,
            f"the probability of all {symbols**steps} sequences of length {steps}",
            rtol=1e-9,
        )


def check_no_future(answer, ctx):
    rng = ctx.numpy()
    model = _model(rng, 3, 4)
    observed = [int(o) for o in rng.integers(0, 4, 12)]
    other = observed[:7] + [(o + 1) % 4 for o in observed[7:]]
    before, after = (answer.filtered(answer.forward(*model, one)) for one in (observed, other))
    ctx.close(
        after[:7],
        before[:7],
        "the filtered states 0 to 6 after changing observations 7 on",
        rtol=1e-9,
    )


def check_impossible(answer, ctx):
    # The state only moves on, and symbol 1 comes from the last state alone.
    initial = np.array([1.0, 0.0, 0.0])
    transitions = np.array([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5], [0.0, 0.0, 1.0]])
    emissions = np.array([[1.0, 0.0], [1.0, 0.0], [0.5, 0.5]])
    table = answer.forward(initial, transitions, emissions, [0, 1, 0])
    ctx.that(
        not np.isnan(table).any(),
        "the table of an impossible sequence has a nan",
        expected="minus infinity",
        got="nan",
        usually="minus infinity less minus infinity is nan: guard the log-sum-exp.",
    )
    ctx.equal(
        answer.log_likelihood(table), -math.inf, "the log-likelihood of an impossible sequence"
    )
    table = answer.forward(initial, transitions, emissions, [0, 0, 1])
    ctx.close(
        answer.log_likelihood(table), math.log(0.125), "the log-likelihood of 0, 0, 1", rtol=1e-9
    )
    ctx.close(
        answer.filtered(table)[-1], np.array([0.0, 0.0, 1.0]), "the filtered state after 0, 0, 1"
    )
    ctx.equal(
        answer.viterbi(initial, transitions, emissions, [0, 0, 1]),
        [0, 1, 2],
        "the only possible path of 0, 0, 1",
    )
