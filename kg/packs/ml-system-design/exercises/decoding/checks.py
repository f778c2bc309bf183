"""Checks of greedy decoding and beam search."""

import itertools
import math

import numpy as np

_END = 0


def _toy(prefix):
    """The model of the worked example."""
    tables = {(): (0.25, 0.4, 0.35), (1,): (0.5, 0.3, 0.2), (2,): (0.6, 0.3, 0.1)}
    return np.log(np.array(tables.get(prefix, (0.8, 0.1, 0.1))))


def _random_model(ctx, symbols, sharp=1.0):
    """A model with another distribution after each prefix, and the list of what it was asked."""
    rng, seen, asked = ctx.numpy(), {}, []

    def model(prefix):
        asked.append(tuple(prefix))
        if asked[-1] not in seen:
            logits = rng.normal(size=symbols) * sharp
            seen[asked[-1]] = logits - math.log(np.exp(logits).sum())
        return seen[asked[-1]].copy()

    return model, asked


def _beam(model, end, width, max_length, alpha):
    """The same search over a dict of prefixes, with the best picked one at a time."""
    live, done = {(): 0.0}, {}
    for _ in range(max_length):
        grown = {}
        for prefix, total in live.items():
            for token, log_prob in enumerate(model(prefix).tolist()):
                grown[(*prefix, token)] = total + log_prob
        live = {}
        for _ in range(min(width, len(grown))):
            best = max(grown, key=grown.__getitem__)
            (done if best[-1] == end else live)[best] = grown.pop(best)
    done.update(live)
    return sorted(((t, x / len(t) ** alpha) for t, x in done.items()), key=lambda one: -one[1])


def _all_sequences(model, end, symbols, max_length, alpha):
    found = []
    for length in range(1, max_length + 1):
        for tokens in itertools.product(range(symbols), repeat=length):
            whole = tokens[-1] == end or length == max_length
            if end in tokens[:-1] or not whole:
                continue
            total = math.fsum(float(model(tokens[:i])[tokens[i]]) for i in range(length))
            found.append((tokens, total / length**alpha))
    return sorted(found, key=lambda one: -one[1])


def _same(ctx, got, wanted, what, usually=""):
    ctx.equal(
        [list(tokens) for tokens, _ in got],
        [list(tokens) for tokens, _ in wanted],
        f"the tokens of {what}",
        usually=usually,
    )
    ctx.close(
        [float(x) for _, x in got],
        [x for _, x in wanted],
        f"the scores of {what}",
        rtol=1e-9,
        atol=1e-12,
    )


def check_kinds(answer, ctx):
    tokens, total = answer.greedy(_toy, _END, 3)
    ctx.that(
        isinstance(tokens, tuple),
        "greedy gives no tuple of tokens",
        expected="a tuple",
        got=type(tokens).__name__,
    )
    ctx.that(
        isinstance(total, float),
        "greedy gives no float",
        expected="a float",
        got=type(total).__name__,
    )
    found = answer.beam_search(_toy, _END, 2, 2)
    ctx.that(
        isinstance(found, list) and all(len(one) == 2 for one in found),
        "beam_search gives no list of (tokens, score)",
        expected="a list of pairs",
    )
    ctx.that(
        all(isinstance(one[0], tuple) for one in found),
        "the tokens are no tuples",
        expected="tuples",
        got=type(found[0][0]).__name__,
    )


def check_worked_greedy(answer, ctx):
    tokens, total = answer.greedy(_toy, _END, 2)
    ctx.equal(list(tokens), [1, 0], "the greedy tokens of the worked example")
    ctx.close(math.exp(total), 0.2, "their probability", rtol=1e-9)
    tokens, total = answer.greedy(_toy, _END, 1)
    ctx.equal(list(tokens), [1], "the greedy tokens with max_length 1")


def check_worked_score(answer, ctx):
    ctx.close(answer.score(-3.0, 4, 0.0), -3.0, "the score for alpha = 0")
    ctx.close(answer.score(-3.0, 4, 1.0), -0.75, "the score for alpha = 1")
    ctx.close(answer.score(-3.0, 4, 0.5), -1.5, "the score for alpha = 0.5")


def check_worked_beam(answer, ctx):
    log = math.log
    two = [((2, 0), log(0.21)), ((1, 0), log(0.2))]
    three = [((0,), log(0.25)), ((2, 0), log(0.21)), ((1, 0), log(0.2)), ((1, 1), log(0.12))]
    usually = (
        "the best of each hypothesis are kept instead of the best of all, or the end is not kept."
    )
    _same(ctx, answer.beam_search(_toy, _END, 2, 2), two, "the beam of width 2", usually)
    _same(ctx, answer.beam_search(_toy, _END, 3, 2), three, "the beam of width 3", usually)
    long = sorted(((t, x / len(t)) for t, x in three), key=lambda one: -one[1])
    _same(
        ctx,
        answer.beam_search(_toy, _END, 3, 2, alpha=1.0),
        long,
        "the beam with alpha = 1",
        "the length penalty is missing, or the list is not sorted by the score.",
    )


def check_beam_reference(answer, ctx):
    for symbols, width, length in ((2, 1, 1), (3, 2, 4), (5, 3, 6), (9, 4, 5), (4, 7, 1)):
        for alpha in (0.0, 0.7):
            model, _ = _random_model(ctx, symbols, sharp=1.5)
            end = ctx.rng.randrange(symbols)
            wanted = _beam(model, end, width, length, alpha)
            got = answer.beam_search(model, end, width, length, alpha)
            _same(ctx, got, wanted, f"width {width} over {symbols} symbols, up to {length}")


def check_exhaustive(answer, ctx):
    for alpha in (0.0, 1.0):
        model, _ = _random_model(ctx, 4)
        wanted = _all_sequences(model, _END, 4, 4, alpha)
        got = answer.beam_search(model, _END, 4**4, 4, alpha)
        _same(ctx, got, wanted, "the beam that is wide enough for all sequences of 4 symbols")


def check_width_one_is_greedy(answer, ctx):
    for length in (1, 3) + (8,) * 12:
        model, _ = _random_model(ctx, 6)
        tokens, total = answer.greedy(model, _END, length)
        _same(
            ctx,
            answer.beam_search(model, _END, 1, length),
            [(tokens, total)],
            "the beam of width 1 beside greedy decoding",
        )
        ctx.that(
            _END not in tokens[:-1],
            "greedy decoding goes on after the end",
            expected="nothing after the end",
            got=tokens,
        )


def check_work(answer, ctx):
    width, length = 3, 6
    model, asked = _random_model(ctx, 12)
    answer.beam_search(model, _END, width, length)
    most = 1 + width * (length - 1)
    ctx.that(
        len(asked) <= most,
        f"the model was asked {len(asked)} times",
        expected=f"<= {most}",
        got=len(asked),
    )
    ctx.that(
        all(_END not in prefix for prefix in asked),
        "a finished hypothesis was asked about",
        expected="no prefix with the end in it",
    )


def check_impossible_tokens(answer, ctx):
    with np.errstate(divide="ignore"):
        tables = {(): np.log([0.0, 1.0, 0.0]), (1,): np.log([0.5, 0.0, 0.5])}
    later = np.log([0.5, 0.25, 0.25])
    found = answer.beam_search(lambda prefix: tables.get(prefix, later), _END, 5, 2)
    got = sorted(tuple(tokens) for tokens, _ in found)
    ctx.equal(
        [list(one) for one in got],
        [[1, 0], [1, 2]],
        "the hypotheses that can occur",
        usually="a token with probability 0 is no hypothesis, however much room there is.",
    )
