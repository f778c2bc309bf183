"""Checks of fast byte pair encoding."""

import re
from itertools import pairwise

_LETTERS = [b"a", b"b", b"c", b" ", "é".encode(), b"aa", b"aaa"]
_EXAMPLE = {b"low": 5, b"lower": 2, b"newest": 6, b"widest": 3}
_BYTES, _MERGES = 16_000, 120


def _merged(ids, pair, new):
    left, right = pair
    out, at = [], 0
    while at < len(ids):
        if ids[at] == left and at + 1 < len(ids) and ids[at + 1] == right:
            out.append(new)
            at += 2
        else:
            out.append(ids[at])
            at += 1
    return out


def _naive(words, size):
    """Counts all pairs of all words again for every merge."""
    pieces, merges = {word: list(word) for word in words}, []
    for new in range(256, size):
        counts = {}
        for word, ids in pieces.items():
            for pair in pairwise(ids):
                counts[pair] = counts.get(pair, 0) + words[word]
        best = min(counts, key=lambda pair: (-counts[pair], pair), default=None)
        if best is None or counts[best] < 2:
            break
        pieces = {word: _merged(ids, best, new) for word, ids in pieces.items()}
        merges.append(best)
    return merges


def _pairs(merges):
    return [tuple(pair) for pair in merges]


def _words(ctx, words, longest=8):
    made = {}
    for _ in range(words):
        word = b"".join(ctx.rng.choice(_LETTERS) for _ in range(ctx.rng.randint(0, longest)))
        made[word] = ctx.rng.randint(1, 9)
    return made


def _from_plays(ctx, size):
    """The words of a stretch of the plays that begins at a random place."""
    text = ctx.data("plays.txt").read_bytes()
    start = ctx.rng.randrange(len(text) - size)
    counts = {}
    for word in re.findall(rb" ?\S+|\s", text[start : start + size]):
        counts[word] = counts.get(word, 0) + 1
    return counts


def check_types(answer, ctx):
    words = dict(_EXAMPLE)
    merges = answer.train(words, 259)
    ctx.that(
        isinstance(merges, list) and len(merges) == 3,
        "train does not give a list of 3 merges for a vocabulary of 259",
        expected="a list of 3 pairs",
        got=merges,
        usually="the 256 bytes count as tokens: size - 256 merges are left.",
    )
    ctx.equal(words, _EXAMPLE, "the words handed in, afterwards", "they were changed in place.")


def check_worked_example(answer, ctx):
    wanted = [(101, 115), (256, 116), (108, 111), (258, 119), (101, 119)]
    ctx.equal(_pairs(answer.train(_EXAMPLE, 261)), wanted, "the merges of the worked example")


def check_same_merges(answer, ctx):
    cases = [({}, 300), ({b"": 5}, 300), ({b"a": 9}, 300), ({b"ab": 1}, 300), ({b"ab": 2}, 300)]
    cases += [({b"aaaaaaa": 3}, 300), ({b"aaaa": 2, b"aaa": 2}, 300), ({b"abab": 2}, 256)]
    cases += [(_words(ctx, 4), 290), (_words(ctx, 30), 290), (_words(ctx, 200, 14), 320)]
    for words, size in cases:
        what = f"the merges of {len(words)} words up to {size} tokens"
        ctx.equal(_pairs(answer.train(words, size)), _naive(words, size), what)


def check_same_merges_on_plays(answer, ctx):
    words = _from_plays(ctx, 15_000)
    wanted = _naive(words, 456)
    ctx.equal(_pairs(answer.train(words, 456)), wanted, "200 merges of a part of the plays")


def check_order_of_words(answer, ctx):
    words = _words(ctx, 60)
    before = _pairs(answer.train(words, 300))
    mixed = list(words.items())
    ctx.rng.shuffle(mixed)
    ctx.equal(
        _pairs(answer.train(dict(mixed), 300)),
        before,
        "the merges of the same words in another order",
        usually="a tie is decided by what was met first instead of by the smaller pair.",
    )


def check_speed(answer, ctx):
    def inputs():
        return _from_plays(ctx, _BYTES), 256 + _MERGES

    def agree(mine, naive):
        ctx.equal(_pairs(mine), naive, "the merges")

    ctx.race("times_naive", answer.train, _naive, inputs, rounds=ctx.steps(4, 1), agree=agree)
