"""Checks of BLEU, ROUGE and the simple METEOR."""

import functools
import math

_BIRD = "a red bird sings in the old tree".split()
_BIRD_REFERENCE = "a red bird sings on the old tree".split()


def _grams(words, n):
    return [" ".join(words[i : i + n]) for i in range(len(words) - n + 1)]


def _shared(produced, *wanted):
    """How many of the produced n-grams can be paired, the best reference counting for each kind."""
    return sum(
        min(produced.count(kind), max(one.count(kind) for one in wanted)) for kind in set(produced)
    )


def _bleu(candidates, references):
    product = 1.0
    for n in (1, 2, 3, 4):
        hits = made = 0
        for words, several in zip(candidates, references, strict=True):
            hits += _shared(_grams(words, n), *(_grams(one, n) for one in several))
            made += len(_grams(words, n))
        if hits == 0:
            return 0.0
        product *= hits / made
    length = sum(map(len, candidates))
    nearest = 0
    for words, several in zip(candidates, references, strict=True):
        lengths = sorted(len(one) for one in several)
        nearest += min(lengths, key=lambda n: abs(n - len(words)))
    return product**0.25 * (1.0 if length >= nearest else math.exp(1 - nearest / length))


def _f1(shared, produced, wanted):
    if shared == 0:
        return 0.0
    precision, recall = shared / produced, shared / wanted
    return 2 * precision * recall / (precision + recall)


def _lcs(a, b):
    @functools.cache
    def longest(i, j):
        if i == len(a) or j == len(b):
            return 0
        if a[i] == b[j]:
            return 1 + longest(i + 1, j + 1)
        return max(longest(i + 1, j), longest(i, j + 1))

    return longest(0, 0)


def _meteor(candidate, reference):
    place_of, taken = [], [False] * len(reference)
    for i, word in enumerate(candidate):
        found = -1
        if i and place_of[-1] >= 0:
            after = place_of[-1] + 1
            if after < len(reference) and not taken[after] and reference[after] == word:
                found = after
        for j, other in enumerate(reference):
            if found < 0 and not taken[j] and other == word:
                found = j
        if found >= 0:
            taken[found] = True
        place_of.append(found)
    matched = sum(place >= 0 for place in place_of)
    if not matched:
        return 0.0
    precision, recall = matched / len(candidate), matched / len(reference)
    mean = 10 * precision * recall / (recall + 9 * precision)
    chunks, last = 0, None
    for place in place_of:
        if place >= 0 and (last is None or last < 0 or place != last + 1):
            chunks += 1
        last = place
    return mean * (1 - 0.5 * (chunks / matched) ** 3)


def _text(rng, least=0, most=14):
    return [
        rng.choice(["the", "a", "bird", "tree", "old", "sings"])
        for _ in range(rng.randint(least, most))
    ]


def _varied(rng, words):
    """The words with a few changes, so that long n-grams are shared."""
    words = list(words)
    for _ in range(rng.randint(0, 3)):
        place = rng.randrange(len(words) + 1)
        words[place : place + rng.randint(0, 1)] = _text(rng, 0, 2)
    return words


def check_plain_numbers(answer, ctx):
    calls = (
        ("corpus_bleu", lambda: answer.corpus_bleu([_BIRD], [[_BIRD_REFERENCE]])),
        ("rouge_n", lambda: answer.rouge_n(_BIRD, _BIRD_REFERENCE, 2)),
        ("rouge_l", lambda: answer.rouge_l(_BIRD, _BIRD_REFERENCE)),
        ("simple_meteor", lambda: answer.simple_meteor(_BIRD, _BIRD_REFERENCE)),
    )
    for name, call in calls:
        value = call()
        ctx.that(
            isinstance(value, float) and 0 <= value <= 1,
            f"{name} gives no float from 0 to 1",
            expected="a float, 0 to 1",
            got=value,
        )


def check_worked_bleu(answer, ctx):
    ctx.close(
        answer.corpus_bleu([_BIRD], [[_BIRD_REFERENCE]]),
        0.5,
        "BLEU of the worked example",
        rtol=1e-9,
    )
    longer = [*_BIRD_REFERENCE, "today", "again"]
    ctx.close(
        answer.corpus_bleu([_BIRD], [[longer]]),
        0.389400,
        "BLEU beside a reference of 10 words",
        rtol=1e-5,
        usually="the brevity penalty is exp(1 - reference / candidate).",
    )
    ctx.close(answer.corpus_bleu([longer], [[longer]]), 1.0, "BLEU of a perfect copy", rtol=1e-9)


def check_worked_rouge(answer, ctx):
    ctx.close(answer.rouge_n(_BIRD, _BIRD_REFERENCE, 1), 7 / 8, "ROUGE-1 of the worked example")
    ctx.close(answer.rouge_n(_BIRD, _BIRD_REFERENCE, 2), 5 / 7, "ROUGE-2 of the worked example")
    ctx.close(
        answer.rouge_l(_BIRD, _BIRD_REFERENCE),
        7 / 8,
        "ROUGE-L of the worked example",
        usually="a subsequence may have gaps; a common run of words may not.",
    )
    moved, straight = "the old tree sings".split(), "sings the old tree".split()
    ctx.close(
        answer.rouge_l(moved, straight), 3 / 4, "ROUGE-L after the first word moved to the end"
    )
    ctx.close(answer.rouge_n("old tree".split(), straight, 1), 2 / 3, "ROUGE-1 of half the words")


def check_worked_meteor(answer, ctx):
    straight = "sings the old tree".split()
    ctx.close(
        answer.simple_meteor("the old tree sings".split(), straight),
        0.9375,
        "METEOR after the first word moved to the end",
        rtol=1e-9,
    )
    ctx.close(
        answer.simple_meteor("the old tree".split(), straight),
        0.754986,
        "METEOR without the first word",
        rtol=1e-5,
        usually="recall weighs nine times as much as precision.",
    )


def check_bleu_reference(answer, ctx):
    rng = ctx.rng
    for size in (1, 2, 6, 25):
        references = [[_text(rng, 1, 14) for _ in range(rng.randint(1, 3))] for _ in range(size)]
        candidates = [_varied(rng, several[0]) for several in references]
        ctx.close(
            answer.corpus_bleu(candidates, references),
            _bleu(candidates, references),
            f"BLEU of a corpus of {size}",
            rtol=1e-9,
            atol=1e-12,
        )
    candidate, lengths = ["x"] * 8, (["x"] * 5 + ["y"] * 2, ["x"] * 9)
    ctx.close(
        answer.corpus_bleu([candidate], [lengths[::-1]]),
        1.0,
        "BLEU with references one word shorter and one longer",
        usually="of two references as near in length, the shorter one counts.",
    )


def check_rouge_reference(answer, ctx):
    rng = ctx.rng
    for _ in range(12):
        a = _text(rng)
        b = _varied(rng, a) if rng.random() < 0.5 else _text(rng)
        for n in (1, 2, 3):
            p, q = _grams(a, n), _grams(b, n)
            wanted = _f1(_shared(p, q), len(p), len(q))
            ctx.close(
                answer.rouge_n(a, b, n),
                wanted,
                f"ROUGE-{n} of {len(a)} and {len(b)} words",
                rtol=1e-9,
                usually="an n-gram is paired more often than it stands there.",
            )
        wanted = _f1(_lcs(tuple(a), tuple(b)), len(a), len(b))
        ctx.close(
            answer.rouge_l(a, b),
            wanted,
            f"ROUGE-L of {len(a)} and {len(b)} words",
            rtol=1e-9,
            usually="the table forgets the best of the rows or columns before.",
        )


def check_meteor_reference(answer, ctx):
    rng = ctx.rng
    for _ in range(25):
        a = _text(rng)
        b = _varied(rng, a) if rng.random() < 0.6 else _text(rng)
        ctx.close(
            answer.simple_meteor(a, b),
            _meteor(a, b),
            f"METEOR of {len(a)} and {len(b)} words",
            rtol=1e-9,
        )
    a, b = "the old tree the bird".split(), "the bird the old tree".split()
    ctx.close(answer.simple_meteor(a, b), _meteor(a, b), "METEOR of two texts that repeat a word")


def check_edges(answer, ctx):
    words = "one two three".split()
    usually = "a division by zero, or the logarithm of zero."
    ctx.equal(answer.corpus_bleu([words], [[words]]), 0.0, "BLEU of three words alone", usually)
    ctx.equal(answer.corpus_bleu([], []), 0.0, "BLEU of no text", usually)
    ctx.equal(answer.corpus_bleu([[]], [[words]]), 0.0, "BLEU of an empty text", usually)
    for a, b in (([], words), (words, []), ([], []), (words, ["four"])):
        what = f"of {len(a)} words beside {len(b)} others"
        ctx.equal(answer.rouge_n(a, b, 1), 0.0, f"ROUGE-1 {what}", usually)
        ctx.equal(answer.rouge_n(a, b, 5), 0.0, f"ROUGE-5 {what}", usually)
        ctx.equal(answer.rouge_l(a, b), 0.0, f"ROUGE-L {what}", usually)
        ctx.equal(answer.simple_meteor(a, b), 0.0, f"METEOR {what}", usually)


def check_what_each_sees(answer, ctx):
    long = [f"w{n}" for n in range(ctx.rng.randint(20, 40))]
    whole = answer.corpus_bleu([long], [[long]])
    ctx.that(
        answer.corpus_bleu([long[:8]], [[long]]) < 0.5 * whole,
        "BLEU does not see that most of the text is missing",
        usually="the brevity penalty is missing.",
    )
    many = ["w1"] * 12
    ctx.close(
        answer.rouge_n(many, ["w1", "w2", "w3"], 1),
        2 / 15,
        "ROUGE-1 of one word repeated",
        usually="a repeated word is counted each time: clip it by the reference's count.",
    )
    shuffled = long[::-1]
    ctx.close(answer.rouge_n(shuffled, long, 1), 1.0, "ROUGE-1 of the words backwards")
    ctx.close(answer.rouge_l(shuffled, long), 1 / len(long), "ROUGE-L of the words backwards")
    ctx.close(
        answer.simple_meteor(shuffled, long),
        0.5,
        "METEOR of the words backwards",
        usually="each word is a chunk of its own, which takes half of the score.",
    )
    ctx.close(
        answer.simple_meteor(long, long),
        1 - 0.5 / len(long) ** 3,
        "METEOR of a perfect copy",
        rtol=1e-9,
    )
