import math  # noqa: F401 - math.exp, math.log
from collections import Counter  # noqa: F401 - counts that can be intersected with &
from collections.abc import Sequence

Words = Sequence[str]


def corpus_bleu(candidates: Sequence[Words], references: Sequence[Sequence[Words]]) -> float:
    """BLEU-4 of a corpus, 0 to 1, without smoothing; references[i] are those of candidates[i]."""
    raise NotImplementedError("TODO 1: clipped counts of the corpus, geometric mean, brevity")


def rouge_n(candidate: Words, reference: Words, n: int) -> float:
    """F1 of the n-grams of a candidate and a reference, 0 to 1."""
    raise NotImplementedError("TODO 2: shared n-grams against both totals")


def rouge_l(candidate: Words, reference: Words) -> float:
    """F1 of the longest common subsequence of words, 0 to 1."""
    raise NotImplementedError("TODO 3: a table of longest common subsequences")


def simple_meteor(candidate: Words, reference: Words) -> float:
    """METEOR with exact matches only, 0 to 1, as the task defines it."""
    raise NotImplementedError("TODO 4: match, weigh recall, count chunks")
