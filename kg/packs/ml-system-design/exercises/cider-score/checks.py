"""Checks of CIDEr."""

import math

import numpy as np

_REFERENCES = [
    ["a dog runs".split(), "a dog sleeps".split()],
    ["a cat sleeps".split()],
]
_LN2 = math.log(2)


def _places(words, n):
    return [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]


def _frequency(references):
    kinds = {
        g
        for captions in references
        for one in captions
        for n in (1, 2, 3, 4)
        for g in _places(one, n)
    }
    return {
        kind: sum(
            any(kind in _places(one, len(kind)) for one in captions) for captions in references
        )
        for kind in kinds
    }


def _cider(candidates, references):
    """The same with dense vectors over all n-grams that occur anywhere."""
    frequency = _frequency(references)
    scores = []
    for words, captions in zip(candidates, references, strict=True):
        parts = []
        for n in (1, 2, 3, 4):
            kinds = sorted({g for one in (words, *captions) for g in _places(one, n)})
            if not kinds:
                parts += [0.0] * len(captions)
                continue
            idf = np.array([math.log(len(references) / max(1, frequency.get(k, 0))) for k in kinds])
            vector = [
                np.array([_places(one, n).count(k) for k in kinds]) * idf
                for one in (words, *captions)
            ]
            for other in vector[1:]:
                length = np.linalg.norm(vector[0]) * np.linalg.norm(other)
                parts.append(float(vector[0] @ other / length) if length > 0 else 0.0)
        scores.append(sum(parts) / len(parts))
    return scores


def _caption(rng, least=1, most=8):
    return [
        rng.choice("a a the dog cat runs sleeps red".split())
        for _ in range(rng.randint(least, most))
    ]


def _set(rng, images):
    references = [[_caption(rng) for _ in range(rng.randint(1, 4))] for _ in range(images)]
    candidates = []
    for captions in references:
        words = list(rng.choice(captions)) if rng.random() < 0.7 else _caption(rng, 0)
        if words and rng.random() < 0.7:
            words[rng.randrange(len(words))] = rng.choice(["dog", "bird", "the"])
        candidates.append(words)
    return candidates, references


def check_kinds(answer, ctx):
    frequency = answer.document_frequency(_REFERENCES)
    ctx.that(
        isinstance(frequency, dict),
        "document_frequency gives no dict",
        expected="a dict",
        got=type(frequency).__name__,
    )
    ctx.that(
        all(isinstance(gram, tuple) for gram in frequency),
        "the n-grams are no tuples of words",
        expected="tuples, as ('a', 'dog')",
        got=next(iter(frequency)),
    )
    scores = answer.cider([["a"], ["a"]], _REFERENCES)
    ctx.that(
        isinstance(scores, list) and len(scores) == 2,
        "cider gives no score for each image",
        expected="a list of 2",
        got=scores,
    )
    ctx.equal(answer.cider([], []), [], "the scores of no image")


def check_worked_frequency(answer, ctx):
    frequency = answer.document_frequency(_REFERENCES)
    wanted = {("a",): 2, ("dog",): 1, ("sleeps",): 2, ("a", "dog"): 1, ("a", "cat", "sleeps"): 1}
    ctx.equal(
        [frequency.get(gram) for gram in wanted],
        list(wanted.values()),
        "the frequencies of a, dog, sleeps, a dog, a cat sleeps",
        usually="the references of one image count once together.",
    )


def check_worked_weights(answer, ctx):
    frequency = {("a",): 2, ("dog",): 1, ("sleeps",): 2}
    got = answer.weights("a dog sleeps".split(), 1, frequency, 2)
    ctx.close(
        [got.get((word,), 0.0) for word in ("a", "dog", "sleeps")],
        [0.0, _LN2 / 3, 0.0],
        "the weights of a, dog, sleeps",
        rtol=1e-9,
    )


def check_worked_cosine(answer, ctx):
    a, b = {("x",): 3.0, ("y",): 4.0}, {("y",): 2.0, ("z",): 0.0}
    ctx.close(answer.cosine(a, b), 0.8, "the cosine of (3, 4, 0) and (0, 2, 0)", rtol=1e-9)
    ctx.equal(answer.cosine(a, {}), 0.0, "the cosine with an empty vector")
    ctx.equal(answer.cosine({("x",): 0.0}, a), 0.0, "the cosine with a vector of zeros")


def check_worked_scores(answer, ctx):
    got = answer.cider(["a dog runs".split(), "a cat sleeps".split()], _REFERENCES)
    ctx.close(
        got,
        [0.525888, 0.75],
        "CIDEr of the worked example",
        rtol=1e-5,
        usually="average the references, and count all four lengths, also one without n-grams.",
    )


def check_frequency_reference(answer, ctx):
    for images in (1, 3, 12):
        _, references = _set(ctx.rng, images)
        wanted = _frequency(references)
        got = answer.document_frequency(references)
        ctx.equal(
            {" ".join(k): got.get(k, 0) for k in sorted(wanted)},
            {" ".join(k): wanted[k] for k in sorted(wanted)},
            f"the frequencies in the references of {images} images",
        )


def check_weights_reference(answer, ctx):
    frequency = {("dog",): 3, ("a", "dog"): 2, ("a",): 10}
    for words in (["a", "dog", "a", "bird"], ["bird"], []):
        for n in (1, 2):
            places = _places(words, n)
            wanted = {
                g: places.count(g) / len(places) * math.log(10 / max(1, frequency.get(g, 0)))
                for g in places
            }
            got = answer.weights(words, n, frequency, 10)
            ctx.close(
                [got.get(g, 0.0) for g in wanted],
                list(wanted.values()),
                f"the weights for n = {n} of {words}",
                rtol=1e-9,
            )


def check_cider_reference(answer, ctx):
    for images in (1, 2, 5, 20):
        candidates, references = _set(ctx.rng, images)
        ctx.close(
            answer.cider(candidates, references),
            _cider(candidates, references),
            f"the scores of {images} images",
            rtol=1e-9,
            atol=1e-9,
        )


def check_references_only(answer, ctx):
    candidates, references = _set(ctx.rng, 8)
    before = answer.cider(candidates, references)
    changed = [candidates[0]] + [["dog", "cat", "red", "bird"] for _ in references[1:]]
    ctx.close(
        answer.cider(changed, references)[0],
        before[0],
        "the first score after all other candidates changed",
        rtol=1e-12,
    )
    unseen = answer.cider([["unseen"], *candidates[1:]], references)
    ctx.equal(unseen[0], 0.0, "the score of a word that is in no reference")


def check_consensus(answer, ctx):
    references = [
        ["a big dog in the park".split()] * 4 + ["one small puppy on green grass".split()],
        ["a big cat in the park".split()] * 5,
        ["a red bus in the city".split()] * 5,
    ]
    most, one, common = (
        answer.cider([words.split(), ["x"], ["x"]], references)[0]
        for words in ("a big dog in the park", "one small puppy on green grass", "a in the")
    )
    ctx.that(
        most > 3 * one,
        "agreeing with four of five captions is worth too little",
        expected="about four times the score for agreeing with one",
        got=most / max(one, 1e-9),
        usually="the best reference is taken instead of the mean.",
    )
    ctx.that(
        common < 0.01,
        "words that stand with all images are worth something",
        expected="about 0",
        got=common,
        usually="the inverse document frequency is missing.",
    )
    plain = answer.cider([["dog"], ["x"], ["x"]], references)[0]
    ctx.that(plain > 0.05, "a telling word alone is worth nothing", expected="> 0.05", got=plain)
