"""Checks of near-duplicate search with MinHash."""

import itertools
import zlib

import numpy as np

_PRIME = 2**31 - 1
_HASHES, _BANDS, _SHINGLE = 120, 20, 3
_SOURCES, _COPIES, _WORDS = 120, 3, 60


def _hashes(rng, count):
    return rng.integers(1, _PRIME, size=count), rng.integers(0, _PRIME, size=count)


def _numbers(texts):
    """The shingles of each text as numbers below 2^31 - 1, by a checksum."""
    return [np.array([zlib.crc32(t.encode()) % _PRIME for t in sorted(one)]) for one in texts]


def _runs(text, size):
    words = text.lower().split()
    if not words:
        return set()
    return {
        " ".join(words[i:][:size]) for i in range(len(words)) if i == 0 or i + size <= len(words)
    }


def _minhash(document, a, b):
    return [
        min((int(p) * int(x) + int(q)) % _PRIME for x in document)
        for p, q in zip(a, b, strict=True)
    ]


def _agreeing(signature, bands):
    rows = signature.shape[1] // bands
    return {
        (i, j)
        for i, j in itertools.combinations(range(len(signature)), 2)
        if any(
            (signature[i, k : k + rows] == signature[j, k : k + rows]).all()
            for k in range(0, signature.shape[1], rows)
        )
    }


def _corpus(rng):
    """Texts and their copies with some words changed; many pairs near J = 0.8 and well below."""
    words = [f"w{n}" for n in range(3000)]
    texts = []
    for _ in range(_SOURCES):
        source = [rng.choice(words) for _ in range(_WORDS)]
        texts.append(source)
        for _ in range(_COPIES):
            copy = list(source)
            for _ in range(rng.choice((0, 1, 2, 4, 8, 15))):
                copy[rng.randrange(_WORDS)] = rng.choice(words)
            texts.append(copy)
    rng.shuffle(texts)
    return [" ".join(one) for one in texts]


def check_kinds(answer, ctx):
    got = answer.shingles("One two three", 2)
    ctx.that(
        isinstance(got, set), "shingles gives no set", expected="a set", got=type(got).__name__
    )
    a, b = _hashes(ctx.numpy(), 6)
    signature = answer.signatures([np.array([5, 9]), np.array([7])], a, b)
    ctx.shape(signature, (2, 6), "six hash functions of two documents")
    ctx.that(
        isinstance(answer.candidates(signature, 3), set),
        "candidates gives no set",
        expected="a set of pairs",
    )
    ctx.equal(answer.keep(2, set()), [0, 1], "what is kept where no pair is alike")


def check_worked_shingles(answer, ctx):
    one, other = answer.shingles("The cat sat down", 2), answer.shingles("the cat sat up", 2)
    ctx.equal(sorted(one), ["cat sat", "sat down", "the cat"], "the pairs of words of the example")
    ctx.close(answer.jaccard(one, other), 0.5, "the Jaccard similarity of the example")
    ctx.equal(
        [answer.jaccard(set(), set()), answer.jaccard({"a"}, set())],
        [1.0, 0.0],
        "the similarity of two empty sets, and of one",
    )


def check_worked_signatures(answer, ctx):
    documents = [np.array([1, 2]), np.array([2, 10])]
    got = answer.signatures(documents, np.array([3, 2**30]), np.array([1, 0]))
    ctx.equal(
        got,
        np.array([[4, 1], [7, 1]]),
        "the signatures of the example",
        usually="the least over the document is taken after the modulus, not before.",
    )


def check_worked_groups(answer, ctx):
    signature = np.array([[1, 2, 3, 4], [1, 2, 9, 9], [8, 2, 9, 9], [8, 8, 8, 4]])
    pairs = answer.candidates(signature, 2)
    ctx.equal([list(p) for p in sorted(pairs)], [[0, 1], [1, 2]], "the candidates of the example")
    ctx.equal(
        answer.keep(4, {(1, 2), (0, 1)}),
        [0, 3],
        "what is kept of the example",
        usually="0 is like 1 and 1 like 2, so all three are one group.",
    )


def check_shingles_reference(answer, ctx):
    for count in (0, 1, 2, 3, 4, 30):
        text = " ".join(ctx.rng.choice(("A", "b", "Cc")) for _ in range(count))
        for size in (1, 3):
            ctx.equal(
                sorted(answer.shingles(text, size)),
                sorted(_runs(text, size)),
                f"the runs of {size} of {count} words",
                usually="a text shorter than the run is one shingle, and no text is none.",
            )


def check_signatures_reference(answer, ctx):
    rng = ctx.numpy()
    documents = [rng.integers(0, _PRIME, size=n) for n in (1, 3, 40)]
    a, b = _hashes(rng, 9)
    ctx.equal(
        answer.signatures(documents, a, b).tolist(),
        [_minhash(d, a, b) for d in documents],
        "the signatures of three documents",
        usually="the product overflows, or another modulus is taken.",
    )


def check_candidates_reference(answer, ctx):
    for documents, hashes, bands in ((1, 4, 2), (30, 12, 4), (30, 12, 12), (25, 6, 1)):
        signature = ctx.numpy().integers(0, 3, size=(documents, hashes))
        signature[documents // 2] = signature[0]
        ctx.equal(
            [list(p) for p in sorted(answer.candidates(signature, bands))],
            [list(p) for p in sorted(_agreeing(signature, bands))],
            f"the candidates of {documents} signatures in {bands} bands",
            usually="rows agree only if all values of a band do, in the same band of both.",
        )


def check_keep_reference(answer, ctx):
    for _ in range(8):
        count = ctx.rng.randint(2, 25)
        pairs = {
            tuple(sorted(ctx.rng.sample(range(count), 2))) for _ in range(ctx.rng.randint(0, count))
        }
        label = list(range(count))
        for _ in range(count):
            for i, j in pairs:
                label[i] = label[j] = min(label[i], label[j])
        ctx.equal(
            answer.keep(count, pairs), sorted(set(label)), f"what is kept of {count} documents"
        )


def check_estimates(answer, ctx):
    rng = ctx.numpy()
    a, b = _hashes(rng, 4000)
    pool = rng.choice(10**6, size=120, replace=False)
    for shared in (0, 30, 54, 60):
        one, other = pool[:60], pool[60 - shared : 120 - shared]
        wanted = shared / (120 - shared)
        got = answer.signatures([one, other], a, b)
        ctx.close(
            float((got[0] == got[1]).mean()),
            wanted,
            "the share of equal hashes",
            rtol=0,
            atol=0.06,
            usually="its expectation is the Jaccard similarity of the two sets.",
        )


def check_corpus(answer, ctx):
    texts = [answer.shingles(one, _SHINGLE) for one in _corpus(ctx.rng)]
    a, b = _hashes(ctx.numpy(), _HASHES)
    pairs = answer.candidates(answer.signatures(_numbers(texts), a, b), _BANDS)
    found = {pair for pair in pairs if answer.jaccard(texts[pair[0]], texts[pair[1]]) >= 0.8}
    every = itertools.combinations(range(len(texts)), 2)
    near = {(i, j) for i, j in every if len(texts[i] & texts[j]) >= 0.8 * len(texts[i] | texts[j])}
    ctx.metric("recall", len(found & near) / len(near))
    far = sum(len(texts[i] & texts[j]) < 0.4 * len(texts[i] | texts[j]) for i, j in pairs)
    ctx.metric("far_pairs", far / max(1, len(pairs)))
    ctx.metric("compared", len(pairs) / (len(texts) * (len(texts) - 1) / 2))
