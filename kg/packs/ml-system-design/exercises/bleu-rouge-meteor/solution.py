import math
from collections import Counter
from collections.abc import Sequence

Words = Sequence[str]


def _ngrams(words: Words, n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def _f1(matched: int, produced: int, wanted: int) -> float:
    return 2 * matched / (produced + wanted) if matched else 0.0


def corpus_bleu(candidates: Sequence[Words], references: Sequence[Sequence[Words]]) -> float:
    """BLEU-4 of a corpus, 0 to 1, without smoothing; references[i] are those of candidates[i]."""
    matched, total = [0] * 4, [0] * 4
    length = nearest = 0
    for candidate, several in zip(candidates, references, strict=True):
        length += len(candidate)
        nearest += min((abs(len(one) - len(candidate)), len(one)) for one in several)[1]
        for n in range(1, 5):
            most: Counter[tuple[str, ...]] = Counter()
            for one in several:
                most |= _ngrams(one, n)
            counts = _ngrams(candidate, n)
            matched[n - 1] += (counts & most).total()
            total[n - 1] += counts.total()
    if min(matched) == 0:
        return 0.0
    mean_log = sum(math.log(m / t) for m, t in zip(matched, total, strict=True)) / 4
    return math.exp(min(0.0, 1 - nearest / length) + mean_log)


def rouge_n(candidate: Words, reference: Words, n: int) -> float:
    """F1 of the n-grams of a candidate and a reference, 0 to 1."""
    produced, wanted = _ngrams(candidate, n), _ngrams(reference, n)
    return _f1((produced & wanted).total(), produced.total(), wanted.total())


def rouge_l(candidate: Words, reference: Words) -> float:
    """F1 of the longest common subsequence of words, 0 to 1."""
    row = [0] * (len(reference) + 1)
    for word in candidate:
        before = row
        row = [0]
        for place, other in enumerate(reference, 1):
            longer = before[place - 1] + 1 if word == other else 0
            row.append(max(longer, before[place], row[-1]))
    return _f1(row[-1], len(candidate), len(reference))


def simple_meteor(candidate: Words, reference: Words) -> float:
    """METEOR with exact matches only, 0 to 1, as the task defines it."""
    free = set(range(len(reference)))
    pairs: list[tuple[int, int]] = []
    for i, word in enumerate(candidate):
        places = [j for j in sorted(free) if reference[j] == word]
        if not places:
            continue
        follows = pairs[-1][1] + 1 if pairs and pairs[-1][0] == i - 1 else None
        j = follows if follows in places else places[0]
        free.remove(j)
        pairs.append((i, j))
    if not pairs:
        return 0.0
    matched = len(pairs)
    mean = 10 * matched / (len(candidate) + 9 * len(reference))
    joined = sum((i + 1, j + 1) in set(pairs) for i, j in pairs)
    return mean * (1 - 0.5 * ((matched - joined) / matched) ** 3)
