"""Checks of a naive Bayes classifier of documents."""

import bisect
import itertools
import math
from fractions import Fraction


def _reference(documents, labels, smoothing, document):
    """P(class | document) in exact fractions, straight from Bayes' theorem."""
    smoothing = Fraction(smoothing)
    vocabulary = sorted({word for one in documents for word in one})
    joint = {}
    for label in dict.fromkeys(labels):
        mine = [one for one, its in zip(documents, labels, strict=True) if its == label]
        words = [word for one in mine for word in one]
        p = Fraction(len(mine), len(documents))
        for word in document:
            if word in vocabulary:
                p *= Fraction(words.count(word) + smoothing) / (
                    len(words) + smoothing * len(vocabulary)
                )
        joint[label] = p
    return {label: float(p / sum(joint.values())) for label, p in joint.items()}


def _world(ctx, documents, classes, words):
    """Documents with words of a common and of an own part; every class occurs."""
    labels = [f"class{n % classes}" for n in range(documents)]
    ctx.rng.shuffle(labels)
    made = []
    for label in labels:
        shift = int(label[5:]) * 2
        size = ctx.rng.randrange(0, 9)
        made.append([f"w{(ctx.rng.randrange(words) + shift) % (words + 2)}" for _ in range(size)])
    made[0] = made[0] or ["w0"]
    return made, labels


def _fitted(answer, documents, labels, smoothing=1.0):
    model = answer.NaiveBayes(smoothing)
    model.fit(documents, labels)
    return model


def _ps(model, document):
    return {label: math.exp(value) for label, value in model.log_posteriors(document).items()}


def check_types(answer, ctx):
    documents, labels = _world(ctx, 12, 3, 6)
    kept = [list(one) for one in documents], list(labels)
    model = _fitted(answer, documents, labels)
    got = model.log_posteriors(documents[0])
    ctx.that(
        isinstance(got, dict) and all(type(value) is float for value in got.values()),
        "the posteriors are no dict of floats",
        expected="a dict of floats",
        got=got,
    )
    ctx.equal(sorted(got), sorted(set(labels)), "the classes that have a posterior")
    ctx.that(model.predict(documents[0]) in labels, "the prediction is no class")
    ctx.equal([documents, labels], list(kept), "documents and labels after use")


_DOCUMENTS = [["lunch", "today"], ["meeting", "today"], ["win", "money"]]
_LABELS = ["ham", "ham", "spam"]


def check_worked_example(answer, ctx):
    model = _fitted(answer, _DOCUMENTS, _LABELS)
    got = _ps(model, ["win", "today"])
    ctx.close(
        {key: got[key] for key in sorted(got)},
        {"ham": 0.64474, "spam": 0.35526},
        "the posteriors of the worked example",
        rtol=0,
        atol=1e-5,
    )


def check_worked_prediction(answer, ctx):
    model = _fitted(answer, _DOCUMENTS, _LABELS)
    ctx.equal(model.predict(["win", "today"]), "ham", "the class of 'win today'")
    ctx.equal(model.predict(["win", "money"]), "spam", "the class of 'win money'")


def check_reference(answer, ctx):
    for size, classes, words, smoothing in (
        (1, 1, 1, 1.0),
        (2, 2, 3, 1.0),
        (30, 3, 12, 1.0),
        (25, 2, 40, 0.25),
        (9, 4, 5, 3.0),
    ):
        documents, labels = _world(ctx, size, classes, words)
        model = _fitted(answer, documents, labels, smoothing)
        for _ in range(6):
            asked = [f"w{ctx.rng.randrange(words + 6)}" for _ in range(ctx.rng.randrange(0, 8))]
            wanted = _reference(documents, labels, smoothing, asked)
            got = _ps(model, asked)
            ctx.close(
                [got[label] for label in wanted],
                list(wanted.values()),
                f"the posteriors of {asked} among {classes} classes, smoothing {smoothing:g}",
                rtol=1e-9,
            )


def check_unknown_words(answer, ctx):
    labels = ["a", "b", "b", "b"]
    model = _fitted(answer, [["x"], ["y", "z", "y"], ["z"], ["y"]], labels)
    usually = "a word outside the vocabulary says nothing about the class: skip it."
    for asked, what in (([], "an empty document"), (["q", "r", "q"], "unknown words alone")):
        got = _ps(model, asked)
        ctx.close([got["a"], got["b"]], [0.25, 0.75], f"the posteriors of {what}", usually=usually)
    got, plain = _ps(model, ["x", "q", "q"]), _ps(model, ["x"])
    ctx.close(
        got["a"], plain["a"], "the posterior of x after adding unknown words", usually=usually
    )


def check_long_document(answer, ctx):
    model = _fitted(answer, _DOCUMENTS, _LABELS)
    got = model.log_posteriors(["lunch", "win"] * 3000)
    usually = "the product of many probabilities is 0 in floating point: add logarithms."
    ctx.finite(list(got.values()), "the posteriors of a document of 6,000 words", usually)
    wanted = math.log(0.5) + 3000 * (math.log(4 / 49) - math.log(4 / 81))
    ctx.close(
        got["spam"] - got["ham"],
        wanted,
        "ln of the odds of spam to ham after 6,000 words",
        rtol=1e-9,
        usually=usually,
    )


def check_counted_twice(answer, ctx):
    documents, labels = _world(ctx, 20, 2, 8)
    model = _fitted(answer, documents, labels)
    prior = _reference(documents, labels, 1, [])
    asked = [f"w{ctx.rng.randrange(8)}" for _ in range(5)]

    def odds(document):
        got = model.log_posteriors(document)
        return got["class0"] - got["class1"]

    base = math.log(prior["class0"] / prior["class1"])
    ctx.close(
        odds(asked * 2) - base,
        2 * (odds(asked) - base),
        "the evidence of a document in which every word stands twice",
        rtol=1e-8,
        atol=1e-9,
        usually="repeated words count once, but this model counts each of them.",
    )


def check_order_and_refit(answer, ctx):
    documents, labels = _world(ctx, 25, 3, 10)
    model, asked = _fitted(answer, documents, labels), documents[3] + documents[5]
    before = _ps(model, asked)
    turn = ctx.rng.sample(range(25), 25)
    model.fit([documents[n][::-1] for n in turn], [labels[n] for n in turn])
    after = _ps(model, asked[::-1])
    ctx.close(
        [after[label] for label in before],
        list(before.values()),
        "the posteriors after fitting again with everything in another order",
        rtol=1e-9,
        usually="the counts of the first fit were kept.",
    )


def check_ties(answer, ctx):
    labels = ["m", "z", "a"]
    ctx.rng.shuffle(labels)
    model = _fitted(answer, [["x"], ["x"], ["x"]], labels)
    ctx.equal(
        model.predict(["x"]), labels[0], f"the class of a tie, trained on {labels} in this order"
    )


def _sampler(ctx, words):
    weights = [ctx.rng.gammavariate(0.3, 1) for _ in range(words)]
    ends = list(itertools.accumulate(weights))
    return lambda: bisect.bisect(ends, ctx.rng.random() * ends[-1])


def check_figures(answer, ctx):
    words, draws = 400, [_sampler(ctx, 400) for _ in range(3)]
    common = _sampler(ctx, words)
    documents, labels = [], []
    for _ in range(2400):
        label = ctx.rng.choice((0, 0, 1, 2))
        size = ctx.rng.randrange(3, 14)
        numbers = [draws[label]() if ctx.rng.random() < 0.3 else common() for _ in range(size)]
        documents.append([f"w{number}" for number in numbers])
        labels.append(f"class{label}")
    model = _fitted(answer, documents[:600], labels[:600])
    hits = [model.predict(d) == t for d, t in zip(documents[600:], labels[600:], strict=True)]
    ctx.metric("accuracy", sum(hits) / len(hits))
