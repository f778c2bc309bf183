"""Checks of perplexity and bits per byte."""

import math

import numpy as np


def _losses(logits, targets):
    """Token by token, in plain Python."""
    found = []
    for row, target in zip(logits.tolist(), targets.tolist(), strict=True):
        if target == -1:
            continue
        top = max(row)
        total = math.fsum(math.exp(value - top) for value in row)
        found.append(math.log(total) - (row[target] - top))
    return np.array(found)


def _sentences(ctx):
    rng = ctx.numpy()
    lengths = [1, 0, ctx.rng.randint(2, 5), ctx.rng.randint(30, 60)]
    ctx.rng.shuffle(lengths)
    return [rng.exponential(1 + ctx.rng.random() * 4, size=n) for n in lengths]


def _text(ctx):
    return "".join(ctx.rng.choice("ab é ß 語 🙂") for _ in range(ctx.rng.randint(5, 40)))


def check_kinds(answer, ctx):
    logits, targets = np.zeros((5, 7)), np.array([0, 6, -1, 3, -1])
    kept = (logits.copy(), targets.copy())
    got = answer.token_losses(logits, targets)
    ctx.shape(
        got,
        (3,),
        "the losses of five places, two of them padding",
        usually="padding is scored: index -1 reads the last token of the vocabulary.",
    )
    nothing = answer.token_losses(np.zeros((2, 3)), np.array([-1, -1]))
    ctx.shape(nothing, (0,), "the losses of two places of padding")
    ctx.equal(
        [logits, targets], list(kept), "the inputs after use", usually="an input was changed."
    )
    for name, value in (
        ("perplexity", answer.perplexity([np.array([1.0])])),
        ("bits_per_byte", answer.bits_per_byte([np.array([1.0])], "a")),
    ):
        ctx.that(
            isinstance(value, float),
            f"{name} gives no float",
            expected="a float",
            got=type(value).__name__,
        )


def check_worked_example(answer, ctx):
    usually = "the sentences are averaged (4.0), or their perplexities are (5.0)."
    losses = [np.log([2.0]), np.log([8.0, 8.0, 8.0])]
    ctx.close(
        answer.perplexity(losses),
        5.656854,
        "the perplexity of the worked example",
        rtol=1e-6,
        usually=usually,
    )
    logits = np.log(np.array([[0.5, 0.25, 0.25], [0.1, 0.8, 0.1]]))
    got = answer.token_losses(logits, np.array([1, 1]))
    ctx.close(got, np.array([1.386294, 0.223144]), "the losses of two tokens", rtol=1e-5)


def check_worked_bits(answer, ctx):
    losses = [np.log([2.0]), np.log([8.0, 8.0, 8.0])]
    ctx.close(
        answer.bits_per_byte(losses, "café"),
        2.0,
        "the bits per byte of the worked example",
        usually="é is one character and two bytes, and a nat is 1.4427 bits.",
    )


def check_losses_reference(answer, ctx):
    rng = ctx.numpy()
    for places, words in ((1, 1), (1, 5), (7, 2), (5, 5), (33, 50)):
        logits = rng.normal(0, 3, size=(places, words))
        targets = rng.integers(-1, words, size=places)
        ctx.close(
            answer.token_losses(logits, targets),
            _losses(logits, targets),
            f"the losses at {places} places over {words} tokens",
            rtol=1e-9,
            atol=1e-12,
        )


def check_perplexity_reference(answer, ctx):
    for _ in range(5):
        losses = _sentences(ctx)
        every = [float(x) for sentence in losses for x in sentence]
        wanted = math.prod(math.exp(x / len(every)) for x in every)
        ctx.close(
            answer.perplexity(losses),
            wanted,
            f"the perplexity of {len(losses)} sentences",
            rtol=1e-9,
        )
    ctx.raises(
        ValueError,
        lambda: answer.perplexity([np.array([]), np.array([])]),
        "the perplexity of no token at all",
    )


def check_bits_reference(answer, ctx):
    for _ in range(5):
        losses, text = _sentences(ctx), _text(ctx)
        wanted = math.fsum(x * math.log2(math.e) for s in losses for x in s) / len(text.encode())
        ctx.close(
            answer.bits_per_byte(losses, text),
            wanted,
            "the bits per byte of a random text",
            rtol=1e-9,
        )
    ctx.raises(
        ValueError, lambda: answer.bits_per_byte([], ""), "the bits per byte of an empty text"
    )


def check_large_logits(answer, ctx):
    logits = np.array([[1000.0, 0.0], [-1000.0, -1001.0], [0.0, 2000.0]])
    got = answer.token_losses(logits, np.array([0, 1, 0]))
    usually = "exp overflows: take the row's largest logit away first, and stay in logarithms."
    ctx.finite(got, "the losses of logits near 1000", usually=usually)
    ctx.close(
        got,
        np.array([0.0, 1.3132617, 2000.0]),
        "the losses of logits near 1000",
        rtol=1e-6,
        usually=usually,
    )
    rng = ctx.numpy()
    logits, targets = rng.normal(size=(9, 6)), rng.integers(0, 6, size=9)
    ctx.close(
        answer.token_losses(logits + 37.5, targets),
        answer.token_losses(logits, targets),
        "the losses after every logit grew by 37.5",
        rtol=1e-9,
        atol=1e-9,
    )


def check_cut_anywhere(answer, ctx):
    stream = ctx.numpy().exponential(2, size=60)
    whole = answer.perplexity([stream])
    cuts = sorted(ctx.rng.sample(range(1, 60), 5))
    ctx.close(
        answer.perplexity(np.split(stream, cuts)),
        whole,
        "the perplexity of one stream cut into six sentences",
        rtol=1e-9,
    )
    for size in (1, 2, 97):
        even = answer.token_losses(np.zeros((11, size)), np.zeros(11, dtype=int))
        ctx.close(
            answer.perplexity([even]),
            float(size),
            f"the perplexity of a uniform guess among {size}",
            rtol=1e-9,
        )


def check_other_tokens(answer, ctx):
    text = "".join(ctx.rng.choice("abcdefgh") for _ in range(2 * ctx.rng.randint(3, 30)))
    single = [np.full(len(text), math.log(256))]
    pairs = [np.full(len(text) // 2, math.log(256**2))]
    what = "the bits per byte of a uniform guess among all"
    ctx.close(answer.bits_per_byte(single, text), 8.0, f"{what} bytes", rtol=1e-9)
    ctx.close(answer.bits_per_byte(pairs, text), 8.0, f"{what} pairs of bytes", rtol=1e-9)
